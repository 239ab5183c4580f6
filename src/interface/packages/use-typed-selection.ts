/** What is selected where a text has chosen versions: rows as that text shows them. With another text they are other things. */
import { useState } from "react";
import type { RowKey } from "../../packaging/row-key";
import type { RowRemoval } from "../removal/use-row-removal";
import type { ListContent } from "./use-package-list";

const none: ReadonlySet<RowKey> = new Set();

/** The rows that were selected whole wait until versions are not chosen any more. */
export function useTypedSelection(removal: RowRemoval, content: ListContent | undefined): RowRemoval {
  const [typed, setTyped] = useState({ text: "", keys: none });
  if (content?.chosen === undefined) return removal;
  const { searchText: text } = content;
  const of = ({ text: before, keys }: typeof typed) => (before === text ? keys : none);
  return {
    ...removal,
    selected: of(typed),
    onSelect: (change) => setTyped((before) => ({ text, keys: change(of(before)) })),
  };
}
