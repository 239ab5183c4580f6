/**
 * Removes directories that have become empty. `rmdir` itself refuses any other, so all that is to be made sure of is
 * that the way there leads through no link.
 */
import { lstatSync, rmdirSync } from "node:fs";
import { isNotFound, isNotPermitted } from "./failure";
import { assertNoLinkBetween } from "./guard";
import { nativePath, parentOf } from "./names";
import { walkDirectories, type WalkOptions } from "./walk";

export interface PruneOptions {
  /** Paths below the root of directories that stay. */
  kept: ReadonlySet<string>;
  /** Not removed either, nor what is above it: the directory of the next file. */
  until?: string;
  /** Called when a directory may not be changed; whether it may now. */
  unlock?: (directory: string) => boolean;
}

/** Removes a directory below a root and those above it for as long as they are empty. Returns how many went. */
export function prune(root: string, directory: string, { kept, until, unlock }: PruneOptions): number {
  let removed = 0;
  let isChecked = false;
  for (let path = directory; path !== "" && !kept.has(path); path = parentOf(path)) {
    if (until !== undefined && (until === path || until.startsWith(`${path}/`))) break;
    const outcome = removeDirectory(root, path, isChecked, unlock);
    if (outcome === "stays") break;
    if (outcome === "removed") removed++;
    // The way to a directory is also the way to those above it.
    isChecked ||= outcome === "removed";
  }
  return removed;
}

/**
 * Removes every directory below a root that holds nothing but such directories; the root stays. Pauses after each.
 * @param options.since directories changed after that stay: somebody may be about to write into them. ms since 1970
 */
export function* sweep(
  root: string,
  { exclude, kept, since }: { exclude: WalkOptions["exclude"]; kept: ReadonlySet<string>; since: number },
): Generator<undefined, number> {
  let removed = 0;
  for (const { path, entries } of walkDirectories(root, { exclude })) {
    if (entries.length === 0 && (changedAt(root, path) ?? Infinity) <= since) removed += prune(root, path, { kept });
    yield;
  }
  return removed;
}

/** The directories below a root that were changed after `since`. Pauses after each. */
export function* changedSince(root: string, since: number): Generator<undefined, Set<string>> {
  const young = new Set<string>();
  if (since === Infinity) return young;
  for (const { path } of walkDirectories(root)) {
    if ((changedAt(root, path) ?? 0) > since) young.add(path);
    yield;
  }
  return young;
}

/** ms since 1970; undefined when it is gone. */
function changedAt(root: string, path: string): number | undefined {
  return lstatSync(nativePath(path === "" ? root : `${root}/${path}`), { throwIfNoEntry: false })?.mtimeMs;
}

function removeDirectory(
  root: string,
  path: string,
  isChecked: boolean,
  unlock?: PruneOptions["unlock"],
): "removed" | "gone" | "stays" {
  try {
    if (!isChecked) assertNoLinkBetween(root, path);
    rmdirSync(nativePath(`${root}/${path}`));
    return "removed";
  } catch (error) {
    if (isNotFound(error)) return "gone";
    return isNotPermitted(error) && unlock?.(parentOf(path)) ? removeDirectory(root, path, isChecked) : "stays";
  }
}
