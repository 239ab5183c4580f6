/** Where pip's caches are, and why each pip says of its own what it says, for a tool: few pips, with numbers beside their words. */
import type { Installation } from "../../pip/installation";
import { layouts } from "../../pip-cache/layouts";
import { sumGroups } from "../../pip-cache/rows/groups";
import { askCacheInfo, hasCacheCommand, type PipCacheAnswer } from "../installations/cache-info";
import { installationsByCache, type InstallationsOfCache } from "../installations/cache-groups";
import {
  differenceOf,
  folderCalledOf,
  installationKeywords,
  installationName,
  layoutsOf,
  notWritableOf,
  settingsSaid,
  unseenBy,
  valueOf,
  whyNotAsked,
} from "../installations/installation-text";
import { askAllPips, knownCaches } from "../shared/caches";
import { formatCount, formatPath } from "../shared/format";
import { isFound } from "../shared/keywords";
import { rememberedPips, withOne } from "../shared/pips";
import { bounded, limitIn, textIn, told } from "./given-input";
import { hardInTime, orInTime, readingNotes, rowsInTime, toldHard } from "./read-cached";

/** So long is asked and read. ms */
const EXPLAINING_MS = 60_000;
const PIPS = 5;
/** Each is asked what `pip cache` says, by a process or two. */
const MAX_PIPS = 15;
const MAX_CACHES = 10;
/** Pips that are named of a cache. */
const MAX_USERS = 5;

/**
 * @param input `query`, `limit`
 * @param signal ends asking and reading; what was found out until then, or before, is told
 * @throws InputError
 */
export async function explainPipCache(input: unknown, signal = AbortSignal.timeout(EXPLAINING_MS)) {
  const query = textIn(input, "query") ?? "";
  const limit = limitIn(input, PIPS, MAX_PIPS);
  const asked = await pipsInTime(signal);
  const caches = knownCaches();
  const read = await rowsInTime(caches, signal);
  const hardToGetBack = toldHard(await hardInTime(caches, read.rows, signal));
  const { installations } = asked;
  const groups = installationsByCache(installations, { rows: read.rows, unread: new Map(), isComplete: true });
  const found = pipsOf(groups).filter(([one, { path }]) => isFound(query, installationKeywords(one, path)));
  const pips = bounded("pips", found, limit);
  const explained: ReturnType<typeof toldPip>[] = [];
  for (const [one, group] of pips.pips) explained.push(toldPip(one, group, await answerInTime(one, signal)));
  const { notes = [] } = readingNotes({ caches, failures: read.failures });
  if (installations.length === 0 && asked.isWhole) {
    notes.push("No pip was found where Pythons usually lie. The preference “Python Paths” names more places.");
  } else if (found.length === 0 && installations.length > 0) {
    notes.push(`None of the ${formatCount(installations.length, "pip")} matches.`);
  }
  if (!asked.isWhole) notes.push("Not all pips have answered in time: there may be more of them.");
  if (!read.isWhole) notes.push("Not all caches were read in time: sizes are those of the last reading.");
  return {
    ...bounded("caches", groups.filter(({ path }) => path !== undefined).map(toldCache), MAX_CACHES),
    ...(hardToGetBack && { hardToGetBack }),
    totalPips: installations.length,
    matchingPips: found.length,
    pips: explained,
    ...(pips.more !== undefined && { morePips: pips.more }),
    ...(notes.length > 0 && { notes }),
  };
}

/** Each pip once, with the cache that it uses first. */
function pipsOf(groups: InstallationsOfCache[]): [Installation, InstallationsOfCache][] {
  const pips = new Map<string, [Installation, InstallationsOfCache]>();
  for (const group of groups) {
    for (const one of group.installations) if (!pips.has(one.python)) pips.set(one.python, [one, group]);
  }
  return [...pips.values()];
}

function toldCache({ path = "", cache, rows, installations }: InstallationsOfCache) {
  const sums = rows?.sums();
  return {
    path: formatPath(path),
    bytes: sums?.bytes,
    entries: sums?.entries,
    sharedBytes: sums?.shared || undefined,
    holds:
      rows &&
      layoutsOf(rows).map(({ layout, bytes, entries }) => ({
        folder: layout,
        what: layouts[layout].title,
        bytes,
        entries,
      })),
    notMadeYet: cache === undefined || undefined,
    unreadable: cache?.problem && told(cache.problem.reason),
    pips: installations.length,
    ...bounded(
      "usedBy",
      installations.map((one) => told(installationName(one))),
      MAX_USERS,
    ),
  };
}

function toldPip(installation: Installation, group: InstallationsOfCache, answer: PipCacheAnswer | undefined) {
  const { python, dead, notAsked, problem, caching, otherDirectories } = installation;
  const { rows, path, installations } = group;
  const { unlisted, uncounted } = unseenBy(installation, rows);
  const failure = notWritableOf(installation);
  const settings = settingsSaid(installation).map(({ text, place, isOverridden }) =>
    told(`${text}, ${place}${isOverridden ? ", overridden" : ""}`),
  );
  const why = [
    dead ?? whyNotAsked(installation) ?? caching.reason,
    problem !== caching.reason && problem,
    failure && `${formatPath(failure.path)}: ${failure.reason}`,
    folderCalledOf(installation),
  ].filter((sentence) => typeof sentence === "string");
  const differences = differenceOf(group, installation, answer);
  return {
    pip: told(installationName(installation)),
    version: valueOf(installation.pipVersion),
    python: formatPath(python),
    caching: dead ? ("gone" as const) : notAsked ? ("not asked" as const) : caching.state,
    why: why.length > 0 ? why.map(told) : undefined,
    runThis: failure?.command && told(failure.command),
    path: path === undefined ? undefined : formatPath(path),
    sharedWith: path === undefined ? undefined : installations.length - 1,
    alsoCachesIn:
      otherDirectories.length > 0
        ? otherDirectories.map(({ command, directory }) => `pip ${command}: ${formatPath(directory)}`)
        : undefined,
    settings: settings.length > 0 ? settings : undefined,
    reallyThere: rows && {
      bytes: rows.sums().bytes,
      downloads: sumGroups(unlisted).entries,
      /** What `pip cache list` never names. */
      unlistedBytes: sumGroups(unlisted).bytes,
      /** What this pip neither counts nor purges. */
      uncountedBytes: sumGroups(uncounted).bytes,
    },
    pipCacheSays:
      answer && "listed" in answer
        ? {
            downloadFiles: answer.httpFiles,
            downloadsSize: answer.httpSize,
            builtWheels: answer.wheels,
            builtWheelsSize: answer.wheelsSize,
            listed: answer.listed,
          }
        : undefined,
    pipCacheFails: whyNoAnswer(installation, answer),
    differences: differences.length > 0 ? differences.map(told) : undefined,
  };
}

/** Why nothing is told of what `pip cache` says; undefined where something is, or it has no such command. */
function whyNoAnswer(installation: Installation, answer: PipCacheAnswer | undefined): string | undefined {
  if (answer !== undefined) return "unknown" in answer ? told(answer.unknown) : undefined;
  if (mayAnswer(installation)) return "It has not answered in time.";
  const isOff = installation.caching.state === "off" && valueOf(installation.capabilities)?.cacheCommand;
  return isOff ? "While caching is off, `pip cache` ends with an error instead of an answer." : undefined;
}

const mayAnswer = (one: Installation): boolean =>
  one.dead === undefined && one.notAsked === undefined && hasCacheCommand(one);

async function answerInTime(one: Installation, signal: AbortSignal): Promise<PipCacheAnswer | undefined> {
  if (!mayAnswer(one)) return undefined;
  return orInTime(
    () => askCacheInfo(one, signal),
    signal,
    () => undefined,
  );
}

interface PipsInTime {
  installations: Installation[];
  isWhole: boolean;
}

/** The pips as they are now: those of which nothing has changed are not asked anew. */
async function pipsInTime(signal: AbortSignal): Promise<PipsInTime> {
  let known = rememberedPips()?.installations ?? [];
  const onInstallation = (one: Installation) => (known = withOne(known, one));
  return orInTime<PipsInTime>(
    async () => ({ installations: await askAllPips({ signal, onInstallation }), isWhole: true }),
    signal,
    () => ({ installations: known, isWhole: false }),
  );
}
