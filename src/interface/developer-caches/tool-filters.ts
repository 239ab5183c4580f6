/** Which of the tools are meant, by what is typed or chosen, and what these come to. */
import type { Tier } from "../../developer-caches/tool";
import { formatPath } from "../shared/format";
import { tiers } from "../shared/icons";
import { keywordsOf } from "../shared/keywords";
import { summarizeTool, type MeasuredTool } from "./measured-tools";

const DAY_MS = 86_400_000;

/** What a person may type to find a tool. */
export const toolKeywords = ({ tool, targets }: MeasuredTool): string[] =>
  keywordsOf([
    tool.name,
    tool.id,
    tool.group,
    ...new Set(targets.map(({ resolved }) => tiers[resolved.tier].title)),
    ...targets.map(({ resolved }) => resolved.target.label),
    ...targets.map(({ resolved }) => formatPath(resolved.path)),
  ]);

/** Those that keep something of a tier, each with only that. */
export const toolsOfTier = (tools: MeasuredTool[], tier: Tier): MeasuredTool[] =>
  tools.flatMap((measured) => {
    const targets = measured.targets.filter(({ resolved }) => resolved.tier === tier);
    return targets.length > 0 ? [summarizeTool(measured.tool, targets)] : [];
  });

/** Those that keep something, and nothing that was used in so many days. */
export function toolsUnusedFor(tools: MeasuredTool[], days: number): MeasuredTool[] {
  const since = Date.now() - days * DAY_MS;
  return tools.filter(({ newestMs, bytes }) => bytes > 0 && newestMs < since);
}

export const largestFirst = (tools: MeasuredTool[]): MeasuredTool[] => [...tools].sort((a, b) => b.bytes - a.bytes);

/** Bytes of what is cache. */
export const bytesOfTools = (tools: MeasuredTool[]): number => tools.reduce((sum, { bytes }) => sum + bytes, 0);

/** Bytes of what only lies beside. */
export const dataOfTools = (tools: MeasuredTool[]): number => tools.reduce((sum, { dataBytes }) => sum + dataBytes, 0);
