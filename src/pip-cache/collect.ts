/**
 * What threads do with the entries they read: sum them up, list the files of those that are selected, or hand those
 * over whole. The threads of a run share one list of folders and take the next one each time they are done with one.
 */
import type { Failure } from "../files/failure";
import { FileList, type Columns } from "../files/file-list";
import type { TaskContext } from "../files/tasks";
import { rowKey, type Entry } from "./entry";
import { openEntry, type EntryLocation } from "./open-entry";
import { EntryReader, type EntryObserver, type EntrySource } from "./read-entries";
import type { Body } from "./readers/body";
import { readSpelling } from "./readers/identify";
import { PageAddresses } from "./readers/page-address";
import { Rows, type RowsPart } from "./rows";
import { matcher, type Selection } from "./selection";

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
}

/** An entry and the folder that its files' paths are below. */
export interface RootedEntry extends Entry {
  /** Real path. */
  root: string;
}

export interface Collected {
  /** Sources read since the last part. */
  done: number;
  /** Sums of everything, or of what was selected. */
  sums: RowsPart;
  /** The files of what was selected, header before body, by the root they are below. */
  lists: { root: string; files: Columns }[];
  entries: RootedEntry[];
  failures: Failure[];
}

/** A list that changes more often than this cannot be read. ms */
const PART_MS = 100;

/** Reads sources until none is left. Pauses after each directory, and hands over what it has a few times a second. */
export function* collect(message: CollectMessage, context: TaskContext): Generator<Collected | undefined, Collected> {
  const { sources, next, indexUrls } = message;
  const addresses = new PageAddresses(indexUrls);
  let collector = new Collector(message);
  let partEnd = performance.now() + PART_MS;
  for (let index = Atomics.add(next, 0, 1); index < sources.length; index = Atomics.add(next, 0, 1)) {
    const reader = new EntryReader(sources[index], collector.observer(sources[index]), addresses);
    while (reader.next()) {
      if (context.stopped()) {
        reader.close();
        return collector.collected();
      }
      yield undefined;
    }
    collector.done++;
    if (context.relieved()) break;
    if (performance.now() >= partEnd) {
      yield collector.collected();
      collector = new Collector(message, collector.spellings);
      partEnd = performance.now() + PART_MS;
    }
  }
  const spelling = collector.spellArchives();
  while (!context.stopped() && !spelling.next().done) yield undefined;
  return collector.collected();
}

/** What is known of the packages' own spellings: indexes send normalised names. */
class Spellings {
  readonly known = new Map<string, string>();
  /** A wheel or sdist each of packages without a metadata file so far: reading it takes several times longer. */
  readonly archives = new Map<string, EntryLocation>();
}

class Collector {
  done = 0;
  readonly #rows = new Rows();
  readonly #lists = new Map<string, FileList>();
  readonly #entries: RootedEntry[] = [];
  readonly #failures: Failure[] = [];

  constructor(
    private readonly message: CollectMessage,
    readonly spellings = new Spellings(),
  ) {}

  observer({ root }: EntrySource): EntryObserver {
    const { selection } = this.message;
    const matches = selection && matcher(selection, root);
    return {
      onUnreadable: (failure) => this.#failures.push(failure),
      onEntry: (entry, body) => {
        if (matches && !matches(entry)) return;
        const key = rowKey(entry);
        this.#rows.add(key, entry, this.#spelling(key, entry, root, body));
        if (this.message.whole) this.#entries.push({ ...entry, root });
        else if (matches) this.#list(root).addGroup(entry.files);
      },
    };
  }

  collected(): Collected {
    return {
      done: this.done,
      sums: this.#rows.toPart(),
      lists: Array.from(this.#lists, ([root, files]) => ({ root, files: files.toColumns() })),
      entries: this.#entries,
      failures: this.#failures,
    };
  }

  #list(root: string): FileList {
    let list = this.#lists.get(root);
    if (list === undefined) this.#lists.set(root, (list = new FileList()));
    return list;
  }

  /** Reads the spellings that no metadata file told from wheels and sdists. Pauses after each. */
  *spellArchives(): Generator<undefined> {
    for (const [key, location] of this.spellings.archives) {
      const opened = openEntry(location);
      if (opened.ok) {
        const spelled = readSpelling(opened.body);
        if (spelled !== undefined) this.#rows.spell(key, spelled);
        opened.close();
      }
      yield undefined;
    }
  }

  #spelling(key: string, entry: Entry, root: string, body: Body | undefined): string | undefined {
    const { identity, layout, files, damage } = entry;
    const { known, archives } = this.spellings;
    if (identity.name === undefined || body === undefined || known.has(key)) return known.get(key);
    const isArchive = identity.kind === "wheel" || identity.kind === "sdist";
    if (isArchive && !damage && !archives.has(key)) archives.set(key, { layout, root, files });
    const spelled = identity.kind === "metadata" ? readSpelling(body) : undefined;
    if (spelled === undefined) return undefined;
    known.set(key, spelled);
    archives.delete(key);
    return spelled;
  }
}
