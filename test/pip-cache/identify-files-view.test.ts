/** What a person sees of a package's files, its detail, and its Pythons. */
import { normalize, sep } from "node:path";
import type { Session } from "../../preview";
import type { MetadataData } from "../../preview/host/view";
import SearchPipCache from "../../src/search-pip-cache";
import { accessories, list, openOn, row, rows, sections, titles } from "../commands/open";
import { buildSdist, buildWheel } from "../support/distributions";
import { damage } from "../support/leftovers";
import { cacheBuiltWheel, cacheFile, cacheMetadata, cachePage, fileUrl, type Cache } from "../support/package-entries";
import { linkTo } from "../support/pages";
import { extractRealCache } from "../support/real-caches";
import { temporaryDirectory } from "../support/temporary";
import { filesBelow } from "../support/tree";

const search = { name: "search-pip-cache" };
const mac = { platform: "macosx_14_0_arm64" };
const wheels = {
  for39: buildWheel({ name: "Spam.Eggs", version: "1.0", python: "cp39", abi: "cp39", ...mac, size: 50_000 }),
  for312: buildWheel({ name: "Spam.Eggs", version: "1.10", python: "cp312", abi: "cp312", ...mac, size: 40_000 }),
  stable: buildWheel({ name: "Spam.Eggs", version: "1.9", python: "cp37", abi: "abi3", ...mac, size: 30_000 }),
  pure: buildWheel({ name: "Spam.Eggs", version: "1.9.post1", python: "py2.py3", size: 20_000 }),
};
const sdist = buildSdist({ name: "Spam.Eggs", version: "0.9" });
const downloaded = new Date("2024-01-02T03:04:05Z");

/** Everything that a cache can have of a package. */
function spamCache(layout: Cache["layout"], { withPage = true } = {}): Cache {
  const cache: Cache = { directory: temporaryDirectory(), layout };
  const all = [...Object.values(wheels), sdist];
  const links = all.map((file) => linkTo(file, fileUrl(cache, file)));
  if (withPage) cachePage(cache, "spam-eggs", links);
  for (const file of all) cacheFile(cache, file, { mtime: downloaded });
  cacheMetadata(cache, wheels.pure);
  cacheBuiltWheel(cache, sdist, { python: "3.11" });
  return cache;
}

const open = (cache: Cache) => openOn(cache.directory, SearchPipCache, search);

async function filesOf(cache: Cache, name = "Spam.Eggs"): Promise<Session> {
  const session = await open(cache);
  await session.run("Show Files…", name);
  return session;
}

describe.each(["http", "http-v2"] as const)("the files of a package in %s", (layout) => {
  it("have their names, kinds, tags, host and origin", async () => {
    const session = await filesOf(spamCache(layout));
    const shown = Object.fromEntries(rows(session).map(({ title, subtitle }) => [title, subtitle]));
    expect(shown).toEqual({
      "Spam_Eggs-1.0-cp39-cp39-macosx_14_0_arm64.whl": "wheel · cp39 · macosx_14_0_arm64 · from files.example.org",
      "Spam_Eggs-1.10-cp312-cp312-macosx_14_0_arm64.whl": "wheel · cp312 · macosx_14_0_arm64 · from files.example.org",
      "Spam_Eggs-1.9-cp37-abi3-macosx_14_0_arm64.whl": "wheel · cp37-abi3 · macosx_14_0_arm64 · from files.example.org",
      "Spam_Eggs-1.9.post1-py2.py3-none-any.whl": "wheel · py2.py3 · from files.example.org",
      "Spam_Eggs-1.9.post1-py2.py3-none-any.whl.metadata": "metadata · from files.example.org",
      "Spam_Eggs-0.9.tar.gz": "sdist · from files.example.org",
      "Spam_Eggs-0.9-py3-none-any.whl":
        "built wheel · py3 · built for Python 3.11 from Spam_Eggs-0.9.tar.gz (files.example.org)",
      "Index page of Spam.Eggs": "index page",
    });
    expect(sections(session)).toMatchObject([
      { title: "Spam.Eggs", subtitle: expect.stringMatching(/^8 entries, 15\d kB$/) },
    ]);
  });

  it("have their sizes, and when they were downloaded", async () => {
    const session = await filesOf(spamCache(layout));
    const [age, size] = row(session, "Spam_Eggs-1.0-cp39-cp39-macosx_14_0_arm64.whl").accessories;
    expect(size.text).toMatch(/^51\.\d kB$/);
    expect(age).toMatchObject({
      text: expect.stringMatching(/ago$/),
      tooltip: expect.stringMatching(/^Downloaded Jan \d, 2024/),
    });
    const built = row(session, "Spam_Eggs-0.9-py3-none-any.whl");
    expect(built.accessories[0].tooltip).toMatch(/^Built /);
  });

  it("are found by tag, Python, host and kind", async () => {
    const session = await filesOf(spamCache(layout));
    await session.search("Python 3.12");
    expect(titles(session)).toEqual(["Spam_Eggs-1.10-cp312-cp312-macosx_14_0_arm64.whl"]);
    for (const text of ["arm64 cp312", "macosx_14 3.12", "wheel example.org cp312"]) {
      await session.search(text);
      expect(titles(session)).toEqual(["Spam_Eggs-1.10-cp312-cp312-macosx_14_0_arm64.whl"]);
    }
    await session.search("metadata");
    expect(titles(session)).toEqual(["Spam_Eggs-1.9.post1-py2.py3-none-any.whl.metadata"]);
  });

  it("that are damaged carry a red icon that says why", async () => {
    const cache: Cache = { directory: temporaryDirectory(), layout };
    damage(cache.directory, cacheFile(cache, wheels.pure), "truncated body");
    const session = await filesOf(cache, titles(await open(cache))[0]);
    const red = { source: expect.anything(), tint: expect.anything() };
    expect(rows(session)[0].icon).toMatchObject(red);
    expect(rows(session)[0].accessories[0]).toMatchObject({ icon: red, tooltip: "it is shorter than the index said" });
  });

  it("have the path of what they hold: of a header's body, and of a built wheel, not of its origin", async () => {
    const session = await filesOf(spamCache(layout));
    for (const [title, path] of [
      ["Spam_Eggs-0.9-py3-none-any.whl", /\/wheels\/.*\/Spam_Eggs-0\.9-py3-none-any\.whl$/],
      ["Spam_Eggs-0.9.tar.gz", layout === "http" ? /\/http\/.*\/[0-9a-f]{56}$/ : /\/http-v2\/.*\/[0-9a-f]{56}\.body$/],
    ] as const) {
      await session.run("Copy Path", title);
      const copied = session.effects.flatMap((effect) => (effect.type === "copy" ? effect.text : []));
      expect(copied.map((text) => text.replaceAll(sep, "/"))).toContainEqual(expect.stringMatching(path));
      for (const text of copied) expect(text).toBe(normalize(text));
    }
  });

  it("are described where no cached page proves their names", async () => {
    const session = await filesOf(spamCache(layout, { withPage: false }));
    const shown = Object.fromEntries(rows(session).map(({ title, subtitle }) => [title, subtitle]));
    const unnamed = "file name unknown";
    expect(shown).toEqual({
      "wheel of Spam.Eggs 1.0, cp39, macosx_14_0_arm64": unnamed,
      "wheel of Spam.Eggs 1.10, cp312, macosx_14_0_arm64": unnamed,
      "wheel of Spam.Eggs 1.9, cp37-abi3, macosx_14_0_arm64": unnamed,
      "wheel of Spam.Eggs 1.9.post1, py2.py3": unnamed,
      "metadata of Spam.Eggs 1.9.post1": unnamed,
      "sdist of Spam.Eggs 0.9": unnamed,
      "Spam_Eggs-0.9-py3-none-any.whl": expect.stringMatching(/^built wheel/),
    });
    await session.run("Copy Description", "sdist of Spam.Eggs 0.9");
    expect(session.effects).toContainEqual(expect.objectContaining({ type: "copy", text: "sdist of Spam.Eggs 0.9" }));
  });
});

describe("the detail of a package", () => {
  const detailOf = async (cache: Cache, title: string): Promise<MetadataData[]> => {
    const session = await open(cache);
    await session.run("Show Details", title);
    return row(session, title).detail?.metadata ?? [];
  };

  it("says in which layout it is kept, for which Pythons, and which versions there are, newest first", async () => {
    const shown = await detailOf(spamCache("http-v2"), "Spam.Eggs");
    const tags = shown.find(({ title }) => title === "For")?.tags?.map(({ text }) => text);
    expect(tags).toEqual(["Any Python", "Python 3.12", "Python 3.11", "Python 3.9"]);
    const names = shown.map(({ title }) => title);
    expect(names).toEqual(expect.arrayContaining(["Downloads of pip 23.3 and newer", "Built on this machine"]));
    expect(names.filter((title) => /^\d/.test(title ?? ""))).toEqual(["1.10", "1.9.post1", "1.9", "1.0", "0.9"]);
  });

  it("of entries from pip 6.0 calls them legacy, with their size, and looks no further", async () => {
    const directory = await extractRealCache("legacy-pip6.0");
    const session = await openOn(directory, SearchPipCache, search);
    expect(titles(session)).toEqual(["Legacy Entries"]);
    await session.run("Show Details", "Legacy Entries");
    const { metadata = [], markdown } = row(session, "Legacy Entries").detail ?? {};
    expect(metadata.find(({ title }) => title === "Entries")?.text).toBe(`${filesBelow(directory).length}`);
    expect(markdown).toMatch(/^- [\d.]+ [kM]B, \d+ entries: written by pip 6\.0$/m);
  });
});

describe("by Python", () => {
  const dropdown = (session: Session) => list(session).dropdown?.sections ?? [];

  it("there is each that some files are for, newest first, with its bytes", async () => {
    const session = await open(spamCache("http-v2"));
    const part = dropdown(session).find(({ title }) => title === "By Python");
    expect(part?.items.map(({ title }) => title)).toEqual([
      expect.stringMatching(/^Python 3\.12 \(41\.\d kB\)$/),
      expect.stringMatching(/^Python 3\.11 \(\d+ (bytes|kB)\)|^Python 3\.11 \(\d\.\d kB\)$/),
      expect.stringMatching(/^Python 3\.9 \(51\.\d kB\)$/),
    ]);
  });

  it("only what is for that one is shown, and is all that goes", async () => {
    const session = await open(spamCache("http-v2"));
    const choice = dropdown(session)
      .flatMap(({ items }) => items)
      .find(({ title }) => title.startsWith("Python 3.9"));
    await session.choose(choice!.value);
    expect(sections(session)).toMatchObject([
      { title: "Only for Python 3.9", subtitle: expect.stringMatching(/51\.\d kB/) },
    ]);
    await session.run("Clean Up…");
    await session.press("ctrl+d", "Only for Python 3.9");
    expect(session.alert?.title).toMatch(/^Remove files for Python 3\.9 \(51\.\d kB\)\?$/);
    await session.answer(true);
    await session.back();
    await session.choose("Size");
    await session.run("Show Files…", "Spam.Eggs");
    expect(titles(session)).toHaveLength(7);
    expect(titles(session)).toEqual(expect.arrayContaining(["Spam_Eggs-1.9-cp37-abi3-macosx_14_0_arm64.whl"]));
    expect(titles(session).filter((title) => title.includes("cp39"))).toEqual([]);
  });
});

describe("damage in the list", () => {
  it("is a red icon with its reason, and a filter with the count", async () => {
    const cache = spamCache("http-v2");
    damage(cache.directory, cacheFile(cache, wheels.for312), "truncated body");
    const other = buildWheel({ name: "other", version: "1" });
    damage(cache.directory, cacheFile(cache, other), "empty body");
    cacheFile(cache, buildWheel({ name: "intact", version: "1" }));
    const session = await open(cache);
    expect(row(session, "Spam.Eggs").accessories).toContainEqual(
      expect.objectContaining({
        icon: { source: expect.anything(), tint: expect.anything() },
        tooltip: "1 damaged: it is shorter than the index said",
      }),
    );
    await session.choose("damaged");
    expect(titles(session).sort()).toEqual(["Spam.Eggs", "other"]);
    expect(accessories(row(session, "Spam.Eggs"))).toContainEqual(expect.stringMatching(/^2\d\.\d kB$/));
    await session.run("Remove Damaged Files of Spam.Eggs", "Spam.Eggs");
    await session.answer(true);
    expect(titles(session)).toEqual(["other"]);
    await session.choose("Size");
    await session.run("Show Files…", "Spam.Eggs");
    expect(titles(session)).toHaveLength(7);
  });
});
