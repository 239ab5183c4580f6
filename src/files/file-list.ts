/**
 * The files a removal is about, in columns outside the JS heap: a cache may hold hundreds of thousands, and the
 * platform ends a command whose heap grows past its limit. Columns also travel to a worker without being copied.
 */
import { decodeName, encodeName } from "./names";

export interface ListedFile {
  /** Below the list's root, with `/`. */
  path: string;
  /** `st_size`, bytes. */
  size: number;
  /** ms since 1970. */
  mtimeMs: number;
  inode: number;
}

/** A list as it travels between threads. */
export interface Columns {
  length: number;
  names: Uint8Array<ArrayBuffer>;
  numbers: Float64Array<ArrayBuffer>;
}

const NUMBERS = 3;

export class FileList implements Iterable<ListedFile> {
  #length = 0;
  #bytes = 0;
  #names = new Uint8Array(1024);
  #namesEnd = 0;
  #numbers = new Float64Array(NUMBERS * 16);

  get length(): number {
    return this.#length;
  }

  /** The sum of the sizes. */
  get bytes(): number {
    return this.#bytes;
  }

  add(file: ListedFile): void {
    const name = encodeName(file.path);
    while (this.#namesEnd + name.length + 1 > this.#names.length) this.#names = grown(this.#names, Uint8Array);
    if ((this.#length + 1) * NUMBERS > this.#numbers.length) this.#numbers = grown(this.#numbers, Float64Array);
    this.#names.set(name, this.#namesEnd);
    this.#namesEnd += name.length + 1;
    this.#numbers.set([file.size, file.mtimeMs, file.inode], this.#length * NUMBERS);
    this.#length++;
    this.#bytes += file.size;
  }

  addAll(files: Iterable<ListedFile>): void {
    for (const file of files) this.add(file);
  }

  /** Adds the files of another list. */
  append(other: FileList): void {
    while (this.#namesEnd + other.#namesEnd > this.#names.length) this.#names = grown(this.#names, Uint8Array);
    const numbers = other.#length * NUMBERS;
    while (this.#length * NUMBERS + numbers > this.#numbers.length) this.#numbers = grown(this.#numbers, Float64Array);
    this.#names.set(other.#names.subarray(0, other.#namesEnd), this.#namesEnd);
    this.#numbers.set(other.#numbers.subarray(0, numbers), this.#length * NUMBERS);
    this.#namesEnd += other.#namesEnd;
    this.#length += other.#length;
    this.#bytes += other.#bytes;
  }

  *[Symbol.iterator](): Generator<ListedFile> {
    let start = 0;
    for (let index = 0; index < this.#length; index++) {
      const end = this.#names.indexOf(0, start);
      const [size, mtimeMs, inode] = this.#numbers.subarray(index * NUMBERS, (index + 1) * NUMBERS);
      yield { path: decodeName(this.#names.subarray(start, end)), size, mtimeMs, inode };
      start = end + 1;
    }
  }

  /** A copy with the files that pass a test. */
  filter(test: (file: ListedFile) => boolean): FileList {
    const list = new FileList();
    for (const file of this) if (test(file)) list.add(file);
    return list;
  }

  /** Copies of about `count` files each; files of one directory that follow each other stay together. */
  *chunks(count: number): Generator<FileList> {
    let chunk = new FileList();
    let directory = "";
    for (const file of this) {
      const parent = file.path.slice(0, file.path.lastIndexOf("/") + 1);
      if (chunk.length >= count && parent !== directory) {
        yield chunk;
        chunk = new FileList();
      }
      directory = parent;
      chunk.add(file);
    }
    if (chunk.length > 0) yield chunk;
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
    for (let index = 0; index < columns.length; index++) list.#bytes += columns.numbers[index * NUMBERS];
    return list;
  }
}

function grown<T extends Uint8Array<ArrayBuffer> | Float64Array<ArrayBuffer>>(
  column: T,
  type: new (length: number) => T,
): T {
  const larger = new type(Math.max(1024, column.length * 2));
  larger.set(column);
  return larger;
}
