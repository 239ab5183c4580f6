/** The view of the list that is chosen: whose packages, in which order, or a filter. */
import { useCachedState } from "@raycast/utils";
import { useMemo, useState } from "react";
import { bySize, decodeView, encodeView, type SortOrder, type ToolChoice, type View } from "./views";

export interface ChosenView {
  view: View;
  /** The order that was chosen last. */
  order: SortOrder;
  /** The same as the dropdown stores it. */
  value: string;
  onChange: (value: string) => void;
  showAll: () => void;
}

const ofPip = encodeView({ type: "tool", tool: "pip" });

/**
 * Only whose packages and their order are remembered: who comes back to a filter that nothing passes would think that the
 * cache is empty.
 * @param linked what a link says to show at first
 * @param isOfPip whether it is about pip's packages, whatever was chosen last
 */
export function useView(linked?: string, isOfPip = false): ChosenView {
  const [sorted, setSorted] = useCachedState("sorted", encodeView(bySize));
  const [shown, setShown] = useCachedState("packages-of", ofPip);
  const isLastOfPip = toolIn(shown) === "pip";
  const [filter, setFilter] = useState(toolIn(linked) === "pip" || (linked === undefined && isOfPip) ? sorted : linked);
  const value = filter ?? (isLastOfPip ? sorted : shown);
  const sort = decodeView(sorted);
  const order = sort.type === "sort" ? sort.order : "size";
  return {
    view: useMemo(() => {
      const view = decodeView(value);
      return view.type === "tool" ? { order, ...view } : view;
    }, [value, order]),
    order,
    value,
    onChange: (changed) => {
      const view = decodeView(changed);
      const isLasting = view.type === "sort" || (view.type === "tool" && view.tool !== "several" && !view.only);
      if (view.type === "sort") setSorted(changed);
      if (view.type === "tool" && view.order !== undefined) setSorted(encodeView({ type: "sort", order: view.order }));
      if (isLasting) setShown(view.type === "tool" ? encodeView({ type: "tool", tool: view.tool }) : ofPip);
      // An order stays chosen in sight, beside what it is an order of.
      setFilter(isLasting && (view.type === "sort" || view.order === undefined) ? undefined : changed);
    },
    showAll: () => setFilter(isLastOfPip || toolIn(value) !== undefined ? undefined : sorted),
  };
}

function toolIn(value = ""): ToolChoice | undefined {
  const view = decodeView(value);
  return view.type === "tool" ? view.tool : undefined;
}
