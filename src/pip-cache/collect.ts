/**
 * What threads do with the entries they read: sum them up, list the files of those that are selected, or hand those
 * over whole. One pass serves all three.
 */
import type { Failure } from "../files/failure";
import { FileList, type Columns } from "../files/file-list";
import type { TaskContext } from "../files/tasks";
import { rowKey, type Entry } from "./entry";
import { readEntries, type EntrySource } from "./read-entries";
import { readSpelling } from "./readers/identify";
import { RowBuilder, type RowsPart } from "./rows";
import { matcher, type Selection } from "./selection";

export interface CollectMessage {
  layout: EntrySource["layout"];
  root: string;
  /** Folders below the root; `""` are the files in the root itself. */
  directories: string[];
  /** Entries to list; absent to only sum up. */
  selection?: Selection;
  /** Hand the selected entries over whole instead of listing their files. */
  whole?: boolean;
}

export interface Collected {
  /** Sums of everything, or of what was selected. */
  part: RowsPart;
  layout: EntrySource["layout"];
  root: string;
  /** The files of what was selected, header before body. */
  files?: Columns;
  entries?: Entry[];
  failures: Failure[];
}

/** Reads folders of a cache. Pauses after each directory. */
export function* collect(message: CollectMessage, context: TaskContext): Generator<undefined, Collected> {
  const { layout, root, directories, selection, whole } = message;
  const matches = selection && matcher(selection);
  const rows = new RowBuilder();
  const files = new FileList();
  const entries: Entry[] = [];
  const failures: Failure[] = [];
  for (const directory of directories) {
    const steps = readEntries(
      { layout, root, directory },
      {
        onUnreadable: (failure) => failures.push(failure),
        onEntry: (entry, body) => {
          if (matches && !matches(entry)) return;
          rows.add(entry, spelling(entry, body, context.memory));
          if (!selection) return;
          if (whole) entries.push(entry);
          else files.addAll(entry.files);
        },
      },
    );
    while (!steps.next().done) {
      if (context.stopped()) break;
      yield undefined;
    }
    steps.return(undefined);
    if (context.stopped()) break;
  }
  const collected: Collected = { part: rows.toPart(), layout, root, failures };
  if (whole) collected.entries = entries;
  else if (selection) collected.files = files.toColumns();
  return collected;
}

/** Indexes send normalised names; the package's own spelling is read from the first of its files that has it. */
function spelling(
  entry: Entry,
  body: Parameters<typeof readSpelling>[0] | undefined,
  memory: TaskContext["memory"],
): string | undefined {
  if (entry.identity.name === undefined) return undefined;
  const key = rowKey(entry);
  const known = memory.get(key);
  if (known !== undefined) return known as string;
  if (body === undefined || (entry.identity.kind !== "wheel" && entry.identity.kind !== "metadata")) return undefined;
  const spelled = readSpelling(body);
  if (spelled !== undefined) memory.set(key, spelled);
  return spelled;
}
