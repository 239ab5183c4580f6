import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, relative } from "node:path";
import { Keyboard } from "@raycast/api";
import { formatBytes } from "../src/interface/shared/format";
import { decidingVariables } from "../src/interface/shared/pips";
import SearchPipCache from "../src/search-pip-cache";
import type { Session } from "../preview";
import {
  accessories,
  isolate,
  list,
  open,
  openAsking as openRemembering,
  openOn,
  pipCacheIn,
  rememberPips,
  row,
  rows,
  sections,
  titles,
} from "./commands/open";
import { buildWheel } from "./support/distributions";
import { fact, installation } from "./commands/remembered-pip";
import { itWithModes, openWithoutPermission } from "./commands/locked";
import { damage } from "./support/leftovers";
import { cacheFile, cachePage } from "./support/package-entries";
import { linkTo } from "./support/pages";
import { extractRealCache, realCacheNames } from "./support/real-caches";
import { afterwards, temporaryDirectory } from "./support/temporary";
import { dyingAt, startingWith } from "./support/threads";
import { compareTrees, filesBelow, hashTree, sumOfSizes } from "./support/tree";

const search = { name: "search-pip-cache" };
/** As the platform calls it. */
const bin = process.platform === "win32" ? "Recycle Bin" : "Trash";

async function openReal(): Promise<{ cache: string; session: Session }> {
  const cache = await extractRealCache("http-v2-pip24.3.1");
  return { cache, session: await openOn(cache, SearchPipCache, search) };
}

describe("the list", () => {
  it("has every package, largest first, with its size, and the sums in the section's subtitle", async () => {
    const { cache, session } = await openReal();
    expect(titles(session).slice(0, 3)).toEqual(["bigone", "alpha", "zipsdist"]);
    expect(row(session, "alpha").subtitle).toBe("1.1, 1.0");
    expect(accessories(row(session, "bigone"))).toContain("2.9 MB");
    expect(sections(session)[0].subtitle).toBe("11 packages, 2.9 MB");
    expect(sumOfSizes(cache)).toBe(2_915_083);
  });

  it.each(realCacheNames)("adds up, to the byte and the entry, to what lies in %s", async (name) => {
    const cache = await extractRealCache(name);
    const session = await openOn(cache, SearchPipCache, search);
    const tooltips = rows(session).flatMap(({ accessories: shown }) => shown.at(-1)?.tooltip ?? []);
    const sums = tooltips.map(
      (text) => text.match(/[\d,]+/g)?.map((number) => Number(number.replaceAll(",", ""))) ?? [],
    );
    const total = (at: number) => sums.reduce((sum, numbers) => sum + numbers[at], 0);
    // A body belongs to its header, and a note of origin to its wheel.
    const entries = filesBelow(cache).filter((path) => !/\.body$|origin\.json$/.test(path));
    expect([total(0), total(1)]).toEqual([sumOfSizes(cache), entries.length]);
  });

  it.each(["Private.Name", "private-name", "private_name", "PRIVATE_NAME", "9.9"])(
    "is searched by %s",
    async (text) => {
      const { session } = await openReal();
      await session.search(text);
      expect(titles(session)).toEqual(["Private.Name"]);
    },
  );

  it("is searched by kind", async () => {
    const { session } = await openReal();
    await session.search("built wheel");
    expect(titles(session).sort()).toEqual(["sdistonly", "zipsdist"]);
  });

  it("is sorted as chosen, and remembers the choice", async () => {
    const { cache, session } = await openReal();
    await session.choose("Name");
    const byName = titles(session);
    expect(byName).toEqual([...byName].sort((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)));
    const dataFolder = temporaryDirectory();
    const first = await openOn(cache, SearchPipCache, { ...search, dataFolder });
    await first.choose("Name");
    const second = await openOn(cache, SearchPipCache, { ...search, dataFolder });
    expect(titles(second)).toEqual(byName);
  });

  it("adds up what was found, and selects no more than that", async () => {
    const { session } = await openReal();
    await session.search("sdist");
    const found = titles(session);
    expect(found).toEqual(["zipsdist", "sdistonly", "bz2sdist"]);
    expect(sections(session)[0].subtitle).toMatch(/^3 packages, /);
    await session.run("Select All");
    await session.search("");
    expect(titles(session)).toHaveLength(11);
    expect(sections(session)[0].subtitle).toContain(" · 3 selected, ");
    await session.run("Remove 3 Packages");
    expect(session.alert?.title).toMatch(/^Remove 3 packages /);
    await session.answer(true);
    expect(titles(session).filter((title) => found.includes(title))).toEqual([]);
    expect(titles(session)).toHaveLength(8);
  });

  it("gives the key for removing to what is selected, whatever row it is pressed on", async () => {
    const { session } = await openReal();
    const withKey = () => {
      const isRemoving = ({ props }: { props: Record<string, unknown> }) =>
        JSON.stringify(props.shortcut) === JSON.stringify(Keyboard.Shortcut.Common.Remove);
      return session
        .offeredActions()
        .filter(isRemoving)
        .map(({ props }) => props.title);
    };
    await session.select("bigone");
    expect(withKey()).toEqual(["Remove Package (2.9 MB)"]);
    await session.run("Select", "alpha");
    await session.select("bigone");
    expect(withKey()).toEqual(["Remove 1 Package (10.5 kB)"]);
  });

  it("begins with everything again after a filter, and leads out of one that nothing passes", async () => {
    const cache = await extractRealCache("http-v2-pip24.3.1");
    const wheel = buildWheel({ name: "damaged", version: "1.0" });
    damage(cache, cacheFile({ directory: cache, layout: "http-v2" }, wheel), "orphan body");
    const dataFolder = temporaryDirectory();
    const session = await openOn(cache, SearchPipCache, { ...search, dataFolder });
    const filters = () =>
      list(session)
        .dropdown?.sections.find(({ title }) => title === "Show Only")
        ?.items.map(({ title }) => title);
    expect(filters()).toEqual([`Damaged (${formatBytes(wheel.content.length)})`]);
    await session.choose("damaged");
    const remove = session.offeredActions().find(({ props }) => String(props.title).startsWith("Remove Damaged"));
    await session.run(String(remove?.props.title));
    await session.answer(true);
    expect(filters()).toEqual(["Damaged"]);
    expect(titles(session)).toEqual([]);
    expect(list(session).emptyView).toMatchObject({ title: "No Damage in Sight" });
    expect(session.offeredActions().map(({ props }) => props.title)).toContain("Check Everything…");
    const again = await openOn(cache, SearchPipCache, { ...search, dataFolder });
    expect(titles(again)).toHaveLength(11);
    await session.run("Show All Packages");
    expect(titles(session)).toHaveLength(11);
  });

  it("paints what it knew at once, before the cache has been read again", async () => {
    const cache = await extractRealCache("http-pip23.2.1");
    const dataFolder = temporaryDirectory();
    await openOn(cache, SearchPipCache, { ...search, dataFolder });
    const again = await openOn(cache, SearchPipCache, { ...search, dataFolder, settle: false });
    const first = await again.waitFor(({ view }) => view.type === "list" && view);
    expect(first).toMatchObject({ isLoading: true, sections: [{ subtitle: "11 packages, 2.9 MB" }] });
    await again.settled();
    expect(titles(again)).toHaveLength(11);
  });

  it("paints of a long list what fits into the window, in the order and with the sums of all of it", async () => {
    const cache = temporaryDirectory();
    for (let number = 0; number < 400; number++) {
      cacheFile({ directory: cache, layout: "http-v2" }, buildWheel({ name: `package-${number}`, version: "1.0" }));
    }
    const dataFolder = temporaryDirectory();
    const before = await openOn(cache, SearchPipCache, { ...search, dataFolder });
    await before.choose("Name");
    const [{ subtitle }] = sections(before);
    expect(subtitle).toMatch(/^400 packages, .* · first 150 rows, search for more$/);
    const again = await openOn(cache, SearchPipCache, { ...search, dataFolder, settle: false });
    await again.waitFor(({ view }) => view.type === "list" && view.sections.length > 0);
    expect(titles(again)).toEqual(titles(before).slice(0, titles(again).length));
    expect(titles(again).length).toBeLessThan(50);
    expect(sections(again)[0]).toMatchObject({ title: "By Name", subtitle });
    await again.settled();
    expect(titles(again)).toEqual(titles(before));
    await again.search("package-399");
    expect(titles(again)).toEqual(["package-399"]);
  });

  it("searches of a long list only what the view shows", async () => {
    const cache = { directory: temporaryDirectory(), layout: "http-v2" } as const;
    for (let number = 0; number < 301; number++) {
      const name = `package-${number}`;
      cacheFile(cache, buildWheel({ name, version: "1.0" }));
      cachePage(cache, name, [linkTo(buildWheel({ name, version: "1.0" }), "https://files.example.org/a.whl")]);
    }
    const session = await openOn(cache.directory, SearchPipCache, search);
    await session.search("1.0");
    expect(titles(session)).toHaveLength(150);
    await session.choose(
      list(session)
        .dropdown?.sections.flatMap(({ items }) => items)
        .find(({ title }) => /^Index/.test(title))?.value ?? "",
    );
    expect(titles(session)).toEqual([]);
    await session.search("index page");
    expect(titles(session)).toHaveLength(150);
  });

  it("silently makes anew what it remembered, however that was damaged", async () => {
    const cache = await extractRealCache("http-v2-pip24.3.1");
    const dataFolder = temporaryDirectory();
    const before = await openOn(cache, SearchPipCache, { ...search, dataFolder });
    const remembered = filesBelow(dataFolder).filter((path) => /\/rows(\/|\.bin$)/.test(path));
    expect(remembered).toHaveLength(2);
    const contents = remembered.map((path) => readFileSync(join(dataFolder, path), "latin1"));
    const damages: ((text: string) => string)[] = [
      () => "",
      () => "null",
      (text) => text.slice(0, -100),
      (text) => text.replace(/^\d+/, "1"),
      (text) => text.replace(/([A-Za-z0-9]{10}).....(.)$/s, "$1AAAAA$2"),
      (text) => text.replace(/"key"/g, '"kex"'),
    ];
    for (const damage of damages) {
      remembered.forEach((path, index) => writeFileSync(join(dataFolder, path), damage(contents[index]), "latin1"));
      const again = await openOn(cache, SearchPipCache, { ...search, dataFolder });
      expect(titles(again)).toEqual(titles(before));
      expect(sections(again)[0].subtitle).toBe(sections(before)[0].subtitle);
      expect(again.errors).toEqual([]);
    }
  });
});

describe("nothing to show", () => {
  it("says so when there is no cache directory", async () => {
    const nowhere = join(temporaryDirectory(), "nowhere", "pip");
    const home = isolate({ PIP_CACHE_DIR: nowhere });
    const usual = join("~", relative(home, pipCacheIn(home)));
    const session = await open(SearchPipCache, search);
    expect(list(session).emptyView).toMatchObject({
      title: "No pip Cache Found",
      description: expect.stringContaining(`There is none at ${nowhere} (PIP_CACHE_DIR), ${usual}. `),
    });
  });

  it("says so when the cache is empty", async () => {
    const session = await openOn(temporaryDirectory(), SearchPipCache, search);
    expect(list(session).emptyView).toMatchObject({ title: "The pip Cache Is Empty" });
  });
});

const toChange = (path: string) => `To change that, run: chmod u+rwX '${path}'`;

describe("a cache that cannot be read", () => {
  const openLocked = (cache: string, locked?: string) => openWithoutPermission(cache, locked, SearchPipCache, search);

  itWithModes("in part says so beside the sums and in a row, which would pass for the whole else", async () => {
    const cache = await extractRealCache("http-v2-pip24.3.1");
    const folder = join(cache, "http-v2");
    const session = await openLocked(cache, folder);
    expect(sections(session)[0].subtitle).toBe("2 packages, 2.4 kB · 1 item could not be read");
    expect(row(session, "1 item could not be read").subtitle).toBe(`${folder}: No permission. ${toChange(folder)}`);
    chmodSync(folder, 0o755);
    await session.run("Refresh", "1 item could not be read");
    expect(sections(session)).toMatchObject([{ subtitle: "11 packages, 2.9 MB" }]);
  });

  itWithModes("in a single file is not damaged, and belongs to its package all the same", async () => {
    const cache = temporaryDirectory();
    const { files, size } = cacheFile(
      { directory: cache, layout: "http-v2" },
      buildWheel({ name: "alpha", version: "1.0" }),
    );
    const body = join(cache, files[1]);
    const session = await openLocked(cache, body);
    expect(sections(session)[0].subtitle).toBe(`1 package, ${formatBytes(size)} · 1 item could not be read`);
    expect(row(session, "1 item could not be read").subtitle).toBe(`${body}: No permission. ${toChange(body)}`);
    expect(accessories(row(session, "alpha"))).not.toContainEqual(expect.stringContaining("damaged"));
    await session.search("1.0");
    expect(titles(session)).toContain("alpha");
    await session.search("");
    expect(session.offeredActions().map(({ props }) => String(props.title))).not.toContainEqual(
      expect.stringContaining("Damaged"),
    );
    await session.run("Remove Package", "alpha");
    await session.answer(true);
    expect(session.toast).toMatchObject({ style: "success", title: expect.stringContaining("Removed alpha (") });
    expect(filesBelow(cache)).toEqual([]);
  });

  itWithModes("since the list was read keeps nothing else from being removed", async () => {
    const cache = join(temporaryDirectory(), "pip");
    mkdirSync(cache);
    const [alpha, beta] = ["alpha", "beta"].map((name) =>
      cacheFile({ directory: cache, layout: "http-v2" }, buildWheel({ name, version: "1.0" })),
    );
    const locked = join(cache, ...beta.files[0].split("/").slice(0, 2));
    expect(alpha.files[0].startsWith(locked)).toBe(false);
    const session = await openLocked(cache);
    chmodSync(locked, 0);
    await session.run("Remove Package", "alpha");
    expect(session.alert?.title).toBe(`Remove alpha (${formatBytes(alpha.size)})?`);
    await session.answer(true);
    chmodSync(locked, 0o755);
    expect(filesBelow(cache)).toEqual(beta.files);
  });

  itWithModes("in part is said in question and result of clearing", async () => {
    const cache = await extractRealCache("http-v2-pip24.3.1");
    const session = await openLocked(cache, join(cache, "http-v2", readdirSync(join(cache, "http-v2"))[0]));
    await session.run("Clear pip Cache");
    expect(session.alert?.message).toContain("1 item could not be read.");
    await session.answer(true);
    expect(session.toast).toMatchObject({
      style: "failure",
      title: expect.stringMatching(/^Removed \d+ Entries \(\S+ .?B Reclaimed\)$/),
      // Of another test's pip, somebody without permissions cannot tell whose cache it uses.
      message: expect.stringMatching(
        /^1 item could not be read · \S+: No permission\. To change that, run: chmod u\+rwX '\S+'( · 2 built wheels kept: pip is running)?$/,
      ),
      primaryAction: { title: "Copy Command" },
    });
  });

  itWithModes("at all says so, and what to do", async () => {
    const cache = await extractRealCache("http-v2-pip24.3.1");
    const { emptyView } = list(await openLocked(cache, cache));
    expect(emptyView).toMatchObject({
      title: "Cannot Read the pip Cache",
      description: `${cache}: No permission. To change that, run: chmod u+rwX '${cache}'`,
    });
    const titles = emptyView?.actions?.sections.flatMap(({ actions }) => actions.map(({ title }) => title));
    expect(titles).toContain("Copy Command");
  });
});

describe("removing a package", () => {
  it("takes every file of it and nothing else, and reports exactly its bytes", async () => {
    const { cache, session } = await openReal();
    const before = hashTree(cache);
    const size = sumOfSizes(cache);
    await session.run("Remove Package", "alpha");
    expect(session.alert).toMatchObject({
      title: "Remove alpha (10.5 kB)?",
      message: expect.stringMatching(
        /^10 entries\.\nWhat is installed stays; what is needed again is downloaded again\.\n\nalpha \(index page\): 6\.2 kB\nalpha 1\.1 \(wheel\)/,
      ),
      primaryAction: { title: "Remove" },
    });
    await session.answer(true);
    const { gone, added, changed } = compareTrees(before, hashTree(cache));
    expect(added).toEqual([]);
    expect(changed.filter((path) => path.endsWith(".body"))).toEqual([]);
    expect(size - sumOfSizes(cache)).toBe(10_482);
    expect(gone.filter((path) => /[0-9a-f]{56}(\.body)?$/.test(path))).toHaveLength(20);
    expect(session.toast).toMatchObject({
      style: "success",
      title: "Removed alpha (10.5 kB Reclaimed)",
      message: "10 entries",
    });
    expect(titles(session)).not.toContain("alpha");
    expect(sections(session)[0].subtitle).toBe("10 packages, 2.9 MB");
  });

  it("does nothing and says nothing when it is declined", async () => {
    const { cache, session } = await openReal();
    const before = hashTree(cache);
    await session.run("Remove Package", "bigone");
    await session.answer(false);
    expect(hashTree(cache)).toEqual(before);
    expect(session.toast).toBeUndefined();
    expect(titles(session)).toContain("bigone");
  });

  it("does not ask when the person does not want to be asked", async () => {
    const cache = await extractRealCache("http-v2-pip24.3.1");
    const session = await openOn(cache, SearchPipCache, { ...search, preferences: { askBeforeRemoving: false } });
    await session.search("bigone");
    await session.run("Remove Package");
    expect(session.alerts).toEqual([]);
    expect(session.toast).toMatchObject({ title: expect.stringContaining("Removed bigone (") });
  });

  it("asks all the same when the key arrives after another text was typed, about the row that it was pressed on", async () => {
    const cache = await extractRealCache("http-v2-pip24.3.1");
    const session = await openOn(cache, SearchPipCache, { ...search, preferences: { askBeforeRemoving: false } });
    await session.search("bigone");
    const drawn = session.offeredActions().find(({ props }) => /^Remove Package/.test(String(props.title)))
      ?.props.perform;
    await session.search("alpha");
    const before = hashTree(cache);
    (drawn as () => void)();
    await session.waitFor(({ alert }) => alert);
    expect(session.alert?.title).toMatch(/^Remove bigone \(/);
    await session.answer(false);
    expect(hashTree(cache)).toEqual(before);
  });

  it("takes three key presses: type, shortcut, Enter", async () => {
    const { cache, session } = await openReal();
    await session.search("bigone");
    await session.press("ctrl+d");
    await session.answer(true);
    expect(titles(session)).toEqual([]);
    expect(sumOfSizes(cache)).toBeLessThan(50_000);
  });
});

describe("copying", () => {
  const copied = ({ effects }: Session) => effects.flatMap((effect) => (effect.type === "copy" ? [effect.text] : []));

  it("takes the name, and the command that installs the newest version that is cached", async () => {
    const { session } = await openReal();
    await session.run("Copy Name", "alpha");
    await session.run("Copy Install Command", "alpha");
    expect(copied(session)).toEqual(["alpha", "pip install alpha==1.1"]);
  });

  it("takes of a built wheel the address that it was built from", async () => {
    const { session } = await openReal();
    await session.run("Show Files…", "zipsdist");
    await session.run("Copy Origin", "zipsdist-0.4-py3-none-any.whl");
    expect(copied(session)).toEqual([expect.stringMatching(/^http:\/\/127\.0\.0\.1:.*\/zipsdist-0\.4\.zip$/)]);
  });
});

describe("removing parts", () => {
  it("removes one version and keeps the other", async () => {
    const { session } = await openReal();
    await session.select("alpha");
    const version = session.offeredActions().find((node) => String(node.props.title).startsWith("1.0 ("));
    await session.run(String(version?.props.title), "alpha");
    await session.answer(true);
    expect(session.toast).toMatchObject({ title: expect.stringContaining("Removed alpha 1.0 (") });
    expect(row(session, "alpha").subtitle).toBe("1.1");
  });

  it("removes one file from the list of files", async () => {
    const { cache, session } = await openReal();
    await session.run("Show Files…", "metaonly");
    expect(rows(session)).toHaveLength(3);
    const before = sumOfSizes(cache);
    const [first] = rows(session);
    await session.run("Remove File", first.title);
    await session.answer(true);
    expect(rows(session)).toHaveLength(2);
    expect(before - sumOfSizes(cache)).toBeGreaterThan(0);
    await session.back();
    expect(titles(session)).toContain("metaonly");
  });

  it("removes several packages that were selected, in one go", async () => {
    const { session } = await openReal();
    const before = titles(session);
    await session.run("Select", "alpha");
    await session.run("Select", "redir");
    expect(sections(session)).toMatchObject([
      { title: "By Size", subtitle: "11 packages, 2.9 MB · 2 selected, 12.7 kB" },
    ]);
    expect(titles(session)).toEqual(before);
    await session.run("Remove 2 Packages", "alpha");
    expect(session.alert?.message).toContain("alpha: 10.5 kB\nredir: 2.2 kB");
    await session.answer(true);
    expect(titles(session)).not.toContain("alpha");
    expect(titles(session)).not.toContain("redir");
    expect(sections(session)).toHaveLength(1);
  });

  it("goes on to the next row with each that is selected, and says how much that is", async () => {
    const { session } = await openReal();
    const [first, second, third] = titles(session);
    const selectedRow = () => rows(session).find(({ id }) => id === list(session).selectedItemId)?.title;
    await session.press("alt+s");
    expect(selectedRow()).toBe(second);
    await session.press("alt+s");
    expect(selectedRow()).toBe(third);
    // Back by hand, and on to the row that was told before.
    await session.press("alt+s", second);
    expect(selectedRow()).toBe(third);
    expect(row(session, first).icon).not.toEqual(row(session, second).icon);
    await session.press("alt+s");
    expect(row(session, first).actions?.title).toBe("2 Packages Selected (2.9 MB)");
    await session.search("alpha");
    expect(sections(session)[0].subtitle).toContain("2 selected, 2.9 MB, 2 of them not in sight");
    const offered = session.offeredActions().map(({ props }) => props.title);
    expect(offered).toContain("Remove 2 Packages (2.9 MB)");
    // Enter is about the row it is on, whatever else is selected.
    await session.press("enter");
    expect(sections(session)[0].title).toBe("alpha");
  });

  it("removes with rows selected only from the row it is on what its menu is named after", async () => {
    const { session } = await openReal();
    await session.press("alt+s", "alpha");
    await session.select("redir");
    await session.press("alt+d");
    await session.press("enter");
    expect(session.alert?.title).toBe("Remove redir (2.2 kB)?");
  });

  it("keeps what was selected in other views", async () => {
    const { session } = await openReal();
    await session.run("Select", "alpha");
    await session.run("Select", "bigone");
    await session.choose("Name");
    await session.run("Select", "metaonly");
    expect(sections(session)[0].subtitle).toContain("3 selected, ");
    await session.search("metaonly");
    await session.run("Deselect", "metaonly");
    await session.search("");
    const selected = rows(session).filter(({ actions }) => JSON.stringify(actions).includes('"Deselect"'));
    expect(selected.map(({ title }) => title).sort()).toEqual(["alpha", "bigone"]);
  });

  it("removes only index pages, and keeps what was selected", async () => {
    const { cache, session } = await openReal();
    await session.run("Select", "bigone");
    await session.run("Clean Up…");
    await session.press("ctrl+d", "Index Pages");
    await session.answer(true);
    expect(session.toast?.title).toContain("Removed index pages (");
    await session.back();
    expect(sections(session)[0].subtitle).toContain("11 packages, 2.9 MB");
    expect(titles(session)).toHaveLength(11);
    expect(sections(session)[0].subtitle).toContain("1 selected, ");
    expect(existsSync(join(cache, "wheels"))).toBe(true);
  });
});

describe("a view that shows a part of each package", () => {
  it("removes only that part, of one package and of the selected ones", async () => {
    const cache = await extractRealCache("http-v2-pip24.3.1");
    const session = await openOn(cache, SearchPipCache, { ...search, preferences: { askBeforeRemoving: false } });
    await session.choose("kind:index page");
    expect(sections(session)[0].title).toBe("Index Pages");
    expect(accessories(row(session, "bigone")).at(-1)).toBe("1.5 kB");
    await session.run("Remove Index Pages of bigone", "bigone");
    expect(session.toast).toMatchObject({ title: "Removed index pages of bigone (1.5 kB Reclaimed)" });
    expect(session.toast?.message).toMatch(/ entr/);
    await session.run("Select All");
    await session.run("Remove Index Pages of 10 Packages");
    await session.answer(true);
    await session.choose("sort:size");
    expect(titles(session)).toHaveLength(11);
    expect(accessories(row(session, "bigone")).at(-1)).toBe("2.9 MB");
  });
});

it("filters by each kind there is, and says in the dropdown what of it there is", async () => {
  const cache = await extractRealCache("http-v2-pip24.3.1");
  writeFileSync(join(cache, "http-v2", "notes.txt"), "x".repeat(700));
  const session = await openOn(cache, SearchPipCache, search);
  const kinds = list(session).dropdown?.sections.find(({ title }) => title === "By Kind")?.items ?? [];
  const names = kinds.map(({ title }) => title.replace(/ \(.*/, ""));
  expect(names).toEqual(["Wheels", "Sdists", "Metadata Files", "Index Pages", "Built Wheels", "Foreign Files"]);
  for (const { title, value } of kinds) {
    await session.choose(value);
    const [name, size] = title.slice(0, -1).split(" (");
    expect(sections(session)[0]).toMatchObject({ title: name, subtitle: expect.stringContaining(size) });
  }
  expect(rows(session)).toHaveLength(1);
  expect(accessories(rows(session)[0]).at(-1)).toBe("700 bytes");
});

describe("moving to the Trash", () => {
  it("takes pip's folders and nothing that lies beside them", async () => {
    const cache = await extractRealCache("http-v2-pip24.3.1");
    mkdirSync(join(cache, "precious"));
    const session = await openOn(cache, SearchPipCache, search);
    await session.run(`Move Cache to ${bin}`);
    expect(session.alert?.title).toBe(`Move 2.9 MB to the ${bin}?`);
    await session.answer(true);
    expect(existsSync(join(cache, "precious"))).toBe(true);
    expect(session.effects.filter(({ type }) => type === "trash")).toMatchObject([
      { paths: [join(cache, "http-v2"), join(cache, "wheels")] },
    ]);
  });
});

describe("what no pip would read", () => {
  it("is said to be so of the pips that were found, and can be removed", async () => {
    const cache = await extractRealCache("http-pip23.2.1");
    renameSync(join(await extractRealCache("http-v2-pip24.3.1"), "http-v2"), join(cache, "http-v2"));
    isolate({ PIP_CACHE_DIR: cache });
    const dataFolder = temporaryDirectory();
    rememberPips(dataFolder, [installation]);
    const session = await openRemembering(SearchPipCache, { ...search, dataFolder });
    const newer = hashTree(join(cache, "http-v2"));
    await session.run("Clean Up…");
    await session.press("ctrl+d", "For Pythons and pips That Are Gone");
    expect(session.alert?.message).toContain(`pip 26.2.1 of ${join("/opt/python/bin/python3")}`);
    await session.answer(true);
    expect(readdirSync(join(cache, "http"))).toEqual([]);
    expect(hashTree(join(cache, "http-v2"))).toEqual(newer);
    expect(session.toast?.title).toContain("Removed files unused by any pip found (");
  });
});

describe("clearing from the list", () => {
  it("always asks, takes everything, keeps the roots, and is remembered in the history", async () => {
    const cache = await extractRealCache("http-v2-pip24.3.1");
    const session = await openOn(cache, SearchPipCache, { ...search, preferences: { askBeforeRemoving: false } });
    await session.run("Clear pip Cache");
    expect(session.alert).toMatchObject({
      title: "Clear pip cache (2.9 MB)?",
      primaryAction: { title: "Clear" },
    });
    await session.answer(true);
    expect(session.toast).toMatchObject({ style: "success", title: "Cleared pip cache (2.9 MB Reclaimed)" });
    expect(session.toast?.message).toMatch(/^43 entries/);
    expect(readdirSync(cache).sort()).toEqual(["http-v2", "wheels"]);
    expect(readdirSync(join(cache, "http-v2"))).toEqual([]);
    expect(list(session).emptyView).toMatchObject({ title: "The pip Cache Is Empty" });
  });
});

describe("what pip stores while the list is open", () => {
  const version = (number: string) => buildWheel({ name: "alpha", version: number });

  it("is in no question about its package, stays, and is shown then", async () => {
    const cache = temporaryDirectory();
    cacheFile({ directory: cache, layout: "http-v2" }, version("1.0"));
    const bytes = sumOfSizes(cache);
    const session = await openOn(cache, SearchPipCache, search);
    const { files } = cacheFile({ directory: cache, layout: "http-v2" }, version("2.0"));
    await session.run("Remove Package", "alpha");
    expect(session.alert?.title).toBe(`Remove alpha (${formatBytes(bytes)})?`);
    await session.answer(true);
    expect(filesBelow(cache).sort()).toEqual([...files].sort());
    expect(row(session, "alpha").subtitle).toBe("2.0");
  });

  it("is not cleared, also in a folder that was not there", async () => {
    const cache = temporaryDirectory();
    cacheFile({ directory: cache, layout: "http" }, version("1.0"));
    const bytes = sumOfSizes(cache);
    const session = await openOn(cache, SearchPipCache, search);
    const { files } = cacheFile({ directory: cache, layout: "http-v2" }, version("1.0"));
    await session.run("Clear pip Cache");
    expect(session.alert?.title).toBe(`Clear pip cache (${formatBytes(bytes)})?`);
    await session.answer(true);
    expect(session.toast).toMatchObject({
      title: expect.stringContaining(`(${formatBytes(bytes)} Reclaimed)`),
      message: expect.stringMatching(/^1 entry\b/),
    });
    expect(filesBelow(cache).sort()).toEqual([...files].sort());
  });
});

describe("a cache of which another one's folder is a link", () => {
  it("is not cleared of what its own view does not show", async () => {
    const base = temporaryDirectory();
    const [first, second] = ["first", "second"].map((name) => join(base, name));
    [first, second].forEach((directory) => mkdirSync(directory));
    cacheFile({ directory: second, layout: "http-v2" }, buildWheel({ name: "alpha", version: "1.0" }));
    cacheFile({ directory: second, layout: "http" }, buildWheel({ name: "beta", version: "1.0" }));
    symlinkSync(join(second, "http-v2"), join(first, "http-v2"));
    const home = isolate({ PIP_CACHE_DIR: first });
    mkdirSync(dirname(pipCacheIn(home)), { recursive: true });
    symlinkSync(second, pipCacheIn(home));
    const session = await open(SearchPipCache, search);
    expect(titles(session).sort()).toEqual(["alpha", "beta"]);
    await session.choose(`cache:${second}`);
    expect(titles(session)).toEqual(["beta"]);
    const [file] = filesBelow(join(second, "http"));
    await session.run("Clear pip Cache");
    expect(session.alert?.title).toBe(`Clear pip cache (${formatBytes(lstatSync(join(second, "http", file)).size)})?`);
    await session.answer(true);
    expect(filesBelow(join(second, "http-v2"))).toHaveLength(2);
    await session.choose("sort:size");
    expect(titles(session)).toEqual(["alpha"]);
  });
});

describe("what others have removed while the list is open", () => {
  const openWithAlpha = async () => {
    const cache = temporaryDirectory();
    const [small, large] = [5_000, 100_000].map((size, index) =>
      cacheFile({ directory: cache, layout: "http-v2" }, buildWheel({ name: "alpha", version: `${index}.0`, size })),
    );
    cacheFile({ directory: cache, layout: "http-v2" }, buildWheel({ name: "beta", version: "1.0" }));
    const session = await openOn(cache, SearchPipCache, search);
    const remove = ({ files }: typeof small) => files.forEach((path) => rmSync(join(cache, path)));
    return { session, small, large, remove };
  };

  it("does not stay in it when the rest of the package goes", async () => {
    const { session, small, large, remove } = await openWithAlpha();
    remove(large);
    await session.run("Remove Package", "alpha");
    expect(session.alert?.title).toBe(`Remove alpha (${formatBytes(small.size + large.size)})?`);
    await session.answer(true);
    // Only what was there still came back.
    expect(session.toast?.title).toBe(`Removed alpha (${formatBytes(small.size)} Reclaimed)`);
    await session.settled();
    expect(titles(session)).toEqual(["beta"]);
  });

  it("does not stay in it when there is nothing left to remove", async () => {
    const { session, small, large, remove } = await openWithAlpha();
    [small, large].forEach(remove);
    await session.run("Remove Package", "alpha");
    await session.answer(true);
    expect(session.toast).toMatchObject({ title: "Nothing to Remove", message: "Nothing is cached of alpha" });
    await session.settled();
    expect(titles(session)).toEqual(["beta"]);
  });
});

describe("pips that were asked with other variables", () => {
  it("are not believed: their cache is neither shown nor cleared", async () => {
    const [first, second] = [temporaryDirectory(), temporaryDirectory()];
    for (const directory of [first, second]) {
      cacheFile({ directory, layout: "http-v2" }, buildWheel({ name: "alpha", version: "1.0" }));
    }
    const dataFolder = temporaryDirectory();
    isolate({ PIP_CACHE_DIR: first });
    rememberPips(dataFolder, [{ ...installation, cacheDirectory: fact(first) }], decidingVariables());
    isolate({ PIP_CACHE_DIR: second });
    const session = await openRemembering(SearchPipCache, { ...search, dataFolder });
    await session.run("Clear pip Cache");
    await session.answer(true);
    expect(filesBelow(second)).toEqual([]);
    expect(filesBelow(first)).toHaveLength(2);
  });

  it("are told by what says where to cache, and no password is kept", () => {
    isolate({ PIP_INDEX_URL: "https://user:secret@index.example.org/simple", PIP_CACHE_DIR: "/somewhere" });
    expect(decidingVariables()).toContain("/somewhere");
    expect(decidingVariables()).not.toContain("secret");
  });
});

describe("what was remembered", () => {
  /** All titles that were on screen. */
  function watch(session: Session): Set<string> {
    const seen = new Set<string>();
    session.subscribe(() => session.view?.type === "list" && titles(session).forEach((title) => seen.add(title)));
    return seen;
  }

  async function openAgain(options: { settle: boolean }): Promise<{ cache: string; session: Session }> {
    const cache = await extractRealCache("http-v2-pip24.3.1");
    const dataFolder = temporaryDirectory();
    await openOn(cache, SearchPipCache, { ...search, dataFolder });
    return { cache, session: await openOn(cache, SearchPipCache, { ...search, dataFolder, ...options }) };
  }

  it("does not come back once it was removed", async () => {
    const { cache, session } = await openAgain({ settle: true });
    await session.run("Clear pip Cache");
    await session.answer(true);
    expect(filesBelow(cache)).toEqual([]);
    const seen = watch(session);
    await session.run("Refresh");
    await session.settled();
    expect([...seen]).toEqual([]);
  });

  it("goes at once when it is cleared while the cache is still read", async () => {
    const { session } = await openAgain({ settle: false });
    await session.waitFor(() => session.view?.type === "list" && titles(session).length > 0);
    await session.run("Clear pip Cache");
    const answered = session.answer(true);
    await session.waitFor(() => session.view?.type === "list" && titles(session).length === 0);
    const seen = watch(session);
    await answered;
    await session.settled();
    expect([...seen]).toEqual([]);
    expect(list(session).emptyView).toMatchObject({ title: "The pip Cache Is Empty" });
  });
});

describe("a thread that dies while it reads", () => {
  it("leaves no list that loads for ever", async () => {
    const cache = temporaryDirectory();
    for (let number = 0; number < 40; number++) {
      cacheFile({ directory: cache, layout: "http-v2" }, buildWheel({ name: `alpha-${number}`, version: "1.0" }));
    }
    afterwards(startingWith(dyingAt("readdirSync", 20)));
    const session = await openOn(cache, SearchPipCache, search);
    expect(list(session)).toMatchObject({ isLoading: false });
    expect(titles(session)).toHaveLength(40);
  });
});

describe("a cache that changes meanwhile", () => {
  it("is shown as it is after a refresh", async () => {
    const { cache, session } = await openReal();
    rmSync(join(cache, "wheels"), { recursive: true });
    await session.run("Refresh");
    await session.search("built wheel");
    expect(titles(session)).toEqual([]);
  });
});
