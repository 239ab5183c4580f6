/**
 * The packages of all cache directories: painted from memory, read anew, corrected. Leaving the view stops it.
 */
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Failure } from "../files/failure";
import type { CacheDirectory } from "../pip-cache/locate";
import { RowBuilder, type Row } from "../pip-cache/rows";
import { scan } from "../pip-cache/scan";
import { subtractRows, summarize, type Summary } from "../pip-cache/summary";
import { allCaches, knownCaches } from "./caches";
import { recallRows, rememberRows } from "./memory";
import { indexUrls } from "./pips";

/** Rows by the real path of their cache directory. */
export type RowsByCache = ReadonlyMap<string, Row[]>;

export interface Packages {
  /** Those that are shown. */
  caches: CacheDirectory[];
  allCaches: CacheDirectory[];
  /** One per package and special row, in no order. */
  summaries: Summary[];
  failures: Failure[];
  isLoading: boolean;
  /** 0 to 1 while there is nothing better to show than what has been read so far. */
  progress?: number;
  refresh: () => void;
  /** Takes what was removed out of the list at once. */
  subtract: (removed: RowsByCache) => void;
}

/** A list that changes more often than this cannot be read. ms */
const PARTIAL_MS = 300;

/** @param only the real path of the one cache directory to show; all when absent */
export function usePackages(only?: string): Packages {
  const [caches, setCaches] = useState<CacheDirectory[]>(knownCaches);
  const [rows, setRows] = useState<RowsByCache>(recallRows);
  const [failures, setFailures] = useState<Failure[]>([]);
  const [isLoading, setLoading] = useState(true);
  const [progress, setProgress] = useState<number>();
  const [round, setRound] = useState(0);
  const latest = useRef(rows);

  const update = useCallback((change: (before: RowsByCache) => RowsByCache) => {
    latest.current = change(latest.current);
    setRows(latest.current);
  }, []);

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const scanAll = async (found: CacheDirectory[]) => {
      const unread: Failure[] = [];
      const paths = new Set(found.map(({ path }) => path));
      update((before) => new Map([...before].filter(([path]) => paths.has(path))));
      for (const cache of found) {
        const fresh = !latest.current.has(cache.path);
        let lastPartial = performance.now();
        const result = await scan(cache, {
          signal,
          indexUrls: indexUrls(),
          onProgress: ({ rows: partial, done, total }) => {
            if (!fresh || performance.now() - lastPartial < PARTIAL_MS) return;
            lastPartial = performance.now();
            setProgress(done / total);
            update((before) => new Map(before).set(cache.path, partial()));
          },
        });
        unread.push(...result.failures);
        update((before) => new Map(before).set(cache.path, result.rows));
      }
      setProgress(undefined);
      setFailures(unread);
      rememberRows(latest.current);
    };
    const run = async () => {
      setLoading(true);
      const known = knownCaches();
      setCaches(known);
      await scanAll(known);
      setLoading(false);
      const all = await allCaches(signal);
      if (all.every(({ path }) => known.some((cache) => cache.path === path))) return;
      setLoading(true);
      setCaches(all);
      await scanAll(all);
      setLoading(false);
    };
    run().catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    return () => controller.abort();
  }, [round, update]);

  const summaries = useMemo(() => {
    const builder = new RowBuilder();
    for (const [path, part] of rows) {
      if (only === undefined || path === only) builder.addRows(part);
    }
    return builder.toRows().map(summarize);
  }, [rows, only]);

  const subtract = useCallback(
    (removed: RowsByCache) => {
      update((before) => new Map([...before].map(([path, all]) => [path, subtractRows(all, removed.get(path) ?? [])])));
      rememberRows(latest.current);
    },
    [update],
  );

  return {
    caches: only === undefined ? caches : caches.filter(({ path }) => path === only),
    allCaches: caches,
    summaries,
    failures,
    isLoading,
    progress,
    refresh: useCallback(() => setRound((number) => number + 1), []),
    subtract,
  };
}
