/** Chooses whose packages the list of other tools shows, in which order, or which part of them. */
import { List } from "@raycast/api";
import { isDeepStrictEqual } from "node:util";
import type { NowhereTotals } from "../clean-up/cache-totals";
import { ToolChoices, type ToolChoicesProps } from "./tool-choices";
import { choiceAmount, Choices, type Choice } from "./view-dropdown";
import { sortOrders, type SortOrder, type ToolChoice, type View } from "./views";

interface ToolsDropdownProps extends Omit<ToolChoicesProps, "chosen"> {
  tool: ToolChoice;
  /** Of the rows of the list; absent until it was read what is needed. */
  nowhereTotals?: NowhereTotals;
  /** The filter that is chosen, which stays on offer. */
  only?: (View & { type: "tool" })["only"];
  /** What is chosen, see `encodeView`. */
  value: string;
  onChange: (value: string) => void;
}

export function ToolsDropdown({ tool, nowhereTotals, only, value, onChange, ...ofTools }: ToolsDropdownProps) {
  const orders = (Object.keys(sortOrders) as SortOrder[]).map((order): Choice => ({
    view: { type: "tool", tool, order },
  }));
  const nowheres = Array.from(nowhereTotals ?? [], ([whose, sum]): Choice => ({
    view: { type: "tool", tool, only: { type: "nowhere", in: whose } },
    amount: choiceAmount(sum),
  }));
  const isOffered = nowheres.some(({ view }) => view.type === "tool" && isDeepStrictEqual(view.only, only));
  if (only && !isOffered) nowheres.push({ view: { type: "tool", tool, only } });
  return (
    <List.Dropdown tooltip="Sort and Filter" value={value} onChange={onChange}>
      <ToolChoices {...ofTools} chosen={tool} />
      <Choices title="Sort By" choices={orders} />
      <Choices title="Of What Was Looked At" choices={nowheres} />
    </List.Dropdown>
  );
}
