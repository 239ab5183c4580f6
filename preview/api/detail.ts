/** Detail, and the metadata that it shares with the detail of a list item. */
import type * as Raycast from "@raycast/api";
import type { ComponentProps } from "react";
import { element, place } from "./element";

type Parts = typeof Raycast.Detail.Metadata;

function DetailView({ actions, metadata, ...rest }: Raycast.Detail.Props) {
  return element("detail", rest, place("actions", actions), place("metadata", metadata));
}

function MetadataView({ children }: ComponentProps<Parts>) {
  return element("metadata", {}, children);
}

function Label(props: ComponentProps<Parts["Label"]>) {
  return element("metadata.label", props);
}

function Link(props: ComponentProps<Parts["Link"]>) {
  return element("metadata.link", props);
}

function Separator() {
  return element("metadata.separator", {});
}

function TagListView({ children, ...rest }: ComponentProps<Parts["TagList"]>) {
  return element("metadata.tag-list", rest, children);
}

function Tag(props: ComponentProps<Parts["TagList"]["Item"]>) {
  return element("metadata.tag", props);
}

const TagList = Object.assign(TagListView, { Item: Tag });
const Metadata = Object.assign(MetadataView, { Label, Link, Separator, TagList });

export const Detail: typeof Raycast.Detail = Object.assign(DetailView, { Metadata });
