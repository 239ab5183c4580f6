/**
 * Guarded removal: the only way anything is deleted that we did not make (for that: `own.ts`). It is given a root that the
 * caller has found to be a cache and a list of files below it, refuses what does not lie there, goes on after failures, and
 * reports what it did.
 */
import { lstatSync, realpathSync } from "node:fs";
import { isAbsolute, sep } from "node:path";
import { emptyRemoval, unlinkInAttempts, type AttemptOptions, type Job, type Removal } from "./attempts";
import { changedSince, pruneAll, sweep } from "./directories";
import { RefusedError, type Failure } from "./failure";
import { FileList } from "./file-list";
import { assertRemovableRoot } from "./guard";
import { baseName, parentOf, platformPath } from "./names";
import { failureBelow } from "./permissions";
import { inSlices } from "./tasks";
import { walk } from "./walk";

export interface RemovalProgress {
  entries: number;
  bytes: number;
  totalEntries: number;
  totalBytes: number;
}

export interface RemoveOptions extends AttemptOptions {
  /** At most ten times a second, and at the end. */
  onProgress?: (progress: RemovalProgress) => void;
  /** Directories younger than this stay, even empty: somebody may be about to write into them. ms */
  keepYoungerThanMs?: number;
  /** Also remove the directories that were empty before, except `exclude` and what lies in it. */
  sweep?: boolean;
  exclude?: (path: string) => boolean;
  /** Files that came or changed later stay, where it is the directory that is cleared. ms since 1970 */
  until?: number;
  /** The files lie in the root itself, which may be any directory then: of all in it only they are looked at. */
  isNamed?: boolean;
  /** The caller's proof, asked for immediately before: whether the root still is the cache it was found to be. */
  isCache?: () => boolean;
}

const PROGRESS_MS = 100;

/**
 * Removes the listed files, each only if it is still the one that was listed (size, mtime, inode), and the directories
 * below the root that this leaves empty. A root that does not exist has nothing to be removed.
 * @param root a real path, as it was when the files were listed
 * @throws RefusedError when the root may not be one, or leads elsewhere by now
 */
export async function removeFiles(root: string, files: FileList, options: RemoveOptions = {}): Promise<Removal> {
  const { signal, dryRun = false, keepYoungerThanMs = 0, exclude, isCache, isNamed = false } = options;
  const result = emptyRemoval();
  const realRoot = isNamed ? directoryOf(root, files) : realRootOf(root);
  if (realRoot === undefined) return { ...result, missing: files.length, missingEntries: files.entries };
  if (realRoot !== withSlashes(root)) throw new RefusedError(root, `a link leads to ${platformPath(realRoot)}.`);
  if (isCache?.() === false) throw new RefusedError(root, "it is not the cache it was any more.");

  const since = keepYoungerThanMs > 0 ? Date.now() - keepYoungerThanMs : Infinity;
  const kept = await inSlices(changedSince(realRoot, since));
  const report = throttled(result, files, options);
  const job: Job = { root: realRoot, kept, options, result, maybeEmpty: [], onProgress: report };
  if (files.length > 0 && !dryRun) options.log?.begin();
  await unlinkInAttempts(job, files);
  result.directories += await inSlices(pruneAll(realRoot, job.maybeEmpty, kept));
  if (options.sweep && !dryRun && !signal?.aborted) {
    result.directories += await inSlices(sweep(realRoot, { exclude, kept, since, signal }));
  }
  const done = result.files + result.missing + result.changed + result.failures.length;
  result.stopped = (signal?.aborted ?? false) && done < files.length;
  report(true);
  return result;
}

/**
 * Removes everything inside a directory that is not excluded, and keeps the directory itself. One that does not exist
 * is clear already.
 * @throws RefusedError when it may not be cleared
 */
export async function clearDirectory(root: string, options: RemoveOptions = {}): Promise<Removal> {
  const realRoot = realRootOf(root);
  if (realRoot === undefined) return emptyRemoval();
  const files = new FileList();
  const unreadable: Failure[] = [];
  const { signal, exclude, until = Infinity } = options;
  const onUnreadable = (path: string, error: Error) =>
    unreadable.push(failureBelow(realRoot, path === "" ? realRoot : `${realRoot}/${path}`, error));
  const listing = function* () {
    for (const file of walk(realRoot, { exclude, onUnreadable })) {
      if (signal?.aborted) return;
      if (file && file.changedMs <= until) files.add(file);
      yield undefined;
    }
  };
  await inSlices(listing());
  const stopped = signal?.aborted ?? false;
  const result = await removeFiles(realRoot, files, { ...options, sweep: true });
  for (const failure of unreadable) result.failures.push(failure);
  result.stopped ||= stopped;
  return result;
}

/**
 * Removes everything inside a directory and then itself, where nothing has come or stayed: for one that as a whole is what
 * was found, such as a temporary folder that a program left.
 * @param root a real path
 * @throws RefusedError when it may not be cleared
 */
export async function removeWithRoot(
  root: string,
  options: Pick<RemoveOptions, "signal" | "until" | "log" | "onProgress">,
): Promise<Removal> {
  const plain = withSlashes(root);
  const result = await clearDirectory(plain, options);
  if (result.stopped || result.failures.length > 0) return result;
  result.directories += await inSlices(pruneAll(parentOf(plain), [baseName(plain)], new Set()));
  return result;
}

/**
 * The real path of a root, with `/`; undefined when there is nothing.
 * @throws RefusedError when it may not be one
 */
function realRootOf(root: string): string | undefined {
  assertRemovableRoot(root);
  const stats = lstatSync(root, { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  if (!stats.isDirectory()) throw new RefusedError(root, "it is not a directory.");
  const real = realpathSync.native(root);
  assertRemovableRoot(real);
  return withSlashes(real);
}

/**
 * The real path of a directory that some named files lie in.
 * @throws RefusedError where one of them does not, or the path is not that of a directory
 */
function directoryOf(root: string, files: FileList): string {
  if (!isAbsolute(root)) throw new RefusedError(root, "the path is relative.");
  if (!lstatSync(root).isDirectory()) throw new RefusedError(root, "it is not a directory.");
  for (const { path } of files) {
    if (path.includes("/")) throw new RefusedError(`${root}/${path}`, "it does not lie in the directory itself.");
  }
  return withSlashes(realpathSync.native(root));
}

function withSlashes(path: string): string {
  return path.replaceAll(sep, "/").replace(/\/+$/, "");
}

function throttled(result: Removal, { entries, bytes }: FileList, { onProgress }: RemoveOptions) {
  let last = 0;
  return (isEnd = false) => {
    if (!onProgress || (!isEnd && performance.now() - last < PROGRESS_MS)) return;
    last = performance.now();
    onProgress({ entries: result.entries, bytes: result.bytes, totalEntries: entries, totalBytes: bytes });
  };
}
