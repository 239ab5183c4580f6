/** Reading a cache again: what was read of it the last time is kept, and little or nothing has changed since. */
import { join } from "node:path";
import type { Workshop } from "../workshop";
import { megabyte, missing, ratio, seen, type Experiment, type Sizes } from "./experiment";

/** Of the folders of the tree in which much has changed. */
const CHANGED = 0.01;

export function reopening(workshop: Workshop, sizes: Sizes, rounds: number): Experiment {
  const { medium, large } = sizes;
  const kept = new Map<string, number>();
  const read = (size: keyof Sizes, share: number) => {
    const name = `reopen ${size}${share > 0 ? " changed" : ""}`;
    const task = async () => ({
      path: (await workshop.tree(sizes[size])).path,
      file: join(workshop.folder, `${name}.rows`.replaceAll(" ", "-")),
    });
    return {
      name,
      // Replacing files moves the times of folders, so that it is read whole again where it is to be measured unchanged.
      prepare: async () => {
        const { keptBytes = 0 } = await workshop.observe("reopen", { ...(await task()), keep: { change: share } });
        kept.set(name, keptBytes);
        await workshop.rest();
      },
      run: async () => {
        const sample = await workshop.observe("reopen", await task());
        return { ...sample, keptBytes: kept.get(name) ?? 0 };
      },
    };
  };
  const du = (size: keyof Sizes) => ({
    name: `du ${size}`,
    prepare: async () => void (await workshop.tree(sizes[size])),
    run: async () => workshop.time("du", ["-s", (await workshop.tree(sizes[size])).path]),
  });
  return {
    name: "reopen",
    rounds,
    warmUp: true,
    obstacle: missing("du"),
    contestants: [
      read("medium", 0),
      read("medium", CHANGED),
      du("medium"),
      read("large", 0),
      read("large", CHANGED),
      du("large"),
    ],
    figures: [
      {
        name: "reopen",
        entries: medium,
        title: "Reading it again where nothing has changed, against `du -s`",
        bar: 0.35,
        ...ratio("reopen medium", "du medium"),
      },
      { name: "reopen", entries: large, title: "The same", bar: 0.3, ...ratio("reopen large", "du large") },
      {
        name: "reopen-changed",
        entries: medium,
        title: "The same where 1 % of the folders have changed",
        bar: 0.5,
        ...ratio("reopen medium changed", "du medium"),
      },
      {
        name: "reopen-changed",
        entries: large,
        title: "The same",
        bar: 0.5,
        ...ratio("reopen large changed", "du large"),
      },
      {
        name: "reopen-stall",
        entries: large,
        title: "Reading it again: longest stall of the event loop",
        unit: "ms",
        bar: 20,
        ...seen("reopen large", (number) => number("stallMs")),
      },
      {
        name: "kept",
        entries: large,
        title: "What is kept of it, on the disk",
        unit: "MB",
        bar: 6,
        ...seen("reopen large", (number) => number("keptBytes") / megabyte),
      },
    ],
  };
}
