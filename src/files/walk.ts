/**
 * Walks a tree without ever following a link out of it. `readdir`'s own recursion does follow in most of its forms, so
 * it is done by hand; synchronously, because promises cost several times more than the calls (callers run it in a
 * worker or in slices).
 */
import { lstatSync, readdirSync, type Dirent, type Stats } from "node:fs";
import { codeOf, isNotFound } from "./failure";
import { decodeName, nativePath } from "./names";

type FileType = "file" | "directory" | "link" | "other";

export interface DirectoryEntry {
  name: string;
  type: FileType;
}

export interface WalkedDirectory {
  /** Below the root, with `/`; empty for the root itself. */
  path: string;
  entries: DirectoryEntry[];
}

export interface FoundFile {
  /** Below the root, with `/`. */
  path: string;
  /** The directory that it lies in, below the root; empty for the root itself. */
  folder: string;
  /** `st_size`, bytes. */
  size: number;
  /** Bytes of the blocks it takes on the volume; `size` where the platform does not say. */
  allocated: number;
  /** ms since 1970. */
  mtimeMs: number;
  /** See `changedAt`, ms since 1970. */
  changedMs: number;
  inode: number;
  device: number;
  /** Names it has. */
  links: number;
  type: Exclude<FileType, "directory">;
}

export interface WalkOptions {
  /** What to leave out, with all that lies in it. */
  exclude?: (path: string) => boolean;
  /** A directory or file that could not be read; it is passed over. One that is gone is no error. */
  onUnreadable?: (path: string, error: NodeJS.ErrnoException) => void;
}

/** Every directory from the root down, each with its names, parents first. The root itself may be missing. */
export function* walkDirectories(root: string, options: WalkOptions = {}): Generator<WalkedDirectory> {
  const { exclude, onUnreadable } = options;
  const pending = [""];
  for (let path = pending.pop(); path !== undefined; path = pending.pop()) {
    let entries: DirectoryEntry[];
    try {
      entries = readDirectory(path === "" ? root : `${root}/${path}`);
    } catch (error) {
      const isGone = path === "" ? codeOf(error) === "ENOENT" : isNotFound(error);
      if (!isGone) onUnreadable?.(path, error as NodeJS.ErrnoException);
      continue;
    }
    if (exclude) entries = entries.filter(({ name }) => !exclude(pathIn(path, name)));
    for (const { name, type } of entries.toReversed()) {
      if (type === "directory") pending.push(pathIn(path, name));
    }
    yield { path, entries };
  }
}

/** Every file and link below the root; yields nothing (`undefined`) after a directory, so that callers can pause. */
export function* walk(root: string, options: WalkOptions = {}): Generator<FoundFile | undefined> {
  for (const directory of walkDirectories(root, options)) {
    for (const { name, type } of directory.entries) {
      if (type === "directory") continue;
      const path = pathIn(directory.path, name);
      try {
        const stats = lstatSync(nativePath(`${root}/${path}`));
        const typeNow = typeOf(stats);
        if (typeNow === "directory") continue;
        yield {
          path,
          folder: directory.path,
          size: stats.size,
          allocated: allocatedBytes(stats),
          mtimeMs: stats.mtimeMs,
          changedMs: changedAt(stats),
          inode: stats.ino,
          device: stats.dev,
          links: stats.nlink,
          type: typeNow,
        };
      } catch (error) {
        if (!isNotFound(error)) options.onUnreadable?.(path, error as NodeJS.ErrnoException);
      }
    }
    yield undefined;
  }
}

const pathIn = (folder: string, name: string): string => (folder === "" ? name : `${folder}/${name}`);

/**
 * When a file came or was changed, or something came into a directory or went, ms since 1970: whoever restores files or
 * moves them may set mtime back, but nobody ctime.
 */
export const changedAt = ({ mtimeMs, ctimeMs }: Pick<Stats, "mtimeMs" | "ctimeMs">): number =>
  Math.max(mtimeMs, ctimeMs);

/** Bytes of the blocks that a file takes on its volume; its size on Windows, which does not say. */
export function allocatedBytes({ size, blocks }: Stats): number {
  return process.platform === "win32" ? size : blocks * 512;
}

/** The names in one directory. A name that is not UTF-8 makes it read once more, as bytes. */
export function readDirectory(path: string): DirectoryEntry[] {
  const native = nativePath(path);
  const entries = readdirSync(native, { withFileTypes: true });
  const names: DirectoryEntry[] = [];
  for (const entry of entries) {
    if (entry.name.includes("\ufffd")) return readBytes(path, native);
    names.push(named(path, entry.name, entry));
  }
  return names;
}

/** The same where what cannot be listed has none. */
export function entriesIn(path: string): DirectoryEntry[] {
  try {
    return readDirectory(path);
  } catch {
    return [];
  }
}

function readBytes(path: string, native: string | Buffer): DirectoryEntry[] {
  return readdirSync(native, { withFileTypes: true, encoding: "buffer" }).map((entry) =>
    named(path, decodeName(entry.name), entry),
  );
}

/** Some file systems do not say in the listing what a name is. */
function named(directory: string, name: string, entry: Dirent<string> | Dirent<Buffer>): DirectoryEntry {
  const type = typeOf(entry);
  if (type !== "other") return { name, type };
  const stats = lstatSync(nativePath(`${directory}/${name}`), { throwIfNoEntry: false });
  return { name, type: stats ? typeOf(stats) : type };
}

function typeOf(one: Stats | Dirent<string> | Dirent<Buffer>): FileType {
  if (one.isFile()) return "file";
  if (one.isDirectory()) return "directory";
  return one.isSymbolicLink() ? "link" : "other";
}
