/**
 * Names that every plain object answers to, as packages, versions' tags, hosts and content types: what a cache names must
 * never be found where nobody put it.
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import CheckPipCache from "../src/check-pip-cache";
import SearchPipCache from "../src/search-pip-cache";
import { describeScreen } from "../preview/terminal/document";
import { printScreen } from "../preview/terminal/print";
import type { Session } from "../preview";
import { list, openOn, removals, row, rows, titles } from "./commands/open";
import { buildSdist, buildWheel } from "./support/distributions";
import { cacheBuiltWheel, cacheFile, cachePage, fileUrl } from "./support/package-entries";
import { describeInBrowser, openPage } from "./commands/page";
import { linkTo } from "./support/pages";
import { temporaryDirectory } from "./support/temporary";

const names = Object.getOwnPropertyNames(Object.prototype);
/** As pip has them: `__proto__` is no name of a project, `proto` is. */
const projects = [...new Set(names.map((name) => name.replace(/^_+|_+$/g, "")))];

function fillCache(): string {
  const directory = temporaryDirectory();
  const cache = { directory, layout: "http-v2" as const, files: "https://constructor" };
  for (const name of projects) {
    const wheel = buildWheel({ name, version: "1.0", python: "constructor", description: name.repeat(20) });
    const sdist = buildSdist({ name, version: "2.0" });
    cacheFile(cache, wheel);
    cacheFile(cache, sdist);
    cachePage(cache, name, [linkTo(wheel, fileUrl(cache, wheel)), linkTo(sdist, fileUrl(cache, sdist))]);
    cacheBuiltWheel(cache, sdist);
  }
  return directory;
}

describe("a cache whose packages are called as what every object has", () => {
  it("is shown whole by every view, and each of them can be removed", async () => {
    const cache = fillCache();
    const session = await openOn(cache, SearchPipCache, { name: "search-pip-cache" });
    expect(titles(session).toSorted()).toEqual(projects.toSorted());
    for (const item of rows(session)) {
      expect(item.icon).toEqual({ source: "box-16" });
      expect(item.subtitle).toBe("2.0, 1.0");
    }
    for (const name of projects) {
      await session.run("Show Files…", name);
      expect(titles(session)).toHaveLength(4);
      printable(session);
      await session.back();
      await session.run("Check Package…", name);
      expect(list(session).emptyView?.title).toBe("Everything Is Intact");
      await session.back();
    }
    await session.run("Show Details");
    for (const name of projects) {
      await session.select(name);
      expect(row(session, name).detail?.metadata).toContainEqual(expect.objectContaining({ title: "2.0" }));
      printable(session);
    }
    for (const choice of list(session).dropdown?.sections.flatMap(({ items }) => items) ?? []) {
      await session.choose(choice.value);
      printable(session);
    }
    await session.choose("sort:size");
    for (const name of projects) {
      await session.run("Remove Package", name);
      if (session.alert) await session.answer(true);
      expect(session.toast).toMatchObject({ style: "success", title: expect.stringContaining(name) as string });
    }
    expect(titles(session)).toEqual([]);
    expect(existsSync(join(cache, "http-v2"))).toBe(true);
    await session.run("Show History…");
    expect(removals(session)).toHaveLength(projects.length);
    printable(session);
  });

  it("is checked whole", async () => {
    const session = await openOn(fillCache(), CheckPipCache, { name: "check-pip-cache" });
    expect(list(session).emptyView?.title).toBe("Everything Is Intact");
  });
});

describeInBrowser("the page of such a cache", () => {
  it("draws every row and every file", async () => {
    const env = { PIP_CACHE_DIR: fillCache() };
    const { page, close } = await openPage({ env });
    try {
      await page.keyboard.type("Search pip Cache");
      await page.keyboard.press("Enter");
      for (const name of projects) await page.getByRole("option", { name: new RegExp(`^${name}`) }).waitFor();
      await page.keyboard.type("constructor");
      await page.getByRole("option").nth(1).waitFor({ state: "detached" });
      await page.keyboard.press("Enter");
      await page.getByRole("option", { name: "constructor-1.0-constructor-none-any.whl" }).first().waitFor();
    } finally {
      await close();
    }
  });
});

/** Terminal and page can say what is on screen. */
function printable(session: Session): void {
  expect(printScreen(describeScreen(session))).not.toContain("[native code]");
}
