/** What was interrupted, for views: looked for when they open, and told in the history. */
import { useCallback } from "react";
import { useLoading } from "../shared/use-loading";
import type { Again } from "./act";
import { forgetInterrupted, settleInterrupted, type InterruptedAct } from "./interrupted";

export interface InterruptedActs {
  acts: InterruptedAct[];
  /** A person has dealt with it. */
  onForget: (id: string) => void;
  /** Looks again. */
  reload: () => void;
}

/** @param kinds of what the view shows; the others are told in the history, too */
export function useInterrupted(kinds: readonly Again["kind"][]): InterruptedActs {
  const { data = [], reload } = useLoading(settleInterrupted, [], "Could Not Read the Notes");
  const onForget = useCallback(
    (id: string) => {
      forgetInterrupted(id);
      reload();
    },
    [reload],
  );
  return { acts: data.filter(({ again }) => kinds.includes(again.kind)), onForget, reload };
}
