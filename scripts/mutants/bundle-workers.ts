/** In the copy of the project that is mutated: bundles the workers from there, so that threads run mutants, too. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundleWorker, root, textOf, workers } from "../worker-bundles";

async function main(): Promise<void> {
  const coverage = readFileSync(join(__dirname, "coverage.cjs"), "utf8");
  for (const name of workers) writeFileSync(join(root, textOf(name)), `{${coverage}}\n${await bundleWorker(name)}`);
}

void main();
