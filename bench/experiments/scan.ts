/** Reading a cache with nothing remembered, with its files in the system's memory and without. */
import { accessSync, constants } from "node:fs";
import { sampleOf, type Round } from "../measure";
import type { Workshop } from "../workshop";
import { megabyte, missing, ratio, seen, type Experiment, type Figure, type Sizes } from "./experiment";

export function warmScan(workshop: Workshop, sizes: Sizes, rounds: number): Experiment {
  const { small, medium, large } = sizes;
  const titled = (title: string, figure: Omit<Figure, "title">): Figure => ({ ...figure, title });
  const scan = (size: keyof Sizes, bar?: number): Omit<Figure, "title"> => ({
    name: "scan-warm",
    entries: sizes[size],
    bar,
    ...ratio(`scan ${size}`, `du ${size}`),
  });
  const calls = (size: keyof Sizes): Omit<Figure, "title"> => ({
    name: "scan-calls",
    entries: sizes[size],
    ...ratio(`calls ${size}`, `du ${size}`),
  });
  return {
    name: "warm",
    rounds,
    warmUp: true,
    obstacle: missing("du"),
    contestants: (["small", "medium", "large"] as const).flatMap((size) => scanners(workshop, sizes, size)),
    figures: [
      titled("Scan with every package named against `du -s`, warm", scan("small")),
      titled("The same", scan("medium", 2.2)),
      titled("The same", scan("large", 1.8)),
      titled("Its system calls alone, made in as many threads by a program that does nothing else", calls("medium")),
      titled("The same", calls("large")),
      {
        name: "scan-first",
        entries: medium,
        title: "Scan before any pip has said which index it asks",
        ...ratio("first scan medium", "du medium"),
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
        ...seen("scan large", (number) => number("stallMs")),
      },
      {
        name: "resident",
        entries: large,
        title: "Scan: peak resident memory of the process, Node's own included",
        unit: "MB",
        ...seen("scan large", (number) => number("residentBytes") / megabyte),
      },
    ],
  };
}

export function coldScan(workshop: Workshop, sizes: Sizes, rounds: number): Experiment {
  const { medium } = sizes;
  return {
    name: "cold",
    rounds,
    obstacle: missing("du") ?? (canDropCaches() ? undefined : "the system's caches cannot be dropped here"),
    contestants: scanners(workshop, sizes, "medium").map(({ name, prepare, run }) => ({
      name: `cold ${name.replace(" medium", "")}`,
      run,
      prepare: async () => {
        await prepare?.();
        await workshop.dropCaches();
      },
    })),
    figures: [
      {
        name: "scan-cold",
        entries: medium,
        title: "Scan with nothing of the disk in memory",
        bar: 1.4,
        ...ratio("cold scan", "cold du"),
      },
      {
        name: "scan-cold-calls",
        entries: medium,
        title: "Its system calls alone, as above",
        ...ratio("cold calls", "cold du"),
      },
    ],
  };
}

/** Us, our system calls alone, us before any pip was asked, and `du`, on a tree of that size. */
function scanners(workshop: Workshop, sizes: Sizes, size: keyof Sizes): Experiment["contestants"] {
  const tree = () => workshop.tree(sizes[size]);
  const prepare = async () => void (await tree());
  const scan = async (isStranger: boolean) => workshop.observe("scan", { path: (await tree()).path, isStranger });
  return [
    { name: `scan ${size}`, prepare, run: () => scan(false) },
    { name: `calls ${size}`, prepare, run: async () => workshop.observe("calls", { path: (await tree()).path }) },
    { name: `first scan ${size}`, prepare, run: () => scan(true) },
    { name: `du ${size}`, prepare, run: async () => workshop.time("du", ["-s", (await tree()).path]) },
  ];
}

/** Time per entry in a larger tree in those of a smaller one. */
const growth = (larger: string, entries: number, smaller: string, fewer: number) => ({
  unit: "x",
  contestants: [larger, smaller],
  value: (round: Round) => sampleOf(round, larger).ms / entries / (sampleOf(round, smaller).ms / fewer),
});

function canDropCaches(): boolean {
  try {
    accessSync("/proc/sys/vm/drop_caches", constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
