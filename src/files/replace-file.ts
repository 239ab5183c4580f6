/**
 * Changes a file that is not a cache's in one step: written beside it, then renamed, so that nobody ever reads half of one,
 * a full disk leaves the old one whole, and what another program saves meanwhile is not lost.
 */
import {
  accessSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  lstatSync,
  openSync,
  realpathSync,
  renameSync,
  statSync,
  writeFileSync,
  type Stats,
} from "node:fs";
import { dirname } from "node:path";
import { own } from "./lookup";
import { nameOnce } from "./new-file";
import { removeOwnFile, removeOwnTemporaryFile } from "./own";
import { readSmallFile, UnusualFileError, type SmallFile } from "./small-file";
import { keptSuffix, makeFolders, removeLeftTemporaries, temporaryBeside } from "./temporaries";
import { awaitTurn } from "./turns";

export type FileChangeErrorCode =
  | "directory"
  | "no file"
  | "too large"
  | "not readable"
  | "not writable"
  | "broken link"
  | "not read"
  | "old pip"
  | "busy";

/** The file cannot be changed by us. */
export class FileChangeError extends Error {
  override readonly name = "FileChangeError";
  constructor(
    readonly path: string,
    readonly code: FileChangeErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** A file that was changed. */
export interface ChangedFile {
  file: string;
  /** It did not exist before. */
  created: boolean;
  /** It does not exist any more: it had been made by us, and would have said nothing. */
  removed?: true;
  /** Where the version from before our first change lies. */
  kept?: string;
}

const maxAttempts = 5;

export interface ChangeOptions {
  /** What we write where there is no file: one that an edit would leave without that is removed. */
  made?: Buffer;
  /** Whether the version from before our first change ever is kept beside it: by default it is. */
  keep?: boolean;
  /** Of a file that was not there before; what the person's settings leave of it. */
  mode?: number;
  /** Whether only we change it, so that each of ours waits until the others have. */
  inTurn?: boolean;
}

/**
 * Changes what a path leads to: a link to a file stays a link. Mode and owner stay. Begins anew where the file has changed
 * before its new version could take its place.
 * @param edit gives the new bytes, from undefined where there is no file; undefined or the same bytes to leave all as it is
 * @throws FileChangeError, and what `edit` throws; then all is as it was
 */
export function changeFile(
  path: string,
  edit: (bytes: Buffer | undefined) => Buffer | undefined,
  { inTurn = false, ...options }: ChangeOptions = {},
): ChangedFile | undefined {
  const endTurn = inTurn ? turnFor(path) : undefined;
  try {
    return changeNow(path, edit, options);
  } finally {
    endTurn?.();
  }
}

function turnFor(path: string): () => void {
  try {
    return awaitTurn(path);
  } catch (error) {
    throw fileChangeError(path, error);
  }
}

function changeNow(
  path: string,
  edit: (bytes: Buffer | undefined) => Buffer | undefined,
  { made, keep = true, mode = 0o666 }: ChangeOptions,
): ChangedFile | undefined {
  removeLeftTemporaries(path);
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const before = fileToChange(path);
    const content = edit(before?.bytes);
    if (content === undefined || before?.bytes.equals(content)) return undefined;
    try {
      if (before === undefined) {
        if (create(path, content, mode)) return { file: path, created: true };
        continue;
      }
      const { file } = before;
      if (made && isOurs(path, before, made)) {
        if (!isStill(before)) continue;
        removeOwnFile(file, made);
        removeOwnFile(file + keptSuffix, made);
        return { file, created: false, removed: true };
      }
      if (replace(before, content, keep)) return { file, created: false, ...(keep && { kept: file + keptSuffix }) };
    } catch (error) {
      throw fileChangeError(before?.file ?? path, error);
    }
  }
  throw new FileChangeError(path, "busy", "Another program keeps writing it. Nothing was changed.");
}

/** A file as it is, by its real path. */
interface Before extends SmallFile {
  file: string;
}

/**
 * The file that a path leads to, which is the one to change.
 * @returns undefined where nothing is there yet
 * @throws FileChangeError
 */
function fileToChange(path: string): Before | undefined {
  const file = realFile(path);
  if (file === undefined) return undefined;
  const stats = statSync(file);
  if (stats.isDirectory()) throw new FileChangeError(path, "directory", "It is a directory.");
  if (!stats.isFile()) throw unusual(new UnusualFileError(path, "no file"));
  const content = readToChange(path, file);
  if (!isWritable(file) || !isWritable(dirname(file))) throw new FileChangeError(path, "not writable", notByYou);
  return { file, ...content };
}

function realFile(path: string): string | undefined {
  try {
    return realpathSync.native(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOTDIR") throw fileChangeError(path, error);
    if (code !== "ENOENT" && code !== "ELOOP") throw new FileChangeError(path, "not readable", notReadable);
    if (code === "ENOENT" && !lstatSync(path, { throwIfNoEntry: false })) return undefined;
    throw new FileChangeError(path, "broken link", "It is a link to a file that is not there.");
  }
}

function readToChange(path: string, file: string): SmallFile {
  try {
    return readSmallFile(file);
  } catch (error) {
    if (error instanceof UnusualFileError) throw unusual(error);
    throw new FileChangeError(path, "not readable", notReadable);
  }
}

/**
 * Whether a file is one that we made and nobody has changed: every byte of it is what we write, and so is what it was
 * before our first change, where that has been kept.
 */
function isOurs(path: string, { file, bytes }: Before, made: Buffer): boolean {
  if (!bytes.equals(made) || lstatSync(path).isSymbolicLink()) return false;
  const kept = lstatSync(file + keptSuffix, { throwIfNoEntry: false });
  if (kept === undefined) return true;
  try {
    return kept.isFile() && readSmallFile(file + keptSuffix).bytes.equals(made);
  } catch {
    return false;
  }
}

/** Returns false where there is something meanwhile. */
function create(path: string, content: Buffer, mode: number): boolean {
  makeFolders(dirname(path));
  const temporary = written(temporaryBeside(path), content, mode);
  try {
    return nameOnce(temporary, path);
  } finally {
    removeOwnTemporaryFile(temporary);
  }
}

/** Returns false where the file is not what it was any more. */
function replace(before: Before, content: Buffer, keep: boolean): boolean {
  const { file, bytes, stats } = before;
  const temporary = written(temporaryBeside(file), content, 0, stats);
  const kept = file + keptSuffix;
  const toKeep = temporaryBeside(kept);
  try {
    if (keep) written(toKeep, bytes, 0, stats);
    if (!isStill(before)) return false;
    if (keep) nameOnce(toKeep, kept);
    renameSync(temporary, file);
    return true;
  } finally {
    removeOwnTemporaryFile(temporary);
    removeOwnTemporaryFile(toKeep);
  }
}

/** Compared as a whole: times are too coarse for two programs that save in the same moment. */
function isStill({ file, bytes, stats }: Before): boolean {
  try {
    const now = readSmallFile(file);
    const isLike = now.stats.mode === stats.mode && now.stats.uid === stats.uid && now.stats.gid === stats.gid;
    return isLike && now.bytes.equals(bytes);
  } catch {
    return false;
  }
}

/**
 * Writes a file that is not there yet.
 * @param mode where there is nothing that it is to be like
 * @param like whose mode and owner it gets before anything is in it: what a password stands in is never open to others
 */
function written(path: string, content: Buffer, mode: number, like?: Stats): string {
  const descriptor = openSync(path, "wx", like ? like.mode & 0o600 : mode);
  try {
    try {
      if (like) makeLike(descriptor, like);
      writeFileSync(descriptor, content);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    removeOwnTemporaryFile(path);
    throw error;
  }
  return path;
}

/** The owner is set first: changing it may take bits of the mode away. A new file's group may be its folder's. */
function makeLike(descriptor: number, { mode, uid, gid }: Stats): void {
  if (process.platform === "win32") return;
  const now = fstatSync(descriptor);
  if (now.uid !== uid || now.gid !== gid) fchownSync(descriptor, uid, gid);
  fchmodSync(descriptor, mode & 0o7777);
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

const notReadable = "It may not be read.";
const notByYou = "It may not be written by you.";

const unusual = ({ path, is, message }: UnusualFileError) => new FileChangeError(path, is, message);

function fileChangeError(path: string, error: unknown): FileChangeError {
  const { code, message } = error as NodeJS.ErrnoException;
  const known: Record<string, string> = {
    EACCES: notByYou,
    EPERM: notByYou,
    EROFS: "The volume is read-only.",
    ENOSPC: "The disk is full. Nothing was changed.",
    ENOTDIR: "One of the folders above it is a file.",
  };
  return new FileChangeError(path, "not writable", own(known, code ?? "") ?? message);
}
