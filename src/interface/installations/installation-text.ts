/** What is said of an installation: its name, whether it caches, and why pip says something else of its cache than what is there. */
import { basename, dirname, join } from "node:path";
import { Color } from "@raycast/api";
import type { Occurrence, SettingKey } from "../../pip/configuration";
import type { Installation, Known } from "../../pip/installation";
import { downloadLayouts, isKnownTo, layouts, type Layout } from "../../pip-cache/layouts";
import type { Failure } from "../../files/failure";
import { whyNotWritable } from "../../pip-cache/cache-ownership";
import { sumGroups, type Sums } from "../../pip-cache/rows/groups";
import type { Rows } from "../../pip-cache/rows/rows";
import { isTruthValue } from "../../pip/truth-value";
import { formatBytes, formatCount, formatPath } from "../shared/format";
import { keywordsOf } from "../shared/keywords";
import { code } from "../shared/markdown";
import type { PipCacheAnswer } from "./cache-info";
import { visible } from "../../files/visible";

export const settingKeys = ["cache-dir", "no-cache-dir"] as const satisfies SettingKey[];

type LayoutSums = Sums & { layout: Layout };

export const valueOf = <Value>(fact: Known<Value>): Value | undefined => ("value" in fact ? fact.value : undefined);

/** `Python 3.12.1, pyenv`; a virtual environment is told from others by its folders. */
export function installationName(installation: Installation): string {
  const { pythonVersion, implementation } = installation;
  const name = valueOf(implementation) ?? "CPython";
  const python = [name === "CPython" ? "Python" : name, valueOf(pythonVersion)].filter(Boolean).join(" ");
  return `${visible(python)}, ${whereOf(installation)}`;
}

/** `3.12.1, pyenv`, where there is little room and every row is a Python. */
export function shortInstallationName(installation: Installation): string {
  return valueOf(installation.pythonVersion) === undefined
    ? whereOf(installation)
    : installationName(installation).replace(/^Python /, "");
}

function whereOf({ pythonVersion, origin, environment, python }: Installation): string {
  if (environment) return visible(join(basename(dirname(environment)), basename(environment)));
  return valueOf(pythonVersion) === undefined ? formatPath(python) : origin;
}

/** Why a pip that may not write does not cache: what is in its way and what to run; absent for every other pip. */
export function notWritableOf({ caching, cacheDirectory }: Installation): Failure | undefined {
  return caching.isNotWritable && "value" in cacheDirectory ? whyNotWritable(cacheDirectory.value) : undefined;
}

/** Why one was not asked: a sentence; undefined for those that were. */
export function whyNotAsked({ notAsked, byCacheOnly }: Installation): string | undefined {
  if (notAsked === undefined || !byCacheOnly) return notAsked;
  return "Only a file in a cache names it, and whoever can write there may have. What stands here was read, not asked.";
}

interface CachingState {
  title: string;
  /** Where there is little room. */
  short: string;
  color: Color;
  description: string;
}

export const cachingStates: Record<Installation["caching"]["state"], CachingState> = {
  on: { title: "Caching On", short: "On", color: Color.Green, description: "pip keeps what it downloads" },
  off: { title: "Caching Off", short: "Off", color: Color.Orange, description: "pip downloads everything each time" },
  failing: { title: "Failing", short: "Failing", color: Color.Red, description: "With this configuration pip fails" },
  unknown: { title: "Unknown", short: "Unknown", color: Color.SecondaryText, description: "It could not be found out" },
};

/** A setting as it stands somewhere, and whether another one overrides it. */
interface SaidSetting {
  /** `no-cache-dir = true` */
  text: string;
  /** See `placeOf`. */
  place: string;
  isOverridden: boolean;
}

/** Who says what of the two settings, and who is not heard. */
export const settingsSaid = ({ settings }: Installation): SaidSetting[] =>
  settingKeys.flatMap((key) => {
    const { winner, overridden } = settings[key];
    const said = (isOverridden: boolean) => (one: Occurrence) => ({
      text: `${key} = ${one.value}`,
      place: placeOf(one),
      isOverridden,
    });
    return [...(winner ? [winner] : []).map(said(false)), ...overridden.map(said(true))];
  });

/** `cache-dir = false` turns nothing off: pip makes a folder of that name wherever it runs. */
export function folderCalledOf({ settings }: Installation): string | undefined {
  const { winner } = settings["cache-dir"];
  if (winner === undefined || !isTruthValue(winner.value)) return undefined;
  return (
    `${code(`cache-dir = ${winner.value}`)} does not turn caching off: it names a folder called ${code(winner.value)}, ` +
    "which pip makes wherever it is run."
  );
}

/** What is said of one in its row, and the folders of where it lies and caches. */
export function installationKeywords(installation: Installation, path: string | undefined): string[] {
  const { python, origin, environment, dead, notAsked, problem, caching } = installation;
  const version = valueOf(installation.pipVersion);
  return keywordsOf([
    installationName(installation),
    version && `pip ${version}`,
    origin,
    dead ? "Gone" : notAsked ? "Not Asked" : cachingStates[caching.state].title,
    formatPath(python),
    environment && formatPath(environment),
    path && formatPath(path),
    caching.reason ?? problem,
  ]);
}

/** `no-cache-dir = true` stands in … */
export const placeOf = ({ file, line, section, variable }: Occurrence): string =>
  variable === undefined ? `${formatPath(file ?? "")}, line ${line}, [${section}]` : `variable ${variable}`;

/** What of a cache a pip cannot tell of, by layout; of a pip whose version is not known nothing is uncounted. */
export function unseenBy({ capabilities, pipVersion }: Installation, rows: Rows | undefined) {
  const groups = rows ? layoutsOf(rows) : [];
  const downloaded = downloadLayouts.flatMap((layout) => groups.filter((group) => group.layout === layout));
  const counts = (layout: Layout) => !valueOf(capabilities)?.cacheCommand || isKnownTo(valueOf(pipVersion), layout);
  return {
    /** Downloads, of which `pip cache list` names none. */
    unlisted: downloaded,
    /** Those that it neither counts nor purges. */
    uncounted: downloaded.filter(({ layout }) => !counts(layout)),
  };
}

/** What really lies in a cache, and why pip says something else: sentences. */
export function differenceOf(
  { rows }: { rows?: Rows },
  installation: Installation,
  cacheInfo: PipCacheAnswer | undefined,
): string[] {
  const { unlisted, uncounted } = unseenBy(installation, rows);
  const can = valueOf(installation.capabilities);
  const downloads = sumGroups(unlisted);
  const sentences: string[] = [];
  if (can && !can.cacheCommand) sentences.push("This pip has no `pip cache`: 20.1 was the first.");
  else if (cacheInfo && "listed" in cacheInfo)
    sentences.push(`pip lists ${formatCount(cacheInfo.listed, "built wheel")}.`);
  if (downloads.entries > 0) {
    const where = unlisted.map(({ layout }) => layout).join(" and ");
    sentences.push(
      `${formatCount(downloads.entries, "download")}, ${sizeOf(unlisted)}, ` +
        `${downloads.entries === 1 ? "lies" : "lie"} in ${where}, which pip cannot list.`,
    );
  }
  for (const one of uncounted) {
    const { layout } = one;
    sentences.push(
      `This pip neither counts nor purges the ${sizeOf([one])} in ${layout}; ${layouts[layout].pips.from} and newer do.`,
    );
  }
  return sentences;
}

/** The sums of each layout, largest first. */
export function layoutsOf(rows: Rows): LayoutSums[] {
  return Array.from(rows.layouts(), ([layout, sums]) => ({ layout, ...sums })).sort((a, b) => b.bytes - a.bytes);
}

/** `4.1 GB in http-v2, 1.2 kB in selfcheck` */
export function byLayout(sums: LayoutSums[]): string {
  return sums.map(({ layout, bytes }) => `${formatBytes(bytes)} in ${layout}`).join(", ");
}

const sizeOf = (groups: LayoutSums[]): string => formatBytes(sumGroups(groups).bytes);
