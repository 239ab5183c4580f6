/**
 * What is known of getting files back, kept package by package beside the sums by which that is still so: what has changed
 * since is read again, and what is about a package that has changed counts for nothing until then. It is bytes of lines, read
 * one by one, since a cache may have tens of thousands of packages and a question has no time.
 */
import { inSlices, retryWithoutThreads, runTask } from "../../files/tasks";
import { taskOf } from "../../files/worker-text";
import { isPackage, keyOf, type RowKey } from "../../packaging/row-key";
import type { CacheDirectory } from "../locate";
import type { Rows } from "../rows/rows";
import { gatherEntries } from "../scan/list";
import { EntryLines } from "./entry-lines";
import type { CostMessage, FileCost, readCosts } from "./read-costs";
import source from "../worker.generated.txt";

export const readingCosts = taskOf<typeof readCosts>("readCosts", source);

/** Of what a line says: another version says something else. */
const VERSION = 3;
/** That are remembered. */
const MAX_INDEXES = 100;
/** Entries per message, and more where a package has more. */
const CHUNK = 250;
const HEAP_MB = 48;
const NEWLINE = 0x0a;
const TAB = 0x09;
/** `1` */
const FLAG = 0x31;

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

/** A line, of which each part is read when it is asked for: of tens of thousands few are. */
class Line {
  /** @param tabs where the first, second and third are, in the bytes of all lines */
  constructor(
    private readonly all: Buffer,
    private readonly start: number,
    private readonly tabs: readonly [number, number, number],
    private readonly end: number,
  ) {}

  /** JSON of the cache, the key and the stamp. */
  get of(): string {
    return this.all.toString("utf8", this.start, this.tabs[0]);
  }

  /** Whether one of its files may be hard to get back whatever the machine is like. */
  get isFlagged(): boolean {
    return this.all[this.tabs[0] + 1] === FLAG;
  }

  /** The different circumstances of its files, as JSON of `Depends`. */
  get depends(): string {
    return this.all.toString("utf8", this.tabs[1] + 1, this.tabs[2]);
  }

  /** JSON. */
  get files(): string {
    return this.all.toString("utf8", this.tabs[2] + 1, this.end);
  }

  /** With its end. */
  get bytes(): Buffer {
    return this.all.subarray(this.start, this.end + 1);
  }
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
    const keys = changed.get(cache.path) ?? [];
    if (rows === undefined || keys.length === 0) continue;
    const costs = await readRows(cache, rows, keys, { ...options, indexUrls });
    for (const line of await inSlices(linesFor(cache.path, rows, keys, costs))) parts.push(line);
  }
  return Buffer.concat(parts);
}

/** What is told now, and what was before: by an index that nothing names any more its pages are still known. */
function toldTogether(before: Buffer | undefined, indexUrls: readonly string[]): string[] {
  const [version, told] = listIn<unknown>(before?.toString("utf8", 0, before.indexOf(NEWLINE)) ?? "");
  const known = version === VERSION && Array.isArray(told) ? told.filter((url) => typeof url === "string") : [];
  return [...new Set([...indexUrls, ...known])].slice(0, MAX_INDEXES).sort();
}

/** Of what has nothing to say just that. Pauses after each. */
function* linesFor(
  cache: string,
  rows: Rows,
  keys: RowKey[],
  costs: ReadonlyMap<RowKey, CostsText>,
): Generator<undefined, Buffer[]> {
  const lines: Buffer[] = [];
  for (const key of keys) {
    const row = rows.numberOf(key);
    const stamp = row === undefined ? "" : stampOf(rows, row);
    lines.push(Buffer.concat([Buffer.from(JSON.stringify([cache, key, stamp])), costs.get(key) ?? textOf([])]));
    yield undefined;
  }
  return lines;
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
  for (const line of linesOf(before)) {
    yield undefined;
    const [cache = "", key = "", stamp] = listIn<string>(line.of);
    const rows = known.get(cache);
    const row = rows?.numberOf(keyOf(key));
    if (rows === undefined || row === undefined || stampOf(rows, row) !== stamp) {
      isAll = false;
      continue;
    }
    isKnown.get(cache)?.fill(1, row, row + 1);
    kept.push(line.bytes);
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

/** What a line says after what it is of: outside the JS heap, as there are as many as packages. */
type CostsText = Buffer;

/** By the packages of which something is to be said. */
async function readRows(
  cache: CacheDirectory,
  rows: Rows,
  keys: RowKey[],
  { known, indexUrls, publicIndexes, signal, ...options }: CostOptions,
): Promise<Map<RowKey, CostsText>> {
  // By these the pages have got their names.
  const proven = [...new Set([...indexUrls, ...(rows.reading?.indexUrls ?? [])])];
  const selection = { rows: keys, kinds: [...kinds] };
  const reading = { signal, indexUrls: proven, known, ...options };
  const entries = await gatherEntries([cache], selection, reading, () => new EntryLines(rows));
  return retryWithoutThreads(options, async ({ threads = 1 }) => {
    const costs = new Map<RowKey, CostsText>();
    const messages = function* (): Generator<CostMessage> {
      for (const some of portionsOf(entries)) yield { rows: some, indexUrls, publicIndexes };
    };
    await runTask(readingCosts, messages(), {
      signal,
      threads,
      heapMb: HEAP_MB,
      // The links of a popular project are read in one go, which takes longer than a window may freeze.
      headStartMs: 0,
      onResult: (part) => {
        for (const [key, files] of part) costs.set(key, textOf(files));
      },
    });
    signal?.throwIfAborted();
    return costs;
  });
}

const kinds = ["wheel", "sdist", "built wheel", "index page"] as const;

function* portionsOf(entries: EntryLines): Generator<CostMessage["rows"]> {
  let portion: CostMessage["rows"] = [];
  let room = CHUNK;
  for (const { key, lines, count } of entries.byRow()) {
    portion.push({ key, lines });
    room -= count;
    if (room > 0) continue;
    yield portion;
    portion = [];
    room = CHUNK;
  }
  if (portion.length > 0) yield portion;
}

function textOf(files: FileCost[]): CostsText {
  const depends = new Set(
    files.map(({ indexes, requiresPython }) => JSON.stringify({ indexes, requiresPython } satisfies Depends)),
  );
  const flag = files.some(isHardAnyway) ? "1" : "0";
  return Buffer.from(`\t${[flag, `[${[...depends].join(",")}]`, JSON.stringify(files)].join("\t")}\n`);
}

/** Whether it may be hard to get back whatever is configured and installed. */
export const isHardAnyway = ({ yanked, unlistedMs, built }: FileCost): boolean =>
  yanked !== undefined ||
  unlistedMs !== undefined ||
  (built !== undefined && (built.isDirect || !built.isSourceCached));

function* linesOf(bytes: Buffer | undefined): Generator<Line> {
  if (bytes === undefined) return;
  // The first says what they are of.
  for (let at = bytes.indexOf(NEWLINE) + 1, end; at > 0 && (end = bytes.indexOf(NEWLINE, at)) > 0; at = end + 1) {
    const first = bytes.indexOf(TAB, at);
    const second = bytes.indexOf(TAB, first + 1);
    const third = bytes.indexOf(TAB, second + 1);
    if (at < first && first < second && second < third && third < end)
      yield new Line(bytes, at, [first, second, third], end);
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
  for (const line of linesOf(bytes)) {
    yield undefined;
    if (!line.isFlagged) {
      const { depends } = line;
      let may = answers.get(depends);
      if (may === undefined) answers.set(depends, (may = listIn<Depends>(depends).some(mayBe)));
      if (!may) continue;
    }
    const [cache, key, stamp] = listIn<string>(line.of);
    if (cache === undefined || key === undefined || stamp === undefined) continue;
    if (keys && !keys.has(keyOf(key))) continue;
    for (const file of listIn<FileCost>(line.files)) {
      const reasons = reasonsOf(file);
      if (reasons.length > 0) files.push(Object.assign(file, { cache, key: keyOf(key), stamp, reasons }));
    }
  }
  return files;
}
