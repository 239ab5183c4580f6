/** The one way in which views load: it stops when the view is left, begins anew when it is told to, and says what failed. */
import { usePromise } from "@raycast/utils";
import { useCallback, useRef, useState } from "react";
import { showFailure } from "./failure-toast";

export interface Loading<Data> {
  /** What was loaded last. */
  data?: Data;
  /** Why the last time failed; it was said in a toast. */
  error?: Error;
  isLoading: boolean;
  /** It was ended before it was done, and not begun anew since. */
  isStopped: boolean;
  /** Grows each time it is begun anew. */
  round: number;
  /** Stops what is being loaded and begins anew; does nothing once the view was left. */
  reload: () => void;
  /** Ends it where it is. */
  stop: () => void;
}

/**
 * Loads when the view opens, and again with other arguments.
 * @param load ends soon after the signal is aborted; may set state of the view as it goes. Always the latest one is called
 * @param args what is loaded depends on them; plain and small, since they are compared by value
 * @param failure title of the toast
 */
export function useLoading<Data, Args extends unknown[]>(
  load: (signal: AbortSignal, ...args: Args) => Promise<Data>,
  args: [...Args],
  failure: string,
): Loading<Data> {
  const abortable = useRef<AbortController>(null);
  const [round, setRound] = useState(0);
  const [stoppedRound, setStoppedRound] = useState<number>();
  // Not `revalidate`, which would go on loading for a view that was left.
  const reload = useCallback(() => setRound((number) => number + 1), []);
  const { data, error, isLoading } = usePromise(
    async (_round: number, ...current: Args) => {
      const signal = abortable.current!.signal;
      try {
        return await load(signal, ...current);
      } catch (thrown) {
        // That it was stopped is no failure; `usePromise` would take it as loading for ever.
        if (signal.aborted) return undefined;
        throw thrown;
      }
    },
    [round, ...args],
    {
      abortable,
      onError: (thrown) =>
        showFailure(thrown, failure, {
          title: "Retry",
          onAction: (toast) => {
            void toast.hide();
            reload();
          },
        }),
    },
  );
  const stop = useCallback(() => {
    abortable.current?.abort();
    setStoppedRound(round);
  }, [round]);
  return { data, error, isLoading, isStopped: !isLoading && stoppedRound === round, round, reload, stop };
}
