/** Packages and versions that a tool was told by their names. */
import { inSlices } from "../../files/tasks";
import { packageIn, packageKey, type RowKey } from "../../packaging/row-key";
import { newestOf } from "../../packaging/versions";
import { PIP } from "../../pip-cache/entry";
import type { Rows } from "../../pip-cache/rows/rows";
import type { Selection } from "../../pip-cache/selection";
import { MAX_NAMES_MEANT, nearestRows } from "../packages/nearest";
import { WOULD_BE_ALL, meansEverything } from "../packages/remove-by-name";
import { formatCount } from "../shared/format";
import { isMarkedVersion } from "../shared/marks";
import { answering, InputError, textsIn, told } from "./given-input";
import { keptElsewhere } from "./list-tool-packages";
import {
  confirmOrLeave,
  removeOrSayWhy,
  type AskedOfPerson,
  type RemovedByTool,
  type Wanted,
  type WantedBy,
} from "./named-removal";
import { confirmWithTool, removalWithTool, removeWithTool } from "./remove-with-tools";

/** As PEP 508 has the names of projects, with a version behind `==`; nothing with a wildcard, a path or another operator. */
const named = /^\s*([a-z0-9]|[a-z0-9][a-z0-9._-]*[a-z0-9])\s*(?:==\s*([a-z0-9][a-z0-9.!+_-]*)\s*)?$/i;

/** @param input `packages`, and `tool`, whose they are: pip's where it is left out */
export async function confirmPackages(input: unknown): Promise<AskedOfPerson> {
  try {
    const wanted = removalWithTool(input);
    return await (wanted ? confirmWithTool(wanted) : confirmOrLeave(() => removalOfPackages(input)));
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** The same input once the person has confirmed it. */
export const removePackagesOrSayWhy = (input: unknown): Promise<RemovedByTool | { error: string }> =>
  answering(() => {
    const wanted = removalWithTool(input);
    return wanted ? removeWithTool(wanted) : removeOrSayWhy(() => removalOfPackages(input));
  });

/** @param input `packages`: names, or names with a version: `numpy==1.26.4` */
export function removalOfPackages(input: unknown): WantedBy {
  const texts = textsIn(input, "packages");
  const wanted = new Map<RowKey, Set<string> | "all">();
  for (const text of texts) {
    const [, name, version] = named.exec(text) ?? [];
    if (name === undefined) {
      const why = `“${told(text)}” is no name of a package, nor a name with a version such as numpy==1.26.4.`;
      throw new InputError(meansEverything(text.trim()) ? `${why} ${WOULD_BE_ALL}` : why);
    }
    const key = packageKey(PIP, name);
    const before = wanted.get(key);
    if (version === undefined || before === "all") wanted.set(key, "all");
    else wanted.set(key, (before ?? new Set<string>()).add(version));
  }
  return {
    tool: "remove-cached-packages",
    names: [...wanted].map(([key, versions]) =>
      JSON.stringify([key, versions === "all" ? versions : [...versions].sort()]),
    ),
    find: async ({ rows }) => findPackages(rows, wanted),
  };
}

async function findPackages(rows: Rows, wanted: ReadonlyMap<RowKey, Set<string> | "all">): Promise<Wanted> {
  const notes: string[] = [];
  const whole: RowKey[] = [];
  const versionsOf: [RowKey, string[]][] = [];
  const whats: string[] = [];
  let missed = 0;
  for (const [key, versions] of wanted) {
    const number = rows.numberOf(key);
    const name = packageIn(key) ?? "";
    if (number === undefined) {
      const others = keptElsewhere(name);
      const nothing = await nothingCached(rows, name, missed++ < MAX_NAMES_MEANT);
      notes.push(others === undefined ? nothing : `${nothing} ${others}`);
      continue;
    }
    const shown = told(rows.nameAt(number));
    if (versions === "all") {
      whole.push(key);
      whats.push(shown);
      continue;
    }
    const cached = new Set<string>();
    for (const { version } of rows.groupsAt(number)) if (version !== undefined) cached.add(version);
    const own = [...cached].filter((version) => [...versions].some((one) => isMarkedVersion(one, version)));
    const missing = [...versions].filter((one) => !own.some((version) => isMarkedVersion(one, version)));
    if (missing.length > 0) {
      const newest = (await inSlices(newestOf(cached, 5))).map(told);
      notes.push(`Nothing is cached of ${shown} ${missing.map(told).join(", ")}. Cached are ${newest.join(", ")}.`);
    }
    if (own.length === 0) continue;
    versionsOf.push([key, own]);
    whats.push(
      own.length === 1 ? `${shown} ${told(own[0] ?? "")}` : `${formatCount(own.length, "version")} of ${shown}`,
    );
  }
  const keys = [...whole, ...versionsOf.map(([key]) => key)];
  const [only] = whats;
  const what =
    keys.length === 0 ? "what was named" : only && keys.length === 1 ? only : formatCount(keys.length, "package");
  return { request: { selection: selectionOf(whole, versionsOf), what }, notes };
}

/**
 * Says that nothing is cached of a package.
 * @param namesNearest whether also what may have been meant is looked for
 */
export async function nothingCached(rows: Rows, name: string, namesNearest = true): Promise<string> {
  const near = namesNearest ? (await inSlices(nearestRows(rows, name))).map((row) => told(rows.nameAt(row))) : [];
  const others = near.length > 0 ? ` Cached are ${near.join(", ")}.` : "";
  return `Nothing is cached of ${told(name)}.${others}`;
}

/** Where nothing was found it means nothing: never everything. */
function selectionOf(whole: RowKey[], versionsOf: [RowKey, string[]][]): Selection {
  const rows = [...whole, ...versionsOf.map(([key]) => key)];
  if (versionsOf.length === 0) return { tools: [PIP], rows };
  if (whole.length === 0) return { tools: [PIP], rows, versionsOf };
  return { tools: [PIP], rows, any: [{ rows: whole }, { versionsOf }] };
}
