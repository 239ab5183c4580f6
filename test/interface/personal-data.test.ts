/** What a person has said is to be kept: it is never dropped, and nothing goes in bulk while it cannot be read. */

import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import SearchPipCache from "../../src/search-pip-cache";
import { PersonalData } from "../../src/interface/shared/personal-data";
import { open, openOn, titles } from "../commands/open";
import { buildWheel } from "../support/distributions";
import { cacheFile } from "../support/package-entries";
import { temporaryDirectory } from "../support/temporary";
import { compareTrees, hashTree } from "../support/tree";

const wishes = new PersonalData<{ names: string[] }>({
  name: "What is to be kept",
  file: "wishes",
  version: 1,
  empty: { names: [] },
  parse: ({ names }) => (Array.isArray(names) ? { names: names as string[] } : undefined),
  guardsRemoval: true,
});

async function inCommand(dataFolder: string, act: () => void): Promise<void> {
  let failure: unknown;
  const command = () => {
    try {
      act();
    } catch (error) {
      failure = error;
    }
  };
  await open(command as never, { mode: "no-view", dataFolder });
  if (failure) throw failure as Error;
}

function folderWith(content: string): { dataFolder: string; file: string } {
  const dataFolder = temporaryDirectory();
  const file = join(dataFolder, "support", "wishes.json");
  mkdirSync(join(dataFolder, "support"));
  writeFileSync(file, content);
  return { dataFolder, file };
}

it("is what was said before, also in another command", async () => {
  const dataFolder = temporaryDirectory();
  const add = (name: string) => () => wishes.change(({ names }) => ({ names: [...names, name] }));
  await inCommand(dataFolder, () => expect(wishes.read()).toEqual({ value: { names: [] } }));
  await inCommand(dataFolder, add("numpy"));
  await inCommand(dataFolder, add("scipy"));
  if (process.platform !== "win32") expect(statSync(join(dataFolder, "support", "wishes.json")).mode & 0o077).toBe(0);
  await inCommand(dataFolder, () => expect(wishes.read()).toEqual({ value: { names: ["numpy", "scipy"] } }));
});

it("is not replaced where it cannot be read, but set aside when somebody says so", async () => {
  const { dataFolder, file } = folderWith("{");
  await inCommand(dataFolder, () => {
    expect(() => wishes.change(() => ({ names: [] }))).toThrow("What is to be kept cannot be read. It is damaged.");
    expect(readFileSync(file, "utf8")).toBe("{");
    wishes.setAside();
    expect(wishes.read()).toEqual({ value: { names: [] } });
    expect(wishes.aside().map((path) => readFileSync(path, "utf8"))).toEqual(["{"]);
  });
});

it("holds back what removes in bulk while it cannot be read, and says where that is to be mended", async () => {
  const cache = temporaryDirectory();
  for (const name of ["alpha", "beta", "gamma"]) {
    cacheFile({ directory: cache, layout: "http-v2" }, buildWheel({ name, version: "1.0" }));
  }
  const { dataFolder, file } = folderWith("{");
  const before = hashTree(cache);
  const session = await openOn(cache, SearchPipCache, { name: "search-pip-cache", dataFolder });
  await session.run("Clear pip Cache");
  expect(session.alert).toBeUndefined();
  expect(session.toast).toMatchObject({ style: "failure", title: "Did Not Clear pip cache" });
  expect(session.toast?.message).toContain(`${file}. It is damaged.`);
  expect(compareTrees(before, hashTree(cache))).toEqual({ gone: [], added: [], changed: [] });
  // What a person names is another matter.
  await session.run("Remove Package", "alpha");
  await session.answer(true);
  expect(titles(session).sort()).toEqual(["beta", "gamma"]);
  rmSync(file);
  await session.run("Clear pip Cache");
  await session.answer(true);
  expect(titles(session)).toEqual([]);
});
