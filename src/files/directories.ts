/**
 * Removes directories that have become empty. `rmdir` itself refuses any other, so all that is to be made sure of is
 * that the way there leads through no link.
 */
import { lstatSync, rmdirSync } from "node:fs";
import { isNotFound, isNotPermitted } from "./failure";
import { assertStaysInside } from "./guard";
import { nativePath, upwardFrom } from "./names";
import { Permissions } from "./permissions";
import { walkDirectories, type WalkOptions } from "./walk";

export interface PruneOptions {
  /** Paths below the root of directories that stay. */
  kept: ReadonlySet<string>;
  /** Not removed either, nor what is above it: the directory of the next file. */
  until?: string;
  /** Whether the way to what was in the directory was just found to lead through no link. */
  isChecked?: boolean;
  /** Called with a directory that is in one that may not be changed; whether it may now. */
  onLocked?: (path: string) => boolean;
}

/** Removes a directory below a root and those above it for as long as they are empty. Returns how many went. */
export function prune(root: string, directory: string, options: PruneOptions): number {
  const { kept, until, isChecked = false, onLocked } = options;
  let removed = 0;
  for (const path of upwardFrom(directory)) {
    if (kept.has(path)) break;
    if (until !== undefined && (until === path || until.startsWith(`${path}/`))) break;
    const went = removeDirectory(root, path, isChecked, onLocked);
    if (went === undefined) break;
    removed += went;
  }
  return removed;
}

/** `prune` for several directories, which also makes writable what is read-only and ours. Pauses after each. */
export function* pruneAll(
  root: string,
  directories: Iterable<string>,
  kept: ReadonlySet<string>,
): Generator<undefined, number> {
  const permissions = new Permissions();
  const onLocked = (path: string) => permissions.liftFor(`${root}/${path}`, "directory");
  let removed = 0;
  try {
    for (const directory of directories) {
      removed += prune(root, directory, { kept, onLocked });
      yield;
    }
  } finally {
    permissions.restore();
  }
  return removed;
}

export interface SweepOptions extends Pick<PruneOptions, "kept"> {
  exclude?: WalkOptions["exclude"];
  /** Directories changed after that stay: somebody may be about to write into them. ms since 1970 */
  since: number;
  signal?: AbortSignal;
}

/** Removes every directory below a root that holds nothing but such directories; the root stays. Pauses after each. */
export function* sweep(root: string, { exclude, kept, since, signal }: SweepOptions): Generator<undefined, number> {
  const empty = function* () {
    for (const { path, entries } of walkDirectories(root, { exclude })) {
      if (signal?.aborted) return;
      if (entries.length === 0 && changedAt(root, path) <= since) yield path;
    }
  };
  return yield* pruneAll(root, empty(), kept);
}

/** The directories from a root down that were changed after `since`, or go meanwhile. Pauses after each. */
export function* changedSince(root: string, since: number): Generator<undefined, Set<string>> {
  const young = new Set<string>();
  if (since === Infinity) return young;
  for (const { path } of walkDirectories(root)) {
    if (changedAt(root, path) > since) young.add(path);
    yield;
  }
  return young;
}

/** ms since 1970; just now when it is gone. */
function changedAt(root: string, path: string): number {
  return lstatSync(nativePath(`${root}/${path}`), { throwIfNoEntry: false })?.mtimeMs ?? Infinity;
}

/** How many went: none where it is gone; undefined where it stays. */
function removeDirectory(
  root: string,
  path: string,
  isChecked: boolean,
  onLocked?: PruneOptions["onLocked"],
): number | undefined {
  try {
    if (!isChecked) assertStaysInside(root, path);
    rmdirSync(nativePath(`${root}/${path}`));
    return 1;
  } catch (error) {
    if (isNotFound(error)) return 0;
    return isNotPermitted(error) && onLocked?.(path) ? removeDirectory(root, path, isChecked) : undefined;
  }
}
