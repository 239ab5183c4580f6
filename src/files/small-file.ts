/**
 * Reads files that people and programs write by hand: configurations, shell files, lists. What stands at such a path
 * may be a pipe, which keeps its reader waiting for ever, or a file without an end: neither must stop a command.
 */
import { closeSync, constants, fstatSync, openSync, readSync, statSync, type Stats } from "node:fs";
import { devNull } from "node:os";
import { nativePath } from "./names";

/** In bytes. What people write by hand is a thousand times smaller. */
export const MAX_SMALL_FILE_BYTES = 1_000_000;

/** What is there is not read, though it could be opened. */
export class UnusualFileError extends Error {
  override readonly name = "UnusualFileError";
  constructor(
    readonly path: string,
    readonly is: "no file" | "too large",
    maxBytes = MAX_SMALL_FILE_BYTES,
  ) {
    super(is === "no file" ? "It is a pipe or a device, not a file." : `It is larger than ${maxBytes / 1_000_000} MB.`);
  }
}

export interface SmallFile {
  bytes: Buffer;
  stats: Stats;
}

/**
 * The whole of a file and what it is, of the same moment. `/dev/null`, to which people link what they want to be empty,
 * is empty.
 * @param path where its bytes are not UTF-8, as `decodeName` has them
 * @param maxBytes of what programs write, which may be larger
 * @throws UnusualFileError; else the error of `node:fs`
 */
export function readSmallFile(path: string, maxBytes = MAX_SMALL_FILE_BYTES): SmallFile {
  // Before it is opened, which by itself does something to a pipe with a writer, and to some devices.
  assertFile(path, statSync(nativePath(path)), maxBytes);
  // Not waiting: it may have become a pipe meanwhile.
  const descriptor = openSync(nativePath(path), constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(descriptor);
    assertFile(path, stats, maxBytes);
    return { bytes: readAll(path, descriptor, maxBytes), stats };
  } finally {
    closeSync(descriptor);
  }
}

/** The text of a small file, as UTF-8. Throws as `readSmallFile` does. */
export function readSmallText(path: string): string {
  return readSmallFile(path).bytes.toString("utf8");
}

/** A directory is left to `read`, whose error says so. */
function assertFile(path: string, stats: Stats, maxBytes: number): void {
  if (stats.size > maxBytes && stats.isFile()) throw new UnusualFileError(path, "too large", maxBytes);
  if (!stats.isFile() && !stats.isDirectory() && !isNull(stats)) throw new UnusualFileError(path, "no file");
}

function isNull(stats: Stats): boolean {
  return stats.isCharacterDevice() && stats.rdev === statSync(devNull).rdev;
}

/** The size that was said may be that of a file of the system, which says 0, or be outdated. */
function readAll(path: string, descriptor: number, maxBytes: number): Buffer {
  const chunks: Buffer[] = [];
  for (let length = 0; length <= maxBytes;) {
    const chunk = Buffer.allocUnsafe(64 * 1024);
    const count = readSync(descriptor, chunk);
    if (count === 0) return Buffer.concat(chunks);
    chunks.push(chunk.subarray(0, count));
    length += count;
  }
  throw new UnusualFileError(path, "too large", maxBytes);
}
