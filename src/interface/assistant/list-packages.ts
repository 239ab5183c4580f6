/** Which packages are cached, for a tool: few of them, with sums of all. */
import { inSlices } from "../../files/tasks";
import { packageIn, isPackage } from "../../packaging/row-key";
import { kinds, PIP } from "../../pip-cache/entry";
import type { Summary } from "../../pip-cache/rows/summary";
import { isOlder } from "../clean-up/cache-totals";
import { withNearest } from "../packages/nearest";
import { search } from "../packages/search";
import { showRows, shownTotalsOf, summaryAt } from "../packages/shown";
import { sortOrders, type SortOrder } from "../packages/views";
import { formatPath } from "../shared/format";
import { isMarkedVersion, noMarks, readMarks, type Marks } from "../shared/marks";
import { bounded, choiceIn, isoDate, limitIn, MAX_LISTED, numberIn, textIn, told } from "./given-input";
import { hardByRow } from "../../pip-cache/cost/hard";
import { isListedTool, listedTools, listToolPackages } from "./list-tool-packages";
import { hardInTime, readCached, readingNotes, readingSignal, toldHard } from "./read-cached";

/** Versions that are listed of a package. */
const MAX_VERSIONS_TOLD = 5;
const MAX_PACKAGES = 50;

/** A package as a tool tells of it. */
export interface ToldPackage {
  name: string;
  /** Newest first. */
  versions: string[];
  moreVersions?: number;
  bytes: number;
  /** Of these, what has other names: removing gives nothing of that back. */
  sharedBytes?: number;
  entries: number;
  /** When pip last dealt with it, ISO 8601. */
  lastUsed?: string;
  damagedEntries?: number;
  /** The person has marked all of it, or some of its versions, “Keep Always”. */
  kept?: "all" | "some versions";
  /** Of its files, those that an index has taken back or nothing offers any more: what they are and why, some of them. */
  hardToGetBack?: ReturnType<typeof toldHard>;
}

/** What pip has, or where `tool` says another, what that one has. @throws InputError */
export async function listCachedPackages(input: unknown) {
  // A text: what makes the schema of the tool changes the type of its input, and with it whatever is of the same one.
  const tool = choiceIn<string>(input, "tool", [PIP, ...listedTools]) ?? PIP;
  return isListedTool(tool) ? await listToolPackages(input, tool) : await listPipPackages(input);
}

/** @param input `query`, `kind`, `unusedForDays`, `largerThanBytes`, `sortBy`, `limit` */
async function listPipPackages(input: unknown) {
  const query = textIn(input, "query") ?? "";
  const kind = choiceIn(input, "kind", kinds);
  const days = numberIn(input, "unusedForDays");
  const larger = numberIn(input, "largerThanBytes");
  const orders = Object.keys(sortOrders) as SortOrder[];
  const order = choiceIn(input, "sortBy", orders) ?? "size";
  const limit = limitIn(input, MAX_LISTED, MAX_PACKAGES);
  const signal = readingSignal();
  const cached = await readCached(signal);
  const { rows, caches, known } = cached;
  const all = await inSlices(showRows(rows, order));
  const ofKind = kind ? await inSlices(showRows(rows, order, (group) => group.kind === kind)) : all;
  const found = await inSlices(search(ofKind, query, order));
  const { notes, isNear, shown: near } = await inSlices(withNearest(found, all, query));
  const { shown } = found;
  const passes = [days !== undefined && isOlder(days), larger !== undefined && ((sum: Bytes) => sum.bytes > larger)];
  const tests = passes.filter((test) => test !== false);
  const numbers = shown.numbers.filter(
    (number) => isPackage(rows.keyAt(number)) && tests.every((test) => test(rows.sums(number))),
  );
  const listed: ToldPackage[] = [];
  const stored = readMarks();
  const marks = "value" in stored ? stored.value : noMarks;
  const hard = hardByRow(await hardInTime(caches, known, signal));
  for (const number of numbers.slice(0, limit)) {
    const hardToGetBack = toldHard(hard.get(rows.keyAt(number)) ?? []);
    const own = toldPackage(await inSlices(summaryAt(rows, number, shown.test)), marks);
    listed.push({ ...own, ...(hardToGetBack && { hardToGetBack }) });
  }
  const total = shownTotalsOf(all, all.numbers);
  const matching = shownTotalsOf(shown, numbers);
  const more = numbers.length - listed.length;
  return {
    totalBytes: total.bytes,
    totalPackages: total.packages,
    matchingPackages: numbers.length,
    matchingBytes: matching.bytes,
    packages: listed,
    ...(more > 0 && { more }),
    caches: Array.from(caches, ({ path }) => ({
      path: formatPath(path),
      bytes: known.get(path)?.sums().bytes ?? 0,
    })),
    ...(isNear && { nearestNames: near.numbers.map((number) => told(rows.nameAt(number))) }),
    ...(notes.length > 0 &&
      bounded(
        "notFound",
        notes.map(({ text, says }) => told(`${text}: ${says}`)),
        10,
      )),
    ...readingNotes(cached),
  };
}

interface Bytes {
  bytes: number;
  newestMs: number;
}

function toldPackage(summary: Summary, { packages, versions: marked }: Marks): ToldPackage {
  const { key, name, versions, versionCount, bytes, shared, entries, lastUsedMs, damaged } = summary;
  const first = versions.slice(0, MAX_VERSIONS_TOLD).map(told);
  const lastUsed = isoDate(lastUsedMs);
  const keepsSome = marked.some(
    ([row, version]) => row === key && versions.some((own) => isMarkedVersion(version, own)),
  );
  const kept = packages.includes(key) ? "all" : keepsSome ? "some versions" : undefined;
  return {
    name: told(name || (packageIn(key) ?? "")),
    versions: first,
    ...(versionCount > first.length && { moreVersions: versionCount - first.length }),
    bytes,
    ...(shared > 0 && { sharedBytes: shared }),
    entries,
    ...(lastUsed !== undefined && { lastUsed }),
    ...(damaged > 0 && { damagedEntries: damaged }),
    ...(kept !== undefined && { kept }),
  };
}
