/**
 * Zip archives as wheels and zip sdists are: deflated or stored members, optionally a member that is a hole, and zip64
 * where sizes ask for it. The same members always give the same bytes.
 */

import { crc32, deflateRawSync } from "node:zlib";
import { type Content, concatenate, type Hole, lengthOf } from "./content";

/** A member: its data deflated, or as it is (`store`), or in Zstandard, or a hole. */
export interface ZipMember {
  name: string;
  data: Buffer | Hole;
  store?: boolean;
  method?: 93;
}

export interface ZipOptions {
  /** Write zip64 records even where nothing needs them, as some tools do. */
  zip64?: boolean;
}

const limit = 0xffffffff;
/** 1 January 1980, 00:00, the first day a zip knows. */
const dosDate = 0x21;

export function buildZip(members: ZipMember[], { zip64 = false }: ZipOptions = {}): Content {
  const parts: Content[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data, store = false, method: own } of members) {
    const method = own ?? (store || !Buffer.isBuffer(data) ? 0 : 8);
    const packed: Content = Buffer.isBuffer(data) ? pack(data, method) : [data];
    const member: Member = {
      name: Buffer.from(name),
      method,
      crc: Buffer.isBuffer(data) ? crc32(data) : crcOfZeros(data.hole),
      packed: lengthOf(packed),
      size: Buffer.isBuffer(data) ? data.length : data.hole,
      offset,
      zip64,
    };
    const header = localHeader(member);
    parts.push(header, packed);
    directory.push(directoryHeader(member));
    offset += header.length + member.packed;
  }
  const central = Buffer.concat(directory);
  return concatenate(...parts, central, endOfDirectory(members.length, central.length, offset, zip64));
}

function pack(data: Buffer, method: number): Buffer {
  return method === 8 ? deflate(data) : method === 93 ? zstdFrame(data) : data;
}

/** A frame of Zstandard with one block, kept as it is: not every Node can compress. */
function zstdFrame(data: Buffer): Buffer {
  const head = Buffer.from("28b52ffda000000000000000", "hex");
  head.writeUInt32LE(data.length, 5);
  head.writeUIntLE((data.length << 3) | 1, 9, 3);
  return Buffer.concat([head, data]);
}

/** A compressor as small as the data: making a big one takes longer than compressing a few hundred bytes. */
function deflate(data: Buffer): Buffer {
  return deflateRawSync(data, data.length < 4096 ? { windowBits: 12, memLevel: 4 } : {});
}

interface Member {
  name: Buffer;
  method: number;
  crc: number;
  packed: number;
  size: number;
  offset: number;
  zip64: boolean;
}

function localHeader(member: Member): Buffer {
  const large = member.zip64 || member.size >= limit || member.packed >= limit;
  const extra = large ? zip64Extra([member.size, member.packed]) : Buffer.alloc(0);
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50, 0);
  common(header, 4, member, large, extra.length);
  return Buffer.concat([header, member.name, extra]);
}

function directoryHeader(member: Member): Buffer {
  const large = member.zip64 || member.size >= limit || member.packed >= limit;
  const far = member.zip64 || member.offset >= limit;
  const wide = [...(large ? [member.size, member.packed] : []), ...(far ? [member.offset] : [])];
  const extra = wide.length > 0 ? zip64Extra(wide) : Buffer.alloc(0);
  const header = Buffer.alloc(46);
  header.writeUInt32LE(0x02014b50, 0);
  header.writeUInt16LE(0x0314, 4);
  common(header, 6, member, large, extra.length);
  header.writeUInt32LE(((0o100644 << 16) >>> 0) as number, 38);
  header.writeUInt32LE(far ? limit : member.offset, 42);
  return Buffer.concat([header, member.name, extra]);
}

/** The fields that local and directory headers share, in the same order. */
function common(header: Buffer, at: number, member: Member, large: boolean, extra: number): void {
  header.writeUInt16LE(large ? 45 : 20, at);
  header.writeUInt16LE(member.method, at + 4);
  header.writeUInt16LE(dosDate, at + 8);
  header.writeUInt32LE(member.crc, at + 10);
  header.writeUInt32LE(large ? limit : member.packed, at + 14);
  header.writeUInt32LE(large ? limit : member.size, at + 18);
  header.writeUInt16LE(member.name.length, at + 22);
  header.writeUInt16LE(extra, at + 24);
}

function zip64Extra(values: number[]): Buffer {
  const extra = Buffer.alloc(4 + values.length * 8);
  extra.writeUInt16LE(1, 0);
  extra.writeUInt16LE(values.length * 8, 2);
  values.forEach((value, index) => extra.writeBigUInt64LE(BigInt(value), 4 + index * 8));
  return extra;
}

function endOfDirectory(count: number, size: number, offset: number, zip64: boolean): Buffer {
  const large = zip64 || offset >= limit || count >= 0xffff;
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(large ? 0xffff : count, 8);
  end.writeUInt16LE(large ? 0xffff : count, 10);
  end.writeUInt32LE(large ? limit : size, 12);
  end.writeUInt32LE(large ? limit : offset, 16);
  if (!large) return end;
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  [count, count, size, offset].forEach((value, index) => record.writeBigUInt64LE(BigInt(value), 24 + index * 8));
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(offset + size), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, locator, end]);
}

/** CRC-32 of so many zero bytes, without going through them: each multiplies the register by x^8 modulo the polynomial. */
export function crcOfZeros(length: number): number {
  const one = 0x80000000;
  let power = one;
  let square = one >>> 8;
  for (let rest = length; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) power = multiply(power, square);
    square = multiply(square, square);
  }
  return (multiply(power, 0xffffffff) ^ 0xffffffff) >>> 0;
}

/** Product modulo the polynomial of CRC-32, the highest bit being x^0. */
function multiply(a: number, b: number): number {
  let product = 0;
  for (let bit = 31; bit >= 0; bit--) {
    if ((a >>> bit) & 1) product ^= b;
    b = b & 1 ? (b >>> 1) ^ 0xedb88320 : b >>> 1;
  }
  return product >>> 0;
}
