/** What a person marks, or a project begins to need, while a question stands: it stays. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import CleanUpPipCache from "../../src/clean-up-pip-cache";
import ClearPipCache from "../../src/clear-pip-cache";
import FinishProject from "../../src/finish-project";
import SearchPipCache from "../../src/search-pip-cache";
import TidyPipCache from "../../src/tidy-pip-cache";
import { removeUnseen } from "../../src/interface/removal/removal";
import { FileList } from "../../src/files/file-list";
import { cachesAt } from "../support/caches";
import { isolate, open } from "../commands/open";
import { buildWheel } from "../support/distributions";
import { cacheFile } from "../support/package-entries";
import { temporaryDirectory } from "../support/temporary";

const names = ["alpha", "beta", "gamma"];

/** A cache of three packages that nobody has used for 40 days, of which a project needs the first. */
function layOut() {
  const directory = temporaryDirectory();
  const mtime = new Date(Date.now() - 40 * 86_400_000);
  const wheels = new Map(
    names.map((name) => [
      name,
      cacheFile({ directory, layout: "http-v2" }, buildWheel({ name, version: "1.0" }), { mtime, date: mtime }).files,
    ]),
  );
  const home = isolate({ PIP_CACHE_DIR: directory });
  const requirements = join(home, "Projects", "api", "requirements.txt");
  mkdirSync(join(home, "Projects", "api"), { recursive: true });
  writeFileSync(requirements, "alpha==1.0\n");
  const dataFolder = temporaryDirectory();
  const support = join(dataFolder, "support");
  mkdirSync(support);
  writeFileSync(
    join(support, "project-folders.json"),
    JSON.stringify({ version: 1, folders: [join(home, "Projects")] }),
  );
  return {
    ...{ directory, dataFolder, support, projects: join(home, "Projects") },
    keep: (text = JSON.stringify({ version: 1, packages: ["pip/beta"], versions: [] })) =>
      writeFileSync(join(support, "kept.json"), text),
    need: (text: string) => writeFileSync(requirements, text),
    policy: (policy: object) =>
      writeFileSync(join(support, "policy.json"), JSON.stringify({ version: 1, days: 30, ...policy })),
    /** Names of which something is there. */
    left: () => names.filter((name) => wheels.get(name)?.some((file) => existsSync(join(directory, file)))),
  };
}

const tidy = { name: "tidy-pip-cache", arguments: { budget: "", days: "" } };

describe("what is marked while the question stands stays", () => {
  it("of all that is cleared, whose question comes from what is known", async () => {
    const cache = layOut();
    const session = await open(ClearPipCache, { name: "clear-pip-cache", dataFolder: cache.dataFolder });
    cache.keep();
    await session.answer(true);
    expect(cache.left()).toEqual(["beta"]);
    expect(session.toast?.message).toContain("1 kept package (");
  });

  it("of what was listed before the question", async () => {
    const cache = layOut();
    const session = await open(SearchPipCache, { name: "search-pip-cache", dataFolder: cache.dataFolder });
    // A file that pip is writing: sums do not tell of it.
    writeFileSync(join(cache.directory, "http-v2", "tmpabcdefgh"), "");
    writeFileSync(join(cache.directory, "http-v2", "tmpabcdefgi"), "");
    await session.run("Refresh", "alpha");
    await session.run("Select All", "alpha");
    await session.run("Remove 3 Packages", "alpha");
    cache.keep();
    await session.answer(true);
    expect(cache.left()).toEqual(["beta"]);
  });

  it("of what the policy says", async () => {
    const cache = layOut();
    cache.policy({});
    const session = await open(TidyPipCache, { ...tidy, dataFolder: cache.dataFolder });
    cache.keep();
    await session.answer(true);
    expect(cache.left()).toEqual(["beta"]);
  });

  it("of folders that are moved whole, so that nothing is moved", async () => {
    const cache = layOut();
    const bin = process.platform === "win32" ? "Recycle Bin" : "Trash";
    const session = await open(SearchPipCache, { name: "search-pip-cache", dataFolder: cache.dataFolder });
    await session.run(`Move Cache to ${bin}`);
    expect(session.alert).toBeDefined();
    cache.keep();
    await session.answer(true);
    expect(session.toast).toMatchObject({ style: "failure", title: `Did Not Move to the ${bin}` });
    expect(session.toast?.message).toContain("1 kept package (");
    expect(session.effects.filter(({ type }) => type === "trash")).toEqual([]);
  });

  it("while it is listed what goes in the background, so that nothing goes until the next time", async () => {
    const cache = layOut();
    const session = await open(SearchPipCache, { name: "search-pip-cache", dataFolder: cache.dataFolder });
    const request = {
      ...{ caches: cachesAt(cache.directory), selection: {}, what: "pip cache", verb: "Tidy" as const, inBulk: true },
      only: () => (cache.keep(), true),
    };
    expect(await removeUnseen(request, new AbortController().signal)).toBeUndefined();
    expect(cache.left()).toEqual(names);
    await removeUnseen(request, new AbortController().signal);
    expect(cache.left()).toEqual(["beta"]);
    session.dispose();
  });

  it("while it is listed what goes by the policy in the background, also of what is needed since", async () => {
    const cache = layOut();
    cache.policy({ sparesNeeded: true });
    const inBackground = () =>
      open(TidyPipCache, {
        ...{ name: "tidy-pip-cache", dataFolder: cache.dataFolder },
        ...{ launchType: "background" as const, preferences: { tidiesInBackground: true } },
      });
    const { from } = FileList;
    const listing = jest.spyOn(FileList, "from").mockImplementation((columns) => {
      cache.need("alpha==1.0\ngamma==1.0\n");
      return from(columns);
    });
    await inBackground();
    expect(listing).toHaveBeenCalled();
    listing.mockRestore();
    expect(cache.left()).toEqual(names);
    await inBackground();
    expect(cache.left()).toEqual(["alpha", "gamma"]);
  });

  it("all of it, where the marks cannot be read any more", async () => {
    const cache = layOut();
    cache.policy({});
    const session = await open(TidyPipCache, { ...tidy, dataFolder: cache.dataFolder });
    cache.keep("{");
    await session.answer(true);
    expect(cache.left()).toEqual(names);
    expect(session.toast).toMatchObject({ style: "failure", title: "Did Not Tidy pip cache" });
    expect(session.toast?.message).toMatch(/^The list of what is kept cannot be read/);
  });

  it("unless it is named by itself: then it is asked again, with the word", async () => {
    const cache = layOut();
    const session = await open(SearchPipCache, { name: "search-pip-cache", dataFolder: cache.dataFolder });
    await session.run("Remove Package", "beta");
    expect(session.alert?.message).not.toContain("It is kept");
    cache.keep();
    await session.answer(true);
    expect(session.alert?.message).toContain("It is kept");
    expect(cache.left()).toEqual(names);
    await session.answer(true);
    expect(cache.left()).toEqual(["alpha", "gamma"]);
  });
});

describe("what a project begins to need while the question stands stays", () => {
  it("of what the policy says", async () => {
    const cache = layOut();
    cache.policy({ sparesNeeded: true });
    const session = await open(TidyPipCache, { ...tidy, dataFolder: cache.dataFolder });
    cache.need("alpha==1.0\nbeta==1.0\n");
    await session.answer(true);
    expect(cache.left()).toEqual(["alpha", "beta"]);
  });

  it("of what is in no project", async () => {
    const cache = layOut();
    const session = await open(CleanUpPipCache, { name: "clean-up-pip-cache", dataFolder: cache.dataFolder });
    await session.run("Remove Versions In No Known Project", "In No Project That Was Looked At");
    cache.need("alpha==1.0\nbeta==1.0\n");
    await session.answer(true);
    await session.settled();
    expect(cache.left()).toEqual(["alpha", "beta"]);
  });

  it("of what another project alone needed", async () => {
    const cache = layOut();
    const session = await open(FinishProject, { name: "finish-project", dataFolder: cache.dataFolder, arguments: {} });
    await session.run("Remove What Only It Needs", "api");
    const other = temporaryDirectory();
    writeFileSync(join(other, "requirements.txt"), "alpha==1.0\n");
    writeFileSync(
      join(cache.support, "project-folders.json"),
      JSON.stringify({ version: 1, folders: [other, cache.projects] }),
    );
    await session.answer(true);
    await session.settled();
    expect(cache.left()).toEqual(names);
  });

  it("all of it, where the list of project folders cannot be read any more", async () => {
    const cache = layOut();
    cache.policy({ sparesNeeded: true });
    const session = await open(TidyPipCache, { ...tidy, dataFolder: cache.dataFolder });
    writeFileSync(join(cache.support, "project-folders.json"), "{");
    await session.answer(true);
    expect(cache.left()).toEqual(names);
    expect(session.toast).toMatchObject({ style: "failure", title: "Could Not Read What Is Needed" });
  });
});
