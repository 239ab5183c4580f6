/** Folders that a person adds to the map: whether one may be added, and moving it to the Trash. */
import { environment } from "@raycast/api";
import { isDeepStrictEqual } from "node:util";
import { catalogue } from "../../developer-caches/catalogue/catalogue";
import { whyInUse } from "../../developer-caches/clear";
import { usageOf } from "../../developer-caches/in-use";
import { measureTarget } from "../../developer-caches/measure-tool";
import { ownFolderPath, whyFolderStays, type FolderNeighbors } from "../../developer-caches/own-folder";
import { resolveTools, type ResolvedTarget } from "../../developer-caches/resolve";
import { thisMachine } from "../../files/machine";
import { folderIdentity, realPath } from "../../files/presence";
import { readMounts, type Mount } from "../../files/volumes";
import { moveFoldersToTrash } from "../removal/trash";
import { knownCaches } from "../shared/caches";
import { startProgressToast } from "../shared/toasts";
import { pathsReported } from "../shared/tool-sizes";
import { trashName } from "../shared/trash-name";
import { addedFolders, readMapList } from "./map-list";
import type { MeasuredTarget } from "./measured-tools";

/** What no folder may be, lie in or hold: other tools' caches, those of pip, and what this extension keeps. */
export function neighborsAmong(targets: readonly ResolvedTarget[], mounts: Mount[]): FolderNeighbors {
  const others = [
    ...knownCaches().map(({ path }) => ({ path: realPath(path) ?? path, whose: "pip" })),
    { path: realPath(environment.supportPath) ?? environment.supportPath, whose: "pip Cache" },
  ];
  return { targets, others, mounts };
}

/** As they are now, looked up anew. */
async function neighborsNow(): Promise<FolderNeighbors> {
  const machine = thisMachine();
  const mounts = await readMounts(machine);
  return neighborsAmong(resolveTools(catalogue, machine, { mounts, reported: pathsReported.recall()?.value }), mounts);
}

/** Beside the folders that are on the list. */
const withAdded = (neighbors: FolderNeighbors, except: string): FolderNeighbors => {
  const added = addedFolders().filter(({ path }) => path !== except);
  return { ...neighbors, others: [...neighbors.others, ...added.map(({ path, name }) => ({ path, whose: name }))] };
};

/**
 * @param given as it was chosen
 * @returns the path under which it can be added, or why it cannot be, a sentence
 */
export async function addablePath(given: string): Promise<{ path: string } | { why: string }> {
  const path = ownFolderPath(given);
  const list = readMapList();
  if ("unreadable" in list) return { why: `${list.unreadable.name} cannot be read.` };
  if (list.value.folders.some((one) => one.path === path)) return { why: "It is on the list already." };
  const why = await whyFolderStays(path, thisMachine(), withAdded(await neighborsNow(), path));
  return why === undefined ? { path } : { why };
}

interface MoveOwnFolderOptions {
  /** The id of the interrupted act that this one continues. */
  continues?: string;
  onMoved: (targets: ResolvedTarget[]) => Promise<void>;
}

/** Measures it anew, asks and moves it, where nothing speaks against it, and nothing in it has changed since. */
export async function moveOwnFolder(
  { resolved }: MeasuredTarget,
  { continues, onMoved }: MoveOwnFolderOptions,
): Promise<void> {
  const { tool, root } = resolved;
  const working = await startProgressToast(`Measuring ${tool.name}`);
  try {
    const readAt = Date.now();
    const before = await contentOf(resolved, working.signal);
    await working.dismiss();
    await moveFoldersToTrash({
      what: tool.name,
      paths: [root],
      roots: [root],
      bytes: before.bytes,
      readAt,
      says: ["You added this folder: only you know whether what is in it can be made again.", "All of it goes."],
      continues,
      whyNot: async () => {
        if (!addedFolders().some(({ path }) => path === root)) return "It is not on your list any more.";
        const why = await whyFolderStays(root, thisMachine(), withAdded(await neighborsNow(), root));
        if (why !== undefined) return why;
        const usage = await usageOf(resolved);
        if (usage.state !== "idle") return whyInUse(usage);
        return isDeepStrictEqual(await contentOf(resolved), before)
          ? undefined
          : "Something in it has changed since it was measured. Try again.";
      },
      onEnd: () => onMoved([resolved]),
    });
  } catch (error) {
    await working.fail(error, `Could Not Move ${tool.name} to the ${trashName}`);
  }
}

/** By what a folder is told from another one, or from itself as it was. */
async function contentOf(target: ResolvedTarget, signal?: AbortSignal) {
  const { bytes, files, newestMs } = await measureTarget(target, thisMachine(), { signal });
  return { identity: folderIdentity(target.root), bytes, files, newestMs };
}
