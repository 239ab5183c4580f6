/**
 * Removes what we have made ourselves: a temporary file that could not be finished, a configuration file that says
 * nothing any more. For everything else there is `remove`.
 */
import { lstatSync, mkdtempSync, rmdirSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RefusedError } from "./failure";
import { readSmallFile } from "./small-file";

/**
 * A path for a file that a program is to write, in a folder of its own that nobody else may enter. Both are gone when it
 * was used.
 */
export async function withTemporaryFile<Result>(name: string, use: (path: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), "pip-cache-"));
  const path = join(folder, name);
  try {
    return await use(path);
  } finally {
    removeOwnTemporaryFile(path);
    try {
      rmdirSync(folder);
    } catch {
      // Something else was put there: it stays.
    }
  }
}

/** Unlinks a temporary file that this process created in the same call. One that cannot be unlinked stays. */
export function removeOwnTemporaryFile(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // The failure that led here is the one to report.
  }
}

/**
 * Unlinks a file that is ours to the last byte. One that is gone is no error.
 * @param content what we wrote into it, and nobody has changed since
 * @throws RefusedError where something else is there; an error of `node:fs`
 */
export function removeOwnFile(path: string, content: Buffer): void {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats) return;
  if (!stats.isFile()) throw new RefusedError(path, "it is not the file that we made.");
  if (!readSmallFile(path).bytes.equals(content)) throw new RefusedError(path, "somebody has changed it.");
  unlinkSync(path);
}
