/**
 * Keeps lists within what they can hold. One that has more rows is searched here, in all of them, and shows the first that
 * are found; what a shorter one shows is left to the platform.
 */
import type { List } from "@raycast/api";
import { useMemo, useState } from "react";
import { formatCount } from "./format";
import { isFound } from "./keywords";
import { MAX_ROWS } from "./limits";

export interface LimitedRows<Row> {
  shown: readonly Row[];
  /** What to say of those that are not shown; "" where all are. */
  more: string;
  /** Whether something was searched for here: whatever else the list shows has not been. */
  isNarrowed: boolean;
  /** For the list. */
  search: Pick<List.Props, "filtering" | "onSearchTextChange">;
}

/** @param keywordsOf what a row is found by: each word that is typed is the beginning of one of them */
export function useRowLimit<Row>(rows: readonly Row[], keywordsOf: (row: Row) => string[]): LimitedRows<Row> {
  const [text, setText] = useState("");
  const isLong = rows.length > MAX_ROWS;
  const found = useMemo(
    () => (isLong ? rows.filter((row) => isFound(text, keywordsOf(row))) : rows),
    [rows, isLong, text],
  );
  return {
    shown: found.slice(0, MAX_ROWS),
    more: found.length > MAX_ROWS ? `first ${formatCount(MAX_ROWS, "row")}, search for more` : "",
    isNarrowed: isLong && text !== "",
    search: { filtering: !isLong, onSearchTextChange: setText },
  };
}
