/** What the history keeps, whatever happens around it. */

import { HistoryView } from "../../src/interface/removal/history-view";
import { readHistory, recordRemoval, type History } from "../../src/interface/removal/history";
import { list, open, rows, titles } from "../commands/open";
import { temporaryDirectory } from "../support/temporary";

const entry = (what: string, bytes: number) => ({
  at: Date.now(),
  what,
  count: 1,
  unit: "entry" as const,
  bytes,
  failures: [],
});

it("keeps the last 50 removals and the sum of all, those that end at the same moment too", async () => {
  let history: History | undefined;
  await open(
    async () => {
      await Promise.all(Array.from({ length: 60 }, (_, index) => recordRemoval(entry(`${index}`, index))));
      history = await readHistory();
    },
    { mode: "no-view" },
  );
  expect(history?.entries.map(({ what }) => Number(what))).toEqual(
    Array.from({ length: 50 }, (_, index) => 59 - index),
  );
  expect(history?.totalBytes).toBe(1770);
});

it("says in each row only what is known of it", async () => {
  const dataFolder = temporaryDirectory();
  await open(
    async () => {
      await recordRemoval({ ...entry("Cache", 0), count: 0, note: "Moved to the Trash" });
      await recordRemoval({ ...entry("npm", 2_000_000), count: 0 });
      await recordRemoval({ ...entry("pip cache", 1000), count: 2, note: "1 built wheel kept: pip is running" });
    },
    { mode: "no-view", dataFolder },
  );
  const session = await open(HistoryView, { dataFolder });
  expect(rows(session).map(({ title, subtitle }) => `${title}: ${subtitle}`)).toEqual([
    "pip cache: 1.0 kB from 2 entries · 1 built wheel kept: pip is running",
    "npm: 2.0 MB",
    "Cache: Moved to the Trash",
  ]);
});

it("is forgotten only by somebody who says so", async () => {
  const dataFolder = temporaryDirectory();
  await open(() => recordRemoval(entry("numpy", 1000)), { mode: "no-view", dataFolder });
  const session = await open(HistoryView, { dataFolder });
  await session.run("Forget History…");
  await session.answer(false);
  expect(titles(session)).toEqual(["numpy"]);
  await session.run("Forget History…");
  await session.answer(true);
  await session.settled();
  expect(list(session).emptyView).toMatchObject({ title: "Nothing Removed Yet" });
});
