/** An entry as it is on the disk now, without opening it: it may have changed since it was listed. */
import { lstatSync, type Stats } from "node:fs";
import type { ListedFile } from "../files/file-list";
import { baseName, nativePath } from "../files/names";
import type { AtLeastOne } from "./entry";
import { bodyPathOf, type Layout } from "./layouts";
import { isHash } from "./written";

/** A file that was listed, or looked at. */
export type SeenFile = Omit<ListedFile, "follows">;

/**
 * The files of an entry, a body that has come since among them; undefined where the first is gone.
 * @param path of its first file, below `root`
 */
export function statEntry(layout: Layout, root: string, path: string): AtLeastOne<SeenFile> | undefined {
  const first = statsOf(root, path);
  if (first === undefined) return undefined;
  const bodyPath = first.isFile() && isHash(baseName(path)) ? bodyPathOf(layout, path) : undefined;
  if (bodyPath === undefined) return [seen(path, first)];
  const body = statsOf(root, bodyPath);
  return body?.isFile() ? [seen(path, first), seen(bodyPath, body)] : [seen(path, first)];
}

/** Whether these are the same files, and no more or fewer. */
export function isUnchanged(files: SeenFile[], now: SeenFile[]): boolean {
  return (
    files.length === now.length &&
    files.every(({ size, mtimeMs, inode }, index) => {
      const other = now[index];
      return other?.size === size && other.mtimeMs === mtimeMs && other.inode === inode;
    })
  );
}

/** What may not be looked at can neither be verified nor removed, and is as good as gone. */
function statsOf(root: string, path: string): Stats | undefined {
  try {
    return lstatSync(nativePath(`${root}/${path}`));
  } catch {
    return undefined;
  }
}

const seen = (path: string, { size, mtimeMs, ino }: Stats): SeenFile => ({ path, size, mtimeMs, inode: ino });
