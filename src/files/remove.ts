/**
 * Guarded removal: the only way anything in this project is deleted. It is given a root that the caller has found to be
 * a cache and a list of files below it, refuses what does not lie there, goes on after failures, and reports what it did.
 */
import { lstatSync, realpathSync } from "node:fs";
import { isAbsolute, sep } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { changedSince, pruneAll, sweep } from "./directories";
import { failureOf, isNotFound, RefusedError, type Failure } from "./failure";
import { FileList } from "./file-list";
import { assertRemovableRoot } from "./guard";
import { UnlinkedNames } from "./inodes";
import { nativePath } from "./names";
import { failureBelow } from "./permissions";
import { inSlices, runTask, ThreadError, type RunOptions, type ThreadedTask } from "./tasks";
import { noneUnlinked, unlinkFiles, type Done, type Unlinked, type UnlinkMessage } from "./unlink";
import { walk } from "./walk";
import source from "./worker.generated.txt";

export type { Failure };

export interface Removal extends Done {
  /** Whether the signal ended it before everything was done. */
  stopped: boolean;
}

export interface RemovalProgress {
  entries: number;
  bytes: number;
  totalEntries: number;
  totalBytes: number;
}

export interface RemoveOptions extends Pick<RunOptions<unknown>, "threads" | "headStartMs"> {
  signal?: AbortSignal;
  /** Do everything but the unlinking. */
  dryRun?: boolean;
  /** Other names of some files went before, elsewhere: the sum of both removals tells which are gone. */
  afterOthers?: boolean;
  /** At most ten times a second, and at the end. */
  onProgress?: (progress: RemovalProgress) => void;
  /** Directories younger than this stay, even empty: somebody may be about to write into them. ms */
  keepYoungerThanMs?: number;
  /** Also remove the directories that were empty before, except `exclude` and what lies in it. */
  sweep?: boolean;
  exclude?: (path: string) => boolean;
  /** The files lie in the root itself, which may be any directory then: of all in it only they are looked at. */
  isNamed?: boolean;
  /** The caller's proof, asked for immediately before: whether the root still is the cache it was found to be. */
  isCache?: () => boolean;
}

export const unlinking: ThreadedTask<UnlinkMessage, Unlinked> = { task: unlinkFiles, name: "unlink", source };

/** Unlinking waits for the disk, not for processors: on two, six threads take three quarters of the time of four. */
const UNLINKING_THREADS = 6;
/** Files that take seconds. */
const MANY = 5000;
const PROGRESS_MS = 100;
/** Files per message: small enough to stop soon and to show progress. */
const CHUNK = 200;
/** Waits before further attempts at what is busy or read-only; a second in all. ms */
const BACK_OFF_MS = [0, 50, 150, 300, 500];

export function emptyRemoval(): Removal {
  return { ...noneUnlinked(), stopped: false };
}

/** Adds what one removal did to a sum. */
export function addRemoval(sum: Done, one: Done): void {
  sum.entries += one.entries;
  sum.files += one.files;
  sum.directories += one.directories;
  sum.bytes += one.bytes;
  sum.allocated += one.allocated;
  sum.missing += one.missing;
  sum.missingEntries += one.missingEntries;
  sum.changed += one.changed;
  sum.changedEntries += one.changedEntries;
  sum.linked.append(one.linked);
  for (const failure of one.failures) sum.failures.push(failure);
}

/**
 * Removes the listed files, each only if it is still the one that was listed (size, mtime, inode), and the directories
 * below the root that this leaves empty. A root that does not exist has nothing to be removed.
 * @param root a real path, as it was when the files were listed
 * @throws RefusedError when the root may not be one, or leads elsewhere by now
 */
export async function removeFiles(root: string, files: FileList, options: RemoveOptions = {}): Promise<Removal> {
  const {
    signal,
    dryRun = false,
    afterOthers = false,
    keepYoungerThanMs = 0,
    exclude,
    isCache,
    threads,
    headStartMs,
    isNamed = false,
  } = options;
  const given = { ...(threads !== undefined && { threads }), ...(headStartMs !== undefined && { headStartMs }) };
  const realRoot = isNamed ? directoryOf(root, files) : realRootOf(root);
  if (realRoot === undefined) return { ...emptyRemoval(), missing: files.length, missingEntries: files.entries };
  if (realRoot !== withSlashes(root)) throw new RefusedError(root, `a link leads to ${realRoot}.`);
  if (isCache?.() === false) throw new RefusedError(root, "it is not the cache it was any more.");

  const since = keepYoungerThanMs > 0 ? Date.now() - keepYoungerThanMs : Infinity;
  const kept = await inSlices(changedSince(realRoot, since));
  const result = emptyRemoval();
  const locked: string[] = [];
  const report = throttled(result, files, options);
  const attempt = async (list: FileList, again: boolean, alone = false): Promise<Attempt> => {
    const retry = new FileList();
    const blocked: Failure[] = [];
    const before = { ...result, failures: [...result.failures] };
    let missingBytes = 0;
    const messages = function* (): Generator<UnlinkMessage> {
      // A dry run must see all names of a file in one message.
      for (const chunk of list.chunks(dryRun && again ? Infinity : CHUNK))
        yield { root: realRoot, files: chunk.toColumns(), kept, dryRun, again, afterOthers };
    };
    try {
      await runTask(unlinking, messages(), {
        signal,
        ...(again || alone ? { threads: 0 } : { ...threadsFor(list), ...given }),
        onResult: (unlinked) => {
          addRemoval(result, { ...unlinked, linked: UnlinkedNames.from(unlinked.linked) });
          missingBytes += unlinked.missingBytes;
          retry.append(FileList.from(unlinked.retry));
          for (const failure of unlinked.blocked) blocked.push(failure);
          for (const directory of unlinked.locked) locked.push(directory);
          report();
        },
      });
    } catch (error) {
      if (error instanceof ThreadError) {
        const there = await inSlices(thereIn(realRoot, list));
        recount(result, before, list, there, missingBytes);
        return attempt(there, again, true);
      }
      result.failures.push(failureOf(realRoot, error));
    }
    return { retry, blocked };
  };

  let { retry, blocked } = await attempt(files, false);
  for (const wait of BACK_OFF_MS) {
    if (retry.length === 0 || signal?.aborted) break;
    if (wait > 0) await delay(wait, undefined, { signal }).catch(() => {});
    ({ retry, blocked } = await attempt(retry, true));
  }
  for (const failure of blocked) result.failures.push(failure);
  result.directories += await inSlices(pruneAll(realRoot, locked, kept));
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
  const { signal, exclude } = options;
  const onUnreadable = (path: string, error: Error) =>
    unreadable.push(failureBelow(realRoot, path === "" ? realRoot : `${realRoot}/${path}`, error));
  const listing = function* () {
    for (const file of walk(realRoot, { exclude, onUnreadable })) {
      if (signal?.aborted) return;
      if (file) files.add(file);
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

/** What one attempt leaves: what may succeed in another, and what stood in its way. */
interface Attempt {
  retry: FileList;
  blocked: Failure[];
}

/** The files of a list that are still there, whoever removed the others. Pauses after each. */
function* thereIn(root: string, list: FileList): Generator<undefined, FileList> {
  const there = new FileList();
  let isFirstThere = false;
  for (const file of list) {
    const isThere = isStillThere(`${root}/${file.path}`);
    // What followed one that is gone may go now.
    if (isThere) there.add({ ...file, follows: file.follows && isFirstThere });
    isFirstThere = file.follows ? isFirstThere || isThere : isThere;
    yield undefined;
  }
  return there;
}

/** Whether a path leads to something. What cannot be looked at is there: whoever tries to remove it says what is wrong. */
export function isStillThere(path: string): boolean {
  try {
    return lstatSync(nativePath(path), { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    return !isNotFound(error);
  }
}

/**
 * Counts what a removal did until a thread ended, which took its counts with it. What is still there is judged anew; what
 * is gone and had one name, as all that the first attempt removes, was removed, but for what was missing before.
 */
function recount(result: Removal, before: Removal, list: FileList, there: FileList, missingBytes: number): void {
  const missing = result.missing - before.missing;
  result.changed = before.changed;
  result.changedEntries = before.changedEntries;
  result.entries = before.entries + list.entries - there.entries - (result.missingEntries - before.missingEntries);
  result.failures = before.failures;
  result.files = before.files + list.length - there.length - missing;
  result.bytes = before.bytes + list.bytes - there.bytes - missingBytes;
}

/** As many as have enough to do, and, for what takes seconds anyway, at once. */
function threadsFor({ length }: FileList): Pick<RunOptions<unknown>, "threads" | "headStartMs"> {
  const threads = Math.min(UNLINKING_THREADS, Math.ceil(length / (2 * CHUNK)));
  return length > MANY ? { threads, headStartMs: 0 } : { threads };
}

function withSlashes(path: string): string {
  return (sep === "/" ? path : path.replaceAll(sep, "/")).replace(/\/+$/, "");
}

function throttled(result: Removal, { entries, bytes }: FileList, { onProgress }: RemoveOptions) {
  let last = 0;
  return (isEnd = false) => {
    if (!onProgress || (!isEnd && performance.now() - last < PROGRESS_MS)) return;
    last = performance.now();
    onProgress({ entries: result.entries, bytes: result.bytes, totalEntries: entries, totalBytes: bytes });
  };
}
