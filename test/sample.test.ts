import { lstatSync, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { copyFixtureExtension, startPreview } from "../preview/test/support/page";
import { makeSampleCache } from "../sample/cache";
import { makeSampleHistory } from "../sample/history";
import { moveIntoSample } from "../sample/preview";
import { makeSampleTools } from "../sample/tools";
import { catalogue } from "../src/developer-caches/catalogue/catalogue";
import { placesOf } from "../src/developer-caches/tool-places";
import { thisMachine } from "../src/files/machine";
import { HistoryView } from "../src/interface/removal/history-view";
import SearchDeveloperCaches from "../src/search-developer-caches";
import SearchPipCache from "../src/search-pip-cache";
import { accessories, isolate, list, open, rows, titles } from "./commands/open";
import { check } from "../src/pip-cache/check/check";
import { locate } from "../src/pip-cache/locate";
import { newPip, runPip } from "./support/pip";
import { afterwards, temporaryDirectory } from "./support/temporary";
import { filesBelow, sumOfSizes } from "./support/tree";
import { itUnless, noPip } from "./support/unless";
import { rowOf } from "./support/rows";

describe("the sample cache", () => {
  const directory = temporaryDirectory();

  beforeAll(() => makeSampleCache(directory));

  it("reads like 6.2 GB and takes little of the disk", () => {
    expect((sumOfSizes(directory) / 1e9).toFixed(1)).toBe("6.2");
    const blocks = filesBelow(directory).reduce((sum, file) => sum + lstatSync(join(directory, file)).blocks, 0);
    expect(blocks * 512).toBeLessThan(30e6);
  });

  it("was used between yesterday and more than a year ago", () => {
    const now = Date.now();
    const days = filesBelow(directory).map((file) => (now - lstatSync(join(directory, file)).mtimeMs) / 86_400_000);
    expect(Math.min(...days)).toBeGreaterThan(0.9);
    expect(Math.min(...days)).toBeLessThan(3);
    expect(Math.max(...days)).toBeGreaterThan(400);
  });

  it("is intact to a check, but for the entries that are there to be found", async () => {
    const [cache] = locate([{ path: directory, source: "test" }]);
    const rows = ["numpy", "requests", "pyyaml", "docopt", "psycopg2", "geopandas", "folium", "mysqlclient"];
    const { checked, damaged } = await check([cache], { rows: rows.map(rowOf) });
    expect(checked).toBeGreaterThan(25);
    expect(damaged.map(({ reason }) => reason).sort()).toEqual([
      "it is shorter than the index said",
      "its header is missing, so pip cannot find it",
    ]);
  });

  const pip = newPip();
  itUnless(pip ? undefined : noPip, "is a cache to pip, which lists the wheels it would have built", async () => {
    const run = await runPip(pip!, ["cache", "list"], { cacheDirectory: directory });
    expect(run.stdout).toContain("house_style-2.3.0-py3-none-any.whl");
    expect(run.stdout).toContain("psycopg2-2.9.10-py3-none-any.whl");
    const info = await runPip(pip!, ["cache", "info"], { cacheDirectory: directory });
    const http = filesBelow(directory).filter((file) => file.startsWith("http"));
    expect(info.stdout).toContain(`Number of HTTP files: ${http.length}`);
  });
});

it("has what is hard to get back: yanked, on no page any more, built from a commit or from what is not cached", async () => {
  const directory = temporaryDirectory();
  await makeSampleCache(directory);
  isolate({ PIP_CACHE_DIR: directory, PIP_INDEX_URL: "https://index.example.org/simple/" });
  const session = await open(SearchPipCache, {
    name: "search-pip-cache",
    launchContext: { view: "hard-to-get-back" },
  });
  expect(titles(session).sort()).toEqual(["house-style", "mysqlclient", "requests"]);
  const says = JSON.stringify(rows(session).map(({ accessories }) => accessories));
  for (const why of [
    "requests 2.32.0: yanked: Yanked due to conflicts with CVE-2024-35195 mitigation",
    "house-style 2.1.0: no longer listed by its index on ",
    "house-style 2.3.0: built here from code.example.org/acme/house-style.git at 9f2c1a7e",
    "mysqlclient 2.1.1: built here, what it was built from is not cached",
  ]) {
    expect(says).toContain(why);
  }
});

it("has temporary files of its own: what pips left on this machine is not found in it", async () => {
  const before = { ...process.env };
  afterwards(() => {
    process.env = before;
  });
  const { data } = await moveIntoSample();
  const [pip] = catalogue.filter(({ id }) => id === "pip");
  const paths = placesOf(pip, "temporary", thisMachine()).map(({ path }) => path);
  expect(paths.length).toBeGreaterThan(0);
  for (const path of paths) expect(join(path).startsWith(join(data, ".."))).toBe(true);
});

it("has caches of other tools, and a history, so that every view has something to show", async () => {
  const home = isolate({ PIP_CACHE_DIR: temporaryDirectory() });
  const dataFolder = temporaryDirectory();
  makeSampleTools(home);
  makeSampleHistory(dataFolder);
  const blocks = filesBelow(home).reduce((sum, file) => sum + lstatSync(join(home, file)).blocks, 0);
  expect(blocks * 512).toBeLessThan(1e6);
  const session = await open(SearchDeveloperCaches, { name: "search-developer-caches", dataFolder });
  expect(titles(session).length).toBeGreaterThan(11);
  expect(rows(session).map((item) => accessories(item).at(-1))).not.toContain("0 bytes");
  const tiers = list(session).dropdown?.sections.find(({ title }) => title === "By Tier")?.items;
  expect(tiers).toHaveLength(4);
  await session.run("Show Details", "Gradle");
  expect(session.offeredActions().map(({ props }) => props.title)).toContain("Clear Old Versions");
  const history = await open(HistoryView, { dataFolder });
  expect(titles(history)).toHaveLength(4);
});

describe("the sample of the preview", () => {
  it("is all that is found while it runs, and gone after Ctrl+C", async () => {
    const extension = await copyFixtureExtension();
    const temporary = join(temporaryDirectory(), "tmp");
    mkdirSync(temporary);
    const preview = await startPreview({
      args: ["--sample", "--with", join(__dirname, "..", "sample", "preview.ts"), "--extension", extension],
      env: { TMPDIR: temporary, TEMP: temporary },
    });
    const samples = () => readdirSync(temporary).filter((name) => name.startsWith("pip-cache-sample-"));
    expect(samples()).toHaveLength(1);
    expect(readdirSync(join(temporary, samples()[0], "pip"))).toContain("http-v2");
    await preview.stop();
    expect(samples()).toEqual([]);
  });
});
