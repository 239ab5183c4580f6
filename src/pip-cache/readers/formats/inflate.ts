/**
 * Compressed streams within bounds: their start, without paying for the rest, or all of them, and never more than was
 * asked for, whatever they say about their size.
 */

import { brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync } from "node:zlib";
import { affordable, spend } from "./effort";
import { unzstd } from "./zstd";

export type Compression = "raw" | "gzip" | "deflate" | "br" | "zstd";

const partialZlib = { finishFlush: constants.Z_SYNC_FLUSH };
const partialBrotli = { finishFlush: constants.BROTLI_OPERATION_FLUSH };

/**
 * Inflates what `bytes`, the start of a stream, give. Where that would be more than `maxOutput` bytes, a smaller start
 * is taken: what comes out may be much less than `maxOutput`, and is nothing for a bomb.
 * @returns undefined for bytes that are damaged, or of another format
 */
export function inflateStart(bytes: Uint8Array, compression: Compression, maxOutput: number): Buffer | undefined {
  for (let input = bytes; input.length > 0; input = input.subarray(0, input.length >> 2)) {
    try {
      return inflate(input, compression, maxOutput, true);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ERR_BUFFER_TOO_LARGE") return undefined;
    }
  }
  return undefined;
}

/** Inflates a whole stream, its checksum included; undefined when it is damaged, or gives more than `maxOutput` bytes. */
export function inflateWhole(bytes: Uint8Array, compression: Compression, maxOutput: number): Buffer | undefined {
  try {
    return inflate(bytes, compression, maxOutput, false);
  } catch {
    return undefined;
  }
}

function inflate(bytes: Uint8Array, compression: Compression, most: number, isStart: boolean): Buffer {
  if (compression === "zstd") return unzstd(bytes, most, isStart);
  const maxOutputLength = Math.min(most, affordable() + 1);
  const bounds = { maxOutputLength, chunkSize: Math.min(Math.max(64, bytes.length * 8), 64 << 10) };
  try {
    const inflated = inflateWithin(bytes, compression, bounds, isStart);
    spend(inflated.length);
    return inflated;
  } catch (error) {
    // As much was inflated before it was found to be too much.
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") spend(maxOutputLength);
    throw error;
  }
}

function inflateWithin(
  bytes: Uint8Array,
  compression: Exclude<Compression, "zstd">,
  bounds: { maxOutputLength: number; chunkSize: number },
  isStart: boolean,
): Buffer {
  if (compression === "br") return brotliDecompressSync(bytes, isStart ? { ...partialBrotli, ...bounds } : bounds);
  const options = isStart ? { ...partialZlib, ...bounds } : bounds;
  if (compression === "gzip") return gunzipSync(bytes, options);
  return compression === "raw" ? inflateRawSync(bytes, options) : inflateSync(bytes, options);
}
