/** What is there, for whoever only needs to know that: what cannot be looked at is not. */
import { lstatSync, readdirSync, realpathSync } from "node:fs";

/** Whether something has this path, links taken as they are. */
export function exists(path: string): boolean {
  try {
    lstatSync(path);
    return true;
  } catch {
    return false;
  }
}

/** The names in a folder, sorted; none where it cannot be listed. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/** Where a path leads when all links are followed; undefined where it leads nowhere. */
export function realPath(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch {
    return undefined;
  }
}

/** What a folder is, whatever path leads to it; undefined where there is none, or its volume does not number what it holds. */
export function folderIdentity(path: string): string | undefined {
  try {
    // As bigints: on Windows they may be larger than a number holds.
    const { dev, ino } = lstatSync(path, { bigint: true, throwIfNoEntry: false }) ?? { dev: 0n, ino: 0n };
    return ino === 0n ? undefined : `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}
