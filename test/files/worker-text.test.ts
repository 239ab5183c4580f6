/** What threads start from, run on the command's own thread. */

import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { build } from "esbuild";
import manifest from "../../package.json";
import { textOf } from "../../scripts/worker-bundles";
import { runTask, runToEnd } from "../../src/files/tasks";
import { openText, taskOf } from "../../src/files/worker-text";
import { compile } from "../support/child";

const root = join(__dirname, "../..");

it("is run once, in steps that are not long, and gives what the worker's file exports", () => {
  const source = `let runs = 0; globalThis.wholeRuns = (globalThis.wholeRuns ?? 0) + 1;
    var worker = { default: { count: () => ++runs } };`;
  const steps = openText<{ count: () => number }>(source);
  expect(steps.next()).toEqual({ done: false, value: undefined });
  expect(globalThis).not.toHaveProperty("wholeRuns");
  expect(runToEnd(openText<{ count: () => number }>(source)).count()).toBe(1);
  expect(runToEnd(steps).count()).toBe(2);
  expect(globalThis).toHaveProperty("wholeRuns", 1);
});

it("has a task that nobody offers fail, as what is no code", async () => {
  const run = (source: string, name: string) =>
    runTask(taskOf<() => Generator<undefined, undefined>>(name, source), [0 as never], {
      threads: 0,
      onResult: () => {},
    });
  const source = "var worker = { default: { *task() {} } };";
  await expect(run(source, "task")).resolves.toBeUndefined();
  await expect(run(source, "constructor")).rejects.toThrow("There is no task constructor.");
  await expect(run("this is no code", "task")).rejects.toThrow(SyntaxError);
});

// Raycast runs a command in a thread of its own, to whose port another one listens.
it.each([
  ["files", ["unlink"]],
  ["pip-cache", ["collect", "copyFiles", "hashLinks", "readCosts", "readDisplayNames", "verifyFiles"]],
  ["projects", ["findNeeds", "readChosenFiles"]],
  ["programs", ["startHere"]],
])(
  "says nothing on the port of the thread that a command runs in, and does not listen there: %s",
  async (name, exported) => {
    const script = await compile(`
      import { parentPort, workerData } from "node:worker_threads";
      import { runToEnd } from "./src/files/tasks";
      import { openText } from "./src/files/worker-text";
      const worker = runToEnd(openText<object>(workerData.source));
      parentPort!.postMessage({ exported: Object.keys(worker), listeners: parentPort!.listenerCount("message") });
    `);
    const source = readFileSync(join(root, textOf(name)), "utf8");
    const thread = new Worker(script, { workerData: { source, task: "unlink" }, execArgv: [] });
    const messages: unknown[] = [];
    thread.on("message", (message) => messages.push(message));
    await once(thread, "exit");
    expect(messages).toEqual([{ exported, listeners: 0 }]);
  },
);

const commands = manifest.commands.map(({ name }) => name);

it.each([...commands, ...manifest.tools.map(({ name }) => `tools/${name}`)])(
  "is all that %s has of what only threads need",
  async (name) => {
    const { metafile } = await build({
      absWorkingDir: root,
      entryPoints: [`./src/${name}`],
      bundle: true,
      minify: true,
      platform: "node",
      target: "node20",
      external: ["react", "@raycast/api"],
      loader: { ".txt": "text" },
      metafile: true,
      write: false,
      outdir: "nowhere",
    });
    const [output] = Object.values(metafile.outputs);
    const libraries = Object.keys(output?.inputs ?? {}).flatMap(
      (path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
    );
    const ofThreads = ["execa", "js-yaml", "smol-toml", "pako"];
    expect([...new Set(libraries)].filter((library) => ofThreads.includes(library))).toEqual([]);
  },
);
