/** What is there, for whoever only needs to know that: what cannot be looked at is not. */
import { lstatSync, readdirSync, realpathSync } from "node:fs";

/** Whether something has this path, links taken as they are. */
export function exists(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
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
