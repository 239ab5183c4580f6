/**
 * How much each target holds: what clearing it would count, nothing that stays. A few at a time, each handed on as soon
 * as it is known, because the largest takes the longest.
 */
import { lstatSync } from "node:fs";
import { measure, type Measurement } from "../files/measure";
import { failureBelow } from "../files/permissions";
import { inSlices } from "../files/tasks";
import { walk } from "../files/walk";
import { keptByRule } from "./keep-rules";
import type { Machine } from "../files/machine";
import { withCommands } from "../files/ownership";
import { exclusion, ownershipCommandOf, type ResolvedTarget } from "./resolve";

export interface Size extends Measurement {
  /** Bytes of files that have no name outside the target: what deleting it can give back at once. */
  ownBytes: number;
  /** The same in blocks of the volume, bytes. */
  ownAllocated: number;
  /** Clones share their blocks unseen: the numbers are upper bounds. */
  upTo: boolean;
}

export interface MeasureToolsOptions {
  /** Targets measured at the same time. */
  concurrency?: number;
  signal?: AbortSignal;
  onProgress?: (target: ResolvedTarget, soFar: { bytes: number; files: number }) => void;
  onMeasured?: (target: ResolvedTarget, size: Size) => void;
}

/**
 * Measures the targets that are not left out, in their order of time, and tells each by `onMeasured`.
 * @throws the signal's reason when aborted; what was told stands
 */
export async function measureTargets(
  targets: ResolvedTarget[],
  machine: Machine,
  { concurrency = 3, signal, onProgress, onMeasured }: MeasureToolsOptions = {},
): Promise<Map<ResolvedTarget, Size>> {
  const sizes = new Map<ResolvedTarget, Size>();
  const waiting = targets.filter((target) => target.leftOut === undefined).values();
  const work = async () => {
    for (const target of waiting) {
      signal?.throwIfAborted();
      const size = await measureTarget(target, machine, {
        signal,
        onProgress: onProgress && ((soFar) => onProgress(target, soFar)),
      });
      sizes.set(target, size);
      onMeasured?.(target, size);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return sizes;
}

/**
 * Measures one target.
 * @throws the signal's reason when aborted
 */
export async function measureTarget(
  resolved: ResolvedTarget,
  { platform }: Machine,
  options: { signal?: AbortSignal; onProgress?: (soFar: { bytes: number; files: number }) => void } = {},
): Promise<Size> {
  const { root, target, isFile } = resolved;
  const sharing = target.sharing?.[platform];
  if (isFile) return fileSize(root);
  const exclude = exclusion(resolved, await keptByRule(resolved, options.signal));
  const size =
    sharing === "hard links"
      ? await withOwn(root, exclude, options.signal)
      : asOwn(await measure(root, { exclude, ...options }), sharing === "clones");
  return { ...size, unreadable: withCommands(size.unreadable, ownershipCommandOf(resolved)) };
}

const asOwn = (sum: Measurement, upTo: boolean): Size => ({
  ...sum,
  ownBytes: sum.bytes,
  ownAllocated: sum.allocated,
  upTo,
});

/** A disk image takes the blocks that were written, whatever its size says; one that is gone, none. */
function fileSize(path: string): Size {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats) return nothing();
  const { size, blocks, mtimeMs } = stats;
  const allocated = process.platform === "win32" ? size : blocks * 512;
  const bytes = Math.min(size, allocated);
  const own = { ownBytes: bytes, ownAllocated: allocated };
  return { bytes, allocated, ...own, files: 1, newestMs: mtimeMs, unreadable: [], upTo: false };
}

const nothing = (): Size => ({
  bytes: 0,
  allocated: 0,
  ownBytes: 0,
  ownAllocated: 0,
  files: 0,
  unreadable: [],
  upTo: false,
});

/** Counts names, because a file goes only with its last one. */
async function withOwn(root: string, exclude: (path: string) => boolean, signal?: AbortSignal): Promise<Size> {
  const size = nothing();
  const outside = new Map<string, number>();
  const onUnreadable = (path: string, error: NodeJS.ErrnoException) => {
    size.unreadable.push(failureBelow(root, path === "" ? root : `${root}/${path}`, error));
  };
  await inSlices(
    (function* () {
      for (const file of walk(root, { exclude, onUnreadable })) {
        signal?.throwIfAborted();
        if (file) {
          const inode = `${file.device}:${file.inode}`;
          const left = (outside.get(inode) ?? file.links) - 1;
          if (left === file.links - 1) {
            size.bytes += file.size;
            size.allocated += file.allocated;
          }
          if (file.links > 1) outside.set(inode, left);
          if (left === 0) {
            size.ownBytes += file.size;
            size.ownAllocated += file.allocated;
          }
          size.files++;
          size.newestMs = Math.max(size.newestMs ?? 0, file.mtimeMs);
        }
        yield undefined;
      }
    })(),
  );
  return size;
}
