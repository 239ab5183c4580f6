/**
 * Makes the folder that is published. Publishing copies an extension's whole root, so nothing may lie there but the
 * extension: no tests, bench, preview, sample or fixtures.
 */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..");

/** Copied as they are, where they exist. */
const copied = [
  "assets",
  "metadata",
  "ai.yaml",
  "src",
  "CHANGELOG.md",
  "LICENSE",
  "eslint.config.mjs",
  "eslint.lookups.mjs",
  "tsconfig.json",
  ".gitignore",
  ".prettierignore",
  ".prettierrc",
];

/** Of what development needs, what building and linting the extension alone need. */
const needed = ["@raycast/eslint-config", "@types/node", "@types/react", "eslint", "prettier", "typescript"];

const scripts = {
  build: "ray build -e dist -o dist",
  dev: "ray develop",
  lint: "ray lint",
  "fix-lint": "ray lint --fix",
  publish: "npx @raycast/api@latest publish",
};

interface Manifest extends Record<string, unknown> {
  devDependencies: Record<string, string>;
  scripts: Record<string, string>;
}

/**
 * Makes the folder anew. Its lock file is made from the project's, so that the same versions are installed.
 * @param folder absolute; what lies there is replaced
 * @throws where npm cannot make the lock file
 */
export function makeStoreFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const name of copied) {
    if (existsSync(join(root, name))) cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  cpSync(join(root, "package-lock.json"), join(folder, "package-lock.json"));
  const manifest = publishedManifest(JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Manifest);
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  writeFileSync(join(folder, "README.md"), userPart(readFileSync(join(root, "README.md"), "utf8")));
  const words = ["install", "--package-lock-only", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];
  const stdio: ("ignore" | "inherit")[] = ["ignore", "ignore", "inherit"];
  execFileSync("npm", words, { cwd: folder, stdio, shell: process.platform === "win32" });
}

/** The manifest without what only development needs. */
export function publishedManifest(manifest: Manifest): Manifest {
  const devDependencies = Object.fromEntries(
    Object.entries(manifest.devDependencies).filter(([name]) => needed.includes(name)),
  );
  const published: Manifest = { ...manifest, devDependencies, scripts };
  delete published.workspaces;
  return published;
}

/** Of the README, what is for users of the extension: up to how it is started without Raycast; without its pictures. */
export function userPart(readme: string): string {
  const [forUsers = ""] = readme.split(/^## Start it$/m);
  return `${forUsers.replace(/^!\[.*\]\(.*\)\n\n?/gm, "").trim()}\n`;
}
