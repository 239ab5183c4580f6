/** A check of cached files that begins when its view opens, and stops when that is left. */
import { showFailureToast } from "@raycast/utils";
import { useCallback, useEffect, useRef, useState } from "react";
import { check, withoutRemoved, type CheckedCache, type CheckProgress } from "../../pip-cache/check/check";
import type { CacheDirectory } from "../../pip-cache/locate";
import { allCaches } from "../shared/caches";
import { indexUrls } from "../shared/pips";

export interface Check {
  /** Absent until it is done; of one that was stopped, what it had found by then. */
  result?: CheckedCache;
  /** How far it came before it was stopped; absent when it was not. */
  stopped?: CheckProgress;
  /** Those that were checked. */
  caches: CacheDirectory[];
  progress?: CheckProgress;
  isChecking: boolean;
  restart: () => void;
  stop: () => void;
  /** Takes what is gone out of the result. */
  forgetRemoved: () => void;
}

/** Progress that changes more often than this cannot be read. ms */
const PROGRESS_MS = 100;

/** @param rowKey the package to check; everything when absent */
export function useCheck(rowKey: string | undefined): Check {
  const [result, setResult] = useState<CheckedCache>();
  const [caches, setCaches] = useState<CacheDirectory[]>([]);
  const [progress, setProgress] = useState<CheckProgress>();
  const [isChecking, setChecking] = useState(true);
  const [round, setRound] = useState(0);
  const [stopped, setStopped] = useState<CheckProgress>();
  const controller = useRef<AbortController>(null);

  useEffect(() => {
    const own = new AbortController();
    controller.current = own;
    const { signal } = own;
    let shownAt = 0;
    let latest: CheckProgress | undefined;
    const run = async () => {
      const found = await allCaches(signal);
      setCaches(found);
      const checked = await check(found, rowKey === undefined ? {} : { rows: [rowKey] }, {
        signal,
        indexUrls: indexUrls(),
        onProgress: (now) => {
          latest = now;
          if (performance.now() - shownAt < PROGRESS_MS) return;
          shownAt = performance.now();
          setProgress(now);
        },
      });
      setResult(checked);
    };
    setChecking(true);
    setResult(undefined);
    setProgress(undefined);
    setStopped(undefined);
    run()
      .catch((error: unknown) => {
        if (!signal.aborted) return showFailureToast(error, { title: "Could Not Check" });
        // Neither left nor begun anew.
        if (controller.current !== own || latest === undefined) return undefined;
        setStopped(latest);
        setResult(latest.checked);
      })
      .finally(() => {
        if (controller.current === own) setChecking(false);
      });
    return () => own.abort();
  }, [round, rowKey]);

  return {
    result,
    stopped,
    caches,
    progress,
    isChecking,
    restart: useCallback(() => setRound((number) => number + 1), []),
    stop: useCallback(() => controller.current?.abort(), []),
    forgetRemoved: useCallback(() => setResult((before) => before && withoutRemoved(before)), []),
  };
}
