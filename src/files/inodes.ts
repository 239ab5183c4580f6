/**
 * Tells files with several names apart by their inodes. In columns outside the JS heap: of a cache that was backed up by
 * hard links, every file has several.
 */
import { HashSlots, hashOf } from "./hash-slots";
import { cellAt, withCapacity } from "./typed-arrays";

/** What two names of one file have in common. */
export interface Inode {
  device: number;
  inode: number;
  /** `st_size`, bytes. It belongs to what tells them apart, because Windows' inodes are longer than a number is exact. */
  size: number;
}

/** Cells of an inode: device, inode, size. */
const CELLS = 3;

/** Numbers inodes from 0 on, in the order in which they are added. */
export class Inodes {
  #cells = new Float64Array(0);
  #length = 0;
  readonly #slots = new HashSlots();

  get length(): number {
    return this.#length;
  }

  at(number: number): Inode {
    const at = number * CELLS;
    return { device: cellAt(this.#cells, at), inode: cellAt(this.#cells, at + 1), size: cellAt(this.#cells, at + 2) };
  }

  /** `st_size`, bytes. */
  sizeAt(number: number): number {
    return cellAt(this.#cells, number * CELLS + 2);
  }

  /** Its number; undefined where it was not added. */
  find({ device, inode, size }: Inode): number | undefined {
    const cells = this.#cells;
    return this.#slots.find(hash(inode, device), (number) => {
      const at = number * CELLS;
      return cells[at] === device && cells[at + 1] === inode && cells[at + 2] === size;
    });
  }

  /** Its number, that of the next one where it is new. */
  add(inode: Inode): number {
    const found = this.find(inode);
    if (found !== undefined) return found;
    this.#cells = withCapacity(this.#cells, (this.#length + 1) * CELLS);
    this.#cells.set([inode.device, inode.inode, inode.size], this.#length * CELLS);
    this.#slots.add(this.#length, hash(inode.inode, inode.device));
    return this.#length++;
  }
}

const hash = (inode: number, device: number): number => hashOf(inode, inode / 0x100000000, device);

/** Cells of an inode of which names went: device, inode, size, and names that are left. */
const UNLINKED = 4;

/** Files with several names of which some went: tells how many bytes did not come back because of the others. */
export class UnlinkedNames {
  readonly #inodes = new Inodes();
  #left = new Int32Array(0);

  static from(cells: Float64Array): UnlinkedNames {
    const names = new UnlinkedNames();
    for (let at = 0; at < cells.length; at += UNLINKED) {
      const [device, inode, size] = [cellAt(cells, at), cellAt(cells, at + 1), cellAt(cells, at + 2)];
      names.add({ device, inode, size }, cellAt(cells, at + 3));
    }
    return names;
  }

  /** `st_size` of the files that have names left, bytes. */
  get shared(): number {
    let bytes = 0;
    for (let number = 0; number < this.#inodes.length; number++) {
      if (cellAt(this.#left, number) > 0) bytes += this.#inodes.sizeAt(number);
    }
    return bytes;
  }

  /** @param left names that the file has still */
  add(inode: Inode, left: number): void {
    const count = this.#inodes.length;
    const number = this.#inodes.add(inode);
    this.#left = withCapacity(this.#left, number + 1);
    this.#left[number] = number === count ? left : Math.min(cellAt(this.#left, number), left);
  }

  /** Adds those of another removal. */
  append(other: UnlinkedNames): void {
    for (let number = 0; number < other.#inodes.length; number++)
      this.add(other.#inodes.at(number), cellAt(other.#left, number));
  }

  /** To be handed over. */
  cells(): Float64Array<ArrayBuffer> {
    const cells = new Float64Array(this.#inodes.length * UNLINKED);
    for (let number = 0; number < this.#inodes.length; number++) {
      const { device, inode, size } = this.#inodes.at(number);
      cells.set([device, inode, size, cellAt(this.#left, number)], number * UNLINKED);
    }
    return cells;
  }
}
