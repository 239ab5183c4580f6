/**
 * Lists what is selected: files for a plan, whole entries for the files of one package; where it can, only in the folders
 * of which the last scan knows.
 */
import { FileList } from "../../files/file-list";
import type { Failure } from "../../files/failure";
import { withOwnership } from "../cache-ownership";
import type { RowKey } from "../../packaging/row-key";
import { inSlices, retryWithoutThreads } from "../../files/tasks";
import { addForeign, noForeign, type ForeignFiles } from "../foreign";
import { isBucketed } from "../rows/bucket";
import type { Collected, CollectMessage, RootedEntry } from "./collect";
import type { Layout } from "../layouts";
import type { CacheDirectory } from "../locate";
import { TIME_SLACK_MS } from "./read-entries";
import { addSums, noSums, type Sums } from "../rows/groups";
import { Rows } from "../rows/rows";
import { readCache, scan, type ScanOptions } from "./scan";
import { sourcesOf } from "./sources";
import { groupTest, selectsAll, selectsCache, selectsRowsOnly, type Selection } from "../selection";
import { canBuildOn, changedSourcesOf, lookAgain, type Changes } from "./changes";
import { dropOrphans, Found, foldersFound, foundAs } from "./known-folders";
import { listedFolders, toldFolders } from "./told-folders";

export interface ListOptions extends ScanOptions {
  /**
   * What was read last, by the real path of the cache directory, to the end and without failures: it spares reading all
   * of a cache again. For some of its packages only the folders are read that they lay in, and those that were changed
   * since; for all of it, files are listed without being opened if there is as much as there was; for what its sums tell of,
   * only what they do not tell and what was changed since is opened.
   */
  known?: ReadonlyMap<string, Rows>;
  /** Read what is selected anew, whatever is known of it. */
  anew?: boolean;
  /** By the real path of the cache directory: nothing that came or was changed there later, ms since 1970. */
  until?: ReadonlyMap<string, number>;
}

/** The files of a selection that lie below one folder. */
export interface ListedFolder {
  /** Real path of the cache directory. */
  cache: string;
  layout: Layout;
  root: string;
  files: FileList;
}

export interface Listing {
  folders: ListedFolder[];
  /**
   * The sums of the selection, by the real path of the cache directory. A file that has names in several rows counts where
   * it counts among all rows of all caches, and is shared unless all of its names are selected.
   */
  rows: Map<string, Rows>;
  /** See `Collected`. */
  foreign: ForeignFiles;
  /** See `Collected`. */
  late: Sums;
  failures: Failure[];
}

/**
 * Lists the files of a selection, header before body, with their sums.
 * @throws the signal's reason when aborted
 */
export function list(caches: CacheDirectory[], selection: Selection, options: ListOptions = {}): Promise<Listing> {
  return retryWithoutThreads(options, (own) => listOnce(caches, selection, own));
}

async function listOnce(
  caches: CacheDirectory[],
  selection: Selection,
  { known, anew = false, until, ...general }: ListOptions,
): Promise<Listing> {
  const rows = new Map<string, Rows>();
  const failures: Failure[] = [];
  const folders: ListedFolder[] = [];
  const foreign = noForeign();
  const late = noSums();
  for (const whole of caches.filter((one) => selectsCache(selection, one))) {
    const cache = { ...whole, folders: whole.folders.filter(({ stays }) => stays === undefined) };
    if (cache.problem) failures.push(cache.problem);
    const read = known?.get(cache.path);
    // By these the pages have got their names: whichever thread comes upon one first, it has it again.
    const indexUrls = [...new Set([...(general.indexUrls ?? []), ...(read?.reading?.indexUrls ?? [])])];
    const options = { ...general, indexUrls };
    const before = anew ? undefined : read;
    const own = { ...selection, until: until?.get(cache.path) ?? selection.until };
    const listed =
      (before && (await listKnown(cache, own, options, before))) ??
      (await collectFiles(cache, { selection: own }, options));
    rows.set(cache.path, listed.sums);
    addForeign(foreign, listed.foreign);
    addSums(late, listed.late);
    for (const failure of withOwnership(listed.failures, cache.path)) failures.push(failure);
    for (const { layout, root } of cache.folders) {
      folders.push({ cache: cache.path, layout, root, files: listed.files.get(root) ?? new FileList() });
    }
  }
  const selected = [...rows.values()];
  accountForEachOther(selected);
  const isAll = selectsAll(selection) && rows.size === caches.length;
  if (!isAll && selected.some(({ linked }) => linked.areShared)) {
    for (const all of await allRows(caches, known, general)) {
      for (const own of selected) if (own !== all) own.linked.accountFor(all.linked, false);
    }
  }
  return { folders, rows, foreign, late, failures };
}

/** Counts as shared only files that have names beside all of these. */
export function accountForEachOther(selected: Rows[]): void {
  for (const own of selected) {
    for (const other of selected) if (other !== own) own.linked.accountFor(other.linked, true);
  }
}

/** All that the caches hold: what is known of it, and where nothing is, what is read for it. */
export async function allRows(
  caches: CacheDirectory[],
  known: ListOptions["known"],
  options: ScanOptions,
): Promise<Rows[]> {
  const all: Rows[] = [];
  for (const cache of caches)
    all.push(known?.get(cache.path) ?? (await scan(cache, { ...options, onProgress: undefined })).rows);
  return all;
}

interface ListedCache {
  sums: Rows;
  /** By root. */
  files: Map<string, FileList>;
  foreign: ForeignFiles;
  /** See `Collected`. */
  late: Sums;
  failures: Failure[];
}

/** More folders than these are not worth reading one by one: a third of a large cache's. */
const MAX_FOLDERS = 5000;

/** Lists what is selected with the help of what was read before; undefined where that does not help. */
async function listKnown(
  cache: CacheDirectory,
  selection: Selection,
  all: ScanOptions,
  before: Rows,
): Promise<ListedCache | undefined> {
  // What all of it takes may follow, and progress does not go back.
  const options = { ...all, onProgress: undefined };
  const { until } = selection;
  if (selectsAll({ ...selection, until: undefined })) {
    const listed = await collectFiles(cache, { selection: { until }, unopened: true }, options);
    return withSums(listed, before) ?? withSums(listed, (await scan(cache, { ...options, before })).rows);
  }
  const { rows: keys } = selection;
  const request = keys && (await requestFor(cache, keys, before, options));
  if (keys === undefined || request === undefined) return listTold(cache, selection, options, before);
  const listed = await collectFiles(cache, { selection: { rows: keys, until }, ...request }, options);
  // Others may have removed something; or it takes other entries, read elsewhere, to tell whose one is.
  if (keys.some((key) => entriesOf(listed.sums, key) < entriesOf(before, key))) return undefined;
  return selectsRowsOnly({ ...selection, until: undefined })
    ? listed
    : collectFiles(cache, { selection, ...request }, options);
}

/** Lists what the groups of the last reading tell of; undefined where they do not, or where it is not as much as there was. */
async function listTold(
  cache: CacheDirectory,
  selection: Selection,
  options: ScanOptions,
  before: Rows,
): Promise<ListedCache | undefined> {
  const { reading } = before;
  const test = groupTest({ ...selection, until: undefined });
  if (test === undefined || reading === undefined || !canBuildOn(reading, cache, options.now ?? Date.now()))
    return undefined;
  const told = await inSlices(toldFolders(before, test, reading.wholeSince - TIME_SLACK_MS));
  options.signal?.throwIfAborted();
  const listed = await collectFiles(cache, { selection, told }, options);
  const sums = await inSlices(Rows.kept(before, listedFolders(told)));
  sums.addPart(listed.sums.toPart());
  return withSums(listed, sums.withoutEmpty());
}

/** What was listed with the sums of what was read, where that is as much. */
function withSums(listed: ListedCache, read: Rows): ListedCache | undefined {
  const [files, bytes] = [sumOf(listed, "length"), sumOf(listed, "bytes")];
  // What is known is not changed by what is selected of it.
  const sums = read.linked.length > 0 ? read.only(({ kind }) => kind !== "foreign") : read.ofPip();
  return files === sums.sums().files && bytes === sums.listedBytes ? { ...listed, sums } : undefined;
}

function entriesOf(rows: Rows, key: RowKey): number {
  const row = rows.numberOf(key);
  return row === undefined ? 0 : rows.sums(row).entries;
}

/** What has to be read to find all entries of some packages; undefined where only reading everything will do. */
async function requestFor(
  cache: CacheDirectory,
  keys: RowKey[],
  before: Rows,
  { signal, threads, now = Date.now() }: ScanOptions,
): Promise<Changes["request"] | undefined> {
  const buckets = before.bucketsOf(keys);
  if (buckets === undefined || buckets.size > MAX_FOLDERS) return undefined;
  if (before.reading === undefined || !canBuildOn(before.reading, cache, now)) return undefined;
  const known = await lookAgain(cache, before, { signal, threads });
  dropOrphans(known);
  const numbers = new Set<number>(foldersFound(known, Found.changed).numbers);
  if (numbers.size > MAX_FOLDERS) return undefined;
  // What has come again since it was looked at is found in the folder above it.
  for (const bucket of buckets) if (foundAs(known, bucket) !== Found.gone) numbers.add(bucket);
  const sources = cache.folders.flatMap((folder) =>
    isBucketed(folder.layout) ? changedSourcesOf(folder, known, numbers) : sourcesOf(folder),
  );
  return { sources, known };
}

const sumOf = ({ files }: ListedCache, what: "length" | "bytes"): number =>
  [...files.values()].reduce((sum, list) => sum + list[what], 0);

async function collectFiles(
  cache: CacheDirectory,
  request: Partial<Pick<CollectMessage, "selection" | "unopened" | "sources" | "known" | "told">>,
  options: ScanOptions,
): Promise<ListedCache> {
  const listed: ListedCache = {
    sums: new Rows(),
    files: new Map(),
    foreign: noForeign(),
    late: noSums(),
    failures: [],
  };
  for (const { root } of cache.folders) listed.files.set(root, new FileList());
  const onCollected = ({ failures, foreign, late, lists }: Collected) => {
    addForeign(listed.foreign, foreign);
    addSums(listed.late, late);
    for (const failure of failures) listed.failures.push(failure);
    for (const part of lists) listed.files.get(part.root)?.append(FileList.from(part.files));
  };
  await readCache(cache, options, request, onCollected, listed.sums);
  return listed;
}

/** An entry and where it lies. */
export interface LocatedEntry extends RootedEntry {
  /** Real path of the cache directory. */
  cache: string;
}

/**
 * The entries of a selection, whole: for one package at a time, or few.
 * @param options of these, what is known spares reading all for the entries of some packages
 * @throws the signal's reason when aborted
 */
export function listEntries(
  caches: CacheDirectory[],
  selection: Selection,
  options: EntryOptions = {},
): Promise<LocatedEntry[]> {
  return gatherEntries<LocatedEntry[]>(caches, selection, options, () => []);
}

export type EntryOptions = ScanOptions & Pick<ListOptions, "known">;

/**
 * The same for many packages, whose entries need not be kept as they are.
 * @param create makes what they are put into; another one where a thread has ended too early and all is read again
 */
export function gatherEntries<Gathered extends { push: (entry: LocatedEntry) => unknown }>(
  caches: CacheDirectory[],
  selection: Selection,
  options: EntryOptions,
  create: () => Gathered,
): Promise<Gathered> {
  return retryWithoutThreads(options, async ({ known, ...own }) => {
    const gathered = create();
    for (const cache of caches.filter((one) => selectsCache(selection, one))) {
      const before = known?.get(cache.path);
      const request = before && selection.rows && (await requestFor(cache, selection.rows, before, own));
      await readCache(cache, own, { selection, whole: true, ...request }, (collected) => {
        for (const entry of collected.entries) gathered.push({ ...entry, cache: cache.path });
      });
    }
    return gathered;
  });
}
