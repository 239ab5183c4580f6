/**
 * The packages of all cache directories: taken from memory, read anew, corrected. Leaving the view stops it.
 */
import { useCallback, useMemo, useRef, useState } from "react";
import type { Failure } from "../../files/failure";
import type { RowKey } from "../../packaging/row-key";
import type { CacheDirectory } from "../../pip-cache/locate";
import { Rows } from "../../pip-cache/rows/rows";
import { allCaches, knownCaches } from "./caches";
import type { RowsByCache } from "./memory";
import type { NothingListedProps } from "./still-reading";
import { useLoading } from "./use-loading";
import { CacheRows } from "./cache-rows";

export interface Packages {
  /** Those that are shown. */
  caches: CacheDirectory[];
  allCaches: CacheDirectory[];
  /**
   * The rows in no order; undefined until what is remembered has been looked up. They go on growing while a cache is read
   * for the first time: each time there are more to show, this is a new object.
   */
  read?: { rows: Rows };
  /** Whether something has been read to its end, or removed: what was remembered from before is not so any more. */
  isRead: boolean;
  /** The rows of the caches that have been read to the end, and without failures. */
  known: () => RowsByCache;
  failures: Failure[];
  /** Caches are being read, or pips asked for further ones. */
  isLoading: boolean;
  loading: NothingListedProps["loading"];
  /** Caches are being read. */
  isReading: boolean;
  /** 0 to 1 while there is nothing better to show than what has been read so far. */
  progress?: number;
  /** Reads everything. */
  refresh: () => void;
  /** Reads what has changed. */
  update: () => void;
  /**
   * Takes what was removed out of the list at once, and reads again where that was not all that the list knew of.
   * @param gone keys of packages of which nothing should be left
   */
  subtract: (removed: RowsByCache, gone?: readonly RowKey[]) => void;
}

/**
 * @param only the real path of the one cache directory to show; all when absent
 * @param isPainted whether there is something to show already, so that all that is remembered can be looked up afterwards
 * @param atFirst the caches as they were found when the view was opened, where that has been looked up
 */
export function usePackages(
  only: string | undefined,
  isPainted: boolean,
  atFirst: CacheDirectory[] | (() => CacheDirectory[]) = knownCaches,
): Packages {
  const [caches, setCaches] = useState<CacheDirectory[]>(atFirst);
  const [rows, setRows] = useState<RowsByCache>();
  const [cacheRows] = useState(() => new CacheRows(setRows));
  const isRefreshed = useRef(false);
  const [failures, setFailures] = useState<Failure[]>([]);
  const [isRead, setRead] = useState(false);
  const [isReading, setReading] = useState(true);
  const [progress, setProgress] = useState<number>();

  const readAll = async (found: CacheDirectory[], signal: AbortSignal) => {
    setReading(true);
    setCaches(found);
    const anew = isRefreshed.current;
    const onRead = () => setRead(true);
    setFailures(await cacheRows.read(found, { signal, onPartial: setProgress, onRead, anew }));
    setProgress(undefined);
    await cacheRows.remember();
    setReading(false);
  };

  const loading = useLoading(
    async (signal) => {
      setReading(true);
      // What was painted first is on screen before anything else begins.
      if (isPainted) await new Promise((resolve) => setTimeout(resolve));
      await cacheRows.recall();
      signal.throwIfAborted();
      const known = knownCaches();
      await readAll(known, signal);
      const all = await allCaches(signal);
      if (!all.every(({ path }) => known.some((cache) => cache.path === path))) await readAll(all, signal);
      isRefreshed.current = false;
    },
    [],
    "Could Not Read the pip Cache",
  );

  const { isLoading, reload } = loading;
  const read = useMemo(() => {
    if (rows === undefined) return undefined;
    const parts = [...rows].flatMap(([path, part]) => (only === undefined || path === only ? [part] : []));
    return { rows: Rows.together(parts) };
  }, [rows, only]);

  return {
    caches: useMemo(() => (only === undefined ? caches : caches.filter(({ path }) => path === only)), [caches, only]),
    allCaches: caches,
    read,
    isRead,
    known: useCallback(() => cacheRows.complete(), [cacheRows]),
    failures,
    isLoading,
    loading,
    isReading: isLoading && isReading,
    progress,
    refresh: useCallback(() => {
      isRefreshed.current = true;
      reload();
    }, [reload]),
    update: reload,
    subtract: useCallback<Packages["subtract"]>(
      (removed, gone) => {
        const isRight = cacheRows.subtract(removed, gone);
        setRead(true);
        void cacheRows.remember().then((isStored) => {
          if (isRight && !isStored) reload();
        });
        if (!isRight) reload();
      },
      [cacheRows, reload],
    ),
  };
}
