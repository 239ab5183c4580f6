/**
 * Trees as no cache should be and some are: links in and out, names that are no text, files with several names, parts
 * that may not be changed. And what must hold for a removal in any of them, as a check that also runs in a process of
 * another user. On Windows without what there is not: names of bytes, pipes, and links that anybody may make.
 */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import * as fc from "fast-check";
import { FileList } from "../../src/files/file-list";
import { encodeName } from "../../src/files/names";
import { removeFiles } from "../../src/files/remove-files";
import { walk } from "../../src/files/walk";
import { removeDirectory } from "../support/temporary";
import { compareTrees, hashTree, type Tree } from "../support/tree";

type Node =
  | { type: "file"; size: number; mode: number }
  /** Another name of the last file, or of one outside. */
  | { type: "another name"; of: "inside" | "outside" }
  | { type: "link"; target: string }
  | { type: "pipe" }
  | { type: "directory"; mode: number; children: Child[] };
type Child = [name: Buffer, node: Node];

export interface GeneratedTree {
  children: Child[];
  /** Which files are selected, over and over. */
  selected: boolean[];
  sweep: boolean;
}

const isWindows = process.platform === "win32";

/** Windows takes no such names: characters of its own, and dots and blanks at the end. */
const isName = (name: string) =>
  !isWindows || (/^[^<>:"/\\|?*\p{Cc}]*[^. <>:"/\\|?*\p{Cc}]$/u.test(name) && name !== "CON");

const oddNames = [
  ...[
    "a",
    "b",
    "0",
    "tmp",
    "x.whl",
    ".DS_Store",
    "-rf",
    "~",
    "*",
    "a b",
    "a'b",
    'a"b',
    "a\\b",
    "$HOME",
    "ä",
    "a\u0308",
  ],
  ...["日本", "🐍", "\ufffd", "\u202e", " ", "...", "..a", "CON", "a:b", "%2e%2e", "d41d8c.body", "n".repeat(200)],
  ...["a\nb", "\u0001", "tab\t", "\u007f"],
]
  .filter(isName)
  .map((name) => Buffer.from(name));
const noText = [[0xff], [0x61, 0x80, 0x62], [0xc3, 0x28], [0xed, 0xb2, 0x80], [0xf0, 0x9f]].map((bytes) =>
  Buffer.from(bytes),
);
const text = fc.constantFrom(...oddNames);
const name = isWindows ? text : fc.oneof({ weight: 4, arbitrary: text }, fc.constantFrom(...noText));
const hash = fc.constantFrom("1", "2", "e", "43210").map((digits) => digits.padEnd(56, digits[0]));
const entryName = hash
  .chain((key) => fc.constantFrom(key, `${key}.body`, `${key}abcd1234.tmp`))
  .map((key) => Buffer.from(key));

const links = [
  ...["OUTSIDE", "OUTSIDE/folder", "OUTSIDE/precious", "OUTSIDE/folder/", "OUTSIDE/missing", "ROOT", "ROOT-other"],
  ...[".", "..", "../..", "../../../outside/folder", "a", "./b", "/", "/nowhere/at/all"],
];

const file = fc.record({
  type: fc.constant("file" as const),
  size: fc.nat(3000),
  mode: fc.constantFrom(0o600, 0o644, 0o400),
});
const link = fc.record({ type: fc.constant("link" as const), target: fc.constantFrom(...links) });
const pipe = fc.record({ type: fc.constant("pipe" as const) });
const owners = ["inside", "inside", "outside"] as const;
const mode = fc.constantFrom(0o755, 0o700, 0o755, 0o555, 0o500);

const { children } = fc.letrec<{ children: Child[] }>((tie) => ({
  children: fc.uniqueArray(
    fc.tuple(
      fc.oneof(name, entryName),
      fc.oneof(
        { depthSize: "small", withCrossShrink: true },
        { weight: 4, arbitrary: file },
        ...(isWindows ? [] : [{ weight: 2, arbitrary: link }]),
        {
          weight: 2,
          arbitrary: fc.record({ type: fc.constant("another name" as const), of: fc.constantFrom(...owners) }),
        },
        ...(isWindows ? [] : [{ weight: 1, arbitrary: pipe }]),
        {
          weight: 3,
          arbitrary: fc.record({ type: fc.constant("directory" as const), mode, children: tie("children") }),
        },
      ),
    ),
    { maxLength: 8, selector: ([bytes]) => bytes.toString("hex"), depthIdentifier: "tree" },
  ) as fc.Arbitrary<Child[]>,
}));

export const generatedTree: fc.Arbitrary<GeneratedTree> = fc.record({
  children: fc.oneof(
    children,
    fc
      .tuple(children, fc.oneof(fc.constant(5), fc.integer({ min: 5, max: 30 })))
      .map(([inner, depth]) => nested(inner, depth)),
  ),
  selected: fc.oneof(fc.constant<boolean[]>([true]), fc.array(fc.boolean(), { minLength: 1, maxLength: 9 })),
  sweep: fc.boolean(),
});

function nested(inner: Child[], depth: number): Child[] {
  let tree = inner;
  for (let level = 0; level < depth; level++) {
    tree = [[Buffer.from(`${level}`), { type: "directory", mode: 0o755, children: tree }]];
  }
  return tree;
}

export interface CheckOptions {
  /** For `removeFiles`. */
  threads: number;
}

/**
 * Lays a tree out below an empty directory, removes what is selected and asserts that exactly that is gone: not a byte
 * less inside, nor anything outside, and the bytes that came back are those that were reported.
 */
export async function checkRemoval(base: string, tree: GeneratedTree, { threads }: CheckOptions): Promise<void> {
  const root = join(base, "cache", "http");
  layOut(base, root, tree);
  const list = new FileList();
  const planned: string[] = [];
  let index = 0;
  for (const file of walk(root, { onUnreadable: (path, error) => assert.fail(`${path}: ${error.message}`) })) {
    if (file === undefined) continue;
    const isSelected = tree.selected[index++ % tree.selected.length];
    if (!isSelected) continue;
    list.add(file);
    planned.push(shown(encodeName(file.path)));
  }
  const before = snapshot(base);
  const bytesBefore = sumOfNames(base);

  const dry = await removeFiles(root, list, { dryRun: true, threads, headStartMs: 0 });
  assert.deepEqual(compareTrees(before, snapshot(base)), { gone: [], added: [], changed: [] });
  const removal = await removeFiles(root, list, { sweep: tree.sweep, threads, headStartMs: 0 });

  const after = snapshot(base);
  const { gone, added, changed } = compareTrees(before, after);
  const inRoot = (path: string) => `cache/http/${path}`;
  const went = planned.map(inRoot);
  assert.deepEqual({ added, changed }, { added: [], changed: [] });
  assert.deepEqual(
    gone.filter((path) => before.get(path)?.type !== "directory"),
    went.sort(),
  );
  assert.equal(removal.bytes, bytesBefore - sumOfNames(base), "bytes");
  assert.equal(removal.files, went.length);
  assert.deepEqual(removal.failures, []);
  assert.deepEqual([removal.missing, removal.changed, removal.stopped], [0, 0, false]);
  assert.deepEqual([dry.bytes, dry.files, dry.directories], [removal.bytes, removal.files, 0]);
  checkDirectories(before, after, { gone, went, sweep: tree.sweep });
  assert.equal(removal.directories, gone.length - went.length);
}

/** A directory goes with the last thing in it, an empty one only in a sweep; the root never. */
function checkDirectories(
  before: Tree,
  after: Tree,
  { gone, went, sweep }: { gone: string[]; went: string[]; sweep: boolean },
): void {
  assert.equal(after.get("cache/http")?.type, "directory");
  const goneNow = new Set(gone);
  for (const [path, { type }] of before) {
    if (type !== "directory" || !path.startsWith("cache/http/")) continue;
    const isIn = (other: string) => other.startsWith(`${path}/`);
    const within = [...before.keys()].filter(isIn);
    const isEmpty = within.every((other) => goneNow.has(other));
    const hadFile = went.some(isIn);
    const hasOldEmpty = within.some(
      (other) => before.get(other)?.type === "directory" && !went.some((file) => file.startsWith(`${other}/`)),
    );
    if (!isEmpty) assert.ok(!goneNow.has(path), `${path} went with something in it`);
    else if (sweep || (hadFile && !hasOldEmpty)) assert.ok(goneNow.has(path), `${path} was left empty`);
    else if (!hadFile) assert.ok(!goneNow.has(path), `${path} was empty before`);
  }
}

/** Lays a tree out as `root`, below `base`, with something outside that its links and names lead to. */
export function layOut(base: string, root: string, { children }: GeneratedTree): void {
  const outside = join(base, "outside");
  mkdirSync(join(outside, "folder", "empty"), { recursive: true });
  mkdirSync(join(outside, "a", "b"), { recursive: true });
  writeFileSync(join(outside, "precious"), "precious");
  writeFileSync(join(outside, "folder", "a"), "more precious");
  writeFileSync(join(outside, "shared"), "shared with the cache");
  mkdirSync(`${root}-other`, { recursive: true });
  writeFileSync(join(`${root}-other`, "a"), "another cache");
  mkdirSync(root, { recursive: true });
  let lastFile: Buffer | undefined;
  const fill = (directory: Buffer, entries: Child[]) => {
    for (const [name, node] of entries) {
      const path = Buffer.concat([directory, Buffer.from("/"), name]);
      switch (node.type) {
        case "file":
          writeFileSync(path, Buffer.alloc(node.size, "y"), { mode: node.mode });
          lastFile = path;
          break;
        case "another name":
          linkSync(node.of === "inside" && lastFile ? lastFile : join(outside, "shared"), path);
          break;
        case "link":
          symlinkSync(node.target.replace("OUTSIDE", outside).replace("ROOT", root), path);
          break;
        case "pipe":
          execFileSync("mkfifo", [join(base, "pipe")]);
          renameSync(join(base, "pipe"), path);
          break;
        case "directory":
          mkdirSync(path);
          fill(path, node.children);
          chmodSync(path, node.mode);
      }
    }
  };
  fill(Buffer.from(root), children);
}

/** `st_size` of everything below a directory that is no directory, each once however many names it has. */
export function sumOfNames(directory: string): number {
  const sizes = new Map<bigint | number, number>();
  const visit = (path: Buffer) => {
    for (const name of readdirSync(path, { encoding: "buffer" })) {
      const child = Buffer.concat([path, Buffer.from("/"), name]);
      const stats = lstatSync(child);
      if (stats.isDirectory()) visit(child);
      else sizes.set(stats.ino, stats.size);
    }
  };
  visit(Buffer.from(directory));
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

/** `hashTree` with every byte of a path that is not ASCII written as `\\xNN`, so that one path begins with another. */
export function snapshot(base: string): Tree {
  return new Map(Array.from(hashTree(base), ([path, item]) => [shown(Buffer.from(path)), item]));
}

export function shown(path: Buffer): string {
  return [...path].map((byte) => (byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16)}`)).join("");
}

/** Makes a new empty directory in place of what was there, which may be read-only. */
export function renew(base: string): void {
  if (existsSync(base)) removeDirectory(base);
  mkdirSync(base);
}
