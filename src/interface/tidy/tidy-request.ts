/** Tidying as a request to remove, and in words. */
import type { RowKey } from "../../packaging/row-key";
import type { Rows } from "../../pip-cache/rows/rows";
import { tidySteps, type InTheWay, type Tidying } from "../../pip-cache/tidy/tidy";
import type { Needs } from "../../projects/needs";
import type { RemoveRequest } from "../removal/removal";
import { formatBytes, formatCount } from "../shared/format";
import type { Marks } from "../shared/marks";
import { formatRows } from "../shared/units";
import { policyText, type Policy } from "./policy";
import { protectionOf } from "./protection";

/** What goes by a policy. Pauses often. */
export const tidyingOf = (rows: Rows, policy: Policy, marks: Marks, needs?: Needs): Generator<undefined, Tidying> =>
  tidySteps(rows, policy, { protects: protectionOf(policy, marks, needs) });

/**
 * How to ask for what goes by a policy.
 * @param rows that it was worked out from
 * @param paths real paths of the cache directories
 */
export function tidyRequestOf(
  { selection, inTheWay, after }: Tidying,
  policy: Policy,
  rows: Rows,
  paths: string[],
): { request: RemoveRequest; newestMs: number } {
  const { newestMs } = rows.sums();
  const by = `By the policy: ${policyText(policy)}.`;
  const request: RemoveRequest = {
    selection: { ...selection, caches: paths },
    // What pip has used since is younger than what was judged.
    only: (sums) => sums.newestMs <= newestMs,
    what: "pip cache",
    verb: "Tidy",
    inBulk: true,
    nowhereIn: policy.sparesNeeded ? "both" : undefined,
    because: inTheWay ? `${by} ${inTheWayText(inTheWay, after)}` : by,
    ask: true,
  };
  return { request, newestMs };
}

/** Keys of the rows of which something goes. */
export const keysOf = ({ items }: Tidying): RowKey[] => [...new Set(items.map(({ key }) => key))];

/** `12 packages, 1.2 GB` */
export function tidyingText(tidying: Tidying): string {
  return `${formatRows(keysOf(tidying))}, ${formatBytes(tidying.bytes)}`;
}

/** `2.3 GB stay all the same: 2.0 GB are kept, 0.3 GB needed.` */
export function inTheWayText({ kept, needed, writing }: InTheWay, after: number): string {
  const parts = [
    kept > 0 && `${formatBytes(kept)} you keep`,
    needed > 0 && `${formatBytes(needed)} is, or may be, installed or in a project`,
    writing > 0 && `${formatBytes(writing)} pip may be writing`,
  ].filter(Boolean);
  return `It cannot be less than ${formatBytes(after)}: of that ${parts.join(", ")}.`;
}

/** What a policy does now: sentences. */
export function whatItDoes(tidying: Tidying): string {
  const { items, bytes, before, after, inTheWay } = tidying;
  const way = inTheWay ? [inTheWayText(inTheWay, after)] : [];
  if (items.length === 0) return [`Nothing would go now: pip keeps ${formatBytes(before)}.`, ...way].join(" ");
  const rows = keysOf(tidying);
  const whole = new Set(items.flatMap(({ key, isWhole }) => (isWhole ? [key] : []))).size;
  const part = rows.length - whole;
  const of = [
    whole > 0 && `${formatRows(rows.slice(0, whole))} as a whole`,
    part > 0 && `a part of ${formatCount(part, "other")}`,
  ];
  const how = whole > 0 ? of.filter(Boolean).join(" and ") : `a part of ${formatRows(rows)}`;
  return [
    `Now ${formatBytes(bytes)} would go: ${how}. Of ${formatBytes(before)} that leaves ${formatBytes(after)}.`,
    ...way,
  ].join(" ");
}
