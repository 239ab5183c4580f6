/** Helpers with which the components describe themselves to the host: each is one element with named places in it. */
import { createElement, type ReactElement, type ReactNode } from "react";

/** An element of the command's tree. Functions in its properties stay reachable for the host. */
export function element(type: string, props: object, ...children: ReactNode[]): ReactElement {
  return createElement(type, { ...props, children: undefined }, ...children);
}

/** A named place of an element, filled with what a property such as `actions` holds. */
export function place(name: string, content: ReactNode): ReactNode {
  if (content === undefined || content === null || content === false) return null;
  return createElement("slot", { key: name, name }, content);
}
