/** What `Rows` keeps beside its rows and groups: each a column of its own, in cells that threads can hand over. */
import { cellAt, withCapacity } from "../../files/typed-arrays";
import { Inodes, type Inode } from "../../files/inodes";
import { specialRows } from "../entry";
import { isPackage, type RowKey } from "../../packaging/row-key";

/** Texts by number, in the order in which they were added. What looks for one is made where one is first looked for. */
export class Texts<Text extends string> {
  #numbers: Map<Text, number> | undefined;

  /** @param all each different, and from now on its own */
  constructor(readonly all: Text[] = []) {}

  /** Of a text, which is added where it is new. */
  numberOf(text: Text): number {
    const known = this.find(text);
    if (known !== undefined) return known;
    const number = this.all.push(text) - 1;
    this.#index().set(text, number);
    return number;
  }

  find(text: Text): number | undefined {
    return this.#index().get(text);
  }

  #index(): Map<Text, number> {
    if (this.#numbers !== undefined) return this.#numbers;
    this.#numbers = new Map();
    for (const [number, text] of this.all.entries()) this.#numbers.set(text, number);
    return this.#numbers;
  }
}

/** Texts as small numbers; 0 stands for none. */
export class StringTable {
  readonly #texts: Texts<string>;

  /** @param all of another, which it takes as its own */
  constructor(all: string[] = [""]) {
    this.#texts = new Texts(all);
  }

  get all(): string[] {
    return this.#texts.all;
  }

  /** Of a text, which is added where it is new. */
  numberOf(text: string | undefined): number {
    return text === undefined ? 0 : this.#texts.numberOf(text);
  }

  /** Of a text; undefined where it is none of these. */
  find(text: string | undefined): number | undefined {
    return text === undefined ? 0 : this.#texts.find(text);
  }

  at(number: number): string | undefined {
    return number === 0 ? undefined : this.all[number];
  }
}

/** A name of a file that has several. */
export interface LinkedName {
  inode: Inode;
  /** Names that the file has anywhere. */
  links: number;
  row: number;
  group: number;
  /** See `rankOf`. */
  rank: number;
  /** Whether a name that others have is the one that counts. */
  countsElsewhere?: boolean;
}

/** Files with several names as they travel between threads and into memory. */
export interface LinkedPart {
  /** Per inode: device, inode, size, names it has anywhere. */
  inodes: Float64Array<ArrayBuffer>;
  /** Per name: the number of its inode, row, group, rank. */
  names: Int32Array<ArrayBuffer>;
}

/** Cells of an inode: see `Cell`. */
const INODE = 7;
const Cell = {
  /** Names it has anywhere. */
  links: 0,
  /** Names that are here. */
  here: 1,
  /** The one of these that counts. */
  counting: 2,
  /** The one that was added last. */
  last: 3,
  /** Names that others have, which go together with these. */
  with: 4,
  /** 1 where a name counts that others have. */
  elsewhere: 5,
  /** Of the names that are here, those of foreign files. */
  foreign: 6,
};
/** Cells of an inode where it travels: device, inode, size, names it has anywhere. */
const PART = 4;
/** Cells of a name: its inode, row, group and rank, and the name of that inode that was added before it. */
const NAME = 5;
/** Cells of a group: bytes, and what of these has names elsewhere. */
const SUM = 2;
/** A name that is none. */
const noName = -1;

/** A number made of a path, to tell the names of one file apart and to put them into an order that is always the same. */
export function rankOf(root: string, path: string): number {
  let rank = 0;
  for (const text of [root, "/", path]) {
    for (let index = 0; index < text.length; index++) rank = Math.imul(rank ^ text.charCodeAt(index), 0x01000193);
  }
  return rank;
}

const placeOf = (key: RowKey): number => (key === specialRows.foreign ? 2 : isPackage(key) ? 0 : 1);

/**
 * The names of files that have several. The bytes of each file count once, for the first of its names: those of packages
 * come before those of special rows, foreign files last, then by key, then by `rankOf`. So sizes add up, and it does not
 * matter who saw which name first.
 */
export class LinkedFiles {
  readonly #inodes = new Inodes();
  #cells = new Int32Array(0);
  #names = new Int32Array(0);
  #length = 0;
  #sums = new Float64Array(0);

  /** @param keyOf the key of a row */
  constructor(private readonly keyOf: (row: number) => RowKey) {}

  /** How many names there are. */
  get length(): number {
    return this.#length;
  }

  /** `st_size` of all names, bytes. */
  get bytes(): number {
    let bytes = 0;
    for (let at = 0; at < this.#length * NAME; at += NAME) bytes += this.#inodes.sizeAt(cellAt(this.#names, at));
    return bytes;
  }

  /** Bytes that count for a group. */
  bytesOf(group: number): number {
    return this.#sums[group * SUM] ?? 0;
  }

  /** What of these has a name that is not here. */
  sharedOf(group: number): number {
    return this.#sums[group * SUM + 1] ?? 0;
  }

  add({ inode, links, row, group, rank, countsElsewhere = false }: LinkedName): void {
    const number = this.#inodes.add(inode);
    const name = this.#length++;
    this.#cells = withCapacity(this.#cells, (number + 1) * INODE);
    this.#names = withCapacity(this.#names, (name + 1) * NAME);
    this.#sums = withCapacity(this.#sums, (group + 1) * SUM);
    const at = number * INODE;
    const cells = this.#cells;
    const here = this.#cell(number, Cell.here);
    if (here === 0) cells[at + Cell.counting] = name;
    this.#count(number, -1);
    this.#setName(name, number, row, group, rank, here === 0 ? noName : this.#cell(number, Cell.last));
    if (this.#compare(name, this, this.#cell(number, Cell.counting)) < 0) cells[at + Cell.counting] = name;
    cells[at + Cell.links] = Math.max(this.#cell(number, Cell.links), links);
    cells[at + Cell.here] = here + 1;
    cells[at + Cell.last] = name;
    if (this.keyOf(row) === specialRows.foreign) cells[at + Cell.foreign] = this.#cell(number, Cell.foreign) + 1;
    if (countsElsewhere) cells[at + Cell.elsewhere] = 1;
    this.#count(number, 1);
  }

  /**
   * Adds the names of others.
   * @param rows what the rows of those numbers are here
   * @param groups what the groups of those numbers are here
   */
  addPart({ inodes, names }: LinkedPart, rows: Int32Array, groups: Int32Array): void {
    for (let at = 0; at < names.length; at += NAME - 1) {
      const from = cellAt(names, at) * PART;
      const inode = {
        device: cellAt(inodes, from),
        inode: cellAt(inodes, from + 1),
        size: cellAt(inodes, from + 2),
      };
      const row = cellAt(rows, cellAt(names, at + 1));
      const group = cellAt(groups, cellAt(names, at + 2));
      this.add({ inode, links: cellAt(inodes, from + 3), row, group, rank: cellAt(names, at + 3) });
    }
  }

  /**
   * Accounts for the names that others have of the same files.
   * @param areGone whether those go together with these: then they keep no byte back
   */
  accountFor(others: LinkedFiles, areGone: boolean): void {
    for (let number = 0; number < this.#inodes.length; number++) {
      const other = others.#inodes.find(this.#inodes.at(number));
      if (other === undefined) continue;
      const isTheirs = others.#compare(others.#cell(other, Cell.counting), this, this.#cell(number, Cell.counting)) < 0;
      this.#count(number, -1);
      if (isTheirs) this.#cells[number * INODE + Cell.elsewhere] = 1;
      if (areGone) {
        const withThese = this.#cell(number, Cell.with) + others.#cell(other, Cell.here);
        this.#cells[number * INODE + Cell.with] = withThese;
      }
      this.#count(number, 1);
    }
  }

  /** The key and rank of the name that counts, and whether the file has names that are not here; undefined for others. */
  find(inode: Inode): { key: RowKey; rank: number; isShared: boolean } | undefined {
    const number = this.#inodes.find(inode);
    if (number === undefined) return undefined;
    const name = this.#cell(number, Cell.counting);
    return { key: this.#keyAt(name), rank: cellAt(this.#names, name * NAME + 3), isShared: this.#isShared(number) };
  }

  /**
   * Whether a file has names that are not here, of which these before knew nothing: one may be a file that had one name
   * when they were read.
   */
  hasNewNames(before: LinkedFiles): boolean {
    for (let number = 0; number < this.#inodes.length; number++) {
      const links = this.#cell(number, Cell.links);
      if (this.#cell(number, Cell.here) >= links) continue;
      const known = before.#inodes.find(this.#inodes.at(number));
      if (known === undefined || before.#cell(known, Cell.links) < links) return true;
    }
    return false;
  }

  /** Whether any file has names that are not here. */
  get areShared(): boolean {
    for (let number = 0; number < this.#inodes.length; number++) if (this.#isShared(number)) return true;
    return false;
  }

  /**
   * All names but those that are gone, each file with as many fewer.
   * @param others what is gone together with these
   */
  *without(gone?: LinkedFiles, others: LinkedFiles[] = []): Generator<LinkedName> {
    for (let name = 0; name < this.#length; name++) {
      const at = name * NAME;
      const number = cellAt(this.#names, at);
      const row = cellAt(this.#names, at + 1);
      const group = cellAt(this.#names, at + 2);
      const rank = cellAt(this.#names, at + 3);
      const inode = this.#inodes.at(number);
      if (gone && gone.#namesOf(inode).some((other) => this.#compare(name, gone, other) === 0)) continue;
      let links = this.#cell(number, Cell.links);
      for (const one of gone ? [gone, ...others] : []) links -= one.#namesOf(inode).length;
      yield { inode, links, row, group, rank, countsElsewhere: this.#cell(number, Cell.elsewhere) === 1 };
    }
  }

  toPart(): LinkedPart {
    const inodes = new Float64Array(this.#inodes.length * PART);
    const names = new Int32Array(this.#length * (NAME - 1));
    for (let number = 0; number < this.#inodes.length; number++) {
      const { device, inode, size } = this.#inodes.at(number);
      inodes.set([device, inode, size, this.#cell(number, Cell.links)], number * PART);
    }
    for (let name = 0; name < this.#length; name++) {
      names.set(this.#names.subarray(name * NAME, (name + 1) * NAME - 1), name * (NAME - 1));
    }
    return { inodes, names };
  }

  #cell(number: number, cell: number): number {
    return cellAt(this.#cells, number * INODE + cell);
  }

  /** Names of foreign files count as being here only where all are: pip's files go without them. */
  #isShared(number: number): boolean {
    const [links, here] = [this.#cell(number, Cell.links), this.#cell(number, Cell.here)];
    const foreign = this.#cell(number, Cell.foreign);
    return here - (foreign < here ? foreign : 0) + this.#cell(number, Cell.with) < links;
  }

  #namesOf(inode: Inode): number[] {
    const names: number[] = [];
    const number = this.#inodes.find(inode);
    let name = number === undefined ? noName : this.#cell(number, Cell.last);
    for (; name !== noName; name = cellAt(this.#names, name * NAME + 4)) names.push(name);
    return names;
  }

  #keyAt(name: number): RowKey {
    return this.keyOf(cellAt(this.#names, name * NAME + 1));
  }

  #compare(name: number, others: LinkedFiles, other: number): number {
    const [key, otherKey] = [this.#keyAt(name), others.#keyAt(other)];
    if (key !== otherKey) return placeOf(key) - placeOf(otherKey) || (key < otherKey ? -1 : 1);
    return cellAt(this.#names, name * NAME + 3) - cellAt(others.#names, other * NAME + 3);
  }

  #setName(name: number, number: number, row: number, group: number, rank: number, before: number): void {
    const at = name * NAME;
    this.#names[at] = number;
    this.#names[at + 1] = row;
    this.#names[at + 2] = group;
    this.#names[at + 3] = rank;
    this.#names[at + 4] = before;
  }

  /** Adds the bytes of an inode to its group, or takes them from it. */
  #count(number: number, sign: 1 | -1): void {
    if (this.#cell(number, Cell.here) === 0 || this.#cell(number, Cell.elsewhere) === 1) return;
    const at = cellAt(this.#names, this.#cell(number, Cell.counting) * NAME + 2) * SUM;
    const bytes = sign * this.#inodes.sizeAt(number);
    this.#sums[at] = cellAt(this.#sums, at) + bytes;
    if (this.#isShared(number)) this.#sums[at + 1] = cellAt(this.#sums, at + 1) + bytes;
  }
}
