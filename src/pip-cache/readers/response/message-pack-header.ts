/**
 * The stored responses of pip 10 to today: `cc=4,` and MessagePack, of which only what is asked for is decoded. The body
 * may stand before the headers, and is stepped over.
 */

import { bodySlice, type Body } from "../formats/body";
import { Cursor, cutShort, malformed, tooManyValues } from "../formats/msgpack";
import { unreadable, type StoredResponse, type UnreadableResponse } from "./stored-response";

/** Header names to decode, prepared for comparing bytes. */
export type HeaderNames = readonly (readonly { name: string; bytes: Uint8Array }[])[];

/** Prepares lower-case names for `readStoredResponse`. */
export function headerNames(names: readonly string[]): HeaderNames {
  const byLength: { name: string; bytes: Uint8Array }[][] = [];
  for (const name of names) (byLength[name.length] ??= []).push({ name, bytes: Buffer.from(name, "latin1") });
  return byLength;
}

/** A longer value is not decoded: none that means anything here is near it. */
const maxValue = 2048;
const maxName = 256;
const maxPairs = 1000;
/** `{"response": {"body", "headers", "status", …}, "vary": …}`, the keys in whatever order the writer had them. */
export function readMessagePackResponse(
  file: Body,
  start: Buffer,
  names: HeaderNames | "all",
): StoredResponse | UnreadableResponse {
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
