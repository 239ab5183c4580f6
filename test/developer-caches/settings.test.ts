import type { Machine } from "../../src/files/machine";
import { parseSetting, readSetting, settingPath } from "../../src/developer-caches/settings";
import { temporaryDirectory } from "../support/temporary";
import { write } from "./lay-out";

const machine: Machine = { platform: "linux", home: "/home/ada", env: { BIG: "/big", EMPTY: "" } };

describe("configuration files", () => {
  it("are read by section", () => {
    const text = "[global]\ntimeout = 3\n[install]\ncache-dir = /a\n[other]\ncache-dir = /b\n";
    expect(parseSetting(text, "ini", "install.cache-dir")).toEqual(["/a"]);
    expect(parseSetting(text, "ini", "global.cache-dir")).toEqual([]);
  });

  it("with comments, quotes and Windows' line ends", () => {
    expect(parseSetting('# cache=/no\r\n; cache=/no\r\ncache = "/yes"\r\n', "ini", "cache")).toEqual(["/yes"]);
    expect(parseSetting('cache-dir = "C:\\\\big\\\\uv" # why\n', "toml", "cache-dir")).toEqual(["C:\\big\\uv"]);
    expect(parseSetting("cache-dir = 'C:\\big\\uv'\n", "toml", "cache-dir")).toEqual(["C:\\big\\uv"]);
    expect(parseSetting("globalFolder: /a # why\n", "yaml", "globalFolder")).toEqual(["/a"]);
    expect(parseSetting("<!-- <localRepository>/no</localRepository> -->", "xml", "localRepository")).toEqual([]);
  });

  it("do not take a key for another that ends the same", () => {
    expect(parseSetting("dependency-cache=/a\n", "ini", "cache")).toEqual([]);
    expect(parseSetting("  cacheFolder: /a\n", "yaml", "cacheFolder")).toEqual([]);
    expect(parseSetting('{"other": {"cache-dir": "/a"}}', "json", "config.cache-dir")).toEqual([]);
  });

  it("that are damaged or missing say nothing", () => {
    expect(parseSetting("{", "json", "config.cache-dir")).toEqual([]);
    expect(parseSetting("cache-dir\n[", "toml", "cache-dir")).toEqual([]);
    expect(readSetting("/nowhere/at/all", "ini", "cache")).toEqual([]);
  });

  it("may begin with a byte order mark", () => {
    const file = `${temporaryDirectory()}/config.toml`;
    write(file, '\ufeffcache-dir = "/a"\n');
    expect(readSetting(file, "toml", "cache-dir")).toEqual(["/a"]);
  });

  it.each([
    ["~/cache", "/home/ada/cache"],
    ["$HOME/cache", "/home/ada/cache"],
    ["${user.home}/repo", "/home/ada/repo"],
    ["${env.BIG}/repo", "/big/repo"],
    ["%BIG%/repo", "/big/repo"],
    ["relative/cache", undefined],
    ["${env.UNSET}/repo", undefined],
    ["false", undefined],
  ])("a path written %s is %s", (value, path) => {
    expect(settingPath(value, machine)).toBe(path);
  });
});
