/**
 * Where entries lie and what each adds to its group, and what the folders were like when they were read: enough to read
 * again only what has changed since. In columns outside the JS heap, for hundreds of thousands.
 */
import { hashOf } from "../../files/hash-slots";
import type { EntryFile } from "../entry";
import { cellAt, sortByNumber, withCapacity } from "../../files/typed-arrays";
import { endOfNumbers } from "./bucket";

/** The number of a folder that is none of those that are numbered; see `folderNumber`. */
export const noFolder = -1;

export interface PlacedEntry {
  group: number;
  folder: number;
  files: number;
  /** `st_size` of those of its files that have one name, bytes. */
  bytes: number;
  /** ms since 1970. */
  newestMs: number;
  /** See `markOfFiles`. */
  mark: number;
}

/** Entries as they travel between threads and into memory. */
export interface EntriesPart {
  /** Per entry: group, folder, files, mark. */
  cells: Int32Array<ArrayBuffer>;
  /** Per entry: bytes, newest mtime. */
  sums: Float64Array<ArrayBuffer>;
}

const CELLS = 4;
/** Cells of sums between two pauses. */
const FEW = 10_000;
const SUMS = 2;

/** The folder of each entry, those of a group together: from `starts` of that group up to that of the next. */
export interface PlacesByGroup {
  starts: Int32Array<ArrayBuffer>;
  folders: Int32Array<ArrayBuffer>;
}

/**
 * A number that is another one where a file has come, gone, been moved, replaced or changed, but for rare chance: whoever
 * restores a file may give it the size and time that another had, but not its inode.
 */
export function markOfFiles(folder: number, files: readonly EntryFile[]): number {
  let mark = 0;
  for (const { size, mtimeMs, inode } of files) {
    const parts = [folder, size, mtimeMs, (mtimeMs % 1) * 1e6, inode, inode / 2 ** 32];
    mark = (mark + hashOf(...parts)) | 0;
  }
  return mark;
}

export class PlacedEntries {
  #cells = new Int32Array(0);
  #sums = new Float64Array(0);
  #length = 0;

  /** Takes the columns as they are. */
  static from({ cells, sums }: EntriesPart): PlacedEntries {
    const entries = new PlacedEntries();
    entries.#cells = cells;
    entries.#sums = sums;
    entries.#length = sums.length / SUMS;
    return entries;
  }

  get length(): number {
    return this.#length;
  }

  groupAt(entry: number): number {
    return cellAt(this.#cells, entry * CELLS);
  }

  folderAt(entry: number): number {
    return cellAt(this.#cells, entry * CELLS + 1);
  }

  markAt(entry: number): number {
    return cellAt(this.#cells, entry * CELLS + 3);
  }

  add({ group, folder, files, bytes, newestMs, mark }: PlacedEntry): void {
    this.#reserve(1);
    const [cell, sum] = [this.#length * CELLS, this.#length * SUMS];
    this.#cells[cell] = group;
    this.#cells[cell + 1] = folder;
    this.#cells[cell + 2] = files;
    this.#cells[cell + 3] = mark;
    this.#sums[sum] = bytes;
    this.#sums[sum + 1] = newestMs;
    this.#length++;
  }

  /** Adds those of others. @param groups what the groups of those numbers are here; what has none is left out */
  addPart({ cells, sums }: EntriesPart, groups: Int32Array): void {
    const count = sums.length / SUMS;
    this.#reserve(count);
    for (let entry = 0; entry < count; entry++) {
      const group = cellAt(groups, cellAt(cells, entry * CELLS));
      if (group < 0) continue;
      const cell = this.#length * CELLS;
      this.#cells[cell] = group;
      this.#cells[cell + 1] = cellAt(cells, entry * CELLS + 1);
      this.#cells[cell + 2] = cellAt(cells, entry * CELLS + 2);
      this.#cells[cell + 3] = cellAt(cells, entry * CELLS + 3);
      this.#sums[this.#length * SUMS] = cellAt(sums, entry * SUMS);
      this.#sums[this.#length * SUMS + 1] = cellAt(sums, entry * SUMS + 1);
      this.#length++;
    }
  }

  /**
   * Those that lie in some folders. Pauses after some.
   * @param sums of each group 4 cells: entries, files, bytes, newest mtime, to which they are added
   */
  *within(folders: FolderSet, sums: Float64Array): Generator<undefined, PlacedEntries> {
    const kept = new PlacedEntries();
    kept.#reserve(this.#length);
    const [from, to, fromSums, toSums] = [this.#cells, kept.#cells, this.#sums, kept.#sums];
    let [cell, sum] = [0, 0];
    for (let at = 0, atSum = 0; atSum < this.#length * SUMS; at += CELLS, atSum += SUMS) {
      const [folder, group, files] = [from[at + 1] ?? noFolder, from[at] ?? 0, from[at + 2] ?? 0];
      if (atSum % FEW === 0) yield;
      if (!folders.has(folder)) continue;
      const [bytes, newestMs] = [fromSums[atSum] ?? 0, fromSums[atSum + 1] ?? 0];
      to[cell] = group;
      to[cell + 1] = folder;
      to[cell + 2] = files;
      to[cell + 3] = from[at + 3] ?? 0;
      toSums[sum] = bytes;
      toSums[sum + 1] = newestMs;
      cell += CELLS;
      sum += SUMS;
      const total = group * 4;
      sums[total] = (sums[total] ?? 0) + 1;
      sums[total + 1] = (sums[total + 1] ?? 0) + files;
      sums[total + 2] = (sums[total + 2] ?? 0) + bytes;
      if (newestMs > (sums[total + 3] ?? 0)) sums[total + 3] = newestMs;
    }
    kept.#length = sum / SUMS;
    return kept;
  }

  /** @param groups how many there are */
  byGroup(groups: number): PlacesByGroup {
    const { starts, order } = sortByNumber(this.#length, groups, (entry) => this.groupAt(entry));
    const folders = order.map((entry) => this.folderAt(entry));
    return { starts, folders };
  }

  toPart(): EntriesPart {
    return { cells: this.#cells.slice(0, this.#length * CELLS), sums: this.#sums.slice(0, this.#length * SUMS) };
  }

  #reserve(entries: number): void {
    this.#cells = withCapacity(this.#cells, (this.#length + entries) * CELLS);
    this.#sums = withCapacity(this.#sums, (this.#length + entries) * SUMS);
  }
}

/** A folder as it was right before it was read. */
export interface ReadFolder {
  /** See `folderNumber`. */
  number: number;
  /** See `changedAt`; NaN, which equals nothing, where it does not tell whether something in it has changed. */
  changedAt: number;
  inode: number;
}

/** Folders as they travel between threads and into memory. */
export interface FoldersPart {
  numbers: Int32Array<ArrayBuffer>;
  /** Per folder: when it was changed, and its inode. */
  cells: Float64Array<ArrayBuffer>;
}

/** Cells of a folder. */
export const FOLDER = 2;

/** More folders than there can be: two layouts of five digits. */
const MOST = 2 ** 22;

/** In ascending order of their numbers. Pauses now and then. */
export function* inOrder({ numbers, cells }: FoldersPart): Generator<undefined, FoldersPart> {
  let at = 1;
  while (at < numbers.length && (numbers[at - 1] ?? 0) < (numbers[at] ?? 0)) at++;
  if (at >= numbers.length) return { numbers, cells };
  const sorted = { numbers: new Int32Array(numbers.length), cells: new Float64Array(cells.length) };
  // Without a function that compares sorting takes a tenth of the time.
  const order = Float64Array.from(numbers, (number, place) => number * MOST + place);
  yield;
  order.sort();
  for (let place = 0; place < order.length; place++) {
    if (place % FEW === 0) yield;
    const from = cellAt(order, place) % MOST;
    sorted.numbers[place] = cellAt(numbers, from);
    sorted.cells[place * FOLDER] = cellAt(cells, from * FOLDER);
    sorted.cells[place * FOLDER + 1] = cellAt(cells, from * FOLDER + 1);
  }
  return sorted;
}

/** Numbers of folders: a bit for each that can be, of which the system gives only the pages that are written. */
export class FolderSet {
  readonly #bits = new Uint8Array(endOfNumbers / 8);

  add(number: number): void {
    this.#bits[number >> 3] = (this.#bits[number >> 3] ?? 0) | (1 << (number & 7));
  }

  has(number: number): boolean {
    return ((this.#bits[number >> 3] ?? 0) & (1 << (number & 7))) !== 0;
  }
}

export class ReadFolders {
  #numbers = new Int32Array(0);
  #cells = new Float64Array(0);
  #length = 0;

  /** Takes the columns as they are. */
  static from({ numbers, cells }: FoldersPart): ReadFolders {
    const folders = new ReadFolders();
    folders.#numbers = numbers;
    folders.#cells = cells;
    folders.#length = numbers.length;
    return folders;
  }

  get length(): number {
    return this.#length;
  }

  add({ number, changedAt, inode }: ReadFolder): void {
    this.#reserve(1);
    this.#numbers[this.#length] = number;
    this.#cells[this.#length * FOLDER] = changedAt;
    this.#cells[this.#length * FOLDER + 1] = inode;
    this.#length++;
  }

  addPart({ numbers, cells }: FoldersPart): void {
    this.#reserve(numbers.length);
    this.#numbers.set(numbers, this.#length);
    this.#cells.set(cells, this.#length * FOLDER);
    this.#length += numbers.length;
  }

  toPart(): FoldersPart {
    return { numbers: this.#numbers.slice(0, this.#length), cells: this.#cells.slice(0, this.#length * FOLDER) };
  }

  #reserve(folders: number): void {
    this.#numbers = withCapacity(this.#numbers, this.#length + folders);
    this.#cells = withCapacity(this.#cells, (this.#length + folders) * FOLDER);
  }
}
