import { join } from "node:path";
import { listDeveloperCaches } from "../../src/interface/assistant/list-developer-tools";
import { CacheReader, recallCaches } from "../../src/interface/developer-caches/cache-reader";
import * as listCaches from "../../src/tools/list-developer-caches";
import { isolate } from "../commands/open";
import { itWithModes, openWithoutPermission } from "../commands/locked";
import { fillHome, inHome, runFrom, write } from "../developer-caches/lay-out";
import { documentedPaths } from "../support/documented-paths";
import { temporaryDirectory } from "../support/temporary";
import { hashTree, sumOfSizes } from "../support/tree";
import { itUnless, notLinux } from "../support/unless";
import { callTool } from "./call";

interface Listed {
  tool: string;
  bytes: number;
  lastUsed?: string;
  places: { holds: string; bytes?: number; measuredEarlier?: string; unmeasured?: true }[];
}

const toolsIn = (result: Record<string, unknown> | undefined) => result?.tools as Listed[];
const namesIn = (result: Record<string, unknown> | undefined) => toolsIn(result).map(({ tool }) => tool);

/** The same, with no time to measure in. */
const withoutTime = { default: (input: unknown) => listDeveloperCaches(input, AbortSignal.abort()) };

/** What five tools keep, and beside it what is no cache. */
function fillFive(): string {
  const home = isolate();
  fillHome(home, [
    [".cargo/registry/cache/index.example-1/serde-1.0.0.crate", 300_000],
    [".cargo/registry/index/index.example-1/.cache/se/rd/serde", 20_000],
    [".cargo/credentials.toml", 100],
    [`.cache/pip/http-v2/3/f/0/b/5/${"3f0b5".padEnd(56, "0")}`, 40_000],
    [".cache/composer/files/acme/thing/1.zip", 70_000],
    [".m2/repository/org/apache/maven/thing/1.0/thing-1.0.jar", 30_000],
    [".cache/pypoetry/virtualenvs/app/lib/six.py", 2_000_000],
  ]);
  write(
    inHome(home, ".m2/repository/org/apache/maven/thing/1.0/_remote.repositories"),
    "#NOTE\nthing-1.0.jar>central=\n",
  );
  return home;
}

describe("listing developer caches", () => {
  it("says what each tool keeps, largest first, with bytes, tier, cost and what stays; removes nothing", async () => {
    const home = fillFive();
    const before = hashTree(home);
    const { asked, result } = await callTool(listCaches, {});
    expect(asked).toBeUndefined();
    expect(namesIn(result)).toEqual(["Cargo", "Composer", "pip", "Maven", "Poetry"]);
    const maven = sumOfSizes(inHome(home, ".m2/repository"));
    const total = 300_000 + 20_000 + 40_000 + 70_000 + maven;
    expect(result).toMatchObject({
      totalTools: 5,
      totalBytes: total,
      matchingTools: 5,
      matchingBytes: total,
      safeToClearBytes: 410_000,
      notCountedDataBytes: 2_000_000,
      unmeasuredPlaces: 0,
    });
    expect(result).not.toHaveProperty("notes");
    const [cargo, composer, pip, ofMaven, poetry] = toolsIn(result);
    expect(cargo).toMatchObject({ group: "Rust", bytes: 320_000 });
    expect(cargo?.places).toEqual([
      expect.objectContaining({ tier: "safe", bytes: 300_000, cost: expect.stringMatching(/downloaded again/) }),
      expect.objectContaining({ tier: "review", bytes: 20_000, cost: expect.stringMatching(/offline builds fail/) }),
    ]);
    expect(new Date(composer?.lastUsed ?? "").toISOString()).toBe(composer?.lastUsed);
    expect(pip).toMatchObject({ bytes: 40_000, places: [{ path: expect.stringContaining("http-v2") }] });
    expect(ofMaven?.places[0]).toMatchObject({ bytes: maven, stays: [expect.stringContaining("mvn install")] });
    expect(poetry).toMatchObject({
      bytes: 0,
      notCountedDataBytes: 2_000_000,
      places: [{ tier: "never", bytes: 2_000_000, notCleared: expect.stringContaining("not a cache") }],
    });
    expect(JSON.stringify(result)).not.toContain("measuredEarlier");
    expect(hashTree(home)).toEqual(before);
  });

  it("filters by words, tier, days and bytes, with the sums of what matches", async () => {
    const home = fillFive();
    const dataFolder = temporaryDirectory();
    const found = async (input: object) => (await callTool(listCaches, input, { dataFolder })).result;
    expect(namesIn(await found({ query: "composer" }))).toEqual(["Composer"]);
    expect(namesIn(await found({ query: "RUST" }))).toEqual(["Cargo"]);
    expect(namesIn(await found({ query: "python pip" }))).toEqual(["pip"]);
    const review = await found({ tier: "review" });
    expect(namesIn(review)).toEqual(expect.arrayContaining(["Cargo", "Maven"]));
    expect(toolsIn(review).find(({ tool }) => tool === "Cargo")).toMatchObject({
      bytes: 20_000,
      places: [{ tier: "review" }],
    });
    expect(review).toMatchObject({
      matchingTools: 2,
      matchingBytes: 20_000 + sumOfSizes(inHome(home, ".m2/repository")),
      safeToClearBytes: 0,
    });
    expect(namesIn(await found({ tier: "never" }))).toEqual(["Poetry"]);
    expect(namesIn(await found({ largerThanBytes: 69_999, tier: "safe" }))).toEqual(["Cargo", "Composer"]);
    expect(namesIn(await found({ largerThanBytes: 70_000, tier: "safe" }))).toEqual(["Cargo"]);
    expect(namesIn(await found({ unusedForDays: 1 }))).toEqual([]);
    expect(await found({ limit: 1 })).toMatchObject({ more: 4, tools: [{ tool: "Cargo" }], matchingTools: 5 });
  });

  it("says what is not measured yet, and what is from memory, with when that was measured", async () => {
    const home = fillFive();
    const dataFolder = temporaryDirectory();
    const none = await callTool(withoutTime, {}, { dataFolder });
    expect(none.result).toMatchObject({ totalTools: 5, totalBytes: 0, unmeasuredPlaces: 6 });
    expect(none.result?.notes).toEqual([
      expect.stringMatching(/^Not measured in time: .*Cargo.*Composer/),
      expect.stringContaining("goes on"),
    ]);
    for (const { places } of toolsIn(none.result)) {
      for (const place of places) expect(place).toMatchObject({ unmeasured: true });
    }
    const before = Date.now();
    await callTool(listCaches, {}, { dataFolder });
    const after = Date.now();
    fillHome(home, [[".cache/composer/files/acme/thing/2.zip", 5_000]]);
    const remembered = await callTool(withoutTime, { query: "composer" }, { dataFolder });
    expect(remembered.result).toMatchObject({
      matchingBytes: 70_000,
      unmeasuredPlaces: 0,
      placesMeasuredEarlier: 6,
      notes: [expect.stringMatching(/^Not measured anew in time: 6 places, last measured 2/), expect.anything()],
    });
    const [place] = toolsIn(remembered.result)[0]?.places ?? [];
    expect(place).toMatchObject({ bytes: 70_000 });
    const at = Date.parse(place?.measuredEarlier ?? "");
    expect(at).toBeGreaterThanOrEqual(before);
    expect(at).toBeLessThanOrEqual(after);
    const anew = await callTool(listCaches, { query: "composer" }, { dataFolder });
    expect(anew.result).toMatchObject({ matchingBytes: 75_000, placesMeasuredEarlier: 0 });
    expect(JSON.stringify(anew.result)).not.toContain("measuredEarlier");
  });

  it("remembers what was measured when it was stopped, and measures the rest first the next time", async () => {
    fillHome(isolate(), [
      [".cargo/registry/cache/index.example-1/serde-1.0.0.crate", 1_000],
      [".cargo/registry/index/index.example-1/.cache/se/rd/serde", 1_000],
      [".cache/composer/files/acme/thing/1.zip", 1_000],
      [".cache/ccache/a/b/object", 1_000],
      [".npm/_cacache/content-v2/sha512/aa/bb/cc", 1_000],
      [".gradle/caches/modules-2/files-2.1/thing.jar", 1_000],
      [".gradle/wrapper/dists/gradle-8.0-bin/x/gradle.zip", 1_000],
    ]);
    // Whatever is found is handed on, as if each took long.
    let now = 0;
    const clock = jest.spyOn(performance, "now").mockImplementation(() => (now += 1_000));
    const remembered = () => Object.keys(recallCaches().sizes);
    const stopsAfterOne = {
      default: async () => {
        const found = recallCaches();
        await new CacheReader(found).measure(found.plans.slice(0, 3).map(({ target }) => target));
        const first = remembered();
        const stopped = new AbortController();
        const known = recallCaches();
        const reader = new CacheReader(known, ({ sizes }) => sizes !== known.sizes && stopped.abort());
        await expect(reader.read(stopped.signal)).rejects.toThrow();
        return { places: found.plans.length, first: first.length, then: remembered().length };
      },
    };
    try {
      const { result } = await callTool(stopsAfterOne, {});
      expect(result).toMatchObject({ places: 7, first: 3 });
      expect(result?.then).toBeGreaterThan(3);
      expect(result?.then).toBeLessThan(7);
    } finally {
      clock.mockRestore();
    }
  });

  it("stays small where every tool has left something", async () => {
    const home = isolate();
    const paths = Object.values(documentedPaths).flatMap((own) => own[process.platform as "linux"] ?? []);
    const below = paths.filter((path) => !path.startsWith("/") && !path.includes("*"));
    for (const path of below) write(join(home, path, "a/b/file"), "x".repeat(10));
    const dataFolder = temporaryDirectory();
    const { result } = await callTool(listCaches, {}, { dataFolder });
    expect(toolsIn(result)).toHaveLength(10);
    expect(result?.more).toBe((result?.totalTools as number) - 10);
    expect(JSON.stringify(result).length).toBeLessThan(15_000);
    const most = await callTool(listCaches, { limit: 1e9 }, { dataFolder });
    expect(toolsIn(most.result).length).toBeLessThanOrEqual(30);
    for (const { places } of toolsIn(most.result)) expect(places.length).toBeLessThanOrEqual(5);
  });

  it("names, but does not measure, what is in a cloud", async () => {
    const home = isolate();
    process.env.COMPOSER_CACHE_DIR = join(home, "Dropbox/composer");
    write(join(home, "Dropbox/composer/files/acme/thing.zip"), "x".repeat(1_000));
    const { result } = await callTool(listCaches, {});
    expect(result).toMatchObject({ totalBytes: 0, unmeasuredPlaces: 0, tools: [{ tool: "Composer" }] });
    const [place] = toolsIn(result)[0]?.places ?? [];
    expect(place).toMatchObject({ notCleared: "It is in a cloud folder." });
    expect(place).not.toHaveProperty("bytes");
  });

  itUnless(notLinux, "says which program has to end first", async () => {
    const home = isolate();
    fillHome(home, [[".cache/composer/files/acme/thing.zip", 70_000]]);
    const script = inHome(home, ".cache/composer/files/serve.sh");
    const server = await runFrom(script);
    const { result } = await callTool(listCaches, {});
    expect(toolsIn(result)[0]?.places).toEqual([
      expect.objectContaining({ inUse: `serve (sh) is running (process ${server.pid}). Quit it and try again.` }),
    ]);
  });

  itWithModes("says what cannot be read, and why", async () => {
    const cache = join(temporaryDirectory(), "pip");
    const locked = join(cache, "http-v2/4");
    write(join(cache, "http-v2/3/f/0/b/5", "3f0b5".padEnd(56, "0")), "x".repeat(40_000));
    write(join(locked, "f/0/b/5", "4f0b5".padEnd(56, "0")), "x".repeat(50_000));
    let result: Record<string, unknown> | undefined;
    const command = async () => {
      result = (await listCaches.default({})) as unknown as Record<string, unknown>;
    };
    await openWithoutPermission(cache, locked, command, { name: "clear-pip-cache" });
    expect(toolsIn(result)[0]).toMatchObject({
      tool: "pip",
      bytes: 40_000,
      places: [{ bytes: 40_000, unreadable: expect.stringContaining(`${locked}: No permission.`) }],
    });
  });

  it.each<[string, unknown]>([
    ["a text that is none", { query: ["npm"] }],
    ["a very long text", { query: "a ".repeat(10_000) }],
    ["a tier that is none", { tier: "__proto__" }],
    ["days that are no number", { unusedForDays: "90" }],
    ["a negative size", { largerThanBytes: -1 }],
    ["a limit that is none", { limit: {} }],
  ])("says what is wrong with %s", async (_what, input) => {
    isolate();
    const { result } = await callTool(listCaches, input);
    expect(result).toEqual({ error: expect.stringMatching(/^"\w+" has to be .*\.$/) });
  });

  it("says so where there is nothing, nothing that matches, or nothing of a tool that it knows", async () => {
    isolate();
    const none = await callTool(listCaches, {});
    expect(none.result).toMatchObject({ totalTools: 0, tools: [], notes: ["No developer caches were found."] });
    fillFive();
    const dataFolder = temporaryDirectory();
    const unknown = await callTool(listCaches, { query: "constructor" }, { dataFolder });
    expect(unknown.result?.notes).toEqual(["None of the 5 tools that keep something matches."]);
    const known = await callTool(listCaches, { query: "gradle" }, { dataFolder });
    expect(known.result?.notes).toEqual(["Gradle: known, but nothing of it was found."]);
  });
});
