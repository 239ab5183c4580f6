/**
 * Decodes `.xz` files, and `.lzma` files, which came before them: sdists may be packed so.
 * Format: "The .xz File Format", version 1.2.1; `.lzma` as in the LZMA SDK's specification.
 */

import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { byteAt } from "./bytes";
import { Crc64 } from "./crc64";
import {
  ByteSource,
  decodeLzma,
  decodeLzma2,
  LzmaError,
  LzmaUnsupported,
  once,
  startOfDecoded,
  type LzmaBounds,
  type Next,
} from "./lzma";

export const xzMagic = Buffer.from("fd377a585a00", "hex");
const lzma2 = 0x21;

/** Whether these are the first bytes of a `.lzma` file, packed as all programs do by themselves. */
export function isLzmaHead(bytes: Buffer): boolean {
  if (bytes.length < 13 || bytes[0] !== 0x5d || bytes[1] !== 0 || bytes[2] !== 0) return false;
  const size = bytes.readBigUInt64LE(5);
  return size === 0xffffffffffffffffn || size < 1n << 40n;
}

/**
 * The first bytes that come out of a file, of which no checksum was looked at; undefined when they are damaged.
 * @param next The next bytes of the file; undefined at its end.
 * @param length most bytes that are decoded
 */
export function startOfXz(next: Next, length: number): Buffer | undefined {
  return startOfDecoded(() => decodeXz(next, { size: length }), length);
}

/**
 * Decodes a file: pieces, each valid until the next. Its checksums are looked at; bytes after the last stream are ignored,
 * as Python ignores them.
 * @param next The next bytes of the file; undefined at its end.
 * @param bounds of what is wanted: past it, what comes out is wrong
 * @throws LzmaError for damaged data
 */
export function* decodeXz(next: Next, bounds: LzmaBounds = {}): Generator<Uint8Array> {
  const source = new ByteSource(next);
  const first = source.bytes(6);
  if (!first.equals(xzMagic)) return yield* decodeAlone(source, first, bounds);
  for (let isNext = true; isNext; isNext = isMagicNext(source)) yield* decodeStream(source, bounds);
}

/** Whether another stream follows. */
function isMagicNext(source: ByteSource): boolean {
  for (const expected of xzMagic) if (source.ended || source.byte() !== expected) return false;
  return true;
}

function* decodeStream(source: ByteSource, bounds: LzmaBounds): Generator<Uint8Array> {
  const flags = source.bytes(2);
  const checkType = byteAt(flags, 1);
  if (flags[0] !== 0 || checkType > 15) throw new LzmaUnsupported("its kind is not known");
  if (crc32(flags) !== source.bytes(4).readUInt32LE(0)) throw new LzmaError("its header is damaged");
  const start = source.taken;
  const sizes: number[] = [];
  for (let headSize; (headSize = source.byte()) !== 0;) {
    const blockStart = source.taken - 1;
    const dictionary = readBlockHead(source, headSize);
    const check = checkOf(checkType);
    let size = 0;
    for (const piece of decodeLzma2(source, dictionary, bounds)) {
      check.update(piece);
      size += piece.length;
      yield piece;
    }
    const packed = source.taken - blockStart;
    skipPadding(source, source.taken - start);
    if (!check.isRight(source.bytes(check.length))) throw new LzmaError("its checksum is wrong");
    sizes.push(packed + check.length, size);
  }
  readEnd(source, flags, sizes);
}

/** Reads the head of a block; returns the size of its dictionary, bytes. */
function readBlockHead(source: ByteSource, headSize: number): number {
  const head = Buffer.concat([Buffer.of(headSize), source.bytes(headSize * 4 - 1)]);
  if (crc32(head) !== source.bytes(4).readUInt32LE(0)) throw new LzmaError("its header is damaged");
  const fields = new ByteSource(once(head.subarray(2)));
  const blockFlags = byteAt(head, 1);
  if (blockFlags & 0x40) readNumber(fields);
  if (blockFlags & 0x80) readNumber(fields);
  // Others come before it where programs or samples are packed; no sdist is.
  if ((blockFlags & 0x3f) !== 0 || readNumber(fields) !== lzma2 || readNumber(fields) !== 1) {
    throw new LzmaUnsupported("its filters are not known");
  }
  const bits = fields.byte();
  if (bits > 40) throw new LzmaError("its header is damaged");
  return bits === 40 ? 0xffffffff : (2 | (bits & 1)) * 2 ** ((bits >> 1) + 11);
}

/** The index of the blocks, which has to say what they were, and the footer. */
function readEnd(source: ByteSource, flags: Buffer, sizes: number[]): void {
  const start = source.taken - 1;
  let crc = crc32(Buffer.of(0));
  const read = (length: number) => {
    const bytes = source.bytes(length);
    crc = crc32(bytes, crc);
    return bytes;
  };
  const indexed = { byte: () => byteAt(read(1), 0) };
  if (readNumber(indexed) !== sizes.length / 2) throw new LzmaError("its index is damaged");
  for (const size of sizes) if (readNumber(indexed) !== size) throw new LzmaError("its index is damaged");
  read((4 - ((source.taken - start) % 4)) % 4);
  if (source.bytes(4).readUInt32LE(0) !== crc) throw new LzmaError("its index is damaged");
  const length = source.taken - start;
  const expected = source.bytes(4).readUInt32LE(0);
  const footer = source.bytes(6);
  const isRight = crc32(footer) === expected && (footer.readUInt32LE(0) + 1) * 4 === length;
  if (!isRight || !footer.subarray(4).equals(flags)) throw new LzmaError("its footer is damaged");
  if (source.bytes(2).toString("latin1") !== "YZ") throw new LzmaError("its footer is damaged");
}

function skipPadding(source: ByteSource, length: number): void {
  const padding = source.bytes((4 - (length % 4)) % 4);
  if (padding.some((byte) => byte !== 0)) throw new LzmaError("it is damaged");
}

/** Seven bits a byte, the lowest first. */
function readNumber(source: Pick<ByteSource, "byte">): number {
  let value = 0;
  for (let i = 0; i < 7; i++) {
    const byte = source.byte();
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return value;
  }
  throw new LzmaError("a number is too large");
}

interface Check {
  /** Bytes. */
  length: number;
  update(piece: Uint8Array): void;
  isRight(stored: Buffer): boolean;
}

function checkOf(type: number): Check {
  if (type === 1) {
    let crc = 0;
    return {
      length: 4,
      update: (piece) => (crc = crc32(piece, crc)),
      isRight: (stored) => stored.readUInt32LE(0) === crc,
    };
  }
  if (type === 4) {
    const crc = new Crc64();
    return { length: 8, update: (piece) => crc.update(piece), isRight: (stored) => crc.digest().equals(stored) };
  }
  if (type === 10) {
    const hash = createHash("sha256");
    return { length: 32, update: (piece) => hash.update(piece), isRight: (stored) => hash.digest().equals(stored) };
  }
  // None, or one that no program has: nothing to look at.
  const length = type === 0 ? 0 : 4 * 2 ** Math.floor((type - 1) / 3);
  return { length, update: () => {}, isRight: () => true };
}

function* decodeAlone(source: ByteSource, first: Buffer, { size = Infinity }: LzmaBounds): Generator<Uint8Array> {
  const head = Buffer.concat([first, source.bytes(7)]);
  const said = head.readBigUInt64LE(5);
  const isKnown = said !== 0xffffffffffffffffn;
  if (isKnown && said > 1n << 48n) throw new LzmaError("its header is damaged");
  yield* decodeLzma(source, head, Math.min(isKnown ? Number(said) : Infinity, size));
}
