import { mkdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { accessFaults } from "../preview/test/support/access";
import { makeSampleCache } from "../sample/cache";
import { formatBytes } from "../src/interface/shared/format";
import { describeInBrowser, eventually, openPage, type OpenedPage } from "./commands/page";
import { temporaryDirectory } from "./support/temporary";
import { filesBelow, sumOfSizes } from "./support/tree";

/** Every way of removing, in a real browser, on a cache like a developer's: both answers of every dialog. */
describeInBrowser("removing through the page", () => {
  let cache: string;
  let opened: OpenedPage;
  let page: Page;

  beforeAll(async () => {
    const home = temporaryDirectory();
    cache = join(home, "cache");
    mkdirSync(cache);
    await makeSampleCache(cache);
    opened = await openPage({
      env: { HOME: home, USERPROFILE: home, PIP_CACHE_DIR: cache },
    });
    page = opened.page;
    await page.keyboard.type("Search pip Cache");
    await page.keyboard.press("Enter");
    await row("torch").first().waitFor();
  });

  afterAll(() => opened?.close());

  const row = (name: string | RegExp) => page.getByRole("option", { name });
  const toast = () => page.getByTestId("toast");
  const dialog = () => page.getByRole("alertdialog");
  const titles = () => page.locator(".row-title").allTextContents();

  async function search(text: string): Promise<void> {
    await page.getByRole("searchbox").first().fill(text);
    await eventually(async () => expect((await titles())[0]).toBe(text || "torch"));
    await row(new RegExp(`^${text || "torch"}`))
      .and(page.locator("[aria-selected=true]"))
      .first()
      .waitFor();
  }

  /** Opens the panel and picks an action by its first words, of a submenu too. */
  async function act(...names: string[]): Promise<void> {
    const panel = page.getByRole("dialog");
    await page.keyboard.press("Control+k");
    for (const [depth, name] of names.entries()) {
      await (depth === 0 ? panel : page.getByRole("dialog", { name: names[depth - 1] })).waitFor();
      await page.keyboard.type(name);
      await panel.getByRole("option", { name }).and(page.locator("[aria-selected=true]")).waitFor();
      await page.keyboard.press("Enter");
    }
    await panel.waitFor({ state: "detached" });
  }

  async function answer(isYes: boolean): Promise<string> {
    await dialog().waitFor();
    const text = await dialog().innerText();
    await page.keyboard.press(isYes ? "Enter" : "Escape");
    await dialog().waitFor({ state: "detached" });
    return text;
  }

  /** Declines first, which changes nothing, then accepts. Returns what went, and the toast's words. */
  async function remove(start: () => Promise<void>): Promise<{ gone: string[]; bytes: number; says: string }> {
    const before = filesBelow(cache);
    const size = sumOfSizes(cache);
    const saidBefore = (await toast().allInnerTexts()).join();
    await start();
    await answer(false);
    expect(filesBelow(cache)).toEqual(before);
    await start();
    await answer(true);
    let says = "";
    await eventually(async () => {
      says = await toast().innerText();
      expect(says).toMatch(/^(Removed|Cleared) /);
      expect(says).not.toBe(saidBefore);
    });
    // What is chosen from actions that are replaced meanwhile does nothing.
    await page.locator(".loading").waitFor({ state: "hidden" });
    const after = new Set(filesBelow(cache));
    return { gone: before.filter((path) => !after.has(path)), bytes: size - sumOfSizes(cache), says };
  }

  it("shows the whole cache, largest first", async () => {
    await eventually(async () => expect((await titles()).slice(0, 2)).toEqual(["torch", "nvidia-cudnn-cu12"]));
    await eventually(async () =>
      expect(await page.locator(".section").first().innerText()).toMatch(/139 packages, 6\.2 GB$/),
    );
    expect(await accessFaults(page)).toEqual([]);
    await opened.screenshot("search");
  });

  it("removes a package with its shortcut, and exactly its files", async () => {
    await search("numpy");
    const { bytes, says, gone } = await remove(() => page.keyboard.press("Control+d"));
    expect(gone.length).toBeGreaterThan(10);
    expect(bytes).toBeGreaterThan(60e6);
    expect(says).toMatch(/^Removed numpy \(66\.5 MB Reclaimed\)\s+9 entries/);
    await eventually(async () => expect(await titles()).toEqual([]));
  });

  it("removes one version and keeps the others", async () => {
    await search("scipy");
    const { says } = await remove(() => act("Remove…", "1.13.1"));
    expect(says).toContain("Removed scipy 1.13.1");
    await eventually(async () => expect(await row(/^scipy/).innerText()).not.toContain("1.13.1"));
  });

  it("removes one file from the list of files", async () => {
    await search("pandas");
    await page.keyboard.press("Enter");
    await eventually(async () => expect((await titles()).join()).toMatch(/pandas-2\.2\.3-cp\d+/));
    await opened.screenshot("files");
    await page.setViewportSize({ width: 420, height: 660 });
    await eventually(async () =>
      expect(
        await row(/^pandas/)
          .first()
          .innerText(),
      ).toMatch(/MB\s+wheel [^]* ago$/),
    );
    const dates = page.locator(".accessory span", { hasText: "ago" });
    expect(await dates.evaluateAll((all) => all.filter((date) => date.scrollWidth > date.clientWidth).length)).toBe(0);
    await opened.screenshot("files-narrow");
    await page.setViewportSize({ width: 1000, height: 700 });
    const files = (await titles()).length;
    const { gone } = await remove(() => page.keyboard.press("Control+d"));
    expect(gone.filter((path) => path.endsWith(".body"))).toHaveLength(1);
    await eventually(async () => expect(await titles()).toHaveLength(files - 1));
    await page.keyboard.press("Escape");
  });

  it("removes several selected packages at once", async () => {
    for (const name of ["polars", "duckdb"]) {
      await search(name);
      await page.keyboard.press("Alt+s");
    }
    // What is pressed on a row that goes meanwhile does nothing.
    await search("");
    await eventually(async () => expect(await page.locator(".section").first().innerText()).toMatch(/2 selected/));
    expect(await accessFaults(page)).toEqual([]);
    await opened.screenshot("selected");
    const { says } = await remove(() => act("Remove 2 Packages"));
    expect(says).toContain("Removed 2 packages");
  });

  it.each([
    ["365", "Not Used for 365 Days", "packages not used for 365 days"],
    ["3.9", "Only for Python 3.9", "files for Python 3.9"],
    ["index", "Index Pages", "index pages"],
    ["leftovers", "Leftovers and Temporary Files", "leftovers"],
    ["damaged", "Damaged Files", "damaged files"],
  ])("cleans up %s, and leaves nothing typed", async (typed, title, what) => {
    await page.keyboard.press("Control+u");
    await page.getByPlaceholder("Search what can go").waitFor();
    const { says, gone } = await remove(async () => {
      await page.getByRole("searchbox").first().fill(typed);
      await eventually(async () => expect((await titles())[0]).toBe(title));
      await page.keyboard.press("Control+d");
    });
    expect(says).toContain(what);
    expect(gone.length).toBeGreaterThan(0);
    await eventually(async () => expect(await page.getByRole("searchbox").first().inputValue()).toBe(""));
    await page.keyboard.press("Escape");
    await row("torch").first().waitFor();
  });

  it("shows details beside the list", async () => {
    await search("torch");
    await act("Show Details");
    await page.getByText("of the cache").waitFor();
    expect(await accessFaults(page)).toEqual([]);
    await opened.screenshot("detail");
    await act("Hide Details");
    await search("");
  });

  it("clears everything that is left", async () => {
    const { says } = await remove(() => page.keyboard.press("Control+Shift+d"));
    expect(says).toContain("Cleared pip cache");
    expect(filesBelow(cache)).toEqual([]);
    await page.getByRole("heading", { name: "The pip Cache Is Empty" }).waitFor();
    expect(await accessFaults(page)).toEqual([]);
    await opened.screenshot("empty");
  });
});

/** As people do it who never open a list: the name of a command, a key, the name of a package. */
describeInBrowser("removing from the root search", () => {
  let cache: string;
  let opened: OpenedPage;
  let page: Page;

  beforeAll(async () => {
    const home = temporaryDirectory();
    cache = join(home, "cache");
    mkdirSync(cache);
    await makeSampleCache(cache);
    opened = await openPage({ env: { HOME: home, USERPROFILE: home, PIP_CACHE_DIR: cache } });
    page = opened.page;
  });

  afterAll(() => opened?.close());

  const selected = (name: string) => page.getByRole("option", { name, selected: true });
  const size = () => page.getByRole("option", { name: "Show pip Cache Size" }).locator(".row-subtitle");

  async function type(command: string): Promise<void> {
    await page.getByRole("searchbox").fill(command);
    await selected(command).waitFor();
  }

  it("goes from typing to what came back", async () => {
    const before = sumOfSizes(cache);
    await page.keyboard.type("remove cached");
    await selected("Remove Cached Package").waitFor();
    await page.getByRole("group", { name: "Arguments" }).waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.type("numpy");
    await page.keyboard.press("Enter");
    const question = page.getByRole("alertdialog");
    await question.waitFor();
    expect(await question.innerText()).toContain("Remove numpy (66.5 MB)?");
    await page.keyboard.press("Enter");
    await question.waitFor({ state: "detached" });
    await eventually(async () =>
      expect(await page.getByTestId("toast").innerText()).toMatch(/^Removed numpy \(66\.5 MB Reclaimed\)\s+9 entries/),
    );
    expect(formatBytes(before - sumOfSizes(cache))).toBe("66.5 MB");
  });

  it("has the size below its command right after that, and after it was looked at in the background", async () => {
    await type("Show pip Cache Size");
    const said = async () => (await size().innerText()).split(" · ")[0];
    await eventually(async () => expect(await said()).toBe(formatBytes(sumOfSizes(cache))));
    const [largest] = filesBelow(cache)
      .map((name) => join(cache, name))
      .sort((a, b) => statSync(b).size - statSync(a).size);
    const before = await said();
    rmSync(largest);
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.type("Run in Background");
    await page.keyboard.press("Enter");
    await eventually(async () => expect(await said()).toBe(formatBytes(sumOfSizes(cache))));
    expect(await said()).not.toBe(before);
  });
});
