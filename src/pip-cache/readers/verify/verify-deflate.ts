/**
 * Inflates only to add up: the size and the checksum of what is in a deflated part of a file. In small steps, so that
 * whoever checks gigabytes can pause, report and stop; Node's zlib does so only asynchronously.
 */

import { crc32 } from "node:zlib";
import { Z_NO_FLUSH, Z_OK, Z_STREAM_END, zlibInflate, zlibInflateInit2, ZStream } from "pako";

/** Compressed bytes read at a time. */
const readSize = 64 << 10;
/** Inflated bytes in a step. */
const pieceSize = 128 << 10;
/** zlib's sign for a stream without header and trailer, with the largest window. */
const rawWindowBits = -15;

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
  const stream = new ZStream();
  zlibInflateInit2(stream, rawWindowBits);
  const output = new Uint8Array(pieceSize);
  let left = length;
  let reported = length;
  let size = 0;
  let crc = 0;
  for (;;) {
    if (stream.avail_in === 0 && left > 0) {
      stream.input = read(Math.min(readSize, left));
      stream.next_in = 0;
      stream.avail_in = stream.input.length;
      left -= stream.input.length;
    }
    stream.output = output;
    stream.next_out = 0;
    stream.avail_out = pieceSize;
    const status = zlibInflate(stream, Z_NO_FLUSH);
    size += stream.next_out;
    if (size > maxSize) return undefined;
    crc = crc32(output.subarray(0, stream.next_out), crc);
    if (status === Z_STREAM_END) return { consumed: stream.total_in, size, crc };
    // A call that neither reads nor writes is no success for zlib: this ends with the input, too.
    if (status !== Z_OK) return undefined;
    yield reported - left;
    reported = left;
  }
}
