/** What the history keeps, whatever happens around it. */

import { LocalStorage } from "@raycast/api";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Failure } from "../../src/files/failure";
import { HistoryView } from "../../src/interface/removal/history-view";
import { readHistory, recordRemoval, type EndedRemoval, type HistoryState } from "../../src/interface/removal/history";
import { list, open, rows, sections, titles } from "../commands/open";
import { temporaryDirectory } from "../support/temporary";

const entry = (what: string, bytes: number): EndedRemoval => ({
  at: Date.now(),
  what,
  count: 1,
  unit: "entry",
  bytes,
  failures: [],
});

/** Does something as a command, then reads the history. */
async function historyAfter(act: () => Promise<unknown>, dataFolder = temporaryDirectory()): Promise<HistoryState> {
  let history: HistoryState | undefined;
  const command = async () => {
    await act();
    history = await readHistory();
  };
  await open(command, { mode: "no-view", dataFolder });
  if (history === undefined) throw new Error("The history was not read");
  return history;
}

const record = async (removals: EndedRemoval[]) => {
  for (const removal of removals) await recordRemoval(removal);
};

/** As the platform calls it. */
const bin = process.platform === "win32" ? "Recycle Bin" : "Trash";
const fileIn = (dataFolder: string) => join(dataFolder, "support", "history.json");

/** A data folder whose history says what is given. */
function folderWith(content: string): string {
  const dataFolder = temporaryDirectory();
  mkdirSync(join(dataFolder, "support"));
  writeFileSync(fileIn(dataFolder), content);
  return dataFolder;
}

it("keeps the last 500 removals and the sum of all, those that end at the same moment too", async () => {
  const all = Array.from({ length: 510 }, (_, index) => entry(`${index}`, index));
  const history = await historyAfter(() => Promise.all(all.map(recordRemoval)));
  expect(history.entries.map(({ what }) => Number(what))).toEqual(
    Array.from({ length: 500 }, (_, index) => 509 - index),
  );
  expect(history.totalBytes).toBe((509 * 510) / 2);
});

it("keeps no more than 200 kB, the oldest going first, and no removal goes from the sum", async () => {
  const dataFolder = temporaryDirectory();
  const note = "long ".repeat(2_000);
  const history = await historyAfter(
    () => record(Array.from({ length: 30 }, (_, index) => ({ ...entry(`${index}`, 10), note }))),
    dataFolder,
  );
  expect(history.entries.length).toBeGreaterThan(15);
  expect(history.entries.map(({ what }) => Number(what))).toEqual(history.entries.map((_, index) => 29 - index));
  expect(history.totalBytes).toBe(300);
  expect(statSync(fileIn(dataFolder)).size).toBeLessThan(201_000);
});

it("tells of a removal that fails everywhere the reasons, each with how many and three paths", async () => {
  const failure = (index: number, reason: string): Failure => ({ path: `/cache/${index}`, code: "EBUSY", reason });
  const failures = Array.from({ length: 20_000 }, (_, index) => failure(index, index % 4 ? "It is in use." : "No."));
  const { entries } = await historyAfter(() => recordRemoval({ ...entry("pip cache", 0), failures }));
  expect(entries).toMatchObject([
    {
      failed: 20_000,
      reasons: [
        { reason: "It is in use.", count: 15_000, paths: ["/cache/1", "/cache/2", "/cache/3"] },
        { reason: "No.", count: 5_000, paths: ["/cache/0", "/cache/4", "/cache/8"] },
      ],
    },
  ]);
});

it("has the last removal in any case, with as many of its reasons as fit", async () => {
  const failures = Array.from({ length: 1_000 }, (_, index) => {
    return { path: `/cache/${"x".repeat(1_000)}`, code: "EBUSY" as const, reason: `It is in use by program ${index}.` };
  });
  const dataFolder = temporaryDirectory();
  const { entries } = await historyAfter(
    () => record([entry("alpha", 1), { ...entry("beta", 2), failures }]),
    dataFolder,
  );
  expect(entries.map(({ what, failed }) => `${what}: ${failed}`)).toEqual(["beta: 1000"]);
  expect(entries[0]?.reasons.length).toBeGreaterThan(100);
  expect(statSync(fileIn(dataFolder)).size).toBeLessThan(201_000);
});

describe("what was kept in the local storage", () => {
  const former = JSON.stringify({
    entries: [{ ...entry("numpy", 5), failures: [{ path: "/cache/a", code: "EBUSY", reason: "It is in use." }] }],
    totalBytes: 77,
  });

  it("is taken over once", async () => {
    const dataFolder = temporaryDirectory();
    let left: unknown;
    const history = await historyAfter(async () => {
      await LocalStorage.setItem("history", former);
      await recordRemoval(entry("alpha", 3));
      left = await LocalStorage.getItem("history");
    }, dataFolder);
    expect(left).toBeUndefined();
    expect(history.entries.map(({ what, failed }) => [what, failed])).toEqual([
      ["alpha", 0],
      ["numpy", 1],
    ]);
    expect(history.totalBytes).toBe(80);
  });

  it("is kept as it is where it is damaged, and said", async () => {
    const dataFolder = temporaryDirectory();
    const { entries, aside } = await historyAfter(async () => {
      await LocalStorage.setItem("history", former.slice(0, -5));
      await recordRemoval(entry("alpha", 3));
    }, dataFolder);
    expect(entries.map(({ what }) => what)).toEqual(["alpha"]);
    expect(aside.map((path) => readFileSync(path, "utf8"))).toEqual([former.slice(0, -5)]);
  });
});

describe.each<[why: string, content: string, reason: string]>([
  ["it is cut short", '{"version":1,"entries":[', "It is damaged."],
  ["an entry is none", '{"version":1,"entries":[{"what":"alpha"}],"totalBytes":1}', "It is damaged."],
  [
    "a reason is none",
    '{"version":1,"entries":[{"at":1,"what":"a","count":1,"unit":"entry","bytes":1,"failed":1,"reasons":[null]}],"totalBytes":1}',
    "It is damaged.",
  ],
  ["it is empty", "", "It is damaged."],
  ["it is a list", "[]", "It is damaged."],
  ["it is of tomorrow", '{"version":2,"entries":[],"totalBytes":1}', "A newer version of pip Cache has written it."],
])("one that cannot be read, because %s,", (_, content, reason) => {
  it("stays, and says so", async () => {
    const dataFolder = folderWith(content);
    const session = await open(HistoryView, { dataFolder });
    expect(sections(session)[0]).toMatchObject({ title: "Cannot Be Read" });
    expect(titles(session)).toEqual(["History Cannot Be Read"]);
    expect(rows(session)[0]?.subtitle).toContain(reason);
    await session.run("Show Details…", "History Cannot Be Read");
    expect(JSON.stringify(session.view)).toContain(`# History Cannot Be Read\\n\\n- `);
    expect(JSON.stringify(session.view)).toContain(`\\n- ${reason}"`);
    expect(readFileSync(fileIn(dataFolder), "utf8")).toBe(content);
  });

  it("is set aside by the next removal, each in a file of its own, until a person moves it away", async () => {
    const dataFolder = folderWith(content);
    await historyAfter(() => recordRemoval(entry("alpha", 3)), dataFolder);
    writeFileSync(fileIn(dataFolder), content);
    const history = await historyAfter(() => recordRemoval(entry("beta", 4)), dataFolder);
    expect(history.entries.map(({ what }) => what)).toEqual(["beta"]);
    expect(history.aside.map((path) => readFileSync(path, "utf8"))).toEqual([content, content]);
    const session = await open(HistoryView, { dataFolder });
    expect(titles(session)).toEqual(["Earlier History", "Earlier History", "beta"]);
    await session.run(`Move to ${bin}`);
    expect(titles(session)).toEqual(["Earlier History", "beta"]);
    expect(existsSync(history.aside[0] ?? "")).toBe(false);
    expect(readdirSync(join(dataFolder, "support")).sort()).toEqual(["history.json", "history.unreadable-2.json"]);
  });
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
