/** Clearing old versions of a tool from the map: offered where there are any, asked with their names and sizes. */
import { existsSync } from "node:fs";
import SearchDeveloperCaches from "../src/search-developer-caches";
import type { Session } from "../preview";
import { accessories, isolate, open, row } from "./commands/open";
import { fillHome, inHome } from "./developer-caches/lay-out";
import { hashTree } from "./support/tree";

// No other test has a daemon of these versions.
const old = ".gradle/wrapper/dists/gradle-5.0-bin/x/gradle-5.0/lib/a.jar";
const newest = ".gradle/wrapper/dists/gradle-5.1-bin/x/gradle-5.1/lib/a.jar";
const oldCache = ".gradle/caches/5.0/scripts/a.bin";
const newCache = ".gradle/caches/5.1/scripts/a.bin";
const modules = ".gradle/caches/modules-2/files-2.1/thing.jar";

async function openGradle(files: [path: string, bytes: number][]): Promise<{ home: string; session: Session }> {
  const home = isolate();
  fillHome(home, files);
  return { home, session: await open(SearchDeveloperCaches, { name: "search-developer-caches" }) };
}

const all: [string, number][] = [
  [old, 40_000],
  [newest, 50_000],
  [oldCache, 2_000],
  [newCache, 3_000],
  [modules, 5_000],
];

it("asks with the names and the sizes, clears just these, and the row has the rest", async () => {
  const { home, session } = await openGradle(all);
  await session.run("Clear Old Versions", "Gradle");
  expect(session.alert?.title).toBe("Clear Old Versions of Gradle (42.0 kB)?");
  expect(session.alert?.message).toContain("Gradle versions of wrappers gradle-5.0-bin (40.0 kB)");
  expect(session.alert?.message).toContain("Dependencies and build results 5.0 (2.0 kB)");
  expect(session.alert?.message).toContain("The newest of each stays.");
  const before = hashTree(home);
  await session.answer(false);
  expect(hashTree(home)).toEqual(before);
  await session.run("Clear Old Versions", "Gradle");
  await session.answer(true);
  expect(session.toast).toMatchObject({
    style: "success",
    title: "Cleared Old Versions of Gradle (42.0 kB Reclaimed)",
  });
  const there = [old, oldCache, newest, newCache, modules].map((path) => existsSync(inHome(home, path)));
  expect(there).toEqual([false, false, true, true, true]);
  expect(accessories(row(session, "Gradle"))).toContain("58.0 kB");
});

it("is not offered where all is the newest", async () => {
  const { session } = await openGradle([
    [newest, 50_000],
    [newCache, 3_000],
    [modules, 5_000],
  ]);
  await session.select("Gradle");
  expect(session.offeredActions().map(({ props }) => String(props.title))).not.toContain("Clear Old Versions");
});

it("says why nothing goes: a Playwright that notes nowhere who uses its browsers", async () => {
  const { session } = await openGradle([
    [".cache/ms-playwright/chromium-1091/INSTALLATION_COMPLETE", 10],
    [".cache/ms-playwright/chromium-1134/INSTALLATION_COMPLETE", 10],
  ]);
  await session.run("Clear Old Versions", "Playwright");
  expect(session.toast).toMatchObject({ style: "failure", title: "Cannot Clear Old Versions of Playwright" });
  expect(session.toast?.message).toContain("It could not be told whether it is in use.");
});
