/**
 * How much each target holds: what clearing it would count, nothing that stays. A few at a time, each handed on as soon
 * as it is known, because the largest takes the longest.
 */
import { lstatSync } from "node:fs";
import { measure, nothingMeasured, type Measurement } from "../files/measure";
import { keptByRule } from "./keep-rules";
import type { Machine } from "../files/machine";
import { withCommands } from "../files/ownership";
import { allocatedBytes } from "../files/walk";
import { exclusion, targetOwnershipCommand, type ResolvedTarget } from "./resolve";

export interface Size extends Measurement {
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
 * Measures the targets that are not left out, and hands each to `onMeasured` as soon as it is known.
 * @throws the signal's reason when aborted; what was handed over stands
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
  options: {
    signal?: AbortSignal;
    until?: number;
    onProgress?: (soFar: { bytes: number; files: number }) => void;
  } = {},
): Promise<Size> {
  const { root, target, isFile } = resolved;
  const sharing = target.sharing?.[platform];
  if (isFile) return fileSize(root);
  const exclude = exclusion(resolved, await keptByRule(resolved, options.signal));
  const size = await measure(root, { exclude, ...options });
  return {
    ...size,
    unreadable: withCommands(size.unreadable, targetOwnershipCommand(resolved)),
    upTo: sharing === "clones",
  };
}

/** A disk image takes the blocks that were written, whatever its size says; one that is gone, none. */
function fileSize(path: string): Size {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats) return { ...nothingMeasured(), upTo: false };
  const allocated = allocatedBytes(stats);
  const bytes = Math.min(stats.size, allocated);
  return { ...nothingMeasured(), bytes, allocated, files: 1, newestMs: stats.mtimeMs, upTo: false };
}
