/** Looking is no error where nothing can be seen, and tells what is there as it is. */
import { execFileSync } from "node:child_process";
import { lstatSync, mkdirSync, realpathSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exists, folderIdentity, namesIn, realPath } from "../../src/files/presence";
import { entriesIn, walk, walkDirectories, type WalkOptions } from "../../src/files/walk";
import { temporaryDirectory } from "../support/temporary";
import { itUnless } from "../support/unless";

const onWindows = process.platform === "win32" ? "Windows has none of it" : undefined;

/** A folder with a file in it; the path below the file is nobody's. */
function laidOut(): { folder: string; file: string; below: string } {
  const folder = temporaryDirectory();
  const file = join(folder, "b");
  writeFileSync(file, "said");
  return { folder, file, below: join(file, "none") };
}

it("what is there exists, and what cannot be does not", () => {
  const { folder, file, below } = laidOut();
  expect([folder, file, below, join(folder, "none")].map(exists)).toEqual([true, true, false, false]);
});

itUnless(onWindows, "a link that leads nowhere exists, and leads nowhere", () => {
  const { folder, below } = laidOut();
  const link = join(folder, "link");
  symlinkSync(below, link);
  expect([exists(link), realPath(link)]).toEqual([true, undefined]);
  symlinkSync(folder, join(folder, "up"));
  expect(realPath(join(folder, "up", "b"))).toBe(realpathSync.native(join(folder, "b")));
});

it("names are sorted, and there are none where nothing can be listed", () => {
  const { folder, file, below } = laidOut();
  writeFileSync(join(folder, "a"), "");
  writeFileSync(join(folder, "c"), "");
  expect([namesIn(folder), namesIn(file), namesIn(below)]).toEqual([["a", "b", "c"], [], []]);
  expect([entriesIn(file), entriesIn(below)]).toEqual([[], []]);
});

it("a folder is the same one under another name, and another one in its place", () => {
  const folder = temporaryDirectory();
  const [one, other] = [join(folder, "one"), join(folder, "other")];
  mkdirSync(one);
  const identity = folderIdentity(one);
  const { dev, ino } = lstatSync(one, { bigint: true });
  expect(identity).toBe(`${dev}:${ino}`);
  renameSync(one, other);
  mkdirSync(one);
  expect([folderIdentity(other), folderIdentity(join(one, "none"))]).toEqual([identity, undefined]);
  expect(folderIdentity(one)).not.toBe(identity);
});

/** What a walk finds, and what it says that it could not read. */
function walked(root: string, options: WalkOptions = {}) {
  const unread: string[] = [];
  const all = { ...options, onUnreadable: (path: string) => void unread.push(path) };
  const folders = [...walkDirectories(root, all)].map(({ path }) => path);
  const files = [...walk(root, all)].flatMap((file) => (file ? [[file.path, file.type, file.size]] : []));
  return { folders, files, unread };
}

it("a walk goes down from the root, and leaves out what is excluded with all in it", () => {
  const root = temporaryDirectory();
  for (const folder of ["a/b", "c/b"]) mkdirSync(join(root, folder), { recursive: true });
  for (const file of ["top", "a/b/deep", "c/b/left-out"]) writeFileSync(join(root, file), file);
  expect(walked(root, { exclude: (path) => path === "c/b" })).toEqual({
    folders: ["", "a", "a/b", "c"],
    files: expect.arrayContaining([
      ["top", "file", 3],
      ["a/b/deep", "file", 8],
    ]) as unknown,
    unread: [],
  });
  expect(walked(root, { exclude: (path) => path === "c" }).files).toHaveLength(2);
});

it("a root that is missing is empty, and one that is a file cannot be read, whoever listens", () => {
  const { folder, file } = laidOut();
  expect(walked(join(folder, "none"))).toEqual({ folders: [], files: [], unread: [] });
  expect(walked(file)).toEqual({ folders: [], files: [], unread: ["", ""] });
  expect([...walkDirectories(file)]).toEqual([]);
});

itUnless(onWindows, "links and pipes are found as what they are, and not followed", () => {
  const root = temporaryDirectory();
  const outside = laidOut().folder;
  symlinkSync(outside, join(root, "link"));
  execFileSync("mkfifo", [join(root, "pipe")]);
  const { folders, files } = walked(root);
  expect(folders).toEqual([""]);
  expect(files).toEqual(
    expect.arrayContaining([
      ["link", "link", outside.length],
      ["pipe", "other", 0],
    ]),
  );
  expect(files).toHaveLength(2);
});
