/**
 * Which entries something is to be done with. Every part that is given must hold; none given means everything that pip
 * wrote. What it did not write is never meant with the rest, whatever the parts say.
 */
import {
  entryChanged,
  entryNewest,
  PIP,
  rowKey,
  specialRows,
  type AtLeastOne,
  type Damage,
  type Entry,
  type Kind,
} from "./entry";
import type { Layout } from "./layouts";
import type { PackageTool, RowKey } from "../packaging/row-key";
import { parseVersion } from "../packaging/version";
import type { CacheDirectory } from "./locate";
import type { Group, Shape } from "./rows/groups";

export interface Selection {
  /** Absent for all that keep packages. */
  tools?: PackageTool[];
  /** Real paths of cache directories. */
  caches?: string[];
  rows?: RowKey[];
  versions?: string[];
  /** Of each of these rows just these versions, in pairs since a note keeps it as JSON. */
  versionsOf?: [row: RowKey, versions: string[]][];
  /** The same, however each version is spelt: 1.0 means 1.0.0, too. */
  releasesOf?: [row: RowKey, versions: string[]][];
  /** What has no version, such as index pages. */
  unversioned?: boolean;
  kinds?: Kind[];
  layouts?: Layout[];
  /** See `Identity.python`. */
  pythons?: string[];
  /** Single entries, each by `entryId`. */
  entries?: string[];
  damaged?: boolean;
  damages?: Damage[];
  /** At least one of these must hold, too. */
  any?: PartialSelection[];
  /** What all of this means is left out. */
  not?: PartialSelection;
  /** What nobody reads: temporary files older than an hour, bodies without a header, version checks. */
  leftovers?: boolean;
  /** Instead of what pip wrote, what it did not. */
  foreign?: boolean;
  /** Nothing that came or changed later, see `changedAt`: ms since 1970. */
  until?: number;
}

/** What tells of an entry by itself: where it lies, and whether pip wrote it, only a whole selection says. */
export type PartialSelection = Omit<Selection, "tools" | "caches" | "foreign">;

/** Names an entry across scans; of several caches too, where one URL has the same path in each. */
export function entryId(entry: { root: string; files: Readonly<AtLeastOne<{ path: string }>> }): string {
  return `${entry.root}/${entry.files[0].path}`;
}

/** pip writes a file in seconds; one that is older than this was left behind. ms */
export const HOUR_MS = 3_600_000;

export function selectsCache(selection: Selection, cache: CacheDirectory): boolean {
  const { caches, tools } = selection;
  return (caches?.includes(cache.path) ?? true) && (tools?.includes(PIP) ?? true);
}

/** Whether nothing in the selected caches is left out. */
export function selectsAll(selection: Selection): boolean {
  return Object.entries(selection).every(
    ([part, value]) => part === "caches" || part === "tools" || value === undefined,
  );
}

/** Whether it is of everything, but for what it names as left out, and for what came later. */
export const selectsAllBut = (selection: Selection): boolean =>
  selectsAll({ ...selection, not: undefined, until: undefined });

/** Whether it may mean what nobody named: neither a single entry nor a single row. */
export const selectsInBulk = ({ entries, rows }: Selection): boolean => entries?.length !== 1 && rows?.length !== 1;

/** Whether of the rows it selects nothing is left out, in the selected caches. */
export function selectsRowsOnly(selection: Selection): boolean {
  return selectsAll({ ...selection, rows: undefined });
}

/**
 * A selection as a test of entries; sets are made once.
 * @param root the real path that the entries' files are below
 */
export function selectionTest(selection: Selection, root: string, now = Date.now()): (entry: Entry) => boolean {
  const ofShape = shapeTests(selection);
  const tests: ((entry: Entry) => boolean)[] = [];
  const { entries, any, not, until } = selection;
  if (entries) {
    const ids = new Set(entries);
    tests.push(({ files }) => ids.has(entryId({ root, files })));
  }
  if (any) {
    const alternatives = any.map((one) => selectionTest(one, root, now));
    tests.push((entry) => alternatives.some((matches) => matches(entry)));
  }
  if (not) {
    const isLeftOut = selectionTest(not, root, now);
    tests.push((entry) => !isLeftOut(entry));
  }
  if (until !== undefined) tests.push((entry) => entryChanged(entry) <= until);
  if (selection.leftovers) tests.push((entry) => isLeftover(rowKey(entry), entry, entryNewest(entry), now));
  if (ofShape.length > 0) {
    tests.unshift((entry) =>
      passesAll(ofShape, rowKey(entry), { ...entry.identity, layout: entry.layout, damage: entry.damage }),
    );
  }
  return (entry) => tests.every((test) => test(entry));
}

/**
 * The same as a test of groups. Undefined where a group does not tell: of single entries, of when each came, of what pip
 * did not write, and where some of a group are older than an hour and some are not.
 */
export function groupTest(selection: Selection, now = Date.now()): GroupTest | undefined {
  const { entries, any, not, until, foreign, leftovers } = selection;
  if (entries || until !== undefined || foreign) return undefined;
  const ofShape = shapeTests(selection);
  const alternatives = any?.map((one) => groupTest(one, now));
  const leftOut = not && groupTest(not, now);
  if (alternatives?.includes(undefined) || (not && leftOut === undefined)) return undefined;
  return (key, group) => {
    if (!passesAll(ofShape, key, group)) return false;
    const isLeftOut = leftOut ? leftOut(key, group) : false;
    const isAny = alternatives ? anyOf(alternatives.map((matches) => matches?.(key, group))) : true;
    const isLeft = leftovers ? isLeftoverGroup(key, group, now) : true;
    if (isLeftOut === true || isAny === false || isLeft === false) return false;
    return [isLeftOut, isAny, isLeft].includes(undefined) ? undefined : true;
  };
}

/** Of answers that may be unknown, whether one is true. */
const anyOf = (answers: (boolean | undefined)[]): boolean | undefined =>
  answers.includes(true) || (answers.includes(undefined) ? undefined : false);

function isLeftoverGroup(key: RowKey, group: Group, now: number): boolean | undefined {
  if (isLeftover(key, group, group.newestMs, now)) return true;
  return key === specialRows.temporary && group.entries > 1 ? undefined : false;
}

export type GroupTest = (key: RowKey, group: Group) => boolean | undefined;

type ShapeTest = (key: RowKey, shape: Shape) => boolean;

const passesAll = (tests: ShapeTest[], key: RowKey, shape: Shape) => tests.every((test) => test(key, shape));

/** What of a selection the entries of a group have in common. */
function shapeTests(selection: Selection): ShapeTest[] {
  const tests: ShapeTest[] = [];
  const among = <Value>(values: Value[] | undefined, of: (key: RowKey, shape: Shape) => Value | undefined) => {
    if (values === undefined) return;
    const set = new Set<Value | undefined>(values);
    tests.push((key, shape) => set.has(of(key, shape)));
  };
  among(selection.layouts, (_, { layout }) => layout);
  among(selection.kinds, (_, { kind }) => kind);
  among(selection.versions, (_, { version }) => version);
  if (selection.versionsOf) {
    const named = new Map(selection.versionsOf.map(([row, versions]) => [row, new Set<string | undefined>(versions)]));
    tests.push((key, { version }) => named.get(key)?.has(version) ?? false);
  }
  if (selection.releasesOf) {
    const named = new Map(selection.releasesOf.map(([row, versions]) => [row, new Set(versions.map(releaseOf))]));
    tests.push((key, { version }) => {
      const releases = version === undefined ? undefined : named.get(key);
      return version !== undefined && (releases?.has(releaseOf(version)) ?? false);
    });
  }
  if (selection.unversioned) tests.push((_, { version }) => version === undefined);
  among(selection.pythons, (_, { python }) => python);
  among(selection.damages, (_, { damage }) => damage);
  among(selection.rows, (key) => key);
  if (selection.damaged) tests.push((_, { damage }) => damage !== undefined);
  return tests;
}

/** Alike for two versions that are the same; what is no version by PEP 440 is only what it is. */
const releaseOf = (version: string): string => parseVersion(version)?.key ?? `=${version}`;

function isLeftover(key: RowKey, { damage }: Pick<Shape, "damage">, newestMs: number, now: number): boolean {
  if (key === specialRows.selfcheck || damage === "noHeader") return true;
  return key === specialRows.temporary && newestMs < now - HOUR_MS;
}
