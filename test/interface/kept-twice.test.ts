/** What pip and other tools keep of the same, from the lists of developer caches and of packages. */
import { join } from "node:path";
import SearchDeveloperCaches from "../../src/search-developer-caches";
import SearchPipCache from "../../src/search-pip-cache";
import { catalogue } from "../../src/developer-caches/catalogue/catalogue";
import { formatBytes } from "../../src/interface/shared/format";
import type { Session } from "../../preview";
import { accessories, isolate, list, open, pipCacheIn, row, sections, titles } from "../commands/open";
import { layOutFiles } from "../python-caches/lay-out-files";
import { buildWheel } from "../support/distributions";
import { documentedHere } from "../support/documented-paths";
import { cacheFile } from "../support/package-entries";
import { afterwards } from "../support/temporary";

const six = buildWheel({ name: "six", version: "1.16.0", size: 12_000 });

/** pip and Poetry keep six, and Poetry another package, too. */
function layOutBoth(): { size: number; artifact: string } {
  const home = isolate();
  const { size } = cacheFile({ directory: pipCacheIn(home), layout: "http-v2" }, six);
  const artifact = documentedHere(`.cache/pypoetry/artifacts/11/e9/4b/1f155708335621/${six.fileName}`);
  const other = documentedHere(".cache/pypoetry/artifacts/22/e9/4b/1f155708335621/attrs-25.3.0-py3-none-any.whl");
  layOutFiles(home, { [artifact]: six.content, [other]: 5_000 });
  return { size, artifact: join(home, artifact) };
}

async function openKeptTwice(): Promise<ReturnType<typeof layOutBoth> & { session: Session }> {
  const laid = layOutBoth();
  const session = await open(SearchDeveloperCaches, { name: "search-developer-caches" });
  await session.run("Show What Is Kept Twice…", "Poetry");
  return { ...laid, session };
}

it("says what several keep, where it lies, by which hash it is the same, and what one copy saves", async () => {
  const { session, size, artifact } = await openKeptTwice();
  expect(titles(session)).toEqual(["six"]);
  expect(row(session, "six").subtitle).toBe("1.16.0");
  expect(accessories(row(session, "six"))).toEqual(["pip, Poetry", formatBytes(size)]);
  expect(sections(session)[0]).toMatchObject({ subtitle: `1 file, one copy of each saves ${formatBytes(size)}` });
  const text = row(session, "six").detail?.markdown ?? "";
  for (const said of ["**pip**", "**Poetry**: 12.0 kB", six.sha256, "would come back"]) expect(text).toContain(said);
  await session.run("Copy Paths", "six");
  expect(session.effects.at(-1)).toMatchObject({ text: expect.stringContaining(artifact) });
  await session.run("Copy SHA-256", "six");
  expect(session.effects.at(-1)).toMatchObject({ text: six.sha256 });
  await session.run("Hide Details", "six");
  expect(list(session).isShowingDetail).toBe(false);
});

it("is reached from the list of all packages, too", async () => {
  const { size } = layOutBoth();
  const session = await open(SearchPipCache, { name: "search-pip-cache" });
  await session.choose("tool:all");
  await session.run("Show What Is Kept Twice…", "attrs");
  expect(titles(session)).toEqual(["six"]);
  expect(accessories(row(session, "six")).at(-1)).toBe(formatBytes(size));
});

it("says “up to” where the blocks of a copy may be a clone's", async () => {
  const target = catalogue.flatMap(({ targets }) => targets).find(({ id }) => id === "poetry.artifacts");
  if (target === undefined) throw new Error("Poetry has no target");
  const { sharing } = target;
  target.sharing = { darwin: "clones", linux: "clones", win32: "clones" };
  afterwards(() => void (target.sharing = sharing));
  const { session, size } = await openKeptTwice();
  expect(accessories(row(session, "six")).at(-1)).toBe(`up to ${formatBytes(size)}`);
});

it("says that nothing is, where each keeps its own", async () => {
  const home = isolate();
  cacheFile({ directory: pipCacheIn(home), layout: "http-v2" }, six);
  layOutFiles(home, { [documentedHere(".cache/uv/archive-v0/id/six-1.16.0.dist-info/RECORD")]: "six.py,,\n" });
  const session = await open(SearchDeveloperCaches, { name: "search-developer-caches" });
  await session.run("Show What Is Kept Twice…", "uv");
  expect(list(session).emptyView).toMatchObject({ title: "Nothing Is Kept Twice" });
});
