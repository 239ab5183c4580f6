/** Who needs what of a package, as rows and details say it. What nobody needs who was looked at is never called unneeded. */
import { Icon, type List } from "@raycast/api";
import { visible } from "../../files/visible";
import type { RowKey } from "../../packaging/row-key";
import type { Rows } from "../../pip-cache/rows/rows";
import { groupTest, type Selection } from "../../pip-cache/selection";
import type { NeededBy, Needs, NeedSource } from "../../projects/needs";
import { firstLines, formatCount, formatNumber, formatPath, formatTime } from "../shared/format";
import { bullets, escaped, paragraphs } from "../shared/markdown";
import type { KnownNeeds } from "./known-needs";

/** By whom any version of a package is needed: a project needs what is installed in its own environments, too. */
export interface NeedOfRow {
  environments: NeedSource[];
  projects: NeedSource[];
}

/** Undefined where it was found nowhere that was looked at. */
export const needOf = (needs: Needs, key: RowKey): NeedOfRow | undefined =>
  needBy(needs, needs.packages.get(key)?.sources ?? []);

/** @param by indexes of sources */
function needBy(needs: Needs, by: Iterable<number>): NeedOfRow | undefined {
  const sources = [...by].flatMap((index) => needs.sources[index] ?? []);
  if (sources.length === 0) return undefined;
  const environments = sources.filter(({ kind }) => kind === "environment");
  const projects = sources.filter(({ kind }) => kind === "project");
  if (!environments.some(({ isOfProject }) => isOfProject)) return { environments, projects };
  const paths = new Set(environments.map(({ path }) => path));
  const owners = needs.sources.filter(({ environments: own = [] }) => own.some((path) => paths.has(path)));
  return { environments, projects: [...new Set([...projects, ...owners])] };
}

/** `in 3 environments`, `in 2 projects`, or both. */
function needText({ environments, projects }: NeedOfRow): string {
  const parts = [
    environments.length > 0 && formatCount(environments.length, "environment"),
    projects.length > 0 && formatCount(projects.length, "project"),
  ];
  return `in ${parts.filter(Boolean).join(", ")}`;
}

/** Names and versions that a question has. */
const FEW = 3;

/**
 * Of what is selected, what is needed, and by whom: `torch 2.4.0 is in 2 environments (ml, .venv) and 1 project (ml).`
 * Undefined where nothing is, or groups do not tell. Pauses after each group.
 * @param rows that it is selected of
 */
export function* neededSentence(
  { needs }: KnownNeeds,
  rows: Rows,
  selection: Selection,
): Generator<undefined, string | undefined> {
  const test = groupTest(selection);
  if (test === undefined) return undefined;
  const among = selection.rows && new Set(selection.rows);
  const keys = among && among.size < needs.packages.size ? among : needs.packages.keys();
  const sources = new Set<number>();
  const names = new Set<string>();
  const versions = new Set<string>();
  for (const key of keys) {
    const own = needs.packages.get(key);
    const row = rows.numberOf(key);
    if (own === undefined || row === undefined || among?.has(key) === false) continue;
    for (const group of rows.groupsAt(row, true)) {
      yield undefined;
      const { version } = group;
      const by = version === undefined ? undefined : own.versions.get(version);
      if (version === undefined || by === undefined || test(key, group) !== true) continue;
      for (const { source } of by) sources.add(source);
      if (by.length > 0) versions.add(version);
      if (by.length > 0) names.add(rows.nameAt(row));
    }
  }
  const need = needBy(needs, sources);
  const [name] = names;
  if (need === undefined || name === undefined) return undefined;
  const what =
    names.size > 1
      ? `${formatNumber(names.size)} of these packages`
      : `${name} ${firstLines([...versions], FEW).join(", ")}`;
  const are = names.size > 1 || versions.size > 1 ? "are" : "is";
  return `${what} ${are} in ${wherePlaces(need)}.`;
}

/** The same of packages as a whole, whoever keeps them. @param names by the keys of pip's rows */
export function neededNamesSentence({ needs }: KnownNeeds, names: ReadonlyMap<RowKey, string>): string | undefined {
  const needed = [...names].filter(([key]) => (needs.packages.get(key)?.sources.length ?? 0) > 0);
  const [first, ...others] = needed;
  const need = needBy(needs, new Set(needed.flatMap(([key]) => needs.packages.get(key)?.sources ?? [])));
  if (first === undefined || need === undefined) return undefined;
  const what = others.length > 0 ? `${formatNumber(needed.length)} of these packages are` : `${visible(first[1])} is`;
  return `${what} in ${wherePlaces(need)}.`;
}

const wherePlaces = ({ environments, projects }: NeedOfRow): string =>
  [placesText(environments, "environment"), placesText(projects, "project")].filter(Boolean).join(" and ");

/** `2 projects (api, web)` */
const placesText = (sources: NeedSource[], one: string): string | undefined =>
  sources.length === 0
    ? undefined
    : `${formatCount(sources.length, one)} (${firstLines(sources.map(sourceName), FEW).join(", ")})`;

/** Who needs what a row is about. @param isShort where the details have it, and titles need the room */
export function needAccessory(need: NeedOfRow, isShort: boolean): List.Item.Accessory {
  const names = firstLines([...need.environments, ...need.projects], 8, sourceName).join(", ");
  return { text: isShort ? undefined : needText(need), icon: Icon.Link, tooltip: `Needed by ${names}` };
}

function sourceName({ name, unreadableSince }: NeedSource): string {
  return unreadableSince === undefined ? name : `${name} (not readable now, as of ${formatTime(unreadableSince)})`;
}

/** Whether it may need more than what is known. */
export const isPartlyUnread = ({ unreadCount, unreadableSince }: NeedSource): boolean =>
  unreadCount > 0 || unreadableSince !== undefined;

/** What could not be read of several sources, a line each: `~/code/api/uv.lock: It is broken.` */
export const unreadLines = (sources: readonly NeedSource[]): string[] =>
  sources.flatMap(({ unread, unreadCount }) => [
    ...unread.map(({ text, why }) => `${formatPath(text)}: ${why}`),
    ...(unreadCount > unread.length ? [`…and ${formatNumber(unreadCount - unread.length)} more`] : []),
  ]);

/** `12 environments and 3 projects`, `1 environment and no project` */
export function lookedAtText({ sources }: Needs): string {
  const environments = sources.filter(({ kind }) => kind === "environment").length;
  const projects = sources.length - environments;
  const counted = (count: number, what: string) => (count === 0 ? `no ${what}` : formatCount(count, what));
  return `${counted(environments, "environment")} and ${counted(projects, "project")}`;
}

/** `3 of them could not be read wholly`; undefined where all could be. */
export function unreadText({ sources }: Needs): string | undefined {
  const count = sources.filter(isPartlyUnread).length;
  return count === 0 ? undefined : `${formatNumber(count)} of them could not be read wholly`;
}

/** Both. */
export const lookedAtAndUnreadText = (needs: Needs): string =>
  [lookedAtText(needs), unreadText(needs)].filter(Boolean).join(", ");

/** Versions, and reasons of each, that are told. */
const MOST = 10;

/**
 * Of each version by whom it is needed, newest first: markdown.
 * @param versions of the row, newest first
 */
export function neededMarkdown({ needs }: KnownNeeds, key: RowKey, versions: readonly string[]): string | undefined {
  if (needs.sources.length === 0) return undefined;
  const own = needs.packages.get(key);
  if (own === undefined) return `Found nowhere that was looked at (${lookedAtAndUnreadText(needs)}).`;
  const needed = versions.filter((version) => own.versions.has(version));
  const lines = needed.slice(0, MOST).flatMap((version) => {
    const by = own.versions.get(version) ?? [];
    const reasons = firstLines(
      by.map((one) => escaped(reasonOf(needs, one))),
      MOST,
    );
    return reasons.map((reason) => `**${escaped(version)}** ${reason}`);
  });
  const others = needed.length - MOST;
  const rest = versions.length - needed.length;
  return paragraphs([
    `**Needed** ${needText(needOf(needs, key) ?? { environments: [], projects: [] })}:`,
    lines.length > 0 ? bullets(lines) : "In no version that is cached.",
    others > 0 && `${formatCount(others, "more version")} ${others === 1 ? "is" : "are"} needed, too.`,
    rest > 0 && `${formatCount(rest, "version")} found nowhere that was looked at (${lookedAtAndUnreadText(needs)}).`,
  ]);
}

/** `installed in api/.venv`, `locked by uv.lock of api`, `required by flask in api` */
function reasonOf(needs: Needs, { source, how, file, via = [], unreadableSince }: NeededBy): string {
  const of = needs.sources[source];
  if (of === undefined) return "";
  const path = file === undefined ? undefined : of.files[file];
  const where = path === undefined || how === "installed" ? of.name : `${of.name} (${formatPath(path)})`;
  const since = unreadableSince === undefined ? "" : `, which cannot be read now, as of ${formatTime(unreadableSince)}`;
  const last = via.at(-1);
  const by = last === undefined ? "" : ` by ${via.length > 1 ? `${last}, for ${via[0]}` : last}`;
  switch (how) {
    case "installed":
      return `installed in ${where}${since}`;
    case "locked":
      return `locked in ${where}${since}`;
    case "named":
      return `named in ${where}${since}`;
    case "required":
      return `required${by} in ${where}${since}`;
    case "reachable":
      return last === undefined
        ? `may be what is taken in ${where}: which version that is could not be told${since}`
        : `may be required${by} in ${where}: what that requires could not be told${since}`;
  }
}
