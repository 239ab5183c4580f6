/** Tools that a person hides: not in the map, in no sum, and cleared with no other. */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import SearchDeveloperCaches from "../src/search-developer-caches";
import type { Session } from "../preview";
import { isolate, list, open, row, titles } from "./commands/open";
import { fillHome, inHome } from "./developer-caches/lay-out";
import { temporaryDirectory } from "./support/temporary";
import { filesBelow } from "./support/tree";

const command = { name: "search-developer-caches" };
const composer = ".cache/composer/files/acme/thing/1.zip";
const ccache = ".cache/ccache/a/b/object";

async function openTwo(
  dataFolder = temporaryDirectory(),
): Promise<{ home: string; dataFolder: string; session: Session }> {
  const home = isolate();
  fillHome(home, [
    [composer, 70_000],
    [ccache, 9_000],
  ]);
  return { home, dataFolder, session: await open(SearchDeveloperCaches, { ...command, dataFolder }) };
}

const placeholder = (session: Session) => String(list(session).searchBarPlaceholder);

it("hides a tool until it is shown again, also in another session, and leaves it out of what is cleared together", async () => {
  const { home, dataFolder, session } = await openTwo();
  expect(placeholder(session)).toContain("79.0 kB in all");
  await session.run("Hide This Tool", "Composer");
  expect(session.toast).toMatchObject({ style: "success", title: "Composer Is Hidden" });
  expect(titles(session)).not.toContain("Composer");
  expect(placeholder(session)).toContain("9.0 kB in all");

  const again = await open(SearchDeveloperCaches, { ...command, dataFolder });
  expect(titles(again)).not.toContain("Composer");
  await again.run("Clear Safe Caches (9.0 kB)");
  expect(again.alert?.message).not.toContain("Composer");
  await again.answer(true);
  expect([existsSync(inHome(home, composer)), existsSync(inHome(home, ccache))]).toEqual([true, false]);

  await again.search("no such tool");
  expect(list(again).emptyView?.description).toBe(
    "Only what keeps something here has a row. The filter Hidden Tools has those that are hidden.",
  );
  await again.search("");
  await again.choose("Hidden Tools (70.0 kB)");
  expect(titles(again)).toEqual(["Composer"]);
  const offered = again.offeredActions().map(({ props }) => String(props.title));
  expect(offered.filter((title) => title.startsWith("Clear Safe") || title.startsWith("Select"))).toEqual([]);
  await again.run("Copy Your List", "Composer");
  expect(again.effects).toContainEqual({ type: "copy", text: "Hidden Tools:\nComposer" });
  await again.run("Show This Tool Again", "Composer");
  expect(again.toast).toMatchObject({ style: "success", title: "Composer Is Shown Again" });
  await again.choose("Group");
  expect(titles(again)).toContain("Composer");
});

it("a hidden tool is cleared by its own name", async () => {
  const { home, session } = await openTwo();
  await session.run("Hide This Tool", "Composer");
  await session.choose("Hidden Tools (70.0 kB)");
  await session.run("Clear Composer (70.0 kB)", "Composer");
  await session.answer(true);
  expect(existsSync(inHome(home, composer))).toBe(false);
  expect(existsSync(inHome(home, ccache))).toBe(true);
});

it("while the list cannot be read all are shown, nothing is cleared in bulk, and it is set aside, not dropped", async () => {
  const { home, dataFolder, session } = await openTwo();
  await session.run("Hide This Tool", "Composer");
  const [file = ""] = filesBelow(dataFolder).filter((path) => path.endsWith("hidden-tools.json"));
  const path = join(dataFolder, file);
  expect(JSON.parse(readFileSync(path, "utf8"))).toEqual({ version: 1, hidden: ["composer"], folders: [] });
  writeFileSync(path, '{"version":1,"hidden":[7]}');
  const again = await open(SearchDeveloperCaches, { ...command, dataFolder });
  expect(titles(again)).toEqual(
    expect.arrayContaining(["Composer", "The list of hidden tools and added folders cannot be read"]),
  );
  await again.run("Clear Safe Caches (79.0 kB)", "Composer");
  expect(again.toast).toMatchObject({ style: "failure", title: "Did Not Clear Safe Caches" });
  expect(existsSync(inHome(home, ccache))).toBe(true);
  await again.run("Hide This Tool", "Composer");
  expect(again.toast).toMatchObject({ style: "failure", title: "Could Not Hide Composer" });
  await again.run("Set Aside and Begin Anew", "The list of hidden tools and added folders cannot be read");
  expect(titles(again)).not.toContain("The list of hidden tools and added folders cannot be read");
  expect(readFileSync(path.replace(".json", ".unreadable-1.json"), "utf8")).toBe('{"version":1,"hidden":[7]}');
  await again.run("Hide This Tool", "Composer");
  expect(titles(again)).not.toContain("Composer");
  expect(row(again, "ccache and sccache")).toBeDefined();
});
