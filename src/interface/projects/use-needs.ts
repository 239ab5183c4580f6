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
  /**
   * Reads them anew, and says so: before a question, or where a person has changed what is looked at. Undefined where that
   * cannot be, which was said.
   */
  readAnew: () => Promise<KnownNeeds | undefined>;
  /** The same, for whoever asks what is needed. */
  readNow: () => Promise<Needs | undefined>;
}

export function useNeeds({ caches, known, isReading, isRead }: Packages): NeedsOfList {
  const last = useRef<KnownNeeds>(undefined);
  const ended = useRef<{ error?: Error }>(undefined);
  const [, setRead] = useState<object>();
  const isReady = isRead && !isReading;
  const read = async (signal: AbortSignal) => {
    try {
      last.current = await readAllNeeds(caches, known(), { signal });
      ended.current = {};
    } catch (error) {
      if (!signal.aborted) ended.current = { error: error as Error };
      throw error;
    }
  };
  const { isLoading } = useLoading(
    (signal, ready: boolean) => (ready ? read(signal) : Promise.resolve()),
    [isReady],
    "Could Not Read What Is Needed",
  );
  const readAnew = async (): Promise<KnownNeeds | undefined> => {
    if (!(await areFoldersReadable())) return undefined;
    const reading = await startProgressToast("Reading What Is Needed");
    try {
      await read(reading.signal);
      await reading.dismiss();
      return last.current;
    } catch (thrown) {
      await reading.fail(thrown, "Could Not Read What Is Needed");
      return undefined;
    } finally {
      setRead({});
    }
  };
  // Before it is begun it says neither.
  const isDone = ended.current !== undefined;
  return {
    needs: last.current,
    error: ended.current?.error,
    isLoading: isReady && (isLoading || !isDone),
    readAnew,
    readNow: async () => (await readAnew())?.needs,
  };
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
