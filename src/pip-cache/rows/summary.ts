/** What a list says of a package, from its sums. */
import { runToEnd } from "../../files/tasks";
import { addSums, noSums, type Group, type Row } from "./groups";
import { isPackage, type RowKey } from "../../packaging/row-key";
import { newestOf } from "../../packaging/versions";

export interface Summary {
  key: RowKey;
  name: string;
  isPackage: boolean;
  /** Newest first, of many the newest. */
  versions: string[];
  /** How many there are in all. */
  versionCount: number;
  entries: number;
  files: number;
  /** `st_size`, bytes. */
  bytes: number;
  /** Of these, what has names elsewhere: see `Sums`. */
  shared: number;
  /** The newest mtime among its files, ms since 1970: when pip last dealt with it. */
  lastUsedMs: number;
  damaged: number;
  /** Those of these versions and of none. Largest first. */
  groups: Group[];
  /** Those of all other versions, the same of each version together. Largest first. */
  older: Group[];
}

/** Versions that are listed; of further ones only the sums are told. */
export const MAX_VERSIONS = 100;

/** A row with what a list says of it. */
export const summarize = (row: Row): Summary => runToEnd(summarizing(row));

/** `summarize`, in time and memory for any number of versions. Pauses after each group and each version. */
export function* summarizing({
  key,
  name,
  groups,
}: Omit<Row, "groups"> & { groups: Iterable<Group> }): Generator<undefined, Summary> {
  const all = new Set<string>();
  for (const { version } of groups) {
    if (version !== undefined) all.add(version);
    yield undefined;
  }
  const versions = yield* newestOf(all, MAX_VERSIONS);
  const shown = new Set<string | undefined>(versions).add(undefined);
  const sum = noSums();
  const own: Group[] = [];
  const older = new Map<string, Group>();
  let damaged = 0;
  for (const group of groups) {
    yield undefined;
    addSums(sum, group);
    if (group.damage !== undefined) damaged += group.entries;
    if (shown.has(group.version)) own.push(group);
    else {
      const other = { ...group, version: undefined };
      const shape = shapeKey(other);
      const same = older.get(shape);
      if (same) addSums(same, group);
      else older.set(shape, other);
    }
  }
  const { newestMs, ...sums } = sum;
  return {
    key,
    name,
    isPackage: isPackage(key),
    versions,
    versionCount: all.size,
    ...sums,
    lastUsedMs: newestMs,
    damaged,
    groups: own.sort(byBytes),
    older: [...older.values()].sort(byBytes),
  };
}

const byBytes = (a: Group, b: Group) => b.bytes - a.bytes || (shapeKey(a) < shapeKey(b) ? -1 : 1);

/** All of its groups, those of versions that are not listed together. */
export const allGroups = ({ groups, older }: Pick<Summary, "groups" | "older">): Group[] => [...groups, ...older];

const shapeKey = ({ kind, version, layout, python, damage, reason, type }: Group): string =>
  [layout, kind, version, python, damage, reason, type].join("\n");
