/**
 * A cursor over MessagePack in a file: pip stores responses in it, with bodies of gigabytes between the few hundred
 * bytes that matter. It reads small windows, steps over everything else, and never builds objects.
 * Format: the MessagePack specification, github.com/msgpack/msgpack/blob/master/spec.md.
 */

import { asBuffer, type Body } from "./body";
import { byteAt } from "./bytes";

/** Bytes read at a time. */
export const windowSize = 4096;
/** No header of a real response came near it. */
const maxWindows = 16;

/** Thrown by a cursor, and only inside this folder. One object, made once: throwing it costs no stack trace. */
export const malformed = new Error("not the expected MessagePack");
/** As `malformed`, where there is more of it than is looked at: nothing says that it is wrong. */
export const tooManyValues = new Error("more than is looked at");
/** As `malformed`, where the file ends before the value does. */
export const cutShort = new Error("the file ends inside a value");

export class Cursor {
  private start = 0;
  private windows = 1;

  /** Starts at byte `at` of `window`, which is the start of the file. */
  constructor(
    private readonly file: Body,
    private window: Buffer,
    private at: number,
  ) {}

  /** Of the next byte, in the file; exact up to 2^53. */
  get position(): number {
    return this.start + this.at;
  }

  get atEnd(): boolean {
    return this.position === this.file.size;
  }

  /** Steps over bytes, which need not be in the window. */
  advance(count: number): void {
    this.at += count;
    if (this.at > this.window.length && this.position > this.file.size) throw cutShort;
  }

  byte(): number {
    if (this.at >= this.window.length) this.refill(1);
    return byteAt(this.window, this.at++);
  }

  /** An unsigned big-endian integer of 1, 2, 4 or 8 bytes. */
  private unsigned(bytes: number): number {
    this.ensure(bytes);
    let value = 0;
    for (let i = 0; i < bytes; i++) value = value * 256 + byteAt(this.window, this.at++);
    return value;
  }

  /** Pairs of the map that starts here; -1, and nothing consumed, when it is another type. */
  mapSize(): number {
    const type = this.byte();
    if (type >= 0x80 && type <= 0x8f) return type & 0x0f;
    if (type === 0xde) return this.unsigned(2);
    if (type === 0xdf) return this.unsigned(4);
    this.at--;
    return -1;
  }

  /** Bytes of the string or byte string that starts here; -1, and nothing consumed, when it is another type. */
  textLength(): number {
    const type = this.byte();
    if (type >= 0xa0 && type <= 0xbf) return type & 0x1f;
    if (type === 0xd9 || type === 0xc4) return this.unsigned(1);
    if (type === 0xda || type === 0xc5) return this.unsigned(2);
    if (type === 0xdb || type === 0xc6) return this.unsigned(4);
    this.at--;
    return -1;
  }

  /** The next `length` bytes as text; what is not UTF-8 becomes U+FFFD. */
  text(length: number): string {
    this.ensure(length);
    const from = this.at;
    this.at += length;
    for (let i = from; i < this.at; i++) {
      if (byteAt(this.window, i) >= 0x80) return this.window.toString("utf8", from, this.at);
    }
    return this.window.toString("latin1", from, this.at);
  }

  /** Which of `names` (lower-case ASCII) the next `length` bytes spell, in any case; consumes them. */
  match(names: readonly { name: string; bytes: Uint8Array }[], length: number): string | undefined {
    this.ensure(length);
    const from = this.at;
    this.at += length;
    next: for (const { name, bytes } of names) {
      for (let i = 0; i < length; i++) {
        const byte = byteAt(this.window, from + i);
        const lower = byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
        if (lower !== bytes[i]) continue next;
      }
      return name;
    }
    return undefined;
  }

  /** A small non-negative integer, or -1 when the value, which is consumed, is anything else. */
  integer(): number {
    const type = this.byte();
    if (type <= 0x7f) return type;
    if (type >= 0xcc && type <= 0xcf) return this.unsigned(1 << (type - 0xcc));
    this.at--;
    this.skip();
    return -1;
  }

  /** Steps over one value of any type, however deep it is nested. */
  skip(): void {
    for (let pending = 1; pending > 0; pending--) {
      const text = this.textLength();
      if (text >= 0) {
        this.advance(text);
        continue;
      }
      const type = this.byte();
      if (type <= 0x7f || type >= 0xe0 || type === 0xc0 || type === 0xc2 || type === 0xc3) continue;
      if (type <= 0x8f) pending += 2 * (type & 0x0f);
      else if (type <= 0x9f) pending += type & 0x0f;
      else if (type >= 0xc7 && type <= 0xc9) this.advance(this.unsigned(1 << (type - 0xc7)) + 1);
      else if (type === 0xca) this.advance(4);
      else if (type === 0xcb) this.advance(8);
      else if (type >= 0xcc && type <= 0xcf) this.advance(1 << (type - 0xcc));
      else if (type >= 0xd0 && type <= 0xd3) this.advance(1 << (type - 0xd0));
      else if (type >= 0xd4 && type <= 0xd8) this.advance((1 << (type - 0xd4)) + 1);
      else if (type === 0xdc || type === 0xdd) pending += this.unsigned(type === 0xdc ? 2 : 4);
      else if (type === 0xde || type === 0xdf) pending += 2 * this.unsigned(type === 0xde ? 2 : 4);
      else throw malformed;
    }
  }

  private ensure(count: number): void {
    if (this.at + count > this.window.length) this.refill(count);
  }

  private refill(count: number): void {
    const position = this.position;
    if (position + count > this.file.size) throw cutShort;
    if (count > windowSize || ++this.windows > maxWindows) throw tooManyValues;
    this.window = asBuffer(this.file.read(position, windowSize));
    if (this.window.length < count) throw cutShort;
    this.start = position;
    this.at = 0;
  }
}
