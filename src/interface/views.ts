/** What the list of packages can be made to show: how it is sorted, or which part of it. One stored choice. */
import { damages, type Kind } from "../pip-cache/entry";
import { isUnused } from "../pip/unused";
import type { Group } from "../pip-cache/rows";
import type { Selection } from "../pip-cache/selection";
import { summarize, type Summary } from "../pip-cache/summary";
import { formatPath } from "./format";
import { unusedFinding } from "./pips";

export const sortOrders = { size: "Size", "last-used": "Last Used", name: "Name" } as const;
export type SortOrder = keyof typeof sortOrders;

/** A choice as the dropdown stores it. */
export type View =
  | { type: "sort"; order: SortOrder }
  | { type: "damaged" }
  | { type: "unused" }
  | { type: "python"; tag: string }
  | { type: "kind"; kind: Kind }
  | { type: "cache"; path: string };

export function encodeView(view: View): string {
  switch (view.type) {
    case "sort":
      return `sort:${view.order}`;
    case "damaged":
    case "unused":
      return view.type;
    case "python":
      return `python:${view.tag}`;
    case "kind":
      return `kind:${view.kind}`;
    case "cache":
      return `cache:${view.path}`;
  }
}

/** The choice a stored value stands for; sorted by size when it stands for none. */
export function decodeView(value: string): View {
  const colon = value.indexOf(":");
  const [type, rest] = colon === -1 ? [value, ""] : [value.slice(0, colon), value.slice(colon + 1)];
  if (type === "sort" && rest in sortOrders) return { type, order: rest as SortOrder };
  if (type === "damaged" || type === "unused") return { type };
  if (type === "python" && rest) return { type, tag: rest };
  if (type === "kind" && rest) return { type, kind: rest as Kind };
  if (type === "cache" && rest) return { type, path: rest };
  return { type: "sort", order: "size" };
}

/** The packages of a view, of each only the part that belongs to it, in its order. */
export function applyView(summaries: Summary[], view: View): Summary[] {
  const test = testOf(view);
  const part = summaries.flatMap((summary) => only(summary, test));
  return part.sort(orderOf(view.type === "sort" ? view.order : "size"));
}

/** What a view shows of each package, and what a person calls that: `damaged files`. */
export interface Part {
  words: string;
  selection: Selection;
}

/** The part of each package that a view shows, to be removed without what it hides. Nothing where it shows all. */
export function partOf(view: View, summaries: Summary[]): Part | undefined {
  switch (view.type) {
    case "damaged":
      return { words: "damaged files", selection: { damaged: true } };
    case "python":
      return { words: `files for ${pythonName(view.tag)}`, selection: { pythons: [view.tag] } };
    case "kind":
      return { words: kindWords(view.kind), selection: { kinds: [view.kind] } };
    case "unused":
      // Until it is known what is unused, nothing is.
      return { words: "unused files", selection: unusedIn(summaries)?.selection ?? { entries: [] } };
    default:
      return undefined;
  }
}

/** The files of a kind, as they stand in a sentence: `index pages`, `sdists`, `temporary files`. */
export function kindWords(kind: Kind): string {
  return kind === "metadata" || kind === "temporary" || kind === "other" ? `${kind} files` : `${kind}s`;
}

function testOf(view: View): ((group: Group) => boolean) | undefined {
  if (view.type === "damaged") return ({ damage }) => damage !== undefined;
  if (view.type === "unused") {
    const finding = unusedFinding();
    return (group) => finding !== undefined && isUnused(finding, group);
  }
  if (view.type === "python") return ({ python }) => python === view.tag;
  if (view.type === "kind") return ({ kind }) => kind === view.kind;
  return undefined;
}

function only(summary: Summary, test: ((group: Group) => boolean) | undefined): Summary[] {
  if (test === undefined) return [summary];
  const groups = summary.groups.filter(test);
  if (groups.length === 0) return [];
  return [summarize({ key: summary.key, name: summary.name, groups })];
}

function orderOf(order: SortOrder): (a: Summary, b: Summary) => number {
  const byName = (a: Summary, b: Summary) => (a.key < b.key ? -1 : 1);
  if (order === "name") return byName;
  if (order === "last-used") return (a, b) => b.lastUsedMs - a.lastUsedMs || byName(a, b);
  return (a, b) => b.bytes - a.bytes || byName(a, b);
}

/** Keeps the rows that are on screen where they are while numbers still change, and puts new ones below them. */
export function stableOrder(summaries: Summary[], before: string[]): Summary[] {
  const places = new Map(before.map((key, index) => [key, index]));
  const place = ({ key }: Summary) => places.get(key) ?? Infinity;
  return [...summaries].sort((a, b) => {
    const difference = place(a) - place(b);
    return Number.isNaN(difference) ? 0 : difference;
  });
}

/** Bytes of each Python that some files are for and others cannot use, newest Python first. */
export function bytesByPython(summaries: Summary[]): { tag: string; bytes: number }[] {
  const sums = new Map<string, number>();
  for (const { groups } of summaries) {
    for (const { python, bytes } of groups) {
      if (python !== undefined && python !== "any") sums.set(python, (sums.get(python) ?? 0) + bytes);
    }
  }
  return Array.from(sums, ([tag, bytes]) => ({ tag, bytes })).sort((a, b) => byPython(a.tag, b.tag));
}

/** The order of `cp312`, `cp39`, `py2`, the newest first, and what several can use, `any`, before all of them. */
export function byPython(a: string, b: string): number {
  return numberOf(b) - numberOf(a) || (a < b ? -1 : 1);
}

function numberOf(tag: string): number {
  if (tag === "any") return Infinity;
  const [, major = 0, minor = 0] = /^[a-z]+(\d)(\d*)$/.exec(tag) ?? [];
  return Number(major) * 1000 + Number(minor);
}

/** What none of the pips found would read: how much, how to select it, and the pips that this is about. */
export function unusedIn(summaries: Summary[]): { bytes: number; selection: Selection; pips: string[] } | undefined {
  const finding = unusedFinding();
  if (finding === undefined) return undefined;
  const groups = summaries.flatMap((summary) => summary.groups.filter((group) => isUnused(finding, group)));
  if (groups.length === 0) return undefined;
  const pythons = groups.flatMap(({ python }) => (python && isUnused(finding, { layout: "", python }) ? [python] : []));
  const any: Selection[] = [{ pythons: [...new Set(pythons)] }];
  if (finding.httpUnused) any.push({ layouts: ["http"] });
  if (finding.httpV2Unused) any.push({ layouts: ["http-v2"] });
  return {
    bytes: groups.reduce((sum, { bytes }) => sum + bytes, 0),
    selection: { any },
    pips: finding.pips.map(({ python, version }) => `pip ${version} of ${formatPath(python)}`),
  };
}

/** `cp39` as people say it: Python 3.9. */
export function pythonName(tag: string): string {
  const match = /^(cp|py|pp)(\d)(\d*)$/.exec(tag);
  if (!match) return tag;
  const version = match[3] ? `${match[2]}.${match[3]}` : match[2];
  return `${match[1] === "pp" ? "PyPy" : "Python"} ${version}`;
}

/** What is wrong with a package, for the tooltip of its icon. */
export function damageReasons(groups: Group[]): string {
  const reasons = new Set(groups.flatMap(({ damage }) => (damage ? [damages[damage]] : [])));
  return [...reasons].join("; ");
}

/** What a person may type to find a package: its name in any spelling, versions, kinds. */
export function keywordsOf({ key, name, versions, groups }: Summary): string[] {
  const words = new Set([key, name, key.replaceAll("-", "_"), key.replaceAll("-", "."), key.replaceAll("-", " ")]);
  for (const version of versions.slice(0, 50)) words.add(version);
  for (const { kind, python } of groups) {
    words.add(kind);
    if (python !== undefined) words.add(python);
  }
  return [...words];
}
