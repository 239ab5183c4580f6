/** What it would take to get cached files back: by the pages that are cached, whatever these say. */
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { runToEnd } from "../../src/files/tasks";
import { packageIn } from "../../src/packaging/row-key";
import { readChangedCosts } from "../../src/pip-cache/cost/costs";
import { hardAmong, hardIn, stillHard, type Circumstances, type HardFile } from "../../src/pip-cache/cost/hard";
import { scan } from "../../src/pip-cache/scan/scan";
import { entryId, type Selection } from "../../src/pip-cache/selection";
import { archiveOrigin, builtWheel, wheelKey } from "../support/built-wheels";
import { entryPath, httpEntry, httpV2Entry } from "../support/cache-writer";
import { fileHeaders, pageHeaders } from "../support/answers";
import { cachesAt } from "../support/caches";
import { buildSdist, buildWheel, type Distribution } from "../support/distributions";
import { cacheBuiltWheel, cacheFile, cachePage, fileUrl, pageUrl, type Cache } from "../support/package-entries";
import { linkTo, type Link } from "../support/pages";
import { rowOf } from "../support/rows";
import { temporaryDirectory } from "../support/temporary";

const indexUrl = "https://index.example.org/simple";
const before = new Date(2024, 0, 1);
const after = new Date(2024, 5, 1);

/** What is hard to get back of a cache, as known after a reading. */
async function hardOf(
  directory: string,
  { told = [indexUrl], ...here }: Partial<Circumstances> & { told?: string[] } = {},
): Promise<HardFile[]> {
  const caches = cachesAt(directory);
  const [cache] = caches;
  const { rows } = await scan(cache, { threads: 0, indexUrls: told });
  const known = new Map([[cache.path, rows]]);
  const costs = await readChangedCosts(caches, undefined, {
    known,
    indexUrls: told,
    publicIndexes: [indexUrl],
    threads: 0,
  });
  return runToEnd(hardIn(costs, { caches, ...here }));
}

/** `alpha 1.0 wheel`, and its reasons. */
const shown = (files: HardFile[]) =>
  Object.fromEntries(
    files.map(({ key, version, kind, reasons }) => [`${packageIn(key)} ${version} ${kind}`, reasons] as const),
  );

describe.each(["http", "http-v2"] as const)("a file in %s", (layout) => {
  const newCache = (own: Partial<Cache> = {}): Cache => ({ directory: temporaryDirectory(), layout, ...own });
  const alpha = (version: string) => buildWheel({ name: "alpha", version });
  const link = (cache: Cache, file: Distribution, says: Partial<Link> = {}): Link => ({
    ...linkTo(file, fileUrl(cache, file)),
    ...says,
  });

  it.each(["json", "html"] as const)(
    "is yanked where its page, %s, says so, with its reason or without",
    async (format) => {
      const cache = newCache();
      const [one, two, three] = ["1.0", "2.0", "3.0"].map(alpha);
      for (const file of [one, two, three]) cacheFile(cache, file, { mtime: before });
      const links = [
        link(cache, one, { yanked: "wrong <b>\u001b[31m" }),
        link(cache, two, { yanked: true }),
        link(cache, three),
      ];
      cachePage(cache, "alpha", links, { format, mtime: after });
      expect(shown(await hardOf(cache.directory))).toEqual({
        "alpha 1.0 wheel": [{ why: "yanked", words: "wrong <b>\u001b[31m" }],
        "alpha 2.0 wheel": [{ why: "yanked", words: "" }],
      });
    },
  );

  it("is not yanked where another index lists it as it was", async () => {
    const cache = newCache();
    const mirror = { ...cache, index: "https://mirror.example.org" };
    const file = alpha("1.0");
    cacheFile(cache, file);
    cachePage(cache, "alpha", [link(cache, file, { yanked: "no" })]);
    cachePage(mirror, "alpha", [link(cache, file)]);
    expect(await hardOf(cache.directory, { told: [indexUrl, "https://mirror.example.org/simple"] })).toEqual([]);
  });

  it.each(["json", "html"] as const)("needs a Python that is not here, as its page, %s, says", async (format) => {
    const cache = newCache();
    const [one, two] = ["1.0", "2.0"].map(alpha);
    for (const file of [one, two]) cacheFile(cache, file);
    const links = [link(cache, one, { requiresPython: ">=2.7,<3" }), link(cache, two, { requiresPython: ">=3.8" })];
    cachePage(cache, "alpha", links, { format });
    const expected = { "alpha 1.0 wheel": [{ why: "python", requiresPython: ">=2.7,<3" }] };
    expect(shown(await hardOf(cache.directory, { pythons: ["3.12.1", "3.9.0"] }))).toEqual(expected);
    expect(await hardOf(cache.directory, { pythons: ["3.12.1", "2.7.18"] })).toEqual([]);
    // Where not all are known, one may be.
    expect(await hardOf(cache.directory, {})).toEqual([]);
    expect(await hardOf(cache.directory, { pythons: [] })).toEqual([]);
  });

  it("is not listed any more where the newest page of its index has nothing of its version", async () => {
    const cache = newCache();
    const [one, two] = ["1.0", "2.0"].map(alpha);
    for (const file of [one, two]) cacheFile(cache, file, { mtime: before });
    cachePage(cache, "alpha", [link(cache, two)], { mtime: after });
    expect(shown(await hardOf(cache.directory))).toEqual({
      "alpha 1.0 wheel": [{ why: "unlisted", confirmedMs: after.valueOf() }],
    });
  });

  it.each<[string, (cache: Cache) => void]>([
    ["the page is older than the file", (cache) => page(cache, { mtime: new Date(2023, 0, 1) })],
    ["the page is of another index", (cache) => page({ ...cache, index: "https://other.example.org" })],
    [
      "the page has another file of the version",
      (cache) => page(cache, {}, [buildSdist({ name: "alpha", version: "1" })]),
    ],
    ["nothing says which index it is from", (cache) => page(cache, {}, undefined, true)],
    ["there is no page", () => {}],
    [
      "the page is of another project",
      (cache) => cachePage(cache, "beta", [link(cache, buildWheel({ name: "beta", version: "2" }))]),
    ],
  ])("is not called unlisted where %s", async (_, write) => {
    const cache = newCache();
    write(cache);
    if (filesOf(cache) === 0) cacheFile(cache, alpha("1.0"), { mtime: before });
    expect(await hardOf(cache.directory, { told: [indexUrl, "https://other.example.org/simple"] })).toEqual([]);
  });

  /** A page with just version 2, and the file of version 1. */
  function page(cache: Cache, options = {}, also: Distribution[] = [], isPrivate = false): void {
    cacheFile(cache, alpha("1.0"), { mtime: before, private: isPrivate });
    const links = [alpha("2.0"), ...also].map((file) => link(cache, file));
    cachePage(cache, "alpha", links, { mtime: after, ...options });
  }

  const filesOf = (cache: Cache): number => cachesAt(cache.directory).length;

  it("is not listed any more where it lay beside what is, by its address", async () => {
    const cache = newCache();
    const folder = "https://private.example.org/files";
    const write = layout === "http" ? httpEntry : httpV2Entry;
    const [one, two] = ["1.0", "2.0"].map(alpha);
    for (const file of [one, buildSdist({ name: "alpha", version: "0.9" })]) {
      const headers = fileHeaders(file, file.content.length, { private: true });
      write(cache.directory, { url: `${folder}/${file.fileName}`, headers, body: file.content }, { mtime: before });
    }
    cachePage({ ...cache, index: "https://private.example.org" }, "alpha", [linkTo(two, `${folder}/${two.fileName}`)], {
      mtime: after,
    });
    const told = [indexUrl, "https://private.example.org/simple/"];
    expect(shown(await hardOf(cache.directory, { told, indexUrls: told }))).toEqual({
      "alpha 1.0 wheel": [{ why: "unlisted", confirmedMs: after.valueOf() }],
      "alpha 0.9 sdist": [{ why: "unlisted", confirmedMs: after.valueOf() }],
    });
  });

  it("is of an index that nothing names any more", async () => {
    const cache = newCache();
    const file = alpha("1.0");
    cacheFile(cache, file);
    cachePage(cache, "alpha", [link(cache, file)]);
    const other = "https://User:secret@other.example.org/simple/";
    expect(shown(await hardOf(cache.directory, { indexUrls: [other] }))).toEqual({
      "alpha 1.0 wheel": [{ why: "index", indexes: [`${indexUrl}/`] }],
    });
    expect(await hardOf(cache.directory, { indexUrls: [other, `${indexUrl.toUpperCase()}`] })).toEqual([]);
    expect(await hardOf(cache.directory, {})).toEqual([]);
    // Nothing proves whose the page is.
    expect(await hardOf(cache.directory, { told: [], indexUrls: [other] })).toEqual([]);
  });

  it("is a wheel that was built here, and its source is cached or not", async () => {
    const cache = newCache();
    const source = buildSdist({ name: "alpha", version: "1.0" });
    const written = cacheFile(cache, source);
    cacheBuiltWheel(cache, source);
    cachePage(cache, "alpha", [link(cache, source)]);
    expect(await hardOf(cache.directory)).toEqual([]);
    for (const path of written.files) rmSync(join(cache.directory, path));
    expect(shown(await hardOf(cache.directory))).toEqual({ "alpha 1.0 built wheel": [{ why: "source" }] });
  });

  it.each<[string, object, boolean]>([
    [
      "version control",
      { url: "https://git.example.org/alpha.git", vcs_info: { vcs: "git", commit_id: "a".repeat(40) } },
      true,
    ],
    ["a file", { url: "file:///home/me/alpha-1.0.tar.gz", archive_info: {} }, true],
    [
      "an address with no published hash",
      archiveOrigin("https://code.example.org/alpha-1.0.tar.gz", "b".repeat(64)),
      true,
    ],
  ])("is a wheel that was built of %s", async (_, origin, isDirect) => {
    const cache = newCache();
    const { url } = origin as { url: string };
    const wheel = alpha("1.0");
    const key = wheelKey({ url, interpreter: { name: "cp", version: "312" } });
    builtWheel(cache.directory, { fileName: wheel.fileName, content: wheel.content, origin, key });
    const [file] = await hardOf(cache.directory);
    expect(file?.reasons).toEqual([{ why: "direct", from: expect.objectContaining({ url, isDirect }) as object }]);
  });

  it.each<[string, (cache: Cache, file: Distribution) => string | Buffer]>([
    ["cut off in a tag", (cache, file) => `${htmlOf(cache, file)}<a href="https://files`],
    ["cut off in a comment", (cache, file) => `${htmlOf(cache, file)}<!-- `],
    ["no page at all", () => "<html><title>Links for alpha</title>"],
    [
      "cut off JSON",
      (cache, file) => `{"name":"alpha","files":[{"filename":"${file.fileName}","url":"${fileUrl(cache, file)}"},{"fil`,
    ],
    ["nothing", () => ""],
    ["a bomb", () => gzipSync(Buffer.alloc(80 << 20, "<a href='x'>"))],
  ])("is not called unlisted by a page that is %s", async (_, text) => {
    const cache = newCache();
    const [one, two] = ["1.0", "2.0"].map(alpha);
    for (const file of [one, two]) cacheFile(cache, file, { mtime: before });
    const body = Buffer.from(text(cache, two));
    const encoding = body[0] === 0x1f ? "gzip" : "identity";
    const headers = pageHeaders(body, { format: "html", encoding });
    const write = layout === "http" ? httpEntry : httpV2Entry;
    write(cache.directory, { url: pageUrl(cache, "alpha"), headers, body }, { mtime: after });
    expect(await hardOf(cache.directory)).toEqual([]);
  });

  const htmlOf = (cache: Cache, file: Distribution) =>
    `<html><title>Links for alpha</title><a href="${fileUrl(cache, file)}">${file.fileName}</a>`;

  it("counts for nothing once its package has changed, until that was read", async () => {
    const cache = newCache();
    const [one, two] = ["1.0", "2.0"].map(alpha);
    cacheFile(cache, one);
    cachePage(cache, "alpha", [link(cache, one, { yanked: true }), link(cache, two, { yanked: true })]);
    const caches = cachesAt(cache.directory);
    const read = async () => new Map([[caches[0].path, (await scan(caches[0], { threads: 0 })).rows]]);
    const options = { indexUrls: [indexUrl], publicIndexes: [], threads: 0 };
    const known = await read();
    const costs = await readChangedCosts(caches, undefined, { ...options, known });
    expect(await readChangedCosts(caches, costs, { ...options, known })).toBe(costs);
    const hard = runToEnd(hardIn(costs, { caches }));
    expect(stillHard(hard, known)).toEqual(hard.map((file) => ({ ...file, name: "alpha" })));
    cacheFile(cache, two);
    const now = await read();
    expect(stillHard(hard, now)).toEqual([]);
    const again = runToEnd(hardIn(await readChangedCosts(caches, costs, { ...options, known: now }), { caches }));
    expect(Object.keys(shown(stillHard(again, now))).sort()).toEqual(["alpha 1.0 wheel", "alpha 2.0 wheel"]);
  });

  it("is among what selections mean", async () => {
    const cache = newCache();
    const [one, two] = ["1.0", "2.0"].map(alpha);
    for (const file of [one, two]) cacheFile(cache, file);
    cachePage(cache, "alpha", [link(cache, one, { yanked: true }), link(cache, two, { yanked: true })]);
    const hard = await hardOf(cache.directory);
    const caches = cachesAt(cache.directory);
    const among = (selection: Selection) =>
      hardAmong(hard, caches, selection)
        .map(({ version }) => version)
        .sort();
    expect(among({})).toEqual(["1.0", "2.0"]);
    expect(among({ rows: [rowOf("alpha")], versions: ["1.0"] })).toEqual(["1.0"]);
    expect(among({ not: { versionsOf: [[rowOf("alpha"), ["1.0"]]] } })).toEqual(["2.0"]);
    expect(among({ kinds: ["index page"] })).toEqual([]);
    expect(among({ foreign: true })).toEqual([]);
    expect(among({ caches: ["/elsewhere"] })).toEqual([]);
    const [first] = hard;
    const root = join(caches[0].path, layout);
    const id = entryId({ root, files: [{ path: entryPath(layout, fileUrl(cache, one)).slice(layout.length + 1) }] });
    expect(first && among({ entries: [id] })).toEqual(["1.0"]);
  });
});

it("reads again what was kept of other indexes, or damaged", async () => {
  const directory = temporaryDirectory();
  const cache: Cache = { directory, layout: "http-v2" };
  const file = buildWheel({ name: "alpha", version: "1.0" });
  cacheFile(cache, file);
  cachePage(cache, "alpha", [{ ...linkTo(file, fileUrl(cache, file)), yanked: true }]);
  writeFileSync(join(directory, "CACHEDIR.TAG"), "");
  const caches = cachesAt(directory);
  const known = new Map([[caches[0].path, (await scan(caches[0], { threads: 0 })).rows]]);
  const options = { known, publicIndexes: [], threads: 0 };
  const costs = await readChangedCosts(caches, undefined, { ...options, indexUrls: [indexUrl] });
  const others = await readChangedCosts(caches, costs, { ...options, indexUrls: ["https://other.example.org/simple"] });
  expect(others).not.toBe(costs);
  for (const broken of [
    Buffer.from("x"),
    Buffer.alloc(0),
    costs.subarray(0, costs.length - 5),
    Buffer.from(`${costs.toString().split("\n")[0]}\na\tb\tc\td\n`),
  ])
    expect(await readChangedCosts(caches, broken, { ...options, indexUrls: [indexUrl] })).toEqual(costs);
});
