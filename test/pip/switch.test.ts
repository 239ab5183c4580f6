import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join, normalize } from "node:path";
import { askInstallation } from "../../src/pip/ask";
import { readConfiguration } from "../../src/pip/configuration";
import type { Installation } from "../../src/pip/installation";
import type { Machine } from "../../src/files/machine";
import { FileChangeError } from "../../src/files/replace-file";
import { cachingSwitches, switchedFiles, turnCachingOff, turnCachingOn } from "../../src/pip/switch";
import { buildSdist, buildWheel } from "../support/distributions";
import { startIndex } from "../support/index-server";
import { describeWithPips, findPips, install, isolatedEnvironment, newPip } from "../support/pip";
import { temporaryDirectory } from "../support/temporary";
import { filesBelow } from "../support/tree";
import { itOrSkip, itUnless, NOBODY, noNobody, noPip, noSuperuser } from "../support/unless";

function machineWith(files: Record<string, string | Buffer> = {}): Machine & { file: string } {
  const home = temporaryDirectory();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), content);
  }
  const env: NodeJS.ProcessEnv = { ...isolatedEnvironment(home), XDG_CONFIG_DIRS: join(home, "etc") };
  delete env.PIP_CONFIG_FILE;
  return { platform: "linux", home, env, root: join(home, "root"), file: join(home, ".config/pip/pip.conf") };
}

const pip = newPip() ?? findPips()[findPips().length - 1];
const itWithPip = itOrSkip(findPips().length > 0 ? undefined : noPip);

function ask(machine: Machine, python = pip.python): Promise<Installation> {
  return askInstallation({ python, origin: "Other" }, { machine, timeoutMs: 30_000 });
}

/** Runs something without the rights of root, which a test may have. */
function asOrdinaryUser<T>(action: () => T): T {
  if (process.geteuid?.() !== 0) return action();
  process.seteuid?.(NOBODY);
  try {
    return action();
  } finally {
    process.seteuid?.(0);
  }
}

const commented = `# my own settings
; kept since 2019

[install]
no-compile = yes

[global]
# the mirror
index-url: https://files.example.org/simple
timeout = 60
    # a comment, further in
[list]
format = columns
`;

describeWithPips("with a real pip", (own) => {
  itWithPip("nothing is cached after Off, everything after On, and the file is the same to the byte", async () => {
    const index = await startIndex([
      { files: [buildWheel({ name: "alpha", version: "1.0" })] },
      { files: [buildSdist({ name: "sourceonly", version: "0.3" })] },
    ]);
    const machine = machineWith({ ".config/pip/pip.conf": commented });
    const cacheDirectory = join(machine.home, ".cache/pip");
    const env = { PIP_CONFIG_FILE: "" };
    const run = () => install(own, ["alpha", "sourceonly"], { index, home: machine.home, cacheDirectory, env });
    const installation = await ask(machine, own.python);
    expect(installation.caching.state).toBe("on");

    expect(turnCachingOff(machine, installation).changed).toEqual([
      { file: machine.file, created: false, kept: `${machine.file}.before-pip-cache` },
    ]);
    expect(readFileSync(machine.file, "utf8")).toBe(
      commented.replace("timeout = 60\n", "timeout = 60\nno-cache-dir = true\n"),
    );
    expect((await ask(machine, own.python)).caching).toMatchObject({
      state: "off",
      because: { file: machine.file, section: "global", line: 11 },
    });
    await run();
    expect(filesBelow(cacheDirectory).filter((path) => !path.startsWith("selfcheck"))).toEqual([]);

    expect(turnCachingOn(machine, installation)).toMatchObject({ changed: [{ file: machine.file }], remaining: [] });
    expect(readFileSync(machine.file, "utf8")).toBe(commented);
    expect((await ask(machine, own.python)).caching.state).toBe("on");
    await run();
    expect(filesBelow(cacheDirectory).length).toBeGreaterThan(3);
  });
});

describe("turning caching off", () => {
  itWithPip("makes the file and its folders where there are none, and pip agrees", async () => {
    const machine = machineWith();
    expect(turnCachingOff(machine)).toEqual({ changed: [{ file: machine.file, created: true }], remaining: [] });
    expect(readFileSync(machine.file, "utf8")).toBe("[global]\nno-cache-dir = true\n");
    expect(readdirSync(dirname(machine.file))).toEqual(["pip.conf"]);
    expect((await ask(machine)).caching.state).toBe("off");
    expect(turnCachingOff(machine)).toEqual({ changed: [], remaining: [] });
  });

  it("keeps the mode of the file and, once and for all, its version from before", () => {
    const machine = machineWith({ ".config/pip/pip.conf": "[global]\n# one\n" });
    chmodSync(machine.file, 0o640);
    turnCachingOff(machine);
    turnCachingOn(machine);
    writeFileSync(machine.file, "[global]\n# two\n");
    turnCachingOff(machine);
    if (process.platform !== "win32") expect(statSync(machine.file).mode & 0o777).toBe(0o640);
    expect(readFileSync(`${machine.file}.before-pip-cache`, "utf8")).toBe("[global]\n# one\n");
    expect(readdirSync(dirname(machine.file)).sort()).toEqual(["pip.conf", "pip.conf.before-pip-cache"]);
  });

  it("changes the file that a link leads to, and leaves the link", () => {
    const machine = machineWith({ "dotfiles/pip.conf": "[global]\n" });
    mkdirSync(dirname(machine.file), { recursive: true });
    symlinkSync("../../dotfiles/pip.conf", machine.file);
    turnCachingOff(machine);
    expect(lstatSync(machine.file).isSymbolicLink()).toBe(true);
    expect(readFileSync(join(machine.home, "dotfiles/pip.conf"), "utf8")).toBe("[global]\nno-cache-dir = true\n");
  });

  it("writes pip.ini with Windows' line ends, and keeps bytes of any code page", () => {
    const home = temporaryDirectory();
    const machine: Machine = { platform: "win32", home, env: { appdata: join(home, "Roaming") } };
    const file = join(home, "Roaming/pip/pip.ini");
    turnCachingOff(machine);
    expect(readFileSync(file, "utf8")).toBe("[global]\r\nno-cache-dir = true\r\n");
    const old = Buffer.from("[global]\r\n; f\xfcr mich\r\ntimeout = 1\r\n", "latin1");
    writeFileSync(file, old);
    turnCachingOff(machine);
    expect(readFileSync(file, "latin1")).toBe("[global]\r\n; f\xfcr mich\r\ntimeout = 1\r\nno-cache-dir = true\r\n");
    turnCachingOn(machine);
    expect(readFileSync(file)).toEqual(old);
  });

  it("writes nothing into a file that pip does not read", () => {
    const machine = machineWith({ "named.conf": "[global]\n" });
    machine.env.PIP_CONFIG_FILE = join(machine.home, "named.conf");
    expect(() => turnCachingOff(machine)).toThrow("pip does not read it while PIP_CONFIG_FILE is set.");
    expect(existsSync(machine.file)).toBe(false);
  });

  itWithPip("writes nothing that would make an old pip fail", async () => {
    const machine = machineWith();
    const installation = { ...(await ask(machine)), pipVersion: { value: "18.1" } };
    expect(() => turnCachingOff(machine, installation)).toThrow("a pip older than 19.0 ends with an error");
    expect(existsSync(machine.file)).toBe(false);
  });

  it("writes where a Mac's pip looks", () => {
    const home = temporaryDirectory();
    const machine: Machine = { platform: "darwin", home, env: {}, root: join(home, "root") };
    turnCachingOff(machine);
    expect(existsSync(join(home, ".config/pip/pip.conf"))).toBe(true);
    mkdirSync(join(home, "Library/Application Support/pip"), { recursive: true });
    turnCachingOff(machine);
    expect(existsSync(join(home, "Library/Application Support/pip/pip.conf"))).toBe(true);
  });
});

it("a file that was made for Off is gone after On; one that a person has used since is not", () => {
  const machine = machineWith();
  const folder = dirname(machine.file);
  turnCachingOff(machine);
  expect(turnCachingOn(machine)).toEqual({
    changed: [{ file: machine.file, created: false, removed: true }],
    remaining: [],
  });
  expect(readdirSync(folder)).toEqual([]);
  turnCachingOff(machine);
  writeFileSync(machine.file, "[global]\nno-cache-dir = true\ntimeout = 60\n");
  turnCachingOn(machine);
  expect(readFileSync(machine.file, "utf8")).toBe("[global]\ntimeout = 60\n");
});

it("a file that is not where we make one is never removed", () => {
  const machine = machineWith({ "etc/pip/pip.conf": "[global]\nno-cache-dir = true\n" });
  expect(turnCachingOn(machine).changed).toMatchObject([{ created: false, kept: expect.any(String) as string }]);
  expect(readFileSync(join(machine.home, "etc/pip/pip.conf"), "utf8")).toBe("[global]\n");
});

it("a file above 1 MB is refused with a word, by the reader and by the editor", () => {
  const content = `[global]\nno-cache-dir = 1\n${"# filler\n".repeat(120_000)}`;
  const machine = machineWith({ ".config/pip/pip.conf": content });
  expect(readConfiguration(machine).files.find(({ path }) => path === machine.file)).toMatchObject({
    state: "too large",
    reason: "It is larger than 1 MB. What it says is not known.",
  });
  expect(() => turnCachingOff(machine)).toThrow("It is larger than 1 MB.");
  expect(turnCachingOn(machine)).toEqual({
    changed: [],
    remaining: [{ where: machine.file, reason: "It is larger than 1 MB." }],
  });
  expect(readFileSync(machine.file, "utf8")).toBe(content);
  expect(readdirSync(dirname(machine.file))).toEqual(["pip.conf"]);
});

it("off may change the person's file alone, on all that pip reads, whether they are there or not", () => {
  const machine = machineWith();
  const inHome = (path: string) => join(machine.home, path);
  expect(switchedFiles(machine, undefined, "off")).toEqual([machine.file]);
  expect(switchedFiles(machine, undefined, "on").map(normalize)).toEqual([
    inHome("etc/pip/pip.conf"),
    inHome("root/etc/pip.conf"),
    inHome(".pip/pip.conf"),
    machine.file,
  ]);
});

it.each(["prefix", "pipVersion", "pythonVersion"])(
  "off and on go by the newest pip where the %s is not known",
  (part) => {
    const machine = machineWith();
    const known = { prefix: { value: "/venv" }, pipVersion: { value: "18.1" }, pythonVersion: { value: "3.7.1" } };
    const installation = { ...known, [part]: { unknown: "It did not answer." }, files: [] } as unknown as Installation;
    expect(switchedFiles(machine, installation, "on")).toEqual(switchedFiles(machine, undefined, "on"));
    expect(turnCachingOff(machine, installation).changed).toEqual([{ file: machine.file, created: true }]);
  },
);

describe("a bad configuration file", () => {
  const bad: [string, string | Buffer, string][] = [
    ["a byte order mark", "\ufeff[global]\nno-cache-dir = true\n", "begins with a byte order mark"],
    ["a key twice", "[global]\nno-cache-dir = 1\nno-cache-dir = 1\n", "a second time"],
    ["no section", "no-cache-dir = true\n", "before any [section]"],
    ["another encoding", Buffer.from("[global]\n# caf\xe9\nno-cache-dir = 1\n", "latin1"), "not UTF-8"],
  ];

  it.each(bad)("with %s is refused and never rewritten", (_, content, reason) => {
    const machine = machineWith({ ".config/pip/pip.conf": content });
    expect(() => turnCachingOff(machine)).toThrow(reason);
    const { changed, remaining } = turnCachingOn(machine);
    expect(changed).toEqual([]);
    expect(remaining[0]).toMatchObject({ where: machine.file, reason: expect.stringContaining(reason) });
    expect(remaining[0].text).toMatch(/^no-cache-dir = /);
    expect(readFileSync(machine.file)).toEqual(Buffer.from(content));
    expect(readdirSync(dirname(machine.file))).toEqual(["pip.conf"]);
  });

  itWithPip(
    "is one with two spellings of a key for pip 26.3, while older pips read it and caching can be turned on",
    async () => {
      const content = "[global]\nno-cache-dir = 1\ntimeout = 5\nno_cache_dir = 1\n";
      const machine = machineWith({ ".config/pip/pip.conf": content });
      const installation = await ask(machine);
      const with_ = (version: string): Installation => ({ ...installation, pipVersion: { value: version } });
      expect(() => turnCachingOff(machine, with_("26.3"))).toThrow("Line 4 sets “no-cache-dir” a second time.");
      expect(turnCachingOn(machine, with_("26.3"))).toMatchObject({
        changed: [],
        remaining: [{ line: 2 }, { line: 4 }],
      });
      expect(readFileSync(machine.file, "utf8")).toBe(content);
      expect(turnCachingOn(machine, with_("26.2")).remaining).toEqual([]);
      expect(readFileSync(machine.file, "utf8")).toBe("[global]\ntimeout = 5\n");
    },
  );

  it("names each line to delete, however it is written, and no comment", () => {
    const content =
      "[global]\n# no-cache-dir = 1\nno-cache-dir=1\n; no_cache_dir: 1\nno_cache_dir:1\nno-cache-dir = 1\n";
    const machine = machineWith({ ".config/pip/pip.conf": content });
    const lines = turnCachingOn(machine).remaining.map(({ line, text }) => [line, text]);
    expect(lines).toEqual([
      [3, "no-cache-dir=1"],
      [5, "no_cache_dir:1"],
      [6, "no-cache-dir = 1"],
    ]);
  });

  it("that is a directory, or a link to nothing, is refused", () => {
    const machine = machineWith();
    mkdirSync(machine.file, { recursive: true });
    expect(() => turnCachingOff(machine)).toThrow("It is a directory.");
    const other = machineWith();
    mkdirSync(dirname(other.file), { recursive: true });
    symlinkSync("/nowhere/pip.conf", other.file);
    expect(() => turnCachingOff(other)).toThrow("It is a link to a file that is not there.");
    expect(turnCachingOn(other)).toEqual({ changed: [], remaining: [] });
  });

  itUnless(noSuperuser, "that may not be read is refused, though its folder may be written", () => {
    const machine = machineWith({ ".config/pip/pip.conf": "[global]\nno-cache-dir = 1\n" });
    for (const folder of [".", ".config", ".config/pip"]) chmodSync(join(machine.home, folder), 0o777);
    chmodSync(machine.file, 0o600);
    expect(() => asOrdinaryUser(() => turnCachingOff(machine))).toThrow("It may not be read.");
    expect(asOrdinaryUser(() => turnCachingOn(machine)).changed).toEqual([]);
    expect(readFileSync(machine.file, "utf8")).toBe("[global]\nno-cache-dir = 1\n");
    expect(readdirSync(dirname(machine.file))).toEqual(["pip.conf"]);
  });

  itUnless(noNobody, "that may not be read or written is refused, and nothing is left beside it", () => {
    const machine = machineWith({ ".config/pip/pip.conf": "[global]\n" });
    chmodSync(machine.home, 0o755);
    chmodSync(machine.file, 0o600);
    chmodSync(dirname(machine.file), 0o555);
    const failure = asOrdinaryUser(() => {
      try {
        return turnCachingOff(machine);
      } catch (error) {
        return error;
      }
    });
    chmodSync(dirname(machine.file), 0o755);
    expect(failure).toBeInstanceOf(FileChangeError);
    expect(readdirSync(dirname(machine.file))).toEqual(["pip.conf"]);
    expect(readFileSync(machine.file, "utf8")).toBe("[global]\n");
  });
});

itUnless(noSuperuser, "leaves no temporary file where replacing fails half-way", () => {
  const machine = machineWith({ ".config/pip/pip.conf": "[global]\n" });
  const folder = dirname(machine.file);
  chmodSync(machine.home, 0o755);
  // Anybody may make files here, but nobody may replace another's.
  chmodSync(folder, 0o1777);
  chmodSync(machine.file, 0o666);
  expect(() => asOrdinaryUser(() => turnCachingOff(machine))).toThrow("It may not be written by you.");
  expect(readdirSync(folder)).toEqual(["pip.conf"]);
  expect(readFileSync(machine.file, "utf8")).toBe("[global]\n");
});

describe("turning caching on", () => {
  itWithPip("removes the key at every level, in every section and spelling, and pip caches again", async () => {
    const machine = machineWith({
      ".config/pip/pip.conf": "[global]\nno_cache_dir = off\n",
      ".pip/pip.conf": "[install]\nNo-Cache-Dir: 1\nupgrade = 1\n",
      "etc/pip/pip.conf": "[global]\nno-cache-dir=true\n# system\n",
      "named.conf": "[wheel]\n--no-cache-dir = yes\n",
    });
    const before = await ask(machine);
    expect(before.caching.state).toBe("off");
    expect(cachingSwitches(machine, before).map(({ level, section, line }) => [level, section, line])).toEqual([
      ["global", "global", 2],
      ["user", "install", 2],
      ["user", "global", 2],
    ]);
    const { changed, remaining } = turnCachingOn(machine, before);
    expect(changed.map(({ file }) => file.replace(machine.home, ""))).toEqual([
      "/etc/pip/pip.conf",
      "/.pip/pip.conf",
      "/.config/pip/pip.conf",
    ]);
    expect(remaining).toEqual([]);
    expect(readFileSync(join(machine.home, ".pip/pip.conf"), "utf8")).toBe("[install]\nupgrade = 1\n");
    expect((await ask(machine)).caching).toEqual({ state: "on" });

    machine.env.PIP_CONFIG_FILE = join(machine.home, "named.conf");
    expect(turnCachingOn(machine).changed).toMatchObject([{ file: join(machine.home, "named.conf") }]);
  });

  it("goes by no variable that says nothing, as pip does", () => {
    const machine = machineWith();
    machine.env.PIP_NO_CACHE_DIR = "";
    expect(turnCachingOn(machine)).toEqual({ changed: [], remaining: [] });
    machine.env.PIP_NO_CACHE_DIR = "0";
    expect(turnCachingOn(machine).remaining).toEqual([
      {
        where: "PIP_NO_CACHE_DIR",
        text: "PIP_NO_CACHE_DIR=0",
        reason: "It comes with the environment of Raycast itself.",
      },
    ]);
  });

  itUnless(noNobody, "names what is not ours to change, with the line to delete", () => {
    const machine = machineWith({
      "etc/pip/pip.conf": "[global]\ntimeout = 1\nno-cache-dir = true\n",
      ".zshrc": "alias ll='ls -l'\n# export PIP_NO_CACHE_DIR=0\nexport PIP_NO_CACHE_DIR=1\n",
      ".config/fish/config.fish": "set -gx PIP_NO_CACHE_DIR off\n",
    });
    machine.env.PIP_NO_CACHE_DIR = "false";
    chmodSync(machine.home, 0o755);
    const system = join(machine.home, "etc/pip");
    chmodSync(system, 0o555);
    const { changed, remaining } = asOrdinaryUser(() => turnCachingOn(machine));
    chmodSync(system, 0o755);
    expect(changed).toEqual([]);
    expect(remaining.map(({ where, line, text }) => [where.replace(machine.home, ""), line, text])).toEqual([
      ["/etc/pip/pip.conf", 3, "no-cache-dir = true"],
      ["/.zshrc", 3, "export PIP_NO_CACHE_DIR=1"],
      ["/.config/fish/config.fish", 1, "set -gx PIP_NO_CACHE_DIR off"],
      ["PIP_NO_CACHE_DIR", undefined, "PIP_NO_CACHE_DIR=false"],
    ]);
    for (const { reason } of remaining) expect(reason).toMatch(/\.$/);
  });
});
