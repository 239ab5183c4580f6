/** What a removal does, and what it says it did. */

import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, sep } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { FileList } from "../../src/files/file-list";
import { addRemoval, logAfter, unlinking } from "../../src/files/attempts";
import { clearDirectory, removeFiles, type RemovalProgress } from "../../src/files/remove-files";
import { unlinkFiles, type Unlinked } from "../../src/files/unlink";
import { changedAt, walk } from "../../src/files/walk";
import { mountVolume, noMounts } from "../support/mounts";
import { afterwards, temporaryDirectory } from "../support/temporary";
import { runSteps } from "../support/steps";
import { dyingAt, marking } from "../support/threads";
import { compareTrees, filesBelow, hashTree, sumOfSizes } from "../support/tree";
import { fewerUnderWine, itUnless, NOBODY, noSuperuser } from "../support/unless";

/** Windows does not tell how many blocks a file has. */
function allocatedOf(path: string): number {
  const { size, blocks } = lstatSync(path);
  return process.platform === "win32" ? size : blocks * 512;
}

/** Writes files of the given sizes below a new root. */
function rootWith(files: Record<string, number>): string {
  const root = join(temporaryDirectory(), "cache", "http-v2");
  mkdirSync(root, { recursive: true });
  for (const [path, size] of Object.entries(files)) write(root, path, size);
  return root;
}

function write(root: string, path: string, size: number): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), Buffer.alloc(size, "y"));
}

/** The files of a root, in groups of those given, the rest one by one. */
function list(root: string, groups: string[][] = []): FileList {
  const found = new Map([...walk(root)].flatMap((file) => (file ? [[file.path, file] as const] : [])));
  const files = new FileList();
  for (const group of groups) {
    files.addGroup(group.map((path) => found.get(path) ?? { path, size: 0, mtimeMs: 0, inode: 0 }));
    for (const path of group) found.delete(path);
  }
  for (const file of found.values()) files.add(file);
  return files;
}

describe("a file that was named, in a directory that is no cache", () => {
  it("goes, and nothing else there", async () => {
    const root = temporaryDirectory();
    for (const path of ["selfcheck.json", "letter.txt", "folder/letter.txt"]) write(root, path, 5);
    mkdirSync(join(root, "empty"));
    const before = { ...process.env };
    Object.assign(process.env, { HOME: root, USERPROFILE: root });
    afterwards(() => {
      process.env = before;
    });
    const files = new FileList();
    for (const file of list(root)) if (file.path === "selfcheck.json") files.add(file);
    await expect(removeFiles(root, files)).rejects.toThrow("Refused to remove");
    expect(await removeFiles(root, files, { isNamed: true })).toMatchObject({ files: 1, bytes: 5, failures: [] });
    expect([...hashTree(root).keys()].sort()).toEqual(["empty", "folder", "folder/letter.txt", "letter.txt"]);
  });

  it("is refused below it, or where a link leads there", async () => {
    const root = temporaryDirectory();
    write(root, "folder/letter.txt", 5);
    await expect(removeFiles(root, list(root), { isNamed: true })).rejects.toThrow(
      `${join(root, "folder/letter.txt")}: it does not lie in the directory itself.`,
    );
    await expect(removeFiles("folder", new FileList(), { isNamed: true })).rejects.toThrow("the path is relative.");
    const link = join(temporaryDirectory(), "link");
    symlinkSync(join(root, "folder"), link);
    const named = list(join(root, "folder"));
    await expect(removeFiles(link, named, { isNamed: true })).rejects.toThrow("not a directory");
    expect(existsSync(join(root, "folder/letter.txt"))).toBe(true);
  });
});

describe("a thread that dies while it removes", () => {
  afterEach(() => jest.restoreAllMocks());

  it("leaves the rest to others, and what it did is counted", async () => {
    const length = fewerUnderWine(2500, 1000);
    const names = Array.from({ length }, (_, index) => `${index % 50}/${index}`);
    const root = rootWith(Object.fromEntries(names.map((name, index) => [name, index % 7])));
    const bytes = sumOfSizes(root);
    jest.replaceProperty(unlinking, "source", dyingAt("unlinkSync", 350) + unlinking.source);
    const removal = await removeFiles(root, list(root), { threads: 2, headStartMs: 0 });
    expect(filesBelow(root)).toEqual([]);
    expect(removal).toMatchObject({ files: length, bytes, missing: 0, changed: 0, failures: [] });
  });

  it("counts the bytes exactly where something had been gone before", async () => {
    const names = Array.from({ length: 1000 }, (_, index) => `${index % 20}/${index}`);
    const root = rootWith(Object.fromEntries(names.map((name, index) => [name, 1000 + index])));
    const files = list(root);
    // In the first message, which the thread lives to tell of.
    unlinkSync(join(root, [...files][0].path));
    const bytes = sumOfSizes(root);
    jest.replaceProperty(unlinking, "source", dyingAt("unlinkSync", 450) + unlinking.source);
    const removal = await removeFiles(root, files, { threads: 1, headStartMs: 0 });
    expect(filesBelow(root)).toEqual([]);
    expect(removal).toMatchObject({ files: 999, bytes, missing: 1, failures: [] });
  });

  itUnless(noSuperuser, "counts what it did also where a folder cannot be entered", async () => {
    const names = Array.from({ length: 2500 }, (_, index) => `${index % 50}/${index}`);
    const root = rootWith(Object.fromEntries(names.map((name, index) => [name, index % 7])));
    const files = list(root);
    execFileSync("chown", ["-R", String(NOBODY), dirname(dirname(root))]);
    // Not ours: what is, would be opened.
    execFileSync("chown", ["0", join(root, "49")]);
    chmodSync(join(root, "49"), 0);
    jest.replaceProperty(unlinking, "source", dyingAt("unlinkSync", 350) + unlinking.source);
    process.seteuid?.(NOBODY);
    afterwards(() => process.seteuid?.(0));
    const removal = await removeFiles(root, files, { threads: 2, headStartMs: 0 });
    expect(removal).toMatchObject({ files: 2450, missing: 0, changed: 0 });
    expect(removal.failures).toHaveLength(50);
    expect(removal.failures[0]).toMatchObject({ code: "EACCES" });
  });
});

describe("a removal", () => {
  it("unlinks what was listed and prunes what it leaves empty, but not the root", async () => {
    const root = rootWith({ "a/b/c/one": 10, "a/b/d/two": 20, "e/three": 30, top: 5 });
    const removal = await removeFiles(root, list(root));
    expect(removal).toMatchObject({ files: 4, bytes: 65, directories: 5, missing: 0, changed: 0, failures: [] });
    expect(removal.stopped).toBe(false);
    expect(readdirSync(root)).toEqual([]);
  });

  it("leaves everything else as it is, with the directories it lies in", async () => {
    const root = rootWith({ "a/b/c/one": 10, "a/b/d/two": 20, "a/x": 30 });
    const before = hashTree(root);
    const removal = await removeFiles(
      root,
      list(root).filter(({ path }) => path === "a/b/c/one"),
    );
    expect(removal).toMatchObject({ files: 1, bytes: 10, directories: 1 });
    expect(compareTrees(before, hashTree(root))).toEqual({ gone: ["a/b/c", "a/b/c/one"], added: [], changed: [] });
  });

  it("does not touch a file that is not the one that was listed: written to, replaced, or touched", async () => {
    const root = rootWith({ appended: 10, replaced: 10, touched: 10, same: 10 });
    const touch = (name: string, seconds: number) => utimesSync(join(root, name), seconds, seconds);
    for (const name of readdirSync(root)) touch(name, 1e9);
    const files = list(root);
    appendFileSync(join(root, "appended"), "x");
    touch("appended", 1e9);
    writeFileSync(join(root, "new"), Buffer.alloc(10, "z"));
    renameSync(join(root, "new"), join(root, "replaced"));
    touch("replaced", 1e9);
    touch("touched", 1e9 + 1);
    expect(await removeFiles(root, files)).toMatchObject({ files: 1, bytes: 10, changed: 3, failures: [] });
    expect(filesBelow(root)).toEqual(["appended", "replaced", "touched"]);
  });

  it("does not touch a directory that has taken the place of a file", async () => {
    const root = rootWith({ file: 10 });
    const files = list(root);
    unlinkSync(join(root, "file"));
    mkdirSync(join(root, "file"));
    expect(await removeFiles(root, files)).toMatchObject({ files: 0, changed: 1 });
    expect(readdirSync(root)).toEqual(["file"]);
  });

  it("counts what is gone already as neither reclaimed nor failed, and prunes above it", async () => {
    const root = rootWith({ "a/b/one": 10, "a/b/two": 20, "c/three": 30 });
    const files = list(root);
    unlinkSync(join(root, "a/b/one"));
    rmSync(join(root, "c"), { recursive: true });
    writeFileSync(join(root, "c"), "a file where a directory was");
    const removal = await removeFiles(root, files);
    expect(removal).toMatchObject({ files: 1, bytes: 20, missing: 2, directories: 2, failures: [] });
    expect(removal).toMatchObject({ entries: 1, missingEntries: 2, changedEntries: 0 });
    expect(readdirSync(root)).toEqual(["c"]);
  });

  it("of a root that is gone has nothing to do", async () => {
    const root = rootWith({ one: 10 });
    const files = list(root);
    rmSync(root, { recursive: true });
    expect(await removeFiles(root, files)).toMatchObject({
      files: 0,
      bytes: 0,
      missing: 1,
      failures: [],
      stopped: false,
    });
  });

  it("unlinks links and pipes, and nothing that a link leads to", async () => {
    const root = rootWith({ "a/file": 10 });
    const outside = join(dirname(root), "outside");
    mkdirSync(outside);
    writeFileSync(join(outside, "precious"), "precious");
    symlinkSync(outside, join(root, "a", "link"));
    symlinkSync(".", join(root, "a", "self"));
    symlinkSync("nowhere", join(root, "dangling"));
    execFileSync("mkfifo", [join(root, "pipe")]);
    const before = hashTree(outside);
    const removal = await removeFiles(root, list(root));
    expect(removal).toMatchObject({ files: 5, bytes: 10 + outside.length + 1 + "nowhere".length, failures: [] });
    expect(readdirSync(root)).toEqual([]);
    expect(hashTree(outside)).toEqual(before);
  });

  itUnless(noMounts, "leaves what lies on a volume that is mounted in it", async () => {
    const root = rootWith({ "a/one": 10, "b/two": 20 });
    execFileSync("mount", ["--bind", mountVolume(1 << 20), join(root, "a")]);
    afterwards(() => void execFileSync("umount", [join(root, "a")]));
    write(root, "a/precious", 30);
    const removal = await removeFiles(root, list(root));
    expect(removal).toMatchObject({ files: 1, bytes: 20 });
    expect(removal.failures).toEqual([
      { path: join(root, "a/precious"), code: "REFUSED", reason: "Refused: another volume is mounted there." },
    ]);
    expect(filesBelow(root)).toEqual(["a/precious"]);
  });

  it.each([0, 2])("counts a file with several names once, when the last goes (%i threads)", async (threads) => {
    const root = rootWith({ "a/one": 1000, "b/two": 300 });
    const names = fewerUnderWine(500);
    for (let index = 0; index < names; index++) {
      mkdirSync(join(root, `d${index % 10}`), { recursive: true });
      linkSync(join(root, "a/one"), join(root, `d${index % 10}`, `${index}`));
    }
    linkSync(join(root, "b/two"), join(dirname(root), "elsewhere"));
    const files = list(root);
    for (const dryRun of [true, false]) {
      const removal = await removeFiles(root, files, { threads, headStartMs: 0, dryRun });
      expect(removal).toMatchObject({ bytes: 1000, files: names + 2 });
      expect(removal.linked.shared).toBe(300);
    }
    expect(readdirSync(root)).toEqual([]);
  });

  it("knows the last name of a file also where the others went in removals before it", async () => {
    const [one, two] = [rootWith({ "a/one": 1000, "a/single": 1 }), rootWith({ "a/single": 2 })];
    linkSync(join(one, "a/one"), join(two, "a/again"));
    const sum = await removeFiles(one, list(one));
    expect([sum.bytes, sum.linked.shared]).toEqual([1, 1000]);
    addRemoval(sum, await removeFiles(two, list(two), { afterOthers: true }));
    expect([sum.bytes, sum.linked.shared]).toEqual([1003, 0]);
  });

  it("says in blocks what the volume gets back", async () => {
    const root = rootWith({ a: 1, b: 100_000 });
    const blocks = ["a", "b"].reduce((sum, name) => sum + allocatedOf(join(root, name)), 0);
    expect(await removeFiles(root, list(root))).toMatchObject({ bytes: 100_001, allocated: blocks });
  });

  it("that is a dry run goes the same way, says the same, and changes nothing", async () => {
    const root = rootWith({ "a/one": 10, "a/two": 20, "b/three": 30 });
    linkSync(join(root, "a/one"), join(root, "a/again"));
    const files = list(root);
    utimesSync(join(root, "b/three"), 1e9, 1e9);
    const before = hashTree(root);
    const dry = await removeFiles(root, files, { dryRun: true, sweep: true });
    expect(compareTrees(before, hashTree(root))).toEqual({ gone: [], added: [], changed: [] });
    expect(dry).toMatchObject({ files: 3, bytes: 30, changed: 1, directories: 0 });
    const { allocated, ...real } = await removeFiles(root, files, { sweep: true });
    expect({ ...dry, directories: 1 }).toEqual({ ...real, allocated });
  });

  it("that is a dry run removes no directory, though one is empty by now, or was", async () => {
    const root = rootWith({ "a/one": 10, "b/two": 20 });
    mkdirSync(join(root, "empty/er"), { recursive: true });
    const files = list(root);
    unlinkSync(join(root, "a/one"));
    expect(await removeFiles(root, files, { dryRun: true, sweep: true })).toMatchObject({ missing: 1, directories: 0 });
    expect(readdirSync(root).sort()).toEqual(["a", "b", "empty"]);
    expect(await clearDirectory(root, { dryRun: true })).toMatchObject({ files: 1, directories: 0 });
    expect(readdirSync(root).sort()).toEqual(["a", "b", "empty"]);
    expect(readdirSync(join(root, "empty"))).toEqual(["er"]);
  });

  it("leaves a file with several names to one thread, which alone can count the last of them", () => {
    const root = rootWith({ "a/one": 1000, "b/single": 1 });
    linkSync(join(root, "a/one"), join(root, "b/again"));
    const files = list(root);
    const unlink = (again: boolean, listed: FileList) =>
      runSteps(
        unlinkFiles(
          { root, files: listed.toColumns(), kept: new Set(), dryRun: false, again },
          { stopped: () => false, relieved: () => false },
        ),
      ).value as Unlinked;
    const first = unlink(false, files);
    expect(first).toMatchObject({ files: 1, bytes: 1, failures: [] });
    expect(filesBelow(root)).toEqual(["a/one", "b/again"]);
    const left = FileList.from(first.retry);
    expect([...left].map(({ path }) => path).sort()).toEqual(["a/one", "b/again"]);
    expect(unlink(true, left)).toMatchObject({ files: 2, bytes: 1000 });
  });

  it.each([0, 1, 2])("uses as many threads as it is told to: %i", async (threads) => {
    const root = rootWith(Object.fromEntries(Array.from({ length: 600 }, (_, index) => [`${index % 9}/${index}`, 1])));
    const marks = temporaryDirectory();
    const replaced = jest.replaceProperty(unlinking, "source", marking(marks) + unlinking.source);
    afterwards(() => void replaced.restore());
    expect(await removeFiles(root, list(root), { threads, headStartMs: 0 })).toMatchObject({
      files: 600,
      failures: [],
    });
    expect(readdirSync(marks)).toHaveLength(threads);
  });

  it("goes on after a failure, and says which file stayed and why", async () => {
    const root = rootWith({ "a/b": 20 });
    const removal = await removeFiles(root, list(root, [["a/../a/c"]]));
    const reason = "Refused: the path is not a plain one.";
    expect(removal).toMatchObject({ files: 1, bytes: 20 });
    expect(removal.failures).toEqual([{ path: `${root}/a/../a/c`.replaceAll("/", sep), code: "REFUSED", reason }]);
  });

  itUnless(
    process.platform === "win32" ? "Windows has no such names" : undefined,
    "takes names with control characters as it takes others, and looks at each just as closely",
    async () => {
      const names = [
        "a/\u0007bell",
        "a/new\nline",
        "a/\u001b]0;title\u0007",
        "\u007f/\u0001/x",
        "tab\t.whl",
        "a/\u009bm",
      ];
      const root = rootWith({ ...Object.fromEntries(names.map((name) => [name, 10])), "a/\rchanged": 1 });
      const files = list(root);
      appendFileSync(join(root, "a/\rchanged"), "since");
      const removal = await removeFiles(root, files);
      expect(removal).toMatchObject({ files: names.length, bytes: 60, changed: 1, failures: [] });
      expect(filesBelow(root)).toEqual(["a/\rchanged"]);
    },
  );
});

describe("files that belong together", () => {
  const entry = [["a/header", "a/body"]];

  it("go in order", async () => {
    const root = rootWith({ "a/body": 10, "a/header": 1 });
    expect(await removeFiles(root, list(root, entry))).toMatchObject({ entries: 1, files: 2, bytes: 11 });
  });

  it("are never parted by a pause, nor where it is to stop", () => {
    const root = rootWith({ "a/body": 10, "a/header": 1, "b/body": 20, "b/header": 2 });
    const message = {
      root,
      files: list(root, [...entry, ["b/header", "b/body"]]).toColumns(),
      kept: new Set<string>(),
    };
    const steps = unlinkFiles(
      { ...message, dryRun: false, again: false },
      { stopped: () => !existsSync(join(root, "a/header")), relieved: () => false },
    );
    steps.next();
    expect(filesBelow(root)).toEqual(["b/body", "b/header"]);
    expect(runSteps(steps).value).toMatchObject({ entries: 1, files: 2, bytes: 11 });
    expect(filesBelow(root)).toEqual(["b/body", "b/header"]);
  });

  it("stay together when the first is another one by now", async () => {
    const root = rootWith({ "a/body": 10, "a/header": 1, "b/other": 5 });
    const files = list(root, entry);
    appendFileSync(join(root, "a/header"), "rewritten");
    expect(await removeFiles(root, files)).toMatchObject({
      entries: 1,
      files: 1,
      bytes: 5,
      changed: 2,
      changedEntries: 1,
      failures: [],
    });
    expect(filesBelow(root)).toEqual(["a/body", "a/header"]);
  });

  it("stay together when the first may not go, each with its reason", async () => {
    const root = rootWith({ "a/body": 10 });
    const removal = await removeFiles(root, list(root, [["a/./header", "a/body"]]));
    expect(removal).toMatchObject({ files: 0, bytes: 0 });
    expect(removal.failures.map(({ reason }) => reason)).toEqual([
      "Refused: the path is not a plain one.",
      "It stays with header, which it belongs to.",
    ]);
  });

  it("wait for each other in another attempt, and for nothing else", async () => {
    const root = rootWith({ "a/body": 10, "a/header": 1, "b/body": 20, "b/header": 2 });
    const elsewhere = temporaryDirectory();
    for (const path of ["a/header", "b/body"]) linkSync(join(root, path), join(elsewhere, path.replace("/", "-")));
    const files = list(root, [...entry, ["b/header", "b/body"]]);
    let isFirst = true;
    const onProgress = () => {
      // After the first attempt, which leaves what has several names.
      if (isFirst) appendFileSync(join(root, "a/header"), "rewritten");
      isFirst = false;
    };
    const removal = await removeFiles(root, files, { threads: 0, onProgress });
    expect(filesBelow(root)).toEqual(["a/body", "a/header"]);
    expect(removal).toMatchObject({ entries: 1, files: 2, changed: 2, changedEntries: 1, failures: [] });
  });

  it("do not wait for a first one that is gone already", async () => {
    const root = rootWith({ "a/body": 10, "a/header": 1 });
    const files = list(root, entry);
    unlinkSync(join(root, "a/header"));
    expect(await removeFiles(root, files)).toMatchObject({
      entries: 1,
      files: 1,
      bytes: 10,
      missing: 1,
      missingEntries: 0,
    });
  });

  it("count as gone by us where only the second was gone already", async () => {
    const root = rootWith({ "a/body": 10, "a/header": 1 });
    const files = list(root, entry);
    unlinkSync(join(root, "a/body"));
    const removal = await removeFiles(root, files);
    expect(removal).toMatchObject({ entries: 1, files: 1, bytes: 1, missing: 1, missingEntries: 0 });
  });

  it("go together when the first has another name", async () => {
    const root = rootWith({ "a/body": 10, "a/header": 1 });
    linkSync(join(root, "a/header"), join(dirname(root), "elsewhere"));
    const removal = await removeFiles(root, list(root, entry));
    expect(removal).toMatchObject({ entries: 1, files: 2, bytes: 10 });
    expect(removal.linked.shared).toBe(1);
  });
});

describe("directories", () => {
  it("that were empty before go only in a sweep, chains of them too", async () => {
    const root = rootWith({ "a/one": 1 });
    for (let index = 0; index < 300; index++)
      mkdirSync(join(root, "e", `${index % 7}`, `${index}`), { recursive: true });
    expect(await removeFiles(root, list(root))).toMatchObject({ directories: 1 });
    expect(readdirSync(root)).toEqual(["e"]);
    expect(await removeFiles(root, list(root), { sweep: true })).toMatchObject({ directories: 308, files: 0 });
    expect(readdirSync(root)).toEqual([]);
  });

  it("that were still in use when their last file went go in the end", async () => {
    const root = rootWith({ "a/b/one": 1, "a/b/two": 1, "a/c/three": 1, "d/four": 1 });
    const files = list(root);
    write(root, "a/b/foreign", 1);
    write(root, "d/foreign", 1);
    const done = () => unlinkSync(join(root, "a/b/foreign"));
    expect(await removeFiles(root, files, { log: { begin: () => {}, done } })).toMatchObject({ directories: 3 });
    expect(filesBelow(root)).toEqual(["d/foreign"]);
  });

  it("that are young stay, with those above them, though what was in them went", async () => {
    const root = rootWith({ "old/leaf/one": 1, "young/leaf/two": 2 });
    mkdirSync(join(root, "old/empty"));
    mkdirSync(join(root, "young/empty"));
    const old = new Date(Date.now() - 7_200_000);
    for (const path of ["old/leaf", "old/empty", "old", "young"]) utimesSync(join(root, path), old, old);
    const removal = await removeFiles(root, list(root), { keepYoungerThanMs: 3_600_000, sweep: true });
    expect(removal).toMatchObject({ files: 2, bytes: 3, directories: 3, failures: [] });
    expect([...hashTree(root).keys()]).toEqual(["young", "young/empty", "young/leaf"]);
  });

  it("that are excluded are swept neither, nor what is in them", async () => {
    const root = rootWith({ "a/one": 1 });
    mkdirSync(join(root, "keep/empty"), { recursive: true });
    await removeFiles(root, list(root), { sweep: true, exclude: (path) => path === "keep" });
    expect([...hashTree(root).keys()]).toEqual(["keep", "keep/empty"]);
  });
});

describe("clearing a directory", () => {
  it.each([0, 2])("removes all that is in it but what is excluded (%i threads)", async (threads) => {
    const length = fewerUnderWine(1000);
    const files = Array.from({ length }, (_, index) => [`${index % 16}/${index % 7}/${index}/f`, index % 50]);
    const root = rootWith({ ...(Object.fromEntries(files) as Record<string, number>), "mine/settings": 9 });
    const bytes = sumOfSizes(root) - 9;
    const exclude = (path: string) => path === "mine";
    const removal = await clearDirectory(root, { exclude, threads, headStartMs: 0 });
    expect(removal).toMatchObject({ files: length, bytes, failures: [], stopped: false });
    expect([...hashTree(root).keys()]).toEqual(["mine", "mine/settings"]);
  });

  it("that is reached through a link above it clears what the link leads to", async () => {
    const root = rootWith({ "a/one": 1 });
    const way = join(temporaryDirectory(), "way");
    symlinkSync(dirname(root), way);
    expect(await clearDirectory(join(way, "http-v2"))).toMatchObject({ files: 1, bytes: 1 });
    expect(readdirSync(root)).toEqual([]);
  });

  it("leaves what came later than it is told, and folders that hold such, and takes empty ones", async () => {
    const root = rootWith({ "a/old": 1, "b/old": 2, "c/just": 8 });
    mkdirSync(join(root, "empty/deeper"), { recursive: true });
    for (const path of ["a/old", "b/old", "c/just"]) utimesSync(join(root, path), 1000, 1000);
    const until = Math.max(...["a/old", "b/old", "c/just"].map((path) => changedAt(lstatSync(join(root, path)))));
    // The system's clock of files moves in steps.
    do writeFileSync(join(root, "b/new"), "new");
    while (changedAt(lstatSync(join(root, "b/new"))) <= until);
    writeFileSync(join(root, "b/moved"), "moved");
    // Whoever moves or restores files keeps the time they had.
    utimesSync(join(root, "b/moved"), 1000, 1000);
    expect(await clearDirectory(root, { until })).toMatchObject({ files: 3, bytes: 11, directories: 4 });
    expect([...hashTree(root).keys()].sort()).toEqual(["b", "b/moved", "b/new"]);
  });

  it("that is to stop before anything was looked at was stopped", async () => {
    const root = rootWith({ "a/one": 1 });
    expect(await clearDirectory(root, { signal: AbortSignal.abort() })).toMatchObject({ files: 0, stopped: true });
    expect(filesBelow(root)).toEqual(["a/one"]);
  });

  it("that does not exist is clear", async () => {
    expect(await clearDirectory(join(temporaryDirectory(), "nothing"))).toMatchObject({ files: 0, failures: [] });
  });
});

describe("progress and stopping", () => {
  const count = fewerUnderWine(800);

  /** Entries of header and body, in as many directories. */
  function entries(count: number): { root: string; files: FileList } {
    const groups = Array.from({ length: count }, (_, index) => {
      const directory = `${index % 16}/${index % 10}/${index}`;
      return [`${directory}/key`, `${directory}/key.body`];
    });
    const sizes = groups.flatMap(([header, body], index) => [[header, 7] as const, [body, index % 300] as const]);
    const root = rootWith(Object.fromEntries(sizes));
    return { root, files: list(root, groups) };
  }

  it.each([0, 2])(
    "progress only grows, is reported at most ten times a second, and ends at the end (%i threads)",
    async (threads) => {
      const { root, files } = entries(count);
      const seen: (RemovalProgress & { at: number })[] = [];
      // A clock that goes on whenever somebody looks: how late one is heard here, nobody knows.
      let now = 0;
      const onProgress = (progress: RemovalProgress) => void seen.push({ ...progress, at: now });
      const clock = jest.spyOn(performance, "now").mockImplementation(() => (now += 20));
      afterwards(() => clock.mockRestore());
      const { bytes } = await removeFiles(root, files, { onProgress, threads, headStartMs: 0 });
      expect(seen.at(-1)).toMatchObject({ entries: count, bytes, totalEntries: count, totalBytes: bytes });
      for (const [index, { entries, bytes, at }] of seen.entries()) {
        if (index === 0) continue;
        expect(entries).toBeGreaterThanOrEqual(seen[index - 1].entries);
        expect(bytes).toBeGreaterThanOrEqual(seen[index - 1].bytes);
        if (index < seen.length - 1) expect(at - seen[index - 1].at).toBeGreaterThanOrEqual(100);
      }
      expect(seen.length).toBeGreaterThan(2);
    },
  );

  it.each([
    { threads: 0, after: [0, 3, 30] },
    { threads: 2, after: [0, 3, 30] },
  ])(
    "stopping leaves whole entries or bodies alone, and what was reported is gone ($threads threads)",
    async ({ threads, after }) => {
      for (const ms of after) {
        const { root, files } = entries(count);
        const before = sumOfSizes(root);
        const stop = new AbortController();
        const removing = removeFiles(root, files, { signal: stop.signal, threads, headStartMs: 0 });
        await delay(ms);
        stop.abort();
        const removal = await removing;
        const left = new Set(filesBelow(root));
        expect(removal.bytes).toBe(before - sumOfSizes(root));
        expect(removal).toMatchObject({
          files: count * 2 - left.size,
          stopped: left.size > 0,
          failures: [],
          missing: 0,
        });
        const headers = [...left].filter((path) => !path.endsWith(".body"));
        expect(headers.filter((path) => !left.has(`${path}.body`))).toEqual([]);
      }
    },
  );

  it("that is aborted before it begins removes nothing", async () => {
    const { root, files } = entries(3);
    const removal = await removeFiles(root, files, { signal: AbortSignal.abort() });
    expect(removal).toMatchObject({ files: 0, bytes: 0, stopped: true });
    expect(filesBelow(root)).toHaveLength(6);
  });

  it("progress ends with all that went, of all that was to go", async () => {
    const { root, files } = entries(3);
    const seen: RemovalProgress[] = [];
    await removeFiles(root, files, { onProgress: (progress) => seen.push(progress) });
    expect(seen.at(-1)).toEqual({ entries: 3, bytes: 24, totalEntries: 3, totalBytes: 24 });
    seen.length = 0;
    await removeFiles(root, new FileList(), { onProgress: (progress) => seen.push(progress) });
    expect(seen).toEqual([{ entries: 0, bytes: 0, totalEntries: 0, totalBytes: 0 }]);
  });

  it("progress is told of a tenth of a second after it was told last, and at the end", async () => {
    const root = rootWith(Object.fromEntries(Array.from({ length: 450 }, (_, at) => [`${at % 9}/${at}`, 1])));
    let now = 1000;
    const clock = jest.spyOn(performance, "now").mockImplementation(() => now);
    afterwards(() => clock.mockRestore());
    const seen: number[] = [];
    // Of fifty files each.
    const log = { begin: () => {}, done: () => void (now += 50) };
    await removeFiles(root, list(root), { threads: 0, log, onProgress: ({ entries }) => void seen.push(entries) });
    expect(seen).toEqual([50, 150, 250, 350, 450, 450]);
  });

  it("a log of a part of a removal counts what was done before", () => {
    const said: unknown[] = [];
    const log = logAfter(
      { begin: () => said.push("begins"), done: (sums) => said.push(sums) },
      {
        ...{ entries: 1, files: 20, bytes: 300 },
      },
    );
    log.begin();
    log.done({ entries: 4, files: 50, bytes: 600 });
    expect(said).toEqual(["begins", { entries: 5, files: 70, bytes: 900 }]);
  });

  it("a root may be written with separators at its end", async () => {
    const { root, files } = entries(3);
    expect(await removeFiles(`${root}//`, files)).toMatchObject({ files: 6, failures: [] });
  });

  it("a log hears of it once, before the first file goes, and only where one is to go", async () => {
    const logOf = async (files: FileList, root: string, dryRun = false) => {
      const said: unknown[] = [];
      const begin = () => said.push(filesBelow(root).length);
      await removeFiles(root, files, { dryRun, log: { begin, done: ({ files: gone }) => said.push(`${gone} gone`) } });
      return said;
    };
    const { root, files } = entries(3);
    expect(await logOf(files, root, true)).toEqual(["6 gone"]);
    expect(await logOf(new FileList(), root)).toEqual([]);
    expect(await logOf(files, root)).toEqual([6, "6 gone"]);
  });

  it("that is aborted when the rest was missing, changed or could not go was not stopped", async () => {
    const root = rootWith({ "a/gone": 1, "b/changed": 1, "c/refused": 1, "d/last": 1 });
    const files = list(root);
    unlinkSync(join(root, "a/gone"));
    write(root, "b/changed", 2);
    renameSync(join(root, "c"), join(root, "elsewhere"));
    symlinkSync("elsewhere", join(root, "c"));
    const stop = new AbortController();
    const removal = await removeFiles(root, files, {
      signal: stop.signal,
      log: { begin: () => {}, done: () => stop.abort() },
    });
    expect(removal).toMatchObject({ files: 1, missing: 1, changed: 1, stopped: false });
    expect(removal.failures).toHaveLength(1);
  });

  it("that is aborted when all is done was not stopped", async () => {
    const { root, files } = entries(3);
    const stop = new AbortController();
    const onProgress = ({ entries }: RemovalProgress) => (entries === 3 ? stop.abort() : undefined);
    expect(await removeFiles(root, files, { signal: stop.signal, onProgress })).toMatchObject({
      files: 6,
      stopped: false,
    });
    expect(existsSync(join(root, "0"))).toBe(false);
  });
});
