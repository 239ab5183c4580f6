/** List and what goes into it. */
import type * as Raycast from "@raycast/api";
import type { ComponentProps } from "react";
import { withPlainValues } from "./beside";
import { Detail } from "./detail";
import { element, place } from "./element";

function ListView(props: Raycast.List.Props) {
  const { actions, searchBarAccessory, children, ...rest } = props;
  return element("list", rest, place("actions", actions), place("searchBarAccessory", searchBarAccessory), children);
}

function Item(props: Raycast.List.Item.Props) {
  const { actions, detail, accessories, ...rest } = props;
  const shown = accessories?.map(withPlainValues);
  return element("list.item", { ...rest, accessories: shown }, place("actions", actions), place("detail", detail));
}

function ItemDetail({ metadata, ...rest }: Raycast.List.Item.Detail.Props) {
  return element("item-detail", rest, place("metadata", metadata));
}

function Section({ children, ...rest }: Raycast.List.Section.Props) {
  return element("list.section", rest, children);
}

function EmptyView({ actions, ...rest }: Raycast.List.EmptyView.Props) {
  return element("list.empty-view", rest, place("actions", actions));
}

function DropdownView({ children, ...rest }: Raycast.List.Dropdown.Props) {
  return element("dropdown", rest, children);
}

/** Shared with forms, whose dropdowns have the same parts. */
export function OptionSection({ children, ...rest }: ComponentProps<typeof Raycast.List.Dropdown.Section>) {
  return element("option-section", rest, children);
}

export function Option(props: ComponentProps<typeof Raycast.List.Dropdown.Item>) {
  return element("option", props);
}

const Dropdown = Object.assign(DropdownView, { Section: OptionSection, Item: Option });

export const List: typeof Raycast.List = Object.assign(ListView, {
  Item: Object.assign(Item, { Detail: Object.assign(ItemDetail, { Metadata: Detail.Metadata }) }),
  Section,
  EmptyView,
  Dropdown,
});
