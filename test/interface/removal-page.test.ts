/** What is promised of removing with the keyboard, in a real browser. */

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { buildWheel } from "../support/distributions";
import { cacheFile } from "../support/package-entries";
import { describeInBrowser, eventually, openPage } from "../commands/page";
import { temporaryDirectory } from "../support/temporary";
import { filesBelow } from "../support/tree";

describeInBrowser("from opening the command", () => {
  it("numpy is removed in three key presses: type, shortcut, Enter", async () => {
    const home = temporaryDirectory();
    const cache = join(home, "cache");
    mkdirSync(cache);
    const [numpy, others] = [["numpy"], ["scipy", "numba", "torch", "requests"]].map((names) =>
      names.flatMap((name) => {
        const wheel = buildWheel({ name, version: "1.0", size: 50_000 });
        return cacheFile({ directory: cache, layout: "http-v2" }, wheel).files;
      }),
    );
    const env = { HOME: home, USERPROFILE: home, PIP_CACHE_DIR: cache };
    const { page, close } = await openPage({ env });
    try {
      await page.keyboard.type("Search pip Cache");
      await page.keyboard.press("Enter");
      await page.getByPlaceholder("Search packages").waitFor();

      await page.keyboard.type("numpy");
      await eventually(async () => expect(await page.locator(".row-title").allTextContents()).toEqual(["numpy"]));
      await page.keyboard.press("Control+d");
      await page.getByRole("alertdialog", { name: /^Remove numpy \(/ }).waitFor();
      await page.keyboard.press("Enter");

      await page.getByTestId("toast").getByText("Removed numpy").waitFor();
      expect(numpy).not.toEqual([]);
      expect(filesBelow(cache)).toEqual(others.sort());
    } finally {
      await close();
    }
  });
});
