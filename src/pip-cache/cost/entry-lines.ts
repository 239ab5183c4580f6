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

/** A package's entries: lines of JSON, each of a `RootedEntry`. */
export interface EntriesOfRow {
  key: RowKey;
  count: number;
  lines: Uint8Array<ArrayBuffer>;
}

export class EntryLines {
  #bytes = new Uint8Array(0);
  #length = 0;
  #count = 0;
  /** By entry: where its line ends, and the number of its row. */
  #ends = new Float64Array(0);
  #rows = new Int32Array(0);

  /** @param rows those of them are taken that have a row here */
  constructor(private readonly rows: Rows) {}

  push({ layout, root, files, identity, damage }: LocatedEntry): void {
    const row = this.rows.numberOf(rowKey({ layout, files, identity }));
    if (row === undefined) return;
    const { kind, name, version, python } = identity;
    const entry: RootedEntry = { layout, root, files, identity: { kind, name, version, python }, damage };
    const line = Buffer.from(`${JSON.stringify(entry)}\n`);
    this.#bytes = withCapacity(this.#bytes, this.#length + line.length);
    this.#bytes.set(line, this.#length);
    this.#length += line.length;
    this.#ends = withCapacity(this.#ends, this.#count + 1);
    this.#rows = withCapacity(this.#rows, this.#count + 1);
    this.#ends[this.#count] = this.#length;
    this.#rows[this.#count++] = row;
  }

  /** Of each package its entries, together. */
  *byRow(): Generator<EntriesOfRow> {
    const { starts, order } = sortByNumber(this.#count, this.rows.length, (entry) => cellAt(this.#rows, entry));
    for (let row = 0; row < this.rows.length; row++) {
      const own = order.subarray(cellAt(starts, row), cellAt(starts, row + 1));
      if (own.length > 0) yield { key: this.rows.keyAt(row), count: own.length, lines: this.#linesOf(own) };
    }
  }

  #linesOf(entries: Int32Array): Uint8Array<ArrayBuffer> {
    const spans = Array.from(
      entries,
      (at) => [at === 0 ? 0 : cellAt(this.#ends, at - 1), cellAt(this.#ends, at)] as const,
    );
    const lines = new Uint8Array(spans.reduce((sum, [start, end]) => sum + end - start, 0));
    let length = 0;
    for (const [start, end] of spans) {
      lines.set(this.#bytes.subarray(start, end), length);
      length += end - start;
    }
    return lines;
  }
}

/** The entries of a package, one by one. */
export function* parseEntries(lines: Uint8Array): Generator<RootedEntry> {
  const bytes = Buffer.from(lines.buffer, lines.byteOffset, lines.length);
  for (let at = 0, end; (end = bytes.indexOf(NEWLINE, at)) >= 0; at = end + 1)
    yield JSON.parse(bytes.toString("utf8", at, end)) as RootedEntry;
}
