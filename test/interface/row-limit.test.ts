/** Lists of more rows than they can hold. */

import { join } from "node:path";
import SearchPipCache from "../../src/search-pip-cache";
import { HistoryView } from "../../src/interface/removal/history-view";
import { recordRemoval } from "../../src/interface/removal/history";
import { fileHeaders } from "../support/answers";
import { httpV2Entry } from "../support/cache-writer";
import { buildWheel } from "../support/distributions";
import { temporaryDirectory } from "../support/temporary";
import { open, openOn, sections, titles } from "../commands/open";

it("the files of a package: the largest first, and each is found by its words", async () => {
  const cache = join(temporaryDirectory(), "pip");
  for (let index = 0; index < 310; index++) {
    const wheel = buildWheel({ name: "alpha", version: `1.${index}`, description: "x".repeat(10 * (310 - index)) });
    httpV2Entry(cache, {
      url: `https://files.example.org/${wheel.fileName}`,
      headers: fileHeaders(wheel, wheel.content.length),
      body: wheel.content,
    });
  }
  const session = await openOn(cache, SearchPipCache, { name: "search-pip-cache" });
  await session.run("Show Files…", "alpha");
  expect(titles(session)).toHaveLength(150);
  expect(sections(session)[0].subtitle).toMatch(/^310 entries, .* · first 150 rows, search for more$/);
  await session.search("1.309");
  expect(titles(session)).toEqual(["wheel of alpha 1.309, py3"]);
  expect(sections(session)[0].subtitle).not.toContain("search for more");
  await session.search("wheel 1.309 nothing");
  expect(titles(session)).toEqual([]);
});

it("the history: those that are not shown are found, too", async () => {
  const dataFolder = temporaryDirectory();
  const record = async () => {
    for (let index = 0; index < 310; index++) {
      await recordRemoval({ at: index, what: `package-${index}`, count: 1, unit: "entry", bytes: 1, failures: [] });
    }
  };
  await open(record, { mode: "no-view", dataFolder });
  const session = await open(HistoryView, { dataFolder });
  expect(titles(session)).toHaveLength(150);
  expect(titles(session)).not.toContain("package-3");
  await session.search("package-3");
  expect(titles(session)).toContain("package-3");
});
