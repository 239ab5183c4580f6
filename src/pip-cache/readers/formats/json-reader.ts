/**
 * Reads JSON from bytes without building it: an index page is megabytes of it, of which a few strings are wanted, and
 * of a page's start the end is missing.
 */

import { byteAt, isSpace } from "./bytes";

/**
 * A reader over JSON text, which may be cut off anywhere: at its end, or where it is no JSON, every loop ends.
 * What a callback does not read is skipped.
 */
export class JsonReader {
  /** Whether the text ended, or was no JSON, inside a value. */
  ended = false;
  private at = 0;

  constructor(private readonly bytes: Buffer) {
    if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) this.at = 3;
  }

  /** Ends every loop, as if the text ended here. */
  stop(): void {
    this.ended = true;
  }

  /** Reads an object, calling `onKey` where each value starts; false, and the value skipped, when it is none. */
  object(onKey: (key: string) => void): boolean {
    if (!this.enter(0x7b)) return false;
    while (!this.leave(0x7d)) {
      const key = this.string();
      if (key === undefined || this.peek() !== 0x3a) this.ended = true;
      this.at++;
      if (this.ended || key === undefined) return true;
      const before = this.at;
      onKey(key);
      if (this.at === before) this.skip();
    }
    return true;
  }

  /** Reads an array, calling `onItem` where each item starts; false, and the value skipped, when it is none. */
  array(onItem: () => void): boolean {
    if (!this.enter(0x5b)) return false;
    while (!this.leave(0x5d)) {
      const before = this.at;
      onItem();
      if (this.at === before) this.skip();
    }
    return true;
  }

  /** Reads a string; undefined, and the value skipped, when it is none, or is cut off. */
  string(): string | undefined {
    if (this.peek() !== 0x22) {
      this.skip();
      return undefined;
    }
    const start = this.at;
    if (!this.skipString()) return undefined;
    const text = this.bytes.toString("utf8", start + 1, this.at - 1);
    if (!text.includes("\\")) return text;
    try {
      return JSON.parse(`"${text}"`) as string;
    } catch {
      return undefined;
    }
  }

  /** Reads `true`, `false`, a number or `null`; undefined, and the value skipped, for anything else. */
  literal(): string | undefined {
    const first = this.peek();
    const start = this.at;
    this.skip();
    if (first === 0x22 || first === 0x7b || first === 0x5b || this.ended) return undefined;
    return this.bytes.toString("latin1", start, this.at);
  }

  /** Steps over a value, however deep it is nested. */
  skip(): void {
    let depth = 0;
    do {
      const byte = this.peek();
      if (this.ended) return;
      if (byte === 0x22) {
        if (!this.skipString()) return;
      } else if (byte === 0x7b || byte === 0x5b) {
        depth++;
        this.at++;
      } else if (byte === 0x7d || byte === 0x5d) {
        if (--depth < 0) this.ended = true;
        this.at++;
      } else if (byte === 0x2c || byte === 0x3a) {
        if (depth === 0) this.ended = true;
        this.at++;
      } else {
        this.skipLiteral();
      }
    } while (depth > 0 && !this.ended);
  }

  /** What the next value starts with; 0 at the end. */
  peek(): number {
    const { bytes } = this;
    let at = this.at;
    while (at < bytes.length && isSpace(byteAt(bytes, at))) at++;
    this.at = at;
    if (at < bytes.length) return byteAt(bytes, at);
    this.ended = true;
    return 0;
  }

  private enter(open: number): boolean {
    if (this.peek() === open) {
      this.at++;
      return true;
    }
    this.skip();
    return false;
  }

  /** Whether the object or array ends here; steps over its end, or over the comma before the next item. */
  private leave(close: number): boolean {
    let byte = this.peek();
    if (byte === 0x2c) {
      this.at++;
      byte = this.peek();
    }
    if (this.ended) return true;
    if (byte !== close) return false;
    this.at++;
    return true;
  }

  private skipString(): boolean {
    const { bytes } = this;
    for (let at = this.at + 1; at < bytes.length; at++) {
      if (bytes[at] === 0x5c) at++;
      else if (bytes[at] === 0x22) {
        this.at = at + 1;
        return true;
      }
    }
    this.ended = true;
    return false;
  }

  private skipLiteral(): void {
    const { bytes } = this;
    const start = this.at;
    let at = start;
    for (; at < bytes.length; at++) {
      const byte = byteAt(bytes, at);
      const isPart = (byte >= 0x30 && byte <= 0x39) || (byte >= 0x61 && byte <= 0x7a) || byte === 0x45;
      if (!isPart && byte !== 0x2d && byte !== 0x2b && byte !== 0x2e) break;
    }
    this.at = at;
    if (at === start || at === bytes.length) this.ended = true;
  }
}
