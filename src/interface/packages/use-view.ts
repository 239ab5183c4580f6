/** The view of the list that is chosen: an order, or a filter. */
import { useCachedState } from "@raycast/utils";
import { useMemo, useState } from "react";
import { bySize, decodeView, encodeView, type View } from "./views";

export interface ChosenView {
  view: View;
  /** The same as the dropdown stores it. */
  value: string;
  onChange: (value: string) => void;
  showAll: () => void;
}

/**
 * Only the order is remembered: who comes back to a filter that nothing passes would think that the cache is empty.
 * @param linked what a link says to show at first
 */
export function useView(linked?: string): ChosenView {
  const [sorted, setSorted] = useCachedState("sorted", encodeView(bySize));
  const [filter, setFilter] = useState(linked);
  const value = filter ?? sorted;
  return {
    view: useMemo(() => decodeView(value), [value]),
    value,
    onChange: (changed) => {
      const isOrder = decodeView(changed).type === "sort";
      if (isOrder) setSorted(changed);
      setFilter(isOrder ? undefined : changed);
    },
    showAll: () => setFilter(undefined),
  };
}
