/**
 * Finds the cache directories of a machine. There can be several: each pip may be configured to use its own, and since
 * 26.2 a pip on macOS honours a variable that the others ignore.
 */
import { lstatSync, readdirSync, realpathSync, statSync } from "node:fs";
import { isAbsolute, join, sep } from "node:path";
import { failureOf, type Failure } from "../files/failure";
import { failureBelow } from "../files/permissions";
import { isInside } from "../files/guard";
import { folderIdentity } from "../files/presence";
import { expandHome, thisMachine, variable, type Machine } from "../files/machine";
import { withOwnership } from "./cache-ownership";
import { layoutNames, layouts, type Layout } from "./layouts";
import { holdsEntry, isCheckFile, isUnderVersionControl } from "./written";

export interface CacheFolder {
  layout: Layout;
  /**
   * Absolute real path: the folder itself may be a link, which is resolved here and never again. Of a layout that is a file
   * the cache directory.
   */
  root: string;
  /** Why it is left alone, and all in it counts as foreign: “which …”. */
  stays?: string;
}

export interface CacheDirectory {
  /** Absolute real path. */
  path: string;
  /** Who says that it is one: "preferences", "PIP_CACHE_DIR", a pip, "default". */
  sources: string[];
  folders: CacheFolder[];
  /** Folders of its own that are left out, because another cache's lead to them. */
  elsewhere?: Layout[];
  /** Why it cannot be read, if so. */
  problem?: Failure;
}

/** A directory that may be a cache, and who says so. */
export interface CacheCandidate {
  path: string;
  source: string;
}

/** Where pip caches when nothing is configured, as `pip-cache-on-disk` knows it per platform. Not all need exist. */
export function defaultCacheDirectories(machine: Machine): string[] {
  const { platform, home } = machine;
  const folder = variable(machine, "XDG_CACHE_HOME");
  const xdg = folder && isAbsolute(folder) ? [join(folder, "pip")] : [];
  switch (platform) {
    case "win32": {
      const local = variable(machine, "LOCALAPPDATA") || join(home, "AppData", "Local");
      return [join(local, "pip", "Cache"), ...storePythonCaches(join(local, "Packages"))];
    }
    case "darwin":
      return [join(home, "Library", "Caches", "pip"), ...xdg];
    default:
      return xdg.length > 0 ? xdg : [join(home, ".cache", "pip")];
  }
}

/** Python from the Microsoft Store is shown `%LOCALAPPDATA%` but writes into its own package's copy of it. */
function storePythonCaches(packages: string): string[] {
  try {
    return readdirSync(packages)
      .filter((name) => name.startsWith("PythonSoftwareFoundation.Python."))
      .map((name) => join(packages, name, "LocalCache", "Local", "pip", "Cache"));
  } catch {
    return [];
  }
}

/** The candidates, and where the environment and the platform have a cache: all that is looked at. */
export function candidatesWith(candidates: CacheCandidate[], machine: Machine = thisMachine()): CacheCandidate[] {
  const defaults = defaultCacheDirectories(machine).map((path) => ({ path, source: "default" }));
  const configured = expandHome(machine, variable(machine, "PIP_CACHE_DIR") ?? "");
  const fromVariable = isAbsolute(configured) ? [{ path: configured, source: "PIP_CACHE_DIR" }] : [];
  return [...candidates, ...fromVariable, ...defaults];
}

/**
 * The cache directories that exist, each once, in the order of the candidates.
 * @param candidates from preferences and pips; those of `candidatesWith` are added
 * @param mayLook whether a path may be looked at; any by default
 */
export function locate(
  candidates: CacheCandidate[],
  machine: Machine = thisMachine(),
  mayLook?: (path: string) => boolean,
): CacheDirectory[] {
  const found = new Map<string, CacheDirectory>();
  for (const { path, source } of candidatesWith(candidates, machine)) {
    if (mayLook?.(path) === false) continue;
    const cache = cacheDirectoryAt(path, source);
    if (cache === undefined) continue;
    const identity = identityOf(cache.path);
    const known = found.get(identity);
    if (known === undefined) found.set(identity, cache);
    else if (!known.sources.includes(source)) known.sources.push(source);
  }
  return withoutRepetition([...found.values()]);
}

/**
 * A folder that is a link may lead to one that is there already, or into it: its files belong to the other one. One that
 * is left alone may hold another one, too, and is none then.
 */
function withoutRepetition(caches: CacheDirectory[]): CacheDirectory[] {
  const all = caches.flatMap(({ folders }) => folders).filter(({ layout }) => !isFile(layout));
  const going = all.filter(({ stays }) => stays === undefined);
  const isOwn = (folder: CacheFolder) => {
    if (isFile(folder.layout)) return true;
    if (folder.stays !== undefined && going.some(({ root }) => isInside(root, folder.root, sep))) return false;
    const others = folder.stays === undefined ? going : all;
    if (others.some(({ root }) => isInside(folder.root, root, sep))) return false;
    const same = [...going, ...all].find(({ root }) => identityOf(root) === identityOf(folder.root));
    return same === folder;
  };
  return caches.map((cache) => {
    const folders = cache.folders.filter(isOwn);
    if (folders.length === cache.folders.length) return cache;
    const others = cache.folders.filter((folder) => !folders.includes(folder)).map(({ layout }) => layout);
    return { ...cache, folders, elsewhere: [...(cache.elsewhere ?? []), ...others] };
  });
}

/** Two mounts of a volume, or macOS's firm links, are no links: what they lead to is the same all the same. */
const identityOf = (path: string): string => folderIdentity(path) ?? path;

function cacheDirectoryAt(candidate: string, source: string): CacheDirectory | undefined {
  let path: string;
  try {
    path = realpathSync.native(candidate);
    if (!statSync(path).isDirectory()) {
      return {
        path,
        sources: [source],
        folders: [],
        problem: { path, code: "ENOTDIR", reason: "It is no directory." },
      };
    }
  } catch (error) {
    const failure = failureOf(candidate, error);
    if (failure.code === "ENOENT" || failure.code === "ENOTDIR") return undefined;
    return { path: candidate, sources: [source], folders: [], problem: failure };
  }
  try {
    readdirSync(path);
    return { path, sources: [source], folders: layoutNames.flatMap((layout) => folderOf(path, layout) ?? []) };
  } catch (error) {
    return { path, sources: [source], folders: [], problem: withOwnership([failureBelow(path, path, error)], path)[0] };
  }
}

/**
 * Whole caches with the folders that pip has made in them since they were located, and with what is to be said of all of
 * them now. A new one that is a link is left out: it may lead to what another cache holds.
 */
export function withNewFolders(caches: CacheDirectory[]): CacheDirectory[] {
  const renewed = caches.map((cache) => {
    const { path, folders, elsewhere = [], problem } = cache;
    if (problem) return cache;
    const known = [...elsewhere, ...folders.map(({ layout }) => layout)];
    const missing = layoutNames.filter((layout) => !known.includes(layout));
    const made = missing
      .filter((layout) => !isLink(join(path, layout)))
      .flatMap((layout) => folderOf(path, layout) ?? []);
    const now = folders.map(({ layout, root }) => folderAt(path, layout, root));
    return { ...cache, folders: [...now, ...made] };
  });
  return withoutRepetition(renewed);
}

function folderOf(cache: string, layout: Layout): CacheFolder | undefined {
  const root = rootOf(cache, layout);
  return root === undefined ? undefined : folderAt(cache, layout, root);
}

function folderAt(cache: string, layout: Layout, root: string): CacheFolder {
  const stays = whyStays(cache, layout, root);
  return { layout, root, ...(stays !== undefined && { stays }) };
}

/**
 * Why nothing of a layout's folder may go; undefined where pip's own may. Where it is a link, its target has to prove
 * itself pip's.
 */
export function whyStays(cache: string, layout: Layout, root: string): string | undefined {
  if (isFile(layout)) return undefined;
  if (isUnderVersionControl(root)) return "is under version control";
  if (!isLink(join(cache, layout)) || holdsEntry(layout, root)) return undefined;
  return `is a link to ${root}, and nothing there shows that it is pip's`;
}

const isFile = (layout: Layout): boolean => layouts[layout].placement === "file";

function isLink(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
  } catch {
    return false;
  }
}

/** The real path of a layout's folder in a cache directory; undefined when it has none. */
export function rootOf(cache: string, layout: Layout): string | undefined {
  if (isFile(layout)) return isCheckFile(join(cache, layout)) ? cache : undefined;
  try {
    const root = realpathSync.native(join(cache, layout));
    return statSync(root).isDirectory() ? root : undefined;
  } catch {
    return undefined;
  }
}
