/** The figures: what each is made of, and the bar it is held against. A bar is the most that a value may be. */
import { mostPages, type Sizes } from "./experiments";
import type { Round, Sample } from "./measure";

export interface Figure {
  name: string;
  /** Of the tree, or of the larger one where two are compared. */
  entries: number;
  title: string;
  unit: string;
  bar?: number;
  /** Names of those it takes, all of one experiment: of a ratio, ours and then the rival. */
  contestants: string[];
  /** The value of one round. */
  value: (round: Round) => number;
}

const megabyte = 1_000_000;

const ratio = (ours: string, rival: string): Pick<Figure, "unit" | "contestants" | "value"> => ({
  unit: "x",
  contestants: [ours, rival],
  value: (round) => round[ours].ms / round[rival].ms,
});

const seen = (contestant: string, value: (sample: Sample) => number): Pick<Figure, "contestants" | "value"> => ({
  contestants: [contestant],
  value: (round) => value(round[contestant]),
});

const growth = (larger: string, entries: number, smaller: string, fewer: number) => ({
  unit: "x",
  contestants: [larger, smaller],
  value: (round: Round) => round[larger].ms / entries / (round[smaller].ms / fewer),
});

export function figures(sizes: Sizes): Figure[] {
  const { small, medium, large } = sizes;
  return [
    {
      name: "scan-warm",
      entries: small,
      title: "Scan with every package named against `du -s`, warm",
      ...ratio("scan small", "du small"),
    },
    {
      name: "scan-warm",
      entries: medium,
      title: "The same",
      bar: 1.5,
      ...ratio("scan medium", "du medium"),
    },
    {
      name: "scan-warm",
      entries: large,
      title: "The same",
      bar: 1.5,
      ...ratio("scan large", "du large"),
    },
    {
      name: "scan-calls",
      entries: medium,
      title: "Its system calls alone, made in as many threads by a program that does nothing else",
      ...ratio("calls medium", "du medium"),
    },
    {
      name: "scan-calls",
      entries: large,
      title: "The same",
      ...ratio("calls large", "du large"),
    },
    {
      name: "scan-first",
      entries: medium,
      title: "Scan before any pip has said which index it asks",
      ...ratio("first scan medium", "du medium"),
    },
    {
      name: "scan-cold",
      entries: medium,
      title: "Scan with nothing of the disk in memory",
      bar: 1,
      ...ratio("cold scan", "cold du"),
    },
    {
      name: "scan-cold-calls",
      entries: medium,
      title: "Its system calls alone, as above",
      ...ratio("cold calls", "cold du"),
    },
    {
      name: "growth",
      entries: medium,
      title: "Scan: time per entry against that in the small tree",
      ...growth("scan medium", medium, "scan small", small),
    },
    {
      name: "growth",
      entries: large,
      title: "Scan: time per entry against that in the medium tree",
      bar: 1.2,
      ...growth("scan large", large, "scan medium", medium),
    },
    {
      name: "scan-stall",
      entries: large,
      title: "Scan: longest stall of the event loop",
      unit: "ms",
      bar: 20,
      ...seen("scan large", ({ stallMs }) => stallMs),
    },
    {
      name: "first-paint",
      entries: medium,
      title: "List with rows on screen, from starting to load the command",
      unit: "ms",
      bar: 100,
      ...seen("paint medium", ({ ms }) => ms),
    },
    {
      name: "first-paint",
      entries: large,
      title: "The same",
      unit: "ms",
      bar: 100,
      ...seen("paint large", ({ ms }) => ms),
    },
    {
      name: "heap",
      entries: large,
      title: "Scan: peak JS heap of command and workers together",
      unit: "MB",
      bar: 60,
      ...seen("heap", ({ heapBytes }) => heapBytes / megabyte),
    },
    {
      name: "heap-list",
      entries: large,
      title: "The same with the list on screen, and the preview's host",
      unit: "MB",
      ...seen("list heap", ({ heapBytes }) => heapBytes / megabyte),
    },
    {
      name: "heap-limit",
      entries: large,
      title: "The same, ended by a heap limit of 100 MB",
      unit: "runs",
      bar: 0,
      ...seen("limit", ({ failed }) => failed),
    },
    {
      name: "resident",
      entries: large,
      title: "Scan: peak resident memory of the process, Node's own included",
      unit: "MB",
      ...seen("scan large", ({ residentBytes }) => residentBytes / megabyte),
    },
    {
      name: "hash-links",
      entries: mostPages,
      title: `Links of ${mostPages} index pages hashed, per page`,
      unit: "ms",
      ...seen("hash links", ({ ms, pages }) => ms / pages),
    },
    {
      name: "hash-links-rate",
      entries: mostPages,
      title: "The same, links in a second",
      unit: "links/s",
      ...seen("hash links", ({ ms, links }) => (links / ms) * 1000),
    },
    {
      name: "remove-package",
      entries: medium,
      title: "One package of 500 entries, found and removed, against `rm -rf` of the whole",
      bar: 0.1,
      ...ratio("package", "rm"),
    },
    {
      name: "clear",
      entries: medium,
      title: "Everything, found and removed, against `rm -rf`",
      bar: 0.6,
      ...ratio("clear", "rm"),
    },
    {
      name: "clear-removal",
      entries: medium,
      title: "The same without finding it: what follows the question",
      unit: "x",
      contestants: ["clear", "rm"],
      value: ({ clear, rm }) => (clear.ms - clear.planMs) / rm.ms,
    },
    {
      name: "clear-pip",
      entries: medium,
      title: "Everything, found and removed, against `pip cache purge`",
      bar: 1,
      ...ratio("clear", "purge"),
    },
    {
      name: "clear-empty",
      entries: medium,
      title: "Empty directories left after clearing",
      unit: "directories",
      bar: 0,
      ...seen("clear", ({ empty }) => empty),
    },
    {
      name: "clear-pip-empty",
      entries: medium,
      title: "The same after `pip cache purge`",
      unit: "directories",
      ...seen("purge", ({ empty }) => empty),
    },
    {
      name: "clear-stall",
      entries: medium,
      title: "Clearing: longest stall of the event loop",
      unit: "ms",
      bar: 20,
      ...seen("clear", ({ stallMs }) => stallMs),
    },
  ];
}
