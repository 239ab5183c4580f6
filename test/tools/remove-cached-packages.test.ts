import { writeFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import SearchPipCache from "../../src/search-pip-cache";
import * as list from "../../src/tools/list-cached-packages";
import * as remove from "../../src/tools/remove-cached-packages";
import { isolate, open, rememberPips, removals } from "../commands/open";
import { layOutFiles } from "../python-caches/lay-out-files";
import { cacheOfAll, goneOf } from "../support/cache-of-all";
import { buildWheel } from "../support/distributions";
import { documentedHere } from "../support/documented-paths";
import { cacheFile } from "../support/package-entries";
import { temporaryDirectory } from "../support/temporary";
import { hashTree } from "../support/tree";
import { callTool, onlyCache } from "./call";

function keep(dataFolder: string, marks: object): void {
  mkdirSync(join(dataFolder, "support"), { recursive: true });
  writeFileSync(join(dataFolder, "support", "kept.json"), JSON.stringify({ version: 1, ...marks }));
}

afterEach(() => jest.restoreAllMocks());

describe("removing packages by name", () => {
  it("removes from pip only where no tool is named, and says who was seen to keep what pip has nothing of", async () => {
    const cache = cacheOfAll();
    const home = isolate({ PIP_CACHE_DIR: cache.directory });
    const dataFolder = temporaryDirectory();
    rememberPips(dataFolder, []);
    layOutFiles(home, {
      [documentedHere(".cache/uv/archive-v0/EL_luUelLBZhiLaT/docopt-0.6.2.dist-info/METADATA")]: 20_000,
    });
    await callTool(list, { tool: "uv" }, { dataFolder });
    const before = [hashTree(home), hashTree(cache.directory)];
    const { asked, result } = await callTool(remove, { packages: ["docopt"] }, { dataFolder });
    expect(asked).toBeUndefined();
    expect(result).toMatchObject({ removed: false });
    expect(result?.notes).toEqual([
      'Nothing is cached of docopt. uv was seen to keep 20000 bytes of it. To remove that: remove-cached-packages with "tool": "uv".',
    ]);
    expect([hashTree(home), hashTree(cache.directory)]).toEqual(before);
  });

  it("names package, bytes and path, removes just that after a yes, and tells the history", async () => {
    const cache = cacheOfAll();
    const dataFolder = onlyCache(cache.directory);
    const { asked, result } = await callTool(remove, { packages: ["Aged"] }, { dataFolder });
    expect(asked?.message).toMatch(/^Remove aged \(\d+\.\d kB\)\?/);
    expect(asked?.info).toEqual(
      expect.arrayContaining([
        { name: "Package", value: "aged" },
        { name: "Path", value: cache.directory },
      ]),
    );
    expect(result).toMatchObject({ removed: true, entries: 1, path: cache.directory });
    expect(result?.reclaimedBytes).toBeGreaterThan(30_000);
    expect(goneOf(cache)).toEqual(["aged 1.0"]);
    const search = await open(SearchPipCache, { name: "search-pip-cache", dataFolder });
    await search.run("Show History…");
    expect(removals(search).map(({ title }) => title)).toEqual(["aged"]);
  });

  it("removes nothing after a no, nor where nobody was asked", async () => {
    const cache = cacheOfAll();
    const before = hashTree(cache.directory);
    const dataFolder = onlyCache(cache.directory);
    expect((await callTool(remove, { packages: ["aged"] }, { dataFolder, answer: false })).result).toBeUndefined();
    expect(hashTree(cache.directory)).toEqual(before);
    const other = onlyCache(cache.directory);
    const { result } = await callTool(remove, { packages: ["aged"] }, { dataFolder: other, skipsConfirmation: true });
    expect(result).toMatchObject({ removed: false, askAgain: expect.stringContaining("remove-cached-packages") });
    expect(hashTree(cache.directory)).toEqual(before);
  });

  it("says that it is one package, however many entries of it go", async () => {
    const cache = cacheOfAll();
    const options = { dataFolder: onlyCache(cache.directory), answer: false };
    const { asked } = await callTool(remove, { packages: ["alpha"] }, options);
    expect(asked?.info).toContainEqual({ name: "Package", value: "alpha" });
    const several = await callTool(remove, { packages: ["alpha", "aged"] }, options);
    expect(several.asked?.info?.[0]).toMatchObject({ name: "Packages", value: expect.stringContaining("aged") });
  });

  it("takes one version, however it is spelt, and several packages together", async () => {
    const cache = cacheOfAll();
    const dataFolder = onlyCache(cache.directory);
    const input = { packages: ["alpha==1.10.0", "older"] };
    const { asked, result } = await callTool(remove, input, { dataFolder });
    expect(asked?.message).toMatch(/^Remove 2 packages/);
    expect(result).toMatchObject({ removed: true, entries: 2 });
    expect(goneOf(cache).sort()).toEqual(["alpha 1.10", "older 1.0"]);
  });

  it("wants the same input to be confirmed, once, and in the last ten minutes", async () => {
    const cache = cacheOfAll();
    const dataFolder = onlyCache(cache.directory);
    const before = hashTree(cache.directory);
    const input = { packages: ["aged"] };
    await callTool(remove, input, { dataFolder, answer: false });
    const now = Date.now.bind(Date);
    jest.spyOn(Date, "now").mockImplementation(() => now() + 10 * 60_000);
    const stale = await callTool(remove, input, { dataFolder, skipsConfirmation: true });
    jest.restoreAllMocks();
    expect(stale.result).toMatchObject({ removed: false, notes: [expect.stringContaining("ten minutes")] });
    await callTool(remove, input, { dataFolder, answer: false });
    const other = await callTool(remove, { packages: ["older"] }, { dataFolder, skipsConfirmation: true });
    expect(other.result).toMatchObject({ removed: false });
    expect(hashTree(cache.directory)).toEqual(before);
  });

  it.each([
    ["of another version", "2.0"],
    ["of the same version", "1.0"],
  ])("removes nothing where there is more now, %s, and says what to ask again", async (_what, version) => {
    const cache = cacheOfAll();
    const dataFolder = onlyCache(cache.directory);
    let before = {};
    const { result } = await callTool(
      remove,
      { packages: ["aged"] },
      {
        dataFolder,
        meanwhile: () => {
          cacheFile(
            { directory: cache.directory, layout: "http-v2" },
            buildWheel({ name: "aged", version, size: 9_000 }),
          );
          before = hashTree(cache.directory);
        },
      },
    );
    expect(result).toMatchObject({
      removed: false,
      askAgain: expect.stringMatching(/^Call remove-cached-packages again/),
    });
    expect(hashTree(cache.directory)).toEqual(before);
    const again = await callTool(remove, { packages: ["aged"] }, { dataFolder });
    expect(again.result).toMatchObject({ removed: true, entries: 2 });
  });

  it("leaves what is kept, and says so", async () => {
    const cache = cacheOfAll();
    const dataFolder = onlyCache(cache.directory);
    keep(dataFolder, { packages: ["pip/aged"], versions: [["pip/alpha", "1.9"]] });
    const alone = await callTool(remove, { packages: ["aged"] }, { dataFolder });
    expect(alone.asked).toBeUndefined();
    expect(alone.result).toMatchObject({ removed: false, notes: [expect.stringMatching(/^1 kept package/)] });
    const { asked, result } = await callTool(remove, { packages: ["aged", "alpha", "older"] }, { dataFolder });
    expect(asked?.info).toContainEqual({
      name: "Stays",
      value: expect.stringMatching(/^1 kept package and 1 kept version/),
    });
    expect(result).toMatchObject({ removed: true, notes: [expect.stringMatching(/kept package and 1 kept version/)] });
    expect(goneOf(cache)).not.toEqual(expect.arrayContaining(["aged 1.0"]));
    expect(goneOf(cache)).not.toEqual(expect.arrayContaining(["alpha 1.9"]));
    expect(goneOf(cache)).toEqual(expect.arrayContaining(["alpha 1.10", "older 1.0"]));
  });

  it("removes nothing where it cannot be read what is kept, or what the policy spares", async () => {
    const cache = cacheOfAll();
    const before = hashTree(cache.directory);
    for (const [file, what] of [
      ["kept.json", "The list of what is kept"],
      ["policy.json", "The policy for tidying"],
    ] as const) {
      const dataFolder = onlyCache(cache.directory);
      mkdirSync(join(dataFolder, "support"), { recursive: true });
      writeFileSync(join(dataFolder, "support", file), "{");
      const { asked, result } = await callTool(remove, { packages: ["aged"] }, { dataFolder });
      expect(asked).toBeUndefined();
      expect(result).toMatchObject({ removed: false, notes: [expect.stringContaining(`${what} cannot be read`)] });
    }
    expect(hashTree(cache.directory)).toEqual(before);
  });

  it("says of a name that is not cached which ones are like it, and removes the others only", async () => {
    const cache = cacheOfAll();
    const dataFolder = onlyCache(cache.directory);
    const none = await callTool(remove, { packages: ["alph"] }, { dataFolder });
    expect(none.asked).toBeUndefined();
    expect(none.result).toMatchObject({ removed: false });
    expect(none.result?.notes).toContain("Nothing is cached of alph. Cached are alpha.");
    const slip = await callTool(remove, { packages: ["odler"] }, { dataFolder });
    expect(slip.result?.notes).toContain("Nothing is cached of odler. Cached are older.");
    const { asked, result } = await callTool(remove, { packages: ["older", "alpha==7"] }, { dataFolder });
    expect(asked?.message).toContain("Nothing is cached of alpha 7. Cached are 1.10+local, 1.10, 1.9.");
    expect(result).toMatchObject({ removed: true, entries: 1 });
    expect(goneOf(cache)).toEqual(["older 1.0"]);
  });

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["no list", { packages: "aged" }],
    ["an empty list", { packages: [] }],
    ["what is no text", { packages: [["aged"], 7, { name: "aged" }] }],
    ["ten thousand names", { packages: Array.from({ length: 10_000 }, (_, at) => `aged-${at}`) }],
    ["a path", { packages: ["../x"] }],
    ["an absolute path", { packages: ["/etc/passwd"] }],
    ["a wildcard", { packages: ["*"] }],
    ["a wildcard with a name", { packages: ["a*"] }],
    ["another operator", { packages: ["aged>=0"] }],
    ["a wildcard of versions", { packages: ["aged==*"] }],
    ["control characters", { packages: ["aged\u001b[31m"] }],
    ["a line break", { packages: ["aged\nolder"] }],
    ["an empty text", { packages: [""] }],
    ["a very long text", { packages: ["a".repeat(100_000)] }],
    ["a prototype", JSON.parse('{"__proto__":{"packages":["aged"]}}')],
    ["the name of a prototype", { packages: ["__proto__"] }],
    ["the key of a row", { packages: ["pip#other"] }],
  ])("asks nothing, removes nothing and says why, given %s", async (_what, input) => {
    const cache = cacheOfAll();
    const before = hashTree(cache.directory);
    const { asked, result } = await callTool(remove, input, { dataFolder: onlyCache(cache.directory) });
    expect(asked).toBeUndefined();
    expect(result).toEqual({ error: expect.stringMatching(/^[^\p{Cc}]{10,400}\.$/u) });
    expect(hashTree(cache.directory)).toEqual(before);
  });

  it("names the command that clears everything where all packages are meant", async () => {
    const { result } = await callTool(remove, { packages: ["*"] }, { dataFolder: onlyCache(cacheOfAll().directory) });
    expect(result).toEqual({ error: expect.stringContaining("use Clear pip Cache to remove everything.") });
  });

  it("names ten of a hundred that are not cached, and how many others there are", async () => {
    const dataFolder = onlyCache(cacheOfAll().directory);
    const packages = ["aged", ...Array.from({ length: 99 }, (_, at) => `unheard-of-${at}`)];
    const { asked, result } = await callTool(remove, { packages }, { dataFolder });
    expect(asked?.message?.match(/^Nothing is cached of unheard-of-/gm)).toHaveLength(10);
    expect(asked?.message).toMatch(/\n…and 89 more$/);
    expect(result?.notes).toHaveLength(11);
  });

  it.each(["constructor", "tostring", "hasownproperty"])("finds nothing called %s", async (name) => {
    const cache = cacheOfAll();
    const { asked, result } = await callTool(remove, { packages: [name] }, { dataFolder: onlyCache(cache.directory) });
    expect(asked).toBeUndefined();
    expect(result).toMatchObject({ removed: false });
    expect(goneOf(cache)).toEqual([]);
  });

  it("says so where there is no cache, or it is a file", async () => {
    const missing = await callTool(
      remove,
      { packages: ["aged"] },
      { dataFolder: onlyCache(join(temporaryDirectory(), "none")) },
    );
    expect(missing.result).toMatchObject({ removed: false });
    const file = join(temporaryDirectory(), "cache");
    writeFileSync(file, "no cache");
    const { asked, result } = await callTool(remove, { packages: ["aged"] }, { dataFolder: onlyCache(file) });
    expect(asked).toBeUndefined();
    expect(result).toMatchObject({ removed: false });
  });
});
