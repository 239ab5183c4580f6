/** Reading a cache with nothing remembered, with its files in the system's memory and without. */
import { accessSync, constants, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { sampleOf, type Round } from "../measure";
import type { Workshop } from "../workshop";
import { indexUrl } from "../subjects/cache";
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
        title: "Scan before any pip was asked for its index, which is read from its code",
        ...ratio("first scan medium", "du medium"),
      },
      {
        name: "scan-unknown",
        entries: medium,
        title: "Scan of pages of an index that no pip of the machine asks",
        ...ratio("stranger's scan medium", "du medium"),
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

/** Us, our system calls alone, us before any pip was asked and where none asks that index, and `du`, on a tree of that size. */
function scanners(workshop: Workshop, sizes: Sizes, size: keyof Sizes): Experiment["contestants"] {
  const tree = () => workshop.tree(sizes[size]);
  const prepare = async () => void (await tree());
  const scan = async (task: object) => workshop.observe("scan", { path: (await tree()).path, ...task });
  return [
    { name: `scan ${size}`, prepare, run: () => scan({}) },
    { name: `calls ${size}`, prepare, run: async () => workshop.observe("calls", { path: (await tree()).path }) },
    { name: `first scan ${size}`, prepare, run: () => scan({ home: homeWithPip(workshop) }) },
    { name: `stranger's scan ${size}`, prepare, run: () => scan({ isStranger: true }) },
    { name: `du ${size}`, prepare, run: async () => workshop.time("du", ["-s", (await tree()).path]) },
  ];
}

/** A home with a pip that asks the index of the trees by itself. It is found beside those of the machine. */
function homeWithPip(workshop: Workshop): string {
  const home = workshop.directory("pip-home");
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  };
  write(".venv/bin/python", "\x7fELF, or not");
  write(".venv/pyvenv.cfg", `home = ${home}\n`);
  const code = `PyPI = PackageIndex("${new URL(indexUrl).origin}/", file_storage_domain="files.example.org")\n`;
  write(".venv/lib/python3.12/site-packages/pip/_internal/models/index.py", code);
  return home;
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
