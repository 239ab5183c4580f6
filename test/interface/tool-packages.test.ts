/** The packages that other tools keep, in the list of packages: of one tool, or of all of them. */
import { linkSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import SearchDeveloperCaches from "../../src/search-developer-caches";
import SearchPipCache from "../../src/search-pip-cache";
import type { Session } from "../../preview";
import { accessories, isolate, list, open, pipCacheIn, row, sections, titles } from "../commands/open";
import { catalogue } from "../../src/developer-caches/catalogue/catalogue";
import { afterwards, temporaryDirectory } from "../support/temporary";
import { layOutFiles, type Laid } from "../python-caches/lay-out-files";
import { formatBytes } from "../../src/interface/shared/format";
import { buildWheel } from "../support/distributions";
import { documentedHere } from "../support/documented-paths";
import { cacheFile } from "../support/package-entries";

const command = { name: "search-pip-cache" };
const developer = { name: "search-developer-caches" };

function layOutTools(files: Record<string, Laid>): string {
  const home = isolate();
  layOutFiles(home, Object.fromEntries(Object.entries(files).map(([path, laid]) => [documentedHere(path), laid])));
  return home;
}

/** What pip keeps: six 1.16.0. @returns its bytes */
function cacheWithPip(home: string): number {
  const pip = { directory: pipCacheIn(home), layout: "http-v2" as const };
  return cacheFile(pip, buildWheel({ name: "six", version: "1.16.0" })).size;
}

/** Opens the list on what a tool keeps, or all do. */
async function openOf(choice: string, dataFolder = temporaryDirectory()): Promise<Session> {
  const session = await open(SearchPipCache, { ...command, dataFolder });
  await session.choose(`tool:${choice}`);
  return session;
}

const choicesOf = (session: Session, title: string): string[] | undefined =>
  list(session)
    .dropdown?.sections.find((section) => section.title === title)
    ?.items.map((item) => item.title);

const detailOf = (session: Session, title: string): string => JSON.stringify(row(session, title).detail);

const ofUv = {
  ".cache/uv/archive-v0/ymvX8tjf4ykaetUd/six.py": 30_000,
  ".cache/uv/archive-v0/ymvX8tjf4ykaetUd/six-1.16.0.dist-info/METADATA": 500,
  ".cache/uv/archive-v0/EL_luUelLBZhiLaT/docopt-0.6.2.dist-info/METADATA": 20_000,
  ".cache/uv/simple-v28/pypi/six.rkyv": 1_500,
  ".cache/uv/git-v0/db/2122faf3e081fb7a/packed-refs": 4_000,
};
const ofPoetry = { ".cache/pypoetry/artifacts/11/e9/4b/1f155708335621/Six-1.17.0-py3-none-any.whl": 11_000 };

it("lists what uv keeps, largest first, with what belongs to no package among it", async () => {
  layOutTools(ofUv);
  const session = await openOf("uv");
  expect(titles(session)).toEqual(["six", "docopt", "Git Repositories"]);
  expect(sections(session).map(({ title, subtitle }) => [title, subtitle])).toEqual([
    ["uv, by Size", "2 packages, 56.0 kB"],
  ]);
  expect(accessories(row(session, "six")).at(-1)).toBe("32.0 kB");
});

it("is searched as one types to pip, by names, versions, forms, specifiers, patterns and several names", async () => {
  layOutTools({
    ...ofUv,
    ".cache/uv/archive-v0/aaaaaaaaaaaaaaaa/six-1.17.0.dist-info/METADATA": 7_000,
  });
  const session = await openOf("uv");
  const found: Record<string, string[]> = {};
  for (const text of ["0.6.2", "git", "unpacked", "six docopt", "doc*", "six<1.17", "six>=2", "sixx"]) {
    await session.search(text);
    found[text] = titles(session);
  }
  expect(found).toEqual({
    "0.6.2": ["docopt"],
    git: ["Git Repositories"],
    unpacked: ["six", "docopt"],
    "six docopt": ["six", "docopt"],
    "doc*": ["docopt"],
    "six<1.17": ["six"],
    "six>=2": [],
    sixx: ["six", "sixx"],
  });
  await session.search("six<1.17");
  expect(accessories(row(session, "six")).at(-1)).toBe("30.5 kB");
  expect(row(session, "six").subtitle).toBe("1 of 2 versions: 1.16.0");
});

it("is sorted by size, last use and name, and remembers whose packages and which order", async () => {
  layOutTools(ofUv);
  const dataFolder = temporaryDirectory();
  const session = await openOf("uv", dataFolder);
  await session.choose("tool:uv:name");
  expect(titles(session)).toEqual(["Git Repositories", "docopt", "six"]);
  const again = await open(SearchPipCache, { ...command, dataFolder });
  expect(sections(again).map(({ title }) => title)).toEqual(["uv, by Name"]);
  await again.choose("tool:pip");
  expect(choicesOf(again, "Sort By")).toEqual(["Size", "Last Used", "Name"]);
  const last = await open(SearchPipCache, { ...command, dataFolder });
  expect(list(last).dropdown?.value).toBe("sort:name");
});

it("opens with pip, and says in the dropdown whose packages there are, with sums that are known", async () => {
  const home = layOutTools({ ...ofUv, ...ofPoetry });
  const size = cacheWithPip(home);
  const dataFolder = temporaryDirectory();
  const session = await open(SearchPipCache, { ...command, dataFolder });
  expect(titles(session)).toEqual(["six"]);
  expect(choicesOf(session, "Packages Of")).toEqual([
    "All Python Caches",
    `pip (${formatBytes(size)})`,
    "uv",
    "Poetry",
    "In Several Tools",
  ]);
  await open(SearchDeveloperCaches, { ...developer, dataFolder });
  const again = await open(SearchPipCache, { ...command, dataFolder });
  expect(choicesOf(again, "Packages Of")).toEqual([
    `All Python Caches (${formatBytes(67_000 + size)})`,
    `pip (${formatBytes(size)})`,
    "uv (56.0 kB)",
    "Poetry (11.0 kB)",
    "In Several Tools",
  ]);
});

it("offers nobody's packages but pip's where there are no others", async () => {
  cacheWithPip(isolate());
  const session = await open(SearchPipCache, command);
  expect(choicesOf(session, "Packages Of")).toBeUndefined();
});

it("says of a package what each form takes, what comes back, and how uv removes it", async () => {
  layOutTools(ofUv);
  const session = await openOf("uv");
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
  const session = await openOf("uv");
  if (process.platform !== "darwin") expect(accessories(row(session, "six"))).toContain("30.0 kB linked");
  await session.run("Show Details", "six");
  expect(detailOf(session, "six")).toMatch(/Comes Back\W+text\W+(up to )?500 bytes/);
});

it("lists what pip and the others keep of one package in one row, with the sum of each tool to choose from", async () => {
  const home = layOutTools({ ...ofUv, ...ofPoetry });
  const size = cacheWithPip(home);
  const session = await openOf("all");
  expect(titles(session)).toEqual(["six", "docopt", "Git Repositories"]);
  expect(accessories(row(session, "six")).at(-1)).toBe(formatBytes(32_000 + 11_000 + size));
  expect(row(session, "six").subtitle).toBe("uv, Poetry, pip");
  expect(choicesOf(session, "Packages Of")).toEqual([
    `All Python Caches (${formatBytes(67_000 + size)})`,
    `pip (${formatBytes(size)})`,
    "uv (56.0 kB)",
    "Poetry (11.0 kB)",
    `In Several Tools (${formatBytes(43_000 + size)})`,
  ]);
  await session.run("Show Details", "six");
  const { markdown } = row(session, "six").detail ?? {};
  expect(markdown).toContain("## Poetry: 11.0 kB");
  expect(markdown).toContain("1.17.0, wheel: 11.0 kB");
  expect(markdown).toContain(`## pip: ${formatBytes(size)}`);
  await session.choose("tool:poetry");
  expect(titles(session)).toEqual(["Six"]);
  expect(accessories(row(session, "Six")).at(-1)).toBe("11.0 kB");
  await session.choose("tool:several");
  expect(titles(session)).toEqual(["six"]);
});

it("says beside a package of pip which others were seen to keep it", async () => {
  const home = layOutTools({ ...ofUv, ...ofPoetry });
  cacheWithPip(home);
  const dataFolder = temporaryDirectory();
  const first = await open(SearchPipCache, { ...command, dataFolder });
  expect(JSON.stringify(row(first, "six"))).not.toContain("Also kept");
  await first.choose("tool:all");
  await first.choose("tool:pip");
  const says = "Also kept by uv (32.0 kB), Poetry (11.0 kB), when that was read last.";
  expect(row(first, "six").accessories.map(({ tooltip }) => tooltip)).toContain(says);
  const again = await open(SearchPipCache, { ...command, dataFolder, arguments: { package: "six" } });
  await again.run("Show Details", "six");
  expect(row(again, "six").detail?.markdown).toContain(says);
});

it("removes pip's part of a package that others keep, too, and leaves theirs", async () => {
  const home = layOutTools(ofUv);
  const size = cacheWithPip(home);
  const session = await openOf("all");
  expect(row(session, "six").subtitle).toBe("uv, pip");
  await session.run(`Remove from pip (${formatBytes(size)})`, "six");
  expect(session.alert?.title).toBe(`Remove six from pip (${formatBytes(size)})?`);
  await session.answer(true);
  await session.settled();
  expect(row(session, "six").subtitle).toBe("uv");
  expect(accessories(row(session, "six")).at(-1)).toBe("32.0 kB");
});

it("has links to a package of a tool and to a tool's list, which open them", async () => {
  layOutTools(ofUv);
  const session = await openOf("uv");
  await session.run("Copy Link", "six");
  const link = JSON.stringify(session.effects.at(-1));
  expect(decodeURIComponent(link)).toContain("tool:uv");
  const opened = await open(SearchPipCache, {
    ...command,
    arguments: { package: "six" },
    launchContext: { view: "tool:uv" },
  });
  expect(titles(opened)).toEqual(["six"]);
  expect(sections(opened).map(({ title }) => title)).toEqual(["uv, by Size"]);
});

it("goes from the row of a tool in the list of developer caches to its packages", async () => {
  layOutTools(ofUv);
  const session = await open(SearchDeveloperCaches, developer);
  await session.run("Show Packages…", "uv");
  expect(titles(session)).toEqual(["six", "docopt", "Git Repositories"]);
});

it("says “up to” where environments may have clones, which nobody sees", async () => {
  const [target] = catalogue.find(({ id }) => id === "uv")?.targets ?? [];
  if (target === undefined) throw new Error("uv has no target");
  const { sharing } = target;
  target.sharing = { darwin: "clones", linux: "clones", win32: "clones" };
  afterwards(() => void (target.sharing = sharing));
  layOutTools(ofUv);
  const session = await openOf("uv");
  expect(accessories(row(session, "six")).at(-1)).toBe("up to 32.0 kB");
  expect(sections(session)[0]?.subtitle).toBe("2 packages, up to 56.0 kB");
  await session.run("Show Details", "six");
  expect(detailOf(session, "six")).toMatch(/Comes Back\W+text\W+up to 32.0 kB/);
  await session.choose("tool:all");
  expect(accessories(row(session, "six")).at(-1)).toBe("up to 32.0 kB");
  expect(choicesOf(session, "Packages Of")?.[0]).toBe("All Python Caches (up to 56.0 kB)");
});

it("offers it for no tool of which nothing is known", async () => {
  layOutTools({ ".cache/composer/files/acme/thing/1.zip": 70_000 });
  const session = await open(SearchDeveloperCaches, developer);
  await session.select("Composer");
  expect(session.offeredActions().map(({ props }) => props.title)).not.toContain("Show Packages…");
});
