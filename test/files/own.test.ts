/** What we have made ourselves is removed where it is still that, by its whole name; whatever else is there stays. */
import { execFileSync } from "node:child_process";
import {
  chownSync,
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  readdirSync,
  readSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  isNoteName,
  openUnnamedFile,
  removeLeftFile,
  removeOwnNote,
  removeOwnSocket,
  withTemporaryFile,
} from "../../src/files/own";
import { temporaryDirectory } from "../support/temporary";
import { itUnless, NOBODY, noSuperuser } from "../support/unless";

const onWindows = process.platform === "win32" ? "Windows has none of it" : undefined;
const note = "01234567-89ab-cdef-0123-456789abcdef.jsonl";
const left = /^\.pip\.conf\.[0-9]+\.tmp$/;

/** A file of that name, and whether it is still there after something was done with its path. */
function stays(name: string, remove: (path: string) => void): boolean {
  const path = join(temporaryDirectory(), name);
  writeFileSync(path, "said");
  remove(path);
  return existsSync(path);
}

const removeLeft = (path: string) => removeLeftFile(path, left);

describe("a temporary file that was left", () => {
  it("goes by the whole of its name, and is no error where it is gone", () => {
    expect(stays(".pip.conf.12.tmp", removeLeft)).toBe(false);
    expect(stays("pip.conf", removeLeft)).toBe(true);
    expect(stays(".pip.conf.12.tmp.kept", removeLeft)).toBe(true);
    expect(() => removeLeft(join(temporaryDirectory(), ".pip.conf.12.tmp"))).not.toThrow();
  });

  it("stays where it is a folder", () => {
    const path = join(temporaryDirectory(), ".pip.conf.12.tmp");
    mkdirSync(path);
    removeLeft(path);
    expect(existsSync(path)).toBe(true);
  });

  itUnless(onWindows, "stays where it is a link", () => {
    const folder = temporaryDirectory();
    writeFileSync(join(folder, "theirs"), "said");
    symlinkSync(join(folder, "theirs"), join(folder, ".pip.conf.12.tmp"));
    removeLeft(join(folder, ".pip.conf.12.tmp"));
    expect(readdirSync(folder).sort()).toEqual([".pip.conf.12.tmp", "theirs"]);
  });

  itUnless(noSuperuser, "stays where it is somebody else's", () => {
    const path = join(temporaryDirectory(), ".pip.conf.12.tmp");
    writeFileSync(path, "said");
    chownSync(path, NOBODY, NOBODY);
    removeLeft(path);
    expect(existsSync(path)).toBe(true);
  });
});

it("a note goes by the whole of its name, and nothing else does", () => {
  expect(stays(note, removeOwnNote)).toBe(false);
  for (const name of [`x${note}`, `${note}x`, note.replace("-", "_"), note.toUpperCase(), "history.json"]) {
    expect([name, stays(name, removeOwnNote), isNoteName(name)]).toEqual([name, true, false]);
  }
  const path = join(temporaryDirectory(), note);
  mkdirSync(path);
  removeOwnNote(path);
  expect(existsSync(path)).toBe(true);
});

async function listening(): Promise<{ path: string; server: Server }> {
  const path = join(temporaryDirectory(), "1.sock");
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(path, resolve));
  return { path, server };
}

itUnless(onWindows, "a socket goes, a file or a pipe in its place does not", async () => {
  const { path, server } = await listening();
  removeOwnSocket(path);
  expect(existsSync(path)).toBe(false);
  server.close();
  expect(stays("1.sock", removeOwnSocket)).toBe(true);
  execFileSync("mkfifo", [path]);
  removeOwnSocket(path);
  expect(existsSync(path)).toBe(true);
});

itUnless(noSuperuser, "a socket of somebody else stays", async () => {
  const { path, server } = await listening();
  chownSync(path, NOBODY, NOBODY);
  removeOwnSocket(path);
  expect(existsSync(path)).toBe(true);
  server.close();
});

itUnless(onWindows, "a file without a name can be written and read, and leaves nothing", () => {
  const ours = () => readdirSync(tmpdir()).filter((name) => name.startsWith("pip-cache-") && !before.has(name));
  const before = new Set(readdirSync(tmpdir()));
  const descriptor = openUnnamedFile();
  try {
    expect(fstatSync(descriptor).nlink).toBe(0);
    expect(fstatSync(descriptor).mode & 0o777).toBe(0o600);
    writeSync(descriptor, "said");
    const bytes = Buffer.alloc(10);
    expect(readSync(descriptor, bytes, 0, 10, 0)).toBe(4);
    expect(bytes.toString("utf8", 0, 4)).toBe("said");
  } finally {
    closeSync(descriptor);
  }
  // Other tests make folders that begin so, too, and have a word after it.
  expect(ours().filter((name) => /^pip-cache-[^-]{6}$/.test(name))).toEqual([]);
});

it("a folder for a program's file says whose it is", async () => {
  await withTemporaryFile("name.reg", (path) => {
    expect(path.slice(tmpdir().length + 1)).toMatch(/^pip-cache-/);
    return Promise.resolve();
  });
});
