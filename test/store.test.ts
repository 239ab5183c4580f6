/** What is published, as far as it can be said without the registry; `npm run test:store` proves the rest. */

import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  changelogFaults,
  folderFaults,
  foreignSpellings,
  pngSize,
  readStoreManifest,
  storeWarnings,
} from "../scripts/store-checks";
import { publishedManifest, userPart } from "../scripts/store-folder";
import { temporaryDirectory } from "./support/temporary";

const root = join(__dirname, "..");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Parameters<
  typeof publishedManifest
>[0];

it("publishes a manifest that knows no tests, bench or preview", () => {
  const published = publishedManifest(manifest);
  expect(Object.keys(published.scripts).sort()).toEqual(["build", "dev", "fix-lint", "lint", "publish"]);
  for (const name of ["jest", "tsx", "esbuild", "playwright-core"]) {
    expect(published.devDependencies).not.toHaveProperty([name]);
  }
  expect(published).not.toHaveProperty("workspaces");
  const { name, commands, preferences, dependencies, platforms } = manifest;
  expect(published).toMatchObject({ name, commands, preferences, dependencies, platforms });
});

it("publishes the README's user part: what it is for and its commands, not how it is built", () => {
  const readme = userPart(readFileSync(join(root, "README.md"), "utf8"));
  expect(readme).toContain("# pip Cache");
  expect(readme).toContain("**Clear pip Cache**");
  expect(readme).not.toMatch(/npm (start|run|test|install)/);
  expect(readme).not.toContain("](media/");
});

describe("the folder", () => {
  let folder: string;
  beforeEach(() => {
    folder = temporaryDirectory();
    for (const name of ["assets", "src", "ai.yaml", "package.json", "package-lock.json", "CHANGELOG.md"]) {
      cpSync(join(root, name), join(folder, name), { recursive: true });
    }
    writeFileSync(join(folder, "README.md"), userPart(readFileSync(join(root, "README.md"), "utf8")));
  });

  const manifestIn = () => JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Record<string, unknown>;
  const change = (given: object) =>
    writeFileSync(join(folder, "package.json"), JSON.stringify({ ...manifestIn(), ...given }));
  const replace = (name: string, from: string | RegExp, to: string) => {
    const text = readFileSync(join(folder, name), "utf8");
    expect(text).toMatch(from);
    writeFileSync(join(folder, name), text.replace(from, to));
  };

  it("has nothing that the store would send back", () => {
    expect(folderFaults(folder)).toEqual([]);
    // What is not published is read by people, too.
    expect(foreignSpellings(readFileSync(join(root, "README.md"), "utf8"))).toEqual([]);
  });

  it("has no asset that nothing uses", () => {
    writeFileSync(join(folder, "assets", "old.png"), "");
    expect(folderFaults(folder)).toEqual(["assets/old.png: nothing uses it"]);
    writeFileSync(join(folder, "src", "icons.ts"), 'export const old = "old.png";');
    expect(folderFaults(folder)).toEqual([]);
  });

  it("has an icon of 512 by 512 with a transparent ground", () => {
    const path = join(folder, "assets", "icon.png");
    const image = readFileSync(path);
    image.writeUInt32BE(256, 16);
    image[25] = 2;
    writeFileSync(path, image);
    expect(folderFaults(folder)).toEqual([
      "icon icon.png: it is no PNG of 512 x 512",
      "icon icon.png: it has no transparent ground",
    ]);
    rmSync(path);
    expect(folderFaults(folder)).toEqual(["icon icon.png: assets has no such file"]);
  });

  it("has a lock file, a file for each tool, and what the AI is told of them", () => {
    rmSync(join(folder, "package-lock.json"));
    rmSync(join(folder, "ai.yaml"));
    change({ tools: [{ name: "eat-fruit" }] });
    expect(folderFaults(folder)).toEqual([
      "package-lock.json is missing",
      "tool eat-fruit: src/tools has no such file",
      "ai.yaml is missing: what the AI is told of the tools",
    ]);
    change({ tools: [] });
    expect(folderFaults(folder)).toEqual(["package-lock.json is missing"]);
  });

  it("has a README in the store's form, in US English", () => {
    replace("README.md", "# pip Cache", "# Pip cache");
    replace("README.md", /\*\*Clear pip Cache\*\*/g, "Clear pip Cache");
    replace("README.md", "## Commands", "## Behaviour of Commands");
    expect(folderFaults(folder)).toEqual([
      'README.md: it does not begin with "# pip Cache"',
      "README.md: it does not know **Clear pip Cache**",
      'README.md: "Behaviour" is no US English',
    ]);
    rmSync(join(folder, "README.md"));
    expect(folderFaults(folder)[1]).toBe("README.md: its first sentence is not the manifest's description");
  });

  it("has a changelog that the store can date", () => {
    const entries = (...headings: string[]) => ["# Fruit Changelog", ...headings.flatMap((heading) => ["", heading])];
    const faults = (...headings: string[]) => changelogFaults(entries(...headings).join("\n"), { title: "Fruit" });
    expect(faults("## [New] - {PR_MERGE_DATE}", "## [Old] - 2026-11-28", "## [First] - 2025-01-01")).toEqual([]);
    expect(faults()).toEqual(["CHANGELOG.md: it has no entry"]);
    expect(faults("## New - {PR_MERGE_DATE}")).toHaveLength(1);
    expect(faults("## [New] – 2026-11-28")).toHaveLength(1);
    expect(faults("## [Old] - 2025-01-01", "## [New] - 2026-11-28")).toEqual([
      "CHANGELOG.md: the newest entry is not the first",
    ]);
    expect(changelogFaults("", { title: "Fruit" })[0]).toBe('CHANGELOG.md: it does not begin with "# Fruit Changelog"');
  });

  /** The head of a PNG, which is all that is read. */
  const png = (width: number, height: number) => {
    const image = readFileSync(join(root, "assets", "icon.png"));
    image.writeUInt32BE(width, 16);
    image.writeUInt32BE(height, 20);
    return image;
  };

  it("says that screenshots are missing until a person has taken three", () => {
    const missing = () => storeWarnings(folder).filter((warning) => warning.startsWith("screenshots missing"));
    expect(missing()).toHaveLength(1);
    mkdirSync(join(folder, "metadata"));
    for (const at of [1, 2, 3]) {
      expect(missing()).toEqual([`screenshots missing: metadata has ${at - 1} of 3 to 6, which are taken in Raycast`]);
      writeFileSync(join(folder, "metadata", `pip-cache-${at}.png`), png(2000, 1250));
    }
    expect([missing(), folderFaults(folder)]).toEqual([[], []]);
  });

  it("has no screenshot of another size, and six at most", () => {
    mkdirSync(join(folder, "metadata"));
    for (let at = 1; at <= 7; at++)
      writeFileSync(join(folder, "metadata", `${at}.png`), png(2000, at === 2 ? 1300 : 1250));
    writeFileSync(join(folder, "metadata", "7.png"), "JPEG");
    expect(folderFaults(folder)).toEqual([
      "metadata: more than 6 screenshots",
      "metadata/2.png: it is no PNG of 2000 x 1250",
      "metadata/7.png: it is no PNG of 2000 x 1250",
    ]);
    expect(pngSize(Buffer.from("GIF89a"))).toBeUndefined();
  });

  it("warns while it is built with 1.x of the platform's package and declares Windows", () => {
    const about = () => storeWarnings(folder).filter((warning) => warning.startsWith("@raycast/api"));
    const { dependencies } = readStoreManifest(folder);
    expect(about()).toEqual([
      `@raycast/api is ${dependencies["@raycast/api"]}, and Windows is declared: Raycast there is reported to take extensions built with 2.x only`,
    ]);
    change({ platforms: ["macOS"] });
    expect(about()).toEqual([]);
    change({ platforms: ["macOS", "Windows"], dependencies: { ...dependencies, "@raycast/api": "^2.0.5" } });
    expect(about()).toEqual([]);
    change({ author: "pip-cache" });
    expect(storeWarnings(folder)).toContain('author is "pip-cache": put your own Raycast handle there');
  });
});
