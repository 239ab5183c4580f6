/** What is needed of what a list shows: worked out once the list is there, and anew each time that was read anew. */
import { useRef } from "react";
import { useLoading } from "../shared/use-loading";
import type { Packages } from "../shared/use-packages";
import { readAllNeeds, type KnownNeeds } from "./known-needs";

export interface NeedsOfList {
  /** What was read last in this view; absent until then. */
  needs?: KnownNeeds;
  isLoading: boolean;
  /** Reads them anew. */
  reload: () => void;
}

export function useNeeds({ caches, known, isReading, isRead }: Packages): NeedsOfList {
  const last = useRef<KnownNeeds>(undefined);
  const isReady = isRead && !isReading;
  const { isLoading, error, reload } = useLoading(
    async (signal, ready: boolean) => {
      if (ready) last.current = await readAllNeeds(caches, known(), { signal });
    },
    [isReady],
    "Could Not Read What Is Needed",
  );
  // Before it is begun it says neither.
  const isDone = last.current !== undefined || error !== undefined;
  return { needs: last.current, isLoading: isReady && (isLoading || !isDone), reload };
}
