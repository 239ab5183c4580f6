import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cachingOf, storeDirectory } from "../../src/pip/caching";
import { readConfiguration, resolve } from "../../src/pip/configuration";
import { configurationFiles, type ConfigurationReader } from "../../src/pip/configuration-files";
import type { Machine, Platform } from "../../src/files/machine";
import { temporaryDirectory } from "../support/temporary";

function machineWith(platform: Platform, files: Record<string, string>, env: Record<string, string> = {}): Machine {
  const home = temporaryDirectory();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(home, path)), { recursive: true });
    writeFileSync(join(home, path), content);
  }
  const here = Object.entries(env).map(([name, value]) => [name, value.replaceAll("HOME", home)]);
  return { platform, home, root: join(home, "root"), env: Object.fromEntries(here) };
}

const directoryOf = (machine: Machine, reader: ConfigurationReader = {}) =>
  cachingOf(machine, readConfiguration(machine, reader), "cache", reader).directory?.replace(machine.home, "~");

it("tells which value wins, where it stands, and what it overrides, the nearest first", () => {
  const machine = machineWith(
    "linux",
    {
      "etc/pip/pip.conf": "[cache]\ncache-dir = /by-section\n[global]\ncache-dir = /system\n",
      ".config/pip/pip.conf": "[global]\n\ncache-dir = /user\n",
      "prefix/pip.conf": "[install]\ncache-dir = /site\n",
    },
    { XDG_CONFIG_DIRS: "HOME/etc" },
  );
  const configuration = readConfiguration(machine, { prefix: join(machine.home, "prefix") });
  const shown = (command: "cache" | "install") => {
    const { winner, overridden } = resolve(configuration, "cache-dir", command);
    return [winner, ...overridden].map((place) => [place?.value, place?.level, place?.section, place?.line]);
  };
  expect(shown("cache")).toEqual([
    ["/by-section", "global", "cache", 2],
    ["/user", "user", "global", 3],
    ["/system", "global", "global", 4],
  ]);
  expect(shown("install")[0]).toEqual(["/site", "site", "install", 2]);
  machine.env.PIP_CACHE_DIR = "/variable";
  expect(resolve(readConfiguration(machine), "cache-dir", "cache").winner).toEqual({
    key: "cache-dir",
    value: "/variable",
    level: "environment",
    variable: "PIP_CACHE_DIR",
  });
});

describe("a Mac's default directory", () => {
  it("is in Library/Caches, and from 26.2 on where XDG_CACHE_HOME says", () => {
    const machine = machineWith("darwin", {}, { XDG_CACHE_HOME: "HOME/xdg" });
    expect(directoryOf(machine, { pip: "26.1.2" })).toBe("~/Library/Caches/pip");
    expect(directoryOf(machine, { pip: "26.2" })).toBe("~/xdg/pip");
  });

  it("comes with a system file of Homebrew's own, from 25.1 on", () => {
    const machine = machineWith("darwin", {});
    const prefix = "/opt/homebrew/opt/python@3.12/Frameworks/Python.framework/Versions/3.12";
    const own = "/opt/homebrew/share/pip/pip.conf";
    const files = (reader: ConfigurationReader) => configurationFiles(machine, reader).map(({ path }) => path);
    expect(files({ prefix, pip: "25.1" })).toContain(own);
    expect(files({ prefix, pip: "26.3" })).toContain(own);
    const environment = { prefix: join(machine.home, "venv"), basePrefix: prefix };
    expect(files({ ...environment, pip: "26.2.1" })).not.toContain(own);
    expect(files({ ...environment, pip: "26.3" })).toContain(own);
  });
});

it("passes over relative folders in XDG variables from pip 26.3 on", () => {
  const relative = { XDG_CACHE_HOME: "caches", XDG_CONFIG_HOME: "~/config", XDG_CONFIG_DIRS: "etc: HOME/etc " };
  const machine = machineWith("linux", {}, relative);
  const files = (pip: string) =>
    configurationFiles(machine, { pip }).map(({ path }) => path.replace(machine.home, "~").replace(machine.home, "~"));
  expect(directoryOf(machine, { pip: "26.2.1" })).toBe("~/caches/pip");
  expect(files("26.2.1")).toContain("~/~/config/pip/pip.conf");
  expect(directoryOf(machine, { pip: "26.3" })).toBe("~/.cache/pip");
  expect(files("26.3")).toEqual([
    "~/etc/pip/pip.conf",
    "~/root/etc/pip.conf",
    "~/.pip/pip.conf",
    "~/.config/pip/pip.conf",
  ]);
});

describe("on Windows", () => {
  it("reads pip.ini in the order of its levels, whatever the case of the variables' names", () => {
    const machine = machineWith(
      "win32",
      {},
      { appdata: "HOME/Roaming", PROGRAMDATA: "HOME/ProgramData", LocalAppData: "HOME/Local" },
    );
    const reader = { prefix: join(machine.home, "venv") };
    expect(
      configurationFiles(machine, reader).map(({ path, level }) => [path.replace(machine.home, "~"), level]),
    ).toEqual([
      ["~/ProgramData/pip/pip.ini", "global"],
      ["~/pip/pip.ini", "user"],
      ["~/Roaming/pip/pip.ini", "user"],
      ["~/venv/pip.ini", "site"],
    ]);
    const directory = directoryOf(machine)?.toLowerCase().replace(machine.home.toLowerCase(), "~");
    expect(directory).toBe("~/local/pip/cache");
  });

  it("knows where the files of the Store's Python really lie", () => {
    const machine = machineWith("win32", {}, { LOCALAPPDATA: "HOME/Local" });
    const prefix =
      "C:\\Program Files\\WindowsApps\\PythonSoftwareFoundation.Python.3.11_3.11.2544.0_x64__qbz5n2kfra8p0";
    const local = join(machine.home, "Local");
    expect(storeDirectory(machine, prefix, join(local, "pip/cache"))).toBe(
      join(local, "Packages/PythonSoftwareFoundation.Python.3.11_qbz5n2kfra8p0/LocalCache/Local/pip/cache"),
    );
    expect(storeDirectory(machine, prefix, join(machine.home, "elsewhere"))).toBe(join(machine.home, "elsewhere"));
    expect(storeDirectory(machine, "C:\\Python311", join(local, "pip/cache"))).toBe(join(local, "pip/cache"));
  });
});

it("says where a cache lies whose volume is not there now", () => {
  const machine = machineWith("linux", { ".config/pip/pip.conf": "[global]\ncache-dir = ~/disk/pip\n" });
  symlinkSync(join(machine.home, "volumes/gone"), join(machine.home, "disk"));
  expect(directoryOf(machine)).toBe("~/volumes/gone/pip");
});

it("says where a pip would cache that a broken file keeps from working, unless that file may say it", () => {
  const files = { "prefix/pip.conf": "[global]\ncache-dir = ~/own\n", ".config/pip/pip.conf": "no-cache-dir = 1\n" };
  const machine = machineWith("linux", files);
  const reader = { prefix: join(machine.home, "prefix") };
  const failing = () => cachingOf(machine, readConfiguration(machine, reader), "cache", reader);
  expect(failing()).toMatchObject({ state: "failing", directory: join(machine.home, "own") });
  writeFileSync(join(machine.home, ".config/pip/pip.conf"), "cache-dir = ~/other\n");
  expect(failing()).toMatchObject({ state: "failing" });
  expect(failing().directory).toBeUndefined();
});

it("knows that pips older than 19.0 take only a false switch, and fail with a true one", () => {
  const machine = machineWith("linux", {}, { PIP_NO_CACHE_DIR: "true" });
  const state = (pip: string) => cachingOf(machine, readConfiguration(machine, { pip }), "install", { pip }).state;
  expect([state("18.1"), state("19.0"), state("26.3")]).toEqual(["failing", "off", "off"]);
  machine.env.PIP_NO_CACHE_DIR = "false";
  expect([state("18.1"), state("19.0"), state("26.3")]).toEqual(["off", "off", "off"]);
});

it("takes `cache-dir = false` for the directory it is", () => {
  const machine = machineWith("linux", {}, { PIP_CACHE_DIR: "false" });
  expect(cachingOf(machine, readConfiguration(machine), "install")).toMatchObject({
    state: "on",
    directory: join(machine.home, "false"),
  });
});
