/**
 * Entries on their way to a thread, by their packages: those of one lie all over a cache, so that none is complete before
 * all are read. They wait as lines of JSON outside the JS heap, which the platform limits.
 */
import { cellAt, sortByNumber, withCapacity } from "../../files/typed-arrays";
import type { RowKey } from "../../packaging/row-key";
import { rowKey } from "../entry";
import type { Rows } from "../rows/rows";
import type { RootedEntry } from "../scan/collect";
import type { LocatedEntry } from "../scan/list";

const NEWLINE = 0x0a;
/** Of a block, bytes. */
const BLOCK = 1 << 20;
/** Cells of an entry's place. */
const PLACE = 4;

/** A package's entries: lines of JSON, each of a `RootedEntry`. */
export interface EntriesOfRow {
  key: RowKey;
  count: number;
  lines: Uint8Array<ArrayBuffer>;
}

export class EntryLines {
  /** Not one that grows: copying tens of megabytes takes longer than a window may freeze. */
  readonly #blocks: Uint8Array[] = [];
  /** Of the last block what is taken, bytes. */
  #taken = 0;
  #count = 0;
  /** By entry: the number of its block, where its line begins and ends there, and the number of its row. */
  #places = new Int32Array(0);

  /** @param rows those of them are taken that have a row here */
  constructor(private readonly rows: Rows) {}

  push({ layout, root, files, identity, damage }: LocatedEntry): void {
    const row = this.rows.numberOf(rowKey({ layout, files, identity }));
    if (row === undefined) return;
    const { kind, name, version, python } = identity;
    const entry: RootedEntry = { layout, root, files, identity: { kind, name, version, python }, damage };
    const line = Buffer.from(`${JSON.stringify(entry)}\n`);
    if (this.#taken + line.length > (this.#blocks.at(-1)?.length ?? 0)) {
      this.#blocks.push(new Uint8Array(Math.max(BLOCK, line.length)));
      this.#taken = 0;
    }
    this.#blocks.at(-1)?.set(line, this.#taken);
    this.#places = withCapacity(this.#places, (this.#count + 1) * PLACE);
    this.#places.set([this.#blocks.length - 1, this.#taken, this.#taken + line.length, row], this.#count++ * PLACE);
    this.#taken += line.length;
  }

  /** Of each package its entries, together. */
  *byRow(): Generator<EntriesOfRow> {
    const { starts, order } = sortByNumber(this.#count, this.rows.length, (entry) =>
      cellAt(this.#places, entry * PLACE + 3),
    );
    for (let row = 0; row < this.rows.length; row++) {
      const own = order.subarray(cellAt(starts, row), cellAt(starts, row + 1));
      if (own.length > 0) yield { key: this.rows.keyAt(row), count: own.length, lines: this.#linesOf(own) };
    }
  }

  #linesOf(entries: Int32Array): Uint8Array<ArrayBuffer> {
    const lines = Array.from(entries, (entry) => {
      const [block = 0, start, end] = this.#places.subarray(entry * PLACE, entry * PLACE + 3);
      return cellAt(this.#blocks, block).subarray(start, end);
    });
    const all = new Uint8Array(lines.reduce((sum, { length }) => sum + length, 0));
    let length = 0;
    for (const line of lines) {
      all.set(line, length);
      length += line.length;
    }
    return all;
  }
}

/** The entries of a package, one by one. */
export function* parseEntries(lines: Uint8Array): Generator<RootedEntry> {
  const bytes = Buffer.from(lines.buffer, lines.byteOffset, lines.length);
  for (let at = 0, end; (end = bytes.indexOf(NEWLINE, at)) >= 0; at = end + 1)
    yield JSON.parse(bytes.toString("utf8", at, end)) as RootedEntry;
}
