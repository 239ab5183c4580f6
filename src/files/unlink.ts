/**
 * The one place where files are unlinked: file by file, each looked at immediately before it goes. It adds up what it
 * really did, so that what is reported is never an estimate.
 */
import { chmodSync, lstatSync, realpathSync, rmdirSync, unlinkSync, type Stats } from "node:fs";
import { sep } from "node:path";
import { failureOf, ownedByOther, RefusedError, type Failure } from "./failure";
import { FileList, type Columns, type ListedFile } from "./file-list";
import { assertPathBelow } from "./guard";
import { nativePath } from "./names";
import type { TaskContext } from "./tasks";

export interface UnlinkMessage {
  /** Absolute, a real path, and checked by `assertRemovableRoot`. */
  root: string;
  files: Columns;
  /** Directories below the root that stay even when they are empty. */
  keep: string[];
  dryRun: boolean;
  /** Second attempts: what is read-only and ours is made writable, what has several names is unlinked. */
  again: boolean;
}

export interface Unlinked {
  /** Files unlinked. */
  files: number;
  /** Directories removed because they had become empty. */
  directories: number;
  /** `st_size` of what was unlinked, bytes; of a file with several names when the last went. */
  bytes: number;
  /** The same in blocks of the volume, bytes. */
  allocated: number;
  /** Files that were gone already. */
  missing: number;
  /** Files that are not the ones that were listed any more, and stayed. */
  changed: number;
  failures: Failure[];
  /** What may succeed in another attempt … */
  retry: Columns;
  /** … and what stood in its way in this one. */
  blocked: Failure[];
}

const retryable = new Set(["EBUSY", "EPERM", "EACCES", "ENOTEMPTY", "EMFILE", "ENFILE"]);

/** Unlinks the listed files in their order and removes the directories they leave empty. Pauses after each file. */
export function* unlinkFiles(message: UnlinkMessage, context: TaskContext): Generator<undefined, Unlinked> {
  const { root, keep, dryRun, again } = message;
  const done = noneUnlinked();
  const retry = new FileList();
  const blocked: Failure[] = [];
  const seen = new Map<number, number>();
  const kept = new Set(keep);
  const unlocked = new Map<string, number>();
  let directory: string | undefined;

  for (const file of FileList.from(message.files)) {
    if (context.stopped()) break;
    const parent = file.path.slice(0, Math.max(0, file.path.lastIndexOf("/")));
    if (directory !== undefined && directory !== parent && !dryRun) done.directories += prune(root, directory, kept);
    directory = parent;
    const path = `${root}/${file.path}`;
    try {
      const stats = statsToRemove(root, file);
      if (stats === "gone") done.missing++;
      else if (stats === "changed") done.changed++;
      else if (stats.nlink > 1 && !again) retry.add(file);
      else {
        if (!dryRun) unlinkUnlocking(path, stats, again ? unlocked : undefined);
        done.files++;
        if (isLastName(stats, dryRun ? seen : undefined)) {
          done.bytes += stats.size;
          done.allocated += process.platform === "win32" ? stats.size : stats.blocks * 512;
        }
      }
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "ENOENT") done.missing++;
      else if (code !== undefined && retryable.has(code)) {
        retry.add(file);
        blocked.push(explained(path, error));
      } else done.failures.push(failureOf(path, error));
    }
    yield undefined;
  }
  if (directory !== undefined && !dryRun) done.directories += prune(root, directory, kept);
  for (const [path, mode] of unlocked) restoreMode(path, mode);
  return { ...done, retry: retry.toColumns(), blocked };
}

/** What was done, before anything is. */
export function noneUnlinked(): Omit<Unlinked, "retry" | "blocked"> {
  return { files: 0, directories: 0, bytes: 0, allocated: 0, missing: 0, changed: 0, failures: [] };
}

/** What lies at the path now, after making sure that the path leads nowhere but to a place inside the root. */
function statsToRemove(root: string, file: ListedFile): Stats | "gone" | "changed" {
  assertPathBelow(file.path);
  const slash = file.path.lastIndexOf("/");
  const parent = slash === -1 ? root : `${root}/${file.path.slice(0, slash)}`;
  const resolved = realpathSync.native(nativePath(parent), "buffer");
  const expected = Buffer.from(nativePath(sep === "/" ? parent : parent.replaceAll("/", sep)));
  if (!resolved.equals(expected)) throw new RefusedError(`${root}/${file.path}`, "a link leads out of the cache.");
  const stats = lstatSync(nativePath(`${root}/${file.path}`), { throwIfNoEntry: false });
  if (stats === undefined) return "gone";
  const same =
    !stats.isDirectory() && stats.size === file.size && stats.mtimeMs === file.mtimeMs && stats.ino === file.inode;
  return same ? stats : "changed";
}

/** Without `unlocked` a plain unlink; with it, what stands in the way and is ours is made writable first. */
function unlinkUnlocking(path: string, stats: Stats, unlocked: Map<string, number> | undefined): void {
  const native = nativePath(path);
  try {
    unlinkSync(native);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (unlocked === undefined || (code !== "EACCES" && code !== "EPERM")) throw error;
    if (process.platform === "win32") chmodSync(native, stats.mode | 0o200);
    else unlock(path.slice(0, path.lastIndexOf("/")), unlocked);
    unlinkSync(native);
  }
}

/** On POSIX it is the directory that must be writable. */
function unlock(directory: string, unlocked: Map<string, number>): void {
  const { mode, uid } = lstatSync(nativePath(directory));
  if (uid !== process.geteuid?.() || (mode & 0o300) === 0o300) return;
  chmodSync(nativePath(directory), mode | 0o700);
  unlocked.set(directory, mode & 0o7777);
}

function restoreMode(directory: string, mode: number): void {
  try {
    chmodSync(nativePath(directory), mode);
  } catch {
    // It was empty and went.
  }
}

/** `seen` counts names in a dry run, where the link count does not fall. */
function isLastName(stats: Stats, seen: Map<number, number> | undefined): boolean {
  if (seen === undefined || stats.nlink <= 1) return stats.nlink <= 1;
  const names = (seen.get(stats.ino) ?? 0) + 1;
  seen.set(stats.ino, names);
  return names === stats.nlink;
}

/** Removes a directory and those above it for as long as they are empty. Returns how many went. */
function prune(root: string, directory: string, kept: ReadonlySet<string>): number {
  let removed = 0;
  for (let path = directory; path !== "" && !kept.has(path); path = path.slice(0, Math.max(0, path.lastIndexOf("/")))) {
    if (!removeDirectory(`${root}/${path}`)) break;
    removed++;
  }
  return removed;
}

/** Removes a directory if it is empty; says whether this call did. */
export function removeDirectory(path: string): boolean {
  try {
    rmdirSync(nativePath(path));
    return true;
  } catch {
    return false;
  }
}

/** Someone else's file needs someone else's hand: say whose, and what to run. */
function explained(path: string, error: unknown): Failure {
  const failure = failureOf(path, error);
  const me = process.geteuid?.();
  if (me === undefined || (failure.code !== "EACCES" && failure.code !== "EPERM")) return failure;
  const directory = path.slice(0, path.lastIndexOf("/"));
  for (const place of [path, directory]) {
    const owner = lstatSync(nativePath(place), { throwIfNoEntry: false })?.uid;
    if (owner !== undefined && owner !== me) {
      return ownedByOther(path, owner, `sudo chown -R "$(id -un)" '${directory.replaceAll("'", "'\\''")}'`);
    }
  }
  return failure;
}
