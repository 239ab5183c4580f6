/** Wheels taken out of the cache by a person: of a package, a selection, all that is listed, a file, a project. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import FinishProject from "../src/finish-project";
import SearchPipCache from "../src/search-pip-cache";
import { isolate, open } from "./commands/open";
import { buildSdist, buildWheel } from "./support/distributions";
import { cacheFile, cachePage, fileUrl, type Cache } from "./support/package-entries";
import { linkTo } from "./support/pages";
import { temporaryDirectory } from "./support/temporary";
import { hashTree } from "./support/tree";

const files = [
  buildWheel({ name: "alpha", version: "1.0" }),
  buildWheel({ name: "alpha", version: "2.0" }),
  buildWheel({ name: "beta", version: "1.0" }),
  buildSdist({ name: "gamma", version: "0.3" }),
];
const nameOf = (at: number) => files[at].fileName;

function layOut() {
  const cache: Cache = { directory: temporaryDirectory(), layout: "http-v2" };
  const home = isolate({ PIP_CACHE_DIR: cache.directory });
  for (const file of files) {
    cacheFile(cache, file);
    cachePage(cache, file.name, [linkTo(file, fileUrl(cache, file))]);
  }
  mkdirSync(join(home, "Projects/api"), { recursive: true });
  writeFileSync(join(home, "Projects/api/requirements.txt"), "alpha==1.0\nbeta==1.0\n");
  const dataFolder = temporaryDirectory();
  const stored = join(dataFolder, "support", "project-folders.json");
  mkdirSync(dirname(stored), { recursive: true });
  writeFileSync(stored, JSON.stringify({ version: 1, folders: [join(home, "Projects")] }));
  return { cache: cache.directory, dataFolder, folder: temporaryDirectory() };
}

type Session = Awaited<ReturnType<typeof open>>;

async function exportInto(session: Session, folder: string, title: "Export" | "Save" = "Export") {
  await session.fill("folder", [folder]);
  await session.run(title);
  await session.settled();
}

const errorIn = ({ view }: Session) => (view?.type === "form" ? view.fields[0] : undefined)?.error;

it("of one package all files that can be installed, and then says how to install them", async () => {
  const { cache, dataFolder, folder } = layOut();
  const before = hashTree(cache);
  const session = await open(SearchPipCache, { name: "search-pip-cache", dataFolder });
  await session.run("Export alpha…", "alpha");
  await session.fill("requirements", true);
  await exportInto(session, folder);
  expect(readdirSync(folder).sort()).toEqual([nameOf(0), nameOf(1), "requirements.txt"]);
  for (const at of [0, 1]) expect(readFileSync(join(folder, nameOf(at)))).toEqual(files[at].content);
  expect(session.toast).toMatchObject({ style: "success", title: expect.stringMatching(/^Exported 2 Files \(/) });
  await session.run("Copy Install Command");
  expect(session.effects.at(-1)).toMatchObject({
    text: `pip install --no-index --find-links ${folder} -r ${join(folder, "requirements.txt")}`,
  });
  expect(hashTree(cache)).toEqual(before);
});

it("of the selected rows, and of all that the list shows", async () => {
  const { dataFolder, folder } = layOut();
  const session = await open(SearchPipCache, { name: "search-pip-cache", dataFolder });
  await session.run("Select", "beta");
  await session.run("Select", "gamma");
  await session.run("Export 2 Packages…", "alpha");
  await exportInto(session, folder);
  expect(readdirSync(folder).sort()).toEqual([nameOf(2), nameOf(3)].sort());
  const all = temporaryDirectory();
  const search = await open(SearchPipCache, { name: "search-pip-cache", dataFolder });
  await search.search("alpha==2.0");
  await search.run("Export All That Is Listed…", "alpha");
  await exportInto(search, all);
  expect(readdirSync(all)).toEqual([nameOf(1)]);
});

it("of one file", async () => {
  const { dataFolder, folder } = layOut();
  const session = await open(SearchPipCache, { name: "search-pip-cache", dataFolder });
  await session.run("Show Files…", "alpha");
  await session.run("Save Wheel…", nameOf(1));
  await exportInto(session, folder, "Save");
  expect(readdirSync(folder)).toEqual([nameOf(1)]);
});

it("of what a project needs", async () => {
  const { dataFolder, folder } = layOut();
  const session = await open(FinishProject, { name: "finish-project", dataFolder, arguments: {} });
  await session.run("Show What Is Cached Because of It…", "api");
  await session.run("Export What It Needs…", "alpha");
  await exportInto(session, folder);
  expect(readdirSync(folder).sort()).toEqual([nameOf(0), nameOf(2)]);
});

it("says in its field why a folder will not do, and what stays out with its reason", async () => {
  const { cache, dataFolder, folder } = layOut();
  const session = await open(SearchPipCache, { name: "search-pip-cache", dataFolder });
  await session.run("Export alpha…", "alpha");
  await session.run("Export");
  expect(errorIn(session)).toBe("Choose a folder.");
  await exportInto(session, join(cache, "http-v2"));
  expect(errorIn(session)).toMatch(/^That is inside of a pip cache/);
  writeFileSync(join(folder, nameOf(0)), "mine");
  writeFileSync(join(folder, "requirements.txt"), "mine");
  await session.fill("requirements", true);
  await exportInto(session, folder);
  expect(session.toast).toMatchObject({ style: "failure", title: expect.stringMatching(/^Exported 1 File \(/) });
  expect(session.toast?.message).toBe(
    "1 file not exported · Another requirements.txt is there, and stays. Move it, or choose another folder.",
  );
  await session.run("Copy Log");
  expect(JSON.stringify(session.effects.at(-1))).toContain("Another file of that name is there, and stays.");
  for (const name of [nameOf(0), "requirements.txt"]) expect(readFileSync(join(folder, name), "utf8")).toBe("mine");
});
