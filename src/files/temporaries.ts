/** Files that are to take the place of others, beside these: their names, and what is left of them. */
import { mkdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { removeLeftFile } from "./own";
import { namesIn, realPath } from "./presence";

/** What is added to a file's name for the version from before our first change. */
export const keptSuffix = ".before-pip-cache";

/** One is written and gets its name in one call that nothing interrupts but its end. ms */
const TEMPORARY_MS = 60_000;

/**
 * Removes what changes of a file left beside it that ended midway, with the process or only its thread.
 * @param isAlone whether nobody else can be changing it now: else only what is known to be of nobody goes
 * @param leftAfterMs how old one is that nobody works on any more
 * @returns paths of those that are of somebody
 */
export function removeLeftTemporaries(path: string, isAlone = false, leftAfterMs = TEMPORARY_MS): string[] {
  const temporaryPattern = /^\.(.+)\.(\d+)-(\d+)-\d+\.tmp$/;
  const file = realPath(path) ?? path;
  const folder = dirname(file);
  const others: string[] = [];
  for (const name of namesIn(folder)) {
    const [, of, pid, at] = temporaryPattern.exec(name) ?? [];
    if (of !== basename(file) && of !== basename(file) + keptSuffix) continue;
    const isLeft = isAlone || Date.now() - Number(at) > leftAfterMs || !isRunning(Number(pid));
    if (isLeft) removeLeftFile(join(folder, name), temporaryPattern);
    else others.push(join(folder, name));
  }
  return others;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

let made = 0;

/** A name for what is to become a file; see `removeLeftTemporaries`. */
export const temporaryBeside = (file: string): string =>
  join(dirname(file), `.${basename(file)}.${process.pid}-${Date.now()}-${made++}.tmp`);

/** Makes a folder and those above it, unless they are there. Throws an error of `node:fs`. */
export function makeFolders(folder: string): void {
  try {
    mkdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EEXIST") return;
    if (code !== "ENOENT" || dirname(folder) === folder) throw error;
    makeFolders(dirname(folder));
    mkdirSync(folder);
  }
}
