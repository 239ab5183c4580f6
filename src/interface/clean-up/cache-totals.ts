/** What a list says of all its rows together: found in one pass, and small enough to be remembered beside the first rows. */
import { kinds as allKinds, PIP, specialRows, type Kind } from "../../pip-cache/entry";
import { sparing, type RowSums, type Spared } from "../../pip-cache/remove/question";
import type { Rows } from "../../pip-cache/rows/rows";
import type { Selection } from "../../pip-cache/selection";
import type { Layout } from "../../pip-cache/layouts";
import { isPackage } from "../../packaging/row-key";
import { isNeeded, type NeedScope } from "../../projects/needed";
import { nowheres, type KnownNeeds } from "../projects/known-needs";
import { isUnused, unusedTest, type UnusedFinding } from "../../pip/unused";
import { formatPath } from "../shared/format";
import { markedBy, type Marks } from "../shared/marks";
import { byPython } from "../shared/python-tags";

const DAY_MS = 86_400_000;
/** Days. */
export const ages = [30, 90, 180, 365];
/** Bytes. */
export const sizes = [10e6, 100e6, 500e6, 1e9];

interface Counted {
  entries: number;
  bytes: number;
}

export interface CacheTotals {
  /** Of what pip wrote. */
  bytes: number;
  /** What it did not write; absent where there is none. */
  foreign?: { files: number; bytes: number };
  damaged: Counted;
  /** Absent where nothing is. */
  kept?: Spared;
  /** Of each kind that there is of what pip wrote, and of what it did not. */
  kinds: ({ kind: Kind } & Counted)[];
  /** Of each Python that some files are for and others cannot use, newest first. */
  pythons: { tag: string; bytes: number }[];
  /** What none of the pips found would read: how much, how to select it, and the pips that this is about. */
  unused?: { bytes: number; selection: Selection; pips: string[] };
}

/** Tests whether a package was not used for so many days. */
export const isOlder =
  (days: number, now = Date.now()) =>
  ({ newestMs }: RowSums): boolean =>
    newestMs < now - days * DAY_MS;

/** Tests whether a package has more than so many bytes. */
export const isLarger =
  (size: number) =>
  ({ bytes }: RowSums): boolean =>
    bytes > size;

/**
 * Pauses after each group.
 * @param finding absent where no pip was ever asked
 */
export function* totalCache(
  rows: Rows,
  finding: UnusedFinding<Layout> | undefined,
  marks: Marks,
): Generator<undefined, CacheTotals> {
  const total: Counted = { entries: 0, bytes: 0 };
  const damaged: Counted = { entries: 0, bytes: 0 };
  const kinds = new Map(allKinds.map((kind): [Kind, Counted] => [kind, { entries: 0, bytes: 0 }]));
  const unused: Counted = { entries: 0, bytes: 0 };
  const pythons = new Map<string, number>();
  const foreign = rows.numberOf(specialRows.foreign);
  if (foreign !== undefined) kinds.set("foreign", rows.sums(foreign));
  const test = finding && unusedTest(finding);
  for (const [group] of rows.groups()) {
    yield undefined;
    const { kind, damage, python, bytes } = group;
    count(total, group);
    if (damage !== undefined) count(damaged, group);
    const ofKind = kinds.get(kind);
    if (ofKind) count(ofKind, group);
    if (test?.(group)) count(unused, group);
    if (python !== undefined && python !== "any") pythons.set(python, (pythons.get(python) ?? 0) + bytes);
  }
  return {
    bytes: total.bytes,
    ...(foreign !== undefined && { foreign: rows.sums(foreign) }),
    damaged,
    kept: yield* sparing(rows, { not: markedBy(marks) }),
    kinds: Array.from(kinds, ([kind, { entries, bytes }]) => ({ kind, entries, bytes })).filter(
      ({ entries }) => entries > 0,
    ),
    pythons: Array.from(pythons, ([tag, bytes]) => ({ tag, bytes }))
      .filter(({ bytes }) => bytes > 0)
      .sort((a, b) => byPython(a.tag, b.tag)),
    ...(finding &&
      unused.entries > 0 && { unused: { bytes: unused.bytes, ...unusedOf(finding, [...pythons.keys()]) } }),
  };
}

/** What of packages nothing needs that was looked at: by whom it is not. */
export type NowhereTotals = ReadonlyMap<NeedScope, Counted>;

/** Pauses after each group. */
export function* totalNowhere(rows: Rows, { needs, hasFolders }: KnownNeeds): Generator<undefined, NowhereTotals> {
  const totals = new Map(nowheres(hasFolders).map((whose): [NeedScope, Counted] => [whose, { entries: 0, bytes: 0 }]));
  for (const [group, row] of rows.groups()) {
    yield undefined;
    const key = rows.keyAt(row);
    if (!isPackage(key)) continue;
    for (const [whose, sum] of totals) if (!isNeeded(needs, key, group.version, whose)) count(sum, group);
  }
  return totals;
}

/** How to select what none of the pips found would read, and those pips. */
export function unusedOf(finding: UnusedFinding<Layout>, pythons: string[]): { selection: Selection; pips: string[] } {
  const any: Selection[] = [{ pythons: pythons.filter((python) => isUnused(finding, { layout: "", python })) }];
  if (finding.layouts.length > 0) any.push({ layouts: finding.layouts });
  const pips = finding.pips.map(({ python, version }) => `pip ${version} of ${formatPath(python)}`);
  return { selection: { tools: [PIP], any }, pips };
}

function count(sum: Counted, { entries, bytes }: Counted): void {
  sum.entries += entries;
  sum.bytes += bytes;
}
