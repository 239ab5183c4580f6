/**
 * Core metadata: `METADATA` of a wheel, `PKG-INFO` of an sdist, the file that an index offers beside a wheel (PEP 658).
 * One format, headers as in e-mail, of which two are wanted.
 */

import { asBuffer } from "../formats/body";
import { byteAt } from "../formats/bytes";
import { isPlausibleVersion, isProjectName, type Release } from "./project";

/** Name and version stand in the first lines; fields of any length may come between all the same. */
const maxScanned = 1 << 20;

/** Reads name and version from the start of a metadata file; undefined for anything else. */
export function readMetadata(bytes: Uint8Array): Release | undefined {
  const buffer = asBuffer(bytes);
  const end = Math.min(buffer.length, maxScanned);
  let at = buffer.length >= 3 && buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf ? 3 : 0;
  let isMetadata = false;
  let name: string | undefined;
  let version: string | undefined;
  while (at < end) {
    const newline = buffer.indexOf(0x0a, at);
    // A last line without its end may be cut short: it says nothing.
    if (newline < 0 || newline >= end) return undefined;
    const line = newline > at && buffer[newline - 1] === 0x0d ? newline - 1 : newline;
    if (line === at) return undefined;
    switch (byteAt(buffer, at) | 0x20) {
      case 0x6d:
        isMetadata ||= field(buffer, at, line, "metadata-version") !== undefined;
        break;
      case 0x6e:
        name ??= field(buffer, at, line, "name");
        break;
      case 0x76:
        version ??= field(buffer, at, line, "version");
    }
    if (isMetadata && name !== undefined && version !== undefined) {
      return isProjectName(name) && isPlausibleVersion(version) ? { name, version } : undefined;
    }
    at = newline + 1;
  }
  return undefined;
}

/** The value of the line from `start` to `end` if it is the field `name` (lower case). */
function field(buffer: Buffer, start: number, end: number, name: string): string | undefined {
  const colon = start + name.length;
  if (colon >= end || buffer[colon] !== 0x3a || end - colon > 256) return undefined;
  if (buffer.toString("latin1", start, colon).toLowerCase() !== name) return undefined;
  return buffer.toString("latin1", colon + 1, end).trim();
}
