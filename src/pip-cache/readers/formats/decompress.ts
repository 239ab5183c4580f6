/**
 * Decompresses members of zip archives, by each method that Python's `zipfile` knows: pip installs wheels packed by any of
 * them. 93 is Zstandard, since Python 3.14.
 * Format: APPNOTE.TXT 6.3, sections 4.4.5 and 5.8.
 */

import { inflateRawSync } from "node:zlib";
import { asBuffer } from "./body";
import { decodeBzip2, firstBlock } from "./bzip2";
import { spend } from "./effort";
import { inflateStart } from "./inflate";
import { ByteSource, decodeLzma, LzmaError, LzmaUnsupported, once, startOfDecoded, type Next } from "./lzma";
import { longerThanAllowed, unzstd, unzstdPieces } from "./zstd";

const compressionMethods = { stored: 0, deflated: 8, bzip2: 12, lzma: 14, zstd: 93 } as const;

export const isKnownMethod = (method: number): boolean => Object.values<number>(compressionMethods).includes(method);

/** Bytes that a block of bzip2 may take; less of it gives nothing. */
const maxBlock = 1 << 20;

/** How many packed bytes it takes to see the start of what `bytes` of them would be enough for. */
export const bytesForStart = (method: number, bytes: number): number =>
  method === compressionMethods.bzip2 ? Math.max(bytes, maxBlock) : bytes;

/** What the first bytes of a member give, at most `length`; undefined for damaged ones, and for other methods. */
export function decompressStart(method: number, bytes: Buffer, length: number): Buffer | undefined {
  switch (method) {
    case compressionMethods.stored:
      return bytes.subarray(0, length);
    case compressionMethods.deflated:
      return inflateStart(bytes, "raw", length);
    case compressionMethods.bzip2: {
      const block = firstBlock(once(bytes), length);
      return block && asBuffer(block);
    }
    case compressionMethods.lzma:
      return startOfLzma(bytes, length);
    case compressionMethods.zstd:
      return inflateStart(bytes, "zstd", length);
  }
  return undefined;
}

/** A whole member of `size` bytes, or what else it gives; undefined for damaged ones, and for other methods. */
export function decompressWhole(method: number, bytes: Buffer, size: number): Buffer | undefined {
  try {
    switch (method) {
      case compressionMethods.stored:
        return bytes;
      case compressionMethods.deflated:
        spend(size);
        return inflateRawSync(bytes, { maxOutputLength: size + 1, chunkSize: chunkFor(size) });
      case compressionMethods.zstd:
        return unzstd(bytes, size, false);
      case compressionMethods.bzip2:
      case compressionMethods.lzma: {
        const decompressed = Buffer.alloc(size);
        let length = 0;
        for (const piece of decompressPieces(method, once(bytes), size)) {
          if (length + piece.length > size) return undefined;
          decompressed.set(piece, length);
          length += piece.length;
        }
        return decompressed.subarray(0, length);
      }
    }
  } catch {
    // It is damaged, or gives more.
  }
  return undefined;
}

/**
 * A member in pieces, each valid until the next.
 * @param next the next packed bytes; undefined at their end
 * @param size that the member should have, bytes
 * @throws for damaged data
 */
export function* decompressPieces(method: number, next: Next, size: number): Generator<Uint8Array> {
  switch (method) {
    case compressionMethods.bzip2:
      return yield* decodeBzip2(next);
    case compressionMethods.lzma: {
      const source = new ByteSource(next);
      yield* decodeLzma(source, readLzmaHead(source), size);
      return;
    }
    case compressionMethods.zstd:
      return yield* unzstdPieces(next);
  }
}

/** Whether an error of `decompressPieces` says only that it cannot decompress this, not that it is damaged. */
export const isUnsupported = (error: unknown): boolean =>
  error instanceof LzmaUnsupported || error === longerThanAllowed;

function startOfLzma(bytes: Buffer, length: number): Buffer | undefined {
  const source = new ByteSource(once(bytes));
  return startOfDecoded(() => decodeLzma(source, readLzmaHead(source), length), length);
}

/** The version of the SDK, two bytes, and the properties, always five, behind their length. */
function readLzmaHead(source: ByteSource): Buffer {
  source.bytes(2);
  if (source.bytes(2).readUInt16LE(0) !== 5) throw new LzmaError("its properties are damaged");
  return source.bytes(5);
}

/** zlib's output buffer: one that fits spares it the copying, a large one for little costs more than the inflating. */
function chunkFor(size: number): number {
  return Math.min(Math.max(64, size + 1), 32 << 10);
}
