/**
 * What is worked out of very much for what is on screen: at once where that takes no time, else in slices, one piece of work
 * after the other, so that the window never freezes for it.
 */
import { useEffect, useMemo, useRef, useState, type DependencyList } from "react";
import { Slice } from "../../files/tasks";

/** Work that has been begun; without a value while it goes on. */
interface Work<Value> {
  steps?: Generator<undefined, Value>;
  value?: Value;
}

/** What is worked out in slices waits for what was begun before it: together their slices would be a long one. */
let lane: Promise<void> = Promise.resolve();

/**
 * The value of the latest work that is done, so of what was there before as long as it takes, and whether that is so. Work that was begun goes on
 * to its end before newer is begun, because of what changes all the time there would never be any.
 * @param begin the work; nothing where there is none, which has no value
 */
export function useSliced<Value>(
  begin: () => Generator<undefined, Value> | undefined,
  deps: DependencyList,
): [value: Value | undefined, isWorking: boolean] {
  const [, setTold] = useState<object>();
  const state = useRef<{ shown?: Value; error?: unknown; waiting?: Work<Value>; isBusy?: boolean; isGone?: boolean }>(
    {},
  );
  const { current: now } = state;
  const work = useMemo((): Work<Value> => {
    const steps = begin();
    return steps === undefined ? {} : now.isBusy ? { steps } : workFor(steps);
  }, deps);
  if (work.steps === undefined) now.shown = work.value;
  if (now.error !== undefined) throw now.error;

  useEffect(() => {
    now.waiting = work.steps === undefined ? undefined : work;
    if (now.waiting === undefined || now.isBusy) return;
    now.isBusy = true;
    const before = lane;
    const run = async () => {
      await before;
      const slice = new Slice();
      for (let next = now.waiting; next !== undefined && !now.isGone; next = now.waiting) {
        now.waiting = undefined;
        while (next.steps && !now.isGone) {
          await slice.pause();
          Object.assign(next, workFor(next.steps, slice));
        }
        now.shown = next.value;
        setTold({});
      }
    };
    lane = run()
      .catch((error: unknown) => {
        now.error = error;
        setTold({});
      })
      .finally(() => (now.isBusy = false));
  }, [work, now]);
  useEffect(() => {
    now.isGone = false;
    return () => void (now.isGone = true);
  }, [now]);
  return [now.shown, work.steps !== undefined];
}

/** Works for a slice. */
function workFor<Value>(steps: Generator<undefined, Value>, slice = new Slice()): Work<Value> {
  while (!slice.isOver) {
    const step = steps.next();
    if (step.done) return { steps: undefined, value: step.value };
  }
  return { steps };
}
