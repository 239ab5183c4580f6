import { mkdirSync, readdirSync } from "node:fs";
import { join, normalize } from "node:path";
import { thisMachine, type Machine } from "../../src/files/machine";
import {
  escapePattern,
  existing,
  expand,
  glob,
  hasMatch,
  hex,
  nameMatcher,
  pathMatcher,
  plain,
} from "../../src/files/patterns";
import { temporaryDirectory } from "../support/temporary";

const mac = (env: NodeJS.ProcessEnv = {}): Machine => ({ platform: "darwin", home: "/Users/ada", env });
const windows = (env: NodeJS.ProcessEnv = {}): Machine => ({ platform: "win32", home: "C:\\Users\\ada", env });

describe("path patterns", () => {
  it("put the home directory for a tilde at the start only", () => {
    expect(expand("~/Library/Caches/pip", mac())).toEqual(["/Users/ada/Library/Caches/pip"]);
    expect(expand("/a~/b", mac())).toEqual(["/a~/b"]);
  });

  it("take a variable, or what stands for it where it is unset or empty", () => {
    expect(expand("${XDG_CACHE_HOME:-~/.cache}/uv", mac({ XDG_CACHE_HOME: "/big" }))).toEqual(["/big/uv"]);
    expect(expand("${XDG_CACHE_HOME:-~/.cache}/uv", mac())).toEqual(["/Users/ada/.cache/uv"]);
    expect(expand("${XDG_CACHE_HOME:-~/.cache}/uv", mac({ XDG_CACHE_HOME: "" }))).toEqual(["/Users/ada/.cache/uv"]);
    expect(expand("${UV_CACHE_DIR}", mac())).toEqual([]);
    expect(expand("/opt/${UV_CACHE_DIR}/wheels", mac())).toEqual([]);
  });

  it("lie below the root of a machine that is laid out elsewhere, where a table writes them in full", () => {
    const machine = { ...mac({ NPM: "/elsewhere/npm" }), root: "/laid*out" };
    expect(expand("/opt/homebrew", machine)).toEqual(["/laid[*]out/opt/homebrew"]);
    expect(expand("${UNSET:-/opt/cache}/uv", machine)).toEqual(["/laid[*]out/opt/cache/uv"]);
    expect(expand("${UNSET:-~/cache}/uv", machine)).toEqual(["/Users/ada/cache/uv"]);
    expect(expand("~/Library/", machine)).toEqual(["/Users/ada/Library"]);
    expect(expand("${NPM}", machine)).toEqual(["/elsewhere/npm"]);
    expect(expand("${UNSET:-/opt/cache}/uv", mac())).toEqual(["/opt/cache/uv"]);
  });

  it("ignore variables with a relative path", () => {
    expect(expand("${PLAYWRIGHT_BROWSERS_PATH}", mac({ PLAYWRIGHT_BROWSERS_PATH: "0" }))).toEqual([]);
    expect(expand("${CARGO_HOME}", mac({ CARGO_HOME: "C:\\cargo" }))).toEqual([]);
    for (const path of ["cargo", "my\\cargo", "see D:\\cargo", "C:cargo"]) {
      expect([path, expand("${CARGO_HOME}", windows({ CARGO_HOME: path }))]).toEqual([path, []]);
    }
    for (const path of ["C:\\cargo", "c:/cargo", "\\cargo", "/cargo"]) {
      expect([path, expand("${CARGO_HOME}", windows({ CARGO_HOME: path })).length]).toEqual([path, 1]);
    }
  });

  it("put the home directory for a tilde inside a variable", () => {
    expect(expand("${CARGO_HOME}/registry", mac({ CARGO_HOME: "~/rust" }))).toEqual(["/Users/ada/rust/registry"]);
  });

  it("take each path of a variable that is a list", () => {
    expect(expand("${GOPATH...}/pkg/mod", mac({ GOPATH: "/a:/b" }))).toEqual(["/a/pkg/mod", "/b/pkg/mod"]);
    expect(expand("${GOPATH...}/pkg/mod", mac({ GOPATH: ":/a::/b:" }))).toEqual(["/a/pkg/mod", "/b/pkg/mod"]);
    expect(expand("${GOBIN}/go", mac({ GOBIN: "/a:b" }))).toEqual(["/a:b/go"]);
    expect(expand("${GOPATH...}/pkg/mod", windows({ GOPATH: "C:\\a;D:\\b" }))).toEqual([
      "C:/a/pkg/mod",
      "D:/b/pkg/mod",
    ]);
  });

  it("know Windows' variables in any case, and its folders without them", () => {
    expect(expand("%LOCALAPPDATA%\\pip\\Cache", windows({ LocalAppData: "D:\\Local" }))).toEqual([
      "D:/Local/pip/Cache",
    ]);
    expect(expand("%LOCALAPPDATA%\\pip\\Cache", windows())).toEqual(["C:/Users/ada/AppData/Local/pip/Cache"]);
    expect(expand("%APPDATA%\\pip", windows())).toEqual(["C:/Users/ada/AppData/Roaming/pip"]);
    expect(expand("%TEMP%\\pip", windows())).toEqual(["C:/Users/ada/AppData/Local/Temp/pip"]);
    expect(expand("%USERPROFILE%\\.nuget", windows())).toEqual(["C:/Users/ada/.nuget"]);
    expect(expand("%ProgramData%\\uv", windows())).toEqual([]);
    expect(expand("${TEMP}/pip", mac())).toEqual([]);
  });

  it("keep the two separators of a network path", () => {
    expect(expand("%PUB_CACHE%\\hosted", windows({ PUB_CACHE: "\\\\server\\share" }))).toEqual([
      "//server/share/hosted",
    ]);
    expect(plain("\\\\server\\share\\", windows())).toBe("//server/share");
    expect(plain("C:\\\\a\\b", windows())).toBe("C:/a/b");
    expect(plain("\\a", windows())).toBe("/a");
  });

  it("drop doubled and trailing separators", () => {
    expect(plain("/a//b/./c/", mac())).toBe("/a/b/c");
    expect(plain("//a/b", mac())).toBe("/a/b");
    expect(plain("/", mac())).toBe("/");
    expect(plain("/a\\b", mac())).toBe("/a\\b");
  });

  it.each([
    ["*.gem", "rake-13.gem", "rake-13.gem.tmp"],
    ["[0-9]*.[0-9]*", "13.6.0", "state.json"],
    ["[0-9a-f][0-9a-f]", "0f", "0g"],
    ["v[0-9]*", "v10", "vault"],
    ["chromium-[0-9]*", "chromium-1187", "chromium-profile"],
    ["a.c", "a.c", "abc"],
    ["*$*", "a$ps:x", "plain"],
    ["a?c", "abc", "ac"],
    ["a?c", "a?c", "a/c"],
    ["a[*]c", "a*c", "abc"],
    [hex(2), "0f", "0f0"],
  ])("%s stands for %s and not for %s", (pattern, match, other) => {
    expect(nameMatcher(pattern)(match)).toBe(true);
    expect(nameMatcher(pattern)(other)).toBe(false);
  });

  it("of several names match a path and all below it, not what begins like it", () => {
    const matches = pathMatcher("*/staging");
    expect(["a/staging", "a/staging/b"].map(matches)).toEqual([true, true]);
    expect(["a/staging2", "staging", "a/b/staging"].map(matches)).toEqual([false, false, false]);
    expect(["a", "a/b"].map(pathMatcher("a/*"))).toEqual([false, true]);
  });

  it("with a star find what exists, one name per star", () => {
    const root = temporaryDirectory();
    for (const path of ["ruby/3.3.0/cache", "ruby/3.4.0/cache", "ruby/3.4.0/deep/cache", "ruby/file"]) {
      mkdirSync(join(root, path), { recursive: true });
    }
    expect(glob(`${root}/ruby/*/cache`, mac())).toEqual([`${root}/ruby/3.3.0/cache`, `${root}/ruby/3.4.0/cache`]);
    expect(glob(`${root}/perl/*/cache`, mac())).toEqual([]);
    expect(glob("/*", mac())).toContain(`/${readdirSync("/")[0]}`);
  });

  it("have no case on Windows, where names have none; what proves something has", () => {
    const root = temporaryDirectory();
    for (const path of ["python27", "Python312", "pypy"]) mkdirSync(join(root, path));
    expect(glob(`${root}/Python*`, windows())).toEqual([`${root}/Python312`, `${root}/python27`]);
    expect(glob(`${root}/Python*`, mac())).toEqual([`${root}/Python312`]);
    expect([`${root}/PyPy*`, `${root}/pypy*`].map(hasMatch)).toEqual([false, true]);
  });

  it("take names with stars and brackets literally where a person chose them", () => {
    const root = temporaryDirectory();
    // Windows takes no name with a star.
    const odd = process.platform === "win32" ? "a[1]" : "a[1]*";
    for (const name of [odd, "a1x"]) mkdirSync(join(root, name, "pip"), { recursive: true });
    const machine: Machine = { ...thisMachine(), home: join(root, odd), env: {} };
    expect(existing("~/*", machine).map(normalize)).toEqual([join(root, odd, "pip")]);
    expect(glob(escapePattern(plain(join(root, odd), machine)), machine).map(normalize)).toEqual([join(root, odd)]);
    const matches = pathMatcher(escapePattern("in/a[1]*"));
    expect(["in/a[1]*", "in/a[1]*/below", "in/a1x", "in/a[1]x"].map(matches)).toEqual([true, true, false, false]);
  });
});
