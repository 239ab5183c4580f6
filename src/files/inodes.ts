/**
 * Tells files with several names apart by their inodes. In columns outside the JS heap: of a cache that was backed up by
 * hard links, every file has several.
 */
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
  /** Numbers plus 1 by hash, 0 for none; at least twice as many as there are inodes, each a power of 2. */
  #slots = new Int32Array(0);

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
  find(inode: Inode): number | undefined {
    if (this.#length === 0) return undefined;
    const found = cellAt(this.#slots, this.#slotOf(inode));
    return found === 0 ? undefined : found - 1;
  }

  /** Its number, that of the next one where it is new. */
  add(inode: Inode): number {
    if (this.#length * 2 >= this.#slots.length) this.#widen();
    const slot = this.#slotOf(inode);
    const found = cellAt(this.#slots, slot);
    if (found !== 0) return found - 1;
    this.#cells = withCapacity(this.#cells, (this.#length + 1) * CELLS);
    const at = this.#length * CELLS;
    this.#cells[at] = inode.device;
    this.#cells[at + 1] = inode.inode;
    this.#cells[at + 2] = inode.size;
    this.#slots[slot] = ++this.#length;
    return this.#length - 1;
  }

  #widen(): void {
    const slots = new Int32Array(Math.max(64, this.#slots.length * 2));
    const mask = slots.length - 1;
    for (let number = 0; number < this.#length; number++) {
      let slot = hash(cellAt(this.#cells, number * CELLS + 1), cellAt(this.#cells, number * CELLS)) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = number + 1;
    }
    this.#slots = slots;
  }

  /** The slot it is in, or would be. */
  #slotOf({ device, inode, size }: Inode): number {
    const mask = this.#slots.length - 1;
    let slot = hash(inode, device) & mask;
    for (let found; (found = cellAt(this.#slots, slot)) !== 0; slot = (slot + 1) & mask) {
      const at = (found - 1) * CELLS;
      const isSame = this.#cells[at] === device && this.#cells[at + 1] === inode;
      if (isSame && this.#cells[at + 2] === size) break;
    }
    return slot;
  }
}

function hash(inode: number, device: number): number {
  let bits = Math.imul(inode % 0x100000000, 0x9e3779b1) ^ Math.imul(inode / 0x100000000, 0x85ebca6b);
  bits = Math.imul(bits ^ device ^ (bits >>> 15), 0x2c1b3c6d);
  return bits ^ (bits >>> 13);
}

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
