/** Sums of files that go together, each file once. */
import { Inodes, type Inode } from "../../files/inodes";

export class LinkedSums {
  /** `st_size` */
  bytes = 0;
  /** Of these, what has no name left when all that were added have gone. */
  comesBack = 0;
  readonly #inodes = new Inodes();
  /** Names of each that were added. */
  readonly #names: number[] = [];

  /** @param links names that the file has */
  add(file: Inode & { links: number }): void {
    if (file.links <= 1) {
      this.bytes += file.size;
      this.comesBack += file.size;
      return;
    }
    const isNew = this.#inodes.find(file) === undefined;
    const number = this.#inodes.add(file);
    if (isNew) this.bytes += file.size;
    const names = (this.#names[number] ?? 0) + 1;
    this.#names[number] = names;
    if (names === file.links) this.comesBack += file.size;
  }
}
