/** What pip did not write, as a person meets it: a row beside the sums, and kept, by name, in every way out. */
import { mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import type { Session } from "../../preview";
import ClearPipCache from "../../src/clear-pip-cache";
import SearchDeveloperCaches from "../../src/search-developer-caches";
import SearchPipCache from "../../src/search-pip-cache";
import { formatBytes } from "../../src/interface/shared/format";
import { isolate, list, open, openOn, pipCacheIn, row, rows, sections, titles } from "../commands/open";
import { mountVolumeOn, noMounts } from "../support/mounts";
import { extractRealCache } from "../support/real-caches";
import { filesBelow, sumOfSizes } from "../support/tree";
import { itUnless } from "../support/unless";

const search = { name: "search-pip-cache" };
const clear = { name: "clear-pip-cache" };
const developer = { name: "search-developer-caches" };

const foreign = [
  ...["http/index.html", "http/notes/one.txt", "selfcheck/thesis.txt", "wheels/README.md"],
  ...Array.from({ length: 6 }, (_, number) => `http-v2/project/${number}.txt`),
].sort();
const named = `10 files that pip did not write (${foreign.slice(0, 8).map(normalize).join(", ")} and 2 more)`;

/** A real cache whose folders people use for other things, too. */
async function shared(): Promise<{ cache: string; bytes: string }> {
  const cache = await extractRealCache("http-v2-pip24.3.1");
  const bytes = formatBytes(sumOfSizes(cache));
  for (const path of foreign) {
    mkdirSync(dirname(join(cache, path)), { recursive: true });
    writeFileSync(join(cache, path), "words".repeat(100_000));
  }
  return { cache, bytes };
}

const bin = process.platform === "win32" ? "Recycle Bin" : "Trash";

const actions = (session: Session) => session.offeredActions().map(({ props }) => String(props.title));
const action = (session: Session, start: string) => actions(session).find((title) => title.startsWith(start)) ?? start;

describe("in Search", () => {
  it("is a row of its own, beside the sums, and is not selected with the rest", async () => {
    const { cache, bytes } = await shared();
    const session = await openOn(cache, SearchPipCache, search);
    expect(sections(session)[0].subtitle).toBe(`11 packages, ${bytes} · 10 foreign files, 5.0 MB`);
    await session.select("Foreign Files");
    expect(actions(session)).toContain("Remove Foreign Files (5.0 MB)");
    expect(actions(session)).not.toContain("Select");
    await session.run("Show Files…", "Foreign Files");
    expect(titles(session).sort()).toEqual(foreign.map(normalize).sort());
    await session.back();
    await session.run("Show Details", "Foreign Files");
    const metadata = row(session, "Foreign Files").detail?.metadata ?? [];
    expect(metadata.find(({ title }) => title === "Size")?.text).toBe("5.0 MB, not counted as cache");
    await session.run("Select All", "alpha");
    await session.run("Remove 11 Packages", "alpha");
    await session.answer(true);
    expect(
      filesBelow(cache)
        .filter((path) => foreign.includes(path))
        .sort(),
    ).toEqual(foreign);
  });

  it("stays when the cache is cleared, and is counted before and named after", async () => {
    const { cache, bytes } = await shared();
    const session = await openOn(cache, SearchPipCache, search);
    await session.run("Clear pip Cache");
    expect(session.alert?.title).toBe(`Clear pip cache (${bytes})?`);
    expect(session.alert?.message).toContain(`Kept: ${foreign.length} files that pip did not write.`);
    await session.answer(true);
    expect(session.toast).toMatchObject({ style: "success", title: expect.stringContaining("Cleared pip cache (") });
    expect(session.toast?.message).toContain(`Kept: ${named}`);
    expect(titles(session)).toEqual(["Foreign Files"]);
    expect(filesBelow(cache).sort()).toEqual(foreign);
    await session.run("Show History…");
    expect(JSON.stringify(rows(session))).toContain("that pip did not write");
  });

  it("goes by the action of its row, which names it and always asks", async () => {
    const { cache } = await shared();
    const before = filesBelow(cache).filter((path) => !foreign.includes(path));
    const session = await openOn(cache, SearchPipCache, { ...search, preferences: { askBeforeRemoving: false } });
    await session.run("Show Files…", "Foreign Files");
    expect(titles(session).sort()).toEqual(foreign.map(normalize).sort());
    await session.run("Remove File", join("http", "index.html"));
    await session.answer(true);
    await session.waitFor((one) => one.view.type === "list" && rows(one).length === 9);
    await session.back();
    await session.run("Remove Foreign Files", "Foreign Files");
    expect(session.alert?.title).toBe("Remove foreign files (4.5 MB)?");
    expect(session.alert?.message).toContain(`${join("wheels", "README.md")}: 500 kB`);
    expect(session.alert?.message).toContain("pip did not write this, and nothing makes it again.");
    await session.answer(true);
    expect(session.toast).toMatchObject({
      style: "success",
      title: expect.stringContaining("Removed foreign files ("),
    });
    expect(filesBelow(cache)).toEqual(before);
    expect(titles(session)).not.toContain("Foreign Files");
  });

  it("is all there is in a folder under version control, which no action removes", async () => {
    const { cache } = await shared();
    mkdirSync(join(cache, "http-v2/.git"));
    const before = filesBelow(join(cache, "http-v2"));
    const why = `Kept: ${join(cache, "http-v2")}, which is under version control`;
    const session = await openOn(cache, SearchPipCache, search);
    for (const title of ["Clear pip Cache", "Remove Foreign Files"]) {
      await session.run(title, "Foreign Files");
      expect(session.alert?.message).toContain(`${why}.`);
      await session.answer(true);
      expect(session.toast?.message).toContain(why);
    }
    expect(filesBelow(join(cache, "http-v2"))).toEqual(before);
  });
});

describe("moving to the Trash", () => {
  it("moves the folders that are all pip's, and names the others", async () => {
    const { cache } = await shared();
    const wheels = formatBytes(sumOfSizes(join(cache, "wheels")) - 500_000);
    renameSync(join(cache, "wheels/README.md"), join(cache, "README.md"));
    const before = filesBelow(join(cache, "http-v2"));
    const session = await openOn(cache, SearchPipCache, search);
    await session.run(`Move Cache to ${bin}`);
    expect(session.alert?.title).toBe(`Move ${wheels} to the ${bin}?`);
    const kept = `Kept: ${join(cache, "http-v2")}, which holds 6 files that pip did not write (${join("http-v2", "project", "0.txt")}, `;
    expect(session.alert?.message).toContain(kept);
    await session.answer(true);
    expect(session.effects.find(({ type }) => type === "trash")).toMatchObject({ paths: [join(cache, "wheels")] });
    expect(session.toast?.message).toContain(kept);
    expect(filesBelow(join(cache, "http-v2"))).toEqual(before);
  });

  it("leaves what has got something foreign since the question", async () => {
    const cache = await extractRealCache("http-v2-pip24.3.1");
    const session = await openOn(cache, SearchPipCache, search);
    await session.run(`Move Cache to ${bin}`);
    writeFileSync(join(cache, "http-v2/letter.txt"), "words");
    await session.answer(true);
    expect(session.effects.find(({ type }) => type === "trash")).toMatchObject({ paths: [join(cache, "wheels")] });
  });

  itUnless(noMounts, "leaves a folder in which something was mounted since the question", async () => {
    const cache = await extractRealCache("http-v2-pip24.3.1");
    const session = await openOn(cache, SearchPipCache, search);
    await session.run(`Move Cache to ${bin}`);
    const volume = mountVolumeOn(mkdirSync(join(cache, "http-v2/a/volume"), { recursive: true })!, 100_000);
    writeFileSync(join(volume, "precious"), "words");
    await session.answer(true);
    expect(session.effects.find(({ type }) => type === "trash")).toMatchObject({ paths: [join(cache, "wheels")] });
    expect(session.toast?.message).toContain(`Kept: ${join(cache, "http-v2")}, which has something mounted in it`);
    expect(filesBelow(volume)).toEqual(["precious"]);
  });

  it("does not ask where nothing can be moved, and says why", async () => {
    const { cache } = await shared();
    renameSync(join(cache, "wheels"), join(cache, "elsewhere"));
    symlinkSync("elsewhere", join(cache, "wheels"));
    const session = await openOn(cache, SearchPipCache, search);
    await session.run(`Move Cache to ${bin}`);
    expect(session.alerts).toEqual([]);
    expect(session.toast).toMatchObject({ style: "failure", title: `Nothing to Move to the ${bin}` });
    expect(session.toast?.message).toContain(`Kept: ${join(cache, "wheels")}, which is a link`);
    expect(session.effects.filter(({ type }) => type === "trash")).toEqual([]);
  });
});

describe("in Clear pip Cache", () => {
  it("is named where nothing else is there", async () => {
    const { cache } = await shared();
    const first = await openOn(cache, ClearPipCache, clear);
    await first.answer(true);
    expect(first.toast?.message).toContain(`Kept: ${named}`);
    const second = await openOn(cache, ClearPipCache, clear);
    expect(second.alerts).toEqual([]);
    expect(second.toast?.title).toBe("Nothing to Remove");
    expect(second.toast?.message).toContain(`Nothing in the pip cache is pip's`);
    expect(second.toast?.message).toContain(`Kept: ${named}`);
    expect(filesBelow(cache).sort()).toEqual(foreign);
  });
});

describe("among the developer caches", () => {
  it.each([
    ["Clear pip", false],
    ["Clear Safe Caches", false],
    ["Clear pip", true],
  ])("is no part of pip's size, and stays: %s, moved: %s", async (title, isMoved) => {
    const { cache, bytes } = await shared();
    writeFileSync(join(cache, "selfcheck.json"), '{"/usr":{"last_check":"2017-01-02T03:04:05Z"}}');
    const home = isolate();
    const directory = isMoved ? join(home, "work") : pipCacheIn(home);
    mkdirSync(dirname(directory), { recursive: true });
    renameSync(cache, directory);
    if (isMoved) process.env.PIP_CACHE_DIR = directory;
    const session = await open(SearchDeveloperCaches, developer);
    expect(row(session, "pip").accessories.map(({ text }) => text)).toContain(bytes);
    await session.run(action(session, title), "pip");
    expect(session.alert?.message).toContain("Kept: 6 files that pip did not write (http-v2/project/0.txt, ");
    await session.answer(true);
    expect(session.toast?.message).toContain("Kept: 6 files that pip did not write (http-v2/project/0.txt, ");
    expect(session.toast?.title).toContain(`(${bytes} Reclaimed)`);
    expect(filesBelow(directory).sort()).toEqual(foreign);
    expect(list(session)).toBeDefined();
  });
});
