/** Finds numbered things by what tells them apart, in time that does not grow with their number, outside the JS heap. */
import { cellAt } from "./typed-arrays";

/** Cells of a slot: the number plus 1, 0 where there is none, and its hash. */
const CELLS = 2;

/** A table of numbers by hash; the columns they are numbers of are whoever's who asks. */
export class HashSlots {
  /** At least twice as many slots as numbers; each time a power of 2. */
  #cells = new Int32Array(64);
  #length = 0;

  /** @param isSame whether a number of the same hash is the one that is looked for */
  find(hash: number, isSame: (number: number) => boolean): number | undefined {
    const found = cellAt(this.#cells, slotOf(this.#cells, hash, isSame));
    return found === 0 ? undefined : found - 1;
  }

  /** Adds a number that is not there yet. @param hash 32 bits */
  add(number: number, hash: number): void {
    if (this.#length * 2 * CELLS >= this.#cells.length) this.#widen();
    put(this.#cells, number + 1, hash);
    this.#length++;
  }

  #widen(): void {
    const cells = new Int32Array(this.#cells.length * 2);
    for (let at = 0; at < this.#cells.length; at += CELLS) {
      const number = cellAt(this.#cells, at);
      if (number !== 0) put(cells, number, cellAt(this.#cells, at + 1));
    }
    this.#cells = cells;
  }
}

function put(cells: Int32Array, number: number, hash: number): void {
  const at = slotOf(cells, hash, () => false);
  cells[at] = number;
  cells[at + 1] = hash;
}

/** Where the number lies that is looked for, or else a free slot for it. */
function slotOf(cells: Int32Array, hash: number, isSame: (number: number) => boolean): number {
  const slots = cells.length / CELLS;
  const first = spread(hash) & (slots - 1);
  for (let tried = 0; tried < slots; tried++) {
    const at = ((first + tried) % slots) * CELLS;
    const found = cellAt(cells, at);
    if (found === 0 || (cells[at + 1] === hash && isSame(found - 1))) return at;
  }
  throw new RangeError(`All of ${slots} slots are taken.`);
}

/** One hash of several numbers, 32 bits. */
export function hashOf(...numbers: number[]): number {
  let bits = 0;
  for (const number of numbers) bits = Math.imul((bits ^ number) + (bits << 5), 0x9e3779b1);
  return bits | 0;
}

/** The same of a text. */
export function hashOfText(text: string): number {
  let bits = 0;
  for (let at = 0; at < text.length; at++) bits = hashOf(bits, text.charCodeAt(at));
  return bits;
}

/** Hashes of numbers that follow each other differ in few bits, perhaps high ones. */
function spread(hash: number): number {
  const bits = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return bits ^ (bits >>> 13);
}
