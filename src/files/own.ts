/**
 * Removes what we have made ourselves: temporary files, notes of acts, sockets, a configuration file that says nothing any
 * more. For everything else there is `remove-files.ts`.
 */
import { lstatSync, mkdtempSync, openSync, rmdirSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { RefusedError } from "./failure";
import { readSmallFile } from "./small-file";

/** Of the notes of acts: what is called otherwise is none. */
export const isNoteName = (name: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.jsonl$/.test(name);

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

/** Opens a new file that has no name any more, to be written and read by who has it open: nothing of it stays behind. */
export function openUnnamedFile(): number {
  const folder = mkdtempSync(join(tmpdir(), "pip-cache-"));
  const path = join(folder, "output");
  try {
    return openSync(path, "ax+", 0o600);
  } finally {
    removeOwnTemporaryFile(path);
    rmdirSync(folder);
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
 * Unlinks a temporary file that a process of this person's left when it ended.
 * @param pattern all of a name that only ours have
 */
export function removeLeftFile(path: string, pattern: RegExp): void {
  try {
    const stats = lstatSync(path);
    const isOurs = stats.isFile() && stats.uid === (process.geteuid?.() ?? stats.uid);
    if (isOurs && pattern.test(basename(path))) unlinkSync(path);
  } catch {
    // It stays, and hinders nobody.
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

/** Unlinks a socket of ours that nobody listens at any more, or that we close. Whatever else is there stays. */
export function removeOwnSocket(path: string): void {
  try {
    const stats = lstatSync(path);
    if (stats.isSocket() && stats.uid === process.geteuid?.()) unlinkSync(path);
  } catch {
    // Gone already, or it stays: nobody is held back by it.
  }
}

/** Unlinks the note of an act that we have written. One that cannot be unlinked stays. */
export function removeOwnNote(path: string): void {
  try {
    if (isNoteName(basename(path)) && lstatSync(path).isFile()) unlinkSync(path);
  } catch {
    // It is told once more.
  }
}
