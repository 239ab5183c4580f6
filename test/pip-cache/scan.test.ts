import { chmodSync, copyFileSync, linkSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Platform } from "../../src/files/machine";
import { check } from "../../src/pip-cache/check/check";
import { locate, type CacheDirectory } from "../../src/pip-cache/locate";
import { scan } from "../../src/pip-cache/scan/scan";
import { summarize, type Summary } from "../../src/pip-cache/rows/summary";
import { cachesAt } from "../support/caches";
import { extractRealCache, realCacheNames, type RealCacheName } from "../support/real-caches";
import { afterwards, temporaryDirectory } from "../support/temporary";
import { mountAgain, noMounts } from "../support/mounts";
import { marking, startingWith } from "../support/threads";
import { filesBelow, sumOfSizes } from "../support/tree";
import { itUnless, NOBODY, noSuperuser } from "../support/unless";

function cacheAt(path: string): CacheDirectory {
  const [cache] = cachesAt(path);
  return cache;
}

async function summaries(path: string, threads?: number): Promise<Summary[]> {
  const { rows, failures } = await scan(cacheAt(path), { threads, headStartMs: 0 });
  expect(failures).toEqual([]);
  return Array.from(rows, summarize).sort((a, b) => (a.key < b.key ? -1 : 1));
}

const lab = {
  alpha: ["1.1", "1.0"],
  "Beta.Pkg": ["2.0"],
  bigone: ["3.0"],
  bz2sdist: ["0.5"],
  localver: ["1.0+cpu"],
  metaonly: ["5.0"],
  "Private.Name": ["9.9"],
  queryname: ["0.9"],
  redir: ["1.0"],
  sdistonly: ["0.3"],
  zipsdist: ["0.4"],
};
const contents: Record<RealCacheName, Record<string, string[]>> = {
  "http-v2-pip24.3.1": lab,
  "http-pip23.2.1": lab,
  "http-pip20.3.4-python2": { legacysdist: ["0.6"], oldie: ["1.0"] },
  "http-pip9.0.3": { oldie: ["1.1", "1.0"], "Plain.Name": ["2.0"], sourceonly: ["0.3"] },
  "legacy-pip6.0": { "Legacy Entries": [] },
};

describe.each(realCacheNames)("the real cache %s", (name) => {
  it.each([0, 2])("has every package named with its versions, and every byte counted (%i threads)", async (threads) => {
    const cache = await extractRealCache(name);
    const found = await summaries(cache, threads);
    expect(Object.fromEntries(found.map((summary) => [summary.name, summary.versions]))).toEqual(contents[name]);
    expect(found.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(sumOfSizes(cache));
    expect(found.flatMap(({ groups }) => groups.filter(({ damage }) => damage))).toEqual([]);
  });
});

/** Every file of a real cache has a second name in another top folder, which another thread may read. */
async function doubled(): Promise<{ cache: string; bytes: number }> {
  const cache = await extractRealCache("http-v2-pip24.3.1");
  const bytes = sumOfSizes(cache);
  for (const path of filesBelow(join(cache, "http-v2"))) {
    const [top, ...rest] = path.split("/");
    const name = rest[rest.length - 1];
    const other = join(
      cache,
      "http-v2",
      top === "f" ? "0" : (parseInt(top, 16) + 1).toString(16),
      ...rest.slice(0, -1),
    );
    mkdirSync(other, { recursive: true });
    linkSync(join(cache, "http-v2", path), join(other, name));
  }
  return { cache, bytes };
}

it.each([0, 1, 3])(
  "a file with several names in the cache counts once, whoever reads which (%i threads)",
  async (threads) => {
    const { cache, bytes } = await doubled();
    const found = await summaries(cache, threads);
    expect(found.reduce((sum, one) => sum + one.bytes, 0)).toBe(bytes);
  },
);

// Not two: as many as some machines would take by themselves.
it.each([0, 3])("as many threads read and verify as are asked for: %i", async (threads) => {
  const { cache } = await doubled();
  const marks = temporaryDirectory();
  afterwards(startingWith(marking(marks)));
  const started = (task: string) => readdirSync(marks).filter((name) => name.startsWith(`${task}-`)).length;
  await scan(cacheAt(cache), { threads, headStartMs: 0 });
  expect(started("collect")).toBe(threads);
  await check([cacheAt(cache)], {}, { threads, headStartMs: 0 });
  // Its pages are two portions, and a thread without one would have nothing to do.
  expect(started("hashLinks")).toBe(Math.min(threads, 2));
  // Two portions again in the larger folder; what was quick there is used again for the next.
  const folders = cacheAt(cache).folders.length;
  expect(started("verifyFiles")).toBeGreaterThanOrEqual(Math.min(threads, 2));
  expect(started("verifyFiles")).toBeLessThanOrEqual(threads * folders);
  if (threads === 0) expect(readdirSync(marks)).toEqual([]);
});

describe("a header that cannot be read", () => {
  it("lends the name of the entry before to none", async () => {
    const cache = temporaryDirectory();
    const folder = join(cache, "http-v2", "0", "0", "0", "0", "0");
    const real = await extractRealCache("http-v2-pip24.3.1");
    const wheel = filesBelow(real).find((path) => path.endsWith(".body") && path.includes("ba3210cb"));
    mkdirSync(folder, { recursive: true });
    const [first, second] = ["0".repeat(55) + "1", "0".repeat(55) + "2"];
    writeFileSync(join(folder, first), "damaged");
    copyFileSync(join(real, wheel ?? ""), join(folder, `${first}.body`));
    copyFileSync(join(real, (wheel ?? "").slice(0, -5)), join(folder, second));
    const found = await summaries(cache);
    expect(found.find(({ name }) => name === "alpha")?.entries).toBe(1);
    expect(found.reduce((sum, { files }) => sum + files, 0)).toBe(3);
  });
});

describe("what is no entry", () => {
  it("is counted in a row of its own, and stops nothing", async () => {
    const cache = await extractRealCache("http-v2-pip24.3.1");
    const before = await summaries(cache);
    const folder = join(cache, "http-v2", "3", "f", "0");
    const bucket = join(cache, "http-v2", "a/a/a/a/a");
    mkdirSync(bucket, { recursive: true });
    writeFileSync(join(folder, ".DS_Store"), "mine");
    writeFileSync(join(cache, "http-v2", "README"), "hello");
    writeFileSync(join(bucket, `${"a".repeat(56)}x1_y2z3w.tmp`), "half a file");
    mkdirSync(join(cache, "selfcheck"));
    writeFileSync(join(cache, "selfcheck", "b".repeat(56)), "{}");
    const after = await summaries(cache);
    const special = after.filter(({ isPackage }) => !isPackage);
    expect(special.map(({ name, files, bytes }) => [name, files, bytes])).toEqual([
      ["Foreign Files", 2, "mine".length + "hello".length],
      ["Version Checks", 1, 2],
      ["Temporary Files", 1, 11],
    ]);
    expect(after.filter(({ isPackage }) => isPackage)).toEqual(before);
  });

  it("is counted by its own size where it is a link", async () => {
    const cache = await extractRealCache("http-v2-pip24.3.1");
    const before = await summaries(cache);
    symlinkSync("/", join(cache, "http-v2", "3", "f", "0", "root"));
    const after = await summaries(cache);
    const special = after.filter(({ isPackage }) => !isPackage);
    expect(special.map(({ name, files, bytes }) => [name, files, bytes])).toEqual([["Foreign Files", 1, "/".length]]);
    expect(after.filter(({ isPackage }) => isPackage)).toEqual(before);
  });

  it("is left alone when it lies beside pip's folders", async () => {
    const cache = await extractRealCache("http-v2-pip24.3.1");
    const before = await summaries(cache);
    mkdirSync(join(cache, "precious"));
    writeFileSync(join(cache, "precious", "thesis"), "words");
    expect(await summaries(cache)).toEqual(before);
  });
});

describe("locating", () => {
  it("names a cache directory once, whoever says that it is one", () => {
    const home = temporaryDirectory();
    const cache = join(home, ".cache", "pip");
    mkdirSync(join(cache, "http-v2"), { recursive: true });
    symlinkSync(cache, join(home, "link"));
    const place = { platform: "linux" as const, home, env: { PIP_CACHE_DIR: join(home, "link") } };
    expect(locate([{ path: cache, source: "a pip" }], place)).toEqual([
      {
        path: cache,
        sources: ["a pip", "PIP_CACHE_DIR", "default"],
        folders: [{ layout: "http-v2", root: join(cache, "http-v2") }],
      },
    ]);
  });

  itUnless(noMounts, "names it once also where it is mounted twice", async () => {
    const cache = await extractRealCache("http-v2-pip24.3.1");
    const again = mountAgain(cache);
    const candidates = [cache, again].map((path) => ({ path, source: path }));
    const found = locate(candidates, { platform: "linux", home: "/nonexistent", env: {} });
    expect(found.map(({ path, sources }) => ({ path, sources }))).toEqual([{ path: cache, sources: [cache, again] }]);
  });

  it("resolves a layout's folder that is a link, once", () => {
    const home = temporaryDirectory();
    mkdirSync(join(home, "elsewhere"));
    mkdirSync(join(home, ".cache", "pip"), { recursive: true });
    symlinkSync(join(home, "elsewhere"), join(home, ".cache", "pip", "http"));
    const [cache] = locate([], { platform: "linux", home, env: {} });
    expect(cache.folders).toEqual([expect.objectContaining({ layout: "http", root: join(home, "elsewhere") })]);
  });

  it("knows both places on macOS, and Store Python's on Windows", () => {
    const home = temporaryDirectory();
    const xdg = join(home, "xdg");
    const store = "PythonSoftwareFoundation.Python.3.12_qbz5n2kfra8p0";
    const local = join(home, "AppData", "Local");
    mkdirSync(join(home, "Library", "Caches", "pip"), { recursive: true });
    mkdirSync(join(xdg, "pip"), { recursive: true });
    mkdirSync(join(local, "Packages", store, "LocalCache", "Local", "pip", "Cache"), { recursive: true });
    mkdirSync(join(local, "pip", "Cache"), { recursive: true });
    const paths = (platform: Platform, env: NodeJS.ProcessEnv) =>
      locate([], { platform, home, env }).map(({ path }) => path);
    expect(paths("darwin", { XDG_CACHE_HOME: xdg })).toEqual([join(home, "Library/Caches/pip"), join(xdg, "pip")]);
    expect(paths("win32", { LOCALAPPDATA: local })).toEqual([
      join(local, "pip", "Cache"),
      join(local, "Packages", store, "LocalCache", "Local", "pip", "Cache"),
    ]);
  });

  itUnless(noSuperuser, "says why a cache cannot be read", () => {
    const cache = temporaryDirectory();
    chmodSync(cache, 0o700);
    process.seteuid?.(NOBODY);
    const [found] = cachesAt(cache);
    process.seteuid?.(0);
    expect(found.problem).toMatchObject({ path: cache, code: "EACCES" });
  });
});
