/** What stands in the way of removing: permissions, owners, what is in use, a full disk. */

import { execFileSync } from "node:child_process";
import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync, statfsSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import timers from "node:timers/promises";
import { FileList } from "../../src/files/file-list";
import type { Removal } from "../../src/files/attempts";
import { clearDirectory, removeFiles } from "../../src/files/remove-files";
import { walk } from "../../src/files/walk";
import { compile, isRoot, noOrdinaryUser, runScript } from "../support/child";
import { mountVolume, noMounts, occupy } from "../support/mounts";
import { afterwards, temporaryDirectory } from "../support/temporary";
import { filesBelow } from "../support/tree";
import { describeUnless, NOBODY } from "../support/unless";

/** A root with files of one byte, which belong to an ordinary user. */
function rootOf(paths: string[]): string {
  const base = temporaryDirectory();
  chmodSync(base, 0o755);
  const root = join(base, "cache", "http-v2");
  for (const path of paths) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), "x");
  }
  if (isRoot) execFileSync("chown", ["-R", `${NOBODY}:${NOBODY}`, join(base, "cache")]);
  return root;
}

function list(root: string): FileList {
  const files = new FileList();
  for (const file of walk(root)) if (file) files.add(file);
  return files;
}

/** Does something as somebody who may not do everything. */
async function asOrdinaryUser<Value>(act: () => Promise<Value>): Promise<Value> {
  if (isRoot) process.seteuid?.(NOBODY);
  try {
    return await act();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}

const clear = (root: string) => asOrdinaryUser(() => clearDirectory(root, { threads: 0 }));

describeUnless(noOrdinaryUser, "as an ordinary user", () => {
  const paths = Array.from({ length: 500 }, (_, index) => `a/${index % 5}/${index}/file`);

  it("read-only directories of ours are emptied and go", async () => {
    const root = rootOf(paths);
    execFileSync("chmod", ["-R", "a-w", join(root, "a")]);
    expect(await clear(root)).toMatchObject({ files: 500, bytes: 500, directories: 506, failures: [] });
    expect(readdirSync(root)).toEqual([]);
  });

  it("read-only directories of ours are emptied and go, with threads", async () => {
    const script = await compile(`
      import { clearDirectory } from "./src/files/remove-files";
      const { root } = JSON.parse(process.argv[2]);
      clearDirectory(root, { threads: 2, headStartMs: 0 }).then((removal) => {
        console.log(JSON.stringify({ ...removal, user: process.geteuid() }));
      });
    `);
    const root = rootOf(paths);
    execFileSync("chmod", ["-R", "a-w", join(root, "a")]);
    const removal = await runScript<Removal & { user: number }>(script, { root }, { asOrdinaryUser: true });
    expect(removal.user).not.toBe(0);
    expect(removal).toMatchObject({ files: 500, bytes: 500, directories: 506, failures: [] });
    expect(readdirSync(root)).toEqual([]);
  });

  it("a read-only file in a directory of ours goes", async () => {
    const root = rootOf(["a/one"]);
    chmodSync(join(root, "a/one"), 0o400);
    expect(await clear(root)).toMatchObject({ files: 1, failures: [] });
  });

  it("a directory that cannot be listed is reported, and the rest goes", async () => {
    const root = rootOf(["a/one", "b/two"]);
    chmodSync(join(root, "a"), 0o000);
    const removal = await clear(root);
    expect(removal).toMatchObject({ files: 1, bytes: 1, failures: [{ path: join(root, "a"), code: "EACCES" }] });
  });

  const asRoot = isRoot ? undefined : "only root can make files of root";
  describeUnless(asRoot, "files of somebody else", () => {
    it("stay at once, each with the sentence that says whose it is, and the rest goes", async () => {
      const root = rootOf(["mine/one", "it's/two", "it's/three"]);
      chownSync(join(root, "it's"), 0, 0);
      chownSync(join(root, "it's/two"), 0, 0);
      const waiting = jest.spyOn(timers, "setTimeout");
      afterwards(() => waiting.mockRestore());
      const removal = await clear(root);
      expect(removal).toMatchObject({ files: 1, bytes: 1, directories: 1, stopped: false });
      expect(removal.failures.sort((a, b) => (a.path < b.path ? -1 : 1))).toEqual([
        { path: join(root, "it's/three"), code: "EACCES", reason: "Its folder belongs to root.", owner: 0 },
        { path: join(root, "it's/two"), code: "EACCES", reason: "It belongs to root.", owner: 0 },
      ]);
      expect(waiting).not.toHaveBeenCalled();
      expect(filesBelow(root)).toEqual(["it's/three", "it's/two"]);
    });

    it("leave a read-only directory of ours above them as read-only as it was", async () => {
      const root = rootOf(["a/one", "a/theirs/two"]);
      chownSync(join(root, "a/theirs"), 0, 0);
      chmodSync(join(root, "a"), 0o555);
      expect(await clear(root)).toMatchObject({ files: 1, failures: [{ path: join(root, "a/theirs/two"), owner: 0 }] });
      expect(lstatSync(join(root, "a")).mode & 0o7777).toBe(0o555);
      expect(filesBelow(root)).toEqual(["a/theirs/two"]);
    });

    it("go all the same where the directory is ours", async () => {
      const root = rootOf(["a/one"]);
      chownSync(join(root, "a/one"), 0, 0);
      chmodSync(join(root, "a/one"), 0o600);
      expect(await clear(root)).toMatchObject({ files: 1, failures: [] });
    });

    it("say whose they are in a directory where only owners may remove", async () => {
      const root = rootOf(["a/one"]);
      for (const path of ["a", "a/one"]) chownSync(join(root, path), 12345, 12345);
      chmodSync(join(root, "a"), 0o1777);
      const [failure] = (await clear(root)).failures;
      expect(failure.reason).toBe(
        "It belongs to user 12345, and in a shared folder (sticky bit) only its owner may remove it: ask that person.",
      );
      expect(failure.code).toBe("EPERM");
      expect(failure.owner).toBeUndefined();
    });

    it("say so where a folder further up is closed meanwhile", async () => {
      const root = rootOf(["a/deep/er/one", "b/two"]);
      const files = list(root);
      chownSync(join(root, "a"), 12345, 12345);
      chmodSync(join(root, "a"), 0o700);
      const removal = await asOrdinaryUser(() => removeFiles(root, files));
      const reason = "A folder above it belongs to user 12345.";
      expect(removal).toMatchObject({ files: 1, bytes: 1 });
      expect(removal.failures).toEqual([{ path: join(root, "a/deep/er/one"), code: "EACCES", reason, owner: 12345 }]);
      expect(filesBelow(root)).toEqual(["a/deep/er/one"]);
    });

    it("are said to be so also where the folder to empty is it", async () => {
      const root = rootOf(["one"]);
      chownSync(root, 12345, 12345);
      expect((await clear(root)).failures).toEqual([
        { path: join(root, "one"), code: "EACCES", reason: "Its folder belongs to user 12345.", owner: 12345 },
      ]);
      expect(filesBelow(root)).toEqual(["one"]);
    });
  });
});

describeUnless(noMounts, "a file that is in use", () => {
  function entry(): { root: string; files: FileList } {
    const root = rootOf(["a/header", "a/body", "b/other"]);
    const found = new Map([...walk(root)].flatMap((file) => (file ? [[file.path, file] as const] : [])));
    const files = new FileList();
    for (const group of [["a/header", "a/body"], ["b/other"]])
      files.addGroup(group.flatMap((path) => found.get(path) ?? []));
    return { root, files };
  }

  it("is tried again, and goes when it is free in time", async () => {
    const { root, files } = entry();
    const release = occupy(join(root, "a/header"));
    setTimeout(release, 250);
    expect(await removeFiles(root, files)).toMatchObject({ files: 3, bytes: 3, failures: [] });
    expect(readdirSync(root)).toEqual([]);
  });

  it("stays after a second, with what belongs to it, and the rest goes", async () => {
    const { root, files } = entry();
    occupy(join(root, "a/header"));
    const start = performance.now();
    const removal = await removeFiles(root, files);
    expect(performance.now() - start).toBeGreaterThan(900);
    expect(removal).toMatchObject({ files: 1, bytes: 1 });
    expect(removal.failures).toEqual([
      { path: join(root, "a/header"), code: "EBUSY", reason: "It is in use. Close what uses it and try again." },
      {
        path: join(root, "a/body"),
        code: "EBUSY",
        reason: "It stays with header, which it belongs to.",
        follows: true,
      },
    ]);
    expect(filesBelow(root)).toEqual(["a/body", "a/header"]);
  });

  it("is not waited for once the signal says stop", async () => {
    const { root, files } = entry();
    occupy(join(root, "a/header"));
    const stop = new AbortController();
    const { setTimeout: delay } = timers;
    const waiting = jest.spyOn(timers, "setTimeout").mockImplementation((_ms, value, options) => {
      setImmediate(() => stop.abort());
      return delay(600_000, value, options);
    });
    afterwards(() => waiting.mockRestore());
    const removal = await removeFiles(root, files, { signal: stop.signal });
    expect(waiting).toHaveBeenCalledTimes(1);
    expect(removal).toMatchObject({ files: 1, bytes: 1 });
    expect(filesBelow(root)).toEqual(["a/body", "a/header"]);
  });
});

describeUnless(noImmutable(), "a file that the system does not let go", () => {
  it("is tried again, and goes when it may in time", async () => {
    const root = rootOf(["a/one", "b/two"]);
    const attribute = (change: string) => execFileSync("chattr", [change, join(root, "a/one")]);
    attribute("+i");
    setTimeout(() => attribute("-i"), 250);
    expect(await removeFiles(root, list(root))).toMatchObject({ files: 2, failures: [] });
  });

  it("stays otherwise, with the system's reason", async () => {
    const root = rootOf(["a/one", "b/two"]);
    execFileSync("chattr", ["+i", join(root, "a/one")]);
    afterwards(() => void execFileSync("chattr", ["-i", join(root, "a/one")]));
    const removal = await removeFiles(root, list(root));
    expect(removal).toMatchObject({ files: 1, bytes: 1 });
    const reason = "The system does not allow it.";
    expect(removal.failures).toEqual([{ path: join(root, "a/one"), code: "EPERM", reason }]);
  });
});

function noImmutable(): string | undefined {
  if (process.platform !== "linux" || !isRoot) return "only root on Linux can make one";
  const file = join(temporaryDirectory(), "file");
  writeFileSync(file, "");
  try {
    execFileSync("chattr", ["+i", file], { stdio: "pipe" });
    execFileSync("chattr", ["-i", file], { stdio: "pipe" });
    return undefined;
  } catch {
    return "this file system has none";
  }
}

describeUnless(noMounts, "on a disk without a free byte", () => {
  it.each([0, 2])("removing works, and the space is there again (%i threads)", async (threads) => {
    const volume = mountVolume(4 << 20);
    const root = join(volume, "pip", "http-v2");
    for (let index = 0; index < 300; index++) {
      const directory = join(root, `${index % 16}`, `${index}`);
      mkdirSync(directory, { recursive: true });
      writeFileSync(join(directory, "file"), Buffer.alloc(5000));
    }
    const free = () => statfsSync(volume).bavail * statfsSync(volume).bsize;
    expect(() => writeFileSync(join(volume, "filler"), Buffer.alloc(8 << 20))).toThrow("ENOSPC");
    expect(free()).toBe(0);
    const removal = await removeFiles(root, list(root), { threads, headStartMs: 0 });
    expect(removal).toMatchObject({ files: 300, bytes: 1_500_000, directories: 316, failures: [] });
    expect(free()).toBeGreaterThanOrEqual(removal.allocated);
  });
});
