/**
 * MessagePack as msgpack-python packs it (`use_bin_type`), the shortest form of everything: what pip's cache entries
 * are made of since pip 10.
 */

/** Text becomes `str`, a Buffer `bin`, a Map a map in its own order. */
export type Packable = string | Buffer | number | boolean | null | Map<string, Packable>;

/** The bytes of a value. Integers up to 2^32 only; a `bin` above 2^32 bytes is refused, as pip does. */
export function pack(value: Packable): Buffer {
  return Buffer.concat(partsOf(value));
}

function partsOf(value: Packable): Buffer[] {
  if (value === null) return [Buffer.from([0xc0])];
  if (typeof value === "boolean") return [Buffer.from([value ? 0xc3 : 0xc2])];
  if (typeof value === "number") return [packInteger(value)];
  if (typeof value === "string") return [knownText(value)];
  if (Buffer.isBuffer(value)) return [binPrefix(value.length), value];
  const parts = [mapPrefix(value.size)];
  for (const [key, item] of value) parts.push(...partsOf(key), ...partsOf(item));
  return parts;
}

/** Headers' names, and most of their values, are those of a thousand other entries. */
const texts = new Map<string, Buffer>();
/** Characters. */
const SHORT = 100;

function knownText(text: string): Buffer {
  const known = texts.get(text);
  if (known) return known;
  const packed = Buffer.concat(packText(Buffer.from(text)));
  if (text.length <= SHORT && texts.size < 10_000) texts.set(text, packed);
  return packed;
}

/** What stands before the bytes of a `bin`, so that the bytes themselves can be written apart. */
export function binPrefix(length: number): Buffer {
  return sized(length, [undefined, 0xc4, 0xc5, 0xc6]);
}

export function mapPrefix(size: number): Buffer {
  return size < 16 ? Buffer.from([0x80 | size]) : sized(size, [undefined, undefined, 0xde, 0xdf]);
}

function packText(text: Buffer): Buffer[] {
  const prefix =
    text.length < 32 ? Buffer.from([0xa0 | text.length]) : sized(text.length, [undefined, 0xd9, 0xda, 0xdb]);
  return [prefix, text];
}

function packInteger(value: number): Buffer {
  return value < 128 ? Buffer.from([value]) : sized(value, [undefined, 0xcc, 0xcd, 0xce]);
}

/** A type byte and a big-endian number in 1, 2 or 4 bytes: the first of the three type bytes that exists and fits. */
function sized(value: number, [, one, two, four]: Array<number | undefined>): Buffer {
  if (one !== undefined && value < 0x100) return Buffer.from([one, value]);
  if (two !== undefined && value < 0x10000) return Buffer.from([two, value >> 8, value & 0xff]);
  if (four === undefined || value >= 2 ** 32) throw new RangeError(`${value} does not fit`);
  const bytes = Buffer.alloc(5);
  bytes[0] = four;
  bytes.writeUInt32BE(value, 1);
  return bytes;
}
