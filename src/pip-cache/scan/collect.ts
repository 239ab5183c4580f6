/**
 * What threads do with the entries they read: sum them up, list the files of those that are selected, or hand those
 * over whole. The threads of a run share one list of folders and take the next one each time they are done with one.
 */
import type { Failure } from "../../files/failure";
import { FileList, type Columns } from "../../files/file-list";
import type { TaskContext } from "../../files/tasks";
import { changedAt } from "../../files/walk";
import { entryChanged, entrySize, rowKey, type Entry } from "../entry";
import type { RowKey } from "../../packaging/row-key";
import { layouts, type Layout } from "../layouts";
import { addForeign, noForeign, type ForeignFiles } from "../foreign";
import type { KnownFolders } from "./known-folders";
import type { ToldFolders } from "./told-folders";
import { EntryReader, type EntryObserver, type EntrySource } from "./read-entries";
import type { Body } from "../readers/formats/body";
import { withEffort } from "../readers/formats/effort";
import { readDisplayName } from "../readers/identify/identify";
import { PageAddresses } from "../readers/address/page-address";
import { partNumber } from "../rows/bucket";
import { addSums, noSums, type Sums } from "../rows/groups";
import { Rows, type RowsPart, type SeenFiles } from "../rows/rows";
import { selectionTest, type Selection } from "../selection";
import type { Archive } from "./display-names";

export interface CollectMessage {
  sources: EntrySource[];
  /** The index of the next source that nobody has taken, shared by all threads. */
  next: Int32Array<SharedArrayBuffer>;
  /** Entries to list; absent to only sum up. */
  selection?: Selection;
  /** See `ScanOptions`. */
  indexUrls?: string[];
  /** Hand the selected entries over whole instead of listing their files. */
  whole?: boolean;
  /** Leave downloads closed and list their files only, without sums. */
  unopened?: boolean;
  /** See `ReaderOptions`. */
  since: number;
  known?: KnownFolders;
  /** See `ReaderOptions`: of a selection that they tell of. What is left closed is in no sums. */
  told?: ToldFolders;
}

/** An entry and the folder that its files' paths are below. */
export interface RootedEntry extends Entry {
  /** Real path. */
  root: string;
}

export interface Collected {
  /** Sources read since the last part. */
  done: number;
  /** Sums of everything, or of what was selected; of nothing where it was left closed. */
  sums: RowsPart;
  /** The files of what was selected, header before body, by the root they are below. */
  lists: { root: string; files: Columns }[];
  entries: RootedEntry[];
  /** Of what the selection would mean, what is left out because pip did not write it. */
  foreign: ForeignFiles;
  /** Of the same, what is left out because it came or was changed after `until`. */
  late: Sums;
  failures: Failure[];
  /** By the number of their part, see `Reading`. */
  wheels: [part: number, seen: SeenFiles][];
  /** Addresses of indexes, those that pages have proven among them. */
  indexUrls: readonly string[];
  /** One of each package whose display name no metadata file has given so far, as far as this thread has seen. */
  archives: Archive[];
}

/** So often threads hand over what they have: more at a time would keep the command's own thread from turning. ms */
const PART_MS = 50;

/** Of one directory, where nothing may take long: see `spend`. */
const EFFORT = 2 << 20;

/**
 * Reads sources until none is left. Pauses after each directory, and hands over what it has now and then. Where threads
 * follow, a source with something in it that takes long is left to them as a whole.
 */
export function* collect(message: CollectMessage, context: TaskContext): Generator<Collected | undefined, Collected> {
  const { sources, next, indexUrls, unopened, since, known, told } = message;
  const addresses = new PageAddresses(indexUrls);
  const collector = new Collector(message, addresses);
  let partEnd = performance.now() + PART_MS;
  for (let source; (source = sources[Atomics.add(next, 0, 1)]) !== undefined;) {
    const { leave } = context;
    if (leave) yield collector.take();
    const reader = new EntryReader(source, collector.observer(source), addresses, { unopened, since, known, told });
    for (;;) {
      const step = leave ? withEffort(EFFORT, () => reader.next()) : { value: reader.next() };
      if (step === undefined) {
        collector.dropSource();
        const ours = { sources: [source], next: new Int32Array(new SharedArrayBuffer(4)) };
        leave?.({ ...message, ...ours, indexUrls: [...addresses.indexes] });
        break;
      }
      if (!step.value) {
        collector.endSource(source, reader.isSteady);
        break;
      }
      if (context.stopped()) {
        reader.close();
        return collector.take();
      }
      const isPart = !leave && performance.now() >= partEnd;
      yield isPart ? collector.take() : undefined;
      if (isPart) partEnd = performance.now() + PART_MS;
    }
    reader.close();
    if (context.relieved()) break;
  }
  return collector.take();
}

class Collector {
  done = 0;
  #rows = new Rows();
  #lists = new Map<string, FileList>();
  #entries: RootedEntry[] = [];
  #foreign = noForeign();
  #late = noSums();
  #failures: Failure[] = [];
  #archives: Archive[] = [];
  #wheels: Collected["wheels"] = [];
  /** What was seen of the source that is being read. */
  #seen: SeenFiles = { paths: [], cells: [] };
  /** Packages whose display name was read, and those of which an archive was handed over to read it from. */
  readonly #named = new Set<RowKey>();
  readonly #archived = new Set<RowKey>();
  readonly #matchers = new Map<string, (entry: Entry) => boolean>();

  constructor(
    private readonly message: CollectMessage,
    private readonly addresses: PageAddresses,
  ) {}

  observer({ root, layout }: EntrySource): EntryObserver {
    const matches = this.#matcher(root);
    return {
      onUnreadable: (failure) => this.#failures.push(failure),
      ...(this.#isReadingAll && { onFolder: (folder) => this.#rows.addFolder(folder) }),
      ...(this.#isReadingAll &&
        layouts[layout].entry.is === "built wheel" && {
          onSeen: (path, stats) => {
            this.#seen.paths.push(path);
            this.#seen.cells.push(changedAt(stats), stats.ino, stats.size);
          },
        }),
      onEntry: (entry, body) => {
        if (matches && !matches(entry)) return;
        const isForeign = entry.identity.kind === "foreign";
        if (matches && isForeign !== (this.message.selection?.foreign ?? false)) {
          if (isForeign) this.#leaveOut(layout, entry);
          return;
        }
        if (matches && this.#isLate(entry)) return;
        if (!this.message.unopened) this.#sum(entry, root, body);
        if (this.message.whole) this.#entries.push({ ...entry, root });
        else if (matches) this.#list(root).addGroup(entry.files);
      },
      onTold: (entry) => {
        if (!this.#isLate(entry)) this.#list(root).addGroup(entry.files);
      },
    };
  }

  /** Whether it came or was changed after `until`, which is counted. */
  #isLate(entry: Entry): boolean {
    const isLate = entryChanged(entry) > (this.message.selection?.until ?? Infinity);
    if (isLate) addSums(this.#late, { ...noSums(), entries: 1, files: entry.files.length, bytes: entrySize(entry) });
    return isLate;
  }

  get #isReadingAll(): boolean {
    return this.message.selection === undefined && !this.message.unopened;
  }

  /** Forgets what was collected since the last time, which is of one source. */
  dropSource(): void {
    this.take();
    this.#seen = { paths: [], cells: [] };
  }

  /** @param isSteady whether looking at all of it again tells whether it has changed */
  endSource({ layout, directory, isForeign }: EntrySource, isSteady: boolean): void {
    this.done++;
    const part = isSteady && !isForeign && this.#seen.paths.length > 0 ? partNumber(layout, directory) : undefined;
    if (part !== undefined) {
      this.#wheels.push([part, this.#seen]);
      this.#rows.addFolder({ number: part, changedAt: NaN, inode: 0 });
    }
    this.#seen = { paths: [], cells: [] };
  }

  #sum(entry: Entry, root: string, body: Body | undefined): void {
    const key = rowKey(entry);
    this.#rows.add(key, entry, root, this.#displayName(key, entry, root, body));
  }

  #leaveOut(layout: Layout, entry: Entry): void {
    const names = entry.files.map(({ path }) => `${layout}/${path}`);
    addForeign(this.#foreign, { files: names.length, bytes: entrySize(entry), names });
  }

  /** Made once for each root: a selection may name thousands of rows, and there may be as many sources. */
  #matcher(root: string): ((entry: Entry) => boolean) | undefined {
    const { selection } = this.message;
    if (selection === undefined) return undefined;
    let matches = this.#matchers.get(root);
    if (matches === undefined)
      this.#matchers.set(root, (matches = selectionTest({ ...selection, until: undefined }, root)));
    return matches;
  }

  /** What was collected since the last time. */
  take(): Collected {
    const collected = {
      done: this.done,
      sums: this.#rows.toPart(),
      lists: Array.from(this.#lists, ([root, files]) => ({ root, files: files.toColumns() })),
      entries: this.#entries,
      foreign: this.#foreign,
      late: this.#late,
      failures: this.#failures,
      wheels: this.#wheels,
      indexUrls: this.addresses.indexes,
      archives: this.#archives,
    };
    this.done = 0;
    this.#rows = new Rows();
    this.#lists = new Map();
    this.#entries = [];
    this.#foreign = noForeign();
    this.#late = noSums();
    this.#failures = [];
    this.#archives = [];
    this.#wheels = [];
    return collected;
  }

  #list(root: string): FileList {
    let list = this.#lists.get(root);
    if (list === undefined) this.#lists.set(root, (list = new FileList()));
    return list;
  }

  /** The display name, where the entry is the first here that has it. */
  #displayName(key: RowKey, entry: Entry, root: string, body: Body | undefined): string | undefined {
    const { identity, layout, files, damage } = entry;
    if (identity.name === undefined || body === undefined || this.#named.has(key)) return undefined;
    const isArchive = identity.kind === "wheel" || identity.kind === "sdist";
    if (isArchive && !damage && !this.#archived.has(key)) {
      this.#archived.add(key);
      this.#archives.push({ key, layout, root, path: files[0].path });
    }
    const displayName = identity.kind === "metadata" ? readDisplayName(body) : undefined;
    if (displayName !== undefined) this.#named.add(key);
    return displayName;
  }
}
