/** What is known of a tool: its places, how much they hold, and what uses them. */
import type { ClearPlan } from "../../developer-caches/clear";
import type { Usage } from "../../developer-caches/in-use";
import type { ResolvedTarget } from "../../developer-caches/resolve";
import type { Tool } from "../../developer-caches/tool";
import { appendTo, own } from "../../files/lookup";
import { formatPath } from "../shared/format";
import type { TargetSize, TargetSizes } from "../shared/tool-sizes";

/** What is known so far. Never changed: what is found out later makes another one. */
export interface FoundCaches {
  plans: ClearPlan[];
  sizes: TargetSizes;
  /** By the root of the target. */
  usages: ReadonlyMap<string, Usage>;
}

export interface MeasuredTarget {
  resolved: ResolvedTarget;
  /** Why it cannot be cleared, in a sentence; absent when it can. */
  refused?: string;
  /** Folders that can go to the Trash instead, because the tool is gone. */
  orphaned?: string[];
  /** Folders of versions that are not the newest, by name. */
  old?: string[];
  size?: TargetSize;
  usage?: Usage;
}

export interface MeasuredTool {
  tool: Tool;
  targets: MeasuredTarget[];
  /** Bytes of what is cache, as far as it has been measured. */
  bytes: number;
  /** Of these, what has names elsewhere. */
  shared: number;
  /** Bytes of data that only lies beside it and never goes. */
  dataBytes: number;
  upTo: boolean;
  newestMs: number;
  /** When the oldest of the sizes was measured, ms since 1970. */
  measuredAt: number;
  /** What uses one of the caches right now, for a person: "npm (process 42)"; "not known" where it cannot be told. */
  usedBy?: string;
}

/** Data below this is no reason to show a tool that keeps nothing else. Bytes. */
const NOTABLE_BYTES = 1_000_000;

/** The tools that keep something worth a row, or whose size is not known yet. */
export function byTool({ plans, sizes, usages }: FoundCaches): MeasuredTool[] {
  const tools = new Map<Tool, MeasuredTarget[]>();
  for (const { target: resolved, refused, orphaned, old } of plans) {
    // What is left out now may have been measured before.
    const size = resolved.leftOut === undefined ? own(sizes, resolved.root) : undefined;
    const measured = { resolved, refused, orphaned, old, size, usage: usages.get(resolved.root) };
    appendTo(tools, resolved.tool, measured);
  }
  const measured = Array.from(tools, ([tool, own]) => summarizeTool(tool, own));
  return measured.filter(
    ({ bytes, dataBytes, targets: own }) =>
      bytes > 0 || dataBytes > NOTABLE_BYTES || own.some(({ size }) => size === undefined || size.unreadable),
  );
}

/** What some targets of a tool come to. Data that never goes is no cache: it counts apart. */
export function summarizeTool(tool: Tool, targets: MeasuredTarget[]): MeasuredTool {
  const isData = ({ resolved }: MeasuredTarget) => resolved.tier === "never";
  const caches = targets.filter((target) => !isData(target));
  return {
    tool,
    targets,
    ...sumsOf(caches),
    dataBytes: sumsOf(targets.filter(isData)).bytes,
    upTo: caches.some(({ size }) => size?.upTo),
    newestMs: Math.max(0, ...caches.map(({ size }) => size?.newestMs ?? 0)),
    measuredAt: Math.min(Date.now(), ...targets.flatMap(({ size }) => size?.at ?? [])),
    usedBy: userOf(caches),
  };
}

/** What can go, and was measured: nothing goes that the question could not put a number to. */
export const isClearable = ({ resolved, refused, size }: MeasuredTarget): boolean =>
  resolved.tier !== "never" && !refused && size !== undefined && size.bytes > 0;

/** What only a tool that is gone could clear, and the Trash can take. */
export const isOrphaned = ({ orphaned = [], size }: MeasuredTarget): boolean =>
  orphaned.length > 0 && size !== undefined && size.bytes > 0;

/** What can go together with others, because its loss needs no thought. */
export const isSafe = (target: MeasuredTarget): boolean => target.resolved.tier === "safe" && isClearable(target);

/** Of what was measured. */
export const sumsOf = (targets: MeasuredTarget[]): Pick<TargetSize, "bytes" | "shared"> => ({
  bytes: targets.reduce((sum, { size }) => sum + (size?.bytes ?? 0), 0),
  shared: targets.reduce((sum, { size }) => sum + (size?.shared ?? 0), 0),
});

/** What a place of a tool is called: with its path where another of them is called the same. */
export function placeName({ resolved }: MeasuredTarget, among: readonly MeasuredTarget[]): string {
  const { label } = resolved.target;
  const same = among.filter((other) => other.resolved.tool === resolved.tool && other.resolved.target.label === label);
  return same.length > 1 ? `${label} in ${formatPath(resolved.root)}` : label;
}

function userOf(targets: MeasuredTarget[]): string | undefined {
  const usages = targets.map(({ usage }) => usage);
  for (const usage of usages) if (usage?.state === "busy") return `${usage.program} (process ${usage.pid})`;
  return usages.some((usage) => usage?.state === "unknown") ? "not known" : undefined;
}
