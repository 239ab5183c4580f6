/**
 * The rows that are found. Not left to the platform, which searches only what is in the list and does not say what it
 * found: of that are the sums, and what is selected by “Select All”.
 */
import { appendTo } from "../../files/lookup";
import { runToEnd } from "../../files/tasks";
import { normalizeName } from "../../packaging/normalize";
import { isPackage, packageIn, packageKey, type RowKey } from "../../packaging/row-key";
import {
  isNamed,
  isRequirements,
  parseRequirements,
  type Requirement,
  type Requirements,
} from "../../packaging/requirements";
import { satisfying } from "../../packaging/specifiers";
import { newestOf } from "../../packaging/versions";
import { kinds } from "../../pip-cache/entry";
import { allGroups, type Summary } from "../../pip-cache/rows/summary";
import { notFound, notRead, type SearchNote } from "./search-notes";
import { groupsOf, showRows, type ListedGroup, type ListedRows, type ShownRows } from "./shown";
import type { Group } from "../../pip-cache/rows/groups";
import type { SortOrder } from "./views";

/** Of one row those versions that satisfy what was typed. */
export interface ChosenVersions {
  versions: ReadonlySet<string>;
  /** How many others are kept. */
  others: number;
}

export interface Search<Of extends ListedGroup = Group> {
  /** The rows that were found; of those of which versions were chosen just these. */
  shown: ShownRows<Of>;
  /** Rows that are not in it are meant whole. Absent where no versions were chosen. */
  chosen?: ReadonlyMap<RowKey, ChosenVersions>;
  /** What of the text finds nothing, or is not compared, and why. */
  notes: SearchNote[];
}

/** Pauses after each row, each group that is looked at, and each version. */
export function* search<Of extends ListedGroup>(
  shown: ShownRows<Of>,
  searchText: string,
  order: SortOrder,
): Generator<undefined, Search<Of>> {
  if (isRequirements(searchText)) return yield* searchRequirements(shown, parseRequirements(searchText), order);
  const words = searchText.toLowerCase().split(/\s+/).filter(Boolean);
  return words.length === 0 ? { shown, notes: [] } : yield* searchWords(shown, words);
}

/** Whether it is found among what was remembered. What asks for versions is not: these are read first. */
export function isFoundNow(searchText: string, { key, name, ...summary }: Summary): boolean {
  if (isRequirements(searchText)) return false;
  const words = searchText.toLowerCase().split(/\s+/).filter(Boolean);
  return runToEnd(hasAll(words, { key, name, groups: allGroups(summary) }));
}

/**
 * Rows that have all of the words somewhere. Several words may also be several names: where each is just that of a package,
 * or nothing has all of them.
 */
function* searchWords<Of extends ListedGroup>(shown: ShownRows<Of>, words: string[]): Generator<undefined, Search<Of>> {
  const { rows, numbers, test } = shown;
  const several = words.length > 1;
  if (several && words.every((word) => rows.numberOf(packageKey(rows.list, word)) !== undefined)) {
    return yield* searchNames(shown, words);
  }
  const found: number[] = [];
  for (const number of numbers) {
    const [key, name] = [rows.keyAt(number), rows.nameAt(number)];
    if (yield* hasAll(words, { key, name, groups: groupsOf(rows, number, test) })) found.push(number);
  }
  if (found.length > 0 || !several || !words.every(isNameLike))
    return { shown: { ...shown, numbers: found }, notes: [] };
  return yield* searchNames(shown, words);
}

/** Rows that have one of the words in their name. */
function* searchNames<Of extends ListedGroup>(shown: ShownRows<Of>, words: string[]): Generator<undefined, Search<Of>> {
  const { rows, numbers } = shown;
  const found: number[] = [];
  let missing = words;
  for (const number of numbers) {
    yield undefined;
    const key = rows.keyAt(number);
    if (!isPackage(key)) continue;
    const names = spellings(key, rows.nameAt(number));
    const others = without(words, names);
    if (others.length === words.length) continue;
    found.push(number);
    missing = missing.filter((word) => others.includes(word));
  }
  return {
    shown: { ...shown, numbers: found },
    notes: missing.map((text) => ({ text, missing: text, says: "No package has this in its name." })),
  };
}

/** Whether a word could be the name of a package, and is no part of what else rows are found by. */
const isNameLike = (word: string): boolean =>
  /^[a-z][a-z0-9._-]*$/.test(word) &&
  !/^(?:cp|pp|py)\d/.test(word) &&
  ![...kinds, "damaged"].some((known) => known.includes(word));

/** Whether all words stand somewhere in a package's name, versions, kinds, Pythons. */
function* hasAll(
  words: string[],
  { key, name, groups }: { key: RowKey; name: string; groups: Iterable<ListedGroup> },
): Generator<undefined, boolean> {
  yield undefined;
  let missing = without(words, spellings(key, name));
  for (const { version, kind, python, damage } of groups) {
    if (missing.length === 0) break;
    missing = without(missing, [version, kind, python, damage && "damaged"]);
    yield undefined;
  }
  return missing.length === 0;
}

function spellings(key: RowKey, name: string): string[] {
  const project = packageIn(key) ?? name;
  return [name, project, ...["_", ".", " "].map((other) => project.replaceAll("-", other))];
}

/** The words that stand in none of these texts. */
function without(words: string[], texts: (string | undefined)[]): string[] {
  return words.filter((word) => !texts.some((text) => text?.toLowerCase().includes(word)));
}

/** What became of a requirement. */
interface Looked {
  requirement: Requirement;
  /** Rows of its name, whatever the view shows of them. */
  named: number[];
  /** Of these, the ones that satisfy it. */
  satisfied: number[];
}

/** Rows that are named, of each just the versions that satisfy what is required. Pauses as `search` does. */
export function* searchRequirements<Of extends ListedGroup>(
  shown: ShownRows<Of>,
  { wanted, unread }: Requirements,
  order: SortOrder,
): Generator<undefined, Search<Of>> {
  const { rows, test } = shown;
  const looked = wanted.map((requirement): Looked => ({ requirement, named: [], satisfied: [] }));
  const byName = new Map<string, Looked[]>();
  for (const one of looked) appendTo(byName, one.requirement.name, one);
  const patterns = looked.filter(({ requirement: { name } }) => name.includes("*"));
  const whole = new Set<RowKey>();
  const chosen = new Map<RowKey, ChosenVersions>();
  for (let row = 0; row < rows.length; row++) {
    yield undefined;
    const key = rows.keyAt(row);
    const kept = packageIn(key);
    if (kept === undefined) continue;
    // conda's names are no project names.
    const name = rows.list === "conda" ? normalizeName(kept) : kept;
    const matching = patterns.filter(({ requirement }) => isNamed(name, requirement.name));
    const here = [...(byName.get(name) ?? []), ...matching];
    if (here.length === 0) continue;
    const versions = here.some(({ requirement }) => requirement.specifiers) ? yield* versionsOf(rows, row) : none;
    const satisfied = new Set<string>();
    for (const one of here) {
      one.named.push(row);
      const { specifiers } = one.requirement;
      const own = specifiers && (yield* satisfying(versions, specifiers));
      if (own === undefined) whole.add(key);
      for (const version of own ?? []) satisfied.add(version);
      if (own === undefined || own.length > 0) one.satisfied.push(row);
    }
    if (satisfied.size > 0) chosen.set(key, { versions: satisfied, others: versions.size - satisfied.size });
  }
  for (const key of whole) chosen.delete(key);
  const among = shown.numbers.filter((row) => whole.has(rows.keyAt(row)) || chosen.has(rows.keyAt(row)));
  const isChosen = ({ version }: ListedGroup, row: number): boolean => {
    const own = chosen.get(rows.keyAt(row));
    return own === undefined || (version !== undefined && own.versions.has(version));
  };
  const narrowed =
    chosen.size > 0
      ? yield* showRows(rows, order, (group, row) => isChosen(group, row) && (test?.(group, row) ?? true), among)
      : { ...shown, numbers: among };
  const found = new Set(narrowed.numbers);
  const notes: SearchNote[] = [];
  for (const { requirement, named, satisfied } of looked) {
    const isShown = satisfied.some((row) => found.has(row));
    if (isShown && requirement.notCompared.length === 0) continue;
    const [first] = named;
    const all = first === undefined || named.length > 1 ? none : yield* versionsOf(rows, first);
    const newest = yield* newestOf(all, 3);
    const cached = { packages: named.length, versions: all.size, newest };
    notes.push(notFound(requirement, { isShown, isSatisfied: satisfied.length > 0, ...cached }));
  }
  notes.push(...unread.map(notRead));
  return { shown: narrowed, chosen: chosen.size > 0 ? chosen : undefined, notes };
}

const none: ReadonlySet<string> = new Set();

function* versionsOf<Of extends ListedGroup>(
  rows: ListedRows<Of>,
  row: number,
): Generator<undefined, ReadonlySet<string>> {
  const versions = new Set<string>();
  for (const { version } of rows.groupsAt(row)) {
    yield undefined;
    if (version !== undefined) versions.add(version);
  }
  return versions;
}
