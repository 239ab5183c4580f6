/** Clearing old versions of a tool from the map: offered where there are any, asked with their names and sizes. */
import { existsSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import SearchDeveloperCaches from "../src/search-developer-caches";
import type { Session } from "../preview";
import { accessories, isolate, open, row } from "./commands/open";
import { newNoteId, writeNote } from "../src/files/notes";
import { NOTE_VERSION } from "../src/interface/removal/act";
import { fillHome, inHome } from "./developer-caches/lay-out";
import { namelessShell } from "./support/pretend-program";
import { temporaryDirectory } from "./support/temporary";
import { hashTree } from "./support/tree";

// No other test has a daemon of these versions.
const old = ".gradle/wrapper/dists/gradle-5.0-bin/x/gradle-5.0/lib/a.jar";
const newest = ".gradle/wrapper/dists/gradle-5.1-bin/x/gradle-5.1/lib/a.jar";
const oldCache = ".gradle/caches/5.0/scripts/a.bin";
const newCache = ".gradle/caches/5.1/scripts/a.bin";
const modules = ".gradle/caches/modules-2/files-2.1/thing.jar";

const command = { name: "search-developer-caches" };

async function openGradle(files: [path: string, bytes: number][]): Promise<{ home: string; session: Session }> {
  const home = isolate();
  fillHome(home, files);
  return { home, session: await open(SearchDeveloperCaches, command) };
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

it("what was interrupted is continued with old versions alone, and not with what came since", async () => {
  const [home, dataFolder] = [isolate(), temporaryDirectory()];
  fillHome(home, all);
  const later = `${oldCache}.later`;
  fillHome(home, [[later, 7_000]]);
  const soon = Date.now() / 1000 + 3_600;
  utimesSync(inHome(home, later), soon, soon);
  const roots = [inHome(home, ".gradle/wrapper/dists"), inHome(home, ".gradle/caches")];
  mkdirSync(join(dataFolder, "support"));
  const head = {
    ...{ version: NOTE_VERSION, at: Date.now(), readAt: Date.now(), unit: "file", owner: { pid: 1 } },
    ...{ what: "Old Versions of Gradle", doing: "Clearing Old Versions of Gradle", planned: { bytes: 42_000 } },
    again: { kind: "tools", roots, isOfVersions: true },
  };
  writeNote(join(dataFolder, "support/acts"), newNoteId(), head);
  const session = await open(SearchDeveloperCaches, { ...command, dataFolder });
  await session.run("Continue", "Clearing Old Versions of Gradle");
  expect(session.alert?.title).toBe("Clear Old Versions of Gradle (42.0 kB)?");
  await session.answer(true);
  const there = [old, oldCache, newest, newCache, modules, later].map((path) => existsSync(inHome(home, path)));
  expect(there).toEqual([false, false, true, true, true, true]);
});

it("asks with what hf would prune, and prunes it by hf", async () => {
  const home = isolate();
  const repository = inHome(home, ".cache/huggingface/hub/models--org--name");
  fillHome(home, [
    [".cache/huggingface/hub/models--org--name/blobs/old", 40_000],
    [".cache/huggingface/hub/models--org--name/blobs/new", 50_000],
  ]);
  for (const [hash, blob] of Object.entries({ ["1".repeat(40)]: "old", ["2".repeat(40)]: "new" })) {
    mkdirSync(join(repository, "snapshots", hash), { recursive: true });
    symlinkSync(`../../blobs/${blob}`, join(repository, "snapshots", hash, "model.bin"));
  }
  mkdirSync(join(repository, "refs"));
  writeFileSync(join(repository, "refs/main"), "2".repeat(40));
  const hf = join(home, ".local/bin/hf");
  mkdirSync(dirname(hf), { recursive: true });
  writeFileSync(hf, `${namelessShell}\n[ "$1 $2" = "cache prune" ] && /bin/rm "$5/models--org--name/blobs/old"\n`, {
    mode: 0o755,
  });
  const session = await open(SearchDeveloperCaches, command);
  await session.run("Clear Old Revisions", "Hugging Face");
  expect(session.alert?.title).toBe("Clear Old Revisions of Hugging Face (40.0 kB)?");
  expect(session.alert?.message).toContain("models/org/name: 1 revision (40.0 kB)");
  await session.answer(true);
  expect(session.toast?.title).toBe("Cleared Old Revisions of Hugging Face (40.0 kB Reclaimed)");
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
