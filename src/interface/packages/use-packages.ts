/**
 * The packages of all cache directories: taken from memory, read anew, corrected. Leaving the view stops it.
 */
import { useCallback, useMemo, useRef, useState } from "react";
import type { Failure } from "../../files/failure";
import type { CacheDirectory } from "../../pip-cache/locate";
import { Rows } from "../../pip-cache/rows/rows";
import { scan } from "../../pip-cache/scan/scan";
import { allCaches, knownCaches } from "../shared/caches";
import { recallRows, rememberRows, type RowsByCache } from "../shared/memory";
import { indexUrls } from "../shared/pips";
import { useLoading } from "../shared/use-loading";

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
  /** Caches are being read. */
  isReading: boolean;
  /** 0 to 1 while there is nothing better to show than what has been read so far. */
  progress?: number;
  refresh: () => void;
  /**
   * Takes what was removed out of the list at once, and reads again where that was not all that the list knew of.
   * @param gone keys of packages of which nothing should be left
   */
  subtract: (removed: RowsByCache, gone?: readonly string[]) => void;
}

/** A list that changes more often than this cannot be read. ms */
const PARTIAL_MS = 300;

/**
 * @param only the real path of the one cache directory to show; all when absent
 * @param isPainted whether there is something to show already, so that all that is remembered can be looked up afterwards
 */
export function usePackages(only: string | undefined, isPainted: boolean): Packages {
  const [caches, setCaches] = useState<CacheDirectory[]>(knownCaches);
  const [rows, setRows] = useState<RowsByCache | undefined>(() => (isPainted ? undefined : recallRows()));
  const [failures, setFailures] = useState<Failure[]>([]);
  const [isRead, setRead] = useState(false);
  const [isReading, setReading] = useState(true);
  const [progress, setProgress] = useState<number>();
  const latest = useRef(rows);
  const complete = useRef(new Set<string>());
  /** Caches of which only a part has been read so far, and nothing before. */
  const partial = useRef(new Set<string>());
  const isScanning = useRef(false);

  const update = useCallback((change: (before: RowsByCache) => RowsByCache) => {
    latest.current = change(latest.current ?? new Map());
    setRows(latest.current);
  }, []);

  const scanAll = async (found: CacheDirectory[], signal: AbortSignal) => {
    isScanning.current = true;
    const unread: Failure[] = [];
    const paths = new Set(found.map(({ path }) => path));
    update((before) => new Map([...before].filter(([path]) => paths.has(path))));
    for (const cache of found) {
      const fresh = !latest.current?.has(cache.path) || partial.current.has(cache.path);
      if (fresh) complete.current.delete(cache.path);
      let lastPartial = performance.now();
      const result = await scan(cache, {
        signal,
        indexUrls: indexUrls(),
        onProgress: ({ rows: soFar, done, total }) => {
          if (!fresh || performance.now() - lastPartial < PARTIAL_MS) return;
          lastPartial = performance.now();
          partial.current.add(cache.path);
          setProgress(done / total);
          update((before) => new Map(before).set(cache.path, soFar));
        },
      });
      partial.current.delete(cache.path);
      for (const failure of result.failures) unread.push(failure);
      update((before) => new Map(before).set(cache.path, result.rows));
      setRead(true);
      if (result.failures.length === 0) complete.current.add(cache.path);
      else complete.current.delete(cache.path);
    }
    isScanning.current = false;
    setProgress(undefined);
    setFailures(unread);
    await rememberRows(latest.current ?? new Map());
  };

  const { isLoading, reload } = useLoading(
    async (signal) => {
      setReading(true);
      // What was painted first is on screen before anything else begins.
      await new Promise((resolve) => setTimeout(resolve));
      signal.throwIfAborted();
      if (latest.current === undefined) update(recallRows);
      const known = knownCaches();
      setCaches(known);
      await scanAll(known, signal);
      setReading(false);
      const all = await allCaches(signal);
      if (all.every(({ path }) => known.some((cache) => cache.path === path))) return;
      setReading(true);
      setCaches(all);
      await scanAll(all, signal);
    },
    [],
    "Could Not Read the pip Cache",
  );

  const read = useMemo(() => {
    if (rows === undefined) return undefined;
    const parts = [...rows].flatMap(([path, part]) => (only === undefined || path === only ? [part] : []));
    return { rows: Rows.together(parts) };
  }, [rows, only]);

  const subtract = useCallback(
    (removed: RowsByCache, gone?: readonly string[]) => {
      let isAll = gone !== undefined;
      update((before) => {
        const left = ([path, all]: [string, Rows]): [string, Rows] => {
          const part = removed.get(path);
          const others = [...removed.values()].filter((other) => other !== part);
          if (part === undefined && all.linked.length === 0) return [path, all];
          const rest = all.without(part ?? new Rows(), others);
          if (part === undefined) return [path, rest];
          isAll &&= gone!.every((key) => rest.numberOf(key) === undefined);
          return [path, rest];
        };
        return new Map([...before].map(left));
      });
      setRead(true);
      const known = [...(latest.current ?? [])].filter(([path]) => !partial.current.has(path));
      void rememberRows(new Map(known));
      // What is being read may have been there, or not: nobody can tell any more.
      if (isScanning.current || !isAll) reload();
    },
    [update, reload],
  );
  const shown = useMemo(
    () => (only === undefined ? caches : caches.filter(({ path }) => path === only)),
    [caches, only],
  );

  return {
    caches: shown,
    allCaches: caches,
    read,
    isRead,
    known: useCallback(() => new Map([...(latest.current ?? [])].filter(([path]) => complete.current.has(path))), []),
    failures,
    isLoading,
    isReading: isLoading && isReading,
    progress,
    refresh: reload,
    subtract,
  };
}
