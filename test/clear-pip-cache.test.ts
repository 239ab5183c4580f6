import { mkdirSync, readdirSync, renameSync, utimesSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import ClearPipCache from "../src/clear-pip-cache";
import SearchPipCache from "../src/search-pip-cache";
import { isolate, list, open, openOn, pipCacheIn, removals } from "./commands/open";
import { extractRealCache } from "./support/real-caches";
import { temporaryDirectory } from "./support/temporary";
import { compareTrees, filesBelow, hashTree } from "./support/tree";

const clear = { name: "clear-pip-cache" };

describe("clearing everything", () => {
  it("asks with each number once, names what goes and what that means, and says what came back", async () => {
    const cache = await extractRealCache("http-pip23.2.1");
    const session = await openOn(cache, ClearPipCache, clear);
    expect(session.alert).toMatchObject({
      title: "Clear pip cache (2.9 MB)?",
      primaryAction: { title: "Clear", style: "destructive" },
    });
    expect(session.alert?.message).toMatch(
      /^43 entries\.\nWhat is installed stays; what is needed again is downloaded or built again\.\n\nbigone: 2\.9 MB\nalpha: 10\.6 kB\n[^]*\n…and 1 more\n\nBuilt wheels stay if pip is running then\.$/,
    );
    await session.answer(true);
    expect(filesBelow(cache)).toEqual([]);
    expect(session.toast).toMatchObject({
      style: "success",
      title: "Cleared pip cache (2.9 MB Reclaimed)",
      message: "43 entries",
    });
  });

  it("changes nothing and says nothing when it is declined", async () => {
    const cache = await extractRealCache("http-v2-pip24.3.1");
    const before = hashTree(cache);
    const session = await openOn(cache, ClearPipCache, clear);
    await session.answer(false);
    expect(hashTree(cache)).toEqual(before);
    expect(session.toast).toBeUndefined();
  });

  it("names each cache directory with its size when there are several, and clears them all", async () => {
    const first = await extractRealCache("http-v2-pip24.3.1");
    const home = isolate({ PIP_CACHE_DIR: first });
    const second = pipCacheIn(home);
    mkdirSync(dirname(second), { recursive: true });
    renameSync(await extractRealCache("http-pip20.3.4-python2"), second);
    const session = await open(ClearPipCache, clear);
    expect(session.alert?.message).toContain(`${first}: 2.9 MB\n${join("~", relative(home, second))}: 3.9 kB`);
    await session.answer(true);
    expect([...filesBelow(first), ...filesBelow(second)]).toEqual([]);
  });

  it("says so when there is nothing to clear", async () => {
    const session = await openOn(temporaryDirectory(), ClearPipCache, clear);
    expect(session.alerts).toEqual([]);
    expect(session.toast).toMatchObject({ title: "Nothing to Remove", message: "The pip cache is empty" });
  });

  it("removes the folders that a purge of pip leaves, without a question", async () => {
    const cache = temporaryDirectory();
    for (const folder of ["http-v2/a/b/c", "wheels/11/22", "selfcheck"]) {
      mkdirSync(join(cache, folder), { recursive: true });
    }
    const hourAgo = new Date(Date.now() - 2 * 3_600_000);
    for (const folder of ["wheels/11/22", "wheels/11"]) utimesSync(join(cache, folder), hourAgo, hourAgo);
    const session = await openOn(cache, ClearPipCache, clear);
    expect(session.alerts).toEqual([]);
    expect(session.toast).toMatchObject({
      title: "Nothing to Remove",
      message: "The pip cache is empty, removed 5 empty folders",
    });
    expect(readdirSync(cache, { recursive: true }).sort()).toEqual(["http-v2", "selfcheck", "wheels"]);
  });

  it("says so when there is no cache at all", async () => {
    isolate();
    const session = await open(ClearPipCache, clear);
    expect(session.toast).toMatchObject({ title: "Nothing to Clear" });
  });

  it("leaves alone what lies beside pip's folders", async () => {
    const cache = await extractRealCache("http-v2-pip24.3.1");
    const neighbour = join(cache, "http-v3");
    mkdirSync(neighbour);
    renameSync(await extractRealCache("legacy-pip6.0"), join(neighbour, "other"));
    const before = hashTree(neighbour);
    const session = await openOn(cache, ClearPipCache, clear);
    await session.answer(true);
    expect(compareTrees(before, hashTree(neighbour))).toEqual({ gone: [], added: [], changed: [] });
  });
});

describe("the history", () => {
  it("remembers what was removed, and sums up what ever came back", async () => {
    const cache = await extractRealCache("http-v2-pip24.3.1");
    const dataFolder = temporaryDirectory();
    const session = await openOn(cache, SearchPipCache, { name: "search-pip-cache", dataFolder });
    await session.run("Remove Package", "alpha");
    await session.answer(true);
    const clearing = await openOn(cache, ClearPipCache, { ...clear, dataFolder });
    await clearing.answer(true);
    const after = await openOn(await extractRealCache("http-pip23.2.1"), SearchPipCache, {
      name: "search-pip-cache",
      dataFolder,
    });
    await after.run("Show History…");
    expect(removals(after).map(({ title, subtitle }) => `${title}: ${subtitle}`)).toEqual([
      "pip Cache: 2.9 MB from 33 entries",
      "alpha: 10.5 kB from 10 entries",
    ]);
    expect(list(after).sections.at(-1)?.subtitle).toBe("2.9 MB ever reclaimed");
  });
});
