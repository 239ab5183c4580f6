/** Tidying as a request to remove, and in words. */
import type { RowKey } from "../../packaging/row-key";
import type { Rows } from "../../pip-cache/rows/rows";
import { tidySteps, type InTheWay, type Tidying } from "../../pip-cache/tidy/tidy";
import { visible } from "../../files/visible";
import type { RemoveRequest } from "../removal/removal";
import { formatBytes, formatCount, formatPath } from "../shared/format";
import type { KnownNeeds } from "../projects/known-needs";
import { unreadOf } from "../projects/unread-needs";
import type { Marks } from "../shared/marks";
import { formatRows } from "../shared/units";
import { sizeText } from "./amounts";
import { policyText, type Policy } from "./policy";
import { protectionOf } from "./protection";

/** What goes by a policy. */
export interface PolicyTidying extends Omit<Tidying, "inTheWay"> {
  /** Why the budget cannot be met, so that nothing goes for it. */
  unmet?: UnmetBudget;
  /** What could not be read of what may need something, where that is to stay: a sentence. */
  unread?: string;
}

export interface UnmetBudget extends InTheWay {
  budgetBytes: number;
  /** What would stay if all went that can, bytes. */
  least: number;
}

/**
 * What goes by a policy. Where more stays in any case than the budget has room for, nothing goes for the budget: without all
 * else that is cached it would be missed all the same. Pauses often.
 */
export function* tidyingOf(
  rows: Rows,
  policy: Policy,
  marks: Marks,
  needs?: KnownNeeds,
): Generator<undefined, PolicyTidying> {
  const protects = protectionOf(policy, marks, needs?.needs);
  const { inTheWay, ...steps } = yield* tidySteps(rows, policy, { protects });
  const tidying = { ...steps, unread: policy.sparesNeeded && needs && unreadSentence(needs) };
  const { budgetBytes, ...others } = policy;
  if (inTheWay === undefined || budgetBytes === undefined) return tidying;
  const unmet = { ...inTheWay, budgetBytes, least: tidying.after };
  return { ...(yield* tidySteps(rows, others, { protects })), unmet, unread: tidying.unread };
}

/** `Not all that may be needed could be read: ~/code/api/uv.lock: It is broken.` */
function unreadSentence(needs: KnownNeeds): string | undefined {
  const [first, ...others] = unreadOf(needs);
  if (first === undefined) return undefined;
  const more = others.length > 0 ? ` Finish Project shows it, and ${formatCount(others.length, "other")}.` : "";
  return `Not all that may be needed could be read: ${formatPath(first.path)}: ${visible(first.reason)}${more}`;
}

/** By what is tidied, and who said so. */
export interface TidyWish {
  policy: Policy;
  /** It stands in a form and is not saved; or it was given for this once, instead of a policy or alone. */
  once?: "unsaved" | "instead" | "alone";
}

/**
 * How to ask for what goes by a policy.
 * @param rows that it was worked out from
 * @param paths real paths of the cache directories
 */
export function tidyRequestOf(
  { selection, unmet, unread }: PolicyTidying,
  { policy, once }: TidyWish,
  rows: Rows,
  paths: string[],
): RemoveRequest {
  const { newestMs } = rows.sums();
  const by = {
    unsaved: "This once, as the form says, which is not saved",
    instead: "This once, instead of your policy",
    alone: "This once",
    always: "By the policy",
  };
  const sentence = `${by[once ?? "always"]}: ${policyText(policy)}.`;
  return {
    selection: { ...selection, caches: paths },
    // What pip has used since is younger than what was judged.
    only: (sums) => sums.newestMs <= newestMs,
    what: "pip cache",
    verb: "Tidy",
    inBulk: true,
    nowhereIn: policy.sparesNeeded ? "both" : undefined,
    because: [sentence, unmet && unmetText(unmet), unread].filter(Boolean).join(" "),
    ask: true,
  };
}

/** Keys of the rows of which something goes. */
export const keysOf = ({ items }: Pick<Tidying, "items">): RowKey[] => [...new Set(items.map(({ key }) => key))];

/** `12 packages, 1.2 GB` */
export function tidyingText(tidying: Pick<Tidying, "items" | "bytes">): string {
  return `${formatRows(keysOf(tidying))}, ${formatBytes(tidying.bytes)}`;
}

/** `At most 2 GB cannot be met: 2.3 GB stay in any case (2.0 GB you keep, …). So nothing goes for the budget.` */
export function unmetText({ budgetBytes, least, kept, needed, writing }: UnmetBudget): string {
  const parts = [
    kept > 0 && `${formatBytes(kept)} you keep`,
    needed > 0 && `${formatBytes(needed)} may be installed or in a project`,
    writing > 0 && `${formatBytes(writing)} pip may be writing`,
  ].filter(Boolean);
  return `At most ${sizeText(budgetBytes)} cannot be met: ${formatBytes(least)} stay in any case (${parts.join(", ")}). So nothing goes for the budget.`;
}

/** What a policy does now: sentences. */
export function whatItDoes(tidying: PolicyTidying): string {
  const { items, bytes, before, after, unmet, unread } = tidying;
  const way = [unmet && unmetText(unmet), unread].filter((text) => text !== undefined);
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
    `${formatBytes(bytes)} would go now: ${how}. Of ${formatBytes(before)} that leaves ${formatBytes(after)}.`,
    ...way,
  ].join(" ");
}
