/**
 * Of which folders the last reading tells whether a selection means all that lies in them or nothing of it, so that for those
 * nothing has to be opened.
 */
import type { GroupTest } from "../selection";
import { FOLDERS, levelOf } from "../rows/bucket";
import type { FoldersPart } from "../rows/places";
import type { Rows } from "../rows/rows";
import { foldersFound, knownFolders, placeIn, type KnownFolders } from "./known-folders";

/** What is said of a folder, as bits: where none or several are set, what lies in it is opened. */
const Told = { goes: 1, stays: 2, unknown: 4 } as const;
/** Of what goes: it was as before, and all in it was listed closed. */
const LISTED = 8 | Told.goes;

export interface ToldFolders {
  /** As they were then; what is said of each stands in `found`. */
  folders: KnownFolders;
  /** A file that was changed since may be another one, ms since 1970. */
  untilMs: number;
}

/**
 * Pauses now and then.
 * @param test see `groupTest`
 * @param untilMs see `ToldFolders`
 */
export function* toldFolders(before: Rows, test: GroupTest, untilMs: number): Generator<undefined, ToldFolders> {
  const folders = yield* knownFolders(before.foldersPart());
  const { found } = folders;
  yield* before.tellFolders(test, (number, does) => {
    const place = levelOf(number) === FOLDERS ? placeIn(folders, number) : undefined;
    if (place === undefined) return;
    found[place] = (found[place] ?? 0) | (does === undefined ? Told.unknown : does ? Told.goes : Told.stays);
  });
  return { folders, untilMs };
}

/** Whether all that lay in a folder goes, or stays; undefined where that was not told. */
export function doesGo({ folders: { found } }: ToldFolders, place: number): boolean | undefined {
  const told = found[place];
  // What was dropped is listed once more.
  if (told === Told.goes || told === LISTED) return true;
  return told === Told.stays ? false : undefined;
}

export const setListed = ({ folders: { found } }: ToldFolders, place: number): void => void (found[place] = LISTED);

/** The folders of which all was listed closed. */
export const listedFolders = ({ folders }: ToldFolders): FoldersPart => foldersFound(folders, LISTED);
