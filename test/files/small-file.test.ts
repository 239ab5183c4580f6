import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { removeOwnFile, withTemporaryFile } from "../../src/files/own";
import { MAX_SMALL_FILE_BYTES, readSmallFile, readSmallText, UnusualFileError } from "../../src/files/small-file";
import { compile } from "../support/child";
import { removeDirectory, temporaryDirectory } from "../support/temporary";
import { itUnless, notLinux } from "../support/unless";

const onWindows = process.platform === "win32" ? "Windows has no such files" : undefined;

it("a file of up to 1 MB is read, a larger one is not", () => {
  const file = join(temporaryDirectory(), "file");
  writeFileSync(file, Buffer.alloc(MAX_SMALL_FILE_BYTES, "x"));
  expect(readSmallFile(file).bytes).toEqual(Buffer.alloc(MAX_SMALL_FILE_BYTES, "x"));
  expect(readSmallFile(file).stats.size).toBe(MAX_SMALL_FILE_BYTES);
  writeFileSync(file, Buffer.alloc(MAX_SMALL_FILE_BYTES + 1));
  expect(() => readSmallFile(file)).toThrow(new UnusualFileError(file, "too large"));
  expect(() => readSmallFile(file)).toThrow(expect.objectContaining({ path: file, is: "too large" }));
});

it("a text is read as UTF-8, and what is no small file says what it is", () => {
  const file = join(temporaryDirectory(), "file");
  writeFileSync(file, "größer\n");
  expect(readSmallText(file)).toBe("größer\n");
  writeFileSync(file, Buffer.alloc(MAX_SMALL_FILE_BYTES + 1));
  expect(() => readSmallText(file)).toThrow(/^It is larger than 1 MB\.$/);
  expect(new UnusualFileError(file, "no file")).toMatchObject({
    name: "UnusualFileError",
    message: "It is a pipe or a device, not a file.",
  });
});

itUnless(notLinux, "a file is closed once it was read, or could not be", () => {
  const open = () => readdirSync("/proc/self/fd").length;
  const file = join(temporaryDirectory(), "file");
  writeFileSync(file, "said");
  const before = open();
  for (let index = 0; index < 50; index++) {
    readSmallFile(file);
    expect(() => readSmallFile(dirname(file))).toThrow();
  }
  expect(open()).toBeLessThan(before + 25);
});

it("what is not there, or a directory, fails as it does everywhere", () => {
  const folder = temporaryDirectory();
  expect(() => readSmallFile(join(folder, "none"))).toThrow(expect.objectContaining({ code: "ENOENT" }));
  expect(() => readSmallFile(folder)).toThrow(expect.objectContaining({ code: "EISDIR" }));
});

itUnless(notLinux, "a file that says it is empty is read all the same, and one without an end is not", () => {
  expect(readSmallFile("/proc/self/status").bytes.toString()).toMatch(/^Name:/);
  expect(() => readSmallFile("/dev/zero")).toThrow(new UnusualFileError("/dev/zero", "no file"));
});

itUnless(notLinux, "a file that says it is empty is read no further than it may be long", () => {
  expect(() => readSmallFile("/proc/self/status", 100)).toThrow(/^It is larger than 0\.0001 MB\.$/);
  expect(() => readSmallFile("/proc/self/status", 100)).toThrow(expect.objectContaining({ is: "too large" }));
});

itUnless(onWindows, "a directory is never a file that is too large", () => {
  expect(() => readSmallFile(temporaryDirectory(), 1)).toThrow(expect.objectContaining({ code: "EISDIR" }));
});

itUnless(onWindows, "what has become a pipe since it was looked at keeps nobody waiting", async () => {
  const folder = temporaryDirectory();
  const [file, pipe] = ["file", "pipe"].map((name) => join(folder, name));
  writeFileSync(file, "said");
  execFileSync("mkfifo", [pipe]);
  const script = await compile(`
    import { readSmallFile } from "./src/files/small-file";
    const fs = require("node:fs");
    const { file, pipe } = JSON.parse(process.argv[2]);
    const { statSync } = fs;
    fs.statSync = (path) => {
      const stats = statSync(path);
      if (path === file) fs.renameSync(pipe, file);
      return stats;
    };
    try {
      readSmallFile(file);
    } catch (error) {
      process.stdout.write((error as Error).message);
    }
  `);
  // Ended where it waits, so that this fails instead of waiting, too.
  const run = execFileSync(process.execPath, [script, JSON.stringify({ file, pipe })], { timeout: 10_000 });
  expect(run.toString()).toBe("It is a pipe or a device, not a file.");
});

itUnless(onWindows, "a link to /dev/null is an empty file", () => {
  const file = join(temporaryDirectory(), "pip.conf");
  symlinkSync("/dev/null", file);
  expect(readSmallFile(file).bytes).toHaveLength(0);
});

itUnless(onWindows, "a pipe in the place of any file that people write keeps nobody waiting", async () => {
  const home = temporaryDirectory();
  const pipes = [
    ".config/pip/pip.conf",
    ".pip/pip.conf",
    ".zshrc",
    ".condarc",
    "env/pyvenv.cfg",
    ".npmrc",
    "bin/python3.9",
  ];
  for (const path of [...pipes, ".conda/environments.txt"]) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    execFileSync("mkfifo", [join(home, path)]);
  }
  mkdirSync(join(home, "env/bin"));
  symlinkSync(process.execPath, join(home, "env/bin/python"));
  const script = await compile(`
    import { readSetting } from "./src/developer-caches/settings";
    import { cachingOf } from "./src/pip/caching";
    import { readConfiguration } from "./src/pip/configuration";
    import { findInstallations } from "./src/pip/find";
    import { shellLinesSetting } from "./src/pip/shell-files";
    import { turnCachingOff, turnCachingOn } from "./src/pip/switch";
    void (async () => {
      const { home } = JSON.parse(process.argv[2]);
      const machine = { platform: "linux" as const, home, env: { PATH: home + "/bin" }, root: home + "/root" };
      const configuration = readConfiguration(machine);
      let off = "";
      try { turnCachingOff(machine); } catch (error) { off = (error as Error).message; }
      console.log(JSON.stringify({
        states: configuration.files.filter(({ state }) => state !== "missing").map(({ state, reason }) => [state, reason]),
        caching: cachingOf(machine, configuration, "cache").state,
        off,
        on: turnCachingOn(machine).remaining,
        shell: shellLinesSetting(machine, "PIP_NO_CACHE_DIR"),
        setting: readSetting(home + "/.npmrc", "ini", "cache"),
        found: (await findInstallations({ ...machine, extraPaths: [home + "/env"] })).length,
      }));
    })();
  `);
  // Ended where it waits, so that this fails instead of waiting, too.
  const run = execFileSync(process.execPath, [script, JSON.stringify({ home })], { timeout: 60_000 });
  const reason = "It is a pipe or a device, not a file.";
  expect(JSON.parse(run.toString())).toEqual({
    states: [
      ["broken", `pip waits for it: ${reason}`],
      ["broken", `pip waits for it: ${reason}`],
    ],
    caching: "failing",
    off: reason,
    on: [".pip/pip.conf", ".config/pip/pip.conf"].map((path) => ({ where: join(home, path), reason })),
    shell: [],
    setting: [],
    found: expect.any(Number) as number,
  });
});

describe("a file of our own", () => {
  const content = Buffer.from("ours\n");

  it("is removed, and is no error where it is gone", () => {
    const file = join(temporaryDirectory(), "file");
    writeFileSync(file, content);
    removeOwnFile(file, content);
    expect(() => readSmallFile(file)).toThrow(expect.objectContaining({ code: "ENOENT" }));
    removeOwnFile(file, content);
  });

  it("is left where it is not what we wrote, or no file at all", () => {
    const folder = temporaryDirectory();
    const file = join(folder, "file");
    writeFileSync(file, "ours\nand theirs\n");
    expect(() => removeOwnFile(file, content)).toThrow("somebody has changed it.");
    writeFileSync(file, "ours!");
    expect(() => removeOwnFile(file, content)).toThrow("somebody has changed it.");
    writeFileSync(file, content);
    expect(() => removeOwnFile(folder, content)).toThrow("it is not the file that we made.");
    expect(readSmallFile(file).bytes).toEqual(content);
  });

  it("is left where a link to it is, which stays, too", () => {
    const folder = temporaryDirectory();
    const [file, link] = ["file", "link"].map((name) => join(folder, name));
    writeFileSync(file, content);
    symlinkSync(file, link);
    expect(() => removeOwnFile(link, content)).toThrow("it is not the file that we made.");
    expect(readSmallFile(link).bytes).toEqual(content);
  });
});

describe("a file for a program to write", () => {
  it("has a folder that nobody else may enter, and both are gone when it was used", async () => {
    const seen = await withTemporaryFile("name.reg", (path) => {
      writeFileSync(path, "said");
      const { mode } = statSync(dirname(path));
      return Promise.resolve({ path, mode: mode & 0o777, names: readdirSync(dirname(path)) });
    });
    expect(basename(seen.path)).toBe("name.reg");
    expect(seen.names).toEqual(["name.reg"]);
    if (!onWindows) expect(seen.mode).toBe(0o700);
    expect(existsSync(dirname(seen.path))).toBe(false);
  });

  it("is gone also where nothing was written, or using it failed", async () => {
    let used = "";
    const failing = withTemporaryFile("name.reg", (path) => {
      used = path;
      return Promise.reject(new Error("no program"));
    });
    await expect(failing).rejects.toThrow("no program");
    expect(existsSync(dirname(used))).toBe(false);
  });

  it("takes nothing with it that somebody else has put beside it", async () => {
    const other = await withTemporaryFile("name.reg", (path) => {
      writeFileSync(path, "said");
      writeFileSync(join(dirname(path), "other"), "theirs");
      return Promise.resolve(join(dirname(path), "other"));
    });
    expect(readdirSync(dirname(other))).toEqual(["other"]);
    removeDirectory(dirname(other));
  });
});
