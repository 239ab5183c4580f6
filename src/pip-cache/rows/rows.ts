/**
 * Packages as sums, in columns outside the JS heap. A scan keeps no entries, only what a list shows of them, and of
 * tens of thousands of packages not even that as objects: the platform ends a command whose heap grows past its limit.
 */
import { HashSlots, hashOf, hashOfText } from "../../files/hash-slots";
import { cellAt, withCapacity } from "../../files/typed-arrays";
import { parentOf } from "../../files/names";
import { partNumber } from "./bucket";
import { damages, kinds, PIP, reasons, specialRows, type Damage, type Entry, type Kind, type Reason } from "../entry";
import { layoutNames, type Layout } from "../layouts";
import type { CacheFolder } from "../locate";
import { addSums, noSums, type Group, type Row, type Shape, type Sums } from "./groups";
import { isPackage, specialIn, type RowKey, type SpecialRow } from "../../packaging/row-key";
import { normalizeName } from "../../packaging/normalize";
import {
  FolderSet,
  markOfFiles,
  noFolder,
  PlacedEntries,
  ReadFolders,
  type EntriesPart,
  type FoldersPart,
  type PlacesByGroup,
  type ReadFolder,
} from "./places";
import { LinkedFiles, rankOf, StringTable, Texts, type LinkedName, type LinkedPart } from "./row-columns";

/** When and how a cache was read. */
export interface Reading {
  /** When it began, ms since 1970. */
  since: number;
  /** When the last reading began that looked at every file: this one, or one before. ms since 1970 */
  wholeSince: number;
  /** The folders of the layouts, and why some stay: see `CacheFolder`. */
  folders: CacheFolder[];
  /** Addresses of indexes that were told or that pages have proven. */
  indexUrls: string[];
  /** Of the parts that hold built wheels, by their number, all that lies there. */
  wheels: Map<number, SeenFiles>;
}

/** Directories and files as they were right before they were read. */
export interface SeenFiles {
  /** Below the folder of the layout. */
  paths: string[];
  /** Of each when it was changed, its inode, its size. */
  cells: number[];
}

/** Rows as they travel between threads and into memory. */
export interface RowsPart {
  keys: RowKey[];
  names: string[];
  /** Cells of the rows and of the groups; see `ROW` and `SHAPE`. */
  rows: Int32Array<ArrayBuffer>;
  shapes: Int32Array<ArrayBuffer>;
  /** Without files that have several names. */
  sums: Float64Array<ArrayBuffer>;
  linked: LinkedPart;
  entries: EntriesPart;
  folders: FoldersPart;
  /** Versions, Pythons and types; 0 stands for none. */
  strings: string[];
}

const specialNames: Record<SpecialRow, string> = {
  other: "Other Files",
  legacy: "Legacy Entries",
  temporary: "Temporary Files",
  selfcheck: "Version Checks",
  foreign: "Foreign Files",
};

const damageNames = [undefined, ...(Object.keys(damages) as Damage[])];
const reasonNames: readonly (Reason | undefined)[] = [undefined, ...reasons];

/** What the codes in cells mean: other lists make other codes, so what was kept with those says nothing. */
export const codeLists = [kinds, layoutNames, damageNames, reasonNames];

/** Cells of a row: its first group, and whether its name is a display name. */
const ROW = 2;
const DISPLAY_NAME = 1;
/**
 * Cells of a group's shape: kind, layout, damage and reason in one, see `codeOf`; version, Python and type as numbers of
 * strings; the row's next group.
 */
const SHAPE = 5;
/** Cells of a group's sums: entries, files, bytes, newest mtime. */
const SUMS = 4;
/** Entries between two pauses. */
const FEW = 1000;
/** A group that is none. */
const none = -1;
const nothing: EntriesPart = { cells: new Int32Array(0), sums: new Float64Array(0) };

/** The rows of a cache, or of a part of it: adds up entries, and other rows. */
export class Rows implements Iterable<Row> {
  /** See `ListName`. */
  readonly list = PIP;
  #keys = new Texts<RowKey>();
  #names: string[] = [];
  #strings = new StringTable();
  #rows = new Int32Array(0);
  #groups = 0;
  #shapes = new Int32Array(0);
  #sums = new Float64Array(0);
  /** Groups by row and shape, of which one package may have tens of thousands: made where it is asked for. */
  #byShape: HashSlots | undefined;
  /** Of each group in it, the number of its row. */
  #rowOf = new Int32Array(0);
  /** Files with several names, whose bytes are in no cell of `#sums`. */
  readonly linked = new LinkedFiles((row) => this.keyAt(row));
  #entries = new PlacedEntries();
  /** The folders of entries by their group: made where it is asked for. */
  #byGroup: PlacesByGroup | undefined;
  /** See `markOf`: made where it is asked for. */
  #marks: Int32Array | undefined;
  #folders = new ReadFolders();
  /** What is known of the reading that these rows are of, if they are all that there was. */
  reading?: Reading;

  /** Of what was kept, whose columns they take as they are. */
  static from(
    { keys, names, rows, shapes, sums, linked, entries, folders, strings }: RowsPart,
    placed = PlacedEntries.from(entries),
  ): Rows {
    const all = new Rows();
    if (names.length !== keys.length) throw new RangeError("Not each row has a name.");
    // Copies: these rows may grow.
    all.#keys = new Texts(keys.slice());
    all.#names = names.slice();
    all.#strings = new StringTable(strings.slice());
    all.#rows = rows;
    all.#shapes = shapes;
    all.#sums = sums;
    all.#groups = sums.length / SUMS;
    if (linked.names.length > 0) {
      const same = Int32Array.from({ length: Math.max(all.#groups, all.length) }, (_, at) => at);
      all.linked.addPart(linked, same, same);
    }
    all.#entries = placed;
    all.#folders = ReadFolders.from(folders);
    return all;
  }

  /** Of several caches together; of one, its own. */
  static together(parts: Rows[]): Rows {
    const [only] = parts;
    if (only && parts.length === 1) return only;
    const [first = new Rows(), ...others] = parts;
    const rows = Rows.from(first.toPart());
    for (const part of others) rows.addPart(part.toPart());
    return rows;
  }

  get length(): number {
    return this.#keys.all.length;
  }

  keyAt(row: number): RowKey {
    return cellAt(this.#keys.all, row);
  }

  keys(): RowKey[] {
    return [...this.#keys.all];
  }

  nameAt(row: number): string {
    return cellAt(this.#names, row);
  }

  /** The number of a row; undefined where there is none of that key. */
  numberOf(key: RowKey): number | undefined {
    return this.#keys.find(key);
  }

  rowAt(row: number): Row {
    return { key: this.keyAt(row), name: this.nameAt(row), groups: [...this.groupsAt(row)] };
  }

  /** @param isPlain without the bytes of files that have several names */
  *groupsAt(row: number, isPlain = false): Generator<Group> {
    for (let group = this.#first(row); group !== none; group = this.#next(group)) {
      yield this.#group(group, isPlain);
    }
  }

  /** The groups of a row by their numbers, without the bytes of files that have several names: see `linked`. */
  *plainGroupsAt(row: number): Generator<[number: number, Group]> {
    for (let group = this.#first(row); group !== none; group = this.#next(group))
      yield [group, this.#group(group, true)];
  }

  /** Each group of what pip wrote, and the number of its row. */
  *groups(): Generator<[Group, row: number]> {
    for (let row = 0; row < this.length; row++) {
      if (this.#keys.all[row] === specialRows.foreign) continue;
      for (const group of this.groupsAt(row)) yield [group, row];
    }
  }

  /** Of one row, or of all that pip wrote. */
  sums(row?: number): Sums {
    const sum = noSums();
    if (row !== undefined)
      for (let group = this.#first(row); group !== none; group = this.#next(group)) this.#addTo(sum, group);
    else for (const one of this.layouts().values()) addSums(sum, one);
    return sum;
  }

  /** Adds a row to several sums: to each its groups that pass the test, which is asked once for all with these in common. */
  addRow(row: number, all: readonly { sums: Sums; test?: CodedTest }[]): void {
    for (let group = this.#first(row); group !== none; group = this.#next(group)) {
      const code = this.#shapes[group * SHAPE] ?? 0;
      for (const { sums, test } of all) if (test === undefined || test(code)) this.#addTo(sums, group);
    }
  }

  /** Of what pip wrote, by layout. */
  layouts(): Map<Layout, Sums> {
    const sums = new Map<Layout, Sums>();
    for (let row = 0; row < this.length; row++) {
      if (this.#keys.all[row] === specialRows.foreign) continue;
      for (let group = this.#first(row); group !== none; group = this.#next(group)) {
        const layout = cellAt(layoutNames, (cellAt(this.#shapes, group * SHAPE) >> BITS) & MASK);
        let sum = sums.get(layout);
        if (sum === undefined) sums.set(layout, (sum = noSums()));
        this.#addTo(sum, group);
      }
    }
    return sums;
  }

  /** `st_size` of all files, those with several names as often as they have been read, bytes. */
  get listedBytes(): number {
    let bytes = this.linked.bytes;
    for (let at = 0; at < this.#groups * SUMS; at += SUMS) bytes += cellAt(this.#sums, at + 2);
    return bytes;
  }

  /**
   * The buckets that entries of some packages lay in when they were read; undefined where that is not known. Files of
   * other layouts, see `isBucketed`, are in none of them.
   */
  bucketsOf(keys: readonly RowKey[]): Set<number> | undefined {
    if (!keys.every(isPackage)) return undefined;
    const rows = new Set(keys.flatMap((key) => this.#keys.find(key) ?? []));
    const groups = this.#rowsOfGroups();
    const buckets = new Set<number>();
    for (let entry = 0; entry < this.#entries.length; entry++) {
      if (rows.has(cellAt(groups, this.#entries.groupAt(entry)))) buckets.add(this.#entries.folderAt(entry));
    }
    buckets.delete(noFolder);
    return buckets;
  }

  /**
   * Tells of each entry the folder it lay in, and what a test says of its group. Pauses now and then.
   * @param test may not tell: undefined
   */
  *tellFolders(
    test: (key: RowKey, group: Group) => boolean | undefined,
    tell: (folder: number, does: boolean | undefined) => void,
  ): Generator<undefined, void> {
    const answers: (boolean | undefined)[] = [];
    for (let row = 0; row < this.length; row++) {
      for (const [group, plain] of this.plainGroupsAt(row)) {
        answers[group] = test(this.keyAt(row), plain);
        yield;
      }
    }
    for (let entry = 0; entry < this.#entries.length; entry++) {
      if (entry % FEW === 0) yield;
      tell(this.#entries.folderAt(entry), answers[this.#entries.groupAt(entry)]);
    }
  }

  /** The parts of the cache, see `partNumber`, that entries of those groups of a row lay in that pass a test. */
  partsOf(row: number, test: (group: Group) => boolean): Set<number> {
    const { starts, folders } = (this.#byGroup ??= this.#entries.byGroup(this.#groups));
    const parts = new Set<number>();
    for (let group = this.#first(row); group !== none; group = this.#next(group)) {
      if (!test(this.#group(group, true))) continue;
      for (let at = cellAt(starts, group); at < cellAt(starts, group + 1); at++) parts.add(cellAt(folders, at));
    }
    parts.delete(noFolder);
    return parts;
  }

  /** A number that is another one once an entry of the row has come, gone or changed, but for rare chance. */
  markOf(row: number): number {
    return (this.#marks ??= this.#makeMarks())[row] ?? 0;
  }

  #makeMarks(): Int32Array<ArrayBuffer> {
    const marks = new Int32Array(this.length);
    const texts = Int32Array.from(this.#strings.all, hashOfText);
    const rows = this.#rowsOfGroups();
    const add = (group: number, mark: number) => {
      const row = cellAt(rows, group);
      marks[row] = (cellAt(marks, row) + mark) | 0;
    };
    for (let group = 0; group < this.#groups; group++) {
      const [shape, count] = [group * SHAPE, cellAt(this.#sums, group * SUMS)];
      if (count === 0) continue;
      const [version, python, type] = [1, 2, 3].map((at) => cellAt(texts, cellAt(this.#shapes, shape + at)));
      add(group, hashOf(cellAt(this.#shapes, shape), version ?? 0, python ?? 0, type ?? 0, count));
    }
    for (let entry = 0; entry < this.#entries.length; entry++)
      add(this.#entries.groupAt(entry), this.#entries.markAt(entry));
    return marks;
  }

  /** The buckets, and the folders above them, that were read. */
  foldersPart(): FoldersPart {
    return this.#folders.toPart();
  }

  *[Symbol.iterator](): Generator<Row> {
    for (let row = 0; row < this.length; row++) yield this.rowAt(row);
  }

  /**
   * @param key see `rowKey`
   * @param root that the paths of its files are below
   * @param displayName where it was read
   */
  add(key: RowKey, entry: Entry, root: string, displayName?: string): void {
    const { identity, files, layout, damage } = entry;
    const row = this.#row(key, displayName ?? identity.name ?? specialName(key), displayName !== undefined);
    const group = this.#groupLike(row, codeOf(identity.kind, layout, damage, identity.reason), identity);
    let bytes = 0;
    let newestMs = 0;
    for (const file of files) {
      if (file.mtimeMs > newestMs) newestMs = file.mtimeMs;
      if (file.links <= 1) bytes += file.size;
      else this.linked.add({ inode: file, links: file.links, row, group, rank: rankOf(root, file.path) });
    }
    this.#addSums(group, 1, files.length, bytes, newestMs);
    const folder = partNumber(layout, parentOf(files[0].path)) ?? noFolder;
    const mark = markOfFiles(folder, files);
    this.#entries.add({ group, folder, files: files.length, bytes, newestMs, mark });
    this.#byGroup = undefined;
    this.#marks = undefined;
  }

  addFolder(folder: ReadFolder): void {
    this.#folders.add(folder);
  }

  /**
   * What of earlier rows lay in folders that are as they were: rows and groups have the same numbers here, and some may hold
   * nothing. Pauses now and then.
   * @param kept the folders
   */
  static *kept(before: Rows, kept: FoldersPart): Generator<undefined, Rows> {
    const part = before.toPart();
    yield;
    const folders = new FolderSet();
    for (let at = 0; at < kept.numbers.length; at++) folders.add(kept.numbers[at] ?? 0);
    yield;
    const sums = part.sums.fill(0);
    const entries = yield* before.#entries.within(folders, sums);
    yield;
    const linked = { inodes: new Float64Array(0), names: new Int32Array(0) };
    return Rows.from({ ...part, sums, entries: nothing, folders: kept, linked }, entries);
  }

  /** Without rows and groups that hold nothing: these themselves, or, where whole rows do, others. */
  withoutEmpty(): Rows {
    let group = 0;
    while (group < this.#groups && this.#sums[group * SUMS] !== 0) group++;
    return group === this.#groups ? this : this.#withoutEmpty();
  }

  #withoutEmpty(): Rows {
    let isRowEmpty = false;
    for (let row = 0; row < this.length; row++) {
      let last = none;
      for (let group = this.#first(row); group !== none; group = this.#next(group)) {
        if (cellAt(this.#sums, group * SUMS) === 0) continue;
        if (last === none) this.#rows[row * ROW] = group;
        else this.#shapes[last * SHAPE + 4] = group;
        last = group;
      }
      if (last === none) {
        this.#rows[row * ROW] = none;
        isRowEmpty = true;
      } else this.#shapes[last * SHAPE + 4] = none;
    }
    // It may have what is not in its row any more.
    this.#byShape = undefined;
    return isRowEmpty ? this.#copy(() => true, this.linked.without()) : this;
  }

  /** By the number of each group that of its row. */
  #rowsOfGroups(): Int32Array<ArrayBuffer> {
    const rows = new Int32Array(this.#groups);
    for (let row = 0; row < this.length; row++) {
      for (let group = this.#first(row); group !== none; group = this.#next(group)) rows[group] = row;
    }
    return rows;
  }

  /** Whether a row is called by its display name, which only metadata has. */
  hasDisplayName(key: RowKey): boolean {
    const row = this.#keys.find(key);
    return row !== undefined && this.#hasDisplayName(row);
  }

  /** Sets the display name of a package, whose entries may be in another part. */
  setDisplayName(key: RowKey, displayName: string): void {
    this.#row(key, displayName, true);
  }

  /** Adds other rows. */
  addPart({ keys, names, rows, shapes, sums, linked, entries, folders, strings }: RowsPart): void {
    const stringNumbers = strings.map((text, index) => (index === 0 ? 0 : this.#strings.numberOf(text)));
    const groups = new Int32Array(sums.length / SUMS);
    const own = new Int32Array(keys.length);
    for (const [one, key] of keys.entries()) {
      const row = (own[one] = this.#row(key, cellAt(names, one), rows[one * ROW + 1] === DISPLAY_NAME));
      for (let group = cellAt(rows, one * ROW); group !== none; group = cellAt(shapes, group * SHAPE + 4)) {
        const shape = group * SHAPE;
        const sum = group * SUMS;
        const version = cellAt(stringNumbers, cellAt(shapes, shape + 1));
        const python = cellAt(stringNumbers, cellAt(shapes, shape + 2));
        const type = cellAt(stringNumbers, cellAt(shapes, shape + 3));
        const same = this.#find(row, cellAt(shapes, shape), version, python, type);
        this.#addSums(same, cellAt(sums, sum), cellAt(sums, sum + 1), cellAt(sums, sum + 2), cellAt(sums, sum + 3));
        groups[group] = same;
      }
    }
    this.linked.addPart(linked, own, groups);
    this.#entries.addPart(entries, groups);
    this.#byGroup = undefined;
    this.#marks = undefined;
    this.#folders.addPart(folders);
  }

  /** To be handed over, kept or added at once: it shares its texts with these rows, which may grow. */
  toPart(): RowsPart {
    return {
      keys: this.#keys.all,
      names: this.#names,
      rows: this.#rows.slice(0, this.length * ROW),
      shapes: this.#shapes.slice(0, this.#groups * SHAPE),
      sums: this.#sums.slice(0, this.#groups * SUMS),
      linked: this.linked.toPart(),
      entries: this.#entries.toPart(),
      folders: this.#folders.toPart(),
      strings: this.#strings.all,
    };
  }

  /**
   * The rows without what was removed from them: the bytes of a file that has a name left are counted there now.
   * @param others what was removed from other rows together with it
   */
  without(removed: Rows, others: Rows[] = []): Rows {
    const sums = this.#sums.slice(0, this.#groups * SUMS);
    const texts = removed.#strings.all.map((text, number) => (number === 0 ? 0 : (this.#strings.find(text) ?? none)));
    for (let row = 0; row < removed.length; row++) {
      const own = this.#keys.find(removed.keyAt(row));
      if (own !== undefined)
        for (const [group, gone] of this.#sameGroups(own, removed, row, texts)) {
          for (let cell = 0; cell < SUMS - 1; cell++) {
            sums[group * SUMS + cell] = cellAt(sums, group * SUMS + cell) - cellAt(removed.#sums, gone * SUMS + cell);
          }
        }
    }
    const names = this.linked.without(
      removed.linked,
      others.map(({ linked }) => linked),
    );
    return this.#copy((group) => cellAt(sums, group * SUMS) > 0, names, sums);
  }

  /**
   * The groups of one row here that have the shape of one of another's row, and that one.
   * @param texts by the numbers of the other's strings, their numbers here
   */
  *#sameGroups(row: number, other: Rows, otherRow: number, texts: number[]): Generator<[group: number, same: number]> {
    const shapes = other.#shapes;
    const others = new Map<string, number>();
    for (let group = other.#first(otherRow); group !== none; group = other.#next(group)) {
      const at = group * SHAPE;
      const [version, python, type] = [cellAt(shapes, at + 1), cellAt(shapes, at + 2), cellAt(shapes, at + 3)];
      others.set(`${cellAt(shapes, at)},${texts[version]},${texts[python]},${texts[type]}`, group);
    }
    for (let group = this.#first(row); group !== none; group = this.#next(group)) {
      const at = group * SHAPE;
      const same = others.get(
        `${cellAt(this.#shapes, at)},${this.#shapes[at + 1]},${this.#shapes[at + 2]},${this.#shapes[at + 3]}`,
      );
      if (same !== undefined) yield [group, same];
    }
  }

  /** Those of the groups that pass a test, which is asked once for all that have these in common. */
  only(test: (group: CodedShape) => boolean): Rows {
    const passes = codedTest(test);
    return this.#copy((group) => passes(cellAt(this.#shapes, group * SHAPE)), this.linked.without());
  }

  /**
   * A copy of the groups that pass a test, as sums alone: it does not know where they lie. Pauses after each row.
   * @param keys of the only rows that can pass
   * @returns undefined where the test does not tell
   */
  *selected(
    test: (key: RowKey, group: Group) => boolean | undefined,
    keys: Iterable<RowKey> = this.#keys.all,
  ): Generator<undefined, Rows | undefined> {
    const passes = new Uint8Array(this.#groups);
    for (const key of keys) {
      const row = this.#keys.find(key);
      if (row === undefined) continue;
      for (let group = this.#first(row); group !== none; group = this.#next(group)) {
        const does = test(key, this.#group(group, true));
        if (does === undefined) return undefined;
        passes[group] = does ? 1 : 0;
      }
      yield;
    }
    return this.#copySums((group) => passes[group] === 1, this.linked.without()).rows;
  }

  /**
   * @param names of files that have several; only those of groups that are left count
   * @param sums of all groups, without files that have several names
   */
  #copy(isLeft: (group: number) => boolean, names: Iterable<LinkedName>, sums = this.#sums): Rows {
    const { rows, groups } = this.#copySums(isLeft, names, sums);
    rows.reading = this.reading;
    // What was removed lay in folders that have changed by that, and so is not taken for what lies there.
    rows.#entries.addPart(this.#entries.toPart(), groups);
    rows.#folders.addPart(this.#folders.toPart());
    return rows;
  }

  /** The same without places; and by the number of each group here its number there. */
  #copySums(
    isLeft: (group: number) => boolean,
    names: Iterable<LinkedName>,
    sums = this.#sums,
  ): { rows: Rows; groups: Int32Array } {
    const rows = new Rows();
    // Texts are only ever added, so that their numbers hold for both.
    rows.#strings = this.#strings;
    rows.#shapes = new Int32Array(this.#groups * SHAPE);
    rows.#sums = new Float64Array(this.#groups * SUMS);
    const numbers = new Int32Array(this.length);
    const groups = new Int32Array(this.#groups).fill(none);
    for (let row = 0; row < this.length; row++) {
      let last = none;
      for (let group = this.#first(row); group !== none; group = this.#next(group)) {
        if (!isLeft(group)) continue;
        const copy = (groups[group] = rows.#groups++);
        for (let cell = 0; cell < SHAPE - 1; cell++) {
          rows.#shapes[copy * SHAPE + cell] = cellAt(this.#shapes, group * SHAPE + cell);
        }
        rows.#shapes[copy * SHAPE + SHAPE - 1] = none;
        for (let cell = 0; cell < SUMS; cell++) rows.#sums[copy * SUMS + cell] = cellAt(sums, group * SUMS + cell);
        if (last === none) {
          const number = (numbers[row] = rows.#row(this.keyAt(row), this.nameAt(row), this.#hasDisplayName(row)));
          rows.#rows[number * ROW] = copy;
        } else rows.#shapes[last * SHAPE + SHAPE - 1] = copy;
        last = copy;
      }
    }
    for (const name of names) {
      const row = cellAt(numbers, name.row);
      const group = cellAt(groups, name.group);
      if (group !== none) rows.linked.add({ ...name, row, group });
    }
    return { rows, groups };
  }

  /** The rows of what pip wrote. */
  ofPip(): Rows {
    if (this.#keys.find(specialRows.foreign) === undefined) return this;
    return this.only(({ kind }) => kind !== "foreign");
  }

  #row(key: RowKey, name: string, isDisplayName: boolean): number {
    let row = this.#keys.find(key);
    if (row === undefined) {
      row = this.#keys.numberOf(key);
      this.#names.push(name);
      this.#rows = withCapacity(this.#rows, (row + 1) * ROW);
      this.#rows[row * ROW] = none;
      this.#rows[row * ROW + 1] = isDisplayName ? DISPLAY_NAME : 0;
    } else if (!this.#hasDisplayName(row) && (isDisplayName || isRicher(name, this.nameAt(row)))) {
      this.#names[row] = name;
      if (isDisplayName) this.#rows[row * ROW + 1] = DISPLAY_NAME;
    }
    return row;
  }

  #hasDisplayName(row: number): boolean {
    return this.#rows[row * ROW + 1] === DISPLAY_NAME;
  }

  #groupLike(row: number, code: number, { version, python, type }: Pick<Shape, "version" | "python" | "type">) {
    const strings = this.#strings;
    return this.#find(row, code, strings.numberOf(version), strings.numberOf(python), strings.numberOf(type));
  }

  #lookUp(row: number, code: number, version: number, python: number, type: number): number | undefined {
    const index = (this.#byShape ??= this.#indexed());
    const [shapes, rowOf] = [this.#shapes, this.#rowOf];
    return index.find(hashOf(row, code, version, python, type), (group) => {
      const at = group * SHAPE;
      const isOfShape = shapes[at] === code && shapes[at + 1] === version && shapes[at + 2] === python;
      return isOfShape && shapes[at + 3] === type && rowOf[group] === row;
    });
  }

  #indexed(): HashSlots {
    const index = new HashSlots();
    this.#rowOf = this.#rowsOfGroups();
    for (let row = 0; row < this.length; row++) {
      for (let group = this.#first(row); group !== none; group = this.#next(group)) {
        const at = group * SHAPE;
        const [code, version] = [cellAt(this.#shapes, at), cellAt(this.#shapes, at + 1)];
        index.add(group, hashOf(row, code, version, cellAt(this.#shapes, at + 2), cellAt(this.#shapes, at + 3)));
      }
    }
    return index;
  }

  /** The row's group of that shape, made where there is none. */
  #find(row: number, code: number, version: number, python: number, type: number): number {
    const known = this.#lookUp(row, code, version, python, type);
    if (known !== undefined) return known;
    const group = this.#groups++;
    this.#shapes = withCapacity(this.#shapes, (group + 1) * SHAPE);
    this.#sums = withCapacity(this.#sums, (group + 1) * SUMS);
    this.#rowOf = withCapacity(this.#rowOf, group + 1);
    const at = group * SHAPE;
    this.#shapes[at] = code;
    this.#shapes[at + 1] = version;
    this.#shapes[at + 2] = python;
    this.#shapes[at + 3] = type;
    this.#shapes[at + 4] = cellAt(this.#rows, row * ROW);
    this.#rows[row * ROW] = group;
    this.#rowOf[group] = row;
    this.#byShape?.add(group, hashOf(row, code, version, python, type));
    return group;
  }

  // What a question asks of each group does without `cellAt`, which many kinds of cells have made slow.
  #addTo(sum: Sums, group: number): void {
    const [at, cells] = [group * SUMS, this.#sums];
    sum.entries += cells[at] ?? 0;
    sum.files += cells[at + 1] ?? 0;
    sum.bytes += (cells[at + 2] ?? 0) + this.linked.bytesOf(group);
    sum.shared += this.linked.sharedOf(group);
    sum.newestMs = Math.max(sum.newestMs, cells[at + 3] ?? 0);
  }

  #first(row: number): number {
    return this.#rows[row * ROW] ?? none;
  }

  #next(group: number): number {
    return this.#shapes[group * SHAPE + 4] ?? none;
  }

  #addSums(group: number, entries: number, files: number, bytes: number, newestMs: number): void {
    const at = group * SUMS;
    this.#sums[at] = cellAt(this.#sums, at) + entries;
    this.#sums[at + 1] = cellAt(this.#sums, at + 1) + files;
    this.#sums[at + 2] = cellAt(this.#sums, at + 2) + bytes;
    this.#sums[at + 3] = Math.max(cellAt(this.#sums, at + 3), newestMs);
  }

  #group(group: number, isPlain = false): Group {
    const [shape, sum] = [group * SHAPE, group * SUMS];
    const code = cellAt(this.#shapes, shape);
    // Spread out, for what spreads one object into another takes ten times as long.
    return {
      kind: cellAt(kinds, code & MASK),
      layout: cellAt(layoutNames, (code >> BITS) & MASK),
      damage: damageNames[(code >> (2 * BITS)) & MASK],
      reason: reasonNames[code >> (3 * BITS)],
      version: this.#strings.at(cellAt(this.#shapes, shape + 1)),
      python: this.#strings.at(cellAt(this.#shapes, shape + 2)),
      type: this.#strings.at(cellAt(this.#shapes, shape + 3)),
      entries: cellAt(this.#sums, sum),
      files: cellAt(this.#sums, sum + 1),
      bytes: cellAt(this.#sums, sum + 2) + (isPlain ? 0 : this.linked.bytesOf(group)),
      shared: isPlain ? 0 : this.linked.sharedOf(group),
      newestMs: cellAt(this.#sums, sum + 3),
    };
  }
}

/** Asks once for all groups that have the same kind, layout, damage and reason. */
export function codedTest(test: (group: CodedShape) => boolean): CodedTest {
  const passes = new Map<number, boolean>();
  return (code) => {
    let does = passes.get(code);
    if (does === undefined) passes.set(code, (does = test(shapeOf(code))));
    return does;
  };
}

type CodedTest = (code: number) => boolean;

/** What of a shape is one number. */
type CodedShape = Pick<Shape, "kind" | "layout" | "damage" | "reason">;

/** Bits of each of the four: 64 of a kind. */
const BITS = 6;
const MASK = (1 << BITS) - 1;

/** Kind, layout, damage and reason as one number, by their places in the lists of all. */
function codeOf(kind: Kind, layout: Layout, damage: Damage | undefined, reason: Reason | undefined): number {
  const [low, high] = [damageNames.indexOf(damage), reasonNames.indexOf(reason)];
  return kinds.indexOf(kind) | (layoutNames.indexOf(layout) << BITS) | (((high << BITS) | low) << (2 * BITS));
}

function shapeOf(code: number): CodedShape {
  return {
    kind: cellAt(kinds, code & MASK),
    layout: cellAt(layoutNames, (code >> BITS) & MASK),
    damage: damageNames[(code >> (2 * BITS)) & MASK],
    reason: reasonNames[code >> (3 * BITS)],
  };
}

function specialName(key: RowKey): string {
  const special = specialIn(key);
  return special === undefined ? "" : specialNames[special];
}

/** An index may send a normalised name where a file name has capitals: the richer one is closer to the display name. */
const isRicher = (name: string, known: string): boolean =>
  name !== known && known === normalizeName(known) && name !== normalizeName(name);
