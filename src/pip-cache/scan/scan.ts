/** Reads cache directories in threads, and sums up what they hold. */
import type { Failure } from "../../files/failure";
import { withOwnership } from "../cache-ownership";
import { readDirectory } from "../../files/walk";
import { maxThreads, retryWithoutThreads, runTask } from "../../files/tasks";
import { taskOf } from "../../files/worker-text";
import type { RowKey } from "../../packaging/row-key";
import { isBucketed } from "../rows/bucket";
import type { collect, Collected, CollectMessage } from "./collect";
import { layoutNames } from "../layouts";
import type { CacheDirectory } from "../locate";
import type { EntrySource } from "./read-entries";
import { Rows, type Reading } from "../rows/rows";
import { sourcesOf } from "./sources";
import { findChanges } from "./changes";
import type { Archive, readDisplayNames } from "./display-names";
import source from "../worker.generated.txt";

export const collecting = taskOf<typeof collect>("collect", source);
export const namingPackages = taskOf<typeof readDisplayNames>("readDisplayNames", source);

/** Each takes some 10 MB of heap of a large cache: with a fourth, command and threads together would be past 60. */
const READING_THREADS = 3;
/** How many threads read. */
export const readingThreads = (): number => Math.min(READING_THREADS, maxThreads());
/** A thread needs some 10 MB, and a few more for each 100,000 packages. */
const HEAP_MB = 48;
/** What has changed since the last reading is mostly so little that threads cost more time than they save. ms */
const CHANGES_MS = 400;
/** Archives per message. */
const CHUNK = 50;

export interface Scan {
  rows: Rows;
  /** What could not be read. */
  failures: Failure[];
  /** Whether files have names elsewhere of which the last reading did not know. */
  hasNewNames: boolean;
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
  /** What was read last of the cache: only what has changed since is read. See `EntryReader`. */
  before?: Rows;
  /** ms since 1970; for tests, whose files are all young. */
  now?: number;
  /** See `RunOptions`. */
  threads?: number;
  headStartMs?: number;
}

/**
 * Sums up what a cache directory holds, every byte in exactly one row.
 * @throws the signal's reason when aborted
 */
export function scan(cache: CacheDirectory, options: ScanOptions = {}): Promise<Scan> {
  return retryWithoutThreads(options, (own) => scanOnce(cache, own));
}

async function scanOnce(cache: CacheDirectory, options: ScanOptions): Promise<Scan> {
  const { before, now = Date.now() } = options;
  const changes = before && (await findChanges(cache, before, now, options));
  const rows = changes ? changes.rows : new Rows();
  const { folders } = cache;
  const reading: Reading = {
    since: now,
    wholeSince: now,
    folders,
    indexUrls: [],
    wheels: new Map(),
    ...changes?.reading,
  };
  const failures: Failure[] = cache.problem ? [cache.problem] : [];
  const indexUrls = [...new Set([...(options.indexUrls ?? []), ...reading.indexUrls])];
  const onCollected = ({ failures: unreadable, indexUrls: proven, wheels }: Collected) => {
    for (const failure of unreadable) failures.push(failure);
    for (const [part, seen] of wheels) reading.wheels.set(part, seen);
    reading.indexUrls = [...new Set([...reading.indexUrls, ...proven])];
  };
  await readCache(cache, { ...options, indexUrls }, { since: now, ...changes?.request }, onCollected, rows);
  // One of the names may be a file that had one name when it was read.
  const hasNewNames = rows.linked.hasNewNames((before ?? new Rows()).linked);
  if (changes && hasNewNames) return scanOnce(cache, { ...options, before: undefined });
  const found = changes ? rows.withoutEmpty() : rows;
  found.reading = reading;
  return { rows: found, failures: withOwnership(failures, cache.path), hasNewNames };
}

/**
 * Reads what a request asks for, in threads, each part handed over as it comes.
 * @param rows take the sums, if given
 * @throws the signal's reason when aborted
 */
export async function readCache(
  cache: CacheDirectory,
  { signal, onProgress, indexUrls, threads = readingThreads(), ...options }: ScanOptions,
  request: Partial<Pick<CollectMessage, "selection" | "whole" | "unopened" | "sources" | "known" | "told" | "since">>,
  onCollected: (collected: Collected) => void,
  rows?: Rows,
): Promise<void> {
  const { sources = cache.folders.flatMap(sourcesOf) } = request;
  const next = new Int32Array(new SharedArrayBuffer(4));
  const message: CollectMessage = { since: Date.now(), ...request, sources, next, indexUrls };
  const headStartMs = options.headStartMs ?? (request.known ? CHANGES_MS : isLarge(sources) ? 0 : undefined);
  const archives = new Map<RowKey, Archive>();
  let done = 0;
  await runTask(
    collecting,
    Array.from({ length: threads + 1 }, () => message),
    {
      signal,
      threads,
      headStartMs,
      heapMb: HEAP_MB,
      onResult: (collected) => {
        if (signal?.aborted) return;
        onCollected(collected);
        rows?.addPart(collected.sums);
        for (const archive of collected.archives) {
          if (!rows?.hasDisplayName(archive.key)) archives.set(archive.key, archive);
        }
        done += collected.done;
        if (rows) onProgress?.({ rows, done, total: sources.length });
      },
    },
  );
  signal?.throwIfAborted();
  if (rows) await addDisplayNames(rows, archives.values(), { signal, threads, headStartMs: options.headStartMs });
}

/** Reads, from archives, the display names that no metadata file has given. */
async function addDisplayNames(
  rows: Rows,
  archives: Iterable<Archive>,
  options: Pick<ScanOptions, "signal" | "threads" | "headStartMs">,
): Promise<void> {
  const nameless = [...archives].filter(({ key }) => !rows.hasDisplayName(key));
  if (nameless.length === 0) return;
  const messages = function* () {
    for (let at = 0; at < nameless.length; at += CHUNK) yield nameless.slice(at, at + CHUNK);
  };
  await runTask(namingPackages, messages(), {
    ...options,
    onResult: (displayNames) => {
      for (const [key, name] of displayNames) rows.setDisplayName(key, name);
    },
  });
  options.signal?.throwIfAborted();
}

/**
 * Whether there is so much to read that threads should start at once. Entries are named by hashes, and lie in folders by
 * their first digits, so one folder of the third level tells of all: half full from some 3,000 entries on.
 */
function isLarge(sources: EntrySource[]): boolean {
  return layoutNames.some((layout) => {
    const some = sources.find((source) => source.layout === layout && source.directory !== "");
    if (some === undefined || !isBucketed(layout)) return false;
    const path = `${some.root}/${some.directory}`;
    try {
      const [first] = readDirectory(path).filter(({ type }) => type === "directory");
      return first !== undefined && readDirectory(`${path}/${first.name}`).length >= 8;
    } catch {
      return false;
    }
  });
}
