/** Reading what has changed since the last time gives what reading everything would, whatever has happened in between. */

import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import * as fc from "fast-check";
import { normalizeName } from "../../src/packaging/normalize";
import type { Failure } from "../../src/files/failure";
import { readChangedCosts } from "../../src/pip-cache/cost/costs";
import { packRows, unpackRows } from "../../src/pip-cache/rows/kept-rows";
import type { Rows } from "../../src/pip-cache/rows/rows";
import { plan } from "../../src/pip-cache/remove/plan";
import { remove } from "../../src/pip-cache/remove/remove";
import { scan, type Scan, type ScanOptions } from "../../src/pip-cache/scan/scan";
import { cachesAt } from "../support/caches";
import { buildSdist, buildWheel } from "../support/distributions";
import { leftover, selfCheck } from "../support/leftovers";
import { startIndex } from "../support/index-server";
import { mountExfat, noExfat } from "../support/mounts";
import {
  cacheBuiltWheel,
  cacheFile,
  cacheMetadata,
  cachePage,
  fileUrl,
  pageUrl,
  type Cache,
} from "../support/package-entries";
import { linkTo } from "../support/pages";
import { download, newPip, runPip, succeed } from "../support/pip";
import { extractRealCache, realCacheNames } from "../support/real-caches";
import { rowOf } from "../support/rows";
import { afterwards, removeDirectory, temporaryDirectory } from "../support/temporary";
import { filesBelow, sumOfSizes } from "../support/tree";
import { fewerUnderWine, itUnless, noPip } from "../support/unless";

const HOUR = 3_600_000;
/** So much later everything that a test has written is old. */
const LATER = 2 * HOUR;
const HISTORIES = Number(process.env.HISTORIES ?? fewerUnderWine(100));

/** A cache, with what was read of it last. */
class Reopened {
  before: Rows | undefined;
  #isKept = false;
  #costs: Buffer | undefined;
  read = 0;

  constructor(
    readonly path: string,
    readonly options: ScanOptions = { threads: 0 },
  ) {}

  /** Reads it as an open command does, and anew, which must give the same. */
  async compare(now = Date.now() + LATER): Promise<Rows> {
    await tick(dirname(this.path));
    const [cache] = cachesAt(this.path);
    const reopened = await scan(cache, { ...this.options, before: this.before, now });
    const anew = await scan(cache, { ...this.options, now });
    expect(shown(reopened)).toEqual(shown(anew));
    this.before = reopened.rows;
    const costs = (before?: Buffer) =>
      readChangedCosts([cache], before, { known: new Map([[cache.path, anew.rows]]), ...indexes, now, threads: 0 });
    this.#costs = await costs(this.#costs);
    expect(linesOf(this.#costs)).toEqual(linesOf(await costs()));
    this.#isKept = !this.#isKept;
    if (this.#isKept) this.before = (await unpackRows(await packRows(new Map([["", this.before]]), 1))).get("");
    return reopened.rows;
  }
}

const indexes = {
  indexUrls: ["https://index.example.org/simple"],
  publicIndexes: ["https://index.example.org/simple"],
};

/** What is known of getting files back, package by package. */
const linesOf = (costs: Buffer): string[] => costs.toString().split("\n").sort();

/** Whatever a person is told of a cache. A package may be called by the name that metadata had that is gone. */
function shown({ rows, failures }: { rows: Rows; failures: Failure[] }) {
  const text = (value: unknown) => JSON.stringify(value);
  return {
    rows: Array.from(rows, ({ key, name, groups }) => ({
      key,
      name: normalizeName(name),
      groups: groups.sort((a, b) => (text(a) < text(b) ? -1 : 1)),
    })).sort((a, b) => (a.key < b.key ? -1 : 1)),
    sums: rows.sums(),
    listed: rows.listedBytes,
    failures: failures.map(text).sort(),
  };
}

/** Resolves when what is changed from now on has another time than what was changed until now. */
async function tick(folder: string): Promise<void> {
  const probe = join(folder, "tick");
  writeFileSync(probe, "");
  const { ctimeMs } = statSync(probe);
  do {
    await new Promise((resolve) => setImmediate(resolve));
    writeFileSync(probe, "x");
  } while (statSync(probe).ctimeMs === ctimeMs);
}

const names = ["alpha", "Beta.Pkg", "gamma"];
const layouts = ["http-v2", "http"] as const;
/** Such as copies keep: no whole second. */
const folderTime = new Date(2020, 1, 1, 0, 0, 0, 123);
const old = { mtime: new Date(2020, 1, 1) };

/** Puts files into a cache as pip does: written elsewhere, then renamed. */
function moveIn(cache: string, write: (directory: string) => void): void {
  const staged = join(dirname(cache), "staged");
  write(staged);
  for (const path of filesBelow(staged)) {
    const target = join(cache, path);
    if (lstatSync(dirname(target), { throwIfNoEntry: false }) === undefined)
      tryTo(() => mkdirSync(dirname(target), { recursive: true }));
    tryTo(() => renameSync(join(staged, path), target));
  }
  rmSync(staged, { recursive: true, force: true });
}

/** Links to nowhere and files where folders should be stand in the way of some acts. */
function tryTo(act: () => void): void {
  try {
    act();
  } catch {
    // Then nothing happens.
  }
}

type Act = (cache: string, one: number, other: number) => void | Promise<void>;

const among = <Value>(values: readonly Value[], number: number): Value | undefined => values[number % values.length];

/** Files and links below the layouts. */
const files = (cache: string): string[] =>
  existsSync(cache) ? filesBelow(cache).map((path) => join(cache, path)) : [];

/** A folder in which a file lies, or one above it. */
function folder(cache: string, one: number, other: number): string | undefined {
  let path = among(files(cache), one);
  const levels = 1 + (other % 5);
  for (let level = 0; path !== undefined && level < levels && dirname(path) !== cache; level++) path = dirname(path);
  return path === undefined || dirname(path) === cache ? undefined : path;
}

/** A first name elsewhere is what folders do not tell of. */
const leadsElsewhere = (path: string): boolean =>
  filesBelow(path).some((file) => isFile(join(path, file)) && lstatSync(join(path, file)).nlink > 1);

const isFile = (path: string | undefined): path is string =>
  path !== undefined && (lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false);

const distribution = (one: number, other: number) =>
  buildWheel({ name: among(names, one)!, version: `${(other % 3) + 1}.0`, size: 4000 + other });

const acts: Record<string, Act> = {
  "pip downloads": (cache, one, other) =>
    moveIn(cache, (directory) =>
      cacheFile({ directory, layout: among(layouts, other)! }, distribution(one, other), other % 2 ? old : {}),
    ),
  "pip reads metadata": (cache, one, other) =>
    moveIn(cache, (directory) => cacheMetadata({ directory, layout: "http-v2" }, distribution(one, other), old)),
  "pip asks for a page": (cache, one, other) =>
    moveIn(cache, (directory) => {
      const of = { directory, layout: among(layouts, one + other)! };
      const file = distribution(one, other);
      cachePage(of, among(names, one)!, [linkTo(file, fileUrl(of, file))], {
        mtime: new Date(2021, 1, 1 + (other % 9)),
      });
    }),
  "pip builds": (cache, one, other) => {
    const sdist = buildSdist({ name: among(names, one)!, version: "5.0" });
    cacheBuiltWheel({ directory: cache, layout: "http-v2" }, sdist, { ...old, size: 5000 + other });
  },
  "pip looks for a newer pip": (cache, one) => tryTo(() => selfCheck(cache, `/prefix-${one % 2}`, old)),
  "pip is ended": (cache, one, other) =>
    tryTo(() =>
      leftover(cache, {
        layout: "http-v2",
        url: pageUrl({ directory: cache, layout: "http-v2" }, among(names, one)!),
        content: Buffer.alloc(other),
        ...old,
      }),
    ),
  "what was unfinished grows": (cache, one) => {
    const path = among(
      files(cache).filter((file) => file.endsWith(".tmp")),
      one,
    );
    if (!isFile(path)) return;
    appendFileSync(path, "more");
    utimesSync(path, old.mtime, old.mtime);
  },
  "a file is replaced": (cache, one, other) => {
    const path = among(files(cache), one);
    if (!isFile(path)) return;
    copyFileSync(path, `${dirname(cache)}/copy`);
    if (other % 3 === 0) truncateSync(`${dirname(cache)}/copy`, Math.floor(lstatSync(path).size / 2));
    utimesSync(`${dirname(cache)}/copy`, other % 2 ? old.mtime : new Date(), old.mtime);
    renameSync(`${dirname(cache)}/copy`, path);
  },
  "a file goes": (cache, one) => {
    const path = among(files(cache), one);
    if (path !== undefined) rmSync(path);
  },
  "a folder goes": (cache, one, other) => {
    const path = folder(cache, one, other);
    if (path !== undefined) rmSync(path, { recursive: true });
  },
  "a file is moved": (cache, one, other) => {
    const [path, to] = [among(files(cache), one), folder(cache, other, one)];
    if (path !== undefined && to !== undefined)
      tryTo(() => renameSync(path, join(to, path.slice(path.lastIndexOf("/") + 1))));
  },
  "a folder gets the name of another": (cache, one, other) => {
    const [path, to] = [folder(cache, one, other), folder(cache, other, other)];
    if (path === undefined || to === undefined || path === to || to.startsWith(`${path}/`) || path.startsWith(`${to}/`))
      return;
    renameSync(to, `${dirname(cache)}/aside`);
    renameSync(path, to);
    if (one % 2) tryTo(() => renameSync(`${dirname(cache)}/aside`, path));
    rmSync(`${dirname(cache)}/aside`, { recursive: true, force: true });
  },
  "a folder is copied with its times": (cache, one, other) => {
    const path = folder(cache, one, other);
    const digit = (other % 16).toString(16);
    if (path === undefined) return;
    const to = join(dirname(path), digit);
    if (existsSync(to) || !lstatSync(path).isDirectory()) return;
    mkdirSync(to);
    for (const name of readdirSync(path)) {
      if (isFile(join(path, name))) copyFileSync(join(path, name), join(to, name));
      if (isFile(join(path, name))) utimesSync(join(to, name), old.mtime, old.mtime);
    }
    const { atime, mtime } = statSync(path);
    utimesSync(to, atime, mtime);
  },
  "a folder is moved, and a link put there": (cache, one, other) => {
    const path = folder(cache, one, other);
    if (path === undefined || leadsElsewhere(path)) return;
    const to = `${dirname(cache)}/elsewhere-${one}-${other}`;
    if (existsSync(to)) return;
    renameSync(path, to);
    tryTo(() => symlinkSync(to, path));
  },
  "a link is put beside": (cache, one, other) => {
    const [path, to] = [among(files(cache), one), folder(cache, other, one)];
    if (path !== undefined && to !== undefined) tryTo(() => symlinkSync(path, join(to, `link-${one % 5}`)));
  },
  "another name is given": (cache, one, other) => {
    const [path, to] = [among(files(cache), one), folder(cache, other, one)];
    if (!isFile(path) || to === undefined) return;
    const name = other % 2 ? `name-${one % 5}` : path.slice(path.lastIndexOf("/") + 1);
    tryTo(() => linkSync(path, join(to, name)));
  },
  "what has names gets one elsewhere": (cache, one, other) => {
    const path = among(
      files(cache).filter((file) => lstatSync(file).nlink > 1 && isFile(file)),
      one,
    );
    if (path !== undefined) tryTo(() => linkSync(path, `${dirname(cache)}/outside-${other % 5}`));
  },
  "a name elsewhere goes": (cache, one) => rmSync(`${dirname(cache)}/outside-${one % 5}`, { force: true }),
  "something else is put there": (cache, one, other) => {
    const to = folder(cache, one, other);
    if (to === undefined) return;
    const path = join(to, ["0", "f", "notes", "lock", "x.body"][one % 5]!);
    tryTo(() => (other % 2 ? mkdirSync(path) : writeFileSync(path, "x".repeat(other))));
  },
  "something is put where others put things": (cache, one, other) => {
    const odd = join(cache, "http-v2", "a", "b", "odd");
    tryTo(() => {
      mkdirSync(odd, { recursive: true });
      writeFileSync(join(odd, `file-${one % 4}`), "y".repeat(other));
    });
  },
  "modes and times of a folder are set": (cache, one, other) => {
    const path = folder(cache, one, other);
    if (path === undefined || lstatSync(path).isSymbolicLink()) return;
    tryTo(() =>
      other % 2 ? rmSync(join(path, readdirSync(path)[0]!)) : writeFileSync(join(path, "0".repeat(56)), ""),
    );
    chmodSync(path, other % 3 ? 0o755 : 0o700);
    utimesSync(path, folderTime, folderTime);
  },
  "all downloads go": (cache, one) => rmSync(join(cache, among(layouts, one)!), { recursive: true, force: true }),
  "all downloads are moved away, or back": (cache) => {
    const [here, there] = [join(cache, "http-v2"), `${dirname(cache)}/away`];
    if (existsSync(there) && !existsSync(here)) renameSync(there, here);
    else if (existsSync(here) && !existsSync(there) && !leadsElsewhere(here)) renameSync(here, there);
  },
  "they lie behind a link": (cache, one) => {
    const [here, there] = [join(cache, among(layouts, one)!), `${dirname(cache)}/disk-${one % 2}`];
    if (!existsSync(here) || existsSync(there) || lstatSync(here).isSymbolicLink()) return;
    renameSync(here, there);
    symlinkSync(there, here);
  },
  "a package is removed": async (cache, one) => {
    const caches = cachesAt(cache);
    if (caches.length === 0) return;
    const { rows } = await scan(caches[0], { threads: 0 });
    const key = among(rows.keys(), one);
    if (key === undefined) return;
    await remove(await plan(caches, { rows: [key] }, { threads: 0 }), { activity: "idle", threads: 0 });
  },
};

const act = fc.record({
  what: fc.constantFrom(...Object.keys(acts)),
  one: fc.nat({ max: 97 }),
  other: fc.nat({ max: 97 }),
});
const history = fc.record({
  first: fc.array(fc.tuple(fc.nat({ max: 97 }), fc.nat({ max: 97 })), { minLength: 1, maxLength: 8 }),
  rounds: fc.array(fc.array(act, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 5 }),
});

it("whatever pip, we, or a person may do in between", async () => {
  const base = join(temporaryDirectory(), "base");
  const cache = join(base, "cache");
  const property = fc.asyncProperty(history, async ({ first, rounds }) => {
    removeDirectory(base);
    mkdirSync(join(cache, "http-v2"), { recursive: true });
    for (const [one, other] of first) {
      for (const what of ["pip downloads", "pip asks for a page"]) await acts[what]!(cache, one, other);
    }
    const reopened = new Reopened(cache);
    await reopened.compare();
    for (const round of rounds) {
      for (const { what, one, other } of round) await acts[what]!(cache, one, other);
      await reopened.compare();
    }
  });
  // Files of the same size and time, of which only the inode tells that another took the place of one.
  const restored = {
    first: [[0, 27] as [number, number]],
    rounds: [[{ what: "pip asks for a page", one: 0, other: 81 }], [{ what: "pip downloads", one: 0, other: 0 }]],
  };
  await fc.assert(property, {
    numRuns: HISTORIES,
    examples: [[restored]],
    ...(process.env.SEED && { seed: Number(process.env.SEED) }),
  });
}, 3_600_000);

it("whatever real caches hold", async () => {
  for (const name of realCacheNames) {
    const cache = await extractRealCache(name);
    const reopened = new Reopened(cache, {});
    const first = await reopened.compare();
    expect((await reopened.compare()).sums()).toEqual(first.sums());
    const [path] = filesBelow(cache);
    rmSync(join(cache, path!));
    expect((await reopened.compare()).sums()).not.toEqual(first.sums());
  }
});

const pip = newPip();
itUnless(pip ? undefined : noPip, "what real pips install in between, and forget", async () => {
  const [alpha, beta] = [
    buildWheel({ name: "alpha", version: "1.0" }),
    buildWheel({ name: "Beta.Pkg", version: "2.0", requires: ["alpha"] }),
  ];
  const sdist = buildSdist({ name: "gamma", version: "3.0" });
  const index = await startIndex([{ files: [alpha] }, { files: [beta] }, { files: [sdist] }]);
  afterwards(() => index.close());
  const cacheDirectory = join(temporaryDirectory(), "pip");
  const run = { cacheDirectory, index };
  mkdirSync(cacheDirectory);
  const reopened = new Reopened(cacheDirectory);
  await reopened.compare();
  for (const wanted of [["alpha"], ["beta-pkg"], ["alpha", "beta-pkg"], ["gamma"]]) {
    await download(pip!, wanted, run);
    const rows = await reopened.compare();
    expect(rows.numberOf(rowOf(wanted[0]!))).toBeDefined();
  }
  const built = reopened.before!.sums().files;
  succeed(await runPip(pip!, ["cache", "remove", "gamma"], { cacheDirectory }));
  await reopened.compare();
  await download(pip!, ["gamma"], run);
  expect((await reopened.compare()).sums().files).toBeLessThanOrEqual(built);
  succeed(await runPip(pip!, ["cache", "purge"], { cacheDirectory }));
  await reopened.compare();
});

describe("what a folder does not tell", () => {
  const size = ({ rows }: Scan) => rows.listedBytes;

  /** Reads a cache, changes one of its files in place, and tells whether reading what has changed sees that. */
  async function isSeen(
    { first, then }: { first?: number; then?: number },
    write: (cache: string) => void,
    find: (path: string) => boolean,
    between: (cache: string) => void = () => {},
  ): Promise<boolean> {
    const cache = join(temporaryDirectory(), "pip");
    write(cache);
    const now = Date.now() + LATER;
    const { rows: before } = await scan(cachesAt(cache)[0], { threads: 0, now: first ?? now });
    await tick(dirname(cache));
    appendFileSync(join(cache, filesBelow(cache).find(find)!), "more");
    between(cache);
    const reopened = await scan(cachesAt(cache)[0], { threads: 0, before, now: then ?? now });
    return size(reopened) === size(await scan(cachesAt(cache)[0], { threads: 0 }));
  }

  const of = (directory: string): Cache => ({ directory, layout: "http-v2" });
  const writeOld = (directory: string) => void cacheFile(of(directory), distribution(0, 0), old);
  const isBody = (path: string) => path.endsWith(".body");

  it("is that an old file was changed in place", async () => {
    expect(await isSeen({}, writeOld, isBody)).toBe(false);
  });

  it("is seen of one that was young when it was read", async () => {
    expect(
      await isSeen(
        {},
        (directory) => void cacheFile(of(directory), distribution(0, 0), { mtime: new Date(Date.now() + 1.5 * HOUR) }),
        isBody,
      ),
    ).toBe(true);
  });

  it("is seen in a folder that was changed when it was read", async () => {
    expect(await isSeen({ first: Date.now(), then: Date.now() + LATER }, writeOld, isBody)).toBe(true);
  });

  it("is seen after 30 days, and where the clock went back", async () => {
    expect(await isSeen({ then: Date.now() + LATER + 30 * 24 * HOUR + HOUR }, writeOld, isBody)).toBe(true);
    expect(await isSeen({ then: Date.now() + LATER - 1000 }, writeOld, isBody)).toBe(true);
  });

  it("is seen where the downloads lie elsewhere now", async () => {
    const move = (cache: string) => {
      renameSync(join(cache, "http-v2"), `${cache}-disk`);
      symlinkSync(`${cache}-disk`, join(cache, "http-v2"));
    };
    expect(await isSeen({}, writeOld, isBody, move)).toBe(true);
  });

  it.each<[what: string, write: (directory: string) => void, find: (path: string) => boolean]>([
    [
      "an unfinished file",
      (cache) =>
        void leftover(cache, { layout: "http-v2", url: "https://a.example/b", content: Buffer.alloc(9), ...old }),
      (path) => path.endsWith(".tmp"),
    ],
    [
      "a file with several names",
      (cache) => {
        writeOld(cache);
        const body = filesBelow(cache).find(isBody)!;
        linkSync(join(cache, body), `${cache}-name`);
      },
      isBody,
    ],
    [
      "a built wheel",
      (cache) => void cacheBuiltWheel(of(cache), buildSdist({ name: "alpha", version: "1" }), old),
      (path) => path.endsWith(".whl"),
    ],
    ["a note", (cache) => void selfCheck(cache, "/prefix", old), () => true],
    [
      "what pip did not write",
      (cache) => {
        writeOld(cache);
        const body = join(cache, filesBelow(cache).find(isBody)!);
        writeFileSync(join(dirname(body), "notes"), "");
        utimesSync(join(dirname(body), "notes"), old.mtime, old.mtime);
      },
      (path) => path.endsWith("notes"),
    ],
  ])("is seen of %s", async (_, write, find) => {
    expect(await isSeen({}, write, find)).toBe(true);
  });

  itUnless(noExfat, "is seen on volumes whose times are coarse", async () => {
    const cache = join(await mountExfat(), "pip");
    writeOld(cache);
    const now = Date.now() + LATER;
    const { rows: before } = await scan(cachesAt(cache)[0], { threads: 0, now });
    appendFileSync(join(cache, filesBelow(cache).find(isBody)!), "more");
    expect(size(await scan(cachesAt(cache)[0], { threads: 0, before, now }))).toBe(sumOfSizes(cache));
  });
});
