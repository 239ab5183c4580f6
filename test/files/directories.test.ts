/** Which directories go when they are empty, and which stay. */

import { chmodSync, chownSync, existsSync, mkdirSync, statSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { changedSince, prune, pruneAll, sweep } from "../../src/files/directories";
import { runToEnd } from "../../src/files/tasks";
import { isRoot } from "../support/child";
import { temporaryDirectory } from "../support/temporary";
import { filesBelow } from "../support/tree";
import { describeUnless, itUnless, NOBODY, noNobody } from "../support/unless";

const onWindows = process.platform === "win32" ? "Windows makes no such links" : undefined;
const noOrdinaryUser = process.platform === "win32" ? "Windows has other permissions" : noNobody;
const none = new Set<string>();

/** A root with these directories, and files where the name ends in `.txt`. */
function rootOf(...paths: string[]): string {
  const root = join(temporaryDirectory(), "root");
  for (const path of ["", ...paths]) {
    if (path.endsWith(".txt")) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), "x");
    } else mkdirSync(join(root, path), { recursive: true });
  }
  return root;
}

/** Gives directories a time. s since 1970 */
function age(root: string, at: number, ...paths: string[]): void {
  for (const path of paths) utimesSync(join(root, path), at, at);
}

describe("pruning", () => {
  it("takes a directory and those above it, as long as they are empty, but not the root", () => {
    const root = rootOf("a/b/c", "a/file.txt", "d/e");
    expect(prune(root, "a/b/c", { kept: none })).toBe(2);
    expect(prune(root, "d/e", { kept: none })).toBe(2);
    expect(filesBelow(root)).toEqual(["a/file.txt"]);
    expect(prune(rootOf("a"), "a", { kept: none })).toBe(1);
  });

  it("goes on above what is gone already, and does not count it", () => {
    const root = rootOf("a/b");
    expect(prune(root, "a/b/c/d", { kept: none })).toBe(2);
    expect(existsSync(root)).toBe(true);
    expect(existsSync(join(root, "a"))).toBe(false);
  });

  it("ends at a directory that stays", () => {
    const root = rootOf("a/b/c");
    expect(prune(root, "a/b/c", { kept: new Set(["a/b"]) })).toBe(1);
    expect(existsSync(join(root, "a/b"))).toBe(true);
  });

  it.each([
    ["a/b/c", 0],
    ["a/b/c/d", 0],
    ["a/b/other", 1],
    ["a/b", 1],
    ["a", 2],
    ["aa/b/c", 3],
  ])("ends at the way to where the next file is: %s", (until, removed) => {
    expect(prune(rootOf("a/b/c"), "a/b/c", { kept: none, until })).toBe(removed);
  });

  itUnless(onWindows, "does not lead through a link, unless the way was looked at before", () => {
    const root = rootOf("a");
    const elsewhere = join(root, "../elsewhere");
    mkdirSync(join(elsewhere, "b"), { recursive: true });
    symlinkSync(elsewhere, join(root, "a/link"));
    expect(prune(root, "a/link/b", { kept: none })).toBe(0);
    expect(runToEnd(pruneAll(root, ["a/link/b"], none))).toBe(0);
    expect(existsSync(join(elsewhere, "b"))).toBe(true);
    expect(prune(root, "a/link/b", { kept: none, isChecked: true })).toBe(1);
  });
});

describeUnless(noOrdinaryUser, "what may not be changed", () => {
  /** As the user whose these directories are, who may write in none of those named last. */
  function locked(paths: string[], closed: string[], act: (root: string) => void): void {
    const root = rootOf(...paths);
    if (isRoot) {
      chmodSync(join(root, ".."), 0o755);
      for (const path of ["", ...paths]) chownSync(join(root, path), NOBODY, NOBODY);
    }
    for (const path of closed) chmodSync(join(root, path), 0o500);
    if (isRoot) process.seteuid?.(NOBODY);
    try {
      act(root);
    } finally {
      if (isRoot) process.seteuid?.(0);
    }
  }

  it("stays where nobody lifts it", () => {
    locked(["a", "a/b"], ["a"], (root) => {
      expect(prune(root, "a/b", { kept: none })).toBe(0);
      expect(prune(root, "a/b", { kept: none, onLocked: () => false })).toBe(0);
    });
  });

  it("is lifted for as long as it takes", () => {
    locked(["a", "a/b", "a/stays", "c"], ["a"], (root) => {
      expect(runToEnd(pruneAll(root, ["a/b", "c"], none))).toBe(2);
      expect(filesBelow(root)).toEqual([]);
      expect(statSync(join(root, "a")).mode & 0o777).toBe(0o500);
      expect(existsSync(join(root, "a/stays"))).toBe(true);
    });
  });
});

describe("a sweep", () => {
  it("takes all that holds nothing but empty directories, not the root", () => {
    const root = rootOf("a/b", "a/c/d", "e/file.txt", "e/f");
    expect(runToEnd(sweep(root, { kept: none, since: Infinity }))).toBe(5);
    expect(existsSync(join(root, "a"))).toBe(false);
    expect(filesBelow(root)).toEqual(["e/file.txt"]);
    const empty = rootOf();
    expect(runToEnd(sweep(empty, { kept: none, since: Infinity }))).toBe(0);
    expect(existsSync(empty)).toBe(true);
  });

  it("leaves what stays, is left out, or was changed after the time", () => {
    const root = rootOf("kept", "out/in", "old", "then", "young");
    age(root, 1000, "old", "kept", "out/in");
    age(root, 2000, "then");
    age(root, 2001, "young");
    const exclude = (path: string) => path === "out";
    expect(runToEnd(sweep(root, { kept: new Set(["kept"]), since: 2_000_000, exclude }))).toBe(2);
    expect(["kept", "out/in", "old", "then", "young"].map((path) => existsSync(join(root, path)))).toEqual([
      true,
      true,
      false,
      false,
      true,
    ]);
  });

  it("ends when it is stopped", () => {
    const root = rootOf("a", "b", "c");
    const stop = new AbortController();
    const steps = sweep(root, { kept: none, since: Infinity, signal: stop.signal });
    steps.next();
    stop.abort();
    expect(runToEnd(steps)).toBe(1);
  });
});

describe("directories changed after a time", () => {
  it("are told, with the root; none after the end of all times", () => {
    const root = rootOf("old", "then/young");
    age(root, 1000, "old");
    age(root, 2001, "then/young", "");
    age(root, 2000, "then");
    expect(runToEnd(changedSince(root, 2_000_000))).toEqual(new Set(["", "then/young"]));
    expect(runToEnd(changedSince(root, Infinity))).toEqual(new Set());
  });
});
