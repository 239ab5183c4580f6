/** What the question before a removal names: what goes, how much of it, what stays, and what could not be read. */
import { linkSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { leftUnread, plan } from "../../src/pip-cache/remove/plan";
import type { Selection } from "../../src/pip-cache/selection";
import { cachesAt } from "../support/caches";
import { buildSdist, buildWheel } from "../support/distributions";
import { cacheBuiltWheel, cacheFile, type Cache } from "../support/package-entries";
import { rowOf } from "../support/rows";
import { temporaryDirectory } from "../support/temporary";
import { sumOfSizes } from "../support/tree";

const newCache = (): Cache => ({ directory: temporaryDirectory(), layout: "http-v2" });

/** Two versions of one package, a wheel built of a third, and another package. */
function filledCache() {
  const cache = newCache();
  const small = cacheFile(cache, buildWheel({ name: "alpha", version: "1.0", size: 3000 }));
  const large = cacheFile(cache, buildWheel({ name: "alpha", version: "2.0", size: 9000 }));
  const built = cacheBuiltWheel(cache, buildSdist({ name: "alpha", version: "3.0" }), { size: 5000 });
  const other = cacheFile(cache, buildWheel({ name: "beta", version: "1.0", size: 30_000 }));
  return { cache, small, large, built, other, caches: cachesAt(cache.directory) };
}

it("of one package names its versions, the largest first, and of those built here how many", async () => {
  const { cache, small, large, built, caches } = filledCache();
  const planned = await plan(caches, { rows: [rowOf("alpha")] });
  expect(planned.items).toEqual([
    expect.objectContaining({ name: "alpha", version: "2.0", kind: "wheel", files: 2, bytes: large.size }),
    expect.objectContaining({ name: "alpha", version: "3.0", kind: "built wheel", files: 2, bytes: built.size }),
    expect.objectContaining({ name: "alpha", version: "1.0", kind: "wheel", files: 2, bytes: small.size }),
  ]);
  const bytes = small.size + large.size + built.size;
  expect(planned).toMatchObject({ entries: 3, files: 6, bytes, shared: 0, builtWheels: 1, failures: [] });
  expect(planned).toMatchObject({ sweep: false, isForeign: false, staying: [] });
  expect(planned.waiting).toEqual({ entries: 1, files: 2, bytes: built.size, shared: 0 });
  expect(planned.caches).toEqual([{ path: cache.directory, bytes }]);
  expect(planned.folders.map(({ layout }) => layout).sort()).toEqual(["http-v2", "wheels"]);
});

it("adds up the entries of a version", async () => {
  const cache = newCache();
  const tags = [{ python: "cp311" }, { python: "cp312" }];
  const sizes = tags.map((tag) => cacheFile(cache, buildWheel({ name: "alpha", version: "1.0", ...tag })).size);
  const { items } = await plan(cachesAt(cache.directory), {});
  expect(items).toMatchObject([{ version: "1.0", kind: "wheel", files: 4, bytes: sizes[0] + sizes[1] }]);
});

it("of several packages names each, the largest first, with nothing of the one before", async () => {
  const { other, small, large, built, caches } = filledCache();
  const { items, sweep } = await plan(caches, {});
  expect(items).toEqual([
    { name: "beta", files: 2, bytes: other.size },
    { name: "alpha", files: 6, bytes: small.size + large.size + built.size },
  ]);
  expect(sweep).toBe(true);
  const [one] = (await plan(caches, { rows: [rowOf("beta")] })).items;
  expect(one).toMatchObject({ name: "beta", version: "1.0", bytes: other.size });
});

it("names no cache and no folder of which nothing goes", async () => {
  const { cache } = filledCache();
  const second = newCache();
  const { size } = cacheFile(second, buildWheel({ name: "gamma", version: "1.0" }));
  const caches = cachesAt(cache.directory, second.directory);
  const planned = await plan(caches, { rows: [rowOf("gamma")] });
  expect(planned.caches).toEqual([{ path: second.directory, bytes: size }]);
  expect(planned.folders.map(({ root }) => root)).toEqual([join(second.directory, "http-v2")]);
});

it("leaves out rows that no longer are as they were chosen", async () => {
  const { other, caches } = filledCache();
  const large = await plan(caches, {}, { only: ({ bytes }) => bytes >= other.size });
  expect(large).toMatchObject({ files: 2, bytes: other.size, items: [{ name: "beta" }], builtWheels: 0 });
  const all = await plan(caches, {}, { only: () => true });
  expect(all.items.map(({ name }) => name)).toEqual(["beta", "alpha"]);
  const none = await plan(caches, {}, { only: () => false });
  expect(none).toMatchObject({ files: 0, bytes: 0, items: [] });
});

it("takes folders in which nothing is but empty ones only where all goes", async () => {
  const { cache } = filledCache();
  mkdirSync(join(cache.directory, "http/0/1"), { recursive: true });
  const caches = cachesAt(cache.directory);
  const layoutsOf = async (selection: Selection) =>
    (await plan(caches, selection)).folders.map(({ layout }) => layout).sort();
  expect(await layoutsOf({})).toEqual(["http", "http-v2", "wheels"]);
  expect(await layoutsOf({ not: { rows: [rowOf("gamma")] } })).toEqual(["http", "http-v2", "wheels"]);
  expect(await layoutsOf({ rows: [rowOf("alpha"), rowOf("beta")] })).toEqual(["http-v2", "wheels"]);
});

it("counts what is left out as a whole, also of rows that no longer are as they were chosen", async () => {
  const { cache, other, caches } = filledCache();
  const { size } = cacheFile(cache, buildWheel({ name: "gamma", version: "1.0" }));
  const selection = { not: { any: [{ rows: [rowOf("beta")] }, { releasesOf: [[rowOf("alpha"), ["1.0.0"]]] }] } };
  const left = { entries: 2, packages: 1, versions: 1 };
  const all = await plan(caches, selection as Selection);
  expect(all).toMatchObject({ entries: 3, spared: left });
  const only = ({ bytes }: { bytes: number }) => bytes > size;
  const some = await plan(caches, selection as Selection, { only });
  expect(some).toMatchObject({ entries: 2, spared: all.spared, items: [{ version: "2.0" }, { version: "3.0" }] });
  const known = { entries: 7, bytes: 7, packages: 7, versions: 7 };
  expect((await plan(caches, selection as Selection, { only, spared: known })).spared).toEqual(known);
  expect((await plan(caches, { rows: [rowOf("beta")] })).spared).toBeUndefined();
  expect(all.spared?.bytes).toBeGreaterThan(other.size);
});

it("says what has other names, also where built wheels wait", async () => {
  const { cache, large, built, caches } = filledCache();
  const outside = temporaryDirectory();
  const [body] = large.files.filter((path) => path.endsWith(".body"));
  const [wheel] = built.files.filter((path) => path.endsWith(".whl"));
  for (const path of [body, wheel]) linkSync(join(cache.directory, path), join(outside, path.replaceAll("/", "-")));
  const whole = sumOfSizes(outside);
  const planned = await plan(caches, { rows: [rowOf("alpha")] });
  const waiting = sumOfSizes(join(cache.directory, wheel, ".."));
  expect(planned.shared).toBe(whole);
  expect(planned.waiting).toMatchObject({ bytes: waiting, files: 2 });
  expect(planned.waiting.shared).toBeLessThan(waiting);
  expect(planned.waiting.shared).toBeGreaterThan(4000);
});

it("names files that pip did not write, the largest first", async () => {
  const { cache, caches } = filledCache();
  for (const [name, length] of [
    ["short.txt", 10],
    ["long.txt", 100],
    ["average.txt", 50],
  ] as const)
    writeFileSync(join(cache.directory, "http-v2", name), "x".repeat(length));
  const planned = await plan(caches, { foreign: true });
  expect(planned.isForeign).toBe(true);
  expect(planned.items).toEqual([
    { name: join("http-v2/long.txt"), files: 1, bytes: 100 },
    { name: join("http-v2/average.txt"), files: 1, bytes: 50 },
    { name: join("http-v2/short.txt"), files: 1, bytes: 10 },
  ]);
});

it("counts as left unread only what is there still", async () => {
  const folder = temporaryDirectory();
  const there = join(folder, "there");
  mkdirSync(there);
  const planned = await plan(cachesAt(newCache().directory), {});
  expect(leftUnread(planned)).toEqual([]);
  const failures = [there, join(folder, "gone")].map(
    (path) => ({ path, code: "EACCES", reason: "No permission." }) as const,
  );
  expect(leftUnread({ ...planned, failures }).map(({ path }) => path)).toEqual([there]);
});
