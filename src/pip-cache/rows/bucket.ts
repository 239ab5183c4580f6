/**
 * Where pip puts what it downloads: five folders deep, by the first digits of the entry's name. As a number such a folder
 * takes no more memory than a digit does, so that it can be kept of every entry.
 */
import { lstatSync } from "node:fs";
import { layoutNames, layouts, type Layout } from "../layouts";
import type { CacheFolder } from "../locate";

const FOLDERS = 5;
/** Bits of a digit, of all of them, and of how many there are; above them is the number of the layout. */
const DIGIT = 4;
const DIGITS = FOLDERS * DIGIT;
const LEVEL = 3;

/** Whether the entries of a layout lie in buckets. */
export const isBucketed = (layout: Layout): boolean => layouts[layout].placement === "buckets";

/** The bucket of an entry as a number; undefined where it does not lie where pip would have put it. */
export function bucketOf(layout: Layout, path: string): number | undefined {
  const start = FOLDERS * 2;
  for (let folder = 0; folder < FOLDERS; folder++) {
    const isFolder = path[folder * 2] === path[start + folder] && path[folder * 2 + 1] === "/";
    if (!isFolder) return undefined;
  }
  return numbered(layout, FOLDERS, parseInt(path.slice(start, start + FOLDERS), 16));
}

/** The bucket, or the folder above buckets, that a directory is or lies in, as a number; undefined where it is in none. */
export function folderNumber(layout: Layout, directory: string): number | undefined {
  const folder = isBucketed(layout) && /^[0-9a-f](\/[0-9a-f]){0,4}(?=\/|$)/.exec(directory)?.[0];
  if (!folder) return undefined;
  const digits = folder.replaceAll("/", "");
  return numbered(layout, digits.length, parseInt(digits, 16));
}

/** The directory that a number stands for, below its layout's folder. */
export function folderAt(number: number): string {
  const level = (number >> DIGITS) & ((1 << LEVEL) - 1);
  const digits = (number & ((1 << DIGITS) - 1)).toString(16).padStart(level, "0");
  return [...digits.slice(0, level)].join("/");
}

/** Whether a number stands for a directory of that layout. */
export const isOfLayout = (number: number, layout: Layout): boolean =>
  number >> (DIGITS + LEVEL) === layoutNames.indexOf(layout);

function numbered(layout: Layout, level: number, digits: number): number {
  return (((layoutNames.indexOf(layout) << LEVEL) | level) << DIGITS) | digits;
}

/** The folder that a folder lies in; undefined for those right below the layout's own. */
function above(number: number): number | undefined {
  const level = (number >> DIGITS) & ((1 << LEVEL) - 1);
  const digits = number & ((1 << DIGITS) - 1);
  return level > 1 ? number - (1 << DIGITS) - digits + (digits >> DIGIT) : undefined;
}

/**
 * Finds out where something came or went: of the folders that were there, and of those above them, the ones that were
 * changed, `""` for the layout's own. What is put into a directory changes that one. Pauses after each.
 * @param since ms since 1970
 */
export function* changedFolders(
  { layout, root }: CacheFolder,
  folders: Iterable<number>,
  since: number,
): Generator<undefined, string[]> {
  const seen = new Set<number>();
  const changed = isChanged(root, since) ? [""] : [];
  for (const folder of folders) {
    if (!isOfLayout(folder, layout)) continue;
    for (let one: number | undefined = folder; one !== undefined && !seen.has(one); one = above(one)) {
      seen.add(one);
      const directory = folderAt(one);
      if (isChanged(`${root}/${directory}`, since)) changed.push(directory);
      yield undefined;
    }
  }
  return changed;
}

/** One that is gone holds nothing any more; of one that cannot be looked at, whoever reads it says why. */
function isChanged(directory: string, since: number): boolean {
  try {
    const stats = lstatSync(directory, { throwIfNoEntry: false });
    // Whoever restores files may set mtime back, but nobody ctime.
    return stats !== undefined && Math.max(stats.mtimeMs, stats.ctimeMs) >= since;
  } catch {
    return true;
  }
}
