/**
 * What the readers see of a cached response: bytes at positions, whether they lie in a file of their own (`http-v2`),
 * behind a header in a shared one (`http`), or in memory (pip 6 to 9, which deflated header and body together).
 */
export interface Body {
  /** Bytes of the body. */
  readonly size: number;
  /**
   * The bytes from `position` on, at most `length`; fewer at the end, none beyond it.
   * Valid only until the next call: implementations reuse one buffer.
   */
  read(position: number, length: number): Uint8Array;
}

/** A body that is already in memory. */
export function memoryBody(bytes: Uint8Array): Body {
  return { size: bytes.length, read: (position, length) => bytes.subarray(position, position + length) };
}

/** The `size` bytes of `whole` from `start` on, as a body of their own. */
export function bodySlice(whole: Body, start: number, size: number): Body {
  return {
    size,
    read: (position, length) => whole.read(start + position, Math.max(0, Math.min(length, size - position))),
  };
}

/** The same bytes as a Buffer, for its decoding methods; nothing is copied. */
export function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

const pieceSize = 64 << 10;

/** The first `length` bytes in a buffer of their own, read in small pieces: the body's reused buffer stays small. */
export function readAll(body: Body, length = body.size): Buffer {
  const bytes = Buffer.allocUnsafe(Math.min(length, body.size));
  let position = 0;
  while (position < bytes.length) {
    const piece = body.read(position, Math.min(pieceSize, bytes.length - position));
    if (piece.length === 0) break;
    bytes.set(piece, position);
    position += piece.length;
  }
  return bytes.subarray(0, position);
}
