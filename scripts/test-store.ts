/**
 * Proves that the folder that is published is enough by itself: installs, builds and lints from it alone, in a temporary
 * folder. Needs the registry.
 */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeStoreFolder } from "./store-folder";

const folder = mkdtempSync(join(tmpdir(), "pip-cache-store-"));
let passed = 0;
let failed = 0;

const extension = [
  ...[
    "assets",
    "metadata",
    "src",
    "ai.yaml",
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "package.json",
    "package-lock.json",
  ],
  ...["tsconfig.json", "eslint.config.mjs", "eslint.lookups.mjs", ".gitignore", ".prettierignore", ".prettierrc"],
];

check("the folder is made, and holds nothing but the extension", () => {
  makeStoreFolder(folder);
  assertNone(readdirSync(folder).filter((name) => !extension.includes(name)));
});
check("the lock file holds packages of the registry only", () => {
  const { packages } = JSON.parse(readFileSync(join(folder, "package-lock.json"), "utf8")) as {
    packages: Record<string, { link?: boolean }>;
  };
  const all = Object.entries(packages).filter(([path]) => path !== "");
  assertNone(all.flatMap(([path, { link }]) => (path.startsWith("node_modules/") && !link ? [] : path)));
});
check("npm ci", () => run("npm", "ci", "--no-audit", "--no-fund"));
check("ray build", () => run("npm", "run", "build"));
check("the build hands Raycast the instructions and evals of ai.yaml", () => {
  const { ai = {} } = JSON.parse(readFileSync(join(folder, "dist", "package.json"), "utf8")) as {
    ai?: { instructions?: string; evals?: unknown[] };
  };
  if (!ai.instructions || !ai.evals?.length) throw new Error("The built manifest has none");
});
check("eslint", () => run("npx", "--no-install", "eslint", ".", "--max-warnings", "0"));
check("prettier", () => run("npx", "--no-install", "prettier", "--check", "."));
check("every link of the README leads somewhere", () => {
  const links = [...readme().matchAll(/\]\(([^)#]+)[^)]*\)/g)].map(([, target = ""]) => target);
  assertNone(links.filter((target) => !/^[a-z]+:/i.test(target) && !existsSync(join(folder, target))));
});
check("every script that the README names is there", () => {
  const { scripts } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { scripts: object };
  const named = [...readme().matchAll(/npm run ([\w:-]+)/g)].map(([, name = ""]) => name);
  assertNone(named.filter((name) => !Object.hasOwn(scripts, name)));
});
rmSync(folder, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed, 0 skipped`);
process.exitCode = failed === 0 ? 0 : 1;

function check(title: string, test: () => void): void {
  try {
    test();
    passed++;
    console.log(`ok      ${title}`);
  } catch (error) {
    failed++;
    const { message, stdout = "", stderr = "" } = error as Error & { stdout?: string; stderr?: string };
    console.log(`FAILED  ${title}\n${stdout}${stderr}${message}`);
  }
}

function run(program: string, ...words: string[]): void {
  const stdio: ("ignore" | "pipe")[] = ["ignore", "pipe", "pipe"];
  execFileSync(program, words, { cwd: folder, stdio, encoding: "utf8", shell: process.platform === "win32" });
}

function assertNone(found: string[]): void {
  if (found.length > 0) throw new Error(`Not so: ${found.join(", ")}`);
}

function readme(): string {
  return readFileSync(join(folder, "README.md"), "utf8");
}
