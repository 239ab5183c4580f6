/**
 * The words of the heart: what lies in a cache directory, and what it turned out to be.
 */

/** The folders of a cache directory that pip writes, and the only ones anything is ever removed from. */
export const layouts = ["http", "http-v2", "wheels", "selfcheck"] as const;
export type Layout = (typeof layouts)[number];

export const kinds = ["wheel", "sdist", "metadata", "index page", "built wheel", "temporary", "other"] as const;
export type Kind = (typeof kinds)[number];

/** What an entry was found to be. Nothing in it is guessed: what could not be read is absent. */
export interface Identity {
  kind: Kind;
  /** The project name as the file spells it; absent for what belongs to no package. */
  name?: string;
  /** As the file spells it; absent for index pages. */
  version?: string;
  /** The file's name on its index, where the entry itself says enough to be certain of it. */
  fileName?: string;
  /** PEP 425 tags of a wheel, expanded, such as `cp312-cp312-macosx_14_0_arm64`. */
  tags?: string[];
  /** The Pythons a file is for: `cp312`, … ; `any` for what several can use (pure Python, abi3); absent where unknown. */
  python?: string;
  /** Of `other`: why it has no name, in a few words a person can read. */
  reason?: string;
}

/** One file of an entry, as `lstat` saw it. */
export interface EntryFile {
  /** Below the cache directory, with `/`. */
  path: string;
  /** `st_size`, bytes. */
  size: number;
  /** ms since 1970. */
  mtimeMs: number;
  inode: number;
  /** Names the file has; above 1 its bytes come back only with the last of them. */
  links: number;
}

/** A cached thing: one file, or header and body in `http-v2`, or a built wheel with its `origin.json`. */
export interface Entry {
  layout: Layout;
  /** Header before body: the order in which they may be removed. */
  files: EntryFile[];
  identity: Identity;
  /** What is wrong with it, in a few words a person can read; absent when nothing is known to be. */
  damage?: string;
}
