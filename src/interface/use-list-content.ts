/** What the list of packages has on it: of the rows that were read, or, until those are there, of what is remembered. */
import { useEffect, useMemo, useRef, useState } from "react";
import type { Rows } from "../pip-cache/rows";
import { summarize, type Summary } from "../pip-cache/summary";
import { figuresOf, type Figures } from "./figures";
import { recallFirstRows, rememberFirstRows, type FirstRows } from "./memory";
import { unusedFinding } from "./pips";
import { inStableOrder, matching, show, summaryOf, totalsOf, type Shown, type Totals } from "./shown";
import { encodeView, testOf, type View } from "./views";

/** Each row brings some forty actions along, and the platform ends a command at 100 MB of heap. */
export const MOST_ROWS = 300;
/** What fits into the window, and is on screen before the rest is made. */
const FIRST_ROWS = 12;

/** A row of the list: all that is kept of the package, and what the view shows of it. */
export interface Item {
  whole: Summary;
  part: Summary;
}

export interface ListContent {
  items: Item[];
  /** Rows of the view, before anything is searched for. */
  count: number;
  /** Rows that were found, of which the items are the first. */
  found: number;
  /** Of the rows that were found. */
  totals: Totals;
  /** Of those among them that have these keys. */
  totalsOf: (keys: ReadonlySet<string>) => Totals;
  /** Of everything that was read. */
  figures: Figures;
  foundKeys: () => string[];
  /** Whether there is nothing at all, in no view. */
  isEmpty: boolean;
}

interface Options {
  read?: { rows: Rows };
  view: View;
  searchText: string;
  isLoading: boolean;
  /** What is remembered of the last time, for as long as there is nothing better. */
  first?: FirstRows;
}

/** Undefined while nothing is known. */
export function useListContent({ read, view, searchText, isLoading, first }: Options): ListContent | undefined {
  const finding = useMemo(unusedFinding, [read]);
  const figures = useMemo(() => read && figuresOf(read.rows, finding), [read, finding]);
  const shown = useShown(read, view, finding, isLoading);
  const isLong = (shown?.numbers.length ?? 0) > MOST_ROWS;
  const numbers = useMemo(
    () => shown && (isLong ? matching(shown, searchText) : shown.numbers),
    [shown, isLong, searchText],
  );
  const isPainted = useIsPainted();
  return useMemo(() => {
    const isOfView = first?.view === encodeView(view);
    if (shown && numbers && figures) return contentOf(shown, numbers, figures, isPainted ? MOST_ROWS : FIRST_ROWS);
    return first && isOfView ? remembered(first) : undefined;
  }, [shown, numbers, figures, isPainted, first, view]);
}

/** The first rows of the list as it was seen last; only looked up once. */
export function useFirstRows(isWanted: boolean): FirstRows | undefined {
  return useState(() => (isWanted ? recallFirstRows() : undefined))[0];
}

/** Keeps what is on screen for the next time, once it is final. */
export function useRemembering(content: ListContent | undefined, view: View, caches: string[], isFinal: boolean): void {
  useEffect(() => {
    if (!content || !isFinal) return;
    const rows = content.items.slice(0, FIRST_ROWS).map(({ whole, part }) => ({
      whole: rowOf(whole),
      ...(part !== whole && { part: rowOf(part) }),
    }));
    const { count, totals, figures } = content;
    rememberFirstRows({ view: encodeView(view), caches, rows, count, totals, figures });
  }, [content, view, caches, isFinal]);
}

const rowOf = ({ key, name, groups }: Summary) => ({ key, name, groups });

function contentOf(shown: Shown, numbers: number[], figures: Figures, most: number): ListContent {
  const { rows, test } = shown;
  return {
    items: numbers.slice(0, most).map((number) => {
      const part = summaryOf(shown, number);
      return { part, whole: test ? summarize(rows.rowAt(number)) : part };
    }),
    count: shown.numbers.length,
    found: numbers.length,
    totals: totalsOf(shown, numbers),
    totalsOf: (keys) =>
      totalsOf(shown, keys.size === 0 ? [] : numbers.filter((number) => keys.has(rows.keyAt(number)))),
    figures,
    foundKeys: () => numbers.map((number) => rows.keyAt(number)),
    isEmpty: rows.length === 0,
  };
}

function remembered({ rows, count, totals, figures }: FirstRows): ListContent {
  return {
    items: rows.map(({ whole, part }) => {
      const summary = summarize(whole);
      return { whole: summary, part: part ? summarize(part) : summary };
    }),
    count,
    found: count,
    totals,
    totalsOf: () => ({ packages: 0, bytes: 0 }),
    figures,
    foundKeys: () => rows.map(({ whole }) => whole.key),
    isEmpty: count === 0,
  };
}

/** The rows of the view. While numbers still change, what is on screen keeps its place. */
function useShown(
  read: Options["read"],
  view: View,
  finding: ReturnType<typeof unusedFinding>,
  isLoading: boolean,
): Shown | undefined {
  const last = useRef<{ view: string; keys: string[] }>({ view: "", keys: [] });
  const shown = useMemo(() => {
    if (read === undefined) return undefined;
    const sorted = show(read.rows, view.type === "sort" ? view.order : "size", testOf(view, finding));
    const keep = isLoading && last.current.view === encodeView(view);
    return keep ? { ...sorted, numbers: inStableOrder(sorted, last.current.keys) } : sorted;
  }, [read, view, finding, isLoading]);
  useEffect(() => {
    if (shown === undefined) return;
    const keys = shown.numbers.slice(0, MOST_ROWS).map((number) => shown.rows.keyAt(number));
    last.current = { view: encodeView(view), keys };
  }, [shown, view]);
  return shown;
}

function useIsPainted(): boolean {
  const [isPainted, setPainted] = useState(false);
  useEffect(() => {
    const afterwards = setTimeout(() => setPainted(true));
    return () => clearTimeout(afterwards);
  }, []);
  return isPainted;
}
