/**
 * What is run in turn: us and our rivals, on the same trees. A run of ours is timed inside its fresh process, which is
 * what a person with an open command feels; a rival's is the wall time of its process.
 */
import { accessSync, constants } from "node:fs";
import { spawnSync } from "node:child_process";
import { buildExtension, readExtension } from "../preview/extension";
import { walkDirectories } from "../src/files/walk";
import { newPip, type Pip } from "../test/support/pip";
import type { Contestant } from "./measure";
import { indexUrl } from "./subjects/cache";
import type { Workshop } from "./workshop";

export interface Experiment {
  name: string;
  rounds: number;
  warmUp?: boolean;
  contestants: Contestant[];
  /** Why it cannot be run on this machine, if so. */
  obstacle?: string;
}

/** Entries of the trees: the smallest caches, the largest common ones, and what a build server keeps. */
export interface Sizes {
  small: number;
  medium: number;
  large: number;
}

export const sizeNames = ["small", "medium", "large"] as const;

/** Index pages whose links are hashed. */
export const mostPages = 1000;
/** The limit that the platform sets, MB. */
const heapLimit = 100;

const extension = `${__dirname}/..`;

export function experiments(workshop: Workshop, sizes: Sizes, isQuick: boolean): Experiment[] {
  const rounds = (count: number) => (isQuick ? 2 : count);
  const treeOf = (size: keyof Sizes) => workshop.tree(sizes[size]);
  const withTree = (size: keyof Sizes) => async () => void (await treeOf(size));

  const scanOf = async (size: keyof Sizes, isStranger = false) =>
    workshop.observe("scan", { path: (await treeOf(size)).path, isStranger });
  const warm: Experiment = {
    name: "warm",
    rounds: rounds(9),
    warmUp: true,
    obstacle: missing("du"),
    contestants: sizeNames.flatMap((size) => [
      { name: `scan ${size}`, prepare: withTree(size), run: () => scanOf(size) },
      {
        name: `calls ${size}`,
        prepare: withTree(size),
        run: async () => workshop.observe("calls", { path: (await treeOf(size)).path }),
      },
      { name: `first scan ${size}`, prepare: withTree(size), run: () => scanOf(size, true) },
      {
        name: `du ${size}`,
        prepare: withTree(size),
        run: async () => workshop.time("du", ["-s", (await treeOf(size)).path]),
      },
    ]),
  };

  const cold: Experiment = {
    name: "cold",
    rounds: rounds(3),
    obstacle: missing("du") ?? (canDropCaches() ? undefined : "the system's caches cannot be dropped here"),
    contestants: warm.contestants
      .filter(({ name }) => ["scan medium", "calls medium", "du medium"].includes(name))
      .map(({ name, run }) => ({
        name: `cold ${name.split(" ")[0]}`,
        run,
        prepare: async () => {
          await treeOf("medium");
          await workshop.dropCaches();
        },
      })),
  };

  /** Opens the list on a tree; what it keeps is kept under `name`. */
  const list = async (size: keyof Sizes, name: string, task: object, nodeOptions?: string[]) => {
    const { path } = await treeOf(size);
    const dataFolder = workshop.directory(name);
    return workshop.observe(
      "list",
      { extension, dataFolder, ...task },
      { nodeOptions, env: { PIP_CACHE_DIR: path, PIP_INDEX_URL: indexUrl } },
    );
  };
  const remembered = new Set<string>();
  const remember = async (size: keyof Sizes) => {
    await buildExtension(readExtension(extension));
    if (!remembered.has(size)) await list(size, `remembers-${size}`, { until: "settled" });
    remembered.add(size);
  };
  const paint: Experiment = {
    name: "paint",
    rounds: rounds(9),
    contestants: (["medium", "large"] as const).map((size) => ({
      name: `paint ${size}`,
      prepare: () => remember(size),
      run: () => list(size, `remembers-${size}`, { until: "first rows" }),
    })),
  };

  let runs = 0;
  const memory: Experiment = {
    name: "memory",
    rounds: rounds(3),
    contestants: [
      {
        name: "heap",
        prepare: withTree("large"),
        run: async () => workshop.observe("scan", { path: (await treeOf("large")).path, heap: true }),
      },
      {
        name: "list heap",
        prepare: () => buildExtension(readExtension(extension)),
        run: () => list("large", `forgets-${runs++}`, { until: "settled", heap: true }),
      },
      {
        name: "limit",
        prepare: () => buildExtension(readExtension(extension)),
        run: () =>
          list("large", `forgets-${runs++}`, { until: "settled" }, [`--max-old-space-size=${heapLimit}`]).then(
            (sample) => ({ ...sample, failed: 0 }),
            (error: Error) => {
              if (!/SIGABRT|out of memory|OUT_OF_MEMORY/i.test(error.message)) throw error;
              return { ms: 0, failed: 1 };
            },
          ),
      },
    ],
  };

  const links: Experiment = {
    name: "links",
    rounds: rounds(5),
    contestants: [
      {
        name: "hash links",
        prepare: withTree("medium"),
        run: async () => workshop.observe("hash-links", { path: (await treeOf("medium")).path, most: mostPages }),
      },
    ],
  };

  return [warm, cold, paint, memory, links, removal(workshop, sizes, rounds(4))];
}

/** Each on a fresh copy of the same tree. */
function removal(workshop: Workshop, sizes: Sizes, rounds: number): Experiment {
  const pip = newPip();
  let copy = "";
  const prepare = async () => {
    copy = await workshop.copy(await workshop.tree(sizes.medium), "copy");
  };
  const contestants: Contestant[] = [
    {
      name: "clear",
      prepare,
      run: async () => ({ ...(await workshop.observe("remove", { path: copy })), empty: emptyDirectories(copy) }),
    },
    {
      name: "package",
      prepare,
      run: async () => workshop.observe("remove", { path: copy, row: (await workshop.tree(sizes.medium)).package }),
    },
    { name: "rm", prepare, run: () => workshop.time("rm", ["-rf", copy]) },
  ];
  if (pip) contestants.push({ name: "purge", prepare, run: () => purge(workshop, pip, copy) });
  return { name: "removal", rounds, contestants, obstacle: missing("cp") };
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

function missing(program: string): string | undefined {
  const { error } = spawnSync(program, ["--version"], { stdio: "ignore" });
  return error ? `there is no ${program} here` : undefined;
}

function canDropCaches(): boolean {
  try {
    accessSync("/proc/sys/vm/drop_caches", constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
