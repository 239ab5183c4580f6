/**
 * The names of cached files: pip hashes the address it asks for, after its own quoting and that of requests and
 * urllib3. With the links of an index page they tell exactly which file an entry is.
 * Sources: pip's `_internal/models/link.py`, `_vendor/requests`, `_vendor/urllib3/util/url.py`, `_vendor/cachecontrol`.
 */

import { hash } from "node:crypto";
import { domainToASCII } from "node:url";
import { percentEncoded, InvalidUrl, joinUrl, quote, splitUrl, unquote, unsplitUrl } from "./python-url";

/**
 * The name of the file in which pip keeps the answer to the link `url`: 56 hexadecimal digits.
 * @returns undefined for what pip cannot ask for
 */
export function cacheKey(url: string): string | undefined {
  const asked = requestUrl(url);
  return asked === undefined ? undefined : sha224(asked);
}

/** Where, below its layout's folder, a key's file lies. */
export function entryPath(key: string): string {
  return `${key[0]}/${key[1]}/${key[2]}/${key[3]}/${key[4]}/${key}`;
}

/** The address that a link of a page at `base` leads to, as pip asks for it; undefined for what it cannot ask for. */
export function absoluteUrl(href: string, base: string): string | undefined {
  if (isPlain(href)) return href;
  try {
    return requestUrl(joinUrl(base, href));
  } catch (error) {
    if (error instanceof InvalidUrl) return undefined;
    throw error;
  }
}

/** The address that pip asks for when it follows the link `url`: quoted, without credentials and fragment. */
function requestUrl(url: string): string | undefined {
  const fragment = url.indexOf("#");
  const bare = fragment < 0 ? url : url.slice(0, fragment);
  if (isPlain(bare)) return bare;
  try {
    return prepareUrl(quoteLink(url));
  } catch (error) {
    if (error instanceof InvalidUrl) return undefined;
    throw error;
  }
}

/** Whether pip asks for it as it is; nearly all links of an index are so. */
function isPlain(url: string): boolean {
  return (
    /^https?:\/\/[a-z0-9][a-z0-9.-]*(?::(?:[1-5]\d{4}|[1-9]\d{0,3}))?\/[\w/.~-]*$/.test(url) && !url.includes("/.")
  );
}

const sha224 = (text: string): string => hash("sha224", text);

const alwaysSafe = /^[\w.~/-]*$/;

/**
 * pip's `_ensure_quoted_url`, and the fragment dropped. Up to pip 24.3 the last segment's `;parameters` were left as
 * they are; no index has such links.
 */
function quoteLink(url: string): string {
  const split = splitUrl(url);
  if (split.netloc === "") throw new InvalidUrl("a local path");
  const path = split.path
    .split(/(@|%2F)/i)
    .map((part, i) => (i % 2 === 1 ? part.toUpperCase() : quote(unquote(part), alwaysSafe)))
    .join("");
  return unsplitUrl({ ...split, path, fragment: "" });
}

const uri = /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/([^\\/?#]*))?([^?#]*)(?:\?([^#]*))?/s;
const hostAndPort =
  /^((?:[^[\]%:/?#]|%[a-fA-F0-9]{2})*|\[[0-9a-fA-F:.]+(?:(?:%25|%)(?:[\w.~-]|%[a-fA-F0-9]{2})+)?\])(?::0*?(|0|[1-9][0-9]{0,4}))?$/s;
const inPath = /^[\w.~!$&'()*+,;=:@/-]*$/;
const inQuery = /^[\w.~!$&'()*+,;=:@/?-]*$/;
const inUrl = /^[\w.~!#$%&'()*+,/:;=?@[\]-]*$/;

/** What requests makes of an address before it asks for it; pip takes the credentials out. */
function prepareUrl(url: string): string {
  const match = uri.exec(url.trimStart());
  const scheme = match?.[1]?.toLowerCase();
  if (!match || (scheme !== "http" && scheme !== "https")) throw new InvalidUrl("not of the web");
  const authority = match[2] ?? "";
  const [, host = "", givenPort] = hostAndPort.exec(authority.slice(authority.lastIndexOf("@") + 1)) ?? [];
  if (host === "" || /^[*.]/.test(host)) throw new InvalidUrl("no host");
  const port = Number(givenPort ?? 0);
  if (port > 65535) throw new InvalidUrl("no port");
  const netloc = normalizeHost(host) + (port === 0 ? "" : `:${port}`);
  const path = encodeInvalid(removeDotSegments(match[3] ?? ""), inPath);
  const rooted = path.startsWith("/") ? path : `/${path}`;
  const query = encodeInvalid(match[4] ?? "", inQuery);
  return `${scheme}://${requote(netloc).toLowerCase()}${requote(rooted)}${query === "" ? "" : `?${requote(query)}`}`;
}

function normalizeHost(host: string): string {
  if (host.startsWith("[")) return host.toLowerCase();
  return host
    .split(".")
    .map((label) => {
      if (/^[\0-\x7f]*$/.test(label)) return label.toLowerCase();
      const encoded = domainToASCII(label);
      if (encoded === "" || !/^[\p{L}\p{M}\p{N}-]+$/u.test(label)) throw new InvalidUrl("no international name");
      return encoded;
    })
    .join(".");
}

function removeDotSegments(path: string): string {
  const output: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === ".") continue;
    if (segment !== "..") output.push(segment);
    else if (output.length > 0) output.pop();
  }
  if (path.startsWith("/") && (output.length === 0 || output[0] !== "")) output.unshift("");
  if (path.endsWith("/.") || path.endsWith("/..")) output.push("");
  return output.join("/");
}

/** Escapes what may not stand in a part of an address; `%` too, unless all of them begin an escape. */
function encodeInvalid(part: string, allowed: RegExp): string {
  if (allowed.test(part)) return part;
  const escapes = part.match(/%[a-fA-F0-9]{2}/g)?.length ?? 0;
  const isEscaped = escapes === (part.match(/%/g)?.length ?? 0);
  const upper = part.replace(/%[a-fA-F0-9]{2}/g, (escape) => escape.toUpperCase());
  let encoded = "";
  for (const byte of Buffer.from(upper)) {
    const character = String.fromCharCode(byte);
    const stays = byte < 0x80 && (allowed.test(character) || (isEscaped && character === "%"));
    encoded += stays ? character : percentEncoded(byte);
  }
  return encoded;
}

/** Requests' last step: escapes of characters that need none are undone, the rest is quoted. */
function requote(url: string): string {
  const unescaped = url.replace(/%([a-fA-F0-9]{2})/g, (escape, digits: string) => {
    const character = String.fromCharCode(parseInt(digits, 16));
    return /[\w.~-]/.test(character) ? character : escape;
  });
  return quote(unescaped, inUrl);
}
