/** Runs the built commands in a process of their own, see `host.ts`. */
import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Outcome, Task } from "./host";

export type { Act, Outcome, Step, Task } from "./host";

interface Said {
  outcome?: Outcome;
  error?: string;
}

/** One for all tasks of a test file that it outlives. */
let host: ChildProcess | undefined;

function start(): ChildProcess {
  const execArgv = ["--import", require.resolve("tsx")];
  const child = fork(join(__dirname, "host.ts"), [], { execArgv, stdio: ["ignore", "inherit", "inherit", "ipc"] });
  child.once("exit", () => host === child && (host = undefined));
  return child;
}

afterAll(() => {
  host?.kill();
});

/** Carries out a task, and says what is on screen then. */
export async function run(task: Task): Promise<Outcome> {
  const child = (host ??= start());
  const over = new AbortController();
  const ended = once(child, "exit", over).then(() => {
    throw new Error("The host has ended.");
  });
  ended.catch(() => {});
  child.send(task);
  const [said] = (await Promise.race([once(child, "message", over), ended])) as [Said];
  over.abort();
  if (said.outcome) return said.outcome;
  throw new Error(said.error);
}

/** Carries out a task until its step, where the whole process is killed. Throws where it does not come so far. */
export async function runUntilKilled(task: Task): Promise<void> {
  const child = start();
  child.send({ ...task, then: [["kill"]] } satisfies Task);
  const said = once(child, "message").then(([message]) => message as Said);
  const ended = once(child, "exit");
  const early = await Promise.race([said, ended.then(() => undefined)]);
  child.kill("SIGKILL");
  if (early) throw new Error(`It was not killed: ${early.error ?? JSON.stringify(early.outcome)}`);
  if (child.signalCode !== "SIGKILL") throw new Error(`It ended by itself: ${child.exitCode}`);
}
