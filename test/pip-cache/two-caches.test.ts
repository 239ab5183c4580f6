import fs, { writeFileSync } from "node:fs";
import { join } from "node:path";
import { check } from "../../src/pip-cache/check/check";
import { plan } from "../../src/pip-cache/remove/plan";
import { entryId } from "../../src/pip-cache/selection";
import { cachesAt } from "../support/caches";
import { extractRealCache } from "../support/real-caches";
import { afterwards } from "../support/temporary";
import { filesBelow } from "../support/tree";
import type { Failure } from "../../src/files/failure";

it("removes a damaged entry from the cache that it is damaged in, and keeps the intact one of the other", async () => {
  const directories = [await extractRealCache("http-v2-pip24.3.1"), await extractRealCache("http-v2-pip24.3.1")];
  const [first, second] = ["ba3210cb", "c779e3ce"].map((key) =>
    filesBelow(directories[0]).find((path) => path.includes(key) && path.endsWith(".body")),
  );
  writeFileSync(join(directories[0], first ?? ""), "damaged");
  writeFileSync(join(directories[1], second ?? ""), "damaged");
  const caches = cachesAt(...directories);
  const { damaged } = await check(caches, {});
  expect(damaged).toHaveLength(2);
  const planned = await plan(caches, { entries: damaged.map(entryId) });
  const listed = planned.folders.map(({ root, files }) => Array.from(files, ({ path }) => join(root, path)));
  expect(
    listed
      .flat()
      .filter((path) => path.endsWith(".body"))
      .sort(),
  ).toEqual([join(directories[0], first ?? ""), join(directories[1], second ?? "")].sort());
});

it("names a cache that cannot be read when the others are cleared", async () => {
  const directory = await extractRealCache("http-v2-pip24.3.1");
  const problem: Failure = { path: "/unreadable", code: "EACCES", reason: "No permission." };
  const unreadable = { path: "/unreadable", sources: ["test"], folders: [], problem };
  const readable = cachesAt(directory);
  expect((await plan([...readable, unreadable], {})).failures).toEqual([problem]);
});

it("reads every folder of caches on a volume that numbers nothing of what it holds", async () => {
  const directories = [await extractRealCache("http-v2-pip24.3.1"), await extractRealCache("http-pip23.2.1")];
  const { lstatSync, statSync } = fs;
  const unnumbered = (look: typeof lstatSync) => (path: string, options?: { bigint?: boolean }) =>
    Object.assign(look(path, options as fs.StatOptions) ?? {}, { ino: options?.bigint ? 0n : 0 });
  jest.spyOn(fs, "lstatSync").mockImplementation(unnumbered(lstatSync) as typeof lstatSync);
  jest.spyOn(fs, "statSync").mockImplementation(unnumbered(statSync as typeof lstatSync) as typeof statSync);
  afterwards(() => void jest.restoreAllMocks());
  const found = cachesAt(...directories).map(({ folders }) => folders.map(({ layout }) => layout));
  expect(found).toEqual([
    ["http-v2", "wheels"],
    ["http", "wheels"],
  ]);
});
