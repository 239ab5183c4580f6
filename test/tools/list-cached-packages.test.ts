import { writeFileSync } from "node:fs";
import { join } from "node:path";
import * as listPackages from "../../src/tools/list-cached-packages";
import { isolate, rememberPips } from "../commands/open";
import { layOutFiles, type Laid } from "../python-caches/lay-out-files";
import { documentedHere } from "../support/documented-paths";
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
    ["a tool that is none", { tool: "__proto__" }],
    ["a kind of another tool's that is none", { tool: "uv", kind: "sdist" }],
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

describe("listing packages of other tools", () => {
  const uv = ".cache/uv";
  const ofUv: Record<string, Laid> = {
    [`${uv}/archive-v0/ymvX8tjf4ykaetUd/six.py`]: 30_000,
    [`${uv}/archive-v0/ymvX8tjf4ykaetUd/six-1.16.0.dist-info/METADATA`]: 500,
    [`${uv}/archive-v0/EL_luUelLBZhiLaT/docopt-0.6.2.dist-info/METADATA`]: 20_000,
    [`${uv}/git-v0/db/2122faf3e081fb7a/packed-refs`]: 4_000,
  };
  const ofPoetry = { ".cache/pypoetry/artifacts/11/e9/4b/1f155708335621/Six-1.17.0-py3-none-any.whl": 11_000 };

  function machineWith(files: Record<string, Laid>): { home: string; dataFolder: string } {
    const directory = temporaryDirectory();
    cacheFile({ directory, layout: "http-v2" }, buildWheel({ name: "six", version: "1.15.0" }));
    const home = isolate({ PIP_CACHE_DIR: directory });
    const dataFolder = temporaryDirectory();
    rememberPips(dataFolder, []);
    layOutFiles(home, Object.fromEntries(Object.entries(files).map(([path, laid]) => [documentedHere(path), laid])));
    return { home, dataFolder };
  }

  const listed = async (input: object, dataFolder: string) =>
    (await callTool(listPackages, input, { dataFolder })).result;

  it("says of a tool what pip's list says, what removing frees, where it is and who removes it", async () => {
    const { home, dataFolder } = machineWith({ ...ofUv, ...ofPoetry });
    const before = hashTree(home);
    const result = await listed({ tool: "uv" }, dataFolder);
    expect(result).toMatchObject({
      totalBytes: 54_500,
      totalPackages: 2,
      matchingPackages: 2,
      matchingFreesBytes: 50_500,
    });
    expect(result?.packages).toEqual([
      expect.objectContaining({ name: "six", versions: ["1.16.0"], bytes: 30_500, freesBytes: 30_500 }),
      expect.objectContaining({ name: "docopt", kinds: ["unpacked wheel"], bytes: 20_000 }),
    ]);
    expect(result?.tools).toEqual([
      expect.objectContaining({
        tool: "uv",
        bytes: 54_500,
        removal: expect.stringContaining("uv cache clean NAME") as string,
      }),
    ]);
    expect(hashTree(home)).toEqual(before);
  });

  it("frees nothing of what an environment has links to", async () => {
    const linked = { "environment/six.py": { sameAs: documentedHere(`${uv}/archive-v0/ymvX8tjf4ykaetUd/six.py`) } };
    const { home, dataFolder } = machineWith(ofUv);
    layOutFiles(home, linked);
    const result = await listed({ tool: "uv", query: "six" }, dataFolder);
    expect(result?.packages).toEqual([
      expect.objectContaining({ name: "six", bytes: 30_500, sharedBytes: 30_000, freesBytes: 500 }),
    ]);
  });

  it("has one row for a package that several keep, pip too, and sums that are the files'", async () => {
    const { dataFolder } = machineWith({ ...ofUv, ...ofPoetry });
    const pip = await listed({}, dataFolder);
    const result = await listed({ tool: "all" }, dataFolder);
    expect(result?.totalBytes).toBe(54_500 + 11_000 + Number(pip?.totalBytes));
    const [six] = result?.packages as (Listed & { keptBy: { tool: string; bytes: number }[] })[];
    expect(six).toMatchObject({
      name: expect.stringMatching(/^six$/i) as string,
      versions: ["1.17.0", "1.16.0", "1.15.0"],
    });
    expect(six?.keptBy.map(({ tool }) => tool)).toEqual(["uv", "poetry", "pip"]);
    expect(six?.bytes).toBe(six?.keptBy.reduce((sum, { bytes }) => sum + bytes, 0));
  });

  it("is searched and bounded as pip's is", async () => {
    const many = Object.fromEntries(
      Array.from({ length: 30 }, (_, at): [string, Laid] => [
        `${uv}/archive-v0/aaaaaaaaaaaaaa${10 + at}/p${at}-1.0.dist-info/METADATA`,
        100 + at,
      ]),
    );
    const { dataFolder } = machineWith({ ...ofUv, ...many });
    const result = await listed({ tool: "uv" }, dataFolder);
    expect(result).toMatchObject({ matchingPackages: 32, more: 12 });
    expect(result?.packages).toHaveLength(20);
    const names = async (input: object) => namesIn(await listed({ tool: "uv", ...input }, dataFolder));
    expect(await names({ query: "doc*" })).toEqual(["docopt"]);
    expect(await names({ query: "six>=2" })).toEqual([]);
    expect(await names({ largerThanBytes: 25_000 })).toEqual(["six"]);
    expect(await names({ unusedForDays: 1 })).toEqual([]);
    expect(await names({ kind: "wheel" })).toEqual([]);
    expect(await listed({ tool: "uv", query: "docpot" }, dataFolder)).toMatchObject({ nearestNames: ["docopt"] });
  });

  it("says so where the tool keeps nothing here", async () => {
    const { dataFolder } = machineWith({});
    expect(await listed({ tool: "pdm" }, dataFolder)).toMatchObject({
      totalBytes: 0,
      packages: [],
      notes: [expect.stringContaining("PDM")],
    });
  });
});
