/**
 * Decodes bzip2, block by block. The libraries for it loop without end on some damaged blocks and cannot stop after
 * the first one, which is all that naming an sdist takes; so it is done here, with every loop bounded.
 * Format: "BZIP2: Format Specification", Joe Tsai, 2016.
 */

import { spend, Weight } from "./effort";
import { Bits, Bzip2Error, Code, maxCodeLength, maxSymbols } from "./bzip2-bits";

const groupSize = 50;
const chunkSize = 64 << 10;

/**
 * The decoded first bytes of a file, at most `length`; undefined when its first block is damaged.
 * @param next The next bytes of the file; undefined at its end.
 */
export function firstBlock(next: () => Uint8Array | undefined, length: number): Uint8Array | undefined {
  const output = new Uint8Array(length);
  let size = 0;
  try {
    for (const piece of decodeBzip2(next)) {
      if (piece.length === 0) return output.subarray(0, size);
      const rest = piece.subarray(0, length - size);
      output.set(rest, size);
      size += rest.length;
    }
  } catch (error) {
    if (!(error instanceof Bzip2Error)) throw error;
  }
  return undefined;
}

/**
 * Decodes a file: pieces of at most 64 KiB, each valid until the next, and an empty one at the end of each block, when
 * its checksum was right. Bytes after the last stream are ignored, as Python ignores them.
 * @param next The next bytes of the file; undefined at its end.
 * @throws Bzip2Error for damaged data
 */
export function* decodeBzip2(next: () => Uint8Array | undefined): Generator<Uint8Array> {
  const bits = new Bits(next);
  const output = new Uint8Array(chunkSize);
  for (let stream = 0; ; stream++) {
    if (bits.read(8) !== 0x42 || bits.read(8) !== 0x5a || bits.read(8) !== 0x68) throw new Bzip2Error("not bzip2");
    const level = bits.read(8) - 0x30;
    if (level < 1 || level > 9) throw new Bzip2Error("not bzip2");
    const block = new Block(bits, level * 100_000);
    let combined = 0;
    while (isBlockNext(bits)) {
      const expected = bits.read32();
      block.read();
      for (let length; (length = block.write(output)) > 0;) {
        spend(length * Weight.parse);
        yield output.subarray(0, length);
      }
      if (block.crc !== expected) throw new Bzip2Error("the checksum of a block is wrong");
      combined = (((combined << 1) | (combined >>> 31)) ^ expected) >>> 0;
      yield output.subarray(0, 0);
    }
    if (bits.read32() !== combined) throw new Bzip2Error("the checksum is wrong");
    if (!bits.alignTo(0x42)) return;
  }
}

/** Whether a block follows; if not, the end of the stream does. */
function isBlockNext(bits: Bits): boolean {
  const high = bits.read(24);
  const low = bits.read(24);
  if (high === 0x314159 && low === 0x265359) return true;
  if (high === 0x177245 && low === 0x385090) return false;
  throw new Bzip2Error("neither a block nor the end");
}

/** One block: its symbols are decoded by `read`, turned back into bytes by `write`. */
class Block {
  /** Of what `write` gave so far. */
  crc = 0;
  /** Low byte: the transformed bytes; above it: the position of the next byte. */
  private readonly links: Uint32Array;
  private left = 0;
  private link = 0;
  private previous = -1;
  private run = 0;
  private repeat = 0;

  constructor(
    private readonly bits: Bits,
    private readonly maxSize: number,
  ) {
    this.links = new Uint32Array(maxSize);
  }

  read(): void {
    const { bits, links } = this;
    if (bits.read(1) !== 0) throw new Bzip2Error("randomised blocks are not supported");
    const origin = bits.read(24);
    const front = this.readAlphabet();
    const end = front.length + 1;
    const { codes, selectors } = this.readCodes(front.length + 2);
    const counts = new Uint32Array(256);
    let size = 0;
    let run = 0;
    let weight = 1;
    let code: Code | undefined;
    for (let group = 0, left = 0; ; left--) {
      if (left === 0) {
        const selector = selectors[group++];
        code = selector === undefined ? undefined : codes[selector];
        left = groupSize;
      }
      if (code === undefined) throw new Bzip2Error("too many symbols");
      const symbol = code.read(bits);
      if (symbol <= 1) {
        run += weight << symbol;
        weight *= 2;
        if (run > this.maxSize) throw new Bzip2Error("a run is too long");
        continue;
      }
      if (size + run + (symbol === end ? 0 : 1) > this.maxSize) throw new Bzip2Error("a block is too large");
      if (run > 0) {
        const byte = front[0] ?? 0;
        counts[byte] = (counts[byte] ?? 0) + run;
        links.fill(byte, size, size + run);
        size += run;
        run = 0;
        weight = 1;
      }
      if (symbol === end) break;
      if ((size & 0xfff) === 0) spend(0x1000 * Weight.bzip2);
      const byte = front[symbol - 1] ?? 0;
      front.copyWithin(1, 0, symbol - 1);
      front[0] = byte;
      counts[byte] = (counts[byte] ?? 0) + 1;
      links[size++] = byte;
    }
    if (origin >= size) throw new Bzip2Error("a block starts outside itself");
    spend(size * Weight.bzip2);
    this.invert(counts, size);
    this.left = size;
    this.link = (links[origin] ?? 0) >>> 8;
    this.crc = 0;
    this.previous = -1;
    this.run = 0;
    this.repeat = 0;
  }

  /** The bytes that occur, in order: a bit for each sixteen, and a bit for each of those. */
  private readAlphabet(): Uint8Array {
    const used: number[] = [];
    const ranges = this.bits.read(16);
    for (let range = 0; range < 16; range++) {
      if ((ranges & (0x8000 >> range)) === 0) continue;
      const bytes = this.bits.read(16);
      for (let i = 0; i < 16; i++) if ((bytes & (0x8000 >> i)) !== 0) used.push(range * 16 + i);
    }
    if (used.length === 0) throw new Bzip2Error("a block without bytes");
    return Uint8Array.from(used);
  }

  /** The Huffman codes of a block, and which of them each group of 50 symbols uses. */
  private readCodes(symbols: number): { codes: Code[]; selectors: Uint8Array } {
    const { bits } = this;
    const count = bits.read(3);
    const selectors = new Uint8Array(bits.read(15));
    if (count < 2 || count > 6 || selectors.length === 0) throw new Bzip2Error("a block without codes");
    const front = [0, 1, 2, 3, 4, 5].slice(0, count);
    for (let i = 0; i < selectors.length; i++) {
      let place = 0;
      while (bits.read(1) === 1) if (++place >= count) throw new Bzip2Error("no such code");
      front.unshift(...front.splice(place, 1));
      selectors[i] = front[0] ?? 0;
    }
    const codes: Code[] = [];
    const lengths = new Uint8Array(maxSymbols);
    for (let i = 0; i < count; i++) {
      let length = bits.read(5);
      for (let symbol = 0; symbol < symbols; symbol++) {
        while (bits.read(1) === 1) length += bits.read(1) === 0 ? 1 : -1;
        if (length < 1 || length > maxCodeLength) throw new Bzip2Error("a code is too long");
        lengths[symbol] = length;
      }
      codes.push(new Code(lengths, symbols));
    }
    return { codes, selectors };
  }

  /** Undoes the Burrows-Wheeler transform: links each byte to the one after it. */
  private invert(counts: Uint32Array, size: number): void {
    const { links } = this;
    for (let byte = 0, sum = 0; byte < 256; byte++) {
      const count = counts[byte] ?? 0;
      counts[byte] = sum;
      sum += count;
    }
    for (let i = 0; i < size; i++) {
      const byte = (links[i] ?? 0) & 0xff;
      const place = counts[byte] ?? 0;
      counts[byte] = place + 1;
      links[place] = (links[place] ?? 0) | (i << 8);
    }
  }

  /** Writes the next bytes of the block; returns how many, 0 at its end. Four equal bytes are followed by a count. */
  write(output: Uint8Array): number {
    let { left, link, previous, run, repeat } = this;
    const { links } = this;
    let crc = ~this.crc;
    let size = 0;
    while (size < output.length && (repeat > 0 || left > 0)) {
      if (repeat > 0) {
        repeat--;
      } else {
        link = links[link] ?? 0;
        const byte = link & 0xff;
        link >>>= 8;
        left--;
        if (run === 4) {
          repeat = byte;
          run = 0;
          // What the count repeats does not start a run of its own, but equal bytes after it do.
          continue;
        }
        run = byte === previous ? run + 1 : 1;
        previous = byte;
      }
      output[size++] = previous;
      crc = (crc << 8) ^ (crcTable[(crc >>> 24) ^ previous] ?? 0);
    }
    this.left = left;
    this.link = link;
    this.previous = previous;
    this.run = run;
    this.repeat = repeat;
    this.crc = ~crc >>> 0;
    return size;
  }
}

/** CRC-32 with the highest bit first: not the one of zip and gzip. */
const crcTable = Int32Array.from({ length: 256 }, (_, byte) => {
  let crc = byte << 24;
  for (let i = 0; i < 8; i++) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  return crc;
});
