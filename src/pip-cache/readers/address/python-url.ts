/**
 * Python's `urllib.parse`, as far as pip uses it: cached files are named by what it makes of an address, and what
 * WHATWG's `URL` makes of it is often something else (`:443`, `%7E`, `'`, spaces, backslashes).
 * Source: CPython 3.11, Lib/urllib/parse.py.
 */

export interface SplitUrl {
  scheme: string;
  netloc: string;
  path: string;
  query: string;
  fragment: string;
}

/** Thrown where Python throws `ValueError`: an address that pip cannot ask for either. */
export class InvalidUrl extends Error {}

/** `urlsplit(url, scheme)`. */
export function splitUrl(url: string, scheme = ""): SplitUrl {
  let rest = url.replace(/^[\0- ]+/, "").replace(/[\t\r\n]/g, "");
  const [, named] = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(rest) ?? [];
  if (named !== undefined) {
    scheme = named.toLowerCase();
    rest = rest.slice(named.length + 1);
  }
  let netloc = "";
  if (rest.startsWith("//")) {
    const end = rest.slice(2).search(/[/?#]/);
    netloc = end < 0 ? rest.slice(2) : rest.slice(2, end + 2);
    rest = end < 0 ? "" : rest.slice(end + 2);
    if (netloc.includes("[") !== netloc.includes("]")) throw new InvalidUrl("Invalid IPv6 URL");
  }
  const [beforeFragment, fragment] = partition(rest, "#");
  const [path, query] = partition(beforeFragment, "?");
  checkNetloc(netloc);
  return { scheme, netloc, path, query, fragment };
}

/** `urlunsplit(parts)`. */
export function unsplitUrl({ scheme, netloc, path, query, fragment }: SplitUrl): string {
  let url = path;
  if (netloc !== "" || (hierarchical.has(scheme) && !url.startsWith("//"))) {
    if (url !== "" && !url.startsWith("/")) url = `/${url}`;
    url = `//${netloc}${url}`;
  }
  if (scheme !== "") url = `${scheme}:${url}`;
  if (query !== "") url += `?${query}`;
  if (fragment !== "") url += `#${fragment}`;
  return url;
}

/** `urljoin(base, url)`. */
export function joinUrl(base: string, url: string): string {
  if (base === "") return url;
  if (url === "") return base;
  const from = splitUrl(base);
  const to = splitUrl(url, from.scheme);
  if (to.scheme !== from.scheme || !hierarchical.has(to.scheme)) return url;
  if (to.netloc !== "") return unsplitUrl(to);
  const netloc = from.netloc;
  const [fromPath, fromParams] = splitParams(from.path);
  const [toPath, toParams] = splitParams(to.path);
  if (toPath === "" && toParams === "") {
    return unsplitUrl({ ...to, netloc, path: withParams(fromPath, fromParams), query: to.query || from.query });
  }
  const parts = fromPath.split("/");
  if (parts.at(-1) !== "") parts.pop();
  let segments = toPath.split("/");
  if (!toPath.startsWith("/")) {
    segments = [...parts, ...segments];
    segments = segments.filter((segment, i) => i === 0 || i === segments.length - 1 || segment !== "");
  }
  const resolved: string[] = [];
  for (const segment of segments) {
    if (segment === "..") resolved.pop();
    else if (segment !== ".") resolved.push(segment);
  }
  const last = segments.at(-1);
  if (last === "." || last === "..") resolved.push("");
  return unsplitUrl({ ...to, netloc, path: withParams(resolved.join("/") || "/", toParams) });
}

const hierarchical = new Set(["", "http", "https", "file", "ftp"]);

/** The path, and what follows the first `;` of its last segment. */
function splitParams(path: string): [path: string, params: string] {
  const semicolon = path.indexOf(";", Math.max(0, path.lastIndexOf("/")));
  return semicolon < 0 ? [path, ""] : [path.slice(0, semicolon), path.slice(semicolon + 1)];
}

function withParams(path: string, params: string): string {
  return params === "" ? path : `${path};${params}`;
}

/** Refuses hosts that hide a delimiter in a character that normalises to one. */
function checkNetloc(netloc: string): void {
  if (/^[\0-\x7f]*$/.test(netloc)) return;
  const plain = netloc.replace(/[@:#?]/g, "");
  const normal = plain.normalize("NFKC");
  if (normal !== plain && /[/?#@:]/.test(normal)) throw new InvalidUrl("netloc contains invalid characters");
}

/** `quote(text, safe)`: `safe` are characters that stay, besides letters, digits and `_.-~`. */
export function quote(text: string, safe: RegExp): string {
  if (safe.test(text)) return text;
  if (/\p{Cs}/u.test(text)) throw new InvalidUrl("surrogates not allowed");
  let quoted = "";
  for (const byte of Buffer.from(text)) {
    const character = String.fromCharCode(byte);
    quoted += byte < 0x80 && safe.test(character) ? character : percentEncoded(byte);
  }
  return quoted;
}

/** `unquote(text)`: escapes to UTF-8, what is none to U+FFFD. */
export function unquote(text: string): string {
  if (!text.includes("%")) return text;
  return text.replace(/[\0-\x7f]+/g, (run) => {
    if (!run.includes("%")) return run;
    const bytes: number[] = [];
    for (let i = 0; i < run.length; i++) {
      const code = run[i] === "%" ? hexadecimal(run, i + 1) : -1;
      bytes.push(code < 0 ? run.charCodeAt(i) : code);
      if (code >= 0) i += 2;
    }
    return Buffer.from(bytes).toString("utf8");
  });
}

/** The byte that two hexadecimal digits at `at` are, or -1. */
function hexadecimal(text: string, at: number): number {
  const digits = text.slice(at, at + 2);
  return /^[0-9a-fA-F]{2}$/.test(digits) ? parseInt(digits, 16) : -1;
}

/** `%` and two digits. */
export function percentEncoded(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
}

function partition(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}
