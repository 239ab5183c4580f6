/**
 * A real pip and our removals: it misses exactly what was removed, and never notices that it went. Run with the pips of
 * the machine, and with those of the package index.
 */

import type { PipActivity } from "../../src/pip-cache/builds";
import { cpSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { plan } from "../../src/pip-cache/remove/plan";
import { runToEnd } from "../../src/files/tasks";
import { scan } from "../../src/pip-cache/scan/scan";
import { tidySteps, type TidyPolicy } from "../../src/pip-cache/tidy/tidy";
import { remove, type PlanRemoval } from "../../src/pip-cache/remove/remove";
import { listEntries } from "../../src/pip-cache/scan/list";
import { entryId, type Selection } from "../../src/pip-cache/selection";
import { cachesAt } from "../support/caches";
import { buildSdist, buildWheel } from "../support/distributions";
import { startIndex, type Index, type Project } from "../support/index-server";
import { atLeast, download, install, runPip, succeed, type Pip } from "../support/pip";
import { temporaryDirectory } from "../support/temporary";
import { filesBelow } from "../support/tree";
import { rowOf } from "../support/rows";

const alphas = ["1.0", "1.1"].map((version) => buildWheel({ name: "alpha", version, size: 30_000 }));
const beta = buildWheel({ name: "Beta.Pkg", version: "2.0", size: 20_000 });
const gamma = buildSdist({ name: "gamma", version: "0.3" });

async function clear(cache: string, selection: Selection, activity: PipActivity = "idle"): Promise<PlanRemoval> {
  const removal = await remove(await plan(cachesAt(cache), selection), { activity });
  expect(removal).toMatchObject({ failures: [], stopped: false });
  return removal;
}

/** Before 21.3 pip keeps only what comes by https. */
const indexFor = (pip: Pip, projects: Project[]): Promise<Index> =>
  startIndex(projects, { tls: !atLeast(pip.version, "21.3") });

/** What it downloads again. */
export function missesWhatWasRemoved(pip: Pip): void {
  let index: Index;
  let primed: string;
  let cold: string[];

  beforeAll(async () => {
    index = await indexFor(pip, [{ files: alphas }, { files: [beta] }, { files: [gamma] }]);
    primed = join(temporaryDirectory(), "cache");
    cold = await downloads(primed);
  });
  afterAll(() => index.close());

  /** Has pip download everything; returns the paths that the index had to send. */
  async function downloads(cacheDirectory: string): Promise<string[]> {
    index.takeRequests();
    await download(pip, ["alpha==1.0"], { cacheDirectory, index });
    await download(pip, ["alpha==1.1", "beta-pkg", "gamma"], { cacheDirectory, index });
    const sent = index.takeRequests().filter(({ status }) => status === 200);
    return [...new Set(sent.map(({ path }) => path))].sort();
  }

  function copyOfCache(): string {
    const cache = join(temporaryDirectory(), "cache");
    cpSync(primed, cache, { recursive: true, preserveTimestamps: true });
    return cache;
  }

  it("is nothing, as long as nothing was removed", async () => {
    expect(cold.filter((path) => path.startsWith("/simple/"))).toHaveLength(3);
    expect(cold.length).toBeGreaterThanOrEqual(7);
    expect(await downloads(copyOfCache())).toEqual([]);
  });

  it.each<[string, Selection, RegExp]>([
    ["a package: its page and files", { rows: [rowOf("alpha")] }, /alpha/],
    ["a package whose name is spelled in several ways", { rows: [rowOf("beta-pkg")] }, /beta/i],
    ["two packages", { rows: [rowOf("alpha"), rowOf("gamma")] }, /alpha|gamma/],
    ["a version: its files, not the page", { rows: [rowOf("alpha")], versions: ["1.0"] }, /alpha-1\.0/],
    ["the index pages: those, and no file", { kinds: ["index page"] }, /simple/],
    ["the wheels: those, and no page", { kinds: ["wheel"] }, /\.whl$/],
    ["the metadata: that", { kinds: ["metadata"] }, /\.metadata$/],
    ["everything", {}, /./],
    ["the leftovers: nothing", { leftovers: true }, /^nothing$/],
  ])("after removing %s", async (_, selection, expected) => {
    const cache = copyOfCache();
    await clear(cache, selection);
    expect(await downloads(cache)).toEqual(cold.filter((path) => expected.test(path)));
  });

  it.each<[string, TidyPolicy, RegExp]>([
    ["the newest versions: the files of the others", { newestVersions: 1 }, /alpha-1\.0/],
    ["no room at all: everything", { budgetBytes: 1 }, /./],
    ["room enough: nothing", { budgetBytes: 1e9, days: 1 }, /^nothing$/],
  ])("after tidying for %s", async (_, policy, expected) => {
    const cache = copyOfCache();
    const [{ rows }] = await Promise.all(cachesAt(cache).map((one) => scan(one)));
    await clear(cache, runToEnd(tidySteps(rows, policy)).selection);
    expect(await downloads(cache)).toEqual(cold.filter((path) => expected.test(path)));
  });

  it("after removing one file is that file", async () => {
    const cache = copyOfCache();
    const wheels = await listEntries(cachesAt(cache), { rows: [rowOf("alpha")], versions: ["1.1"], kinds: ["wheel"] });
    expect(wheels).toHaveLength(1);
    await clear(cache, { entries: [entryId(wheels[0])] });
    expect(await downloads(cache)).toEqual(cold.filter((path) => path.endsWith(alphas[1].fileName)));
  });
}

/** While it is running. */
export function neverNotices(pip: Pip): void {
  const small = buildWheel({ name: "small", version: "1.0" });
  const big = buildWheel({ name: "big", version: "1.0", size: 3_000_000, requires: ["small"] });
  const source = buildSdist({ name: "source", version: "1.0", requires: ["big"] });
  let index: Index | undefined;
  afterEach(() => index?.close());

  async function serving(halfWay?: Project["halfWay"], sdist = source): Promise<Index> {
    const projects = [small, big, sdist].map((file) => ({ files: [file], halfWay }));
    index = await indexFor(pip, projects);
    return index;
  }

  it("installs though everything is cleared in the middle of each of its downloads", async () => {
    const cacheDirectory = join(temporaryDirectory(), "cache");
    const cleared: string[] = [];
    const index = await serving(async ({ name }) => {
      await clear(cacheDirectory, {}, "busy");
      cleared.push(name);
    });
    await install(pip, ["source"], { cacheDirectory, index });
    expect(cleared.sort()).toEqual(["big", "small", "source"]);
    await clear(cacheDirectory, {}, "idle");
    await install(pip, ["source"], { cacheDirectory, index });
    expect(cleared.sort()).toEqual(["big", "big", "small", "small", "source", "source"]);
  });

  it("installs though packages it has cached are removed in the middle of a download", async () => {
    const cacheDirectory = join(temporaryDirectory(), "cache");
    let isOn = false;
    let removed = 0;
    const index = await serving(async ({ name }) => {
      if (!isOn || name !== "source") return;
      for (const row of ["small", "big", "source"])
        removed += (await clear(cacheDirectory, { rows: [rowOf(row)] }, "busy")).files;
    });
    await install(pip, ["source"], { cacheDirectory, index });
    const source = await plan(cachesAt(cacheDirectory), { rows: [rowOf("source")] });
    await remove(source, { activity: "idle", anyway: true });
    isOn = true;
    await install(pip, ["source"], { cacheDirectory, index });
    expect(removed).toBeGreaterThan(2);
  });

  it("uses the wheel it had built, though everything is cleared while it installs", async () => {
    const cacheDirectory = join(temporaryDirectory(), "cache");
    let isOn = false;
    let kept: PlanRemoval["kept"];
    const index = await serving(async () => {
      if (isOn) kept = (await clear(cacheDirectory, {}, "busy")).kept;
    });
    await install(pip, ["source"], { cacheDirectory, index });
    await clear(cacheDirectory, { layouts: ["http", "http-v2"] });
    isOn = true;
    const { stdout } = await install(pip, ["source"], { cacheDirectory, index });
    expect(stdout).not.toContain("Building wheel");
    expect(kept).toMatchObject({ wheels: 1, why: "pip is running" });
  });

  it("builds though everything is cleared again and again until the wheel is there, by somebody who did not see it", async () => {
    const slow = buildSdist({ name: "slow", version: "1.0", buildSeconds: 1.5 });
    const cacheDirectory = join(temporaryDirectory(), "cache");
    const index = await serving(undefined, slow);
    let isOver = false;
    let clearings = 0;
    const target = temporaryDirectory();
    const running = runPip(pip, ["install", "--target", target, "slow"], { cacheDirectory, index }).finally(() => {
      isOver = true;
    });
    while (!isOver) {
      const planned = await plan(cachesAt(cacheDirectory), { layouts: ["wheels"] });
      if (planned.builtWheels > 0) break;
      expect(await remove(planned, { activity: "idle" })).toMatchObject({ failures: [], stopped: false });
      clearings++;
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    succeed(await running);
    expect(clearings).toBeGreaterThan(3);
    expect(readdirSync(target)).toContain("slow.py");
  });

  it("does not find a wheel that was cleared under it, which is why those wait", async () => {
    const cacheDirectory = join(temporaryDirectory(), "cache");
    let isOn = false;
    const index = await serving(async () => {
      if (!isOn) return;
      const planned = await plan(cachesAt(cacheDirectory), {});
      await remove(planned, { activity: "busy", anyway: true });
    });
    await install(pip, ["source"], { cacheDirectory, index });
    await clear(cacheDirectory, { layouts: ["http", "http-v2"] });
    isOn = true;
    const target = temporaryDirectory();
    const { code } = await runPip(pip, ["install", "--target", target, "source"], { cacheDirectory, index });
    expect(code).not.toBe(0);
    expect(filesBelow(join(cacheDirectory, "wheels"))).toEqual([]);
  });
}
