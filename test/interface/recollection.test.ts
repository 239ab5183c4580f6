import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Cache } from "../../preview/api";
import { Recollection, sealed } from "../../src/interface/shared/recollection";
import { temporaryDirectory } from "../support/temporary";
import { hashTree } from "../support/tree";

function made<Value>(version = 1) {
  const folder = temporaryDirectory();
  const cache = new Cache({ directory: folder });
  mkdirSync(cache.storageDirectory, { recursive: true });
  const again = (other: number) => new Recollection<Value>(cache, "key", other);
  return { folder, cache, recollection: again(version), again };
}

it("is what was remembered, with when that was found out", () => {
  const { recollection } = made<{ sizes: number[] }>();
  expect(recollection.recall()).toBeUndefined();
  recollection.remember({ sizes: [1, 2] }, 1000);
  expect(recollection.recall()).toEqual({ value: { sizes: [1, 2] }, at: 1000 });
});

it("is not replaced by what was found out before it", () => {
  const { recollection } = made<string>();
  recollection.remember("new", 2000);
  recollection.remember("old", 1999);
  expect(recollection.recall()).toEqual({ value: "new", at: 2000 });
  recollection.remember("newer", 2000);
  expect(recollection.recall()?.value).toBe("newer");
});

it("is nothing in another version, and made anew in that one", () => {
  const { recollection, again } = made<string>(1);
  recollection.remember("old shape", Date.now());
  expect(again(2).recall()).toBeUndefined();
  again(2).remember("new shape", 1000);
  expect(again(2).recall()?.value).toBe("new shape");
});

it.each<[how: string, damage: (content: string) => string]>([
  ["a letter has changed in it", (content) => content.replace("five", "fine")],
  ["it is cut short", (content) => content.slice(0, -3)],
  ["something follows it", (content) => `${content} `],
  ["it is empty", () => ""],
  ["it is from the future", () => sealed('"five"', 1, Date.now() + 3_600_000)],
])("is quietly nothing where %s, and made anew", (_, damage) => {
  const { recollection, folder } = made<string>();
  recollection.remember("five", 1000);
  const [file = ""] = [...hashTree(folder).keys()].filter((path) => path.endsWith(".data"));
  writeFileSync(join(folder, file), damage(readFileSync(join(folder, file), "utf8")));
  expect(recollection.recall()).toBeUndefined();
  recollection.remember("six", 1001);
  expect(recollection.recall()?.value).toBe("six");
});

it("stands in nobody's way where nothing can be kept, or looked up", () => {
  const full = () => {
    throw new Error("ENOSPC");
  };
  const { cache } = made();
  const recollection = new Recollection<string>(Object.assign(cache, { get: full, set: full }), "key", 1);
  expect(() => recollection.remember("five")).not.toThrow();
  expect(recollection.recall()).toBeUndefined();
});
