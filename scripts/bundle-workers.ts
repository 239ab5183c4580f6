/** Writes the workers' bundles where they changed, so that nothing is built for nothing. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundleWorker, root, textOf, workers } from "./worker-bundles";

async function main(): Promise<void> {
  for (const name of workers) {
    const path = join(root, textOf(name));
    const text = await bundleWorker(name);
    if (!existsSync(path) || readFileSync(path, "utf8") !== text) writeFileSync(path, text);
  }
}

void main();
