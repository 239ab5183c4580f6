/** In a dry run everything is asked and said as ever, and nothing is changed, whatever was said yes to. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import ClearPipCache from "../src/clear-pip-cache";
import SearchDeveloperCaches from "../src/search-developer-caches";
import SearchPipCache from "../src/search-pip-cache";
import { trashName } from "../src/interface/shared/trash-name";
import { isolate, open, openOn } from "./commands/open";
import { documentedHere } from "./support/documented-paths";
import { extractRealCache } from "./support/real-caches";
import { temporaryDirectory } from "./support/temporary";
import { filesBelow, hashTree } from "./support/tree";

beforeEach(() => {
  process.env.PREVIEW_DRY_RUN = "1";
});
afterEach(() => {
  delete process.env.PREVIEW_DRY_RUN;
});

it.each([
  ["Remove Package", "Dry Run: Removing bigone", "8 files, 2.9 MB would go. Nothing was changed."],
  ["Clear pip Cache", "Dry Run: Clearing pip cache", "86 files, 2.9 MB would go. Nothing was changed."],
  [`Move Cache to ${trashName}`, `Dry Run: Moving to the ${trashName}`, "2.9 MB would go. Nothing was changed."],
])("of %s", async (action, title, message) => {
  const cache = await extractRealCache("http-v2-pip24.3.1");
  const before = hashTree(cache);
  const dataFolder = temporaryDirectory();
  const session = await openOn(cache, SearchPipCache, { name: "search-pip-cache", dataFolder });
  await session.run(action, "bigone");
  await session.answer(true);
  expect(session.toast).toMatchObject({ style: "success", title, message });
  expect(hashTree(cache)).toEqual(before);
  expect(filesBelow(dataFolder).filter((path) => /history|acts/.test(path))).toEqual([]);
});

it("of Clear pip Cache", async () => {
  const cache = await extractRealCache("http-v2-pip24.3.1");
  const before = hashTree(cache);
  const session = await openOn(cache, ClearPipCache, { name: "clear-pip-cache", mode: "no-view" });
  await session.answer(true);
  expect(session.toast?.title).toBe("Dry Run: Clearing pip cache");
  expect(hashTree(cache)).toEqual(before);
});

it("of another tool", async () => {
  const home = isolate();
  const folder = join(home, documentedHere(".cache/pypoetry/artifacts"));
  mkdirSync(join(folder, "aa", "bb", "cc"), { recursive: true });
  writeFileSync(join(folder, "aa", "bb", "cc", "one.whl"), "x".repeat(1000));
  const before = hashTree(home);
  const session = await open(SearchDeveloperCaches, { name: "search-developer-caches" });
  await session.run("Clear Poetry (1.0 kB)", "Poetry");
  await session.answer(true);
  expect(session.toast?.title).toBe("Dry Run: Clearing Poetry");
  expect(hashTree(home)).toEqual(before);
});
