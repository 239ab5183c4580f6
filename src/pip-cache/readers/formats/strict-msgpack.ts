/**
 * MessagePack as the msgpack-python of every pip since 10 unpacks it (`raw=False`): whole, and nothing let pass. Where
 * a cursor is for naming, this is for saying whether pip can read a header at all. Long byte strings, such as bodies
 * of gigabytes, are stepped over.
 */

import { isUtf8 } from "node:buffer";
import { asBuffer, type Body } from "./body";

/** A byte string; only its length where it is too long to matter. */
export interface Bytes {
  type: "bytes";
  length: number;
  bytes?: Buffer;
}

/** An extension, a tuple to Python; of the code -1 a time. */
interface Extension {
  type: "extension";
}

/** A Python `dict`; of equal keys the last counts. */
export interface Dict {
  type: "dict";
  /** By keys that are text. */
  text: Map<string, Value>;
  /** By keys that are bytes, as latin-1. */
  bytes: Map<string, Value>;
  /** Whether other keys are among them, which only msgpack before 1.0 lets pass. */
  hasOtherKeys: boolean;
}

export type Value = null | boolean | number | string | Bytes | Extension | Dict | Value[];

export interface Unpacked {
  value: Value;
  /** Whether a map in it has a key that is neither text nor bytes: pip 20.1 and newer refuse that. */
  hasOtherKeys: boolean;
  /** Whether there is a time in it: pips before 20.1 refuse that. */
  hasTime: boolean;
}

/** Why it cannot be unpacked, in a few words a person can read. */
export class Malformed extends Error {}
/** There is more than is worth looking at: nothing can be said. */
export class TooMuch extends Error {}

const windowSize = 64 << 10;
/** A longer byte string, or text, is checked but not kept. */
const longest = 64 << 10;
/** A real response has some hundred. */
const maxValues = 100_000;
/** Python's own limit is 1,000 calls, some of them pip's. */
const deepest = 900;

/**
 * Unpacks what `file` holds from `position` to its end.
 * @throws Malformed, TooMuch, and what `file.read` throws
 */
export function unpack(file: Body, position: number): Unpacked {
  const unpacker = new Unpacker(file, position);
  const value = unpacker.value(0);
  if (!unpacker.atEnd) throw new Malformed("bytes follow it");
  return { value, hasOtherKeys: unpacker.hasOtherKeys, hasTime: unpacker.hasTime };
}

class Unpacker {
  hasOtherKeys = false;
  hasTime = false;
  #window: Buffer = Buffer.alloc(0);
  #start: number;
  #at = 0;
  #values = 0;

  constructor(
    private readonly file: Body,
    position: number,
  ) {
    this.#start = position;
  }

  get atEnd(): boolean {
    return this.#start + this.#at >= this.file.size;
  }

  value(depth: number): Value {
    if (++this.#values > maxValues) throw new TooMuch();
    if (depth > deepest) throw new Malformed("it is nested too deeply");
    const type = this.#unsigned(1);
    if (type <= 0x7f) return type;
    if (type >= 0xe0) return type - 0x100;
    if (type <= 0x8f) return this.#dict(type & 0x0f, depth);
    if (type <= 0x9f) return this.#list(type & 0x0f, depth);
    if (type <= 0xbf) return this.#text(type & 0x1f);
    switch (type) {
      case 0xc0:
        return null;
      case 0xc2:
        return false;
      case 0xc3:
        return true;
      case 0xc4:
      case 0xc5:
      case 0xc6:
        return this.#bytes(this.#unsigned(1 << (type - 0xc4)));
      case 0xc7:
      case 0xc8:
      case 0xc9:
        return this.#extension(this.#unsigned(1 << (type - 0xc7)));
      case 0xca:
        return this.#take(4).readFloatBE(0);
      case 0xcb:
        return this.#take(8).readDoubleBE(0);
      case 0xcc:
      case 0xcd:
      case 0xce:
      case 0xcf:
        return this.#unsigned(1 << (type - 0xcc));
      case 0xd0:
        return this.#take(1).readInt8(0);
      case 0xd1:
        return this.#take(2).readInt16BE(0);
      case 0xd2:
        return this.#take(4).readInt32BE(0);
      case 0xd3:
        return Number(this.#take(8).readBigInt64BE(0));
      case 0xd4:
      case 0xd5:
      case 0xd6:
      case 0xd7:
      case 0xd8:
        return this.#extension(1 << (type - 0xd4));
      case 0xd9:
      case 0xda:
        return this.#text(this.#unsigned(type - 0xd8));
      case 0xdb:
        return this.#text(this.#unsigned(4));
      case 0xdc:
      case 0xdd:
        return this.#list(this.#unsigned(type === 0xdc ? 2 : 4), depth);
      case 0xde:
      case 0xdf:
        return this.#dict(this.#unsigned(type === 0xde ? 2 : 4), depth);
      default:
        throw new Malformed("it has a byte that means nothing");
    }
  }

  #list(size: number, depth: number): Value[] {
    const list: Value[] = [];
    for (let i = 0; i < size; i++) list.push(this.value(depth + 1));
    return list;
  }

  #dict(size: number, depth: number): Dict {
    const dict: Dict = { type: "dict", text: new Map(), bytes: new Map(), hasOtherKeys: false };
    for (let i = 0; i < size; i++) {
      const key = this.value(depth + 1);
      if (Array.isArray(key) || isDict(key)) throw new Malformed("a name in it is a list");
      if (typeof key !== "string" && !isBytes(key)) dict.hasOtherKeys = this.hasOtherKeys = true;
      const value = this.value(depth + 1);
      if (typeof key === "string") dict.text.set(key, value);
      else if (isBytes(key)) dict.bytes.set(key.bytes?.toString("latin1") ?? `${key.length} bytes`, value);
    }
    return dict;
  }

  #bytes(length: number): Bytes {
    if (length > longest) {
      this.#skip(length);
      return { type: "bytes", length };
    }
    return { type: "bytes", length, bytes: Buffer.from(this.#take(length)) };
  }

  #text(length: number): string {
    if (length > longest) return this.#longText(length);
    const bytes = this.#take(length);
    if (!isUtf8(bytes)) throw notText();
    return bytes.toString("utf8");
  }

  /** The start of it. */
  #longText(length: number): string {
    this.#within(length);
    const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    let start: string | undefined;
    try {
      for (let left = length; left > 0;) {
        const piece = this.#take(Math.min(left, longest));
        left -= piece.length;
        const text = decoder.decode(piece, { stream: left > 0 });
        start ??= text;
      }
    } catch (error) {
      throw error instanceof TypeError ? notText() : error;
    }
    return start ?? "";
  }

  #extension(length: number): Extension {
    const code = this.#take(1).readInt8(0);
    if (code >= 0) {
      this.#skip(length);
      return { type: "extension" };
    }
    if (code !== -1 || (length !== 4 && length !== 8 && length !== 12)) throw new Malformed("it has an unknown type");
    const bytes = this.#take(length);
    const nanoseconds = length === 4 ? 0 : length === 8 ? bytes.readUInt32BE(0) >>> 2 : bytes.readUInt32BE(0);
    if (nanoseconds > 999_999_999) throw new Malformed("it has a time that there is not");
    this.hasTime = true;
    return { type: "extension" };
  }

  /** Big-endian. Above 2^53 not exact, which lengths that fit into a file are not. */
  #unsigned(size: number): number {
    const bytes = this.#take(size);
    return size === 8 ? Number(bytes.readBigUInt64BE(0)) : bytes.readUIntBE(0, size);
  }

  /** The next bytes, at most `longest`; valid until the next call. */
  #take(length: number): Buffer {
    if (this.#at + length > this.#window.length) {
      this.#within(length);
      this.#start += this.#at;
      this.#window = asBuffer(this.file.read(this.#start, windowSize));
      this.#at = 0;
      if (this.#window.length < length) throw cutShort();
    }
    this.#at += length;
    return this.#window.subarray(this.#at - length, this.#at);
  }

  #skip(length: number): void {
    this.#within(length);
    this.#at += length;
    if (this.#at <= this.#window.length) return;
    this.#start += this.#at;
    this.#at = 0;
    this.#window = Buffer.alloc(0);
  }

  #within(length: number): void {
    if (this.#start + this.#at + length > this.file.size) throw cutShort();
  }
}

const cutShort = () => new Malformed("it is cut short");
const notText = () => new Malformed("a text in it is not UTF-8");

export function isDict(value: Value | undefined): value is Dict {
  return isTyped(value, "dict");
}

export function isBytes(value: Value | undefined): value is Bytes {
  return isTyped(value, "bytes");
}

function isTyped(value: Value | undefined, type: string): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) && value.type === type;
}
