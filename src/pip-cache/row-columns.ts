/** What `Rows` keeps beside its rows and groups: each a column of its own, in cells that threads can hand over. */
import { grown } from "../files/grown";

/** A row that is none. */
export const noRow = -1;

/** Texts as small numbers; 0 stands for none. */
export class Words {
  readonly all: string[] = [""];
  readonly #numbers = new Map<string, number>();

  /** Of a text, which is added where it is new. */
  numberOf(word: string | undefined): number {
    if (word === undefined) return 0;
    let number = this.#numbers.get(word);
    if (number === undefined) this.#numbers.set(word, (number = this.all.push(word) - 1));
    return number;
  }

  at(number: number): string | undefined {
    return number === 0 ? undefined : this.all[number];
  }
}

/** Cells of a bucket: the row of an entry in it, or `noRow`, and its number; see `bucketOf`. */
const BUCKET = 2;

/** Where the entries of rows lie. */
export class RowBuckets {
  #cells = new Int32Array(0);
  #length = 0;

  add(row: number, bucket: number): void {
    const at = this.#length * BUCKET;
    this.#cells = grown(this.#cells, at + BUCKET);
    this.#cells[at] = row;
    this.#cells[at + 1] = bucket;
    this.#length++;
  }

  /**
   * Adds the cells of others.
   * @param rowOf what the row of that number is here
   */
  addCells(cells: Int32Array, rowOf: (row: number) => number | undefined): void {
    for (let at = 0; at < cells.length; at += BUCKET) this.add(rowOf(cells[at]) ?? noRow, cells[at + 1]);
  }

  /** The numbers of those in which entries of some rows, or of any, lie: each perhaps several times. */
  *numbers(rows?: ReadonlySet<number>): Generator<number> {
    for (let at = 0; at < this.#length * BUCKET; at += BUCKET) {
      if (rows === undefined || rows.has(this.#cells[at])) yield this.#cells[at + 1];
    }
  }

  cells(): Int32Array<ArrayBuffer> {
    return this.#cells.slice(0, this.#length * BUCKET);
  }
}

/** Cells of a file with several names: inode, names, size, group. */
const LINKED = 4;

/** Files with several names: their bytes count once all of these are in the cache, and only once. */
export class LinkedFiles {
  #cells = new Float64Array(0);
  #length = 0;

  add(inode: number, names: number, size: number, group: number): void {
    this.#cells = grown(this.#cells, (this.#length + 1) * LINKED);
    this.#cells.set([inode, names, size, group], this.#length++ * LINKED);
  }

  /**
   * Adds the cells of others.
   * @param groups what the groups of those numbers are here
   */
  addCells(cells: Float64Array, groups: Int32Array): void {
    for (let at = 0; at < cells.length; at += LINKED) {
      this.add(cells[at], cells[at + 1], cells[at + 2], groups[cells[at + 3]]);
    }
  }

  /** Calls with the size of each file of which all names are here, and the group of the last one; forgets all files. */
  count(add: (size: number, group: number) => void): void {
    const seenNames = new Map<number, number>();
    for (let at = 0; at < this.#length * LINKED; at += LINKED) {
      const [inode, names, size, group] = this.#cells.subarray(at, at + LINKED);
      const seen = (seenNames.get(inode) ?? 0) + 1;
      seenNames.set(inode, seen);
      if (seen === names) add(size, group);
    }
    this.#cells = new Float64Array(0);
    this.#length = 0;
  }

  cells(): Float64Array<ArrayBuffer> {
    return this.#cells.slice(0, this.#length * LINKED);
  }
}
