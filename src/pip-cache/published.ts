/** Asks the cached index pages about cached files. */
import { mostThreads, orWithoutThreads, runTask } from "../files/tasks";
import { specialRows } from "./entry";
import type { HashLinksMessage, PublishedFiles } from "./hash-links";
import { KeyTable } from "./key-table";
import type { LocatedEntry } from "./list";
import type { Selection } from "./selection";
import { reading } from "./threads";

export interface PublishedOptions {
  signal?: AbortSignal;
  /** See `ScanOptions`; pages with relative links may have come from these. */
  indexUrls?: string[];
  /** See `RunOptions`. */
  threads?: number;
}

/** The pages that may link to files of a selection: its packages' own, and lists of several packages. */
export function pagesFor({ caches, rows }: Selection): Selection {
  const kinds: Selection["kinds"] = ["index page"];
  return { caches, kinds, rows: rows && [...rows, specialRows.other] };
}

/**
 * What the pages say about the entries with the given keys, by key.
 * @param entries those of kind `index page` are read; others are passed over
 * @throws the signal's reason when aborted
 */
export async function publishedFiles(
  entries: LocatedEntry[],
  wanted: ReadonlySet<string>,
  options: PublishedOptions = {},
): Promise<PublishedFiles> {
  const table = KeyTable.for(wanted.size);
  for (const key of wanted) table.add(key);
  const published: PublishedFiles = new Map();
  await readPages(entries, table, true, options, (part) => {
    for (const [key, file] of part) published.set(key, file);
  });
  return published;
}

/**
 * Completes a table of keys by the hashes that the pages publish for them.
 * @param entries see `publishedFiles`
 * @throws the signal's reason when aborted
 */
export async function publishedHashes(
  entries: LocatedEntry[],
  wanted: KeyTable,
  options: PublishedOptions = {},
): Promise<void> {
  await readPages(entries, wanted, false, options, () => {});
}

async function readPages(
  entries: LocatedEntry[],
  wanted: KeyTable,
  names: boolean,
  options: PublishedOptions,
  onResult: (part: PublishedFiles) => void,
): Promise<void> {
  const { signal, indexUrls = [] } = options;
  const pages = entries.flatMap(({ identity, layout, root, files }) =>
    identity.kind === "index page" ? [{ name: identity.name ?? "", layout, root, files }] : [],
  );
  if (pages.length === 0) return;
  await orWithoutThreads(options, ({ threads = mostThreads() }) => {
    const next = new Int32Array(new SharedArrayBuffer(4));
    const message: HashLinksMessage = { pages, next, wanted: wanted.memory, names, indexUrls };
    const messages = Array.from({ length: threads + 1 }, () => message);
    return runTask<HashLinksMessage, PublishedFiles>(reading, "hashLinks", messages, {
      signal,
      onResult,
      threads,
      // The links of a popular project are read in one go, which takes longer than a window may freeze.
      headStartMs: 0,
    });
  });
  signal?.throwIfAborted();
}
