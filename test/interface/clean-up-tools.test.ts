/** What uv, Poetry and the others can remove of what they keep, as Clean Up offers it. */
import { existsSync, mkdirSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Session } from "../../preview";
import CleanUp from "../../src/clean-up-pip-cache";
import SearchPipCache from "../../src/search-pip-cache";
import { accessories, isolate, open, row, sections, titles } from "../commands/open";
import { layOutFiles } from "../python-caches/lay-out-files";
import { documentedHere } from "../support/documented-paths";
import { callsOfUv, pretendUv } from "../support/pretend-uv";
import { temporaryDirectory } from "../support/temporary";

// What else runs on the machine is not asked: one of these tools may.
jest.mock("../../src/files/processes", () => ({
  ...jest.requireActual<object>("../../src/files/processes"),
  listProcesses: () => Promise.resolve([]),
}));

const uvFiles = {
  "archive-v0/alpha-one/alpha-1.0.dist-info/METADATA": 40_000,
  "wheels-v8/pypi/alpha/1.0-py3-none-any.http": 1_000,
  "archive-v0/gamma-one/gamma-3.0.dist-info/METADATA": 10_000,
  "wheels-v8/pypi/gamma/3.0-py3-none-any.http": 1_000,
  "archive-v0/kept-one/kept-1.0.dist-info/METADATA": 5_000,
  "wheels-v8/pypi/kept/1.0-py3-none-any.http": 1_000,
};

/** A project names alpha; kept is marked; gamma and what Poetry has is needed nowhere, and gamma was not touched for long. */
function layOut() {
  const home = isolate();
  const cache = join(home, documentedHere(".cache/uv"));
  layOutFiles(cache, uvFiles);
  layOutFiles(home, {
    [documentedHere(".cache/pypoetry/artifacts/11/e9/4b/1f155708335621/delta-3.1-py3-none-any.whl")]: 11_000,
  });
  const longAgo = new Date(Date.now() - 100 * 86_400_000);
  for (const path of [
    "archive-v0/gamma-one/gamma-3.0.dist-info/METADATA",
    "wheels-v8/pypi/gamma/3.0-py3-none-any.http",
  ])
    utimesSync(join(cache, path), longAgo, longAgo);
  pretendUv(home, {});
  const dataFolder = temporaryDirectory();
  const store = (name: string, value: object) => {
    mkdirSync(join(dataFolder, "support"), { recursive: true });
    writeFileSync(join(dataFolder, "support", name), JSON.stringify({ version: 1, ...value }));
  };
  store("project-folders.json", { folders: [join(home, "Projects")] });
  store("kept.json", { packages: ["pip/kept"], versions: [] });
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  };
  write("Projects/api/requirements.txt", "alpha==1.0\n");
  return { home, cache, dataFolder, write };
}

const offersOf = (session: Session): string[] =>
  sections(session)
    .filter(({ title }) => title === "With Other Tools")
    .flatMap(({ items }) => items.map(({ title }) => title));

const openCleanUp = (dataFolder: string) => open(CleanUp, { name: "clean-up-pip-cache", dataFolder });

const nowhere = "uv: Neither Installed nor in a Project That Was Looked At";

it("offers what no project needs, what was not used for long, and pruning, each with its sum", async () => {
  const { dataFolder } = layOut();
  const session = await openCleanUp(dataFolder);
  expect(offersOf(session).sort()).toEqual(
    [
      nowhere,
      "uv: In No Project That Was Looked At",
      "uv: Installed Nowhere That Was Looked At",
      "uv: Not Used for 90 Days",
      "Prune uv",
      "Poetry: Neither Installed nor in a Project That Was Looked At",
      "Poetry: In No Project That Was Looked At",
      "Poetry: Installed Nowhere That Was Looked At",
    ].sort(),
  );
  const sumOf = (title: string) => accessories(row(session, title)).map((text) => String(text).replace(/^up to /, ""));
  expect(sumOf(nowhere)).toEqual(["1 package", "11.0 kB"]);
  expect(sumOf("uv: Installed Nowhere That Was Looked At")).toEqual(["2 packages", "52.0 kB"]);
  expect(sumOf("uv: Not Used for 90 Days")).toEqual(["1 package", "11.0 kB"]);
  expect(sumOf("Prune uv")).toEqual(["uv tells afterwards"]);
});

it("shows an offer in Search as it is", async () => {
  const { dataFolder } = layOut();
  const session = await openCleanUp(dataFolder);
  await session.run("Show in Search…", nowhere);
  const launch = session.effects.at(-1) as { context?: { view: string } };
  expect(launch).toMatchObject({ context: { view: "tool:uv:only:nowhere:both" } });
  const search = await open(SearchPipCache, {
    name: "search-pip-cache",
    dataFolder,
    launchContext: launch.context,
  });
  expect(titles(search)).toEqual(["gamma", "kept"]);
});

it("removes one with the tool after a question, without what is kept, and corrects what is offered", async () => {
  const { home, cache, dataFolder } = layOut();
  const session = await openCleanUp(dataFolder);
  await session.run("Remove 1 Package with uv", nowhere);
  expect(session.alert?.title).toContain("Remove gamma from uv");
  expect(session.alert?.message).toContain("1 package marked “Keep Always” (6.0 kB) stays.");
  await session.answer(true);
  expect(session.toast).toMatchObject({ style: "success", title: "Removed gamma from uv (11.0 kB Reclaimed)" });
  expect(callsOfUv(home)).toEqual([`cache clean --cache-dir ${cache} gamma`]);
  await session.settled();
  expect(offersOf(session)).not.toContain(nowhere);
  expect(existsSync(join(cache, "archive-v0/alpha-one"))).toBe(true);
});

it("leaves what a project has begun to need since, and says so", async () => {
  const { home, dataFolder, write } = layOut();
  const session = await openCleanUp(dataFolder);
  write("Projects/new/requirements.txt", "gamma==3.0\n");
  await session.run("Remove 1 Package with uv", nowhere);
  expect(session.alert).toBeUndefined();
  expect(session.toast).toMatchObject({ title: expect.stringContaining("Did Not Remove") });
  expect(callsOfUv(home)).toEqual([]);
});

it("offers nothing where there are no other tools", async () => {
  isolate();
  expect(offersOf(await openCleanUp(temporaryDirectory()))).toEqual([]);
});
