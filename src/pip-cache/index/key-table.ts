/**
 * Entries' keys, and the hashes that indexes published for them, in memory that threads share and that lies outside the
 * JS heap: a check asks about every entry of a cache at once.
 */

const KEY = 28;
const HASH = 32;
const SLOT = 1 + KEY + HASH;
/** What the first byte of a slot says; 0 where there is nothing. */
const LISTED = 1;
const PUBLISHED = 2;

/** A hash table that never grows; keys are hashes already, so their first bytes say where to look. */
export class KeyTable {
  readonly #bytes: Uint8Array;
  readonly #slots: number;

  /** A table on memory that another thread's table gave; see `memory`. */
  constructor(readonly memory: SharedArrayBuffer) {
    this.#bytes = new Uint8Array(memory);
    this.#slots = memory.byteLength / SLOT;
  }

  /** An empty table for so many keys. */
  static for(count: number): KeyTable {
    return new KeyTable(new SharedArrayBuffer((count * 2 + 1) * SLOT));
  }

  /** @param key 56 hexadecimal digits; anything else is passed over */
  add(key: string): void {
    const bytes = bytesOf(key);
    if (bytes === undefined) return;
    const slot = this.#find(bytes);
    if (this.#bytes[slot] !== 0) return;
    this.#bytes.set(bytes, slot + 1);
    this.#bytes[slot] = LISTED;
  }

  has(key: string): boolean {
    const bytes = bytesOf(key);
    return bytes !== undefined && this.#bytes[this.#find(bytes)] !== 0;
  }

  /** Notes what an index published for a key, if that is in the table. */
  publish(key: string, sha256: string): void {
    const bytes = bytesOf(key);
    const slot = bytes && this.#find(bytes);
    if (slot === undefined || this.#bytes[slot] === 0) return;
    this.#bytes.set(Buffer.from(sha256, "hex"), slot + 1 + KEY);
    this.#bytes[slot] = PUBLISHED;
  }

  /** What an index published for a key, 64 hexadecimal digits. */
  published(key: string): string | undefined {
    const bytes = bytesOf(key);
    const slot = bytes && this.#find(bytes);
    if (slot === undefined || this.#bytes[slot] !== PUBLISHED) return undefined;
    return Buffer.from(this.#bytes.subarray(slot + 1 + KEY, slot + SLOT)).toString("hex");
  }

  /** Where a key's slot is, or where it would be. */
  #find(key: Buffer): number {
    for (let index = key.readUInt32BE(0) % this.#slots; ; index = (index + 1) % this.#slots) {
      const slot = index * SLOT;
      if (this.#bytes[slot] === 0 || this.#hasKey(slot + 1, key)) return slot;
    }
  }

  #hasKey(at: number, key: Buffer): boolean {
    for (let i = 0; i < KEY; i++) if (this.#bytes[at + i] !== key[i]) return false;
    return true;
  }
}

function bytesOf(key: string): Buffer | undefined {
  const bytes = key.length === KEY * 2 ? Buffer.from(key, "hex") : undefined;
  return bytes?.length === KEY ? bytes : undefined;
}
