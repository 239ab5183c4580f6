/**
 * Caches on volumes like those of macOS and Windows, on which `Cache` and `cache` are one folder, and on coarser ones: files
 * have times of whole seconds, inode numbers mean nothing.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { assertRemovableRoot } from "../../src/files/guard";
import { check } from "../../src/pip-cache/check/check";
import { plan } from "../../src/pip-cache/remove/plan";
import { remove } from "../../src/pip-cache/remove/remove";
import { scan } from "../../src/pip-cache/scan/scan";
import { cachesAt } from "../support/caches";
import { buildWheel } from "../support/distributions";
import { startIndex } from "../support/index-server";
import { mountExfat, mountNtfs, noExfat, noNtfs } from "../support/mounts";
import { cacheFile, cachePage } from "../support/package-entries";
import { atLeast, download, newPip, oldPip } from "../support/pip";
import { afterwards } from "../support/temporary";
import { filesBelow, hashTree, sumOfSizes } from "../support/tree";
import { describeUnless, itUnless, noPip } from "../support/unless";
import { rowOf } from "../support/rows";

const alpha = buildWheel({ name: "alpha", version: "1.0", size: 20_000 });
const beta = buildWheel({ name: "Beta.Pkg", version: "2.0", size: 30_000 });

describeUnless(noExfat, "a cache on exFAT", () => {
  const pip = newPip() ?? oldPip();
  itUnless(pip ? undefined : noPip, "is filled by pip, named, checked and removed from as on any other", async () => {
    const volume = await mountExfat();
    const cacheDirectory = join(volume, "pip");
    const index = await startIndex([{ files: [alpha] }, { files: [beta] }], { tls: !atLeast(pip!.version, "21.3") });
    afterwards(() => index.close());
    await download(pip!, ["alpha", "beta-pkg"], { cacheDirectory, index });
    const caches = cachesAt(cacheDirectory);
    const { rows, failures } = await scan(caches[0]);
    expect(failures).toEqual([]);
    expect(rows.sums()).toMatchObject({ bytes: sumOfSizes(cacheDirectory) });
    const before = hashTree(cacheDirectory);
    const all = filesBelow(cacheDirectory);

    expect(await check(caches, {})).toMatchObject({ damaged: [], failures: [] });
    const removal = await remove(await plan(caches, { rows: [rowOf("beta-pkg")] }), { activity: "idle" });
    expect(removal).toMatchObject({ failures: [], missing: 0, changed: 0 });
    const left = filesBelow(cacheDirectory);
    expect(removal.files).toBe(all.length - left.length);
    for (const [path, hash] of hashTree(cacheDirectory)) expect(hash).toEqual(before.get(path));

    index.takeRequests();
    await download(pip!, ["alpha", "beta-pkg"], { cacheDirectory, index });
    const sent = index.takeRequests().filter(({ status, path }) => status === 200 && path.startsWith("/files/"));
    expect(sent.every(({ path }) => /beta/i.test(path))).toBe(true);
    expect((await scan(caches[0])).rows.sums()).toMatchObject({ entries: rows.sums().entries });
  });

  it("keeps a file that was written again after the question, though its time is only exact to the second", async () => {
    const volume = await mountExfat();
    const cache = { directory: join(volume, "pip"), layout: "http-v2" as const };
    const { files } = cacheFile(cache, alpha);
    const path = join(cache.directory, files[1]);
    cachePage(cache, "alpha", []);
    const past = new Date("2024-01-01T00:00:00Z");
    utimesSync(path, past, past);
    const planned = await plan(cachesAt(cache.directory), { rows: [rowOf("alpha")] });
    const content = readFileSync(path);
    rmSync(path);
    writeFileSync(path, content);
    const removal = await remove(planned, { activity: "idle" });
    expect(removal).toMatchObject({ changedEntries: 1, failures: [] });
    expect(existsSync(path)).toBe(true);
  });
});

describeUnless(noNtfs, "where names do not tell case, a cache", () => {
  it("is one cache, however the way to it is spelled", async () => {
    const volume = await mountNtfs();
    const cache = join(volume, "Tools", "pip");
    mkdirSync(cache, { recursive: true });
    cacheFile({ directory: cache, layout: "http-v2" }, alpha);
    const caches = cachesAt(cache, join(volume, "TOOLS", "Pip"));
    expect(caches.map(({ path }) => path)).toEqual([cache]);
    expect((await scan(caches[0])).rows.sums()).toMatchObject({ bytes: sumOfSizes(cache) });
  });

  it("is no root of a removal where it is the home by another spelling", async () => {
    const volume = await mountNtfs();
    const home = join(volume, "Home", "Ann");
    mkdirSync(join(home, "cache"), { recursive: true });
    const place = { platform: "linux" as const, home, env: {} };
    for (const root of [join(volume, "home", "ANN"), join(volume, "HOME")]) {
      expect(() => assertRemovableRoot(root, place)).toThrow(/it is the home directory/);
    }
    expect(() => assertRemovableRoot(join(volume, "home", "ann", "CACHE"), place)).not.toThrow();
  });
});
