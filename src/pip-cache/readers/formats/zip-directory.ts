/**
 * Where the central directory of a zip archive lies, and what an entry of it says.
 * Format: APPNOTE.TXT 6.3, sections 4.3 and 4.5.3; what Python's `zipfile` accepts is accepted.
 */

import { asBuffer, type Body } from "./body";

export interface Member {
  name: string;
  /** See `compressionMethods`. */
  method: number;
  encrypted: boolean;
  crc: number;
  compressedSize: number;
  size: number;
  /** Of its local header, in the body. */
  position: number;
}

export interface CentralDirectory {
  /** Of its first entry, in the body. */
  start: number;
  /** Just behind its last entry. */
  end: number;
  /** What to add to the positions in it: bytes that stand before the archive. */
  shift: number;
  /** The last bytes of the body, from `tailStart` on, if nothing has been read since. */
  tail: Buffer;
  tailStart: number;
}

const entrySignature = 0x02014b50;
/** Bytes of an entry before its name. */
export const entryHead = 46;

const endHead = 22;
const locatorSize = 20;
const end64Head = 56;
const maxComment = 0xffff;
const large = 0xffffffff;

/** Bytes of the tail that is tried first: room for the entries of a usual `*.dist-info`. */
const tailSize = 2 << 10;

/** Finds the central directory from the end of the body; undefined when there is none that could be right. */
export function findDirectory(body: Body): CentralDirectory | undefined {
  for (const length of [tailSize, endHead + maxComment]) {
    const tailStart = Math.max(0, body.size - length);
    const tail = asBuffer(body.read(tailStart, length));
    for (let at = tail.length - endHead; at >= 0; at--) {
      if (tail[at] !== 0x50 || tail.readUInt32LE(at) !== 0x06054b50) continue;
      return readEnd(body, tail, tailStart, at);
    }
    if (tailStart === 0) return undefined;
  }
  return undefined;
}

function readEnd(body: Body, tail: Buffer, tailStart: number, at: number): CentralDirectory | undefined {
  let size = tail.readUInt32LE(at + 12);
  let offset = tail.readUInt32LE(at + 16);
  let end = tailStart + at;
  const locator = at - locatorSize;
  if (locator >= 0 && tail.readUInt32LE(locator) === 0x07064b50) {
    const recorded = Number(tail.readBigUInt64LE(locator + 8));
    let record = locator - end64Head;
    if (record < 0 || tail.readUInt32LE(record) !== 0x06064b50) {
      if (recorded > body.size) return undefined;
      tail = asBuffer(body.read(recorded, end64Head));
      if (tail.length < end64Head || tail.readUInt32LE(0) !== 0x06064b50) return undefined;
      tailStart = recorded;
      record = 0;
    }
    size = Number(tail.readBigUInt64LE(record + 40));
    offset = Number(tail.readBigUInt64LE(record + 48));
    end = tailStart + record;
  } else if (size === large || offset === large) {
    return undefined;
  }
  const start = end - size;
  const shift = start - offset;
  if (start < 0 || shift < 0) return undefined;
  return { start, end, shift, tail, tailStart };
}

/** Bytes of the entry at `at`; 0 when there is none, or it is not whole before `end`. */
export function entryLength(bytes: Buffer, at: number, end: number): number {
  if (at + entryHead > end || bytes.readUInt32LE(at) !== entrySignature) return 0;
  const length = entryHead + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  return at + length > end ? 0 : length;
}

/** Reads the entry at `at`, which is whole; undefined when its zip64 field is not as it should be. */
export function readEntry(bytes: Buffer, at: number, shift: number): Member | undefined {
  const flags = bytes.readUInt16LE(at + 8);
  const nameEnd = at + entryHead + bytes.readUInt16LE(at + 28);
  const extraEnd = nameEnd + bytes.readUInt16LE(at + 30);
  const sizes: Sizes = [bytes.readUInt32LE(at + 24), bytes.readUInt32LE(at + 20), bytes.readUInt32LE(at + 42)];
  if (sizes.includes(large) && !readZip64(bytes, nameEnd, extraEnd, sizes)) return undefined;
  return {
    name: bytes.toString("utf8", at + entryHead, nameEnd),
    method: bytes.readUInt16LE(at + 10),
    encrypted: (flags & 1) !== 0,
    crc: bytes.readUInt32LE(at + 16),
    compressedSize: sizes[1],
    size: sizes[0],
    position: sizes[2] + shift,
  };
}

const windowSize = 64 << 10;

/**
 * What the directory lists, some of it at a time, with the bytes that takes. Undefined, and nothing after it, where it is damaged.
 */
export function* listMembers(
  body: Body,
  { start, end, shift }: CentralDirectory,
): Generator<{ members: Member[]; bytes: number } | undefined> {
  for (let position = start; position < end;) {
    const window = asBuffer(body.read(position, Math.min(windowSize, end - position)));
    const members: Member[] = [];
    let at = 0;
    for (let length; (length = entryLength(window, at, window.length)) > 0; at += length) {
      const member = readEntry(window, at, shift);
      if (member === undefined) return yield undefined;
      members.push(member);
    }
    if (at === 0) return yield undefined;
    position += at;
    yield { members, bytes: at };
  }
}

/** Of a member: its size, its compressed size, and where it starts. */
type Sizes = [size: number, compressedSize: number, position: number];

/** Replaces each number that did not fit by its 64-bit form: in order, only those. */
function readZip64(bytes: Buffer, from: number, end: number, sizes: Sizes): boolean {
  for (let at = from; at + 4 <= end; at += 4 + bytes.readUInt16LE(at + 2)) {
    if (bytes.readUInt16LE(at) !== 1) continue;
    let value = at + 4;
    const last = Math.min(end, value + bytes.readUInt16LE(at + 2));
    for (let i = 0; i < sizes.length; i++) {
      if (sizes[i] !== large) continue;
      if (value + 8 > last) return false;
      sizes[i] = Number(bytes.readBigUInt64LE(value));
      value += 8;
    }
    return true;
  }
  return false;
}
