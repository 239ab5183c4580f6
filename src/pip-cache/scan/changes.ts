/**
 * What has to be read of a cache that was read before: the folders that have changed since, and what folders do not tell
 * of. Whoever is not sure has all of it read.
 */
import { lstatSync } from "node:fs";
import { nativePath } from "../../files/names";
import { inSlices, maxThreads, runTask, startAhead, type ThreadedTask } from "../../files/tasks";
import { changedAt } from "../../files/walk";
import { layoutNames } from "../layouts";
import type { CacheDirectory, CacheFolder } from "../locate";
import { folderAt, isOfLayout, partNumber } from "../rows/bucket";
import { Rows, type Reading, type SeenFiles } from "../rows/rows";
import { HOUR_MS } from "../selection";
import type { CollectMessage } from "./collect";
import { dropOrphans, Found, foldersFound, foundAs, knownFolders, placeIn, type KnownFolders } from "./known-folders";
import { lookAtFolders, type LookMessage } from "./look";
import type { EntrySource } from "./read-entries";
import { sourcesOf } from "./sources";
import source from "./worker.generated.txt";

export const looking: ThreadedTask<LookMessage, undefined> = { task: lookAtFolders, name: "lookAtFolders", source };

/** Threads beside the command's own. */
const lookingThreads = () => maxThreads() - 1;
/** What is kept of some 4,000 entries, bytes: less is looked at before a thread has started. */
const LARGE = 200_000;

/**
 * For whoever is about to unpack what is kept of a reading and then to read what has changed: what looks at folders starts
 * meanwhile.
 * @param keptBytes how much is kept
 */
export function prepareLooking(keptBytes: number): void {
  if (keptBytes >= LARGE) startAhead(looking, lookingThreads());
}

export interface Changes {
  /** The rows of what is as it was, to which the rest is added. */
  rows: Rows;
  /** What is known of the reading so far. */
  reading: Pick<Reading, "wholeSince" | "indexUrls" | "wheels">;
  request: Pick<CollectMessage, "sources" | "known">;
}

export interface LookOptions {
  signal?: AbortSignal;
  /** See `RunOptions`. */
  threads?: number;
}

/** So long what was read whole is believed: nobody tells when an old file is changed in place. ms */
const BELIEVED_MS = 30 * 24 * HOUR_MS;
/** Where more folders than these have changed, and most of all, reading everything is quicker. */
const MANY = 2000;
/** A thread takes so long to start that the first folders are looked at without. ms */
const HEAD_START_MS = 1;

/**
 * @param now when the reading begins, ms since 1970
 * @returns undefined where everything has to be read
 * @throws the signal's reason when aborted
 */
export async function findChanges(
  cache: CacheDirectory,
  before: Rows,
  now: number,
  options: LookOptions,
): Promise<Changes | undefined> {
  const { reading } = before;
  if (reading === undefined || !canBuildOn(reading, cache, now)) return undefined;
  const wheels = new Map<number, SeenFiles>();
  const [known] = await Promise.all([
    lookAgain(cache, before, options),
    inSlices(findWheels(cache.folders, reading.wheels, wheels)),
  ]);
  for (const part of wheels.keys()) {
    const place = placeIn(known, part);
    if (place !== undefined) known.found[place] = Found.same;
  }
  dropOrphans(known);
  const changed = foldersFound(known, Found.changed).numbers;
  if (changed.length > MANY && changed.length * 2 > known.numbers.length) return undefined;
  const rows = await inSlices(Rows.kept(before, foldersFound(known, Found.same)));
  const { wholeSince, indexUrls } = reading;
  return {
    rows,
    reading: { wholeSince, indexUrls, wheels },
    request: { sources: cache.folders.flatMap((folder) => changedSourcesOf(folder, known, changed)), known },
  };
}

/**
 * Looks at the folders of the last reading, in threads.
 * @throws the signal's reason when aborted
 */
export async function lookAgain(
  cache: CacheDirectory,
  before: Rows,
  { signal, threads = lookingThreads() }: LookOptions,
): Promise<KnownFolders> {
  const known = await inSlices(knownFolders(before.foldersPart()));
  const roots = layoutNames.map((layout) => cache.folders.find((folder) => folder.layout === layout)?.root ?? "");
  const message: LookMessage = { known, roots, next: new Int32Array(new SharedArrayBuffer(4)) };
  await runTask(
    looking,
    Array.from({ length: threads + 1 }, () => message),
    { signal, threads, headStartMs: HEAD_START_MS, onResult: () => {} },
  );
  signal?.throwIfAborted();
  return known;
}

/** Whether what was read then can tell what is there now. */
export function canBuildOn({ since, wholeSince, folders }: Reading, cache: CacheDirectory, now: number): boolean {
  const isSame = folders.every(({ layout, root, stays }) => {
    const folder = cache.folders.find((one) => one.layout === layout);
    return folder === undefined || (folder.root === root && folder.stays === stays);
  });
  return isSame && since <= now && now - wholeSince < BELIEVED_MS && cache.problem === undefined;
}

/** Finds the parts with built wheels in which every directory and file is as it was. Pauses after each. */
function* findWheels(
  folders: CacheFolder[],
  before: Reading["wheels"],
  found: Reading["wheels"],
): Generator<undefined, void> {
  for (const [part, seen] of before) {
    const folder = folders.find(({ layout }) => isOfLayout(part, layout));
    if (folder && isAsSeen(folder.root, seen)) found.set(part, seen);
    yield;
  }
}

function isAsSeen(root: string, { paths, cells }: SeenFiles): boolean {
  try {
    return paths.every((path, index) => {
      const stats = lstatSync(nativePath(`${root}/${path}`), { throwIfNoEntry: false });
      const at = index * 3;
      const isSame = stats !== undefined && changedAt(stats) === cells[at] && stats.ino === cells[at + 1];
      return isSame && stats.size === cells[at + 2];
    });
  } catch {
    return false;
  }
}

/** What has to be read of a layout's folder: what lies in none that is known, and the given ones that are. */
export function changedSourcesOf(folder: CacheFolder, known: KnownFolders, numbers: Iterable<number>): EntrySource[] {
  const { layout, root } = folder;
  const sources = sourcesOf(folder).filter(
    ({ directory, isForeign }) =>
      directory === "" || isForeign || foundAs(known, partNumber(layout, directory)) === Found.gone,
  );
  for (const number of numbers) {
    if (isOfLayout(number, layout)) sources.push({ layout, root, directory: folderAt(number) });
  }
  return sources;
}
