/** The map of developer caches in a real browser, on caches that real tools could have left. */
import { dirname, join } from "node:path";
import { formatBytes } from "../../src/interface/shared/format";
import { describeInBrowser, eventually, openPage } from "../commands/page";
import { temporaryDirectory } from "../support/temporary";
import { sumOfSizes } from "../support/tree";
import { write } from "./lay-out";

describeInBrowser("developer caches in the page", () => {
  it("shows what its files add up to, and clears all that is safe by one shortcut and Enter", async () => {
    const home = temporaryDirectory();
    const safe = [".cache/composer/files/acme/thing.zip", ".cache/ccache/a/b/object", ".npm/_logs/1-debug-0.log"];
    const others = [".pub-cache/hosted/pub.dev/thing-1.0/lib.dart", ".m2/repository/org/apache/maven/a/1/a.jar"];
    for (const [index, path] of [...safe, ...others].entries()) {
      write(join(home, path), "x".repeat(100_000 * (index + 1)));
    }
    write(join(home, dirname(others[1]), "_remote.repositories"), "a.jar>central=\n");
    write(join(home, ".cache/pypoetry/virtualenvs/app/lib/six.py"), "x".repeat(2_000_000));
    const folders = [".cache/composer", ".cache/ccache", ".npm", ".pub-cache", ".m2"];
    const total = folders.reduce((sum, folder) => sum + sumOfSizes(join(home, folder)), 0);

    const opened = await openPage({
      env: { HOME: home, USERPROFILE: home, PATH: "/bin:/usr/bin" },
    });
    const { page } = opened;
    try {
      await page.keyboard.type("Search Developer Caches");
      await page.keyboard.press("Enter");
      const placeholder = `Search developer caches, ${formatBytes(total)} in all`;
      await eventually(async () => expect(await page.getByPlaceholder(placeholder).count()).toBe(1), 60_000);
      const names = ["Composer", "Maven", "Poetry", "ccache and sccache", "npm", "pub"];
      await eventually(async () =>
        expect((await page.locator(".row-title").allTextContents()).sort()).toEqual(names.sort()),
      );
      await page.keyboard.press("Control+Shift+D");
      const dialog = page.getByRole("alertdialog");
      await dialog.waitFor();
      expect(await dialog.innerText()).toContain("Clear Safe Caches (600 kB)?");
      await page.keyboard.press("Enter");
      const toast = page.getByTestId("toast");
      await eventually(
        async () => expect(await toast.innerText()).toMatch(/^Cleared Safe Caches \(600 kB Reclaimed\)/),
        60_000,
      );
      for (const folder of folders.slice(0, 3)) expect(sumOfSizes(join(home, folder))).toBe(0);
      expect(sumOfSizes(join(home, ".pub-cache"))).toBe(400_000);
      expect(sumOfSizes(join(home, ".cache/pypoetry"))).toBe(2_000_000);
    } finally {
      await opened.close();
    }
  });
});
