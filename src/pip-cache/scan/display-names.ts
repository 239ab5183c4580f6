/**
 * Reads the display names of packages from a wheel or sdist of each: indexes send normalised names. Reading one takes
 * several times longer than reading an entry, so it is done last, and only for packages without a metadata file.
 */
import type { TaskContext } from "../../files/tasks";
import type { RowKey } from "../../packaging/row-key";
import { openEntry, type EntryLocation } from "../entries/open-entry";
import { bodyPathOf } from "../layouts";
import { withEffort } from "../readers/formats/effort";
import { readDisplayName } from "../readers/identify/identify";

/** A wheel or sdist of a package. */
export interface Archive extends Pick<EntryLocation, "layout" | "root"> {
  /** Of the package's row. */
  key: RowKey;
  /** Of its header, or of the one file that there is; below `root`. */
  path: string;
}

/** Names as the packages' metadata has them, by the key of the row. */
export type DisplayNames = [key: RowKey, name: string][];

/** Of one archive, where nothing may take long: see `spend`. */
const EFFORT = 2 << 20;

/** Reads a display name from each archive, and pauses after it. What cannot be read is left out. */
export function* readDisplayNames(archives: Archive[], context: TaskContext): Generator<undefined, DisplayNames> {
  const displayNames: DisplayNames = [];
  for (const { key, layout, root, path } of archives) {
    if (context.stopped()) break;
    yield undefined;
    const bodyPath = bodyPathOf(layout, path);
    const files: EntryLocation["files"] = bodyPath === undefined ? [{ path }] : [{ path }, { path: bodyPath }];
    const opened = openEntry({ layout, root, files });
    if (opened.ok) {
      const { body } = opened;
      const read = context.leave ? withEffort(EFFORT, () => readDisplayName(body)) : { value: readDisplayName(body) };
      opened.close();
      if (read === undefined) context.leave?.([{ key, layout, root, path }]);
      else if (read.value !== undefined) displayNames.push([key, read.value]);
    }
  }
  return displayNames;
}
