/**
 * What a directory holds, so that a test can say "this and nothing else has changed".
 */

import { createHash } from "node:crypto";
import { closeSync, lstatSync, openSync, readdirSync, readlinkSync, readSync, type Stats } from "node:fs";

/** One thing below a directory. */
export interface TreeItem {
  type: "file" | "directory" | "link" | "other";
  /** Hex digest of a file's content. */
  sha256?: string;
  /** Bytes, of a file. */
  size?: number;
  /** Permission bits. */
  mode: number;
  /** How many names a file has, on Windows, where some of it changes when one of them is removed. It is not compared. */
  names?: number;
  /** ms since 1970; absent for directories, whose time changes with what is below. */
  mtimeMs?: number;
  /** What a link says. */
  target?: string;
}

/** Relative path, with `/` (bytes that are no UTF-8 as `\xNN`), to what lies there. Links are not followed. */
export type Tree = Map<string, TreeItem>;

/** Reads a whole directory; one that does not exist is empty. */
export function hashTree(directory: string): Tree {
  const tree: Tree = new Map();
  visit(Buffer.from(directory), (path, stats) => tree.set(relative(directory, path), describe(path, stats)));
  return tree;
}

/** The sum of the sizes of all files below a directory, in bytes, each file counted once however many names it has. */
export function sumOfSizes(directory: string): number {
  let sum = 0;
  const seen = new Set<string>();
  visit(Buffer.from(directory), (_path, stats) => {
    if (!stats.isFile()) return;
    const identity = `${stats.dev}:${stats.ino}`;
    if (!seen.has(identity)) sum += stats.size;
    seen.add(identity);
  });
  return sum;
}

/** Relative paths of all files (links included, directories not) below a directory, sorted. */
export function filesBelow(directory: string): string[] {
  const files: string[] = [];
  visit(Buffer.from(directory), (path, stats) => {
    if (!stats.isDirectory()) files.push(relative(directory, path));
  });
  return files.sort();
}

/**
 * What differs between two trees: paths gone, new, and there in both but not the same. Windows removes no name of a read-only
 * file while it is read-only, so that its other names are writable afterwards: that is no difference.
 */
export function compareTrees(before: Tree, after: Tree): { gone: string[]; added: string[]; changed: string[] } {
  const same = (path: string) => {
    const [old, now] = [before.get(path), after.get(path)];
    const mode = (old?.names ?? 1) > 1 ? now?.mode : old?.mode;
    return JSON.stringify({ ...old, mode, names: 0 }) === JSON.stringify({ ...now, names: 0 });
  };
  return {
    gone: [...before.keys()].filter((path) => !after.has(path)).sort(),
    added: [...after.keys()].filter((path) => !before.has(path)).sort(),
    changed: [...before.keys()].filter((path) => after.has(path) && !same(path)).sort(),
  };
}

function visit(directory: Buffer, see: (path: Buffer, stats: Stats) => void): void {
  let names: Buffer[];
  try {
    names = readdirSync(directory, { encoding: "buffer" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  for (const name of names) {
    const path = Buffer.concat([directory, Buffer.from("/"), name]);
    const stats = lstatSync(path);
    see(path, stats);
    if (stats.isDirectory()) visit(path, see);
  }
}

function describe(path: Buffer, stats: Stats): TreeItem {
  const mode = stats.mode & 0o7777;
  if (stats.isDirectory()) return { type: "directory", mode };
  if (stats.isSymbolicLink()) return { type: "link", mode, mtimeMs: stats.mtimeMs, target: readlinkSync(path) };
  if (!stats.isFile()) return { type: "other", mode, mtimeMs: stats.mtimeMs };
  const names = process.platform === "win32" ? { names: stats.nlink } : undefined;
  return { type: "file", sha256: digest(path), size: stats.size, mode, ...names, mtimeMs: stats.mtimeMs };
}

function digest(path: Buffer): string {
  const hash = createHash("sha256");
  const chunk = Buffer.alloc(1 << 16);
  const file = openSync(path, "r");
  try {
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) hash.update(chunk.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return hash.digest("hex");
}

function relative(directory: string, path: Buffer): string {
  const bytes = path.subarray(Buffer.byteLength(directory) + 1);
  const text = bytes.toString("utf8");
  if (Buffer.from(text).equals(bytes)) return text;
  return [...bytes].map((byte) => (byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16)}`)).join("");
}
