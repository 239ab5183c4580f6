import { existsSync, lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { extractRealCache, realCacheNames, urlKeys } from "./real-caches";
import { temporaryDirectory } from "./temporary";
import { filesBelow, hashTree, sumOfSizes } from "./tree";

describe("temporary directories", () => {
  let earlier: string;

  it("exist while their test runs", () => {
    earlier = temporaryDirectory();
    expect(lstatSync(earlier).isDirectory()).toBe(true);
  });

  it("are gone after it", () => {
    expect(earlier).toBeDefined();
    expect(existsSync(earlier)).toBe(false);
  });
});

describe("real caches", () => {
  it.each(realCacheNames)("%s unpacks to a cache directory with pip's layout", async (name) => {
    const cache = await extractRealCache(name);
    const files = filesBelow(cache);
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) expect(file).toMatch(/^(http|http-v2|wheels)\//);
    const tree = hashTree(cache);
    expect(sumOfSizes(cache)).toBe([...tree.values()].reduce((sum, item) => sum + (item.size ?? 0), 0));
    expect(readFileSync(join(cache, files[0])).length).toBe(tree.get(files[0])?.size);
  });

  it("come with 200 URLs and their keys", () => {
    expect(urlKeys()).toHaveLength(200);
  });
});
