/**
 * Whether a Python has to be asked again. Its answers come from files: while those are what they were, more processes would
 * say the same.
 */
import { lstatSync, statSync, type BigIntStats } from "node:fs";

/** The files and folders that an answer depends on, those that do not exist among them, and what they were. */
export interface InstallationState {
  /** Absolute, each once. */
  paths: string[];
  was: string;
}

/** Volumes tell times as coarsely as this. ms */
const COARSE_MS = 2_000;

/**
 * Their state, to go with an answer.
 * @param beganMs when the question was asked, ms since 1970
 * @returns undefined where something has changed about then: the answer may be from before or after it
 */
export function stateSince(paths: readonly string[], beganMs: number): InstallationState | undefined {
  const each = [...new Set(paths)].map((path) => ({ path, ...look(path) }));
  if (each.some(({ changedMs }) => changedMs > beganMs - COARSE_MS)) return undefined;
  return { paths: each.map(({ path }) => path), was: each.map(({ is }) => is).join("\n") };
}

export const holdsStill = ({ paths, was }: InstallationState): boolean =>
  paths.map((path) => look(path).is).join("\n") === was;

/** Of a link, too, what is there may change without it. */
function look(path: string): { is: string; changedMs: number } {
  const [own, target] = [lstatSync, statSync].map((stat) => stat(path, { bigint: true, throwIfNoEntry: false }));
  const times = [own, target].flatMap((stats) => (stats ? [stats.mtimeMs, stats.ctimeMs] : []));
  return { is: `${numbersOf(own)} ${numbersOf(target)}`, changedMs: Math.max(0, ...times.map(Number)) };
}

function numbersOf(stats: BigIntStats | undefined): string {
  if (stats === undefined) return "none";
  const { dev, ino, size, mtimeNs, ctimeNs } = stats;
  return [dev, ino, size, mtimeNs, ctimeNs].join(":");
}
