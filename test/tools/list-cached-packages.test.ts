import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as listPackages from "../../src/tools/list-cached-packages";
import { cacheOfAll } from "../support/cache-of-all";
import { buildWheel } from "../support/distributions";
import { cacheFile } from "../support/package-entries";
import { temporaryDirectory } from "../support/temporary";
import { hashTree, sumOfSizes } from "../support/tree";
import { callTool, onlyCache } from "./call";

interface Listed {
  name: string;
  versions: string[];
  bytes: number;
  lastUsed: string;
}

const namesIn = (result: Record<string, unknown> | undefined) => (result?.packages as Listed[]).map(({ name }) => name);

describe("listing packages", () => {
  it("says how large the cache is, and of each package versions, bytes and an ISO date; removes nothing", async () => {
    const cache = cacheOfAll();
    const before = hashTree(cache.directory);
    const { asked, result } = await callTool(listPackages, {}, { dataFolder: onlyCache(cache.directory) });
    expect(asked).toBeUndefined();
    expect(result?.totalBytes).toBe(sumOfSizes(cache.directory));
    expect(result?.caches).toEqual([{ path: cache.directory, bytes: sumOfSizes(cache.directory) }]);
    const packages = result?.packages as Listed[];
    expect(packages[0]).toMatchObject({ name: "huge", versions: ["1.0"] });
    expect(packages.map(({ bytes }) => bytes)).toEqual(packages.map(({ bytes }) => bytes).sort((a, b) => b - a));
    for (const { lastUsed } of packages) expect(new Date(lastUsed).toISOString()).toBe(lastUsed);
    expect(packages.find(({ name }) => name === "alpha")?.versions).toEqual(["1.10+local", "1.10", "1.9"]);
    expect(hashTree(cache.directory)).toEqual(before);
  });

  it("filters as Search does, and by days, bytes and kind", async () => {
    const cache = cacheOfAll();
    const dataFolder = onlyCache(cache.directory);
    const found = async (input: object) => namesIn((await callTool(listPackages, input, { dataFolder })).result).sort();
    expect(await found({ query: "alpha" })).toEqual(["alpha"]);
    expect(await found({ query: "a*" })).toEqual(["aged", "alpha"]);
    expect(await found({ unusedForDays: 90 })).toEqual(["aged", "older"]);
    expect(await found({ unusedForDays: 90, query: "older" })).toEqual(["older"]);
    expect(await found({ largerThanBytes: 10_000_000 })).toEqual(["huge"]);
    expect(await found({ kind: "built wheel" })).toEqual(["made"]);
    expect(await found({ query: "nothing-like-it" })).toEqual([]);
    const version = await callTool(listPackages, { query: "alpha==1.9" }, { dataFolder });
    expect(version.result?.packages).toEqual([expect.objectContaining({ name: "alpha", versions: ["1.9"] })]);
    const missing = await callTool(listPackages, { query: "alpha==7" }, { dataFolder });
    expect(missing.result?.notFound).toEqual([expect.stringContaining("No such version")]);
  });

  it("names what may have been meant where nothing is found, and lists none of it", async () => {
    const dataFolder = onlyCache(cacheOfAll().directory);
    const { result } = await callTool(listPackages, { query: "alhpa" }, { dataFolder });
    expect(result).toMatchObject({ matchingPackages: 0, matchingBytes: 0, packages: [], nearestNames: ["alpha"] });
    const found = await callTool(listPackages, { query: "alpha" }, { dataFolder });
    expect(found.result).not.toHaveProperty("nearestNames");
  });

  it("stays small: twenty packages, five versions of each, and how many more there are", async () => {
    const directory = temporaryDirectory();
    const cache = { directory, layout: "http-v2" } as const;
    for (let at = 0; at < 30; at++) cacheFile(cache, buildWheel({ name: `p${at}`, version: "1.0" }));
    for (let at = 0; at < 9; at++) cacheFile(cache, buildWheel({ name: "many", version: `1.${at}` }));
    const dataFolder = onlyCache(directory);
    const { result } = await callTool(listPackages, {}, { dataFolder });
    expect(result).toMatchObject({ matchingPackages: 31, more: 11 });
    expect(result?.packages).toHaveLength(20);
    expect((result?.packages as Listed[])[0]).toMatchObject({
      name: "many",
      versions: ["1.8", "1.7", "1.6", "1.5", "1.4"],
      moreVersions: 4,
    });
    expect(JSON.stringify(result).length).toBeLessThan(8_000);
    const most = await callTool(listPackages, { limit: 1e9 }, { dataFolder });
    expect(most.result?.packages).toHaveLength(31);
  });

  it.each<[string, unknown]>([
    ["a text that is none", { query: ["alpha"] }],
    ["a very long text", { query: "a ".repeat(10_000) }],
    ["a kind that is none", { kind: "__proto__" }],
    ["an order that is none", { sortBy: "constructor" }],
    ["days that are no number", { unusedForDays: "90" }],
    ["a negative size", { largerThanBytes: -1 }],
  ])("says what is wrong with %s", async (_what, input) => {
    const { result } = await callTool(listPackages, input, { dataFolder: onlyCache(temporaryDirectory()) });
    expect(result).toEqual({ error: expect.stringMatching(/^"\w+" has to be .*\.$/) });
  });

  it.each([undefined, null, 7, "alpha", []])("takes %s as no filter at all", async (input) => {
    const cache = cacheOfAll();
    const { result } = await callTool(listPackages, input, { dataFolder: onlyCache(cache.directory) });
    expect(namesIn(result)).toContain("alpha");
  });

  it("says so where there is no cache, or it is a file", async () => {
    const missing = join(temporaryDirectory(), "none");
    const none = await callTool(listPackages, {}, { dataFolder: onlyCache(missing) });
    expect(none.result).toMatchObject({
      totalBytes: 0,
      packages: [],
      notes: [expect.stringContaining("no pip cache")],
    });
    writeFileSync(missing, "no cache");
    const file = await callTool(listPackages, {}, { dataFolder: onlyCache(missing) });
    expect(file.result).toMatchObject({ totalBytes: 0, notes: [expect.stringContaining("It is no directory.")] });
  });
});
