import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as cleanUp from "../../src/tools/clean-up-pip-cache";
import { cacheOfAll, goneOf } from "../support/cache-of-all";
import { buildWheel } from "../support/distributions";
import { cacheFile } from "../support/package-entries";
import { hashTree } from "../support/tree";
import { callTool, onlyCache } from "./call";

describe("cleaning up by an offer", () => {
  it("lists what is on offer with bytes, without everything, and removes nothing", async () => {
    const cache = cacheOfAll();
    const before = hashTree(cache.directory);
    const { asked, result } = await callTool(cleanUp, {}, { dataFolder: onlyCache(cache.directory) });
    expect(asked).toBeUndefined();
    const offers = result?.offers as { id: string; bytes: number; says: string }[];
    expect(offers.map(({ id }) => id)).toEqual(
      expect.arrayContaining([
        "not-used-90",
        "all-but-newest",
        "damaged",
        "index-pages",
        "built-wheels",
        "python-cp39",
      ]),
    );
    expect(offers.map(({ id }) => id)).not.toContain("everything");
    for (const { bytes, says } of offers) {
      expect(bytes).toBeGreaterThan(0);
      expect(says).toMatch(/\.$/);
    }
    expect(hashTree(cache.directory)).toEqual(before);
  });

  it.each([
    ["not-used-90", ["aged 1.0", "older 1.0"]],
    ["all-but-newest", ["alpha 1.9"]],
    ["damaged", ["damaged 1.0"]],
    ["index-pages", ["page"]],
    ["python-cp39", ["of Python 3.9"]],
  ])("removes what %s means after a yes, and nothing else; nothing after a no", async (offer, gone) => {
    const cache = cacheOfAll();
    const dataFolder = onlyCache(cache.directory);
    const before = hashTree(cache.directory);
    await callTool(cleanUp, { offer }, { dataFolder, answer: false });
    expect(hashTree(cache.directory)).toEqual(before);
    const { asked, result } = await callTool(cleanUp, { offer }, { dataFolder });
    expect(asked?.info).toContainEqual({ name: "Path", value: cache.directory });
    expect(asked?.message).toMatch(/^Remove .* \(\d/);
    expect(result).toMatchObject({ removed: true });
    expect(goneOf(cache)).toEqual(gone);
  });

  it("removes nothing unasked, nor where there is more now than was named", async () => {
    const cache = cacheOfAll();
    const dataFolder = onlyCache(cache.directory);
    const input = { offer: "not-used-90" };
    const unasked = await callTool(cleanUp, input, { dataFolder, skipsConfirmation: true });
    expect(unasked.result).toMatchObject({ removed: false });
    const { result } = await callTool(cleanUp, input, {
      dataFolder,
      meanwhile: () => {
        const then = new Date(Date.now() - 200 * 86_400_000);
        const cached = { directory: cache.directory, layout: "http-v2" } as const;
        cacheFile(cached, buildWheel({ name: "other", version: "1.0" }), { mtime: then, date: then });
      },
    });
    expect(result).toMatchObject({ removed: false, askAgain: expect.stringContaining("clean-up-pip-cache") });
    expect(goneOf(cache)).toEqual([]);
  });

  it("leaves what is kept, and what was needed where the policy spares that cannot be told apart", async () => {
    const cache = cacheOfAll();
    const dataFolder = onlyCache(cache.directory);
    const support = join(dataFolder, "support");
    mkdirSync(support, { recursive: true });
    writeFileSync(join(support, "kept.json"), JSON.stringify({ version: 1, packages: ["pip/aged"], versions: [] }));
    const { result } = await callTool(cleanUp, { offer: "not-used-90" }, { dataFolder });
    expect(result).toMatchObject({ removed: true });
    expect(goneOf(cache)).toEqual(["older 1.0"]);
    writeFileSync(join(support, "policy.json"), JSON.stringify({ version: 1, days: 90, sparesNeeded: true }));
    writeFileSync(join(support, "project-folders.json"), "{");
    const unread = await callTool(cleanUp, { offer: "index-pages" }, { dataFolder });
    expect(unread.asked).toBeUndefined();
    expect(unread.result).toMatchObject({ removed: false, notes: [expect.stringContaining("project folders")] });
    expect(goneOf(cache)).toEqual(["older 1.0"]);
  });

  it.each<[string, unknown]>([
    ["everything", { offer: "everything" }],
    ["what is no offer", { offer: "all" }],
    ["a path", { offer: "../x" }],
    ["no text", { offer: 7 }],
    ["the name of a prototype", { offer: "__proto__" }],
    ["control characters", { offer: "damaged\u0000" }],
    ["a very long text", { offer: "x".repeat(100_000) }],
  ])("asks nothing, removes nothing and says why, given %s", async (_what, input) => {
    const cache = cacheOfAll();
    const { asked, result } = await callTool(cleanUp, input, { dataFolder: onlyCache(cache.directory) });
    expect(asked).toBeUndefined();
    expect(result).toEqual({ error: expect.stringMatching(/^[^\p{Cc}]{10,2000}\.$/u) });
    expect(goneOf(cache)).toEqual([]);
  });
});
