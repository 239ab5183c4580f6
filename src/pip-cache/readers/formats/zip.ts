/**
 * Finds a few members of a zip archive and reads them, for the price of its last bytes: the directory lies at the end of
 * the file, and wheels keep their metadata at its end, or, those that a tool has repaired for macOS or Windows, at its
 * start.
 */

import { crc32 } from "node:zlib";
import { asBuffer, type Body } from "./body";
import { bytesForStart, isKnownMethod, decompressStart, decompressWhole } from "./decompress";
import { entryHead, entryLength, findDirectory, readEntry, type CentralDirectory, type Member } from "./zip-directory";

/** Of the directory's start and end, where metadata is looked for before all of it is read. */
const firstSize = 4 << 10;
const lastSize = 16 << 10;
const windowSize = 64 << 10;
/** A directory of some 80,000 members; past it, a member that is not near the end is not found. */
const maxDirectory = 8 << 20;

/**
 * Finds members one folder deep by how their names end, such as `.dist-info/METADATA`. Reads the last 2 KiB, the first
 * 4 KiB of the directory when not all are there, and more of it only when they are in neither.
 * @returns the members in the order of the suffixes, undefined for those that there are not; or undefined when it is
 * no readable zip archive, or two members answer to one suffix
 */
export function findMembers(body: Body, suffixes: readonly string[]): (Member | undefined)[] | undefined {
  const directory = findDirectory(body);
  if (directory === undefined) return undefined;
  const search = new Search(directory, suffixes);
  const { start, end, tail, tailStart } = directory;
  if (end > tailStart) search.lookBack(tail.subarray(0, end - tailStart), tailStart);
  if (!search.done && start < tailStart) search.lookAhead(asBuffer(body.read(start, Math.min(firstSize, end - start))));
  if (!search.done && end - start > lastSize) {
    search.lookBack(asBuffer(body.read(end - lastSize, lastSize)), end - lastSize);
  }
  if (!search.done && end - start <= maxDirectory && !search.lookThrough(body)) return undefined;
  return search.ambiguous ? undefined : search.found;
}

class Search {
  found: (Member | undefined)[];
  ambiguous = false;
  private readonly suffixes: Buffer[];

  constructor(
    private readonly directory: CentralDirectory,
    suffixes: readonly string[],
  ) {
    this.suffixes = suffixes.map((suffix) => Buffer.from(suffix));
    this.found = suffixes.map(() => undefined);
  }

  get done(): boolean {
    return this.ambiguous || !this.found.includes(undefined);
  }

  /**
   * Looks through the end of the directory, `bytes`, which may begin inside an entry. An entry is known by its
   * signature and by the chain of those that follow, which has to end where the directory does.
   */
  lookBack(bytes: Buffer, position: number): void {
    let first = this.directory.start - position;
    if (first < 0) {
      first = bytes.indexOf("PK\x01\x02", 0, "latin1");
      while (first >= 0 && !isChain(bytes, first)) first = bytes.indexOf("PK\x01\x02", first + 1, "latin1");
      if (first < 0) return;
    }
    this.lookAhead(bytes.subarray(first));
  }

  /** Looks through entries that follow each other from the start of `bytes`; returns the bytes that they take. */
  lookAhead(bytes: Buffer): number {
    let at = 0;
    for (let length; (length = entryLength(bytes, at, bytes.length)) > 0; at += length) this.look(bytes, at);
    return at;
  }

  /** Looks through the whole directory; false when it is damaged. */
  lookThrough(body: Body): boolean {
    this.found = this.suffixes.map(() => undefined);
    const { start, end } = this.directory;
    for (let position = start; position < end;) {
      const bytes = asBuffer(body.read(position, Math.min(windowSize, end - position)));
      const length = this.lookAhead(bytes);
      if (length === 0) return false;
      position += length;
    }
    return true;
  }

  private look(bytes: Buffer, at: number): void {
    const from = at + entryHead;
    const end = from + bytes.readUInt16LE(at + 28);
    for (const [i, suffix] of this.suffixes.entries()) {
      if (!endsWith(bytes, from, end, suffix)) continue;
      const slash = bytes.indexOf(0x2f, from);
      if (bytes.subarray(slash + 1, end).includes(0x2f)) continue;
      const member = readEntry(bytes, at, this.directory.shift);
      const known = this.found[i];
      if (member === undefined || (known !== undefined && known.name !== member.name)) this.ambiguous = true;
      this.found[i] = member;
    }
  }
}

function isChain(bytes: Buffer, first: number): boolean {
  let at = first;
  for (let length; (length = entryLength(bytes, at, bytes.length)) > 0;) at += length;
  return at === bytes.length;
}

function endsWith(bytes: Buffer, from: number, end: number, suffix: Buffer): boolean {
  let i = end - suffix.length;
  // At least one byte of the name stands before the suffix.
  if (i <= from) return false;
  for (let j = 0; j < suffix.length; i++, j++) if (bytes[i] !== suffix[j]) return false;
  return true;
}

export interface MemberBytes {
  bytes: Uint8Array;
  /** Whether these are all its bytes and their CRC-32 is right; otherwise they are its first ones, unchecked. */
  whole: boolean;
}

const localHead = 30;
/** Bytes of a member's start. */
const maxStart = 512 << 10;
/** What builders add to a local header: time stamps, zip64 sizes. A longer one costs a second read. */
const usualExtra = 64;

/** The most bytes that are read and unpacked. */
export interface MemberBounds {
  packed: number;
  unpacked: number;
}

/**
 * Reads a member; of a larger one than `most` only the start.
 * @returns undefined when its local header is another one's, it is packed in a way that pip cannot unpack, or it is damaged
 */
export function readMember(body: Body, member: Member, most: MemberBounds): MemberBytes | undefined {
  if (member.encrypted || !isKnownMethod(member.method)) return undefined;
  if (member.position + member.compressedSize > body.size) return undefined;
  const isPart = member.compressedSize > most.packed || member.size > most.unpacked;
  const packed = Math.min(member.compressedSize, isPart ? bytesForStart(member.method, most.packed) : most.packed);
  const nameLength = Buffer.byteLength(member.name);
  let bytes = asBuffer(body.read(member.position, localHead + nameLength + usualExtra + packed));
  if (bytes.length < localHead + nameLength || bytes.readUInt32LE(0) !== 0x04034b50) return undefined;
  if (bytes.toString("utf8", localHead, localHead + bytes.readUInt16LE(26)) !== member.name) return undefined;
  const head = localHead + bytes.readUInt16LE(26) + bytes.readUInt16LE(28);
  bytes =
    head + packed <= bytes.length
      ? bytes.subarray(head, head + packed)
      : asBuffer(body.read(member.position + head, packed));
  if (bytes.length < packed) return undefined;
  if (isPart) {
    const start = decompressStart(member.method, bytes, maxStart);
    return start && { bytes: start, whole: false };
  }
  const whole = decompressWhole(member.method, bytes, member.size);
  return whole?.length === member.size && crc32(whole) === member.crc ? { bytes: whole, whole: true } : undefined;
}
