/** Bytes of what may be cut off anywhere, looked at one by one. */

/** A byte; beyond the end -1, which no byte is. */
export function byteAt(bytes: Uint8Array, at: number): number {
  return bytes[at] ?? -1;
}

/** Whether a byte is white space of ASCII. */
export function isSpace(byte: number): boolean {
  return byte === 0x20 || (byte >= 0x09 && byte <= 0x0d);
}
