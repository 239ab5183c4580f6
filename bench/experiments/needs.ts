/** Finding and reading environments and projects, and working out what of a cache they need. */
import { join } from "node:path";
import type { Workshop } from "../workshop";
import { megabyte, missing, seen, type Experiment, type Sizes } from "./experiment";
import { numberIn, sampleOf } from "../measure";

const ENVIRONMENTS = 50;
const INSTALLED = 300;
const PROJECTS = 200;
/** Entries of the cache that belong to as many. */
const MEDIUM = 20_000;

export function needs(workshop: Workshop, sizes: Sizes, rounds: number): Experiment {
  const home = join(workshop.folder, "needs");
  const task = async () => ({
    path: (await workshop.tree(sizes.medium)).path,
    file: join(workshop.folder, "needs.rows"),
    home,
  });
  const share = (count: number) => Math.max(1, Math.round((count * sizes.medium) / MEDIUM));
  const make = { environments: share(ENVIRONMENTS), installed: share(INSTALLED), projects: share(PROJECTS) };
  let made: Promise<unknown> | undefined;
  const prepare = async () => {
    made ??= task().then(async (own) => {
      await workshop.observe("needs", { ...own, make });
      await workshop.time("sync", []);
    });
    await made;
  };
  return {
    name: "needs",
    rounds,
    warmUp: true,
    obstacle: missing("find"),
    contestants: [
      { name: "needs", prepare, run: async () => workshop.observe("needs", await task()) },
      { name: "needs heap", prepare, run: async () => workshop.observe("needs", { ...(await task()), heap: true }) },
      { name: "find", prepare, run: async () => workshop.time("find", [home]) },
    ],
    figures: [
      {
        name: "needs",
        entries: sizes.medium,
        title: `What ${make.projects} projects and ${make.environments} environments need, against \`find\` over them`,
        unit: "x",
        contestants: ["needs", "find"],
        value: (round) => numberIn(sampleOf(round, "needs"), "readMs") / sampleOf(round, "find").ms,
      },
      {
        name: "needs-stall",
        entries: sizes.medium,
        title: "The same: longest stall of the event loop",
        unit: "ms",
        bar: 20,
        ...seen("needs", (number) => number("stallMs")),
      },
      {
        name: "needs-heap",
        entries: sizes.medium,
        title: "The same: peak JS heap, main thread and worker together",
        unit: "MB",
        ...seen("needs heap", (number) => number("heapBytes") / megabyte),
      },
    ],
  };
}
