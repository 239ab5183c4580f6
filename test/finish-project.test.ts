/** A project that is finished: what is cached because of it, and what it alone needs. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import FinishProject from "../src/finish-project";
import SearchPipCache from "../src/search-pip-cache";
import { buildWheel } from "./support/distributions";
import { cacheFile } from "./support/package-entries";
import { temporaryDirectory } from "./support/temporary";
import { accessories, isolate, list, open, row, sections, titles } from "./commands/open";

/** Two projects that share a package, one of which has an environment; the folder they lie in is on the list if asked for. */
function layOut(isListed = true) {
  const cache = temporaryDirectory();
  const home = isolate({ PIP_CACHE_DIR: cache });
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  };
  write("Projects/api/requirements.txt", "alpha==1.0\nshared==2.0\n");
  write("Projects/old/requirements.txt", "beta==2.0\nshared==2.0\n");
  for (const [name, version] of [
    ["alpha", "1.0"],
    ["beta", "2.0"],
    ["shared", "2.0"],
    ["gamma", "3.0"],
  ] as const) {
    cacheFile({ directory: cache, layout: "http-v2" }, buildWheel({ name, version }));
  }
  const dataFolder = temporaryDirectory();
  const stored = join(dataFolder, "support", "project-folders.json");
  mkdirSync(dirname(stored), { recursive: true });
  if (isListed) writeFileSync(stored, JSON.stringify({ version: 1, folders: [join(home, "Projects")] }));
  const options = { name: "finish-project", dataFolder };
  return { home, options, stored, dataFolder, cache };
}

const itemsOf = (session: Parameters<typeof sections>[0], title: string) =>
  sections(session)
    .filter((section) => section.title === title)
    .flatMap(({ items }) => items.map((item) => item.title));

it("what one alone needs goes, and what others need, and nobody, stays", async () => {
  const { home, options, dataFolder } = layOut();
  const before = readFileSync(join(home, "Projects/old/requirements.txt"), "utf8");
  const session = await open(FinishProject, { ...options, arguments: {} });
  expect(itemsOf(session, "Projects").sort()).toEqual(["api", "old"]);
  expect(accessories(row(session, "old"))).toEqual([
    expect.stringMatching(/^\d.* cached because of it$/),
    expect.stringMatching(/^\d.* that only it needs$/),
  ]);
  await session.run("Show What Is Cached Because of It…", "old");
  expect(itemsOf(session, "Only This Needs")).toEqual(["beta"]);
  expect(itemsOf(session, "Others Need, Too")).toEqual(["shared"]);
  expect(accessories(row(session, "shared"))).toContain("also api");
  await session.run("Remove What Only It Needs", "beta");
  expect(session.alert?.title).toMatch(/^Remove what only old needs \(/);
  expect(session.alert?.message).toContain("1 package that others need, too, stays.");
  await session.answer(true);
  await session.settled();
  const search = await open(SearchPipCache, { name: "search-pip-cache", dataFolder });
  expect(titles(search).sort()).toEqual(["alpha", "gamma", "shared"]);
  expect(readFileSync(join(home, "Projects/old/requirements.txt"), "utf8")).toBe(before);
});

it("a package of which it alone needs some versions, and others the rest, is in both lists", async () => {
  const { home, options, cache } = layOut();
  writeFileSync(join(home, "Projects/old/dev-requirements.txt"), "shared==1.0\n");
  cacheFile({ directory: cache, layout: "http-v2" }, buildWheel({ name: "shared", version: "1.0" }));
  const session = await open(FinishProject, { ...options, arguments: {} });
  await session.run("Show What Is Cached Because of It…", "old");
  expect(itemsOf(session, "Only This Needs").sort()).toEqual(["beta", "shared"]);
  expect(itemsOf(session, "Others Need, Too")).toEqual(["shared"]);
  const shared = sections(session).flatMap(({ items }) => items.filter(({ title }) => title === "shared"));
  expect(shared.map(({ subtitle }) => subtitle)).toEqual(["1.0", "2.0"]);
  expect(new Set(shared.map(({ id }) => id)).size).toBe(2);
});

it("nothing is walked that is not on the list, which a person adds to and takes from", async () => {
  const { home, options, stored } = layOut(false);
  const session = await open(FinishProject, { ...options, arguments: {} });
  expect(itemsOf(session, "Projects")).toEqual([]);
  // Who has no folder on the list finds first what to do about that.
  expect(sections(session)[0]?.title).toBe("Project Folders");
  const usual = itemsOf(session, "Project Folders").find((title) => title.includes("Projects"));
  expect(usual).toMatch(/^Look in /);
  await session.run(usual ?? "", usual);
  await session.settled();
  expect(itemsOf(session, "Projects").sort()).toEqual(["api", "old"]);
  expect(JSON.parse(readFileSync(stored, "utf8"))).toMatchObject({ folders: [join(home, "Projects")] });
  const [listed = ""] = itemsOf(session, "Project Folders");
  await session.run("Remove from List", listed);
  await session.settled();
  expect(itemsOf(session, "Projects")).toEqual([]);
  expect(JSON.parse(readFileSync(stored, "utf8"))).toMatchObject({ folders: [] });
});

it("of each folder it is said what was found in it, or that it is not there", async () => {
  const { home, options, stored } = layOut(false);
  mkdirSync(join(home, "empty"));
  const folders = ["Projects", "empty", "gone"].map((name) => join(home, name));
  writeFileSync(stored, JSON.stringify({ version: 1, folders }));
  const session = await open(FinishProject, { ...options, arguments: {} });
  const said = itemsOf(session, "Project Folders").map((title) => accessories(row(session, title)));
  expect(said).toEqual([["2 projects"], ["no project or environment found"], ["Not Found"]]);
});

it("what is added says what was found, and what is no folder is refused in its field", async () => {
  const { home, options, stored } = layOut(false);
  const session = await open(FinishProject, { ...options, arguments: {} });
  const fill = async (path: string) => {
    await session.run("Add Project Folder…");
    await session.fill("folders", [path]);
    await session.run("Add");
    await session.settled();
  };
  await fill(join(home, "gone"));
  expect(session.view).toMatchObject({
    type: "form",
    fields: [{ error: expect.stringMatching(/gone: There is no such/) }, {}],
  });
  expect(existsSync(stored)).toBe(false);
  await session.back();
  await fill(join(home, "Projects"));
  const message = expect.stringMatching(/Projects: 2 projects$/) as string;
  expect(session.toast).toMatchObject({ style: "success", title: "Added Project Folder", message });
  expect(itemsOf(session, "Projects").sort()).toEqual(["api", "old"]);
  await fill(join(home, "Projects"));
  expect(session.toast).toMatchObject({ title: "Already on the List" });
});

it("where nothing is needed by one alone, that is said, and what can go is offered", async () => {
  const { home, options } = layOut();
  writeFileSync(join(home, "Projects/old/requirements.txt"), "shared==2.0\n");
  mkdirSync(join(home, "Projects/bare"));
  writeFileSync(join(home, "Projects/bare/requirements.txt"), "nothing-cached==1.0\n");
  const session = await open(FinishProject, { ...options, arguments: {} });
  expect(accessories(row(session, "old")).at(-1)).toBe("nothing that only it needs");
  expect(accessories(row(session, "bare"))).toEqual(["nothing of it is cached"]);
  await session.press("ctrl+d", "bare");
  expect(session.alerts).toEqual([]);
  expect(session.toast).toMatchObject({
    title: "There Is Nothing That Only It Needs",
    message: "Nothing is cached because of it.",
  });
  await session.runToastAction("Show What Can Go");
  expect(session.effects).toContainEqual(expect.objectContaining({ type: "launch", command: "clean-up-pip-cache" }));
  await session.press("enter", "old");
  expect(row(session, "Nothing").subtitle).toMatch(/^Others need all .* that are cached because of it, too/);
  // Enter looks.
  await session.press("enter", "shared");
  expect(row(session, "shared").detail?.markdown).toContain("named in old");
});

it("what could not be read, or not be looked at, is said of its project and below", async () => {
  const { home, options, stored } = layOut();
  mkdirSync(join(home, "Projects/broken"));
  writeFileSync(join(home, "Projects/broken/uv.lock"), "[[package]]\nname = \n");
  writeFileSync(join(home, "Projects/old/requirements.txt"), "beta==2.0\n-r ../../shared.txt\n");
  writeFileSync(join(home, "note.txt"), "");
  const folders = ["Projects", "gone", "note.txt"].map((name) => join(home, name));
  writeFileSync(stored, JSON.stringify({ version: 1, folders }));
  const session = await open(FinishProject, { ...options, arguments: {} });
  expect(itemsOf(session, "Projects").sort()).toEqual(["api", "broken", "old"]);
  expect(accessories(row(session, "broken"))).toContain("Not All Read");
  expect(accessories(row(session, "old"))).toContain("Not All Read");
  expect(accessories(row(session, "api"))).not.toContain("Not All Read");
  const whole = sections(session).find(({ title }) => title === "Not Looked At");
  expect(whole?.items.map(({ title, subtitle }) => `${title}: ${subtitle}`)).toEqual([
    expect.stringMatching(/gone: There is no such folder\.$/),
    expect.stringMatching(/note\.txt: It is no folder\.$/),
  ]);
  await session.run("Show What Is Cached Because of It…", "old");
  const [unread] = sections(session).filter(({ title }) => title === "Not Read");
  expect(unread?.items).toMatchObject([
    { title: `-r ${join("..", "..", "shared.txt")}`, subtitle: "It lies outside of the project." },
  ]);
});

it("what projects said last is remembered while the list of their folders cannot be read", async () => {
  const { home, options, stored } = layOut();
  const folders = readFileSync(stored, "utf8");
  const lock = join(home, "Projects/old/uv.lock");
  writeFileSync(join(home, "Projects/old/requirements.txt"), "shared==2.0\n");
  writeFileSync(lock, '[[package]]\nname = "beta"\nversion = "2.0"\nsource = { registry = "x" }\n');
  await open(FinishProject, { ...options, arguments: {} });
  writeFileSync(stored, "{");
  const without = await open(FinishProject, { ...options, arguments: {} });
  expect(itemsOf(without, "Projects").sort()).toEqual(["api", "old"]);
  writeFileSync(stored, folders);
  rmSync(lock);
  const session = await open(FinishProject, { ...options, arguments: {} });
  await session.run("Show What Is Cached Because of It…", "old");
  expect(itemsOf(session, "Only This Needs")).toEqual(["beta"]);
});

it("a list that cannot be read is said, and can be set aside", async () => {
  const { options, stored } = layOut();
  writeFileSync(stored, "{");
  const session = await open(FinishProject, { ...options, arguments: {} });
  expect(itemsOf(session, "Project Folders")).toEqual(["The list of project folders cannot be read"]);
  await session.run("Set Aside and Begin Anew", "The list of project folders cannot be read");
  await session.settled();
  expect(itemsOf(session, "Project Folders")).toEqual([expect.stringMatching(/^Look in /), "Add Project Folder"]);
});

it("what somebody else has begun to need meanwhile stays", async () => {
  const { home, options, dataFolder } = layOut();
  const session = await open(FinishProject, { ...options, arguments: {} });
  writeFileSync(join(home, "Projects/api/requirements.txt"), "alpha==1.0\nshared==2.0\nbeta==2.0\n");
  await session.run("Remove What Only It Needs", "old");
  await session.settled();
  expect(session.alert).toBeUndefined();
  const search = await open(SearchPipCache, { name: "search-pip-cache", dataFolder });
  expect(titles(search)).toContain("beta");
});

it("nothing goes because of projects while the list of their folders cannot be read", async () => {
  const { options, stored } = layOut();
  const session = await open(FinishProject, { ...options, arguments: {} });
  writeFileSync(stored, "{");
  await session.run("Remove What Only It Needs", "old");
  await session.settled();
  expect(session.alert).toBeUndefined();
  expect(session.toast).toMatchObject({ style: "failure", title: "Could Not Read What Is Needed" });
});

it("what is kept is no part of what goes, and an environment far below a stray file is not that project's", async () => {
  const { home, options, dataFolder } = layOut();
  const site = process.platform === "win32" ? "Lib/site-packages" : "lib/python3.12/site-packages";
  const environment = join(home, "Projects/a/b/c/.venv");
  mkdirSync(join(environment, site, "gamma-3.0.dist-info"), { recursive: true });
  writeFileSync(join(environment, "pyvenv.cfg"), "home = /nowhere\nversion = 3.12.1\n");
  writeFileSync(
    join(environment, site, "gamma-3.0.dist-info/METADATA"),
    "Metadata-Version: 2.1\nName: gamma\nVersion: 3.0\n",
  );
  writeFileSync(join(home, "Projects/requirements.txt"), "alpha\n");
  const marks = { version: 1, packages: ["pip/beta"], versions: [] };
  writeFileSync(join(dataFolder, "support", "kept.json"), JSON.stringify(marks));
  const session = await open(FinishProject, { ...options, arguments: {} });
  expect(itemsOf(session, "Environments")).toEqual([expect.stringContaining(".venv")]);
  await session.run("Show What Is Cached Because of It…", "Projects");
  expect(itemsOf(session, "Only This Needs")).toEqual(["Nothing"]);
});

it("an argument that nothing matches says so, and a path finds its project", async () => {
  const { home, options } = layOut();
  const nothing = await open(FinishProject, { ...options, arguments: { project: "zzqq" } });
  expect(list(nothing).emptyView).toMatchObject({ title: "No Project or Environment Matches" });
  const one = await open(FinishProject, { ...options, arguments: { project: join(home, "Projects", "old") } });
  expect(itemsOf(one, "Projects")).toEqual(["old"]);
});

it("a lock of a hundred thousand packages is said not to be read, and takes nothing else down", async () => {
  const { home, options, dataFolder } = layOut();
  const lock = Array.from({ length: 100_000 }, (_, at) => `[[package]]\nname = "p${at}"\nversion = "1.${at}"\n\n`);
  mkdirSync(join(home, "Projects/big"));
  writeFileSync(join(home, "Projects/big/uv.lock"), `version = 1\n${lock.join("")}`);
  const session = await open(FinishProject, { ...options, arguments: {} });
  await session.settled();
  expect(itemsOf(session, "Projects").sort()).toEqual(["api", "big", "old"]);
  expect(JSON.stringify(row(session, "big").accessories)).toContain("It names more than 50,000 packages.");
  const search = await open(SearchPipCache, { name: "search-pip-cache", dataFolder });
  await search.settled();
  expect(accessories(row(search, "alpha"))).toContain("in 1 project");
});
