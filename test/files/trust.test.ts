/** Which programs may be started: on machines laid out as tables, and on this one. */

import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Platform } from "../../src/files/machine";
import { failureOf } from "../../src/files/failure";
import { startProgram } from "../../src/files/start-program";
import { administratorsIn, type Surroundings, whyUntrusted } from "../../src/files/trust";
import { afterwards, temporaryDirectory } from "../support/temporary";
import { itUnless, NOBODY, noSuperuser } from "../support/unless";

/** As the system that runs the tests says it. */
const noPermission = failureOf("", Object.assign(new Error("EACCES"), { code: "EACCES" })).reason;
const onWindows = process.platform === "win32" ? "Windows has no such modes" : undefined;

const [ME, MINE, OTHER] = [501, 20, 777];

/** `type mode owner group`, of a link its target; folders on the way need not be named: they are root's. `?` cannot be read. */
type Table = Record<string, string>;

function machine(platform: Platform, table: Table): Surroundings {
  const entries = new Map(Object.entries(table));
  const look = (path: string) => {
    const isAbove = [...entries.keys()].some((other) => other.startsWith(path === "/" ? "/" : `${path}/`));
    const text = entries.get(path) ?? (isAbove ? "d 755 0 0" : undefined);
    if (text === undefined) throw Object.assign(new Error("none"), { code: "ENOENT" });
    if (text === "?") throw Object.assign(new Error("denied"), { code: "EACCES" });
    return text.split(" ");
  };
  return {
    platform,
    user: ME,
    groups: new Set([0, 80, MINE]),
    home: platform === "win32" ? String.raw`C:\Users\ada` : "/home/ada",
    env: { LocalAppData: String.raw`C:\Users\ada\AppData\Local` },
    lstat: (path) => {
      const [type, mode, uid, gid] = look(path);
      return {
        mode: parseInt(mode, 8),
        uid: Number(uid),
        gid: Number(gid),
        isFile: () => type === "f",
        isDirectory: () => type === "d",
        isSymbolicLink: () => type === "l",
      };
    },
    readlink: (path) => look(path)[4],
  };
}

const posix = (table: Table, path = "/opt/bin/tool", what?: "program" | "folder") =>
  whyUntrusted(path, what, machine("linux", table));

/** So many links from `0` on, each to the next, and a program. */
function chain(links: number, folder: string): Table {
  const names = Array.from({ length: links }, (_, number) => [`${folder}${number}`, `l 777 0 0 ${number + 1}`]);
  return Object.fromEntries([...names, [`${folder}${links}`, "f 755 0 0"]]);
}

describe("on POSIX a program", () => {
  it.each<[why: string, table: Table]>([
    ["of root", { "/opt/bin/tool": "f 755 0 0" }],
    ["of ours, in folders of ours", { "/opt/bin": `d 755 ${ME} ${MINE}`, "/opt/bin/tool": `f 755 ${ME} ${MINE}` }],
    ["that administrators may write", { "/opt/bin": `d 775 ${ME} 80`, "/opt/bin/tool": "f 775 0 80" }],
    ["that our own group may write", { "/opt/bin": `d 775 ${ME} ${MINE}`, "/opt/bin/tool": `f 775 ${ME} ${MINE}` }],
    [
      "of ours below a sticky folder",
      { "/opt": "d 1777 0 0", "/opt/bin": `d 755 ${ME} 1`, "/opt/bin/tool": `f 755 ${ME} 1` },
    ],
    ["of ours in a sticky folder", { "/opt/bin": "d 1777 0 0", "/opt/bin/tool": `f 755 ${ME} 1` }],
    ["of ours below a sticky root", { "/": "d 1777 0 0", "/opt/bin/tool": `f 755 ${ME} 1` }],
    ["that a link of root leads to", { "/opt/bin/tool": "l 777 0 0 ../lib/real", "/opt/lib/real": "f 755 0 0" }],
    ["that a link of ours leads to", { "/opt/bin/tool": `l 777 ${ME} 0 /./usr//real`, "/usr/real": "f 755 0 0" }],
  ])("%s may be started", (_, table) => {
    expect(posix(table)).toBeUndefined();
  });

  it.each<[why: string, path: string, reason: string, table: Table]>([
    ["everybody can write", "/opt/bin/tool", "Everybody can change it.", { "/opt/bin/tool": `f 757 ${ME} ${MINE}` }],
    [
      "belongs to somebody else",
      "/opt/bin/tool",
      "It belongs to somebody else (user 777).",
      { "/opt/bin/tool": `f 755 ${OTHER} ${MINE}` },
    ],
    [
      "another group can write",
      "/opt/bin/tool",
      "Others can change it (group 777).",
      { "/opt/bin/tool": `f 775 ${ME} ${OTHER}` },
    ],
    [
      "lies where everybody can write",
      "/opt/bin",
      "Everybody can change it.",
      { "/opt/bin": "d 777 0 0", "/opt/bin/tool": "f 755 0 0" },
    ],
    [
      "lies below where everybody can",
      "/opt",
      "Everybody can change it.",
      { "/opt": "d 757 0 0", "/opt/bin/tool": "f 755 0 0" },
    ],
    [
      "lies below a root where everybody can",
      "/",
      "Everybody can change it.",
      { "/": "d 757 0 0", "/opt/bin/tool": "f 755 0 0" },
    ],
    [
      "lies in a folder of somebody else",
      "/opt/bin",
      "It belongs to somebody else (user 777).",
      { "/opt/bin": `d 755 ${OTHER} 0`, "/opt/bin/tool": "f 755 0 0" },
    ],
    [
      "is somebody's in a sticky folder",
      "/opt/bin/tool",
      "It belongs to somebody else (user 777).",
      { "/opt/bin": "d 1777 0 0", "/opt/bin/tool": `f 755 ${OTHER} 0` },
    ],
    [
      "is somebody's link",
      "/opt/bin/tool",
      "It belongs to somebody else (user 777).",
      { "/opt/bin/tool": `l 777 ${OTHER} 0 /usr/bin/real`, "/usr/bin/real": "f 755 0 0" },
    ],
    [
      "is led to by way of an open folder",
      "/var/open",
      "Everybody can change it.",
      {
        "/opt/bin/tool": "l 777 0 0 /var/open/second",
        "/var/open": "d 777 0 0",
        "/var/open/second": "l 777 0 0 /usr/bin/real",
        "/usr/bin/real": "f 755 0 0",
      },
    ],
    ["is led to in a circle", "/opt/bin/tool", "Links lead round in a circle.", { "/opt/bin/tool": "l 777 0 0 tool" }],
    ["is a pipe", "/opt/bin/tool", "It is no file.", { "/opt/bin/tool": "p 755 0 0" }],
    ["is a folder", "/opt/bin/tool", "It is no file.", { "/opt/bin/tool": "d 755 0 0" }],
    ["is a folder by way of a link", "/opt", "It is no file.", { "/opt/bin/tool": "l 777 0 0 .." }],
    ["cannot be looked at", "/opt/bin/tool", noPermission, { "/opt/bin": "?", "/opt/bin/tool": "f 755 0 0" }],
  ])("that %s is not started, and what is the reason is named", (_, path, reason, table) => {
    expect(posix(table)).toEqual({ path, reason });
  });

  it("that is not there is no matter of trust, where only we could put one", () => {
    expect(posix({ "/opt/bin": "d 755 0 0" })).toBeUndefined();
    expect(posix({ "/opt/bin": "d 777 0 0" })?.path).toBe("/opt/bin");
  });

  it("that is named by a relative path is not started", () => {
    const path = "bin/tool";
    expect(posix({ "/bin/tool": "f 755 0 0" }, path)).toEqual({ path, reason: "Its path is not absolute." });
  });

  it("may be led to by as many links as Linux follows", () => {
    expect(posix(chain(40, "/opt/"), "/opt/0")).toBeUndefined();
    expect(posix(chain(41, "/opt/"), "/opt/0")?.reason).toBe("Links lead round in a circle.");
  });
});

it("programs are looked for in no folder in which anybody can put one, sticky or not", () => {
  expect(posix({ "/tmp": "d 1777 0 0" }, "/tmp", "folder")?.path).toBe("/tmp");
  expect(posix({ "/tmp": "d 1777 0 0" }, "/tmp/", "folder")?.path).toBe("/tmp");
  expect(posix({ "/opt/bin": `d 755 ${ME} 0` }, "/opt/bin", "folder")).toBeUndefined();
  expect(posix({ "/opt/bin": `d 755 ${ME} 0` }, "/", "folder")).toBeUndefined();
  expect(posix({ "/opt/bin": "f 755 0 0" }, "/opt/bin", "folder")).toEqual({
    path: "/opt/bin",
    reason: "It is no folder.",
  });
});

it("administrators are the groups of that name", () => {
  const groups = [
    "root:x:0:",
    "wheel:x:10:ada",
    "administrator:x:11:",
    "lpadmin:x:12:",
    "admin:*:80:root",
    "admin:x::",
    "admin:!hash:81:root",
    "admin::82:root",
  ];
  expect(administratorsIn(groups.join("\n"))).toEqual([0, 10, 80, 81, 82]);
});

describe("on Windows a program", () => {
  const windows = (path: string, table: Table, what?: "folder") =>
    whyUntrusted(path, what, machine("win32", table))?.reason;
  const tool = String.raw`C:\tools\tool.exe`;
  const alias = String.raw`c:\Users\ADA\AppData\Local\Microsoft\WindowsApps\python.exe`;

  it("on a local drive, or an alias of the Store, may be started", () => {
    expect(windows(tool, { [tool]: "f 666 0 0" })).toBeUndefined();
    expect(
      windows(tool, { [tool]: String.raw`l 666 0 0 real.exe`, [String.raw`C:\tools\real.exe`]: "f 666 0 0" }),
    ).toBeUndefined();
    expect(windows(tool, {})).toBeUndefined();
    expect(windows(alias, { [alias]: "?" })).toBeUndefined();
  });

  it("that is an alias is one only where the Store lays them, and never a folder", () => {
    expect(windows(alias, { [alias]: "p 666 0 0" }, "folder")).toBe("It is no folder.");
    const elsewhere = { ...machine("win32", { [alias]: "p 666 0 0" }), env: {} };
    expect(whyUntrusted(alias, "program", elsewhere)?.reason).toBe("It is no file.");
  });

  it.each([
    ["on another machine", String.raw`\\host\share\tool.exe`, "It is not on a local drive."],
    ["on another machine, written at length", String.raw`\\?\UNC\host\share\tool.exe`, "It is not on a local drive."],
    ["as the system reads it", String.raw`\\?\C:\tools\tool.exe`, "It is not on a local drive."],
    ["by a path that begins on the current drive", String.raw`\tools\tool.exe`, "It is not on a local drive."],
    ["relative to a drive", "C:tool.exe", "Its path is not absolute."],
  ])("%s is not started", (_, path, reason) => {
    expect(windows(path, {})).toEqual(reason);
  });

  it.each([
    String.raw`C:\Users\Public\Microsoft\WindowsApps\python.exe`,
    String.raw`C:\Users\ada\AppData\Local\Microsoft\Other\python.exe`,
    String.raw`C:\Users\ada\AppData\Local\Microsoft\WindowsAppsOther\python.exe`,
  ])("in a folder that only looks like the Store's is looked at like any other: %s", (alias) => {
    expect(windows(alias, { [alias]: "p 666 0 0" })).toBe("It is no file.");
  });

  it("that cannot be looked at is not started", () => {
    expect(windows(tool, { [tool]: "?" })).toBe(noPermission);
  });

  it("that a link leads to another machine for, or in a circle, is not started", () => {
    const away = { [tool]: String.raw`l 666 0 0 \\host\share\tool.exe` };
    expect(windows(tool, away)).toBe("It is not on a local drive.");
    expect(windows(tool, { [tool]: "l 666 0 0 tool.exe" })).toBe("Links lead round in a circle.");
    expect(windows(String.raw`C:\0`, chain(40, "C:\\"))).toBeUndefined();
    expect(windows(String.raw`C:\0`, chain(41, "C:\\"))).toBe("Links lead round in a circle.");
  });
});

describe("starting", () => {
  const script = (directory: string, mode = 0o755) => {
    const isWindows = process.platform === "win32";
    const path = join(directory, isWindows ? "tool.cmd" : "tool");
    writeFileSync(path, isWindows ? "@echo started: %~f0 %~1\r\n" : "#!/bin/sh\necho started: $0 $*\n");
    chmodSync(path, mode);
    return path;
  };
  // Windows starts no script without its folder.
  const env = process.platform === "win32" ? { SystemRoot: process.env.SystemRoot, ComSpec: process.env.ComSpec } : {};
  const start = (path: string, anyway = false) => startProgram(path, ["a b"], { env, timeoutMs: 60_000, anyway });

  it("a program of ours works, and what it says and how it ends is told", async () => {
    const path = script(temporaryDirectory());
    expect(await start(path)).toMatchObject({ outcome: "ended", code: 0, stdout: `started: ${path} a b` });
  });

  itUnless(onWindows, "one that everybody can change does not, until a person says so", async () => {
    const path = script(temporaryDirectory(), 0o777);
    const reason = `It was not started, because of ${path}: Everybody can change it.`;
    expect(await start(path)).toEqual({
      outcome: "refused",
      reason,
      untrusted: expect.anything(),
      stdout: "",
      stderr: "",
      all: "",
    });
    expect(await start(path, true)).toMatchObject({ outcome: "ended", code: 0 });
  });

  itUnless(noSuperuser, "one that a group can change does where that is the administrators'", async () => {
    const path = script(temporaryDirectory(), 0o775);
    chownSync(path, 0, 0);
    expect(await start(path)).toMatchObject({ outcome: "ended", code: 0 });
    chownSync(path, 0, NOBODY);
    expect(await start(path)).toMatchObject({ outcome: "refused" });
  });

  itUnless(noSuperuser, "one of somebody else does not, whatever leads to it", async () => {
    const path = script(temporaryDirectory());
    chownSync(path, NOBODY, NOBODY);
    const link = join(temporaryDirectory(), "link");
    symlinkSync(path, link);
    expect(await start(link)).toMatchObject({ outcome: "refused", untrusted: { path } });
  });

  itUnless(noSuperuser, "is for whom we act as, and their group, not for whom we were", () => {
    const directory = temporaryDirectory();
    const path = script(directory, 0o775);
    for (const place of [directory, path]) chownSync(place, NOBODY, NOBODY);
    expect(whyUntrusted(path)?.reason).toBe(`It belongs to somebody else (user ${NOBODY}).`);
    afterwards(() => {
      process.seteuid?.(0);
      process.setegid?.(0);
    });
    process.setegid?.(NOBODY);
    process.seteuid?.(NOBODY);
    expect(whyUntrusted(path)).toBeUndefined();
  });

  it("what is not there says so", async () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, "tool"));
    expect(await start(join(directory, "none"))).toMatchObject({ outcome: "gone", reason: "It is gone." });
    expect(await start(join(directory, "tool"))).toMatchObject({ reason: expect.stringContaining("It is no file.") });
  });
});
