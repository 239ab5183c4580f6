/** What a package's entries have in common, as sums. */
import type { Damage, Kind, Reason } from "../entry";
import type { RowKey } from "../../packaging/row-key";
import type { Layout } from "../layouts";

/** What is added up of entries. */
export interface Sums {
  entries: number;
  files: number;
  /** `st_size`, bytes; of a file with several names once, see `LinkedFiles`. */
  bytes: number;
  /** Of these, what has names elsewhere: removing frees nothing of that. */
  shared: number;
  /** ms since 1970. */
  newestMs: number;
}

/** What entries have in common that are added up in one group. */
export interface Shape {
  kind: Kind;
  version?: string;
  layout: Layout;
  /** See `Identity.python`. */
  python?: string;
  damage?: Damage;
  /** See `Identity.reason`. */
  reason?: Reason;
  /** See `Identity.type`. */
  type?: string;
}

/** The entries of a package that have kind, version, layout, Python and damage in common. */
export type Group = Shape & Sums;

export interface Row {
  key: RowKey;
  /** The display name; where no metadata was read, the name as the index or a file has it. */
  name: string;
  groups: Group[];
}

/** The sum over groups: files, bytes and the newest mtime. */
export function sumGroups(groups: Iterable<Sums>): Sums {
  const sum = noSums();
  for (const group of groups) addSums(sum, group);
  return sum;
}

/** Of no entry. */
export const noSums = (): Sums => ({ entries: 0, files: 0, bytes: 0, shared: 0, newestMs: 0 });

/** Adds one sum to another. */
export function addSums(sum: Sums, { entries, files, bytes, shared, newestMs }: Sums): void {
  sum.entries += entries;
  sum.files += files;
  sum.bytes += bytes;
  sum.shared += shared;
  sum.newestMs = Math.max(sum.newestMs, newestMs);
}
