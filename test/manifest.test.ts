import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..");
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
  name: string;
  title: string;
  description: string;
  icon: string;
  author: string;
  license: string;
  platforms: string[];
  categories: string[];
  commands: { name: string; title: string; subtitle: string; description: string; mode: string }[];
  preferences: { name: string; title: string; description: string; type: string }[];
  dependencies: Record<string, string>;
};

/** Title Case, with "pip" as its own project writes it. */
function isTitleCase(title: string): boolean {
  const small = new Set(["a", "an", "and", "at", "by", "for", "in", "of", "on", "or", "the", "to", "with"]);
  return title
    .split(" ")
    .every((word, index) => word === "pip" || (index > 0 && small.has(word)) || /^[A-Z0-9“]/.test(word));
}

describe("the manifest", () => {
  it("says what the store asks for", () => {
    expect(manifest).toMatchObject({
      name: "pip-cache",
      title: "pip Cache",
      icon: "icon.png",
      license: "MIT",
      platforms: ["macOS", "Windows"],
      categories: ["Developer Tools"],
    });
    expect(manifest.author).toMatch(/^[a-z0-9_-]+$/);
    expect(manifest.description.length).toBeGreaterThan(20);
  });

  it("has a file for every command, and no file that is no command", () => {
    const files = readdirSync(join(root, "src")).filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".d.ts"));
    expect(files.map((name) => name.replace(/\.tsx?$/, "")).sort()).toEqual(
      manifest.commands.map(({ name }) => name).sort(),
    );
  });

  it("titles commands in Title Case and explains each", () => {
    for (const { title, subtitle, description, mode } of manifest.commands) {
      expect(isTitleCase(title)).toBe(true);
      expect(subtitle).not.toBe("");
      expect(description.length).toBeGreaterThan(20);
      expect(["view", "no-view"]).toContain(mode);
    }
    for (const { title } of manifest.preferences) expect(isTitleCase(title)).toBe(true);
  });

  it("builds on the current line of the platform's packages", () => {
    expect(manifest.dependencies["@raycast/api"]).toMatch(/^\^1\./);
    expect(manifest.dependencies["@raycast/utils"]).toMatch(/^\^2\./);
  });
});

describe("the store's rules", () => {
  it("ask for an icon of 512 by 512 with an alpha channel", () => {
    const icon = readFileSync(join(root, "assets", manifest.icon));
    expect(icon.subarray(1, 4).toString()).toBe("PNG");
    expect([icon.readUInt32BE(16), icon.readUInt32BE(20)]).toEqual([512, 512]);
    expect(icon[25]).toBe(6);
  });

  it("ask for no asset that nothing uses", () => {
    expect(readdirSync(join(root, "assets"))).toEqual([manifest.icon]);
  });

  it("ask for a changelog whose first entry is dated at the merge", () => {
    const changelog = readFileSync(join(root, "CHANGELOG.md"), "utf8");
    const headings = changelog.split("\n").filter((line) => line.startsWith("## "));
    expect(headings[0]).toMatch(/^## \[.+\] - (\{PR_MERGE_DATE\}|\d{4}-\d{2}-\d{2})$/);
  });

  it("ask for three to six screenshots of 2000 by 1250, once there are any", () => {
    const folder = join(root, "metadata");
    const screenshots = existsSync(folder) ? readdirSync(folder) : [];
    if (screenshots.length > 0) expect(screenshots.length).toBeGreaterThanOrEqual(3);
    expect(screenshots.length).toBeLessThanOrEqual(6);
    for (const name of screenshots) {
      const image = readFileSync(join(folder, name));
      expect([name, image.readUInt32BE(16), image.readUInt32BE(20)]).toEqual([name, 2000, 1250]);
    }
  });
});
