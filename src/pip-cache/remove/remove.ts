/** Carries out what was planned: what the question named and is still the same file goes; nothing else does. */
import { freeSpaces, unfreedSince } from "../../files/free-space";
import { failureOf } from "../../files/failure";
import { withOwnership } from "../cache-ownership";
import { FileList } from "../../files/file-list";
import { baseName, parentOf } from "../../files/names";
import { inSlices } from "../../files/tasks";
import { addRemoval, emptyRemoval, logAfter, type Removal } from "../../files/attempts";
import { removeFiles, type RemovalProgress, type RemoveOptions } from "../../files/remove-files";
import { addKept, isBuild, sortOutBuilds, type KeptWheels, type PipActivity } from "../builds";
import { rootOf, whyStays } from "../locate";
import { layouts, responseForm, type Layout } from "../layouts";
import { digitsIn, isEntryName, isFolderOfPip } from "../written";
import { statEntry } from "../stat-entry";
import type { ListedFolder } from "../scan/list";
import { HOUR_MS } from "../selection";
import type { Plan } from "./plan";

export interface RemovePlanOptions extends Pick<RemoveOptions, "threads" | "headStartMs" | "log"> {
  signal?: AbortSignal;
  dryRun?: boolean;
  /** At most ten times a second, and at the end of each folder. */
  onProgress?: (progress: RemovalProgress) => void;
  /** Built wheels stay unless it is idle. A function is asked right before they would go. */
  activity: PipActivity | (() => Promise<PipActivity>);
  /** The person has said to remove built wheels whatever is going on. */
  anyway?: boolean;
}

export interface PlanRemoval extends Removal {
  /** Absent when nothing of the plan had to stay because of pip. */
  kept?: KeptWheels;
  /** What is gone, but not free on its volume; absent where that is little. See `unfreedSince`. bytes */
  unfreed?: number;
}

/** Carries out a plan, folder by folder. Never throws for a file or a folder; see `failures`. */
export async function remove(plan: Plan, options: RemovePlanOptions): Promise<PlanRemoval> {
  const { onProgress, log } = options;
  const sum: PlanRemoval = emptyRemoval();
  let kept: KeptWheels | undefined;
  const spaces = await freeSpaces(plan.folders.map(({ root }) => root));
  for (const folder of plan.folders) {
    if (options.signal?.aborted) {
      sum.stopped ||= folder.files.length > 0;
      continue;
    }
    const { entries, files, bytes } = sum;
    const one = await removeFolder(folder, plan.sweep, {
      ...options,
      afterOthers: sum.linked.shared > 0,
      log: log && logAfter(log, { entries, files, bytes }),
      onProgress: (now) => {
        const total = { totalEntries: plan.entries, totalBytes: plan.bytes };
        onProgress?.({ entries: entries + now.entries, bytes: bytes + now.bytes, ...total });
      },
    });
    addRemoval(sum, one);
    sum.stopped ||= one.stopped;
    kept = addKept(kept, one.kept);
  }
  const unfreed = options.dryRun ? undefined : await unfreedSince(spaces, sum.allocated);
  return { ...sum, ...(kept && { kept }), ...(unfreed !== undefined && { unfreed }) };
}

async function removeFolder(
  folder: ListedFolder,
  sweep: boolean,
  options: RemovePlanOptions & Pick<RemoveOptions, "afterOthers">,
): Promise<PlanRemoval> {
  const { root, layout, cache } = folder;
  const { activity, anyway = false, ...rest } = options;
  const careful = layouts[layout].waits && !anyway;
  const isFile = layouts[layout].placement === "file";
  try {
    const now = !careful ? "idle" : typeof activity === "function" ? await activity() : activity;
    const hasBodies = responseForm(layout)?.bodySuffix !== undefined;
    const listed = hasBodies ? await inSlices(withoutCompleted(layout, root, folder.files)) : folder.files;
    const { files, kept } = careful ? await sortOutBuilds(root, listed, now) : { files: listed };
    const removal = await removeFiles(root, files, {
      ...rest,
      sweep: sweep && now === "idle" && !isFile,
      exclude: (path) => !isFolderOfPip(layout, path) || (careful && isBuild(path)),
      isNamed: isFile,
      keepYoungerThanMs: careful ? HOUR_MS : 0,
      isCache: () => rootOf(cache, layout) === root && whyStays(cache, layout, root) === undefined,
    });
    const completed = folder.files.length - listed.length;
    const changed = { changed: removal.changed + completed, changedEntries: removal.changedEntries + completed };
    return { ...removal, ...changed, failures: withOwnership(removal.failures, cache), kept };
  } catch (error) {
    return { ...emptyRemoval(), failures: [failureOf(root, error)] };
  }
}

/**
 * The files without headers that have got a body since they were listed: pip writes that last, and with it they are an
 * entry that nobody has selected. Pauses after each file.
 */
function* withoutCompleted(layout: Layout, root: string, files: FileList): Generator<undefined, FileList> {
  const completed = new Set<string>();
  for (const { path } of files.alone()) {
    // Elsewhere such names are nobody's entry, and each file is one by itself.
    const isHeader = isEntryName(baseName(path), digitsIn(layout, parentOf(path)));
    if (isHeader && statEntry(layout, root, path)?.length === 2) completed.add(path);
    yield undefined;
  }
  if (completed.size === 0) return files;
  const going = new FileList();
  for (const file of files) {
    if (!completed.has(file.path)) going.add(file);
    yield undefined;
  }
  return going;
}
