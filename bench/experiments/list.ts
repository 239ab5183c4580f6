/** Opening the list: how soon it paints, and how much heap it and a scan take. */
import { buildExtension, readExtension } from "../../preview/launcher/extension";
import { threadText } from "../../preview/thread/bundle";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Sample } from "../measure";
import { indexUrl } from "../subjects/cache";
import type { Workshop } from "../workshop";
import { megabyte, seen, type Experiment, type Sizes } from "./experiment";

/** The limit that the platform sets for all threads of a command, MB. */
const HEAP_LIMIT = 100;
/** What is left of it for the command's own thread: some 25 MB are taken before its code, or by its other threads. MB */
const THREAD_LIMIT = 75;

const extension = `${__dirname}/../..`;
const build = () => buildExtension(readExtension(extension));

export function firstPaint(workshop: Workshop, sizes: Sizes, rounds: number): Experiment {
  const remembered = new Set<string>();
  const paint = (size: "medium" | "large") => {
    const open = (until: string) => openList(workshop, sizes[size], `remembers-${size}`, { until });
    const prepare = async () => {
      await build();
      if (!remembered.has(size)) await open("settled");
      remembered.add(size);
    };
    return { name: `paint ${size}`, prepare, run: () => open("first rows") };
  };
  const figure = (title: string, size: keyof Sizes) => ({
    name: "first-paint",
    entries: sizes[size],
    title,
    unit: "ms",
    bar: 100,
    ...seen(`paint ${size}`, (number) => number("ms")),
  });
  return {
    name: "paint",
    rounds,
    contestants: [paint("medium"), paint("large")],
    figures: [
      figure("List with rows on screen, from starting to load the command", "medium"),
      figure("The same", "large"),
    ],
  };
}

/** From a key to the question, in the list and for the command that clears everything. */
export function questions(workshop: Workshop, { large }: Sizes, rounds: number): Experiment {
  const name = "remembers-questions";
  const figure = (title: string, what: string, bar?: number) => ({
    name: "question",
    entries: large,
    title,
    unit: "ms",
    bar,
    ...seen("question", (number) => number(`${what}Ms`)),
  });
  return {
    name: "question",
    rounds,
    warmUp: true,
    contestants: [
      {
        name: "question",
        prepare: build,
        run: async () => {
          const tree = await workshop.tree(large);
          const env = { PIP_CACHE_DIR: tree.path, PIP_INDEX_URL: indexUrl };
          const task = { extension, dataFolder: workshop.directory(name), package: tree.package };
          return workshop.observe("question", task, { env });
        },
      },
    ],
    figures: [
      figure("From the key to the question: one package of 500 entries", "package", 100),
      figure("The same, all packages selected", "selection", 100),
      figure("The same, everything", "everything", 100),
      figure("From starting to load “Clear pip Cache” to its question, after a reading of this minute", "command"),
      figure("From starting to load “Remove Cached Package” with a name to its question", "named", 300),
    ],
  };
}

export function memory(workshop: Workshop, { large }: Sizes, rounds: number): Experiment {
  let runs = 0;
  const open = (task: object, nodeOptions?: string[]) =>
    openList(workshop, large, `forgets-${runs++}`, { until: "settled", ...task }, nodeOptions);
  return {
    name: "memory",
    rounds,
    contestants: [
      {
        name: "heap",
        prepare: async () => void (await workshop.tree(large)),
        run: async () => workshop.observe("scan", { path: (await workshop.tree(large)).path, heap: true }),
      },
      { name: "list heap", prepare: build, run: () => open({ heap: true }) },
      { name: "thread", prepare: build, run: () => survival(inThreads(workshop, large, `thread-${runs++}`)) },
    ],
    figures: [
      {
        name: "heap",
        entries: large,
        title: "Scan: peak JS heap of command and workers together",
        unit: "MB",
        bar: 60,
        ...seen("heap", (number) => number("heapBytes") / megabyte),
      },
      {
        name: "heap-list",
        entries: large,
        title: "The same with the list on screen, and the preview's host",
        unit: "MB",
        ...seen("list heap", (number) => number("heapBytes") / megabyte),
      },
      {
        name: "heap-worker",
        entries: large,
        title: "Search with details, then Check, each in a thread of 75 MB: peak JS heap of all its threads",
        unit: "MB",
        bar: HEAP_LIMIT,
        ...seen("thread", (number) => number("heapBytes") / megabyte),
      },
      {
        name: "heap-worker-ended",
        entries: large,
        title: "The same, ended by that limit",
        unit: "runs",
        bar: 0,
        ...seen("thread", (number) => number("failed")),
      },
    ],
  };
}

/** Opens the list on a tree; what it keeps is kept under `name`. */
async function openList(
  workshop: Workshop,
  entries: number,
  name: string,
  task: object,
  nodeOptions?: string[],
): Promise<Sample> {
  const { path } = await workshop.tree(entries);
  const dataFolder = workshop.directory(name);
  const env = { PIP_CACHE_DIR: path, PIP_INDEX_URL: indexUrl };
  return workshop.observe("list", { extension, dataFolder, ...task }, { nodeOptions, env });
}

/** Opens commands in threads of their own, as the platform does. */
async function inThreads(workshop: Workshop, entries: number, name: string): Promise<Sample> {
  const { path } = await workshop.tree(entries);
  const text = join(workshop.folder, "thread.js");
  writeFileSync(text, await threadText());
  const task = {
    extension,
    dataFolder: workshop.directory(name),
    threadText: text,
    probe: await workshop.subject("thread-heap"),
    heapMb: THREAD_LIMIT,
  };
  return workshop.observe("thread", task, { env: { PIP_CACHE_DIR: path, PIP_INDEX_URL: indexUrl } });
}

/** Whether a run was ended for want of heap. */
const survival = (run: Promise<Sample>): Promise<Sample> =>
  run.then(
    (sample) => ({ ...sample, failed: 0 }),
    (error: Error) => {
      if (!/SIGABRT|out of memory|OUT_OF_MEMORY/i.test(error.message)) throw error;
      return { ms: 0, heapBytes: Infinity, failed: 1 };
    },
  );
