/** What a person marks "Keep Always": nothing that removes in bulk takes it, whichever way it goes. */
import { lstatSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import CheckPipCache from "../src/check-pip-cache";
import CleanUpPipCache from "../src/clean-up-pip-cache";
import ClearPipCache from "../src/clear-pip-cache";
import SearchDeveloperCaches from "../src/search-developer-caches";
import SearchPipCache from "../src/search-pip-cache";
import { withoutKept } from "../src/interface/removal/kept";
import { formatBytes } from "../src/interface/shared/format";
import { plan } from "../src/pip-cache/remove/plan";
import type { CommandExport, Session } from "../preview";
import { accessories, isolate, list, open, openOn, pipCacheIn, row, sections, titles } from "./commands/open";
import { cachesAt } from "./support/caches";
import { rowOf } from "./support/rows";
import { cacheOfAll } from "./support/cache-of-all";
import { buildWheel, type Distribution } from "./support/distributions";
import { startIndex } from "./support/index-server";
import { cacheFile } from "./support/package-entries";
import { install, newPip, oldPip, type Pip } from "./support/pip";
import { temporaryDirectory } from "./support/temporary";
import { filesBelow, hashTree } from "./support/tree";
import { itUnless, noPip } from "./support/unless";

const remove = "ctrl+d";
const bin = process.platform === "win32" ? "Recycle Bin" : "Trash";
const packages = ["alpha", "strange", "aged", "older", "compiled", "made", "huge", "damaged"];

interface Kept {
  cache: string;
  dataFolder: string;
  /** Below the cache: files that have to be there, whatever goes. */
  kept: string[];
  /** Of these, those of the package of which just a version is. */
  ofVersion: string[];
  /** The others. */
  others: string[];
  /** Of these what was built, which stays where a pip is running, of whoever. */
  built: readonly string[];
}

const sizeOf = ({ cache }: Kept, paths: string[]): string =>
  formatBytes(paths.reduce((sum, path) => sum + lstatSync(join(cache, path)).size, 0));

/** Everything twice, of which the one is marked; and a package of which one version is, under another spelling. */
function someKept(cache = temporaryDirectory()): Kept {
  const { named: all } = cacheOfAll(cache);
  const twin = cacheOfAll(cache, "keep-");
  const versions = ["1.0.0", "1.1", "1.2"].map((version) =>
    cacheFile({ directory: cache, layout: "http-v2" }, buildWheel({ name: "partly", version, size: 20_000 }), {
      mtime: new Date(Date.now() - 3 * 86_400_000),
    }),
  );
  const named = Object.entries(twin.named).filter(([name]) => !["leftover", "nameless"].includes(name));
  const ofVersion = versions[0]?.files ?? [];
  const kept = [...named.flatMap(([, { files }]) => files), ...ofVersion].sort();
  const dataFolder = temporaryDirectory();
  writeMarks(dataFolder, {
    version: 1,
    packages: packages.map((name) => `pip/Keep_${name}`),
    versions: [["pip/partly", "v1.0"]],
  });
  return {
    cache,
    dataFolder,
    kept,
    ofVersion,
    built: all["made, built"]?.files ?? [],
    others: filesBelow(cache).filter((path) => !kept.includes(path)),
  };
}

const marksIn = (dataFolder: string) => join(dataFolder, "support", "kept.json");

function writeMarks(dataFolder: string, content: object | string): void {
  mkdirSync(join(dataFolder, "support"), { recursive: true });
  writeFileSync(marksIn(dataFolder), typeof content === "string" ? content : JSON.stringify(content));
}

const stays = (before: Kept) => filesBelow(before.cache).filter((path) => before.kept.includes(path));

/** What is left that may not have had to wait for a pip. */
const left = ({ cache, built }: Kept) =>
  filesBelow(cache)
    .filter((path) => !built.includes(path))
    .sort();

const openWith = ({ cache, dataFolder }: Kept, command: CommandExport, name: string): Promise<Session> =>
  openOn(cache, command, { name, dataFolder });

async function agree(session: Session): Promise<string> {
  const said = `${session.alert?.title}\n${session.alert?.message}`;
  if (session.alert) await session.answer(true);
  return said;
}

describe("whatever removes in bulk leaves it", () => {
  it("Clear pip Cache, which says so before and after", async () => {
    const before = someKept();
    const session = await openOn(before.cache, ClearPipCache as CommandExport, {
      name: "clear-pip-cache",
      mode: "no-view",
      dataFolder: before.dataFolder,
    });
    const says = `8 kept packages and 1 kept version (${sizeOf(before, before.kept)}) stay`;
    expect(session.alert?.message).toContain(`${says}.`);
    await session.answer(true);
    expect(session.toast).toMatchObject({ style: "success", message: expect.stringContaining(says) });
    expect(left(before)).toEqual(before.kept);
  });

  it("Clear in Search, whose list is right at once", async () => {
    const before = someKept();
    const session = await openWith(before, SearchPipCache, "search-pip-cache");
    await session.run("Clear pip Cache");
    await agree(session);
    expect(left(before)).toEqual(before.kept);
    expect(
      titles(session)
        .filter((title) => title !== "made")
        .sort(),
    ).toEqual([...packages.map((name) => `keep-${name}`), "partly"].sort());
    expect(accessories(row(session, "partly")).at(-1)).toBe(sizeOf(before, before.ofVersion));
  });

  it("each offer of Clean Up, whose sums are without it", async () => {
    const before = someKept();
    const session = await openWith(before, CleanUpPipCache, "clean-up-pip-cache");
    expect(sections(session)[0]?.subtitle).toContain("8 kept packages and 1 kept version (");
    const seen: string[] = [];
    for (;;) {
      const title =
        titles(session).findLast((one) => !seen.includes(one) && one !== "Everything") ?? titles(session)[0];
      if (title === undefined || seen.includes(title)) break;
      seen.push(title);
      const size = row(session, title).accessories.at(-1)?.text;
      await session.press(remove, title);
      expect(await agree(session)).toContain(`(${size})?`);
      expect([title, stays(before)]).toEqual([title, before.kept]);
    }
    expect(seen.length).toBeGreaterThan(8);
  });

  it("all rows selected, and all of each filter", async () => {
    const before = someKept();
    const session = await openWith(before, SearchPipCache, "search-pip-cache");
    const choices = list(session).dropdown?.sections.flatMap(({ items }) => items) ?? [];
    const filters = choices.filter(({ value }) => !/^(sort:(last-used|name)|kind:foreign)/.test(value));
    expect(filters.map(({ title }) => title)).toContainEqual(expect.stringMatching(/^Kept \(/));
    for (const { value } of [...filters].reverse()) {
      await session.choose(value);
      if (titles(session).length < 2) continue;
      await session.run("Select All");
      await session.press(remove);
      await agree(session);
      expect([value, stays(before)]).toEqual([value, before.kept]);
      await session.run("Deselect All");
    }
    expect(left(before)).toEqual(before.kept);
  });

  it("the damaged files that a check has found", async () => {
    const before = someKept();
    const session = await openWith(before, CheckPipCache, "check-pip-cache");
    expect(titles(session)).toHaveLength(3);
    await session.run("Remove Damaged Files");
    expect(await agree(session)).toContain("1 kept package (");
    expect(stays(before)).toEqual(before.kept);
    expect(filesBelow(before.cache).length).toBeLessThan(before.kept.length + before.others.length);
  });

  it("pip among the developer caches", async () => {
    const home = isolate();
    const before = someKept(pipCacheIn(home));
    const session = await open(SearchDeveloperCaches, {
      name: "search-developer-caches",
      dataFolder: before.dataFolder,
    });
    await session.select("pip");
    const clear = session.offeredActions().find(({ props }) => String(props.title).startsWith("Clear pip ("));
    await session.run(String(clear?.props.title), "pip");
    expect(await agree(session)).toMatch(/kept packages? .*stay/);
    expect(stays(before)).toEqual(before.kept);
    expect(filesBelow(before.cache).length).toBeLessThan(before.kept.length + before.others.length);
  });

  it(`the ${bin}, where folders go whole: nothing is moved`, async () => {
    const before = someKept();
    const session = await openWith(before, SearchPipCache, "search-pip-cache");
    await session.run(`Move Cache to ${bin}`);
    expect(session.alert).toBeUndefined();
    expect(session.toast).toMatchObject({ style: "failure", title: `Did Not Move to the ${bin}` });
    expect(session.toast?.message).toMatch(/^8 kept packages and 1 kept version .* Clear pip Cache, which leaves it$/);
    expect(session.effects.filter(({ type }) => type === "trash")).toEqual([]);
  });

  it("and nobody plans what goes without asking what is kept", () => {
    const root = join(__dirname, "..");
    const planning = filesBelow(join(root, "src"))
      .map((path) => `src/${path.replaceAll("\\", "/")}`)
      .filter((path) => /^src\/(?!pip-cache)[^.]*\.tsx?$/.test(path))
      .filter((path) => /\bplan\(/.test(readFileSync(join(root, path), "utf8")))
      .map((path) => [path, /\b(withoutKept|measuredOf)\(/.test(readFileSync(join(root, path), "utf8"))]);
    expect(planning.length).toBeGreaterThan(2);
    expect(planning.filter(([, asks]) => !asks)).toEqual([]);
  });
});

describe("a person", () => {
  const search = { name: "search-pip-cache" };

  function cacheOf(...wheels: [name: string, version: string][]): string {
    const cache = { directory: temporaryDirectory(), layout: "http-v2" } as const;
    for (const [name, version] of wheels) cacheFile(cache, buildWheel({ name, version, size: 20_000 }));
    return cache.directory;
  }

  const tooltips = (session: Session, title: string) =>
    row(session, title).accessories.flatMap(({ tooltip }) => (/kept/i.test(tooltip ?? "") ? [tooltip] : []));

  it("marks a package and takes the mark away; what is marked is a filter with its sum", async () => {
    const session = await openOn(cacheOf(["alpha", "1.0"], ["beta", "1.0"], ["beta", "2.0"]), SearchPipCache, search);
    await session.run("Keep Always", "beta");
    expect(session.toast).toMatchObject({ style: "success", title: "Keeping beta" });
    expect(tooltips(session, "beta")).toEqual(["Kept"]);
    const size = accessories(row(session, "beta")).at(-1);
    await session.choose("kept");
    expect(titles(session)).toEqual(["beta"]);
    const titled = list(session).dropdown?.sections.flatMap(({ items }) => items);
    expect(titled?.find(({ value }) => value === "kept")?.title).toBe(`Kept (${size})`);
    await session.press("alt+k", "beta");
    expect(session.toast?.title).toBe("Not Keeping beta Any More");
    expect(titles(session)).toEqual([]);
  });

  it("marks what is selected, together", async () => {
    const session = await openOn(cacheOf(["alpha", "1.0"], ["beta", "1.0"], ["gamma", "1.0"]), SearchPipCache, search);
    for (const name of ["alpha", "beta"]) await session.run("Select", name);
    await session.run("Keep 2 Packages Always");
    await session.run("Deselect All");
    await session.choose("kept");
    expect(titles(session).sort()).toEqual(["alpha", "beta"]);
  });

  it("marks one version, in the list, as it is typed, and among its files", async () => {
    const cache = cacheOf(["beta", "1.0"], ["beta", "2.0"], ["beta", "3.0"]);
    const session = await openOn(cache, SearchPipCache, search);
    await session.run("Keep 1.0 Always", "beta");
    expect(tooltips(session, "beta")).toEqual(["1 of 3 versions kept (1.0)"]);
    await session.search("beta==2");
    await session.run("Keep beta 2.0 Always", "beta");
    await session.search("");
    await session.run("Show Details", "beta");
    expect(JSON.stringify(row(session, "beta").detail)).toContain("2 of 3 versions kept");
    await session.run("Show Files…", "beta");
    const [title = ""] = titles(session).filter((one) => one.includes("3.0"));
    await session.run("Keep 3.0 Always", title);
    expect(tooltips(session, title)).toHaveLength(1);
    await session.back();
    expect(tooltips(session, "beta")[0]).toMatch(/^3 of 3 versions kept/);
  });

  it("removes by its name what is kept, and is asked, with the word, whatever else is asked", async () => {
    const cache = cacheOf(["alpha", "1.0"], ["beta", "1.0"], ["beta", "2.0"]);
    const options = { ...search, dataFolder: temporaryDirectory(), preferences: { askBeforeRemoving: false } };
    const session = await openOn(cache, SearchPipCache, options);
    await session.run("Keep Always", "alpha");
    await session.run("Keep 1.0 Always", "beta");
    await session.press(remove, "alpha");
    expect(session.alert?.message).toContain("It is kept: you marked it “Keep Always”.");
    await session.answer(true);
    expect(titles(session)).toEqual(["beta"]);
    expect(readFileSync(marksIn(options.dataFolder), "utf8")).toContain("pip/alpha");
    await session.run("Show Files…", "beta");
    await session.press(
      remove,
      titles(session).find((one) => one.includes("1.0")),
    );
    expect(session.alert?.message).toContain("It is kept");
    await session.answer(false);
    await session.back();
    await session.press(remove, "beta");
    expect(session.alert).toBeUndefined();
    expect(session.toast?.message).toContain("1 kept version (");
    expect(filesBelow(cache)).toHaveLength(2);
    await session.press(remove, "beta");
    expect(session.toast).toMatchObject({ title: "Nothing to Remove" });
    expect(session.toast?.message).toContain("All of beta is kept");
    await session.choose("kept");
    await session.press(remove, "beta");
    expect(session.alert?.message).toContain("It is kept");
    expect(session.alert?.message).not.toContain("kept version");
    await session.answer(true);
    expect(filesBelow(cache)).toEqual([]);
  });

  it("selects rows of which some are kept: only the others go, and it is said", async () => {
    const cache = cacheOf(["alpha", "1.0"], ["beta", "1.0"], ["gamma", "1.0"]);
    const session = await openOn(cache, SearchPipCache, search);
    await session.run("Keep Always", "beta");
    await session.run("Select All");
    await session.press(remove);
    expect(session.alert?.title).toMatch(/^Remove 2 packages \(/);
    expect(session.alert?.message).toContain("1 kept package (");
    await session.answer(true);
    expect(titles(session)).toEqual(["beta"]);
  });

  it("is told where all of the cache is kept, and clears that only by an action of its own", async () => {
    const cache = cacheOf(["alpha", "1.0"], ["beta", "1.0"]);
    const session = await openOn(cache, SearchPipCache, search);
    await session.run("Select All");
    await session.run("Keep 2 Packages Always");
    await session.run("Deselect All");
    await session.run("Clear pip Cache");
    expect(session.alert).toBeUndefined();
    expect(session.toast?.message).toContain("All of the pip cache is kept");
    const all = session.offeredActions().map(({ props }) => String(props.title));
    await session.run(all.find((title) => title.startsWith("Clear pip Cache Including Kept")) ?? "");
    expect(session.alert?.message).toContain("2 kept packages (");
    await session.answer(false);
    expect(filesBelow(cache)).toHaveLength(4);
    await session.run(all.find((title) => title.startsWith("Clear pip Cache Including Kept")) ?? "");
    await session.answer(true);
    expect(filesBelow(cache)).toEqual([]);
  });
});

it("what else a selection leaves out is not taken for kept", async () => {
  const cache = { directory: temporaryDirectory(), layout: "http-v2" } as const;
  for (const name of ["kept", "needed", "neither"]) cacheFile(cache, buildWheel({ name, version: "1.0" }));
  const marks = { packages: [rowOf("kept")], versions: [] };
  const selection = withoutKept({ selection: { not: { rows: [rowOf("needed")] } } }, { value: marks });
  const planned = await plan(cachesAt(cache.directory), selection);
  expect(planned).toMatchObject({ entries: 1, spared: { entries: 1, packages: 1, versions: 0 } });
  expect(planned.items.map(({ name }) => name)).toEqual(["neither"]);
  const all = withoutKept({ selection: { not: { rows: [rowOf("needed")] } } }, { value: { ...marks, packages: [] } });
  const { entries, spared } = await plan(cachesAt(cache.directory), all);
  expect({ entries, spared }).toEqual({ entries: 2, spared: undefined });
});

it("a single row that nobody has named is left out, too", () => {
  const marks = { packages: [rowOf("alpha")], versions: [] };
  const selection = { rows: [rowOf("alpha")] };
  expect(withoutKept({ selection }, { value: marks })).toEqual(selection);
  expect(withoutKept({ selection, inBulk: true }, { value: marks }).not).toEqual({ any: [selection] });
});

describe("marks", () => {
  it("that cannot be read hold back whatever removes in bulk, and say where they are", async () => {
    const before = someKept();
    writeMarks(before.dataFolder, "{");
    const tree = hashTree(before.cache);
    const session = await openWith(before, SearchPipCache, "search-pip-cache");
    const file = row(session, "The list of what is kept cannot be read");
    expect(file.subtitle).toContain("kept.json");
    await session.run("Clear pip Cache", "alpha");
    expect(session.toast?.message).toMatch(/^The list of what is kept cannot be read: .*kept\.json\. It is damaged\./);
    const cleaning = await openWith(before, CleanUpPipCache, "clean-up-pip-cache");
    await cleaning.press(remove, "Downloads");
    expect(cleaning.alert).toBeUndefined();
    await session.run("Keep Always", "alpha");
    expect(session.toast).toMatchObject({ style: "failure", title: "Could Not Keep" });
    expect(readFileSync(marksIn(before.dataFolder), "utf8")).toBe("{");
    expect(hashTree(before.cache)).toEqual(tree);
  });

  it.each([
    ["a name that is none", { version: 1, packages: ["pip#other"], versions: [] }],
    ["a version without a text", { version: 1, packages: [], versions: [["pip/alpha"]] }],
    ["another form", { version: 1, packages: { alpha: true }, versions: [] }],
  ])("with %s are not taken for less than somebody meant", async (_what, content) => {
    const before = someKept();
    writeMarks(before.dataFolder, content);
    const session = await openOn(before.cache, ClearPipCache as CommandExport, {
      name: "clear-pip-cache",
      mode: "no-view",
      dataFolder: before.dataFolder,
    });
    expect(session.alert).toBeUndefined();
    expect(session.toast).toMatchObject({ style: "failure", title: "Did Not Clear pip cache" });
  });

  it("stay when the history is forgotten, and when what is remembered is damaged or gone", async () => {
    const before = someKept();
    const marks = readFileSync(marksIn(before.dataFolder), "utf8");
    const session = await openWith(before, SearchPipCache, "search-pip-cache");
    await session.run("Show History…");
    const forget = session.offeredActions().find(({ props }) => String(props.title).startsWith("Forget History"));
    if (forget) {
      await session.run(String(forget.props.title));
      await session.answer(true);
    }
    session.dispose();
    for (const name of readdirSync(before.dataFolder)) {
      if (name !== "support") rmSync(join(before.dataFolder, name), { recursive: true });
    }
    const support = join(before.dataFolder, "support");
    for (const name of readdirSync(support)) if (name !== "kept.json") writeFileSync(join(support, name), "{");
    const again = await openWith(before, SearchPipCache, "search-pip-cache");
    await again.run("Clear pip Cache");
    await agree(again);
    expect(left(before)).toEqual(before.kept);
    expect(readFileSync(marksIn(before.dataFolder), "utf8")).toBe(marks);
  });
});

describe("what is kept, pip installs after Clear without fetching it again:", () => {
  const files = ["kept-always", "of-one-version", "not-kept"].map((name) => buildWheel({ name, version: "1.0" }));
  const pips: [string, Pip | undefined][] = [
    ["the newest pip", newPip()],
    ["one of before 23.3", oldPip()],
  ];

  for (const [which, pip] of pips) {
    itUnless(pip ? undefined : noPip, which, async () => {
      if (!pip) throw new Error(noPip);
      const index = await startIndex(files.map((file) => ({ files: [file] })));
      try {
        const cache = join(temporaryDirectory(), "cache");
        const fetched = async ({ name, version }: Distribution): Promise<string[]> => {
          index.takeRequests();
          await install(pip, [`${name}==${version}`], { cacheDirectory: cache, index });
          return index
            .takeRequests()
            .flatMap(({ path, status }) => (status === 200 && /whl$/.test(path) ? [path] : []));
        };
        for (const file of files) expect(await fetched(file)).toHaveLength(1);
        const dataFolder = temporaryDirectory();
        const session = await openOn(cache, SearchPipCache, { name: "search-pip-cache", dataFolder });
        await session.run("Keep Always", "kept-always");
        await session.run("Keep 1.0 Always", "of-one-version");
        await session.run("Clear pip Cache");
        await session.answer(true);
        expect(session.toast?.style).toBe("success");
        const [whole, ofVersion, other] = files;
        expect([await fetched(whole), await fetched(ofVersion)]).toEqual([[], []]);
        expect(await fetched(other)).toHaveLength(1);
      } finally {
        await index.close();
      }
    });
  }
});
