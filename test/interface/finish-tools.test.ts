/** A project that is finished: what uv and the others keep because of it goes with what pip does. */
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Session } from "../../preview";
import FinishProject from "../../src/finish-project";
import { accessories, isolate, open, row, sections } from "../commands/open";
import { layOutFiles } from "../python-caches/lay-out-files";
import { buildWheel } from "../support/distributions";
import { documentedHere } from "../support/documented-paths";
import { cacheFile } from "../support/package-entries";
import { callsOfUv, pretendUv } from "../support/pretend-uv";
import { temporaryDirectory } from "../support/temporary";

// What else runs on the machine is not asked: one of these tools may.
jest.mock("../../src/files/processes", () => ({
  ...jest.requireActual<object>("../../src/files/processes"),
  listProcesses: () => Promise.resolve([]),
}));

/** Alpha is of api, beta of old, shared of both; marked is of old, and kept; gamma is nobody's. */
function layOut({ withPip = false } = {}) {
  const pip = temporaryDirectory();
  const home = isolate({ PIP_CACHE_DIR: pip });
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), text);
  };
  write("Projects/api/requirements.txt", "alpha==1.0\nshared==2.0\n");
  write("Projects/old/requirements.txt", "beta==2.0\nshared==2.0\nmarked==1.0\n");
  const cache = join(home, documentedHere(".cache/uv"));
  for (const [name, version, size] of [
    ["alpha", "1.0", 40_000],
    ["beta", "2.0", 30_000],
    ["shared", "2.0", 20_000],
    ["marked", "1.0", 5_000],
    ["gamma", "3.0", 10_000],
  ] as const) {
    layOutFiles(cache, {
      [`archive-v0/${name}-one/${name}-${version}.dist-info/METADATA`]: size,
      [`wheels-v8/pypi/${name}/${version}-py3-none-any.http`]: 1_000,
    });
  }
  layOutFiles(home, {
    [documentedHere(".cache/pypoetry/artifacts/11/e9/4b/1f155708335621/beta-2.0-py3-none-any.whl")]: 11_000,
  });
  const size = withPip
    ? cacheFile({ directory: pip, layout: "http-v2" }, buildWheel({ name: "beta", version: "2.0" })).size
    : 0;
  pretendUv(home, {});
  const dataFolder = temporaryDirectory();
  mkdirSync(join(dataFolder, "support"), { recursive: true });
  const put = (name: string, value: object) =>
    writeFileSync(join(dataFolder, "support", name), JSON.stringify({ version: 1, ...value }));
  put("project-folders.json", { folders: [join(home, "Projects")] });
  put("kept.json", { packages: ["pip/marked"], versions: [] });
  return { home, cache, dataFolder, write, size };
}

const openProjects = (dataFolder: string) => open(FinishProject, { name: "finish-project", dataFolder, arguments: {} });

const itemsOf = (session: Session, title: string) =>
  sections(session)
    .filter((section) => section.title === title)
    .flatMap(({ items }) => items.map((item) => item.title));

it("says what other tools keep because of a project, and what of that others need, too, or is kept", async () => {
  const { dataFolder } = layOut();
  const session = await openProjects(dataFolder);
  expect(accessories(row(session, "old"))).toEqual(["69.0 kB cached because of it", "42.0 kB that only it needs"]);
  expect(accessories(row(session, "api"))).toEqual(["62.0 kB cached because of it", "41.0 kB that only it needs"]);
  await session.run("Show What Is Cached Because of It…", "old");
  expect(itemsOf(session, "uv: Only This Needs")).toEqual(["beta"]);
  expect(itemsOf(session, "Poetry: Only This Needs")).toEqual(["beta"]);
  expect(itemsOf(session, "uv: Others Need, Too").sort()).toEqual(["marked", "shared"]);
  expect(accessories(row(session, "shared"))).toContain("also api");
  expect(accessories(row(session, "marked"))).toContain("also Kept");
  expect(itemsOf(session, "Only This Needs")).toEqual([]);
});

it("removes what it alone needs from pip and the others after one question, and leaves the rest", async () => {
  const { home, cache, dataFolder } = layOut({ withPip: true });
  const session = await openProjects(dataFolder);
  await session.run("Remove What Only It Needs", "old");
  expect(session.alert?.title).toMatch(/^Remove what only old needs \(/);
  expect(session.alert?.message).toContain("2 packages that others need, too, stay.");
  for (const part of [/^uv: 1 package, 31\.0 kB/m, /^Poetry: 1 package, 11\.0 kB/m, /^pip: 1 package, /m]) {
    expect(session.alert?.message).toMatch(part);
  }
  await session.answer(true);
  expect(session.toast).toMatchObject({
    style: "success",
    title: expect.stringContaining("Removed what only old needs"),
  });
  expect(callsOfUv(home)).toEqual([`cache clean --cache-dir ${cache} beta`]);
  expect(existsSync(join(cache, "archive-v0/shared-one"))).toBe(true);
  await session.settled();
  expect(accessories(row(session, "old")).at(-1)).toBe("nothing that only it needs");
});

it("leaves what somebody else has begun to need since", async () => {
  const { home, dataFolder, write } = layOut();
  const session = await openProjects(dataFolder);
  write("Projects/new/requirements.txt", "beta==2.0\n");
  await session.run("Remove What Only It Needs", "old");
  expect(session.alert).toBeUndefined();
  expect(session.toast?.message).toBe("2 packages that something needs by now stay.");
  expect(callsOfUv(home)).toEqual([]);
});
