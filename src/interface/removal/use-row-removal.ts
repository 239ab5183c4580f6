/** The rows of the list that are selected, and those that are being removed. */
import { useMemo, useState } from "react";
import type { RowKey } from "../../packaging/row-key";
import type { Plan } from "../../pip-cache/remove/plan";
import type { PlanRemoval } from "../../pip-cache/remove/remove";
import { selectsRowsOnly } from "../../pip-cache/selection";
import { isKeptWhole, withoutKept } from "./kept";
import { removeSelection, type RemovalRequest, type RemoveRequest } from "./removal";
import type { Packages } from "../shared/use-packages";

type Keys = ReadonlySet<RowKey>;

export interface RowRemoval {
  /** Keys of rows, of those that there are. */
  selected: Keys;
  onSelect: (change: (before: Keys) => Keys) => void;
  /** Keys of rows that are being removed. */
  going: Keys;
  /**
   * @param keys of the rows that are affected, which are shown as going meanwhile
   * @returns undefined where nothing was begun
   */
  onRemove: (request: RemoveRequest, keys: RowKey[]) => Promise<PlanRemoval | undefined>;
  /**
   * Something was removed: the list is corrected, or, where that cannot be told exactly, read again.
   * @param gone keys of rows of which nothing should be left
   */
  onRemoved: (plan: Plan, removal: PlanRemoval, gone?: RowKey[]) => void;
}

/**
 * @param isCurrent whether the rows are those of what the person has typed last; where they are not, it is asked in any case
 * @param readNow see `RemovalRequest`
 */
export function useRowRemoval(
  { read, caches, known, subtract, update }: Packages,
  isCurrent: () => boolean,
  readNow: RemovalRequest["readNow"],
): RowRemoval {
  const [chosen, setChosen] = useState<Keys>(new Set());
  const [going, setGoing] = useState<Keys>(new Set());
  const selected = useMemo(
    () => (read ? new Set([...chosen].filter((key) => read.rows.numberOf(key) !== undefined)) : chosen),
    [chosen, read],
  );
  const onRemoved: RowRemoval["onRemoved"] = (plan, removal, gone) => {
    if (isComplete(plan, removal)) subtract(plan.rows, gone);
    else update();
  };
  const onRemove: RowRemoval["onRemove"] = async (request, keys) => {
    const own = withoutKept(request);
    const kept = new Set(own.not === undefined ? [] : keys.filter(isKeptWhole));
    const going = kept.size > 0 ? keys.filter((key) => !kept.has(key)) : keys;
    const without = (before: Keys) => {
      const affected = new Set(going);
      return new Set([...before].filter((key) => !affected.has(key)));
    };
    const isWhole = selectsRowsOnly(own);
    return removeSelection({
      ...request,
      ask: request.ask || !isCurrent(),
      caches,
      known: known(),
      readNow,
      inView: true,
      onNothing: update,
      onStart: () => setGoing((before) => new Set([...before, ...going])),
      onEnd: (plan, removal) => {
        setGoing(without);
        if (isWhole && isComplete(plan, removal)) setChosen(without);
        onRemoved(plan, removal, isWhole ? keys : undefined);
      },
    });
  };
  return { selected, onSelect: setChosen, going, onRemove, onRemoved };
}

/** Whether everything that was planned is gone, so that the list is right without reading the cache again. */
function isComplete({ late }: Plan, { failures, changed, missing, kept, stopped }: PlanRemoval): boolean {
  return late.entries === 0 && failures.length === 0 && changed === 0 && missing === 0 && !kept && !stopped;
}
