/**
 * Removes what a call of our own has made and could not finish. For everything else there is `remove`.
 */
import { unlinkSync } from "node:fs";

/** Unlinks a temporary file that this process created in the same call. One that cannot be unlinked stays. */
export function removeOwnTemporaryFile(path: string): void {
  try {
    unlinkSync(path);
  } catch {
    // The failure that led here is the one to report.
  }
}
