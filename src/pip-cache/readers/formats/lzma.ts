/**
 * Decodes LZMA and LZMA2 as they come. The libraries for it decode all or nothing, or are WebAssembly larger than all
 * readers together; naming an archive takes its first bytes, of data that may be cut off, within bounds.
 * Source: the specification in the LZMA SDK (`lzma-specification.txt`, `LzmaSpec.cpp`), public domain.
 */

import { byteAt } from "./bytes";
import { spend, Weight } from "./effort";

export class LzmaError extends Error {}
/** The data ends before it should; all that came out before is right as far as can be told. */
export class LzmaCutShort extends LzmaError {}

/** It is packed in a way that is not read here: nothing can be said of it. */
export class LzmaUnsupported extends LzmaError {}

/** The next bytes, valid until it is called again; undefined at the end. */
export type Next = () => Uint8Array | undefined;

/** All of the bytes at once, as the next and last. */
export function once(bytes: Uint8Array): Next {
  let given = false;
  return () => {
    if (given) return undefined;
    given = true;
    return bytes;
  };
}

/** Compressed bytes, taken one by one. */
export class ByteSource {
  /** Bytes taken so far. */
  taken = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  #at = 0;

  constructor(private readonly next: Next) {}

  get ended(): boolean {
    while (this.#at === this.#bytes.length) {
      const bytes = this.next();
      if (bytes === undefined) return true;
      this.#bytes = bytes;
      this.#at = 0;
    }
    return false;
  }

  byte(): number {
    if (this.#at === this.#bytes.length && this.ended) throw new LzmaCutShort("it is cut short");
    this.taken++;
    return byteAt(this.#bytes, this.#at++);
  }

  bytes(length: number): Buffer {
    const bytes = Buffer.alloc(length);
    for (let i = 0; i < length; i++) bytes[i] = this.byte();
    return bytes;
  }
}

// Where the probabilities of each kind begin.
const isMatch = 0;
const isRep = 192;
const isRepG0 = 204;
const isRepG1 = 216;
const isRepG2 = 228;
const isRep0Long = 240;
const slots = 432;
const positions = 688;
const align = 816;
const matchLength = 832;
const repLength = 1346;
const literals = 1860;
const even = 1024;

const sliceSize = 32 << 10;
/** What Python and xz use at most by themselves. */
const maxWindow = 64 << 20;

export interface LzmaBounds {
  /** Bytes that come out at most, where that is known: the window need not be larger. */
  size?: number;
}

class Decoder {
  readonly #window: Uint8Array;
  #position = 0;
  /** Bytes since the dictionary began anew. */
  #total = 0;
  #probabilities = new Uint16Array(0);
  /** Range and code. */
  readonly #range = new Uint32Array(2);
  #literalContext = 0;
  #literalMask = 0;
  #positionMask = 0;
  #state = 0;
  readonly #reps = new Uint32Array(4);
  /** What is left to copy of a match. */
  #pending = 0;
  /** Whether the mark of the end was met. */
  ended = false;

  constructor(
    private readonly source: ByteSource,
    dictionary: number,
    { size = Infinity }: LzmaBounds,
  ) {
    const window = Math.min(Math.max(dictionary, 4096), size);
    if (window > maxWindow) throw new LzmaUnsupported("its window is too large");
    this.#window = new Uint8Array(Math.max(window, 1));
  }

  setProperties(byte: number, most: number): void {
    const lc = byte % 9;
    const lp = Math.floor(byte / 9) % 5;
    const pb = Math.floor(byte / 45);
    if (pb > 4 || lc + lp > most) throw new LzmaError("its properties are damaged");
    this.#literalContext = lc;
    this.#literalMask = (1 << lp) - 1;
    this.#positionMask = (1 << pb) - 1;
    this.#probabilities = new Uint16Array(literals + (0x300 << (lc + lp)));
  }

  resetDictionary(): void {
    this.#total = 0;
  }

  resetState(): void {
    this.#probabilities.fill(even);
    this.#state = 0;
    this.#reps.fill(0);
    this.#pending = 0;
  }

  /** Whether all that was packed has come out, as it has at the end of a chunk. */
  get isFinished(): boolean {
    return this.#range[1] === 0;
  }

  startRange(): void {
    if (this.source.byte() !== 0) throw new LzmaError("it is damaged");
    this.#range[0] = 0xffffffff;
    this.#range[1] = this.source.bytes(4).readUInt32BE(0);
  }

  /** Decodes `count` bytes, or to the mark of the end: pieces of at most 32 KiB, each valid until the next. */
  *decode(count: number): Generator<Uint8Array> {
    yield* this.#fill(count, (end) => this.#decodeTo(end));
    if (this.#pending > 0) throw new LzmaError("it is damaged");
  }

  /** Takes `count` bytes as they are. */
  *copy(count: number): Generator<Uint8Array> {
    yield* this.#fill(count, (end) => {
      while (this.#position < end) this.#put(this.source.byte());
    });
  }

  *#fill(count: number, fillTo: (end: number) => void): Generator<Uint8Array> {
    for (let left = count; left > 0 && !this.ended;) {
      if (this.#position === this.#window.length) this.#position = 0;
      const start = this.#position;
      const slice = Math.min(left, sliceSize, this.#window.length - start);
      spend(slice * Weight.lzma);
      let cutShort: unknown;
      try {
        fillTo(start + slice);
      } catch (error) {
        if (!(error instanceof LzmaCutShort)) throw error;
        cutShort = error;
      }
      if (this.#position > start) yield this.#window.subarray(start, this.#position);
      if (cutShort !== undefined) throw cutShort;
      left -= this.#position - start;
    }
  }

  #put(byte: number): void {
    this.#window[this.#position++] = byte;
    this.#total++;
  }

  #byteBefore(distance: number): number {
    const at = this.#position - distance - 1;
    return byteAt(this.#window, at < 0 ? at + this.#window.length : at);
  }

  #decodeTo(end: number): void {
    const reps = this.#reps;
    while (this.#position < end) {
      if (this.#pending > 0) {
        const distance = reps[0] ?? 0;
        for (; this.#pending > 0 && this.#position < end; this.#pending--) this.#put(this.#byteBefore(distance));
        continue;
      }
      const state = this.#state;
      const positionState = this.#total & this.#positionMask;
      if (this.#bit(isMatch + (state << 4) + positionState) === 0) {
        this.#literal();
        continue;
      }
      if (this.#bit(isRep + state) === 0) {
        reps[3] = reps[2] ?? 0;
        reps[2] = reps[1] ?? 0;
        reps[1] = reps[0] ?? 0;
        const length = this.#length(matchLength, positionState);
        this.#state = state < 7 ? 7 : 10;
        reps[0] = this.#distance(length);
        if (reps[0] === 0xffffffff) {
          this.ended = true;
          return;
        }
        this.#pending = length + 2;
      } else {
        const isSingle =
          this.#bit(isRepG0 + state) === 0
            ? this.#bit(isRep0Long + (state << 4) + positionState) === 0
            : (this.#rotate(state), false);
        this.#pending = isSingle ? 1 : this.#length(repLength, positionState) + 2;
        this.#state = isSingle ? (state < 7 ? 9 : 11) : state < 7 ? 8 : 11;
      }
      if ((reps[0] ?? 0) >= Math.min(this.#total, this.#window.length)) throw new LzmaError("it is damaged");
    }
  }

  /** Makes the second, third or fourth of the last distances the first. */
  #rotate(state: number): void {
    const reps = this.#reps;
    const which = this.#bit(isRepG1 + state) === 0 ? 1 : 2 + this.#bit(isRepG2 + state);
    const distance = reps[which] ?? 0;
    reps.copyWithin(1, 0, which);
    reps[0] = distance;
  }

  #literal(): void {
    const before = this.#total > 0 ? this.#byteBefore(0) : 0;
    const context =
      ((this.#total & this.#literalMask) << this.#literalContext) + (before >> (8 - this.#literalContext));
    const base = literals + 0x300 * context;
    let symbol = 1;
    if (this.#state >= 7) {
      let match = this.#byteBefore(this.#reps[0] ?? 0);
      do {
        const matchBit = (match >> 7) & 1;
        match <<= 1;
        const bit = this.#bit(base + ((1 + matchBit) << 8) + symbol);
        symbol = (symbol << 1) | bit;
        if (matchBit !== bit) break;
      } while (symbol < 0x100);
    }
    while (symbol < 0x100) symbol = (symbol << 1) | this.#bit(base + symbol);
    this.#put(symbol & 0xff);
    this.#state = this.#state < 4 ? 0 : this.#state < 10 ? this.#state - 3 : this.#state - 6;
  }

  #length(base: number, positionState: number): number {
    if (this.#bit(base) === 0) return this.#tree(base + 2 + (positionState << 3), 3);
    if (this.#bit(base + 1) === 0) return 8 + this.#tree(base + 130 + (positionState << 3), 3);
    return 16 + this.#tree(base + 258, 8);
  }

  #distance(length: number): number {
    const slot = this.#tree(slots + (Math.min(length, 3) << 6), 6);
    if (slot < 4) return slot;
    const directBits = (slot >> 1) - 1;
    const high = (2 | (slot & 1)) * 2 ** directBits;
    if (slot < 14) return high + this.#reverseTree(positions + high - slot, directBits);
    let direct = 0;
    for (let i = directBits - 4; i > 0; i--) direct = direct * 2 + this.#directBit();
    return high + direct * 16 + this.#reverseTree(align, 4);
  }

  #tree(base: number, bits: number): number {
    let symbol = 1;
    for (let i = 0; i < bits; i++) symbol = (symbol << 1) | this.#bit(base + symbol);
    return symbol - (1 << bits);
  }

  #reverseTree(base: number, bits: number): number {
    let symbol = 1;
    let value = 0;
    for (let i = 0; i < bits; i++) {
      const bit = this.#bit(base + symbol);
      symbol = (symbol << 1) | bit;
      value |= bit << i;
    }
    return value;
  }

  #bit(index: number): number {
    const range = this.#range;
    const probability = this.#probabilities[index] ?? 0;
    const width = range[0] ?? 0;
    const code = range[1] ?? 0;
    const bound = (width >>> 11) * probability;
    let bit = 0;
    if (code < bound) {
      range[0] = bound;
      this.#probabilities[index] = probability + ((2048 - probability) >> 5);
    } else {
      range[0] = width - bound;
      range[1] = code - bound;
      this.#probabilities[index] = probability - (probability >> 5);
      bit = 1;
    }
    if ((range[0] ?? 0) < 0x1000000) this.#normalize();
    return bit;
  }

  #directBit(): number {
    const range = this.#range;
    const width = (range[0] ?? 0) >>> 1;
    const code = range[1] ?? 0;
    const bit = code >= width ? 1 : 0;
    range[0] = width;
    if (bit === 1) range[1] = code - width;
    if (width < 0x1000000) this.#normalize();
    return bit;
  }

  #normalize(): void {
    const range = this.#range;
    range[0] = (range[0] ?? 0) << 8;
    range[1] = ((range[1] ?? 0) << 8) | this.source.byte();
  }
}

/**
 * Decodes LZMA without a head: pieces, each valid until the next.
 * @param properties five bytes: how it is packed, and the size of the dictionary
 * @param size bytes that come out; without it, all up to the mark of the end
 * @throws LzmaError for damaged data
 */
export function* decodeLzma(source: ByteSource, properties: Buffer, size = Infinity): Generator<Uint8Array> {
  const decoder = new Decoder(source, properties.readUInt32LE(1), { size });
  decoder.setProperties(byteAt(properties, 0), 12);
  decoder.resetState();
  decoder.startRange();
  yield* decoder.decode(size);
}

/**
 * Decodes LZMA2: pieces, each valid until the next.
 * @param dictionary bytes
 * @throws LzmaError for damaged data
 */
export function* decodeLzma2(source: ByteSource, dictionary: number, bounds: LzmaBounds = {}): Generator<Uint8Array> {
  const decoder = new Decoder(source, dictionary, bounds);
  let isReady = { dictionary: false, state: false };
  for (let control; (control = source.byte()) !== 0;) {
    const isPacked = control >= 0x80;
    const reset = isPacked ? (control >> 5) & 3 : control === 1 ? 3 : 0;
    if (!isPacked && control > 2) throw new LzmaError("it is damaged");
    if (reset === 3) {
      decoder.resetDictionary();
      isReady = { dictionary: true, state: false };
    }
    if (!isReady.dictionary) throw new LzmaError("it is damaged");
    const size = (isPacked ? (control & 0x1f) << 16 : 0) + source.bytes(2).readUInt16BE(0) + 1;
    if (!isPacked) {
      yield* decoder.copy(size);
      continue;
    }
    const packed = source.bytes(2).readUInt16BE(0) + 1;
    if (reset >= 2) {
      decoder.setProperties(source.byte(), 4);
      isReady.state = true;
    }
    if (!isReady.state) throw new LzmaError("it is damaged");
    if (reset >= 1) decoder.resetState();
    const end = source.taken + packed;
    decoder.startRange();
    yield* decoder.decode(size);
    if (source.taken !== end || decoder.ended || !decoder.isFinished) throw new LzmaError("it is damaged");
  }
}

/**
 * The first `length` bytes of what is decoded, fewer where the data ends before; undefined where it is damaged.
 * @param decode pieces, each valid until the next; an `LzmaCutShort` only ends them
 */
export function startOfDecoded(decode: () => Iterable<Uint8Array>, length: number): Buffer | undefined {
  const pieces: Buffer[] = [];
  let size = 0;
  try {
    for (const piece of decode()) {
      const rest = piece.subarray(0, length - size);
      pieces.push(Buffer.from(rest));
      size += rest.length;
      if (size === length) break;
    }
  } catch (error) {
    if (!(error instanceof LzmaError)) throw error;
    if (!(error instanceof LzmaCutShort)) return undefined;
  }
  return Buffer.concat(pieces, size);
}
