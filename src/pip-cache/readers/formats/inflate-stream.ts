/**
 * Inflates deflate streams of any length in small steps, so that whoever checks gigabytes can pause, report and stop:
 * Node's zlib does so only asynchronously, and libraries are laxer than zlib, with which pip has to get along.
 * Format: RFC 1951.
 */

import { fixedDistances, fixedSymbols, InflateError, makeTable, maxCodeLength, type Table } from "./inflate-tables";

export { InflateError };

const history = 32 << 10;
const pieceSize = 128 << 10;
/** The longest match. */
const maxMatch = 258;
/** Bytes that a length, a distance and what is added to them take at most, with those that are read ahead. */
const maxSymbolBytes = 10;

const lengthBase = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163];
lengthBase.push(195, 227, 258);
const lengthBits = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const distanceBits = Array.from({ length: 30 }, (_, i) => Math.max(0, (i >> 1) - 1));
const distanceBase = distanceBits.map((bits, i) => (i < 2 ? i + 1 : ((2 + (i & 1)) << bits) + 1));
const codeOrder = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/**
 * Inflates a raw stream: pieces of at most 128 KiB, each valid until the next.
 * @param next The next bytes of the stream, valid until they are used up; undefined at the end.
 * @returns bytes of the stream up to its end; what follows is not looked at
 * @throws InflateError for damaged data
 */
export function* inflateStream(next: () => Uint8Array | undefined): Generator<Uint8Array, number> {
  const inflater = new Inflater(next);
  for (let isLast = false; !isLast;) {
    isLast = inflater.startBlock();
    for (let isEnd = false; !isEnd;) {
      isEnd = inflater.run();
      if (inflater.isFull) yield inflater.takePiece();
    }
  }
  yield inflater.takePiece();
  return inflater.consumed();
}

class Inflater {
  private input: Uint8Array = new Uint8Array(0);
  private at = 0;
  private read = 0;
  private bits = 0;
  private count = 0;
  /** History, and behind it what has not been taken. */
  private readonly output = new Uint8Array(history + pieceSize + maxMatch);
  private written = 0;
  private taken = 0;
  /** Bytes left of a stored block; -1 in a compressed one. */
  private stored = -1;
  private symbols: Table = fixedSymbols;
  private distances: Table = fixedDistances;

  constructor(private readonly next: () => Uint8Array | undefined) {}

  /** Bytes used, the bits of the last one counting as all of it. */
  consumed(): number {
    return this.read - (this.input.length - this.at) - (this.count >> 3);
  }

  /** Whether a piece has to be taken before `run`. */
  get isFull(): boolean {
    return this.written >= history + pieceSize;
  }

  /** What was written since the last time. */
  takePiece(): Uint8Array {
    const piece = this.output.subarray(this.taken, this.written);
    this.taken = this.written;
    return piece;
  }

  /** Reads the head of a block; returns whether it is the last. */
  startBlock(): boolean {
    const isLast = this.take(1) === 1;
    const type = this.take(2);
    this.stored = -1;
    if (type === 0) this.startStored();
    else if (type === 1) [this.symbols, this.distances] = [fixedSymbols, fixedDistances];
    else if (type === 2) this.readTables();
    else throw new InflateError("no such kind of block");
    return isLast;
  }

  /** Goes on with the block, until its end, which it returns as true, or until a piece is full. */
  run(): boolean {
    if (this.isFull) {
      this.output.copyWithin(0, this.written - history, this.written);
      this.written = this.taken = history;
    }
    return this.stored >= 0 ? this.copyStored() : this.runCompressed();
  }

  private runCompressed(): boolean {
    while (!this.isFull) {
      if (this.at < this.input.length - maxSymbolBytes) {
        if (this.runInside()) return true;
        continue;
      }
      const symbol = this.symbol(this.symbols);
      if (symbol === 256) return true;
      if (symbol < 256) this.output[this.written++] = symbol;
      else {
        const length = lengthBase[checked(symbol - 257, 28)] + this.take(lengthBits[symbol - 257]);
        const place = checked(this.symbol(this.distances), 29);
        this.copyMatch(length, distanceBase[place] + this.take(distanceBits[place]));
      }
    }
    return false;
  }

  /** As `runCompressed`, where the input cannot end, and so faster: true at the end of the block. */
  private runInside(): boolean {
    const { output, input } = this;
    const { entries: symbols, mask: symbolMask } = this.symbols;
    const { entries: distances, mask: distanceMask } = this.distances;
    const last = input.length - maxSymbolBytes;
    const longest = maxCodeLength;
    let { at, bits, count, written } = this;
    let isEnd = false;
    while (written < history + pieceSize && at < last) {
      for (; count < longest; count += 8) bits |= input[at++] << count;
      let entry = symbols[bits & symbolMask];
      bits >>>= entry & 15;
      count -= entry & 15;
      const symbol = entry >> 4;
      if (symbol < 256) {
        if (entry === 0) throw new InflateError("no such code");
        output[written++] = symbol;
        continue;
      }
      if (symbol === 256) {
        isEnd = true;
        break;
      }
      const lengthPlace = checked(symbol - 257, 28);
      let extra = lengthBits[lengthPlace];
      for (; count < extra; count += 8) bits |= input[at++] << count;
      const length = lengthBase[lengthPlace] + (bits & ((1 << extra) - 1));
      bits >>>= extra;
      count -= extra;
      for (; count < longest; count += 8) bits |= input[at++] << count;
      entry = distances[bits & distanceMask];
      if (entry === 0) throw new InflateError("no such code");
      bits >>>= entry & 15;
      count -= entry & 15;
      const place = checked(entry >> 4, 29);
      extra = distanceBits[place];
      for (; count < extra; count += 8) bits |= input[at++] << count;
      const distance = distanceBase[place] + (bits & ((1 << extra) - 1));
      bits >>>= extra;
      count -= extra;
      if (distance > written) throw new InflateError("a match starts before the data");
      for (let from = written - distance, end = written + length; written < end;) output[written++] = output[from++];
    }
    this.at = at;
    this.bits = bits;
    this.count = count;
    this.written = written;
    return isEnd;
  }

  private copyMatch(length: number, distance: number): void {
    if (distance > this.written) throw new InflateError("a match starts before the data");
    for (let i = 0; i < length; i++, this.written++) this.output[this.written] = this.output[this.written - distance];
  }

  private startStored(): void {
    this.take(this.count & 7);
    const length = this.take(16);
    if (this.take(16) !== (length ^ 0xffff)) throw new InflateError("a stored block is damaged");
    this.stored = length;
  }

  private copyStored(): boolean {
    while (this.stored > 0 && this.written < history + pieceSize) {
      if (this.count > 0) {
        this.output[this.written++] = this.take(8);
        this.stored--;
        continue;
      }
      if (!this.load()) throw new InflateError("it ends too early");
      const room = history + pieceSize - this.written;
      const bytes = this.input.subarray(this.at, this.at + Math.min(this.stored, room));
      this.output.set(bytes, this.written);
      this.written += bytes.length;
      this.at += bytes.length;
      this.stored -= bytes.length;
    }
    return this.stored === 0;
  }

  private readTables(): void {
    const symbols = this.take(5) + 257;
    const distances = this.take(5) + 1;
    const count = this.take(4) + 4;
    if (symbols > 286 || distances > 30) throw new InflateError("too many codes");
    const lengths = new Uint8Array(320);
    for (let i = 0; i < count; i++) lengths[codeOrder[i]] = this.take(3);
    const codes = makeTable(lengths.slice(0, 19), "whole");
    lengths.fill(0);
    for (let i = 0; i < symbols + distances;) {
      const code = this.symbol(codes);
      if (code < 16) {
        lengths[i++] = code;
        continue;
      }
      if (code === 16 && i === 0) throw new InflateError("nothing to repeat");
      const value = code === 16 ? lengths[i - 1] : 0;
      const times = code === 16 ? 3 + this.take(2) : code === 17 ? 3 + this.take(3) : 11 + this.take(7);
      if (i + times > symbols + distances) throw new InflateError("too many codes");
      lengths.fill(value, i, i + times);
      i += times;
    }
    if (lengths[256] === 0) throw new InflateError("a block has no end");
    this.symbols = makeTable(lengths.slice(0, symbols), "one");
    this.distances = makeTable(lengths.slice(symbols, symbols + distances), "one");
  }

  private symbol({ entries, mask }: Table): number {
    while (this.count < maxCodeLength && this.load()) this.fill();
    const entry = entries[this.bits & mask];
    const used = entry & 15;
    if (used === 0) throw new InflateError("no such code");
    if (used > this.count) throw new InflateError("it ends too early");
    this.bits >>>= used;
    this.count -= used;
    return entry >> 4;
  }

  /** At most 16 bits, the first the lowest. */
  private take(count: number): number {
    while (this.count < count) {
      if (!this.load()) throw new InflateError("it ends too early");
      this.fill();
    }
    const value = this.bits & ((1 << count) - 1);
    this.bits >>>= count;
    this.count -= count;
    return value;
  }

  private fill(): void {
    this.bits |= this.input[this.at++] << this.count;
    this.count += 8;
  }

  private load(): boolean {
    while (this.at >= this.input.length) {
      const input = this.next();
      if (input === undefined) return false;
      this.input = input;
      this.read += input.length;
      this.at = 0;
    }
    return true;
  }
}

function checked(place: number, highest: number): number {
  if (place > highest) throw new InflateError("no such length or distance");
  return place;
}
