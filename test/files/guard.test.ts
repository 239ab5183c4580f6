/** The last gate: what can never be removed, whoever asks. */

import { linkSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { dirname, join, relative } from "node:path";
import { FileList } from "../../src/files/file-list";
import { assertPathBelow, assertRemovableRoot, assertStaysInside, isInside } from "../../src/files/guard";
import { thisMachine, type Machine } from "../../src/files/machine";
import { clearDirectory, removeFiles } from "../../src/files/remove-files";
import { unlinkFiles } from "../../src/files/unlink";
import { walk } from "../../src/files/walk";
import { mountAgain, mountOverlay, mountVolume, mountVolumeOn, noMounts, noOverlay } from "../support/mounts";
import { runSteps } from "../support/steps";
import { temporaryDirectory } from "../support/temporary";
import { compareTrees, hashTree } from "../support/tree";
import { describeUnless, itOrSkip, itUnless, notLinux } from "../support/unless";

const mac: Machine = {
  platform: "darwin",
  home: "/Users/ann",
  env: { HOME: "/Users/ann", TMPDIR: "/var/folders/x1/T/", XDG_CACHE_HOME: "/Users/ann/.caches" },
};
const windows: Machine = {
  platform: "win32",
  home: "C:\\Users\\ann",
  env: {
    USERPROFILE: "C:\\Users\\ann",
    LOCALAPPDATA: "C:\\Users\\ann\\AppData\\Local",
    APPDATA: "C:\\Users\\ann\\AppData\\Roaming",
    TEMP: "C:\\Users\\ann\\AppData\\Local\\Temp",
    SystemRoot: "C:\\Windows",
    ProgramFiles: "C:\\Program Files",
    ProgramData: "C:\\ProgramData",
  },
};
const linux: Machine = {
  platform: "linux",
  home: "/home/ann",
  env: { HOME: "/home/ann", XDG_CACHE_HOME: "/srv/ann/cache" },
};

const places = { linux, darwin: mac, win32: windows };

describe("a root", () => {
  it.each<[keyof typeof places, string, RegExp]>([
    ["linux", "", /empty/],
    ["linux", "cache/pip/http", /relative/],
    ["linux", "./http", /relative/],
    ["linux", "/home/ann/.cache/pip/\nhttp", /control character/],
    ["linux", "/home/ann/.cache/pip/\u007f", /control character/],
    ["linux", "/home/ann/.cache/pip/../../..", /“\.\.”/],
    ["linux", "/home/ann/.cache/pip/http/..", /“\.\.”/],
    ["linux", "/", /it is a volume/],
    ["linux", "//", /it is a volume/],
    ["linux", "/.", /it is a volume/],
    ["linux", "/cache", /directly on a volume/],
    ["linux", "/mnt/usb", /it is a volume/],
    ["linux", "/media/ann", /it is a volume/],
    ["linux", "/media/ann/usb", /it is a volume/],
    ["linux", "/run/media", /it is a volume/],
    ["linux", "/run/media/ann/usb", /it is a volume/],
    ["linux", "/home/ann", /it is a home directory/],
    ["linux", "/home/ann/", /home/],
    ["linux", "/home/ann/.", /home/],
    ["linux", "/home/bob", /home/],
    ["linux", "/home", /directly on a volume/],
    ["linux", "/home/ann/.cache", /share/],
    ["linux", "/home/ann/.cache/", /share/],
    ["linux", "/home/ann/.config", /share/],
    ["linux", "/home/ann/.local", /share|holds/],
    ["linux", "/home/ann/Documents", /share/],
    ["linux", "/srv/ann/cache", /share/],
    ["linux", "/srv/ann", /holds/],
    ["linux", "/usr/lib/python3", /system/],
    ["linux", "/etc/pip", /system/],
    ["darwin", "/Users/ann", /home/],
    ["darwin", "/users/ANN", /home/],
    ["darwin", "/Users", /directly on a volume/],
    ["darwin", "/Users/bob", /it is a home directory/],
    ["darwin", "/var/root", /it is a home directory/],
    ["darwin", "/private/var/root", /it is a home directory/],
    ["darwin", "/Users/ann/Library", /share|holds/],
    ["darwin", "/Users/ann/Library/Caches", /share/],
    ["darwin", "/Users/ann/library/caches/", /share/],
    ["darwin", "/Users/ann/.cache", /share/],
    ["darwin", "/Users/ann/.caches", /share/],
    ["darwin", "/Volumes/Backup", /volume/],
    ["darwin", "/Volumes", /directly on a volume/],
    ["darwin", "/var/folders/x1/T", /share/],
    ["darwin", "/var/folders/x1", /holds/],
    ["darwin", "/System/Library/Caches", /system/],
    ["win32", "C:\\", /it is a volume/],
    ["win32", "C:/", /it is a volume/],
    ["win32", "c:", /relative|volume/],
    ["win32", "D:\\Cache", /directly on a volume/],
    ["win32", "\\\\server\\share\\", /it is a volume/],
    ["win32", "\\\\server\\share\\cache", /directly on a volume/],
    ["win32", "\\\\?\\C:\\Users\\ann", /plain/],
    ["win32", "\\\\.\\C:\\Users\\ann\\x", /plain/],
    ["win32", "C:\\Users\\ann\\AppData\\Local.", /plain/],
    ["win32", "C:\\Users\\ann\\AppData\\Local ", /plain/],
    ["win32", "C:\\Users\\ann\\AppData::$INDEX_ALLOCATION", /plain/],
    ["win32", "C:\\Users\\ann", /home/],
    ["win32", "c:/users/ANN/", /home/],
    ["win32", "C:\\Users\\bob", /home/],
    ["win32", "C:\\Users", /directly on a volume/],
    ["win32", "C:\\Users\\ann\\AppData", /share|holds/],
    ["win32", "C:\\Users\\ann\\AppData\\Local", /share/],
    ["win32", "c:\\users\\ann\\appdata\\LOCAL\\", /share/],
    ["win32", "C:\\Users\\ann\\AppData\\Local\\Temp", /share/],
    ["win32", "C:\\Users\\ann\\AppData\\Local\\pip\\..\\..\\Local", /“\.\.”/],
    ["win32", "C:\\Windows\\Temp", /system/],
    ["win32", "C:\\Program Files\\Python312", /system/],
  ])("is refused on %s: %j", (platform, root, why) => {
    expect(() => assertRemovableRoot(root, places[platform])).toThrow(
      expect.objectContaining({ name: "RefusedError", why: expect.stringMatching(why) as string }),
    );
  });

  it("is refused in every folder of the system", () => {
    const usr = { linux: ["include", "lib", "lib32", "lib64", "libexec"], darwin: ["lib", "libexec"], win32: [] };
    const own = {
      linux: ["/bin", "/boot", "/etc", "/lib", "/lib32", "/lib64", "/proc", "/sbin", "/sys"],
      darwin: ["/System", "/bin", "/sbin", "/private/etc"],
      win32: ["C:\\Program Files (x86)", "C:\\Programs64", "C:\\Windows"],
    };
    windows.env["ProgramFiles(x86)"] = own.win32[0];
    windows.env.ProgramW6432 = own.win32[1];
    for (const platform of ["linux", "darwin", "win32"] as const) {
      const below =
        platform === "win32" ? [] : ["bin", "sbin", "share", ...usr[platform]].map((name) => `/usr/${name}`);
      for (const folder of [...own[platform], ...below]) {
        expect(() => assertRemovableRoot(`${folder}/pip/http`, places[platform])).toThrow(/system/);
      }
    }
  });

  it.each<[keyof typeof places, string]>([
    ["linux", "/home/ann/.cache/pip/http-v2"],
    ["linux", "/home/ann/.cache/http"],
    ["linux", "/home/ann/.cache/http/"],
    ["linux", "/srv/ann/cache/pip/wheels"],
    ["linux", "/srv/pip-cache"],
    ["linux", "/mnt/usb/pip/http"],
    ["linux", "/home/annabel/.cache"],
    ["linux", "/home/ann/documents"],
    ["linux", "/srv/pip's cache: mine./http."],
    ["linux", "/srv/mnt/usb"],
    ["linux", "/usr/local/pip/http"],
    ["darwin", "/usr/local/pip/http"],
    ["darwin", "/Users/ann/Library/Caches/pip/http-v2"],
    ["darwin", "/Users/ann/Library/Caches/http"],
    ["darwin", "/Users/annabel/Library/Caches"],
    ["darwin", "/Volumes/Backup/pip/http"],
    ["darwin", "/opt/Users/ann"],
    ["darwin", "/opt/var/root"],
    ["darwin", "/var/root/cache"],
    ["darwin", "/opt/Volumes/Backup"],
    ["win32", "C:\\Users\\ann\\AppData\\Local\\pip\\Cache\\http-v2"],
    ["win32", "D:\\pip\\cache"],
    ["win32", "\\\\server\\share\\pip\\http"],
  ])("is accepted on %s: %j", (platform, root) => {
    expect(() => assertRemovableRoot(root, places[platform])).not.toThrow();
  });

  const usr = ["bin", "lib", "libexec", "sbin", "share"].map((name) => `/usr/${name}`);
  it.each<[Machine, string[]]>([
    [linux, ["/bin", "/boot", "/etc", "/lib", "/lib32", "/lib64", "/proc", "/sbin", "/sys", "/usr/include", ...usr]],
    [linux, ["/usr/lib32", "/usr/lib64"]],
    [mac, ["/System", "/bin", "/sbin", "/private/etc", ...usr]],
    [{ ...windows, env: { "ProgramFiles(x86)": "C:\\Program Files (x86)" } }, ["C:\\Program Files (x86)"]],
    [{ ...windows, env: { ProgramW6432: "D:\\Program Files" } }, ["D:\\Program Files"]],
  ])("is refused in each folder of the system: %j", (place, folders) => {
    for (const folder of folders) {
      const below = place.platform === "win32" ? `${folder}\\cache` : `${folder}/cache`;
      expect(() => assertRemovableRoot(below, place)).toThrow("it belongs to the system.");
    }
  });

  it.each([
    ...["Library", "Library/Caches", "Library/Application Support", "Library/Developer", "Library/Containers"],
    ...[".cache", ".config", ".local", ".local/share", ".local/state", "AppData", "AppData/Local", "AppData/LocalLow"],
    ...["AppData/Roaming", "Desktop", "Documents", "Downloads", "Movies", "Music", "Pictures", "Videos", "OneDrive"],
  ])("is refused where programs share it: %s in the home directory", (name) => {
    expect(() => assertRemovableRoot(`/srv/ann/${name}`, { ...linux, home: "/srv/ann" })).toThrow(
      "many programs share it.",
    );
    expect(() => assertRemovableRoot(`/srv/ann/${name}/pip`, { ...linux, home: "/srv/ann" })).not.toThrow();
  });

  it.each([
    ...["HOME", "USERPROFILE", "LOCALAPPDATA", "APPDATA", "ProgramData"],
    ...["XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "TEMP", "TMP", "TMPDIR"],
    ...["OneDrive", "OneDriveConsumer", "OneDriveCommercial"],
  ])("is refused where programs share it: what %s says", (name) => {
    const shared = temporaryDirectory();
    const place: Machine = { ...(process.platform === "win32" ? windows : linux), env: { [name]: shared } };
    expect(() => assertRemovableRoot(shared, place)).toThrow("many programs share it.");
    expect(() =>
      assertRemovableRoot(shared, { ...place, env: { [name]: relative(process.cwd(), shared) } }),
    ).not.toThrow();
    expect(() => assertRemovableRoot(join(shared, "pip"), place)).not.toThrow();
  });

  // Nothing else refuses these: no system puts homes there.
  it.each<[keyof typeof places, string, string[]]>([
    ["linux", "/srv/people/ann", ["/srv/people/ann", "/srv/people/ann/", "/srv/people/./ann", "/srv/people"]],
    [
      "darwin",
      "/Volumes/Big/people/ann",
      ["/Volumes/Big/people/ann", "/volumes/big/PEOPLE/Ann", "/Volumes/Big/people"],
    ],
    ["win32", "D:\\people\\all\\ann", ["D:\\people\\all\\ann", "d:\\People\\ALL\\ann\\", "D:\\people\\all"]],
  ])("is refused on %s where the home directory is %s, or below it", (platform, home, roots) => {
    const place: Machine = { platform, home, env: {} };
    for (const root of roots) {
      expect(() => assertRemovableRoot(root, place)).toThrow("it is the home directory or holds it.");
      expect(() =>
        assertRemovableRoot(root, { ...place, home: platform === "win32" ? "E:\\x\\y" : "/x/y/z" }),
      ).not.toThrow();
    }
    const separator = platform === "win32" ? "\\" : "/";
    expect(() => assertRemovableRoot(`${home}a`, place)).not.toThrow();
    expect(() => assertRemovableRoot([home, "pip", "http"].join(separator), place)).not.toThrow();
  });

  it("is refused in the home of the account, too, wherever variables say that the home is", () => {
    const account = userInfo().homedir;
    const elsewhere: Machine = { ...thisMachine(), home: temporaryDirectory(), env: {} };
    for (const root of [account, join(account, ".cache"), join(account, "Documents")]) {
      expect(() => assertRemovableRoot(root, elsewhere)).toThrow(/home|share|directly on a volume/);
    }
  });

  it("is refused when it is a link, with a trailing separator and with a dot, too", async () => {
    const { base, link } = linked();
    const before = hashTree(base);
    for (const root of [link, `${link}/`, `${link}//`, `${link}/.`, `${link}/./`]) {
      expect(() => assertRemovableRoot(root)).toThrow("it is a link");
      await expect(removeFiles(root, list(join(base, "outside")))).rejects.toThrow("it is a link");
      await expect(clearDirectory(root)).rejects.toThrow("it is a link");
    }
    expect(compareTrees(before, hashTree(base))).toEqual({ gone: [], added: [], changed: [] });
  });

  it("is refused when a directory above it is a link that leads to what is refused", () => {
    const base = temporaryDirectory();
    mkdirSync(join(base, "home", ".cache"), { recursive: true });
    symlinkSync(join(base, "home"), join(base, "way"));
    const place = { ...thisMachine(), home: join(base, "home"), env: {} };
    expect(() => assertRemovableRoot(join(base, "home", ".cache"), place)).toThrow("many programs share it");
    const throughLink = { ...place, home: join(base, "way") };
    expect(() => assertRemovableRoot(join(base, "home", ".cache"), throughLink)).toThrow("many programs share it");
    expect(() => assertRemovableRoot(join(base, "home"), throughLink)).toThrow("it is the home directory or holds it.");
  });

  itUnless(noMounts, "is refused by a second mount of what is refused, or of what holds it", () => {
    const above = temporaryDirectory();
    const home = join(above, "people", "ann");
    mkdirSync(join(home, ".cache", "pip"), { recursive: true });
    mkdirSync(join(above, "other", "pip"), { recursive: true });
    const again = mountAgain(above);
    const place: Machine = { platform: "linux", home, env: { XDG_CACHE_HOME: join(home, ".cache") } };
    for (const root of ["", "people", "people/ann", "people/ann/.cache"].map((path) => join(again, path))) {
      expect(() => assertRemovableRoot(root, place)).toThrow(
        "it is the home directory, a folder that many programs share, or holds one.",
      );
    }
    for (const root of ["people/ann/.cache/pip", "people/ann/pip", "other", "other/pip"]) {
      expect(() => assertRemovableRoot(join(again, root), place)).not.toThrow();
    }
  });

  it("is refused when the caller's proof does not cover it any more", async () => {
    const { base, root } = linked();
    const before = hashTree(base);
    await expect(removeFiles(root, list(root), { isCache: () => false })).rejects.toThrow("not the cache");
    expect(compareTrees(before, hashTree(base))).toEqual({ gone: [], added: [], changed: [] });
  });

  it("is refused when it is a file", async () => {
    const base = temporaryDirectory();
    writeFileSync(join(base, "file"), "x");
    await expect(removeFiles(join(base, "file"), new FileList())).rejects.toThrow("not a directory");
  });

  it("that a link leads to by now is refused, and what the link leads to stays", async () => {
    const { base, root } = linked();
    const listed = list(root);
    renameSync(join(base, "cache"), join(base, "moved"));
    symlinkSync(join(base, "moved"), join(base, "cache"));
    const before = hashTree(base);
    await expect(removeFiles(root, listed)).rejects.toThrow("a link leads to");
    expect(compareTrees(before, hashTree(base))).toEqual({ gone: [], added: [], changed: [] });
  });
});

describe("a path below a root", () => {
  it.each([
    "",
    ".",
    "..",
    "/etc/passwd",
    "../x",
    "a/../../x",
    "a/..",
    "a//b",
    "a/",
    "./a",
    "a/./b",
    "\u0000",
    "a/\u0000/b",
  ])("is refused: %j", async (path) => {
    const { base, root } = linked();
    writeFileSync(join(base, "cache", "x"), "x");
    const before = hashTree(base);
    const files = new FileList();
    files.add({ path, size: 1, mtimeMs: 0, inode: 0 });
    const { failures, bytes } = await removeFiles(root, files);
    expect(failures).toEqual([expect.objectContaining({ code: "REFUSED" })]);
    expect(bytes).toBe(0);
    expect(compareTrees(before, hashTree(base))).toEqual({ gone: [], added: [], changed: [] });
  });

  it.each(["C:\\x", "c:x", "a\\b", "a:stream"])("is refused on Windows: %s", (path) => {
    expect(() => assertPathBelow(path, "win32")).toThrow("the path is not a plain one.");
    expect(() => assertPathBelow("a/b", "win32")).not.toThrow();
  });

  it("is refused by sentences", () => {
    expect(() => assertPathBelow("a\0b")).toThrow("the path contains a zero byte.");
    for (const path of ["", "/a", ".."]) expect(() => assertPathBelow(path)).toThrow("the path is not a plain one.");
  });

  it.each(["a", "a/b", "...", "a b", "-rf", "~", "é", "\udcff", "a\\b", "a:b"])("is accepted on POSIX: %s", (path) => {
    expect(() => assertPathBelow(path, "linux")).not.toThrow();
  });

  it("is compared by whole names: /a/cache is not above /a/cache-other", () => {
    expect(isInside("/a/cache-other", "/a/cache", "/")).toBe(false);
    expect(isInside("/a/cache/x", "/a/cache", "/")).toBe(true);
    expect(isInside("/a/cache", "/a/cache", "/")).toBe(false);
    expect(isInside("/x", "/", "/")).toBe(true);
    const place = { ...linux, home: "/home/ann-other" };
    expect(() => assertRemovableRoot("/home/ann/x", place)).not.toThrow();
  });
});

describe("the way to what lies below a root", () => {
  const bytes = itOrSkip(notLinux);

  it("may lead through folders, and not through a link", () => {
    const { root } = linked();
    symlinkSync(join(root, "a"), join(root, "link"));
    for (const path of ["file", "link", "a/file", "a/none"]) expect(() => assertStaysInside(root, path)).not.toThrow();
    expect(() => assertStaysInside(root, "link/file")).toThrow(
      expect.objectContaining({ path: `${root}/link/file`, why: "a link leads out of the cache." }),
    );
  });

  bytes("may lead through folders whose names are no UTF-8, and not through such a link", () => {
    const { root } = linked();
    const named = (name: number) => Buffer.concat([Buffer.from(`${root}/`), Buffer.from([name])]);
    mkdirSync(named(0xfe));
    symlinkSync(join(root, "a"), named(0xff));
    expect(() => assertStaysInside(root, "\udcfe/file")).not.toThrow();
    expect(() => assertStaysInside(root, "\udcff/file")).toThrow("a link leads out of the cache.");
  });

  itUnless(noMounts, "may not lead to another volume", () => {
    const volume = mountVolume(1_000_000);
    expect(() => assertStaysInside(dirname(volume), "volume")).not.toThrow();
    expect(() => assertStaysInside(dirname(volume), "volume/file")).toThrow(
      expect.objectContaining({ path: `${volume}/file`, why: "another volume is mounted there." }),
    );
    expect(() => assertStaysInside(volume, "file")).not.toThrow();
  });
});

describe("a directory that becomes a link while files are removed", () => {
  /** The victim has the very same files: other names of them, so that size, time and inode are the same. */
  function swap(base: string, root: string, directory: string): void {
    const victim = join(base, "outside", directory);
    mkdirSync(victim, { recursive: true });
    for (const name of readdirSync(join(root, directory))) linkSync(join(root, directory, name), join(victim, name));
    rmSync(join(root, directory), { recursive: true });
    symlinkSync(victim, join(root, directory));
  }

  it("leads to nothing being removed through it, as seen between two files", () => {
    const { base, root } = linked();
    for (const name of ["1", "2", "3"]) writeFileSync(join(root, "b", name), name);
    const message = { root, files: list(root).toColumns(), kept: new Set<string>(), dryRun: false, again: true };
    const steps = unlinkFiles(message, { stopped: () => false, relieved: () => false });
    runSteps(steps, () => !readdirSync(join(root, "b")).includes("1"));
    expect(readdirSync(join(root, "b"))).toEqual(["2", "3"]);
    swap(base, root, "b");
    const before = hashTree(join(base, "outside"));
    const { value } = runSteps(steps);
    expect(compareTrees(before, hashTree(join(base, "outside")))).toEqual({ gone: [], added: [], changed: [] });
    expect(value?.failures).toEqual([
      expect.objectContaining({ path: join(root, "b", "2"), code: "REFUSED" }),
      expect.objectContaining({ path: join(root, "b", "3"), code: "REFUSED" }),
    ]);
  });

  it.each([0, 2])("leads to nothing being removed through it, as seen from progress (%i threads)", async (threads) => {
    const { base, root } = linked();
    for (let index = 0; index < 900; index++) {
      const directory = join(root, "c", `${index % 9}`);
      mkdirSync(directory, { recursive: true });
      writeFileSync(join(directory, `${index}`), `${index}`);
    }
    const files = list(root);
    let before = hashTree(join(base, "outside"));
    const removal = await removeFiles(root, files, {
      threads,
      headStartMs: 0,
      onProgress: ({ entries }) => {
        if (entries === 0 || readdirSync(root).includes("swapped")) return;
        writeFileSync(join(root, "swapped"), "");
        swap(base, root, join("c", "8"));
        before = hashTree(join(base, "outside"));
      },
    });
    expect(compareTrees(before, hashTree(join(base, "outside")))).toEqual({ gone: [], added: [], changed: [] });
    expect(removal.failures.length).toBeGreaterThan(0);
    expect(removal.failures).toEqual(
      removal.failures.map(({ path }) => ({
        path,
        code: "REFUSED",
        reason: "Refused: a link leads out of the cache.",
      })),
    );
    expect(removal.failures.length + removal.files).toBe(files.length);
  });

  it("is seen also by a file that follows one in another directory", async () => {
    const { base, root } = linked();
    writeFileSync(join(root, "b", "body"), "body");
    const found = new Map([...list(root)].map((file) => [file.path, file]));
    const files = new FileList();
    files.addGroup(["a/file", "b/body"].map((path) => found.get(path) ?? { path, size: 0, mtimeMs: 0, inode: 0 }));
    renameSync(join(root, "b"), join(base, "outside", "b"));
    symlinkSync(join(base, "outside", "b"), join(root, "b"));
    const { failures, ...removal } = await removeFiles(root, files);
    expect(readdirSync(join(base, "outside", "b"))).toEqual(["body"]);
    expect(removal).toMatchObject({ files: 1 });
    expect(failures).toMatchObject([{ path: join(root, "b/body"), code: "REFUSED" }]);
  });

  it("does not cost an empty directory on the other side either", () => {
    const { base, root } = linked();
    mkdirSync(join(root, "c", "d"), { recursive: true });
    for (const name of ["1", "2"]) writeFileSync(join(root, "c", "d", name), "x");
    const files = new FileList();
    for (const file of walk(join(root))) if (file?.path.startsWith("c/")) files.add(file);
    const message = { root, files: files.toColumns(), kept: new Set<string>(), dryRun: false, again: false };
    const steps = unlinkFiles(message, { stopped: () => false, relieved: () => false });
    steps.next();
    expect(readdirSync(join(root, "c", "d"))).toEqual(["2"]);
    mkdirSync(join(base, "outside", "c", "d"), { recursive: true });
    rmSync(join(root, "c"), { recursive: true });
    symlinkSync(join(base, "outside", "c"), join(root, "c"));
    const { value } = runSteps(steps);
    expect(readdirSync(join(base, "outside", "c"))).toEqual(["d"]);
    expect(value?.failures).toMatchObject([{ code: "REFUSED" }]);
  });
});

describeUnless(noMounts, "a volume that is mounted inside of a cache while files are removed", () => {
  /** A root with an entry of two files and one of one in a folder each, and their removal, which stands after the first. */
  function begun(): { root: string; steps: ReturnType<typeof unlinkFiles> } {
    const { root } = linked();
    mkdirSync(join(root, "c", "d"), { recursive: true });
    for (const path of ["b/1", "b/2", "c/d/3"]) writeFileSync(join(root, path), path);
    const files = new FileList();
    for (const file of walk(root)) if (file && !file.path.startsWith("a/")) files.add(file);
    expect(Array.from(files, ({ path }) => path)).toEqual(["b/1", "b/2", "c/d/3"]);
    const message = { root, files: files.toColumns(), kept: new Set<string>(), dryRun: false, again: false };
    const steps = unlinkFiles(message, { stopped: () => false, relieved: () => false });
    steps.next();
    expect(readdirSync(join(root, "b"))).toEqual(["2"]);
    return { root, steps };
  }

  const refused = (path: string) =>
    expect.objectContaining({ path, code: "REFUSED", reason: "Refused: another volume is mounted there." });

  it.each([
    { on: "b", stays: "b/2", gone: 1 },
    { on: "c", stays: "c/d/3", gone: 1 },
    { on: "c/d", stays: "c/d/3", gone: 1 },
  ])("on $on keeps the file that has the path of one to go", ({ on, stays, gone }) => {
    const { root, steps } = begun();
    mountVolumeOn(join(root, on), 1_000_000);
    mkdirSync(dirname(join(root, stays)), { recursive: true });
    writeFileSync(join(root, stays), "other");
    const { value } = runSteps(steps);
    expect(value).toMatchObject({ files: 1 + gone, changed: 0, missing: 0 });
    expect(value?.failures).toEqual([refused(join(root, stays))]);
    expect(readdirSync(dirname(join(root, stays)))).toEqual([stays.slice(-1)]);
  });

  itUnless(noOverlay, "is none where an overlay gives files a device of their own: they go", async () => {
    const lower = mountVolume(1_000_000);
    mkdirSync(join(lower, "http", "a"), { recursive: true });
    for (const name of ["1", "2"]) writeFileSync(join(lower, "http", "a", name), name);
    const root = join(mountOverlay(lower), "http");
    expect(lstatSync(join(root, "a", "1")).dev).not.toBe(lstatSync(join(root, "a")).dev);
    expect(await removeFiles(root, list(root))).toMatchObject({ files: 2, directories: 1, failures: [] });
    expect(readdirSync(root)).toEqual([]);
  });

  it("in place of the root keeps all that is on it", () => {
    const { root, steps } = begun();
    mountVolumeOn(root, 1_000_000);
    for (const folder of ["b", "c/d"]) mkdirSync(join(root, folder), { recursive: true });
    for (const path of ["b/2", "c/d/3"]) writeFileSync(join(root, path), path);
    const { value } = runSteps(steps);
    expect(value?.failures).toEqual([refused(join(root, "b/2")), refused(join(root, "c/d/3"))]);
    expect(readdirSync(join(root, "c", "d"))).toEqual(["3"]);
  });

  it("keeps its empty folders, which a file that is missing would have left", () => {
    const { root, steps } = begun();
    mountVolumeOn(join(root, "c"), 1_000_000);
    mkdirSync(join(root, "c", "d"));
    const { value } = runSteps(steps);
    expect(value).toMatchObject({ files: 2, missing: 1, failures: [] });
    expect(readdirSync(join(root, "c"))).toEqual(["d"]);
  });
});

/** A root with a few files, something precious outside, and a link to it. */
function linked(): { base: string; root: string; link: string } {
  const base = temporaryDirectory();
  const root = join(base, "cache", "http");
  mkdirSync(join(root, "a"), { recursive: true });
  mkdirSync(join(root, "b"));
  mkdirSync(join(base, "outside"));
  writeFileSync(join(base, "outside", "precious"), "precious");
  writeFileSync(join(root, "a", "file"), "content");
  symlinkSync(join(base, "outside"), join(base, "link"));
  return { base, root, link: join(base, "link") };
}

function list(root: string): FileList {
  const files = new FileList();
  for (const file of walk(root)) if (file) files.add(file);
  return files;
}
