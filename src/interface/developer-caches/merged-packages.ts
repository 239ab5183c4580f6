/** One list of what several tools keep, by the names of packages as indexes compare them. */
import { isPackage, packageIn } from "../../packaging/row-key";
import { normalizeName } from "../../packaging/normalize";
import { addSums, noSums } from "../../pip-cache/rows/groups";
import type { Rows } from "../../pip-cache/rows/rows";
import { newestOf } from "../../packaging/versions";
import { largestBy, sortSteps } from "../../files/sort-steps";
import type { ReadPackages } from "../../python-caches/read-packages";

/** What one tool keeps of a package. */
export interface ToolShare {
  /** The name of the tool. */
  tool: string;
  /** Newest first; of many the newest. */
  versions: string[];
  bytes: number;
  /** Of these, what is linked elsewhere. */
  shared: number;
  newestMs: number;
  /** Clones share blocks unseen. */
  upTo?: true;
}

export interface MergedPackage {
  /** The normalised name; the name of the tool where it is all that it keeps of no package. */
  key: string;
  name: string;
  isPackage: boolean;
  /** Largest first. */
  holdings: ToolShare[];
  bytes: number;
  shared: number;
  newestMs: number;
}

/** Versions of a package that are told for each tool. */
const MOST_VERSIONS = 20;

/** Largest first. Pauses after each group of files. @param pip what pip keeps, foreign files left out */
export function* mergePackages(
  pip: Rows | undefined,
  others: { tool: string; upTo: boolean; read: ReadPackages }[],
): Generator<undefined, MergedPackage[]> {
  const merged = new Map<string, MergedPackage>();
  const add = (key: string, name: string, ofPackage: boolean, holding: ToolShare) => {
    const id = ofPackage ? key : `#${key}`;
    const one = merged.get(id) ?? {
      key: id,
      name,
      isPackage: ofPackage,
      holdings: [],
      bytes: 0,
      shared: 0,
      newestMs: 0,
    };
    merged.set(id, one);
    const same = one.holdings.find(({ tool }) => tool === holding.tool);
    if (same) {
      same.bytes += holding.bytes;
      same.shared += holding.shared;
      same.newestMs = Math.max(same.newestMs, holding.newestMs);
      same.versions = [...new Set([...same.versions, ...holding.versions])];
    } else one.holdings.push(holding);
    one.bytes += holding.bytes;
    one.shared += holding.shared;
    one.newestMs = Math.max(one.newestMs, holding.newestMs);
  };
  for (let row = 0; row < (pip?.length ?? 0); row++) {
    if (pip === undefined) break;
    const key = pip.keyAt(row);
    const sums = noSums();
    const all = new Set<string>();
    for (const group of pip.groupsAt(row)) {
      yield undefined;
      addSums(sums, group);
      if (group.version !== undefined) all.add(group.version);
    }
    if (sums.entries === 0) continue;
    const { bytes, shared, newestMs } = sums;
    const versions = isPackage(key) ? yield* newestOf(all, MOST_VERSIONS) : [];
    const name = isPackage(key) ? pip.nameAt(row) : "pip";
    add(packageIn(key) ?? "pip", name, isPackage(key), { tool: "pip", versions, bytes, shared, newestMs });
  }
  for (const { tool, upTo, read } of others) {
    for (const { name, bytes, shared, newestMs, versions: parts } of read.packages) {
      yield undefined;
      const all = new Set(parts.flatMap(({ version }) => version ?? []));
      const versions = name === undefined ? [] : yield* newestOf(all, MOST_VERSIONS);
      const key = name === undefined ? tool : normalizeName(name);
      add(key, name ?? tool, name !== undefined, { tool, versions, bytes, shared, newestMs, ...(upTo && { upTo }) });
    }
  }
  for (const { holdings } of merged.values()) {
    yield undefined;
    if (holdings.length > 1) holdings.sort(largestBy(({ tool }) => tool));
  }
  return yield* sortSteps(
    [...merged.values()],
    largestBy(({ name }) => name),
  );
}

/** What is shown of a package where only one tool is asked about; undefined where that keeps nothing of it. */
export function ofTool(one: MergedPackage, tool: string): MergedPackage | undefined {
  const holding = one.holdings.find((own) => own.tool === tool);
  if (holding === undefined) return undefined;
  const { bytes, shared, newestMs } = holding;
  return { ...one, holdings: [holding], bytes, shared, newestMs };
}
