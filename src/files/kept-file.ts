/**
 * A file that only saves work: put in its place in one step and without keeping anybody waiting. Where it cannot be written
 * nothing of it is left, and the one before stays.
 */
import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { removeOwnTemporaryFile } from "./own";
import { makeFolders, removeLeftTemporaries, temporaryBeside } from "./replace-file";

/** @throws an error of `node:fs` */
export async function keepFile(path: string, bytes: Buffer): Promise<void> {
  makeFolders(dirname(path));
  removeLeftTemporaries(path);
  const temporary = temporaryBeside(path);
  try {
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(bytes);
      await file.datasync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    removeOwnTemporaryFile(temporary);
    throw error;
  }
}
