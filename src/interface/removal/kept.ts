/** The one place that makes what a person has marked "Keep Always" no part of whatever removes in bulk. */
import type { RowKey } from "../../packaging/row-key";
import type { Plan } from "../../pip-cache/remove/plan";
import type { Spared } from "../../pip-cache/remove/question";
import type { Selection } from "../../pip-cache/selection";
import { formatBytes, formatCount } from "../shared/format";
import { isMarkedVersion, keptTest, markedBy, noMarks, readMarks, type Marks } from "../shared/marks";

/** What is removed, and whether a person has said that what is kept goes, too. */
export interface KeepingRequest {
  selection: Selection;
  takesKept?: boolean;
  /** Whether nobody has named what goes, also where that is a single row. */
  inBulk?: boolean;
}

/**
 * What of a selection goes. What a person names by itself is part of it: a single file, a package that is marked where it
 * alone is selected, a version that is marked where just that is. Where it cannot be read what is kept, nothing goes in bulk.
 */
export function withoutKept(
  { selection: asked, takesKept = false, inBulk = false }: KeepingRequest,
  stored = readMarks(),
): Selection {
  const { not: other, any } = asked;
  // What else is left out is not told of as kept.
  const selection = other ? { ...asked, not: undefined, any: [any ? { not: other, any } : { not: other }] } : asked;
  if (takesKept || selection.foreign) return selection;
  const named = inBulk ? undefined : nameIn(selection);
  if ("unreadable" in stored) return named ? selection : { ...selection, not: {} };
  const { packages, versions } = stored.value;
  const marks: Marks = {
    packages: packages.filter((key) => key !== named?.row),
    versions: versions.filter((mark) => !(named && isNamed(mark, named))),
  };
  const not = named?.isEntry ? undefined : markedBy(marks, selection.rows);
  if (not === undefined) return selection;
  return { ...selection, not };
}

/** Whether what somebody names by itself is kept, as far as the selection tells: of single files only a plan does. */
export function namesKept({ selection, takesKept = false, inBulk = false }: KeepingRequest): boolean {
  const named = inBulk ? undefined : nameIn(selection);
  const stored = readMarks();
  if (selection.foreign || named?.row === undefined || "unreadable" in stored) return false;
  if (takesKept) return true;
  const { packages, versions } = stored.value;
  return packages.some((key) => key === named.row) || versions.some((mark) => isNamed(mark, named));
}

/** Whether a row is marked as a whole. */
export function isKeptWhole(key: RowKey): boolean {
  const stored = readMarks();
  return "value" in stored && stored.value.packages.includes(key);
}

/** Whether something goes that is kept. */
export function takesKept({ rows }: Pick<Plan, "rows">): boolean {
  const stored = readMarks();
  if ("unreadable" in stored) return false;
  const isKept = keptTest(stored.value);
  const { packages, versions } = stored.value;
  const marked = new Set([...packages, ...versions.map(([key]) => key)]);
  return [...rows.values()].some((own) =>
    [...marked].some((key) => {
      const row = own.numberOf(key);
      return row !== undefined && [...own.groupsAt(row)].some((group) => group.entries > 0 && isKept(key, group));
    }),
  );
}

interface Named {
  row?: RowKey;
  version?: string;
  isEntry: boolean;
}

/** What a selection names by itself. Undefined of what means several. */
function nameIn({ rows, entries, versions, versionsOf }: Selection): Named | undefined {
  const isEntry = entries?.length === 1;
  const [row, ...others] = rows ?? [];
  if (row === undefined || others.length > 0) return isEntry ? { isEntry } : undefined;
  const own = versions ?? versionsOf?.find(([key]) => key === row)?.[1] ?? [];
  return { row, isEntry, ...(own.length === 1 && { version: own[0] }) };
}

const isNamed = ([key, version]: [RowKey, string], named: Named): boolean =>
  key === named.row && named.version !== undefined && isMarkedVersion(version, named.version);

/** `2 kept packages and 1 kept version (1.2 GB)` */
export function sparedText({ packages, versions, bytes }: Spared): string {
  const parts = [
    packages > 0 && formatCount(packages, "kept package"),
    versions > 0 && formatCount(versions, "kept version"),
  ];
  return `${parts.filter(Boolean).join(" and ")} (${formatBytes(bytes)})`;
}

/** `2 kept packages (1.2 GB) stay` */
export const sparedMessage = (spared: Spared): string =>
  `${sparedText(spared)} ${spared.packages + spared.versions === 1 ? "stays" : "stay"}`;

/** What is to be measured of what would be cleared: everything where it cannot be read what is kept. */
export function measuredOf(selection: Selection): Selection {
  const stored = readMarks();
  const not = markedBy("value" in stored ? stored.value : noMarks);
  return not ? { ...selection, not } : selection;
}
