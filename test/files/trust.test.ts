/** Which programs may be started: on machines laid out as tables, and on this one. */

import { chmodSync, chownSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startProgram } from "../../src/files/programs";
import { whyUntrusted, type Surroundings } from "../../src/files/trust";
import { temporaryDirectory } from "../support/temporary";
import { itUnless, NOBODY, noSuperuser } from "../support/unless";

const [ME, MINE, OTHER] = [501, 20, 777];

/** `type mode owner group`, of a link its target; folders on the way need not be named: they are root's. */
type Table = Record<string, string>;

function machine(platform: NodeJS.Platform, table: Table): Surroundings {
  const entries = new Map(Object.entries(table));
  const look = (path: string) => {
    const isAbove = [...entries.keys()].some((other) => other.startsWith(path === "/" ? "/" : `${path}/`));
    const text = entries.get(path) ?? (isAbove ? "d 755 0 0" : undefined);
    if (text === undefined) throw Object.assign(new Error("none"), { code: "ENOENT" });
    return text.split(" ");
  };
  return {
    platform,
    user: ME,
    groups: new Set([0, 80, MINE]),
    storeAliases: String.raw`C:\Users\ada\AppData\Local\Microsoft\WindowsApps`,
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
  whyUntrusted(path, what, machine("linux", table))?.path;

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
    ["that a link of root leads to", { "/opt/bin/tool": "l 777 0 0 ../lib/real", "/opt/lib/real": "f 755 0 0" }],
  ])("%s may be started", (_, table) => {
    expect(posix(table)).toBeUndefined();
  });

  it.each<[why: string, reason: string, table: Table]>([
    ["everybody can write", "/opt/bin/tool", { "/opt/bin/tool": `f 757 ${ME} ${MINE}` }],
    ["belongs to somebody else", "/opt/bin/tool", { "/opt/bin/tool": `f 755 ${OTHER} ${MINE}` }],
    ["another group can write", "/opt/bin/tool", { "/opt/bin/tool": `f 775 ${ME} ${OTHER}` }],
    ["lies where everybody can write", "/opt/bin", { "/opt/bin": "d 777 0 0", "/opt/bin/tool": "f 755 0 0" }],
    ["lies below where everybody can", "/opt", { "/opt": "d 757 0 0", "/opt/bin/tool": "f 755 0 0" }],
    ["lies in a folder of somebody else", "/opt/bin", { "/opt/bin": `d 755 ${OTHER} 0`, "/opt/bin/tool": "f 755 0 0" }],
    [
      "is somebody's in a sticky folder",
      "/opt/bin/tool",
      { "/opt/bin": "d 1777 0 0", "/opt/bin/tool": `f 755 ${OTHER} 0` },
    ],
    [
      "is somebody's link",
      "/opt/bin/tool",
      { "/opt/bin/tool": `l 777 ${OTHER} 0 /usr/bin/real`, "/usr/bin/real": "f 755 0 0" },
    ],
    [
      "is led to by way of an open folder",
      "/var/open",
      {
        "/opt/bin/tool": "l 777 0 0 /var/open/second",
        "/var/open": "d 777 0 0",
        "/var/open/second": "l 777 0 0 /usr/bin/real",
        "/usr/bin/real": "f 755 0 0",
      },
    ],
    ["is led to in a circle", "/opt/bin/tool", { "/opt/bin/tool": "l 777 0 0 tool" }],
    ["is a pipe", "/opt/bin/tool", { "/opt/bin/tool": "p 755 0 0" }],
    ["is a folder", "/opt/bin/tool", { "/opt/bin/tool": "d 755 0 0" }],
  ])("that %s is not started, and what is the reason is named", (_, reason, table) => {
    expect(posix(table)).toBe(reason);
  });

  it("that is not there is no matter of trust, where only we could put one", () => {
    expect(posix({ "/opt/bin": "d 755 0 0" })).toBeUndefined();
    expect(posix({ "/opt/bin": "d 777 0 0" })).toBe("/opt/bin");
  });

  it("that is named by a relative path is not started", () => {
    expect(posix({ "/opt/bin/tool": "f 755 0 0" }, "bin/tool")).toBe("bin/tool");
  });
});

it("programs are looked for in no folder in which anybody can put one, sticky or not", () => {
  expect(posix({ "/tmp": "d 1777 0 0" }, "/tmp", "folder")).toBe("/tmp");
  expect(posix({ "/opt/bin": `d 755 ${ME} 0` }, "/opt/bin", "folder")).toBeUndefined();
  expect(posix({ "/opt/bin": "f 755 0 0" }, "/opt/bin", "folder")).toBe("/opt/bin");
});

describe("on Windows a program", () => {
  const windows = (path: string, table: Table) => whyUntrusted(path, "program", machine("win32", table))?.reason;
  const tool = String.raw`C:\tools\tool.exe`;

  it("on a local drive, or an alias of the Store, may be started", () => {
    expect(windows(tool, { [tool]: "f 666 0 0" })).toBeUndefined();
    expect(windows(String.raw`c:\Users\ADA\AppData\Local\Microsoft\WindowsApps\python.exe`, {})).toBeUndefined();
  });

  it.each([
    ["on another machine", String.raw`\\host\share\tool.exe`, "It is not on a local drive."],
    ["on another machine, written at length", String.raw`\\?\UNC\host\share\tool.exe`, "It is not on a local drive."],
    ["by a path that begins on the current drive", String.raw`\tools\tool.exe`, "It is not on a local drive."],
    ["relative to a drive", "C:tool.exe", "Its path is not absolute."],
  ])("%s is not started", (_, path, reason) => {
    expect(windows(path, {})).toEqual(reason);
  });

  it("in a folder that only looks like the Store's is looked at like any other", () => {
    const alias = String.raw`C:\Users\Public\Microsoft\WindowsApps\python.exe`;
    expect(windows(alias, { [alias]: "p 666 0 0" })).toBe("It is no file.");
  });

  it("that a link leads to another machine for, or in a circle, is not started", () => {
    const away = { [tool]: String.raw`l 666 0 0 \\host\share\tool.exe` };
    expect(windows(tool, away)).toBe("It is not on a local drive.");
    expect(windows(tool, { [tool]: "l 666 0 0 tool.exe" })).toBe("Links lead round in a circle.");
  });
});

describe("starting", () => {
  const script = (directory: string, mode = 0o755) => {
    const path = join(directory, "tool");
    writeFileSync(path, "#!/bin/sh\necho started: $0 $*\n");
    chmodSync(path, mode);
    return path;
  };
  const start = (path: string, anyway = false) => startProgram(path, ["a b"], { env: {}, timeoutMs: 60_000, anyway });

  it("a program of ours works, and what it says and how it ends is told", async () => {
    const path = script(temporaryDirectory());
    expect(await start(path)).toMatchObject({ outcome: "ended", code: 0, stdout: `started: ${path} a b` });
  });

  it("one that everybody can change does not, until a person says so", async () => {
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

  itUnless(noSuperuser, "one of somebody else does not, whatever leads to it", async () => {
    const path = script(temporaryDirectory());
    chownSync(path, NOBODY, NOBODY);
    const link = join(temporaryDirectory(), "link");
    symlinkSync(path, link);
    expect(await start(link)).toMatchObject({ outcome: "refused", untrusted: { path } });
  });

  it("what is not there says so", async () => {
    const directory = temporaryDirectory();
    mkdirSync(join(directory, "tool"));
    expect(await start(join(directory, "none"))).toMatchObject({ outcome: "gone", reason: "It is gone." });
    expect(await start(join(directory, "tool"))).toMatchObject({ reason: expect.stringContaining("It is no file.") });
  });
});
