/**
 * Acts that are ended midway, in a thread that is terminated or a process that is killed. Raycast's API is a stand-in there
 * that says yes to everything: what is looked at is what stays on the disk.
 */

import { build } from "esbuild";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { startScript } from "../support/child";
import { afterwards, temporaryDirectory } from "../support/temporary";

/** Where an act is ended: when something is done with a file for the n-th time, right after a line was written, else before. */
export interface Step {
  call: "openSync" | "writeSync" | "unlinkSync" | "linkSync" | "renameSync";
  /** A pattern in what it is called with. */
  with: string;
  time: number;
}

export const steps = {
  beforeNote: { call: "openSync", with: "\\.jsonl\\.tmp", time: 1 },
  afterFirstChunk: { call: "writeSync", with: '"done"', time: 1 },
  afterProgram: { call: "writeSync", with: '"start"', time: 1 },
  afterThirdChunk: { call: "writeSync", with: '"done"', time: 3 },
  beforeMoving: { call: "renameSync", with: "\\.trashed$", time: 1 },
  beforeFileIsMade: { call: "linkSync", with: "pip\\.conf$", time: 1 },
  beforeFileIsReplaced: { call: "renameSync", with: "pip\\.conf$", time: 1 },
  beforeHistory: { call: "openSync", with: "history\\.json", time: 1 },
  beforeNoteGoes: { call: "unlinkSync", with: "\\.jsonl$", time: 1 },
} satisfies Record<string, Step>;

export type Ending = "terminated" | "killed" | "blocked";

interface Data {
  support: string;
  step: Step;
  /** Whether the process kills itself; else it says that it is there, and waits for its end. */
  isKilled: boolean;
  argument: unknown;
}

const header = `{
  const { isMainThread, parentPort, workerData } = require("node:worker_threads");
  const data = isMainThread ? JSON.parse(process.argv[2]) : workerData;
  globalThis.actData = data;
  process.env = { ...process.env, ...data.env };
  let left = data.step.time;
  const pattern = new RegExp(data.step.with);
  const fs = require("node:fs");
  const call = fs[data.step.call];
  fs[data.step.call] = (...args) => {
    const isIt = args.some((arg) => pattern.test(String(arg))) && --left === 0;
    // What is written is there; what is only going to be done is not.
    const result = isIt && data.step.call !== "writeSync" ? undefined : call(...args);
    if (isIt) {
      if (data.isKilled) process.kill(process.pid, "SIGKILL");
      parentPort.postMessage("reached");
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
    }
    return result;
  };
}`;

const api = `
  const any = new Proxy(function () {}, {
    get: (_, key) => (key === "then" ? undefined : key === Symbol.toPrimitive ? () => "" : any),
    apply: () => any,
    construct: () => any,
  });
  const known = {
    environment: { supportPath: globalThis.actData.support, launchType: "userInitiated" },
    LaunchType: { Background: "background", UserInitiated: "userInitiated" },
    confirmAlert: async () => true,
    showToast: async (options) => ({ ...options, hide: async () => {} }),
    getPreferenceValues: () => ({}),
    LocalStorage: { getItem: async () => undefined, setItem: async () => {}, removeItem: async () => {} },
    Cache: class { get() {} set() {} },
    trash: async (paths) => { for (const path of paths) require("node:fs").renameSync(path, path + ".trashed"); },
  };
  const names = "Action ActionPanel AI Alert Clipboard Color Detail Form Icon Image Keyboard launchCommand List OAuth open";
  const more = "openExtensionPreferences popToRoot closeMainWindow showHUD showInFinder Toast useNavigation";
  const others = (names + " " + more).split(" ").map((name) => [name, any]);
  module.exports = { ...Object.fromEntries(others), ...known };
`;

/** Bundles TypeScript that carries out an act with `data.argument`, and imports from the project. */
export async function compileAct(code: string): Promise<string> {
  const outfile = join(temporaryDirectory(), "act.cjs");
  await build({
    stdin: {
      contents: `const { argument } = (globalThis as any).actData;\n${code}`,
      resolveDir: join(__dirname, "../.."),
      loader: "ts",
    },
    bundle: true,
    format: "iife",
    platform: "node",
    target: "node20",
    loader: { ".txt": "text" },
    banner: { js: header },
    outfile,
    logLevel: "silent",
    plugins: [
      {
        name: "api",
        setup: ({ onResolve, onLoad }) => {
          onResolve({ filter: /^@raycast\/api$/ }, () => ({ path: "api", namespace: "api" }));
          onLoad({ filter: /.*/, namespace: "api" }, () => ({ contents: api, loader: "js" }));
        },
      },
    ],
  });
  return outfile;
}

/** Carries out an act until a step, and ends it there. A thread that is only blocked is returned, and ends with the test. */
export async function interrupt(
  script: string,
  dataFolder: string,
  argument: unknown,
  step: Step,
  ending: Ending,
  env: Record<string, string> = {},
): Promise<Worker | undefined> {
  const data: Data & { env: Record<string, string> } = {
    support: join(dataFolder, "support"),
    step,
    isKilled: ending === "killed",
    argument,
    env,
  };
  if (ending === "killed") {
    const child = startScript(script, data);
    let said = "";
    child.stderr?.on("data", (text) => (said += String(text)));
    await once(child, "close");
    // On Windows a code tells, which an error would leave as well, but not without a word.
    const isKilled =
      process.platform === "win32" ? child.exitCode === 1 && said === "" : child.signalCode === "SIGKILL";
    if (!isKilled) throw new Error(`It came to its end before the step (${child.exitCode}). ${said}`);
    return undefined;
  }
  const worker = new Worker(readFileSync(script, "utf8"), { eval: true, workerData: data });
  afterwards(async () => void (await worker.terminate()));
  const ended = once(worker, "exit").then(() => {
    throw new Error("It came to its end before the step.");
  });
  await Promise.race([once(worker, "message"), ended]);
  ended.catch(() => {});
  if (ending === "terminated") await worker.terminate();
  return worker;
}
