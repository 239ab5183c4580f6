/** The folders of the last reading, and how each was found this time: shared by all threads. */
import { cellAt } from "../../files/typed-arrays";
import { above } from "../rows/bucket";
import { FOLDER, inOrder, type FoldersPart } from "../rows/places";

/** How a folder was found. */
export const Found = {
  /** It is none any more, or lies in one that is none. */
  gone: 0,
  /** Nothing came into it or went. */
  same: 1,
  changed: 2,
} as const;

export interface KnownFolders {
  /** In ascending order. */
  numbers: Int32Array<SharedArrayBuffer>;
  /** See `FoldersPart`. */
  cells: Float64Array<SharedArrayBuffer>;
  /** See `Found`. */
  found: Uint8Array<SharedArrayBuffer>;
}

/** Pauses now and then. */
export function* knownFolders(folders: FoldersPart): Generator<undefined, KnownFolders> {
  const { numbers, cells } = yield* inOrder(folders);
  const known: KnownFolders = {
    numbers: new Int32Array(new SharedArrayBuffer(numbers.byteLength)),
    cells: new Float64Array(new SharedArrayBuffer(cells.byteLength)),
    found: new Uint8Array(new SharedArrayBuffer(numbers.length)),
  };
  known.numbers.set(numbers);
  known.cells.set(cells);
  return known;
}

/** Those that were found so. */
export function foldersFound({ numbers, cells, found }: KnownFolders, as: number): FoldersPart {
  const part = { numbers: new Int32Array(numbers.length), cells: new Float64Array(cells.length) };
  let count = 0;
  for (let place = 0; place < numbers.length; place++) {
    if (found[place] !== as) continue;
    part.numbers[count] = numbers[place] ?? 0;
    part.cells[count * FOLDER] = cells[place * FOLDER] ?? 0;
    part.cells[count * FOLDER + 1] = cells[place * FOLDER + 1] ?? 0;
    count++;
  }
  return { numbers: part.numbers.slice(0, count), cells: part.cells.slice(0, count * FOLDER) };
}

/** The place of a folder; undefined where it is not known. */
export function placeIn({ numbers }: KnownFolders, number: number): number | undefined {
  let [low, high] = [0, numbers.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cellAt(numbers, middle) < number) low = middle + 1;
    else high = middle;
  }
  return numbers[low] === number ? low : undefined;
}

/** How a folder was found; those that are not known as gone. */
export function foundAs(known: KnownFolders, number: number | undefined): number {
  const place = number === undefined ? undefined : placeIn(known, number);
  return place === undefined ? Found.gone : cellAt(known.found, place);
}

/** Whether the folder at a place is as it was. */
export function isAsBefore({ cells }: KnownFolders, place: number, changedAt: number, inode: number): boolean {
  return cells[place * FOLDER] === changedAt && cells[place * FOLDER + 1] === inode;
}

/** What lies in a folder that is none any more was found behind a link, if at all. */
export function dropOrphans({ numbers, found }: KnownFolders): void {
  if (!found.includes(Found.gone)) return;
  // Folders come after those above them, in the same order.
  let place = 0;
  for (let at = 0; at < numbers.length; at++) {
    const parent = above(cellAt(numbers, at));
    if (parent === undefined) continue;
    while (cellAt(numbers, place) < parent) place++;
    if (numbers[place] !== parent || found[place] === Found.gone) found[at] = Found.gone;
  }
}
