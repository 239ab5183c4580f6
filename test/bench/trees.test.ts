import { lstatSync } from "node:fs";
import { join } from "node:path";
import { makeBenchTree } from "../../bench/trees";
import { temporaryDirectory } from "../support/temporary";
import { filesBelow, hashTree, sumOfSizes } from "../support/tree";

describe("a tree to measure on", () => {
  it("has as many entries and bytes as it says, each byte allocated", () => {
    const directory = temporaryDirectory();
    const tree = makeBenchTree(directory, { entries: 300, seed: 1 });
    const files = filesBelow(directory);
    const headers = files.filter((file) => file.startsWith("http-v2/") && !file.endsWith(".body"));
    const built = files.filter((file) => file.endsWith(".whl"));
    expect(tree.entries).toBe(300);
    expect(headers.length + built.length).toBe(300);
    expect(files).toHaveLength(tree.files);
    expect(sumOfSizes(directory)).toBe(tree.bytes);
    for (const file of files) {
      const { size, blocks } = lstatSync(join(directory, file));
      expect([file, blocks * 512 >= size]).toEqual([file, true]);
    }
  });

  it("is the same for the same seed and another for another", () => {
    const trees = [3, 3, 4].map((seed) => {
      const directory = temporaryDirectory();
      makeBenchTree(directory, { entries: 60, seed });
      return JSON.stringify([...hashTree(directory)].sort());
    });
    expect(trees[0]).toBe(trees[1]);
    expect(trees[0]).not.toBe(trees[2]);
  });
});
