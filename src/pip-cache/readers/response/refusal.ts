/**
 * Whether pip can use a stored response, as far as its header tells. Naming reads leniently what pip may refuse, or end
 * with an error at, on every run; so checking follows what pip does with a header, step by step, for each pip that
 * differs: CacheControl's `serialize.py`, `controller.py` and `adapter.py`, and the urllib3 and requests that
 * pip brings along. Held against these pips themselves by `test/pips/headers.pips.ts`.
 */

import { isWithin, type ReleaseRange } from "../../../packaging/releases";
import { layouts, responseForm, type Layout, type ResponseForm } from "../../layouts";
import type { Body } from "../formats/body";
import { mailDate, pythonInteger, pythonStrip } from "../formats/mail-date";
import { isBytes, isDict, Malformed, TooMuch, type Dict, type Value } from "../formats/strict-msgpack";
import { MARK, serializations, type StrictResponse } from "./serializations";

export interface Refusal {
  /** Why, in a few words a person can read. */
  reason: string;
  /** Which pips, the oldest first; absent where it is all that read this layout. */
  pips?: PipRange[];
}

/** Feature releases, such as 23.3; both ends belong to it. */
interface PipRange {
  /** Absent where it is the oldest that reads the layout. */
  from?: string;
  /** Absent where it is the newest. */
  until?: string;
}

export interface RefusalOptions {
  /** Where it lies. */
  layout: Layout;
  /** Bytes of the body beside it, where there is one. */
  bodySize?: number;
  /** That it is of an index page, which pip asks for in other words. */
  isPage: boolean;
  /** ms since 1970. */
  now?: number;
}

/** Pips that treat a header alike. */
interface Generation extends ReleaseRange {
  /** MessagePack's older rules: any key in a map, and no times. */
  oldMessagePack?: true;
  /** What pip's request for an index page says: use what is at most that old, s; 0 is to ask in any case. */
  pageAge?: number;
  /** Whether 308 counts as permanent, and a status is made a number first. */
  numericStatus?: true;
  /** Fields that are parameters of urllib3's `HTTPResponse` there, besides those that are everywhere. */
  fields: string[];
  /** urllib3 2: the body must be as long as was announced, and names of headers may be bytes. */
  hasUrllib3Of2?: true;
}

const fields1 = ["strict", "msg", "request_url"];
const fields2 = [...fields1, "auto_close"];
const fields3 = [...fields2, "version_string", "sock_shutdown"];

/** The oldest first. */
const generations: Generation[] = [
  { from: "10.0", until: "10.0", oldMessagePack: true, pageAge: 600, fields: ["strict"] },
  { from: "18.0", until: "18.0", oldMessagePack: true, pageAge: 600, fields: fields1 },
  { from: "18.1", until: "19.2", oldMessagePack: true, pageAge: 0, fields: fields1 },
  { from: "19.3", until: "20.0", oldMessagePack: true, pageAge: 0, fields: fields2 },
  { from: "20.1", until: "21.3", pageAge: 0, fields: fields2 },
  { from: "22.0", until: "23.2", pageAge: 0, numericStatus: true, fields: fields2 },
  { from: "23.3", until: "26.0", pageAge: 0, numericStatus: true, fields: fields2 },
  { from: "26.1", until: "26.1", pageAge: 0, numericStatus: true, hasUrllib3Of2: true, fields: fields3 },
  { from: "26.2", numericStatus: true, hasUrllib3Of2: true, fields: fields3 },
];

/** Those of which pips read a layout. */
function readersOf(layout: Layout): Generation[] {
  const { pips } = layouts[layout];
  return generations.filter((some) => isWithin(some.from, pips) || isWithin(pips.from, some));
}

const fieldsEverywhere = new Set([
  "headers",
  "status",
  "version",
  "reason",
  "decode_content",
  "original_response",
  "pool",
  "connection",
  "retries",
  "enforce_content_length",
  "request_method",
]);

/** Thrown inside this file, with the reason. */
class Refused extends Error {}

/**
 * Finds out whether pip refuses, or fails at, the response in `file`. That it is expired is no refusal.
 * @throws what `file.read` throws
 */
export function findRefusal(file: Body, options: RefusalOptions): Refusal | undefined {
  const form = responseForm(options.layout);
  if (form === undefined) return undefined;
  let stored: StrictResponse;
  let response: Response;
  try {
    stored = read(file, form);
    response = responseOf(stored.value, form);
  } catch (error) {
    if (error instanceof Refused) return { reason: error.message };
    if (error instanceof Malformed)
      return { reason: ["its header is damaged", error.message].filter(Boolean).join(": ") };
    if (error instanceof TooMuch) return undefined;
    throw error;
  }
  const all = readersOf(options.layout);
  const reasons = all.map((generation) => reasonOf(stored, response, generation, options));
  const refusing = all.filter((_, index) => reasons[index] !== undefined);
  if (refusing.length === 0) return undefined;
  const reason = reasons.findLast((text) => text !== undefined)!;
  return refusing.length === all.length ? { reason } : { reason, pips: rangesOf(all, reasons) };
}

function rangesOf(all: Generation[], reasons: (string | undefined)[]): PipRange[] {
  const ranges: PipRange[] = [];
  all.forEach(({ from, until }, index) => {
    if (reasons[index] === undefined) return;
    const range = index > 0 && reasons[index - 1] !== undefined ? ranges.pop()! : index > 0 ? { from } : {};
    ranges.push(index < all.length - 1 ? { ...range, until } : { from: range.from });
  });
  return ranges;
}

/** Such as `unreadable for pip up to 26.1: its date is none`. */
export function refusalText({ reason, pips }: Refusal): string {
  const ranges = pips?.map(({ from, until }) => {
    if (from === undefined) return `up to ${until}`;
    if (until === undefined) return `${from} and newer`;
    return from === until ? from : `${from} to ${until}`;
  });
  return `unreadable for ${["pip", ...(ranges ? [ranges.join(", ")] : [])].join(" ")}: ${reason}`;
}

function read(file: Body, { serializations: known }: ResponseForm): StrictResponse {
  const start = Buffer.from(file.read(0, MARK + 2));
  const mark = start.toString("latin1", 0, MARK);
  const serialization = known.find((one) => mark === `cc=${serializations[one].version},`);
  const stored = serialization && serializations[serialization].readStrictly(file, start);
  if (stored === undefined) throw new Refused("it does not begin as pip's responses do");
  return stored;
}

function reasonOf(
  { hasOtherKeys, hasTime }: StrictResponse,
  response: Response,
  generation: Generation,
  options: RefusalOptions,
): string | undefined {
  if (hasOtherKeys && !generation.oldMessagePack) return "a name in its header is not text";
  if (hasTime && generation.oldMessagePack) return "its header has a type of value that came later";
  try {
    use(response, generation, options);
    return undefined;
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}

interface Response {
  status: Value;
  headers: Headers;
  fields: string[];
}

/** By name, which is lower-case where it is text. */
interface Headers {
  text: Map<string, Value>;
  bytes: Map<string, Value>;
}

/** What `Serializer.prepare_response` takes out of it. */
function responseOf(cached: Value, { bodySuffix }: ResponseForm): Response {
  if (!isDict(cached)) throw new Refused("its header is not a stored response");
  checkVary(cached);
  const response = cached.text.get("response");
  if (!isDict(response)) throw new Refused("its header has no response");
  if (response.bytes.size > 0 || response.hasOtherKeys) throw new Refused("a name in its header is not text");
  const body = response.text.get("body");
  if (body === undefined) throw new Refused("its header has no body field");
  if (bodySuffix === undefined && body !== null && typeof body !== "string" && !isBytes(body)) {
    throw new Refused("its body is not one");
  }
  if (!response.text.has("headers")) throw new Refused("its header has no response headers");
  const fields = [...response.text.keys()].filter((name) => name !== "body");
  const status = response.text.get("status");
  const headers = headersOf(response.text.get("headers")!);
  return { status: status === undefined ? 0 : status, headers, fields };
}

/** Request headers of pips: whether they always send them, and what they can be where that is known. */
const sent = new Map<string, { always?: true; values?: string[] }>([
  [
    "accept-encoding",
    {
      always: true,
      values: ["identity", "gzip, deflate", "gzip, deflate, br", "gzip, deflate, zstd", "gzip, deflate, br, zstd"],
    },
  ],
  [
    "accept",
    {
      always: true,
      values: [
        "*/*",
        "text/html",
        "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html; q=0.1, text/html; q=0.01",
      ],
    },
  ],
  ["connection", { always: true, values: ["keep-alive"] }],
  ["user-agent", { always: true }],
  ["cache-control", { values: ["max-age=0", "max-age=600", "no-cache"] }],
  ["authorization", {}],
  ["proxy-authorization", {}],
  ["cookie", {}],
]);

/**
 * `vary` has the headers of the request that was answered: where the next one cannot have the same, it finds nothing.
 * Which of several pips sends what is not judged: each finds what it wrote itself.
 */
function checkVary(cached: Dict): void {
  const vary = cached.text.get("vary");
  if (vary === undefined) return;
  if (!isDict(vary) || vary.hasOtherKeys) throw new Refused("its header does not say for which requests it is");
  if (vary.text.has("*")) throw new Refused("its header says that it is for no request");
  // pip on Python 2 wrote its values as bytes, and `vary` first.
  const isPython2 = cached.text.keys().next().value === "vary";
  for (const [name, value] of vary.bytes) {
    if (value === null) continue;
    if (!isPython2 || !canBeSent(name, value, true)) throw forNoRequest();
  }
  for (const [name, value] of vary.text) {
    if (!canBeSent(name, value, isPython2)) throw forNoRequest();
  }
}

const forNoRequest = () => new Refused("its header is for requests that pip does not make");

function canBeSent(name: string, value: Value, isPython2: boolean): boolean {
  const header = sent.get(name.toLowerCase());
  if (value === null) return !header?.always;
  const text = isPython2 && isBytes(value) ? value.bytes?.toString("latin1") : value;
  if (typeof text !== "string" || header === undefined) return false;
  return header.values?.includes(text) ?? true;
}

/** A map, or, as requests has it, anything that is empty. */
function headersOf(value: Value): Headers {
  const isEmpty =
    value === null || ((Array.isArray(value) || typeof value === "string" || isBytes(value)) && value.length === 0);
  if (isEmpty) return { text: new Map(), bytes: new Map() };
  if (!isDict(value) || value.hasOtherKeys) throw new Refused("its response headers are not headers");
  const headers: Headers = { text: new Map(), bytes: value.bytes };
  for (const [name, text] of value.text) headers.text.set(name.toLowerCase(), text);
  // The body was put together before it was stored.
  if (headers.text.get("transfer-encoding") === "chunked") headers.text.delete("transfer-encoding");
  return headers;
}

/** What urllib3 makes of them: 2 decodes names, and joins the values of a name; 1 leaves names of bytes as they are. */
function named({ text, bytes }: Headers, { hasUrllib3Of2 }: Generation): Map<string, Value> {
  const headers = new Map(text);
  for (const [name, value] of bytes) {
    const lower = hasUrllib3Of2 ? name.toLowerCase() : `bytes ${name}`;
    const other = headers.get(lower);
    if (other === undefined || typeof value !== "string") headers.set(lower, value);
    else if (typeof other === "string") headers.set(lower, `${other}, ${value}`);
  }
  return headers;
}

const redirects = new Set([301, 302, 303, 307, 308]);

/** What pip does with it, from making urllib3's response of it to reading its body. */
function use(response: Response, generation: Generation, options: RefusalOptions): void {
  for (const field of response.fields) {
    if (fieldsEverywhere.has(field) || generation.fields.includes(field)) continue;
    const name = /^[\w-]{1,40}$/.test(field) ? `, ${field}` : "";
    throw new Refused(`its header has a field that pip does not know${name}`);
  }
  const headers = named(response.headers, generation);
  const length = announcedLength(headers);
  const status = statusOf(response.status);
  const isAskedAnew = options.isPage && generation.pageAge === 0;
  const isServed = !isAskedAnew && isFresh(response, headers, generation, options);
  checkTexts(headers);
  // What has expired and has no etag is deleted: pip downloads it again.
  if (!isServed && !isAskedAnew && !headers.has("etag")) return;
  if (isServed) {
    if (typeof response.status !== "number" && typeof response.status !== "boolean") throw notNumeric();
    if (status >= 400 && status < 600) throw new Refused(`its status is an error, ${status}`);
    // Stored without the body that its headers announce, which nobody reads.
    if (redirects.has(status) && headers.has("location")) return;
  } else if (!isConfirmed(headers)) return;
  const { bodySize } = options;
  if (generation.hasUrllib3Of2 && bodySize !== undefined) checkLength(status, length, bodySize);
}

/** Whether pip can ask the index if it is still so, which then says that it is. */
function isConfirmed(headers: Map<string, Value>): boolean {
  const conditions = ["etag", "last-modified"].flatMap((name) => headers.get(name) ?? []) as string[];
  if (!headers.has("date") && !headers.has("etag") && conditions.length === 0) throw undated();
  for (const condition of conditions) {
    if (!/^[\0-\xff]*$/.test(condition) || /\n(?![ \t])|\r(?![ \t\n])/.test(condition)) {
      throw new Refused("its etag, or when it was last modified, cannot be sent");
    }
  }
  return conditions.length > 0;
}

const notNumeric = () => new Refused("its status is not a number");
const undated = () => new Refused("its header has neither a date nor an etag");

/** Whether pip takes it from the cache without asking anybody: `CacheController.cached_request`. */
function isFresh(
  { status }: Response,
  headers: Map<string, Value>,
  generation: Generation,
  options: RefusalOptions,
): boolean {
  const number = Math.trunc(statusOf(status));
  if (generation.numericStatus) {
    if (Number.isNaN(number)) throw notNumeric();
    if (number === 301 || number === 308) return true;
  } else if (status === 301) return true;
  checkTexts(headers);
  const date = headers.get("date") as string | undefined;
  if (date === undefined) {
    if (!headers.has("etag")) throw undated();
    return false;
  }
  const seconds = secondsOf(date);
  if (seconds === undefined) throw new Refused("its date is none");
  const age = Math.max(0, (options.now ?? Date.now()) / 1000 - seconds);
  const maxAge = maxAgeOf((headers.get("cache-control") as string | undefined) ?? "");
  let lifetime = maxAge ?? 0;
  const expires = headers.get("expires") as string | undefined;
  if (maxAge === undefined && expires !== undefined) lifetime = Math.max(0, (secondsOf(expires) ?? seconds) - seconds);
  if (options.isPage && generation.pageAge !== undefined) lifetime = generation.pageAge;
  return lifetime > age;
}

/** Undefined where there is none. */
function secondsOf(text: string): number | undefined {
  const seconds = mailDate(text);
  if (seconds === "out of range") throw new Refused("a date in its header is out of range");
  return seconds === "none" ? undefined : seconds;
}

function maxAgeOf(control: string): number | undefined {
  let maxAge: number | undefined;
  for (const directive of control.split(",")) {
    const equals = directive.indexOf("=");
    if (equals < 0 || pythonStrip(directive.slice(0, equals)) !== "max-age") continue;
    maxAge = pythonInteger(directive.slice(equals + 1)) ?? maxAge;
  }
  return maxAge;
}

/** @param length what was announced, bytes */
function checkLength(status: number, length: number | undefined, size: number): void {
  const isEmpty = status === 204 || status === 304 || (status >= 100 && status < 200);
  const expected = isEmpty ? 0 : length;
  if (expected === undefined || expected === size) return;
  throw new Refused(isEmpty ? `its status, ${status}, is of what has no body` : "its body is not as long as it says");
}

/** A value is joined with others of its name, which only text can be. */
function checkTexts(headers: Map<string, Value>): void {
  for (const value of headers.values()) {
    if (typeof value !== "string") throw new Refused("a response header in it is not text");
  }
}

/** `HTTPResponse._init_length`: bytes; undefined where nothing usable is said. */
function announcedLength(headers: Map<string, Value>): number | undefined {
  const encoding = headers.get("transfer-encoding") ?? "";
  const announced = headers.get("content-length");
  if (typeof encoding !== "string" || (announced !== undefined && typeof announced !== "string")) {
    throw new Refused("a response header in it is not text");
  }
  const isChunked = encoding.toLowerCase().split(",").map(pythonStrip).includes("chunked");
  if (announced === undefined || isChunked) return undefined;
  const lengths = announced.split(",").map(pythonInteger);
  if (lengths.includes(undefined)) return undefined;
  if (new Set(lengths).size > 1) throw new Refused("its header has two lengths of the body");
  return lengths[0]! < 0 ? undefined : lengths[0];
}

/** Python's `int` of it; NaN where it raises what urllib3 lets pass. */
function statusOf(status: Value): number {
  if (typeof status === "boolean") return status ? 1 : 0;
  if (typeof status === "number" && Math.abs(status) !== Infinity) return status;
  const text = isBytes(status) ? status.bytes?.toString("latin1") : status;
  if (typeof text === "string") return pythonInteger(text) ?? NaN;
  throw notNumeric();
}
