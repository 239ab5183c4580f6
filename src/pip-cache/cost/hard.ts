/**
 * Which cached files are hard to get back, and why: by what the cache proves of each, and by what is configured and installed
 * here now, which is judged each time since nothing in the cache changes with it.
 */
import { admitsPython } from "../../packaging/admits-python";
import { packageIn, type RowKey } from "../../packaging/row-key";
import { exists } from "../../files/presence";
import type { Entry } from "../entry";
import { downloadLayouts } from "../layouts";
import type { CacheDirectory } from "../locate";
import type { Group } from "../rows/groups";
import type { Rows } from "../rows/rows";
import { entryId, selectionTest, selectsCache, type Selection } from "../selection";
import { costedFiles, stampOf, type CostedFile } from "./costs";
import { plainIndex, type BuiltFrom, type FileCost } from "./read-costs";

/** What there is on this machine. */
export interface Circumstances {
  /** Indexes that some pip looks at, by itself or because a configuration or a project says so; undefined where not all are known. */
  indexUrls?: string[];
  /** Versions of all Pythons, `3.12.1`; undefined where not all are known. */
  pythons?: string[];
  caches: CacheDirectory[];
}

export type HardReason =
  /** pip takes it only where just this version is asked for. The words are the index's. */
  | { why: "yanked"; words: string }
  /** @see FileCost.unlistedMs */
  | { why: "unlisted"; confirmedMs: number }
  /** No configuration that was read names an index that lists it. */
  | { why: "index"; indexes: string[] }
  /** No Python that was found is admitted. */
  | { why: "python"; requiresPython: string }
  /** Built here, from an address that no index page lists. */
  | { why: "direct"; from: BuiltFrom }
  /** Built here, and what it was built from is not cached. */
  | { why: "source" };

export interface HardFile extends CostedFile {
  /** At least one. */
  reasons: HardReason[];
}

/** Tells why files are hard to get back; no reason where they are not, or nothing proves it. */
export function hardTest({ indexUrls, pythons, caches }: Circumstances): (file: FileCost) => HardReason[] {
  const roots = caches.flatMap(({ folders }) =>
    folders.flatMap(({ layout, root }) => (downloadLayouts.includes(layout) ? [root] : [])),
  );
  const isCached = ({ isSourceCached, source }: BuiltFrom) =>
    isSourceCached ?? (source !== undefined && roots.some((root) => exists(`${root}/${source}`)));
  const named = indexUrls && new Set(indexUrls.map(comparable));
  const isNamed = remembering((index: string) => named?.has(comparable(index)) ?? true);
  /** Whether some Python is admitted, or may be. */
  const isAdmitted = remembering(
    (range: string) => !pythons?.length || pythons.some((python) => admitsPython(range, python) !== false),
  );
  return ({ yanked, unlistedMs, indexes = [], requiresPython, built }) => {
    const reasons: HardReason[] = [];
    if (yanked !== undefined) reasons.push({ why: "yanked", words: yanked });
    if (unlistedMs !== undefined) reasons.push({ why: "unlisted", confirmedMs: unlistedMs });
    if (indexes.length > 0 && !indexes.some(isNamed)) reasons.push({ why: "index", indexes });
    if (requiresPython !== undefined && !isAdmitted(requiresPython)) reasons.push({ why: "python", requiresPython });
    if (built?.isDirect) reasons.push({ why: "direct", from: built });
    else if (built && !isCached(built)) reasons.push({ why: "source" });
    return reasons;
  };
}

/** Asks about each text once: thousands of files have the same few. */
function remembering<Answer>(answer: (text: string) => Answer): (text: string) => Answer {
  const answers = new Map<string, Answer>();
  return (text) => {
    const known = answers.get(text);
    if (known !== undefined) return known;
    const found = answer(text);
    answers.set(text, found);
    return found;
  };
}

const comparable = (index: string): string => plainIndex(index).toLowerCase();

/**
 * All that are hard to get back. Pauses after each package.
 * @param costs see `readChangedCosts`
 * @param keys see `costedFiles`
 */
export function hardIn(
  costs: Buffer,
  circumstances: Circumstances,
  keys?: ReadonlySet<RowKey>,
): Generator<undefined, HardFile[]> {
  const reasonsOf = hardTest(circumstances);
  return costedFiles(costs, (depends) => reasonsOf({ ...bare, ...depends }).length > 0, reasonsOf, keys);
}

const bare: FileCost = { layout: "http", path: "", kind: "wheel", bytes: 0, files: 0, newestMs: 0 };

/** With the name that its package is called by. */
export interface NamedHardFile extends HardFile {
  name: string;
}

/** Those of packages that are as they were when that was found out. */
export function stillHard(files: readonly HardFile[], known: ReadonlyMap<string, Rows>): NamedHardFile[] {
  const stamps = new Map<string, string>();
  return files.flatMap((file) => {
    const rows = known.get(file.cache);
    const row = rows?.numberOf(file.key);
    if (rows === undefined || row === undefined) return [];
    const id = `${row} ${file.cache}`;
    let stamp = stamps.get(id);
    if (stamp === undefined) stamps.set(id, (stamp = stampOf(rows, row)));
    return stamp === file.stamp ? [{ ...file, name: rows.nameAt(row) }] : [];
  });
}

/** Those that a selection means. */
export function hardAmong<File extends HardFile>(
  files: readonly File[],
  caches: CacheDirectory[],
  selection: Selection,
): File[] {
  if (selection.foreign) return [];
  const tests = new Map(
    caches.flatMap((cache) =>
      selectsCache(selection, cache)
        ? cache.folders.map(({ layout, root }) => [`${layout}\n${cache.path}`, selectionTest(selection, root)] as const)
        : [],
    ),
  );
  return files.filter((file) => tests.get(`${file.layout}\n${file.cache}`)?.(entryOf(file)) ?? false);
}

/** A file as the entry that it is, as far as selections ask. */
function entryOf({ layout, path, kind, version, python, damage, bytes, newestMs, key }: HardFile): Entry {
  const file = { path, size: bytes, mtimeMs: newestMs, changedMs: newestMs, inode: 0, device: 0, links: 1 };
  return { layout, files: [file], identity: { kind, name: packageIn(key), version, python }, damage };
}

/** The selection of just these. */
export const selectionOfHard = (files: readonly HardFile[], caches: CacheDirectory[]): Selection => ({
  entries: files.flatMap(({ cache, layout, path }) => {
    const folders = caches.find((one) => one.path === cache)?.folders ?? [];
    return folders.flatMap((folder) =>
      folder.layout === layout ? [entryId({ root: folder.root, files: [{ path }] })] : [],
    );
  }),
});

/** What a list of packages adds up of a file. */
export const groupOfHard = ({ kind, version, layout, python, damage, bytes, files, newestMs }: HardFile): Group => ({
  ...{ kind, version, layout, python, damage },
  ...{ entries: 1, files, bytes, shared: 0, newestMs },
});

/** By the keys of their packages. */
export function hardByRow<File extends HardFile>(files: readonly File[]): Map<RowKey, File[]> {
  const rows = new Map<RowKey, File[]>();
  for (const file of files) {
    const row = rows.get(file.key);
    if (row) row.push(file);
    else rows.set(file.key, [file]);
  }
  return rows;
}
