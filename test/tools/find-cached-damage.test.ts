import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findCachedDamage } from "../../src/interface/assistant/find-damage";
import * as cleanUp from "../../src/tools/clean-up-pip-cache";
import * as findDamage from "../../src/tools/find-cached-damage";
import { itWithModes, openWithoutPermission } from "../commands/locked";
import { cacheOfAll } from "../support/cache-of-all";
import { entryPath } from "../support/cache-writer";
import { buildSparseWheel, buildWheel, type Distribution } from "../support/distributions";
import { cacheFile, cachePage, fileUrl, type Cache } from "../support/package-entries";
import { linkTo } from "../support/pages";
import { extractRealCache } from "../support/real-caches";
import { temporaryDirectory } from "../support/temporary";
import { hashTree, sumOfSizes } from "../support/tree";
import { callTool, onlyCache } from "./call";

interface Found {
  package?: string;
  bytes: number;
  entries: number;
  damaged: { what: string; version?: string; bytes: number; reason: string; path: string }[];
  more?: number;
}

const packagesIn = (result: Record<string, unknown> | undefined) => result?.packages as Found[];

/** The same, with no time to read or verify in. */
const withoutTime = { default: (input: unknown) => findCachedDamage(input, AbortSignal.abort()) };

/** Changes a byte in the middle of what was downloaded. */
function breakBody(cache: Cache, file: Distribution): void {
  const path = join(cache.directory, `${entryPath(cache.layout, fileUrl(cache, file))}.body`);
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1] ^= 1;
  writeFileSync(path, bytes);
}

/** One wheel whose index published its hash, broken inside, and beside it what `cacheOfAll` has: one cut off, one left over. */
function damagedCache(): { cache: Cache; alpha: Distribution } {
  const cache: Cache = { directory: cacheOfAll().directory, layout: "http-v2" };
  const alpha = buildWheel({ name: "beta", version: "2.0", size: 40_000 });
  cachePage(cache, "beta", [linkTo(alpha, fileUrl(cache, alpha))]);
  cacheFile(cache, alpha);
  breakBody(cache, alpha);
  return { cache, alpha };
}

describe("finding damage", () => {
  it("names what is damaged by package, with reasons and bytes, and how it can go; removes nothing", async () => {
    const { cache } = damagedCache();
    const before = hashTree(cache.directory);
    const dataFolder = onlyCache(cache.directory);
    const { asked, result } = await callTool(findDamage, {}, { dataFolder });
    expect(asked).toBeUndefined();
    expect(hashTree(cache.directory)).toEqual(before);
    expect(result).toMatchObject({ isWhole: true, uncheckedBytes: 0, totalBytes: sumOfSizes(cache.directory) });
    expect(result).not.toHaveProperty("notes");
    const beta = packagesIn(result).find((one) => one.package === "beta");
    expect(beta?.damaged).toEqual([
      expect.objectContaining({
        what: "beta-2.0-py3-none-any.whl",
        version: "2.0",
        reason: "its hash is not the published one",
        path: expect.stringContaining("http-v2"),
      }),
    ]);
    const nameless = packagesIn(result).find((one) => one.package === undefined);
    expect(nameless?.damaged[0]?.reason).toContain("neither a date nor an etag");
    const reasons = packagesIn(result).flatMap(({ damaged }) => damaged.map(({ reason }) => reason));
    expect(reasons).toContain("it is shorter than the index said");
    const all = packagesIn(result).flatMap(({ damaged }) => damaged);
    expect(result).toMatchObject({
      damagedEntries: all.length,
      damagedBytes: all.reduce((sum, { bytes }) => sum + bytes, 0),
    });
    const offers = (await callTool(cleanUp, {}, { dataFolder })).result?.offers as { id: string; bytes: number }[];
    const bytesOf = (id: string) => offers.find((one) => one.id === id)?.bytes;
    expect(result?.leftovers).toMatchObject({ bytes: bytesOf("leftovers") });
    expect(result?.toRemove).toEqual([
      expect.objectContaining({ tool: "clean-up-pip-cache", offer: "damaged", bytes: bytesOf("damaged") }),
      expect.objectContaining({ tool: "clean-up-pip-cache", offer: "leftovers" }),
      expect.objectContaining({ tool: "remove-cached-packages", packages: ["beta==2.0"] }),
      // And what has no name, whose header pip cannot use.
      expect.objectContaining({
        command: "Check pip Cache",
        entries: 2,
        bytes: (beta?.bytes ?? 0) + (nameless?.bytes ?? 0),
      }),
    ]);
  });

  it("verifies one package alone, and says what may be meant where it is not cached", async () => {
    const dataFolder = onlyCache(damagedCache().cache.directory);
    const beta = (await callTool(findDamage, { package: "Beta" }, { dataFolder })).result;
    expect(beta).toMatchObject({ isWhole: true, damagedEntries: 1, packages: [{ package: "beta" }] });
    expect(beta).not.toHaveProperty("leftovers");
    expect(JSON.stringify(beta?.toRemove)).not.toContain("clean-up-pip-cache");
    const intact = (await callTool(findDamage, { package: "alpha" }, { dataFolder })).result;
    expect(intact).toMatchObject({ damagedEntries: 0, packages: [], isWhole: true });
    expect(intact).not.toHaveProperty("toRemove");
    const none = (await callTool(findDamage, { package: "alhpa" }, { dataFolder })).result;
    expect(none).toMatchObject({
      checkedEntries: 0,
      packages: [],
      notes: ["Nothing is cached of alhpa. Cached are alpha."],
    });
    const path = (await callTool(findDamage, { package: "../../etc" }, { dataFolder })).result;
    expect(path).toMatchObject({ checkedEntries: 0, notes: [expect.stringMatching(/^Nothing is cached of /)] });
  });

  it("says of a cache of a real pip what was verified, and that nothing is damaged", async () => {
    const cache = await extractRealCache("http-v2-pip24.3.1");
    const { result } = await callTool(findDamage, {}, { dataFolder: onlyCache(cache) });
    expect(result).toMatchObject({
      isWhole: true,
      totalBytes: sumOfSizes(cache),
      checkedEntries: 43,
      checkedByPublishedHash: 19,
      damagedEntries: 0,
      damagedBytes: 0,
      packages: [],
    });
  });

  it("says what it did not get to where the time is up, and what it had found until then", async () => {
    const { cache } = damagedCache();
    cacheFile(cache, buildSparseWheel({ name: "large", version: "1", size: 3e9 }));
    const dataFolder = onlyCache(cache.directory);
    const stopping = new AbortController();
    const stopped = {
      default: (input: unknown) => findCachedDamage(input, stopping.signal, () => stopping.abort()),
    };
    const { result } = await callTool(stopped, {}, { dataFolder });
    const total = sumOfSizes(cache.directory);
    expect(result).toMatchObject({ isWhole: false, totalBytes: total });
    expect(result?.uncheckedBytes).toBeGreaterThan(0);
    expect(result?.uncheckedBytes).toBeLessThanOrEqual(total);
    expect(result?.notes).toEqual([expect.stringContaining(`${String(result?.uncheckedBytes)} of ${total} bytes`)]);
    // What sizes and headers tell needs no check.
    expect(result?.toRemove).toContainEqual(expect.objectContaining({ offer: "damaged" }));
    const none = await callTool(withoutTime, {}, { dataFolder });
    expect(none.result).toMatchObject({ isWhole: false, checkedEntries: 0, totalBytes: total, uncheckedBytes: total });
  });

  it("stays small: ten packages, five files of each, and how many more there are", async () => {
    const cache: Cache = { directory: temporaryDirectory(), layout: "http-v2" };
    const files = Array.from({ length: 12 }, (_, at) => buildWheel({ name: `p${at}`, version: "1.0", size: 5_000 }));
    const many = Array.from({ length: 8 }, (_, at) => buildWheel({ name: "many", version: `1.${at}`, size: 5_000 }));
    for (const file of [...files, ...many]) {
      cacheFile(cache, file);
      breakBody(cache, file);
    }
    const dataFolder = onlyCache(cache.directory);
    const { result } = await callTool(findDamage, {}, { dataFolder });
    expect(result).toMatchObject({ damagedEntries: 20, more: 3 });
    expect(packagesIn(result)).toHaveLength(10);
    expect(packagesIn(result)[0]).toMatchObject({ package: "many", entries: 8, more: 3 });
    expect(JSON.stringify(result).length).toBeLessThan(8_000);
    expect(packagesIn((await callTool(findDamage, { limit: 1 }, { dataFolder })).result)).toHaveLength(1);
  });

  it("says so where there is no cache, and where it is a file", async () => {
    const missing = join(temporaryDirectory(), "none");
    const none = await callTool(findDamage, {}, { dataFolder: onlyCache(missing) });
    expect(none.result).toMatchObject({
      isWhole: true,
      checkedEntries: 0,
      packages: [],
      notes: [expect.stringContaining("no pip cache")],
    });
    writeFileSync(missing, "no cache");
    const file = await callTool(findDamage, {}, { dataFolder: onlyCache(missing) });
    expect(file.result).toMatchObject({ packages: [], notes: [expect.stringContaining("It is no directory.")] });
  });

  itWithModes("says of one that cannot be read why", async () => {
    const { directory } = damagedCache().cache;
    let result: Record<string, unknown> | undefined;
    const command = async () => {
      result = (await findDamage.default({})) as unknown as Record<string, unknown>;
    };
    await openWithoutPermission(directory, join(directory, "http-v2"), command, { name: "clear-pip-cache" });
    expect(result?.notes).toEqual([expect.stringMatching(/^Not read: .*http-v2: /)]);
  });

  it.each<[string, unknown]>([
    ["a name that is a list", { package: ["beta"] }],
    ["a very long name", { package: "b".repeat(10_000) }],
    ["a limit that is no number", { limit: "5" }],
  ])("says what is wrong with %s", async (_what, input) => {
    const { result } = await callTool(findDamage, input, { dataFolder: onlyCache(temporaryDirectory()) });
    expect(result).toEqual({ error: expect.stringMatching(/^"\w+" has to be .*\.$/) });
  });

  it.each([undefined, null, 7, "beta", []])("takes %s as everything", async (input) => {
    const { result } = await callTool(findDamage, input, { dataFolder: onlyCache(temporaryDirectory()) });
    expect(result).toMatchObject({ isWhole: true, packages: [] });
  });
});
