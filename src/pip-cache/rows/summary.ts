/** What a list says of a package, from its sums. */
import { sumGroups, type Group, type Row } from "./groups";
import { isPackage, type RowKey } from "../../packaging/row-key";
import { newestFirst } from "../../packaging/versions";

export interface Summary {
  key: RowKey;
  name: string;
  isPackage: boolean;
  /** Newest first. */
  versions: string[];
  entries: number;
  files: number;
  /** `st_size`, bytes. */
  bytes: number;
  /** Of these, what has names elsewhere: see `Sums`. */
  shared: number;
  /** The newest mtime among its files, ms since 1970: when pip last dealt with it. */
  lastUsedMs: number;
  damaged: number;
  /** Largest first. */
  groups: Group[];
}

/** A row with what a list says of it. */
export function summarize({ key, name, groups }: Row): Summary {
  const versions = new Set<string>();
  let damaged = 0;
  for (const group of groups) {
    if (group.version !== undefined) versions.add(group.version);
    if (group.damage !== undefined) damaged += group.entries;
  }
  const { newestMs, ...sums } = sumGroups(groups);
  return {
    key,
    name,
    isPackage: isPackage(key),
    versions: newestFirst(versions),
    ...sums,
    lastUsedMs: newestMs,
    damaged,
    groups: groups.toSorted((a, b) => b.bytes - a.bytes || (shapeKey(a) < shapeKey(b) ? -1 : 1)),
  };
}

const shapeKey = ({ kind, version, layout, python, damage, reason, type }: Group): string =>
  [layout, kind, version, python, damage, reason, type].join("\n");
