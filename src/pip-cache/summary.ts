/** What a list says of a package, from its sums; and what is left of the sums when something was removed. */
import { groupKey, isPackage, sumGroups, type Group, type Row } from "./rows";
import { newestFirst } from "./versions";

export interface Summary {
  key: string;
  name: string;
  isPackage: boolean;
  /** Newest first. */
  versions: string[];
  entries: number;
  files: number;
  /** `st_size`, bytes. */
  bytes: number;
  /** The newest mtime among its files, ms since 1970: when pip last dealt with it. */
  lastUsedMs: number;
  damaged: number;
  /** Largest first. */
  groups: Group[];
}

export function summarize(row: Row): Summary {
  const versions = new Set<string>();
  let damaged = 0;
  for (const group of row.groups) {
    if (group.version !== undefined) versions.add(group.version);
    if (group.damage !== undefined) damaged += group.entries;
  }
  const { entries, files, bytes, newestMs } = sumGroups(row.groups);
  return {
    key: row.key,
    name: row.name,
    isPackage: isPackage(row),
    versions: newestFirst(versions),
    entries,
    files,
    bytes,
    lastUsedMs: newestMs,
    damaged,
    groups: row.groups.toSorted((a, b) => b.bytes - a.bytes || (groupKey(a) < groupKey(b) ? -1 : 1)),
  };
}

/** The rows without what was removed from them. The rows themselves stay as they are. */
export function subtractRows(rows: Row[], removed: Row[]): Row[] {
  const gone = new Map(removed.map(({ key, groups }) => [key, groups]));
  return rows.flatMap((row) => {
    const less = gone.get(row.key);
    if (less === undefined) return [row];
    const groups = row.groups.flatMap((group) => {
      const match = less.find((other) => groupKey(other) === groupKey(group));
      if (match === undefined) return [group];
      const entries = group.entries - match.entries;
      if (entries <= 0) return [];
      return [{ ...group, entries, files: group.files - match.files, bytes: group.bytes - match.bytes }];
    });
    return groups.length > 0 ? [{ ...row, groups }] : [];
  });
}
