/** What pip did not write is never removed with the rest; what it did write is never taken for something else. */
import { existsSync, mkdirSync, readdirSync, renameSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { listEntries } from "../../src/pip-cache/scan/list";
import { withNewFolders } from "../../src/pip-cache/locate";
import { plan } from "../../src/pip-cache/remove/plan";
import { remove } from "../../src/pip-cache/remove/remove";
import { scan } from "../../src/pip-cache/scan/scan";
import type { Selection } from "../../src/pip-cache/selection";
import { entryKey } from "../support/cache-writer";
import { cachesAt } from "../support/caches";
import { buildSdist, buildWheel } from "../support/distributions";
import { startIndex } from "../support/index-server";
import { describeWithPips, install } from "../support/pip";
import { extractRealCache, realCacheNames } from "../support/real-caches";
import { afterwards, temporaryDirectory } from "../support/temporary";
import { compareTrees, filesBelow, hashTree, sumOfSizes } from "../support/tree";
import { rowOf } from "../support/rows";
import { notLinux } from "../support/unless";
import { specialRows } from "../../src/pip-cache/entry";

const hash = entryKey("https://files.example.org/x");
const bucket = [...hash.slice(0, 5)].join("/");
const leaf = `${hash.slice(0, 2)}/${hash.slice(2, 4)}/${hash.slice(4, 6)}/${hash.slice(6)}`;

/** What people, and other programs, keep in folders that a pip was pointed at. */
const foreign = [
  "http/index.html",
  "http/.git-blame-ignore-revs",
  `http/${hash}`,
  `http/0/0/0/0/0/${hash}`,
  // Elsewhere it is the same name as one of pip's.
  ...(notLinux === undefined ? [`http/${bucket}/${hash.toUpperCase()}`] : []),
  `http/${bucket}/${hash}.bak`,
  `http/${bucket}/notes.tmp`,
  `http/${bucket}/${hash}.lock/notes.txt`,
  `http-v2/${bucket}/.DS_Store`,
  `http-v2/${bucket}/${"0".repeat(56)}`,
  // Two files, each by itself, however much they look like an entry.
  `http-v2/0/0/${hash}`,
  `http-v2/0/0/${hash}.body`,
  "http-v2/project/.git/HEAD",
  "http-v2/a/b/c/d/e/thesis.txt",
  "wheels/README.md",
  "wheels/numpy-1.0-py3-none-any.whl",
  "wheels/aa/bb/cc/numpy-1.0-py3-none-any.whl",
  `wheels/${leaf}/LICENSE`,
  `wheels/${leaf}/tmpnotes/thesis.txt`,
  "wheels/tmpa1b2c3d4/thesis.txt",
  "selfcheck/thesis.txt",
  `selfcheck/thesis/${hash}`,
];

/** What pips of all times leave, besides what is in the real caches. */
const own = [
  `http/${bucket}/${hash}`,
  `http/${bucket}/${hash}x1_y2z3w.tmp`,
  `http/${bucket}/${hash}Xy_9aZ.tmp`,
  `http/${bucket}/tmpx1_y2z3w`,
  `http/${bucket}/${hash}.lock/host.example.org.-7f12ab344711`,
  `http/1/1/1/1/1/${"1".repeat(56)}.lock`,
  `http/1/1/1/1/1/host-7f12ab34.4711-123456789`,
  `http-v2/${bucket}/${hash}.body`,
  `http-v2/${bucket}/${hash}.bodyx1_y2z3w.tmp`,
  `wheels/${leaf}/numpy-1.0-py3-none-any.whl`,
  `wheels/${leaf}/origin.json`,
  `wheels/${leaf}/tmpx1_y2z3w/numpy-1.0-py3-none-any.whl`,
  `selfcheck/${hash}`,
  `selfcheck/${hash}x1_y2z3w.tmp`,
];

function write(base: string, paths: string[], text = "words"): void {
  for (const path of paths) {
    mkdirSync(dirname(join(base, path)), { recursive: true });
    writeFileSync(join(base, path), text);
  }
}

/** Makes everything old: younger folders of wheels stay in any case. */
function age(base: string): void {
  const old = new Date(Date.now() - 7_200_000);
  for (const path of hashTree(base).keys()) utimesSync(join(base, path), old, old);
}

async function removeAll(base: string, selection: Selection = {}) {
  const planned = await plan(cachesAt(base), selection);
  return { planned, removal: await remove(planned, { activity: "idle", anyway: true }) };
}

async function foreignIn(base: string): Promise<string[]> {
  const entries = await listEntries(cachesAt(base), { foreign: true });
  return entries.flatMap(({ root, files }) => files.map(({ path }) => `${root}/${path}`.slice(base.length + 1))).sort();
}

describe("what pip did not write", () => {
  it("is told from what it did, and stays when all else goes", async () => {
    const base = temporaryDirectory();
    write(base, [...foreign, ...own]);
    age(base);
    expect(await foreignIn(base)).toEqual([...foreign].sort());
    const { planned, removal } = await removeAll(base);
    expect(planned).toMatchObject({ files: own.length, bytes: 5 * own.length, staying: [] });
    expect(planned.foreign).toEqual({
      files: foreign.length,
      bytes: 5 * foreign.length,
      names: [...foreign].sort().slice(0, 8),
    });
    expect(removal).toMatchObject({ files: own.length, bytes: 5 * own.length, failures: [] });
    expect(filesBelow(base).sort()).toEqual([...foreign].sort());
  });

  it.each<[string, Selection]>([
    ["its own row", { rows: [specialRows.foreign] }],
    ["a row among others", { rows: [specialRows.foreign, rowOf("alpha"), specialRows.other] }],
    ["its kind", { kinds: ["foreign", "other"] }],
    ["its layout", { any: [{ layouts: ["http", "http-v2"] }] }],
    ["what is left over", { leftovers: true }],
  ])("does not go in bulk by %s", async (_, selection) => {
    const base = await extractRealCache("http-v2-pip24.3.1");
    write(base, foreign);
    const before = await foreignIn(base);
    await removeAll(base, selection);
    await removeAll(base, { ...selection, entries: before.map((path) => `${base}/${path}`) });
    expect(await foreignIn(base)).toEqual(before);
  });

  it("goes by an action of its own, and nothing else with it", async () => {
    const base = await extractRealCache("http-v2-pip24.3.1");
    const before = hashTree(base);
    write(base, foreign);
    const { planned, removal } = await removeAll(base, { foreign: true });
    expect(planned.foreign.files).toBe(0);
    expect(planned.items.map(({ name }) => name).sort()).toEqual(foreign.map((path) => join(path)).sort());
    expect(removal).toMatchObject({ files: foreign.length, failures: [] });
    const { gone, changed } = compareTrees(before, hashTree(base));
    expect({ gone, changed }).toEqual({ gone: [], changed: [] });
    expect(await foreignIn(base)).toEqual([]);
  });

  it("is in no sum, and is in a row beside them", async () => {
    const base = await extractRealCache("http-v2-pip24.3.1");
    const { rows: before } = await scan(cachesAt(base)[0]);
    write(base, foreign);
    const { rows } = await scan(cachesAt(base)[0]);
    expect(rows.sums()).toEqual(before.sums());
    expect(rows.sums(rows.numberOf(specialRows.foreign))).toMatchObject({
      files: foreign.length,
      bytes: 5 * foreign.length,
    });
    expect([...rows.ofPip()].map(({ key }) => key).sort()).toEqual([...before].map(({ key }) => key).sort());
  });

  it("keeps its empty folders", async () => {
    const base = await extractRealCache("http-v2-pip24.3.1");
    const folders = ["http/mine", "http/0/mine", "http/0/0/0/0/0/0", "wheels/mine", "wheels/aa/mine", "selfcheck/mine"];
    for (const folder of [...folders, "http/1/1", "wheels/00/11"]) mkdirSync(join(base, folder), { recursive: true });
    age(base);
    await removeAll(base);
    expect(folders.filter((folder) => !existsSync(join(base, folder)))).toEqual([]);
    expect(readdirSync(join(base, "http")).sort()).toEqual(["0", "mine"]);
    expect(readdirSync(join(base, "wheels")).sort()).toEqual(["aa", "mine"]);
  });
});

describe("what pip did write", () => {
  it.each(realCacheNames)("is not foreign in %s", async (name) => {
    expect(await foreignIn(await extractRealCache(name))).toEqual([]);
  });

  describeWithPips("is not foreign", (pip) => {
    it("after installs of wheels and sdists", async () => {
      const files = [buildWheel({ name: "alpha", version: "1.0" }), buildSdist({ name: "beta", version: "2.0" })];
      const index = await startIndex(files.map((file) => ({ files: [file] })));
      const cache = temporaryDirectory();
      await install(pip, ["alpha", "beta"], { cacheDirectory: cache, index });
      const { rows } = await scan(cachesAt(cache)[0]);
      expect(rows.sums().bytes).toBe(sumOfSizes(cache));
      expect(await foreignIn(cache)).toEqual([]);
    });
  });
});

describe("a folder under version control", () => {
  it.each([".git", ".hg", ".svn", ".jj"])("stays as a whole, and is named (%s)", async (name) => {
    const base = await extractRealCache("http-v2-pip24.3.1");
    const all = sumOfSizes(base);
    const other = sumOfSizes(join(base, "wheels"));
    mkdirSync(join(base, "http-v2", name));
    mkdirSync(join(base, "http-v2/0/0"), { recursive: true });
    age(base);
    const before = hashTree(join(base, "http-v2"));
    const { rows } = await scan(cachesAt(base)[0]);
    expect([rows.sums().bytes, rows.sums(rows.numberOf(specialRows.foreign)).bytes]).toEqual([other, all - other]);
    for (const selection of [{}, { foreign: true }]) {
      const { planned, removal } = await removeAll(base, selection);
      expect(planned.staying).toEqual([{ path: join(base, "http-v2"), why: "is under version control" }]);
      // Its files are not named one by one, and nothing of them is tried.
      expect(planned.foreign.files).toBe(0);
      expect(removal).toMatchObject({ files: planned.files, failures: [] });
    }
    expect(compareTrees(before, hashTree(join(base, "http-v2")))).toEqual({ gone: [], added: [], changed: [] });
    expect(filesBelow(join(base, "wheels"))).toEqual([]);
  });

  it("stays also where it came to be one after the question", async () => {
    const base = await extractRealCache("http-v2-pip24.3.1");
    const planned = await plan(cachesAt(base), {});
    mkdirSync(join(base, "http-v2/.git"));
    const before = filesBelow(join(base, "http-v2"));
    const { failures } = await remove(planned, { activity: "idle" });
    expect(failures.map(({ path }) => path)).toEqual([join(base, "http-v2")]);
    expect(filesBelow(join(base, "http-v2"))).toEqual(before);
  });
});

describe("a folder that is a link", () => {
  async function moved(): Promise<{ base: string; target: string }> {
    const base = await extractRealCache("http-v2-pip24.3.1");
    const target = join(temporaryDirectory(), "moved");
    renameSync(join(base, "http-v2"), target);
    symlinkSync(target, join(base, "http-v2"));
    return { base, target };
  }

  it("is cleared where its target holds what pip writes, but for what is foreign in it", async () => {
    const { base, target } = await moved();
    writeFileSync(join(target, "letter.txt"), "words");
    const { planned } = await removeAll(base);
    expect(planned).toMatchObject({ staying: [], foreign: { files: 1, names: ["http-v2/letter.txt"] } });
    expect(filesBelow(target)).toEqual(["letter.txt"]);
    expect(existsSync(join(base, "http-v2"))).toBe(true);
  });

  it("stays where nothing there shows that it is pip's, its empty folders too", async () => {
    const base = await extractRealCache("http-pip23.2.1");
    const target = temporaryDirectory();
    write(target, ["letter.txt", "a/b/letter.txt"]);
    mkdirSync(join(target, "0/0/0"), { recursive: true });
    symlinkSync(target, join(base, "http-v2"));
    const before = hashTree(target);
    for (const selection of [{}, { foreign: true }]) {
      const { planned } = await removeAll(base, selection);
      const why = `is a link to ${target}, and nothing there shows that it is pip's`;
      expect(planned.staying).toEqual([{ path: join(base, "http-v2"), why }]);
    }
    expect(compareTrees(before, hashTree(target))).toEqual({ gone: [], added: [], changed: [] });
  });
});

it("what is said of a folder is so at the time of the question", async () => {
  const base = await extractRealCache("http-v2-pip24.3.1");
  const [target, full] = [temporaryDirectory(), join(base, "http-v2")];
  symlinkSync(target, join(base, "http"));
  const caches = cachesAt(base);
  const bytes = sumOfSizes(base);
  write(target, [`${bucket}/${hash}`]);
  expect(await plan(withNewFolders(caches), {})).toMatchObject({ bytes: bytes + 5, staying: [] });
  mkdirSync(join(full, ".git"));
  const { staying } = await plan(withNewFolders(caches), {});
  expect(staying).toEqual([{ path: full, why: "is under version control" }]);
});

describe("selfcheck.json", () => {
  const state = JSON.stringify({ "/usr": { last_check: "2017-01-02T03:04:05Z", pypi_version: "9.0.1" } });

  it.each(["", "{}", state])("of pip before 19.3 is counted, listed and removed: %s", async (text) => {
    const base = await extractRealCache("http-pip9.0.3");
    write(base, ["selfcheck.json", "selfcheck.json.bak", "log/debug.log"], text);
    const { rows } = await scan(cachesAt(base)[0]);
    expect(rows.sums(rows.numberOf(specialRows.selfcheck))).toMatchObject({ files: 1, bytes: text.length });
    const { planned, removal } = await removeAll(base);
    expect(removal).toMatchObject({ files: planned.files, bytes: planned.bytes, failures: [] });
    expect(filesBelow(base).sort()).toEqual(["log/debug.log", "selfcheck.json.bak"]);
  });

  it.each(["[]", "words", '{"thesis": "words"}', "directory", "link"])("that is not pip's stays: %s", async (text) => {
    const base = await extractRealCache("http-pip9.0.3");
    const path = join(base, "selfcheck.json");
    if (text === "directory") mkdirSync(path);
    else if (text === "link") symlinkSync(join(temporaryDirectory(), "nowhere"), path);
    else writeFileSync(path, text);
    const { removal } = await removeAll(base);
    expect(removal.failures).toEqual([]);
    expect(readdirSync(base)).toContain("selfcheck.json");
  });

  it("goes also where nothing but pip's own may", async () => {
    const base = temporaryDirectory();
    write(base, ["selfcheck.json"], state);
    const { HOME } = process.env;
    process.env.HOME = base;
    afterwards(() => {
      process.env.HOME = HOME;
    });
    const { removal } = await removeAll(base);
    expect(removal).toMatchObject({ files: 1, bytes: state.length, failures: [] });
  });
});
