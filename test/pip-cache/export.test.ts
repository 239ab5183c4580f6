/** Cached wheels and sdists copied out: under their own names, whole, verified, in nobody's place. */
import { createHash } from "node:crypto";
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { exportFiles, folderProblem, type ExportOptions } from "../../src/pip-cache/export/export";
import { isSafeName } from "../../src/pip-cache/export/distribution-name";
import { requirementsText, writeRequirements } from "../../src/pip-cache/export/requirements-text";
import { normalizeName } from "../../src/packaging/normalize";
import type { Selection } from "../../src/pip-cache/selection";
import { cachesAt } from "../support/caches";
import { buildSdist, buildWheel } from "../support/distributions";
import { mountExfat, mountVolume, noExfat, noMounts } from "../support/mounts";
import { cacheBuiltWheel, cacheFile, cacheMetadata, cachePage, fileUrl, type Cache } from "../support/package-entries";
import { linkTo } from "../support/pages";
import { extractRealCache, realCacheNames } from "../support/real-caches";
import { rowOf } from "../support/rows";
import { temporaryDirectory } from "../support/temporary";
import { hashTree } from "../support/tree";
import { itUnless } from "../support/unless";

const indexUrls = ["https://index.example.org/simple/"];
const hashOf = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");
const newCache = (layout: Cache["layout"] = "http-v2"): Cache => ({ directory: temporaryDirectory(), layout });

/** Exports into a new folder, in slices: what runs in threads is the same code. */
async function exported(
  cache: Cache,
  selection: Selection = {},
  folder = temporaryDirectory(),
  options: ExportOptions = {},
) {
  const result = await exportFiles(cachesAt(cache.directory), selection, folder, { threads: 0, indexUrls, ...options });
  return { ...result, names: readdirSync(folder).sort() };
}

const wheel = buildWheel({ name: "alpha", version: "1.0", size: 5000 });
const built = buildSdist({ name: "gamma", version: "0.3" });

describe.each(["http", "http-v2"] as const)("from %s", (layout) => {
  it("wheels, sdists and built wheels come out as their index has them, each once", async () => {
    const cache = newCache(layout);
    const tagged = buildWheel({ name: "Beta.Pkg", version: "2.0", build: "7", python: "py2.py3" });
    for (const file of [wheel, tagged, built]) {
      cacheFile(cache, file);
      cacheFile(cache, file, { query: "again=1" });
      cachePage(cache, file.name, [linkTo(file, fileUrl(cache, file))]);
    }
    cacheMetadata(cache, wheel);
    const own = cacheBuiltWheel(cache, built);
    const before = hashTree(cache.directory);
    const { files, left, failures, names } = await exported(cache);
    expect({ left, failures }).toEqual({ left: [], failures: [] });
    const wheelName = own.files
      .find((path) => path.endsWith(".whl"))!
      .split("/")
      .at(-1)!;
    expect(names).toEqual([wheel.fileName, tagged.fileName, built.fileName, wheelName].sort());
    for (const { fileName, sha256, name, version, heldAgainst, isNamedByContents, wasThere } of files) {
      const file = [wheel, tagged, built].find((one) => one.fileName === fileName);
      expect({ wasThere, isNamedByContents }).toEqual({ wasThere: false, isNamedByContents: false });
      if (file)
        expect({ sha256, name: normalizeName(name), version, heldAgainst }).toEqual({
          sha256: file.sha256,
          name: normalizeName(file.name),
          version: file.version,
          heldAgainst: "index",
        });
      else expect({ fileName, heldAgainst }).toEqual({ fileName: wheelName, heldAgainst: "itself" });
    }
    expect(hashTree(cache.directory)).toEqual(before);
  });

  it("what no page names is named by its contents, and held against its own checksums", async () => {
    const cache = newCache(layout);
    const many = buildWheel({
      name: "many.tags",
      version: "1.0",
      build: "12abc",
      python: "cp39",
      abi: "abi3",
      platform: "manylinux_2_17_x86_64.manylinux2014_x86_64",
    });
    for (const file of [many, wheel, built]) cacheFile(cache, file);
    const { files, left, names } = await exported(cache);
    expect(left).toEqual([]);
    expect(names).toEqual([many, wheel, built].map(({ fileName }) => fileName).sort());
    expect(files.every((file) => file.isNamedByContents && file.heldAgainst === "itself")).toBe(true);
  });
});

it.each(realCacheNames)(
  "all of the real cache %s comes out under names that pip takes, and nothing is changed",
  async (name) => {
    const directory = await extractRealCache(name);
    const before = hashTree(directory);
    const { files, names } = await exported({ directory, layout: "http-v2" });
    expect(names).toEqual(files.map(({ fileName }) => fileName).sort());
    for (const fileName of names) expect(isSafeName(fileName)).toBe(true);
    expect(hashTree(directory)).toEqual(before);
  },
);

it("only what is meant comes out", async () => {
  const cache = newCache();
  for (const name of ["alpha", "beta"])
    for (const version of ["1.0", "2.0"]) cacheFile(cache, buildWheel({ name, version }));
  cacheFile(cache, built);
  const namesOf = async (selection: Selection) =>
    (await exported(cache, selection)).names.map((name) => name.slice(0, 9));
  expect(await namesOf({ rows: [rowOf("alpha")], versions: ["2.0"] })).toEqual(["alpha-2.0"]);
  expect(await namesOf({ kinds: ["sdist", "index page"] })).toEqual(["gamma-0.3"]);
  expect(await namesOf({ not: { rows: [rowOf("alpha"), rowOf("gamma")] } })).toEqual(["beta-1.0-", "beta-2.0-"]);
  expect(await namesOf({ kinds: ["index page"] })).toEqual([]);
  expect(await namesOf({ foreign: true })).toEqual([]);
});

describe("in the folder", () => {
  it("the same file is left as it is, and another one, or a link, is never overwritten", async () => {
    const cache = newCache();
    const files = ["1.0", "2.0", "3.0", "4.0"].map((version) => buildWheel({ name: "alpha", version, size: 4000 }));
    for (const file of files) cacheFile(cache, file);
    const [same, other, short, linked] = files;
    const [folder, elsewhere] = [temporaryDirectory(), join(temporaryDirectory(), "elsewhere.whl")];
    const placeOf = ({ fileName }: { fileName: string }) => join(folder, fileName);
    writeFileSync(placeOf(same), same.content);
    writeFileSync(placeOf(other), Buffer.alloc(other.content.length, "x"));
    writeFileSync(placeOf(short), "short");
    if (process.platform === "win32") writeFileSync(placeOf(linked), "no link");
    else symlinkSync(elsewhere, placeOf(linked));
    const before = hashTree(folder);
    const result = await exported(cache, {}, folder);
    expect(result.left.map(({ title, why, path }) => [title, why, path])).toEqual(
      [other, short, linked].map((file) => [file.fileName, "taken", placeOf(file)]),
    );
    expect(result.files).toMatchObject([{ fileName: same.fileName, wasThere: true }]);
    expect(hashTree(folder)).toEqual(before);
    expect(existsSync(elsewhere)).toBe(false);
  });

  it("nothing is left half-written by one that was stopped, or that ended before", async () => {
    const cache = newCache();
    for (let version = 1; version < 20; version++)
      cacheFile(cache, buildWheel({ name: "alpha", version: `${version}`, size: 600_000 }));
    const folder = temporaryDirectory();
    // Of a process that is gone, and of a person.
    writeFileSync(join(folder, ".pip-cache-new.99999999-1700000000000-0.tmp"), "half");
    writeFileSync(join(folder, ".mine.tmp"), "mine");
    const controller = new AbortController();
    const exporting = exported(cache, {}, folder, {
      signal: controller.signal,
      onProgress: ({ bytes }) => bytes > 2_000_000 && controller.abort(),
    });
    await expect(exporting).rejects.toThrow();
    const [mine, ...names] = readdirSync(folder).sort();
    expect(mine).toBe(".mine.tmp");
    expect(names.length).toBeGreaterThan(0);
    expect(names.length).toBeLessThan(19);
    for (const name of names) expect(readFileSync(join(folder, name))).toHaveLength(600_000);
    expect((await exported(cache, {}, folder)).names).toHaveLength(20);
  });

  itUnless(noMounts, "a full disk ends it: what is whole stays, and nothing else", async () => {
    const cache = newCache();
    for (let version = 1; version < 6; version++)
      cacheFile(cache, buildWheel({ name: "alpha", version: `${version}`, size: 400_000 }));
    const folder = mountVolume(1_000_000);
    expect(await exported(cache, {}, folder)).toMatchObject({
      noRoom: { needed: expect.any(Number) as number, free: expect.any(Number) as number },
      names: [],
    });
    // What may be the same is not counted as needed: of holes nobody can tell.
    const there = "other-1.0.zip";
    writeFileSync(join(folder, there), "");
    truncateSync(join(folder, there), 5_000_000);
    const { files, ended, names } = await exported(cache, {}, folder);
    expect(ended).toMatchObject({ code: "ENOSPC", path: folder });
    expect(files).toHaveLength(2);
    expect(names).toEqual([...files.map(({ fileName }) => fileName), there]);
    for (const { fileName, sha256 } of files) expect(hashOf(join(folder, fileName))).toBe(sha256);
  });

  itUnless(noExfat, "a volume without links takes them, too, and overwrites nothing", async () => {
    const cache = newCache();
    for (const version of ["1.0", "2.0"]) cacheFile(cache, buildWheel({ name: "alpha", version }));
    const folder = await mountExfat();
    const first = await exported(cache, { versions: ["1.0"] }, folder);
    expect(first.files).toHaveLength(1);
    writeFileSync(join(folder, buildWheel({ name: "alpha", version: "2.0" }).fileName), "mine");
    expect(await exported(cache, {}, folder)).toMatchObject({ files: [{ wasThere: true }], left: [{ why: "taken" }] });
  });

  itUnless(
    process.platform === "win32" || process.geteuid?.() === 0 ? "everything may be written here" : undefined,
    "one that is read-only ends it with the reason",
    async () => {
      const cache = newCache();
      cacheFile(cache, wheel);
      const folder = temporaryDirectory();
      chmodSync(folder, 0o500);
      expect((await exported(cache, {}, folder)).ended).toMatchObject({ code: "EACCES" });
    },
  );
});

it("says why a folder will not do", () => {
  const cache = newCache();
  const caches = cachesAt(cache.directory);
  mkdirSync(join(cache.directory, "http-v2/mine"), { recursive: true });
  const file = join(temporaryDirectory(), "file");
  writeFileSync(file, "");
  expect(folderProblem(temporaryDirectory(), caches)).toBeUndefined();
  expect(folderProblem(join(cache.directory, "http-v2/mine"), caches)).toBe("in cache");
  expect(folderProblem(cache.directory, caches)).toBe("in cache");
  expect(folderProblem(file, caches)).toBe("no folder");
  expect(folderProblem(`${file}-nowhere`, caches)).toBe("missing");
});

describe("what is damaged stays", () => {
  it("where its hash is not the one of its index", async () => {
    const cache = newCache();
    const { files } = cacheFile(cache, wheel);
    cachePage(cache, "alpha", [linkTo({ ...wheel, sha256: "0".repeat(64) }, fileUrl(cache, wheel))]);
    const { left, names } = await exported(cache);
    expect(names).toEqual([]);
    expect(left).toEqual([
      {
        title: wheel.fileName,
        path: join(cache.directory, files[1]),
        why: "damaged",
        reason: "its hash is not the published one",
      },
    ]);
  });

  it("where a byte of it was changed, where it is cut short, and where it has no header", async () => {
    const cache = newCache();
    const [changed, short, headless] = ["1.0", "2.0", "3.0"].map((version) =>
      cacheFile(cache, buildWheel({ name: "alpha", version, size: 4000 })).files.map((path) =>
        join(cache.directory, path),
      ),
    );
    const bytes = readFileSync(changed[1]);
    bytes[1500] ^= 1;
    writeFileSync(changed[1], bytes);
    truncateSync(short[1], 3000);
    writeFileSync(headless[0], "");
    const { left, names } = await exported(cache);
    expect(names).toEqual([]);
    expect(left.map(({ why, path }) => [why, path]).sort()).toEqual(
      [changed[1], short[1], headless[1]].map((path) => ["damaged", path]).sort(),
    );
  });
});

it.each([
  "../../evil-1.0-py3-none-any.whl",
  "con.whl",
  "a b-1.0.tar.gz",
  "a\u0000-1.0.zip",
  "-x-1.0.tar.gz",
  ".hidden-1.0.zip",
  `${"a".repeat(260)}-1.0.zip`,
  "alpha-1.0.exe",
  "alpha-1.0.whl",
])("takes %j for no name of a file", (name) => expect(isSafeName(name)).toBe(false));

it("a page that calls a file as it likes does not decide where it lies", async () => {
  const cache = newCache();
  cacheFile(cache, wheel);
  const url = fileUrl(cache, wheel);
  cachePage(cache, "alpha", [{ ...linkTo(wheel, url), fileName: "../../../evil-1.0-py3-none-any.whl" }]);
  const folder = join(temporaryDirectory(), "a/b/c");
  mkdirSync(folder, { recursive: true });
  const { names } = await exported(cache, {}, folder);
  expect(names).toEqual([wheel.fileName]);
  expect(existsSync(join(folder, "../../../evil-1.0-py3-none-any.whl"))).toBe(false);
});

it("archives that say a path instead of a name have none", async () => {
  const cache = newCache();
  const hostile = buildWheel({ name: "alpha", version: "1.0", files: {} });
  cacheFile(cache, {
    ...hostile,
    content: Buffer.from(
      hostile.content.toString("latin1").replaceAll("Tag: py3-none-any", "Tag: ../../-no-any"),
      "latin1",
    ),
  });
  const { files, names } = await exported(cache);
  for (const name of names) expect(isSafeName(name)).toBe(true);
  expect(files.length).toBe(names.length);
});

it("files with several names in two caches are one, and requirements name each package's newest version", async () => {
  const [first, second] = [newCache(), newCache()];
  const [old, newest, mac] = [
    { version: "1.9" },
    { version: "1.10" },
    { version: "1.10", platform: "macosx_11_0_arm64", python: "cp312", abi: "cp312" },
  ].map((more) => buildWheel({ name: "Al_pha", ...more }));
  for (const file of [old, newest, mac]) cacheFile(first, file);
  const one = cacheFile(first, wheel).files[1];
  const copy = cacheFile(second, wheel).files;
  linkSync(join(first.directory, one), join(second.directory, `${copy[1]}.linked`));
  const folder = temporaryDirectory();
  const { files } = await exportFiles(cachesAt(first.directory, second.directory), {}, folder, { threads: 0 });
  expect(files).toHaveLength(4);
  const text = requirementsText(files);
  const hashes = [newest, mac].map(({ sha256 }) => sha256).sort();
  expect(text).toBe(
    [
      "al-pha==1.10 \\",
      `    --hash=sha256:${hashes[0]} \\`,
      `    --hash=sha256:${hashes[1]}`,
      "alpha==1.0 \\",
      `    --hash=sha256:${wheel.sha256}`,
      "",
    ].join("\n"),
  );
  expect(writeRequirements(folder, files)).toBe(true);
  expect(writeRequirements(folder, files)).toBe(true);
  expect(writeRequirements(folder, files.slice(1))).toBe(false);
  expect(readFileSync(join(folder, "requirements.txt"), "utf8")).toBe(text);
  expect(readdirSync(folder)).toHaveLength(5);
});
