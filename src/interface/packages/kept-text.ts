/** What is kept of a row, as it and its detail say it. */
import type { Group } from "../../pip-cache/rows/groups";
import { allGroups, type Summary } from "../../pip-cache/rows/summary";
import { formatNumber, formatCount } from "../shared/format";
import type { Rows } from "../../pip-cache/rows/rows";
import { leftOutOf } from "../../pip-cache/remove/question";
import { groupTest, type Selection } from "../../pip-cache/selection";
import { withoutKept } from "../removal/kept";
import type { KnownMarks } from "../shared/marks";

export interface KeptOfRow {
  /** Whether the package is, with all that comes of it. */
  isWhole: boolean;
  /** Those of its versions that are; of a package that is marked as a whole none is named. */
  versions: string[];
  /** `Kept`, `1 of 3 versions kept`. */
  text: string;
}

/** Undefined where nothing is. */
export function keptOf(
  { key, groups, versionCount }: Pick<Summary, "key" | "groups" | "versionCount">,
  { whole, versions: marked, isKept }: KnownMarks,
): KeptOfRow | undefined {
  if (whole.has(key)) return { isWhole: true, versions: [], text: "Kept" };
  if (!marked.has(key)) return undefined;
  const versions = [...new Set(groups.flatMap((group) => (isKept(key, group) ? (group.version ?? []) : [])))];
  if (versions.length === 0) return undefined;
  const text = `${formatNumber(versions.length)} of ${formatCount(versionCount, "version")} kept`;
  return { isWhole: false, versions, text };
}

/** What of a row stays when it is removed by its name: its kept versions, unless it is marked as a whole. Bytes. */
export function bytesStaying(summary: Summary, { whole, versions: marked, isKept }: KnownMarks): number {
  const { key } = summary;
  if (whole.has(key) || !marked.has(key)) return 0;
  return allGroups(summary).reduce((sum: number, group: Group) => sum + (isKept(key, group) ? group.bytes : 0), 0);
}

/** What of rows stays when they are removed together. Bytes. @param inBulk whether that is more than these rows, so that even one is not named */
export function bytesStayingOf(rows: Rows, selection: Selection, { marks }: KnownMarks, inBulk = false): number {
  const left = leftOutOf(withoutKept({ selection, inBulk }, { value: marks }));
  const test = left && groupTest(left);
  let bytes = 0;
  for (const key of (test && left.rows) ?? []) {
    const row = rows.numberOf(key);
    if (row === undefined) continue;
    for (const group of rows.groupsAt(row)) if (test?.(key, group)) bytes += group.bytes;
  }
  return bytes;
}
