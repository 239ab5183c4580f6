/**
 * Writes cache entries byte for byte as pips write them, for the caches that no pip at hand can be made to leave:
 * old layouts, odd indexes, huge files, damage.
 */

import { createHash } from "node:crypto";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { type Headers, headerOf } from "./answers";
import { bytesOf, concatenate, type Content, lengthOf, type WriteOptions, writeContent } from "./content";
import { binPrefix, mapPrefix, pack, type Packable } from "./msgpack";
import { pickleResponse } from "./pickle";

/** An answer of an index, as it is kept under its URL. */
export interface Answer {
  /** As requests sends it; its sha224 is the key. */
  url: string;
  headers: Headers;
  /** Raw bytes as they came over the wire, content encoding included. */
  body: Content;
  /** Default: 200. */
  status?: number;
  /** Default: `OK`. */
  reason?: string;
  /** The request's headers, of which those that the answer's `vary` names are kept. Default: what pip sends. */
  request?: Record<string, string>;
}

/** What was written. */
export interface Written {
  /** Relative to the cache directory, with `/`, header before body. */
  files: string[];
  /** Bytes of all of them. */
  size: number;
}

/** Which pip wrote an entry of `http`. */
export type HttpWriter =
  /** 10.0 to 23.2.1 on Python 3.6 or newer. */
  | "python3"
  /** 10.0 to 20.3 on Python 2.7: other order of keys. */
  | "python2"
  /** 6.0.7 to 9.0.3: compressed JSON. */
  | "cc2"
  /** 6.0 to 6.0.6: a pickle. */
  | "cc1";

/** The key of an entry: hex digest of its URL. */
export function entryKey(url: string): string {
  return createHash("sha224").update(url).digest("hex");
}

/** Where an entry lies below the cache directory. */
export function entryPath(layout: "http" | "http-v2", url: string): string {
  const key = entryKey(url);
  return [layout, ...key.slice(0, 5), key].join("/");
}

/** An entry of pip 23.3 or newer: header and body apart. */
export function httpV2Entry(cache: string, answer: Answer, options?: WriteOptions & { bodyMtime?: Date }): Written {
  const path = entryPath("http-v2", answer.url);
  const header = concatenate(
    Buffer.from("cc=4,"),
    Buffer.from([0x82]),
    pack("response"),
    mapPrefix(6),
    responseHead(answer),
  );
  writeContent(join(cache, `${path}.body`), answer.body, { ...options, mtime: options?.bodyMtime ?? options?.mtime });
  const bytes = concatenate(header, responseTail(answer), pack("vary"), pack(varied(answer)));
  writeContent(join(cache, path), bytes, options);
  return { files: [path, `${path}.body`], size: lengthOf(bytes) + lengthOf(answer.body) };

  function responseHead({ headers }: Answer): Buffer {
    return Buffer.concat([pack("body"), pack(Buffer.alloc(0)), pack("headers"), pack(new Map(headers))]);
  }
}

/** An entry of pip up to 23.2.1: everything in one file. */
export function httpEntry(
  cache: string,
  answer: Answer,
  { writer = "python3", ...options }: WriteOptions & { writer?: HttpWriter } = {},
): Written {
  const path = entryPath("http", answer.url);
  const bytes = { python3, python2, cc2, cc1 }[writer](answer);
  writeContent(join(cache, path), bytes, options);
  return { files: [path], size: lengthOf(bytes) };
}

function python3(answer: Answer): Content {
  const { headers, body } = answer;
  return concatenate(
    Buffer.concat([Buffer.from("cc=4,"), mapPrefix(2), pack("response"), mapPrefix(7)]),
    Buffer.concat([pack("body"), binPrefix(lengthOf(body))]),
    body,
    Buffer.concat([pack("headers"), pack(new Map(headers))]),
    responseTail(answer, 0),
    Buffer.concat([pack("vary"), pack(varied(answer))]),
  );
}

/** Dictionaries of Python 2.7 come out in the order of their hashes. */
function python2(answer: Answer): Content {
  const { headers, body, status = 200, reason = "OK" } = answer;
  const tail: Array<[string, Packable]> = [
    ["status", status],
    ["strict", true],
    ["headers", new Map(headers)],
    ["reason", reason],
    ["version", 11],
    ["decode_content", false],
  ];
  return concatenate(
    Buffer.concat([Buffer.from("cc=4,"), mapPrefix(2), pack("vary"), pack(varied(answer))]),
    Buffer.concat([pack("response"), mapPrefix(7), pack("body"), binPrefix(lengthOf(body))]),
    body,
    ...tail.map(([name, value]) => Buffer.concat([pack(name), pack(value)])),
  );
}

function cc2(answer: Answer): Buffer {
  const { headers, body, status = 200, reason = "OK" } = answer;
  const base64 = (value: Packable) => Buffer.from(value as string).toString("base64");
  const encoded = (map: Map<string, Packable> | Headers) =>
    Object.fromEntries(
      [...map]
        .map(([name, value]) => [base64(name), value === null ? null : base64(value)] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    );
  const response = {
    body: bytesOf(body).toString("base64"),
    decode_content: false,
    headers: encoded(headers),
    reason: base64(reason),
    status,
    strict: true,
    version: 11,
  };
  return Buffer.concat([
    Buffer.from("cc=2,"),
    deflateSync(JSON.stringify({ response, vary: encoded(varied(answer)) })),
  ]);
}

function cc1(answer: Answer): Buffer {
  const { headers, body, status = 200, reason = "OK" } = answer;
  return Buffer.concat([Buffer.from("cc=1,"), pickleResponse(bytesOf(body), headers, status, reason)]);
}

/** What follows the headers in every entry that Python 3 wrote. */
function responseTail({ status = 200, reason = "OK" }: Answer, strict?: number): Buffer {
  const fields: Array<[string, Packable]> = [
    ["status", status],
    ["version", 11],
    ["reason", reason],
    ...((strict === undefined ? [] : [["strict", strict]]) as Array<[string, Packable]>),
    ["decode_content", false],
  ];
  return Buffer.concat(fields.flatMap(([name, value]) => [pack(name), pack(value)]));
}

/** What pip sends with every request that matters here. */
export const pageRequest = {
  accept: "application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html; q=0.1, text/html; q=0.01",
  "accept-encoding": "gzip, deflate",
};

function varied({ headers, request = pageRequest }: Answer): Map<string, Packable> {
  const names = (headerOf(headers, "vary") ?? "").split(",").map((name) => name.trim());
  const sent = request as Record<string, string>;
  return new Map(names.filter(Boolean).map((name) => [name, sent[name.toLowerCase()] ?? null]));
}
