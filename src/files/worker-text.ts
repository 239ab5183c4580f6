/**
 * What only threads need is in a command once, as the text that they start from: where no thread can, or none is worth its
 * start, the command's own thread runs that text. The readers of all formats as code beside it would be parsed at each
 * start, before anything is on screen.
 */
import type * as threads from "node:worker_threads";
import { own } from "./lookup";
import type { Task, ThreadedTask } from "./tasks";

/** By text. */
const opened = new Map<string, unknown>();

/** The modules of Node, as whoever has no thread to answer to has them: Raycast's own thread is not to be heard by ours. */
const requireHere = (id: string): unknown => {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- what the text requires, which is Node's alone
  const module = require(id) as object;
  return /^(node:)?worker_threads$/.test(id)
    ? ({ ...module, parentPort: null } satisfies Partial<typeof threads>)
    : module;
};

/**
 * What a worker's file exports by default, out of its bundled text: run once. Pauses between its steps, which take some 10 ms each for
 * the largest.
 * @throws what is wrong with the text, which is always a defect
 */
export function* openText<Exported>(source: string): Generator<undefined, Exported> {
  if (!opened.has(source)) {
    const run = new Function("require", `${source}\nreturn worker.default;`) as (
      require: (id: string) => unknown,
    ) => unknown;
    yield;
    // Another may have done so meanwhile.
    if (!opened.has(source)) opened.set(source, run(requireHere));
    yield;
  }
  return opened.get(source) as Exported;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each task has its own message and result
type AnyTask = Task<any, any>;
type MessageOf<Offered> = Offered extends Task<infer Message, unknown> ? Message : never;
type ResultOf<Offered> = Offered extends Task<never, infer Result> ? Result : never;

/**
 * A task of a worker, for threads and for here.
 * @param name by which the worker's file exports it
 * @param source the bundled text of that file
 */
export function taskOf<Offered extends AnyTask>(
  name: string,
  source: string,
): ThreadedTask<MessageOf<Offered>, ResultOf<Offered>> {
  return {
    name,
    source,
    *task(message, context) {
      const task = own(yield* openText<Record<string, AnyTask>>(source), name) as
        Task<MessageOf<Offered>, ResultOf<Offered>> | undefined;
      if (task === undefined) throw new Error(`There is no task ${name}.`);
      return yield* task(message, context);
    },
  };
}
