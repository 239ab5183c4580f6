/**
 * What is known of getting files back, kept package by package beside the sums by which that is still so: what has changed
 * since is read again, and what is about a package that has changed counts for nothing until then. It is bytes of lines, read
 * one by one, since a cache may have tens of thousands of packages and a question has no time.
 */
import { inSlices, retryWithoutThreads, runTask } from "../../files/tasks";
import { cellAt } from "../../files/typed-arrays";
import { taskOf } from "../../files/worker-text";
import { isPackage, keyOf, type RowKey } from "../../packaging/row-key";
import { rowKey } from "../entry";
import type { CacheDirectory } from "../locate";
import type { Rows } from "../rows/rows";
import { listEntries } from "../scan/list";
import type { CostMessage, CostRow, FileCost, readCosts, RowCosts } from "./read-costs";
import source from "../worker.generated.txt";

export const readingCosts = taskOf<typeof readCosts>("readCosts", source);

/** Of what a line says: another version says something else. */
const VERSION = 2;
/** Entries that are listed at a time, each with its files and tags. */
const MAX_ENTRIES = 10_000;
/** That are remembered. */
const MAX_INDEXES = 100;
/** Packages per message. */
const CHUNK = 50;
const HEAP_MB = 48;
const NEWLINE = 0x0a;
const TAB = 0x09;

export interface CostOptions {
  /** What was read last of the caches, to the end and without failures, by their real paths. */
  known: ReadonlyMap<string, Rows>;
  indexUrls: string[];
  /** See `CostMessage`. */
  publicIndexes: string[];
  signal?: AbortSignal;
  /** See `RunOptions`. */
  threads?: number;
  /** ms since 1970; for tests, whose files are all young. */
  now?: number;
}

/** What is alike as long as a package's files are what they are, as many, as large, as old. */
export function stampOf(rows: Rows, row: number): string {
  const { entries, files } = rows.sums(row);
  return [rows.markOf(row), entries, files].join(" ");
}

/** A line, not yet read. */
interface Line {
  /** JSON of the cache, the key and the stamp. */
  of: string;
  /** Whether one of its files may be hard to get back whatever the machine is like. */
  isFlagged: boolean;
  /** The different circumstances of its files, as JSON of `Depends`. */
  depends: string;
  /** JSON. */
  files: Buffer;
  bytes: Buffer;
}

/** What of a file depends on the machine. */
export type Depends = Pick<FileCost, "indexes" | "requiresPython">;

/**
 * What is known of all packages: of those that are as they were what was kept, of the others what is read now.
 * @param before what this returned the last time
 * @throws the signal's reason when aborted
 */
export async function readChangedCosts(
  caches: CacheDirectory[],
  before: Buffer | undefined,
  options: CostOptions,
): Promise<Buffer> {
  const { known, signal } = options;
  const indexUrls = toldTogether(before, options.indexUrls);
  const head = Buffer.from(`${JSON.stringify([VERSION, indexUrls])}\n`);
  const isSame = before?.subarray(0, head.length).equals(head) ?? false;
  const { kept, changed, isAll } = await inSlices(sorting(isSame ? before : undefined, known));
  signal?.throwIfAborted();
  if (before && isSame && isAll) return before;
  const parts = [head, ...kept];
  for (const cache of caches) {
    const rows = known.get(cache.path);
    if (rows === undefined) continue;
    for (const keys of await inSlices(inPortions(rows, changed.get(cache.path) ?? []))) {
      const stamps = await inSlices(stampsOf(rows, keys));
      for (const [key, files] of await readRows(cache, keys, { ...options, indexUrls })) {
        parts.push(lineOf(cache.path, key, stamps.get(key) ?? "", files));
        stamps.delete(key);
      }
      // Of what has nothing to say, just that.
      for (const [key, stamp] of stamps) parts.push(lineOf(cache.path, key, stamp, []));
    }
  }
  return Buffer.concat(parts);
}

/** What is told now, and what was before: by an index that nothing names any more its pages are still known. */
function toldTogether(before: Buffer | undefined, indexUrls: readonly string[]): string[] {
  const [version, told] = listIn<unknown>(before?.toString("utf8", 0, before.indexOf(NEWLINE)) ?? "");
  const known = version === VERSION && Array.isArray(told) ? told.filter((url) => typeof url === "string") : [];
  return [...new Set([...indexUrls, ...known])].slice(0, MAX_INDEXES).sort();
}

/** Pauses after each. */
function* stampsOf(rows: Rows, keys: RowKey[]): Generator<undefined, Map<RowKey, string>> {
  const stamps = new Map<RowKey, string>();
  for (const key of keys) {
    const row = rows.numberOf(key);
    stamps.set(key, row === undefined ? "" : stampOf(rows, row));
    yield undefined;
  }
  return stamps;
}

/**
 * The lines of packages that are as they were, by cache the packages of which there is none, and whether there is nothing
 * else. Pauses after each.
 */
function* sorting(
  before: Buffer | undefined,
  known: CostOptions["known"],
): Generator<undefined, { kept: Buffer[]; changed: Map<string, RowKey[]>; isAll: boolean }> {
  const kept: Buffer[] = [];
  let isAll = true;
  const isKnown = new Map(Array.from(known, ([path, rows]) => [path, new Uint8Array(rows.length)]));
  for (const { of, bytes } of linesOf(before)) {
    yield undefined;
    const [cache = "", key = "", stamp] = listIn<string>(of);
    const rows = known.get(cache);
    const row = rows?.numberOf(keyOf(key));
    if (rows === undefined || row === undefined || stampOf(rows, row) !== stamp) {
      isAll = false;
      continue;
    }
    isKnown.get(cache)?.fill(1, row, row + 1);
    kept.push(bytes);
  }
  const changed = new Map<string, RowKey[]>();
  for (const [path, rows] of known) {
    const keys: RowKey[] = [];
    for (let row = 0; row < rows.length; row++) {
      yield undefined;
      const key = rows.keyAt(row);
      if (isKnown.get(path)?.[row] !== 1 && isPackage(key)) keys.push(key);
    }
    changed.set(path, keys);
    if (keys.length > 0) isAll = false;
  }
  return { kept, changed, isAll };
}

/** Packages of which so many are read at a time as there is room for. Pauses after each. */
function* inPortions(rows: Rows, keys: RowKey[]): Generator<undefined, RowKey[][]> {
  const portions: RowKey[][] = [];
  let room = 0;
  for (const key of keys) {
    yield undefined;
    const row = rows.numberOf(key);
    const { entries } = row === undefined ? { entries: 0 } : rows.sums(row);
    if (portions.length === 0 || entries > room) {
      portions.push([]);
      room = MAX_ENTRIES;
    }
    portions.at(-1)?.push(key);
    room -= entries;
  }
  return portions;
}

async function readRows(
  cache: CacheDirectory,
  keys: RowKey[],
  { known, indexUrls, publicIndexes, signal, ...options }: CostOptions,
): Promise<RowCosts[]> {
  // By these the pages have got their names.
  const proven = [...new Set([...indexUrls, ...(known.get(cache.path)?.reading?.indexUrls ?? [])])];
  const kinds = ["wheel", "sdist", "built wheel", "index page"] as const;
  const selection = { rows: keys, kinds: [...kinds] };
  const entries = await listEntries([cache], selection, { signal, indexUrls: proven, known, ...options });
  const rows = new Map<RowKey, CostRow>();
  let hasPages = false;
  for (const entry of entries) {
    const key = rowKey(entry);
    const row = rows.get(key);
    if (row) row.entries.push(entry);
    else rows.set(key, { key, entries: [entry] });
    if (entry.identity.kind === "index page") hasPages = true;
  }
  const all = [...rows.values()];
  return retryWithoutThreads(options, async ({ threads = hasPages ? 1 : 0 }) => {
    const costs: RowCosts[] = [];
    const messages = function* (): Generator<CostMessage> {
      for (let at = 0; at < all.length; at += CHUNK)
        yield { rows: all.slice(at, at + CHUNK), indexUrls, publicIndexes };
    };
    await runTask(readingCosts, messages(), {
      signal,
      threads,
      heapMb: HEAP_MB,
      // The links of a popular project are read in one go, which takes longer than a window may freeze.
      headStartMs: 0,
      onResult: (part) => {
        for (const one of part) costs.push(one);
      },
    });
    signal?.throwIfAborted();
    return costs;
  });
}

function lineOf(cache: string, key: RowKey, stamp: string, files: FileCost[]): Buffer {
  const depends = new Set(
    files.map(({ indexes, requiresPython }) => JSON.stringify({ indexes, requiresPython } satisfies Depends)),
  );
  const flag = files.some(isHardAnyway) ? "1" : "0";
  const texts = [JSON.stringify([cache, key, stamp]), flag, `[${[...depends].join(",")}]`, JSON.stringify(files)];
  return Buffer.from(`${texts.join("\t")}\n`);
}

/** Whether it may be hard to get back whatever is configured and installed. */
export const isHardAnyway = ({ yanked, unlistedMs, built }: FileCost): boolean =>
  yanked !== undefined || unlistedMs !== undefined || built !== undefined;

function* linesOf(bytes: Buffer | undefined): Generator<Line> {
  if (bytes === undefined) return;
  // The first says what they are of.
  for (let at = bytes.indexOf(NEWLINE) + 1, end; at > 0 && (end = bytes.indexOf(NEWLINE, at)) > 0; at = end + 1) {
    const tabs = [at - 1];
    for (let part = 0; part < 3; part++) tabs.push(bytes.indexOf(TAB, cellAt(tabs, part) + 1));
    const textAfter = (part: number) => bytes.toString("utf8", cellAt(tabs, part) + 1, cellAt(tabs, part + 1));
    if (tabs.some((tab) => tab > end) || tabs.indexOf(-1, 1) > 0) continue;
    yield {
      of: textAfter(0),
      isFlagged: textAfter(1) === "1",
      depends: textAfter(2),
      files: bytes.subarray(cellAt(tabs, 3) + 1, end),
      bytes: bytes.subarray(at, end + 1),
    };
  }
}

/** What a list in JSON has; nothing where it is none, or damaged. */
function listIn<Item>(text: string): Item[] {
  try {
    const list = JSON.parse(text) as unknown;
    return Array.isArray(list) ? (list as Item[]) : [];
  } catch {
    return [];
  }
}

/** A file that may be hard to get back, and where it lies. */
export interface CostedFile extends FileCost {
  /** Real path of the cache directory. */
  cache: string;
  key: RowKey;
  /** See `stampOf`: of its package, when it was read. */
  stamp: string;
}

/**
 * The files of which some reason is told, with the reasons, of all lines that may have one. Pauses after each line.
 * @param mayBe asked once for each of the circumstances that files have
 * @param keys of the packages that are asked about; by default of all
 */
export function* costedFiles<Reason>(
  bytes: Buffer,
  mayBe: (depends: Depends) => boolean,
  reasonsOf: (file: FileCost) => Reason[],
  keys?: ReadonlySet<RowKey>,
): Generator<undefined, (CostedFile & { reasons: Reason[] })[]> {
  const files: (CostedFile & { reasons: Reason[] })[] = [];
  const answers = new Map<string, boolean>();
  for (const { of, isFlagged, depends, files: text } of linesOf(bytes)) {
    yield undefined;
    let may = isFlagged || answers.get(depends);
    if (may === undefined) answers.set(depends, (may = listIn<Depends>(depends).some(mayBe)));
    const [cache, key, stamp] = may ? listIn<string>(of) : [];
    if (cache === undefined || key === undefined || stamp === undefined) continue;
    if (keys && !keys.has(keyOf(key))) continue;
    for (const file of listIn<FileCost>(text.toString())) {
      const reasons = reasonsOf(file);
      if (reasons.length > 0) files.push(Object.assign(file, { cache, key: keyOf(key), stamp, reasons }));
    }
  }
  return files;
}
