/**
 * Which row a list tells Raycast to select. Rows that are read anew and sorted again must not leave the selection on an old
 * row out of sight, and a person who has moved must not be moved again.
 */
import type { List } from "@raycast/api";
import { useEffect, useRef, useState } from "react";

export interface FirstRow extends Required<Pick<List.Props, "onSelectionChange">>, Pick<List.Props, "selectedItemId"> {
  /** Moves a person on to a row, as if they had done so. */
  onMoveTo: (id: string) => void;
}

/**
 * The first row, when the list opens and after each change of the text, until the person moves.
 * @param first id of the first row; undefined while there is none
 * @param text what was typed, where the list does its own filtering
 */
export function useFirstRow(first: string | undefined, text = ""): FirstRow {
  const [selectedItemId, select] = useState(first);
  const [next, setNext] = useState<{ id: string; isMove: boolean }>();
  const shown = useRef(selectedItemId);
  shown.current = selectedItemId;
  const list = useRef({ text, hasMoved: false, told: new Set(first === undefined ? [] : [first]) });

  useEffect(() => {
    const now = list.current;
    const isTyped = now.text !== text;
    const hadMoved = now.hasMoved;
    if (isTyped) list.current = { text, hasMoved: false, told: new Set() };
    if (first === undefined || list.current.hasMoved) return;
    list.current.told.add(first);
    if (first !== selectedItemId || (isTyped && hadMoved)) tell(first, false);
  }, [first, text]);

  useEffect(() => {
    if (next === undefined) return;
    setNext(undefined);
    if (next.isMove || !list.current.hasMoved) select(next.id);
  }, [next]);

  /** Being told the same id again selects nothing: between two equal ones there has to be none. */
  function tell(id: string, isMove: boolean): void {
    const isSame = id === shown.current;
    select(isSame ? undefined : id);
    setNext(isSame ? { id, isMove } : undefined);
  }

  return {
    selectedItemId,
    onSelectionChange: (id) => {
      // The answer to what the list was told is no move; it comes once.
      if (id !== null && !list.current.told.delete(id)) list.current.hasMoved = true;
    },
    onMoveTo: (id) => {
      list.current.hasMoved = true;
      tell(id, true);
    },
  };
}
