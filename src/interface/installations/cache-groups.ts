/** The pips of the machine by the cache that each uses, for the view and for a tool. */
import type { Installation } from "../../pip/installation";
import type { CacheDirectory } from "../../pip-cache/locate";
import type { Rows } from "../../pip-cache/rows/rows";
import { cachesOf } from "../shared/caches";
import { cacheDirectoriesOf } from "../shared/pips";
import { valueOf } from "./installation-text";

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

interface ReadSoFar {
  rows: ReadonlyMap<string, Rows>;
  unread: ReadonlyMap<string, number>;
  /** All pips have answered once: what none of them names, none uses. */
  isComplete: boolean;
}

/**
 * Largest cache first, and at the end the pips that have none; within each the newest Python first. A cache that no pip
 * uses is there when it holds something.
 */
export function installationsByCache(
  found: Installation[],
  { rows, unread, isComplete }: ReadSoFar,
): InstallationsOfCache[] {
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
