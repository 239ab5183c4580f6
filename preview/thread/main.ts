/** Where the thread of a command starts: runs it, and says what becomes of it. */
import { createRequire } from "node:module";
import { parentPort, workerData } from "node:worker_threads";
import * as api from "../api";
import { Command, type CommandExport } from "../command/command";
import { loadBuilt } from "../command/load";
import { toolCommand, type ToolExport } from "../command/tool";
import type { HostSide, News, Question } from "../host/sides";
import type { TreeNode } from "../host/tree";
import { Changes } from "./changes";
import { asError, asThrown, type FromThread, type ThreadData, type ToThread } from "./messages";
import { asPlain } from "./plain";

type Work = (...given: unknown[]) => unknown;

const { launch, path, probe } = workerData as ThreadData;
const changes = new Changes();
/** Of the visible toast and of dialogs, by their names. */
const functions = new Map<string, Work>();
const questions = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>();
let lastQuestion = 0;

function post(message: FromThread): void {
  parentPort?.postMessage(message);
}

function plain<T>(value: T, name: string): T {
  return asPlain(value, (path, work) => {
    functions.set(`${name}${path}`, work as Work);
    return `${name}${path}`;
  }) as T;
}

const host: HostSide = {
  committed(root: TreeNode) {
    const changed = changes.of(root);
    if (changed.length > 0) post({ type: "changes", changes: changed });
  },
  tell: (news: News) => post({ type: "news", news: plain(news, "toast") }),
  ask(question: Question) {
    const id = ++lastQuestion;
    return new Promise((resolve, reject) => {
      questions.set(id, { resolve, reject });
      post({ type: "question", id, question: plain(question, `question-${id}`) });
    });
  },
  failed: (error) => post({ type: "failed", error: asThrown(error) }),
  done: (result) => post({ type: "done", result }),
};

function answer(id: number, work: () => unknown): void {
  (async () => work())().then(
    () => post({ type: "answer", id }),
    (error: unknown) => post({ type: "answer", id, error: asThrown(error) }),
  );
}

if (probe) {
  const { watch } = createRequire(probe.module)(probe.module) as {
    watch: (data: unknown, reached: (step: string) => void) => void;
  };
  watch(probe.data, (step) => post({ type: "probe", step }));
}

const code = launch.isTool
  ? toolCommand(() => loadBuilt<ToolExport>(path, api, require))
  : loadBuilt<{ default: CommandExport }>(path, api, require).default;
const command = new Command(launch, host, code);

parentPort?.on("message", (message: ToThread) => {
  switch (message.type) {
    case "call":
      // What is gone meanwhile does nothing.
      return answer(message.id, () => {
        const work = (functions.get(message.name) ?? changes.function(message.name)) as Work | undefined;
        return work?.(...message.given);
      });
    case "pop":
      return answer(message.id, () => command.pop());
    case "rest":
      return answer(message.id, () => command.rest(message.ms));
    case "exit":
      return process.exit();
    case "answer": {
      const asked = questions.get(message.id);
      questions.delete(message.id);
      for (const name of functions.keys()) if (name.startsWith(`question-${message.id}.`)) functions.delete(name);
      if (message.error) asked?.reject(asError(message.error));
      else asked?.resolve(message.value);
    }
  }
});
command.start();
