/** Rows of what tools keep of Python packages: of one tool, or of all of them, pip too, one row for each name. */
import { largestBy } from "../../files/sort-steps";
import { normalizeName } from "../../packaging/normalize";
import { isPackage, keyOf, packageIn, packageKey, type PackageTool, type RowKey } from "../../packaging/row-key";
import { PIP, type Damage } from "../../pip-cache/entry";
import { addSums, noSums, sumGroups, type Sums } from "../../pip-cache/rows/groups";
import type { Rows } from "../../pip-cache/rows/rows";
import type { CachedPackage, PartSums } from "../../python-caches/collect-packages";
import type { PackageCacheTool, PartKind } from "../../python-caches/part";
import type { PythonTool } from "../python-tools/python-tools";
import type { ReadTool } from "../python-tools/read-tools";
import type { ChosenVersions } from "./search";
import type { ListedGroup, ListedRows } from "./shown";

/** What one tool keeps of a version, in one form. */
export interface ShareGroup extends ListedGroup {
  tool: PackageTool;
  /** Of pip's. */
  damage?: Damage;
}

/** What one tool keeps of a package. */
export interface ToolShare extends Sums {
  tool: PackageTool;
  /** As it was read; conda may have several of one normalized name, of pip there is none. */
  cached: CachedPackage[];
  /** Clones share blocks unseen. */
  upTo: boolean;
}

interface ToolRow {
  key: RowKey;
  name: string;
  /** Largest first. */
  shares: ToolShare[];
  groups: ShareGroup[];
}

/** A row of the list, and of it what was searched for. */
export interface ToolListed {
  key: RowKey;
  name: string;
  shares: readonly ToolShare[];
  groups: readonly ShareGroup[];
  sums: Sums;
  /** Newest first, of many the newest. */
  versions: string[];
  /** How many there are in all. */
  versionCount: number;
  /** Where the row is about some versions only. */
  chosen?: ChosenVersions;
}

export class ToolRows implements ListedRows<ShareGroup> {
  readonly #numbers: ReadonlyMap<RowKey, number>;

  constructor(
    readonly list: ListedRows["list"],
    private readonly rows: readonly ToolRow[],
  ) {
    this.#numbers = new Map(rows.map(({ key }, number) => [key, number]));
  }

  get length(): number {
    return this.rows.length;
  }

  keyAt(row: number): RowKey {
    return this.#at(row).key;
  }

  nameAt(row: number): string {
    return this.#at(row).name;
  }

  numberOf(key: RowKey): number | undefined {
    return this.#numbers.get(key);
  }

  groupsAt(row: number): readonly ShareGroup[] {
    return this.#at(row).groups;
  }

  sharesAt(row: number): readonly ToolShare[] {
    return this.#at(row).shares;
  }

  /** Not that of its groups: what has names in several of them is shared for each, and not for the package. */
  sums(row: number): Sums {
    return sumGroups(this.#at(row).shares);
  }

  #at(row: number): ToolRow {
    const found = this.rows[row];
    if (found === undefined) throw new RangeError(`No row ${row}`);
    return found;
  }
}

/** Whether packages of it are removed by that tool itself. */
export const isOtherTool = (tool: PackageTool): tool is PackageCacheTool => tool !== PIP;

/** What pip's own list calls the row: a package by its name. */
export const pipKeyOf = ({ key, name }: Pick<ToolListed, "key" | "name">): RowKey =>
  isPackage(key) ? packageKey(PIP, packageIn(key) ?? name) : key;

/** Of one tool. Pauses after each package. */
export function* rowsOfTool({ tool, read }: ReadTool): Generator<undefined, ToolRows> {
  const rows: ToolRow[] = [];
  for (const one of read.packages) {
    yield undefined;
    rows.push({
      key: keyOf(one.key),
      name: nameOf(one),
      shares: [shareOf(tool, one)],
      groups: groupsOfTool(tool, one),
    });
  }
  return new ToolRows(tool.id, rows);
}

/** Of all tools. Pauses after each group of files. @param pip what pip keeps, foreign files left out */
export function* rowsOfAll(pip: Rows | undefined, others: readonly ReadTool[]): Generator<undefined, ToolRows> {
  const rows = new Map<RowKey, ToolRow>();
  const add = (key: RowKey, name: string, share: ToolShare, groups: readonly ShareGroup[]) => {
    const row = rows.get(key);
    if (row === undefined) {
      rows.set(key, { key, name, shares: [share], groups: [...groups] });
      return;
    }
    row.groups.push(...groups);
    const same = row.shares.find(({ tool }) => tool === share.tool);
    if (same === undefined) row.shares.push(share);
    else {
      addSums(same, share);
      same.cached.push(...share.cached);
    }
  };
  for (let row = 0; row < (pip?.length ?? 0); row++) {
    if (pip === undefined) break;
    const key = pip.keyAt(row);
    const name = pip.nameAt(row);
    const sums = noSums();
    const groups: ShareGroup[] = [];
    for (const group of pip.groupsAt(row)) {
      yield undefined;
      addSums(sums, group);
      const { kind, version, python, damage, entries, files, bytes, shared, newestMs } = group;
      groups.push({ tool: PIP, kind, version, python, damage, entries, files, bytes, shared, newestMs });
    }
    if (sums.entries === 0) continue;
    const share = { tool: PIP, cached: [], upTo: false, ...sums };
    add(isPackage(key) ? packageKey("all", packageIn(key) ?? name) : key, name, share, groups);
  }
  for (const { tool, read } of others) {
    for (const one of read.packages) {
      yield undefined;
      const key = one.name === undefined ? keyOf(one.key) : packageKey("all", normalizeName(one.name));
      add(key, nameOf(one), shareOf(tool, one), groupsOfTool(tool, one));
    }
  }
  for (const { shares } of rows.values()) {
    yield undefined;
    if (shares.length > 1) shares.sort(largestBy(({ tool }) => tool));
  }
  return new ToolRows("all", [...rows.values()]);
}

const groupsOfTool = ({ id }: PythonTool, { versions }: CachedPackage): ShareGroup[] =>
  versions.map(({ kind, version, ...sums }) => ({ tool: id, kind, version, ...inFiles(sums) }));

const shareOf = ({ id, upTo }: PythonTool, one: CachedPackage): ToolShare => ({
  tool: id,
  cached: [one],
  upTo,
  ...inFiles(one),
});

/** Their files are their entries. */
const inFiles = ({ files, bytes, shared, newestMs }: PartSums): Sums => ({
  entries: files,
  files,
  bytes,
  shared,
  newestMs,
});

/** What is of no package is all of one kind. */
const nameOf = ({ name, versions }: CachedPackage): string => name ?? namesOfNone[versions[0]?.kind ?? "other"];

/** Of what belongs to no package. */
const namesOfNone: Record<PartKind, string> = {
  wheel: "Wheels of No Package",
  "unpacked wheel": "Unpacked Wheels of No Package",
  "built wheel": "Built Wheels of No Package",
  "source distribution": "Source Distributions of No Package",
  "package archive": "Archives of No Package",
  "unpacked package": "Unpacked Packages without a Name",
  metadata: "Metadata",
  "index page": "Index Pages",
  "Git repository": "Git Repositories",
  environment: "Environments",
  build: "Builds",
  Python: "Pythons",
  other: "Other Files",
};

/** All there are. */
export const partKinds = Object.keys(namesOfNone) as PartKind[];
