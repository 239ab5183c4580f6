/** What is needed of what a list shows: worked out once the list is there, and anew before anything goes because of it. */
import { useRef, useState } from "react";
import type { VersionsElsewhere } from "../../projects/cached-rows";
import type { Needs } from "../../projects/needs";
import type { CacheDirectory } from "../../pip-cache/locate";
import type { OtherTools } from "../python-tools/use-other-tools";
import { recallRows, type RowsByCache } from "../shared/memory";
import { useLoading } from "../shared/use-loading";
import type { Packages } from "../shared/use-packages";
import { versionsOfTools } from "./elsewhere-needs";
import { readAllNeeds, type KnownNeeds } from "./known-needs";
import { needsNow } from "./needs-now";

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

/** What is cached, as far as needs ask. */
export interface CachedForNeeds extends Pick<Packages, "caches" | "isReading" | "isRead"> {
  known: () => RowsByCache | Promise<RowsByCache>;
  /** What other tools keep, where they are asked about, too. */
  elsewhere?: () => VersionsElsewhere;
}

export function useNeeds({ caches, known, isReading, isRead, elsewhere }: CachedForNeeds): NeedsOfList {
  const last = useRef<KnownNeeds>(undefined);
  const ended = useRef<{ error?: Error }>(undefined);
  const [, setRead] = useState<object>();
  const isReady = isRead && !isReading;
  const read = async (signal: AbortSignal) => {
    try {
      last.current = await readAllNeeds(caches, await known(), { signal, elsewhere: elsewhere?.() });
      ended.current = {};
      return last.current;
    } catch (error) {
      if (!signal.aborted) ended.current = { error: error as Error };
      throw error;
    }
  };
  const { isLoading } = useLoading(
    (signal, ready: boolean) => (ready ? read(signal) : Promise.resolve(undefined)),
    [isReady],
    "Could Not Read What Is Needed",
  );
  const readAnew = async (): Promise<KnownNeeds | undefined> => {
    const needs = await needsNow(read);
    setRead({});
    return needs;
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

/** The same of what other tools keep, apart from pip's: versions that another tool keeps do not stand in for those of pip. */
export const useNeedsOfTools = (caches: CacheDirectory[], { read, loading }: OtherTools): NeedsOfList =>
  useNeeds({
    caches,
    known: recallRows,
    isReading: loading.isLoading,
    isRead: read.length > 0,
    elsewhere: () => versionsOfTools(read),
  });
