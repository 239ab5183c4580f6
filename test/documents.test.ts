/** The documents lead to what there is: each file that they name lies there, and each script can be run. */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "..");
const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };
const documents = ["CONTRIBUTING.md", "README.md", "bench/README.md", "preview/README.md"];
const files = ["src", "test", "preview", "sample", "scripts", "bench"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map(
    (path) => `/${folder}/${path.replaceAll("\\", "/")}`,
  ),
);

/** What stands between backticks. */
const codeIn = (document: string): string[] =>
  [...readFileSync(join(root, document), "utf8").matchAll(/`([^`\n]+)`/g)].map(([, code]) => code);

it.each(documents)("%s names files of ours, by their path or its end", (document) => {
  const named = codeIn(document).filter(
    (code) =>
      /^[\w./-]+\.(tsx?|mjs|py)$/.test(code) || /^(src|test|preview|sample|scripts|bench)\/[\w./-]+$/.test(code),
  );
  const isThere = (path: string) => existsSync(join(root, path)) || files.some((file) => file.endsWith(`/${path}`));
  expect(named.filter((path) => !isThere(path))).toEqual([]);
});

it.each(documents)("%s names scripts that can be run", (document) => {
  const named = codeIn(document).flatMap((code) => /\bnpm run ([\w:]+)/.exec(code)?.[1] ?? []);
  expect(named.filter((name) => !Object.keys(scripts).includes(name))).toEqual([]);
});
