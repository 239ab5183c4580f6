/**
 * What nothing needs that was looked at, of what other tools keep: a package as a whole, since none of them removes single
 * versions.
 */
import { isPackage } from "../../packaging/row-key";
import { isNeeded, type NeedScope } from "../../projects/needed";
import type { Needs } from "../../projects/needs";
import type { NowhereTotals } from "../clean-up/cache-totals";
import { nowheres, type KnownNeeds } from "../projects/known-needs";
import { pipKeyOf, type ToolRows } from "./tool-rows";

/**
 * Tests a row. Which environments have a package of conda's own, nobody was asked who knows: conda's list says by links what none
 * has.
 */
export const nowhereRowTest =
  (rows: ToolRows, needs: Needs, whose: NeedScope) =>
  (row: number): boolean => {
    const key = rows.keyAt(row);
    if (!isPackage(key) || rows.sharesAt(row).some(({ tool }) => tool === "conda")) return false;
    return !isNeeded(needs, pipKeyOf({ key, name: rows.nameAt(row) }), undefined, whose);
  };

/** Pauses after each row. */
export function* totalNowhereRows(
  rows: ToolRows,
  { needs, hasFolders }: KnownNeeds,
): Generator<undefined, NowhereTotals> {
  const totals = new Map(nowheres(hasFolders).map((whose) => [whose, { entries: 0, bytes: 0 }]));
  const tests = [...totals].map(([whose, sum]) => ({ sum, passes: nowhereRowTest(rows, needs, whose) }));
  for (let row = 0; row < rows.length; row++) {
    yield undefined;
    const { entries, bytes } = rows.sums(row);
    for (const { sum, passes } of tests) {
      if (!passes(row)) continue;
      sum.entries += entries;
      sum.bytes += bytes;
    }
  }
  return totals;
}
