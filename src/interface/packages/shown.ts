/** What of the rows a view shows, and in which order: as numbers, so that summaries are made only of what is on screen. */
import { cellAt } from "../../files/typed-arrays";
import { isPackage, packageIn, specialIn, type RowKey } from "../../packaging/row-key";
import { sumGroups, type Group, type Row } from "../../pip-cache/rows/groups";
import type { Rows } from "../../pip-cache/rows/rows";
import { summarize, type Summary } from "../../pip-cache/rows/summary";
import type { SortOrder } from "./views";

export interface ShownRows {
  rows: Rows;
  /** Numbers of the rows, in the order of the view. */
  numbers: number[];
  /** What is shown of a row; all where there is no test. */
  test?: (group: Group) => boolean;
  /** By a row's number, the bytes of what is shown of it, and of these the shared ones. */
  bytes: Float64Array;
  shared: Float64Array;
}

/** The rows of a view, of each only the part that belongs to it, in its order. */
export function shownRows(rows: Rows, order: SortOrder, test?: (group: Group) => boolean): ShownRows {
  const numbers: number[] = [];
  const bytes = new Float64Array(rows.length);
  const shared = new Float64Array(rows.length);
  const newestMs = new Float64Array(rows.length);
  for (let row = 0; row < rows.length; row++) {
    if (test === undefined) {
      const sums = rows.sums(row);
      [bytes[row], shared[row], newestMs[row]] = [sums.bytes, sums.shared, sums.newestMs];
      numbers.push(row);
      continue;
    }
    // A filter is about what pip keeps.
    if (specialIn(rows.keyAt(row)) === "foreign") continue;
    const groups = [...rows.groupsAt(row)].filter(test);
    if (groups.length === 0) continue;
    const sums = sumGroups(groups);
    [bytes[row], shared[row], newestMs[row]] = [sums.bytes, sums.shared, sums.newestMs];
    numbers.push(row);
  }
  const byName = (a: number, b: number) => (rows.keyAt(a) < rows.keyAt(b) ? -1 : 1);
  const column = order === "last-used" ? newestMs : bytes;
  numbers.sort(order === "name" ? byName : (a, b) => cellAt(column, b) - cellAt(column, a) || byName(a, b));
  return { rows, numbers, test, bytes, shared };
}

/** What is shown of a row. */
export function shownSummary(shown: ShownRows, number: number): Summary {
  return summarize(shownOf(shown, number));
}

function shownOf({ rows, test }: ShownRows, number: number): Row {
  const { key, name, groups } = rows.rowAt(number);
  return { key, name, groups: test ? groups.filter(test) : groups };
}

/** What was on screen keeps its place while numbers still change; what is new comes below it. */
export function inStableOrder({ rows, numbers }: ShownRows, before: RowKey[]): number[] {
  const isShown = new Set(numbers);
  const kept = before.flatMap((key) => rows.numberOf(key) ?? []).filter((number) => isShown.delete(number));
  return [...kept, ...isShown];
}

export interface ShownTotals {
  packages: number;
  bytes: number;
  shared: number;
}

/**
 * What pip keeps; what it did not write is no part of it.
 * @param numbers of the rows to add up
 */
export function shownTotalsOf({ rows, bytes, shared }: ShownRows, numbers: number[]): ShownTotals {
  const totals: ShownTotals = { packages: 0, bytes: 0, shared: 0 };
  for (const number of numbers) {
    if (specialIn(rows.keyAt(number)) === "foreign") continue;
    if (isPackage(rows.keyAt(number))) totals.packages++;
    totals.bytes += cellAt(bytes, number);
    totals.shared += cellAt(shared, number);
  }
  return totals;
}

/**
 * The rows that are found. Not left to the platform, which searches only what is in the list and does not say what it
 * found: of that are the sums, and what is selected by “Select All”.
 */
export function searchRows(shown: ShownRows, searchText: string): number[] {
  const isFound = searchTest(searchText);
  return searchText.trim() === "" ? shown.numbers : shown.numbers.filter((number) => isFound(shownOf(shown, number)));
}

/** Tests whether all terms stand somewhere in a package's name, versions, kinds, Pythons. */
export function searchTest(searchText: string): (row: Pick<Summary, "key" | "name" | "groups">) => boolean {
  const terms = searchText.toLowerCase().split(/\s+/).filter(Boolean);
  return (row) => {
    if (terms.length === 0) return true;
    const keywords = keywordsOf(row).map((keyword) => keyword.toLowerCase());
    return terms.every((term) => keywords.some((keyword) => keyword.includes(term)));
  };
}

/** What a person may type to find a package: its name in any spelling, versions, kinds. */
function keywordsOf({ key, name, groups }: Pick<Summary, "key" | "name" | "groups">): string[] {
  const project = packageIn(key) ?? name;
  const keywords = new Set([name, project, ...["_", ".", " "].map((other) => project.replaceAll("-", other))]);
  for (const { version, kind, python, damage } of groups) {
    if (damage !== undefined) keywords.add("damaged");
    if (version !== undefined) keywords.add(version);
    keywords.add(kind);
    if (python !== undefined) keywords.add(python);
  }
  return [...keywords];
}
