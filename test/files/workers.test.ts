/** The bundles that threads are started from are committed: they must be what the code says. */

import { build } from "esbuild";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(__dirname, "../..");

it.each(["src/files/worker", "src/pip-cache/worker"])("%s.txt is what `npm run workers` makes", async (name) => {
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: [`${name}.ts`],
    bundle: true,
    platform: "node",
    target: "node20",
    legalComments: "none",
    write: false,
  });
  expect(readFileSync(join(root, `${name}.txt`), "utf8")).toBe(outputFiles[0].text);
});

it("`npm run workers` says the same", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: { workers: string } };
  const options = ["--bundle", "--platform=node", "--target=node20", "--legal-comments=none"];
  expect(scripts.workers.split(" ")).toEqual(
    expect.arrayContaining(["src/files/worker.ts", "src/pip-cache/worker.ts", ...options]),
  );
});
