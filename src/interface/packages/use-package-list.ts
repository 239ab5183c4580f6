/** What the list of packages has on it: of the rows that were read, or, until those are there, of what is remembered. */
import { useEffect, useMemo, useRef, useState } from "react";
import type { CacheDirectory } from "../../pip-cache/locate";
import { specialIn, type RowKey } from "../../packaging/row-key";
import type { Group } from "../../pip-cache/rows/groups";
import type { Rows } from "../../pip-cache/rows/rows";
import type { Summary } from "../../pip-cache/rows/summary";
import { MAX_ROWS } from "../shared/limits";
import { HardRows } from "./hard-rows";
import type { HardOfList } from "../cost/use-hard-files";
import type { KnownMarks } from "../shared/marks";
import type { KnownNeeds } from "../projects/known-needs";
import { totalCache, totalNowhere, type CacheTotals, type NowhereTotals } from "../clean-up/cache-totals";
import { recallFirstRows, rememberFirstRows, type FirstRows } from "./first-rows";
import { unusedFinding } from "../shared/pips";
import { useSliced } from "../shared/use-sliced";
import {
  inStableOrder,
  selectedAmong,
  showRows,
  shownTotalsOf,
  summaryAt,
  type ShownRows,
  type ShownTotals,
} from "./shown";
import { withNearest } from "./nearest";
import { isFoundNow, search, type Search } from "./search";
import type { Selected } from "./selected";
import type { Packages } from "../shared/use-packages";
import { encodeView, testOf, type SortOrder, type View } from "./views";

/** What fits into the window, and is on screen before the rest is made. */
const FIRST_ROWS = 12;
/** While the list fills it changes several times a second: making all rows each time would freeze it. */
const FILLING_ROWS = 50;

/** A row of the list: all that is kept of the package, or of the versions of it that were chosen, and what the view shows of that. */
interface Item {
  whole: Summary;
  part: Summary;
}

export interface ListContent {
  /** What it was made for: not yet what was chosen or typed last, where that takes a while. */
  view: View;
  searchText: string;
  items: Item[];
  /** Rows of the view, before anything is searched for. */
  count: number;
  /** Rows that were found, of which the items are the first. */
  found: number;
  /** Of the rows that were found. */
  totals: ShownTotals;
  /** Those of these keys that are in the view; undefined where none is. */
  selectedOf: (keys: ReadonlySet<RowKey>) => Selected | undefined;
  foundKeys: () => RowKey[];
  /** See `Search`. */
  chosen?: Search["chosen"];
  /** Whether nothing was found, and the rows are what may have been meant. */
  isNear: boolean;
  notes: Search["notes"];
}

export interface PackageList {
  /** Absent while nothing is known of the view. */
  content?: ListContent;
  /** Of everything that was read, whatever the view; absent while nothing is known. */
  cacheTotals?: CacheTotals;
  /** See `NowhereTotals`; absent until it was read what is needed. */
  nowhereTotals?: NowhereTotals;
  /** It is not yet what was read, chosen and typed last. */
  isWorking: boolean;
}

/**
 * What is known of the rows, of what was read as soon as there is something.
 * @param first what is remembered of the last time, for as long as there is nothing better
 */
export function usePackageList(
  { read, isReading, isRead, progress }: Packages,
  view: View,
  searchText: string,
  first: FirstRows | undefined,
  { marks, isKept }: KnownMarks,
  needs: KnownNeeds | undefined,
  hard: HardOfList["byRow"],
): PackageList {
  // What was remembered first is better than nothing at all.
  const known = first && !isRead && read?.rows.length === 0 ? undefined : read;
  const finding = useMemo(() => known && unusedFinding(), [known]);
  const [cacheTotals, isTotalling] = useSliced(
    () => known && totalCache(known.rows, finding, marks),
    [known, finding, marks],
  );
  const [nowhereTotals] = useSliced(
    () => (needs && needs.needs.sources.length > 0 && known ? totalNowhere(known.rows, needs) : undefined),
    [known, needs],
  );
  const test = useMemo(
    () => testOf(view, finding, isKept, needs?.needs),
    [view, finding, view.type === "kept" && isKept, view.type === "nowhere" && needs],
  );
  const [shown, isSorting] = useShown(known, view, test, view.type === "hard" ? hard : undefined, isReading);
  const isPainted = useIsPainted();
  const most = !isPainted ? FIRST_ROWS : progress !== undefined ? FILLING_ROWS : MAX_ROWS;
  // Whoever has removed what was named means nothing else by it.
  const lastFound = useRef<string>(undefined);
  const [found, isFinding] = useSliced(
    () => shown && contentOf(shown, searchText, most, !isReading && lastFound.current !== searchText),
    [shown, searchText, most, isReading],
  );
  useEffect(() => {
    if (found && found.found > 0 && !found.isNear) lastFound.current = found.searchText;
    else if (lastFound.current !== searchText) lastFound.current = undefined;
  }, [found, searchText]);
  const content = useMemo(() => {
    if (found) return found;
    return first?.view === encodeView(view) ? remembered(first, view, searchText) : undefined;
  }, [found, first, view, searchText]);
  const isWorking = isTotalling || isSorting || isFinding;
  return { content, cacheTotals: cacheTotals ?? first?.cacheTotals, nowhereTotals, isWorking };
}

/** The first rows of the list as it was seen last, if it was about these caches; only looked up once. */
export function useFirstRows(isWanted: boolean, caches: CacheDirectory[]): FirstRows | undefined {
  return useState(() => {
    const first = isWanted ? recallFirstRows() : undefined;
    return first && sameCaches(first.caches, pathsOf(caches)) ? first : undefined;
  })[0];
}

const pathsOf = (caches: CacheDirectory[]) => caches.map(({ path }) => path);

const sameCaches = (some: string[], others: string[]) => [...some].sort().join("\n") === [...others].sort().join("\n");

/** Keeps what is on screen for the next time, once it is final. */
export function useRemembering(
  { content, cacheTotals }: Omit<PackageList, "isWorking">,
  view: View,
  caches: CacheDirectory[],
  isFinal: boolean,
): void {
  useEffect(() => {
    // What is being worked out may still be of before.
    const isOfView = content?.searchText === "" && encodeView(content.view) === encodeView(view);
    if (!content || !cacheTotals || !isFinal || !isOfView) return;
    const rows = content.items
      .slice(0, FIRST_ROWS)
      .map(({ whole, part }) => ({ whole, part: part === whole ? undefined : part }));
    const { count, totals } = content;
    rememberFirstRows({ view: encodeView(view), caches: pathsOf(caches), rows, count, totals, cacheTotals });
  }, [content, cacheTotals, view, caches, isFinal]);
}

/**
 * Pauses after each group that is looked at.
 * @param meansOthers whether what is not found may have been meant otherwise: not while more may come
 */
function* contentOf(
  { view, ...all }: ShownView,
  searchText: string,
  most: number,
  meansOthers: boolean,
): Generator<undefined, ListContent> {
  const { rows } = all;
  const found = yield* search(all, searchText, orderOf(view));
  const { shown, chosen, notes, isNear } = meansOthers
    ? yield* withNearest(found, all, searchText)
    : { ...found, isNear: false };
  const { numbers, test } = shown;
  const items: Item[] = [];
  for (const number of numbers.slice(0, most)) {
    const part = yield* summaryAt(rows, number, test);
    const versions = chosen?.get(rows.keyAt(number))?.versions;
    const isOfVersions = versions && (({ version }: Group) => version !== undefined && versions.has(version));
    items.push({ part, whole: all.test ? yield* summaryAt(all.whole, number, isOfVersions) : part });
  }
  return {
    view,
    searchText,
    items,
    count: all.numbers.length,
    found: numbers.length,
    totals: shownTotalsOf(shown, numbers),
    // Where versions were chosen, what is selected is of this text.
    selectedOf: (keys) => selectedAmong(chosen ? shown : all, numbers, keys),
    foundKeys: () => numbers.map((number) => rows.keyAt(number)).filter((key) => specialIn(key) !== "foreign"),
    chosen,
    isNear,
    notes,
  };
}

function remembered({ rows, count, totals }: FirstRows, view: View, searchText: string): ListContent {
  const items = rows
    .map(({ whole, part = whole }) => ({ whole, part }))
    .filter(({ part }) => isFoundNow(searchText, part));
  return {
    view,
    searchText,
    items,
    count,
    found: count,
    totals,
    selectedOf: (keys) => {
      const among = items.filter(({ part }) => keys.has(part.key));
      if (among.length === 0) return undefined;
      const bytes = among.reduce((sum, { part }) => sum + part.bytes, 0);
      return { keys: among.map(({ part }) => part.key), bytes, hidden: 0 };
    },
    foundKeys: () => [],
    isNear: false,
    notes: [],
  };
}

interface ShownView extends ShownRows {
  view: View;
  /** The same rows, by the same numbers, with all that is kept. */
  whole: Rows;
}

/** The rows of the view. While numbers still change, what is on screen keeps its place. */
function useShown(
  read: Packages["read"],
  view: View,
  test: ReturnType<typeof testOf>,
  hard: HardOfList["byRow"] | undefined,
  isReading: boolean,
): [shown: ShownView | undefined, isSorting: boolean] {
  const last = useRef<{ view: string; keys: RowKey[] }>({ view: "", keys: [] });
  const [shown, isSorting] = useSliced(() => {
    if (read === undefined) return undefined;
    const keep = isReading && last.current.view === encodeView(view) ? last.current.keys : [];
    return show(read.rows, view, test, hard, keep);
  }, [read, view, test, hard, isReading]);
  useEffect(() => {
    if (shown === undefined) return;
    const keys = shown.numbers.slice(0, MAX_ROWS).map((number) => shown.rows.keyAt(number));
    last.current = { view: encodeView(shown.view), keys };
  }, [shown]);
  return [shown, isSorting];
}

const orderOf = (view: View): SortOrder => (view.type === "sort" ? view.order : "size");

function* show(
  rows: Rows,
  view: View,
  test: ReturnType<typeof testOf>,
  hard: HardOfList["byRow"] | undefined,
  keep: RowKey[],
): Generator<undefined, ShownView> {
  const ofRow = test && ((group: Group, row: number) => test(group, rows.keyAt(row)));
  const sorted = yield* showRows(hard ? new HardRows(rows, hard) : rows, orderOf(view), ofRow);
  return { ...sorted, view, whole: rows, numbers: inStableOrder(sorted, keep) };
}

function useIsPainted(): boolean {
  const [isPainted, setPainted] = useState(false);
  useEffect(() => {
    const afterwards = setTimeout(() => setPainted(true));
    return () => clearTimeout(afterwards);
  }, []);
  return isPainted;
}
