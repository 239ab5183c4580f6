/** Inflates only to add up: the size and the checksum of what is in a deflated part of a file. */

import { crc32 } from "node:zlib";
import { InflateError, inflateStream } from "../formats/inflate-stream";

/** Compressed bytes read at a time. */
const readSize = 64 << 10;

export interface Inflated {
  /** Compressed bytes, up to the end of the stream. */
  consumed: number;
  /** Inflated bytes, and their CRC-32. */
  size: number;
  crc: number;
}

/**
 * Inflates a stream of at most `length` compressed bytes. Yields, after a piece of output, the compressed bytes read
 * since the last yield.
 * @param read The next bytes, at most so many; fewer where the file ends.
 * @param maxSize Stop when more than this comes out.
 * @returns undefined when the stream is damaged
 */
export function* checkDeflated(
  length: number,
  read: (length: number) => Uint8Array,
  maxSize = Infinity,
): Generator<number, Inflated | undefined> {
  let left = length;
  let reported = length;
  const next = () => {
    if (left === 0) return undefined;
    const bytes = read(Math.min(readSize, left));
    left -= bytes.length;
    return bytes.length > 0 ? bytes : undefined;
  };
  let size = 0;
  let crc = 0;
  const pieces = inflateStream(next);
  try {
    for (;;) {
      const piece = pieces.next();
      if (piece.done) return { consumed: piece.value, size, crc };
      size += piece.value.length;
      if (size > maxSize) return undefined;
      crc = crc32(piece.value, crc);
      yield reported - left;
      reported = left;
    }
  } catch (error) {
    if (!(error instanceof InflateError)) throw error;
    return undefined;
  }
}
