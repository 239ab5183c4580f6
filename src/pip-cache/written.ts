/**
 * What pip writes below the folders of its cache, by place and name, from pip 6.0 to today: the one list that says what is
 * pip's. Whatever else lies there is foreign, and goes with nothing else. Read in the sources of the releases named, and
 * held against what real pips have written.
 */
import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { exists } from "../files/presence";
import { entriesIn } from "../files/walk";
import { bodyPathOf, headerPathOf, layouts, type Layout, type Leftover, type Placement } from "./layouts";

/**
 * `http` and `http-v2`, below the first five digits of the hash, a directory each (`FileCache._fn` of CacheControl, and
 * `SafeFileCache._get_cache_path` of pip 19.3 and newer): an entry, and in `http-v2` (pip 23.3) its body.
 */
const bucket = /^[0-9a-f](?:\/[0-9a-f]){4}$/;
/** Of the hash by which pip names an entry. */
export const HASH_DIGITS = 56;
/** `adjacent_tmp_file` since pip 19.3: eight characters of Python 3, six of Python 2, which knows capitals, too. */
const adjacent = /^(?:[a-z0-9_]{8}|[A-Za-z0-9_]{6})\.tmp$/;
/** `NamedTemporaryFile` in the same directory, by pip-audit, which uses the old layout. */
const unnamed = /^tmp[a-z0-9_]{8}$/;
const LOCK = ".lock";
/** lockfile until pip 19.2: pip 6.0 makes a link to a file that is named by host, thread, process and hash … */
const linkOwner = /^.+-[0-9a-f]{1,8}\.\d+-?\d+$/;
/** … and pip 6.1 to 19.2 a directory with a file in it that is named by host, thread and process. */
const lockDirectory = /^[0-9a-f](?:\/[0-9a-f]){4}\/([0-9a-f]{56})\.lock$/;
const lockOwner = /^.+\.-[0-9a-f]{1,8}\d+$/;

/** `wheels` since pip 7.0 (`WheelCache._get_cache_path_parts`): the hash as 2, 2, 2 and 50 digits. */
const wheelLeaf = /^[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{50}$/;
/** Since pip 25.3 wheels are built beside where they will lie (`TemporaryDirectory` in `wheel_builder`). */
const wheelBuild = /^[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{2}\/[0-9a-f]{50}\/tmp[a-z0-9_]{8}(?:\/|$)/;

/** Directories below the layout's own that pip makes, those above its entries among them. */
const downloadFolder = /^[0-9a-f](?:\/[0-9a-f]){0,4}$/;
const wheelFolder = /^[0-9a-f]{2}(?:\/[0-9a-f]{2}(?:\/[0-9a-f]{2}(?:\/[0-9a-f]{50})?)?)?$/;

interface PlacementRules {
  /** The digits with which the hashes in a directory begin by which pip names files; undefined where it puts none. */
  digitsIn: (directory: string) => string | undefined;
  /** Whether pip makes a directory of that path below the folder of the layout. */
  isFolder: (path: string) => boolean;
}

const nothing = () => undefined;
const never = () => false;

const placements: Record<Placement, PlacementRules> = {
  buckets: {
    digitsIn: (directory) => (bucket.test(directory) ? directory.replaceAll("/", "") : undefined),
    isFolder: (path) => downloadFolder.test(path) || lockDirectory.test(path),
  },
  "wheel folders": { digitsIn: nothing, isFolder: (path) => wheelFolder.test(path) || wheelBuild.test(path) },
  flat: { digitsIn: (directory) => (directory === "" ? "" : undefined), isFolder: never },
  file: { digitsIn: nothing, isFolder: never },
};

/** A file that is no entry, where it lies. */
interface NamedFile {
  layout: Layout;
  directory: string;
  name: string;
  /** See `digitsIn`. */
  digits: string | undefined;
}

const leftovers: Record<Leftover, (file: NamedFile) => boolean> = {
  "adjacent file": ({ layout, name, digits }) => {
    const hash = name.slice(0, HASH_DIGITS);
    const body = bodyPathOf(layout, hash);
    const written = body !== undefined && name.startsWith(body) ? body : hash;
    return isEntryName(hash, digits) && adjacent.test(name.slice(written.length));
  },
  "unnamed file": ({ name, digits }) => digits !== undefined && unnamed.test(name),
  lock: ({ name, digits }) => name.endsWith(LOCK) && isEntryName(name.slice(0, -LOCK.length), digits),
  "lock link": ({ name, digits }) => digits !== undefined && linkOwner.test(name),
  "lock folder": ({ name, directory }) => {
    const [, hash] = lockDirectory.exec(directory) ?? [];
    return hash !== undefined && hash.startsWith(directory.slice(0, 9).replaceAll("/", "")) && lockOwner.test(name);
  },
  build: ({ directory }) => wheelBuild.test(directory),
};

/** See `PlacementRules`: once for all names in a directory. */
export function digitsIn(layout: Layout, directory: string): string | undefined {
  return placements[layouts[layout].placement].digitsIn(directory);
}

/** Whether pip names an entry so where names begin with those digits: by a hash. */
export function isEntryName(name: string, digits: string | undefined): boolean {
  return digits !== undefined && name.startsWith(digits) && isHash(name);
}

/** Whether pip leaves a file of that name when it is ended while it writes. */
export function isTemporaryName(layout: Layout, directory: string, name: string): boolean {
  const file = { layout, directory, name, digits: digitsIn(layout, directory) };
  return layouts[layout].leftovers.some((leftover) => leftovers[leftover](file));
}

/** Beside a built wheel, since pip 22.2. */
export const ORIGIN = "origin.json";

/** Whether pip puts a built wheel, and its `origin.json`, into that directory of `wheels`. */
export const isWheelLeaf = (directory: string): boolean => wheelLeaf.test(directory);

/** Whether pip makes a directory of that path below the folder of a layout. */
export const isFolderOfPip = (layout: Layout, path: string): boolean =>
  placements[layouts[layout].placement].isFolder(path);

/** pip writes some hundred bytes for each Python. */
const MAX_BYTES = 1_000_000;

/**
 * Whether a file of the cache directory itself is what pip 6.0 to 19.2 keeps there: when each Python, by its prefix, last
 * looked for a newer pip (`GlobalSelfCheckState` of `pip/utils/outdated.py`). One that is empty is, too.
 */
export function isCheckFile(path: string): boolean {
  try {
    const stats = lstatSync(path);
    if (!stats.isFile() || stats.size > MAX_BYTES) return false;
    if (stats.size === 0) return true;
    const state: unknown = JSON.parse(readFileSync(path, "utf8"));
    return isObject(state) && Object.values(state).every((check) => isObject(check) && "last_check" in check);
  } catch {
    return false;
  }
}

const isObject = (value: unknown): value is object =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** What version control keeps at the top of what it is about. */
const versionControl = [".git", ".hg", ".svn", ".bzr", ".jj", "_darcs", "CVS", ".fslckout"];

/** Whether a folder is under version control. In one that cannot be looked into nothing can be removed either. */
export function isUnderVersionControl(root: string): boolean {
  return versionControl.some((name) => exists(join(root, name)));
}

/** Directories that are looked into for a proof: pip's have one in the first that is not empty. */
const MAX_DIRECTORIES = 5000;

/** Whether something lies in a folder that pip has written there, which proves that it is pip's. */
export function holdsEntry(layout: Layout, root: string): boolean {
  const pending = [""];
  for (let left = MAX_DIRECTORIES; left > 0; left--) {
    const directory = pending.pop();
    if (directory === undefined) return false;
    for (const { name, type } of entriesIn(directory === "" ? root : `${root}/${directory}`)) {
      const path = directory === "" ? name : `${directory}/${name}`;
      if (type === "directory" && isFolderOfPip(layout, path)) pending.push(path);
      if (type === "file" && isNameOfEntry(layout, directory, name)) return true;
    }
  }
  return false;
}

function isNameOfEntry(layout: Layout, directory: string, name: string): boolean {
  switch (layouts[layout].entry.is) {
    case "built wheel":
      return isWheelLeaf(directory) && (name.endsWith(".whl") || name === ORIGIN);
    case "response":
    case "note":
      return isEntryName(headerPathOf(layout, name) ?? name, digitsIn(layout, directory));
  }
}

/** Whether a name is one of the hashes by which pip names files. */
export function isHash(name: string): boolean {
  if (name.length !== HASH_DIGITS) return false;
  for (let index = 0; index < HASH_DIGITS; index++) {
    const code = name.charCodeAt(index);
    if (!((code >= 48 && code <= 57) || (code >= 97 && code <= 102))) return false;
  }
  return true;
}
