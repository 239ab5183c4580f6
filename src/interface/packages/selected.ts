/** The rows that a person has selected, and how to say how much they are. */
import type { RowKey } from "../../packaging/row-key";
import { formatBytes, formatNumber, titleCase } from "../shared/format";
import { formatRows } from "../shared/units";

/** At least one row of the view. */
export interface Selected {
  keys: RowKey[];
  /** Of what the view shows of them. */
  bytes: number;
  /** How many of them are not found by what is typed. */
  hidden: number;
}

/** `3 Packages Selected (1.2 GB)`. */
export const selectedText = ({ keys, bytes }: Selected): string =>
  `${titleCase(formatRows(keys))} Selected (${formatBytes(bytes)})`;

/** `3 selected, 1.2 GB, 2 of them not in sight`. */
export function selectedSubtitle({ keys, bytes, hidden }: Selected): string {
  const text = `${formatNumber(keys.length)} selected, ${formatBytes(bytes)}`;
  return hidden > 0 ? `${text}, ${formatNumber(hidden)} of them not in sight` : text;
}
