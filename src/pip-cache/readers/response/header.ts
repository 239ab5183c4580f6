/**
 * Reads the response that pip stored, without its body: `cc=4,` and MessagePack (pip 10 to today, both folders),
 * `cc=2,` (pip 6.0.7 to 9). `cc=1,` is a pickle, which runs code when it is read, so it is never read.
 */

import { asBuffer, bodySlice, type Body } from "../formats/body";
import { byteAt } from "../formats/bytes";
import { readJsonResponse } from "./json-header";
import type { StoredResponse, UnreadableResponse } from "./stored-response";
import { Cursor, cutShort, malformed, tooManyValues, windowSize } from "../formats/msgpack";

/** Header names to decode, prepared for comparing bytes. */
export type HeaderNames = readonly (readonly { name: string; bytes: Uint8Array }[])[];

/** Prepares lower-case names for `readStoredResponse`. */
export function headerNames(names: readonly string[]): HeaderNames {
  const byLength: { name: string; bytes: Uint8Array }[][] = [];
  for (const name of names) (byLength[name.length] ??= []).push({ name, bytes: Buffer.from(name, "latin1") });
  return byLength;
}

/** The headers that tell what a response is and whether its body is whole. */
export const identifyingHeaders = headerNames([
  "location",
  "content-type",
  "content-encoding",
  "content-length",
  "transfer-encoding",
  "x-pypi-file-project",
  "x-pypi-file-version",
  "x-pypi-file-package-type",
  "x-pypi-file-python-version",
]);

/** A longer value is not decoded: none that means anything here is near it. */
const maxValue = 2048;
const maxName = 256;
const maxPairs = 1000;
/** Of a file with a body in it: what stands before the body. */
const beforeBody = 512;

const unreadable: Record<UnreadableResponse["reason"], UnreadableResponse> = {
  empty: { ok: false, reason: "empty" },
  legacy: { ok: false, reason: "legacy" },
  truncated: { ok: false, reason: "truncated" },
  "unreadable header": { ok: false, reason: "unreadable header" },
  "too large to look into": { ok: false, reason: "too large to look into" },
  foreign: { ok: false, reason: "foreign" },
};

/**
 * Reads a stored response: one window of 4 KiB, or, of a file that is larger, its start and a window behind the body.
 * Never throws, except what `file.read` throws.
 * @param names The headers to decode, from `headerNames`; "all" decodes every one.
 */
export function readStoredResponse(
  file: Body,
  names: HeaderNames | "all" = identifyingHeaders,
): StoredResponse | UnreadableResponse {
  if (file.size === 0) return unreadable.empty;
  const start = asBuffer(file.read(0, file.size > windowSize ? beforeBody : windowSize));
  if (start.length < 5) return "cc=4,".startsWith(start.toString("latin1")) ? unreadable.truncated : unreadable.foreign;
  if (start[0] !== 0x63 || start[1] !== 0x63 || start[2] !== 0x3d || start[4] !== 0x2c) return unreadable.foreign;
  if (start[3] === 0x34) return readMessagePack(file, start, names);
  if (start[3] === 0x32) {
    const response = readJsonResponse(file);
    return typeof response === "string" ? unreadable[response] : response;
  }
  if (start[3] === 0x31) return unreadable.legacy;
  const version = byteAt(start, 3);
  return version >= 0x30 && version <= 0x39 ? unreadable["unreadable header"] : unreadable.foreign;
}

/** `{"response": {"body", "headers", "status", …}, "vary": …}`, the keys in whatever order the writer had them. */
function readMessagePack(file: Body, start: Buffer, names: HeaderNames | "all"): StoredResponse | UnreadableResponse {
  const cursor = new Cursor(file, start, 5);
  let position = 0;
  let size = 0;
  let status = 0;
  let headers: Map<string, string> | undefined;
  try {
    let pairs = cursor.mapSize();
    if (pairs < 0) throw malformed;
    for (; pairs > 0; pairs--) {
      if (key(cursor) !== "response") {
        cursor.skip();
        continue;
      }
      let fields = cursor.mapSize();
      if (fields < 0) cursor.skip();
      for (; fields > 0; fields--) {
        switch (key(cursor)) {
          case "body":
            size = cursor.textLength();
            position = cursor.position;
            if (size < 0) cursor.skip();
            else cursor.advance(size);
            size = Math.max(0, size);
            break;
          case "headers":
            headers = readHeaders(cursor, names);
            break;
          case "status":
            status = Math.max(0, cursor.integer());
            break;
          default:
            cursor.skip();
        }
      }
    }
  } catch (error) {
    if (error === malformed) return unreadable["unreadable header"];
    if (error === tooManyValues) return unreadable["too large to look into"];
    if (error !== cutShort) throw error;
    if (size === 0) return unreadable.truncated;
    return { ok: false, reason: "truncated", body: bodySlice(file, position, Math.min(size, file.size - position)) };
  }
  if (headers === undefined) return unreadable["unreadable header"];
  const response: StoredResponse = { ok: true, status, headers, body: bodySlice(file, position, size), position };
  if (!cursor.atEnd) response.damage = "bytes after its end";
  return response;
}

function key(cursor: Cursor): string | undefined {
  const length = cursor.textLength();
  if (length >= 0 && length <= 32) return cursor.text(length);
  if (length >= 0) cursor.advance(length);
  else cursor.skip();
  return undefined;
}

function readHeaders(cursor: Cursor, names: HeaderNames | "all"): Map<string, string> {
  const headers = new Map<string, string>();
  const count = cursor.mapSize();
  if (count < 0) {
    cursor.skip();
    return headers;
  }
  if (count > maxPairs) throw tooManyValues;
  for (let i = 0; i < count; i++) {
    const nameLength = cursor.textLength();
    if (nameLength < 0) throw malformed;
    let name: string | undefined;
    if (names === "all" && nameLength <= maxName) name = cursor.text(nameLength).toLowerCase();
    else if (names !== "all" && names[nameLength] !== undefined) name = cursor.match(names[nameLength], nameLength);
    else cursor.advance(nameLength);
    const valueLength = cursor.textLength();
    if (valueLength < 0) cursor.skip();
    else if (name !== undefined && valueLength <= maxValue) headers.set(name, cursor.text(valueLength));
    else cursor.advance(valueLength);
  }
  return headers;
}
