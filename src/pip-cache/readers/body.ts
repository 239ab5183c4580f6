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
