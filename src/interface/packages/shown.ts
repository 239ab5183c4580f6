/** What of the rows a view shows, and in which order: as numbers, so that summaries are made only of what is on screen. */
import { sortSteps } from "../../files/sort-steps";
import { cellAt } from "../../files/typed-arrays";
import { isPackage, specialIn, type ListName, type RowKey } from "../../packaging/row-key";
import { addSums, noSums, type Group, type Sums } from "../../pip-cache/rows/groups";
import { summarizing, type Summary } from "../../pip-cache/rows/summary";
import type { Selected } from "./selected";
import type { SortOrder } from "./views";

/** What is looked at of a group, whichever tool keeps it. */
export interface ListedGroup extends Sums {
  kind: string;
  version?: string;
  python?: string;
  damage?: string;
}

/** Rows that can be shown, sorted and searched. */
export interface ListedRows<Of extends ListedGroup = Group> {
  /** What the keys of its packages begin with. */
  readonly list: ListName;
  readonly length: number;
  keyAt(row: number): RowKey;
  nameAt(row: number): string;
  numberOf(key: RowKey): number | undefined;
  groupsAt(row: number): Iterable<Of>;
  sums(row: number): Sums;
}

type RowTest<Of extends ListedGroup = Group> = (group: Of, row: number) => boolean;

export interface ShownRows<Of extends ListedGroup = Group> {
  rows: ListedRows<Of>;
  /** Numbers of the rows, in the order of the view. */
  numbers: number[];
  /** What is shown of a row, by its number; all where there is no test. */
  test?: RowTest<Of>;
  /** By a row's number, the bytes of what is shown of it, and of these the shared ones. */
  bytes: Float64Array;
  shared: Float64Array;
}

/**
 * The rows of a view, of each only the part that belongs to it, in its order. Pauses after each, and after many groups.
 * @param among numbers of the rows to look at; absent for all
 */
export function* showRows<Of extends ListedGroup>(
  rows: ListedRows<Of>,
  order: SortOrder,
  test?: RowTest<Of>,
  among?: readonly number[],
): Generator<undefined, ShownRows<Of>> {
  const numbers: number[] = [];
  // While they are read there come more.
  const { length } = rows;
  const bytes = new Float64Array(length);
  const shared = new Float64Array(length);
  const newestMs = new Float64Array(length);
  const count = among?.length ?? length;
  for (let at = 0; at < count; at++) {
    yield undefined;
    const row = among ? cellAt(among, at) : at;
    const sums = test ? yield* sumsPassing(rows, row, test) : rows.sums(row);
    if (test && sums.entries === 0) continue;
    [bytes[row], shared[row], newestMs[row]] = [sums.bytes, sums.shared, sums.newestMs];
    numbers.push(row);
  }
  const byName = (a: number, b: number) => (rows.keyAt(a) < rows.keyAt(b) ? -1 : 1);
  const column = order === "last-used" ? newestMs : bytes;
  const compare =
    order === "name" ? byName : (a: number, b: number) => cellAt(column, b) - cellAt(column, a) || byName(a, b);
  return { rows, numbers: yield* sortSteps(numbers, compare), test, bytes, shared };
}

function* sumsPassing<Of extends ListedGroup>(
  rows: ListedRows<Of>,
  row: number,
  test: RowTest<Of>,
): Generator<undefined, Sums> {
  const sums = noSums();
  for (const group of rows.groupsAt(row)) {
    if (test(group, row)) addSums(sums, group);
    yield undefined;
  }
  return sums;
}

/** Of a row what is shown, or, without a test, all that is kept. Pauses after each group. */
export const summaryAt = (rows: ListedRows, number: number, test?: ShownRows["test"]): Generator<undefined, Summary> =>
  summarizing({ key: rows.keyAt(number), name: rows.nameAt(number), groups: groupsOf(rows, number, test) });

/** What is shown of a row: anew each time that it is gone through. */
export function groupsOf<Of extends ListedGroup>(
  rows: ListedRows<Of>,
  number: number,
  test?: RowTest<Of>,
): Iterable<Of> {
  return {
    *[Symbol.iterator]() {
      for (const group of rows.groupsAt(number)) if (test === undefined || test(group, number)) yield group;
    },
  };
}

/** What was on screen keeps its place while numbers still change; what is new comes below it. */
export function inStableOrder({ rows, numbers }: ShownRows, before: RowKey[]): number[] {
  const kept = new Set(before.flatMap((key) => rows.numberOf(key) ?? []));
  if (kept.size === 0) return numbers;
  const isShown = flagged(rows, numbers);
  return [...[...kept].filter((number) => isShown[number] === 1), ...numbers.filter((number) => !kept.has(number))];
}

export interface ShownTotals {
  packages: number;
  bytes: number;
  shared: number;
}

/**
 * What pip keeps; what it did not write is no part of it, unless the view is about just that.
 * @param numbers of the rows to add up
 */
export function shownTotalsOf<Of extends ListedGroup>(
  { rows, test, bytes, shared }: ShownRows<Of>,
  numbers: number[],
): ShownTotals {
  const totals: ShownTotals = { packages: 0, bytes: 0, shared: 0 };
  for (const number of numbers) {
    if (!test && specialIn(rows.keyAt(number)) === "foreign") continue;
    if (isPackage(rows.keyAt(number))) totals.packages++;
    totals.bytes += cellAt(bytes, number);
    totals.shared += cellAt(shared, number);
  }
  return totals;
}

/** Those of these keys that the view shows; undefined where it shows none. @param found numbers of the rows that were found */
export function selectedAmong(
  { rows, bytes, numbers }: ShownRows,
  found: number[],
  keys: ReadonlySet<RowKey>,
): Selected | undefined {
  if (keys.size === 0) return undefined;
  const isShown = flagged(rows, numbers);
  const isFoundRow = found === numbers ? isShown : flagged(rows, found);
  const selected: Selected = { keys: [], bytes: 0, hidden: 0 };
  for (const key of keys) {
    const row = rows.numberOf(key);
    if (row === undefined || isShown[row] !== 1) continue;
    selected.keys.push(key);
    selected.bytes += cellAt(bytes, row);
    if (isFoundRow[row] !== 1) selected.hidden++;
  }
  return selected.keys.length > 0 ? selected : undefined;
}

/** By a row's number, 1 where that is among these. */
function flagged(rows: { length: number }, numbers: number[]): Uint8Array {
  const flags = new Uint8Array(rows.length);
  for (const number of numbers) flags[number] = 1;
  return flags;
}
