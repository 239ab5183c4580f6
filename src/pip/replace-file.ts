/**
 * Replaces a configuration file in one step: written beside it, then renamed, so that no pip ever reads half of one and
 * a full disk leaves the old one whole.
 */
import {
  accessSync,
  closeSync,
  constants,
  copyFileSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
  type Stats,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { removeOwnTemporaryFile } from "../files/own";

export type Obstacle = "directory" | "not readable" | "not writable" | "broken link" | "not read" | "old pip";

/** The file cannot be changed by us. */
export class FileObstacleError extends Error {
  override readonly name = "FileObstacleError";
  constructor(
    readonly path: string,
    readonly obstacle: Obstacle,
    message: string,
  ) {
    super(message);
  }
}

/** What is added to a file's name for the version from before our first change. */
export const keptSuffix = ".before-pip-cache";

/**
 * The file that a path leads to, which is the one to change: a link to it stays a link.
 * @returns undefined where nothing is there yet
 * @throws FileObstacleError
 */
export function fileToChange(path: string): string | undefined {
  let file: string;
  try {
    file = realpathSync.native(path);
  } catch (error) {
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) {
      throw new FileObstacleError(path, "broken link", "It is a link to a file that is not there.");
    }
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new FileObstacleError(path, "not readable", "It may not be read.");
  }
  if (statSync(file).isDirectory()) throw new FileObstacleError(path, "directory", "It is a directory.");
  if (!may(file, constants.R_OK)) throw new FileObstacleError(path, "not readable", "It may not be read.");
  if (!may(file, constants.W_OK) || !may(dirname(file), constants.W_OK)) {
    throw new FileObstacleError(path, "not writable", "It may not be written by you.");
  }
  return file;
}

/**
 * The bytes of a file that `fileToChange` gave.
 * @throws FileObstacleError
 */
export function readToChange(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    throw new FileObstacleError(file, "not readable", "It may not be read.");
  }
}

/**
 * Writes a new file, its folders included.
 * @throws FileObstacleError
 */
export function createFile(path: string, content: Buffer): void {
  try {
    makeFolders(dirname(path));
    replace(path, content);
  } catch (error) {
    throw obstacleOf(path, error);
  }
}

/**
 * Replaces a file that `fileToChange` gave; mode and owner stay. What it was before our first change ever is kept beside it.
 * @returns where that is
 * @throws FileObstacleError
 */
export function replaceFile(file: string, content: Buffer): string {
  const kept = file + keptSuffix;
  try {
    replace(file, content, { like: statSync(file), kept });
  } catch (error) {
    throw obstacleOf(file, error);
  }
  return kept;
}

function replace(file: string, content: Buffer, former?: { like: Stats; kept: string }): void {
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}-${Date.now()}.tmp`);
  const descriptor = openSync(temporary, "wx");
  try {
    try {
      writeFileSync(descriptor, content);
      if (former) keepLike(descriptor, former.like);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    if (former) keepOnce(file, former.kept);
    renameSync(temporary, file);
  } catch (error) {
    removeOwnTemporaryFile(temporary);
    throw error;
  }
}

/** The owner is set first: changing it may take bits of the mode away. */
function keepLike(descriptor: number, { mode, uid, gid }: Stats): void {
  if (process.platform === "win32") return;
  if (uid !== process.geteuid?.() || gid !== process.getegid?.()) fchownSync(descriptor, uid, gid);
  fchmodSync(descriptor, mode & 0o7777);
}

function keepOnce(file: string, kept: string): void {
  try {
    copyFileSync(file, kept, constants.COPYFILE_EXCL);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}

function makeFolders(folder: string): void {
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

function may(path: string, mode: number): boolean {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

function obstacleOf(path: string, error: unknown): FileObstacleError {
  const { code, message } = error as NodeJS.ErrnoException;
  const known: Record<string, string> = {
    EACCES: "It may not be written by you.",
    EPERM: "It may not be written by you.",
    EROFS: "The volume is read-only.",
    ENOSPC: "The disk is full. Nothing was changed.",
    ENOTDIR: "One of the folders above it is a file.",
    EEXIST: "One of the folders above it is a file.",
  };
  return new FileObstacleError(path, "not writable", known[code ?? ""] ?? message);
}
