/**
 * Removes what we have made ourselves: a temporary file that could not be finished, a configuration file that says
 * nothing any more. For everything else there is `remove`.
 */
import { lstatSync, unlinkSync } from "node:fs";
import { RefusedError } from "./failure";
import { readSmallFile } from "./small-file";

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
