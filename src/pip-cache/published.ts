/** Asks the cached index pages about cached files. */
import { mostThreads, runTask } from "../files/tasks";
import type { HashLinksMessage, PublishedFiles } from "./hash-links";
import type { LocatedEntry } from "./scan";
import { reading } from "./threads";

export interface PublishedOptions {
  signal?: AbortSignal;
  /** Addresses of indexes, as `index-url` has them: what pages with relative links may have come from. */
  indexUrls?: string[];
}

/**
 * What the pages say about the entries with the given keys, by key.
 * @param entries those of kind `index page` are read; others are passed over
 * @throws the signal's reason when aborted
 */
export async function publishedFiles(
  entries: LocatedEntry[],
  wanted: ReadonlySet<string>,
  { signal, indexUrls = [] }: PublishedOptions = {},
): Promise<PublishedFiles> {
  const pages = entries.flatMap(({ identity, layout, root, files }) =>
    identity.kind === "index page" ? [{ name: identity.name ?? "", layout, root, files }] : [],
  );
  const message: HashLinksMessage = { pages, next: new Int32Array(new SharedArrayBuffer(4)), wanted, indexUrls };
  const published: PublishedFiles = new Map();
  await runTask<HashLinksMessage, PublishedFiles>(
    reading,
    "hashLinks",
    Array.from({ length: mostThreads() + 1 }, () => message),
    {
      signal,
      onResult: (part) => {
        for (const [key, file] of part) published.set(key, file);
      },
    },
  );
  signal?.throwIfAborted();
  return published;
}
