/** The rows of each cache as far as they are known: remembered, growing while they are read, read to the end, corrected. */
import type { Failure } from "../../files/failure";
import type { CacheDirectory } from "../../pip-cache/locate";
import { Rows } from "../../pip-cache/rows/rows";
import type { RowKey } from "../../packaging/row-key";
import { scan, type Scan } from "../../pip-cache/scan/scan";
import { recallRowsOf, rememberRows, type RowsByCache } from "./memory";
import { indexUrls, indexUrlsToRead } from "./pips";

/** A list that changes more often than this cannot be read. ms */
const PARTIAL_MS = 300;

export interface ReadOptions {
  signal: AbortSignal;
  /** Called with 0 to 1 while there is nothing better to show of a cache than what has been read so far. */
  onPartial: (share: number) => void;
  /** A cache has been read to its end. */
  onRead: () => void;
  /** Read everything, whatever is known. */
  anew?: boolean;
}

export class CacheRows {
  #rows: RowsByCache | undefined;
  /** How far each cache was read; those that are not here are only remembered. */
  readonly #states = new Map<string, "partial" | "complete" | "incomplete">();
  #readings = 0;
  #removals = 0;
  /** When what is known began to be found out, or something was taken out of it; and of what it builds on. ms since 1970 */
  #known = { at: 0, since: 0 };

  /** @param onChange called with all rows each time that some have changed */
  constructor(private readonly onChange: (rows: RowsByCache) => void) {}

  /** The rows of the caches that have been read to the end, and without failures. */
  complete(): RowsByCache {
    return this.#filter((path) => this.#states.get(path) === "complete");
  }

  /** Looks up what is remembered, unless it has been. */
  async recall(): Promise<void> {
    if (this.#rows !== undefined) return;
    const { rows, at } = await recallRowsOf(true);
    if (this.#rows !== undefined) return;
    this.#known = { at, since: at };
    this.#set(rows);
  }

  /**
   * Resolves when what is known is remembered: of a cache that is being read for the first time that is nothing yet.
   * @returns whether it is right: else others have found out something later, which stays, and all has to be read again
   */
  async remember(): Promise<boolean> {
    const { at, since } = this.#known;
    const rows = this.#filter((path) => this.#states.get(path) !== "partial");
    const isStored = await rememberRows(rows, { at, since });
    // What comes next builds on it.
    if (isStored) this.#known.since = Math.max(this.#known.since, at);
    return isStored !== false;
  }

  /**
   * Reads caches, and drops the rows of all others. Resolves with what could not be read.
   * @throws the signal's reason when aborted
   */
  async read(caches: CacheDirectory[], options: ReadOptions): Promise<Failure[]> {
    const paths = new Set(caches.map(({ path }) => path));
    this.#set(this.#filter((path) => paths.has(path)));
    const failures: Failure[] = [];
    const began = Date.now();
    const removals = this.#removals;
    this.#readings++;
    try {
      const scans = new Map<CacheDirectory, Scan>();
      for (const cache of caches) scans.set(cache, await this.#readOne(cache, options));
      // One of the other names may be a file of another cache that had one name when that was read.
      const isLinkedAnew = [...scans.values()].some(({ hasNewNames }) => hasNewNames);
      for (const [cache, { rows, hasNewNames }] of isLinkedAnew ? scans : []) {
        const isWhole = rows.reading?.since === rows.reading?.wholeSince;
        if (!hasNewNames && !isWhole) scans.set(cache, await this.#readOne(cache, { ...options, anew: true }));
      }
      for (const { failures: unread } of scans.values()) failures.push(...unread);
      if (removals === this.#removals) this.#known = { at: began, since: began };
    } finally {
      this.#readings--;
    }
    return failures;
  }

  /**
   * Takes out what was removed, which is still to be remembered. What is being read meanwhile may have been there, or not, and so is not taken up.
   * @param gone keys of rows of which nothing should be left
   * @returns whether the rows are right now; otherwise everything has to be read again
   */
  subtract(removed: RowsByCache, gone?: readonly RowKey[]): boolean {
    this.#removals++;
    this.#known.at = Date.now();
    this.#set(new Map(Array.from(this.#rows ?? [], ([path, rows]) => [path, withoutRemoved(path, rows, removed)])));
    const left = [...removed.keys()].flatMap((path) => this.#rows?.get(path) ?? []);
    const isAllGone = gone?.every((key) => left.every((rows) => rows.numberOf(key) === undefined)) ?? false;
    return isAllGone && this.#readings === 0;
  }

  async #readOne(cache: CacheDirectory, { signal, onPartial, onRead, anew }: ReadOptions): Promise<Scan> {
    const { path } = cache;
    const removals = this.#removals;
    const isFirst = !this.#rows?.has(path) || this.#states.get(path) === "partial";
    if (isFirst) this.#states.delete(path);
    const before = isFirst || anew ? undefined : this.#rows?.get(path);
    let shownAt = performance.now();
    const read = await scan(cache, {
      signal,
      before,
      indexUrls: await (isFirst ? indexUrlsToRead(signal) : indexUrls()),
      onProgress: ({ rows: soFar, done, total }) => {
        if (!isFirst || removals !== this.#removals || performance.now() - shownAt < PARTIAL_MS) return;
        shownAt = performance.now();
        this.#take(path, soFar, "partial");
        onPartial(done / total);
      },
    });
    if (removals !== this.#removals) return { ...read, failures: [] };
    this.#take(path, read.rows, read.failures.length > 0 ? "incomplete" : "complete");
    onRead();
    return read;
  }

  #take(path: string, rows: Rows, state: "partial" | "complete" | "incomplete"): void {
    this.#states.set(path, state);
    this.#set(new Map(this.#rows).set(path, rows));
  }

  #set(rows: RowsByCache): void {
    this.#rows = rows;
    this.onChange(rows);
  }

  #filter(test: (path: string) => boolean): RowsByCache {
    return new Map([...(this.#rows ?? [])].filter(([path]) => test(path)));
  }
}

export interface CachesRead {
  /** Of all caches, also of those that could not be read to their end. */
  all: RowsByCache;
  /** Of those that were read without failures. */
  complete: RowsByCache;
  failures: Failure[];
  /** Until it is remembered, which must be waited for where the command ends. */
  remembered: Promise<unknown>;
}

/**
 * Reads what has changed of caches since they were read last, and remembers it: for whoever has no view.
 * @param onPartial see `ReadOptions`
 * @throws the signal's reason when aborted
 */
export async function readChanged(
  caches: CacheDirectory[],
  signal: AbortSignal,
  onPartial: ReadOptions["onPartial"] = () => {},
): Promise<CachesRead> {
  let all: RowsByCache = new Map();
  const rows = new CacheRows((changed) => (all = changed));
  await rows.recall();
  const failures = await rows.read(caches, { signal, onRead: () => {}, onPartial });
  return { all, complete: rows.complete(), failures, remembered: rows.remember() };
}

/** Files with several names may have some in other caches: what went there counts here, too. */
function withoutRemoved(path: string, rows: Rows, removed: RowsByCache): Rows {
  const own = removed.get(path);
  if (own === undefined && rows.linked.length === 0) return rows;
  const others = [...removed.values()].filter((other) => other !== own);
  return rows.without(own ?? new Rows(), others);
}
