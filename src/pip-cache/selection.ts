/**
 * Which entries something is to be done with. Every part that is given must hold; none given means everything that pip
 * wrote. What it did not write is never meant with the rest, whatever the parts say.
 */
import { entryNewest, PIP, rowKey, specialRows, type AtLeastOne, type Damage, type Entry, type Kind } from "./entry";
import type { Layout } from "./layouts";
import type { PackageTool, RowKey } from "../packaging/row-key";
import type { CacheDirectory } from "./locate";

export interface Selection {
  /** Absent for all that keep packages. */
  tools?: PackageTool[];
  /** Real paths of cache directories. */
  caches?: string[];
  rows?: RowKey[];
  versions?: string[];
  /** Of each of these rows just these versions, in pairs since a note keeps it as JSON. */
  versionsOf?: [row: RowKey, versions: string[]][];
  kinds?: Kind[];
  layouts?: Layout[];
  /** See `Identity.python`. */
  pythons?: string[];
  /** Single entries, each by `entryId`. */
  entries?: string[];
  damaged?: boolean;
  damages?: Damage[];
  /** At least one of these must hold, too. */
  any?: Selection[];
  /** What nobody reads: temporary files older than an hour, bodies without a header, version checks. */
  leftovers?: boolean;
  /** Instead of what pip wrote, what it did not. */
  foreign?: boolean;
  /** Nothing that came or changed later, ms since 1970. */
  until?: number;
}

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
  const tests: ((entry: Entry) => boolean)[] = [];
  const among = <Value>(values: Value[] | undefined, of: (entry: Entry) => Value | undefined) => {
    if (values === undefined) return;
    const set = new Set<Value | undefined>(values);
    tests.push((entry) => set.has(of(entry)));
  };
  among(selection.layouts, (entry) => entry.layout);
  among(selection.kinds, (entry) => entry.identity.kind);
  among(selection.versions, (entry) => entry.identity.version);
  if (selection.versionsOf) {
    const named = new Map(selection.versionsOf.map(([row, versions]) => [row, new Set<string | undefined>(versions)]));
    tests.push((entry) => named.get(rowKey(entry))?.has(entry.identity.version) ?? false);
  }
  among(selection.pythons, (entry) => entry.identity.python);
  among(selection.damages, (entry) => entry.damage);
  among(selection.rows, rowKey);
  among(selection.entries, ({ files }) => entryId({ root, files }));
  if (selection.damaged) tests.push((entry) => entry.damage !== undefined);
  if (selection.any) {
    const alternatives = selection.any.map((one) => selectionTest(one, root, now));
    tests.push((entry) => alternatives.some((matches) => matches(entry)));
  }
  const { until } = selection;
  if (until !== undefined) tests.push((entry) => entryNewest(entry) <= until);
  if (selection.leftovers) tests.push((entry) => isLeftover(entry, now));
  return (entry) => tests.every((test) => test(entry));
}

function isLeftover(entry: Entry, now: number): boolean {
  const key = rowKey(entry);
  if (key === specialRows.selfcheck || entry.damage === "noHeader") return true;
  return key === specialRows.temporary && entryNewest(entry) < now - HOUR_MS;
}
