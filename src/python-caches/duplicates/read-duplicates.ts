/** Finds, in a thread, what several tools keep of the same: it opens what may be, and hashes what is as long as another. */
import { maxThreads, retryWithoutThreads, runTask } from "../../files/tasks";
import { taskOf } from "../../files/worker-text";
import { packageKey } from "../../packaging/row-key";
import { PIP } from "../../pip-cache/entry";
import type { CacheDirectory } from "../../pip-cache/locate";
import { list, type ListOptions } from "../../pip-cache/scan/list";
import type { PackagesMessage } from "../collect-packages";
import source from "../worker.generated.txt";
import type { Duplicate, findDuplicates } from "./find-duplicates";

export const findingDuplicates = taskOf<typeof findDuplicates>("findDuplicates", source);

export interface DuplicatesRequest {
  /** Normalised names: only what several tools keep something of can be the same. */
  names: string[];
  /** pip's. */
  caches: CacheDirectory[];
  tools: PackagesMessage[];
}

/**
 * What pip and these tools keep of the same, in no order.
 * @param options `known`: see `ListOptions`
 * @throws the signal's reason when aborted
 */
export async function readDuplicates(
  { names, caches, tools }: DuplicatesRequest,
  options: Pick<ListOptions, "signal" | "threads" | "known"> = {},
): Promise<Duplicate[]> {
  if (names.length === 0) return [];
  const { signal } = options;
  const rows = names.map((name) => packageKey(PIP, name));
  const { folders } = await list(caches, { rows, kinds: ["wheel", "sdist"] }, options);
  const pip = folders.map(({ layout, root, files }) => ({ layout, root, files: files.toColumns() }));
  return retryWithoutThreads(options, async ({ threads = maxThreads() }) => {
    const duplicates: Duplicate[] = [];
    await runTask(findingDuplicates, [{ names, pip, tools }], {
      signal,
      threads: Math.min(1, threads),
      headStartMs: 0,
      onResult: (part) => {
        duplicates.push(...part.duplicates);
      },
    });
    signal?.throwIfAborted();
    return duplicates;
  });
}
