/** What is needed of what a list shows: worked out once the list is there, and anew before anything goes because of it. */
import { showToast, Toast } from "@raycast/api";
import { useRef, useState } from "react";
import { neededSelection } from "../../projects/needed";
import type { Needs } from "../../projects/needs";
import type { RowRemoval } from "../removal/use-row-removal";
import { formatPath } from "../shared/format";
import { revealFile } from "../shared/platform-calls";
import { startProgressToast } from "../shared/toasts";
import { useLoading } from "../shared/use-loading";
import type { Packages } from "../shared/use-packages";
import { readAllNeeds, type KnownNeeds } from "./known-needs";
import { readProjectFolders } from "./project-folders";

export interface NeedsOfList {
  /** What was read last in this view; absent until then. */
  needs?: KnownNeeds;
  /** Why the last reading failed; it was said in a toast. */
  error?: Error;
  isLoading: boolean;
  /** Reads them anew. */
  reload: () => void;
  /** Reads them anew before a question, and says so; undefined where that cannot be, which was said. */
  readNow: () => Promise<Needs | undefined>;
}

export function useNeeds({ caches, known, isReading, isRead }: Packages): NeedsOfList {
  const last = useRef<KnownNeeds>(undefined);
  const [, setRead] = useState<KnownNeeds>();
  const isReady = isRead && !isReading;
  const { isLoading, error, reload } = useLoading(
    async (signal, ready: boolean) => {
      if (ready) last.current = await readAllNeeds(caches, known(), { signal });
    },
    [isReady],
    "Could Not Read What Is Needed",
  );
  const readNow = async (): Promise<Needs | undefined> => {
    if (!(await areFoldersReadable())) return undefined;
    const reading = await startProgressToast("Reading What Is Needed");
    try {
      last.current = await readAllNeeds(caches, known(), { signal: reading.signal });
    } catch (thrown) {
      await reading.fail(thrown, "Could Not Read What Is Needed");
      return undefined;
    }
    setRead(last.current);
    await reading.dismiss();
    return last.current.needs;
  };
  // Before it is begun it says neither.
  const isDone = last.current !== undefined || error !== undefined;
  return { needs: last.current, error, isLoading: isReady && (isLoading || !isDone), reload, readNow };
}

/** Of what nothing needs, as it was read, that goes which nothing needs right before the question. */
export function sparingNeeded(
  onRemove: RowRemoval["onRemove"],
  readNow: NeedsOfList["readNow"],
): RowRemoval["onRemove"] {
  return (request, keys) => {
    const { nowhereIn } = request;
    if (nowhereIn === undefined) return onRemove(request, keys);
    const stays = async () => {
      const needs = await readNow();
      return needs && neededSelection(needs, nowhereIn === "both" ? undefined : nowhereIn);
    };
    return onRemove({ ...request, stays }, keys);
  };
}

/** Where the list of folders cannot be read nobody knows what projects need. */
async function areFoldersReadable(): Promise<boolean> {
  const stored = readProjectFolders();
  if ("value" in stored) return true;
  const { name, path, reason } = stored.unreadable;
  await showToast({
    style: Toast.Style.Failure,
    title: "Could Not Read What Is Needed",
    message: `${name} cannot be read: ${formatPath(path)}. ${reason} Finish Project can set it aside.`,
    primaryAction: { title: "Show File", onAction: () => revealFile(path) },
  });
  return false;
}
