/** The bundles that threads are started from are committed: they must be what the code says. */

import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { bundleWorker, workers } from "../../scripts/worker-bundles";
import { unlinking } from "../../src/files/remove";
import { reading } from "../../src/pip-cache/threads";

const root = join(__dirname, "../..");

it.each(workers)("%s.generated.txt is what its source makes, and says so in its first line", async (name) => {
  const text = readFileSync(join(root, `${name}.generated.txt`), "utf8");
  expect(text).toBe(await bundleWorker(name));
  expect(text.split("\n")[0]).toMatch(new RegExp(`^// Generated from ${name}\\.ts .*npm run workers`));
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
