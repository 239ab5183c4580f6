/**
 * Runs pip many times for the price of few starts: most of what a run takes is Python importing pip. A process that has done so
 * forks for each run, which then is as any other: with its own arguments, variables, directory and end.
 */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { temporaryDirectory } from "./temporary";

const program = `
import gc, json, os, runpy, sys, tempfile
import pip._internal.cli.main, pip._internal.commands.download, pip._internal.commands.install
try:
    import pip._internal.resolution.resolvelib.resolver
except ImportError:
    pass
# Else each run goes through all that is loaded, and so copies it: nearly half of what it takes. Since Python 3.7.
getattr(gc, "freeze", lambda: None)()
for line in sys.stdin:
    run = json.loads(line)
    child = os.fork()
    if child == 0:
        os.chdir(run["cwd"])
        os.environ.clear()
        os.environ.update(run["env"])
        tempfile.tempdir = None
        for number, path in enumerate((os.devnull, run["stdout"], run["stderr"])):
            os.dup2(os.open(path, os.O_RDWR | os.O_CREAT), number)
        sys.argv = ["pip"] + run["args"]
        runpy.run_module("pip", run_name="__main__", alter_sys=True)
        sys.exit()
    print("started", child, flush=True)
    status = os.waitpid(child, 0)[1]
    print("ended", os.WEXITSTATUS(status) if os.WIFEXITED(status) else "by a signal", flush=True)
`;

export interface ServedRun {
  args: string[];
  cwd: string;
  env: NodeJS.ProcessEnv;
  signal?: AbortSignal;
}

/** Of one Python, doing nothing right now. */
const idle = new Map<string, PipServer[]>();
const all: PipServer[] = [];

if (typeof afterAll === "function") afterAll(() => Promise.all(all.splice(0).map((server) => server.end())));

/** Runs the pip of a Python to its end; the code is null where a signal ended it. */
export async function runServed(python: string, run: ServedRun) {
  const waiting = idle.get(python) ?? [];
  idle.set(python, waiting);
  const server = waiting.pop() ?? new PipServer(python, run.env);
  const outcome = await server.run(run);
  waiting.push(server);
  return outcome;
}

class PipServer {
  readonly #process: ChildProcessByStdio<Writable, Readable, null>;
  readonly #lines: AsyncIterator<string>;
  readonly #ended: Promise<unknown>;

  constructor(python: string, env: NodeJS.ProcessEnv) {
    this.#process = spawn(python, ["-c", program], { env, stdio: ["pipe", "pipe", "inherit"] });
    this.#lines = createInterface(this.#process.stdout)[Symbol.asyncIterator]();
    this.#ended = once(this.#process, "close");
    all.push(this);
  }

  async run({ signal, ...run }: ServedRun): Promise<{ code: number | null; stdout: string; stderr: string }> {
    const directory = temporaryDirectory();
    const [stdout, stderr] = [join(directory, "stdout"), join(directory, "stderr")];
    this.#process.stdin.write(`${JSON.stringify({ ...run, stdout, stderr })}\n`);
    const pid = Number(await this.#hear("started"));
    const stop = () => process.kill(pid, "SIGTERM");
    if (signal?.aborted) stop();
    signal?.addEventListener("abort", stop);
    const code = Number(await this.#hear("ended"));
    signal?.removeEventListener("abort", stop);
    return {
      code: Number.isNaN(code) ? null : code,
      stdout: readFileSync(stdout, "utf8"),
      stderr: readFileSync(stderr, "utf8"),
    };
  }

  async #hear(what: string): Promise<string> {
    const { value, done } = (await this.#lines.next()) as IteratorResult<string, undefined>;
    const [said, rest] = value?.split(/ (.*)/) ?? [];
    if (done || said !== what || rest === undefined)
      throw new Error(`The pip server said ${value}, not that it ${what}`);
    return rest;
  }

  async end(): Promise<void> {
    this.#process.stdin.end();
    await this.#ended;
  }
}
