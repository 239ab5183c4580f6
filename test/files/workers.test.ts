/** The bundles that threads are started from are committed: they must be what the code says. */

import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { bundleWorker, textOf, workers } from "../../scripts/worker-bundles";
import { unlinking } from "../../src/files/attempts";
import { verifying } from "../../src/pip-cache/check/check";
import { readingCosts } from "../../src/pip-cache/cost/costs";
import { hashing } from "../../src/pip-cache/index/published";
import { looking } from "../../src/pip-cache/scan/changes";
import { collecting, namingPackages } from "../../src/pip-cache/scan/scan";
import { findingNeeds } from "../../src/projects/read-needs";
import { findingDuplicates } from "../../src/python-caches/duplicates/read-duplicates";
import { collectingPackages } from "../../src/python-caches/read-packages";

const root = join(__dirname, "../..");

it.each(workers)("the text of %s is what its source makes, and says so in its first line", async (name) => {
  const text = readFileSync(join(root, textOf(name)), "utf8");
  expect(text).toBe(await bundleWorker(name));
  expect(text.split("\n")[0]).toMatch(new RegExp(`^// Generated from src/workers/${name}\\.ts .*npm run workers`));
  // Whoever reviews the extension can read it: it has lines as people write them.
  expect(text.length / text.split("\n").length).toBeLessThan(60);
});

// Where no thread starts the command's own does the work, so that nobody would notice.
it.each(
  [
    unlinking,
    collecting,
    namingPackages,
    hashing,
    readingCosts,
    verifying,
    looking,
    findingNeeds,
    collectingPackages,
    findingDuplicates,
  ].map(({ name, source }) => [name, source] as const),
)("a thread for %s starts from the bundle, which has it", async (task, source) => {
  const worker = new Worker(source, { eval: true, execArgv: [], workerData: { task } });
  try {
    expect(await once(worker, "message")).toEqual([{}]);
  } finally {
    await worker.terminate();
  }
});
