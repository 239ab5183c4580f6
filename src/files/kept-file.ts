/**
 * A file that only saves work: put in its place in one step and without keeping anybody waiting. Where it cannot be written
 * nothing of it is left, and the one before stays; so it does where it says what was found out later.
 */
import { renameSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { removeOwnTemporaryFile } from "./own";
import { makeFolders, removeLeftTemporaries, temporaryBeside } from "./temporaries";
import { beginTurn, waitForTurnMs } from "./turns";

export interface KeptAt {
  /** When what is kept was found out, or that began; ms since 1970. It is the file's own time. */
  at: number;
  /** What was kept later than this is not replaced; by default the same. */
  since?: number;
}

/**
 * @returns false where one was kept later, which stays
 * @throws an error of `node:fs`, or where others are at it all the time
 */
export async function keepFile(
  path: string,
  bytes: Buffer,
  { at, since = at }: KeptAt = { at: Date.now() },
): Promise<boolean> {
  makeFolders(dirname(path));
  removeLeftTemporaries(path);
  const temporary = temporaryBeside(path);
  try {
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(bytes);
      // In the middle of its millisecond: parts of a second are not exact.
      await file.utimes(at / 1000, (at + 0.5) / 1000);
      await file.datasync();
    } finally {
      await file.close();
    }
    return await inTurn(path, () => {
      const isOutdated = (keptFileAt(path) ?? since) > since;
      if (isOutdated) removeOwnTemporaryFile(temporary);
      else renameSync(temporary, path);
      return !isOutdated;
    });
  } catch (error) {
    removeOwnTemporaryFile(temporary);
    throw error;
  }
}

/** When what a file keeps was found out, ms since 1970; undefined where there is none, or it comes from the future. */
export function keptFileAt(path: string): number | undefined {
  const at = Math.floor(statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Infinity);
  // What comes from the future would never be replaced.
  return at <= Date.now() ? at : undefined;
}

const ATTEMPTS = 100;

/** Looks and replaces while nobody else of ours does, in whichever process or thread. */
async function inTurn<Result>(path: string, act: () => Result): Promise<Result> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const end = beginTurn(path);
    if (end) {
      try {
        return act();
      } finally {
        end();
      }
    }
    await delay(waitForTurnMs());
  }
  throw new Error("Others keep writing it.");
}
