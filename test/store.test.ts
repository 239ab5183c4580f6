/** What is published, as far as it can be said without the registry; `npm run test:store` proves the rest. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { publishedManifest, userPart } from "../scripts/store-folder";

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
