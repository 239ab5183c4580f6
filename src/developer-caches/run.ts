/**
 * Runs a tool's own command: found at an absolute path, without a shell, bounded in time, everything it said kept.
 */
import { execa, ExecaError } from "execa";
import { basename, delimiter, dirname, normalize } from "node:path";
import type { Command } from "./catalogue";
import { locateExecutable, searchPath } from "./locate-executable";
import type { Machine } from "../files/machine";
import { visibleLines } from "../files/visible";

export interface Run {
  /** The command line, as a person could type it. */
  command: string;
  /** Standard output and error, in their order, fit to be shown. */
  log: string;
  /** Standard output alone. */
  output: string;
  outcome: "succeeded" | "failed" | "timed out" | "stopped" | "not found";
  exitCode?: number;
}

export interface RunOptions {
  /** What `{root}` and `{place}` stand for. */
  root?: string;
  place?: string;
  signal?: AbortSignal;
  /** ms; wins over the command's own. */
  timeout?: number;
}

const TIMEOUT_MS = 120_000;

/** Whether a command's program is on this machine. */
export function isInstalled(command: Command, machine: Machine, options: RunOptions = {}): boolean {
  return programOf(command, machine, options) !== undefined;
}

/** Runs a command to its end; a failure is an outcome, not an exception. */
export async function run(command: Command, machine: Machine, options: RunOptions = {}): Promise<Run> {
  const file = programOf(command, machine, options);
  const args = command.arguments.map((argument) => fill(argument, options));
  const text = [command.program, ...args].map(quoted).join(" ");
  if (file === undefined) return { command: text, log: "", output: "", outcome: "not found" };
  if (command.version !== undefined) {
    const { output } = await execute(file, ["--version"], command, machine, { ...options, timeout: 10_000 });
    if (!new RegExp(command.version, "m").test(output))
      return { command: text, log: output, output: "", outcome: "not found" };
  }
  return { command: text, ...(await execute(file, args, command, machine, options)) };
}

async function execute(
  file: string,
  args: string[],
  command: Command,
  machine: Machine,
  options: RunOptions,
): Promise<Omit<Run, "command">> {
  const variables = Object.entries(command.environment ?? {}).map(([name, value]) => [name, fill(value, options)]);
  try {
    const { all, stdout } = await execa(file, args, {
      all: true,
      cancelSignal: options.signal,
      timeout: options.timeout ?? command.timeout ?? TIMEOUT_MS,
      forceKillAfterDelay: 5_000,
      stdin: "ignore",
      // Outside any project: a tool must not read the settings of one, nor change it.
      cwd: machine.home,
      extendEnv: false,
      maxBuffer: 10_000_000,
      env: {
        ...machine.env,
        NO_COLOR: "1",
        LC_ALL: "C.UTF-8",
        PATH: [dirname(file), ...searchPath(machine)].join(delimiter),
        ...Object.fromEntries(variables),
      },
    });
    return { log: visibleLines(all), output: stdout, outcome: "succeeded", exitCode: 0 };
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    const log = [String(error.all ?? ""), error.exitCode === undefined ? error.shortMessage : ""];
    return {
      log: visibleLines(log.filter(Boolean).join("\n")),
      output: String(error.stdout ?? ""),
      outcome: error.timedOut ? "timed out" : error.isCanceled ? "stopped" : "failed",
      exitCode: error.exitCode,
    };
  }
}

function programOf({ program, near = [] }: Command, machine: Machine, options: RunOptions): string | undefined {
  return locateExecutable(
    program,
    machine,
    near.map((directory) => normalize(fill(directory, options))),
  );
}

function fill(text: string, { root = "", place = root }: RunOptions): string {
  return text.replaceAll("{root}", root).replaceAll("{place}", place).replaceAll("{name}", basename(root));
}

function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
