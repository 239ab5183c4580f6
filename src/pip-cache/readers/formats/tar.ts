/**
 * The first members of a tar archive, as far as a prefix of it goes: ustar, with the long names of GNU tar and pax.
 * Formats: POSIX.1-2017 "pax", and GNU tar's "Basic Tar Format".
 */

import { byteAt } from "./bytes";

export interface TarMember {
  path: string;
  isFile: boolean;
  /** Where its content starts in the prefix, and where it should end, which may be beyond. */
  start: number;
  end: number;
}

const block = 512;
/** Longer names, and pax headers above it, are no real ones. */
const maxLong = 64 << 10;

/**
 * The members whose headers lie in `bytes`. Stops at the end of the archive, and at the first header whose checksum is
 * wrong: what follows cannot be trusted.
 */
export function* tarMembers(bytes: Buffer): Generator<TarMember> {
  let longPath: string | undefined;
  let longSize: number | undefined;
  for (let at = 0; at + block <= bytes.length && isHeader(bytes, at);) {
    const size = longSize ?? readNumber(bytes, at + 124, 12);
    if (size === undefined || size > Number.MAX_SAFE_INTEGER) return;
    const type = bytes[at + 156];
    const start = at + block;
    const end = start + size;
    at = start + Math.ceil(size / block) * block;
    if (type === 0x4c || type === 0x78) {
      if (size > maxLong || end > bytes.length) return;
      if (type === 0x4c) longPath = readText(bytes, start, size);
      else {
        const records = readPax(bytes.subarray(start, end));
        longPath = records.get("path") ?? longPath;
        const recorded = records.get("size");
        if (recorded !== undefined && /^\d{1,15}$/.test(recorded)) longSize = Number(recorded);
      }
      continue;
    }
    if (type !== 0x67 && type !== 0x4b) {
      const path = longPath ?? headerPath(bytes, start - block);
      yield { path, isFile: type === 0x30 || type === 0, start, end };
      longPath = undefined;
      longSize = undefined;
    }
  }
}

/** Whether these are the first 512 bytes of an archive. */
export const isTar = (bytes: Buffer): boolean => bytes.length >= block && isHeader(bytes, 0);

/** Whether a header with the right checksum starts at `at`: the sum of its bytes, those of the sum taken as spaces. */
function isHeader(bytes: Buffer, at: number): boolean {
  if (bytes[at] === 0) return false;
  let sum = 8 * 0x20;
  for (let i = 0; i < block; i++) if (i < 148 || i >= 156) sum += byteAt(bytes, at + i);
  return readNumber(bytes, at + 148, 8) === sum;
}

/** A number field: octal digits between spaces and NULs, or, with its first bit set, base 256. */
function readNumber(bytes: Buffer, at: number, length: number): number | undefined {
  if (bytes[at] === 0x80) {
    let value = 0;
    for (let i = 1; i < length; i++) value = value * 256 + byteAt(bytes, at + i);
    return value;
  }
  const text = readText(bytes, at, length).trim();
  return /^[0-7]+$/.test(text) ? parseInt(text, 8) : undefined;
}

function readText(bytes: Buffer, at: number, length: number): string {
  const end = bytes.indexOf(0, at);
  return bytes.toString("utf8", at, end < 0 ? at + length : Math.min(end, at + length));
}

function headerPath(bytes: Buffer, at: number): string {
  const name = readText(bytes, at, 100);
  const isUstar = bytes.toString("latin1", at + 257, at + 263) === "ustar\0";
  const prefix = isUstar ? readText(bytes, at + 345, 155) : "";
  return prefix === "" ? name : `${prefix}/${name}`;
}

/** Records of a pax header: `<length> <key>=<value>\n`, the length counting all of it. */
function readPax(bytes: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < bytes.length;) {
    const space = bytes.indexOf(0x20, at);
    const length = space < 0 ? NaN : Number(bytes.toString("latin1", at, space));
    if (!(length > space - at + 1) || at + length > bytes.length) break;
    const record = bytes.toString("utf8", space + 1, at + length - 1);
    const equals = record.indexOf("=");
    if (equals > 0) records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}
