/** What other tools keep that they can make again, for a tool: few of them, with sums of all. Nothing is cleared. */
import { whyInUse } from "../../developer-caches/clear";
import { catalogue } from "../../developer-caches/catalogue/catalogue";
import type { Tier } from "../../developer-caches/tool";
import { CacheReader, recallCaches } from "../developer-caches/cache-reader";
import { withoutHidden } from "../developer-caches/map-list";
import { byTool, isSafe, sumsOf, type MeasuredTarget, type MeasuredTool } from "../developer-caches/measured-tools";
import {
  bytesOfTools,
  dataOfTools,
  largestFirst,
  toolKeywords,
  toolsOfTier,
  toolsUnusedFor,
} from "../developer-caches/tool-filters";
import { firstLines, formatCount, formatPath } from "../shared/format";
import { tiers } from "../shared/icons";
import { isFound, keywordsOf } from "../shared/keywords";
import { bounded, choiceIn, isoDate, limitIn, numberIn, textIn, told } from "./given-input";

/** So long is measured; the next time goes on where this one was stopped. ms */
const MEASURING_MS = 30_000;
const TOOLS = 10;
const MAX_TOOLS = 30;
/** Places that are listed of a tool. */
const MAX_PLACES = 5;
/** Tools that are named in a note. */
const MAX_NAMED = 5;

/**
 * @param input `query`, `tier`, `unusedForDays`, `largerThanBytes`, `limit`
 * @param signal ends the measuring; what was measured until then, or before, is told
 * @throws InputError
 */
export async function listDeveloperCaches(input: unknown, signal = AbortSignal.timeout(MEASURING_MS)) {
  const query = textIn(input, "query") ?? "";
  const tier = choiceIn(input, "tier", Object.keys(tiers) as Tier[]);
  const days = numberIn(input, "unusedForDays");
  const larger = numberIn(input, "largerThanBytes");
  const limit = limitIn(input, TOOLS, MAX_TOOLS);
  const began = Date.now();
  const { shown: all, hidden } = withoutHidden(byTool(await readInTime(signal)));
  const named = all.filter((measured) => isFound(query, toolKeywords(measured)));
  const ofTier = tier === undefined ? named : toolsOfTier(named, tier);
  const unused = days === undefined ? ofTier : toolsUnusedFor(ofTier, days);
  const matching = largestFirst(
    unused.filter(({ bytes, dataBytes }) => larger === undefined || (bytes || dataBytes) > larger),
  );
  const listed = bounded("tools", matching, limit);
  const places = all.flatMap(({ targets }) => targets).filter(({ resolved }) => resolved.leftOut === undefined);
  const unmeasured = places.filter(isUnmeasured);
  const remembered = places.flatMap(({ size }) => (size && size.at < began ? [size.at] : []));
  const left =
    hidden.length > 0 ? [`Left out because the person hides them: ${formatCount(hidden.length, "tool")}.`] : [];
  const notes = [
    ...left,
    ...notesOn(unmeasured, remembered),
    ...(matching.length === 0 ? [whyNothing(all, query)] : []),
  ];
  return {
    totalTools: all.length,
    totalBytes: bytesOfTools(all),
    matchingTools: matching.length,
    matchingBytes: bytesOfTools(matching),
    /** Of the matching ones. */
    safeToClearBytes: sumsOf(matching.flatMap(({ targets }) => targets.filter(isSafe))).bytes,
    notCountedDataBytes: dataOfTools(matching),
    ...listed,
    tools: listed.tools.map((measured) => toldTool(measured, began)),
    unmeasuredPlaces: unmeasured.length,
    placesMeasuredEarlier: remembered.length,
    notes: notes.length > 0 ? notes : undefined,
  };
}

/** What is found by the time that the signal ends it. */
async function readInTime(signal: AbortSignal) {
  const reader = new CacheReader(recallCaches());
  try {
    await reader.read(signal);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
  return reader.found;
}

const isUnmeasured = ({ resolved, size }: MeasuredTarget): boolean =>
  size === undefined && resolved.leftOut === undefined;

function toldTool({ tool, targets, bytes, shared, dataBytes, newestMs }: MeasuredTool, began: number) {
  const filled = targets.filter(({ size }) => size?.bytes !== 0 || size.unreadable !== undefined);
  const places = filled.toSorted((one, other) => (other.size?.bytes ?? 0) - (one.size?.bytes ?? 0));
  return {
    tool: tool.name,
    group: tool.group,
    bytes,
    sharedBytes: shared || undefined,
    notCountedDataBytes: dataBytes || undefined,
    lastUsed: isoDate(newestMs),
    ...bounded(
      "places",
      places.map((target) => toldPlace(target, began)),
      MAX_PLACES,
    ),
  };
}

/** @param began what was measured before is from memory. ms since 1970 */
function toldPlace(measured: MeasuredTarget, began: number) {
  const { resolved, refused, size, usage } = measured;
  const { label, cost, keep, note } = resolved.target;
  const { bytes, shared, upTo, unreadable, kept = [], at } = size ?? {};
  const stays = [keep?.why ?? "", ...kept].filter(Boolean).map(told);
  return {
    holds: label,
    path: told(formatPath(resolved.path)),
    tier: resolved.tier,
    bytes,
    isUpperBound: upTo || undefined,
    sharedBytes: shared || undefined,
    unmeasured: isUnmeasured(measured) || undefined,
    measuredEarlier: at !== undefined && at < began ? isoDate(at) : undefined,
    cost,
    stays: stays.length > 0 ? stays : undefined,
    notCleared: refused && told(refused),
    inUse: usage && usage.state !== "idle" ? told(whyInUse(usage)) : undefined,
    unreadable: unreadable && told(unreadable),
    note,
  };
}

/** @param remembered when what is from memory was measured, ms since 1970 */
function notesOn(unmeasured: MeasuredTarget[], remembered: number[]): string[] {
  const names = [...new Set(unmeasured.map(({ resolved }) => resolved.tool.name))];
  const left = names.length > 0 ? [`Not measured in time: ${firstLines(names, MAX_NAMED).join(", ")}.`] : [];
  const oldest = isoDate(Math.min(...remembered));
  const known =
    oldest === undefined
      ? []
      : [`Not measured anew in time: ${formatCount(remembered.length, "place")}, last measured ${oldest} or later.`];
  const notes = [...left, ...known];
  return notes.length > 0 ? [...notes, "Asked again, it goes on with these."] : [];
}

/** Nothing there, nothing that matches, or nothing of a tool that is known. */
function whyNothing(all: MeasuredTool[], query: string): string {
  if (all.length === 0) return "No developer caches were found.";
  const known = query === "" ? [] : catalogue.filter(({ id, name }) => isFound(query, keywordsOf([name, id])));
  const absent = known.filter((tool) => all.every((one) => one.tool !== tool)).map(({ name }) => name);
  if (absent.length > 0) return `${firstLines(absent, MAX_NAMED).join(", ")}: known, but nothing of it was found.`;
  return `None of the ${formatCount(all.length, "tool")} that keep something matches.`;
}
