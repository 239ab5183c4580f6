/**
 * Whether a pip is at work right now: deleting what it is about to read makes an install fail, most of all a wheel that
 * it has just chosen.
 */
import { readFileSync, realpathSync } from "node:fs";
import { isAbsolute } from "node:path";
import { listProcesses, type RunningProcess } from "../files/processes";

/** "unknown": the processes could not be listed. */
export type RunningPip = { state: "idle" | "unknown" } | { state: "busy"; process: RunningProcess };

export interface RunningPipOptions {
  signal?: AbortSignal;
  /** For the list of processes; the platform's own default when absent. */
  timeoutMs?: number;
  /** Real paths of the cache directories that matter; all when absent. */
  caches?: string[];
  /** Real path of the folder for temporary files that matters; any when absent. */
  temporary?: string;
  /** The processes, to ask for many caches with one list. */
  running?: RunningProcess[];
}

/** @throws the reason of the signal when it is aborted */
export async function runningPip(options: RunningPipOptions = {}): Promise<RunningPip> {
  const { signal, timeoutMs, caches, temporary, running } = options;
  const processes = running ?? (await listProcesses({ signal, timeout: timeoutMs }));
  if (processes === undefined) return { state: "unknown" };
  const process = processes.find(
    ({ pid, command }) =>
      isPipAtWork(command) && !usesAnotherCache({ pid, command }, caches) && !usesOtherTemporaries(pid, temporary),
  );
  return process ? { state: "busy", process } : { state: "idle" };
}

/**
 * Whether a pip was told to cache elsewhere, or not at all; what cannot be seen counts as ours.
 * @param caches real paths; any cache is ours when absent
 */
export function usesAnotherCache({ pid, command }: RunningProcess, caches: string[] | undefined): boolean {
  if (caches === undefined) return false;
  const [option, ...more] = command.matchAll(/\s--(?:no-cache-dir|cache-dir[=\s]\s*"?([^"\s]+))/g);
  if (more.length > 0) return false;
  try {
    if (option) return option[1] === undefined || leadsElsewhere(option[1], caches);
  } catch {
    return false;
  }
  // Only Linux lets variables be seen.
  if (process.platform !== "linux" || command.includes("--cache-dir")) return false;
  try {
    const variables = variablesOf(pid);
    if (variables === undefined) return true;
    const directory = variables.find((text) => text.startsWith("PIP_CACHE_DIR="))?.slice("PIP_CACHE_DIR=".length);
    return directory !== undefined && leadsElsewhere(directory, caches);
  } catch (error) {
    // It has ended, or its cache is yet to be made: neither touches one that exists.
    return ["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "");
  }
}

/** The variables of a process on Linux; undefined where it has ended since it was listed. */
function variablesOf(pid: number): string[] | undefined {
  try {
    return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0");
  } catch (error) {
    if (["ENOENT", "ESRCH"].includes((error as NodeJS.ErrnoException).code ?? "")) return undefined;
    throw error;
  }
}

/** Whether a process puts temporary files elsewhere, as Python's `tempfile` chooses; what cannot be seen counts as ours. */
function usesOtherTemporaries(pid: number, temporary: string | undefined): boolean {
  if (temporary === undefined || process.platform !== "linux") return false;
  try {
    const variables = variablesOf(pid);
    if (variables === undefined) return true;
    const valueOf = (name: string) => variables.find((text) => text.startsWith(`${name}=`))?.slice(name.length + 1);
    const directory = valueOf("TMPDIR") || valueOf("TEMP") || valueOf("TMP") || "/tmp";
    return isAbsolute(directory) && realpathSync.native(directory) !== temporary;
  } catch {
    return false;
  }
}

/** Compared by beginnings, because a path in a command line seems to end at its first blank. */
function leadsElsewhere(directory: string, caches: string[]): boolean {
  if (!isAbsolute(directory)) return false;
  const real = realpathSync.native(directory);
  return !caches.some((cache) => cache.startsWith(real));
}

const name = String.raw`pip(\d+(\.\d+)*)?(\.exe)?`;
const interpreter = String.raw`(^|[\\/"])(python|pypy)[\w.]*"?`;

/** The ways in which a pip is started; each ends where its arguments begin. */
const starts = [
  new RegExp(String.raw`${interpreter}(\s+-(?!m)\S+(\s+(?!-)\S+)?)*?\s+-m\s*pip(?=\s|$)`, "i"),
  new RegExp(String.raw`${interpreter}(\s+-\S+)*\s+"?(?!-)((?!\.py\b)[^"])*?[\\/]${name}"?(?=\s|$)`, "i"),
  new RegExp(String.raw`[\\/]pip[\\/]__(pip-runner|main)__\.py(?=\s|$)`, "i"),
  new RegExp(String.raw`^([^"\s]*[\\/])?${name}(?=\s|$)`, "i"),
  new RegExp(String.raw`^"([^"]*[\\/])?${name}"(?=\s|$)`, "i"),
];

const harmless = /^(list|freeze|show|check|config|inspect|debug|hash|help|completion|search|cache\s+(dir|info|list))\b/;

/** Whether a command line is that of a pip which may use its cache. */
export function isPipAtWork(command: string): boolean {
  const start = starts.map((pattern) => pattern.exec(command)).find((found) => found !== null);
  if (!start) return false;
  const args = command
    .slice(start.index + start[0].length)
    .replace(/^(\s+-\S+)+/, "")
    .trim();
  return args !== "" && !harmless.test(args) && !/\s--help(\s|$)/.test(args);
}
