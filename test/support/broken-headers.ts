/**
 * Stored responses as pips write them, and as many broken ones made of them as are wanted: bytes flipped, set, inserted
 * and taken out anywhere, and fields whose names, values and types are others than pip's.
 */

import type { Refusal } from "../../src/pip-cache/readers/response/refusal";
import { binPrefix, mapPrefix, pack } from "./msgpack";
import { atLeast } from "./pip";

/** A response to ask pips about, and ourselves. */
export interface HeaderCase {
  layout: "http" | "http-v2";
  /** What was done to it. */
  what: string;
  header: Buffer;
  /** The file beside it; null in `http`. */
  body: Buffer | null;
  isPage: boolean;
  /** The request that it was the answer of. */
  request: Record<string, string>;
}

/** Names and values, packed, so that any of them can be anything; a text stands for the map of that name. */
type Pairs = [name: Buffer, value: Buffer | keyof Whole][];

interface Whole {
  top: Pairs;
  response: Pairs;
  headers: Pairs;
  vary: Pairs;
}

interface Original {
  name: string;
  headers: Record<string, string>;
  body: Buffer;
  isPage: boolean;
  request: Record<string, string>;
  vary?: Record<string, string | null>;
  status?: number;
}

const always = { "User-Agent": "pip/26.2.1", Connection: "keep-alive" };
const fileRequest = { ...always, Accept: "*/*", "Accept-Encoding": "identity" };
const pageRequest = {
  ...always,
  "Accept-Encoding": "gzip, deflate",
  Accept: "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html; q=0.1, text/html; q=0.01",
};
const bytes = Buffer.from("PK, forty bytes that stand for a wheel..");
const page = Buffer.from('{"meta":{"api-version":"1.1"},"name":"a"}');
const date = "Tue, 01 Sep 2026 10:00:00 GMT";

const originals: Original[] = [
  {
    name: "file",
    headers: {
      "Last-Modified": "Mon, 31 Aug 2026 09:00:00 GMT",
      ETag: '"d41d8cd98f00b204e9800998ecf8427e-12"',
      "Content-Type": "application/octet-stream",
      "Cache-Control": "max-age=365000000, immutable, public",
      Date: date,
      "X-PyPI-File-Project": "alpha",
      "X-PyPI-File-Version": "1.0",
      "Content-Length": "40",
      ...Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`X-Served-${index}`, `cache ${index}`])),
    },
    body: bytes,
    isPage: false,
    request: fileRequest,
  },
  {
    name: "file of another index",
    headers: { ETag: '"-M*J-5f"', "Content-Type": "application/zip", "Content-Length": "40", Date: date },
    body: bytes,
    isPage: false,
    request: fileRequest,
  },
  {
    name: "file without an etag",
    headers: { Date: date, "Cache-Control": "max-age=365000000", Server: "nginx" },
    body: bytes,
    isPage: false,
    request: fileRequest,
  },
  {
    name: "file that expires",
    headers: { Date: date, Expires: "Sat, 01 Sep 2046 10:00:00 GMT", ETag: '"a"', "Transfer-Encoding": "chunked" },
    body: bytes,
    isPage: false,
    request: fileRequest,
  },
  {
    name: "page",
    headers: {
      Date: date,
      ETag: '"V0b3-7M"',
      "Last-Modified": "Mon, 31 Aug 2026 09:00:00 GMT",
      "Cache-Control": "max-age=600, public",
      "Content-Type": "application/vnd.pypi.simple.v1+json",
      Vary: "Accept, Accept-Encoding, Origin",
      "Content-Length": String(page.length),
    },
    vary: { Accept: pageRequest.Accept, "Accept-Encoding": "gzip, deflate", Origin: null },
    body: page,
    isPage: true,
    request: pageRequest,
  },
  {
    name: "redirect",
    headers: { Location: "https://files.test/a.whl", "Content-Type": "text/plain" },
    body: Buffer.alloc(0),
    isPage: false,
    request: fileRequest,
    status: 301,
  },
  {
    name: "redirect that announces a body",
    headers: { Location: "https://files.test/a.whl", "Content-Length": "162", Date: date },
    body: Buffer.alloc(0),
    isPage: false,
    request: fileRequest,
    status: 308,
  },
];

/** Numbers from 0 to 1, the same for the same seed: mulberry32. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The originals of a layout, and `count` of each broken. */
export function headerCases(layout: HeaderCase["layout"], count: number, seed: number): HeaderCase[] {
  const random = randomNumbers(seed);
  return originals.flatMap((original) => {
    const { isPage, request, name } = original;
    const body = layout === "http-v2" ? original.body : null;
    const made = (what: string, header: Buffer): HeaderCase => ({
      layout,
      what: `${name}: ${what}`,
      header,
      body,
      isPage,
      request,
    });
    const sound = encode(wholeOf(original, layout));
    return [
      made("as it was", sound),
      ...Array.from({ length: count }, (_, index) => {
        const [what, header] =
          index % 2 === 0 ? breakBytes(sound, random) : breakStructure(wholeOf(original, layout), random);
        return made(what, header);
      }),
    ];
  });
}

/** Which pips refuse each of `tableCases`: what was done, and `all` or the versions of those that do. */
export type VerdictTable = Record<HeaderCase["layout"], { versions: string[]; refusing: [string, string][] }>;

/** The headers that `fixtures/header-verdicts.json` has the verdicts of. */
export function tableCases(layout: HeaderCase["layout"]): HeaderCase[] {
  return headerCases(layout, 50, 7);
}

/** Whether that pip is among those that refuse a header. */
export function refuses(version: string, refusal: Refusal | undefined): boolean {
  if (refusal === undefined) return false;
  const feature = version.split(".").slice(0, 2).join(".");
  const among = ({ from = "0", until = "99" }) => atLeast(feature, from) && atLeast(until, feature);
  return refusal.pips?.some(among) ?? true;
}

/** Every one-bit variant of an original's header. */
export function oneBitCases(layout: HeaderCase["layout"], name: string): HeaderCase[] {
  const original = originals.find((one) => one.name === name)!;
  const sound = encode(wholeOf(original, layout));
  return Array.from({ length: sound.length * 8 }, (_, bit) => {
    const header = Buffer.from(sound);
    header[bit >> 3] ^= 1 << (bit & 7);
    const { isPage, request } = original;
    const body = layout === "http-v2" ? original.body : null;
    return { layout, what: `${name}: bit ${bit}`, header, body, isPage, request };
  });
}

function wholeOf({ headers, body, vary = {}, status = 200 }: Original, layout: HeaderCase["layout"]): Whole {
  const stored = layout === "http" ? body : Buffer.alloc(0);
  return {
    top: [
      [pack("response"), "response"],
      [pack("vary"), "vary"],
    ],
    response: [
      [pack("body"), Buffer.concat([binPrefix(stored.length), stored])],
      [pack("headers"), "headers"],
      [pack("status"), pack(status)],
      [pack("version"), pack(11)],
      [pack("reason"), pack("OK")],
      ...(layout === "http" ? ([[pack("strict"), pack(0)]] as Pairs) : []),
      [pack("decode_content"), pack(false)],
    ],
    headers: Object.entries(headers).map(([name, value]) => [pack(name), pack(value)]),
    vary: Object.entries(vary).map(([name, value]) => [pack(name), pack(value)]),
  };
}

function encode(whole: Whole): Buffer {
  const map = (part: keyof Whole): Buffer =>
    Buffer.concat([
      mapPrefix(whole[part].length),
      ...whole[part].flatMap(([name, value]) => [name, typeof value === "string" ? map(value) : value]),
    ]);
  return Buffer.concat([Buffer.from("cc=4,"), map("top")]);
}

function breakBytes(sound: Buffer, random: () => number): [string, Buffer] {
  const at = Math.floor(random() * sound.length);
  const any = Math.floor(random() * 256);
  const header = Buffer.from(sound);
  const cut = (end: number) => Buffer.concat([sound.subarray(0, at), sound.subarray(end)]);
  switch (Math.floor(random() * 7)) {
    case 0:
    case 1:
      header[at] ^= 1 << (any & 7);
      return [`bit ${any & 7} of byte ${at} flipped`, header];
    case 2:
    case 3:
      header[at] = any;
      return [`byte ${at} set to ${any}`, header];
    case 4:
      return [
        `byte ${any} put before ${at}`,
        Buffer.concat([sound.subarray(0, at), Buffer.from([any]), sound.subarray(at)]),
      ];
    case 5:
      return [`${1 + (any & 3)} bytes at ${at} taken out`, cut(at + 1 + (any & 3))];
    default:
      return any & 1
        ? [`cut off at ${at}`, sound.subarray(0, at)]
        : [`bytes put behind it`, Buffer.concat([sound, Buffer.alloc(1 + (any & 7), any)])];
  }
}

const raw = (...values: number[]) => Buffer.from(values);
const float = (value: number) => {
  const packed = Buffer.alloc(9, 0xcb);
  packed.writeDoubleBE(value, 1);
  return packed;
};

/** Values of every type, and those that mean something to a pip. */
const values: Buffer[] = [
  pack(null), pack(true), pack(false), pack(0), pack(1), pack(200), pack(203), pack(301), pack(308), pack(304), pack(204),
  pack(404), pack(500), pack(100), pack(70_000), raw(0xff), raw(0xd1, 0xff, 0x38), raw(0xcf, 255, 255, 255, 255, 0, 0, 0, 0),
  float(200), float(200.5), float(NaN), float(Infinity), float(301.5), raw(0xca, 0x43, 0x48, 0, 0),
  pack(""), pack("200"), pack(" 2_00 "), pack("abc"), pack("301"), pack("chunked"), pack("Gzip, Chunked"), pack("40"),
  pack("40, 40"), pack("40, 41"), pack("-1"), pack("41"), pack("+40"), pack("x".repeat(40)), pack("naïve"), pack("日本"),
  pack("a\nb"), pack("a\r\n b"), pack("a\r"), pack("*"), pack("identity, x"), pack("text/plain"),
  pack(Buffer.alloc(0)), pack(Buffer.from("200")), pack(Buffer.from("gzip, deflate")), raw(0xa2, 0xc3, 0x28), raw(0xa3, 0xed, 0xa0, 0x80),
  raw(0xd9, 1, 0x61), raw(0xda, 0, 1, 0x61), raw(0xdb, 0, 0, 0, 1, 0x61), raw(0xc5, 0, 1, 0x61), raw(0xc6, 0, 0, 0, 1, 0x61),
  raw(0x90), raw(0x91, 1), raw(0x92, 0xa1, 0x61, 0xa1, 0x62), raw(0xdc, 0, 1, 0xc0), raw(0xdd, 0, 0, 0, 0),
  raw(0x80), raw(0x81, 0xa1, 0x61, 1), raw(0x81, 1, 1), raw(0x81, 0x90, 1), raw(0x81, 0xc4, 1, 0x61, 1), raw(0xde, 0, 0), raw(0xdf, 0, 0, 0, 0),
  raw(0x81, 0xc0, 1), raw(0x81, 0xd4, 1, 1, 1),
  raw(0xd4, 5, 1), raw(0xd5, 5, 1, 2), raw(0xc7, 1, 5, 1), raw(0xc7, 0, 5), raw(0xd4, 0xfe, 1), raw(0xc8, 0, 1, 5, 1), raw(0xc9, 0, 0, 0, 1, 5, 1),
  raw(0xd6, 0xff, 0, 0, 0, 1), raw(0xd7, 0xff, 0, 0, 0, 0, 0, 0, 0, 1), raw(0xd7, 0xff, 255, 255, 255, 255, 0, 0, 0, 1),
  raw(0xc7, 12, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1), raw(0xc7, 12, 0xff, 255, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1), raw(0xd8, 5, ...Buffer.alloc(16)),
  raw(0xd4, 0xff, 1), raw(0xc1), raw(0xd3, 0xff, 0, 0, 0, 0, 0, 0, 0), raw(0xd0, 0x80), raw(0xd2, 0x80, 0, 0, 0),
  ...[
    "Tue, 01 Sep 2026 10:00:00 GMT", "Tue 01 Sep 2026 10:00:00", "01 Sep 2026 10:00 +0100", "Sep 01 2026 10:00:00 GMT", "Tuesday, 01-Sep-26 10:00:00 GMT",
    "Tue Sep  1 10:00:00 2026", "1 Sep 0 10:00:00 GMT", "1 Sep 99999 10:00:00 GMT", "Tue, 01 Sep 2026", "Tue, 01 Nnv 2026 10:00:00 GMT", "Tue, 01 Sep 2026 10.00.00 GMT",
    "Tue, 99 Sep 2026 99:99:99 GMT", "Tue, 01 Sep 2026 10:00:0x GMT", "Tue,01 Sep 2026 10:00:00 GMT", "Tue, ٠١ Sep 2026 10:00:00 GMT", "Tue, 01 september, 2026, 10:00:00, GMT",
    "Tue, , Sep 2026 10:00:00 GMT", "Tue, 01 Sep , 10:00:00 GMT", "1 Sep x 10:00 2026", "1 Sep 10:00 2026 GMT", "1-Sep-2026 10:00:00-0500", "1 Sep 2026 10:00:00-0500",
    "1 Sep 2026 10:00:00 -0500", "Mon", "0", "-1", "Tue, 1_0 Sep 2_026 10:00:00 GMT", "Tue, 01 Sep -5 10:00:00 GMT", "a b c d e f", "1\u00a0Sep\u00a02026\u00a010:00:00\u00a0GMT",
    "max-age=1", "max-age=0", "max-age", "max-age=x", "max-age=-5", "max-age = 999999999", "MAX-AGE=999999999", "no-store", "max-age=999999999,max-age=x", ",,",
    "max-age=99999999999999999999999", "public,\u00a0max-age\u00a0=\u00a09_99999999",
  ].map((text) => pack(text)),
]; // prettier-ignore

const names = [
  "body",
  "headers",
  "status",
  "version",
  "reason",
  "strict",
  "decode_content",
  "vary",
  "response",
  "preload_content",
  "msg",
  "request_url",
  "auto_close",
  "request_method",
  "version_string",
  "unknown",
  "decode_conpent",
  "",
  "date",
  "ETAG",
  "etag",
  "last-modified",
  "Expires",
  "Transfer-Encoding",
  "content-length",
  "Accept-Encoding",
  "accept",
  "Origin",
  "Connection",
  "X-Other",
  "*",
  "location",
  "naïve",
  "self",
].map((name) => pack(name));

function breakStructure(whole: Whole, random: () => number): [string, Buffer] {
  const one = <Item>(list: readonly Item[]): Item => list[Math.floor(random() * list.length)];
  const times = random() < 0.8 ? 1 : 2;
  const done: string[] = [];
  for (let time = 0; time < times; time++) {
    const where = one(["top", "response", "response", "headers", "headers", "vary"] as const);
    const pairs = whole[where];
    const index = Math.floor(random() * pairs.length);
    const show = (packed: Buffer | string) => packed.toString("hex").slice(0, 60);
    const kind = one(["value", "value", "value", "name", "type", "drop", "add", "add", "again", "swap"] as const);
    if (kind === "add" || pairs.length === 0) {
      const [name, value] = [random() < 0.1 ? one(values) : one(names), one(values)];
      pairs.splice(index, 0, [name, value]);
      done.push(`${where} ${show(name)}=${show(value)} added`);
      continue;
    }
    const [name, value] = pairs[index];
    const label = `${where} ${name.toString("latin1").slice(1)}`;
    if (kind === "value") pairs[index] = [name, one(values)];
    else if (kind === "name") pairs[index] = [random() < 0.3 ? one(values) : one(names), value];
    else if (kind === "drop") pairs.splice(index, 1);
    else if (kind === "again") pairs.push([name, random() < 0.5 ? value : one(values)]);
    else if (kind === "swap") pairs.push(...pairs.splice(0, index));
    else if (random() < 0.5) pairs[index] = [asBin(name), value];
    else if (typeof value !== "string") pairs[index] = [name, asBin(value)];
    done.push(`${label}: ${kind} ${show(pairs[index]?.[0] ?? name)}=${show(pairs[index]?.[1] ?? value)}`);
  }
  return [done.join("; "), encode(whole)];
}

/** A short text as bytes. */
function asBin(packed: Buffer): Buffer {
  const text =
    packed[0] >= 0xa0 && packed[0] <= 0xbf ? packed.subarray(1) : packed[0] === 0xd9 ? packed.subarray(2) : undefined;
  return text ? Buffer.concat([binPrefix(text.length), text]) : packed;
}
