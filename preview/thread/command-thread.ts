/** A command that runs in a thread of its own, from its built bundle, as on the platform. When it ends, all of its work does. */
import { Worker } from "node:worker_threads";
import type { CommandSide, HostSide, Launch, News, Question } from "../host/sides";
import { asError, asThrown, type FromThread, type ThreadData, type ToThread } from "./messages";
import { fromPlain } from "./plain";
import { Replica } from "./replica";

/** "Command terminated after reaching the extension memory limit (100 MB JS heap)". */
const ordinaryHeapMb = 100;
/** How long a thread that may end by itself is waited for, in ms. */
const exitMs = 1_000;

export interface ThreadOptions {
  /** The text that threads start from. */
  text: string;
  /** The built command. */
  path: string;
  env: NodeJS.ProcessEnv;
  ending: "terminate" | "exit";
  /** Of its own thread, without those that it starts; by default the platform's limit for all. */
  heapMb?: number;
  probe?: ThreadData["probe"];
  /** Called in this process when the probe has come to its step. */
  onProbe?: (step: string) => void;
}

export class CommandThread implements CommandSide {
  private worker: Worker | undefined;
  private readonly replica = new Replica((name, given) => this.ask({ type: "call", name, given }));
  private readonly asked = new Map<number, { resolve: () => void; reject: (error: Error) => void }>();
  private lastId = 0;
  private isEnding = false;
  /** Resolves once the thread is gone. */
  ended: Promise<void> = Promise.resolve();

  constructor(
    private readonly host: HostSide,
    private readonly launch: Launch,
    private readonly options: ThreadOptions,
  ) {}

  start(): void {
    const { text, path, probe, env, heapMb = ordinaryHeapMb } = this.options;
    const data: ThreadData = { launch: this.launch, path, probe };
    const NODE_ENV = this.launch.isStrict ? "development" : (env.NODE_ENV ?? "production");
    const worker = new Worker(text, {
      eval: true,
      workerData: data,
      env: { ...env, NODE_ENV },
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: heapMb },
    });
    this.worker = worker;
    worker.on("message", (message: FromThread) => this.hear(message));
    worker.on("error", (error) => this.failed(error));
    this.ended = new Promise((resolve) => worker.once("exit", () => resolve()));
    void this.ended.then(() => {
      this.failed(new Error("The command has ended its own thread."));
      this.asked.clear();
    });
  }

  /** Its functions are called in the thread. */
  run<T>(work: () => T): T {
    return work();
  }

  pop(): Promise<void> {
    return this.ask({ type: "pop" });
  }

  rest(ms: number): Promise<void> {
    return Promise.race([this.ask({ type: "rest", ms }), this.ended]);
  }

  end(): void {
    if (this.isEnding) return;
    this.isEnding = true;
    if (this.options.ending === "terminate") return this.terminate();
    this.post({ type: "exit" });
    const patience = setTimeout(() => this.terminate(), exitMs);
    void this.ended.then(() => clearTimeout(patience));
  }

  private terminate(): void {
    void this.worker?.terminate();
  }

  private post(message: ToThread): void {
    this.worker?.postMessage(message);
  }

  private ask(
    message: { type: "call"; name: string; given: unknown[] } | { type: "pop" } | { type: "rest"; ms: number },
  ) {
    const id = ++this.lastId;
    return new Promise<void>((resolve, reject) => {
      this.asked.set(id, { resolve, reject });
      this.post({ ...message, id });
    });
  }

  private failed(error: unknown): void {
    if (this.isEnding) return;
    this.isEnding = true;
    this.host.failed(error);
  }

  private hear(message: FromThread): void {
    if (message.type === "probe") return this.options.onProbe?.(message.step);
    if (this.isEnding) return;
    switch (message.type) {
      case "changes":
        return this.host.committed(this.replica.apply(message.changes));
      case "news":
        return this.host.tell(fromPlain(message.news, this.call) as News);
      case "question":
        return void this.answer(message.id, fromPlain(message.question, this.call) as Question);
      case "failed":
        return this.host.failed(asError(message.error));
      case "done":
        return this.host.done(message.result);
      case "answer": {
        const asked = this.asked.get(message.id);
        this.asked.delete(message.id);
        if (message.error) asked?.reject(asError(message.error));
        else asked?.resolve();
      }
    }
  }

  private readonly call = (name: string, given: unknown[]) => this.ask({ type: "call", name, given });

  private async answer(id: number, question: Question): Promise<void> {
    try {
      const value = await this.host.ask(question);
      this.post({ type: "answer", id, value });
    } catch (error) {
      this.post({ type: "answer", id, error: asThrown(error) });
    }
  }
}
