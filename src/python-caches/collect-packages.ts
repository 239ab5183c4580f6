/** Walks the caches of one tool and says which package each file is of, and what of it would come back. */
import type { Failure } from "../files/failure";
import { Inodes } from "../files/inodes";
import { failureBelow } from "../files/permissions";
import { largestBy, sortSteps } from "../files/sort-steps";
import type { TaskContext } from "../files/tasks";
import { cellAt, withCapacity } from "../files/typed-arrays";
import type { FoundFile } from "../files/walk";
import { normalizeName } from "../packaging/normalize";
import { describedFiles, type CacheRoot } from "./described-files";
import type { Described, PackageCacheTool, PartKind } from "./part";

export interface PackagesMessage {
  tool: PackageCacheTool;
  roots: CacheRoot[];
}

/** Sums of files: `st_size`, each file once. */
export interface PartSums {
  /** Names of files and links. */
  files: number;
  bytes: number;
  /** Of these, what keeps a name after what is summed has gone, wherever: removing frees nothing of that. */
  shared: number;
  /** ms since 1970 */
  newestMs: number;
}

/** What is cached of one version of a package, in one form. */
export interface CachedVersion extends PartSums {
  kind: PartKind;
  version?: string;
}

export interface CachedPackage extends PartSums {
  /** Unique among all of the tool. */
  key: string;
  /** As the tool spells it; absent for what belongs to no package, of which each kind is one. */
  name?: string;
  versions: CachedVersion[];
}

/** A part of what was read. */
export interface PackagesPart {
  packages: CachedPackage[];
  /** In the last one. */
  end?: { total: PartSums; unreadable: Failure[] };
}

/** Packages of one part of the result: taking in more at a time would keep the command's own thread from turning. */
const PART = 500;
/** Files with several names that are added up between two pauses. */
const SUMMED = 256;

export function* collectPackages(
  { tool, roots }: PackagesMessage,
  { stopped }: TaskContext,
): Generator<PackagesPart | undefined, PackagesPart> {
  const parts = new Parts();
  const unreadable: Failure[] = [];
  for (const [number, cache] of roots.entries()) {
    const { root } = cache;
    const onUnreadable = (path: string, error: unknown) => {
      unreadable.push(failureBelow(root, path === "" ? root : `${root}/${path}`, error));
    };
    for (const found of describedFiles(cache, onUnreadable)) {
      if (stopped()) return { packages: [] };
      if (found) parts.add(number, found.described, found.file);
      yield undefined;
    }
  }
  const { packages, total } = yield* parts.sums(tool);
  for (let at = 0; at < packages.length; at += PART) {
    if (stopped()) return { packages: [] };
    yield { packages: packages.slice(at, at + PART) };
  }
  return { packages: [], end: { total, unreadable } };
}

/** What is known of a part. */
interface Part extends PartSums, Omit<Described, "part"> {
  /** Its files name several packages. */
  isUnclear?: true;
}

/** What the files of a part are counted to. */
interface Owner {
  row: CachedPackage;
  group: CachedVersion;
}

const noSums = (): PartSums => ({ files: 0, bytes: 0, shared: 0, newestMs: 0 });

class Parts {
  readonly #parts: Part[] = [];
  readonly #numbers = new Map<string, number>();
  /** Of the file before: most are of the same part. */
  #last?: { root: number; described: Described; number: number };
  /** Files with several names, since nobody knows yet where the others are. */
  readonly #inodes = new Inodes();
  /** Of each of these: names it has, names that were found, and the part of the first. */
  #links = new Int32Array(0);
  #found = new Int32Array(0);
  #first = new Int32Array(0);
  /** Of those with names in several parts: the part of each name but those of the first part. */
  readonly #others = new Map<number, number[]>();

  add(root: number, described: Described, file: FoundFile): void {
    const number = this.#numberOf(root, described);
    const part = cellAt(this.#parts, number);
    part.files++;
    part.newestMs = Math.max(part.newestMs, file.mtimeMs);
    if (file.links <= 1) {
      part.bytes += file.size;
      return;
    }
    const known = this.#inodes.length;
    const inode = this.#inodes.add(file);
    if (inode === known) {
      this.#links = withCapacity(this.#links, known + 1);
      this.#found = withCapacity(this.#found, known + 1);
      this.#first = withCapacity(this.#first, known + 1);
      this.#first[inode] = number;
    }
    this.#links[inode] = file.links;
    this.#found[inode] = cellAt(this.#found, inode) + 1;
    if (cellAt(this.#first, inode) === number) return;
    const others = this.#others.get(inode);
    if (others) others.push(number);
    else this.#others.set(inode, [number]);
  }

  /**
   * Takes in what is said of a part. Versions that stand beside a part's folder make several of it; whatever says no version is of
   * the part itself.
   */
  #numberOf(root: number, described: Described): number {
    const last = this.#last;
    if (last?.described === described && last.root === root) return last.number;
    const { kind, part, name, version } = described;
    const isApart = kind !== "unpacked wheel" && kind !== "source distribution" && kind !== "environment";
    const key = isApart ? [root, part, kind, name, version].join("\0") : `${root}\0${part}`;
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#parts.push({ kind, ...noSums() }) - 1;
      this.#numbers.set(key, number);
    }
    learn(cellAt(this.#parts, number), described);
    this.#last = { root, described, number };
    return number;
  }

  /** Adds up, largest first. Pauses after each file with several names, and each part. */
  *sums(tool: PackageCacheTool): Generator<undefined, { packages: CachedPackage[]; total: PartSums }> {
    const groups = new Map<string, CachedVersion>();
    const packages = new Map<string, CachedPackage>();
    const total = noSums();
    const owners: Owner[] = [];
    for (const part of this.#parts) {
      const name = part.isUnclear ? undefined : part.name;
      const { kind } = part;
      const version = name === undefined ? undefined : part.version;
      const key = name === undefined ? `${tool}#${kind}` : packageKeyOf(tool, name);
      let row = packages.get(key);
      if (!row) packages.set(key, (row = { key, ...(name !== undefined && { name }), versions: [], ...noSums() }));
      const groupKey = [key, kind, version].join("\0");
      let group = groups.get(groupKey);
      if (!group) {
        group = { kind, ...(version !== undefined && { version }), ...noSums() };
        groups.set(groupKey, group);
        row.versions.push(group);
      }
      owners.push({ row, group });
      for (const sums of [row, group, total]) addTo(sums, part);
      yield undefined;
    }
    for (let inode = 0; inode < this.#inodes.length; inode++) {
      const others = this.#others.get(inode);
      if (others) this.#addSpread(inode, others, owners, total);
      else this.#addShared(inode, owners, total);
      if (others || inode % SUMMED === 0) yield undefined;
    }
    for (const row of packages.values()) {
      if (row.versions.length > 1) row.versions = yield* sortSteps(row.versions, byBytes);
      yield undefined;
    }
    return {
      packages: yield* sortSteps(
        [...packages.values()],
        largestBy(({ key }) => key),
      ),
      total,
    };
  }

  /** A file with several names, of which those here are all of one part. */
  #addShared(inode: number, owners: Owner[], total: PartSums): void {
    const bytes = this.#inodes.sizeAt(inode);
    const { row, group } = cellAt(owners, cellAt(this.#first, inode));
    const shared = cellAt(this.#found, inode) < cellAt(this.#links, inode) ? bytes : 0;
    total.bytes += bytes;
    row.bytes += bytes;
    group.bytes += bytes;
    total.shared += shared;
    row.shared += shared;
    group.shared += shared;
  }

  /** One with names in several parts belongs to the first package of those that have one, so that rows add up. */
  #addSpread(inode: number, otherParts: number[], owners: Owner[], total: PartSums): void {
    const bytes = this.#inodes.sizeAt(inode);
    const [links, found] = [cellAt(this.#links, inode), cellAt(this.#found, inode)];
    const first = cellAt(owners, cellAt(this.#first, inode));
    const others = otherParts.map((part) => cellAt(owners, part));
    const [owner = first] = [first, ...others].sort(byOwner);
    const inFirst = found - others.length;
    const names = (isOf: (one: typeof first) => boolean) =>
      (isOf(first) ? inFirst : 0) + others.reduce((sum, one) => sum + Number(isOf(one)), 0);
    const { row, group } = owner;
    for (const [sums, own] of [
      [total, found],
      [row, names((one) => one.row === row)],
      [group, names((one) => one.group === group)],
    ] as const) {
      sums.bytes += bytes;
      if (own < links) sums.shared += bytes;
    }
  }
}

const byBytes = largestBy(({ kind, version }: CachedVersion) => [kind, version].join("\n"));

/** Packages before what belongs to none, then by key. */
function byOwner({ row: one }: Owner, { row: other }: Owner): number {
  const byName = Number(one.name === undefined) - Number(other.name === undefined);
  return byName !== 0 ? byName : one.key < other.key ? -1 : Number(one.key > other.key);
}

/** The key of a package of a tool. */
export const packageKeyOf = (tool: PackageCacheTool, name: string): string => `${tool}/${keyOf(tool, name)}`;

/** conda's names are no project names: `ruamel.yaml` and `ruamel_yaml` are two packages. */
const keyOf = (tool: PackageCacheTool, name: string): string =>
  tool === "conda" ? name.toLowerCase() : normalizeName(name);

function learn(part: Part, { kind, name, version }: Described): void {
  if (kind === "environment" || part.kind === "environment") {
    // An environment has packages, and is none.
    part.kind = "environment";
    part.isUnclear = true;
  }
  if (name === undefined) return;
  if (part.name === undefined) [part.name, part.version] = [name, version];
  else if (normalizeName(part.name) !== normalizeName(name)) part.isUnclear = true;
  // Built of one source at different times.
  else if (part.version !== version) part.version = undefined;
}

function addTo(sums: PartSums, { files, bytes, newestMs }: PartSums): void {
  sums.files += files;
  sums.bytes += bytes;
  sums.newestMs = Math.max(sums.newestMs, newestMs);
}
