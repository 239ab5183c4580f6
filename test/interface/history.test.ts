/** What the history keeps, whatever happens around it. */

import { LocalStorage } from "@raycast/api";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeScreen } from "../../preview/terminal/document";
import { printScreen } from "../../preview/terminal/print";
import type { Failure } from "../../src/files/failure";
import { HistoryView } from "../../src/interface/removal/history-view";
import { drawSizes } from "../../src/interface/removal/size-drawing";
import {
  readHistory,
  recordRemoval,
  recordSize,
  type EndedRemoval,
  type HistoryState,
} from "../../src/interface/removal/history";
import SearchPipCache from "../../src/search-pip-cache";
import { list, open, openOn, rows, sections, titles } from "../commands/open";
import { extractRealCache } from "../support/real-caches";
import { temporaryDirectory } from "../support/temporary";
import { sumOfSizes } from "../support/tree";

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

describe("the size of the cache over time", () => {
  const day = 86_400_000;
  /** Noon, so that an hour more is the same day. */
  const noon = (daysAgo: number) => new Date().setHours(12, 0, 0, 0) - daysAgo * day;
  const sizesAfter = async (points: [bytes: number, at: number][]) => {
    const { sizes } = await historyAfter(async () => {
      for (const [bytes, at] of points) await recordSize(bytes, at);
    });
    return sizes.map(({ bytes }) => bytes);
  };

  it("has one point a day, the last of it, and 400 at most", async () => {
    const hour = day / 24;
    expect(await sizesAfter([1, 2, 3].map((bytes) => [bytes, noon(1) + bytes * hour]))).toEqual([3]);
    // Whoever found it out earlier may come to an end later.
    expect(await sizesAfter([2, 1].map((bytes) => [bytes, noon(1) + bytes * hour]))).toEqual([2]);
    const many = Array.from({ length: 405 }, (_, index): [number, number] => [index, noon(405 - index)]);
    expect(await sizesAfter(many)).toEqual(many.slice(5).map(([bytes]) => bytes));
  });

  it("is known from each complete reading, and falls by what is removed", async () => {
    const cache = await extractRealCache("http-v2-pip24.3.1");
    const dataFolder = temporaryDirectory();
    const session = await openOn(cache, SearchPipCache, { name: "search-pip-cache", dataFolder });
    const sizes = () => (JSON.parse(readFileSync(fileIn(dataFolder), "utf8")) as HistoryState).sizes;
    expect(sizes()).toMatchObject([{ bytes: sumOfSizes(cache) }]);
    await session.run("Remove Package", "alpha");
    await session.answer(true);
    expect(sizes()).toMatchObject([{ bytes: sumOfSizes(cache) }]);
    await session.run("Show History…");
    expect(titles(session)).toEqual(["Size of the pip Cache", "alpha"]);
  });

  it("is drawn with each removal as an arrow, the numbers beside it, and forgotten with the history", async () => {
    const dataFolder = temporaryDirectory();
    await historyAfter(async () => {
      for (const [bytes, daysAgo] of [
        [2_000_000_000, 60],
        [6_000_000_000, 30],
        [1_500_000_000, 1],
      ])
        await recordSize(bytes, noon(daysAgo));
      await recordRemoval({ ...entry("pip cache", 5_000_000_000), at: noon(20) });
      await recordRemoval({ ...entry("npm", 900_000_000), unit: "file", at: noon(10) });
      await recordRemoval({ ...entry("before", 7_000), at: noon(90) });
    }, dataFolder);
    const session = await open(HistoryView, { dataFolder });
    expect(rows(session)[0]).toMatchObject({ title: "Size of the pip Cache" });
    expect(rows(session)[0].subtitle).toContain("at most 6.0 GB on ");
    await session.run("Show Size over Time…", "Size of the pip Cache");
    const { view } = session;
    if (view.type !== "detail") throw new Error(`A ${view.type} was opened`);
    const { markdown = "", metadata = [] } = view;
    const [, drawing = ""] = /\(data:image\/svg\+xml;base64,([^)]*)\)/.exec(markdown) ?? [];
    const svg = Buffer.from(drawing, "base64").toString("utf8");
    expect(svg).toMatch(/^<svg [^]*<\/svg>$/);
    expect(svg.match(/stroke-dasharray/g)).toHaveLength(1);
    expect(svg).toContain("−5.0 GB</text>");
    expect(metadata.at(-1)).toMatchObject({ title: "1 Removal", text: "5.0 GB" });
    const cells = markdown.split("\n").flatMap((line) => (line.startsWith("| ") ? [line.split(" | ").slice(1)] : []));
    expect(cells.slice(2)).toEqual([
      ["1.5 GB", " |"],
      ["", "5.0 GB |"],
      ["6.0 GB", " |"],
      ["2.0 GB", " |"],
    ]);
    const printed = printScreen(describeScreen(session));
    expect(printed).toMatch(/^2\.0 GB on .*, 1\.5 GB on .*$/m);
    expect(printed).not.toContain("base64");
    await session.back();
    await session.run("Forget History");
    await session.answer(true);
    await session.settled();
    expect(titles(session)).toEqual([]);
  });

  it.each(["light", "dark"] as const)("can be read where it is %s, of whatever it is drawn", (appearance) => {
    const at = Date.now();
    const long = Array.from({ length: 400 }, (_, index) => ({ at: at + index * day, bytes: index % 7 }));
    for (const sizes of [[{ at, bytes: 0 }], [{ at, bytes: 5e9 }], long]) {
      const svg = drawSizes({ sizes, removals: sizes.slice(0, 300), appearance });
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
      const colors = [...svg.matchAll(/(?:fill|stroke)="(#\w+)"/g)].map(([, color]) => color);
      const [ground, ...texts] = [...svg.matchAll(/<(?:rect|text) [^>]*fill="(#\w+)"/g)].map(([, color]) => color);
      expect(new Set(colors).size).toBe(5);
      for (const text of texts) expect(contrast(ground, text)).toBeGreaterThan(4.5);
      // What could touch is not named.
      expect(texts.length).toBeLessThan(15);
    }
  });

  it("costs no history that cannot be read", async () => {
    const dataFolder = folderWith("{");
    const { aside } = await historyAfter(() => recordSize(5), dataFolder);
    expect(aside).toEqual([]);
    expect(readFileSync(fileIn(dataFolder), "utf8")).toBe("{");
  });
});

/** As WCAG has it. */
function contrast(...colors: string[]): number {
  const [some = 0, other = 0] = colors.map((color) => {
    const parts = [1, 3, 5].map((start) => parseInt(color.slice(start, start + 2), 16) / 255);
    const [red, green, blue] = parts.map((part) => (part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  });
  return (Math.max(some, other) + 0.05) / (Math.min(some, other) + 0.05);
}

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
  await session.run("Forget History");
  await session.answer(false);
  expect(titles(session)).toEqual(["numpy"]);
  await session.run("Forget History");
  await session.answer(true);
  await session.settled();
  expect(list(session).emptyView).toMatchObject({ title: "Nothing Removed Yet" });
});
