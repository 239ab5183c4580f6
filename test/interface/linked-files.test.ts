/** A cache whose files have names elsewhere: every command says the same size, what of it is shared, and what came back. */

import { execFileSync } from "node:child_process";
import { linkSync, lstatSync, mkdirSync, renameSync, rmSync, unlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import CheckPipCache from "../../src/check-pip-cache";
import ClearPipCache from "../../src/clear-pip-cache";
import SearchDeveloperCaches from "../../src/search-developer-caches";
import { formatBytes } from "../../src/interface/shared/format";
import SearchPipCache from "../../src/search-pip-cache";
import { accessories, isolate, list, open, pipCacheIn, removals, row, rows, sections, titles } from "../commands/open";
import { buildWheel } from "../support/distributions";
import { cacheFile } from "../support/package-entries";
import { extractRealCache } from "../support/real-caches";
import { filesBelow, sumOfSizes } from "../support/tree";
import { describeUnless } from "../support/unless";

const search = { name: "search-pip-cache" };
const onWindows = process.platform === "win32" ? "cp has no hard links on Windows" : undefined;

/** A home with a real cache, without built wheels, and a backup of it made of hard links. */
async function backedUp(): Promise<{ cache: string; backup: string }> {
  const home = isolate();
  const cache = pipCacheIn(home);
  const real = await extractRealCache("http-v2-pip24.3.1");
  rmSync(join(real, "wheels"), { recursive: true });
  mkdirSync(dirname(cache), { recursive: true });
  renameSync(real, cache);
  const backup = join(home, "backup");
  execFileSync("cp", ["-al", cache, backup]);
  return { cache, backup };
}

const nothing = "linked elsewhere: removing frees nothing of that";
const all = "All of it is linked elsewhere: removing frees nothing.";

describeUnless(onWindows, "a cache that was backed up by hard links", () => {
  it("has the same size in list, detail, files, question and result, of which nothing comes back", async () => {
    const { cache, backup } = await backedUp();
    const before = sumOfSizes(backup);
    const session = await open(SearchPipCache, search);
    expect(sections(session)[0].subtitle).toBe("11 packages, 2.9 MB, of it 2.9 MB linked elsewhere");
    expect(accessories(row(session, "alpha")).slice(-2)).toEqual(["10.5 kB linked", "10.5 kB"]);
    expect(
      row(session, "alpha")
        .accessories.map(({ tooltip }) => tooltip)
        .slice(-2),
    ).toEqual([`10.5 kB ${nothing}`, expect.stringMatching(/^10,\d{3} bytes in 10 entries$/)]);
    await session.run("Show Details", "alpha");
    const { metadata: shown = [], markdown } = row(session, "alpha").detail ?? {};
    const text = Object.fromEntries(shown.map(({ title, text }) => [title, text]));
    expect(text).toMatchObject({
      Size: "10.5 kB (<1% of the cache)",
      "Linked Elsewhere": "10.5 kB",
      Entries: "10",
    });
    expect(markdown).toBe(`10.5 kB ${nothing}.`);
    await session.run("Show Files…", "alpha");
    expect(sections(session)[0].subtitle).toBe(`10 entries, 10.5 kB, of it 10.5 kB ${nothing}`);
    await session.back();
    await session.run("Remove Package", "alpha");
    expect(session.alert).toMatchObject({
      title: "Remove alpha (10.5 kB)?",
      message: expect.stringMatching(`^10 entries\\.\n${all}\n`),
      primaryAction: { title: "Remove" },
    });
    await session.answer(true);
    const freed = "10.5 kB linked elsewhere: removing freed nothing of that";
    expect(session.toast).toMatchObject({
      title: "Removed alpha (0 bytes Reclaimed)",
      message: `10 entries · ${freed}`,
    });
    expect(sumOfSizes(backup)).toBe(before);
    expect(filesBelow(cache)).toHaveLength(filesBelow(backup).length - 20);
    await session.run("Show History…");
    expect(removals(session)[0].subtitle).toBe(`0 bytes from 10 entries · ${freed}`);
    for (const text of ["alpha linked", `freed ${new Date().getFullYear()}`, "nothing"]) {
      await session.search(text);
      expect(titles(session)).toEqual(["alpha"]);
    }
  });

  it("has that size in the other commands, too", async () => {
    await backedUp();
    const clearing = await open(ClearPipCache, { name: "clear-pip-cache" });
    expect(clearing.alert?.title).toBe("Clear pip cache (2.9 MB)?");
    expect(clearing.alert?.message).toContain(`41 entries.\n${all}\n`);
    await clearing.answer(false);
    const map = await open(SearchDeveloperCaches, { name: "search-developer-caches" });
    expect(accessories(row(map, "pip")).slice(-2)).toEqual(["2.9 MB linked", "2.9 MB"]);
    await map.run("Show Details", "pip");
    expect(row(map, "pip").detail?.markdown).toContain(`\n\n2.9 MB ${nothing}.\n\n`);
    await map.run("Clear pip (2.9 MB)", "pip");
    expect(map.alert?.title).toBe("Clear pip (2.9 MB)?");
    expect(map.alert?.message).toContain(`\n${all}\n`);
    await map.answer(true);
    expect(map.toast).toMatchObject({
      title: "Cleared pip (0 bytes Reclaimed)",
      message: expect.stringMatching(/^2\.9 MB linked elsewhere: removing freed nothing of that/),
    });
  });

  it("is checked by the entry, each name of it", async () => {
    await backedUp();
    const session = await open(CheckPipCache, { name: "check-pip-cache" });
    expect(list(session).emptyView?.description).toMatch(/^41 entries checked, 0 damaged, /);
  });
});

it("a file that several entries share counts once, and comes back with the last of them", async () => {
  const cache = pipCacheIn(isolate());
  const wheel = buildWheel({ name: "alpha", version: "1.0", size: 50_000 });
  const written = ["a=1", "a=2"].map((query) => cacheFile({ directory: cache, layout: "http-v2" }, wheel, { query }));
  const [first, second] = written.map(({ files }) => join(cache, files[1]));
  const headers = written.map(({ files }) => join(cache, files[0]));
  unlinkSync(second);
  linkSync(first, second);
  const bytes = sumOfSizes(cache);
  const session = await open(SearchPipCache, search);
  expect(accessories(row(session, "alpha")).slice(-1)).toEqual([formatBytes(bytes)]);
  await session.run("Show Files…", "alpha");
  expect(sections(session)[0].subtitle).toBe(`2 entries, ${formatBytes(bytes)}`);
  expect(rows(session).map((one) => accessories(one).at(-1))).toEqual([
    formatBytes(bytes - lstatSync(headers[1]).size),
    formatBytes(lstatSync(headers[1]).size),
  ]);
  await session.back();
  await session.run("Remove Package", "alpha");
  expect(session.alert?.title).toBe(`Remove alpha (${formatBytes(bytes)})?`);
  await session.answer(true);
  expect(session.toast).toMatchObject({
    title: expect.stringContaining(`(${formatBytes(bytes)} Reclaimed)`),
    message: "2 entries",
  });
});
