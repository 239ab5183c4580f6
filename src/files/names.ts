/**
 * File names are bytes, and on POSIX not always UTF-8. Bytes that are not are kept as the lone surrogates U+DC80 to
 * U+DCFF (Python's "surrogateescape"), so that every name survives as a string and can be turned back.
 */
import { cellAt } from "./typed-arrays";

/** Lone ones: a pair is a character of its own, such as an emoji. */
const escaped = /[\udc80-\udcff]/u;
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A name or path as the string that stands for it. */
export function decodeName(bytes: Uint8Array): string {
  try {
    return strict.decode(bytes);
  } catch {
    return decodeEscaping(bytes);
  }
}

function decodeEscaping(bytes: Uint8Array): string {
  let text = "";
  for (let position = 0; position < bytes.length;) {
    const byte = cellAt(bytes, position);
    const length = sequenceLength(byte);
    const sequence = bytes.subarray(position, position + length);
    let character: string | undefined;
    try {
      character = sequence.length === length ? strict.decode(sequence) : undefined;
    } catch {
      character = undefined;
    }
    text += character ?? String.fromCharCode(0xdc00 + byte);
    position += character === undefined ? 1 : length;
  }
  return text;
}

function sequenceLength(first: number): number {
  if (first >= 0xf0) return 4;
  if (first >= 0xe0) return 3;
  return first >= 0xc0 ? 2 : 1;
}

/** The bytes a string made by `decodeName` stands for. */
export function encodeName(name: string): Buffer {
  if (!escaped.test(name)) return Buffer.from(name);
  const parts: Buffer[] = [];
  for (const character of name) {
    const isByte = escaped.test(character);
    parts.push(isByte ? Buffer.from([character.charCodeAt(0) - 0xdc00]) : Buffer.from(character));
  }
  return Buffer.concat(parts);
}

/** What `node:fs` is to be given for a path: the string itself wherever it can be. */
export function nativePath(path: string): string | Buffer {
  // Asked first because it costs a twentieth, for each file there is.
  return path.isWellFormed() || !escaped.test(path) ? path : encodeName(path);
}

/** A path as people on a platform write it, and its programs: with backslashes on Windows. */
export function platformPath(path: string, platform: NodeJS.Platform = process.platform): string {
  return platform === "win32" ? path.replaceAll("/", "\\") : path;
}

/** The directory of a path below a root; empty for the root itself. */
export function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

/** A path below a root and the directories above it, without the root itself. */
export function upwardFrom(path: string): string[] {
  const parts = path.split("/");
  return parts.map((_, above) => parts.slice(0, parts.length - above).join("/")).filter(Boolean);
}

/** The last part of a path with slashes. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
