/** The bundles that threads are started from are committed: they must be what the code says. */

import { build } from "esbuild";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { unlinking } from "../../src/files/remove";
import { reading } from "../../src/pip-cache/threads";

const root = join(__dirname, "../..");

it.each(["src/files/worker", "src/pip-cache/worker"])("%s.txt is what `npm run workers` makes", async (name) => {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [`${name}.ts`],
    bundle: true,
    format: "iife",
    platform: "node",
    target: "node20",
    legalComments: "none",
    minify: true,
    write: false,
  });
  expect(readFileSync(join(root, `${name}.txt`), "utf8")).toBe(outputFiles[0].text);
});

it("`npm run workers` says the same", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: { workers: string } };
  const options = [
    "--bundle",
    "--format=iife",
    "--platform=node",
    "--target=node20",
    "--legal-comments=none",
    "--minify",
  ];
  expect(scripts.workers.split(" ")).toEqual(
    expect.arrayContaining(["src/files/worker.ts", "src/pip-cache/worker.ts", ...options]),
  );
});

// Where no thread starts the command's own does the work, so that nobody would notice.
it.each(Object.entries({ unlinking, reading }))("threads start from the bundle: %s", async (_, { source, tasks }) => {
  for (const task of Object.keys(tasks)) {
    const stop = new Int32Array(new SharedArrayBuffer(4));
    const worker = new Worker(source, { eval: true, execArgv: [], workerData: { task, stop } });
    try {
      expect(await once(worker, "message")).toEqual([{}]);
    } finally {
      await worker.terminate();
    }
  }
});
