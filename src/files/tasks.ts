/**
 * Long synchronous work, run so that nobody waits for it: in worker threads, or, where none can start, in short slices
 * on the command's own thread. Synchronous because on a warm disk a system call costs less than the promise around it.
 */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";

/**
 * Work in steps: it pauses at every `yield`, hands over a part of its result where it yields one, and returns the rest.
 * What it is given, yields and returns can be cloned.
 */
export type Task<Message, Result> = (message: Message, context: TaskContext) => Generator<Result | undefined, Result>;

export interface TaskContext {
  /** Whether to stop at the next pause and return what was done until then. */
  stopped: () => boolean;
  /** What one thread remembers from message to message of a run. */
  memory: Map<string, unknown>;
}

/** Tasks by name, and the bundled text of a worker that offers the same ones through `serveTasks`. */
export interface TaskKit {
  source: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each task has its own message and result
  tasks: Record<string, Task<any, any>>;
}

export interface RunOptions<Result> {
  signal?: AbortSignal;
  onResult: (result: Result) => void;
  /** Threads at most; 0 runs in slices. */
  threads?: number;
}

/** Threads that are worth their while: more than four lose on every system measured. */
export const mostThreads = (): number => Math.min(4, availableParallelism());

/** Below this many messages a thread costs more than it brings. */
const FEWEST_MESSAGES = 2;
const SLICE_MS = 8;

/** What a worker says: that it has started, a result or a part of one, or what went wrong. */
export interface Reply {
  result?: unknown;
  /** The message is still being worked on. */
  more?: true;
  error?: string;
}

/**
 * Runs the messages through a task, each result handed over as it comes. Resolves when all are done, or, after an
 * abort, when those under way have stopped.
 * @throws what the task throws, which is always a defect: tasks report failures in their results.
 */
export async function runTask<Message, Result>(
  kit: TaskKit,
  name: string,
  messages: Iterable<Message>,
  { signal, onResult, threads = mostThreads() }: RunOptions<Result>,
): Promise<void> {
  const queue = messages[Symbol.iterator]();
  const first: Message[] = [];
  while (first.length < FEWEST_MESSAGES) {
    const next = queue.next();
    if (next.done) break;
    first.push(next.value);
  }
  const take = (): IteratorResult<Message> => {
    if (signal?.aborted) return { done: true, value: undefined };
    const held = first.shift();
    return held === undefined ? queue.next() : { done: false, value: held };
  };
  if (threads > 0 && first.length >= FEWEST_MESSAGES) {
    const stop = new Int32Array(new SharedArrayBuffer(4));
    const onAbort = () => Atomics.store(stop, 0, 1);
    signal?.addEventListener("abort", onAbort);
    try {
      const lanes = Array.from({ length: threads }, () => runLane(kit.source, name, stop, take, onResult));
      const unstarted = (await Promise.all(lanes)).filter((started) => !started).length;
      if (unstarted < threads) return;
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
  }
  const context: TaskContext = { stopped: () => signal?.aborted ?? false, memory: new Map() };
  for (let next = take(); !next.done; next = take()) {
    onResult(await inSlices(kit.tasks[name](next.value, context) as ReturnType<Task<Message, Result>>, onResult));
  }
}

/** Runs a generator to its end, giving the thread back every few milliseconds. */
export async function inSlices<Part, Result>(
  steps: Generator<Part | undefined, Result>,
  onPart?: (part: Part) => void,
): Promise<Result> {
  let sliceEnd = performance.now() + SLICE_MS;
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (step.value !== undefined) onPart?.(step.value);
    if (performance.now() >= sliceEnd) {
      await new Promise((resolve) => setImmediate(resolve));
      sliceEnd = performance.now() + SLICE_MS;
    }
  }
}

/** One worker, fed until the queue is empty. False when it could not start, in which case it has taken nothing. */
function runLane<Message, Result>(
  source: string,
  task: string,
  stop: Int32Array,
  take: () => IteratorResult<Message>,
  onResult: (result: Result) => void,
): Promise<boolean> {
  return new Promise((resolve, reject) => {
    let worker: Worker;
    try {
      worker = new Worker(source, { eval: true, workerData: { task, stop }, execArgv: [], stdin: false });
    } catch {
      resolve(false);
      return;
    }
    let started = false;
    const finish = (settle: () => void) => {
      worker.removeAllListeners();
      worker.on("error", () => {});
      void worker.terminate().then(settle, settle);
    };
    worker.on("message", (reply: Reply) => {
      started = true;
      if (reply.error !== undefined) return finish(() => reject(new Error(reply.error)));
      try {
        if ("result" in reply) onResult(reply.result as Result);
        if (reply.more) return;
        const next = take();
        if (next.done) finish(() => resolve(true));
        else worker.postMessage(next.value);
      } catch (error) {
        finish(() => reject(error));
      }
    });
    worker.on("error", (error) => finish(() => (started ? reject(error) : resolve(false))));
    worker.on("exit", () => (started ? reject(new Error(`The ${task} thread ended early`)) : resolve(false)));
  });
}
