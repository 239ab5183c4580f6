/** The packages that another tool keeps, in the list of developer caches. */
import { linkSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import SearchDeveloperCaches from "../../src/search-developer-caches";
import type { Session } from "../../preview";
import { accessories, isolate, list, open, pipCacheIn, row, sections, titles } from "../commands/open";
import { catalogue } from "../../src/developer-caches/catalogue/catalogue";
import { afterwards } from "../support/temporary";
import { layOutFiles, type Laid } from "../python-caches/lay-out-files";
import { formatBytes } from "../../src/interface/shared/format";
import { buildWheel } from "../support/distributions";
import { documentedHere } from "../support/documented-paths";

import { cacheFile } from "../support/package-entries";

const command = { name: "search-developer-caches" };

async function openPackages(tool: string, files: Record<string, Laid>): Promise<{ home: string; session: Session }> {
  const home = isolate();
  const moved = Object.entries(files).map(([path, laid]) => [documentedHere(path), laid] as const);
  layOutFiles(home, Object.fromEntries(moved));
  const session = await open(SearchDeveloperCaches, command);
  await session.run("Show Packages…", tool);
  return { home, session };
}

const detailOf = (session: Session, title: string): string => JSON.stringify(row(session, title).detail);

const ofUv = {
  ".cache/uv/archive-v0/ymvX8tjf4ykaetUd/six.py": 30_000,
  ".cache/uv/archive-v0/ymvX8tjf4ykaetUd/six-1.16.0.dist-info/METADATA": 500,
  ".cache/uv/archive-v0/EL_luUelLBZhiLaT/docopt-0.6.2.dist-info/METADATA": 20_000,
  ".cache/uv/simple-v28/pypi/six.rkyv": 1_500,
  ".cache/uv/git-v0/db/2122faf3e081fb7a/packed-refs": 4_000,
};

it("lists what uv keeps, largest first, with what belongs to no package below", async () => {
  const { session } = await openPackages("uv", ofUv);
  expect(titles(session)).toEqual(["six", "docopt", "Git Repositories"]);
  expect(sections(session).map(({ title, subtitle }) => [title, subtitle])).toEqual([
    ["Packages", "2 packages"],
    ["Of No Package", undefined],
  ]);
  expect(accessories(row(session, "six")).at(-1)).toBe("32.0 kB");
  expect(list(session).searchBarPlaceholder).toBe("Search packages, 56.0 kB in all");
  await session.search("0.6.2");
  expect(titles(session)).toEqual(["docopt"]);
});

it("says of a package what each form takes, what comes back, and how uv removes it", async () => {
  const { session } = await openPackages("uv", ofUv);
  await session.run("Show Details", "six");
  const text = detailOf(session, "six");
  expect(text).toContain("1.16.0, unpacked wheel: 30.5 kB");
  expect(text).toContain("Index Page: 1.5 kB");
  expect(text).toContain("uv cache clean six");
  expect(text).toMatch(/Comes Back\W+text\W+32.0 kB/);
  await session.run("Copy Command That Removes It", "six");
  expect(session.effects.at(-1)).toMatchObject({ text: "uv cache clean six" });
});

it("says what environments have links to: removing frees nothing of that", async () => {
  const home = isolate();
  const cache = join(home, documentedHere(".cache/uv"));
  layOutFiles(cache, { "archive-v0/id/six-1.16.0.dist-info/METADATA": 500, "archive-v0/id/six.py": 30_000 });
  mkdirSync(join(home, "env"));
  linkSync(join(cache, "archive-v0/id/six.py"), join(home, "env/six.py"));
  const session = await open(SearchDeveloperCaches, command);
  await session.run("Show Packages…", "uv");
  if (process.platform !== "darwin") expect(accessories(row(session, "six"))).toContain("30.0 kB linked");
  await session.run("Show Details", "six");
  expect(detailOf(session, "six")).toMatch(/Comes Back\W+text\W+(up to )?500 bytes/);
});

it("lists what pip and the others keep of one package in one row, with the sum of each tool to choose from", async () => {
  const home = isolate();
  layOutFiles(home, Object.fromEntries(Object.entries(ofUv).map(([path, laid]) => [documentedHere(path), laid])));
  const artifact = ".cache/pypoetry/artifacts/11/e9/4b/1f155708335621/Six-1.17.0-py3-none-any.whl";
  layOutFiles(home, { [documentedHere(artifact)]: 11_000 });
  const pip = { directory: pipCacheIn(home), layout: "http-v2" as const };
  const wheel = buildWheel({ name: "six", version: "1.16.0" });
  const { size } = cacheFile(pip, wheel);
  const session = await open(SearchDeveloperCaches, command);
  await session.run("Show Packages of All Python Tools…", "uv");
  expect(titles(session)).toEqual(["six", "docopt", "Files of No Package, uv"]);
  expect(accessories(row(session, "six")).at(-1)).toBe(formatBytes(32_000 + 11_000 + size));
  expect(row(session, "six").subtitle).toBe("uv, Poetry, pip");
  const choices = list(session).dropdown?.sections.flatMap(({ items }) => items.map(({ title }) => title));
  expect(choices).toEqual([
    `All Python Caches (${formatBytes(67_000 + size)})`,
    "uv (56.0 kB)",
    "Poetry (11.0 kB)",
    `pip (${formatBytes(size)})`,
    `In Several Tools (${formatBytes(43_000 + size)})`,
  ]);
  await session.run("Show Details", "six");
  expect(row(session, "six").detail?.markdown).toContain("**Poetry**: 11.0 kB in 1.17.0");
  await session.choose("tool:Poetry");
  expect(titles(session)).toEqual(["six"]);
  expect(accessories(row(session, "six")).at(-1)).toBe("11.0 kB");
  await session.choose("several");
  expect(titles(session)).toEqual(["six"]);
});

it("says “up to” where environments may have clones, which nobody sees", async () => {
  const [target] = catalogue.find(({ id }) => id === "uv")?.targets ?? [];
  if (target === undefined) throw new Error("uv has no target");
  const { sharing } = target;
  target.sharing = { darwin: "clones", linux: "clones", win32: "clones" };
  afterwards(() => void (target.sharing = sharing));
  const { session } = await openPackages("uv", ofUv);
  expect(accessories(row(session, "six")).at(-1)).toBe("up to 32.0 kB");
  expect(list(session).searchBarPlaceholder).toBe("Search packages, up to 56.0 kB in all");
  await session.run("Show Details", "six");
  expect(detailOf(session, "six")).toMatch(/Comes Back\W+text\W+up to 32.0 kB/);
  const all = await open(SearchDeveloperCaches, command);
  await all.run("Show Packages of All Python Tools…", "uv");
  expect(accessories(row(all, "six")).at(-1)).toBe("up to 32.0 kB");
  expect(list(all).searchBarPlaceholder).toBe("Search packages, up to 56.0 kB in all");
  const [first] = list(all).dropdown?.sections.flatMap(({ items }) => items) ?? [];
  expect(first?.title).toBe("All Python Caches (up to 56.0 kB)");
});

it("offers it for no tool of which nothing is known", async () => {
  const home = isolate();
  layOutFiles(home, { [documentedHere(".cache/composer/files/acme/thing/1.zip")]: 70_000 });
  const session = await open(SearchDeveloperCaches, command);
  await session.select("Composer");
  expect(session.offeredActions().map(({ props }) => props.title)).not.toContain("Show Packages…");
});
