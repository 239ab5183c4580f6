/** What a directory holds, in the numbers that clearing it would report. */
import type { Failure } from "./failure";
import { failureBelow } from "./permissions";
import { inSlices } from "./tasks";
import { walk, type FoundFile } from "./walk";

export interface Measurement {
  /** The sum of `st_size`; a file with several names in the directory counts once. */
  bytes: number;
  /** The same in blocks of the volume, bytes. */
  allocated: number;
  files: number;
  /** The newest mtime among the files, ms since 1970. */
  newestMs?: number;
  unreadable: Failure[];
}

export interface MeasureOptions {
  exclude?: (path: string) => boolean;
  signal?: AbortSignal;
  /** At most ten times a second. */
  onProgress?: (soFar: { bytes: number; files: number }) => void;
}

/**
 * Measures a directory in slices; one that does not exist measures nothing.
 * @throws the signal's reason when aborted: half a measurement is none
 */
export async function measure(root: string, options: MeasureOptions = {}): Promise<Measurement> {
  const { exclude, signal, onProgress } = options;
  const sum: Measurement = { bytes: 0, allocated: 0, files: 0, unreadable: [] };
  const inodes = new Set<string>();
  let lastProgress = performance.now();
  const steps = function* (): Generator<undefined, Measurement> {
    const onUnreadable = (path: string, error: NodeJS.ErrnoException) => {
      sum.unreadable.push(failureBelow(root, path === "" ? root : `${root}/${path}`, error));
    };
    for (const file of walk(root, { exclude, onUnreadable })) {
      if (file) count(sum, file, inodes);
      else {
        signal?.throwIfAborted();
        if (onProgress && performance.now() - lastProgress > 100) {
          lastProgress = performance.now();
          onProgress({ bytes: sum.bytes, files: sum.files });
        }
      }
      yield undefined;
    }
    return sum;
  };
  return inSlices(steps());
}

function count(sum: Measurement, file: FoundFile, inodes: Set<string>): void {
  sum.files++;
  sum.newestMs = Math.max(sum.newestMs ?? 0, file.mtimeMs);
  if (file.links > 1) {
    const inode = `${file.device}:${file.inode}`;
    if (inodes.has(inode)) return;
    inodes.add(inode);
  }
  sum.bytes += file.size;
  sum.allocated += file.allocated;
}
