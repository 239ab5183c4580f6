/** Which packages uv, Poetry, PDM and conda keep, or all tools together, for a tool: few of them, with sums of all. */
import { inSlices } from "../../files/tasks";
import { normalizeName } from "../../packaging/normalize";
import { isPackage } from "../../packaging/row-key";
import { newestOf } from "../../packaging/versions";
import { PIP, kinds } from "../../pip-cache/entry";
import { sumGroups } from "../../pip-cache/rows/groups";
import { isOlder } from "../clean-up/cache-totals";
import { withNearest } from "../packages/nearest";
import { findPythonTools, recallElsewhere, type PythonTool } from "../python-tools/python-tools";
import { readTool, recallTools, toolsToRead, type ReadTool } from "../python-tools/read-tools";
import { search } from "../packages/search";
import { groupsOf, showRows, shownTotalsOf, type ShownRows } from "../packages/shown";
import { removals } from "../packages/tool-removal";
import { partKinds, rowsOfAll, rowsOfTool, type ShareGroup, type ToolRows } from "../packages/tool-rows";
import { sortOrders, toolTitles, type SortOrder } from "../packages/views";
import { firstLines, formatPath } from "../shared/format";
import { choiceIn, isoDate, limitIn, MAX_LISTED, numberIn, textIn, told } from "./given-input";
import { readCached, readingNotes, readingSignal, type ReadCached } from "./read-cached";

/** Whose packages can be listed, pip's aside. */
export const listedTools = ["uv", "poetry", "pdm", "conda", "all"] as const;
type ListedTool = (typeof listedTools)[number];

export const isListedTool = (tool: string): tool is ListedTool => listedTools.some((one) => one === tool);

/** Versions that are listed of a package. */
const MAX_VERSIONS_TOLD = 5;
const MAX_PACKAGES = 50;

/** A package as a tool tells of it. Sums are of what was found of it. */
interface ToldToolPackage {
  name: string;
  /** Newest first. */
  versions: string[];
  moreVersions?: number;
  bytes: number;
  /** Of these, what has other names, such as links in environments: removing gives nothing of that back. */
  sharedBytes?: number;
  freesBytes: number;
  /** Clones share blocks unseen: at most so much comes back. */
  isUpperBound?: boolean;
  kinds: string[];
  /** ISO 8601 */
  lastUsed?: string;
  /** Where all tools are listed. */
  keptBy?: { tool: string; bytes: number; freesBytes: number }[];
}

/** What lies with a tool as a whole. */
interface ToldCache {
  tool: string;
  paths: string[];
  bytes: number;
  sharedBytes?: number;
  freesBytes: number;
  isUpperBound?: boolean;
  /** When what is told was read, where it could not be read anew in time. ISO 8601 */
  asOf?: string;
  /** Who can remove a package of it, and how. */
  removal: string;
}

/** Written out: what makes the schema of a tool cannot find out a type of this size by itself. */
export interface ToldToolPackages {
  totalBytes: number;
  totalPackages: number;
  matchingPackages: number;
  matchingBytes: number;
  /** Removing all that matches gives so much back. */
  matchingFreesBytes: number;
  isUpperBound?: boolean;
  packages: ToldToolPackage[];
  more?: number;
  tools: ToldCache[];
  nearestNames?: string[];
  notFound?: string[];
  notes?: string[];
}

const ofPip = "pip: remove-cached-packages removes packages by their names.";

/**
 * @param input `query`, `kind`, `unusedForDays`, `largerThanBytes`, `sortBy`, `limit`
 * @param signal ends the reading; what was read until then, or is remembered, is told
 * @throws InputError
 */
export async function listToolPackages(
  input: unknown,
  tool: ListedTool,
  signal = readingSignal(),
): Promise<ToldToolPackages> {
  const query = textIn(input, "query") ?? "";
  const kind = choiceIn(input, "kind", [...new Set([...partKinds, ...(tool === "all" ? kinds : [])])]);
  const days = numberIn(input, "unusedForDays");
  const larger = numberIn(input, "largerThanBytes");
  const order = choiceIn(input, "sortBy", Object.keys(sortOrders) as SortOrder[]) ?? "size";
  const limit = limitIn(input, MAX_LISTED, MAX_PACKAGES);
  const cached = tool === "all" ? await readCached(signal) : undefined;
  const { read, notes } = await readTools(tool, signal);
  const rows = await rowsOf(tool, read, cached);
  const all = await inSlices(showRows<ShareGroup>(rows, order));
  const ofKind = kind ? await inSlices(showRows<ShareGroup>(rows, order, (group) => group.kind === kind)) : all;
  const found = await inSlices(search<ShareGroup>(ofKind, query, order));
  const near = await inSlices(withNearest<ShareGroup>(found, all, query));
  const { shown } = found;
  const numbers = shown.numbers.filter(
    (row) =>
      isPackage(rows.keyAt(row)) &&
      (days === undefined || isOlder(days)(rows.sums(row))) &&
      (larger === undefined || rows.sums(row).bytes > larger),
  );
  const packages: ToldToolPackage[] = [];
  for (const row of numbers.slice(0, limit)) packages.push(await toldRow(rows, row, shown));
  const total = shownTotalsOf(all, all.numbers);
  const matching = shownTotalsOf(shown, numbers);
  const isUpTo = read.some((one) => one.tool.upTo);
  const said = [...notes, ...(cached ? (readingNotes(cached).notes ?? []) : [])];
  return {
    totalBytes: total.bytes,
    totalPackages: total.packages,
    matchingPackages: numbers.length,
    matchingBytes: matching.bytes,
    matchingFreesBytes: matching.bytes - matching.shared,
    ...(isUpTo && { isUpperBound: true }),
    packages,
    ...(numbers.length > packages.length && { more: numbers.length - packages.length }),
    tools: [...read.map(toldTool), ...(cached ? [toldPip(cached)] : [])],
    ...(near.isNear && { nearestNames: near.shown.numbers.map((row) => told(rows.nameAt(row))) }),
    ...(near.notes.length > 0 && {
      notFound: firstLines(
        near.notes.map(({ text, says }) => told(`${text}: ${says}`)),
        10,
      ),
    }),
    ...(said.length > 0 && { notes: said }),
  };
}

/** What is there now; of what is not read in time, what is remembered. */
async function readTools(wanted: ListedTool, signal: AbortSignal): Promise<{ read: ReadTool[]; notes: string[] }> {
  const tools = (await toolsToRead()).filter(({ id }) => wanted === "all" || id === wanted);
  const read: ReadTool[] = [];
  const notes: string[] = [];
  if (tools.length === 0)
    notes.push(`Nothing was found that ${wanted === "all" ? "other tools" : toolTitles[wanted]} keep.`);
  for (const tool of tools) {
    const one = await readInTime(tool, signal);
    if (one) read.push(one);
    else notes.push(`Not read in time: ${tool.name}.`);
    const failures = one?.read.unreadable.map(({ path, reason }) => told(`Not read: ${formatPath(path)}: ${reason}`));
    notes.push(...firstLines(failures ?? [], 3));
  }
  return { read, notes };
}

async function readInTime(tool: PythonTool, signal: AbortSignal): Promise<ReadTool | undefined> {
  try {
    signal.throwIfAborted();
    return await readTool(tool, signal);
  } catch (error) {
    if (!signal.aborted) throw error;
    return (await recallTools([tool]))[0];
  }
}

async function rowsOf(tool: ListedTool, read: ReadTool[], cached: ReadCached | undefined): Promise<ToolRows> {
  const [first] = read;
  if (tool !== "all" && first) return inSlices(rowsOfTool(first));
  return inSlices(rowsOfAll(cached?.rows.ofPip(), read));
}

/** Of a row what was found, tool by tool. */
async function toldRow(rows: ToolRows, row: number, { test }: ShownRows<ShareGroup>): Promise<ToldToolPackage> {
  const groups = [...groupsOf<ShareGroup>(rows, row, test)];
  const versions = new Set(groups.flatMap(({ version }) => version ?? []));
  const newest = (await inSlices(newestOf(versions, MAX_VERSIONS_TOLD))).map(told);
  const shares = rows.sharesAt(row).filter(({ tool }) => groups.some((group) => group.tool === tool));
  const { bytes, shared, newestMs } = test ? sumGroups(groups) : rows.sums(row);
  const lastUsed = isoDate(newestMs);
  return {
    name: told(rows.nameAt(row)),
    versions: newest,
    ...(versions.size > newest.length && { moreVersions: versions.size - newest.length }),
    bytes,
    ...(shared > 0 && { sharedBytes: shared }),
    freesBytes: bytes - shared,
    ...(shares.some(({ upTo }) => upTo) && { isUpperBound: true }),
    kinds: [...new Set(groups.map(({ kind }) => kind))],
    ...(lastUsed !== undefined && { lastUsed }),
    ...(rows.list === "all" && {
      keptBy: shares.map((share) => ({ tool: share.tool, bytes: share.bytes, freesBytes: share.bytes - share.shared })),
    }),
  };
}

function toldTool({ tool, read: { total }, rememberedAt }: ReadTool): ToldCache {
  return {
    tool: tool.id,
    paths: firstLines(
      tool.targets.map(({ path }) => told(formatPath(path))),
      5,
    ),
    bytes: total.bytes,
    ...(total.shared > 0 && { sharedBytes: total.shared }),
    freesBytes: total.bytes - total.shared,
    ...(tool.upTo && { isUpperBound: true }),
    ...(rememberedAt !== undefined && { asOf: isoDate(rememberedAt) }),
    removal: removalOf(tool),
  };
}

const toldPip = ({ rows, caches }: ReadCached): ToldCache => {
  const { bytes, shared } = rows.ofPip().sums();
  return {
    tool: PIP,
    paths: firstLines(
      Array.from(caches, ({ path }) => told(formatPath(path))),
      5,
    ),
    bytes,
    ...(shared > 0 && { sharedBytes: shared }),
    freesBytes: bytes - shared,
    removal: ofPip,
  };
};

const byTool = (tool: string): string => `remove-cached-packages with "tool": ${tool}`;

/** What other tools were seen to keep of a package of which pip has nothing, and how it goes; undefined where that is nothing. */
export function keptElsewhere(name: string): string | undefined {
  const elsewhere = recallElsewhere(findPythonTools()).get(normalizeName(name));
  if (elsewhere === undefined) return undefined;
  const keeping = elsewhere.map(
    ({ tool, bytes, upTo }) => `${toolTitles[tool]} was seen to keep ${upTo ? "up to " : ""}${bytes} bytes of it. `,
  );
  const quoted = elsewhere.map(({ tool }) => JSON.stringify(tool)).join(" or ");
  return `${keeping.join("")}To remove that: ${byTool(quoted)}.`;
}

/** How it is removed. */
function removalOf({ id }: PythonTool): string {
  const command = removals[id]?.command?.("NAME");
  const own = command === undefined ? "" : `, or the person in a terminal: ${command}`;
  return `By ${byTool(JSON.stringify(id))}, all versions of a package${own}.`;
}
