/** Removing what a selection means from caches of real pips: exactly that, and exactly its bytes. */

import {
  appendFileSync,
  closeSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { locate } from "../../src/pip-cache/locate";
import type { RemovalProgress } from "../../src/files/remove-files";
import { plan, type Plan } from "../../src/pip-cache/remove/plan";
import { remove, type RemovePlanOptions } from "../../src/pip-cache/remove/remove";
import type { Row } from "../../src/pip-cache/rows/groups";
import { listEntries } from "../../src/pip-cache/scan/list";
import { scan } from "../../src/pip-cache/scan/scan";
import { entryId, type Selection } from "../../src/pip-cache/selection";
import { cachesAt } from "../support/caches";
import { cacheFile } from "../support/package-entries";
import { buildWheel } from "../support/distributions";
import { leftover, selfCheck } from "../support/leftovers";
import { extractRealCache, realCacheNames } from "../support/real-caches";
import { mountVolume, noMounts } from "../support/mounts";
import { temporaryDirectory } from "../support/temporary";
import { compareTrees, filesBelow, hashTree, sumOfSizes } from "../support/tree";
import { rowOf } from "../support/rows";
import { itUnless } from "../support/unless";

const idle: RemovePlanOptions = { activity: "idle" };
const nothing = { gone: [], added: [], changed: [] };

function plannedFiles({ folders }: Plan, below: string): string[] {
  return folders.flatMap(({ root, files }) =>
    Array.from(files, ({ path }) => `${root}/${path}`.slice(below.length + 1)),
  );
}

const groupsOf = (rows: Iterable<Row>) => [...rows].flatMap(({ groups }) => groups);

/** Plans and removes, and checks on the disk that what was planned went, nothing else, and that the bytes are right. */
async function removeAndCheck(base: string, selection: Selection, options: RemovePlanOptions = idle) {
  const before = hashTree(base);
  const bytesBefore = sumOfSizes(base);
  const planned = await plan(cachesAt(base), selection);
  const dry = await remove(planned, { ...options, dryRun: true });
  expect(compareTrees(before, hashTree(base))).toEqual(nothing);
  const removal = await remove(planned, options);
  const after = hashTree(base);
  const { gone, added, changed } = compareTrees(before, after);
  expect({ added, changed }).toEqual({ added: [], changed: [] });
  expect(gone.filter((path) => before.get(path)?.type !== "directory")).toEqual(plannedFiles(planned, base).sort());
  expect(removal).toMatchObject({ failures: [], missing: 0, changed: 0, stopped: false });
  expect(removal.bytes).toBe(bytesBefore - sumOfSizes(base));
  expect(removal.files).toBe(planned.files);
  expect(removal.bytes).toBe(planned.bytes);
  expect({ ...dry, directories: removal.directories }).toEqual(removal);
  return { planned, removal };
}

describe.each(realCacheNames)("the real cache %s", (name) => {
  it("is emptied row by row, each with exactly its files and bytes", async () => {
    const base = await extractRealCache(name);
    const { rows } = await scan(cachesAt(base)[0]);
    expect(rows.length).toBeGreaterThan(0);
    for (const row of rows) {
      const { removal } = await removeAndCheck(base, { rows: [row.key] });
      expect(removal.bytes).toBe(row.groups.reduce((sum, { bytes }) => sum + bytes, 0));
      const left = await scan(cachesAt(base)[0]);
      expect(Array.from(left.rows, ({ key }) => key)).not.toContain(row.key);
    }
    const left = [...hashTree(base)].filter(([path]) => path !== "wheels" && !path.startsWith("wheels/"));
    expect(left.map(([path, { type }]) => [path.split("/").length, type])).toEqual(left.map(() => [1, "directory"]));
  });

  it("is cleared at once, down to its empty folders", async () => {
    const base = await extractRealCache(name);
    const old = new Date(Date.now() - 7_200_000);
    for (const [path, { type }] of hashTree(base)) if (type === "directory") utimesSync(join(base, path), old, old);
    const folders = readdirSync(base);
    mkdirSync(join(base, folders[0], "0", "1", "2"), { recursive: true });
    await removeAndCheck(base, {});
    expect([...hashTree(base).keys()].sort()).toEqual(folders.sort());
  });
});

describe("a selection", () => {
  const cacheOf = () => extractRealCache("http-v2-pip24.3.1");
  const alpha = { rows: [rowOf("alpha")] };

  it("of a version takes what is of that version, and leaves the package's page and other versions", async () => {
    const base = await cacheOf();
    const { planned } = await removeAndCheck(base, { ...alpha, versions: ["1.0"] });
    expect(new Set(groupsOf(planned.rows.get(base) ?? []).map(({ version }) => version))).toEqual(new Set(["1.0"]));
    const { rows } = await scan(cachesAt(base)[0]);
    const left = [...rows].find(({ key }) => key === rowOf("alpha"))?.groups ?? [];
    expect(new Set(left.map(({ version }) => version))).toEqual(new Set(["1.1", undefined]));
  });

  it("of a kind takes that kind of every package", async () => {
    const base = await cacheOf();
    const { planned } = await removeAndCheck(base, { kinds: ["index page"] });
    expect(planned.items.length).toBeGreaterThan(8);
    expect(new Set(groupsOf((await scan(cachesAt(base)[0])).rows).map(({ kind }) => kind))).not.toContain("index page");
  });

  it("of single entries takes header and body of those", async () => {
    const base = await cacheOf();
    const entries = await listEntries(cachesAt(base), alpha);
    const wheels = entries.filter(({ identity }) => identity.kind === "wheel");
    expect(wheels.length).toBeGreaterThan(1);
    const { planned } = await removeAndCheck(base, { entries: [entryId(wheels[0])] });
    expect(plannedFiles(planned, base)).toEqual(wheels[0].files.map(({ path }) => `http-v2/${path}`));
    expect(planned.files).toBe(2);
  });

  it("of several rows takes all of them, and says which take most", async () => {
    const base = await cacheOf();
    const { planned } = await removeAndCheck(base, {
      rows: [rowOf("alpha"), rowOf("bigone"), rowOf("no-such-package")],
    });
    expect(planned.items.map(({ name }) => name)).toEqual(["bigone", "alpha"]);
    expect(planned.items.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(planned.bytes);
  });

  it("of damaged entries takes those", async () => {
    const base = await cacheOf();
    const [entry] = (await listEntries(cachesAt(base), alpha)).filter(({ identity }) => identity.kind === "wheel");
    appendFileSync(join(base, "http-v2", entry.files[1].path), "too long");
    const { planned } = await removeAndCheck(base, { damaged: true });
    expect(plannedFiles(planned, base)).toEqual(entry.files.map(({ path }) => `http-v2/${path}`));
  });

  it("of leftovers takes unfinished files older than an hour, bodies without header and version checks", async () => {
    const base = await cacheOf();
    const old = new Date(Date.now() - 7_200_000);
    const young = new Date(Date.now() - 60_000);
    const url = (name: string) => `https://files.example.org/${name}`;
    const written = (["header", "body"] as const).map((of) =>
      leftover(base, { layout: "http-v2", url: url("old"), of, content: Buffer.alloc(100), mtime: old }),
    );
    const kept = leftover(base, { layout: "http-v2", url: url("young"), content: Buffer.alloc(50), mtime: young });
    const check = selfCheck(base, "/usr", { mtime: young });
    const [entry] = await listEntries(cachesAt(base), { rows: [rowOf("bigone")], kinds: ["wheel"] });
    renameSync(join(base, "http-v2", entry.files[0].path), join(temporaryDirectory(), "header"));
    const { planned } = await removeAndCheck(base, { leftovers: true });
    const expected = [...written.flatMap(({ files }) => files), ...check.files, `http-v2/${entry.files[1].path}`];
    const selfchecks = filesBelow(join(base, "selfcheck"));
    expect(plannedFiles(planned, base)).toEqual(expect.arrayContaining(expected));
    expect(planned.files).toBe(expected.length);
    expect(selfchecks).toEqual([]);
    expect(existsSync(join(base, kept.files[0]))).toBe(true);
  });

  it.each(["directory", "link"])("counts once what lies where a body should, when that is a %s", async (what) => {
    const base = temporaryDirectory();
    const folder = join(base, "http-v2", "1/1/1/1/1");
    const body = join(folder, `${"1".repeat(56)}.body`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "1".repeat(56)), "no header");
    if (what === "link") symlinkSync("nowhere", body);
    else mkdirSync(body);
    const planned = await plan(cachesAt(base), {});
    const removal = await remove(planned, idle);
    expect(planned).toMatchObject({ files: 1, failures: [] });
    expect(removal).toMatchObject({ files: planned.files, bytes: planned.bytes, missing: 0, changed: 0, failures: [] });
    // Neither is what pip would have put there.
    expect(readdirSync(folder)).toEqual([`${"1".repeat(56)}.body`]);
  });

  it("that matches nothing removes nothing", async () => {
    const base = await cacheOf();
    for (const selection of [{ rows: [] }, { rows: [rowOf("numpy")] }, { caches: ["/elsewhere"] }, { versions: [] }]) {
      const { planned, removal } = await removeAndCheck(base, selection);
      expect([planned.files, removal.files, removal.directories]).toEqual([0, 0, 0]);
    }
  });

  it("of one cache leaves the others", async () => {
    const [one, two] = [await cacheOf(), await extractRealCache("http-pip23.2.1")];
    const before = hashTree(two);
    const planned = await plan(cachesAt(one, two), { ...alpha, caches: [one] });
    expect(planned.caches).toEqual([{ path: one, bytes: planned.bytes }]);
    await remove(planned, idle);
    expect(compareTrees(before, hashTree(two))).toEqual(nothing);
    const both = await plan(cachesAt(one, two), { rows: [rowOf("bigone")] });
    expect(both.caches.map(({ path }) => path)).toEqual([one, two]);
    expect(await remove(both, idle)).toMatchObject({ files: both.files, bytes: both.bytes });
  });
});

describe("between question and removal", () => {
  it("a page that pip asked for again stays whole, and what is new is not touched", async () => {
    const base = await extractRealCache("http-v2-pip24.3.1");
    const planned = await plan(cachesAt(base), { rows: [rowOf("alpha")] });
    const [page] = await listEntries(cachesAt(base), { rows: [rowOf("alpha")], kinds: ["index page"] });
    const header = join(base, "http-v2", page.files[0].path);
    utimesSync(header, new Date(), new Date());
    const cache = { directory: base, layout: "http-v2" as const };
    const added = cacheFile(cache, buildWheel({ name: "alpha", version: "9.0" }));
    const removal = await remove(planned, idle);
    expect(removal).toMatchObject({ files: planned.files - 2, changed: 2, failures: [] });
    for (const path of [...page.files.map(({ path }) => `http-v2/${path}`), ...added.files]) {
      expect(existsSync(join(base, path))).toBe(true);
    }
  });

  it("an entry whose body has come since stays whole; one that still has none, or is gone, is no matter", async () => {
    const base = await extractRealCache("http-v2-pip24.3.1");
    const [finished, unfinished, gone] = (await listEntries(cachesAt(base), { kinds: ["wheel"] })).map(({ files }) =>
      files.map(({ path }) => join(base, "http-v2", path)),
    );
    const aside = join(temporaryDirectory(), "body");
    renameSync(finished[1], aside);
    for (const [, body] of [unfinished, gone]) rmSync(body);
    const planned = await plan(cachesAt(base), {});
    renameSync(aside, finished[1]);
    rmSync(gone[0]);
    const removal = await remove(planned, idle);
    expect(filesBelow(join(base, "http-v2")).map((path) => join(base, "http-v2", path))).toEqual([...finished].sort());
    expect(removal).toMatchObject({ changed: 1, changedEntries: 1, missing: 1, missingEntries: 1, failures: [] });
    expect(removal.files).toBe(planned.files - 2);
  });

  it("a folder that becomes a link is refused, what it leads to stays, and the other folders are done", async () => {
    const base = await extractRealCache("http-v2-pip24.3.1");
    const selected = await plan(cachesAt(base), {});
    const elsewhere = join(temporaryDirectory(), "elsewhere");
    renameSync(join(base, "http-v2"), elsewhere);
    symlinkSync(elsewhere, join(base, "http-v2"));
    const before = hashTree(elsewhere);
    const removal = await remove(selected, { activity: "idle", anyway: true });
    expect(compareTrees(before, hashTree(elsewhere))).toEqual(nothing);
    const reason = "Refused: it is a link.";
    expect(removal.failures).toEqual([{ path: join(base, "http-v2"), code: "REFUSED", reason }]);
    expect(removal.files).toBeGreaterThan(0);
    expect(filesBelow(join(base, "wheels"))).toEqual([]);
  });

  it("a folder that was a link and leads elsewhere now is refused", async () => {
    const base = await extractRealCache("http-v2-pip24.3.1");
    const elsewhere = join(temporaryDirectory(), "elsewhere");
    renameSync(join(base, "http-v2"), elsewhere);
    symlinkSync(elsewhere, join(base, "http-v2"));
    const planned = await plan(cachesAt(base), { rows: [rowOf("alpha")] });
    expect(planned.files).toBeGreaterThan(0);
    renameSync(join(base, "http-v2"), join(base, "old"));
    symlinkSync(temporaryDirectory(), join(base, "http-v2"));
    const before = hashTree(elsewhere);
    const reason = "Refused: it is not the cache it was any more.";
    expect((await remove(planned, idle)).failures).toEqual([{ path: elsewhere, code: "REFUSED", reason }]);
    expect(compareTrees(before, hashTree(elsewhere))).toEqual(nothing);
  });

  it("a cache directory that is gone is nothing to fail at", async () => {
    const base = await extractRealCache("http-v2-pip24.3.1");
    const planned = await plan(cachesAt(base), {});
    renameSync(base, join(temporaryDirectory(), "gone"));
    const removal = await remove(planned, idle);
    expect(removal).toMatchObject({ files: 0, bytes: 0, missing: planned.files, failures: [] });
  });
});

describe("where a cache lies", () => {
  it("a shared folder as cache directory is safe: only pip's folders in it are looked at, and they stay", async () => {
    const home = temporaryDirectory();
    const shared = join(home, ".cache");
    renameSync(await extractRealCache("http-v2-pip24.3.1"), shared);
    const neighbours = ["fontconfig", "http-v2-other", "httpx", "wheels.txt", "selfcheck-2", "mozilla/http"];
    for (const path of neighbours) {
      mkdirSync(dirname(join(shared, path)), { recursive: true });
      writeFileSync(join(shared, path), "somebody else's");
    }
    const before = hashTree(home);
    const caches = locate([], { platform: "linux", home, env: { PIP_CACHE_DIR: "~/.cache" } });
    expect(caches.map(({ path, sources }) => [path, sources])).toEqual([[shared, ["PIP_CACHE_DIR"]]]);
    const planned = await plan(caches, {});
    const removal = await remove(planned, { activity: "idle", anyway: true });
    expect(removal).toMatchObject({ files: planned.files, bytes: planned.bytes, failures: [] });
    expect(removal.files).toBeGreaterThan(20);
    expect(readdirSync(shared).sort()).toEqual(
      ["http-v2", "wheels", ...neighbours.map((path) => path.split("/")[0])].sort(),
    );
    const { gone, changed } = compareTrees(before, hashTree(home));
    expect(changed).toEqual([]);
    expect(gone.filter((path) => !/^\.cache\/(http-v2|wheels|selfcheck)\//.test(path))).toEqual([]);
  });

  it("a cache directory above home, or home itself, is refused as far as its folders are such", async () => {
    const base = temporaryDirectory();
    const home = join(base, "http");
    mkdirSync(join(home, "a"), { recursive: true });
    writeFileSync(join(home, "a", "thesis"), "precious");
    const caches = locate([], { platform: "linux", home, env: { PIP_CACHE_DIR: base } });
    const planned = await plan(caches, {});
    const before = process.env.HOME;
    process.env.HOME = home;
    try {
      const removal = await remove(planned, idle);
      expect(removal).toMatchObject({ files: 0, failures: [{ path: home, code: "REFUSED" }] });
    } finally {
      process.env.HOME = before;
    }
    expect(filesBelow(home)).toEqual(["a/thesis"]);
  });

  it("a folder that is a link is emptied where it leads, and stays a link", async () => {
    const base = await extractRealCache("http-v2-pip24.3.1");
    const elsewhere = join(temporaryDirectory(), "elsewhere");
    renameSync(join(base, "http-v2"), elsewhere);
    symlinkSync(elsewhere, join(base, "http-v2"));
    const planned = await plan(cachesAt(base), {});
    const bytes = sumOfSizes(base) + sumOfSizes(elsewhere);
    expect(planned.bytes).toBe(bytes);
    expect(await remove(planned, { activity: "idle", anyway: true })).toMatchObject({ bytes, failures: [] });
    expect(readdirSync(elsewhere)).toEqual([]);
    expect(lstatSync(join(base, "http-v2")).isSymbolicLink()).toBe(true);
  });

  it("files that two caches reach belong to the one that is no link", async () => {
    const base = await extractRealCache("http-v2-pip24.3.1");
    const second = temporaryDirectory();
    symlinkSync(join(base, "http-v2"), join(second, "http-v2"));
    symlinkSync(join(base, "http-v2", readdirSync(join(base, "http-v2"))[0]), join(second, "http"));
    symlinkSync(base, join(second, "wheels"));
    for (const caches of [cachesAt(base, second), cachesAt(second, base)]) {
      expect(caches.flatMap(({ folders }) => folders.map(({ root }) => root))).not.toContain(
        join(base, "http-v2", "0"),
      );
      const planned = await plan(caches, {});
      expect(planned.bytes).toBe(sumOfSizes(base));
    }
  });

  it("names that are longer or shorter are other folders", () => {
    const base = temporaryDirectory();
    for (const name of ["http", "http-v3", "HTTP-V2", "wheels ", "self", "http-v2.bak"]) mkdirSync(join(base, name));
    const folders = cachesAt(base).flatMap(({ folders }) => folders.map(({ layout }) => layout));
    // Where case does not count it is the same folder.
    expect(folders).toEqual(existsSync(join(base, "Http-v2")) ? ["http", "http-v2"] : ["http"]);
  });
});

describe("progress and stopping", () => {
  it("counts over all folders, and ends with what went", async () => {
    const base = await extractRealCache("http-v2-pip24.3.1");
    const planned = await plan(cachesAt(base), {});
    const seen: RemovalProgress[] = [];
    const removal = await remove(planned, {
      activity: "idle",
      anyway: true,
      onProgress: (now) => seen.push({ ...now }),
    });
    expect(seen.at(-1)).toEqual({
      entries: removal.entries,
      bytes: removal.bytes,
      totalEntries: planned.entries,
      totalBytes: planned.bytes,
    });
    const numbers = seen.map(({ entries }) => entries);
    expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  });

  it("stops between folders, too", async () => {
    const base = await extractRealCache("http-v2-pip24.3.1");
    const planned = await plan(cachesAt(base), {});
    const before = sumOfSizes(base);
    const stop = new AbortController();
    const removal = await remove(planned, { activity: "idle", signal: stop.signal, onProgress: () => stop.abort() });
    expect(removal).toMatchObject({ stopped: true, bytes: before - sumOfSizes(base) });
    expect(filesBelow(join(base, "wheels")).length).toBeGreaterThan(0);
  });

  it("is not said to be stopped where nothing was left to be done", async () => {
    const base = temporaryDirectory();
    const old = leftover(base, {
      layout: "http",
      url: "https://files.example.org/a",
      content: Buffer.from("x"),
      mtime: new Date(0),
    });
    for (const folder of ["http-v2", "wheels"]) mkdirSync(join(base, folder));
    const stop = new AbortController();
    const removal = await remove(await plan(cachesAt(base), {}), {
      activity: "idle",
      signal: stop.signal,
      onProgress: ({ entries }) => (entries === 1 ? stop.abort() : undefined),
    });
    expect(stop.signal.aborted).toBe(true);
    expect(removal).toMatchObject({ files: old.files.length, stopped: false });
  });
});

describe("space that does not come back", () => {
  it("is that of a file with names elsewhere, and none once the last of them goes, in whatever folder", async () => {
    const base = temporaryDirectory();
    const written = (["http", "http-v2"] as const).map((layout) => {
      const of = { layout, url: "https://files.example.org/a", mtime: new Date(0) };
      return join(base, leftover(base, { ...of, content: Buffer.alloc(1000) }).files[0]);
    });
    rmSync(written[1]);
    linkSync(written[0], written[1]);
    const elsewhere = join(temporaryDirectory(), "elsewhere");
    linkSync(written[0], elsewhere);
    expect((await remove(await plan(cachesAt(base), {}), { ...idle, dryRun: true })).linked.shared).toBe(1000);
    rmSync(elsewhere);
    const removal = await remove(await plan(cachesAt(base), {}), idle);
    expect(removal).toMatchObject({ files: 2, failures: [] });
    expect(removal.linked.shared).toBe(0);
  });

  itUnless(noMounts, "is said where something has it open", async () => {
    const base = join(mountVolume(200e6), "pip");
    const of = { layout: "http", mtime: new Date(0), content: Buffer.alloc(60e6, "x") } as const;
    const open = join(base, leftover(base, { ...of, url: "https://files.example.org/a" }).files[0]);
    const descriptor = openSync(open, "r");
    try {
      const planned = await plan(cachesAt(base), {});
      expect((await remove(planned, { ...idle, dryRun: true })).unfreed).toBeUndefined();
      expect((await remove(planned, idle)).unfreed).toBeGreaterThanOrEqual(60e6);
    } finally {
      closeSync(descriptor);
    }
    leftover(base, { ...of, url: "https://files.example.org/b" });
    expect(await remove(await plan(cachesAt(base), {}), idle)).not.toHaveProperty("unfreed");
  });
});
