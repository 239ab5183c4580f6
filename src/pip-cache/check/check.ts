/**
 * Checks whether cached files are what they should be: against the hash their index published where a cached page has
 * it, else against their own checksums.
 */
import type { Failure } from "../../files/failure";
import type { FileList } from "../../files/file-list";
import { maxThreads, retryWithoutThreads, runTask } from "../../files/tasks";
import { taskOf } from "../../files/worker-text";
import { sumGroups } from "../rows/groups";
import { urlHashOf } from "../index/hash-links";
import { KeyTable } from "../index/key-table";
import { layouts, responseForm } from "../layouts";
import type { CacheDirectory } from "../locate";
import { indexPages, pagesFor, publishedFiles, publishedHashes, type PublishedOptions } from "../index/published";
import { isUnchanged, statEntry } from "../stat-entry";
import { list, listEntries, type ListedFolder } from "../scan/list";
import type { Selection } from "../selection";
import source from "../worker.generated.txt";
import {
  nothingVerified,
  verifiedCounts,
  type DamagedFile,
  type Verified,
  type verifyFiles,
  type VerifyMessage,
} from "./verify-files";

export const verifying = taskOf<typeof verifyFiles>("verifyFiles", source);

export interface CheckProgress {
  bytes: number;
  totalBytes: number;
  /** What has been found so far. */
  checked: CheckedCache;
}

export interface CheckOptions extends PublishedOptions {
  /** See `RunOptions`. */
  headStartMs?: number;
  onProgress?: (progress: CheckProgress) => void;
}

/** A damaged file and the real path of the cache directory it lies in. */
export interface DamagedEntry extends DamagedFile {
  cache: string;
}

export interface CheckedCache extends Omit<Verified, "damaged"> {
  /** By title. */
  damaged: DamagedEntry[];
  /** What could not be read, and so was not checked. */
  failures: Failure[];
}

/** A thread reads bodies piece by piece, and a few archives' directories whole. */
const HEAP_MB = 48;
/** Files per message: small enough to keep all threads busy to the end. */
const CHUNK = 64;

/**
 * Verifies the contents of all that is selected.
 * @throws the signal's reason when aborted
 */
export function check(
  caches: CacheDirectory[],
  selection: Selection,
  options: CheckOptions = {},
): Promise<CheckedCache> {
  return retryWithoutThreads(options, (own) => checkOnce(caches, selection, own));
}

async function checkOnce(caches: CacheDirectory[], selection: Selection, options: CheckOptions): Promise<CheckedCache> {
  const { signal, onProgress, indexUrls, threads = maxThreads(), headStartMs } = options;
  const { folders, rows, failures } = await list(caches, selection, { signal, indexUrls, threads, headStartMs });
  const listed = listEntries(caches, pagesFor(selection), { signal, indexUrls, threads, headStartMs });
  const pages = indexPages(await listed);
  const hashes = tableOf(folders);
  await publishedHashes(pages, hashes, { caches, ...options });
  const totalBytes = sumGroups([...rows.values()].map((own) => own.sums())).bytes;
  // A file is read by each of its names, but its bytes count once.
  const share = totalBytes / (folders.reduce((sum, { files }) => sum + files.bytes, 0) || 1);
  const checked: CheckedCache = { ...nothingVerified(), damaged: [], failures };
  for (const { cache, layout, root, files } of folders) {
    if (layouts[layout].entry.is === "note") continue;
    const request = { layout, root, hashes: hashes.memory, indexUrls };
    await runTask(verifying, messages(files, request), {
      signal,
      // One that finds nothing left to do has cost more than checking a file.
      threads: Math.min(threads, Math.ceil(files.length / CHUNK)),
      // Some files are read in one go, which takes longer than a window may freeze: threads are waited for.
      headStartMs: headStartMs ?? 0,
      heapMb: HEAP_MB,
      onResult: (part) => {
        for (const count of verifiedCounts) checked[count] += part[count];
        for (const file of part.damaged) checked.damaged.push({ ...file, cache });
        // What changed meanwhile was read more than once.
        onProgress?.({
          bytes: Math.min(Math.round(checked.bytes * share), totalBytes),
          totalBytes,
          checked: { ...checked, damaged: checked.damaged.slice() },
        });
      },
    });
    signal?.throwIfAborted();
  }
  const names = await publishedFiles(pages, new Set(checked.damaged.map(urlHashOf)), { caches, ...options });
  for (const file of checked.damaged) file.title = names.get(urlHashOf(file))?.fileName ?? file.title;
  checked.damaged.sort((a, b) => a.title.localeCompare(b.title));
  return checked;
}

/** The result without those damaged files that are gone meanwhile, or others now. */
export function withoutRemoved(checked: CheckedCache): CheckedCache {
  const damaged = checked.damaged.filter(({ layout, root, files }) =>
    isUnchanged(files, statEntry(layout, root, files[0].path) ?? []),
  );
  const gone = checked.damaged.filter((file) => !damaged.includes(file));
  return {
    ...checked,
    checked: checked.checked - gone.length,
    byHash: checked.byHash - gone.filter(({ byHash }) => byHash).length,
    damaged,
  };
}

function* messages(files: FileList, request: Omit<VerifyMessage, "files">): Generator<VerifyMessage> {
  for (const chunk of files.chunks(CHUNK)) yield { ...request, files: chunk.toColumns() };
}

/** The keys of all responses among the files. */
function tableOf(folders: ListedFolder[]): KeyTable {
  const responses = folders.filter(({ layout }) => responseForm(layout) !== undefined);
  const table = KeyTable.for(responses.reduce((sum, { files }) => sum + files.length, 0));
  for (const { files } of responses) for (const { path } of files) table.add(urlHashOf({ files: [{ path }] }));
  return table;
}
