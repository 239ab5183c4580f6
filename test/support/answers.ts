/**
 * What an index answers, headers and bodies: the same for the server that pip talks to and for the entries we write as
 * if pip had. Names, order and length of the headers are those of the public index.
 */

import { createHash } from "node:crypto";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Content } from "./content";
import { type Distribution, normalizeName } from "./distributions";

/** Names and values in the order in which they are sent. */
export type Headers = Array<[name: string, value: string]>;

export type PageFormat = "json" | "html";
export type Encoding = "gzip" | "br" | "identity";

/** Where the public index would keep a file: three directories by digest, then its name. */
export function filePath(file: { sha256: string; fileName: string }): string {
  const { sha256, fileName } = file;
  return `/packages/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256.slice(4)}/${encodeURIComponent(fileName)}`;
}

export function encodeBody(text: string, encoding: Encoding): Buffer {
  if (encoding === "gzip") return gzipSync(text);
  if (encoding === "br") return brotli(text);
  return Buffer.from(text);
}

/** As servers compress what they make themselves: the best that brotli can takes a hundred times longer. */
export function brotli(data: string | Buffer): Buffer {
  return brotliCompressSync(data, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } });
}

export interface AnswerOptions {
  date?: Date;
  /** Without any header of the public index: a private one. */
  private?: boolean;
}

/** Headers of a file, or of its metadata, which the public index sends with the same `x-pypi-file-*`. */
export function fileHeaders(file: Distribution<Content>, length: number, options: AnswerOptions = {}): Headers {
  const { date = new Date(), private: isPrivate = false } = options;
  const common: Headers = [
    ["last-modified", "Tue, 02 Jan 2024 03:04:05 GMT"],
    ["etag", `"${createHash("md5").update(`${file.sha256}:${length}`).digest("hex")}"`],
  ];
  if (isPrivate) {
    return [
      ...common,
      ["content-type", "application/octet-stream"],
      ["cache-control", "private, max-age=3600"],
      ["accept-ranges", "bytes"],
      ["date", date.toUTCString()],
      ["content-length", String(length)],
    ];
  }
  return [
    ...common,
    ["x-amz-request-id", file.sha256.slice(0, 16).toUpperCase()],
    ["x-amz-id-2", Buffer.from(file.sha256.slice(0, 57)).toString("base64")],
    ["x-amz-version-id", file.sha256.slice(16, 48)],
    ["content-type", "application/octet-stream"],
    ["cache-control", "max-age=365000000, immutable, public"],
    ["accept-ranges", "bytes"],
    ["date", date.toUTCString()],
    ["age", "12"],
    ["x-served-by", "cache-iad-kcgs7200038-IAD, cache-fra-eddf8230048-FRA"],
    ["x-cache", "HIT, HIT"],
    ["x-cache-hits", "1302, 7"],
    ["x-timer", "S1704164645.678901,VS0,VE1"],
    ["x-pypi-file-python-version", file.pythonVersion],
    ["x-pypi-file-version", file.version],
    ["x-pypi-file-package-type", file.kind === "wheel" ? "bdist_wheel" : "sdist"],
    ["x-pypi-file-project", normalizeName(file.name)],
    ["strict-transport-security", "max-age=31536000; includeSubDomains; preload"],
    ["x-frame-options", "deny"],
    ["x-xss-protection", "1; mode=block"],
    ["x-content-type-options", "nosniff"],
    ["x-robots-header", "noindex"],
    ["access-control-allow-methods", "GET, OPTIONS"],
    ["access-control-allow-headers", "Range"],
    ["access-control-allow-origin", "*"],
    ["x-permitted-cross-domain-policies", "none"],
    ["content-length", String(length)],
  ];
}

const pageTypes: Record<PageFormat, string> = {
  json: "application/vnd.pypi.simple.v1+json",
  html: "text/html; charset=UTF-8",
};

export interface PageAnswerOptions extends AnswerOptions {
  format: PageFormat;
  encoding: Encoding;
  /** Sent in chunks: no length is announced. */
  chunked?: boolean;
}

/** Headers of an index page. */
export function pageHeaders(body: Buffer, options: PageAnswerOptions): Headers {
  const { format, encoding, chunked = false, date = new Date(), private: isPrivate = false } = options;
  const own: Headers = isPrivate
    ? [["cache-control", "private"]]
    : [
        ["cache-control", "max-age=600, public"],
        ["x-pypi-last-serial", "20260101"],
        ["content-security-policy", contentSecurityPolicy],
        ["referrer-policy", "origin-when-cross-origin"],
        ["x-served-by", "cache-iad-kjyo7100092-IAD, cache-fra-eddf8230048-FRA"],
        ["x-cache", "HIT, HIT"],
        ["x-frame-options", "deny"],
        ["x-xss-protection", "1; mode=block"],
        ["x-content-type-options", "nosniff"],
        ["x-permitted-cross-domain-policies", "none"],
      ];
  return [
    ["content-type", pageTypes[format]],
    ...((encoding === "identity" ? [] : [["content-encoding", encoding]]) as Headers),
    ["etag", `"${createHash("md5").update(body).digest("hex")}"`],
    ["vary", "Accept, Accept-Encoding"],
    ...own,
    ["accept-ranges", "bytes"],
    ["date", date.toUTCString()],
    chunked ? ["transfer-encoding", "chunked"] : ["content-length", String(body.length)],
  ];
}

const contentSecurityPolicy = [
  "base-uri 'self'",
  "connect-src 'self' https://api.example.org https://*.search.example.org https://analytics.example.org",
  "default-src 'none'",
  "font-src 'self' fonts.example.org",
  "form-action 'self' https://checkout.example.org",
  "frame-ancestors 'none'",
  "frame-src 'none'",
  "img-src 'self' https://images.example.org https://*.images.example.org https://www.example.org",
  "script-src 'self' 'sha256-U3hKDidudIaxBDEzwGJApJgPEf2mWk6cfMWghrAa6i0=' https://cdn.example.org",
  "style-src 'self' fonts.example.org 'sha256-2YHqZokjiizkHi1Zt+6ar0XJ0OeEy/egBnlm+MDMtrM='",
  "worker-src *.search.example.org",
].join("; ");

/** A header's value, its name in any case; undefined when it is not there. */
export function headerOf(headers: Headers, name: string): string | undefined {
  return headers.find(([key]) => key.toLowerCase() === name)?.[1];
}
