/**
 * Starts a Python so that pip answers what it is asked, in words that can be read: nothing that a variable of this
 * process says about output, logging or other interpreters reaches it, and it never runs longer than it may.
 */
import { devNull } from "node:os";
import { delimiter } from "node:path";
import { trustedFolders, type StartOptions } from "../files/programs";
import { startProgram } from "../files/start-program";
import type { Machine } from "../files/machine";
import { visible } from "../files/visible";

export interface PythonOptions extends Pick<StartOptions, "onStart" | "outlives"> {
  signal?: AbortSignal;
  /** ms; none when absent. */
  timeoutMs?: number;
  /** See `StartOptions`. */
  anyway?: boolean;
}

/** How a run ended. */
export interface PythonRun {
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
function askingEnvironment({ platform, home, env }: Machine): NodeJS.ProcessEnv {
  const kept = Object.entries(env).filter(([name]) => passedOn.test(name));
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  return {
    ...Object.fromEntries(kept),
    ...trustedPath(env),
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
  options: PythonOptions = {},
): Promise<PythonRun> {
  const { signal, timeoutMs, anyway, onStart, outlives } = options;
  signal?.throwIfAborted();
  const ended = await startProgram(python, args, {
    cwd: machine.home,
    // What clears is told nothing of it: it does what it would do in a terminal.
    env: { ...askingEnvironment(machine), ...(outlives ? {} : { PIP_NO_INDEX: "1" }) },
    signal,
    timeoutMs,
    maxOutput: 4_000_000,
    anyway,
    onStart,
    outlives,
  });
  signal?.throwIfAborted();
  const { code, stdout, stderr, reason } = ended;
  return code !== undefined ? { code, stdout, stderr } : { stdout, stderr, failure: reason };
}

/** A wrapper, such as a shim, looks for what it starts on the PATH: only where nobody else could have put it. */
function trustedPath(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const paths = Object.entries(env).filter(([name]) => name.toUpperCase() === "PATH");
  return Object.fromEntries(paths.map(([name, folders = ""]) => [name, trustedFolders(folders.split(delimiter))]));
}

/** What a program itself says went wrong, in one line: the last `ERROR:` of either stream, else its last words. */
export function errorMessageOf({ code, stdout, stderr, failure }: PythonRun): string {
  if (failure !== undefined) return failure;
  const lines = [...stdout.split("\n"), ...stderr.split("\n")].map((line) => line.trim()).filter(Boolean);
  const said = lines.findLast((line) => /^(ERROR|CRITICAL):|error occurred|error:/i.test(line)) ?? lines.at(-1);
  return (
    (said && visible(said.replace(/^(ERROR|CRITICAL): /, ""))) ?? `It ended with exit code ${code} and said nothing.`
  );
}
