/**
 * Whether a cache is in use: idle, busy, or not to be known, which counts as busy. Asked when caches are listed and once
 * more right before one is cleared.
 */
import { comparablePath } from "../files/guard";
import { listProcesses, type RunningProcess } from "../files/processes";
import type { Processes } from "./tool";
import type { ResolvedTarget } from "./resolve";

export type Usage =
  | { state: "idle" }
  /** `program` is what a person knows it as, perhaps with how to end it; `pid` is one process of it. */
  | { state: "busy"; program: string; pid: number; command: string }
  | { state: "unknown" };

/** Whether something uses a target right now. Give `running` to ask for many with one list of processes. */
export async function usageOf(
  { tool, target, root, path }: ResolvedTarget,
  options: { running?: RunningProcess[]; signal?: AbortSignal } = {},
): Promise<Usage> {
  if (target.asked !== undefined) return { state: "idle" };
  const running = options.running ?? (await listProcesses({ signal: options.signal }));
  if (running === undefined) return { state: "unknown" };
  return findUsage(running, tool.processes, [root, path]);
}

/** Among these processes, one that is of the tool, else one that was started from within its directories. */
export function findUsage(running: RunningProcess[], processes: Processes, directories: string[]): Usage {
  const uses = (command: string) => directories.some((directory) => namesWithin(command, directory));
  // What a tool has started, such as the build of a package, ends with it.
  for (const nameIt of [
    (command: string) => knownAs(command, processes),
    (command: string) => (uses(command) ? nameOf(command) : undefined),
  ]) {
    for (const { pid, command } of running) {
      const program = nameIt(command);
      if (program !== undefined) return { state: "busy", program, pid, command };
    }
  }
  return { state: "idle" };
}

/** Whether a command line names something in a directory: without regard to case where paths have none, and to which slash it is. */
export function namesWithin(command: string, directory: string, platform = process.platform): boolean {
  const plain = (text: string) => comparablePath(text, platform).replaceAll("\\", "/");
  return plain(command).includes(`${plain(directory)}/`);
}

/** What a person knows a command line as, where it is one of the tool's. */
function knownAs(command: string, { programs = [], aliases = {}, commands = {} }: Processes): string | undefined {
  const named = Object.entries(commands).find(([, texts]) => texts.some((text) => command.includes(text)));
  if (named) return named[0];
  const ran = ranBy(command);
  const isRun = (program: string) => ran.includes(program.toLowerCase());
  return Object.entries(aliases).find(([, others]) => others.some(isRun))?.[0] ?? programs.find(isRun);
}

const interpreters =
  /^(node|nodejs|bun|deno|python[\d.]*|pythonw?|ruby|php|perl|bash|sh|zsh|dash|java|javaw|electron)$/i;

/** Names under which a command line may be known: a path may have spaces, and options begin with a dash. */
function ranBy(command: string): string[] {
  const { program, args } = split(command);
  const names = [baseName(program), baseName(command.startsWith('"') ? program : beforeOptions(command))];
  if (interpreters.test(baseName(program))) {
    const script = args.find((arg) => !arg.startsWith("-"));
    if (script !== undefined) names.push(baseName(script));
  }
  return names.map((name) => name.toLowerCase());
}

function split(command: string): { program: string; args: string[] } {
  const [, quoted, plain = "", rest = ""] = /^(?:"([^"]+)"|(\S+))\s*(.*)$/s.exec(command) ?? ["", undefined, command];
  return { program: quoted ?? plain, args: rest.split(/\s+/).flatMap((arg) => arg.replaceAll('"', "") || []) };
}

/** Of a program that is no tool's own: the application it belongs to, or what an interpreter runs. */
function nameOf(command: string): string {
  const [, application] = /\/([^/]+)\.app\/Contents\//.exec(command) ?? [];
  if (application !== undefined) return application;
  const { program, args } = split(command);
  if (!interpreters.test(baseName(program))) {
    return baseName(command.startsWith('"') ? program : beforeOptions(command).replace(/ \/.*$/s, ""));
  }
  const ran = scriptIn(args);
  return ran === undefined ? baseName(program) : `${ran} (${baseName(program)})`;
}

/** A command line up to its first option. */
function beforeOptions(command: string): string {
  return command.replace(/\s+-.*$/s, "");
}

/** What an interpreter runs: the file or, of Python and Java, the module or class. */
function scriptIn(args: string[]): string | undefined {
  const left = args.values();
  for (const arg of left) {
    if (arg === "-m" || arg === "-jar") {
      const ran = left.next().value;
      return ran && baseName(ran);
    }
    // Of code nobody knows a name.
    if (/^(-c|-e|--eval)$/.test(arg)) return undefined;
    // These take the next arg as their value.
    if (/^(-cp|-classpath|--class-path|--module-path)$/.test(arg)) left.next();
    else if (!arg.startsWith("-")) return baseName(arg);
  }
  return undefined;
}

function baseName(path: string): string {
  return path.replace(/^.*[\\/]/, "").replace(/\.(exe|cmd|bat|[cm]?js|py|rb|phar|sh)$/i, "");
}
