import { mkdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Session } from "../preview";
import RemoveCachedPackage from "../src/remove-cached-package";
import SearchPipCache from "../src/search-pip-cache";
import { isolate, open, titles } from "./commands/open";
import { layOutFiles } from "./python-caches/lay-out-files";
import { cacheOfAll, goneOf } from "./support/cache-of-all";
import { buildWheel } from "./support/distributions";
import { documentedHere } from "./support/documented-paths";
import { cacheFile } from "./support/package-entries";
import { temporaryDirectory } from "./support/temporary";
import { filesBelow, hashTree } from "./support/tree";

const unasked = { askBeforeRemoving: false };

interface Given {
  cache?: string;
  dataFolder?: string;
  preferences?: object;
}

const removing = async (text: string, { cache, dataFolder, preferences = {} }: Given): Promise<Session> => {
  isolate(cache ? { PIP_CACHE_DIR: cache } : {});
  return open(RemoveCachedPackage, {
    name: "remove-cached-package",
    dataFolder,
    arguments: { package: text },
    preferences: { ...preferences },
  });
};

/** A data folder in which the cache is remembered as it is now. */
async function remembering(cache: string): Promise<string> {
  const dataFolder = temporaryDirectory();
  isolate({ PIP_CACHE_DIR: cache });
  await open(SearchPipCache, { name: "search-pip-cache", dataFolder });
  return dataFolder;
}

const openedSearch = (session: Session) =>
  session.effects.flatMap((effect) =>
    effect.type === "launch" && effect.command === "search-pip-cache" ? [effect.arguments] : [],
  );

const wheelOf = (directory: string, name: string, version: string) =>
  cacheFile({ directory, layout: "http-v2" }, buildWheel({ name, version, size: 30_000 }));

const alpha = ["alpha 1.9", "alpha 1.10", "alpha from a build", "page"];

describe("a name", () => {
  it("is asked about with entries and bytes, removed, and said to be gone", async () => {
    const cache = cacheOfAll();
    const session = await removing("alpha", { cache: cache.directory });
    expect(session.alert).toMatchObject({
      title: expect.stringMatching(/^Remove alpha \(\d+\.\d kB\)\?$/) as string,
      message: expect.stringMatching(/^4 entries\.\n/) as string,
      primaryAction: { title: "Remove", style: "destructive" },
    });
    const [bytes] = /\d+\.\d kB/.exec(session.alert?.title ?? "") ?? [];
    await session.answer(true);
    expect(goneOf(cache)).toEqual(alpha);
    expect(session.toast).toMatchObject({
      style: "success",
      title: `Removed alpha (${bytes} Reclaimed)`,
      message: "4 entries",
    });
    expect(openedSearch(session)).toEqual([]);
  });

  it("is asked about by what is remembered, without reading the cache", async () => {
    const cache = cacheOfAll();
    const dataFolder = await remembering(cache.directory);
    // What came since is in no question.
    wheelOf(cache.directory, "alpha", "2.0");
    const session = await removing("alpha", { cache: cache.directory, dataFolder });
    expect(session.alert?.message).toMatch(/^4 entries\./);
    expect(session.toasts).toEqual([]);
  });

  it("changes nothing and says nothing when it is declined", async () => {
    const cache = cacheOfAll();
    const before = hashTree(cache.directory);
    const session = await removing("alpha", { cache: cache.directory });
    await session.answer(false);
    expect(hashTree(cache.directory)).toEqual(before);
    expect(session.toast).toBeUndefined();
    expect(session.effects).toEqual([]);
  });

  it.each(["Alpha", "ALPHA", "  alpha\n"])("is found as pip finds it, however it is spelt: %j", async (text) => {
    const session = await removing(text, { cache: cacheOfAll().directory });
    expect(session.alert?.title).toMatch(/^Remove alpha /);
  });

  it("means no package whose name it only begins", async () => {
    const cache = cacheOfAll();
    wheelOf(cache.directory, "alpha-extra", "1.0");
    wheelOf(cache.directory, "alphabet", "1.0");
    const session = await removing("alpha", { cache: cache.directory, preferences: unasked });
    expect(session.alerts).toEqual([]);
    expect(goneOf(cache)).toEqual(alpha);
    const search = await open(SearchPipCache, { name: "search-pip-cache" });
    expect(titles(search)).toEqual(expect.arrayContaining(["alpha-extra", "alphabet"]));
  });

  it("goes without a question where a person has turned that off", async () => {
    const cache = cacheOfAll();
    const session = await removing("alpha", { cache: cache.directory, preferences: unasked });
    expect(session.alerts).toEqual([]);
    expect(goneOf(cache)).toEqual(alpha);
    expect(session.toast?.title).toMatch(/^Removed alpha \(/);
  });

  it("that pip has stored again since the cache was read is asked about once more", async () => {
    const cache = cacheOfAll();
    const dataFolder = await remembering(cache.directory);
    const [later] = wheelOf(cache.directory, "alpha", "2.0").files;
    const session = await removing("alpha", { cache: cache.directory, dataFolder });
    await session.answer(true);
    expect(goneOf(cache)).toEqual(alpha);
    expect(session.alert?.title).toMatch(/^Remove alpha /);
    expect(session.alert?.message).toContain("alpha 2.0");
    expect(session.alert?.message).toContain("pip has stored it since the cache was read last.");
    await session.answer(true);
    expect(filesBelow(cache.directory)).not.toContain(later);
    const again = await removing("alpha", { cache: cache.directory, dataFolder });
    expect(again.alerts).toEqual([]);
    expect(openedSearch(again)).toEqual([{ package: "alpha" }]);
  });
});

describe("versions", () => {
  it.each([
    ["alpha==1.9", /^Remove alpha 1\.9 /, ["alpha 1.9"]],
    ["alpha<1.10", /^Remove alpha 1\.9 /, ["alpha 1.9"]],
    ["alpha >= 1.9", /^Remove 3 versions of alpha /, ["alpha 1.9", "alpha 1.10", "alpha from a build"]],
    ["aged[extra]", /^Remove aged /, ["aged 1.0"]],
    ["pip install older", /^Remove older /, ["older 1.0"]],
  ])("of %s are asked about whatever the preference says, and just these go", async (text, title, gone) => {
    const cache = cacheOfAll();
    const session = await removing(text, { cache: cache.directory, preferences: unasked });
    expect(session.alert?.title).toMatch(title);
    await session.answer(true);
    expect(goneOf(cache)).toEqual(gone);
  });

  it("that stay are said, and what is not compared", async () => {
    const cache = cacheOfAll().directory;
    expect((await removing("alpha==1.9", { cache })).alert?.message).toContain("2 other versions stay.");
    expect((await removing("aged[extra]", { cache })).alert?.message).toContain("Not compared: extras.");
  });
});

describe("several names", () => {
  it.each([
    ["aged older", "Remove 2 packages", ["aged 1.0", "older 1.0"]],
    ["a*", "Remove 2 packages", [...alpha, "aged 1.0"]],
    ["alpha==1.9, older", "Remove 2 packages", ["alpha 1.9", "older 1.0"]],
  ])("are asked about whatever the preference says: %s", async (text, title, gone) => {
    const cache = cacheOfAll();
    const session = await removing(text, { cache: cache.directory, preferences: unasked });
    expect(session.alert?.title).toMatch(new RegExp(`^${title} `));
    await session.answer(true);
    expect(goneOf(cache).sort()).toEqual([...gone].sort());
  });
});

describe("what is kept", () => {
  const keeping = (...packages: string[]) => {
    const dataFolder = temporaryDirectory();
    mkdirSync(join(dataFolder, "support"), { recursive: true });
    writeFileSync(join(dataFolder, "support", "kept.json"), JSON.stringify({ version: 1, packages, versions: [] }));
    return dataFolder;
  };

  it("goes by its own name, which is asked about whatever the preference says", async () => {
    const cache = cacheOfAll();
    const dataFolder = keeping("pip/alpha");
    const session = await removing("alpha", { cache: cache.directory, dataFolder, preferences: unasked });
    expect(session.alert?.message).toContain("It is kept");
    await session.answer(true);
    expect(goneOf(cache)).toEqual(alpha);
  });

  it("stays where a pattern means it, which the question says, also where it means nothing else", async () => {
    const cache = cacheOfAll();
    const dataFolder = keeping("pip/alpha");
    const session = await removing("a*", { cache: cache.directory, dataFolder });
    expect(session.alert?.title).toMatch(/^Remove 1 package /);
    expect(session.alert?.message).toMatch(/1 kept package \(.*\) stays/);
    await session.answer(true);
    expect(goneOf(cache)).toEqual(["aged 1.0"]);
    expect(session.alerts).toHaveLength(1);
    const only = await removing("alph*", { cache: cache.directory, dataFolder });
    expect(only.alerts).toEqual([]);
    expect(only.toast?.title).toBe("Nothing to Remove");
    expect(goneOf(cache)).toEqual(["aged 1.0"]);
  });

  it("goes by no pattern while it cannot be read", async () => {
    const cache = cacheOfAll();
    const dataFolder = keeping();
    writeFileSync(join(dataFolder, "support", "kept.json"), "{");
    const session = await removing("a*", { cache: cache.directory, dataFolder });
    expect(session.alerts).toEqual([]);
    expect(session.toast?.message).toMatch(/^The list of what is kept cannot be read/);
    expect(goneOf(cache)).toEqual([]);
  });
});

describe("what is not cached, or not understood", () => {
  async function opensSearch(text: string, typed: string) {
    const cache = cacheOfAll();
    const before = hashTree(cache.directory);
    const session = await removing(text, { cache: cache.directory, preferences: unasked });
    expect(session.alerts).toEqual([]);
    expect(openedSearch(session)).toEqual([{ package: typed }]);
    // What a script takes its status from.
    expect(session.toast).toMatchObject({ style: "failure", title: "Nothing Was Removed" });
    expect(session.toast?.message?.length).toBeLessThan(100);
    expect(hashTree(cache.directory)).toEqual(before);
  }

  it.each([
    "nunpy",
    "alph",
    "alpha_",
    "alpha==7",
    "alpha; rm",
    "alpha -rf /",
    "alpha nunpy",
    "alpha==",
    "../x",
    "/etc/passwd",
    "__proto__",
    ";;;",
  ])("opens Search with the text, and nothing is removed: %s", async (text) => {
    await opensSearch(text, text);
  });

  it("opens Search with as much as was given, but in one line and without what cannot be typed", async () => {
    const long = "x".repeat(10_000);
    await opensSearch(long, long);
    await opensSearch("al\u0007\npha\ud800", "al pha");
  });

  it("opens Search without a text where nothing was typed", async () => {
    const session = await removing("  ", { cache: cacheOfAll().directory });
    expect(openedSearch(session)).toEqual([undefined]);
    expect(session.toasts).toEqual([]);
  });

  it("says how to turn Search on where it is turned off", async () => {
    isolate({ PIP_CACHE_DIR: cacheOfAll().directory });
    const session = await open(RemoveCachedPackage, {
      ...{ name: "remove-cached-package", arguments: { package: "nunpy" } },
      disabled: ["search-pip-cache"],
    });
    expect(session.toast).toMatchObject({ style: "failure", title: "Could Not Open Search pip Cache" });
  });

  it.each([
    ["nunpy", "Nothing is cached of nunpy."],
    ["alpha nunpy", "Not all of it is cached."],
    ["alpha -rf /", "Not all of it was understood."],
    ["../x", "It is no name of a package, nor one with versions."],
  ])("says why nothing went: %s", async (text, message) => {
    const session = await removing(text, { cache: cacheOfAll().directory });
    expect(session.toast).toMatchObject({ style: "failure", message });
  });

  it.each(["*", "**", "*.*", "*>=0", "*==1.0", "alpha *"])(
    "is refused where it means every package: %s",
    async (text) => {
      const cache = cacheOfAll();
      const session = await removing(text, { cache: cache.directory, preferences: unasked });
      expect(session.toast).toMatchObject({
        style: "failure",
        title: "Nothing Was Removed",
        message: "That is every package: use Clear pip Cache to remove everything.",
      });
      expect([session.alerts, openedSearch(session), goneOf(cache)]).toEqual([[], [], []]);
    },
  );
});

describe("what only other tools keep", () => {
  const uv = ".cache/uv/archive-v0/ymvX8tjf4ykaetUd";
  const poetry = ".cache/pypoetry/artifacts/11/e9/4b/1f155708335621";
  const removingOn = async (text: string, cache: string, files: Record<string, number>) => {
    const home = isolate({ PIP_CACHE_DIR: cache });
    layOutFiles(home, Object.fromEntries(Object.entries(files).map(([path, bytes]) => [documentedHere(path), bytes])));
    const before = hashTree(home);
    const session = await open(RemoveCachedPackage, { name: "remove-cached-package", arguments: { package: text } });
    expect(hashTree(home)).toEqual(before);
    return session;
  };
  const opened = (session: Session) => session.effects.filter(({ type }) => type === "launch");

  it("is said, and shown in the list of the tool that has it", async () => {
    const files = { [`${uv}/docopt-0.6.2.dist-info/METADATA`]: 20_000 };
    const session = await removingOn("docopt", cacheOfAll().directory, files);
    expect(session.toast).toMatchObject({
      title: "Nothing Was Removed",
      message: "pip has nothing of docopt. uv keeps 20.0 kB of it.",
    });
    expect(opened(session)).toEqual([
      expect.objectContaining({ arguments: { package: "docopt" }, context: { view: "tool:uv" } }),
    ]);
  });

  it("is shown in the list of all where several have it, also where there is no cache of pip", async () => {
    const files = {
      [`${uv}/six-1.16.0.dist-info/METADATA`]: 20_000,
      [`${poetry}/six-1.17.0-py3-none-any.whl`]: 11_000,
    };
    const session = await removingOn("six", join(temporaryDirectory(), "none"), files);
    expect(session.toast?.message).toBe("pip has nothing of six. uv keeps 20.0 kB, Poetry keeps 11.0 kB of it.");
    expect(opened(session)).toEqual([expect.objectContaining({ context: { view: "tool:all" } })]);
  });

  it("is none of what pip has, nor of other versions", async () => {
    const files = { [`${uv}/docopt-0.6.2.dist-info/METADATA`]: 20_000 };
    const session = await removingOn("docopt>=1", cacheOfAll().directory, files);
    expect(session.toast?.message).toBe("Nothing is cached of docopt>=1.");
    expect(opened(session)).toEqual([expect.not.objectContaining({ context: expect.anything() as unknown })]);
  });
});

describe("a cache and a memory in any state", () => {
  it("is read anew where what is remembered is damaged", async () => {
    const cache = cacheOfAll();
    const dataFolder = await remembering(cache.directory);
    for (const damage of [
      (path: string) => truncateSync(path, 100),
      (path: string) => writeFileSync(path, "no rows"),
      (path: string) => rmSync(path),
    ]) {
      damage(join(dataFolder, "support", "rows.bin"));
      const session = await removing("alpha", { cache: cache.directory, dataFolder });
      expect(session.alert?.message).toMatch(/^4 entries\./);
      await session.answer(false);
    }
  });

  it("says that there is none", async () => {
    const session = await removing("alpha", {});
    expect(session.toast).toMatchObject({
      title: "Nothing to Remove",
      message: expect.stringMatching(/^There is no pip cache at /) as string,
    });
  });

  it("says why one cannot be read that is a file", async () => {
    const file = join(temporaryDirectory(), "pip");
    writeFileSync(file, "");
    const session = await removing("alpha", { cache: file });
    expect(session.toast).toMatchObject({ style: "failure", title: "Cannot Read the pip Cache" });
  });

  it("says that nothing is cached of what has gone since it was read", async () => {
    const cache = cacheOfAll();
    const dataFolder = await remembering(cache.directory);
    rmSync(join(cache.directory, "http-v2"), { recursive: true });
    const session = await removing("alpha", { cache: cache.directory, dataFolder });
    if (session.alert) await session.answer(true);
    expect(session.toast?.title).toBe("Nothing to Remove");
  });
});
