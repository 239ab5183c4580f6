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
  /** The sums of what goes, by the real path of the cache directory. */
  rows: Map<string, Row[]>;
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
  const sums = [...rows].map(([path, one]) => ({ path, ...sumGroups(one.flatMap(({ groups }) => groups)) }));
  const all = [...rows.values()].flat();
  const everything = Object.keys(selection).every((key) => key === "caches");
  return {
    folders: folders.filter(({ files }) => everything || files.length > 0),
    rows,
    files: sums.reduce((sum, { files }) => sum + files, 0),
    bytes: sums.reduce((sum, { bytes }) => sum + bytes, 0),
    caches: sums.filter(({ files }) => files > 0).map(({ path, bytes }) => ({ path, bytes })),
    items: itemsOf(all),
    builtWheels: all.flatMap(({ groups }) => groups).reduce((sum, group) => sum + builtIn(group), 0),
    sweep: everything,
    failures,
  };
}

const builtIn = (group: Row["groups"][number]): number => (group.kind === "built wheel" ? group.entries : 0);

function itemsOf(rows: Row[]): PlannedItem[] {
  const items = new Map<string, PlannedItem>();
  const several = new Set(rows.map(({ key }) => key)).size > 1;
  for (const row of rows) {
    for (const group of row.groups) {
      const name = several ? row.name : labelOf(row, group);
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
  /** Built wheels that stayed, with what lies beside them, and why. */
  kept?: { wheels: number; why: "pip is running" | "pip may be running" | "a build may be using them" };
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
        kept = { wheels: countWheels(files), why: activity === "busy" ? "pip is running" : "pip may be running" };
        continue;
      }
      going = files.filter(withoutBuilds(root));
      const staying = countWheels(files) - countWheels(going);
      if (staying > 0) kept = { wheels: staying, why: "a build may be using them" };
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

function countWheels(files: Iterable<{ path: string }>): number {
  let wheels = 0;
  for (const { path } of files) if (path.endsWith(".whl")) wheels++;
  return wheels;
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
