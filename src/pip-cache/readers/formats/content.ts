/**
 * The text of a response: its body as the server would have wanted it read, decoded from gzip, br or zstd. Servers
 * without type headers exist, so the first bytes have a word too.
 */

import { asBuffer, readAll, type Body } from "./body";
import { byteAt } from "./bytes";
import { spend, Weight } from "./effort";
import { inflateStart, inflateWhole, type Compression } from "./inflate";

export interface Text {
  bytes: Buffer;
  /** Whether it is all of it; otherwise it is cut off somewhere. */
  whole: boolean;
  /**
   * Whether damage in one place stays in that place, or was looked for: what stands twice in a compressed text is stored
   * once, so that one flipped bit changes both; only a checksum over all of it tells.
   */
  sure: boolean;
}

/** Bytes read from the body, and the most that they may become. */
export interface Bounds {
  read: number;
  decoded: number;
  /** Whether less than all of it is of no use. */
  wholeOnly?: true;
}

/** Bytes that are read in one go. */
const small = 64 << 10;

/**
 * Reads the start of a body's text.
 * @returns undefined when it is damaged, or does not become what its header says
 */
export function readText(body: Body, contentEncoding: string | undefined, bounds: Bounds): Text | undefined {
  const bytes = bounds.read <= small ? asBuffer(body.read(0, bounds.read)) : readAll(body, bounds.read);
  const isAll = bytes.length === body.size;
  spend(bytes.length * Weight.parse);
  const compression = compressionOf(bytes, contentEncoding);
  if (compression === undefined) return { bytes, whole: isAll, sure: true };
  const whole = isAll ? inflateWhole(bytes, compression, bounds.decoded) : undefined;
  if (whole !== undefined) return { bytes: whole, whole: true, sure: hasChecksum(compression) };
  if (bounds.wholeOnly) return undefined;
  const start = inflateStart(bytes, compression, bounds.decoded);
  return start && { bytes: start, whole: false, sure: false };
}

/** Whether inflating all of it checks it. Frames of zstd may have a checksum, which the library does not look at. */
function hasChecksum(compression: Compression): boolean {
  return compression === "gzip" || compression === "deflate";
}

/** How these bytes are compressed: they must agree with what the header says, where they can. */
function compressionOf(bytes: Buffer, contentEncoding: string | undefined): Compression | undefined {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return "gzip";
  if (bytes.length >= 4 && bytes.readUInt32LE(0) === 0xfd2fb528) return "zstd";
  switch (contentEncoding?.trim().toLowerCase()) {
    case "br":
      return "br";
    case "deflate":
      return (byteAt(bytes, 0) & 0x0f) === 8 ? "deflate" : "raw";
    default:
      return undefined;
  }
}
