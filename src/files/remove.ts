/**
 * Guarded removal: the only way anything in this project is deleted. It is given a root that the caller has found to be
 * a cache and a list of files below it, refuses what does not lie there, goes on after failures, and reports what it did.
 */
import { lstatSync, realpathSync } from "node:fs";
import { sep } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { failureOf, RefusedError, type Failure } from "./failure";
import { FileList } from "./file-list";
import { assertRemovableRoot } from "./guard";
import { nativePath } from "./names";
import { inSlices, runTask, type TaskContext, type TaskKit } from "./tasks";
import { noneUnlinked, removeDirectory, unlinkFiles, type Unlinked, type UnlinkMessage } from "./unlink";
import { walk, walkDirectories } from "./walk";
import source from "./worker.txt";

export type { Failure };

export interface Removal {
  /** Files unlinked. */
  files: number;
  /** Directories removed because nothing was left in them. */
  directories: number;
  /** Bytes reclaimed: `st_size` of what was unlinked, of a file with several names when its last went. */
  bytes: number;
  /** The same in blocks of the volume, bytes: what its free space grows by. */
  allocated: number;
  /** Files that were gone already: neither failures nor reclaimed. */
  missing: number;
  /** Files that are not the ones that were listed any more, and stayed. */
  changed: number;
  failures: Failure[];
  /** Whether the signal ended it early. */
  stopped: boolean;
}

export interface RemovalProgress {
  files: number;
  bytes: number;
  totalFiles: number;
  totalBytes: number;
}

export interface RemoveOptions {
  signal?: AbortSignal;
  /** Do everything but the unlinking. */
  dryRun?: boolean;
  /** At most ten times a second. */
  onProgress?: (progress: RemovalProgress) => void;
  /** Directories younger than this stay, even empty: somebody may be about to write into them. ms */
  keepYoungerThanMs?: number;
  /** Also remove the directories that were empty before, except `exclude` and what lies in it. */
  sweep?: boolean;
  exclude?: (path: string) => boolean;
}

export const removal: TaskKit = { source, tasks: { unlink: unlinkFiles } };

const PROGRESS_MS = 100;
/** Files per message: small enough to stop soon and to show progress. */
const CHUNK = 200;
/** Waits before further attempts at what is busy or read-only; a second in all. ms */
const BACK_OFF_MS = [0, 50, 150, 300, 500];

export function emptyRemoval(): Removal {
  return { ...noneUnlinked(), stopped: false };
}

/** The sum of several removals. */
export function addRemovals(removals: Iterable<Removal>): Removal {
  const sum = emptyRemoval();
  for (const one of removals) {
    add(sum, one);
    sum.stopped ||= one.stopped;
  }
  return sum;
}

function add(sum: Removal, one: ReturnType<typeof noneUnlinked>): void {
  sum.files += one.files;
  sum.directories += one.directories;
  sum.bytes += one.bytes;
  sum.allocated += one.allocated;
  sum.missing += one.missing;
  sum.changed += one.changed;
  sum.failures.push(...one.failures);
}

/**
 * Removes the listed files, each only if it is still the one that was listed (size, mtime, inode), and the directories
 * below the root that this leaves empty.
 * @param root absolute; must exist and be no link
 * @throws RefusedError when the root may not be one
 */
export async function removeFiles(root: string, files: FileList, options: RemoveOptions = {}): Promise<Removal> {
  const { signal, dryRun = false, onProgress, keepYoungerThanMs = 0, sweep = false, exclude } = options;
  assertRemovableRoot(root);
  const realRoot = realRootOf(root);
  if (realRoot === undefined) return { ...emptyRemoval(), missing: files.length };

  const result = emptyRemoval();
  const keep = keepYoungerThanMs > 0 ? youngDirectories(realRoot, files, Date.now() - keepYoungerThanMs) : [];
  const message = (list: FileList, again: boolean): UnlinkMessage => ({
    root: realRoot,
    files: list.toColumns(),
    keep,
    dryRun,
    again,
  });

  let lastProgress = 0;
  const report = (force: boolean) => {
    if (!onProgress || (!force && performance.now() - lastProgress < PROGRESS_MS)) return;
    lastProgress = performance.now();
    onProgress({ files: result.files, bytes: result.bytes, totalFiles: files.length, totalBytes: files.bytes });
  };

  let retry = new FileList();
  let blocked: Failure[] = [];
  const messages = function* () {
    for (const chunk of files.chunks(CHUNK)) yield message(chunk, false);
  };
  await runTask<UnlinkMessage, Unlinked>(removal, "unlink", messages(), {
    signal,
    onResult: (unlinked) => {
      add(result, unlinked);
      retry.append(FileList.from(unlinked.retry));
      blocked.push(...unlinked.blocked);
      report(false);
    },
  });

  const context: TaskContext = { stopped: () => signal?.aborted ?? false, relieved: () => false };
  for (const wait of BACK_OFF_MS) {
    if (retry.length === 0 || signal?.aborted) break;
    if (wait > 0) await delay(wait, undefined, { signal }).catch(() => {});
    const unlinked = await inSlices(unlinkFiles(message(retry, true), context));
    add(result, unlinked);
    retry = FileList.from(unlinked.retry);
    blocked = unlinked.blocked;
    report(false);
  }
  result.failures.push(...blocked);
  if (sweep && !dryRun && !signal?.aborted) {
    result.directories += await inSlices(
      sweepEmpty(realRoot, { exclude, keep: new Set(keep), since: Date.now() - keepYoungerThanMs }),
    );
  }
  result.stopped = signal?.aborted ?? false;
  report(true);
  return result;
}

/**
 * Removes everything inside a directory that is not excluded, and keeps the directory itself. One that does not exist is clear already.
 * @throws RefusedError when it may not be cleared
 */
export async function clearDirectory(root: string, options: RemoveOptions = {}): Promise<Removal> {
  assertRemovableRoot(root);
  const realRoot = realRootOf(root);
  if (realRoot === undefined) return emptyRemoval();
  const files = new FileList();
  const unreadable: Failure[] = [];
  await inSlices(
    (function* () {
      for (const file of walk(realRoot, {
        exclude: options.exclude,
        onUnreadable: (path, error) => unreadable.push(failureOf(`${realRoot}/${path}`, error)),
      })) {
        if (options.signal?.aborted) return;
        if (file) files.add(file);
        yield;
      }
    })(),
  );
  const result = await removeFiles(root, files, { sweep: true, ...options });
  result.failures.push(...unreadable);
  return result;
}

/** The real path of a root; undefined when there is nothing. */
function realRootOf(root: string): string | undefined {
  const stats = lstatSync(nativePath(root), { throwIfNoEntry: false });
  if (stats === undefined) return undefined;
  if (!stats.isDirectory()) throw new RefusedError(root, "it is not a directory.");
  const real = realpathSync.native(root);
  assertRemovableRoot(real);
  return sep === "/" ? real : real.replaceAll(sep, "/");
}

/** The directories of the list, and those above them, that are younger than `since`; taken before anything is changed. */
function youngDirectories(root: string, files: FileList, since: number): string[] {
  const ages = new Map<string, boolean>();
  for (const { path } of files) {
    let end = path.lastIndexOf("/");
    for (; end > 0 && !ages.has(path.slice(0, end)); end = path.lastIndexOf("/", end - 1)) {
      const directory = path.slice(0, end);
      const stats = lstatSync(nativePath(`${root}/${directory}`), { throwIfNoEntry: false });
      ages.set(directory, stats !== undefined && stats.mtimeMs > since);
    }
  }
  return [...ages].filter(([, young]) => young).map(([directory]) => directory);
}

/** Removes every directory that has no file in it, deepest first. Returns how many went. */
function* sweepEmpty(
  root: string,
  { exclude, keep, since }: { exclude: RemoveOptions["exclude"]; keep: ReadonlySet<string>; since: number },
): Generator<undefined, number> {
  const directories: { path: string; occupied: boolean }[] = [];
  for (const { path, entries } of walkDirectories(root, { exclude })) {
    directories.push({ path, occupied: entries.some(({ type }) => type !== "directory") });
    yield;
  }
  let removed = 0;
  for (const { path, occupied } of directories.reverse()) {
    if (path === "" || occupied || keep.has(path)) continue;
    const stats = lstatSync(nativePath(`${root}/${path}`), { throwIfNoEntry: false });
    if (stats !== undefined && stats.mtimeMs <= since && removeDirectory(`${root}/${path}`)) removed++;
    yield;
  }
  return removed;
}
