/**
 * Finds out whether a cached body is damaged: by the hash that the index published where that is known, else by the
 * checksums that its format carries. Reads all of it, in slices.
 */

import { createHash } from "node:crypto";
import { asBuffer, type Body } from "../formats/body";
import { byteAt } from "../formats/bytes";
import { decodeBzip2 } from "../formats/bzip2";
import { Bzip2Error } from "../formats/bzip2-bits";
import { readText } from "../formats/content";
import { JsonReader } from "../formats/json-reader";
import { checkDeflated } from "./verify-deflate";
import { findZipDamage } from "./verify-zip";
import { LzmaError, LzmaUnsupported } from "../formats/lzma";
import { decodeXz, xzMagic } from "../formats/xz";

export interface Verification {
  /** "unverifiable": nothing says what its bytes should be, or they could not be read. */
  verdict: "intact" | "damaged" | "unverifiable";
  /** What it was held against. */
  how: "published hash" | "zip" | "gzip" | "bzip2" | "xz" | "page" | "nothing";
  /** Of what is not intact, in a few words a person can read. */
  reason?: string;
}

export interface VerifyOptions {
  /** As the index published it, 64 hexadecimal digits. */
  sha256?: string;
  /** The `content-encoding` header: what it names is a page, or text. */
  contentEncoding?: string;
  /** The `etag` header: on the public index it is the MD5 of the file, which can confirm but not refute. */
  etag?: string;
  /** That it was identified as an index page, for pages that came without type headers. */
  isPage?: boolean;
}

const sliceSize = 256 << 10;
/** Of what takes longer to decode. */
const smallSlice = 32 << 10;
const pageBounds = { read: 32 << 20, decoded: 64 << 20 };

/**
 * Checks a body. Yields, after at most about a megabyte of work, the bytes of the body done since the last yield.
 * Holds at most some tens of megabytes, and those only for index pages.
 */
export function* verifyBody(body: Body, options: VerifyOptions = {}): Generator<number, Verification> {
  if (body.size === 0) return { verdict: "damaged", how: "nothing", reason: "it is empty" };
  if (options.sha256 !== undefined) {
    const hash = yield* hashBody(body, "sha256");
    if (hash === undefined) return unread;
    return judge(
      "published hash",
      hash === options.sha256.toLowerCase() ? undefined : "its hash is not the published one",
    );
  }
  const start = asBuffer(body.read(0, 20));
  if (start.length === 0) return unread;
  if (start[0] === 0x50 && start[1] === 0x4b) {
    const damage = yield* findZipDamage(body);
    return damage === "unknown" ? unknown : judge("zip", damage);
  }
  if (start.indexOf(xzMagic) === 0) {
    const damage = yield* findXzDamage(body);
    return damage === "unknown" ? unknown : judge("xz", damage);
  }
  if (start.toString("latin1", 0, 3) === "BZh") return judge("bzip2", yield* findBzip2Damage(body));
  if (start[0] === 0x1f && start[1] === 0x8b) {
    const isText = options.isPage || (options.contentEncoding ?? "identity") !== "identity";
    return judge(isText ? "page" : "gzip", yield* findGzipDamage(body));
  }
  return yield* verifyText(body, options);
}

const unread: Verification = { verdict: "unverifiable", how: "nothing", reason: "it could not be read to its end" };

const unknown: Verification = {
  verdict: "unverifiable",
  how: "nothing",
  reason: "it is packed in a way that cannot be checked",
};

function judge(how: Verification["how"], damage: string | undefined): Verification {
  return damage === undefined ? { verdict: "intact", how } : { verdict: "damaged", how, reason: damage };
}

/**
 * The hash of the whole body, in hexadecimal; undefined when it cannot be read to its end. Yields the bytes read, some at a time.
 */
export function* hashBody(body: Body, algorithm: "sha256" | "md5"): Generator<number, string | undefined> {
  const hash = createHash(algorithm);
  for (let position = 0; position < body.size;) {
    const bytes = body.read(position, sliceSize);
    if (bytes.length === 0) return undefined;
    hash.update(bytes);
    position += bytes.length;
    yield bytes.length;
  }
  return hash.digest("hex");
}

const trailerSize = 8;

/** Checks the members of a gzip file, nearly always one, each against the checksum behind it. RFC 1952, 2.3. */
function* findGzipDamage(body: Body): Generator<number, string | undefined> {
  for (let position = 0; position < body.size;) {
    const head = gzipHead(asBuffer(body.read(position, 64 << 10)));
    if (head === 0) {
      if (position === 0) return "its header is damaged";
      return (yield* isZeros(body, position)) ? undefined : "other bytes follow it";
    }
    position += head;
    let at = position;
    const read = (length: number) => {
      const bytes = body.read(at, length);
      at += bytes.length;
      return bytes;
    };
    const result = yield* checkDeflated(body.size - position, read);
    if (result === undefined) return "it is damaged or cut short";
    const trailer = asBuffer(body.read(position + result.consumed, trailerSize));
    if (trailer.length < trailerSize) return "it is cut short";
    if (trailer.readUInt32LE(0) !== result.crc || trailer.readUInt32LE(4) !== result.size % 2 ** 32) {
      return "its checksum is wrong";
    }
    position += result.consumed + trailerSize;
  }
  return undefined;
}

/** Whether nothing but zeros follows: some pad their archives, and Python's `gzip` steps over them. */
function* isZeros(body: Body, position: number): Generator<number, boolean> {
  while (position < body.size) {
    const bytes = body.read(position, sliceSize);
    if (bytes.length === 0 || bytes.some((byte) => byte !== 0)) return false;
    position += bytes.length;
    yield bytes.length;
  }
  return true;
}

/** Bytes of a member before the deflated ones; 0 when there is no right header. */
function gzipHead(bytes: Buffer): number {
  if (bytes.length < 10 || bytes[0] !== 0x1f || bytes[1] !== 0x8b || bytes[2] !== 8) return 0;
  const flags = byteAt(bytes, 3);
  let at = 10;
  if (flags & 4) at += 2 + (bytes.length >= 12 ? bytes.readUInt16LE(10) : bytes.length);
  for (const flag of [8, 16]) {
    if ((flags & flag) === 0) continue;
    const end = bytes.indexOf(0, at);
    if (end < 0) return 0;
    at = end + 1;
  }
  if (flags & 2) at += 2;
  return at < bytes.length ? at : 0;
}

function* findBzip2Damage(body: Body): Generator<number, string | undefined> {
  let position = 0;
  let reported = 0;
  const next = () => {
    const bytes = body.read(position, sliceSize);
    position += bytes.length;
    return bytes.length > 0 ? bytes : undefined;
  };
  try {
    for (const pieces = decodeBzip2(next); !pieces.next().done; reported = position) yield position - reported;
  } catch (error) {
    if (!(error instanceof Bzip2Error)) throw error;
    return error.message;
  }
  return undefined;
}

/** @returns what is wrong, `unknown` where that cannot be told; undefined when nothing is */
function* findXzDamage(body: Body): Generator<number, string | undefined> {
  let position = 0;
  let reported = 0;
  let done = 0;
  const next = () => {
    const bytes = body.read(position, smallSlice);
    position += bytes.length;
    return bytes.length > 0 ? bytes : undefined;
  };
  try {
    for (const piece of decodeXz(next)) {
      done += piece.length;
      if (done < sliceSize) continue;
      yield position - reported;
      reported = position;
      done = 0;
    }
  } catch (error) {
    if (!(error instanceof LzmaError)) throw error;
    return error instanceof LzmaUnsupported ? "unknown" : error.message;
  }
  yield position - reported;
  return undefined;
}

/** Pages, metadata, and other texts without a checksum: only that they are whole can be seen, and not of all. */
function* verifyText(body: Body, { contentEncoding, etag, isPage }: VerifyOptions): Generator<number, Verification> {
  const md5 = /^(?:W\/)?"([0-9a-f]{32})"$/i.exec(etag ?? "")?.[1]?.toLowerCase();
  if (md5 !== undefined && (yield* hashBody(body, "md5")) === md5) return { verdict: "intact", how: "published hash" };
  const text = readText(body, contentEncoding, pageBounds);
  if (md5 === undefined) yield Math.min(body.size, pageBounds.read);
  if (body.size > pageBounds.read) return unchecked;
  if (!text?.whole) return judge("page", "it is damaged or cut short");
  const first = text.bytes.toString("utf8", 0, 200).trimStart()[0];
  if (first === "{") return judge("page", isWholeJson(text.bytes) ? undefined : "it is damaged or cut short");
  if (first === "<") {
    const end = text.bytes.subarray(-1000).toString("latin1").toLowerCase();
    return end.includes("</html>") || end.includes("</body>") ? judge("page", undefined) : unchecked;
  }
  return isPage ? judge("page", "it is damaged") : unchecked;
}

const unchecked: Verification = { verdict: "unverifiable", how: "nothing", reason: "nothing says what it should be" };

function isWholeJson(bytes: Buffer): boolean {
  const reader = new JsonReader(bytes);
  const isObject = reader.object(() => undefined);
  return isObject && !reader.ended && reader.peek() === 0;
}
