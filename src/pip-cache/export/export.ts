/**
 * Copies what is cached of packages into a folder from which pip installs without a network: wheels and sdists under their own
 * names, each held against the hash of its index or its own checksums. Nothing in the cache is changed.
 */
import { lstatSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { codeOf, type Failure } from "../../files/failure";
import type { FileList } from "../../files/file-list";
import { freeSpaces } from "../../files/free-space";
import { isInside } from "../../files/guard";
import { removeLeftUnnamed } from "../../files/new-file";
import { readDirectory } from "../../files/walk";
import { maxThreads, retryWithoutThreads, runTask } from "../../files/tasks";
import { taskOf } from "../../files/worker-text";
import { urlHashOf, type PublishedFiles } from "../index/hash-links";
import { indexPages, pagesFor, publishedFiles, type PublishedOptions } from "../index/published";
import type { Kind } from "../entry";
import { layouts, responseForm } from "../layouts";
import type { CacheDirectory } from "../locate";
import { list, listEntries, type ListOptions } from "../scan/list";
import type { Selection } from "../selection";
import source from "../worker.generated.txt";
import { type Copied, type CopiedFile, type copyFiles, type CopyMessage, type LeftFile } from "./copy-files";
import { isSafeName } from "./distribution-name";

export const copying = taskOf<typeof copyFiles>("copyFiles", source);

export interface ExportProgress {
  bytes: number;
  totalBytes: number;
}

export interface ExportOptions extends PublishedOptions, Pick<ListOptions, "known"> {
  /** See `RunOptions`. */
  headStartMs?: number;
  onProgress?: (progress: ExportProgress) => void;
}

export interface Exported {
  /** Real path. */
  folder: string;
  /** By name, each once, however often it is cached. */
  files: CopiedFile[];
  /** By title. */
  left: LeftFile[];
  /** What could not be read of the caches. */
  failures: Failure[];
  /** Why nothing more could be written there. */
  ended?: Failure;
  /** Why nothing was written at all: what is free there, less than what this takes. bytes */
  noRoom?: { needed: number; free: number };
}

/** Why nothing can be exported into a folder. */
export type FolderProblem = "missing" | "no folder" | "not readable" | "in cache";

/** The kinds that pip installs. */
const installable: readonly Kind[] = ["wheel", "sdist", "built wheel"];
const HEAP_MB = 48;
/** Files per message, header and body counted as two: small enough to keep all threads busy to the end. */
const CHUNK = 32;
/** More only wait for the same disk. */
const THREADS = 2;

/** What of a selection can be installed; undefined where nothing can. */
export function installablePart(selection: Selection): Selection | undefined {
  const kinds = installable.filter((kind) => selection.kinds?.includes(kind) ?? true);
  return kinds.length === 0 || selection.foreign ? undefined : { ...selection, kinds };
}

/** Why nothing can be exported into a folder, as far as that can be seen without writing; undefined where nothing is wrong. */
export function folderProblem(path: string, caches: readonly CacheDirectory[]): FolderProblem | undefined {
  try {
    if (!statSync(path).isDirectory()) return "no folder";
    const folder = realpathSync.native(path);
    return caches.some((cache) => folder === cache.path || isInside(folder, cache.path, sep)) ? "in cache" : undefined;
  } catch (error) {
    return codeOf(error) === "ENOENT" ? "missing" : "not readable";
  }
}

/** Where there is too little room: what is there already may be the same, and takes no more. */
async function noRoomFor(needed: number, folder: string): Promise<Exported["noRoom"]> {
  const [free] = (await freeSpaces([folder])).values();
  if (free === undefined || needed <= free) return undefined;
  let there = 0;
  for (const { name } of readDirectory(folder)) {
    const stats = lstatSync(join(folder, name), { throwIfNoEntry: false });
    if (stats?.isFile() && isSafeName(name)) there += stats.size;
  }
  return needed <= free + there ? undefined : { needed, free };
}

/**
 * Exports what is selected.
 * @param folder of which nothing is wrong, see `folderProblem`
 * @throws the signal's reason when aborted: what was copied until then stays, whole
 */
export function exportFiles(
  caches: CacheDirectory[],
  selection: Selection,
  folder: string,
  options: ExportOptions = {},
): Promise<Exported> {
  return retryWithoutThreads(options, (own) => exportOnce(caches, selection, realpathSync.native(folder), own));
}

async function exportOnce(
  caches: CacheDirectory[],
  selected: Selection,
  folder: string,
  options: ExportOptions,
): Promise<Exported> {
  const { signal, onProgress, indexUrls, threads = Math.min(THREADS, maxThreads()), headStartMs } = options;
  const exported: Exported = { folder, files: [], left: [], failures: [] };
  const selection = installablePart(selected);
  if (selection === undefined) return exported;
  removeLeftUnnamed(folder);
  const listOptions = { signal, indexUrls, threads, headStartMs };
  const { folders, failures } = await list(caches, selection, { ...listOptions, known: options.known });
  exported.failures = failures;
  const pages = indexPages(await listEntries(caches, pagesFor(selection), listOptions));
  const totalBytes = folders.reduce((sum, { files }) => sum + files.bytes, 0);
  exported.noRoom = await noRoomFor(totalBytes, folder);
  if (exported.noRoom) return exported;
  let bytes = 0;
  const ending = new AbortController();
  const stop = signal ? AbortSignal.any([signal, ending.signal]) : ending.signal;
  const onResult = (part: Copied) => {
    bytes += part.bytes;
    for (const file of part.files) exported.files.push(file);
    for (const file of part.left) exported.left.push(file);
    if (part.ended) {
      exported.ended = part.ended;
      ending.abort();
    }
    onProgress?.({ bytes: Math.min(Math.round(bytes), totalBytes), totalBytes });
  };
  for (const { layout, root, files } of folders) {
    if (layouts[layout].entry.is === "note" || files.length === 0) continue;
    const published = responseForm(layout) ? await publishedFor(files, pages, caches, options) : new Map();
    await runTask(copying, messages(files, { layout, root, folder, indexUrls }, published), {
      signal: stop,
      threads: Math.min(threads, Math.ceil(files.length / CHUNK)),
      headStartMs: headStartMs ?? 0,
      heapMb: HEAP_MB,
      onResult,
    });
    signal?.throwIfAborted();
    if (exported.ended) break;
  }
  exported.files = onceEach(exported.files);
  exported.left.sort((one, other) => one.title.localeCompare(other.title));
  return exported;
}

async function publishedFor(
  files: FileList,
  pages: Parameters<typeof publishedFiles>[0],
  caches: CacheDirectory[],
  options: ExportOptions,
): Promise<PublishedFiles> {
  const keys = new Set(Array.from(files, ({ path }) => urlHashOf({ files: [{ path }] })));
  return publishedFiles(pages, keys, { ...options, caches });
}

function* messages(
  files: FileList,
  request: Omit<CopyMessage, "files" | "published">,
  published: PublishedFiles,
): Generator<CopyMessage> {
  for (const chunk of files.chunks(CHUNK)) {
    const known: CopyMessage["published"] = new Map();
    for (const { path } of chunk) {
      const key = urlHashOf({ files: [{ path }] });
      const file = published.get(key);
      if (file) known.set(key, { fileName: file.fileName, sha256: file.sha256 });
    }
    yield { ...request, files: chunk.toColumns(), published: known };
  }
}

/** A file that is cached twice was there when its second copy came; what its index says of one is so of both. */
function onceEach(files: CopiedFile[]): CopiedFile[] {
  const byName = new Map<string, CopiedFile>();
  for (const file of files) {
    const before = byName.get(file.fileName) ?? file;
    const better = before.isNamedByContents || before.heldAgainst !== "index" ? file : before;
    byName.set(file.fileName, { ...better, wasThere: before.wasThere && file.wasThere });
  }
  return [...byName.values()].sort((one, other) => one.fileName.localeCompare(other.fileName));
}
