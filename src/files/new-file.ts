/** A file that is written piece by piece and has its name only when it is whole: never in the place of another one. */
import { closeSync, fsyncSync, linkSync, lstatSync, openSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import { removeOwnTemporaryFile } from "./own";
import { removeLeftTemporaries, temporaryBeside } from "./temporaries";

/** What they are called while they are written: `.pip-cache-new.<process>-<ms>-<number>.tmp`. */
const unnamed = "pip-cache-new";
/** A large file takes a while to write. ms */
const LEFT_AFTER_MS = 86_400_000;
/** Threads of one process count for themselves. */
const MAX_NAMES = 1000;

/** Removes what was left half-written in a folder by a process that has ended. */
export function removeLeftUnnamed(folder: string): void {
  removeLeftTemporaries(join(folder, unnamed), false, LEFT_AFTER_MS);
}

export class NewFile {
  readonly #temporary: string;
  #descriptor: number;

  /** @throws an error of `node:fs` */
  constructor(readonly folder: string) {
    [this.#temporary, this.#descriptor] = openUnnamed(folder);
  }

  /** @throws an error of `node:fs` */
  write(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) at += writeSync(this.#descriptor, bytes, at);
  }

  /**
   * Gives it its name, with all that was written on the disk.
   * @returns false where something has that name already, which stays; nothing is left of this one then
   * @throws an error of `node:fs`; nothing is left of it then
   */
  place(name: string): boolean {
    try {
      fsyncSync(this.#descriptor);
      this.#close();
      return nameOnce(this.#temporary, join(this.folder, name));
    } finally {
      this.discard();
    }
  }

  /** Removes what was written, unless it has its name. */
  discard(): void {
    this.#close();
    removeOwnTemporaryFile(this.#temporary);
  }

  #close(): void {
    if (this.#descriptor !== -1) closeSync(this.#descriptor);
    this.#descriptor = -1;
  }
}

function openUnnamed(folder: string): [path: string, descriptor: number] {
  for (let attempt = 1; ; attempt++) {
    const path = temporaryBeside(join(folder, unnamed));
    try {
      return [path, openSync(path, "wx")];
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST" || attempt === MAX_NAMES) throw error;
    }
  }
}

/**
 * Gives a file its name, unless something has it already; then it returns false. Some file systems have no links.
 * @throws an error of `node:fs`
 */
export function nameOnce(temporary: string, path: string): boolean {
  try {
    linkSync(temporary, path);
    return true;
  } catch {
    if (lstatSync(path, { throwIfNoEntry: false })) return false;
    renameSync(temporary, path);
    return true;
  }
}
