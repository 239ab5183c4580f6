/**
 * Makes the system calls of a scan and does nothing else: reads each directory; opens, looks at, reads the start of and
 * closes each file, with as many threads. No scan in Node can be faster on the machine it runs on.
 */
import { readdirSync } from "node:fs";
import { Worker } from "node:worker_threads";
import { readingThreads } from "../../src/pip-cache/scan/scan";
import { cacheAt } from "./cache";
import { observe, readTask } from "./observe";

const { path } = readTask<{ path: string }>();
const folders = cacheAt(path).folders.flatMap(({ root }) => readdirSync(root).map((name) => `${root}/${name}`));

void observe(async () => {
  const next = new Int32Array(new SharedArrayBuffer(4));
  const counts = Array.from({ length: readingThreads() }, () => filesReadBy(next));
  return { files: (await Promise.all(counts)).reduce((sum, count) => sum + count, 0) };
});

/** Starts a thread that takes folders until there is none left. */
function filesReadBy(next: Int32Array): Promise<number> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(`(${makeCalls})()`, { eval: true, workerData: { folders, next } });
    worker.once("message", resolve);
    worker.once("error", reject);
  });
}

/** Runs in the worker: so it brings along all it needs. */
const makeCalls = String(function () {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- there is nothing else in the text of a worker
  const [fs, { parentPort, workerData }] = [require("node:fs"), require("node:worker_threads")];
  const { folders, next } = workerData;
  const flags = fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK;
  const buffer = Buffer.allocUnsafeSlow(1024);
  let files = 0;
  const read = (folder: string) => {
    for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        read(path);
        continue;
      }
      const descriptor = fs.openSync(path, flags);
      fs.fstatSync(descriptor);
      fs.readSync(descriptor, buffer, 0, buffer.length, 0);
      fs.closeSync(descriptor);
      files++;
    }
  };
  for (let index = Atomics.add(next, 0, 1); index < folders.length; index = Atomics.add(next, 0, 1)) {
    read(folders[index]);
  }
  parentPort.postMessage(files);
});
