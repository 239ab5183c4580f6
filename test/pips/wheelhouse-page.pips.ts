/**
 * A wheelhouse of a real set, made in the page as a person makes it: what pip has cached is exported, and installs in a fresh
 * environment that reaches no network. The cache is byte for byte what it was.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { parseWheelFileName } from "../../src/pip-cache/readers/identify/wheel";
import { describeInBrowser, eventually, openPage } from "../commands/page";
import type { Distribution } from "../support/distributions";
import { startIndex } from "../support/index-server";
import { describeWithPips, install, isolatedEnvironment, type Pip } from "../support/pip";
import { temporaryDirectory } from "../support/temporary";
import { hashTree } from "../support/tree";

const wanted = ["numpy", "pandas", "requests"];

/** The wheels of the set and of what it needs, from the package index: not every mirror of it sends what lets pip cache. */
function downloaded({ python }: Pip): Distribution[] {
  const folder = temporaryDirectory();
  const options = ["-q", "--disable-pip-version-check", "--no-cache-dir", "--only-binary", ":all:", "--dest", folder];
  execFileSync(python, ["-m", "pip", "download", ...options, ...wanted], { stdio: ["ignore", "ignore", "inherit"] });
  return readdirSync(folder).map((fileName): Distribution => {
    const content = readFileSync(join(folder, fileName));
    const {
      name,
      version,
      tags: [pythonVersion],
    } = parseWheelFileName(fileName)!;
    const sha256 = createHash("sha256").update(content).digest("hex");
    return { kind: "wheel", name, version, fileName, pythonVersion, metadata: Buffer.alloc(0), content, sha256 };
  });
}

/** A fresh environment, with no way to any network, and no index but what a command names. */
function freshEnvironment({ python }: Pip) {
  const folder = temporaryDirectory();
  execFileSync(python, ["-m", "venv", join(folder, "venv")], { env: isolatedEnvironment(folder) });
  const programs = join(folder, "venv", process.platform === "win32" ? "Scripts" : "bin");
  const nowhere = "http://127.0.0.1:9";
  const env = {
    ...isolatedEnvironment(folder),
    ...{ http_proxy: nowhere, https_proxy: nowhere, all_proxy: nowhere, PIP_RETRIES: "0", PIP_NO_CACHE_DIR: "1" },
    PATH: [programs, process.env.PATH].join(delimiter),
  };
  return (command: string) => execFileSync(command, { env, cwd: folder, shell: true, encoding: "utf8" });
}

describeInBrowser("a wheelhouse of numpy, pandas, requests and what they need", () => {
  describeWithPips("from the cache", (pip) => {
    it("is made in the page, installs without a network, and leaves the cache as it was", async () => {
      const files = downloaded(pip);
      expect(files.length).toBeGreaterThan(wanted.length);
      const index = await startIndex(files.map((file) => ({ files: [file], metadata: false })));
      const [home, cache, folder] = [temporaryDirectory(), join(temporaryDirectory(), "cache"), temporaryDirectory()];
      await install(pip, wanted, { cacheDirectory: cache, index });
      await index.close();
      const configuration = join(home, "pip.conf");
      writeFileSync(configuration, `[global]\nindex-url = ${index.url}\n`);
      const before = hashTree(cache);

      const env = { HOME: home, USERPROFILE: home, PIP_CACHE_DIR: cache, PIP_CONFIG_FILE: configuration };
      const opened = await openPage({ env });
      const { page } = opened;
      await page.keyboard.type("Search pip Cache");
      await page.keyboard.press("Enter");
      for (const name of wanted) await page.getByRole("option", { name: new RegExp(`^${name}`) }).waitFor();
      const pick = async (name: string) => {
        await page.keyboard.type(name);
        await page
          .getByRole("dialog")
          .getByRole("option", { name })
          .and(page.locator("[aria-selected=true]"))
          .waitFor();
        await page.keyboard.press("Enter");
      };
      await page.keyboard.press("Control+k");
      await page.getByRole("dialog").waitFor();
      await pick("More…");
      await page.getByRole("dialog", { name: "More…" }).waitFor();
      await pick("Export All That Is Listed…");
      await page.getByLabel("Folder", { exact: true }).fill(folder);
      await page.getByLabel("requirements.txt With Hashes").check();
      await opened.screenshot("export-form");
      await page.keyboard.press("Control+Enter");
      await eventually(
        async () => expect(await page.getByTestId("toast").innerText()).toContain(`Exported ${files.length} Files (`),
        60_000,
      );
      await page.getByRole("heading", { name: `${files.length} Files (` }).waitFor();
      await opened.screenshot("exported");
      await page.keyboard.press("Enter");
      await page.getByTestId("hud").getByText("Copied to Clipboard").waitFor();
      const command = await page.evaluate(() => navigator.clipboard.readText());
      await opened.close();

      expect(readdirSync(folder).sort()).toEqual([...files.map(({ fileName }) => fileName), "requirements.txt"].sort());
      for (const { fileName, content } of files)
        expect(readFileSync(join(folder, fileName)).equals(content)).toBe(true);
      expect(hashTree(cache)).toEqual(before);

      expect(command).toContain(`pip install --no-index --find-links ${folder} `);
      const run = freshEnvironment(pip);
      run(command);
      const shown = wanted.map((name) => `${name}.__version__`);
      const versions = run(`python -c "import ${wanted.join(", ")}; print(${shown.join(", ")})"`);
      expect(versions.trim()).toBe(wanted.map((name) => files.find((file) => file.name === name)?.version).join(" "));
      expect(hashTree(cache)).toEqual(before);
    }, 1_800_000);
  });
});
