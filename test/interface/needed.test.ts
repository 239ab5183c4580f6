/** What environments and projects still need, as the list of packages and the clean-up show it. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Session } from "../../preview";
import CleanUp from "../../src/clean-up-pip-cache";
import SearchPipCache from "../../src/search-pip-cache";
import { buildWheel } from "../support/distributions";
import { cacheFile } from "../support/package-entries";
import { temporaryDirectory } from "../support/temporary";
import { accessories as textsOf, isolate, list, open, row, rows, titles } from "../commands/open";

const names = { name: "search-pip-cache" };

/** A home with a project that has an environment, and another one that has none; and a cache of what they may need. */
function layOut(folders: (home: string) => string[] = (home) => [join(home, "Projects")]) {
  const cache = temporaryDirectory();
  const home = isolate({ PIP_CACHE_DIR: cache });
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  };
  const site = process.platform === "win32" ? "Lib/site-packages" : "lib/python3.12/site-packages";
  const bin = process.platform === "win32" ? "Scripts/python.exe" : "bin/python";
  write("Projects/api/.venv/pyvenv.cfg", "home = /nowhere\nversion = 3.12.1\n");
  write(`Projects/api/.venv/${bin}`, "");
  write(
    `Projects/api/.venv/${site}/alpha-1.1.dist-info/METADATA`,
    "Metadata-Version: 2.1\nName: alpha\nVersion: 1.1\n",
  );
  write("Projects/api/pyproject.toml", '[project]\nname = "api"\nversion = "1"\ndependencies = ["alpha>=1"]\n');
  write("Projects/old/requirements.txt", "beta==2.0\n");
  for (const [name, version] of [
    ["alpha", "1.0"],
    ["alpha", "1.1"],
    ["beta", "2.0"],
    ["gamma", "3.0"],
  ] as const) {
    cacheFile({ directory: cache, layout: "http-v2" }, buildWheel({ name, version }));
  }
  const dataFolder = temporaryDirectory();
  const list = { version: 1, folders: folders(home) };
  mkdirSync(join(dataFolder, "support"), { recursive: true });
  writeFileSync(join(dataFolder, "support", "project-folders.json"), JSON.stringify(list));
  return { home, cache, dataFolder };
}

const choicesOf = (session: Session) =>
  list(session)
    .dropdown?.sections.find(({ title }) => title === "Of What Was Looked At")
    ?.items.map(({ title }) => title);

/** Installs something in the project's environment that the project does not name, and caches that. */
function installUnnamed({ home, cache }: { home: string; cache: string }): void {
  const site = process.platform === "win32" ? "Lib/site-packages" : "lib/python3.12/site-packages";
  const folder = join(home, "Projects/api/.venv", site, "delta-4.0.dist-info");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "METADATA"), "Metadata-Version: 2.1\nName: delta\nVersion: 4.0\n");
  cacheFile({ directory: cache, layout: "http-v2" }, buildWheel({ name: "delta", version: "4.0" }));
}

const accessories = (session: Session, title: string) => textsOf(row(session, title));

it("a row says in how many environments and projects it is, and its detail why", async () => {
  const { dataFolder } = layOut();
  const session = await open(SearchPipCache, { ...names, dataFolder });
  expect(accessories(session, "alpha")).toContain("in 1 environment, 1 project");
  expect(accessories(session, "beta")).toContain("in 1 project");
  expect(accessories(session, "gamma").filter((text) => String(text).startsWith("in "))).toEqual([]);
  await session.run("Show Details", "alpha");
  // The title has the room then, and the detail says it.
  expect(accessories(session, "alpha").filter((text) => String(text).startsWith("in "))).toEqual([]);
  expect(row(session, "alpha").accessories.map(({ tooltip }) => tooltip)).toContainEqual(
    expect.stringMatching(/^Needed by .*api/),
  );
  const detail = (title: string) => row(session, title).detail?.markdown;
  expect(detail("alpha")).toContain("- **1.1** installed in");
  expect(detail("alpha")).toContain("pyproject.toml");
  // Those of the machine are looked at, too.
  expect(detail("alpha")).toMatch(
    /\n1 version found nowhere that was looked at \(\d+ environments? and 2 projects\)\.$/,
  );
  expect(detail("gamma")).toMatch(/^Found nowhere that was looked at \(\d+ environments? and 2 projects\)\.$/);
});

it("the question of what is removed says what of it is needed, and by whom", async () => {
  const { dataFolder } = layOut();
  const session = await open(SearchPipCache, { ...names, dataFolder });
  await session.settled();
  const asked = async (title: string, on: string) => {
    await session.run(title, on);
    const { message = "" } = session.alert ?? {};
    await session.answer(false);
    return message;
  };
  expect(await asked("Remove Package", "alpha")).toMatch(
    /\nalpha 1\.1 is in 1 environment \(\S+\) and 1 project \(api\)\.$/,
  );
  expect(await asked("Remove Package", "beta")).toMatch(/\nbeta 2\.0 is in 1 project \(old\)\.$/);
  // Of two versions just the other is needed.
  expect(await asked("1.0", "alpha")).not.toContain(" in 1 ");
  expect(await asked("1.1", "alpha")).toContain("alpha 1.1 is in 1 environment");
  expect(await asked("Remove Package", "gamma")).not.toContain(" in 1 ");
  await session.run("Select All", "alpha");
  expect(await asked("Remove 3 Packages", "alpha")).toMatch(
    /\n2 of these packages are in 1 environment \(\S+\) and 2 projects \((api, old|old, api)\)\.$/,
  );
});

it("what is installed nowhere can be shown and removed, of each package just those versions", async () => {
  const { dataFolder } = layOut();
  const session = await open(SearchPipCache, { ...names, dataFolder });
  await session.choose("Installed Nowhere");
  expect(titles(session).sort()).toEqual(["alpha", "beta", "gamma"]);
  await session.choose("In No Project");
  expect(titles(session).sort()).toEqual(["alpha", "gamma"]);
  await session.run("Select All", "alpha");
  await session.run("Remove Versions In No Known Project of 2 Packages", "alpha");
  await session.answer(true);
  await session.settled();
  await session.choose("Size");
  expect(titles(session).sort()).toEqual(["alpha", "beta"]);
  expect(row(session, "alpha").subtitle).toBe("1.1");
});

it("what is installed in a project's own environment is in that project", async () => {
  const laidOut = layOut();
  installUnnamed(laidOut);
  const session = await open(SearchPipCache, { ...names, dataFolder: laidOut.dataFolder });
  expect(accessories(session, "delta")).toContain("in 1 environment, 1 project");
  await session.choose("In No Project");
  expect(titles(session).sort()).toEqual(["alpha", "gamma"]);
  expect(list(session).sections[0]?.title).toBe("In No Project That Was Looked At");
});

it("what is neither installed nor in a project is shown first of the three, and removed", async () => {
  const laidOut = layOut();
  installUnnamed(laidOut);
  const session = await open(SearchPipCache, { ...names, dataFolder: laidOut.dataFolder });
  expect(choicesOf(session)).toEqual([
    expect.stringMatching(/^Found Nowhere \(/),
    expect.stringMatching(/^Installed Nowhere \(/),
    expect.stringMatching(/^In No Project \(/),
  ]);
  await session.choose("Found Nowhere");
  expect(list(session).sections[0]?.title).toBe("Neither Installed nor in a Project That Was Looked At");
  expect(titles(session).sort()).toEqual(["alpha", "gamma"]);
  await session.run("Select All", "alpha");
  await session.run("Remove Versions In No Known Environment Or Project of 2 Packages", "alpha");
  await session.answer(true);
  await session.settled();
  await session.choose("Size");
  expect(titles(session).sort()).toEqual(["alpha", "beta", "delta"]);
  expect(row(session, "alpha").subtitle).toBe("1.1");
});

it("the question says of how many packages something is in a project, or installed", async () => {
  const { home, dataFolder } = layOut();
  // An environment that no project has: what it has of beta and gamma is in no project.
  const site = process.platform === "win32" ? "Lib/site-packages" : "lib/python3.12/site-packages";
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  };
  write(".virtualenvs/tool/pyvenv.cfg", "home = /nowhere\nversion = 3.12.1\n");
  const metadata = "Metadata-Version: 2.1\nName: gamma\nVersion: 3.0\n";
  write(`.virtualenvs/tool/${site}/gamma-3.0.dist-info/METADATA`, metadata);
  const session = await open(CleanUp, { name: "clean-up-pip-cache", dataFolder });
  const ask = async (title: string, action: string) => {
    await session.run(action, title);
    const message = session.alert?.message;
    await session.answer(false);
    await session.settled();
    return message;
  };
  // alpha 1.0 and gamma 3.0; alpha 1.0 and beta 2.0, which old names.
  expect(await ask("In No Project That Was Looked At", "Remove Versions In No Known Project")).toContain(
    "\nOf 1 package something is installed in an environment that was looked at.",
  );
  const nowhere = await ask(
    "Installed Nowhere That Was Looked At",
    "Remove Versions Installed In No Known Environment",
  );
  expect(nowhere).toContain("\nOf 1 package something is in a project that was looked at.");
  const both = "Neither Installed nor in a Project That Was Looked At";
  expect(await ask(both, "Remove Versions In No Known Environment Or Project")).not.toContain("something is");
  await session.run("Show What Would Go…", "In No Project That Was Looked At");
  await session.run("Deselect", "gamma");
  await session.select("alpha");
  await session.run("Remove 1 Package", "alpha");
  expect(session.alert?.message).toContain("\nNone of it is installed in an environment that was looked at.");
});

it("without folders of projects there is no word of projects, and none is walked", async () => {
  const { home, dataFolder } = layOut(() => []);
  mkdirSync(join(home, ".virtualenvs", "tool"), { recursive: true });
  writeFileSync(join(home, ".virtualenvs", "tool", "pyvenv.cfg"), "home = /nowhere\nversion = 3.12.1\n");
  const session = await open(SearchPipCache, { ...names, dataFolder });
  expect(choicesOf(session)).toEqual([expect.stringMatching(/^Installed Nowhere \(/)]);
  expect(accessories(session, "alpha").filter((text) => String(text).startsWith("in "))).toEqual([]);
});

it("is offered in the clean-up, with what was looked at", async () => {
  const { dataFolder } = layOut();
  const session = await open(CleanUp, { name: "clean-up-pip-cache", dataFolder });
  const offer = rows(session).find(({ title }) => title === "In No Project That Was Looked At");
  expect(offer?.subtitle).toMatch(/^\d+ environments? and 2 projects were looked at\.$/);
  await session.run("Remove Versions In No Known Project", "In No Project That Was Looked At");
  expect(session.alert?.title).toMatch(/^Remove versions in no known project/i);
  await session.answer(true);
  await session.settled();
  const search = await open(SearchPipCache, { ...names, dataFolder });
  expect(titles(search).sort()).toEqual(["alpha", "beta"]);
});

it("says how many of what was looked at could not be read wholly", async () => {
  const { home, dataFolder } = layOut();
  writeFileSync(join(home, "Projects/old/uv.lock"), "<<<<<<< HEAD\n");
  const cleanUp = await open(CleanUp, { name: "clean-up-pip-cache", dataFolder });
  const offer = rows(cleanUp).find(({ title }) => title === "In No Project That Was Looked At");
  expect(offer?.subtitle).toMatch(/were looked at\. 1 of them could not be read wholly\.$/);
  const search = await open(SearchPipCache, { ...names, dataFolder });
  await search.choose("In No Project");
  expect(
    list(search)
      .sections.map(({ subtitle }) => subtitle)
      .join(),
  ).toMatch(/, 1 of them could not be read wholly/);
});

it("what a requirements file names is looked for and selected, and what is not read is said", async () => {
  const { home, dataFolder } = layOut(() => []);
  const file = join(home, "wanted.txt");
  writeFileSync(file, "alpha>=1.1\ngamma\nnothing==1\n-r https://example.org/more.txt\n");
  const session = await open(SearchPipCache, { ...names, dataFolder });
  await session.run("Select from Requirements…", "beta");
  await session.run("Select");
  await session.fill("file", [file]);
  await session.run("Select");
  await session.settled();
  expect(
    titles(session)
      .filter((title) => ["alpha", "beta", "gamma"].includes(title))
      .sort(),
  ).toEqual(["alpha", "gamma"]);
  expect(list(session).sections[0]?.subtitle).toContain("2 selected");
  expect(session.toast).toMatchObject({
    style: "success",
    title: expect.stringContaining("Names 3 Packages") as unknown,
  });
  expect(session.toast?.message).toContain("https://example.org/more.txt");
  await session.run("Remove 2 Packages", "alpha");
  await session.answer(true);
  await session.settled();
  await session.search("");
  expect(titles(session).sort()).toEqual(["alpha", "beta"]);
});
