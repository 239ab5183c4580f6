/**
 * The pips of this machine and the sizes of their caches: remembered ones at once, then each as it answers. Leaving the
 * view stops the asking.
 */
import { useCallback, useMemo, useRef, useState } from "react";
import type { Installation } from "../../pip/installation";
import type { CacheDirectory } from "../../pip-cache/locate";
import type { Rows } from "../../pip-cache/rows/rows";
import { scan } from "../../pip-cache/scan/scan";
import { askAllPips, cachesOf, knownCaches } from "../shared/caches";
import { valueOf } from "./installation-text";
import { recallRows, rememberRows } from "../shared/memory";
import { cacheDirectoriesOf, rememberAnswer, rememberedPips, withOne } from "../shared/pips";
import type { NothingListedProps } from "../shared/still-reading";
import { useLoading } from "../shared/use-loading";

/** Pips that belong together: by the cache directory they use, or because they have none. */
export interface InstallationsOfCache {
  key: string;
  /** The cache directory; absent for pips that have none. */
  path?: string;
  /** Absent, too, where pip has not made it yet. */
  cache?: CacheDirectory;
  /** What it holds; absent until it has been read once. */
  rows?: Rows;
  /** Files and folders that could not be read, which the rows lack. */
  unread: number;
  /** Empty for a cache that none of the pips uses. */
  installations: Installation[];
  /** Why they have no cache directory. */
  without?: "caching" | "life" | "answer";
}

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
      () => byCache(installations, { rows, unread, isComplete }),
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

interface Read {
  rows: ReadonlyMap<string, Rows>;
  unread: ReadonlyMap<string, number>;
  /** All pips have answered once: what none of them names, none uses. */
  isComplete: boolean;
}

/**
 * Largest cache first, and at the end the pips that have none; within each the newest Python first. A cache that no pip
 * uses is there when it holds something.
 */
function byCache(found: Installation[], { rows, unread, isComplete }: Read): InstallationsOfCache[] {
  const installations = found.toSorted(newestFirst);
  const directories = [...new Set(installations.flatMap(cacheDirectoriesOf))];
  const caches = cachesOf(directories);
  const using = (names: string[]) =>
    installations.filter((one) => cacheDirectoriesOf(one).some((directory) => names.includes(directory)));
  const without = installations.filter((one) => cacheDirectoriesOf(one).length === 0);
  const ofCaches = caches
    .map((cache) => ({
      key: cache.path,
      path: cache.path,
      cache,
      rows: rows.get(cache.path),
      unread: unread.get(cache.path) ?? 0,
      installations: using(cache.sources),
    }))
    .filter((group) => group.installations.length > 0 || (isComplete && bytesIn(group) > 0))
    .sort((a, b) => bytesIn(b) - bytesIn(a));
  const notMadeYet = directories
    .filter((directory) => !caches.some(({ sources }) => sources.includes(directory)))
    .map((path) => ({ key: path, path, unread: 0, installations: using([path]) }));
  const others: InstallationsOfCache[] = [
    {
      key: "off",
      unread: 0,
      installations: without.filter((one) => whyWithout(one) === "caching"),
      without: "caching",
    },
    {
      key: "unasked",
      unread: 0,
      installations: without.filter((one) => whyWithout(one) === "answer"),
      without: "answer",
    },
    { key: "dead", unread: 0, installations: without.filter((one) => whyWithout(one) === "life"), without: "life" },
  ];
  return [...ofCaches, ...notMadeYet, ...others.filter((group) => group.installations.length > 0)];
}

function whyWithout({ dead, notAsked }: Installation): InstallationsOfCache["without"] {
  if (dead !== undefined) return "life";
  return notAsked === undefined ? "caching" : "answer";
}

const { compare } = new Intl.Collator("en", { numeric: true });

/** What has no version comes last. */
const newestFirst = (a: Installation, b: Installation): number =>
  compare(valueOf(b.pythonVersion) ?? "", valueOf(a.pythonVersion) ?? "");

/** bytes */
export const bytesIn = ({ rows }: Pick<InstallationsOfCache, "rows">): number => rows?.sums().bytes ?? 0;
