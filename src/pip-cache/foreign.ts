/** What lies in pip's folders without being pip's, as a removal that leaves it alone tells of it. */

export interface ForeignFiles {
  files: number;
  /** `st_size`, bytes. */
  bytes: number;
  /** The first of them by name, below the cache directory, with `/`. */
  names: string[];
}

/** Names that are told. */
const MAX_NAMES = 8;

export const noForeign = (): ForeignFiles => ({ files: 0, bytes: 0, names: [] });

/** Adds some to a sum. Of the names only the first are kept: a checkout has tens of thousands. */
export function addForeign(sum: ForeignFiles, { files, bytes, names }: ForeignFiles): void {
  sum.files += files;
  sum.bytes += bytes;
  sum.names = [...sum.names, ...names].sort().slice(0, MAX_NAMES);
}
