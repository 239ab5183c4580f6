/**
 * Where pip puts what it downloads: five folders deep, by the first digits of the entry's name. As a number a bucket takes
 * no more memory than a digit does, so that it can be kept of every entry.
 */
import type { Layout } from "./entry";

/** Where a cache keeps entries: below a layout's folder, in five folders named by the first digits of the entry. */
export interface Bucket {
  layout: Layout;
  directory: string;
}

const FOLDERS = 5;

/** Whether the entries of a layout lie in buckets. */
export const isBucketed = (layout: Layout): boolean => layout === "http" || layout === "http-v2";

/** The bucket of an entry as a number; undefined where it does not lie where pip would have put it. */
export function bucketOf(layout: Layout, path: string): number | undefined {
  const start = FOLDERS * 2;
  for (let folder = 0; folder < FOLDERS; folder++) {
    const isFolder = path[folder * 2] === path[start + folder] && path[folder * 2 + 1] === "/";
    if (!isFolder) return undefined;
  }
  const digits = parseInt(path.slice(start, start + FOLDERS), 16);
  return (layout === "http" ? 0 : 1 << (FOLDERS * 4)) | digits;
}

/** The bucket that a number stands for. */
export function bucketAt(bucket: number): Bucket {
  const digits = (bucket & ((1 << (FOLDERS * 4)) - 1)).toString(16).padStart(FOLDERS, "0");
  return { layout: bucket >> (FOLDERS * 4) === 0 ? "http" : "http-v2", directory: [...digits].join("/") };
}
