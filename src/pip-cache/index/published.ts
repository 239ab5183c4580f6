/** Asks the cached index pages about cached files. */
import { inSlices, maxThreads, retryWithoutThreads, runTask } from "../../files/tasks";
import { taskOf } from "../../files/worker-text";
import { specialRows } from "../entry";
import { addPublished, type hashLinks, type HashLinksMessage, type IndexPage, type PublishedFiles } from "./hash-links";
import { KeyTable } from "./key-table";
import { learnIndexes, mayKnowIndex } from "./learn-indexes";
import { listEntries, type LocatedEntry } from "../scan/list";
import type { CacheDirectory } from "../locate";
import type { Selection } from "../selection";
import source from "../worker.generated.txt";

export const hashing = taskOf<typeof hashLinks>("hashLinks", source);

/** Pages per message: each may have thousands of links. */
const CHUNK = 16;
/** A thread holds the links of one page at a time. */
const HEAP_MB = 48;

export interface PublishedOptions {
  signal?: AbortSignal;
  /** See `ScanOptions`; pages with relative links may have come from these. */
  indexUrls?: string[];
  /** Asked for further indexes, where those do not explain the relative links of a page. */
  caches?: CacheDirectory[];
  /** See `RunOptions`. */
  threads?: number;
}

/** The pages that may link to files of a selection: its packages' own, and lists of several packages. */
export function pagesFor({ caches, rows }: Selection): Selection {
  const kinds: Selection["kinds"] = ["index page"];
  return { caches, kinds, rows: rows && [...rows, specialRows.other] };
}

/** What is kept of the pages among entries: a cache has a third of as many as files, for as long as it is checked. */
export function indexPages(entries: readonly LocatedEntry[]): IndexPage[] {
  return entries.flatMap(({ identity, layout, root, files }) => {
    if (identity.kind !== "index page") return [];
    const [first, ...others] = files;
    return [{ name: identity.name ?? "", layout, root, files: [pathOnly(first), ...others.map(pathOnly)] }];
  });
}

const pathOnly = ({ path }: { path: string }) => ({ path });

/**
 * What the pages say about the entries with the given keys, by key.
 * @throws the signal's reason when aborted
 */
export async function publishedFiles(
  pages: IndexPage[],
  wanted: ReadonlySet<string>,
  options: PublishedOptions = {},
): Promise<PublishedFiles> {
  const table = KeyTable.for(wanted.size);
  for (const key of wanted) table.add(key);
  const published: PublishedFiles = new Map();
  if (wanted.size > 0) await readPages(pages, table, true, options, (part) => addPublished(published, part));
  return published;
}

/**
 * Completes a table of keys by the hashes that the pages publish for them.
 * @throws the signal's reason when aborted
 */
export async function publishedHashes(
  pages: IndexPage[],
  wanted: KeyTable,
  options: PublishedOptions = {},
): Promise<void> {
  await readPages(pages, wanted, false, options, () => {});
}

async function readPages(
  pages: IndexPage[],
  wanted: KeyTable,
  names: boolean,
  options: PublishedOptions,
  onPublished: (part: PublishedFiles) => void,
): Promise<void> {
  const { signal, indexUrls = [], caches = [] } = options;
  const unresolved = await hashPages(pages, wanted, names, { ...options, indexUrls }, onPublished);
  if (unresolved.length === 0 || caches.length === 0) return;
  const listed = await listEntries(caches, { kinds: ["index page", "built wheel", "other"] }, { signal, indexUrls });
  const learned = await inSlices(learnIndexes(listed.filter(mayKnowIndex)));
  signal?.throwIfAborted();
  if (learned.length > 0) await hashPages(unresolved, wanted, names, { ...options, indexUrls: learned }, onPublished);
}

/** Returns the pages that have relative links, and of which nothing proves where they came from. */
async function hashPages(
  pages: IndexPage[],
  wanted: KeyTable,
  names: boolean,
  options: PublishedOptions & { indexUrls: string[] },
  onPublished: (part: PublishedFiles) => void,
): Promise<IndexPage[]> {
  const { signal, indexUrls } = options;
  if (pages.length === 0) return [];
  let unresolved: IndexPage[] = [];
  await retryWithoutThreads(options, ({ threads = maxThreads() }) => {
    unresolved = [];
    return runTask(hashing, messagesOf(pages, { wanted: wanted.memory, names, indexUrls }), {
      signal,
      onResult: (part) => {
        onPublished(part.published);
        for (const page of part.unresolved) unresolved.push(page);
      },
      // One that finds nothing left to do has cost more than reading a page.
      threads: Math.min(threads, Math.ceil(pages.length / CHUNK)),
      heapMb: HEAP_MB,
      // The links of a popular project are read in one go, which takes longer than a window may freeze.
      headStartMs: 0,
    });
  });
  signal?.throwIfAborted();
  return unresolved;
}

function* messagesOf(pages: IndexPage[], request: Omit<HashLinksMessage, "pages">): Generator<HashLinksMessage> {
  for (let start = 0; start < pages.length; start += CHUNK) {
    yield { ...request, pages: pages.slice(start, start + CHUNK) };
  }
}
