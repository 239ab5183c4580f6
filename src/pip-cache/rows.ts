/**
 * Packages as sums. A scan keeps no entries, only what a list shows of them, so that a cache of any size fits into the
 * memory that the platform allows.
 */
import { specialRows, type Damage, type Entry, type Kind, type Layout } from "./entry";
import { normalizeName } from "./readers/normalize";

/** The entries of a package that have kind, version, layout, Python and damage in common. */
export interface Group {
  kind: Kind;
  version?: string;
  layout: Layout;
  /** See `Identity.python`. */
  python?: string;
  damage?: Damage;
  /** Of `other`: why it has no name. */
  reason?: string;
  entries: number;
  files: number;
  /** `st_size`, bytes. */
  bytes: number;
  /** ms since 1970. */
  newestMs: number;
}

export interface Row {
  /** The normalised project name, or one of `specialRows`. */
  key: string;
  /** As the package's metadata spells it, or, where none was read, as index or file name do. */
  name: string;
  /** Whether metadata was read. */
  spelled?: boolean;
  groups: Group[];
}

/** A file with several names: its bytes count once all of them are in the cache, and only once. */
interface LinkedFile {
  inode: number;
  links: number;
  size: number;
  row: string;
  group: string;
}

type GroupCells = [
  kind: Kind,
  version: string | undefined,
  layout: Layout,
  python: string | undefined,
  damage: Damage | undefined,
  reason: string | undefined,
  entries: number,
  files: number,
  bytes: number,
  newestMs: number,
];
type RowCells = [key: string, name: string, spelled: boolean, groups: number];
const ROW_CELLS = 4;
const GROUP_CELLS = 10;

/** Sums of a part of a cache, flat: threads hand them over, and copies of so many objects cost several times more. */
export interface RowsPart {
  /** Of each row its `RowCells`, then the `GroupCells` of each of its groups. */
  cells: (RowCells | GroupCells)[number][];
  linked: LinkedFile[];
}

export const specialNames: Record<string, string> = {
  [specialRows.other]: "Other Files",
  [specialRows.legacy]: "Legacy Entries",
  [specialRows.temporary]: "Temporary Files",
  [specialRows.selfcheck]: "Version Checks",
};

/** Adds up entries, and sums of other parts. */
export class RowBuilder {
  #rows = new Map<string, Row>();
  #linked: LinkedFile[] = [];

  /**
   * @param key see `rowKey`
   * @param spelling the name as the metadata spells it, where it was read
   */
  add(key: string, entry: Entry, spelling?: string): void {
    const row = this.#row(key, spelling ?? entry.identity.name ?? specialNames[key], spelling !== undefined);
    const { kind, version, python, reason } = entry.identity;
    const group = groupOf(row, kind, entry.layout, version, python, entry.damage, reason);
    group.entries++;
    group.files += entry.files.length;
    for (const { inode, links, size, mtimeMs } of entry.files) {
      if (mtimeMs > group.newestMs) group.newestMs = mtimeMs;
      if (links <= 1) group.bytes += size;
      else this.#linked.push({ inode, links, size, row: key, group: groupKey(group) });
    }
  }

  /** Names a package as its metadata spells it, whose entries may be in another part. */
  spell(key: string, spelling: string): void {
    this.#row(key, spelling, true);
  }

  /** Adds the sums of another part of the same cache. */
  addPart({ cells, linked }: RowsPart): void {
    for (let at = 0; at < cells.length;) {
      const [key, name, spelled, groups] = cells.slice(at, at + ROW_CELLS) as RowCells;
      at += ROW_CELLS;
      const row = this.#row(key, name, spelled);
      for (const end = at + groups * GROUP_CELLS; at < end; at += GROUP_CELLS) {
        addGroup(row, cells.slice(at, at + GROUP_CELLS) as GroupCells);
      }
    }
    for (const file of linked) this.#linked.push(file);
  }

  /** Adds the sums of another cache. */
  addRows(rows: Iterable<Row>): void {
    for (const { key, name, spelled = false, groups } of rows) {
      const row = this.#row(key, name, spelled);
      for (const group of groups) addGroup(row, cellsOf(group));
    }
  }

  toPart(): RowsPart {
    const cells: RowsPart["cells"] = [];
    for (const { key, name, spelled = false, groups } of this.#rows.values()) {
      cells.push(key, name, spelled, groups.length);
      for (const group of groups) cells.push(...cellsOf(group));
    }
    return { cells, linked: this.#linked };
  }

  /** The sums so far, which go on growing. */
  get rows(): Row[] {
    return [...this.#rows.values()];
  }

  /** The sums, with the bytes of files that have several names where the last of them was found. */
  toRows(): Row[] {
    const names = new Map<number, number>();
    for (const { inode, links, size, row, group } of this.#linked) {
      const seen = (names.get(inode) ?? 0) + 1;
      names.set(inode, seen);
      const sum = this.#rows.get(row)?.groups.find((one) => groupKey(one) === group);
      if (seen === links && sum) sum.bytes += size;
    }
    this.#linked = [];
    return this.rows;
  }

  #row(key: string, name: string, spelled: boolean): Row {
    let row = this.#rows.get(key);
    if (row === undefined) {
      row = { key, name, spelled, groups: [] };
      this.#rows.set(key, row);
    } else if (!row.spelled && (spelled || (isPlain(row.name) && !isPlain(name)))) {
      row.name = name;
      row.spelled = spelled;
    }
    return row;
  }
}

function cellsOf(group: Group): GroupCells {
  const { kind, version, layout, python, damage, reason, entries, files, bytes, newestMs } = group;
  return [kind, version, layout, python, damage, reason, entries, files, bytes, newestMs];
}

function addGroup(row: Row, [kind, version, layout, python, damage, reason, ...sums]: GroupCells): void {
  const group = groupOf(row, kind, layout, version, python, damage, reason);
  const [entries, files, bytes, newestMs] = sums;
  group.entries += entries;
  group.files += files;
  group.bytes += bytes;
  group.newestMs = Math.max(group.newestMs, newestMs);
}

/** An index may send a normalised name where a file name has capitals: the richer spelling is closer to the package's. */
const isPlain = (name: string): boolean => name === normalizeName(name);

/** The group of that shape, made where there is none: a row has few, and comparing costs less than making a key. */
function groupOf(
  row: Row,
  kind: Group["kind"],
  layout: Group["layout"],
  version: Group["version"],
  python: Group["python"],
  damage: Group["damage"],
  reason: Group["reason"],
): Group {
  for (const group of row.groups) {
    if (
      group.kind === kind &&
      group.version === version &&
      group.layout === layout &&
      group.python === python &&
      group.damage === damage &&
      group.reason === reason
    ) {
      return group;
    }
  }
  const group: Group = { kind, version, layout, python, damage, reason, entries: 0, files: 0, bytes: 0, newestMs: 0 };
  row.groups.push(group);
  return group;
}

/** Tells groups of a row apart. */
export function groupKey({ kind, version, layout, python, damage, reason }: Group): string {
  return `${layout}\n${kind}\n${version ?? ""}\n${python ?? ""}\n${damage ?? ""}\n${reason ?? ""}`;
}

/** The sum over groups: files, bytes and the newest mtime. */
export function sumGroups(groups: Iterable<Group>): {
  entries: number;
  files: number;
  bytes: number;
  newestMs: number;
} {
  const sum = { entries: 0, files: 0, bytes: 0, newestMs: 0 };
  for (const { entries, files, bytes, newestMs } of groups) {
    sum.entries += entries;
    sum.files += files;
    sum.bytes += bytes;
    sum.newestMs = Math.max(sum.newestMs, newestMs);
  }
  return sum;
}

export const isPackage = (row: Row): boolean => !row.key.startsWith(":");
