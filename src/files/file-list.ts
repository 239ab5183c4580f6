/**
 * The files a removal is about, in columns outside the JS heap: a cache may hold hundreds of thousands, and the
 * platform ends a command whose heap grows past its limit. Columns are also cheap to hand to a thread.
 */
import { cellAt, withCapacity } from "./typed-arrays";
import { decodeName, encodeName, parentOf } from "./names";

export interface ListedFile {
  /** Below the list's root, with `/`. */
  path: string;
  /** `st_size`, bytes. */
  size: number;
  /** ms since 1970. */
  mtimeMs: number;
  inode: number;
  /** It goes only when the file before it in the list has gone, such as the body after its header. */
  follows?: boolean;
}

/** A list as it travels between threads. */
export interface Columns {
  length: number;
  /** The paths' bytes, one after the other. */
  names: Uint8Array<ArrayBuffer>;
  /** Per file: length of the path in bytes, size, mtime, inode, 1 if it follows. */
  numbers: Float64Array<ArrayBuffer>;
}

const NUMBERS = 5;
/** Files whose paths are decoded in one go, which costs little more than decoding one. */
const BLOCK = 200;

export class FileList implements Iterable<ListedFile> {
  #length = 0;
  #entries = 0;
  #bytes = 0;
  #names = new Uint8Array(1024);
  #namesEnd = 0;
  #numbers = new Float64Array(NUMBERS * 16);

  get length(): number {
    return this.#length;
  }

  /** How many of the files follow none: each of these goes with what follows it. */
  get entries(): number {
    return this.#entries;
  }

  /** The sum of the sizes. */
  get bytes(): number {
    return this.#bytes;
  }

  add(file: ListedFile): void {
    const name = encodeName(file.path);
    this.#reserve(name.length, 1);
    this.#names.set(name, this.#namesEnd);
    const numbers = [name.length, file.size, file.mtimeMs, file.inode, file.follows ? 1 : 0];
    this.#numbers.set(numbers, this.#length * NUMBERS);
    this.#namesEnd += name.length;
    this.#length++;
    if (!file.follows) this.#entries++;
    this.#bytes += file.size;
  }

  /** Adds files that belong together, in the order in which they may go: each only when the one before it has gone. */
  addGroup(files: Iterable<Omit<ListedFile, "follows">>): void {
    let follows = false;
    for (const { path, size, mtimeMs, inode } of files) {
      this.add({ path, size, mtimeMs, inode, follows });
      follows = true;
    }
  }

  /** Adds the files of another list. */
  append(other: FileList): void {
    this.#reserve(other.#namesEnd, other.#length);
    this.#names.set(other.#names.subarray(0, other.#namesEnd), this.#namesEnd);
    this.#numbers.set(other.#numbers.subarray(0, other.#length * NUMBERS), this.#length * NUMBERS);
    this.#namesEnd += other.#namesEnd;
    this.#length += other.#length;
    this.#entries += other.#entries;
    this.#bytes += other.#bytes;
  }

  *[Symbol.iterator](): Generator<ListedFile> {
    const numbers = this.#numbers;
    let name = 0;
    for (let first = 0; first < this.#length; first += BLOCK) {
      const end = Math.min(first + BLOCK, this.#length);
      let namesEnd = name;
      for (let file = first; file < end; file++) namesEnd += cellAt(numbers, file * NUMBERS);
      const [start, text] = [name, this.#textOf(name, namesEnd)];
      for (let at = first * NUMBERS; at < end * NUMBERS; at += NUMBERS) {
        const length = cellAt(numbers, at);
        const path = text?.slice(name - start, name - start + length) ?? this.#pathAt(name, length);
        name += length;
        yield this.#fileAt(at, path);
      }
    }
  }

  /** The files that follow none and that none follows. */
  *alone(): Generator<ListedFile> {
    const numbers = this.#numbers;
    let name = 0;
    for (let at = 0; at < this.#length * NUMBERS; at += NUMBERS) {
      const length = cellAt(numbers, at);
      const isFollowed = at + NUMBERS < this.#length * NUMBERS && numbers[at + NUMBERS + 4] === 1;
      if (numbers[at + 4] !== 1 && !isFollowed) yield this.#fileAt(at, this.#pathAt(name, length));
      name += length;
    }
  }

  /** A copy with the files that pass a test; those that follow one go or stay with it. */
  filter(test: (file: ListedFile) => boolean): FileList {
    const list = new FileList();
    let passes = false;
    for (const file of this) {
      if (!file.follows) passes = test(file);
      if (passes) list.add(file);
    }
    return list;
  }

  /** The paths of the first file and the last. */
  ends(): string[] {
    if (this.#length === 0) return [];
    const last = cellAt(this.#numbers, (this.#length - 1) * NUMBERS);
    return [this.#pathAt(0, cellAt(this.#numbers, 0)), this.#pathAt(this.#namesEnd - last, last)];
  }

  /** Copies of about `count` files each; files of one directory that follow each other stay together. */
  *chunks(count: number): Generator<FileList> {
    let [first, firstName, previous, name] = [0, 0, 0, 0];
    const parentAt = (file: number, at: number) => parentOf(this.#pathAt(at, cellAt(this.#numbers, file * NUMBERS)));
    for (let file = 0; file < this.#length; file++) {
      const isEnough = file - first >= count && this.#numbers[file * NUMBERS + 4] !== 1;
      if (isEnough && parentAt(file, name) !== parentAt(file - 1, previous)) {
        yield this.#slice(first, file, firstName, name);
        [first, firstName] = [file, name];
      }
      previous = name;
      name += cellAt(this.#numbers, file * NUMBERS);
    }
    if (first < this.#length) yield this.#slice(first, this.#length, firstName, name);
  }

  toColumns(): Columns {
    return {
      length: this.#length,
      names: this.#names.slice(0, this.#namesEnd),
      numbers: this.#numbers.slice(0, this.#length * NUMBERS),
    };
  }

  static from(columns: Columns): FileList {
    const list = new FileList();
    list.#length = columns.length;
    list.#names = columns.names;
    list.#namesEnd = columns.names.length;
    list.#numbers = columns.numbers;
    for (let at = 0; at < columns.numbers.length; at += NUMBERS) {
      list.#bytes += cellAt(columns.numbers, at + 1);
      if (columns.numbers[at + 4] !== 1) list.#entries++;
    }
    return list;
  }

  #fileAt(at: number, path: string): ListedFile {
    const numbers = this.#numbers;
    return {
      path,
      size: cellAt(numbers, at + 1),
      mtimeMs: cellAt(numbers, at + 2),
      inode: cellAt(numbers, at + 3),
      follows: numbers[at + 4] === 1,
    };
  }

  #pathAt(name: number, length: number): string {
    return decodeName(this.#names.subarray(name, name + length));
  }

  /** What the names between two bytes are, where each byte is a letter: as in nearly all. */
  #textOf(start: number, end: number): string | undefined {
    const text = decodeName(this.#names.subarray(start, end));
    return text.length === end - start ? text : undefined;
  }

  /** A copy of the files from one to another, whose names lie between the given bytes. */
  #slice(from: number, to: number, firstName: number, nameEnd: number): FileList {
    return FileList.from({
      length: to - from,
      names: this.#names.slice(firstName, nameEnd),
      numbers: this.#numbers.slice(from * NUMBERS, to * NUMBERS),
    });
  }

  /** Makes room for more names, in bytes, and more files. */
  #reserve(names: number, files: number): void {
    this.#names = withCapacity(this.#names, this.#namesEnd + names);
    this.#numbers = withCapacity(this.#numbers, (this.#length + files) * NUMBERS);
  }
}
