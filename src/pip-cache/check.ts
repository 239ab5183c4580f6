/**
 * Checks whether cached files are what they should be: against the hash their index published where a cached page has
 * it, else against their own checksums.
 */
import { runTask } from "../files/tasks";
import type { PublishedFiles } from "./hash-links";
import type { CacheDirectory } from "./locate";
import { publishedFiles, type PublishedOptions } from "./published";
import { list, listEntries, type ListedFolder } from "./scan";
import type { Selection } from "./selection";
import { reading } from "./threads";
import { nothingVerified, type DamagedFile, type Verified, type VerifyMessage } from "./verify-files";

export interface CheckProgress {
  bytes: number;
  totalBytes: number;
}

export interface CheckOptions extends PublishedOptions {
  onProgress?: (progress: CheckProgress) => void;
}

export interface CheckedCache extends Omit<Verified, "damaged"> {
  damaged: (DamagedFile & { cache: string })[];
}

/** Files per message: small enough to keep all threads busy to the end. */
const CHUNK = 64;

/**
 * Verifies the contents of all that is selected.
 * @throws the signal's reason when aborted
 */
export async function check(
  caches: CacheDirectory[],
  selection: Selection,
  options: CheckOptions = {},
): Promise<CheckedCache> {
  const { signal, onProgress } = options;
  const { folders } = await list(caches, selection, { signal });
  const pages = await listEntries(caches, { ...selection, kinds: ["index page"] }, { signal });
  const published = await publishedFiles(pages, keysOf(folders), options);
  const totalBytes = folders.reduce((sum, { files }) => sum + files.bytes, 0);
  const sum = nothingVerified();
  const damaged: CheckedCache["damaged"] = [];
  for (const folder of folders) {
    if (folder.layout === "selfcheck") continue;
    await runTask<VerifyMessage, Verified>(reading, "verifyFiles", messages(folder, published), {
      signal,
      onResult: (part) => {
        sum.checked += part.checked;
        sum.byHash += part.byHash;
        sum.unverifiable += part.unverifiable;
        sum.bytes += part.bytes;
        damaged.push(...part.damaged.map((file) => ({ ...file, cache: folder.cache })));
        onProgress?.({ bytes: sum.bytes, totalBytes });
      },
    });
    signal?.throwIfAborted();
  }
  return { ...sum, damaged };
}

function* messages({ layout, root, files }: ListedFolder, published: PublishedFiles): Generator<VerifyMessage> {
  for (const chunk of files.chunks(CHUNK)) {
    const own: PublishedFiles = new Map();
    for (const { path } of chunk) {
      const key = keyOfPath(path);
      const file = published.get(key);
      if (file) own.set(key, file);
    }
    yield { layout, root, files: chunk.toColumns(), published: own };
  }
}

function keysOf(folders: ListedFolder[]): Set<string> {
  const keys = new Set<string>();
  for (const { layout, files } of folders) {
    if (layout !== "http" && layout !== "http-v2") continue;
    for (const { path } of files) keys.add(keyOfPath(path));
  }
  return keys;
}

const keyOfPath = (path: string): string => path.slice(path.lastIndexOf("/") + 1).slice(0, 56);
