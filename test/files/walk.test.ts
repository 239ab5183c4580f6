/** What a walk tells of a tree, where the system does not tell all of it at once. */

import fs, { linkSync, lstatSync, mkdirSync, rmSync, symlinkSync, writeFileSync, type Dirent } from "node:fs";
import { join } from "node:path";
import { walk, walkDirectories, type FoundFile } from "../../src/files/walk";
import { isRoot } from "../support/child";
import { afterwards, temporaryDirectory } from "../support/temporary";
import { itUnless, NOBODY, noNobody } from "../support/unless";

const onWindows = process.platform === "win32" ? "Windows makes no such links" : undefined;

function treeOf(...paths: string[]): string {
  const root = temporaryDirectory();
  for (const path of paths) {
    mkdirSync(join(root, path, ".."), { recursive: true });
    writeFileSync(join(root, path), "x".repeat(path.length));
  }
  return root;
}

const filesOf = (root: string): FoundFile[] => [...walk(root)].filter((file) => file !== undefined);

/** As on a file system whose listing does not say what a name is. */
function listingWithoutTypes(): void {
  const { readdirSync } = fs;
  const none = { isFile: () => false, isDirectory: () => false, isSymbolicLink: () => false };
  const listing = jest
    .spyOn(fs, "readdirSync")
    .mockImplementation(((path: string, how: { withFileTypes: true }) =>
      readdirSync(path, how).map((entry: Dirent) => ({ ...none, name: entry.name }))) as never);
  afterwards(() => listing.mockRestore());
}

it("each file is told with its size, its blocks, its time and how many names it has", () => {
  const root = treeOf("a/one", "a/other");
  linkSync(join(root, "a/one"), join(root, "again"));
  const stats = lstatSync(join(root, "again"));
  expect(filesOf(root).find(({ path }) => path === "again")).toEqual({
    path: "again",
    folder: "",
    size: 5,
    allocated: process.platform === "win32" ? 5 : stats.blocks * 512,
    mtimeMs: stats.mtimeMs,
    changedMs: stats.ctimeMs,
    inode: stats.ino,
    device: stats.dev,
    links: 2,
    type: "file",
  });
  expect(filesOf(root).find(({ path }) => path === "a/other")).toMatchObject({ links: 1, size: 7 });
});

it("folders come in the order of their listing, each with all below it before the next", () => {
  const root = treeOf("a/x/1", "a/y/1", "b/1", "c/1");
  const folders = [...walkDirectories(root)].map(({ path }) => path);
  const listed = (path: string) =>
    fs.readdirSync(join(root, path), { withFileTypes: true }).flatMap((one) => (one.isDirectory() ? [one.name] : []));
  const expected = ["", ...listed("").flatMap((name) => [name, ...listed(name).map((below) => `${name}/${below}`)])];
  expect(folders).toEqual(expected);
});

it("callers may pause after each folder", () => {
  const root = treeOf("a/1", "b/1", "b/2");
  const found = [...walk(root)];
  expect(found.filter((file) => file === undefined)).toHaveLength(3);
  expect(found.at(-1)).toBeUndefined();
});

it("what goes while it is walked is no error, and what becomes a folder is no file", () => {
  const root = treeOf("1", "2", "3");
  const unread: string[] = [];
  const steps = walk(root, { onUnreadable: (path) => unread.push(path) });
  const first = steps.next().value as FoundFile;
  const [gone = "", turned = ""] = ["1", "2", "3"].filter((name) => name !== first.path);
  rmSync(join(root, gone));
  rmSync(join(root, turned));
  mkdirSync(join(root, turned));
  expect([...steps]).toEqual([undefined]);
  expect(unread).toEqual([]);
});

itUnless(onWindows ?? noNobody, "what may not be looked at is named, and the rest is found", () => {
  const root = treeOf("a/1", "b/1", "c");
  fs.chmodSync(root, 0o755);
  // May be listed and not entered, and neither.
  fs.chmodSync(join(root, "a"), 0o644);
  fs.chmodSync(join(root, "b"), 0o000);
  const unread: [string, string | undefined][] = [];
  if (isRoot) process.seteuid?.(NOBODY);
  try {
    const steps = walk(root, { onUnreadable: (path, { code }) => unread.push([path, code]) });
    expect([...steps].flatMap((file) => file?.path ?? [])).toEqual(["c"]);
    expect(unread.sort()).toEqual([
      ["a/1", "EACCES"],
      ["b", "EACCES"],
    ]);
    expect([...walk(root)].flatMap((file) => file?.path ?? [])).toEqual(["c"]);
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
});

itUnless(onWindows, "is the same where the listing does not say what a name is", () => {
  const root = treeOf("a/1", "b");
  symlinkSync("a", join(root, "link"));
  listingWithoutTypes();
  expect(Object.fromEntries(filesOf(root).map(({ path, type }) => [path, type]))).toEqual({
    "a/1": "file",
    b: "file",
    link: "link",
  });
  const { lstatSync: looking } = fs;
  jest.spyOn(fs, "lstatSync").mockImplementation(((path: string, how: object) => {
    rmSync(join(root, "b"), { force: true });
    return looking(path, how);
  }) as typeof lstatSync);
  expect(filesOf(root).map(({ path }) => path)).not.toContain("b");
  jest.restoreAllMocks();
});
