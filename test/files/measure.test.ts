/** What lies in a directory, and on its volume, as those see it who only look. */
import { execFileSync } from "node:child_process";
import {
  linkSync,
  lstatSync,
  mkdirSync,
  rmdirSync,
  rmSync,
  statfsSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { freedSince, freeSpaces, unfreedSince } from "../../src/files/free-space";
import { measure, nothingMeasured } from "../../src/files/measure";
import { exists, folderIdentity, namesIn, realPath } from "../../src/files/presence";
import { entriesIn, walk, walkDirectories, type FoundFile } from "../../src/files/walk";
import { mountVolume, noMounts } from "../support/mounts";
import { temporaryDirectory } from "../support/temporary";
import { itUnless } from "../support/unless";

const onWindows = process.platform === "win32" ? "Windows has no pipes that are files" : undefined;

function folderWith(files: Record<string, number>): string {
  const root = join(temporaryDirectory(), "root");
  for (const [path, size] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), "x".repeat(size));
  }
  return root;
}

const allocatedOf = (path: string) => {
  const { size, blocks } = lstatSync(path);
  return process.platform === "win32" ? size : blocks * 512;
};
const filesOf = (found: Iterable<FoundFile | undefined>) => [...found].filter((file) => file !== undefined);

describe("a measurement", () => {
  it("adds up each file once, and says what has names elsewhere", async () => {
    const root = folderWith({ own: 1, "a/twice": 10, "a/outside": 100, "b/thrice": 1000 });
    linkSync(join(root, "a/twice"), join(root, "b/twice"));
    linkSync(join(root, "a/outside"), join(dirname(root), "outside"));
    for (const name of ["c", "d"]) linkSync(join(root, "b/thrice"), join(root, name));
    const allocated = ["own", "a/twice", "a/outside", "c"].map((path) => allocatedOf(join(root, path)));
    const newest = 2_000_000_000;
    utimesSync(join(root, "own"), newest, newest);
    expect(await measure(root)).toEqual({
      ...{ bytes: 1111, shared: 100, files: 7, newestMs: newest * 1000, unreadable: [] },
      allocated: allocated.reduce((sum, bytes) => sum + bytes, 0),
      sharedAllocated: allocated[2],
    });
  });

  it("leaves out what is excluded, and what came later than it is told", async () => {
    const root = folderWith({ old: 1, "stays/other": 100 });
    const [old, later] = [join(root, "old"), join(root, "new")];
    const until = lstatSync(old).ctimeMs;
    // The system's clock of files moves in steps.
    do writeFileSync(later, "x".repeat(10));
    while (lstatSync(later).ctimeMs <= until);
    const exclude = (path: string) => path === "stays";
    const newestMs = lstatSync(old).mtimeMs;
    expect(await measure(root, { exclude })).toMatchObject({ bytes: 11, files: 2 });
    expect(await measure(root, { exclude, until })).toMatchObject({ bytes: 1, newestMs });
    // Whoever sets its time back does so later, too.
    utimesSync(later, 1000, 1000);
    expect(await measure(root, { exclude, until })).toMatchObject({ bytes: 1, newestMs });
  });

  it("of what does not exist is nothing, and half of one is none", async () => {
    expect(await measure(join(temporaryDirectory(), "nothing"))).toEqual(nothingMeasured());
    const signal = AbortSignal.abort(new Error("given up"));
    await expect(measure(folderWith({ a: 1 }), { signal })).rejects.toThrow("given up");
  });

  it("says how far it is, at most ten times a second", async () => {
    const root = folderWith(Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`${index}/file`, 10])));
    let now = 0;
    jest.spyOn(performance, "now").mockImplementation(() => (now += 10));
    const seen: { at: number; bytes: number; files: number }[] = [];
    await measure(root, { onProgress: (soFar) => seen.push({ ...soFar, at: now }) });
    jest.restoreAllMocks();
    expect(seen.length).toBeGreaterThan(1);
    for (const [index, { at, bytes, files }] of seen.entries()) {
      expect([bytes, files]).toEqual([files * 10, files]);
      expect(at - (seen[index - 1]?.at ?? 0)).toBeGreaterThan(100);
      expect(files).toBeGreaterThan(seen[index - 1]?.files ?? -1);
    }
  });

  it("names what cannot be read", async () => {
    const root = join(folderWith({ file: 1 }), "file");
    const { unreadable, files } = await measure(root);
    expect([unreadable.map(({ path, code }) => [path, code]), files]).toEqual([[[root, "ENOTDIR"]], 0]);
  });
});

describe("a walk", () => {
  it("finds files and links, parents first, and passes over what is excluded with all in it", () => {
    const root = folderWith({ "b/c/deep": 3, "b/mine/x": 1, "a/first": 2, top: 1 });
    symlinkSync("nowhere", join(root, "link"));
    const exclude = (path: string) => path === "b/mine";
    expect(filesOf(walk(root, { exclude })).map(({ path, type, size }) => [path, type, size])).toEqual([
      ["link", "link", 7],
      ["top", "file", 1],
      ["a/first", "file", 2],
      ["b/c/deep", "file", 3],
    ]);
    expect([...walkDirectories(root, { exclude })].map(({ path }) => path)).toEqual(["", "a", "b", "b/c"]);
    expect([...walk(root)].filter((file) => file === undefined)).toHaveLength(5);
  });

  itUnless(onWindows, "says of what is neither file nor link that it is something else", () => {
    const root = folderWith({ a: 1 });
    execFileSync("mkfifo", [join(root, "pipe")]);
    expect(filesOf(walk(root)).map(({ path, type }) => [path, type])).toEqual([
      ["a", "file"],
      ["pipe", "other"],
    ]);
    expect(entriesIn(root)).toEqual([
      { name: "a", type: "file" },
      { name: "pipe", type: "other" },
    ]);
  });

  it("tells of what it cannot read, not of what is gone", () => {
    const seen: unknown[] = [];
    const onUnreadable = (path: string, { code }: NodeJS.ErrnoException) => void seen.push([path, code]);
    const root = folderWith({ file: 1 });
    expect([...walk(join(root, "gone"), { onUnreadable }), ...walk(join(root, "file"), { onUnreadable })]).toEqual([]);
    expect(seen).toEqual([["", "ENOTDIR"]]);
    expect(entriesIn(join(root, "gone"))).toEqual([]);
  });
});

it("what cannot be looked at is not there", () => {
  const root = folderWith({ c: 1, a: 1, b: 1 });
  symlinkSync("nowhere", join(root, "link"));
  expect([exists(join(root, "a")), exists(join(root, "link")), exists(join(root, "x"))]).toEqual([true, true, false]);
  expect(exists(join(root, "a/below"))).toBe(false);
  expect([namesIn(root), namesIn(join(root, "x"))]).toEqual([["a", "b", "c", "link"], []]);
  expect([realPath(root), realPath(join(root, "link"))]).toEqual([root, undefined]);
  expect(folderIdentity(root)).not.toBe(folderIdentity(dirname(root)));
  expect(folderIdentity(join(root, "."))).toBe(folderIdentity(root));
  expect(folderIdentity(join(root, "x"))).toBeUndefined();
});

describe("free space", () => {
  it("is known once for each volume, and of the folder above where one is gone since", async () => {
    const root = folderWith({ "a/b/c": 1 });
    mkdirSync(join(root, "empty/deeper"), { recursive: true });
    const path = join(root, "empty/deeper");
    const spaces = await freeSpaces([join(root, "nothing"), path, root]);
    expect([...spaces.keys()]).toEqual([path]);
    rmdirSync(path);
    rmdirSync(dirname(path));
    // Others write to the volume meanwhile.
    expect(Math.abs(await freedSince(spaces))).toBeLessThan(5e9);
    expect(await freedSince(new Map([[path, 0]]))).toBeGreaterThan(1_000_000);
  });

  itUnless(noMounts, "is told of each volume by one path on it, and what came back on all of them", async () => {
    const [one, other] = [mountVolume(16 << 20), mountVolume(16 << 20)];
    const { bavail, bsize } = statfsSync(one);
    mkdirSync(join(one, "below"));
    const before = await freeSpaces([one, join(one, "below"), other, join(other, "none")]);
    expect([...before.keys()]).toEqual([one, other]);
    expect(Math.abs((before.get(one) ?? 0) - bavail * bsize)).toBeLessThan(100_000);
    writeFileSync(join(one, "file"), Buffer.alloc(4 << 20, 1));
    writeFileSync(join(other, "file"), Buffer.alloc(2 << 20, 1));
    const full = await freeSpaces([one, other]);
    expect(await freedSince(before)).toBe(-6 << 20);
    rmSync(join(one, "file"));
    expect(await freedSince(full)).toBe(4 << 20);
    // What cannot be asked for any more counts as it was.
    expect(await freedSince(new Map([...full, [join(other, "file/below"), 5]]))).toBe(4 << 20);
  });

  it("that did not grow by what was removed is worth a word where that is much", async () => {
    const [[path, free]] = await freeSpaces([temporaryDirectory()]);
    const TB = 1e12;
    expect(await unfreedSince(new Map(), 49_999_999)).toBeUndefined();
    expect(await unfreedSince(new Map(), 50_000_000)).toBe(50_000_000);
    expect(await unfreedSince(new Map([[path, free + 100 * TB]]), 49_999_999)).toBeUndefined();
    // More was free before: somebody has written meanwhile.
    expect(await unfreedSince(new Map([[path, free + 100 * TB]]), 50_000_000)).toBe(50_000_000);
    // Far less was: all of it has come back.
    expect(await unfreedSince(new Map([[path, free - 100 * TB]]), 50_000_000)).toBeUndefined();
  });
});
