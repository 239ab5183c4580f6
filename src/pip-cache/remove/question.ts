/**
 * What a selection means as sums, from what was read last: so that a question can name it at once. The files are looked
 * for after the answer, see `plan`.
 */
import { join } from "node:path";
import { largestBy } from "../../files/sort-steps";
import type { Failure } from "../../files/failure";
import { inSlices } from "../../files/tasks";
import { readDirectory } from "../../files/walk";
import { specialRows } from "../entry";
import { addForeign, noForeign, type ForeignFiles } from "../foreign";
import { layouts } from "../layouts";
import type { CacheDirectory } from "../locate";
import { isPackage, type RowKey } from "../../packaging/row-key";
import { addSums, noSums, sumGroups, type Group, type Sums } from "../rows/groups";
import { codedTest, type Rows } from "../rows/rows";
import { canBuildOn } from "../scan/changes";
import { accountForEachOther } from "../scan/list";
import {
  groupTest,
  selectsAll,
  selectsAllBut,
  selectsCache,
  selectsRowsOnly,
  type GroupTest,
  type PartialSelection,
  type Selection,
} from "../selection";

/** What a question names. */
export interface Question {
  entries: number;
  files: number;
  /** `st_size`; of a file with several names as `Listing` counts it. */
  bytes: number;
  /** Of these, what has names that stay: removing frees nothing of that. */
  shared: number;
  /** Bytes per cache directory that something goes of. */
  caches: { path: string; bytes: number }[];
  /** What goes, per package, largest first; the versions of it where there is only one package. */
  items: PlannedItem[];
  builtWheels: number;
  /** Of all that, what lies with built wheels and stays while pip is running; `shared` is what goes less without it. */
  waiting: Amount;
  /** Whether it is what pip did not write. */
  isForeign: boolean;
  /** Of what was selected, what is no part of it because pip did not write it. */
  foreign: ForeignFiles;
  /** Folders that are left alone as a whole, of those that were selected. */
  staying: StayingFolder[];
  /** What could not be read and so is not part of it. */
  failures: Failure[];
  /** What the selection would mean, too, did it not leave it out; absent where that is nothing. */
  spared?: Spared;
}

/** Of what a selection leaves out (`not`): `st_size`, and how many packages are left out whole, how many versions of others. */
export interface Spared {
  entries: number;
  bytes: number;
  packages: number;
  versions: number;
}

export interface StayingFolder {
  /** As pip knows it. */
  path: string;
  /** See `CacheFolder.stays`. */
  why: string;
}

export type Amount = Pick<Sums, "entries" | "files" | "bytes" | "shared">;

/** Of several packages one each; of one, what its entries have in common, or what has no name: why it has none. */
export interface PlannedItem extends Partial<Pick<Group, "version" | "kind" | "reason" | "type">> {
  /** Of the package or special row; of a file that pip did not write, its path below the cache directory. */
  name: string;
  files: number;
  bytes: number;
}

/** Of a row over all caches. */
export type RowSums = Pick<Sums, "bytes" | "newestMs">;

export type RowTest = (sums: RowSums) => boolean;

export interface QuestionOptions {
  /** See `PlanOptions`. */
  only?: RowTest;
  /** What was read last of the caches, to the end and without failures, by their real paths. */
  known: ReadonlyMap<string, Rows>;
  /** ms since 1970; for tests. */
  now?: number;
}

export interface DatedQuestion {
  question: Question;
  /** Just the rows that pass `only`, where that was given. */
  selection: Selection;
  /** When the reading of each cache began that the numbers are from: by its real path, ms since 1970. */
  readAt: Map<string, number>;
}

/**
 * What a selection means as far as was read before, without a look at the entries on the disk: what comes later is not
 * named, and what has gone since still is. The files that pip did not write have no names here.
 * @returns undefined where what is known does not tell
 */
export async function ask(
  caches: CacheDirectory[],
  selection: Selection,
  { known, only, now = Date.now() }: QuestionOptions,
): Promise<DatedQuestion | undefined> {
  const test = groupTest(selection, now);
  if (test === undefined) return undefined;
  const readAt = new Map<string, number>();
  const rows = new Map<CacheDirectory, Rows>();
  for (const cache of caches.filter((one) => selectsCache(selection, one))) {
    const read = known.get(cache.path);
    if (read?.reading === undefined || !canBuildOn(read.reading, cache, now)) return undefined;
    readAt.set(cache.path, read.reading.since);
    rows.set(cache, read);
  }
  const parts = await inSlices(partsOf(rows, selection, test));
  if (parts === undefined) return undefined;
  const selected = [...parts.rows.values()];
  accountForEachOther(selected);
  const isAll = selectsAll(selection) && rows.size === caches.length;
  if (!isAll && selected.some(({ linked }) => linked.areShared)) {
    if (!caches.every(({ path }) => known.has(path))) return undefined;
    for (const own of selected) for (const all of known.values()) own.linked.accountFor(all.linked, false);
  }
  const keys = selection.rows && new Set(selection.rows);
  const tally = await inSlices(tallyOf(parts.rows, { keys, foreign: false }));
  const isLate = ({ path, newestMs }: Tally["caches"][number]) => newestMs > (readAt.get(path) ?? 0);
  // By a clock that was wrong, no time tells what came first.
  if (tally.caches.some(isLate)) return undefined;
  const passing = only && passingRows(tally, only);
  if (passing && passing.length < tally.packages.length) {
    return ask(caches, { ...selection, rows: passing }, { known, now });
  }
  const spared = await askSpared(rows, selection, now);
  if (spared === "unknown") return undefined;
  const question = questionOf(tally, caches, selection, selected);
  return { question: { ...question, foreign: parts.foreign, failures: [], spared }, selection, readAt };
}

async function askSpared(
  rows: Map<CacheDirectory, Rows>,
  selection: Selection,
  now: number,
): Promise<Spared | undefined | "unknown"> {
  const left = leftOutOf(selection);
  const test = left && groupTest(left, now);
  if (left === undefined || test === undefined) return left && "unknown";
  const parts = await inSlices(partsOf(rows, left, test));
  return parts ? inSlices(sparedIn(parts.rows.values(), left)) : "unknown";
}

/** What a selection leaves out of rows; undefined where that is nothing, or they do not tell. Pauses after each row. */
export function* sparing(rows: Rows, selection: Selection): Generator<undefined, Spared | undefined> {
  const left = leftOutOf(selection);
  const test = left && groupTest(left);
  const part = test && (yield* rows.selected(test, left.rows));
  return part && (yield* sparedIn([part], left));
}

/**
 * What a selection leaves out, as a selection: of the same, what `not` means. Undefined where that is nothing, and of what
 * pip did not write.
 */
export function leftOutOf(selection: Selection): Selection | undefined {
  const { not, rows, foreign } = selection;
  if (not === undefined || foreign) return undefined;
  const named = rowsIn(not);
  const among = named && new Set(named);
  return {
    ...selection,
    // Of few rows little has to be read.
    rows: among ? (rows?.filter((key) => among.has(key)) ?? [...among]) : rows,
    not: { not },
    until: undefined,
  };
}

/** The only rows of which a part can mean something; undefined where it names none. */
function rowsIn({ rows, versionsOf, releasesOf, any }: PartialSelection): RowKey[] | undefined {
  const ofAny = any?.map(rowsIn);
  if (rows) return rows;
  const named = versionsOf ?? releasesOf;
  if (named) return named.map(([key]) => key);
  return ofAny?.every((keys) => keys !== undefined) ? ofAny.flat() : undefined;
}

/** Adds up what is left out. Pauses after each group. @param left see `leftOutOf` */
export function* sparedIn(all: Iterable<Rows>, { not }: Selection): Generator<undefined, Spared | undefined> {
  const whole = new Set(
    [not?.not ?? {}, ...(not?.not?.any ?? [])].flatMap((part) => (isOfRows(part) ? part.rows : [])),
  );
  const packages = new Set<RowKey>();
  const versions = new Set<string>();
  const sum = noSums();
  for (const rows of all) {
    for (const key of rows.keys()) {
      const row = rows.numberOf(key);
      const sums = row === undefined ? noSums() : rows.sums(row);
      if (row === undefined || sums.entries === 0) continue;
      addSums(sum, sums);
      if (whole.has(key)) packages.add(key);
      else {
        for (const { version } of rows.groupsAt(row)) {
          yield undefined;
          versions.add(`${key} ${version}`);
        }
      }
    }
  }
  if (sum.entries === 0) return undefined;
  return { entries: sum.entries, bytes: sum.bytes, packages: packages.size, versions: versions.size };
}

const isOfRows = (part: PartialSelection): part is PartialSelection & { rows: RowKey[] } =>
  part.rows !== undefined && selectsRowsOnly(part);

export const passingRows = ({ packages }: Tally, only: RowTest): RowKey[] =>
  packages.flatMap((one) => (only(one) ? [one.key] : []));

export function questionOf(
  tally: Tally,
  caches: CacheDirectory[],
  selection: Selection,
  rows: Rows[],
): Omit<Question, "foreign" | "failures" | "spared"> {
  const total = sumGroups(tally.caches);
  const isWhole = selectsAllBut(selection) || selection.foreign;
  return {
    ...amountOf(total),
    caches: tally.caches.filter(({ files }) => files > 0).map(({ path, bytes }) => ({ path, bytes })),
    items: tally.items,
    builtWheels: tally.builtWheels,
    waiting: { ...amountOf(tally.waiting), shared: total.shared - sharedWithoutBuilds(rows) },
    isForeign: selection.foreign ?? false,
    staying: isWhole ? stayingFolders(caches, selection) : [],
  };
}

interface SelectedParts {
  /** By the real path of the cache directory. */
  rows: Map<string, Rows>;
  foreign: ForeignFiles;
}

/** What is selected of rows; undefined where one of their groups does not tell. Pauses after each row. */
function* partsOf(
  all: Map<CacheDirectory, Rows>,
  selection: Selection,
  test: GroupTest,
): Generator<undefined, SelectedParts | undefined> {
  const parts: SelectedParts = { rows: new Map(), foreign: noForeign() };
  for (const [{ path, folders }, own] of all) {
    const staying = new Set(folders.flatMap(({ layout, stays }) => (stays === undefined ? [] : [layout])));
    const goes: GroupTest = (key, group) => !staying.has(group.layout) && test(key, group);
    const isWhole = selectsRowsOnly(selection) && staying.size === 0 && own.linked.length === 0;
    // Where whole rows are selected they are added up where they are.
    const part = isWhole
      ? own
      : yield* own.selected((key, group) => key !== specialRows.foreign && goes(key, group), selection.rows);
    if (part === undefined) return undefined;
    const foreign = own.numberOf(specialRows.foreign);
    for (const group of foreign === undefined ? [] : own.groupsAt(foreign)) {
      if (goes(specialRows.foreign, group)) addForeign(parts.foreign, { ...group, names: [] });
    }
    parts.rows.set(path, part);
  }
  return parts;
}

/** Where one is empty there is nothing to be told. */
function stayingFolders(caches: CacheDirectory[], selection: Selection): StayingFolder[] {
  const selected = caches.filter((cache) => selectsCache(selection, cache));
  return selected.flatMap(({ path, folders }) =>
    folders.flatMap(({ layout, root, stays }) =>
      stays !== undefined && !isEmpty(root) ? [{ path: join(path, layout), why: stays }] : [],
    ),
  );
}

function isEmpty(directory: string): boolean {
  try {
    return readDirectory(directory).length === 0;
  } catch {
    return false;
  }
}

/** What has names that stay, where built wheels stay, too. */
function sharedWithoutBuilds(rows: Rows[]): number {
  if (rows.every(({ linked }) => linked.length === 0)) return 0;
  const going = rows.map((own) => {
    if (own.linked.length === 0) return own;
    const part = own.only(({ layout }) => !layouts[layout].waits);
    part.linked.accountFor(own.linked, false);
    return part;
  });
  accountForEachOther(going);
  return going.reduce((sum, own) => sum + own.sums().shared, 0);
}

export const amountOf = ({ entries, files, bytes, shared }: Sums): Amount => ({ entries, files, bytes, shared });

interface Tally {
  caches: ({ path: string } & Sums)[];
  /** Over all caches. */
  packages: ({ key: RowKey; name: string } & Sums)[];
  builtWheels: number;
  waiting: Sums;
  /** See `Question`. */
  items: PlannedItem[];
}

export interface TallyOptions {
  /** Of the only rows that go. */
  keys?: Iterable<RowKey>;
  /** Whether what pip did not write goes, too. */
  foreign?: boolean;
}

/** Adds up what goes. Pauses after each package. */
export function* tallyOf(
  rows: Map<string, Rows>,
  { keys, foreign = true }: TallyOptions = {},
): Generator<undefined, Tally> {
  const tally: Tally = { caches: [], packages: [], builtWheels: 0, waiting: noSums(), items: [] };
  const built = noSums();
  const waits = codedTest(({ layout }) => layouts[layout].waits ?? false);
  const isBuilt = codedTest(({ kind }) => kind === "built wheel");
  // Of one cache, which may have tens of thousands of packages, none has to be found again.
  const found = rows.size > 1 ? new Map<RowKey, Tally["packages"][number]>() : undefined;
  for (const [path, own] of rows) {
    const cache = { path, ...noSums() };
    tally.caches.push(cache);
    for (const row of rowNumbers(own, keys)) {
      const key = own.keyAt(row);
      if (!foreign && key === specialRows.foreign) continue;
      let sums = found?.get(key);
      if (sums === undefined) {
        // Spread out, see `Rows`.
        sums = { key, name: own.nameAt(row), entries: 0, files: 0, bytes: 0, shared: 0, newestMs: 0 };
        found?.set(key, sums);
        tally.packages.push(sums);
      }
      own.addRow(row, [
        { sums },
        { sums: cache },
        { sums: tally.waiting, test: waits },
        { sums: built, test: isBuilt },
      ]);
      yield undefined;
    }
  }
  tally.builtWheels = built.entries;
  const [first] = tally.packages;
  tally.items =
    first !== undefined && tally.packages.length === 1
      ? yield* partsIn([...rows.values()], first.key)
      : tally.packages.map(({ name, files, bytes }) => ({ name, files, bytes }));
  tally.items.sort(largestItemFirst);
  return tally;
}

function* rowNumbers(rows: Rows, keys: Iterable<RowKey> | undefined): Generator<number> {
  if (keys === undefined) for (let row = 0; row < rows.length; row++) yield row;
  for (const key of keys ?? []) {
    const row = rows.numberOf(key);
    if (row !== undefined) yield row;
  }
}

/** Largest first. */
const largestItemFirst = largestBy(({ name, version, kind, reason, type }: PlannedItem) =>
  [name, version, kind, reason, type].join("\n"),
);

/** The entries of one package, by what they are. Pauses after each group. */
function* partsIn(rows: Rows[], key: RowKey): Generator<undefined, PlannedItem[]> {
  const parts = new Map<string, PlannedItem>();
  for (const own of rows) {
    const row = own.numberOf(key);
    if (row === undefined) continue;
    for (const { version, kind, reason, type, files, bytes } of own.groupsAt(row)) {
      const what = isPackage(key) ? { version, kind } : { reason, type };
      const label = Object.values(what).join("\n");
      let part = parts.get(label);
      if (part === undefined) parts.set(label, (part = { name: own.nameAt(row), ...what, files: 0, bytes: 0 }));
      part.files += files;
      part.bytes += bytes;
      yield undefined;
    }
  }
  return [...parts.values()];
}
