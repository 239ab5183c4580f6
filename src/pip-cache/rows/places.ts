/**
 * Where entries lie and what each adds to its group, and what the folders were like when they were read: enough to read
 * again only what has changed since. In columns outside the JS heap, for hundreds of thousands.
 */
import { cellAt, withCapacity } from "../../files/typed-arrays";

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
}

/** Entries as they travel between threads and into memory. */
export interface EntriesPart {
  /** Per entry: group, folder, files. */
  cells: Int32Array<ArrayBuffer>;
  /** Per entry: bytes, newest mtime. */
  sums: Float64Array<ArrayBuffer>;
}

const CELLS = 3;
const SUMS = 2;

export class PlacedEntries {
  #cells = new Int32Array(0);
  #sums = new Float64Array(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  groupAt(entry: number): number {
    return cellAt(this.#cells, entry * CELLS);
  }

  folderAt(entry: number): number {
    return cellAt(this.#cells, entry * CELLS + 1);
  }

  at(entry: number): PlacedEntry {
    const [cell, sum] = [entry * CELLS, entry * SUMS];
    return {
      group: cellAt(this.#cells, cell),
      folder: cellAt(this.#cells, cell + 1),
      files: cellAt(this.#cells, cell + 2),
      bytes: cellAt(this.#sums, sum),
      newestMs: cellAt(this.#sums, sum + 1),
    };
  }

  add({ group, folder, files, bytes, newestMs }: PlacedEntry): void {
    this.#reserve(1);
    const [cell, sum] = [this.#length * CELLS, this.#length * SUMS];
    this.#cells[cell] = group;
    this.#cells[cell + 1] = folder;
    this.#cells[cell + 2] = files;
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
      this.#sums[this.#length * SUMS] = cellAt(sums, entry * SUMS);
      this.#sums[this.#length * SUMS + 1] = cellAt(sums, entry * SUMS + 1);
      this.#length++;
    }
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
const FOLDER = 2;

export class ReadFolders {
  #numbers = new Int32Array(0);
  #cells = new Float64Array(0);
  #length = 0;

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

  *numbers(): Generator<number> {
    for (let at = 0; at < this.#length; at++) yield cellAt(this.#numbers, at);
  }

  toPart(): FoldersPart {
    return { numbers: this.#numbers.slice(0, this.#length), cells: this.#cells.slice(0, this.#length * FOLDER) };
  }

  #reserve(folders: number): void {
    this.#numbers = withCapacity(this.#numbers, this.#length + folders);
    this.#cells = withCapacity(this.#cells, (this.#length + folders) * FOLDER);
  }
}
