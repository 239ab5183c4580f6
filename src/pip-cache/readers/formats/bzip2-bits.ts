/** What bzip2 is read with: single bits, and Huffman codes of them. */

import { byteAt } from "./bytes";

export const maxCodeLength = 20;
export const maxSymbols = 258;

/** Thrown while decoding; what it says is for a person. */
export class Bzip2Error extends Error {}

/** Reads bits, the highest of each byte first. */
export class Bits {
  private input: Uint8Array = new Uint8Array(0);
  private at = 0;
  private buffer = 0;
  private count = 0;

  constructor(private readonly next: () => Uint8Array | undefined) {}

  /** At most 24 bits. */
  read(count: number): number {
    while (this.count < count) this.fill();
    this.count -= count;
    return (this.buffer >>> this.count) & ((1 << count) - 1);
  }

  read32(): number {
    return (this.read(16) * 0x10000 + this.read(16)) >>> 0;
  }

  /** Goes to the next whole byte; false when the file ends there, or another byte than `expected` follows. */
  alignTo(expected: number): boolean {
    this.count -= this.count & 7;
    if (this.count === 0 && !this.load()) return false;
    const byte = this.count > 0 ? (this.buffer >>> (this.count - 8)) & 0xff : byteAt(this.input, this.at);
    return byte === expected;
  }

  private fill(): void {
    if (!this.load()) throw new Bzip2Error("the file ends too early");
    this.buffer = (this.buffer << 8) | byteAt(this.input, this.at++);
    this.count += 8;
  }

  private load(): boolean {
    while (this.at >= this.input.length) {
      const input = this.next();
      if (input === undefined) return false;
      this.input = input;
      this.at = 0;
    }
    return true;
  }
}

/** A canonical Huffman code, decoded by comparing with the last code of each length. */
export class Code {
  /** Of each length: the last code, or -1; and what to add to a code to get its place in `symbols`. */
  private readonly last = new Int32Array(maxCodeLength + 1).fill(-1);
  private readonly shift = new Int32Array(maxCodeLength + 1);
  private readonly symbols = new Uint16Array(maxSymbols);
  private shortest = maxCodeLength;

  constructor(lengths: Uint8Array, count: number) {
    let code = 0;
    let place = 0;
    for (let length = 1; length <= maxCodeLength; length++, code <<= 1) {
      this.shift[length] = place - code;
      const before = place;
      for (let symbol = 0; symbol < count; symbol++) if (lengths[symbol] === length) this.symbols[place++] = symbol;
      code += place - before;
      if (code > 1 << length) throw new Bzip2Error("a code has too many symbols");
      if (place === before) continue;
      this.last[length] = code - 1;
      this.shortest = Math.min(this.shortest, length);
    }
  }

  read(bits: Bits): number {
    let code = bits.read(this.shortest);
    for (let length = this.shortest; ; code = (code << 1) | bits.read(1)) {
      if (code <= (this.last[length] ?? 0)) return this.symbols[code + (this.shift[length] ?? 0)] ?? 0;
      if (++length > maxCodeLength) throw new Bzip2Error("no such code");
    }
  }
}
