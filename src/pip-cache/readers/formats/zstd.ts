/**
 * Zstandard: index pages may come so since Python 3.14. Node decodes it from 22.15 on, but takes a stream that is cut
 * off for a whole one; so a small library does it, which believes what a frame says about its size, so that is checked
 * here. It does not look at a frame's checksum.
 * Format: RFC 8878; RFC 9659 bounds the window of what is sent over HTTP to 8 MiB.
 */

import { Decompress } from "fzstd";
import { byteAt } from "./bytes";
import { spend, Weight } from "./effort";

const maxWindow = 8 << 20;
/** What Node's zlib throws where an output would be longer than allowed; callers know errors by it. */
export const longerThanAllowed = Object.assign(new RangeError("longer than allowed"), { code: "ERR_BUFFER_TOO_LARGE" });

/**
 * Decodes what `bytes` give; a start of a stream as far as it goes.
 * @throws for damaged data, and with the code `ERR_BUFFER_TOO_LARGE` for more than `maxOutput` bytes
 */
export function unzstd(bytes: Uint8Array, maxOutput: number, isStart: boolean): Buffer {
  if (!isWindowAllowed(bytes)) throw longerThanAllowed;
  const pieces: Uint8Array[] = [];
  let size = 0;
  const decoder = new Decompress((piece) => {
    size += piece.length;
    spend(piece.length * Weight.zstd);
    if (size > maxOutput) throw longerThanAllowed;
    pieces.push(piece);
  });
  decoder.push(bytes, !isStart);
  return Buffer.concat(pieces, size);
}

/** Packed bytes taken at a time: of the worst of them come some 30 MB. */
const smallStep = 1 << 10;

/**
 * Decodes a whole stream, in pieces.
 * @param next The next bytes; undefined at their end.
 * @throws as `unzstd`
 */
export function* unzstdPieces(next: () => Uint8Array | undefined): Generator<Uint8Array> {
  let pieces: Uint8Array[] = [];
  const decoder = new Decompress((piece) => pieces.push(piece));
  let isFirst = true;
  for (let bytes; (bytes = next()) !== undefined; isFirst = false) {
    if (isFirst && !isWindowAllowed(bytes)) throw longerThanAllowed;
    for (let at = 0; at < bytes.length; at += smallStep) {
      // It keeps what it is given until it needs it.
      decoder.push(Uint8Array.from(bytes.subarray(at, at + smallStep)), false);
      yield* pieces;
      pieces = [];
    }
  }
  decoder.push(new Uint8Array(0), true);
  yield* pieces;
}

/** Whether the frame that starts here keeps to the window that HTTP allows. */
function isWindowAllowed(bytes: Uint8Array): boolean {
  // Of fewer bytes the library makes nothing.
  if (bytes.length < 18) return true;
  const descriptor = byteAt(bytes, 4);
  const hasWindow = (descriptor & 0x20) === 0;
  if (hasWindow) {
    const window = byteAt(bytes, 5);
    const base = 2 ** (10 + (window >> 3));
    return base + (base / 8) * (window & 7) <= maxWindow;
  }
  // A frame in one segment: its content is its window.
  const at = 5 + ([0, 1, 2, 4][descriptor & 3] ?? 0);
  const sizeBytes = 1 << (descriptor >> 6);
  let size = descriptor >> 6 === 1 ? 256 : 0;
  for (let i = 0; i < sizeBytes; i++) size += byteAt(bytes, at + i) * 256 ** i;
  return size <= maxWindow;
}
