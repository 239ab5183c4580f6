/**
 * The stored responses of pip 6.0.7 to 9: `cc=2,` and zlib-deflated JSON with sorted keys, so that the body, in
 * base64, comes before the headers and all of it has to be inflated. The JSON around the body is parsed; the body
 * stays in base64 and is decoded where it is read.
 */

import { inflateSync } from "node:zlib";
import { readAll, type Body } from "../formats/body";
import { affordable, spend } from "../formats/effort";
import type { StoredResponse } from "./stored-response";
import type { Dict, Value } from "../formats/strict-msgpack";

/** Inflated bytes that are still looked at. Such old entries hold wheels and sdists of a few megabytes at most. */
const maxInflated = 64 << 20;
const maxDeflated = 48 << 20;
const bodyStart = Buffer.from('{"response":{"body":"');

type Unreadable = "unreadable header" | "too large to look into";

/** Reads the response in `file`, which starts with `cc=2,`; a string is the reason why it cannot be. */
export function readJsonResponse(file: Body): StoredResponse | Unreadable {
  const parts = partsOf(file);
  if (typeof parts === "string") return parts;
  const response = fieldsOf(parts.stored);
  if (response === undefined) return "unreadable header";
  return { ok: true, status: response.status, headers: response.headers, body: base64Body(parts.body) };
}

/** All but the body of such a response, decoded as CacheControl's `_loads_v2` does, for `findRefusal`. */
export function readJsonValue(file: Body): Value | Unreadable {
  const parts = partsOf(file);
  if (typeof parts === "string") return parts;
  const { response, vary } = parts.stored as { response?: Record<string, unknown>; vary?: unknown };
  const headers = decodedMap(response?.headers);
  const varied = decodedMap(vary);
  if (!response || !headers || !varied || typeof response.reason !== "string") return "unreadable header";
  const fields = Object.entries({ ...response, body: null, reason: decode(response.reason) });
  const text = new Map<string, Value>(fields.map(([name, value]) => [name, plain(value)]));
  text.set("headers", headers);
  const dict = dictOf(text);
  return dictOf(
    new Map<string, Value>([
      ["response", dict],
      ["vary", varied],
    ]),
  );
}

function dictOf(text: Map<string, Value>): Dict {
  return { type: "dict", text, bytes: new Map(), hasOtherKeys: false };
}

function decodedMap(value: unknown): Dict | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  const pairs = Object.entries(value).map(([name, text]): [string, Value] | undefined =>
    typeof text === "string" || text === null ? [decode(name), text === null ? null : decode(text)] : undefined,
  );
  return pairs.includes(undefined) ? undefined : dictOf(new Map(pairs as [string, Value][]));
}

/** What is in a list or a map of its own is not looked at: none of it has a meaning. */
function plain(value: unknown): Value {
  return typeof value === "object" && value !== null ? [] : (value as Value);
}

/** The body, in base64, and what is around it. */
function partsOf(file: Body): { body: Buffer; stored: object } | Unreadable {
  if (file.size > maxDeflated) return "too large to look into";
  let json: Buffer;
  try {
    const maxOutputLength = Math.min(maxInflated, affordable() + 1);
    json = inflateSync(readAll(file).subarray(5), { maxOutputLength });
    spend(json.length);
  } catch (error) {
    const tooLarge = (error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE";
    if (tooLarge) spend(Math.min(maxInflated, affordable() + 1));
    return tooLarge ? "too large to look into" : "unreadable header";
  }
  if (!json.subarray(0, bodyStart.length).equals(bodyStart)) return "unreadable header";
  const bodyEnd = json.indexOf(0x22, bodyStart.length);
  if (bodyEnd < 0 || json.length - bodyEnd > maxHeaderJson) return "unreadable header";
  try {
    const stored = JSON.parse(`{"response":{"body":""${json.toString("utf8", bodyEnd + 1)}`) as unknown;
    if (typeof stored !== "object" || stored === null) return "unreadable header";
    return { body: json.subarray(bodyStart.length, bodyEnd), stored };
  } catch {
    return "unreadable header";
  }
}

const maxHeaderJson = 1 << 20;

/** Names and values are in base64. */
function fieldsOf(stored: object): { status: number; headers: Map<string, string> } | undefined {
  const { response } = stored as { response?: { status?: unknown; headers?: unknown } };
  if (typeof response?.status !== "number" || typeof response.headers !== "object" || response.headers === null) {
    return undefined;
  }
  const headers = new Map<string, string>();
  for (const [name, text] of Object.entries(response.headers)) {
    if (typeof text === "string") headers.set(decode(name).toLowerCase(), decode(text));
  }
  return { status: response.status, headers };
}

function decode(base64: string): string {
  return Buffer.from(base64, "base64").toString("utf8");
}

/** A body kept in base64, three bytes of it decoded for every four characters read. */
function base64Body(base64: Buffer): Body {
  let padding = 0;
  while (padding < 2 && base64[base64.length - 1 - padding] === 0x3d) padding++;
  const size = Math.max(0, Math.floor(base64.length / 4) * 3 - padding);
  return {
    size,
    read(position, length) {
      const end = Math.min(size, position + length);
      if (position >= end) return new Uint8Array(0);
      const first = Math.floor(position / 3);
      const bytes = Buffer.from(base64.toString("latin1", first * 4, Math.ceil(end / 3) * 4), "base64");
      return bytes.subarray(position - first * 3, end - first * 3);
    },
  };
}
