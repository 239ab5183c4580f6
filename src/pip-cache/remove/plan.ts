/** Finds what a selection means, so that a question can name it before anything goes. */
import { join } from "node:path";
import type { Failure } from "../../files/failure";
import { isStillThere } from "../../files/attempts";
import { platformPath } from "../../files/names";
import { inSlices } from "../../files/tasks";
import { readDirectory } from "../../files/walk";
import type { CacheDirectory } from "../locate";
import type { ForeignFiles } from "../foreign";
import { layouts } from "../layouts";
import { isPackage, type RowKey } from "../../packaging/row-key";
import { addSums, noSums, sumGroups, type Group, type Sums } from "../rows/groups";
import type { Rows } from "../rows/rows";
import { accountForEachOther, list, type ListedFolder, type ListOptions } from "../scan/list";
import { selectsAll, selectsCache, type Selection } from "../selection";

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
  const everything = selectsAll({ ...selection, until: undefined });
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
    Array.from(files, ({ path, size }) => ({ name: platformPath(`${layout}/${path}`), files: 1, bytes: size })),
  );
  return items.sort((a, b) => b.bytes - a.bytes);
}

/** What a plan could not read and is there still: a file need not be readable to go. */
export function leftUnread({ failures }: Plan): Failure[] {
  return failures.filter(({ path }) => isStillThere(path));
}
