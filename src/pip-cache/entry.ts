/**
 * The terms of everything here: what lies in a cache directory, and what it was found to be.
 */
import { packageKey, specialKey, type PackageTool, type RowKey, type SpecialRow } from "../packaging/row-key";
import { layouts, responseForm, type Layout } from "./layouts";

export const kinds = [
  "wheel",
  "sdist",
  "metadata",
  "index page",
  "built wheel",
  "temporary",
  /** Written by pip, but it has no name. */
  "other",
  /** Not shaped like anything that pip writes. */
  "foreign",
] as const;
export type Kind = (typeof kinds)[number];

/** Why an entry has no name, or none that is certain. */
export const reasons = [
  "not readable",
  "empty",
  "truncated",
  "unreadable header",
  "too large to look into",
  /** It does not begin as stored responses do. */
  "foreign",
  /** A pickle of pip 6.0, which runs code when it is read, so it is never read. */
  "legacy",
  "unknown format",
  /** Of the content type that `type` says. */
  "content type",
  /** A file of a package, of the kind that `type` says. */
  "package type",
  "zip",
  "bzip2",
  "xz",
  "tar",
  "nameless metadata",
  "nameless page",
  "nameless text",
  "unconfirmed page",
  "list of projects",
  "release record",
  "damaged release record",
  "redirect",
  "redirect to file",
  "redirect to metadata",
  "not named like a wheel",
  "origin alone",
  "version check",
  "link",
  "not written by pip",
] as const;
export type Reason = (typeof reasons)[number];

/** What an entry was found to be. Nothing in it is guessed: what could not be read is absent. */
export interface Identity {
  kind: Kind;
  /** The project name as the file spells it; absent for what belongs to no package. */
  name?: string;
  /** As the file spells it; absent for index pages. */
  version?: string;
  /**
   * The file's name on its index, where that is proven: a page links to it at the address whose hash the entry is named by.
   * Of a built wheel, as it lies in the cache. Never put together of other things: indexes call files as they like.
   */
  fileName?: string;
  /** PEP 425 tags of a wheel, expanded, such as `cp312-cp312-macosx_14_0_arm64`. */
  tags?: string[];
  /** The Pythons a file is for: `cp312`, … ; `any` for what several can use (pure Python, abi3); absent where unknown. */
  python?: string;
  /** Why it has no name, or none that is certain. */
  reason?: Reason;
  /** What its index calls it, where that is all that is known: see `reasons`. */
  type?: string;
}

/** What is known to be wrong with an entry without checking its contents, in words for a person. */
export const damages = {
  noHeader: "its header is missing, so pip cannot find it",
  noBody: "its body is missing",
  empty: "it is empty",
  header: "its header cannot be read",
  short: "it is shorter than the index said",
  long: "it is longer than the index said",
} as const;
export type Damage = keyof typeof damages;

/** A list that is never empty. */
export type AtLeastOne<Item> = [Item, ...Item[]];

/** One file of an entry, as `lstat` saw it. */
export interface EntryFile {
  /** Below the layout's folder, with `/`. */
  path: string;
  /** `st_size`, bytes. */
  size: number;
  /** ms since 1970. */
  mtimeMs: number;
  /** See `changedAt`, ms since 1970. */
  changedMs: number;
  inode: number;
  device: number;
  /** Names the file has; above 1 its bytes come back only with the last of them. */
  links: number;
}

/** A cached thing: one file, or header and body, or a built wheel with its `origin.json`. */
export interface Entry {
  layout: Layout;
  /** Header before body: the order in which they may be removed. */
  files: AtLeastOne<EntryFile>;
  identity: Identity;
  /** Absent when nothing is known to be wrong. */
  damage?: Damage;
}

/** Whose entries these are. */
export const PIP: PackageTool = "pip";

/** Rows of pip's that are no packages. */
export const specialRows: Record<SpecialRow, RowKey> = {
  other: specialKey(PIP, "other"),
  legacy: specialKey(PIP, "legacy"),
  temporary: specialKey(PIP, "temporary"),
  selfcheck: specialKey(PIP, "selfcheck"),
  foreign: specialKey(PIP, "foreign"),
};

/** The row an entry belongs to: its package's, or one of `specialRows`. */
export function rowKey(entry: Entry): RowKey {
  const { identity, layout } = entry;
  if (identity.name !== undefined) return packageKey(PIP, identity.name);
  if (identity.kind === "foreign") return specialRows.foreign;
  if (layouts[layout].entry.is === "note") return specialRows.selfcheck;
  if (identity.kind === "temporary") return specialRows.temporary;
  return identity.reason === "legacy" ? specialRows.legacy : specialRows.other;
}

/** The file that has the contents: of header and body the body, of a built wheel and its origin the wheel. */
export function contentsOf<File>({ layout, files }: { layout: Layout; files: AtLeastOne<File> }): File {
  const [first, second = first] = files;
  return responseForm(layout)?.bodySuffix === undefined ? first : second;
}

/** `st_size` of all its files, bytes. */
export function entrySize(entry: Entry): number {
  let size = 0;
  for (const file of entry.files) size += file.size;
  return size;
}

/** When the last of its files came or was changed, ms since 1970. */
export function entryChanged(entry: Entry): number {
  let last = 0;
  for (const file of entry.files) last = Math.max(last, file.changedMs);
  return last;
}

/** The newest mtime of its files, ms since 1970. */
export function entryNewest(entry: Entry): number {
  let newest = 0;
  for (const file of entry.files) newest = Math.max(newest, file.mtimeMs);
  return newest;
}
