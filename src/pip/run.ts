/**
 * Starts a Python so that pip answers what it is asked, in words that can be read: nothing that a variable of this
 * process says about output, logging or other interpreters reaches it, and it never runs longer than it may.
 */
import { devNull } from "node:os";
import type { Machine } from "../files/machine";
import { visible } from "../files/visible";

export interface RunOptions {
  signal?: AbortSignal;
  /** ms; none when absent. */
  timeoutMs?: number;
}

/** How a run ended. */
export interface Run {
  /** Absent when the program did not come to its own end. */
  code?: number;
  stdout: string;
  stderr: string;
  /** Why there is no exit code: a sentence. */
  failure?: string;
}

/** Said about the Python that is asked, not about how it is asked. */
const passedOn = /^(?!PYTHON|PIP_(FORMAT|LOG|VERBOSE|QUIET|PYTHON|REQUIRE_VIRTUALENV)$|__PYVENV_LAUNCHER__$)/i;

/** The environment in which a Python is asked: that of this process, less its traps. */
export function askingEnvironment({ platform, home, env }: Machine): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => passedOn.test(name));
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  return {
    ...Object.fromEntries(kept),
    ...(platform === "win32" ? { USERPROFILE: home } : { HOME: home }),
    // A terminal of today is UTF-8; a process that the desktop starts is told nothing.
    ...(locale || platform === "win32" ? {} : { LC_CTYPE: platform === "darwin" ? "UTF-8" : "C.UTF-8" }),
    // Stronger than the same settings in a file.
    PIP_QUIET: "0",
    PIP_VERBOSE: "0",
    PIP_LOG: devNull,
    PIP_NO_COLOR: "1",
    PIP_NO_INPUT: "1",
    PIP_DISABLE_PIP_VERSION_CHECK: "1",
    // Otherwise `python = …` in a file makes this pip start another one and answer for that.
    _PIP_RUNNING_IN_SUBPROCESS: "1",
    PYTHONIOENCODING: "utf-8",
    PYTHONDONTWRITEBYTECODE: "1",
    // The working directory is the home, whose files are no modules.
    PYTHONSAFEPATH: "1",
  };
}

/**
 * Runs a Python in the home directory, where a person's terminal opens.
 * @throws the reason of the signal when it is aborted
 */
export async function runPython(
  machine: Machine,
  python: string,
  args: string[],
  options: RunOptions = {},
): Promise<Run> {
  const { signal, timeoutMs } = options;
  signal?.throwIfAborted();
  const { execa } = await import("execa");
  const run = execa(python, args, {
    cwd: machine.home,
    env: askingEnvironment(machine),
    extendEnv: false,
    stdin: "ignore",
    reject: false,
    timeout: timeoutMs,
    cancelSignal: signal,
    forceKillAfterDelay: 500,
    maxBuffer: 4_000_000,
    windowsHide: true,
  });
  // A child of the Python may keep the pipes open after the Python itself was ended.
  const overdue = timeoutMs === undefined ? undefined : afterLimit(timeoutMs + 1_500);
  const result = await Promise.race([run, ...(overdue ? [overdue.passed] : [])]);
  overdue?.clear();
  signal?.throwIfAborted();
  if (result === undefined) {
    run.stdout.destroy();
    run.stderr.destroy();
  }
  if (result === undefined || result.timedOut) {
    return { stdout: "", stderr: "", failure: `It did not answer within ${Math.round((timeoutMs ?? 0) / 1000)} s.` };
  }
  const { exitCode: code, stdout, stderr } = result;
  if (code !== undefined) return { code, stdout, stderr };
  return { stdout, stderr, failure: whyNot(result) };
}

function afterLimit(milliseconds: number): { passed: Promise<undefined>; clear: () => void } {
  let timer: NodeJS.Timeout;
  const passed = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds);
  });
  return { passed, clear: () => clearTimeout(timer) };
}

function whyNot({
  code,
  signal,
  originalMessage,
}: {
  code?: string;
  signal?: string;
  originalMessage?: string;
}): string {
  if (code === "EACCES" || code === "EPERM") return "It may not be started.";
  if (code === "ENOENT") return "It is gone.";
  if (signal) return `It was ended by ${signal}.`;
  return originalMessage ?? "It could not be started.";
}

/** What a program itself says went wrong, in one line: the last `ERROR:` of either stream, else its last words. */
export function complaintOf({ code, stdout, stderr, failure }: Run): string {
  if (failure !== undefined) return failure;
  const lines = [...stdout.split("\n"), ...stderr.split("\n")].map((line) => line.trim()).filter(Boolean);
  const said = lines.findLast((line) => /^(ERROR|CRITICAL):|error occurred|error:/i.test(line)) ?? lines.at(-1);
  return (
    (said && visible(said.replace(/^(ERROR|CRITICAL): /, ""))) ?? `It ended with exit code ${code} and said nothing.`
  );
}
