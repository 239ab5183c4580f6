/** A removal in attempts: what each leaves to the next, and what is counted. */

import fs, {
  chmodSync,
  linkSync,
  mkdirSync,
  readdirSync,
  renameSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import timers from "node:timers/promises";
import {
  addRemoval,
  emptyRemoval,
  isStillThere,
  unlinkInAttempts,
  unlinking,
  type Job,
} from "../../src/files/attempts";
import { pruneAll } from "../../src/files/directories";
import { FileList } from "../../src/files/file-list";
import { runToEnd } from "../../src/files/tasks";
import { walk } from "../../src/files/walk";
import { isRoot } from "../support/child";
import { inTime } from "../support/in-time";
import { afterwards, temporaryDirectory } from "../support/temporary";
import { dyingAt, marking } from "../support/threads";
import { filesBelow } from "../support/tree";
import { itUnless, NOBODY, noNobody } from "../support/unless";

const onWindows = process.platform === "win32" ? "Windows has other permissions" : undefined;

/** So many files of two bytes, ten in a folder. */
function rootWith(count: number): { root: string; files: FileList } {
  const root = join(temporaryDirectory(), "root");
  for (let at = 0; at < count; at++) {
    const path = join(root, String(Math.floor(at / 10)), String(at));
    if (at % 10 === 0) mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, "xx");
  }
  const files = new FileList();
  for (const file of walk(root)) if (file) files.add(file);
  return { root, files };
}

interface Removed extends Job {
  /** How often progress was told. */
  told: number;
}

async function remove(root: string, files: FileList, options: Job["options"] = {}): Promise<Removed> {
  const job: Removed = {
    ...{ root, kept: new Set<string>(), options: { threads: 0, ...options }, result: emptyRemoval(), maybeEmpty: [] },
    told: 0,
    onProgress: () => void job.told++,
  };
  await inTime(unlinkInAttempts(job, files));
  return job;
}

it("what two removals did is added up, each number by itself", () => {
  const numbers = (from: number) => ({
    ...{ entries: from + 1, files: from + 2, directories: from + 3, bytes: from + 4, allocated: from + 5 },
    ...{ missing: from + 6, missingEntries: from + 7, changed: from + 8, changedEntries: from + 9 },
  });
  const failures = ["one", "other"].map((path) => ({ path, code: "EBUSY" as const, reason: "It is busy." }));
  const sum = { ...emptyRemoval(), ...numbers(10), failures: failures.slice(0, 1) };
  addRemoval(sum, { ...emptyRemoval(), ...numbers(100), failures: failures.slice(1) });
  const expected = Object.fromEntries(Object.entries(numbers(10)).map(([name, of]) => [name, 2 * of + 90]));
  expect(sum).toMatchObject({ ...expected, failures, stopped: false });
});

it("what is still there is what can be looked at, and what may not be", () => {
  const { root } = rootWith(1);
  const file = join(root, "0/0");
  symlinkSync("nowhere", join(root, "link"));
  expect([file, join(root, "link"), join(root, "none"), join(file, "below")].map(isStillThere)).toEqual([
    true,
    true,
    false,
    false,
  ]);
});

itUnless(onWindows ?? noNobody, "what may not be looked at is still there", () => {
  const { root } = rootWith(1);
  chmodSync(join(root, "0"), 0o600);
  if (isRoot) process.seteuid?.(NOBODY);
  afterwards(() => void (isRoot && process.seteuid?.(0)));
  expect(isStillThere(join(root, "0/0"))).toBe(true);
});

it("few files go in messages of fifty, more in larger ones, and progress is told after each", async () => {
  const { root, files } = rootWith(450);
  const sums: number[] = [];
  const log = { begin: () => {}, done: ({ files: gone }: { files: number }) => sums.push(gone) };
  const job = await remove(root, files, { log });
  expect(sums).toEqual([50, 100, 150, 200, 250, 300, 350, 400, 450]);
  expect(job).toMatchObject({ told: 9, result: { files: 450, bytes: 900, directories: 45, failures: [] } });
  expect(filesBelow(root)).toEqual([]);
  const more = rootWith(2_000);
  expect(await remove(more.root, more.files)).toMatchObject({ told: 20, result: { files: 2_000 } });
});

it("no directory is tried in two messages, which threads may do at the same moment, and all are gone in the end", async () => {
  const root = join(temporaryDirectory(), "root");
  for (let at = 0; at < 300; at++) {
    const folder = join(root, ...[100, 10, 1].map((size) => `${Math.floor(at / size)}`));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "file"), "xx");
  }
  const files = new FileList();
  for (const file of walk(root)) if (file) files.add(file);
  const tried = [new Set<string>()];
  const { rmdirSync } = fs;
  const removing = jest.spyOn(fs, "rmdirSync").mockImplementation((path) => {
    tried.at(-1)?.add(String(path));
    rmdirSync(path);
  });
  afterwards(() => removing.mockRestore());
  const log = { begin: () => {}, done: () => void tried.push(new Set()) };
  const { result, maybeEmpty } = await remove(root, files, { log });
  const all = tried.flatMap((one) => [...one]);
  expect(tried).toHaveLength(7);
  expect(all).toHaveLength(new Set(all).size);
  expect(result.directories + runToEnd(pruneAll(root, maybeEmpty, new Set()))).toBe(300 + 30 + 3);
  expect(readdirSync(root)).toEqual([]);
});

it("of a file with several names all are counted once the last has gone, also where it is only said what would", async () => {
  const { root } = rootWith(300);
  linkSync(join(root, "0/0"), join(root, "29/again"));
  const files = new FileList();
  for (const file of walk(root)) if (file) files.add(file);
  const dry = await remove(root, files, { dryRun: true });
  expect(filesBelow(root)).toHaveLength(301);
  const { result } = await remove(root, files);
  expect(result).toMatchObject({ files: 301, bytes: 600 });
  expect([dry.result.files, dry.result.bytes]).toEqual([301, 600]);
});

it("what its log throws ends it, and is told", async () => {
  const { root, files } = rootWith(450);
  const done = () => {
    throw new Error("no room");
  };
  const { result } = await remove(root, files, { log: { begin: () => {}, done } });
  expect(result.failures).toMatchObject([{ path: root, reason: expect.stringContaining("no room") as string }]);
  expect(filesBelow(root)).toHaveLength(400);
});

it("nothing is waited for where nothing is left", async () => {
  const { root, files } = rootWith(3);
  linkSync(join(root, "0/0"), join(root, "again"));
  const waiting = jest.spyOn(timers, "setTimeout");
  afterwards(() => waiting.mockRestore());
  const { result } = await remove(root, files);
  expect(result).toMatchObject({ files: 3, failures: [] });
  // But for what bounds this test.
  expect(waiting.mock.calls.filter(([ms = 0]) => ms < 1000)).toEqual([]);
});

it("nothing is begun after an abort", async () => {
  const { root, files } = rootWith(3);
  const { result } = await remove(root, files, { signal: AbortSignal.abort() });
  expect([result.files, filesBelow(root).length]).toEqual([0, 3]);
});

it.each([
  [300, 1],
  [401, 2],
  [1201, 4],
  [3000, 6],
])("as many threads as have enough to do, at most six: %i files, %i threads", async (count, threads) => {
  const { root, files } = rootWith(count);
  const marks = temporaryDirectory();
  const replaced = jest.replaceProperty(unlinking, "source", marking(marks) + unlinking.source);
  afterwards(() => void replaced.restore());
  const job = await remove(root, files, { threads: undefined, headStartMs: 0 });
  expect(filesBelow(marks)).toHaveLength(threads);
  expect(job.result).toMatchObject({ files: count, failures: [] });
});

it.each([2, 4])("what a thread did that died in message %i is counted, and the rest is done", async (message) => {
  const { root, files } = rootWith(1000);
  const [gone, changed] = [join(root, "0/0"), join(root, "0/1")];
  unlinkSync(gone);
  renameSync(changed, join(root, "elsewhere"));
  writeFileSync(changed, "other");
  const replaced = jest.replaceProperty(
    unlinking,
    "source",
    dyingAt("unlinkSync", 200 * message - 50) + unlinking.source,
  );
  afterwards(() => void replaced.restore());
  const { result } = await remove(root, files, { threads: 1, headStartMs: 0 });
  expect(filesBelow(root)).toEqual(["0/1", "elsewhere"]);
  expect(result).toMatchObject({ changed: 1, missing: 1, files: 998, entries: 998, bytes: 1996, failures: [] });
});

it.each([450, 451])("what belonged together when a thread died is done together: at file %i", async (call) => {
  const { root, files: listed } = rootWith(1000);
  const all = [...listed];
  const files = new FileList();
  for (let at = 0; at < all.length; at += 2) files.addGroup(all.slice(at, at + 2));
  const replaced = jest.replaceProperty(unlinking, "source", dyingAt("unlinkSync", call) + unlinking.source);
  afterwards(() => void replaced.restore());
  const { result } = await remove(root, files, { threads: 1, headStartMs: 0 });
  expect(filesBelow(root)).toEqual([]);
  expect(result).toMatchObject({ entries: 500, files: 1000, bytes: 2000, missing: 0, failures: [] });
});
