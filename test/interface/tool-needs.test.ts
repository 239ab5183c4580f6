/** What environments and projects need of what uv, Poetry and the others keep, as their lists show it. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Session } from "../../preview";
import SearchPipCache from "../../src/search-pip-cache";
import { accessories, isolate, list, open, row, sections, titles } from "../commands/open";
import { layOutFiles } from "../python-caches/lay-out-files";
import { documentedHere } from "../support/documented-paths";
import { temporaryDirectory } from "../support/temporary";
import { callsOfUv, pretendUv } from "../support/pretend-uv";

// What else runs on the machine is not asked: one of these tools may.
jest.mock("../../src/files/processes", () => ({
  ...jest.requireActual<object>("../../src/files/processes"),
  listProcesses: () => Promise.resolve([]),
}));

const site = process.platform === "win32" ? "Lib/site-packages" : "lib/python3.12/site-packages";

/** Alpha is installed and required by a project, beta locked by another one, gamma and delta are needed nowhere. */
function layOut({ folders = ["Projects"] }: { folders?: string[] } = {}) {
  const home = isolate();
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  };
  write("Projects/api/.venv/pyvenv.cfg", "home = /nowhere\nversion = 3.12.1\n");
  write(`Projects/api/.venv/${process.platform === "win32" ? "Scripts/python.exe" : "bin/python"}`, "");
  const metadata = "Metadata-Version: 2.1\nName: alpha\nVersion: 1.1\n";
  write(`Projects/api/.venv/${site}/alpha-1.1.dist-info/METADATA`, metadata);
  write("Projects/api/pyproject.toml", '[project]\nname = "api"\nversion = "1"\ndependencies = ["alpha>=1"]\n');
  write("Projects/old/uv.lock", 'version = 1\n\n[[package]]\nname = "beta"\nversion = "2.0"\n');
  const files = {
    ".cache/uv/archive-v0/aaaaaaaaaaaaaaaa/alpha-1.0.dist-info/METADATA": 40_000,
    ".cache/uv/archive-v0/bbbbbbbbbbbbbbbb/alpha-1.1.dist-info/METADATA": 30_000,
    ".cache/uv/archive-v0/cccccccccccccccc/beta-2.0.dist-info/METADATA": 20_000,
    ".cache/uv/archive-v0/dddddddddddddddd/gamma-3.0.dist-info/METADATA": 10_000,
    ".cache/uv/archive-v0/eeeeeeeeeeeeeeee/delta-4.0.dist-info/METADATA": 5_000,
    ".cache/uv/git-v0/db/2122faf3e081fb7a/packed-refs": 4_000,
    ".cache/pypoetry/artifacts/11/e9/4b/1f155708335621/gamma-3.1-py3-none-any.whl": 11_000,
    ".cache/pypoetry/artifacts/22/e9/4b/1f155708335622/beta-1.0-py3-none-any.whl": 12_000,
  };
  layOutFiles(home, Object.fromEntries(Object.entries(files).map(([path, size]) => [documentedHere(path), size])));
  const dataFolder = temporaryDirectory();
  mkdirSync(join(dataFolder, "support"), { recursive: true });
  const known = { version: 1, folders: folders.map((folder) => join(home, folder)) };
  writeFileSync(join(dataFolder, "support", "project-folders.json"), JSON.stringify(known));
  return { home, dataFolder, write };
}

async function openOf(choice: string, dataFolder: string): Promise<Session> {
  const session = await open(SearchPipCache, { name: "search-pip-cache", dataFolder });
  const [tool] = choice.split(":");
  await session.choose(`tool:${tool}`);
  if (choice !== tool) await session.choose(`tool:${choice}`);
  return session;
}

const choicesOf = (session: Session) =>
  list(session)
    .dropdown?.sections.find(({ title }) => title === "Of What Was Looked At")
    ?.items.map(({ title }) => title);

const detailOf = (session: Session, title: string) => row(session, title).detail?.markdown;

const needOf = (session: Session, title: string) =>
  accessories(row(session, title)).filter((text) => String(text).startsWith("in "));

it.each(["uv", "all"])("of %s a row says who needs it, of which pip has nothing, and its detail why", async (tool) => {
  const { dataFolder } = layOut();
  const session = await openOf(tool, dataFolder);
  expect(needOf(session, "alpha")).toEqual(["in 1 environment, 1 project"]);
  expect(needOf(session, "beta")).toEqual(["in 1 project"]);
  expect(["gamma", "delta"].flatMap((name) => needOf(session, name))).toEqual([]);
  await session.run("Show Details", "alpha");
  expect(needOf(session, "alpha")).toEqual([]);
  expect(detailOf(session, "alpha")).toContain("- **1.1** installed in");
  expect(detailOf(session, "alpha")).toContain("1 version found nowhere that was looked at");
  expect(detailOf(session, "beta")).toContain("- **2.0** locked in old");
  expect(detailOf(session, "delta")).toContain("Found nowhere that was looked at");
});

it("shows what nothing needs, a package as a whole, with its sum, and links to that", async () => {
  const { dataFolder } = layOut();
  const session = await openOf("uv", dataFolder);
  expect(choicesOf(session)).toEqual([
    "Found Nowhere (15.0 kB)",
    "Installed Nowhere (35.0 kB)",
    "In No Project (15.0 kB)",
  ]);
  await session.choose("tool:uv:only:nowhere:both");
  expect(titles(session)).toEqual(["gamma", "delta"]);
  expect(sections(session)[0]).toMatchObject({
    title: "uv, Neither Installed nor in a Project That Was Looked At",
    subtitle: expect.stringMatching(/^2 packages, 15\.0 kB · looked at \d+ environments? and 2 projects$/),
  });
  await session.choose("tool:uv:only:nowhere:environment");
  expect(titles(session)).toEqual(["beta", "gamma", "delta"]);
  const all = await openOf("all:only:nowhere:both", dataFolder);
  expect(titles(all)).toEqual(["gamma", "delta"]);
  // Who comes back is shown all of it.
  const again = await open(SearchPipCache, { name: "search-pip-cache", dataFolder });
  expect(list(again).dropdown?.value).toBe("tool:all");
});

/** What uv removes of what it is told, as the uv that is pretended does it. */
const removing = 'cache=$4; shift 4; for name; do rm -r "$cache"/archive-v0/*/"$name"-*; done';

it("removes what nothing needs, and leaves what a project has begun to need, before the question and while it stands", async () => {
  const { home, dataFolder, write } = layOut();
  pretendUv(home, { clean: removing });
  const session = await openOf("uv:only:nowhere:both", dataFolder);
  await session.run("Select All");
  write("Projects/new/requirements.txt", "gamma==3.0\n");
  await session.run("Remove 2 Packages (15.0 kB)", "gamma");
  expect(session.alert?.title).toContain("Remove delta from uv");
  expect(session.alert?.message).toContain("1 package that something needs by now stays.");
  write("Projects/new/requirements.txt", "gamma==3.0\ndelta==4.0\n");
  await session.answer(true);
  expect(session.toast).toMatchObject({ message: "Something needs all that is not kept by now." });
  expect(callsOfUv(home)).toEqual([]);
  expect(titles(session)).toEqual([]);
  write("Projects/new/requirements.txt", "gamma==3.0\n");
  const again = await openOf("uv:only:nowhere:both", dataFolder);
  await again.run("Remove with uv (5.0 kB)", "delta");
  await again.answer(true);
  expect(again.toast).toMatchObject({ style: "success", title: "Removed delta from uv (5.0 kB Reclaimed)" });
  expect(callsOfUv(home)).toHaveLength(1);
});

it("leaves of what several keep together what something has begun to need, too", async () => {
  const { dataFolder, home, write } = layOut();
  pretendUv(home, { clean: removing });
  const session = await openOf("all:only:nowhere:both", dataFolder);
  write("Projects/new/requirements.txt", "gamma==3.0\n");
  await session.run("Remove from All of Them (21.0 kB)", "gamma");
  expect(session.alert).toBeUndefined();
  expect(session.toast?.message).toBe("2 packages that something needs by now stay.");
  expect(callsOfUv(home)).toEqual([]);
});

it("of what conda keeps nobody says that it is found nowhere", async () => {
  const { home, dataFolder } = layOut();
  layOutFiles(home, { ".conda/pkgs/openssl-3.0.1-h1/info/index.json": 3_000 });
  const session = await openOf("all", dataFolder);
  await session.run("Show Details", "alpha");
  expect(titles(session)).toContain("openssl");
  expect(detailOf(session, "openssl")).not.toContain("nowhere");
  await session.choose("tool:all:only:nowhere:both");
  expect(titles(session)).toEqual(["gamma", "delta"]);
});
