/** Planning with the help of what was read before: less is read, and what is planned is the same. */

import fs, {
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, normalize } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { withNewFolders, type CacheDirectory } from "../../src/pip-cache/locate";
import { normalizeName } from "../../src/packaging/normalize";
import { plan, type Plan } from "../../src/pip-cache/remove/plan";
import { remove } from "../../src/pip-cache/remove/remove";
import type { Rows } from "../../src/pip-cache/rows/rows";
import { TIME_SLACK_MS } from "../../src/pip-cache/scan/read-entries";
import { scan, type ScanOptions } from "../../src/pip-cache/scan/scan";
import type { Selection } from "../../src/pip-cache/selection";
import { brotli, pageHeaders } from "../support/answers";
import { httpV2Entry } from "../support/cache-writer";
import { afterAWhile, cachesAt } from "../support/caches";
import { buildWheel } from "../support/distributions";
import { cacheFile, cachePage, fileUrl, pageUrl, type Cache } from "../support/package-entries";
import { linkTo, pageText } from "../support/pages";
import { extractRealCache, realCacheNames } from "../support/real-caches";
import { temporaryDirectory } from "../support/temporary";
import { filesBelow, sumOfSizes } from "../support/tree";
import { rowOf } from "../support/rows";

const now = afterAWhile();

/** Reads a cache as if nothing had changed in it for a while. */
async function readQuiet(
  base: string,
  options?: ScanOptions,
): Promise<{ caches: CacheDirectory[]; known: Map<string, Rows> }> {
  const caches = cachesAt(base);
  const { rows } = await scan(caches[0], { now, ...options });
  // The clock of a file system may be some milliseconds behind.
  await delay(30);
  return { caches, known: new Map([[caches[0].path, rows]]) };
}

const filesOf = ({ folders }: Plan) =>
  folders.flatMap(({ root, files }) => Array.from(files, ({ path }) => join(root, path))).sort();

const contentsOf = (planned: Plan) => ({
  paths: filesOf(planned),
  bytes: planned.bytes,
  // Of equals it is chance which is first.
  items: planned.items.toSorted((a, b) => b.bytes - a.bytes || (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
  builtWheels: planned.builtWheels,
});

/** Plans with and without what is known, which must be the same. */
async function planBoth(caches: CacheDirectory[], selection: Selection, known: Map<string, Rows>): Promise<Plan> {
  const there = withNewFolders(caches);
  const shorter = await plan(there, selection, { known, now });
  expect(contentsOf(shorter)).toEqual(contentsOf(await plan(there, selection)));
  return shorter;
}

describe("a cache that was read before", () => {
  it.each(realCacheNames)("is planned for as if it were not, row by row and as a whole: %s", async (name) => {
    const { caches, known } = await readQuiet(await extractRealCache(name));
    for (const { key } of known.get(caches[0].path)!) {
      const all = await planBoth(caches, { rows: [key] }, known);
      expect(all.files).toBeGreaterThan(0);
      await planBoth(caches, { rows: [key], kinds: ["wheel", "index page"] }, known);
    }
    await planBoth(caches, {}, known);
  });

  it("loses what was removed from it, and still knows where the rest lies", async () => {
    const base = await extractRealCache("http-v2-pip24.3.1");
    const { caches, known } = await readQuiet(base);
    const alpha = await plan(caches, { rows: [rowOf("alpha")] }, { known, now });
    await remove(alpha, { activity: "idle" });
    const left = known.get(base)!.without(alpha.rows.get(base)!);
    expect(left.sums().bytes).toBe(sumOfSizes(base));
    expect(left.bucketsOf([rowOf("alpha")])?.size).toBe(0);
    const bigone = await planBoth(caches, { rows: [rowOf("bigone")] }, new Map([[base, left]]));
    expect(bigone.files).toBeGreaterThan(0);
  });

  it("is none of a package's where it lies elsewhere than pip puts it", async () => {
    const base = await extractRealCache("http-v2-pip24.3.1");
    const wheels = await plan(cachesAt(base), { rows: [rowOf("bigone")], kinds: ["wheel"] });
    const [body] = filesOf(wheels).slice(-1);
    const elsewhere = join(base, "http-v2", "elsewhere");
    mkdirSync(elsewhere);
    for (const path of [body, body.slice(0, -".body".length)]) {
      renameSync(path, join(elsewhere, basename(path)));
    }
    const { caches, known } = await readQuiet(base);
    const planned = await planBoth(caches, { rows: [rowOf("bigone")] }, known);
    expect(filesOf(planned).length).toBeGreaterThan(0);
    expect(filesOf(planned)).not.toContain(join(elsewhere, basename(body)));
  });

  it("is cleared of all that is in it by then, and the question names it", async () => {
    const base = await extractRealCache("http-v2-pip24.3.1");
    const { caches, known } = await readQuiet(base);
    cacheFile({ directory: base, layout: "http-v2" }, buildWheel({ name: "newcomer", version: "1.0" }));
    const planned = await planBoth(caches, {}, known);
    expect(planned.bytes).toBe(sumOfSizes(base));
    expect(planned.items.map(({ name }) => name)).toContain("newcomer");
  });
});

describe("what pip has stored of a package since", () => {
  const [first, second] = ["1.0", "2.0"].map((version) => buildWheel({ name: "alpha", version }));
  const old = { mtime: new Date(2020, 1, 1) };

  function newCache(): Cache {
    const cache: Cache = { directory: temporaryDirectory(), layout: "http-v2" };
    cacheFile(cache, first, old);
    cachePage(cache, "alpha", [linkTo(first, fileUrl(cache, first))], old);
    for (let number = 0; number < 40; number++)
      cacheFile(cache, buildWheel({ name: `other-${number}`, version: "1.0" }));
    return cache;
  }

  async function expectFound(
    { directory }: Cache,
    { caches, known }: Awaited<ReturnType<typeof readQuiet>>,
  ): Promise<void> {
    for (const selection of [{ rows: [rowOf("alpha")] }, { rows: [rowOf("alpha")], versions: ["2.0"] }]) {
      const planned = await planBoth(caches, selection, known);
      expect(planned.items).toContainEqual(expect.objectContaining({ name: "alpha", version: "2.0", kind: "wheel" }));
    }
    const planned = await plan(withNewFolders(caches), { rows: [rowOf("alpha")] }, { known, now });
    await remove(planned, { activity: "idle" });
    expect((await scan(cachesAt(directory)[0])).rows.numberOf(rowOf("alpha"))).toBeUndefined();
  }

  it("is found when it asked the index", async () => {
    const cache = newCache();
    const read = await readQuiet(cache.directory);
    cacheFile(cache, second);
    cachePage(cache, "alpha", [linkTo(first, fileUrl(cache, first))]);
    await expectFound(cache, read);
  });

  it("is found when the page was fresh enough, or the address was given", async () => {
    const cache = newCache();
    const read = await readQuiet(cache.directory);
    cacheFile(cache, second);
    await expectFound(cache, read);
  });

  it("is found where a file of the package is from the future", async () => {
    const cache = newCache();
    cacheFile({ ...cache, files: "https://other.example.org" }, first, { mtime: new Date(2050, 1, 1) });
    const read = await readQuiet(cache.directory);
    cacheFile(cache, second);
    await expectFound(cache, read);
  });

  it("is found in folders that a purge left empty", async () => {
    const cache = newCache();
    const written = cacheFile(cache, second);
    for (const path of written.files) rmSync(join(cache.directory, path));
    const read = await readQuiet(cache.directory);
    cacheFile(cache, second);
    await expectFound(cache, read);
  });

  it("is found where the package's own folders were emptied meanwhile", async () => {
    const cache = newCache();
    const { caches, known } = await readQuiet(cache.directory);
    const all = await plan(caches, { rows: [rowOf("alpha")] }, { known, now });
    await remove(all, { activity: "idle" });
    const left = known.get(cache.directory)!.without(all.rows.get(cache.directory)!);
    cacheFile(cache, second);
    await expectFound(cache, { caches, known: new Map([[cache.directory, left]]) });
  });

  it("is found in a folder that a newer pip made", async () => {
    const cache: Cache = { ...newCache(), layout: "http" };
    renameSync(join(cache.directory, "http-v2"), join(cache.directory, "elsewhere"));
    cacheFile(cache, first);
    const read = await readQuiet(cache.directory);
    const newer: Cache = { ...cache, layout: "http-v2" };
    cacheFile(newer, second);
    await expectFound(newer, read);
    const everything = await planBoth(read.caches, {}, read.known);
    expect(everything.bytes).toBe(sumOfSizes(join(cache.directory, "http")));
  });

  it("is found in a folder that only held what others had put there", async () => {
    for (const foreign of [".DS_Store", "folder/file"]) {
      const cache = newCache();
      const [header] = cacheFile(cache, second).files;
      const folder = join(cache.directory, ...header.split("/").slice(0, 3));
      rmSync(folder, { recursive: true });
      mkdirSync(join(folder, "folder"), { recursive: true });
      writeFileSync(join(folder, foreign), "");
      const read = await readQuiet(cache.directory);
      cacheFile(cache, second);
      await expectFound(cache, read);
    }
  });

  it("is found where it was restored with the times of directories, too", async () => {
    const cache = newCache();
    const read = await readQuiet(cache.directory);
    const [header] = cacheFile(cache, second).files;
    for (let path = dirname(header); path !== "."; path = dirname(path)) {
      utimesSync(join(cache.directory, path), old.mtime, old.mtime);
    }
    await expectFound(cache, read);
  });

  it("is part of what is cleared, in whatever folder it is", async () => {
    const cache: Cache = { directory: temporaryDirectory(), layout: "http" };
    cacheFile(cache, first);
    const { caches, known } = await readQuiet(cache.directory);
    cacheFile({ ...cache, layout: "http-v2" }, second);
    const planned = await planBoth(caches, {}, known);
    expect(planned.bytes).toBe(sumOfSizes(cache.directory));
    await remove(planned, { activity: "idle" });
    expect(filesBelow(cache.directory)).toEqual([]);
  });

  it("is looked for only where directories say that something has changed", async () => {
    const cache = newCache();
    const other = cacheFile(cache, buildWheel({ name: "other", version: "1.0" }), old).files;
    const { caches, known } = await readQuiet(cache.directory);
    const elsewhere: Cache = { ...cache, directory: temporaryDirectory() };
    for (const [index, file] of cacheFile(elsewhere, second, old).files.entries())
      writeFileSync(join(cache.directory, other[index]), readFileSync(join(elsewhere.directory, file)));
    const selection = { rows: [rowOf("alpha")] };
    expect((await plan(caches, selection, { known, now })).files).toBe(4);
    expect((await plan(caches, selection)).files).toBe(6);
  });
});

describe("what sums tell of", () => {
  /** Long after it was written, so that its folders tell when something changes. */
  async function readLater(base: string) {
    const { caches, known } = await readQuiet(base);
    const { reading } = known.get(base) ?? {};
    // What is changed in place from now on shows.
    if (reading) reading.wholeSince = Date.now() + TIME_SLACK_MS + 10;
    await delay(30);
    const opened = new Set<string>();
    const open = fs.openSync;
    jest.spyOn(fs, "openSync").mockImplementation((path, ...how) => {
      opened.add(normalize(String(path)));
      return open(path, ...how);
    });
    const planned = async (selection: Selection) => {
      opened.clear();
      const found = await plan(caches, selection, { known, threads: 0, now });
      return { found, opened: [...opened].sort() };
    };
    return { caches, planned };
  }

  afterEach(() => jest.restoreAllMocks());

  const [alpha, bravo] = ["alpha", "bravo"].map((name) => buildWheel({ name, version: "1.0" }));
  const old = { mtime: new Date(2020, 1, 1) };

  function newCache(): { cache: Cache; ofAlpha: string[]; ofBravo: string[] } {
    const cache: Cache = { directory: temporaryDirectory(), layout: "http-v2" };
    const pathsOf = ({ files }: { files: string[] }) => files.map((file) => join(cache.directory, file));
    const ofAlpha = pathsOf(cacheFile(cache, alpha, old));
    const ofBravo = pathsOf(cacheFile(cache, bravo, old));
    for (let number = 0; number < 40; number++)
      cacheFile(cache, buildWheel({ name: `other-${number}`, version: "1.0" }), old);
    return { cache, ofAlpha, ofBravo };
  }

  const namesIn = ({ items }: Plan) => items.map(({ name, bytes }) => `${normalizeName(name)} ${bytes}`).sort();

  it.each(realCacheNames)("is listed as if nothing were known: %s", async (name) => {
    const base = await extractRealCache(name);
    const { caches, planned } = await readLater(base);
    const [whole] = (await plan(caches, {})).rows.values();
    const selections: Selection[] = [
      ...[...(whole?.keys() ?? [])].map((key) => ({ not: { rows: [key] } })),
      { kinds: ["wheel"] },
      { kinds: ["index page"] },
      { not: { any: [{ kinds: ["wheel"] }, { layouts: ["wheels"] }] } },
      { leftovers: true },
      { damaged: true },
    ];
    for (const selection of selections) {
      const { found } = await planned(selection);
      const opened = await plan(caches, selection);
      expect(contentsOf(found)).toEqual({ ...contentsOf(opened), items: expect.anything() });
      // The display name of a package may stand in what is no part of it.
      expect(namesIn(found)).toEqual(namesIn(opened));
    }
  });

  it("is opened only where that leaves something out", async () => {
    const { cache, ofAlpha } = newCache();
    const { planned } = await readLater(cache.directory);
    const { found, opened } = await planned({ not: { any: [{ rows: [rowOf("alpha")] }] } });
    // Of what stays it is told how much that is.
    expect(opened).toEqual([...ofAlpha].sort());
    expect(filesOf(found)).toEqual(
      filesBelow(cache.directory)
        .map((file) => join(cache.directory, file))
        .filter((path) => !ofAlpha.includes(path))
        .sort(),
    );
    const bytesOfAlpha = ofAlpha.reduce((sum, path) => sum + statSync(path).size, 0);
    expect(found.bytes).toBe(sumOfSizes(cache.directory) - bytesOfAlpha);
  });

  it("stays where it has become a kept package's in place, or has come since", async () => {
    const { cache, ofAlpha, ofBravo } = newCache();
    const { planned } = await readLater(cache.directory);
    // As a copy over what is there does, of which no folder tells.
    for (const [index, path] of ofBravo.entries()) writeFileSync(path, readFileSync(ofAlpha[index] ?? ""));
    const again = cacheFile({ ...cache, files: "https://other.example.org" }, alpha).files;
    const { found, opened } = await planned({ not: { rows: [rowOf("alpha")] } });
    const paths = filesOf(found);
    for (const path of [...ofAlpha, ...ofBravo, ...again.map((file) => join(cache.directory, file))])
      expect(paths).not.toContain(path);
    expect(paths).toHaveLength(80);
    expect(opened).toEqual(expect.arrayContaining(ofBravo));
  });

  it("is listed as it is where others have removed some of it, and some has come", async () => {
    const { cache, ofBravo } = newCache();
    const { caches, planned } = await readLater(cache.directory);
    for (const path of ofBravo) unlinkSync(path);
    cacheFile(cache, buildWheel({ name: "gamma", version: "1.0" }));
    for (const selection of [{ not: { rows: [rowOf("alpha")] } }, { kinds: ["wheel" as const] }]) {
      const { found } = await planned(selection);
      expect(contentsOf(found)).toEqual(contentsOf(await plan(caches, selection)));
      expect(found.items.map(({ name }) => name)).toContain("gamma");
    }
  });
});

it("a package whose page only others tell of is found by what they have told, also when they are gone", async () => {
  const index = "https://private.example.org/root";
  const cache: Cache = { directory: temporaryDirectory(), layout: "http-v2", index, files: `${index}/files` };
  // Of a page this long only the start is read where its address can be told, and of brotli nothing tells but that.
  for (let number = 0; number < 30; number++) {
    const name = `pkg-${number}`;
    const wheels = Array.from({ length: 120 }, (_, version) => buildWheel({ name, version: `1.${version}` }));
    const links = wheels.map((wheel) => linkTo(wheel, fileUrl(cache, wheel)));
    const text = String(pageText(name, links, "json"));
    const body = brotli(number > 26 ? text.replaceAll(`${index}/files`, "../../files") : text);
    const headers = pageHeaders(body, { format: "json", encoding: "br" });
    httpV2Entry(cache.directory, { url: pageUrl(cache, name), headers, body });
  }
  // Each thread would learn by itself.
  const { caches, known } = await readQuiet(cache.directory, { threads: 0 });
  const all = filesBelow(cache.directory);
  const planned = await plan(caches, { rows: [rowOf("pkg-28")] }, { known, now });
  expect(known.get(cache.directory)?.numberOf(rowOf("pkg-28"))).toBeDefined();
  expect(planned.files).toBe(2);
  const own = filesOf(planned);
  for (const path of all.map((file) => join(cache.directory, file))) if (!own.includes(path)) unlinkSync(path);
  expect(filesOf(await plan(caches, { rows: [rowOf("pkg-28")] }, { known }))).toEqual(own);
});
