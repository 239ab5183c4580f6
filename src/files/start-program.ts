/**
 * Starts programs from a thread: making a process copies the tables of all memory that the command has, which keeps the
 * thread that asks for it from turning for some ten to a hundred milliseconds, and most programs are asked for something
 * behind a list that a person is using.
 */
import { Worker } from "node:worker_threads";
import type { Ended, StartAnswer, startHere, StartOptions, StartQuestion } from "./programs";
import source from "./programs.generated.txt";
import { inSlices } from "./tasks";
import { openText } from "./worker-text";

/** A thread that nothing is asked of is ended after this. ms */
const IDLE_MS = 500;

interface Question {
  onStart?: (pid: number) => void;
  settle: (ended: Promise<Ended> | Ended) => void;
  again: () => Promise<Ended>;
}

/** One thread for all that is asked at a time. */
class Starter {
  readonly #worker = new Worker(source, {
    eval: true,
    execArgv: [],
    resourceLimits: { maxYoungGenerationSizeMb: 2 },
  });
  readonly #questions = new Map<number, Question>();
  #asked = 0;
  #hasStarted = false;
  #idle: NodeJS.Timeout | undefined;

  constructor(private readonly onEnd: () => void) {
    this.#worker.on("message", (answer: StartAnswer | undefined) => {
      this.#hasStarted = true;
      if (answer !== undefined) this.#take(answer);
    });
    this.#worker.on("error", () => this.#end());
    this.#worker.on("exit", () => this.#end());
  }

  /** @param again does the same without the thread, where that could not start */
  ask(question: Omit<StartQuestion, "id">, options: StartOptions, again: () => Promise<Ended>): Promise<Ended> {
    const { signal, onStart } = options;
    const id = this.#asked++;
    clearTimeout(this.#idle);
    this.#worker.ref();
    const stop = () => this.#worker.postMessage({ stop: id });
    signal?.addEventListener("abort", stop);
    this.#worker.postMessage({ ...question, id });
    return new Promise<Ended>((settle) => {
      this.#questions.set(id, { onStart, settle, again });
    }).finally(() => signal?.removeEventListener("abort", stop));
  }

  #take({ id, pid, ended }: StartAnswer): void {
    const question = this.#questions.get(id);
    if (pid !== undefined) question?.onStart?.(pid);
    if (ended === undefined) return;
    this.#questions.delete(id);
    question?.settle(ended);
    if (this.#questions.size > 0) return;
    this.#worker.unref();
    this.#idle = setTimeout(() => {
      this.onEnd();
      void this.#worker.terminate();
    }, IDLE_MS).unref();
  }

  #end(): void {
    this.onEnd();
    const left = [...this.#questions.values()];
    this.#questions.clear();
    for (const { settle, again } of left) {
      const reason = "The thread that started it has ended.";
      settle(this.#hasStarted ? { outcome: "failed", reason, stdout: "", stderr: "", all: "" } : again());
    }
  }
}

let starter: Starter | undefined;

function currentStarter(): Starter {
  const made: Starter = (starter ??= new Starter(() => {
    if (starter === made) starter = undefined;
  }));
  return made;
}

/**
 * Starts a program and waits for its end. Never throws: how it went is the outcome. What outlives us is started at once, on
 * the command's own thread: whoever notes its id must be the first to know.
 */
export async function startProgram(path: string, args: string[], options: StartOptions): Promise<Ended> {
  const again = async () => {
    const programs = await inSlices(openText<{ startHere: typeof startHere }>(source));
    return programs.startHere(path, args, options);
  };
  if (options.outlives || options.signal?.aborted) return again();
  let thread: Starter;
  try {
    thread = currentStarter();
  } catch {
    return again();
  }
  // The environment of the process itself cannot be handed over as it is.
  const given = { ...options, env: { ...options.env } };
  delete given.signal;
  delete given.onStart;
  delete given.onSaid;
  return thread.ask({ path, args, options: given }, options, again);
}
