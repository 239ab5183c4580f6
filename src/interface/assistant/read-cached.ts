/** The rows of all caches as they are now, for whoever has no view: what is remembered, and what has changed since. */
import type { Failure } from "../../files/failure";
import type { CacheDirectory } from "../../pip-cache/locate";
import { Rows } from "../../pip-cache/rows/rows";
import type { NamedHardFile } from "../../pip-cache/cost/hard";
import { readHardFiles, recallHardFiles } from "../cost/hard-files";
import { hardSumOf } from "../cost/hard-text";
import { readChanged } from "../shared/cache-rows";
import { allCaches, placesLookedAt } from "../shared/caches";
import { firstLines, formatPath } from "../shared/format";
import { recallRows, type RowsByCache } from "../shared/memory";
import { told } from "./given-input";

export interface ReadCached {
  caches: CacheDirectory[];
  /** Of all caches that could be read to their end. */
  rows: Rows;
  known: RowsByCache;
  failures: Failure[];
}

/** So long an answer is waited for. ms */
const READING_MS = 120_000;

export const readingSignal = (): AbortSignal => AbortSignal.timeout(READING_MS);

/** @throws the signal's reason when aborted */
export async function readCached(signal = readingSignal()): Promise<ReadCached> {
  const caches = await allCaches(signal);
  const { complete: known, failures, remembered } = await readChanged(caches, signal);
  await remembered;
  return { caches, known, rows: Rows.together([...known.values()]), failures };
}

export interface ReadInTime {
  /** Also of caches that could not be read to their end. */
  rows: RowsByCache;
  failures: Failure[];
  /** Otherwise these are the rows of the last reading. */
  isWhole: boolean;
}

/** The rows of caches as they are now, or where the time is up, as they were read last. */
export function rowsInTime(caches: CacheDirectory[], signal: AbortSignal): Promise<ReadInTime> {
  return orInTime<ReadInTime>(
    async () => {
      const { all, failures, remembered } = await readChanged(caches, signal);
      await remembered;
      return { rows: all, failures, isWhole: true };
    },
    signal,
    async () => ({ rows: await recallRows(), failures: [], isWhole: false }),
  );
}

/** What is hard to get back, or where the time is up, what of that is remembered. */
export const hardInTime = (
  caches: CacheDirectory[],
  known: RowsByCache,
  signal: AbortSignal,
): Promise<NamedHardFile[]> =>
  orInTime(
    () => readHardFiles(caches, known, signal),
    signal,
    () => recallHardFiles(caches, known),
  ).catch(() => []);

/** The same as a tool tells it: words of indexes are anybody's. */
export function toldHard(files: readonly NamedHardFile[]) {
  const sum = hardSumOf(files);
  return sum && { entries: sum.entries, bytes: sum.bytes, why: sum.lines.map(told) };
}

/** What comes of some work, or where the time is up, of what is known without it. */
export async function orInTime<Result>(
  work: () => Promise<Result>,
  signal: AbortSignal,
  otherwise: () => Result | Promise<Result>,
): Promise<Result> {
  try {
    signal.throwIfAborted();
    return await work();
  } catch (error) {
    if (!signal.aborted) throw error;
    return otherwise();
  }
}

/** What a result says of what could not be read, and of no cache at all; absent where there is nothing to say. */
export function readingNotes({ caches, failures }: Pick<ReadCached, "caches" | "failures">): { notes?: string[] } {
  const notes = firstLines(
    failures.map(({ path, reason }) => told(`Not read: ${formatPath(path)}: ${reason}`)),
    3,
  );
  if (caches.length === 0) notes.push(`There is no pip cache at ${firstLines(placesLookedAt(), 3).join(", ")}.`);
  return notes.length > 0 ? { notes } : {};
}
