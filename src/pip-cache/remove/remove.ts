/**
 * Plans a removal, shows what it would do, and carries it out. What the question named and is still the same file goes;
 * nothing else does.
 */
import { freeSpaces, unfreedSince } from "../../files/free-space";
import { join } from "node:path";
import { failureOf, type Failure } from "../../files/failure";
import { withOwnership } from "../cache-ownership";
import { FileList, type ListedFile } from "../../files/file-list";
import { baseName, parentOf } from "../../files/names";
import { inSlices } from "../../files/tasks";
import { addRemoval, emptyRemoval, isStillThere, type Removal } from "../../files/attempts";
import { removeFiles, type RemovalProgress, type RemoveOptions } from "../../files/remove-files";
import { readDirectory } from "../../files/walk";
import { addKept, isBuild, sortOutBuilds, type KeptWheels, type PipActivity } from "../builds";
import { rootOf, whyStays, type CacheDirectory } from "../locate";
import type { ForeignFiles } from "../foreign";
import { layouts, responseForm, type Layout } from "../layouts";
import { digitsIn, isEntryName, isFolderOfPip } from "../written";
import { isPackage, type RowKey } from "../../packaging/row-key";
import { addSums, noSums, sumGroups, type Group, type Sums } from "../rows/groups";
import type { Rows } from "../rows/rows";
import { statEntry } from "../stat-entry";
import { accountForEachOther, list, type ListedFolder, type ListOptions } from "../scan/list";
import { HOUR_MS, selectsAll, selectsCache, type Selection } from "../selection";

export interface Plan {
  folders: ListedFolder[];
  /** The sums of what goes, by the real path of the cache directory. */
  rows: Map<string, Rows>;
  entries: number;
  files: number;
  /** `st_size`; of a file with several names as `Listing` counts it. */
  bytes: number;
  /** Of these, what has names that stay: removing frees nothing of that. */
  shared: number;
  /** Bytes per cache directory that the plan touches. */
  caches: { path: string; bytes: number }[];
  /** What goes, per package, largest first; the versions of it where there is only one package. */
  items: PlannedItem[];
  builtWheels: number;
  /** Of all that, what lies with built wheels and stays while pip is running; `shared` is what goes less without it. */
  waiting: Amount;
  /** Whether empty directories go too: when everything was selected. */
  sweep: boolean;
  /** Whether it is what pip did not write. */
  isForeign: boolean;
  /** Of what was selected, what is no part of it because pip did not write it. */
  foreign: ForeignFiles;
  /** Folders that are left alone as a whole, of those that were selected. */
  staying: StayingFolder[];
  /** What could not be read and so is not part of it. */
  failures: Failure[];
}

export interface StayingFolder {
  /** As pip knows it. */
  path: string;
  /** See `CacheFolder.stays`. */
  why: string;
}

export type Amount = Pick<Sums, "entries" | "files" | "bytes" | "shared">;

/** Of several packages one each; of one, what its entries have in common, or what has no name: why it has none. */
export interface PlannedItem extends Partial<Pick<Group, "version" | "kind" | "reason" | "type">> {
  /** Of the package or special row; of a file that pip did not write, its path below the cache directory. */
  name: string;
  files: number;
  bytes: number;
}

/** Of a row over all caches. */
export type RowSums = Pick<Sums, "bytes" | "newestMs">;

export interface PlanOptions extends ListOptions {
  /** A test that the selected rows must still pass, for a list that was made earlier. */
  only?: (sums: RowSums) => boolean;
}

/**
 * Finds the files that a selection means.
 * @throws the signal's reason when aborted
 */
export async function plan(caches: CacheDirectory[], selection: Selection, options: PlanOptions = {}): Promise<Plan> {
  const { only, known, ...scanning } = options;
  // Whether pip has used a package since, all of its entries tell, also those that came since.
  const { rows, folders, foreign, failures } = await list(caches, selection, {
    ...scanning,
    known,
    anew: only !== undefined,
  });
  const tally = await inSlices(tallyOf(rows));
  const passing = only && [...tally.packages].flatMap(([key, sums]) => (only(sums) ? [key] : []));
  if (passing && passing.length < tally.packages.size) return plan(caches, { ...selection, rows: passing }, options);
  const everything = selectsAll(selection);
  const total = sumGroups(tally.caches);
  return {
    ...amountOf(total),
    folders: folders.filter(({ files }) => everything || files.length > 0),
    rows,
    caches: tally.caches.filter(({ files }) => files > 0).map(({ path, bytes }) => ({ path, bytes })),
    items: selection.foreign ? filesIn(folders) : itemsOf(tally),
    builtWheels: tally.builtWheels,
    waiting: { ...amountOf(tally.waiting), shared: total.shared - sharedWithoutBuilds([...rows.values()]) },
    sweep: everything,
    isForeign: selection.foreign ?? false,
    foreign,
    staying: everything || selection.foreign ? stayingFolders(caches, selection) : [],
    failures,
  };
}

/** Where one is empty there is nothing to be told. */
function stayingFolders(caches: CacheDirectory[], selection: Selection): StayingFolder[] {
  const selected = caches.filter((cache) => selectsCache(selection, cache));
  return selected.flatMap(({ path, folders }) =>
    folders.flatMap(({ layout, root, stays }) =>
      stays !== undefined && !isEmpty(root) ? [{ path: join(path, layout), why: stays }] : [],
    ),
  );
}

function isEmpty(directory: string): boolean {
  try {
    return readDirectory(directory).length === 0;
  } catch {
    return false;
  }
}

/** What has names that stay, where built wheels stay, too. */
function sharedWithoutBuilds(rows: Rows[]): number {
  if (rows.every(({ linked }) => linked.length === 0)) return 0;
  const going = rows.map((own) => {
    if (own.linked.length === 0) return own;
    const part = own.only(({ layout }) => !layouts[layout].waits);
    part.linked.accountFor(own.linked, false);
    return part;
  });
  accountForEachOther(going);
  return going.reduce((sum, own) => sum + own.sums().shared, 0);
}

const amountOf = ({ entries, files, bytes, shared }: Sums): Amount => ({ entries, files, bytes, shared });

interface Tally {
  caches: ({ path: string } & Sums)[];
  /** Over all caches, by the key of their rows. */
  packages: Map<RowKey, { name: string } & Sums>;
  builtWheels: number;
  waiting: Sums;
  /** What goes of the last package, by what it is. */
  parts: Map<string, PlannedItem>;
}

/** Adds up what goes. Pauses after each package. */
function* tallyOf(rows: Map<string, Rows>): Generator<undefined, Tally> {
  const tally: Tally = { caches: [], packages: new Map(), builtWheels: 0, waiting: noSums(), parts: new Map() };
  for (const [path, own] of rows) {
    const cache = { path, ...noSums() };
    for (let row = 0; row < own.length; row++) {
      const [key, name] = [own.keyAt(row), own.nameAt(row)];
      const sums = tally.packages.get(key) ?? { name, ...noSums() };
      if (!tally.packages.has(key)) tally.parts.clear();
      tally.packages.set(key, sums);
      for (const group of own.groupsAt(row)) {
        addSums(cache, group);
        addSums(sums, group);
        if (layouts[group.layout].waits) addSums(tally.waiting, group);
        if (group.kind === "built wheel") tally.builtWheels += group.entries;
        const { version, kind, reason, type } = group;
        const what = isPackage(key) ? { version, kind } : { reason, type };
        const label = Object.values(what).join("\n");
        const part = tally.parts.get(label) ?? { name, ...what, files: 0, bytes: 0 };
        part.files += group.files;
        part.bytes += group.bytes;
        tally.parts.set(label, part);
      }
      yield undefined;
    }
    tally.caches.push(cache);
  }
  return tally;
}

function itemsOf({ packages, parts }: Tally): PlannedItem[] {
  const whole = Array.from(packages.values(), ({ name, files, bytes }) => ({ name, files, bytes }));
  return (packages.size > 1 ? whole : [...parts.values()]).sort((a, b) => b.bytes - a.bytes);
}

/** What pip did not write belongs to nothing: a person knows it by its files. */
function filesIn(folders: ListedFolder[]): PlannedItem[] {
  const items = folders.flatMap(({ layout, files }) =>
    Array.from(files, ({ path, size }) => ({ name: `${layout}/${path}`, files: 1, bytes: size })),
  );
  return items.sort((a, b) => b.bytes - a.bytes);
}

export interface RemovePlanOptions extends Pick<RemoveOptions, "threads" | "headStartMs"> {
  signal?: AbortSignal;
  dryRun?: boolean;
  /** At most ten times a second, and at the end of each folder. */
  onProgress?: (progress: RemovalProgress) => void;
  /** Built wheels stay unless it is idle. A function is asked right before they would go. */
  activity: PipActivity | (() => Promise<PipActivity>);
  /** The person has said to remove built wheels whatever is going on. */
  anyway?: boolean;
}

export interface PlanRemoval extends Removal {
  /** Absent when nothing of the plan had to stay because of pip. */
  kept?: KeptWheels;
  /** What is gone, but not free on its volume; absent where that is little. See `unfreedSince`. bytes */
  unfreed?: number;
}

/** What a plan could not read and is there still: a file need not be readable to go. */
export function leftUnread({ failures }: Plan): Failure[] {
  return failures.filter(({ path }) => isStillThere(path));
}

/** Carries out a plan, folder by folder. Never throws for a file or a folder; see `failures`. */
export async function remove(plan: Plan, options: RemovePlanOptions): Promise<PlanRemoval> {
  const { onProgress } = options;
  const sum: PlanRemoval = emptyRemoval();
  let kept: KeptWheels | undefined;
  const spaces = await freeSpaces(plan.folders.map(({ root }) => root));
  for (const folder of plan.folders) {
    if (options.signal?.aborted) {
      sum.stopped ||= folder.files.length > 0;
      continue;
    }
    const { entries, bytes } = sum;
    const one = await removeFolder(folder, plan.sweep, {
      ...options,
      afterOthers: sum.linked.shared > 0,
      onProgress: (now) => {
        const total = { totalEntries: plan.entries, totalBytes: plan.bytes };
        onProgress?.({ entries: entries + now.entries, bytes: bytes + now.bytes, ...total });
      },
    });
    addRemoval(sum, one);
    sum.stopped ||= one.stopped;
    kept = addKept(kept, one.kept);
  }
  const unfreed = options.dryRun ? undefined : await unfreedSince(spaces, sum.allocated);
  return { ...sum, ...(kept && { kept }), ...(unfreed !== undefined && { unfreed }) };
}

async function removeFolder(
  folder: ListedFolder,
  sweep: boolean,
  options: RemovePlanOptions & Pick<RemoveOptions, "afterOthers">,
): Promise<PlanRemoval> {
  const { root, layout, cache } = folder;
  const { activity, anyway = false, ...rest } = options;
  const careful = layouts[layout].waits && !anyway;
  const isFile = layouts[layout].placement === "file";
  try {
    const now = !careful ? "idle" : typeof activity === "function" ? await activity() : activity;
    const hasBodies = responseForm(layout)?.bodySuffix !== undefined;
    const listed = hasBodies ? await inSlices(withoutCompleted(layout, root, folder.files)) : folder.files;
    const { files, kept } = careful ? await sortOutBuilds(root, listed, now) : { files: listed };
    const removal = await removeFiles(root, files, {
      ...rest,
      sweep: sweep && now === "idle" && !isFile,
      exclude: (path) => !isFolderOfPip(layout, path) || (careful && isBuild(path)),
      isNamed: isFile,
      keepYoungerThanMs: careful ? HOUR_MS : 0,
      isCache: () => rootOf(cache, layout) === root && whyStays(cache, layout, root) === undefined,
    });
    const completed = folder.files.length - listed.length;
    const changed = { changed: removal.changed + completed, changedEntries: removal.changedEntries + completed };
    return { ...removal, ...changed, failures: withOwnership(removal.failures, cache), kept };
  } catch (error) {
    return { ...emptyRemoval(), failures: [failureOf(root, error)] };
  }
}

/**
 * The files without headers that have got a body since they were listed: pip writes that last, and with it they are an
 * entry that nobody has selected. Pauses after each file.
 */
function* withoutCompleted(layout: Layout, root: string, files: FileList): Generator<undefined, FileList> {
  const going = new FileList();
  const listed = files[Symbol.iterator]();
  for (let { value: file } = listed.next(); file !== undefined;) {
    const next: ListedFile | undefined = listed.next().value;
    const isHeader = isEntryName(baseName(file.path), digitsIn(layout, parentOf(file.path)));
    const isAlone = isHeader && !file.follows && !next?.follows;
    if (!isAlone || statEntry(layout, root, file.path)?.length !== 2) going.add(file);
    yield undefined;
    file = next;
  }
  return going;
}
