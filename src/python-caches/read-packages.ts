/** Reads which packages lie in the caches of a tool, in a thread: it looks at every file. */
import type { Failure } from "../files/failure";
import { retryWithoutThreads, runTask } from "../files/tasks";
import { taskOf } from "../files/worker-text";
import type { CachedPackage, collectPackages, PackagesMessage, PackagesPart, PartSums } from "./collect-packages";
import source from "./worker.generated.txt";

export const collectingPackages = taskOf<typeof collectPackages>("collectPackages", source);

export interface ReadPackages {
  /** Largest first; what belongs to no package is among them. */
  packages: CachedPackage[];
  total: PartSums;
  unreadable: Failure[];
}

export interface ReadPackagesOptions {
  signal?: AbortSignal;
  /** 0 does it in slices on the command's own thread. */
  threads?: 0 | 1;
}

/** @throws the signal's reason when aborted: a part of a cache says nothing of how much a package takes */
export function readPackages(
  message: PackagesMessage,
  { signal, threads = 1 }: ReadPackagesOptions = {},
): Promise<ReadPackages> {
  return retryWithoutThreads({ threads }, async (options) => {
    const packages: CachedPackage[] = [];
    let end: PackagesPart["end"];
    await runTask(collectingPackages, [message], {
      ...options,
      signal,
      headStartMs: 0,
      onResult: (part) => {
        packages.push(...part.packages);
        end ??= part.end;
      },
    });
    signal?.throwIfAborted();
    if (end === undefined) throw new Error("The reading ended without a result.");
    return { packages, ...end };
  });
}
