/**
 * Plans a removal, shows what it would do, and carries it out. What the question named and is still the same file goes;
 * nothing else does.
 */
import { lstatSync } from "node:fs";
import type { Failure } from "../files/failure";
import { nativePath } from "../files/names";
import { addRemovals, removeFiles, type Removal, type RemovalProgress } from "../files/remove";
import { readDirectory } from "../files/walk";
import type { CacheDirectory } from "./locate";
import { isPackage, sumGroups, type Row } from "./rows";
import { list, type ListedFolder, type ScanOptions } from "./scan";
import { HOUR_MS, type Selection } from "./selection";

export interface Plan {
  folders: ListedFolder[];
  files: number;
  /** `st_size`; of a file with several names only if all of them go. */
  bytes: number;
  /** Bytes per cache directory that the plan touches. */
  caches: { path: string; bytes: number }[];
  /** What goes, per package, largest first; the versions of it where there is only one package. */
  items: PlannedItem[];
  builtWheels: number;
  /** Whether empty directories go too: when everything was selected. */
  sweep: boolean;
  /** What could not be read and so is not part of it. */
  failures: Failure[];
}

export interface PlannedItem {
  name: string;
  files: number;
  bytes: number;
}

/** Whether a pip is running; not knowing counts as busy. */
export type PipActivity = "idle" | "busy" | "unknown";

/**
 * Finds the files that a selection means.
 * @throws the signal's reason when aborted
 */
export async function plan(caches: CacheDirectory[], selection: Selection, options: ScanOptions = {}): Promise<Plan> {
  const { rows, folders, failures } = await list(caches, selection, options);
  const total = sumGroups(rows.flatMap(({ groups }) => groups));
  const everything = Object.keys(selection).every((key) => key === "caches");
  return {
    folders: folders.filter(({ files }) => everything || files.length > 0),
    files: total.files,
    bytes: total.bytes,
    caches: cacheTotals(folders),
    items: itemsOf(rows),
    builtWheels: rows.flatMap(({ groups }) => groups).reduce((sum, group) => sum + builtIn(group), 0),
    sweep: everything,
    failures,
  };
}

const builtIn = (group: Row["groups"][number]): number => (group.kind === "built wheel" ? group.entries : 0);

function cacheTotals(folders: ListedFolder[]): Plan["caches"] {
  const totals = new Map<string, number>();
  for (const { cache, files } of folders) {
    if (files.length > 0) totals.set(cache, (totals.get(cache) ?? 0) + files.bytes);
  }
  return Array.from(totals, ([path, bytes]) => ({ path, bytes }));
}

function itemsOf(rows: Row[]): PlannedItem[] {
  const items = new Map<string, PlannedItem>();
  for (const row of rows) {
    for (const group of row.groups) {
      const name = rows.length > 1 ? row.name : labelOf(row, group);
      const item = items.get(name) ?? { name, files: 0, bytes: 0 };
      item.files += group.files;
      item.bytes += group.bytes;
      items.set(name, item);
    }
  }
  return [...items.values()].sort((a, b) => b.bytes - a.bytes);
}

function labelOf(row: Row, group: Row["groups"][number]): string {
  if (!isPackage(row)) return group.reason ?? row.name;
  return [row.name, group.version, `(${group.kind})`].filter(Boolean).join(" ");
}

export interface RemovePlanOptions {
  signal?: AbortSignal;
  dryRun?: boolean;
  /** At most ten times a second. */
  onProgress?: (progress: RemovalProgress) => void;
  /** Built wheels stay unless it is idle: a pip that has chosen one fails when it is gone. */
  activity: PipActivity;
  /** The person has said to remove built wheels whatever is going on. */
  anyway?: boolean;
}

export interface PlanRemoval extends Removal {
  /** Built wheels (with what lies beside them) that stayed, and why. */
  kept?: { files: number; why: "pip is running" | "pip may be running" | "a build may be using them" };
}

/** Carries out a plan, folder by folder. Never throws for a file; see `failures`. */
export async function remove(plan: Plan, options: RemovePlanOptions): Promise<PlanRemoval> {
  const { signal, dryRun, onProgress, activity, anyway = false } = options;
  const removals: Removal[] = [];
  let kept: PlanRemoval["kept"];
  const done = { files: 0, bytes: 0 };
  for (const { root, layout, files } of plan.folders) {
    let going = files;
    if (layout === "wheels" && !anyway) {
      if (activity !== "idle") {
        kept = { files: files.length, why: activity === "busy" ? "pip is running" : "pip may be running" };
        continue;
      }
      going = files.filter(withoutBuilds(root));
      if (going.length < files.length) {
        kept = { files: files.length - going.length, why: "a build may be using them" };
      }
    }
    const removal = await removeFiles(root, going, {
      signal,
      dryRun,
      keepYoungerThanMs: layout === "wheels" && !anyway ? HOUR_MS : 0,
      sweep: plan.sweep,
      onProgress: onProgress && ((progress) => onProgress(totalProgress(progress, done, plan))),
    });
    removals.push(removal);
    done.files += removal.files;
    done.bytes += removal.bytes;
    if (signal?.aborted) break;
  }
  const sum: PlanRemoval = addRemovals(removals);
  sum.stopped = signal?.aborted ?? false;
  if (kept) sum.kept = kept;
  return sum;
}

function totalProgress(
  progress: RemovalProgress,
  before: { files: number; bytes: number },
  { files, bytes }: Pick<Plan, "files" | "bytes">,
): RemovalProgress {
  return {
    files: before.files + progress.files,
    bytes: before.bytes + progress.bytes,
    totalFiles: files,
    totalBytes: bytes,
  };
}

/** A test for files whose directory no build is going on in: pip builds in a `tmp…` folder beside the wheel. */
function withoutBuilds(root: string): (file: { path: string }) => boolean {
  const known = new Map<string, boolean>();
  return ({ path }) => {
    const directory = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    let free = known.get(directory);
    if (free === undefined) {
      free = !directory.split("/").some((part) => part.startsWith("tmp")) && !holdsBuild(`${root}/${directory}`);
      known.set(directory, free);
    }
    return free;
  };
}

function holdsBuild(directory: string): boolean {
  if (lstatSync(nativePath(directory), { throwIfNoEntry: false }) === undefined) return false;
  return readDirectory(directory).some(({ name, type }) => type === "directory" && name.startsWith("tmp"));
}
