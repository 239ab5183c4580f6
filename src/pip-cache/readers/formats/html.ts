/**
 * Finds the few tags of an index page that say something, from bytes that may be cut off anywhere. An index page is
 * generated, flat HTML, and may be 20 MB of it: one pass, nothing built. What Python's `html.parser`, with which pip
 * reads the same pages, makes of such tags is what this makes of them.
 */
import { own } from "../../../files/lookup";
import { byteAt, isSpace } from "./bytes";

/** A start tag, and the bytes it lies in, valid while it is looked at. */
export interface Tag {
  name: string;
  /** Behind its `>`. */
  end: number;
  /** The value of an attribute (lower-case name), its character references decoded; "" for one without a value. */
  attribute(name: string): string | undefined;
}

const lessThan = 0x3c;
const greater = 0x3e;
const slash = 0x2f;
const equals = 0x3d;

/**
 * Calls `onTag` for each start tag with one of these names (lower case), in order, until it returns false.
 * @returns whether it came to the end: not where that is inside of a tag or comment
 */
export function eachTag(html: Buffer, names: readonly string[], onTag: (tag: Tag) => boolean | void): boolean {
  for (let at = html.indexOf(lessThan); at >= 0 && at + 1 < html.length;) {
    let next = at + 1;
    if (html[next] === 0x21 && html[next + 1] === 0x2d && html[next + 2] === 0x2d) {
      const end = html.indexOf("-->", next + 3);
      if (end < 0) return false;
      next = end + 3;
    } else if (isLetter(byteAt(html, next))) {
      const nameEnd = endOfName(html, next);
      const name = wanted(html, next, nameEnd, names);
      const end = endOfTag(html, nameEnd);
      if (end < 0) return false;
      if (name !== undefined) {
        const tag = { name, end, attribute: (key: string) => findAttribute(html, nameEnd, end, key) };
        if (onTag(tag) === false) return false;
      }
      next = end;
    }
    at = html.indexOf(lessThan, next);
  }
  return true;
}

/** The text from `at` to the next tag; undefined when that is cut off. */
export function textAt(html: Buffer, at: number): string | undefined {
  const end = html.indexOf(lessThan, at);
  return end < 0 || end - at > 1000 ? undefined : unescapeHtml(html.toString("utf8", at, end)).trim();
}

function isLetter(byte: number): boolean {
  return (byte >= 0x61 && byte <= 0x7a) || (byte >= 0x41 && byte <= 0x5a);
}

function endOfName(html: Buffer, at: number): number {
  while (at < html.length && !isSpace(byteAt(html, at)) && html[at] !== slash && html[at] !== greater) at++;
  return at;
}

function wanted(html: Buffer, start: number, end: number, names: readonly string[]): string | undefined {
  for (const name of names) {
    if (name.length !== end - start) continue;
    let i = 0;
    while (i < name.length && (byteAt(html, start + i) | 0x20) === name.charCodeAt(i)) i++;
    if (i === name.length) return name;
  }
  return undefined;
}

/** Behind the `>` that ends the tag: one that is not inside a quoted value. -1 when there is none. */
function endOfTag(html: Buffer, at: number): number {
  for (let previous = 0; at < html.length; at++) {
    const byte = byteAt(html, at);
    if (byte === greater) return at + 1;
    if ((byte === 0x22 || byte === 0x27) && previous === equals) {
      at = html.indexOf(byte, at + 1);
      if (at < 0) return -1;
    }
    if (!isSpace(byte)) previous = byte;
  }
  return -1;
}

function findAttribute(html: Buffer, at: number, end: number, wantedName: string): string | undefined {
  const last = end - 1;
  while (at < last) {
    while (at < last && (isSpace(byteAt(html, at)) || html[at] === slash)) at++;
    const start = at;
    while (at < last && !isSpace(byteAt(html, at)) && html[at] !== equals && html[at] !== slash) at++;
    if (at === start) at++;
    const nameEnd = at;
    while (at < last && isSpace(byteAt(html, at))) at++;
    let from = at;
    let to = at;
    if (html[at] === equals && at < last) {
      at++;
      while (at < last && isSpace(byteAt(html, at))) at++;
      const quote = byteAt(html, at);
      if (quote === 0x22 || quote === 0x27) {
        from = at + 1;
        to = html.indexOf(quote, from);
        if (to < 0 || to > last) return undefined;
        at = to + 1;
      } else {
        from = at;
        while (at < last && !isSpace(byteAt(html, at))) at++;
        to = at;
      }
    }
    if (nameEnd - start === wantedName.length && html.toString("latin1", start, nameEnd).toLowerCase() === wantedName) {
      return unescapeHtml(html.toString("utf8", from, to));
    }
  }
  return undefined;
}

const named: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: "\u00a0", plus: "+" };

/** Decodes numeric character references and the named ones that addresses are written with. */
export function unescapeHtml(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(
    /&(?:#(\d{1,7});?|#[xX]([0-9a-fA-F]{1,6});?|(amp|lt|gt|quot);?|(apos|nbsp|plus);)/g,
    (match, ...groups) => {
      const [decimal, hexadecimal, one, other] = groups as (string | undefined)[];
      if (one ?? other) return own(named, (one ?? other)!)!;
      const code = decimal === undefined ? parseInt(hexadecimal!, 16) : Number(decimal);
      return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : match;
    },
  );
}
