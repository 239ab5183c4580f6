/**
 * Whether a cache is in use: idle, busy, or not to be known, which counts as busy. Asked when caches are listed and once
 * more right before one is cleared.
 */
import { listProcesses, type RunningProcess } from "../files/processes";
import type { Processes } from "./catalogue";
import type { ResolvedTarget } from "./resolve";

export type Use =
  | { state: "idle" }
  /** `program` is the name to show, `pid` one process of it. */
  | { state: "busy"; program: string; pid: number; command: string }
  | { state: "unknown" };

/** Whether something uses a target right now. Give `running` to ask for many with one list of processes. */
export async function useOf(
  { tool, root, path }: ResolvedTarget,
  options: { running?: RunningProcess[]; signal?: AbortSignal } = {},
): Promise<Use> {
  const running = options.running ?? (await listProcesses({ signal: options.signal }));
  if (running === undefined) return { state: "unknown" };
  return findUser(running, tool.processes, [root, path]);
}

/** Among these processes, one that is of the tool or was started from within its directories. */
export function findUser(running: RunningProcess[], processes: Processes, directories: string[]): Use {
  for (const { pid, command } of running) {
    const program =
      programIn(command, processes.programs ?? []) ??
      (processes.commands?.some((text) => command.includes(text)) ||
      directories.some((directory) => command.includes(`${directory}/`) || command.includes(`${directory}\\`))
        ? nameOf(command)
        : undefined);
    if (program !== undefined) return { state: "busy", program, pid, command };
  }
  return { state: "idle" };
}

const interpreters = /^(node|nodejs|bun|deno|python[\d.]*|pythonw?|ruby|php|perl|bash|sh|zsh|dash|java|electron)$/i;

/** The first of the programs that a command line runs, itself or as the script of an interpreter. */
function programIn(command: string, programs: string[]): string | undefined {
  const ran = ranBy(command);
  return programs.find((program) => ran.includes(program.toLowerCase()));
}

/** Names under which a command line may be known: a path may have spaces, and options begin with a dash. */
function ranBy(command: string): string[] {
  const quoted = /^"([^"]+)"\s*(.*)$/.exec(command);
  const words = quoted ? [quoted[1], ...quoted[2].split(/\s+/)] : command.split(/\s+/);
  const head = quoted ? quoted[1] : command.split(/\s+-/)[0];
  const names = [baseName(words[0]), baseName(head)];
  if (interpreters.test(baseName(words[0]))) {
    const script = words.slice(1).find((word) => word !== "" && !word.startsWith("-"));
    if (script !== undefined) names.push(baseName(script.replaceAll('"', "")));
  }
  return names.map((name) => name.toLowerCase());
}

function nameOf(command: string): string {
  const application = /\/([^/]+)\.app\/Contents\//.exec(command);
  return application
    ? application[1]
    : baseName(
        command
          .replace(/^"([^"]+)".*$/, "$1")
          .split(/\s+-/)[0]
          .split(" /")[0],
      );
}

function baseName(path: string): string {
  return path.replace(/^.*[\\/]/, "").replace(/\.(exe|cmd|bat|[cm]?js|py|rb|phar|sh)$/i, "");
}
