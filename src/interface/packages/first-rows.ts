/** The rows on screen when the list was last seen, in a few kilobytes, so that it can paint at once the next time. */
import { Cache } from "@raycast/api";
import type { Summary } from "../../pip-cache/rows/summary";
import type { CacheTotals } from "../clean-up/cache-totals";
import { ROWS_VERSION } from "../../pip-cache/rows/kept-rows";
import { Recollection } from "../shared/recollection";
import type { ShownTotals } from "./shown";

/** The first rows of the list as it was last seen, and what it says of all of them. */
export interface FirstRows {
  /** See `encodeView`. */
  view: string;
  /** Real paths of the cache directories. */
  caches: string[];
  /** Each whole, and, where the view shows only a part of it, that. */
  rows: { whole: Summary; part?: Summary }[];
  /** Of how many rows these are the first. */
  count: number;
  totals: ShownTotals;
  cacheTotals: CacheTotals;
}

/** Of its form, and of what is in it. */
const VERSION = `5.${ROWS_VERSION}`;
const recollection = new Recollection<FirstRows>(new Cache({ namespace: "rows" }), "first", VERSION);

/** Undefined when nothing is remembered. */
export function recallFirstRows(): FirstRows | undefined {
  return recollection.recall()?.value;
}

/** Remembers them in place of those before. */
export function rememberFirstRows(first: FirstRows): void {
  recollection.remember(first);
}
