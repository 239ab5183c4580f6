/** CRC-64 as `.xz` files have it (ECMA-182, reflected), in two halves, since numbers of 64 bits are slow. */

const polynomialLow = 0xd7870f42;
const polynomialHigh = 0xc96c5795;

let tables: { low: Uint32Array; high: Uint32Array } | undefined;

function makeTables(): { low: Uint32Array; high: Uint32Array } {
  const low = new Uint32Array(256);
  const high = new Uint32Array(256);
  for (let i = 0; i < 256; i++) {
    let l = i;
    let h = 0;
    for (let bit = 0; bit < 8; bit++) {
      const isOdd = (l & 1) !== 0;
      l = (l >>> 1) | (h << 31);
      h >>>= 1;
      if (!isOdd) continue;
      l ^= polynomialLow;
      h ^= polynomialHigh;
    }
    low[i] = l;
    high[i] = h;
  }
  return { low, high };
}

export class Crc64 {
  #low = -1;
  #high = -1;

  update(bytes: Uint8Array): void {
    const { low, high } = (tables ??= makeTables());
    let l = this.#low;
    let h = this.#high;
    for (const byte of bytes) {
      const index = (l ^ byte) & 0xff;
      l = ((l >>> 8) | (h << 24)) ^ (low[index] ?? 0);
      h = (h >>> 8) ^ (high[index] ?? 0);
    }
    this.#low = l;
    this.#high = h;
  }

  /** Eight bytes, the lowest first. */
  digest(): Buffer {
    const bytes = Buffer.alloc(8);
    bytes.writeUInt32LE(~this.#low >>> 0, 0);
    bytes.writeUInt32LE(~this.#high >>> 0, 4);
    return bytes;
  }
}
