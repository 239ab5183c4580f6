/** Built wheels: a pip that is about to use one must still find it, and a build the directory it builds in. */

import type { PipActivity } from "../../src/pip-cache/builds";
import { appendFileSync, existsSync, mkdirSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { locate } from "../../src/pip-cache/locate";
import { plan } from "../../src/pip-cache/remove/plan";
import { remove, type RemovePlanOptions } from "../../src/pip-cache/remove/remove";
import { builtWheel } from "../support/built-wheels";
import { buildWheel } from "../support/distributions";
import { cacheFile } from "../support/package-entries";
import { temporaryDirectory } from "../support/temporary";
import { compareTrees, hashTree, sumOfSizes } from "../support/tree";
import { rowOf } from "../support/rows";

const HOUR = 3_600_000;
const long = new Date(Date.now() - 2 * HOUR);

/** A cache directory with a built wheel and its origin, all of it old; the wheel's directory below it. */
function cacheWith(...names: string[]): { cache: string; leaves: string[] } {
  const cache = temporaryDirectory();
  const leaves = names.map((name) => {
    const { fileName, content } = buildWheel({ name, version: "1.0" });
    const origin = { url: `https://files.example.org/${name}-1.0.tar.gz`, archive_info: {} };
    return dirname(builtWheel(cache, { fileName, content, origin, mtime: long }).files[0]);
  });
  age(cache);
  return { cache, leaves };
}

/** Makes every directory an old one. */
function age(cache: string): void {
  for (const [path, { type }] of hashTree(cache)) if (type === "directory") utimesSync(join(cache, path), long, long);
}

async function clear(paths: string | string[], options: RemovePlanOptions, selection = {}) {
  const candidates = [paths].flat().map((path) => ({ path, source: "test" }));
  const caches = locate(candidates, { platform: "linux", home: "/nonexistent", env: {} });
  return remove(await plan(caches, selection), options);
}

describe("a built wheel", () => {
  it("goes with its origin and its directory when no pip is running", async () => {
    const { cache } = cacheWith("alpha");
    const bytes = sumOfSizes(cache);
    const removal = await clear(cache, { activity: "idle" });
    expect(removal).toMatchObject({ files: 2, bytes, directories: 4, failures: [] });
    expect(removal.kept).toBeUndefined();
    expect(readdirSync(join(cache, "wheels"))).toEqual([]);
  });

  it("stays without a pip being looked for, when the removal has been stopped", async () => {
    const { cache } = cacheWith("alpha");
    const bytes = sumOfSizes(cache);
    const activity = jest.fn<Promise<PipActivity>, []>();
    expect(await clear(cache, { activity, signal: AbortSignal.abort() })).toMatchObject({ files: 0, stopped: true });
    expect(activity).not.toHaveBeenCalled();
    expect(sumOfSizes(cache)).toBe(bytes);
  });

  it.each<[PipActivity, string]>([
    ["busy", "pip is running"],
    ["unknown", "pip may be running"],
  ])("stays when pip is %s, and is named with its bytes; downloads go", async (activity, why) => {
    const { cache } = cacheWith("alpha", "beta");
    mkdirSync(join(cache, "wheels", "00", "11"), { recursive: true });
    age(cache);
    const before = hashTree(join(cache, "wheels"));
    const bytes = sumOfSizes(cache);
    const download = cacheFile({ directory: cache, layout: "http-v2" }, buildWheel({ name: "gamma", version: "1.0" }));
    const removal = await clear(cache, { activity });
    expect(removal).toMatchObject({ files: 2, bytes: download.size, failures: [], stopped: false });
    expect(removal.kept).toEqual({ wheels: 2, entries: 2, files: 4, bytes, why });
    expect(compareTrees(before, hashTree(join(cache, "wheels")))).toEqual({ gone: [], added: [], changed: [] });
    const anyway = await clear(cache, { activity, anyway: true });
    expect(anyway).toMatchObject({ files: 4, bytes, failures: [] });
    expect(anyway.kept).toBeUndefined();
    expect(readdirSync(join(cache, "wheels"))).toEqual([]);
  });

  it("leaves its empty folders, though old, as long as pip is running", async () => {
    const { cache } = cacheWith();
    mkdirSync(join(cache, "wheels", "00", "11"), { recursive: true });
    age(cache);
    for (const activity of ["busy", "unknown"] as const) {
      expect(await clear(cache, { activity: () => Promise.resolve(activity) })).toMatchObject({ directories: 0 });
    }
    expect(await clear(cache, { activity: () => Promise.resolve("idle") })).toMatchObject({ directories: 2 });
  });

  it("stays when the removal is stopped while a pip is looked for, which then says so", async () => {
    const { cache } = cacheWith("alpha");
    const stop = new AbortController();
    const activity = () => {
      stop.abort();
      return Promise.resolve("idle" as const);
    };
    expect(await clear(cache, { activity, signal: stop.signal })).toMatchObject({ files: 0, stopped: true });
  });

  it("is asked about right before it would go, and only where there are built wheels", async () => {
    const { cache } = cacheWith("alpha");
    const asked: boolean[] = [];
    const wheels = () => existsSync(join(cache, "wheels")) && readdirSync(join(cache, "wheels")).length > 0;
    const activity = (answer: PipActivity) => () => {
      asked.push(wheels());
      return Promise.resolve(answer);
    };
    expect((await clear(cache, { activity: activity("busy") })).kept?.wheels).toBe(1);
    expect(await clear(cache, { activity: activity("idle") })).toMatchObject({ files: 2 });
    expect(asked).toEqual([true, true]);
    const downloads = temporaryDirectory();
    cacheFile({ directory: downloads, layout: "http-v2" }, buildWheel({ name: "gamma", version: "1.0" }));
    expect(await clear(downloads, { activity: activity("busy") })).toMatchObject({ files: 2 });
    expect(asked).toHaveLength(2);
  });

  it("that stays in several caches is summed up", async () => {
    const [one, two] = [cacheWith("alpha", "beta"), cacheWith("gamma")];
    const bytes = sumOfSizes(one.cache) + sumOfSizes(two.cache);
    const { kept } = await clear([one.cache, two.cache], { activity: "busy" });
    expect(kept).toEqual({ wheels: 3, entries: 3, files: 6, bytes, why: "pip is running" });
  });

  it("is not said to be kept where there was none to go", async () => {
    const { cache } = cacheWith();
    mkdirSync(join(cache, "wheels"));
    cacheFile({ directory: cache, layout: "http-v2" }, buildWheel({ name: "gamma", version: "1.0" }));
    expect((await clear(cache, { activity: "busy" })).kept).toBeUndefined();
    const other = cacheWith("alpha");
    expect((await clear(other.cache, { activity: "busy" }, { rows: [rowOf("gamma")] })).kept).toBeUndefined();
  });

  it("of a young directory goes, and leaves the directory to the build that may be using it", async () => {
    const { cache, leaves } = cacheWith("alpha");
    utimesSync(join(cache, leaves[0]), new Date(), new Date());
    expect(await clear(cache, { activity: "idle" })).toMatchObject({ files: 2, directories: 0, failures: [] });
    expect(readdirSync(join(cache, leaves[0]))).toEqual([]);
    expect(await clear(cache, { activity: "idle", anyway: true })).toMatchObject({ directories: 4 });
  });

  it("that is another one by now keeps its origin", async () => {
    const { cache, leaves } = cacheWith("alpha");
    const candidates = [{ path: cache, source: "test" }];
    const caches = locate(candidates, { platform: "linux", home: "/nonexistent", env: {} });
    const planned = await plan(caches, {});
    appendFileSync(join(cache, leaves[0], "alpha-1.0-py3-none-any.whl"), "rebuilt");
    expect(await remove(planned, { activity: "idle" })).toMatchObject({ files: 0, changed: 2 });
    expect(readdirSync(join(cache, leaves[0])).sort()).toEqual(["alpha-1.0-py3-none-any.whl", "origin.json"]);
  });
});

describe("a build that is going on", () => {
  it("keeps the wheels beside it and what it has made so far, though nobody saw a pip; the rest goes", async () => {
    const { cache, leaves } = cacheWith("alpha", "beta");
    const building = join(cache, leaves[0], "tmpa1b2c3d4");
    mkdirSync(join(building, "deeper"), { recursive: true });
    writeFileSync(join(building, "half.whl"), "half");
    writeFileSync(join(building, "deeper", "object"), "o");
    age(cache);
    const before = hashTree(join(cache, leaves[0]));
    const bytes = sumOfSizes(join(cache, leaves[0]));
    const removal = await clear(cache, { activity: "idle" });
    expect(removal).toMatchObject({ files: 2, failures: [] });
    expect(removal.kept).toEqual({ wheels: 1, entries: 3, files: 4, bytes, why: "a build may be using them" });
    expect(compareTrees(before, hashTree(join(cache, leaves[0])))).toEqual({ gone: [], added: [], changed: [] });
    expect(await clear(cache, { activity: "idle", anyway: true })).toMatchObject({ files: 4, bytes });
    expect(readdirSync(join(cache, "wheels"))).toEqual([]);
  });

  it("keeps its directory though that is empty and old", async () => {
    const { cache } = cacheWith("alpha");
    mkdirSync(join(cache, "wheels", "aa", "bb", "cc", "dd", "tmpa1b2c3d4"), { recursive: true });
    mkdirSync(join(cache, "wheels", "11", "22"), { recursive: true });
    age(cache);
    await clear(cache, { activity: "idle" });
    expect([...hashTree(join(cache, "wheels")).keys()].at(-1)).toBe("aa/bb/cc/dd/tmpa1b2c3d4");
    expect(readdirSync(join(cache, "wheels"))).toEqual(["aa"]);
  });

  it("that begins meanwhile keeps its new directory", async () => {
    const { cache } = cacheWith("alpha", "beta");
    const leaf = join(cache, "wheels", "aa", "bb", "cc", "dd");
    const onProgress = () => void mkdirSync(leaf, { recursive: true });
    const removal = await clear(cache, { activity: "idle", onProgress });
    expect(removal).toMatchObject({ files: 4, failures: [] });
    expect(existsSync(leaf)).toBe(true);
  });
});
