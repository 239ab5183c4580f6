/**
 * The pips of this machine and the sizes of their caches: remembered ones at once, then each as it answers. Leaving the
 * view stops the asking.
 */
import { useCallback, useEffect, useMemo, useState } from "react";
import type { Installation } from "../pip/installation";
import { pythonPrefixes } from "../pip-cache/selfcheck";
import { locate, type CacheDirectory } from "../pip-cache/locate";
import { sumGroups, type Row } from "../pip-cache/rows";
import { scan } from "../pip-cache/scan";
import { knownCaches } from "./caches";
import { recallRows } from "./memory";
import { askPips, cacheDirectoriesOf, rememberedPips } from "./pips";

export interface InstallationsOfCache {
  /** Real path of the cache directory; undefined for pips of which none is known. */
  path?: string;
  cache?: CacheDirectory;
  rows: Row[];
  installations: Installation[];
}

export interface Installations {
  groups: InstallationsOfCache[];
  isLoading: boolean;
  refresh: () => void;
}

export function useInstallations(): Installations {
  const [installations, setInstallations] = useState<Installation[]>(() => rememberedPips()?.installations ?? []);
  const [rows, setRows] = useState<ReadonlyMap<string, Row[]>>(recallRows);
  const [isLoading, setLoading] = useState(true);
  const [round, setRound] = useState(0);

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    const run = async () => {
      setLoading(true);
      const found = await askPips({
        signal,
        selfcheckPrefixes: pythonPrefixes(knownCaches()),
        onInstallation: (one) =>
          setInstallations((before) => [...before.filter(({ python }) => python !== one.python), one]),
      });
      setInstallations(found);
      for (const cache of knownCaches()) {
        const { rows: read } = await scan(cache, { signal });
        setRows((before) => new Map(before).set(cache.path, read));
      }
      setLoading(false);
    };
    run().catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
    return () => controller.abort();
  }, [round]);

  return {
    groups: useMemo(() => byCache(installations, rows), [installations, rows]),
    isLoading,
    refresh: useCallback(() => setRound((number) => number + 1), []),
  };
}

/** Largest cache first; caches that none of the pips uses have a group of their own. */
function byCache(installations: Installation[], rows: ReadonlyMap<string, Row[]>): InstallationsOfCache[] {
  const groups = new Map<string, InstallationsOfCache>();
  const group = (path: string | undefined, cache?: CacheDirectory) => {
    const key = path ?? "";
    const known = groups.get(key) ?? { path, cache, rows: rows.get(key) ?? [], installations: [] };
    groups.set(key, known);
    return known;
  };
  for (const installation of installations) {
    const [directory] = cacheDirectoriesOf(installation);
    const cache = directory ? locate([{ path: directory, source: "pip" }]).at(0) : undefined;
    // Of what does not exist yet, the path as pip says it.
    const own = cache?.sources.includes("pip") ? cache : undefined;
    group(own?.path ?? directory, own).installations.push(installation);
  }
  return [...groups.values()].sort((a, b) => bytesIn(b.rows) - bytesIn(a.rows));
}

export const bytesIn = (rows: Row[]): number => sumGroups(rows.flatMap(({ groups }) => groups)).bytes;
