/**
 * The pips of this machine and the sizes of their caches: remembered ones at once, then each as it answers. Leaving the
 * view stops the asking.
 */
import { useCallback, useMemo, useRef, useState } from "react";
import type { Installation } from "../../pip/installation";
import type { Rows } from "../../pip-cache/rows/rows";
import { scan } from "../../pip-cache/scan/scan";
import { askAllPips, knownCaches } from "../shared/caches";
import { recallRows, rememberRows } from "../shared/memory";
import { rememberAnswer, rememberedPips, withOne } from "../shared/pips";
import type { NothingListedProps } from "../shared/still-reading";
import { useLoading } from "../shared/use-loading";
import { installationsByCache, type InstallationsOfCache } from "./cache-groups";

export interface Installations {
  groups: InstallationsOfCache[];
  /** Pythons whose pips are asked anew, and have not answered yet: what is known of them may be wrong. */
  asking: ReadonlySet<string>;
  isLoading: boolean;
  loading: NothingListedProps["loading"];
  /** Grows when what was known may be wrong. */
  round: number;
  /** Shows the new answer of one pip. */
  answered: (installation: Installation) => void;
  refresh: () => void;
}

export function useInstallations(): Installations {
  const [installations, setInstallations] = useState<Installation[]>(() => rememberedPips()?.installations ?? []);
  const [rows, setRows] = useState<ReadonlyMap<string, Rows>>(new Map());
  const [unread, setUnread] = useState<ReadonlyMap<string, number>>(new Map());
  const [asking, setAsking] = useState<ReadonlySet<string>>(new Set());
  const [isComplete, setComplete] = useState(() => rememberedPips() !== undefined);

  const isRefreshed = useRef(false);
  const loading = useLoading(
    async (signal) => {
      const anew = isRefreshed.current;
      const began = Date.now();
      const read = new Map<string, Rows>();
      const recalled = await recallRows();
      setRows((before) => new Map([...recalled, ...before]));
      const readCaches = async () => {
        for (const cache of knownCaches().filter(({ path }) => !read.has(path))) {
          const { rows: own, failures } = await scan(cache, {
            signal,
            before: anew ? undefined : recalled.get(cache.path),
          });
          read.set(cache.path, own);
          setRows((before) => new Map([...before, ...read]));
          setUnread((before) => new Map(before).set(cache.path, failures.length));
        }
      };
      const askPips = async () => {
        const onInstallation = (one: Installation) => {
          setInstallations((before) => withOne(before, one));
          setAsking((before) => without(before, one.python));
        };
        if (anew) setAsking(new Set(rememberedPips()?.installations.map(({ python }) => python)));
        try {
          setInstallations(await askAllPips({ signal, anew, onInstallation }));
          setComplete(true);
        } finally {
          setAsking(new Set());
        }
      };
      // Pips take seconds to answer; what is known to be a cache has a size without them.
      await Promise.all([readCaches(), askPips()]);
      await readCaches();
      await rememberRows(read, { at: began });
    },
    [],
    "Could Not Ask pip",
  );

  const { isLoading, round, reload } = loading;
  return {
    groups: useMemo(
      () => installationsByCache(installations, { rows, unread, isComplete }),
      [installations, rows, unread, isComplete],
    ),
    asking,
    isLoading,
    loading,
    round,
    answered: useCallback((one: Installation) => {
      rememberAnswer(one);
      setInstallations((before) => withOne(before, one));
      setAsking((before) => without(before, one.python));
    }, []),
    refresh: useCallback(() => {
      isRefreshed.current = true;
      reload();
    }, [reload]),
  };
}

function without(keys: ReadonlySet<string>, key: string): ReadonlySet<string> {
  const others = new Set(keys);
  return others.delete(key) ? others : keys;
}
