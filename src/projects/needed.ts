/** What is asked of needs: whether something is needed, all of it as a selection, and what goes when some sources end. */
import type { NeededBy, Needs, NeedSource } from "./needs";
import type { RowKey } from "../packaging/row-key";
import type { Selection } from "../pip-cache/selection";

/** Whose needs count: of environments; of projects, with what is installed in their own environments; of both. */
export type NeedScope = NeedSource["kind"] | "both";

const isOf = (source: NeedSource | undefined, scope: NeedScope): boolean =>
  scope === "both" || source?.kind === scope || (scope === "project" && source?.isOfProject === true);

/**
 * Whether a cached version is needed by anybody.
 * @param version as it is cached; undefined of entries without one, such as index pages, which are needed with their package
 */
export function isNeeded(needs: Needs, key: RowKey, version: string | undefined, scope: NeedScope = "both"): boolean {
  const own = needs.packages.get(key);
  if (own === undefined) return false;
  const is = (source: number) => isOf(needs.sources[source], scope);
  if (version === undefined) return own.sources.some(is);
  return own.versions.get(version)?.some(({ source }) => is(source)) ?? false;
}

/** Whose needs stay: of a scope, or of all but some sources by their paths. A note keeps it as JSON. */
export type WhoseNeeds = NeedScope | { besides: string[] };

/** Whether somebody whose needs stay needs a package, in whichever version. */
export function isNeededPackage(needs: Needs, key: RowKey, whose: WhoseNeeds = "both"): boolean {
  if (typeof whose === "string") return isNeeded(needs, key, undefined, whose);
  const besides = new Set(whose.besides);
  return needs.packages.get(key)?.sources.some((source) => !besides.has(needs.sources[source]?.path ?? "")) ?? false;
}

/** All that they need, as a selection that never means what is not: see `isNeeded`. Of nothing it selects nothing. */
export function neededSelection(needs: Needs, whose: WhoseNeeds = "both"): Selection {
  if (typeof whose === "string") {
    return selectionBy(needs, (source) => isOf(needs.sources[source], whose));
  }
  const besides = new Set(whose.besides);
  return selectionBy(needs, (source) => !besides.has(needs.sources[source]?.path ?? ""));
}

/** @param counts whether what a source needs is part of it, by its index */
function selectionBy(needs: Needs, counts: (source: number) => boolean): Selection {
  const rows: RowKey[] = [];
  const versionsOf: [RowKey, string[]][] = [];
  for (const [key, { sources, versions }] of needs.packages) {
    if (!sources.some(counts)) continue;
    rows.push(key);
    const needed = [...versions].flatMap(([version, by]) => (by.some(({ source }) => counts(source)) ? [version] : []));
    if (needed.length > 0) versionsOf.push([key, needed]);
  }
  return { any: [{ rows, unversioned: true }, { versionsOf }] };
}

/** What some sources need of a package. */
export interface NeededOf {
  key: RowKey;
  /** Its entries without a version, and what else needs the package: none where these alone do. */
  others: number[];
  /** Of each version that they need, why, and the other sources that need it, too. */
  versions: { version: string; by: NeededBy[]; others: number[] }[];
}

/**
 * What these sources need, and of that what others need, too: what a project that is finished leaves behind. The
 * environments of a project are sources of their own.
 * @param paths see `NeedSource.path`
 */
export function onlyNeededBy(needs: Needs, paths: Iterable<string>): NeededOf[] {
  const given = new Set(paths);
  const own = new Set<number>();
  for (const [index, { path }] of needs.sources.entries()) if (given.has(path)) own.add(index);
  const found: NeededOf[] = [];
  for (const [key, { sources, versions }] of needs.packages) {
    if (!sources.some((source) => own.has(source))) continue;
    const of: NeededOf = { key, others: sources.filter((source) => !own.has(source)), versions: [] };
    for (const [version, all] of versions) {
      const by = all.filter(({ source }) => own.has(source));
      if (by.length === 0) continue;
      of.versions.push({ version, by, others: all.flatMap(({ source }) => (own.has(source) ? [] : [source])) });
    }
    found.push(of);
  }
  return found;
}

/** Of what `onlyNeededBy` found, what nobody else needs. */
export function neededByNobodyElse(found: readonly NeededOf[]): Selection {
  const rows = found.flatMap(({ key, others }) => (others.length === 0 ? [key] : []));
  const versionsOf = found.flatMap(({ key, versions }): [RowKey, string[]][] => {
    const alone = versions.flatMap(({ version, others }) => (others.length === 0 ? [version] : []));
    return alone.length > 0 ? [[key, alone]] : [];
  });
  return { any: [{ rows, unversioned: true }, { versionsOf }] };
}
