/** A check of cached files that begins when its view opens, and stops when that is left. */
import { useCallback, useRef, useState } from "react";
import { withoutRemoved, type CheckedCache, type CheckProgress } from "../../pip-cache/check/check";
import type { CacheDirectory } from "../../pip-cache/locate";
import type { RowKey } from "../../packaging/row-key";
import { allCaches } from "../shared/caches";
import type { NothingListedProps } from "../shared/still-reading";
import { useLoading } from "../shared/use-loading";
import { checkCached } from "./check-cached";

export interface Check {
  /** Absent until it is done; of one that was stopped, what it had found by then. */
  result?: CheckedCache;
  /** How far it came before it was stopped; absent when it was not. */
  stopped?: CheckProgress;
  /** Those that were checked. */
  caches: CacheDirectory[];
  progress?: CheckProgress;
  isChecking: boolean;
  loading: NothingListedProps["loading"];
  restart: () => void;
  stop: () => void;
  /** Takes what is gone out of the result. */
  forgetRemoved: () => void;
}

/** Progress that changes more often than this cannot be read. ms */
const PROGRESS_MS = 100;

/** @param rowKey the package to check; everything when absent */
export function useCheck(rowKey: RowKey | undefined): Check {
  const [result, setResult] = useState<CheckedCache>();
  const [caches, setCaches] = useState<CacheDirectory[]>([]);
  const [progress, setProgress] = useState<CheckProgress>();
  const [stopped, setStopped] = useState<CheckProgress>();
  const latest = useRef<CheckProgress>(undefined);

  const {
    isLoading,
    reload,
    stop: stopLoading,
  } = useLoading(
    async (signal, row) => {
      let shownAt = 0;
      latest.current = undefined;
      setResult(undefined);
      setProgress(undefined);
      setStopped(undefined);
      const found = await allCaches(signal);
      setCaches(found);
      const checked = await checkCached(found, row, {
        signal,
        onProgress: (now) => {
          latest.current = now;
          if (performance.now() - shownAt < PROGRESS_MS) return;
          shownAt = performance.now();
          setProgress(now);
        },
      });
      setStopped(undefined);
      setResult(checked);
    },
    [rowKey],
    "Could Not Check",
  );

  const stop = useCallback(() => {
    stopLoading();
    setStopped(latest.current);
    setResult(latest.current?.checked);
  }, [stopLoading]);
  return {
    result,
    stopped,
    caches,
    progress,
    isChecking: isLoading,
    // Of one that was stopped there is more to say than that it was.
    loading: { isLoading, isStopped: false, stop, reload },
    restart: reload,
    stop,
    forgetRemoved: useCallback(() => setResult((before) => before && withoutRemoved(before)), []),
  };
}
