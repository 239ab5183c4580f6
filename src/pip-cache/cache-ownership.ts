/** What to run where a cache of pip is somebody else's. pip looks at who owns the cache directory itself. */
import { lstatSync, readdirSync } from "node:fs";
import { basename, dirname } from "node:path";
import type { Failure } from "../files/failure";
import { ownershipCommand, withCommands } from "../files/ownership";
import { failureBelow } from "../files/permissions";
import { isStillThere } from "../files/attempts";
import { layoutNames } from "./layouts";

/** See `ownershipCommand`; undefined also where other things lie beside pip's folders. */
function cacheOwnershipCommand(cacheDirectory: string): string | undefined {
  return isAllCache(cacheDirectory) ? ownershipCommand(cacheDirectory) : undefined;
}

/** Failures below a cache directory with what to run, where that helps. */
export function withOwnership(failures: Failure[], cacheDirectory: string): Failure[] {
  return failures.length > 0 ? withCommands(failures, cacheOwnershipCommand(cacheDirectory)) : failures;
}

/**
 * Why a pip may not write into its cache directory, or into what there is of the way to it, with what to run where that
 * helps.
 */
export function whyNotWritable(cacheDirectory: string): Failure {
  let place = cacheDirectory;
  while (!isStillThere(place) && place !== dirname(place)) place = dirname(place);
  const failure = notOfRoot(place) ?? failureBelow(place, place, { code: "EACCES" });
  const [own = failure] = place === cacheDirectory ? withOwnership([failure], place) : [];
  return own;
}

/** A pip that root runs uses only what is root's, though it may write everywhere. */
function notOfRoot(path: string): Failure | undefined {
  if (process.geteuid?.() !== 0) return undefined;
  const { uid: owner } = lstatSync(path);
  const reason = `It belongs to user ${owner}: root's pip uses only what is root's.`;
  return owner === 0 ? undefined : { path, code: "EACCES", reason, owner };
}

function isAllCache(cacheDirectory: string): boolean {
  try {
    return readdirSync(cacheDirectory).every((name) => layoutNames.some((layout) => layout === name));
  } catch {
    // What cannot be looked into has at least to be called as pip calls it.
    return basename(cacheDirectory) === "pip";
  }
}
