/** Folders that a person adds to the map: measured, moved to the Trash only, and refused where they have to stay. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import SearchDeveloperCaches from "../src/search-developer-caches";
import { listDeveloperCaches } from "../src/interface/assistant/list-developer-tools";
import { trashName } from "../src/interface/shared/trash-name";
import type { Session } from "../preview";
import type { FormView } from "../preview/host/view";
import { accessories, isolate, list, open, row, titles } from "./commands/open";
import { fillHome, inHome } from "./developer-caches/lay-out";
import { temporaryDirectory } from "./support/temporary";
import { filesBelow, hashTree } from "./support/tree";

const command = { name: "search-developer-caches" };
const ccache = ".cache/ccache/a/b/object";

interface Opened {
  home: string;
  dataFolder: string;
  session: Session;
}

async function openWith(files: [path: string, bytes: number][], dataFolder = temporaryDirectory()): Promise<Opened> {
  const home = isolate();
  fillHome(home, [[ccache, 9_000], ...files]);
  return { home, dataFolder, session: await open(SearchDeveloperCaches, { ...command, dataFolder }) };
}

async function fillForm(session: Session, path: string, name = ""): Promise<void> {
  if (session.view.type === "list") await session.run("Add a Folder…", "ccache and sccache");
  await session.fill("folder", [path]);
  await session.fill("name", name);
  await session.run("Add");
}

const problemOf = (session: Session): string | undefined =>
  (session.view as FormView).fields.find(({ id }) => id === "folder")?.error;

/** What the form says of a folder that may not be added. */
async function refusalOf(session: Session, path: string): Promise<string | undefined> {
  await fillForm(session, path);
  expect(session.view.type).toBe("form");
  return problemOf(session);
}

const moves = (session: Session) => session.effects.filter(({ type }) => type === "trash");

it("a folder has a row of its own with its size, and goes to the Trash after a question, as a whole", async () => {
  const { home, dataFolder, session } = await openWith([
    ["big/models/a.bin", 300_000],
    ["big/b.bin", 5_000],
  ]);
  await fillForm(session, join(home, "big"), "My Models");
  expect(session.toast).toMatchObject({ style: "success", title: "Added Folder" });
  expect(accessories(row(session, "My Models"))).toContain("305 kB");
  expect(String(list(session).searchBarPlaceholder)).toContain("314 kB in all");

  const again = await open(SearchDeveloperCaches, { ...command, dataFolder });
  expect(accessories(row(again, "My Models"))).toContain("305 kB");
  await again.run("Clear Safe Caches (9.0 kB)", "My Models");
  expect(again.alert?.message).not.toContain("My Models");
  await again.answer(false);
  await again.run(`Move to ${trashName} (305 kB)`, "My Models");
  expect(again.alert?.title).toBe(`Move My Models to the ${trashName} (305 kB)?`);
  expect(again.alert?.message).toContain("only you know whether what is in it can be made again");
  await again.answer(false);
  expect(moves(again)).toEqual([]);
  await again.run(`Move to ${trashName} (305 kB)`, "My Models");
  await again.answer(true);
  expect(moves(again)).toEqual([{ type: "trash", paths: [inHome(home, "big")] }]);
  expect(existsSync(inHome(home, ccache))).toBe(true);
});

it("nothing but the Trash is offered, and taken off the list the folder stays", async () => {
  const { home, session } = await openWith([["big/a.bin", 300_000]]);
  await fillForm(session, join(home, "big"));
  const before = hashTree(join(home, "big"));
  await session.select("big");
  const offered = session.offeredActions().map(({ props }) => String(props.title));
  expect(offered.filter((title) => /^Clear (?!Safe)|^Hide This/.test(title))).toEqual([]);
  await session.run("Copy Your List", "big");
  expect(session.effects).toContainEqual({ type: "copy", text: `Added Folders:\nbig: ${inHome(home, "big")}` });
  await session.run("Remove from List", "big");
  expect(titles(session)).not.toContain("big");
  expect(hashTree(join(home, "big"))).toEqual(before);
});

it("says in its field why a folder has to stay, the temporary one, a repository or another tool's among them", async () => {
  const { home, session } = await openWith([["big/x/.git/HEAD", 10]]);
  expect(await refusalOf(session, tmpdir())).toMatch(/has to stay/);
  expect(await refusalOf(session, join(home, "big"))).toBe("It has to stay: “x” is under version control.");
  expect(await refusalOf(session, inHome(home, ".cache/ccache"))).toContain("ccache and sccache");
  expect(await refusalOf(session, join(home, "gone"))).toBe("It is not there.");
});

it("refuses a link, and takes the path that a link above leads to", async () => {
  const { home, session } = await openWith([["real/big/a.bin", 1_000]]);
  symlinkSync(join(home, "real/big"), join(home, "link"));
  symlinkSync(join(home, "real"), join(home, "above"));
  expect(await refusalOf(session, join(home, "link"))).toMatch(/^It is a link/);
  await fillForm(session, join(home, "above/big"), "x");
  await session.run(`Move to ${trashName} (1.0 kB)`, "x");
  await session.answer(true);
  expect(moves(session)).toEqual([{ type: "trash", paths: [inHome(home, "real/big")] }]);
});

it("refuses a folder that is on the list, lies in one of the list, or holds one", async () => {
  const { home, session } = await openWith([["big/in/a.bin", 1_000]]);
  await fillForm(session, join(home, "big/in"), "inner");
  expect(await refusalOf(session, join(home, "big/in"))).toBe("It is on the list already.");
  expect(await refusalOf(session, join(home, "big"))).toContain("inner");
});

it("asks for a folder, and for a name that is one line and not too long", async () => {
  const { home, session } = await openWith([["big/a.bin", 1_000]]);
  await session.run("Add a Folder…", "ccache and sccache");
  await session.run("Add");
  expect(problemOf(session)).toBe("Choose a folder.");
  await fillForm(session, join(home, "big"), "x".repeat(61));
  const fields = (session.view as FormView).fields;
  expect(fields.find(({ id }) => id === "name")?.error).toBe("At most 60 characters.");
  expect(session.view.type).toBe("form");
});

describe("right before it is moved it is looked at again:", () => {
  it.each<[what: string, change: (big: string) => void, says: RegExp]>([
    ["a repository that came", (big) => mkdirSync(join(big, "deep/.git")), /under version control/],
    [
      "a file that came",
      (big) => writeFileSync(join(big, "deep/letter.txt"), "Dear"),
      /has changed since it was measured/,
    ],
    [
      "another folder in its place",
      (big) => {
        renameSync(big, `${big}-before`);
        mkdirSync(join(big, "deep"), { recursive: true });
        writeFileSync(join(big, "deep/a.bin"), Buffer.alloc(1_000));
      },
      /has changed since it was measured/,
    ],
    [
      "a link in its place",
      (big) => {
        renameSync(big, `${big}-before`);
        symlinkSync(`${big}-before`, big);
      },
      /^It is a link/,
    ],
    ["nothing there", (big) => rmSync(big, { recursive: true }), /^It is not there/],
  ])("%s keeps it", async (_, change, says) => {
    const { home, session } = await openWith([["big/deep/a.bin", 1_000]]);
    await fillForm(session, join(home, "big"));
    await session.run(`Move to ${trashName} (1.0 kB)`, "big");
    change(inHome(home, "big"));
    await session.answer(true);
    expect(session.toast).toMatchObject({ style: "failure", title: `Did Not Move big to the ${trashName}` });
    expect(session.toast?.message).toMatch(says);
    expect(moves(session)).toEqual([]);
  });
});

it("a folder that has become a link or holds a tool's cache since says why it stays, in no sum", async () => {
  const { home, dataFolder, session } = await openWith([["big/a.bin", 1_000]]);
  await fillForm(session, join(home, "big"));
  rmSync(join(home, "big"), { recursive: true });
  symlinkSync(join(home, ".cache/ccache"), join(home, "big"));
  const again = await open(SearchDeveloperCaches, { ...command, dataFolder });
  expect(JSON.stringify(row(again, "big").accessories)).toContain("It is a link");
  expect(String(list(again).searchBarPlaceholder)).toContain("9.0 kB in all");
  await again.run("Remove from List", "big");
  expect(titles(again)).not.toContain("big");
});

it("is stored beside the hidden tools, and neither is lost with the other or when it is damaged", async () => {
  const { home, dataFolder, session } = await openWith([["big/a.bin", 1_000]]);
  await fillForm(session, join(home, "big"));
  await session.run("Hide This Tool", "ccache and sccache");
  const [file = ""] = filesBelow(dataFolder).filter((path) => basename(path) === "hidden-tools.json");
  const stored = join(dataFolder, file);
  const whole = { version: 1, hidden: ["compiler-caches"], folders: [{ path: inHome(home, "big"), name: "big" }] };
  expect(JSON.parse(readFileSync(stored, "utf8"))).toEqual(whole);
  const damaged = JSON.stringify({ ...whole, folders: [{ path: 7 }] });
  writeFileSync(stored, damaged);
  const again = await open(SearchDeveloperCaches, { ...command, dataFolder });
  expect(titles(again)).not.toContain("big");
  expect(readFileSync(stored, "utf8")).toBe(damaged);
  await again.run("Set Aside and Begin Anew", "The list of hidden tools and added folders cannot be read");
  expect(readFileSync(stored.replace(".json", ".unreadable-1.json"), "utf8")).toBe(damaged);
});

it.each([
  [
    "a folder twice is one",
    (path: string) => [
      { path, name: "a" },
      { path, name: "b" },
    ],
    ["b"],
  ],
  ["a path that no system takes has a row that says so", () => [{ path: "/a\0b", name: "x" }], ["x"]],
])("of a list that was edited %s", async (_, folders, shown) => {
  const { home, dataFolder, session } = await openWith([["big/a.bin", 1_000]]);
  session.dispose();
  const list = { version: 1, hidden: [], folders: folders(inHome(home, "big")) };
  mkdirSync(join(dataFolder, "support"), { recursive: true });
  writeFileSync(join(dataFolder, "support/hidden-tools.json"), JSON.stringify(list));
  const again = await open(SearchDeveloperCaches, { ...command, dataFolder });
  expect(titles(again).filter((title) => title !== "ccache and sccache")).toEqual(shown);
});

it("a list that was made before there were folders is read", async () => {
  const { dataFolder, session } = await openWith([[".cache/composer/files/acme/1.zip", 70_000]]);
  await session.run("Hide This Tool", "Composer");
  const [file = ""] = filesBelow(dataFolder).filter((path) => basename(path) === "hidden-tools.json");
  writeFileSync(join(dataFolder, file), '{"version":1,"hidden":["composer"]}\n');
  const again = await open(SearchDeveloperCaches, { ...command, dataFolder });
  expect(titles(again)).toEqual(["ccache and sccache"]);
});

it("the AI is told of it, with why nothing but a person moves it", async () => {
  const { home, session } = await openWith([["big/a.bin", 1_000]]);
  await fillForm(session, join(home, "big"), "My Models");
  const told = await listDeveloperCaches({ query: "my models" });
  expect(told.tools).toEqual([
    expect.objectContaining({
      tool: "My Models",
      group: "Your Folders",
      bytes: 1_000,
      places: [expect.objectContaining({ tier: "review", notCleared: expect.stringContaining("Trash") as string })],
    }),
  ]);
});
