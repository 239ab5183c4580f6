/**
 * Unlinks the files of a removal in attempts: the first takes what goes at once, in threads; further ones what was busy, is
 * read-only, or has several names.
 */
import { lstatSync } from "node:fs";
import { setTimeout as delay } from "node:timers/promises";
import { failureOf, isNotFound, type Failure } from "./failure";
import { FileList } from "./file-list";
import { UnlinkedNames } from "./inodes";
import { nativePath, parentOf, upwardFrom } from "./names";
import { inSlices, runTask, ThreadError, type TaskOptions, type ThreadedTask } from "./tasks";
import { emptyUnlinkTotals, unlinkFiles, type UnlinkTotals, type Unlinked, type UnlinkMessage } from "./unlink";
import source from "./worker.generated.txt";

export interface Removal extends UnlinkTotals {
  /** Whether the signal ended it before everything was done. */
  stopped: boolean;
}

/** Is told what a removal does in time to be believed by whoever finds it interrupted. */
export interface RemovalLog {
  /** Right before the first file is unlinked. May be told several times. */
  begin: () => void;
  /** All that was done so far, before anything further is begun: at most one message of each thread is missing. */
  done: (sums: DoneSums) => void;
}

/** The log of a part of a removal, to which what was done before counts. */
export function logAfter({ begin, done }: RemovalLog, before: DoneSums): RemovalLog {
  const { entries, files, bytes } = before;
  return {
    begin,
    done: (now) => done({ entries: entries + now.entries, files: files + now.files, bytes: bytes + now.bytes }),
  };
}

/** A program that clears something by itself, and goes on when we are gone. */
export interface ClearingProgram {
  /** What a person calls it: `npm`. */
  name: string;
  /** Absent until it was started. */
  pid?: number;
  /** Paths of what it clears. */
  roots: string[];
  /** What those held before, as `measure` has it. bytes */
  bytes: number;
}

/** A log of what programs do, too. */
export interface ClearLog extends RemovalLog {
  /** One is about to be started: from then on it may do what it does, also when nobody can say any more that it was. */
  starts: (program: Omit<ClearingProgram, "pid">) => void;
  /** It was; what it does shows in what is `done` afterwards. */
  started: (pid: number) => void;
}

export type DoneSums = Pick<UnlinkTotals, "entries" | "files" | "bytes">;

export interface AttemptOptions extends Pick<TaskOptions<unknown>, "threads" | "headStartMs"> {
  signal?: AbortSignal;
  /** Do everything but the unlinking. */
  dryRun?: boolean;
  log?: RemovalLog;
  /** Other names of some files went before, elsewhere: the sum of both removals tells which are gone. */
  afterOthers?: boolean;
}

/** A removal under way. */
export interface Job {
  /** A real path, with `/`. */
  root: string;
  /** Directories below it that stay. */
  kept: ReadonlySet<string>;
  options: AttemptOptions;
  /** What was done so far. */
  result: Removal;
  /** Directories that may have become empty since they were tried: tried once more when everything else is done. */
  maybeEmpty: string[];
  onProgress: () => void;
}

/** What one attempt leaves: what may succeed in another, and what stood in its way. */
interface Attempt {
  retry: FileList;
  blocked: Failure[];
}

export const unlinking: ThreadedTask<UnlinkMessage, Unlinked> = { task: unlinkFiles, name: "unlink", source };

/** Unlinking waits for the disk, not for processors: on two, six threads take three quarters of the time of four. */
const UNLINKING_THREADS = 6;
/** Files that take seconds. */
const MANY_FILES = 5000;
/** Files per message: small enough to stop soon and to show progress. */
const CHUNK = 200;
/** Of few files less, so that no thread is left with the last ones alone. */
const SMALL_CHUNK = 50;
const CHUNKS = 20;
/** Waits before further attempts at what is busy or read-only; a second in all. ms */
const BACK_OFF_MS = [0, 50, 150, 300, 500];

export function emptyRemoval(): Removal {
  return { ...emptyUnlinkTotals(), stopped: false };
}

const counts = [
  ...(["entries", "files", "directories", "bytes", "allocated", "missing", "missingEntries"] as const),
  ...(["changed", "changedEntries"] as const),
];

/** Adds what one removal did to a sum. */
export function addRemoval(sum: UnlinkTotals, one: UnlinkTotals): void {
  for (const name of counts) sum[name] += one[name];
  sum.linked.append(one.linked);
  for (const failure of one.failures) sum.failures.push(failure);
}

/** Unlinks the files of a job, as often as it takes. What is done and what fails is added to its result. */
export async function unlinkInAttempts(job: Job, files: FileList): Promise<void> {
  const { signal } = job.options;
  let { retry, blocked } = await attempt(job, files, "first");
  for (const wait of BACK_OFF_MS) {
    if (retry.length === 0 || signal?.aborted) break;
    if (wait > 0) await delay(wait, undefined, { signal }).catch(() => {});
    ({ retry, blocked } = await attempt(job, retry, "again"));
  }
  for (const failure of blocked) job.result.failures.push(failure);
}

/** @param mode a first attempt is made by threads, unless it is `alone`; see `UnlinkMessage.again` */
async function attempt(job: Job, list: FileList, mode: "first" | "alone" | "again"): Promise<Attempt> {
  const { root, result, options } = job;
  const left: Attempt = { retry: new FileList(), blocked: [] };
  const before = { ...result, failures: [...result.failures] };
  let missingBytes = 0;
  try {
    await runTask(unlinking, messagesOf(job, list, mode === "again"), {
      signal: options.signal,
      ...(mode === "first" ? threadsFor(list, options) : { threads: 0 }),
      onResult: (unlinked) => {
        addRemoval(result, { ...unlinked, linked: UnlinkedNames.from(unlinked.linked) });
        missingBytes += unlinked.missingBytes;
        left.retry.append(FileList.from(unlinked.retry));
        for (const failure of unlinked.blocked) left.blocked.push(failure);
        for (const directory of unlinked.locked) job.maybeEmpty.push(directory);
        options.log?.done(result);
        job.onProgress();
      },
    });
  } catch (error) {
    if (error instanceof ThreadError) {
      const there = await inSlices(thereIn(root, list));
      recount(result, before, list, there, missingBytes);
      return attempt(job, there, mode === "first" ? "alone" : mode);
    }
    result.failures.push(failureOf(root, error));
  }
  return left;
}

function* messagesOf(job: Job, list: FileList, again: boolean): Generator<UnlinkMessage> {
  const { root, kept, options } = job;
  const { dryRun = false, afterOthers } = options;
  // A dry run must see all names of a file in one message.
  const count = Math.min(CHUNK, Math.max(SMALL_CHUNK, list.length / CHUNKS));
  for (const chunk of list.chunks(dryRun && again ? Infinity : count)) {
    // Two threads would meet above where their files do: on Windows a directory is still there for one while the other
    // removes it, and both are told that they did. So what is above both ends is left for later.
    const ends = dryRun ? [] : chunk.ends().map(parentOf);
    for (const end of ends) job.maybeEmpty.push(end);
    const shared = new Set([...kept, ...ends.flatMap((end) => upwardFrom(end).slice(1))]);
    yield { root, files: chunk.toColumns(), kept: shared, dryRun, again, afterOthers };
  }
}

/** As many as have enough to do, and, for what takes seconds anyway, at once. */
function threadsFor({ length }: FileList, options: AttemptOptions): Pick<AttemptOptions, "threads" | "headStartMs"> {
  const { threads = Math.min(UNLINKING_THREADS, Math.ceil(length / (2 * CHUNK))) } = options;
  const { headStartMs = length > MANY_FILES ? 0 : undefined } = options;
  return { threads, headStartMs };
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
