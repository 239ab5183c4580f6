/** What a person is told of cached files that are hard to get back: in the list, its filter, the files, and every question. */
import { lstatSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import CleanUpPipCache from "../src/clean-up-pip-cache";
import ClearPipCache from "../src/clear-pip-cache";
import SearchDeveloperCaches from "../src/search-developer-caches";
import SearchPipCache from "../src/search-pip-cache";
import { trashName } from "../src/interface/shared/trash-name";
import { linkedView } from "../src/interface/packages/views";
import { formatBytes } from "../src/interface/shared/format";
import { entryPath } from "./support/cache-writer";
import { fact, installation } from "./commands/remembered-pip";
import { isolate, list, openAsking, rememberPips, row, rows, sections, titles } from "./commands/open";
import { buildSdist, buildWheel } from "./support/distributions";
import { cacheBuiltWheel, cacheFile, cachePage, fileUrl, type Cache } from "./support/package-entries";
import { linkTo } from "./support/pages";
import { temporaryDirectory } from "./support/temporary";
import { filesBelow } from "./support/tree";
import TidyPipCache from "../src/tidy-pip-cache";
import * as cleanUp from "../src/tools/clean-up-pip-cache";
import * as explain from "../src/tools/explain-pip-cache";
import * as listPackages from "../src/tools/list-cached-packages";
import * as removePackages from "../src/tools/remove-cached-packages";
import { callTool, onlyCache } from "./tools/call";

const search = { name: "search-pip-cache" };
const indexUrl = "https://index.example.org/simple";
const before = new Date(2024, 0, 1);
const after = new Date(2024, 5, 1);
const reason = "bad\u001b[31m\nwheel \u202e".padEnd(150, "!");

const alpha = ["1.0", "2.0"].map((version) => buildWheel({ name: "Alpha", version, size: 40_000 }));
const beta = ["1.0", "2.0"].map((version) => buildWheel({ name: "beta", version, size: 20_000 }));
const made = buildSdist({ name: "made", version: "0.3" });
const plain = buildWheel({ name: "plain", version: "1.0", size: 10_000 });

/** Yanked, unlisted, for another Python, built without its source, from an index that nothing names, and nothing of all that. */
function hardCache(): Cache {
  const cache: Cache = { directory: temporaryDirectory(), layout: "http-v2" };
  for (const file of [...alpha, ...beta, plain]) cacheFile(cache, file, { mtime: before });
  const link = (file: (typeof alpha)[number]) => linkTo(file, fileUrl(cache, file));
  const [one, two] = alpha;
  if (one && two) {
    cachePage(
      cache,
      "alpha",
      [
        { ...link(one), yanked: reason },
        { ...link(two), requiresPython: "<3" },
      ],
      { mtime: after },
    );
  }
  cachePage(cache, "beta", beta.slice(1).map(link), { mtime: after });
  cachePage(cache, "plain", [link(plain)], { mtime: after });
  cacheBuiltWheel(cache, made);
  return cache;
}

/** As if one pip had told where it looks. */
function dataFolderFor(cache: Cache, own: object = {}): string {
  isolate({ PIP_CACHE_DIR: cache.directory });
  const dataFolder = temporaryDirectory();
  rememberPips(dataFolder, [{ ...installation, defaultIndex: indexUrl, ...own }]);
  return dataFolder;
}

const open = (command: typeof SearchPipCache, name: string, dataFolder: string, launchContext?: object) =>
  openAsking(command, { name, dataFolder, ...(launchContext && { launchContext }) });

it("has a filter with just these files, their sum, and a link that stays", async () => {
  const cache = hardCache();
  const dataFolder = dataFolderFor(cache);
  const session = await open(SearchPipCache, search.name, dataFolder);
  const files = [...alpha, ...beta.slice(0, 1)].map((file) => entryPath("http-v2", fileUrl(cache, file)));
  const bytes = filesBelow(cache.directory).filter(
    (path) => files.some((file) => path.startsWith(file)) || path.startsWith("wheels/"),
  );
  const sum = bytes.reduce((total, path) => total + lstatSync(join(cache.directory, path)).size, 0);
  const choices = list(session).dropdown?.sections.find(({ title }) => title === "Show Only")?.items ?? [];
  expect(choices.map(({ title }) => title)).toContain(`Hard to Get Back (${formatBytes(sum)})`);
  const filtered = await open(SearchPipCache, search.name, dataFolder, { view: "hard-to-get-back" });
  expect(linkedView("hard-to-get-back")).toBe("hard-to-get-back");
  expect(titles(filtered)).toEqual(["Alpha", "beta", "made"]);
  expect(sections(filtered)[0]).toMatchObject({
    title: "Hard to Get Back",
    subtitle: `3 packages, ${formatBytes(sum)}`,
  });
  // What of a package is not hard to get back is not removed from there.
  void filtered.run("remove", "beta");
  await filtered.waitFor(({ alert }) => alert);
  expect(filtered.alert?.message).toContain(
    "All of it may be hard to get back:\nbeta 1.0: no longer listed by its index on Jun 1, 2024",
  );
  await filtered.answer(true);
  const left = filesBelow(cache.directory);
  expect(beta.map((file) => left.includes(entryPath("http-v2", fileUrl(cache, file))))).toEqual([false, true]);
});

it("says in a package's detail what it takes to have it again, and why that may be hard", async () => {
  const session = await open(SearchPipCache, search.name, dataFolderFor(hardCache()));
  await session.run("details", "Alpha");
  const labels = (title: string) => JSON.stringify(row(session, title).detail);
  const shown = labels("Alpha");
  expect(shown).toContain("To Download Again");
  expect(shown).toContain("Hard to Get Back");
  expect(shown).toContain("Alpha 1.0: yanked: bad␛");
  expect(shown).not.toContain("\u202e");
  expect(shown).toContain("none that was found is");
  expect(shown).not.toContain("!".repeat(60));
  expect(shown).toContain('"title":"1.0","text":"yanked"');
  expect(labels("made")).toContain("built here, what it was built from is not cached");
  expect(labels("plain")).not.toContain("Hard to Get Back");
  const files = row(session, "Alpha").accessories.map(({ tooltip }) => tooltip);
  expect(files.join()).toContain("Hard to get back: Alpha ");
});

it("says it of each file", async () => {
  const session = await open(SearchPipCache, search.name, dataFolderFor(hardCache()));
  await session.run("files", "Alpha");
  const tooltips = rows(session).map(({ accessories }) => accessories.map(({ tooltip }) => tooltip).join());
  expect(tooltips.filter((text) => text.includes("Hard to get back: yanked: bad"))).toHaveLength(1);
  expect(tooltips.filter((text) => text.includes("Hard to get back: requires Python <3"))).toHaveLength(1);
});

it("claims nothing by pips that nobody has asked", async () => {
  const cache = hardCache();
  const dataFolder = dataFolderFor(cache, { pythonVersion: { unknown: "It does not say." }, defaultIndex: undefined });
  const session = await open(SearchPipCache, search.name, dataFolder, { view: "hard-to-get-back" });
  await session.run("details", "Alpha");
  expect(JSON.stringify(rows(session))).not.toContain("requires Python");
  expect(JSON.stringify(rows(session))).not.toContain("which no configuration");
});

it("names an index that no configuration names any more", async () => {
  const dataFolder = dataFolderFor(hardCache());
  await open(SearchPipCache, search.name, dataFolder);
  rememberPips(dataFolder, [{ ...installation, defaultIndex: "https://other.example.org/simple" }]);
  const session = await open(SearchPipCache, search.name, dataFolder, { view: "hard-to-get-back" });
  const tooltip = row(session, "plain").accessories.map(({ tooltip }) => tooltip);
  expect(tooltip.join()).toContain(
    "plain 1.0: from index.example.org/simple, which no configuration that was read names",
  );
});

it("takes an index that a project's file names for configured, until it does not any more", async () => {
  const dataFolder = dataFolderFor(hardCache(), { defaultIndex: "https://other.example.org/simple" });
  const project = join(temporaryDirectory(), "api");
  mkdirSync(project);
  const requirements = join(project, "requirements.txt");
  writeFileSync(requirements, `--index-url https://me:secret@index.example.org/simple/\nplain\n`);
  mkdirSync(join(dataFolder, "support"), { recursive: true });
  writeFileSync(
    join(dataFolder, "support", "project-folders.json"),
    JSON.stringify({ version: 1, folders: [project] }),
  );
  const listed = async () => {
    const session = await open(SearchPipCache, search.name, dataFolder, { view: "hard-to-get-back" });
    const shown = titles(session);
    session.dispose();
    return shown;
  };
  await listed();
  expect(await listed()).toEqual(["Alpha", "made"]);
  expect(
    filesBelow(dataFolder)
      .map((path) => readFileSync(join(dataFolder, path), "latin1"))
      .join(),
  ).not.toContain("secret");
  writeFileSync(requirements, "plain\n");
  await listed();
  expect(await listed()).toEqual(["Alpha", "beta", "plain", "made"]);
});

it("names them apart in the questions that clear and clean up, by what is remembered", async () => {
  const cache = hardCache();
  const dataFolder = dataFolderFor(cache);
  await open(SearchPipCache, search.name, dataFolder);
  const cleared = await openAsking(ClearPipCache, { name: "clear-pip-cache", dataFolder, settle: false });
  await cleared.waitFor(({ alert }) => alert);
  const message = cleared.alert?.message ?? "";
  expect(message).toMatch(
    /\n\n4 of these \([\d.]+ kB\) may be hard to get back:\nAlpha [12]\.0: .*\nAlpha [12]\.0: .*\nbeta 1\.0: .*\n…and 1 more/,
  );
  expect(message).not.toContain("\u001b");
  expect(cleared.alerts.at(-1) ?? cleared.alert).toBeDefined();
  await cleared.answer(false);
  const cleaning = await open(CleanUpPipCache, "clean-up-pip-cache", dataFolder);
  void cleaning.run("Remove Built Wheels (1.2 kB)", "Built Wheels");
  await cleaning.waitFor(({ alert }) => alert);
  expect(cleaning.alert?.message).toContain(
    "All of it may be hard to get back:\nmade 0.3: built here, what it was built from is not cached",
  );
  await cleaning.answer(false);
});

it("names them where the cache goes to the Trash, and where it is tidied", async () => {
  const cache = hardCache();
  const dataFolder = dataFolderFor(cache);
  const session = await open(SearchPipCache, search.name, dataFolder);
  void session.run(`Move Cache to ${trashName}`, "Alpha");
  await session.waitFor(({ alert }) => alert);
  expect(session.alert?.message).toMatch(/\n\n4 of these \([\d.]+ kB\) may be hard to get back:\nAlpha [12]\.0: /);
  await session.answer(false);
  const tidied = await openAsking(TidyPipCache, {
    ...{ name: "tidy-pip-cache", dataFolder, settle: false },
    arguments: { budget: "", days: "90" },
  });
  await tidied.waitFor(({ alert }) => alert);
  expect(tidied.alert?.message).toMatch(/\n\n3 of these \([\d.]+ kB\) may be hard to get back:\nAlpha [12]\.0: /);
  await tidied.answer(false);
});

it("names them where pip's part of the developer caches is cleared, of just that part", async () => {
  const cache = hardCache();
  const dataFolder = dataFolderFor(cache);
  await open(SearchPipCache, search.name, dataFolder);
  const session = await openAsking(SearchDeveloperCaches, { name: "search-developer-caches", dataFolder });
  const ask = async (title: RegExp) => {
    await session.select("pip");
    const found = session.offeredActions().find(({ props }) => title.test(String(props.title)));
    void session.run(String(found?.props.title), "pip");
    await session.waitFor(({ alert }) => alert);
    const message = session.alert?.message ?? "";
    await session.answer(false);
    return message;
  };
  expect(await ask(/^Clear pip/)).toMatch(
    /\n\n4 entries of pip \([\d.]+ kB\) may be hard to get back:\nAlpha [12]\.0: /,
  );
  expect(await ask(/^Wheels built/)).toMatch(/\n\n1 entry of pip \([\d.]+ kB\) may be hard to get back:\nmade 0\.3: /);
});

it("is not in the way where what is remembered is damaged", async () => {
  const cache = hardCache();
  const dataFolder = dataFolderFor(cache);
  const session = await open(SearchPipCache, search.name, dataFolder);
  const [kept = ""] = filesBelow(dataFolder).filter((path) => path.endsWith("costs.bin"));
  session.dispose();
  writeFileSync(join(dataFolder, kept), '[1,[]]\n{"a":\t1\t2\t3\n');
  const again = await open(SearchPipCache, search.name, dataFolder, { view: "hard-to-get-back" });
  expect(titles(again)).toEqual(["Alpha", "beta", "made"]);
});

it("is told to Raycast's AI, of packages, of the cache and before it removes", async () => {
  const cache = hardCache();
  const dataFolder = onlyCache(cache.directory);
  rememberPips(dataFolder, [{ ...installation, defaultIndex: indexUrl, pythonTag: fact("cp313") }]);
  const { result } = await callTool(listPackages, { query: "beta" }, { dataFolder });
  expect(result?.packages).toEqual([
    expect.objectContaining({
      hardToGetBack: {
        entries: 1,
        bytes: expect.any(Number) as number,
        why: ["beta 1.0: no longer listed by its index on Jun 1, 2024"],
      },
    }),
  ]);
  const explained = await callTool(explain, {}, { dataFolder });
  expect(explained.result?.hardToGetBack).toMatchObject({ entries: 3 });
  const removal = await callTool(removePackages, { packages: ["beta"] }, { dataFolder, answer: false });
  expect(JSON.stringify(removal.asked)).toContain("beta 1.0: no longer listed by its index");
  const cleaning = await callTool(cleanUp, { offer: "all-but-newest" }, { dataFolder, answer: false });
  expect(cleaning.asked?.message).toMatch(/ may be hard to get back:\nAlpha 1\.0: yanked: /);
});
