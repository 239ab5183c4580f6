import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterwards, temporaryDirectory } from "./temporary";

/** A process that looks like a pip which uses a cache, as long as the test lasts. */
export async function pretendPip(cache: string, more: NodeJS.ProcessEnv = {}): Promise<() => Promise<void>> {
  const python = join(temporaryDirectory(), "python3");
  writeFileSync(python, "#!/bin/sh\nread line\n", { mode: 0o755 });
  const env = { ...process.env, PIP_CACHE_DIR: cache, ...more };
  const pip = spawn(python, ["-m", "pip", "install", "x"], { stdio: ["pipe", "ignore", "ignore"], env });
  const ended = once(pip, "exit");
  const end = async () => {
    pip.kill("SIGKILL");
    await ended;
  };
  afterwards(end);
  await new Promise((resolve) => setTimeout(resolve, 200));
  return end;
}
