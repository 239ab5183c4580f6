/**
 * Looks through cache directories: sums for the list, files for a plan, whole entries for the files of one package.
 */
import type { Failure } from "../files/failure";
import { FileList } from "../files/file-list";
import { readDirectory } from "../files/walk";
import { mostThreads, runTask } from "../files/tasks";
import type { Collected, CollectMessage, RootedEntry } from "./collect";
import type { Layout } from "./entry";
import type { CacheDirectory, CacheFolder } from "./locate";
import type { EntrySource } from "./read-entries";
import { Rows } from "./rows";
import { selectsCache, type Selection } from "./selection";
import { reading } from "./threads";

export interface Scan {
  rows: Rows;
  /** What could not be read. */
  failures: Failure[];
}

export interface ScanProgress {
  /** The rows found so far, which go on growing until the scan ends. */
  rows: Rows;
  /** Folders read, and of how many. */
  done: number;
  total: number;
}

export interface ScanOptions {
  signal?: AbortSignal;
  onProgress?: (progress: ScanProgress) => void;
  /**
   * Addresses of indexes, as `index-url` has them: they prove whose an index page is. Compressed pages of others are read
   * to their checksum, which takes longer.
   */
  indexUrls?: string[];
  /** See `RunOptions`. */
  threads?: number;
  headStartMs?: number;
}

/**
 * Sums up what a cache directory holds, every byte in exactly one row.
 * @throws the signal's reason when aborted
 */
export async function scan(cache: CacheDirectory, options: ScanOptions = {}): Promise<Scan> {
  const rows = new Rows();
  const failures: Failure[] = cache.problem ? [cache.problem] : [];
  await read(cache, options, {}, ({ sums, failures: unreadable }) => {
    rows.addPart(sums);
    failures.push(...unreadable);
    return rows;
  });
  rows.countLinked();
  return { rows, failures };
}

/** The files of a selection that lie below one folder. */
export interface ListedFolder {
  /** Real path of the cache directory. */
  cache: string;
  layout: Layout;
  root: string;
  files: FileList;
}

export interface Listing {
  folders: ListedFolder[];
  /** The sums of the selection, by the real path of the cache directory. */
  rows: Map<string, Rows>;
  failures: Failure[];
}

/**
 * Lists the files of a selection, header before body, with their sums.
 * @throws the signal's reason when aborted
 */
export async function list(
  caches: CacheDirectory[],
  selection: Selection,
  options: ScanOptions = {},
): Promise<Listing> {
  const rows = new Map<string, Rows>();
  const failures: Failure[] = [];
  const folders: ListedFolder[] = [];
  for (const cache of caches.filter((one) => selectsCache(selection, one))) {
    if (cache.problem) failures.push(cache.problem);
    const sums = new Rows();
    const files = new Map(cache.folders.map(({ root }) => [root, new FileList()]));
    await read(cache, options, { selection }, (collected) => {
      sums.addPart(collected.sums);
      failures.push(...collected.failures);
      for (const part of collected.lists) files.get(part.root)?.append(FileList.from(part.files));
      return sums;
    });
    sums.countLinked();
    rows.set(cache.path, sums);
    for (const { layout, root } of cache.folders) {
      folders.push({ cache: cache.path, layout, root, files: files.get(root) ?? new FileList() });
    }
  }
  return { folders, rows, failures };
}

/** An entry and where it lies. */
export interface LocatedEntry extends RootedEntry {
  /** Real path of the cache directory. */
  cache: string;
}

/**
 * The entries of a selection, whole: for one package at a time.
 * @throws the signal's reason when aborted
 */
export async function listEntries(
  caches: CacheDirectory[],
  selection: Selection,
  options: ScanOptions = {},
): Promise<LocatedEntry[]> {
  const entries: LocatedEntry[] = [];
  for (const cache of caches.filter((one) => selectsCache(selection, one))) {
    await read(cache, options, { selection, whole: true }, (collected) => {
      for (const entry of collected.entries) entries.push({ ...entry, cache: cache.path });
      return undefined;
    });
  }
  return entries;
}

async function read(
  cache: CacheDirectory,
  { signal, onProgress, indexUrls, threads = mostThreads(), ...options }: ScanOptions,
  request: Pick<CollectMessage, "selection" | "whole">,
  onCollected: (collected: Collected) => Rows | undefined,
): Promise<void> {
  const sources = cache.folders.flatMap(sourcesOf);
  const next = new Int32Array(new SharedArrayBuffer(4));
  const message: CollectMessage = { sources, next, indexUrls, ...request };
  const headStartMs = options.headStartMs ?? (isLarge(sources) ? 0 : undefined);
  let done = 0;
  await runTask<CollectMessage, Collected>(
    reading,
    "collect",
    Array.from({ length: threads + 1 }, () => message),
    {
      signal,
      threads,
      headStartMs,
      onResult: (collected) => {
        if (signal?.aborted) return;
        const rows = onCollected(collected);
        done += collected.done;
        if (rows) onProgress?.({ rows, done, total: sources.length });
      },
    },
  );
  signal?.throwIfAborted();
}

/**
 * Whether there is so much to read that threads should start at once. Entries are named by hashes, three folders deep by
 * their first digits, so one of these folders tells of all: half full from some 3,000 entries on.
 */
function isLarge(sources: EntrySource[]): boolean {
  const some = sources.find(({ layout, directory }) => layout.startsWith("http") && directory !== "");
  if (some === undefined) return false;
  const path = `${some.root}/${some.directory}`;
  try {
    const [first] = readDirectory(path).filter(({ type }) => type === "directory");
    return first !== undefined && readDirectory(`${path}/${first.name}`).length >= 8;
  } catch {
    return false;
  }
}

/** One source per top folder keeps threads equally busy. */
function sourcesOf({ layout, root }: CacheFolder): EntrySource[] {
  let names: string[] = [];
  try {
    names = readDirectory(root).flatMap(({ name, type }) => (type === "directory" ? [name] : []));
  } catch {
    // Reading the root's own files reports it.
  }
  return ["", ...names].map((directory) => ({ layout, root, directory }));
}
