/**
 * Runs a tool's own command: found at an absolute path, without a shell, bounded in time, everything it said kept.
 */
import { basename, dirname, normalize } from "node:path";
import type { ToolCommand } from "./tool";
import { offline } from "./offline";
import { locateExecutable, searchPath, type Executable } from "./locate-executable";
import type { Machine } from "../files/machine";
import type { Failure } from "../files/failure";
import { visibleLines } from "../files/visible";
import { refusalOf, trustedFolders, type Ended } from "../files/programs";
import { startProgram } from "../files/start-program";

export interface CommandRun {
  /** The command line, as a person could type it. */
  command: string;
  /** Standard output and error, in their order, fit to be shown. */
  log: string;
  /** Standard output alone. */
  output: string;
  /** `refused`: others could have changed the program; `reason` says where. */
  outcome: "succeeded" | "failed" | "timed out" | "stopped" | "not found" | "refused";
  exitCode?: number;
  /** Why there is no exit code: a sentence, of ours and not of the command. */
  reason?: string;
}

export interface CommandOptions {
  /** What `{root}` and `{place}` stand for. */
  root?: string;
  place?: string;
  signal?: AbortSignal;
  /** ms; wins over the command's own. */
  timeout?: number;
  /** See `StartOptions`. */
  anyway?: boolean;
  onStart?: (pid: number) => void;
  /** See `StartOptions`. */
  onSaid?: (all: string) => void;
  /** It clears: see `StartOptions`. Without this it is told to use no network. */
  outlives?: boolean;
}

const TIMEOUT_MS = 120_000;
/** Of what a tool said, characters; the rest is in the log. */
const MAX_CHARACTERS = 200;

/** Whether a command's program is on this machine, and may be started. */
export function isInstalled(command: ToolCommand, machine: Machine, options: CommandOptions = {}): boolean {
  const program = programOf(command, machine, options);
  return program !== undefined && program.untrusted === undefined;
}

/** Why a command's program, which is there, is not started: a sentence; undefined where it is not there, or may be. */
export function whyRefused(command: ToolCommand, machine: Machine, options: CommandOptions = {}): string | undefined {
  const why = programOf(command, machine, options)?.untrusted;
  return why && refusalOf(why);
}

/** Runs a command to its end; a failure is an outcome, not an exception. */
export async function run(command: ToolCommand, machine: Machine, options: CommandOptions = {}): Promise<CommandRun> {
  const program = programOf(command, machine, options);
  const args = command.arguments.map((argument) => fill(argument, options));
  const text = commandLine(command, options);
  if (program === undefined) return { command: text, log: "", output: "", outcome: "not found" };
  if (command.version !== undefined) {
    const version = await execute(program.path, ["--version"], command, machine, {
      ...options,
      timeout: 10_000,
      onStart: undefined,
      onSaid: undefined,
      outlives: undefined,
    });
    if (version.outcome !== "refused" && !new RegExp(command.version, "m").test(version.output)) {
      return { command: text, log: version.output, output: "", outcome: "not found" };
    }
  }
  return { command: text, ...(await execute(program.path, args, command, machine, options)) };
}

/** A command as a person could type it. */
export const commandLine = (command: ToolCommand, options: Pick<CommandOptions, "root" | "place"> = {}): string =>
  [command.program, ...command.arguments.map((argument) => fill(argument, options))].map(quoted).join(" ");

/**
 * A command that failed, with the line that says most of why; undefined where it did not.
 * @param path what it was to change
 * @param rest a sentence on what became of what it left
 */
export function commandFailure(
  { command, outcome, exitCode, reason, log }: CommandRun,
  path: string,
  rest = "",
): Failure | undefined {
  if (outcome !== "failed" && outcome !== "timed out") return undefined;
  const failed = exitCode === undefined ? `failed. ${reason}` : `failed with code ${exitCode}.`;
  const why = outcome === "timed out" ? "did not end in time." : failed;
  const lines = log.split("\n").flatMap((line) => line.trim() || []);
  const telling = lines.find((line) => /\b(err(or)?|denied|fail(ed|ure)?|cannot|unable)\b/i.test(line));
  const message = (telling ?? lines.at(-1) ?? "").slice(0, MAX_CHARACTERS);
  const said = message === "" ? "" : ` It said: ${message.replace(/[.!]*$/, ".")}`;
  return { path, code: "COMMAND", reason: [`“${command}” ${why}${said}`, rest].filter(Boolean).join(" ") };
}

async function execute(
  file: string,
  args: string[],
  command: ToolCommand,
  machine: Machine,
  options: CommandOptions,
): Promise<Omit<CommandRun, "command">> {
  const variables = Object.entries(command.environment ?? {}).map(([name, value]) => [name, fill(value, options)]);
  const quiet = options.outlives ? undefined : offline.get(command.program)?.environment;
  const ended = await startProgram(file, args, {
    // Outside any project: a tool must not read the settings of one, nor change it.
    cwd: machine.home,
    env: {
      ...machine.env,
      NO_COLOR: "1",
      LC_ALL: "C.UTF-8",
      PATH: trustedFolders([dirname(file), ...searchPath(machine)]),
      ...quiet,
      ...Object.fromEntries(variables),
    },
    signal: options.signal,
    timeoutMs: options.timeout ?? command.timeout ?? TIMEOUT_MS,
    patienceMs: 5_000,
    anyway: options.anyway,
    onStart: options.onStart,
    onSaid: options.onSaid,
    outlives: options.outlives,
  });
  const { all, stdout, reason, code } = ended;
  return {
    log: visibleLines(all),
    output: stdout,
    outcome: outcomeOf(ended),
    exitCode: code,
    ...(reason !== undefined && { reason: visibleLines(reason) }),
  };
}

function outcomeOf({ outcome, code }: Ended): CommandRun["outcome"] {
  if (outcome === "timed out" || outcome === "stopped" || outcome === "refused") return outcome;
  if (outcome === "gone") return "not found";
  return code === 0 ? "succeeded" : "failed";
}

function programOf(
  { program, near = [] }: ToolCommand,
  machine: Machine,
  options: CommandOptions,
): Executable | undefined {
  return locateExecutable(
    program,
    machine,
    near.map((directory) => normalize(fill(directory, options))),
  );
}

function fill(text: string, { root = "", place = root }: Pick<CommandOptions, "root" | "place">): string {
  const name = basename(root);
  return text
    .replaceAll("{root}", () => root)
    .replaceAll("{place}", () => place)
    .replaceAll("{name}", () => name)
    .replaceAll("{repository}", () => repositoryOf(name));
}

/** What `hf` calls the repository that a folder of its cache is named after: `model/owner/name` for `models--owner--name`. */
function repositoryOf(folder: string): string {
  const [kind = "", ...names] = folder.split("--");
  return [kind.replace(/s$/, ""), ...names].join("/");
}

function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}
