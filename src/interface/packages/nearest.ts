/**
 * What may have been meant where nothing of a name is cached: what is imported by it, what has it as a part, or what differs
 * from it by slips of the keys.
 */
import { distance } from "fastest-levenshtein";
import { normalizeName } from "../../packaging/normalize";
import { packageIn, packageKey } from "../../packaging/row-key";
import { importedAs } from "../../packaging/import-names";
import type { Group } from "../../pip-cache/rows/groups";
import type { Search } from "./search";
import type { SearchNote } from "./search-notes";
import type { ListedGroup, ListedRows, ShownRows } from "./shown";

/** Of one name so many are offered. */
const MOST = 5;
/** Of so many names that are not cached others are looked for: each costs a look at all rows. */
export const MAX_NAMES_MEANT = 5;
/** Shorter parts of names are parts of too many. */
const SHORTEST_PART = 3;
/** A part of a name is less than one slip, and more than two. */
const PART = 1.5;

/**
 * Numbers of the rows of packages whose names are nearest to one, those first that differ least. Pauses after each row.
 * @param name as it was typed
 * @param among numbers of the rows that may be meant; absent for all
 */
export function* nearestRows<Of extends ListedGroup>(
  rows: Pick<ListedRows<Of>, "length" | "keyAt">,
  name: string,
  among?: readonly number[],
): Generator<undefined, number[]> {
  const typed = normalizeName(name);
  const imported = importedAs.get(typed) ?? [];
  const slips = mostSlips(typed);
  const near: Near[] = [];
  const count = among?.length ?? rows.length;
  for (let at = 0; at < count; at++) {
    yield undefined;
    const row = among?.[at] ?? at;
    const other = packageIn(rows.keyAt(row));
    if (other === undefined || other === typed) continue;
    const place = imported.indexOf(other);
    const differs = place >= 0 ? place / imported.length : differenceOf(typed, other, slips);
    if (differs === undefined) continue;
    near.push({ row, name: other, differs });
    near.sort(nearerFirst(typed));
    if (near.length > MOST) near.pop();
  }
  return near.map(({ row }) => row);
}

interface Near {
  row: number;
  name: string;
  differs: number;
}

const nearerFirst = (typed: string) => (a: Near, b: Near) =>
  a.differs - b.differs ||
  Math.abs(a.name.length - typed.length) - Math.abs(b.name.length - typed.length) ||
  (a.name < b.name ? -1 : 1);

/** So many letters of a name may be others, missing or too many: more of a long one. */
const mostSlips = ({ length }: string): number => (length < 3 ? 0 : length < 5 ? 1 : length < 9 ? 2 : 3);

/** How far two names are from each other, in slips; undefined where that is too far. */
function differenceOf(typed: string, name: string, most: number): number | undefined {
  if (Math.abs(typed.length - name.length) <= most) {
    const slips = isSwapped(typed, name) ? 1 : distance(typed, name);
    if (slips <= most) return slips;
  }
  const isPart = typed.length >= SHORTEST_PART && name.includes(typed);
  const hasPart = name.length >= SHORTEST_PART && typed.length > name.length && `-${typed}-`.includes(`-${name}-`);
  return isPart || hasPart ? PART : undefined;
}

/** Whether just two letters that stand side by side have changed places: one slip, not two. */
function isSwapped(some: string, other: string): boolean {
  if (some.length !== other.length) return false;
  let at = 0;
  while (at < some.length && some[at] === other[at]) at++;
  const swapped =
    other.slice(0, at) +
    other
      .slice(at, at + 2)
      .split("")
      .reverse()
      .join("") +
    other.slice(at + 2);
  return some === swapped;
}

export interface SearchWithNearest<Of extends ListedGroup = Group> extends Search<Of> {
  /** Whether nothing was found, and what is shown may have been meant. */
  isNear: boolean;
}

/**
 * Says of names of which nothing is cached what may have been meant; where nothing at all was found, that is shown. Pauses
 * after each row, as often as there are such names.
 * @param all the rows that were searched
 */
export function* withNearest<Of extends ListedGroup>(
  found: Search<Of>,
  all: ShownRows<Of>,
  searchText: string,
): Generator<undefined, SearchWithNearest<Of>> {
  const isNothing = found.shown.numbers.length === 0;
  const isCached = (name: string) => all.rows.numberOf(packageKey(all.rows.list, name)) !== undefined;
  const words = searchText.split(/\s+/).filter(Boolean);
  const isText = isNothing && found.notes.length === 0 && words.length > 0 && !words.some(isCached);
  const typed = isText ? [ofWords(words)] : found.notes;
  const near = new Set<number>();
  const notes: SearchNote[] = [];
  let names = 0;
  for (const note of typed) {
    const { missing } = note;
    const rows =
      missing !== undefined && !isCached(missing) && names++ < MAX_NAMES_MEANT
        ? yield* nearestRows(all.rows, missing, all.numbers)
        : [];
    for (const row of rows) near.add(row);
    const meant = rows.map((row) => all.rows.nameAt(row)).join(", ");
    notes.push(meant === "" ? note : { ...note, says: `${note.says} Did you mean ${meant}?` });
  }
  if (near.size === 0) return { ...found, isNear: false };
  return isNothing
    ? { shown: { ...all, numbers: [...near] }, notes, isNear: true }
    : { ...found, notes, isNear: false };
}

const ofWords = (words: string[]): SearchNote => ({
  text: words.join(" "),
  missing: words.join("-"),
  says: "Nothing has this in its name, versions, kinds or Pythons.",
});
