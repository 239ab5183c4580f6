/**
 * The one place where files are unlinked: file by file, each looked at immediately before it goes. It adds up what it
 * really did, so that what is reported is never an estimate.
 */
import { lstatSync, unlinkSync, type Stats } from "node:fs";
import { prune } from "./directories";
import { failureOf, isNotFound, isNotPermitted, staysWith, type Failure, type FailureCode } from "./failure";
import { FileList, type Columns, type ListedFile } from "./file-list";
import { assertNoLink, assertPathBelow, assertSameVolume } from "./guard";
import { UnlinkedNames } from "./inodes";
import { nativePath, parentOf } from "./names";
import { ownerFailure, Permissions } from "./permissions";
import type { TaskContext } from "./tasks";
import { allocatedBytes } from "./walk";

export interface UnlinkMessage {
  /** A real path, with `/`, checked by `assertRemovableRoot`. */
  root: string;
  files: Columns;
  /** Directories below the root that stay even when they are empty. */
  kept: ReadonlySet<string>;
  dryRun: boolean;
  /**
   * What the first attempt leaves, done by one thread alone: files with several names, of which only the last counts,
   * and what is read-only but ours.
   */
  again: boolean;
  /** See `RemoveOptions`. */
  afterOthers?: boolean;
}

export interface Unlinked {
  /** Of files that belong together, how many are gone whole; see `FileList.entries`. */
  entries: number;
  /** Files unlinked. */
  files: number;
  /** Directories removed because they had become empty. */
  directories: number;
  /** `st_size` of what was unlinked, bytes; of a file with several names when the last went. */
  bytes: number;
  /** The same in blocks of the volume, bytes. */
  allocated: number;
  /** Files of which names went that have several; see `UnlinkedNames`. */
  linked: Float64Array<ArrayBuffer>;
  /** Files that were gone already. */
  missing: number;
  /** Of files that belong together, how many were gone whole. */
  missingEntries: number;
  /** Files that are not the ones that were listed any more, and stayed, with those that follow them. */
  changed: number;
  /** Of files that belong together, how many stayed for that. */
  changedEntries: number;
  failures: Failure[];
  /** What may succeed in another attempt … */
  retry: Columns;
  /** … and what stood in its way in this one. */
  blocked: Failure[];
  /** Directories to be removed if they are empty, in one that may not be changed. Below the root. */
  locked: string[];
  /** The listed size of what was missing, bytes. */
  missingBytes: number;
}

/** What waiting may bring to an end. On Windows, what somebody has open is also answered with "not permitted". */
const passing: ReadonlySet<FailureCode> = new Set<FailureCode>(["EBUSY", "EPERM", "EACCES", "EMFILE"]);

/**
 * Unlinks the listed files in their order and removes the directories they leave empty. Pauses after each file and those
 * that follow it.
 */
export function* unlinkFiles(message: UnlinkMessage, context: TaskContext): Generator<undefined, Unlinked> {
  const unlinker = new Unlinker(message);
  try {
    const files = FileList.from(message.files)[Symbol.iterator]();
    for (let { value: file } = files.next(); file !== undefined;) {
      if (!file.follows && context.stopped()) break;
      const next: ListedFile | undefined = files.next().value;
      unlinker.next(file, next);
      if (!next?.follows) yield undefined;
      file = next;
    }
  } finally {
    unlinker.restore();
  }
  return unlinker.unlinked();
}

/** What was done, without what is left to do. */
export type UnlinkTotals = Omit<Unlinked, "retry" | "blocked" | "locked" | "missingBytes" | "linked"> & {
  linked: UnlinkedNames;
};

/** What was done, before anything is. */
export function emptyUnlinkTotals(): UnlinkTotals {
  return {
    entries: 0,
    files: 0,
    directories: 0,
    bytes: 0,
    allocated: 0,
    linked: new UnlinkedNames(),
    missing: 0,
    missingEntries: 0,
    changed: 0,
    changedEntries: 0,
    failures: [],
  };
}

/** What became of a file: it is gone, it is another one by now, it may go in a later attempt, or it stays and why. */
type Outcome = "gone" | "changed" | "later" | Failure;

class Unlinker {
  readonly #done = emptyUnlinkTotals();
  readonly #retry = new FileList();
  readonly #blocked: Failure[] = [];
  readonly #locked: string[] = [];
  readonly #permissions = new Permissions();
  readonly #namesSeen = new Map<string, number>();
  #missingBytes = 0;
  /** What became of the files of this entry so far: whether one was unlinked, was another one by now, has to stay. */
  #hasUnlinked = false;
  #hasChanged = false;
  #hasLeft = false;
  #directory: string | undefined;
  #nextDirectory: string | undefined;
  /** Whether no link was found to lead to this entry's directory, and no other volume to be mounted on the way. */
  #isInside = false;
  /** The root's, as it was when the first of these files was looked at; undefined where it is gone. */
  readonly #device: number | undefined;
  /** Of the file before, and what it waits for. */
  #outcome: Outcome = "gone";
  #cause: Failure | undefined;

  constructor(private readonly message: UnlinkMessage) {
    this.#device = lstatSync(nativePath(message.root), { throwIfNoEntry: false })?.dev;
  }

  /** @param following the next file; where it lies in another directory, this one's is removed if it is empty */
  next(file: ListedFile, following: ListedFile | undefined): void {
    const directory = this.#nextDirectory ?? parentOf(file.path);
    const nextDirectory = following && parentOf(following.path);
    this.#isInside &&= file.follows === true && directory === this.#directory;
    this.#directory = directory;
    this.#nextDirectory = nextDirectory;
    const path = `${this.message.root}/${file.path}`;
    const waits = file.follows === true && this.#outcome !== "gone";
    if (!file.follows) this.#hasUnlinked = this.#hasChanged = this.#hasLeft = false;
    if (!waits) {
      this.#cause = undefined;
      this.#outcome = this.#attempt(file, path);
    }
    if (this.#outcome === "changed") {
      this.#hasChanged = true;
      this.#done.changed++;
    } else if (this.#outcome !== "gone") this.#hasLeft = true;
    if (this.#outcome === "later") {
      // Where the file before it has gone, it does not wait for whatever comes before it in the next attempt.
      this.#retry.add({ ...file, follows: waits });
      if (this.#cause) this.#blocked.push(waits ? staysWith(path, this.#cause) : this.#cause);
    } else if (this.#outcome !== "gone" && this.#outcome !== "changed")
      this.#done.failures.push(waits ? staysWith(path, this.#outcome) : this.#outcome);
    if (!following?.follows) this.#endEntry();
    if (directory !== nextDirectory) this.#prune(directory, nextDirectory);
  }

  restore(): void {
    this.#permissions.restore();
  }

  unlinked(): Unlinked {
    const left = { retry: this.#retry.toColumns(), blocked: this.#blocked, locked: this.#locked };
    return { ...this.#done, linked: this.#done.linked.cells(), ...left, missingBytes: this.#missingBytes };
  }

  #endEntry(): void {
    if (this.#hasChanged) this.#done.changedEntries++;
    else if (this.#hasLeft) return;
    else if (this.#hasUnlinked) this.#done.entries++;
    else this.#done.missingEntries++;
  }

  #attempt(file: ListedFile, path: string): Outcome {
    const { root, again, dryRun, afterOthers } = this.message;
    try {
      assertPathBelow(file.path);
      if (!this.#isInside) assertNoLink(root, file.path);
      const native = nativePath(path);
      const stats = lstatSync(native);
      if (stats.dev !== this.#device)
        assertSameVolume(root, file.path, this.#device ?? lstatSync(nativePath(root)).dev);
      this.#isInside = true;
      if (!isSame(stats, file)) return "changed";
      if (stats.nlink > 1 && !again) return "later";
      if (!dryRun) unlinkSync(native);
      this.#hasUnlinked = true;
      this.#done.files++;
      const left = this.#namesLeft(stats);
      if (again || afterOthers) this.#done.linked.add({ device: stats.dev, inode: stats.ino, size: stats.size }, left);
      if (left === 0) {
        this.#done.bytes += stats.size;
        this.#done.allocated += allocatedBytes(stats);
      }
      return "gone";
    } catch (error) {
      if (isNotFound(error)) {
        this.#done.missing++;
        this.#missingBytes += file.size;
        return "gone";
      }
      if (again && isNotPermitted(error)) {
        if (this.#permissions.liftFor(path, "file")) return this.#attempt(file, path);
        const foreign = ownerFailure(root, path, error);
        if (foreign) return foreign;
      }
      const failure = failureOf(path, error);
      if (!passing.has(failure.code)) return failure;
      this.#cause = failure;
      return "later";
    }
  }

  /** Names that are left of a file after this one. A dry run counts those it has seen, because their number does not fall. */
  #namesLeft({ nlink, dev, ino }: Stats): number {
    if (!this.message.dryRun || nlink <= 1) return Math.max(0, nlink - 1);
    const key = `${dev}:${ino}`;
    const names = (this.#namesSeen.get(key) ?? 0) + 1;
    this.#namesSeen.set(key, names);
    return nlink - names;
  }

  /** Removes a directory if it is empty, and those above it that are not above the next file's. */
  #prune(directory: string, until: string | undefined): void {
    const { root, kept, dryRun } = this.message;
    if (dryRun) return;
    const onLocked = (path: string) => {
      this.#locked.push(path);
      return false;
    };
    this.#done.directories += prune(root, directory, { kept, until, onLocked, isChecked: this.#isInside });
  }
}

function isSame(stats: Stats, { size, mtimeMs, inode }: ListedFile): boolean {
  return !stats.isDirectory() && stats.size === size && stats.mtimeMs === mtimeMs && stats.ino === inode;
}
