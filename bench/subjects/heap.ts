/**
 * Watches the JS heap of this thread and its workers together, garbage that is not collected yet included. Workers are
 * busy without a pause, so they look for themselves, each time they have read so many directories.
 */
import threads from "node:worker_threads";

const maxWorkers = 64;
const directoriesPerLook = 20;

export interface HeapWatch {
  /** The highest sum seen, bytes. */
  peak: () => number;
  /** How often workers looked. */
  looks: () => number;
}

/** Used bytes per thread, the watching one first; then the highest sum, and how often workers looked. */
export const heapNumbers = (): Float64Array => new Float64Array(new SharedArrayBuffer(8 * (maxWorkers + 3)));

/** The highest sum seen, bytes. */
export const peakOf = (numbers: Float64Array): number => numbers[maxWorkers + 1] ?? 0;

/** Must be called before any worker is started. */
export function watchHeap(shared = heapNumbers()): HeapWatch {
  let workers = 0;
  class WatchedWorker extends threads.Worker {
    readonly #slot: number;

    constructor(source: string, { workerData, ...options }: threads.WorkerOptions) {
      const slot = 1 + (workers++ % maxWorkers);
      super(`(${lookOut})();${source}`, {
        ...options,
        workerData: { ...(workerData as object), heap: { shared, slot, maxWorkers, directoriesPerLook } },
      });
      this.#slot = slot;
    }

    /** Not by a listener: whoever started the worker may take all listeners away. */
    override emit(event: string | symbol, ...values: unknown[]): boolean {
      if (event === "exit") shared[this.#slot] = 0;
      return super.emit(event, ...values);
    }
  }
  threads.Worker = WatchedWorker as typeof threads.Worker;
  const look = () => {
    shared[0] = process.memoryUsage().heapUsed;
    let sum = 0;
    for (let slot = 0; slot <= maxWorkers; slot++) sum += shared[slot] ?? 0;
    shared[maxWorkers + 1] = Math.max(shared[maxWorkers + 1] ?? 0, sum);
  };
  setInterval(look, 1).unref();
  return {
    peak: () => {
      look();
      return peakOf(shared);
    },
    looks: () => shared[maxWorkers + 2] ?? 0,
  };
}

/** Runs in the worker, before its own text: so it brings along all it needs. */
const lookOut = String(function () {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- there is nothing else in the text of a worker
  const [fs, { workerData }] = [require("node:fs"), require("node:worker_threads")];
  const { shared, slot, maxWorkers, directoriesPerLook } = workerData.heap;
  const { readdirSync } = fs;
  let directories = 0;
  fs.readdirSync = (...parameters: unknown[]) => {
    if (directories++ % directoriesPerLook === 0) {
      shared[slot] = process.memoryUsage().heapUsed;
      let sum = 0;
      for (let other = 0; other <= maxWorkers; other++) sum += shared[other];
      shared[maxWorkers + 1] = Math.max(shared[maxWorkers + 1], sum);
      shared[maxWorkers + 2]++;
    }
    return readdirSync(...parameters);
  };
});
