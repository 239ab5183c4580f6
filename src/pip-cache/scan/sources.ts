/** What is read of a layout's folder, in parts that threads take one by one. */
import { readDirectory } from "../../files/walk";
import { layouts } from "../layouts";
import type { CacheFolder } from "../locate";
import type { EntrySource } from "./read-entries";

/** One source per top folder keeps threads equally busy. */
export function sourcesOf({ layout, root, stays }: CacheFolder): EntrySource[] {
  if (layouts[layout].placement === "file") return [{ layout, root, directory: "" }];
  let names: string[] = [];
  try {
    names = readDirectory(root).flatMap(({ name, type }) => (type === "directory" ? [name] : []));
  } catch {
    // Reading the root's own files reports it.
  }
  return ["", ...names].map((directory) => ({ layout, root, directory, isForeign: stays !== undefined }));
}
