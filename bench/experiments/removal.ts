/** Finding and removing one package, or everything, each on a fresh copy of the same tree. */
import { walkDirectories } from "../../src/files/walk";
import { newPip, type Pip } from "../../test/support/pip";
import type { Workshop } from "../workshop";
import { numberIn, sampleOf } from "../measure";
import { missing, ratio, seen, type Experiment, type Sizes } from "./experiment";

/** @param newest the newest pip, or why there is none */
export function removal(
  workshop: Workshop,
  { medium }: Sizes,
  rounds: number,
  newest: Pip | string = "the newest pip was not asked for",
): Experiment {
  const pip = newPip();
  let copy = "";
  const prepare = async () => {
    copy = await workshop.copy(await workshop.tree(medium), "copy");
  };
  const clear = async () => ({ ...(await workshop.observe("remove", { path: copy })), empty: emptyDirectories(copy) });
  const one = async () => workshop.observe("remove", { path: copy, row: (await workshop.tree(medium)).package });
  return {
    name: "removal",
    rounds,
    obstacle: missing("cp"),
    contestants: [
      { name: "clear", prepare, run: clear },
      { name: "package", prepare, run: one },
      { name: "find", run: async () => workshop.observe("find", { path: (await workshop.tree(medium)).path }) },
      {
        name: "find-kept",
        run: async () => {
          const { path, package: kept } = await workshop.tree(medium);
          return workshop.observe("find", { path, kept });
        },
      },
      { name: "rm", prepare, run: () => workshop.time("rm", ["-rf", copy]) },
      ...(pip ? [{ name: "purge", prepare, run: () => purge(workshop, pip, copy) }] : []),
      ...(typeof newest === "string"
        ? []
        : [{ name: "purge-newest", prepare, run: () => purge(workshop, newest, copy) }]),
    ],
    figures: [
      {
        name: "remove-package",
        entries: medium,
        title: "One package of 500 entries, found and removed, against `rm -rf` of the whole",
        bar: 0.06,
        ...ratio("package", "rm"),
      },
      {
        name: "clear",
        entries: medium,
        title: "Everything, found and removed, against `rm -rf`",
        bar: 0.45,
        ...ratio("clear", "rm"),
      },
      {
        name: "clear-kept",
        entries: medium,
        title: "Finding all but a kept package of 500 entries, against finding everything",
        bar: 2,
        ...ratio("find-kept", "find"),
      },
      {
        name: "clear-removal",
        entries: medium,
        title: "The same without finding it: what follows the question",
        unit: "x",
        contestants: ["clear", "rm"],
        value: (round) => {
          const ours = sampleOf(round, "clear");
          return (ours.ms - numberIn(ours, "planMs")) / sampleOf(round, "rm").ms;
        },
      },
      {
        name: "clear-pip",
        entries: medium,
        title: `Everything, found and removed, against \`pip cache purge\` of pip ${pip?.version ?? "23.3 or newer"}`,
        bar: 0.75,
        ...ratio("clear", "purge"),
      },
      {
        name: "clear-pip-newest",
        entries: medium,
        title: `The same against the newest pip${typeof newest === "string" ? "" : `, ${newest.version}`}`,
        bar: 0.75,
        ...ratio("clear", "purge-newest"),
        ...(typeof newest === "string" && { obstacle: newest }),
      },
      {
        name: "clear-empty",
        entries: medium,
        title: "Empty directories left after clearing",
        unit: "directories",
        bar: 0,
        ...seen("clear", (number) => number("empty")),
      },
      {
        name: "clear-pip-empty",
        entries: medium,
        title: "The same after `pip cache purge`",
        unit: "directories",
        ...seen("purge", (number) => number("empty")),
      },
      {
        name: "clear-stall",
        entries: medium,
        title: "Clearing: longest stall of the event loop",
        unit: "ms",
        bar: 20,
        ...seen("clear", (number) => number("stallMs")),
      },
    ],
  };
}

async function purge(workshop: Workshop, { python }: Pip, cache: string) {
  const sample = await workshop.time(python, ["-m", "pip", "cache", "purge"], { PIP_CACHE_DIR: cache });
  return { ...sample, empty: emptyDirectories(cache) };
}

/** Directories that hold nothing but such directories, the cache's own folders aside. */
function emptyDirectories(cache: string): number {
  let count = 0;
  for (const { path } of walkDirectories(cache)) if (path.includes("/")) count++;
  return count;
}
