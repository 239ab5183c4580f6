/** Real processes that end with the test. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { until } from "./in-time";
import { afterwards, temporaryDirectory } from "./temporary";

/** A program of these words that runs until the test ends. */
export async function startChild(program: string, args: string[]): Promise<ChildProcess & { pid: number }> {
  const child = spawn(program, args, { stdio: "ignore" });
  await once(child, "spawn");
  afterwards(async () => {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  });
  return child as ChildProcess & { pid: number };
}

/** One that has ended, and whose end its parent, which has become another program, does not take. On Linux. */
export async function startZombie(): Promise<number> {
  const file = join(temporaryDirectory(), "pid");
  const parent = await startChild("/bin/sh", ["-c", `sleep 600 & echo $! > ${file}; exec sleep 601`]);
  const read = (path: string) => readFileSync(path, "utf8");
  await until(() => read(`/proc/${parent.pid}/cmdline`) === ["sleep", "601", ""].join("\0"));
  const pid = Number(read(file));
  process.kill(pid, "SIGKILL");
  await until(() => read(`/proc/${pid}/stat`).includes(") Z "));
  return pid;
}
