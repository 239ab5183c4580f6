/** What a directory holds, in the numbers that clearing it would report. */
import type { Failure } from "./failure";
import { cellAt, withCapacity } from "./typed-arrays";
import { Inodes } from "./inodes";
import { failureBelow } from "./permissions";
import { inSlices } from "./tasks";
import { walk, type FoundFile } from "./walk";

export interface Measurement {
  /** The sum of `st_size`; a file with several names in the directory counts once. */
  bytes: number;
  /** Of these, what has names outside the directory: removing frees nothing of that. */
  shared: number;
  /** The same two in blocks of the volume, bytes. */
  allocated: number;
  sharedAllocated: number;
  files: number;
  /** The newest mtime among the files, ms since 1970. */
  newestMs?: number;
  unreadable: Failure[];
}

export interface MeasureOptions {
  exclude?: (path: string) => boolean;
  /** What came or changed later is left out. ms since 1970 */
  until?: number;
  signal?: AbortSignal;
  /** At most ten times a second. */
  onProgress?: (soFar: { bytes: number; files: number }) => void;
}

/**
 * Measures a directory in slices; one that does not exist measures nothing.
 * @throws the signal's reason when aborted: half a measurement is none
 */
export async function measure(root: string, options: MeasureOptions = {}): Promise<Measurement> {
  const { exclude, signal, onProgress, until = Infinity } = options;
  const sum = nothingMeasured();
  const names = new Names();
  let lastProgress = performance.now();
  const steps = function* (): Generator<undefined, Measurement> {
    const onUnreadable = (path: string, error: NodeJS.ErrnoException) => {
      sum.unreadable.push(failureBelow(root, path === "" ? root : `${root}/${path}`, error));
    };
    for (const file of walk(root, { exclude, onUnreadable })) {
      if (file) {
        if (file.changedMs <= until) count(sum, file, names);
      } else {
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

/** What a directory measures that does not exist. */
export function nothingMeasured(): Measurement {
  return { bytes: 0, shared: 0, allocated: 0, sharedAllocated: 0, files: 0, unreadable: [] };
}

function count(sum: Measurement, file: FoundFile, names: Names): void {
  sum.files++;
  sum.newestMs = Math.max(sum.newestMs ?? 0, file.mtimeMs);
  const name = file.links > 1 ? names.add(file) : "only";
  if (name === "only" || name === "first") {
    sum.bytes += file.size;
    sum.allocated += file.allocated;
  }
  if (name === "only" || name === "between") return;
  // All of a file is shared from its first name here until its last.
  const sign = name === "first" ? 1 : -1;
  sum.shared += sign * file.size;
  sum.sharedAllocated += sign * file.allocated;
}

/** Tells which name of its file one is. */
class Names {
  readonly #inodes = new Inodes();
  #seen = new Int32Array(0);

  add(file: FoundFile): "first" | "between" | "last" {
    const number = this.#inodes.add(file);
    this.#seen = withCapacity(this.#seen, number + 1);
    const seen = cellAt(this.#seen, number) + 1;
    this.#seen[number] = seen;
    if (seen === 1) return "first";
    return seen === file.links ? "last" : "between";
  }
}
