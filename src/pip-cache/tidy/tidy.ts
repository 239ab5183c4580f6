/**
 * What goes when a cache is tidied by a policy: least recently used packages first, by days, of each its older versions first, until
 * what is left is within the budget. Age is when pip last dealt with a package, the only time that it leaves.
 */
import { appendTo } from "../../files/lookup";
import { Inodes } from "../../files/inodes";
import { sortSteps } from "../../files/sort-steps";
import { cellAt } from "../../files/typed-arrays";
import { isPackage, type RowKey } from "../../packaging/row-key";
import { allButNewest, comparePlaced, placed, type Placed } from "../../packaging/versions";
import { PIP, specialRows } from "../entry";
import type { LinkedName } from "../rows/row-columns";
import type { Rows } from "../rows/rows";
import { HOUR_MS, type PartialSelection, type Selection } from "../selection";

/** What a person wants of the cache. Leftovers and damaged files go in any case. */
export interface TidyPolicy {
  /** What pip keeps is to have so many bytes at most. */
  budgetBytes?: number;
  /** Packages that pip has not dealt with for so many days go. */
  days?: number;
  /** Of each package so many newest versions stay, and as many newest that are no pre-releases: see `allButNewest`. */
  newestVersions?: number;
}

/**
 * Why something stays whatever the policy says. Asked of versions, and with none of what of a package has no version, such as
 * its index page, and of rows that are no packages.
 */
export type Protects = (key: RowKey, version: string | undefined) => Protection | undefined;
export type Protection = "kept" | "needed";

export type TidyReason = "leftover" | "damaged" | "older" | "unused" | "budget";

/** What of one row goes for one reason. */
export interface TidyItem {
  key: RowKey;
  name: string;
  why: TidyReason;
  /** Those that go, oldest first; of what is damaged those that it is of. Empty where what goes is of no version. */
  versions: string[];
  /** Whether nothing of the row is left after it. */
  isWhole: boolean;
  entries: number;
  /** `st_size`, bytes; of a file with several names in the first item that has one. */
  bytes: number;
  /** Of these, what keeps a name when all has gone. */
  shared: number;
  /** Of the package, ms since 1970. */
  lastUsedMs: number;
}

/** Bytes that stay although there is no room for them. */
export interface InTheWay {
  kept: number;
  needed: number;
  /** Temporary files that pip may be writing. */
  writing: number;
}

export interface Tidying {
  /** In the order in which they go. */
  items: TidyItem[];
  /** All of that, in no cache in particular. */
  selection: Selection;
  entries: number;
  bytes: number;
  shared: number;
  /** `st_size` of what pip wrote, before and after, bytes. */
  before: number;
  after: number;
  /** Why the budget cannot be held; absent where it is, or there is none. */
  inTheWay?: InTheWay;
}

export interface TidyOptions {
  protects?: Protects;
  /** ms since 1970 */
  now?: number;
}

const DAY_MS = 86_400_000;

/** Works out what goes by a policy. Pauses after each group, and often while it sorts. */
export function* tidySteps(
  rows: Rows,
  policy: TidyPolicy,
  { protects = () => undefined, now = Date.now() }: TidyOptions = {},
): Generator<undefined, Tidying> {
  const ledger = yield* ledgerOf(rows);
  const before = ledger.left;
  const tidier = new Tidier(rows, ledger, protects);
  const candidates: Candidate[] = [];
  for (const row of ofPip(rows)) {
    const candidate = yield* tidier.takeAlways(row, policy, now);
    if (candidate) candidates.push(candidate);
  }
  const { budgetBytes = Infinity } = policy;
  for (const { row } of ledger.left > budgetBytes ? yield* sortSteps(candidates, byUse) : []) {
    if (ledger.left <= budgetBytes) break;
    yield* tidier.takeForBudget(row, budgetBytes);
  }
  const items = yield* tidier.items();
  const total = { entries: 0, bytes: 0, shared: 0 };
  for (const { entries, bytes, shared } of items) {
    yield undefined;
    total.entries += entries;
    total.bytes += bytes;
    total.shared += shared;
  }
  const inTheWay = ledger.left > budgetBytes ? yield* tidier.inTheWay() : undefined;
  const selection = yield* tidier.selection();
  return { items, selection, ...total, before, after: ledger.left, ...(inTheWay && { inTheWay }) };
}

/** A row of which something can go for the budget. */
interface Candidate {
  row: number;
  key: RowKey;
  /** When it was last used, in whole days. */
  daysAgo: number;
  /** Of what can go. */
  bytes: number;
}

/** Least recently used first, largest first among those of one day: what one pip has dealt with differs by milliseconds. */
const byUse = (one: Candidate, other: Candidate): number =>
  other.daysAgo - one.daysAgo || other.bytes - one.bytes || (one.key < other.key ? -1 : 1);

/** Numbers of the rows of what pip wrote. */
function* ofPip(rows: Rows): Generator<number> {
  for (let row = 0; row < rows.length; row++) if (rows.keyAt(row) !== specialRows.foreign) yield row;
}

/** What of a row goes or stays as one: all of a version, or of none, that is damaged, or is not; of temporary files a group. */
interface Part {
  version: string | undefined;
  isDamaged: boolean;
  /** Why it stays in any case. */
  protection: Protection | undefined;
  entries: number;
  /** Without files that have several names. */
  bytes: number;
  newestMs: number;
  /** Of each name of those the number of its inode. */
  linked: number[];
}

/** Bytes that stay, as others go: a file with several names stays until the last that pip's files have of it goes. */
class Ledger {
  left = 0;
  readonly #inodes = new Inodes();
  /** By the number of each inode: its names that stay of pip's files, and of any. */
  readonly #here: number[] = [];
  readonly #anywhere: number[] = [];
  /** By the number of a group the inodes of its names. */
  readonly #ofGroup = new Map<number, number[]>();

  addName({ inode, links, group }: LinkedName): void {
    const number = this.#inodes.add(inode);
    const here = this.#here[number] ?? 0;
    if (here === 0) this.left += inode.size;
    this.#here[number] = here + 1;
    this.#anywhere[number] = Math.max(this.#anywhere[number] ?? 0, links);
    appendTo(this.#ofGroup, group, number);
  }

  namesOf(group: number): readonly number[] {
    return this.#ofGroup.get(group) ?? [];
  }

  drop({ bytes, linked }: Part): void {
    this.left -= bytes;
    for (const number of linked) {
      const here = (this.#here[number] ?? 0) - 1;
      this.#here[number] = here;
      this.#anywhere[number] = (this.#anywhere[number] ?? 0) - 1;
      if (here === 0) this.left -= this.#inodes.sizeAt(number);
    }
  }

  /** `st_size` of a part, and what of it keeps a name; of a file with several only where it was not counted before. */
  count({ bytes, linked }: Part, counted = new Set<number>()): { bytes: number; shared: number } {
    const sum = { bytes, shared: 0 };
    for (const number of linked) {
      if (counted.has(number)) continue;
      counted.add(number);
      sum.bytes += this.#inodes.sizeAt(number);
      if ((this.#anywhere[number] ?? 0) > 0) sum.shared += this.#inodes.sizeAt(number);
    }
    return sum;
  }
}

/** Pauses after each group, and each name of a file that has several. */
function* ledgerOf(rows: Rows): Generator<undefined, Ledger> {
  const ledger = new Ledger();
  for (const name of rows.linked.without()) {
    yield undefined;
    if (rows.keyAt(name.row) !== specialRows.foreign) ledger.addName(name);
  }
  for (const row of ofPip(rows)) {
    for (const [, { bytes }] of rows.plainGroupsAt(row)) {
      yield undefined;
      ledger.left += bytes;
    }
  }
  return ledger;
}

interface Taken {
  row: number;
  why: TidyReason;
  /** Oldest first, and the parts of each in that order, too. */
  versions: string[];
  parts: Part[];
}

class Tidier {
  /** By the number of a row the places of its parts that go. */
  readonly #going = new Map<number, Set<number>>();
  readonly #taken: Taken[] = [];
  /** By the number of a row what was taken of it last. */
  readonly #last = new Map<number, Taken>();

  constructor(
    private readonly rows: Rows,
    private readonly ledger: Ledger,
    private readonly protects: Protects,
  ) {}

  /** Takes of a row what goes whatever the budget is. @returns the row, where more of it can go */
  *takeAlways(row: number, policy: TidyPolicy, now: number): Generator<undefined, Candidate | undefined> {
    const { days, newestVersions } = policy;
    const key = this.rows.keyAt(row);
    const isTemporary = key === specialRows.temporary;
    const parts = yield* this.#partsOf(row);
    const lastUsedMs = this.rows.sums(row).newestMs;
    const isUnused = isPackage(key) && days !== undefined && lastUsedMs < now - days * DAY_MS;
    const isCompared = isPackage(key) && newestVersions !== undefined && !isUnused;
    const older = isCompared ? yield* allButNewest(versionsOf(parts), newestVersions) : undefined;
    const isWholeFree = parts.every(isFree);
    const isDamageFree = parts.every((part) => !part.isDamaged || isFree(part));
    const reasonOf = (part: Part): TidyReason | undefined => {
      const { version, isDamaged, newestMs } = part;
      if (isTemporary) return newestMs < now - HOUR_MS ? "leftover" : undefined;
      if (!isFree(part)) return undefined;
      if (isUnused && (version !== undefined || isWholeFree)) return "unused";
      if (version !== undefined && older?.has(version)) return "older";
      // A selection can name what is damaged and of no version only with all else that is damaged of its row.
      return isDamaged && (version !== undefined || isDamageFree) ? "damaged" : undefined;
    };
    const places = new Map<TidyReason, number[]>();
    let bytes = 0;
    for (const [at, part] of parts.entries()) {
      yield undefined;
      const why = reasonOf(part);
      if (why) appendTo(places, why, at);
      else if (isFree(part)) bytes += this.ledger.count(part).bytes;
    }
    let going = 0;
    for (const [why, these] of places) {
      going += these.length;
      for (const at of these) this.ledger.drop(cellAt(parts, at));
      yield* this.#take(row, why, parts, these);
    }
    if (going === parts.length || isTemporary) return undefined;
    return { row, key, daysAgo: Math.floor((now - lastUsedMs) / DAY_MS), bytes };
  }

  /**
   * Takes of a row its versions, the oldest first, until what stays is within the budget. Where no version is left, what has
   * none, as an index page, goes with the last one.
   */
  *takeForBudget(row: number, budget: number): Generator<undefined, void> {
    const parts = yield* this.#partsOf(row);
    const gone = this.#going.get(row);
    const places = new Map<string | undefined, number[]>();
    let isWholeFree = true;
    for (const [at, part] of parts.entries()) {
      yield undefined;
      if (!isFree(part)) isWholeFree = false;
      else if (!gone?.has(at)) appendTo(places, part.version, at);
    }
    const steps: number[][] = [];
    for (const version of yield* oldestFirst(versionsOf(parts))) {
      yield undefined;
      const those = places.get(version);
      if (those) steps.push(those);
    }
    const rest = isWholeFree ? (places.get(undefined) ?? []) : [];
    if (rest.length > 0) steps.push([...(steps.pop() ?? []), ...rest]);
    const going: number[] = [];
    for (const step of steps) {
      yield undefined;
      if (this.ledger.left <= budget) break;
      for (const at of step) {
        this.ledger.drop(cellAt(parts, at));
        going.push(at);
      }
    }
    if (going.length > 0) yield* this.#take(row, "budget", parts, going);
  }

  /** To be asked for when all is taken: what of a file with several names stays is known only then. */
  *items(): Generator<undefined, TidyItem[]> {
    const counted = new Set<number>();
    const items: TidyItem[] = [];
    for (const one of this.#taken) {
      const { row, why, versions, parts } = one;
      const item: TidyItem = {
        key: this.rows.keyAt(row),
        name: this.rows.nameAt(row),
        why,
        versions,
        isWhole: this.#last.get(row) === one && (yield* this.#isWhole(row)),
        entries: 0,
        bytes: 0,
        shared: 0,
        lastUsedMs: this.rows.sums(row).newestMs,
      };
      for (const part of parts) {
        yield undefined;
        const { bytes, shared } = this.ledger.count(part, counted);
        item.entries += part.entries;
        item.bytes += bytes;
        item.shared += shared;
      }
      items.push(item);
    }
    return items;
  }

  /** Of what stays, why: of what has no version, for the reason of the versions that it is of. */
  *inTheWay(): Generator<undefined, InTheWay> {
    const sums: InTheWay = { kept: 0, needed: 0, writing: 0 };
    const counted = new Set<number>();
    for (const row of ofPip(this.rows)) {
      const parts = yield* this.#partsOf(row);
      const gone = this.#going.get(row);
      const isTemporary = this.rows.keyAt(row) === specialRows.temporary;
      const ofRow = parts.some(({ protection }) => protection === "kept") ? "kept" : "needed";
      for (const [at, part] of parts.entries()) {
        yield undefined;
        if (gone?.has(at)) continue;
        sums[isTemporary ? "writing" : (part.protection ?? ofRow)] += this.ledger.count(part, counted).bytes;
      }
    }
    return sums;
  }

  *selection(): Generator<undefined, Selection> {
    const rows: RowKey[] = [];
    const versions: [RowKey, string[]][] = [];
    const damaged: RowKey[] = [];
    const damagedVersions: [RowKey, string[]][] = [];
    let hasLeftovers = false;
    for (const [row, gone] of this.#going) {
      const key = this.rows.keyAt(row);
      if (key === specialRows.temporary) {
        hasLeftovers = true;
        continue;
      }
      const parts = yield* this.#partsOf(row);
      if (gone.size === parts.length) {
        rows.push(key);
        continue;
      }
      const staying = new Set<string | undefined>();
      let areAllDamagedGone = true;
      for (const [at, { version, isDamaged }] of parts.entries()) {
        if (gone.has(at)) continue;
        staying.add(version);
        if (isDamaged) areAllDamagedGone = false;
      }
      const whole = new Set<string>();
      const broken = new Set<string>();
      let isDamaged = false;
      for (const at of gone) {
        yield undefined;
        const { version } = cellAt(parts, at);
        if (version !== undefined && !staying.has(version)) whole.add(version);
        else isDamaged = true;
        if (version !== undefined && staying.has(version)) broken.add(version);
      }
      if (whole.size > 0) versions.push([key, [...whole]]);
      if (isDamaged && areAllDamagedGone) damaged.push(key);
      else if (broken.size > 0) damagedVersions.push([key, [...broken]]);
    }
    const any: PartialSelection[] = [];
    if (rows.length > 0) any.push({ rows });
    if (versions.length > 0) any.push({ versionsOf: versions });
    if (damaged.length > 0) any.push({ damaged: true, rows: damaged });
    if (damagedVersions.length > 0) any.push({ damaged: true, versionsOf: damagedVersions });
    // Not what pip will read again: see `Selection.leftovers`.
    if (hasLeftovers) any.push({ leftovers: true, rows: [specialRows.temporary] });
    return { tools: [PIP], any };
  }

  /** Notes that parts go, whose bytes were dropped. */
  *#take(row: number, why: TidyReason, parts: Part[], places: number[]): Generator<undefined, void> {
    const going = this.#going.get(row) ?? new Set();
    this.#going.set(row, going);
    const byVersion = new Map<string | undefined, Part[]>();
    for (const at of places) {
      yield undefined;
      going.add(at);
      const part = cellAt(parts, at);
      appendTo(byVersion, part.version, part);
    }
    const versions = yield* oldestFirst([...byVersion.keys()].filter((version) => version !== undefined));
    const taken: Taken = { row, why, versions, parts: [] };
    for (const version of [...versions, undefined]) {
      yield undefined;
      for (const part of byVersion.get(version) ?? []) taken.parts.push(part);
    }
    this.#taken.push(taken);
    this.#last.set(row, taken);
  }

  *#isWhole(row: number): Generator<undefined, boolean> {
    return this.#going.get(row)?.size === (yield* this.#partsOf(row)).length;
  }

  /** Always in the same order. Pauses after each group. */
  *#partsOf(row: number): Generator<undefined, Part[]> {
    const key = this.rows.keyAt(row);
    const parts: Part[] = [];
    const known = new Map<string, Part>();
    for (const [number, group] of this.rows.plainGroupsAt(row)) {
      yield undefined;
      const { version, entries, bytes, newestMs } = group;
      const isDamaged = group.damage !== undefined;
      const name = `${isDamaged ? 1 : 0}${version === undefined ? "" : `=${version}`}`;
      let part = key === specialRows.temporary ? undefined : known.get(name);
      if (part === undefined) {
        // What is damaged and of nobody knows what is of no use to anybody.
        const isUseless = isDamaged && !isPackage(key);
        const protection = isUseless ? undefined : this.protects(key, version);
        part = { version, isDamaged, protection, entries: 0, bytes: 0, newestMs: 0, linked: [] };
        known.set(name, part);
        parts.push(part);
      }
      part.entries += entries;
      part.bytes += bytes;
      part.newestMs = Math.max(part.newestMs, newestMs);
      for (const one of this.ledger.namesOf(number)) part.linked.push(one);
    }
    return parts;
  }
}

const isFree = ({ protection }: Part): boolean => protection === undefined;

const versionsOf = (parts: Iterable<Part>): Set<string> =>
  new Set(Array.from(parts, ({ version }) => version).filter((version) => version !== undefined));

/** By PEP 440; what is no version by that comes first. Pauses often. */
function* oldestFirst(versions: Iterable<string>): Generator<undefined, string[]> {
  const places: Placed[] = [];
  for (const text of versions) {
    yield undefined;
    places.push(placed(text));
  }
  const sorted = yield* sortSteps(places, (one, other) => comparePlaced(other, one));
  return sorted.map(({ text }) => text);
}
