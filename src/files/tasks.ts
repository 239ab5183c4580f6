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
  /** Whether others have taken over: what is begun is finished, and nothing new is taken. */
  relieved: () => boolean;
  /**
   * Leaves a message to threads, which takes too long for one step here. Absent where there are none: in threads, and
   * where none can start.
   */
  leave?: (message: unknown) => void;
}

/** A task for here and for threads: the bundled text of a worker that offers it by this name, through `serveTasks`. */
export interface ThreadedTask<Message, Result> {
  task: Task<Message, Result>;
  name: string;
  source: string;
}

export interface TaskOptions<Result> {
  signal?: AbortSignal;
  onResult: (result: Result) => void;
  /** Worker threads at most; 0 does all the work in slices. */
  threads?: number;
  /** Heap that a thread may take, MB: a limit makes V8 collect its garbage earlier, and what needs more fails. */
  heapMb?: number;
  /** How long to work in slices before threads are started: starting them takes longer than most jobs. ms */
  headStartMs?: number;
}

/** Threads that are worth their while where files are read: more than four lose on every system measured. */
export const maxThreads = (): number => Math.min(4, availableParallelism());

/** A thread ended before its work did: what it had done since it last handed over a part is lost. */
export class ThreadError extends Error {}

/** The platform limits the heap: what lives only for one file must not pile up in each thread. MB */
const NURSERY_MB = 2;
const HEAD_START_MS = 40;
/** A thread that has not said anything by then is not waited for. */
const START_MS = 3_000;
const SLICE_MS = 5;

/** What is asked of a worker. */
export interface Order {
  message: unknown;
  /** Not 0 as soon as it is to stop. */
  stop: Int32Array;
  /** How many parts of its result were taken in, each in a turn of the event loop: it is not far ahead of that. */
  taken: Int32Array;
}

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
 * @throws ThreadError when a thread ends too early; what the task throws, which is always a defect: tasks report failures
 * in their results.
 */
export async function runTask<Message, Result>(
  { task, name, source }: ThreadedTask<Message, Result>,
  messages: Iterable<Message>,
  { signal, onResult, threads = maxThreads(), headStartMs = HEAD_START_MS, heapMb }: TaskOptions<Result>,
): Promise<void> {
  const queue = messages[Symbol.iterator]();
  const left: Message[] = [];
  const errors: unknown[] = [];
  const isOver = () => (signal?.aborted ?? false) || errors.length > 0;
  const takeNew = (): IteratorResult<Message> => (isOver() ? { done: true, value: undefined } : queue.next());
  const take = (): IteratorResult<Message> => {
    const next = takeNew();
    if (!next.done || isOver()) return next;
    const [value] = left.splice(0, 1);
    return value === undefined ? next : { done: false, value };
  };
  let started = 0;
  const context: TaskContext = { stopped: isOver, relieved: () => started > 0 };
  const workHere = async (takeNext: () => IteratorResult<Message>) => {
    const slice = new Slice();
    for (let next = takeNext(); !next.done; next = takeNext()) {
      onResult(await inSlices(task(next.value, context), onResult, slice));
      if (context.relieved()) return;
    }
  };
  if (threads === 0) return workHere(takeNew);
  context.leave = (message) => left.push(message as Message);

  const stop = new Int32Array(new SharedArrayBuffer(4));
  const onAbort = () => Atomics.store(stop, 0, 1);
  signal?.addEventListener("abort", onAbort);
  /** An error ends the run, but what others have done by then is still handed over. */
  const ending = (work: Promise<void>) =>
    work.catch((error: unknown) => {
      errors.push(error);
      onAbort();
    });
  let lanes: Promise<void>[] = [];
  const startLanes = () => {
    const lane = () => runLane<Message, Result>({ source, name, heapMb }, stop, take, onResult, () => started++);
    lanes = Array.from({ length: threads }, () => ending(lane()));
  };
  const headStart = setTimeout(startLanes, headStartMs);
  // What is left to threads is not taken here as long as there may be some.
  if (headStartMs > 0) await ending(workHere(takeNew));
  else startLanes();
  clearTimeout(headStart);
  await Promise.all(lanes);
  // What was left before any thread was started, or after all had ended. They leave nothing themselves.
  if (left.length > 0 && !isOver() && (lanes.length === 0 || started > 0)) {
    startLanes();
    await Promise.all(lanes);
  }
  // Where no thread could start, or one failed to, everything left is done here.
  started = 0;
  delete context.leave;
  await ending(workHere(take));
  signal?.removeEventListener("abort", onAbort);
  if (errors.length > 0) throw errors[0];
}

/** When the turn of the event loop that is under way has been worked in for long enough; undefined where it has not yet. */
let turnEnd: number | undefined;
/** Pieces of work that wait for their next slice. */
let waiting = 0;

/** Counts as worked in from now on whatever else the turn has brought. @param ms that may be worked */
function beginTurn(ms: number): number {
  setImmediate(() => (turnEnd = undefined));
  return (turnEnd = performance.now() + ms);
}

/**
 * Time that is worked in before the thread is given back. What is begun in one turn of the event loop, and what is worked on at
 * the same time, have one slice together: else each would be long enough to be noticed.
 */
export class Slice {
  #end = turnEnd ?? beginTurn(SLICE_MS);

  /** Gives the thread back for a turn, and begins anew. */
  async pause(): Promise<void> {
    waiting++;
    await new Promise((resolve) => setImmediate(resolve));
    waiting--;
    this.#end = beginTurn(SLICE_MS / (1 + waiting));
  }

  get isOver(): boolean {
    return performance.now() >= this.#end;
  }
}

/**
 * Runs a generator to its end, giving the thread back every few milliseconds.
 * @param slice goes on where several are run one after the other
 */
export async function inSlices<Part, Result>(
  steps: Generator<Part | undefined, Result>,
  onPart?: (part: Part) => void,
  slice = new Slice(),
): Promise<Result> {
  try {
    for (;;) {
      const step = steps.next();
      if (slice.isOver) await slice.pause();
      if (step.done) return step.value;
      if (step.value !== undefined) onPart?.(step.value);
    }
  } finally {
    // Where a part could not be taken, what the generator holds open is closed.
    steps.return(undefined as never);
  }
}

/** Runs a generator to its end at once: for what is known to be little. */
export function runToEnd<Result>(steps: Generator<unknown, Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

/**
 * Runs work that can be done anew, and does so on the command's own thread when a thread failed: one that needed more
 * heap than it may have, say.
 */
export async function retryWithoutThreads<Options extends { threads?: number }, Result>(
  options: Options,
  work: (options: Options) => Promise<Result>,
): Promise<Result> {
  try {
    return await work(options);
  } catch (error) {
    if (error instanceof ThreadError) return work({ ...options, threads: 0 });
    throw error;
  }
}

/** What a thread was started from. */
interface Start {
  source: string;
  name: string;
  heapMb: number | undefined;
}

/** A thread that waits for work of its kind. */
interface IdleThread extends Start {
  worker: Worker;
  /** Whether it has said that it is ready. */
  isStarted: boolean;
  end: NodeJS.Timeout;
}

/** Starting one costs 25 to 50 ms of the processor, which is more than most jobs do. */
const idle = new Set<IdleThread>();
/** One that waits longer is ended. ms. Tests, which open one command after another, let them wait longer. */
export const idleThreads = { endAfterMs: 500 };
/** One that has worked longer is ended at once: beside that a start is little, and its heap has grown. ms */
const SHORT_MS = 500;

/** Starts threads for work that is about to begin, so that it need not wait for them. They end where none comes. */
export function startAhead<Message, Result>({ name, source }: ThreadedTask<Message, Result>, threads: number): void {
  const start: Start = { name, source, heapMb: undefined };
  for (let count = 0; count < threads; count++) {
    try {
      keepIdle(startThread(start), start, false);
    } catch {
      return;
    }
  }
}

function takeIdle({ source, name, heapMb }: Start): IdleThread | undefined {
  for (const thread of idle) {
    if (thread.name !== name || thread.heapMb !== heapMb || thread.source !== source) continue;
    idle.delete(thread);
    clearTimeout(thread.end);
    stopListening(thread.worker);
    thread.worker.ref();
    return thread;
  }
  return undefined;
}

function keepIdle(worker: Worker, start: Start, isStarted: boolean): void {
  const end = setTimeout(() => {
    idle.delete(thread);
    void worker.terminate();
  }, idleThreads.endAfterMs).unref();
  const thread: IdleThread = { ...start, worker, isStarted, end };
  stopListening(worker);
  worker.once("message", () => (thread.isStarted = true));
  worker.on("error", () => {});
  worker.on("exit", () => idle.delete(thread));
  worker.unref();
  idle.add(thread);
}

/** One by one: without Node's own listeners it would hear nothing any more. */
function stopListening(worker: Worker): void {
  for (const event of ["message", "error", "exit"]) worker.removeAllListeners(event);
}

function startThread({ source, name, heapMb }: Start): Worker {
  return new Worker(source, {
    eval: true,
    execArgv: [],
    workerData: { task: name },
    resourceLimits: { maxYoungGenerationSizeMb: NURSERY_MB, maxOldGenerationSizeMb: heapMb },
  });
}

/** Lets the thread hand over another part. */
function takeNext(taken: Int32Array): void {
  Atomics.add(taken, 0, 1);
  Atomics.notify(taken, 0);
}

/** One worker, fed until the queue is empty. One that cannot start takes nothing, and that is no error. */
function runLane<Message, Result>(
  start: Start,
  stop: Int32Array,
  take: () => IteratorResult<Message>,
  onResult: (result: Result) => void,
  onStart: () => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let began = 0;
    const waiting = takeIdle(start);
    let isStarted = waiting?.isStarted ?? false;
    let thread: Worker;
    try {
      thread = waiting?.worker ?? startThread(start);
    } catch {
      resolve();
      return;
    }
    const patience = setTimeout(() => finish(resolve), START_MS);
    const finish = (settle: () => void) => {
      clearTimeout(patience);
      stopListening(thread);
      thread.on("error", () => {});
      void thread.terminate().then(settle, settle);
    };
    let taken: Int32Array = new Int32Array(0);
    const goOn = () => {
      const next = take();
      if (!next.done) {
        taken = new Int32Array(new SharedArrayBuffer(4));
        return thread.postMessage({ stop, taken, message: next.value } satisfies Order);
      }
      if (performance.now() - began > SHORT_MS) return finish(resolve);
      keepIdle(thread, start, true);
      resolve();
    };
    const begin = () => {
      clearTimeout(patience);
      began = performance.now();
      onStart();
      goOn();
    };
    thread.on("message", (reply: Reply) => {
      if (reply.error !== undefined) return finish(() => reject(new Error(reply.error)));
      try {
        if (!isStarted) {
          isStarted = true;
          return begin();
        }
        if ("result" in reply) onResult(reply.result as Result);
        if (reply.more) setImmediate(takeNext, taken);
        else goOn();
      } catch (error) {
        finish(() => reject(error));
      }
    });
    const endEarly = (why: string) => finish(() => (isStarted ? reject(new ThreadError(why)) : resolve()));
    thread.on("error", ({ message }) => endEarly(message));
    thread.on("exit", () => endEarly(`The ${start.name} thread ended early`));
    if (!isStarted) return;
    try {
      begin();
    } catch (error) {
      finish(() => reject(error));
    }
  });
}
