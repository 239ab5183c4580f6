/**
 * File contents of any size: a big wheel can be described, and written, without its bytes ever being in memory or on
 * the disk, as runs of real bytes with holes between them.
 */

import { closeSync, ftruncateSync, mkdirSync, openSync, utimesSync, writeSync } from "node:fs";
import { dirname } from "node:path";

/** A run of zero bytes that takes no space on the disk. */
export interface Hole {
  /** Bytes. */
  hole: number;
}

/** A file's bytes: all of them, or pieces in order. */
export type Content = Buffer | Array<Buffer | Hole>;

/** Length in bytes. */
export function lengthOf(content: Content): number {
  return pieces(content).reduce((sum, piece) => sum + (Buffer.isBuffer(piece) ? piece.length : piece.hole), 0);
}

/** The bytes themselves, holes as zeros. For contents that fit into memory. */
export function bytesOf(content: Content): Buffer {
  return Buffer.concat(pieces(content).map((piece) => (Buffer.isBuffer(piece) ? piece : Buffer.alloc(piece.hole))));
}

/** Contents one after the other. */
export function concatenate(...contents: Content[]): Content {
  const all = contents.flatMap(pieces);
  return all.every((piece) => Buffer.isBuffer(piece)) ? Buffer.concat(all) : all;
}

export interface WriteOptions {
  /** Permission bits; pip 23.3 to 24 writes 0600. */
  mode?: number;
  /** When the file was last written, as pip would have left it. */
  mtime?: Date;
}

/** Writes a file, its directories made where missing. */
export function writeContent(path: string, content: Content, { mode = 0o600, mtime }: WriteOptions = {}): void {
  const file = create(path, mode);
  try {
    let position = 0;
    for (const piece of pieces(content)) {
      if (Buffer.isBuffer(piece)) writeSync(file, piece, 0, piece.length, position);
      position += Buffer.isBuffer(piece) ? piece.length : piece.hole;
    }
    const last = pieces(content).at(-1);
    if (last && !Buffer.isBuffer(last)) ftruncateSync(file, position);
  } finally {
    closeSync(file);
  }
  if (mtime) utimesSync(path, mtime, mtime);
}

function create(path: string, mode: number): number {
  try {
    return openSync(path, "w", mode);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    mkdirSync(dirname(path), { recursive: true });
    return openSync(path, "w", mode);
  }
}

function pieces(content: Content): Array<Buffer | Hole> {
  return Buffer.isBuffer(content) ? [content] : content;
}
