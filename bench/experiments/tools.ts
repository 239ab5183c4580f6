/** Reading which packages another tool's cache holds: every file of it is looked at. */
import type { Workshop } from "../workshop";
import { megabyte, missing, ratio, seen, type Experiment, type Sizes } from "./experiment";

export function otherTools(workshop: Workshop, { medium: files }: Sizes, rounds: number): Experiment {
  let made: Promise<string> | undefined;
  const make = async () => {
    const path = workshop.directory("uv");
    await workshop.observe("tools-tree", { path, environment: workshop.directory("uv-environment"), files, seed: 1 });
    await workshop.time("sync", []);
    return path;
  };
  const path = () => (made ??= make());
  const prepare = async () => void (await path());
  return {
    name: "tools",
    rounds,
    warmUp: true,
    obstacle: missing("du"),
    contestants: [
      { name: "tools", prepare, run: async () => workshop.observe("tools", { path: await path() }) },
      { name: "tools heap", prepare, run: async () => workshop.observe("tools", { path: await path(), heap: true }) },
      { name: "du", prepare, run: async () => workshop.time("du", ["-s", await path()]) },
    ],
    figures: [
      {
        name: "tools-warm",
        entries: files,
        title: "uv's packages read, every file looked at, against `du -s`",
        bar: 1.5,
        ...ratio("tools", "du"),
      },
      {
        name: "tools-stall",
        entries: files,
        title: "The same: longest stall of the event loop",
        unit: "ms",
        bar: 20,
        ...seen("tools", (number) => number("stallMs")),
      },
      {
        name: "tools-heap",
        entries: files,
        title: "The same: peak JS heap, main thread and workers together",
        unit: "MB",
        bar: 60,
        ...seen("tools heap", (number) => number("heapBytes") / megabyte),
      },
    ],
  };
}
