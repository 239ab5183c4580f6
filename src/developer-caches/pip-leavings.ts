/**
 * What an interrupted pip leaves in the folder for temporary files, which many programs share: folders that pip itself
 * would have removed at its end. Only a name that pip gives, and a tree that nobody touches any more, makes one.
 */
import { lstatSync } from "node:fs";
import { addRemoval, emptyRemoval, type Removal, type RemovalLog, logAfter } from "../files/attempts";
import { RefusedError, failureOf, type Failure } from "../files/failure";
import { measure, nothingMeasured, type Measurement } from "../files/measure";
import { nativePath } from "../files/names";
import { nameMatcher } from "../files/patterns";
import { namesIn, realPath } from "../files/presence";
import { removeWithRoot } from "../files/remove-files";
import { inSlices } from "../files/tasks";
import { changedAt, walkDirectories } from "../files/walk";

/**
 * The kinds of `TempDirectory` (`pip/_internal/utils/temp_dir.py`) that pip 10 to 25.3 make in the folder for temporary
 * files, as `mkdtemp(prefix=f"pip-{kind}-")`. Not `uninstall`: an uninstall that was interrupted has moved there what it would put back.
 */
const kinds = [
  ...["build-env", "build-tracker", "download", "ephem-wheel-cache", "export", "install", "metadata"],
  ...["modern-metadata", "pip-egg-info", "record", "req-build", "req-tracker", "standalone-pip", "target", "unpack"],
  ...["unpacked-wheel", "wheel"],
];

/** Of pip 1.5 to 9: `mkdtemp("-unpack", "pip-")`. Nor here `uninstall`. */
const oldSuffixes = ["build", "export", "record", "unpack"];

/** What `mkdtemp` puts in: eight characters since Python 3.5, six before. */
const fillings = ["[a-z0-9_]".repeat(8), "[a-zA-Z0-9_]".repeat(6)];

/** Patterns of the names, each with all of a name. */
export const pipLeavings = fillings.flatMap((filling) => [
  ...kinds.map((kind) => `pip-${kind}-${filling}`),
  ...oldSuffixes.map((suffix) => `pip-${filling}-${suffix}`),
  // `utils/build.py` of pip 6 to 9, and `wheel.py` of 7 to 9, whose `mkdtemp("pip-wheel-")` is meant as a prefix and is none.
  `pip-build-${filling}`,
  `tmp${filling}pip-wheel-`,
]);

const matchers = pipLeavings.map(nameMatcher);

/** Whether only pip calls a temporary folder so, and needs nothing of it when it has ended. */
export const isNameOfLeaving = (name: string): boolean => matchers.some((matches) => matches(name));

const DAY_MS = 86_400_000;
const sums = ["bytes", "shared", "allocated", "sharedAllocated", "files"] as const;

/** What a folder for temporary files has of pip's. */
export interface Leavings extends Measurement {
  /** Names of the folders in it. */
  folders: string[];
  /** Of those that are called so and stay, which and why, without the end of the sentence. */
  stays: string[];
}

export interface LeavingsOptions {
  signal?: AbortSignal;
  /** Only what has not changed in the day before counts, ms since 1970; now when absent. */
  at?: number;
}

/**
 * Finds and measures them.
 * @param temporary a folder for temporary files
 * @throws the signal's reason when aborted
 */
export async function findLeavings(temporary: string, options: LeavingsOptions = {}): Promise<Leavings> {
  const { signal, at = Date.now() } = options;
  const sum: Leavings = { ...nothingMeasured(), folders: [], stays: [] };
  const root = realPath(temporary);
  for (const name of root === undefined ? [] : namesIn(root).filter(isNameOfLeaving)) {
    const why = await whyItStays(`${root}/${name}`, at, signal);
    if (why !== undefined) {
      if (why !== isGone) sum.stays.push(`Kept: ${name}, since ${why}`);
      continue;
    }
    const own = await measure(`${root}/${name}`, { signal });
    sum.folders.push(name);
    for (const number of sums) sum[number] += own[number];
    if (own.newestMs !== undefined) sum.newestMs = Math.max(sum.newestMs ?? 0, own.newestMs);
    for (const failure of own.unreadable) sum.unreadable.push(failure);
  }
  return sum;
}

export interface RemoveLeavingsOptions extends LeavingsOptions {
  /** Asked right before anything goes: whether a pip is at work that uses the folder, by its real path. */
  activity: (temporary: string) => Promise<"idle" | "busy" | "unknown">;
  log?: RemovalLog;
  /** Bytes so far. */
  onProgress?: (bytes: number) => void;
}

/**
 * Removes them, each with all that is in it, after looking at it once more.
 * @param temporary a folder for temporary files; it stays, with all else that is in it
 * @returns `refused` where nothing was done, and why
 */
export async function removeLeavings(
  temporary: string,
  { signal, at = Date.now(), activity, log, onProgress }: RemoveLeavingsOptions,
): Promise<Removal & { refused?: string }> {
  const result = emptyRemoval();
  const root = realPath(temporary);
  if (root === undefined) return result;
  const state = await activity(root);
  if (state !== "idle") return { ...result, refused: whyNotNow(state) };
  for (const name of namesIn(root).filter(isNameOfLeaving)) {
    if (signal?.aborted) break;
    const path = `${root}/${name}`;
    try {
      if ((await whyItStays(path, at, signal)) !== undefined) continue;
      const before = result.bytes;
      const removal = await removeWithRoot(path, {
        signal,
        until: at - DAY_MS,
        log: log && logAfter(log, result),
        onProgress: onProgress && (({ bytes }) => onProgress(before + bytes)),
      });
      addRemoval(result, removal);
    } catch (error) {
      if (!signal?.aborted) result.failures.push(asFailure(path, error));
    }
  }
  return { ...result, stopped: signal?.aborted ?? false };
}

const whyNotNow = (state: "busy" | "unknown"): string =>
  state === "busy" ? "pip is running. Try again when it has ended." : "It could not be told whether pip is running.";

const asFailure = (path: string, error: unknown): Failure =>
  failureOf(error instanceof RefusedError ? error.path : path, error);

const isGone = "it is gone";

/** Why a folder that is called so is none that an interrupted pip left; undefined where it is. */
function whyItStays(path: string, at: number, signal?: AbortSignal): Promise<string | undefined> {
  return inSlices(judging(path, at - DAY_MS, signal));
}

function* judging(path: string, before: number, signal?: AbortSignal): Generator<undefined, string | undefined> {
  const root = lstatSync(nativePath(path), { throwIfNoEntry: false });
  if (!root) return isGone;
  if (!root.isDirectory()) return "it is no folder";
  if (process.geteuid !== undefined && root.uid !== process.geteuid()) return "it belongs to somebody else";
  if (lstatSync(nativePath(path.slice(0, path.lastIndexOf("/")))).dev !== root.dev) return "it lies on another volume";
  let why: string | undefined;
  const onUnreadable = () => {
    why ??= "not all of it can be read";
  };
  for (const { path: below, entries } of walkDirectories(path, { onUnreadable })) {
    signal?.throwIfAborted();
    const folder = below === "" ? path : `${path}/${below}`;
    const stats = lstatSync(nativePath(folder), { throwIfNoEntry: false });
    if (stats && stats.dev !== root.dev) why ??= "another volume is mounted in it";
    const names = entries.filter(({ type }) => type !== "directory").map(({ name }) => `${folder}/${name}`);
    for (const one of [folder, ...names]) {
      const own = lstatSync(nativePath(one), { throwIfNoEntry: false });
      if (!own || changedAt(own) > before) why ??= "something in it has changed in the last day";
    }
    if (why !== undefined) return why;
    yield undefined;
  }
  return why;
}
