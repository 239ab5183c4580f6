/** What of the caches is damaged, half downloaded or left over, for a tool: few packages, with sums of all. Nothing goes. */
import { appendTo } from "../../files/lookup";
import { inSlices } from "../../files/tasks";
import { largestBy } from "../../files/sort-steps";
import { packageIn, packageKey, type RowKey } from "../../packaging/row-key";
import type { CheckedCache, CheckProgress, DamagedEntry } from "../../pip-cache/check/check";
import { nothingVerified } from "../../pip-cache/check/verify-files";
import { PIP, rowKey } from "../../pip-cache/entry";
import type { CacheDirectory } from "../../pip-cache/locate";
import { Rows } from "../../pip-cache/rows/rows";
import { listEntries } from "../../pip-cache/scan/list";
import { entryId } from "../../pip-cache/selection";
import { checkCached } from "../check/check-cached";
import { offersOf, type Offer } from "../clean-up/offers";
import { allCaches, knownCaches } from "../shared/caches";
import { formatPath, pathOf } from "../shared/format";
import { unusedFinding } from "../shared/pips";
import { bounded, limitIn, MAX_LISTED, textIn, told } from "./given-input";
import { keptNow } from "./offered-removal";
import { orInTime, readingNotes, rowsInTime } from "./read-cached";
import { nothingCached } from "./remove-packages";

/** So long is read and verified. ms */
const CHECKING_MS = 60_000;
/** So long is found out whose the damaged files are. ms */
const NAMING_MS = 20_000;
const PACKAGES = 10;
const MAX_PACKAGES = 30;
/** Damaged files that are listed of a package. */
const MAX_DAMAGED = 5;

/** What to ask for, so that something of it goes: a tool with its input, or a command of the person's. */
interface ToRemove {
  tool?: "clean-up-pip-cache" | "remove-cached-packages";
  command?: "Check pip Cache";
  offer?: string;
  packages?: string[];
  more?: number;
  entries?: number;
  bytes?: number;
  says: string;
}

/** A damaged entry and whose it is. */
interface NamedDamage extends DamagedEntry {
  /** Undefined where that could not be found out. */
  row?: RowKey;
  name?: string;
  version?: string;
  /** Its header or its length tells, without a check: Clean Up has it in its offer. */
  isOffered: boolean;
}

/**
 * @param input `package`, `limit`
 * @param signal ends reading and verifying; what was found until then is told, and how much was not reached
 * @param onProgress see `CheckOptions`
 * @throws InputError
 */
export async function findCachedDamage(
  input: unknown,
  signal = AbortSignal.timeout(CHECKING_MS),
  onProgress: (progress: CheckProgress) => void = () => {},
) {
  const name = textIn(input, "package");
  const limit = limitIn(input, PACKAGES, MAX_PACKAGES);
  const caches = await orInTime<CacheDirectory[]>(
    () => allCaches(signal),
    signal,
    () => knownCaches(),
  );
  const read = await rowsInTime(caches, signal);
  const rows = Rows.together([...read.rows.values()]);
  const row = name === undefined ? undefined : packageKey(PIP, name);
  const number = row && rows.numberOf(row);
  const isMissing = row !== undefined && number === undefined && read.isWhole;
  const checked = isMissing ? nothingChecked(true) : await checkInTime(caches, row, signal, onProgress);
  const offers = await inSlices(offersOf(rows, unusedFinding(), keptNow()));
  const offered = (id: string) => (row === undefined ? offers.find((one) => one.id === id) : undefined);
  const damaged = await namesOfDamaged(caches, checked.damaged);
  const totalBytes = row === undefined ? rows.sums().bytes : number === undefined ? 0 : rows.sums(number).bytes;
  const uncheckedBytes = checked.isWhole ? 0 : Math.max(0, totalBytes - checked.reachedBytes);
  const failures = checked.failures.length > 0 ? checked.failures : read.failures;
  const { notes = [] } = readingNotes({ caches, failures });
  if (isMissing && name !== undefined && caches.length > 0) notes.push(await nothingCached(rows, name));
  if (!checked.isWhole) {
    notes.push(
      `The time was up: ${uncheckedBytes} of ${totalBytes} bytes were not verified. Name one package, or let the person run ` +
        "the command Check pip Cache, which takes the time it needs.",
    );
  }
  const leftovers = offered("leftovers");
  const toRemove = howToRemove(damaged, offered("damaged"), leftovers);
  return {
    isWhole: checked.isWhole,
    totalBytes,
    uncheckedBytes,
    checkedEntries: checked.checked,
    /** Held against the hash that their index published; the others against their own checksums. */
    checkedByPublishedHash: checked.byHash,
    unverifiableEntries: checked.unverifiable,
    damagedEntries: damaged.length,
    damagedBytes: bytesOf(damaged),
    ...bounded("packages", byPackage(damaged, rows), limit),
    ...(leftovers && { leftovers: { ...amountOf(leftovers), says: leftovers.says } }),
    ...(toRemove.length > 0 && { toRemove }),
    ...(notes.length > 0 && { notes }),
  };
}

interface CheckedInTime extends CheckedCache {
  isWhole: boolean;
  reachedBytes: number;
}

const nothingChecked = (isWhole: boolean): CheckedInTime => ({
  ...nothingVerified(),
  damaged: [],
  failures: [],
  isWhole,
  reachedBytes: 0,
});

function checkInTime(
  caches: CacheDirectory[],
  row: RowKey | undefined,
  signal: AbortSignal,
  onProgress: (progress: CheckProgress) => void,
): Promise<CheckedInTime> {
  let soFar = nothingChecked(false);
  const take = (progress: CheckProgress) => {
    soFar = { ...progress.checked, isWhole: false, reachedBytes: progress.bytes };
    onProgress(progress);
  };
  return orInTime<CheckedInTime>(
    async () => {
      const checked = await checkCached(caches, row, { signal, onProgress: take });
      return { ...checked, isWhole: true, reachedBytes: checked.bytes };
    },
    signal,
    () => soFar,
  );
}

/** Whose they are, by what the list of packages calls them. */
async function namesOfDamaged(caches: CacheDirectory[], damaged: DamagedEntry[]): Promise<NamedDamage[]> {
  if (damaged.length === 0) return [];
  const signal = AbortSignal.timeout(NAMING_MS);
  const entries = damaged.map(entryId);
  const listed = await orInTime(
    () => listEntries(caches, { entries }, { signal }),
    signal,
    () => [],
  );
  const byId = new Map(listed.map((entry) => [entryId(entry), entry]));
  return damaged.map((one) => {
    const entry = byId.get(entryId(one));
    if (entry === undefined) return { ...one, isOffered: false };
    const { name, version } = entry.identity;
    return { ...one, row: rowKey(entry), name, version, isOffered: entry.damage !== undefined };
  });
}

/** Largest first, and of each the largest first. */
function byPackage(damaged: NamedDamage[], rows: Rows) {
  const groups = new Map<string | undefined, NamedDamage[]>();
  for (const one of damaged) appendTo(groups, one.row && packageIn(one.row), one);
  return Array.from(groups, ([key, files]) => {
    const number = key === undefined ? undefined : rows.numberOf(packageKey(PIP, key));
    const name = number === undefined ? (files[0]?.name ?? key) : rows.nameAt(number);
    const largest = files.toSorted(largestBy((one: NamedDamage) => entryId(one)));
    return {
      /** Absent for what belongs to no package, or could not be named. */
      package: key === undefined || name === undefined ? undefined : told(name),
      bytes: bytesOf(files),
      entries: files.length,
      ...bounded("damaged", largest.map(toldDamage), MAX_DAMAGED),
    };
  }).sort(largestBy((one) => one.package ?? ""));
}

const toldDamage = (one: NamedDamage) => ({
  what: told(one.title),
  version: one.version && told(one.version),
  bytes: one.bytes,
  reason: told(one.reason),
  path: told(formatPath(pathOf(one))),
});

function howToRemove(damaged: NamedDamage[], offer: Offer | undefined, leftovers: Offer | undefined): ToRemove[] {
  const inside = damaged.filter(({ isOffered }) => offer === undefined || !isOffered);
  const versions = inside.flatMap(({ name, version }) => (name && version ? `${name}==${version}` : []));
  const ways: ToRemove[] = [];
  for (const one of [offer, leftovers]) {
    if (one === undefined) continue;
    ways.push({ tool: "clean-up-pip-cache", offer: one.id, ...amountOf(one), says: `${one.title}. ${one.says}` });
  }
  if (versions.length > 0) {
    ways.push({
      tool: "remove-cached-packages",
      ...bounded("packages", [...new Set(versions)].map(told), MAX_LISTED),
      says: "Removes these versions whole, also what of them is intact.",
    });
  }
  if (inside.length > 0) {
    ways.push({
      command: "Check pip Cache",
      entries: inside.length,
      bytes: bytesOf(inside),
      says: "There the person removes just these with “Remove Damaged Files”: only a check finds them.",
    });
  }
  return ways;
}

const amountOf = ({ entries, bytes }: Offer) => ({ entries, bytes });

const bytesOf = (files: readonly { bytes: number }[]): number => files.reduce((sum, { bytes }) => sum + bytes, 0);
