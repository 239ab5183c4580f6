/**
 * How much each target holds: what clearing it would count, nothing that stays. A few at a time, each handed on as soon
 * as it is known, because the largest takes the longest.
 */
import { lstatSync } from "node:fs";
import { measure, nothingMeasured, type Measurement } from "../files/measure";
import { findUsage } from "./in-use";
import { keptByRule } from "./keep-rules";
import type { Machine } from "../files/machine";
import { withCommands } from "../files/ownership";
import { listProcesses } from "../files/processes";
import { allocatedBytes } from "../files/walk";
import { exclusion, targetOwnershipCommand, type ResolvedTarget } from "./resolve";
import { commandFailure, run } from "./run-command";
import type { Target } from "./tool";

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
  machine: Machine,
  options: {
    signal?: AbortSignal;
    until?: number;
    onProgress?: (soFar: { bytes: number; files: number }) => void;
  } = {},
): Promise<Size> {
  const { platform } = machine;
  const { root, target, isFile } = resolved;
  if (target.asked !== undefined) return askedSize(resolved, target.asked, machine, options.signal);
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

/** What a service says it has, which rounds that, and gives it back to the disk when it likes; nothing while it does not run. */
async function askedSize(
  { tool, root, place }: ResolvedTarget,
  asked: NonNullable<Target["asked"]>,
  machine: Machine,
  signal?: AbortSignal,
): Promise<Size> {
  const none = { ...nothingMeasured(), upTo: true };
  const untold = (reason: string): Size => ({ ...none, unreadable: [{ path: root, code: "COMMAND", reason }] });
  // To ask it could start it, and to look is to change nothing.
  const running = await listProcesses({ signal });
  if (running === undefined || findUsage(running, tool.processes, []).state !== "busy") {
    return untold(`${tool.name} is not running, and only it can tell.`);
  }
  const ran = await run(asked, machine, { root, place, signal });
  signal?.throwIfAborted();
  const bytes = ran.outcome === "succeeded" ? bytesSaid(ran.output, asked.after) : undefined;
  if (bytes !== undefined) return { ...none, bytes, allocated: bytes, files: bytes > 0 ? 1 : 0 };
  return untold(commandFailure(ran, root)?.reason ?? `“${asked.program}” was not found, or does not say it.`);
}

/** The size in the line that begins so, base 1000. */
function bytesSaid(output: string, after: string): number | undefined {
  const line = output.split("\n").find((one) => one.startsWith(after));
  const [, number, unit = ""] = /^(\d+(?:\.\d+)?)\s*([kMGTP]?)B\b/.exec(line?.slice(after.length) ?? "") ?? [];
  const bytes = Math.round(Number(number) * 1000 ** ["", ..."kMGTP"].indexOf(unit));
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** A disk image takes the blocks that were written, whatever its size says; one that is gone, none. */
function fileSize(path: string): Size {
  const stats = lstatSync(path, { throwIfNoEntry: false });
  if (!stats) return { ...nothingMeasured(), upTo: false };
  const allocated = allocatedBytes(stats);
  const bytes = Math.min(stats.size, allocated);
  return { ...nothingMeasured(), bytes, allocated, files: 1, newestMs: stats.mtimeMs, upTo: false };
}
