import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import CheckPipCache from "../src/check-pip-cache";
import SearchPipCache from "../src/search-pip-cache";
import type { Session } from "../preview";
import { isolate, list, open, openOn, row, rows, sections, titles } from "./commands/open";
import { builtWheel } from "./support/built-wheels";
import { entryPath } from "./support/cache-writer";
import { buildSdist, buildSparseWheel, buildWheel, type Distribution } from "./support/distributions";
import { cacheFile, cachePage, fileUrl, pageUrl, type Cache } from "./support/package-entries";
import { itWithModes, openWithoutPermission } from "./commands/locked";
import { linkTo } from "./support/pages";
import { extractRealCache } from "./support/real-caches";
import { temporaryDirectory } from "./support/temporary";
import { compareTrees, hashTree } from "./support/tree";

const command = { name: "check-pip-cache" };
const alpha = buildWheel({ name: "alpha", version: "1.0", size: 40_000 });
const beta = buildWheel({ name: "beta", version: "2.0", size: 20_000 });
const gamma = buildSdist({ name: "gamma", version: "0.3" });

/** A cache with two wheels and an sdist, of which one wheel and the sdist have their pages. */
function cacheOfThree(): Cache {
  const cache: Cache = { directory: temporaryDirectory(), layout: "http-v2" };
  for (const file of [alpha, gamma]) cachePage(cache, file.name, [linkTo(file, fileUrl(cache, file))]);
  for (const file of [alpha, beta, gamma]) cacheFile(cache, file);
  return cache;
}

const bodyOf = (cache: Cache, file: Distribution) =>
  join(cache.directory, `${entryPath(cache.layout, fileUrl(cache, file))}.body`);

function breakBody(cache: Cache, file: Distribution): void {
  breakFile(bodyOf(cache, file), file.content.length >> 1);
}

function breakFile(path: string, fromEnd: number): void {
  const bytes = readFileSync(path);
  bytes[bytes.length - fromEnd] ^= 1;
  writeFileSync(path, bytes);
}

const linksOf = (name: string) =>
  Array.from({ length: 30 }, (_, minor) => buildWheel({ name, version: `1.${minor}` })).map((wheel) =>
    linkTo(wheel, `https://files.example.org/${wheel.sha256}/${wheel.fileName}`),
  );

async function openDamaged(...files: Distribution[]): Promise<{ cache: Cache; session: Session }> {
  const cache = cacheOfThree();
  for (const file of files) breakBody(cache, file);
  return { cache, session: await openOn(cache.directory, CheckPipCache, command) };
}

describe("checking everything", () => {
  it("says what was checked when nothing is damaged", async () => {
    const session = await openOn(await extractRealCache("http-v2-pip24.3.1"), CheckPipCache, command);
    expect(list(session).emptyView).toMatchObject({
      title: "Everything Is Intact",
      description: "43 entries checked, 0 damaged, 24 only against their own checksums",
    });
  });

  it("says so when there is nothing to check", async () => {
    isolate();
    const session = await open(CheckPipCache, command);
    expect(list(session).emptyView).toMatchObject({ title: "Nothing to Check" });
  });

  it("shows each damaged file by its name, with what is wrong with it", async () => {
    const { session } = await openDamaged(alpha, beta);
    expect(sections(session)).toMatchObject([
      { title: "Damaged", subtitle: "5 entries checked, 2 damaged, 3 only against their own checksums" },
    ]);
    expect(row(session, "alpha-1.0-py3-none-any.whl")).toMatchObject({
      accessories: [{ text: "its hash is not the published one" }, { text: "41.1 kB" }],
    });
    expect(row(session, "wheel of beta 2.0, py3").accessories[0].text).toMatch(/checksum is wrong$/);
  });

  it("tells index pages from files, and lists them by name", async () => {
    const cache: Cache = { directory: temporaryDirectory(), layout: "http-v2", index: "https://public.example.org" };
    for (const { name } of [gamma, alpha, beta]) cachePage(cache, name, linksOf(name));
    const own: Cache = { ...cache, index: "https://index.example.org" };
    cachePage(own, "alpha", linksOf("alpha"));
    cacheFile(cache, alpha);
    for (const url of [pageUrl(cache, "gamma"), pageUrl(cache, "alpha"), pageUrl(own, "alpha"), fileUrl(cache, alpha)])
      breakFile(join(cache.directory, `${entryPath(cache.layout, url)}.body`), 20);
    isolate({ PIP_CACHE_DIR: cache.directory, PIP_INDEX_URL: "https://public.example.org/simple" });
    const session = await open(CheckPipCache, command);
    expect(titles(session)).toEqual(["Index page", "Index page of alpha", "Index page of gamma", "wheel of alpha 1.0"]);
  });

  it("tells how far it is, and can be stopped", async () => {
    const cache: Cache = { directory: temporaryDirectory(), layout: "http-v2" };
    const large = buildSparseWheel({ name: "large", version: "1", size: 3e9 });
    cacheFile(cache, large);
    const session = await openOn(cache.directory, CheckPipCache, { ...command, settle: false });
    const progress = await session.waitFor(
      ({ view }) => view.type === "list" && rows(session).find(({ subtitle }) => subtitle?.includes("of 3.0 GB")),
    );
    expect(progress.title).toBe("Checking pip cache");
    expect(progress.subtitle).toMatch(/^[\d.]+ (bytes|[kMG]?B) of 3\.0 GB \((<1|\d+)%\)$/);
    expect(list(session).emptyView).toBeUndefined();
    expect(session.offeredActions().map(({ props }) => props.title)).toEqual(["Stop"]);

    // What is typed hides the row.
    void session.search("nothing of the kind");
    expect(list(session).emptyView).toMatchObject({
      title: "Still Reading",
      description: expect.stringContaining("of 3.0 GB"),
    });
    expect(session.offeredActions().map(({ props }) => props.title)).toEqual(["Stop"]);
    await session.run("Stop");
    await session.search("");
    expect(list(session).emptyView).toMatchObject({
      title: "Stopped",
      description: expect.stringMatching(/^Stopped at (<1|\d+)%: 0 entries checked, 0 damaged, /),
    });
    expect(session.toasts).toEqual([]);
  });

  it("shows what is damaged as it is found, and keeps it when it is stopped", async () => {
    const cache = cacheOfThree();
    breakBody(cache, alpha);
    // Built wheels are checked after what was downloaded.
    builtWheel(cache.directory, buildSparseWheel({ name: "large", version: "1", size: 3e9 }));
    const session = await openOn(cache.directory, CheckPipCache, { ...command, settle: false });
    await session.waitFor(({ view }) => view.type === "list" && view.sections.length > 1);
    expect(titles(session)).toEqual(["Checking pip cache", expect.stringContaining("alpha")]);
    await session.run("Stop");
    const [damaged] = sections(session);
    // Who had meant to stop it once more does no harm.
    const [first] = session.offeredActions();
    expect(first.props.title).toBe("Show Damage…");
    expect(damaged.subtitle).toMatch(/^Stopped at (<1|\d+)%: \d+ (entry|entries) checked, 1 damaged, /);
    await session.run("Remove File", damaged.items[0].title);
    await session.answer(true);
    expect(session.toast?.title).toMatch(/^Removed .*alpha/);
    expect(titles(session)).toEqual([]);
  });
});

describe("a cache that cannot be read", () => {
  itWithModes("in part is not called intact", async () => {
    const cache = await extractRealCache("http-v2-pip24.3.1");
    const folder = join(cache, "http-v2");
    const session = await openWithoutPermission(cache, folder, CheckPipCache, command);
    expect(list(session).emptyView).toMatchObject({
      title: "What Can Be Read Is Intact",
      description: expect.stringMatching(new RegExp(`^2 entries checked, 0 damaged, .*1 not readable: ${folder}, `)),
    });
  });

  itWithModes("at all says so", async () => {
    const cache = await extractRealCache("http-v2-pip24.3.1");
    const session = await openWithoutPermission(cache, cache, CheckPipCache, command);
    expect(list(session).emptyView).toMatchObject({
      title: "The Cache Cannot Be Read",
      description: expect.stringContaining(`1 not readable: ${cache}, `),
    });
  });
});

describe("removing what is damaged", () => {
  it("takes just that, and does not read everything once more", async () => {
    const { cache, session } = await openDamaged(alpha, gamma);
    const before = hashTree(cache.directory);
    expect(session.offeredActions().map(({ props }) => props.title)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^Remove Damaged Files \(4\d\.\d kB\)$/),
        expect.stringMatching(/^Remove File \(/),
      ]),
    );
    await session.run("Remove Damaged Files");
    expect(session.alert?.title).toMatch(/^Remove 2 damaged entries \(4\d\.\d kB\)\?$/);
    expect(session.alert?.message).toMatch(/^alpha-1\.0-py3-none-any\.whl: 41\.1 kB\ngamma-0\.3\.tar\.gz: /m);
    await session.answer(true);
    const { gone, added, changed } = compareTrees(before, hashTree(cache.directory));
    const entries = [alpha, gamma].map((file) => entryPath("http-v2", fileUrl(cache, file)));
    expect(gone.filter((path) => before.get(path)?.type === "file")).toEqual(
      entries.flatMap((path) => [path, `${path}.body`]).sort(),
    );
    expect([...added, ...changed]).toEqual([]);
    expect(session.toast).toMatchObject({
      style: "success",
      title: expect.stringContaining("Removed 2 damaged entries ("),
    });
    expect(list(session).emptyView).toMatchObject({
      title: "Everything Is Intact",
      description: "3 entries checked, 0 damaged, 3 only against their own checksums",
    });
  });

  it("can take one file, and leaves the others on the list; it asks in any case", async () => {
    const cache = cacheOfThree();
    for (const file of [alpha, beta]) breakBody(cache, file);
    const preferences = { askBeforeRemoving: false };
    const session = await openOn(cache.directory, CheckPipCache, { ...command, preferences });
    await session.run("Remove File", "alpha-1.0-py3-none-any.whl");
    expect(session.alert?.title).toMatch(/^Remove alpha-1\.0-py3-none-any\.whl /);
    await session.answer(true);
    expect(titles(session)).toEqual(["wheel of beta 2.0, py3"]);
    expect(sections(session)[0].subtitle).toBe("4 entries checked, 1 damaged, 3 only against their own checksums");
  });

  it("leaves alone what pip has downloaded again meanwhile", async () => {
    const { cache, session } = await openDamaged(alpha);
    writeFileSync(bodyOf(cache, alpha), alpha.content);
    const before = hashTree(cache.directory);
    await session.run("Remove Damaged Files");
    expect(session.alert).toBeUndefined();
    expect(hashTree(cache.directory)).toEqual(before);
    expect(rows(session)).toEqual([]);
  });

  it("counts what goes, not what pip has replaced meanwhile", async () => {
    const { cache, session } = await openDamaged(alpha, beta, gamma);
    writeFileSync(bodyOf(cache, beta), beta.content);
    await session.run("Remove Damaged Files");
    expect(session.alert?.title).toMatch(/^Remove 2 damaged entries /);
    await session.answer(true);
    expect(session.toast).toMatchObject({
      style: "success",
      title: expect.stringContaining("Removed 2 damaged entries ("),
    });
    expect(titles(session)).toEqual([]);
  });

  it("is not offered for what a search has hidden", async () => {
    const { session } = await openDamaged(alpha);
    await session.search("nothing of the kind");
    expect(list(session).emptyView?.title).toBe("No Damaged File Is Called That");
  });
});

it("checks again on request", async () => {
  const { cache, session } = await openDamaged(alpha);
  writeFileSync(bodyOf(cache, alpha), alpha.content);
  await session.run("Check Again");
  expect(list(session).emptyView?.title).toBe("Everything Is Intact");
});

it("copies a report of what is damaged", async () => {
  const { session } = await openDamaged(alpha);
  await session.run("Copy Report");
  const [{ text }] = session.effects.filter((effect) => effect.type === "copy");
  expect(text).toMatch(
    /^5 entries checked, 1 damaged, 3 only against their own checksums\nalpha-1\.0-py3-none-any\.whl: its hash is not the published one \(.*\.body\)$/,
  );
});

describe("from the list of packages", () => {
  it("one package is checked, and no other", async () => {
    const cache = cacheOfThree();
    for (const file of [alpha, beta]) breakBody(cache, file);
    const session = await openOn(cache.directory, SearchPipCache, { name: "search-pip-cache" });
    await session.run("Check Package…", "alpha");
    expect(titles(session)).toEqual(["alpha-1.0-py3-none-any.whl"]);
    await session.run("Remove Damaged Files");
    await session.answer(true);
    expect(list(session).emptyView?.description).toBe("1 entry checked, 0 damaged, 1 only against their own checksums");
    await session.back();
    expect(titles(session)).toEqual(["beta", "gamma", "alpha"]);
    await session.run("Check Everything…", "gamma");
    expect(titles(session)).toEqual(["wheel of beta 2.0, py3"]);
  });
});

describe("checking what was named beside the command", () => {
  const named = async (text: string, ...broken: Distribution[]) => {
    const cache = cacheOfThree();
    for (const file of broken) breakBody(cache, file);
    return openOn(cache.directory, CheckPipCache, { ...command, arguments: { package: text } });
  };

  it.each(["alpha", "Alpha", " ALPHA "])("checks just that package, however it is spelt: %s", async (text) => {
    const session = await named(text, alpha, beta);
    expect(titles(session)).toEqual(["alpha-1.0-py3-none-any.whl"]);
  });

  it("says that nothing is cached of it, and leads to the list with the name", async () => {
    for (const text of ["alph", "constructor", "x".repeat(100)]) {
      const session = await named(text);
      const { emptyView } = list(session);
      expect(emptyView).toMatchObject({ title: "Nothing to Check", description: `Nothing is cached of ${text}.` });
      await session.run("Search pip Cache…");
      expect(session.effects).toEqual([
        { type: "launch", command: "search-pip-cache", launchType: "userInitiated", arguments: { package: text } },
      ]);
    }
  });

  it.each(["alpha==1.0", "*", "../x", "alpha; rm", "alpha_", "x".repeat(10_000)])(
    "checks nothing where it is no name: %#",
    async (text) => {
      const session = await named(text, alpha);
      expect(list(session).emptyView?.title).toBe("One Package Is Checked by Its Name");
      expect(titles(session)).toEqual([]);
    },
  );
});
