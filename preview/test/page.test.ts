import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Page } from "playwright-core";
import {
  copyFixtureExtension,
  describeInBrowser,
  eventually,
  openBrowser,
  openPage,
  screenshot,
  startPreview,
  type OpenedPage,
} from "./support/page";
import { accessFaults } from "./support/access";
import { afterwards, temporaryDirectory } from "../../test/support/temporary";

/** Opens a list over a list that is searched, leaves it, and types without waiting for anything. */
async function leavesAndTypes(page: Page): Promise<void> {
  const row = (name: string | RegExp) => page.getByRole("option", { name });
  await page.getByPlaceholder("Search for commands…").fill("Count Fruit");
  await row("Count Fruit").waitFor();
  await page.keyboard.press("Enter");
  await row("Fruit 1 ripe").waitFor();
  for (const [before, after] of [
    ["4998", "4999"],
    ["4997", "4321"],
  ]) {
    await page.getByRole("searchbox").fill(`Fruit ${before}`);
    await row(/^Fruit/)
      .first()
      .and(page.getByRole("option", { name: `Fruit ${before}`, selected: true }))
      .waitFor();
    await page.keyboard.press("Control+Enter");
    await row("Left half").waitFor();
    // A command that says itself what the field has hears of each letter later.
    await page.keyboard.type("right half", { delay: 25 });
    expect(await page.getByPlaceholder("Search halves").inputValue()).toBe("right half");
    await row("Left half").waitFor({ state: "detached" });
    await page.keyboard.press("Escape");
    await row("Left half").waitFor();
    await page.evaluate((text) => {
      const field = document.querySelector<HTMLInputElement>("input.search")!;
      window.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true, cancelable: true }));
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, "value")!.set!.call(field, text);
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }, `Fruit ${after}`);
    await row(`Fruit ${after} ripe`).waitFor();
    expect(await page.getByPlaceholder("Search…").inputValue()).toBe(`Fruit ${after}`);
  }
  await page.keyboard.press("Escape");
  await row("Fruit 1 ripe").waitFor();
}

describeInBrowser("the page", () => {
  let extension: string;
  let data: string;
  beforeAll(async () => {
    extension = await copyFixtureExtension();
  });
  let opened: OpenedPage;
  let page: Page;

  beforeAll(async () => {
    data = temporaryDirectory();
    opened = await openPage({ args: ["--extension", extension, "--data", data] });
    page = opened.page;
  });

  afterAll(() => opened?.close());

  const row = (name: string | RegExp) => page.getByRole("option", { name });
  const toast = () => page.getByTestId("toast");
  const closed = () => page.getByTestId("closed-window");
  const rowTitles = () => page.locator(".row-title").allTextContents();

  async function openFromRoot(command: string): Promise<void> {
    await page.getByPlaceholder("Search for commands…").fill(command);
    await row(command).waitFor();
    await page.keyboard.press("Enter");
  }

  async function runFromPanel(words: string): Promise<void> {
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.type(words);
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
  }

  async function backToRoot(): Promise<void> {
    const root = page.getByPlaceholder("Search for commands…");
    while (!(await root.isVisible()) || (await closed().isVisible())) {
      await page.keyboard.press("Escape");
      await page.waitForTimeout(100);
    }
    await page.getByPlaceholder("Search for commands…").fill("");
    // What the page has of the text before is shown until the server has answered.
    await page.getByRole("option", { name: "Search Fruit", selected: true }).waitFor();
  }

  afterEach(backToRoot);

  it("lists the commands and finds one by what is typed", async () => {
    expect(await rowTitles()).toEqual(
      ["Search", "Throw", "Count", "Drop", "Spoil", "Send", "Watch"].map((verb) => `${verb} Fruit`),
    );
    await page
      .getByRole("option", { name: "Search Fruit" })
      .getByText("A list with everything that lists have")
      .waitFor();
    await page.getByRole("searchbox").fill("throw");
    await eventually(async () => expect(await rowTitles()).toEqual(["Throw Fruit"]));
  });

  it("says which keys do what now, to people who do not know Raycast", async () => {
    const keys = () => page.getByRole("region", { name: "Keys" }).innerText();
    expect(await keys()).toBe("Type to search ↑ ↓ to move Enter Open Command Ctrl+K all actions Esc closes the window");
    await openFromRoot("Search Fruit");
    await row("Apple").waitFor();
    await eventually(async () =>
      expect(await keys()).toBe("Type to search ↑ ↓ to move Enter Show Story… Ctrl+K all actions Esc back"),
    );
    await page.keyboard.press("Control+k");
    await eventually(async () =>
      expect(await keys()).toBe("Type to search ↑ ↓ to move Enter does what is marked Esc closes this"),
    );
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.keyboard.press("Control+d");
    await eventually(async () => expect(await keys()).toBe("Enter Eat 182 g Esc Cancel"));
    await page.keyboard.press("Escape");
    await page.getByRole("alertdialog").waitFor({ state: "detached" });
  });

  it("has the fields of the selected command, which Tab goes through, and opens it with them by Enter", async () => {
    const search = page.getByRole("searchbox");
    const fields = page.getByRole("group", { name: "Arguments" });
    await search.fill("Send Fruit");
    await fields.waitFor();
    const to = fields.getByRole("textbox", { name: "To" });
    const season = fields.getByRole("combobox", { name: "Season" });
    await search.press("Tab");
    await page.keyboard.type("Ada");
    await page.keyboard.press("Tab");
    await page.keyboard.type("secret");
    expect(await fields.locator("[type=password]").inputValue()).toBe("secret");
    await page.keyboard.press("Tab");
    await season.selectOption("Late Autumn");
    // Arrows choose in it, and leave the selected row alone.
    await page.keyboard.press("ArrowUp");
    await eventually(async () => expect(await season.inputValue()).toBe("early"));
    await page.keyboard.press("Enter");
    await closed().waitFor();
    expect(await page.getByTestId("hud").innerText()).toBe('Sent {"to":"Ada","key":"secret","season":"early"}');
    await page.keyboard.press("a");
    await closed().waitFor({ state: "detached" });
    expect(await to.inputValue()).toBe("");
  });

  it("goes to the field that has to be filled in, and opens nothing without it", async () => {
    await page.getByRole("searchbox").fill("Send Fruit");
    const to = page.getByRole("textbox", { name: "To" });
    await to.waitFor();
    const isFocused = () => to.evaluate((input) => document.activeElement === input);
    for (let times = 0; times < 2; times++) {
      await page.getByRole("searchbox").press("Enter");
      await eventually(async () =>
        expect([await isFocused(), await to.getAttribute("aria-invalid")]).toEqual([true, "true"]),
      );
    }
    expect(await closed().isVisible()).toBe(false);
    expect(await accessFaults(page)).toEqual([]);
    await page.keyboard.type("Bo");
    await page.keyboard.press("Enter");
    await closed().waitFor();
    expect(await page.getByTestId("hud").innerText()).toBe('Sent {"to":"Bo","key":"","season":""}');
  });

  it("says that Tab goes to the arguments, and leaves their fields where another row is selected", async () => {
    await page.getByRole("searchbox").fill("Fruit");
    await row("Spoil Fruit").click();
    await page.keyboard.press("ArrowDown");
    const to = page.getByRole("textbox", { name: "To" });
    await to.focus();
    expect(await page.getByRole("region", { name: "Keys" }).innerText()).toContain("Tab to the arguments");
    await page.keyboard.press("ArrowDown");
    await to.waitFor({ state: "detached" });
    await eventually(async () =>
      expect(await page.getByRole("searchbox").evaluate((input) => document.activeElement === input)).toBe(true),
    );
  });

  it("runs a command in the background, and shows the subtitle that it gave itself", async () => {
    await page.getByRole("searchbox").fill("Watch Fruit");
    await row("Watch Fruit").waitFor();
    await runFromPanel("Run in Background");
    await row("Watch Fruit").getByText("4 fruits, seen by nobody").waitFor();
    await page.keyboard.press("Enter");
    await row("Watch Fruit").getByText("4 fruits", { exact: true }).waitFor();
  });

  it("opens a list with sections, accessories and their tooltips, by Enter", async () => {
    await openFromRoot("Search Fruit");
    await row("Apple").waitFor();
    expect(await page.locator(".section").innerText()).toMatch(/Basket\s+4 fruit/);
    expect(await row("Cherry").innerText()).toMatch(/Cherry\s+summer\s+summer\s+8 g/);
    await row("Cherry").getByText("8 g").hover();
    expect(await page.getByRole("tooltip").innerText()).toBe("One Cherry weighs 8 g");
    await opened.screenshot("list");
  });

  it("searches titles and keywords, and Escape clears the search before it leaves", async () => {
    await openFromRoot("Search Fruit");
    await row("Apple").waitFor();
    await page.keyboard.type("fi");
    await eventually(async () => expect(await rowTitles()).toEqual(["Fig"]));
    await page.keyboard.press("Escape");
    await eventually(async () => expect(await rowTitles()).toEqual(["Apple", "Cherry", "Fig", "Quince"]));
    await page.keyboard.type("food");
    await eventually(async () => expect(await rowTitles()).toHaveLength(4));
    await page.keyboard.type("zzz");
    await page.getByRole("heading", { name: "No fruit today" }).waitFor();
  });

  it("goes on showing the rest where a row, a detail or a view cannot be drawn, and says which cannot", async () => {
    const browser = page.context().browser()!;
    const spoilt = await browser.newPage();
    // What the server never sends: the page must not rely on it.
    await spoilt.addInitScript(() => {
      const parse = JSON.parse;
      type Spoilt = {
        rows?: Record<string, { title: string; accessories: unknown }>;
        detail?: { metadata?: unknown };
        screen?: { title: string };
        panel?: { sections: unknown };
      };
      JSON.parse = (text: string) => {
        const change = parse(text) as Spoilt;
        for (const row of Object.values(change.rows ?? {})) if (row.title === "Cherry") row.accessories = null;
        if (change.detail) Object.assign(change.detail, { metadata: [null], isLoading: true });
        if (change.screen?.title === "Story of Apple") change.panel = { sections: null };
        return change;
      };
    });
    try {
      await spoilt.goto(opened.url);
      await spoilt.getByPlaceholder("Search for commands…").fill("Search Fruit");
      await spoilt.getByRole("option", { name: "Search Fruit" }).waitFor();
      await spoilt.keyboard.press("Enter");
      const text = spoilt.locator("body");
      await spoilt.getByRole("option", { name: "Apple" }).waitFor();
      await eventually(async () => expect(await text.innerText()).toContain("This row cannot be drawn: "));
      expect(await spoilt.getByRole("option").count()).toBe(4);
      await spoilt.keyboard.press("Control+k");
      await spoilt.keyboard.type("Show Details");
      await spoilt.keyboard.press("Enter");
      await eventually(async () => expect(await text.innerText()).toContain("This detail cannot be drawn: "));
      // A detail that loads is something that loads, too.
      await spoilt.getByRole("progressbar", { name: "Loading" }).waitFor();
      await spoilt.getByRole("option", { name: "Apple" }).click();
      await spoilt.keyboard.press("Enter");
      await spoilt.getByRole("heading", { name: "This view cannot be drawn" }).waitFor();
      await spoilt.getByRole("button", { name: "Go Back" }).click();
      await spoilt.getByRole("option", { name: "Apple" }).waitFor();
    } finally {
      await spoilt.close();
    }
  });

  it("keeps the dropdown's choice for the next time", async () => {
    await openFromRoot("Search Fruit");
    await page.getByRole("button", { name: "Season" }).click();
    await page.getByRole("dialog", { name: "Season" }).getByRole("option", { name: "Summer" }).click();
    await eventually(async () => expect(await rowTitles()).toEqual(["Cherry", "Fig"]));
    await backToRoot();
    await openFromRoot("Search Fruit");
    await eventually(async () => expect(await rowTitles()).toEqual(["Cherry", "Fig"]));
    await page.keyboard.press("Control+p");
    await page.keyboard.type("all");
    await page.keyboard.press("Enter");
    await eventually(async () => expect(await rowTitles()).toHaveLength(4));
  });

  it("shows the detail of the selected row beside the list", async () => {
    await openFromRoot("Search Fruit");
    await row("Apple").waitFor();
    await page.keyboard.press("Control+Enter");
    const detail = page.getByRole("region", { name: "Details" });
    await detail.getByRole("heading", { name: "Apple" }).waitFor();
    await page.keyboard.press("ArrowDown");
    await detail.getByRole("heading", { name: "Cherry" }).waitFor();
    expect(await detail.getByRole("row").allInnerTexts()).toEqual(["Part\tShare", "Flesh\t90 %"]);
    expect(await detail.locator("dd").first().innerText()).toBe("8 g");
    await opened.screenshot("list-with-detail");
    await page.keyboard.press("Control+Enter");
    await detail.waitFor({ state: "detached" });
  });

  // https://developers.raycast.com/misc/changelog, 1.35.0 and 1.44.0
  it("gives markdown and metadata a half each, that scroll by themselves, and cuts labels, which their tooltips have whole", async () => {
    await openFromRoot("Search Fruit");
    await row("Apple").waitFor();
    await page.keyboard.press("Control+Enter");
    const detail = page.getByRole("region", { name: "Details" });
    await detail.waitFor();
    const parts = [detail.locator(".detail-text"), detail.locator(".metadata")];
    const heights = await Promise.all(parts.map((part) => part.evaluate((element) => element.clientHeight)));
    expect(Math.abs(heights[0] - heights[1])).toBeLessThanOrEqual(2);
    for (const part of parts)
      expect(await part.evaluate((element) => getComputedStyle(element).overflowY)).toBe("auto");
    const label = detail.locator("dd .cut").nth(1);
    const [isCut, lines] = await label.evaluate((element) => [
      element.scrollWidth > element.clientWidth,
      Math.round(element.clientHeight / parseFloat(getComputedStyle(element).lineHeight)),
    ]);
    expect([isCut, lines]).toEqual([true, 1]);
    await label.hover();
    await page.getByRole("tooltip").waitFor();
    expect(await page.getByRole("tooltip").innerText()).toMatch(/^Apple and on and on .* on$/);
    await page.keyboard.press("Control+Enter");
    await detail.waitFor({ state: "detached" });
  });

  it("runs what is picked in the action panel by typing, arrows and Enter, in submenus too", async () => {
    await openFromRoot("Search Fruit");
    await row("Apple").waitFor();
    await page.keyboard.press("Control+k");
    const panel = page.getByRole("dialog", { name: "Apple" });
    await panel.waitFor();
    await opened.screenshot("action-panel");
    await page.keyboard.type("rate");
    await page.keyboard.press("Enter");
    const submenu = page.getByRole("dialog", { name: "Rate…" });
    await submenu.waitFor();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await toast().getByText("Apple is Better").waitFor();
    expect(await page.getByRole("dialog").count()).toBe(0);
  });

  it("leaves a submenu with Escape, and the panel with another", async () => {
    await openFromRoot("Search Fruit");
    await row("Apple").waitFor();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("rate");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Rate…" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog", { name: "Apple" }).waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await page.getByPlaceholder("Search fruit").isVisible()).toBe(true);
  });

  it("keeps a long question within the window, its answers in sight, and its text within reach of keys", async () => {
    const size = page.viewportSize() ?? { width: 0, height: 0 };
    for (const height of [size.height, 400]) {
      await page.setViewportSize({ ...size, height });
      await openFromRoot("Throw Fruit");
      const dialog = page.getByRole("alertdialog", { name: "Throw all fruit?" });
      await dialog.waitFor();
      const text = dialog.locator("p");
      expect(await text.evaluate(({ scrollHeight, clientHeight }) => scrollHeight > clientHeight + 100)).toBe(true);
      for (const part of [dialog, dialog.getByRole("button", { name: "Cancel" }), dialog.getByRole("button").last()]) {
        const box = await part.boundingBox();
        expect(box).toMatchObject({ y: expect.any(Number) as number });
        expect(Math.round((box?.y ?? 0) + (box?.height ?? 0))).toBeLessThanOrEqual(height);
        expect(Math.round(box?.y ?? -1)).toBeGreaterThanOrEqual(0);
      }
      await opened.screenshot(`long alert ${height}`);
      expect(await accessFaults(page)).toEqual([]);
      for (let at = 0; at < 12; at++) await page.keyboard.press("PageDown");
      await eventually(async () =>
        expect(await text.evaluate((all) => Math.ceil(all.scrollTop + all.clientHeight) >= all.scrollHeight)).toBe(
          true,
        ),
      );
      await page.keyboard.press("Escape");
      await dialog.waitFor({ state: "detached" });
    }
    await page.setViewportSize(size);
  });

  it("asks before a destructive action; Escape leaves everything, Enter does it", async () => {
    await openFromRoot("Search Fruit");
    await row("Quince").click();
    await page.keyboard.press("Control+d");
    const dialog = page.getByRole("alertdialog", { name: "Eat Quince (92 g)?" });
    await dialog.waitFor();
    expect(await dialog.getByRole("button").allInnerTexts()).toEqual(["Cancel", "Eat 92 g"]);
    await opened.screenshot("alert");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(await row("Quince").count()).toBe(1);

    await page.keyboard.press("Control+d");
    await dialog.waitFor();
    await page.keyboard.press("Enter");
    await toast().getByText("Ate Quince").waitFor();
    expect(await toast().getAttribute("data-style")).toBe("success");
    await eventually(async () => expect(await rowTitles()).toEqual(["Apple", "Cherry", "Fig"]));
    await opened.screenshot("toast");
  });

  it("shows the whole of a toast, on lines of its own where there is no room, and has it said", async () => {
    const browser = page.context().browser()!;
    const narrow = await browser.newPage({ viewport: { width: 420, height: 660 } });
    // What a command may say, in the place of what this one says.
    const message = `Freed ${"6.2 GB from a very long place, ".repeat(6)}and no more`;
    await narrow.addInitScript((words) => {
      const parse = JSON.parse;
      JSON.parse = (text: string) => {
        const change = parse(text) as { toast?: { message?: string } };
        if (change.toast) change.toast.message = words;
        return change;
      };
    }, message);
    try {
      await openFromRoot("Search Fruit");
      await row("Apple").waitFor();
      await page.keyboard.press("Control+k");
      await page.getByRole("dialog").waitFor();
      await page.keyboard.type("rate");
      await page.keyboard.press("Enter");
      await page.getByRole("dialog", { name: "Rate…" }).waitFor();
      await page.keyboard.press("Enter");
      await toast().getByText("Apple is Good").waitFor();
      // While somebody reads it, it stays, however long the other page takes.
      await toast().hover();
      await narrow.goto(opened.url);
      const shown = narrow.getByTestId("toast");
      await shown.waitFor();
      expect(await shown.innerText()).toMatch(/is Good Freed .* and no more$/);
      const cut = await shown.evaluate((element) =>
        Array.from(element.querySelectorAll("span")).some(
          (part) => part.scrollWidth > part.clientWidth + 1 && getComputedStyle(part).display !== "inline",
        ),
      );
      expect(cut).toBe(false);
      const [toastBox, hints] = [await shown.boundingBox(), await narrow.locator(".hints").boundingBox()];
      expect(toastBox!.y + toastBox!.height).toBeLessThanOrEqual(hints!.y + 1);
      expect(toastBox!.height).toBeGreaterThan(60);
      expect(hints!.x).toBeGreaterThanOrEqual(0);
      await eventually(async () => expect(await narrow.getByTestId("announced").innerText()).toContain("and no more"));
      await screenshot(narrow, "toast-narrow");
    } finally {
      await narrow.close();
    }
  });

  it("pushes a view and comes back to the row it came from", async () => {
    await openFromRoot("Search Fruit");
    await row("Fig").click();
    await page.keyboard.press("Enter");
    await page.getByRole("heading", { name: "The Fig" }).waitFor();
    expect(await page.getByText("<script>alert(1)</script>").count()).toBe(1);
    expect(await page.locator(".metadata").innerText()).toMatch(/Season\s+summer\s+Tags\s+sweet/);
    await opened.screenshot("detail");
    await page.keyboard.press("Escape");
    await row("Fig").waitFor();
    expect(await row("Fig").getAttribute("aria-selected")).toBe("true");
  });

  it("can be read in both themes, and by a screen reader, in every kind of view", async () => {
    const faults: Record<string, string[]> = {};
    const look = async (view: string) => Object.assign(faults, { [view]: await accessFaults(page) });
    const dialog = page.getByRole("dialog");
    const press = (key: string) => page.keyboard.press(key);
    await look("root");
    await openFromRoot("Search Fruit");
    await row("Apple").waitFor();
    await look("list");
    await row("Cherry").getByText("8 g").hover();
    await page.getByRole("tooltip").waitFor();
    await look("tooltip");
    await press("Control+Enter");
    await page.getByRole("region", { name: "Details" }).waitFor();
    await look("list with a detail");
    await press("Control+p");
    await dialog.waitFor();
    await look("dropdown");
    await press("Escape");
    await dialog.waitFor({ state: "detached" });
    await press("Control+k");
    await dialog.waitFor();
    await look("action panel");
    await press("ArrowDown");
    await press("ArrowDown");
    await dialog.getByRole("option", { name: "Eat", selected: true }).waitFor();
    await look("destructive action");
    await page.keyboard.type("zzz");
    await dialog.getByText("No Results").waitFor();
    await look("action panel without results");
    await press("Escape");
    await dialog.waitFor({ state: "detached" });
    await press("Control+d");
    await page.getByRole("alertdialog").waitFor();
    await look("alert");
    await press("Escape");
    await page.getByRole("alertdialog").waitFor({ state: "detached" });
    await page.keyboard.type("zzz");
    await page.getByRole("heading", { name: "No fruit today" }).waitFor();
    await look("empty");
    await press("Escape");
    await row("Apple").waitFor();
    await press("Control+k");
    await dialog.waitFor();
    await page.keyboard.type("rate");
    await press("Enter");
    await page.getByRole("dialog", { name: "Rate…" }).waitFor();
    await press("Enter");
    await toast().getByText("Apple is Good").waitFor();
    await look("toast");
    await press("Enter");
    await page.getByRole("heading", { name: "The Apple" }).waitFor();
    await look("detail");
    await press("Escape");
    await row("Apple").waitFor();
    await runFromPanel("note");
    await page.getByLabel("Note", { exact: true }).waitFor();
    await press("Control+Enter");
    await page.getByRole("alert").getByText("Write something first").waitFor();
    await look("form");
    await press("Escape");
    await row("Apple").waitFor();
    await runFromPanel("drop");
    await page.getByRole("heading", { name: "The command failed" }).waitFor();
    await look("error");
    await backToRoot();
    await page.getByRole("button", { name: "Close Window" }).click();
    await closed().waitFor();
    await look("closed window");
    await press("Enter");
    expect(faults).toEqual(Object.fromEntries(Object.keys(faults).map((view) => [view, []])));
  });

  it("leads Tab through what is on screen in its order, and Enter and arrows belong to what has the focus", async () => {
    await openFromRoot("Search Fruit");
    await row("Apple").waitFor();
    await page.keyboard.press("Control+Enter");
    await page.getByRole("region", { name: "Details" }).waitFor();
    const stops: string[] = [];
    for (let at = 0; at < 7; at++) {
      await page.keyboard.press("Tab");
      stops.push(
        await page.evaluate(() => {
          const { ariaLabel, className, textContent } = document.activeElement!;
          return ariaLabel ?? (className === "detail-text" || className === "metadata" ? className : textContent)!;
        }),
      );
      if (stops.at(-1) === "detail-text") await page.keyboard.press("ArrowDown");
    }
    expect(stops).toEqual([
      "Season: All Seasons",
      "Search Fruit",
      "detail-text",
      "metadata",
      "Show Story…↵",
      "ActionsCtrlK",
      "Close Window",
    ]);
    expect(await row("Apple").getAttribute("aria-selected")).toBe("true");
    await page.keyboard.press("Shift+Tab");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Apple" }).waitFor();
    await page.keyboard.press("Tab");
    expect(await page.getByRole("dialog").evaluate((panel) => panel.contains(document.activeElement))).toBe(true);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    expect(await page.getByRole("searchbox").evaluate((field) => field === document.activeElement)).toBe(true);
    await page.keyboard.press("Control+Enter");
  });

  it("gives a form's field the focus back when the action panel over it is closed", async () => {
    await openFromRoot("Search Fruit");
    await row("Apple").waitFor();
    await runFromPanel("note");
    await page.getByLabel("Note", { exact: true }).waitFor();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog").waitFor();
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.keyboard.press("Space");
    expect(await page.getByLabel("Secret").isChecked()).toBe(false);
  });

  it("takes a path for a file picker, and says of one that leads nowhere that it does", async () => {
    await openFromRoot("Search Fruit");
    await row("Apple").waitFor();
    await runFromPanel("note");
    const folder = page.getByLabel("Folder", { exact: true });
    await folder.fill(join(extension, "nowhere"));
    await page
      .getByRole("alert")
      .getByText(`There is no ${join(extension, "nowhere")}.`)
      .waitFor();
    await folder.fill(join(extension, "package.json"));
    await page.getByRole("alert").getByText("takes no file").waitFor();
    await folder.fill(extension);
    await page.getByRole("alert").waitFor({ state: "detached" });
    await page.getByLabel("Note", { exact: true }).fill("crisp");
    await page.keyboard.press("Control+Enter");
    await toast().getByText("Noted crisp").waitFor();
    await toast().getByText(extension).waitFor();
  });

  it("submits a form, and says what is wrong with it", async () => {
    await openFromRoot("Search Fruit");
    await row("Apple").waitFor();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("note");
    await page.keyboard.press("Enter");
    await page.getByLabel("Note", { exact: true }).waitFor();
    await page.keyboard.press("Control+Enter");
    await page.getByRole("alert").getByText("Write something first").waitFor();
    await page.keyboard.type("crisp");
    await page.keyboard.press("Control+Enter");
    await toast().getByText("Noted crisp").waitFor();
    await page.getByPlaceholder("Search fruit").waitFor();
  });

  it("copies to the clipboard and says so", async () => {
    await openFromRoot("Search Fruit");
    await row("Cherry").click();
    await page.keyboard.press("Control+Alt+c");
    await page.getByTestId("hud").getByText("Copied to Clipboard").waitFor();
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    await eventually(async () => expect(await clipboard()).toBe("Cherry"));
    await closed().waitFor();
    await page.keyboard.press("Enter");
    await closed().waitFor({ state: "detached" });
    await row("Cherry").waitFor();
  });

  it("goes on with what was begun while the window is closed, and says then what came of it", async () => {
    await openFromRoot("Search Fruit");
    await row("Fig").click();
    const chewing = join(data, "support", "chewing");
    mkdirSync(dirname(chewing), { recursive: true });
    writeFileSync(chewing, "");
    await page.keyboard.press("Control+d");
    await page.getByRole("alertdialog", { name: "Eat Fig (50 g)?" }).waitFor();
    await page.keyboard.press("Enter");
    await toast().getByText("Eating Fig").waitFor();
    await page.getByRole("button", { name: "Close Window" }).click();
    await closed().waitFor();
    rmSync(chewing);
    await page.getByTestId("hud").getByText("Ate Fig 50 g").waitFor();
    await opened.screenshot("closed-window");
    await page.keyboard.press("Enter");
    await eventually(async () => expect(await rowTitles()).not.toContain("Fig"));
  });

  it("runs a command without a view over the list of commands", async () => {
    await openFromRoot("Throw Fruit");
    await page.getByRole("alertdialog", { name: "Throw all fruit?" }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByTestId("hud").getByText("Threw 4 fruit").waitFor();
  });

  it("shows an error in the place of a command that it ended, of an action as of a view", async () => {
    await openFromRoot("Search Fruit");
    await row("Apple").waitFor();
    await page.keyboard.press("Control+k");
    await page.keyboard.type("drop");
    await page.keyboard.press("Enter");
    await page.getByRole("alert").getByText("Apple rolled away").first().waitFor();
    await backToRoot();
    await openFromRoot("Drop Fruit");
    await page.getByRole("alert").getByText("The fruit fell on the floor").first().waitFor();
    await opened.screenshot("error");
  });

  it("keeps five thousand rows quick by drawing only those in sight", async () => {
    await openFromRoot("Count Fruit");
    await row("Fruit 1 ripe").waitFor();
    expect(await page.locator(".row").count()).toBeLessThan(60);
    await page.keyboard.type("4999");
    await eventually(async () => expect(await rowTitles()).toEqual(["Fruit 4999"]));
    await page.keyboard.press("Escape");
    await row("Fruit 1 ripe").waitFor();
    await page.keyboard.press("ArrowUp");
    await row("Fruit 5000 ripe").waitFor();
    expect(await row("Fruit 5000 ripe").getAttribute("aria-selected")).toBe("true");
  });

  it("loses nothing that is typed, however late the command hears of it, or leaves a view that Escape was pressed in", async () => {
    await leavesAndTypes(page);
    const slow = await openPage({ args: ["--extension", extension, "--data", temporaryDirectory(), "--as", "late"] });
    try {
      await leavesAndTypes(slow.page);
    } finally {
      await slow.close();
    }
  });

  it("changes preferences, which the command sees when it is opened again", async () => {
    await page.keyboard.press("Control+Shift+,");
    await page.getByLabel("Greeting").fill("Nothing ripe");
    await page.keyboard.press("Control+Enter");
    await toast().getByText("Saved Preferences").waitFor();
    await openFromRoot("Search Fruit");
    await row("Apple").waitFor();
    await page.keyboard.type("zzz");
    await page.getByRole("heading", { name: "Nothing ripe" }).waitFor();
  });

  it("is dark or light as the system says, or as a person chooses", async () => {
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme);
    await page.emulateMedia({ colorScheme: "dark" });
    await eventually(async () => expect(await theme()).toBe("dark"));
    await page.emulateMedia({ colorScheme: "light" });
    await eventually(async () => expect(await theme()).toBe("light"));
    await opened.screenshot("light");
    await page.getByRole("button", { name: "Theme" }).click();
    await page.getByRole("button", { name: "Theme: Light" }).click();
    await eventually(async () => expect(await theme()).toBe("dark"));
    await page.getByRole("button", { name: "Theme: Dark" }).click();
  });

  it("keeps names whole, and nothing over anything else, in a narrow window", async () => {
    await page.setViewportSize({ width: 420, height: 660 });
    await openFromRoot("Search Fruit");
    await row("Apple").waitFor();
    expect(await row("Cherry").innerText()).toMatch(/^Cherry\s+8 g\s+summer\s+summer$/);
    const rows = await page.locator(".row").evaluateAll((all) =>
      all.flatMap((each) => {
        const { right, bottom } = each.getBoundingClientRect();
        return Array.from(each.querySelectorAll<HTMLElement>(".row-title, .row-subtitle, .accessory > span")).map(
          (part) => {
            const box = part.getBoundingClientRect();
            const isWhole = box.width > 0 && part.scrollWidth <= part.clientWidth + 1;
            return isWhole && box.right <= right && box.bottom <= bottom;
          },
        );
      }),
    );
    expect(rows).toHaveLength(4 * (await page.locator(".row").count()));
    expect(rows).not.toContain(false);
    await page.setViewportSize({ width: 200, height: 660 });
    const isCut = (part: string) =>
      row("Cherry")
        .locator(part)
        .evaluate((shown) => shown.scrollWidth > shown.clientWidth + 1);
    expect(await isCut(".rest .accessory:last-child > span")).toBe(true);
    expect(await isCut(".rest .row-subtitle")).toBe(false);
    await page.setViewportSize({ width: 420, height: 660 });
    const [place, hints] = await Promise.all(
      [".footer > :first-child", ".hints"].map((part) => page.locator(part).boundingBox()),
    );
    const isBeside = place!.x + place!.width <= hints!.x;
    const isAbove = place!.y + place!.height <= hints!.y;
    expect(isBeside || isAbove).toBe(true);
    await opened.screenshot("narrow");
    await page.keyboard.press("Control+Enter");
    const detail = page.getByRole("region", { name: "Details" });
    await detail.waitFor();
    const labels = detail.locator("dd .cut");
    expect(await labels.evaluateAll((all) => all.some((label) => label.scrollWidth > label.clientWidth))).toBe(false);
    await page.keyboard.press("Control+Enter");
    await detail.waitFor({ state: "detached" });
    await page.setViewportSize({ width: 1000, height: 700 });
  });

  it("stays as it was when the page is loaded again", async () => {
    await openFromRoot("Search Fruit");
    await row("Apple").waitFor();
    await page.keyboard.type("che");
    await eventually(async () => expect(await rowTitles()).toEqual(["Cherry"]));
    await page.reload();
    await eventually(async () => expect(await rowTitles()).toEqual(["Cherry"]));
    expect(await page.getByRole("searchbox").inputValue()).toBe("che");
  });
});

describeInBrowser("the page of a preview that was started again", () => {
  let args: string[];
  beforeAll(async () => {
    args = ["--extension", await copyFixtureExtension(), "--data", temporaryDirectory()];
  });

  it("goes on by itself; until then it says what has happened", async () => {
    const first = await startPreview({ args });
    const { port } = new URL(first.url);
    const page = await openBrowser(first.url);
    afterwards(() => page.context().close());
    expect(page.url()).toBe(`${first.origin}/`);
    await page.getByRole("searchbox").fill("throw");
    await first.stop();
    await page.getByRole("alert").getByText("The preview has stopped. Start it again with npm start").waitFor();
    const second = await startPreview({ args, port });
    afterwards(() => second.stop());
    expect(second.url).toBe(first.url);
    await page.getByRole("alert").waitFor({ state: "detached" });
    await page.getByRole("searchbox").fill("count");
    await eventually(async () => expect(await page.locator(".row-title").allTextContents()).toEqual(["Count Fruit"]));
  });

  it("tells a browser that the new one does not know what to do, and goes on once that is done", async () => {
    const first = await startPreview({ args });
    const { port } = new URL(first.url);
    const page = await openBrowser(first.url);
    afterwards(() => page.context().close());
    await first.stop();
    const other = await startPreview({ args: [...args.slice(0, 3), temporaryDirectory()], port });
    afterwards(() => other.stop());
    await page.getByRole("alert").getByText("Open the whole address that the preview printed").waitFor();
    await (await page.context().newPage()).goto(other.url);
    await page.getByRole("alert").waitFor({ state: "detached" });
    await page.getByRole("option", { name: "Throw Fruit" }).waitFor();
  });

  it("shows that something was refused, and takes back what it showed before it knew", async () => {
    const preview = await startPreview({ args });
    afterwards(() => preview.stop());
    const page = await openBrowser(preview.url);
    afterwards(() => page.context().close());
    await page.getByRole("option", { name: "Throw Fruit" }).waitFor();
    await page.getByRole("searchbox").fill("x".repeat(1_100_000));
    await page.getByRole("alert").getByText("The preview did not do that: The event is too long.").waitFor();
    await eventually(async () => expect(await page.getByRole("searchbox").inputValue()).toBe(""));
    await page.getByRole("button", { name: "Dismiss" }).click();
    await page.getByRole("alert").waitFor({ state: "detached" });
  });
});
