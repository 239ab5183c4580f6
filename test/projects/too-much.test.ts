/** Projects that name more than can be held: what of it is read, and that nothing else suffers. */
import { join } from "node:path";
import { scan } from "../../src/pip-cache/scan/scan";
import { readNeeds, TooMuchToReadError } from "../../src/projects/read-needs";
import { readProject } from "../../src/projects/files/read-project";
import { cachesAt } from "../support/caches";
import { buildWheel } from "../support/distributions";
import { cacheFile } from "../support/package-entries";
import { layOutFiles } from "../support/projects";
import { neededIn } from "../support/sources";
import { runSteps } from "../support/steps";
import { temporaryDirectory } from "../support/temporary";

const lockOf = (count: number, prefix = "p") =>
  `version = 1\n${Array.from({ length: count }, (_, at) => `[[package]]\nname = "${prefix}${at}"\nversion = "1.${at}"\n\n`).join("")}`;
const linesOf = (count: number, prefix = "p") =>
  Array.from({ length: count }, (_, at) => `${prefix}${at}==1.${at}\n`).join("");

async function read(files: Record<string, string>, heapMb?: number, threads?: 0 | 1) {
  const directory = temporaryDirectory();
  cacheFile({ directory, layout: "http-v2" }, buildWheel({ name: "wanted", version: "1.0" }));
  const [cache] = cachesAt(directory);
  const { rows } = await scan(cache);
  const folder = layOutFiles({ "small/requirements.txt": "wanted==1.0\n", ...files });
  const home = temporaryDirectory();
  const machine = { platform: "linux" as const, home, env: {}, root: home };
  const caches = [{ cache, rows: rows.toPart() }];
  return readNeeds({ machine, mounts: [], folders: [folder], pythons: [], caches, at: 0 }, { heapMb, threads });
}

const filesOf = (count: number, file: (at: number) => [path: string, text: string]) =>
  Object.fromEntries(Array.from({ length: count }, (_, at) => file(at)));

// Made when it is their turn: all at once they are 150 MB, which the garbage collector goes through again and again.
it.each<[what: string, files: () => Record<string, string>]>([
  ["a lock of 100,000 packages", () => ({ "big/uv.lock": lockOf(100_000) })],
  [
    "40 requirements files of 30,000 lines",
    () => filesOf(40, (at) => [`big/requirements-${at}.txt`, linesOf(30_000, `r${at}x`)]),
  ],
  [
    "40 projects of 30,000 packages",
    () => filesOf(40, (at) => [`big-${at}/requirements.txt`, linesOf(30_000, `r${at}x`)]),
  ],
  [
    "10 requirements files of 0.9 MB",
    () => filesOf(10, (at) => [`big/requirements-${at}.txt`, linesOf(45_000, "name")]),
  ],
  [
    "a Pipfile.lock of 200,000 packages",
    () => ({
      "big/Pipfile.lock": `{"default":{${Array.from({ length: 200_000 }, (_, at) => `"p${at}":{"version":"==1.${at}"}`).join(",")}}}`,
    }),
  ],
])("beside %s the others count", async (_, files) => {
  const { needs } = await read(files());
  expect(neededIn(needs)).toEqual(["wanted==1.0 named"]);
  const said = needs.sources.flatMap(({ unread }) => unread.map(({ why }) => why));
  expect([...new Set(said)].join()).toMatch(
    /^(It names more than 50,000|(The files of this project|All projects together) name too many) packages\.$/,
  );
});

it("what has no room left is read no further", () => {
  const path = layOutFiles({ "requirements.txt": linesOf(30_000) });
  const folder = { path, files: ["requirements.txt"], environments: [], failures: [] };
  const machine = { platform: "linux" as const, home: path, env: {}, root: path };
  let lines = 0;
  const steps = readProject(folder, { machine, mounts: [], left: { named: 10 } });
  const { value } = runSteps(steps, () => ++lines > 100);
  expect(value?.failures).toEqual([
    {
      path: join(path, "requirements.txt"),
      code: "UNKNOWN",
      reason: "All projects together name too many packages.",
    },
  ]);
});

describe("an environment of more than anybody has, beside which the others count", () => {
  const site = process.platform === "win32" ? "big/.venv/Lib/site-packages" : "big/.venv/lib/python3.12/site-packages";
  const venv = { "big/.venv/pyvenv.cfg": "home = /nowhere\nversion = 3.12.1\n" };
  const saidOf = ({ needs }: Awaited<ReturnType<typeof read>>) =>
    needs.sources.flatMap(({ kind, unread }) => (kind === "environment" ? unread.map(({ why }) => why) : []));

  it("100,000 packages", async () => {
    const folders = Array.from({ length: 100_000 }, (_, at) => [`${site}/p${at}-1.0.dist-info/`, ""]);
    const found = await read({ ...venv, ...(Object.fromEntries(folders) as Record<string, string>) });
    expect(neededIn(found.needs)).toEqual(["wanted==1.0 named"]);
    expect(saidOf(found)).toEqual(["It holds more than 20,000 packages: the others are not read."]);
  });

  it("packages that require more than a million others", async () => {
    const files = Array.from({ length: 30 }, (_, at) => [
      `${site}/p${at}-1.0.dist-info/METADATA`,
      `Metadata-Version: 2.1\nName: p${at}\nVersion: 1.0\n${Array.from({ length: 40_000 }, (__, one) => `Requires-Dist: p${at}x${one}\n`).join("")}`,
    ]);
    const found = await read({ ...venv, ...(Object.fromEntries(files) as Record<string, string>) });
    expect(neededIn(found.needs)).toEqual(["wanted==1.0 named"]);
    expect(saidOf(found)).toEqual(["Packages of all environments require more than is read."]);
  });
});

it("where no thread starts less is taken, and the small ones count", async () => {
  const { needs } = await read({ "big/uv.lock": lockOf(40_000) }, 96, 0);
  expect(neededIn(needs)).toEqual(["wanted==1.0 named"]);
  const said = needs.sources.flatMap(({ unread }) => unread.map(({ why }) => why));
  expect(said).toEqual(["All projects together name too many packages."]);
});

it("where no thread starts, what a thread had read before is not followed", async () => {
  const bytes = new Uint8Array(1_000_000);
  const machine = { platform: "linux" as const, home: "/nowhere", env: {}, root: "/nowhere" };
  const message = { machine, mounts: [], folders: [], pythons: [], caches: [], at: 0 };
  const reading = readNeeds({ ...message, remembered: { path: "/nowhere/sources.bin", bytes } }, { threads: 0 });
  await expect(reading).rejects.toThrow(TooMuchToReadError);
});

it("what does not fit into a thread is said, and not done on the command's own", async () => {
  const reading = read({ "big/uv.lock": lockOf(40_000) }, 8);
  await expect(reading).rejects.toThrow(TooMuchToReadError);
  await expect(reading).rejects.toThrow("Take folders off the list in Finish Project.");
});
