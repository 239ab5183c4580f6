/** Where each row of a list lies, so that only those in sight need to be drawn. */
import type { PageState } from "../server/protocol";

const rowHeight = 40;
const twoLinesHeight = 54;
export const headerHeight = 36;
const padding = 8;

export type Place =
  | { kind: "header"; top: number; title: string; subtitle: string }
  | { kind: "row"; top: number; id: string; index: number };

export interface Layout {
  /** Of each row, in pixels. */
  rowHeight: number;
  places: Place[];
  ids: string[];
  height: number;
}

export function layOut(sections: PageState["sections"], hasTwoLines: boolean): Layout {
  const height = hasTwoLines ? twoLinesHeight : rowHeight;
  const places: Place[] = [];
  const ids: string[] = [];
  let top = padding;
  for (const { title = "", subtitle = "", ids: own } of sections) {
    if (title || subtitle) {
      places.push({ kind: "header", top, title, subtitle });
      top += headerHeight;
    }
    for (const id of own) {
      places.push({ kind: "row", top, id, index: ids.length });
      ids.push(id);
      top += height;
    }
  }
  return { rowHeight: height, places, ids, height: top + padding };
}

/** The places between two heights. */
export function inSight({ places, rowHeight: height }: Layout, from: number, to: number): Place[] {
  const topOf = (at: number) => places[at]?.top ?? Infinity;
  let low = 0;
  let high = places.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (topOf(middle) + height < from) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (topOf(end) <= to) end++;
  return places.slice(low, end);
}
