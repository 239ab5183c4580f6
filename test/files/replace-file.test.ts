import { execFileSync, spawnSync } from "node:child_process";
import fs, {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { changeFile, FileChangeError } from "../../src/files/replace-file";
import { removeLeftTemporaries } from "../../src/files/temporaries";
import { compile, isRoot, noOrdinaryUser, runScript } from "../support/child";
import { mountVolume, noMounts } from "../support/mounts";
import { temporaryDirectory } from "../support/temporary";
import { itUnless, NOBODY, noSuperuser } from "../support/unless";

const onWindows = process.platform === "win32" ? "Windows has other permissions" : undefined;
const made = Buffer.from("[global]\nno-cache-dir = true\n");
const modeOf = (path: string) => (statSync(path).mode & 0o7777).toString(8);

function fileWith(content: string | undefined): string {
  const file = join(temporaryDirectory(), "pip.conf");
  if (content !== undefined) writeFileSync(file, content);
  return file;
}

const append = (text: string) => (bytes: Buffer | undefined) =>
  Buffer.concat([bytes ?? Buffer.alloc(0), Buffer.from(text)]);

describe("what another program does meanwhile", () => {
  it("saves something: that is kept, and changed in its turn", () => {
    const file = fileWith("one\n");
    const seen: (string | undefined)[] = [];
    const changed = changeFile(file, (bytes) => {
      seen.push(bytes?.toString());
      if (seen.length === 1) writeFileSync(file, "saved by another\n");
      return append("ours\n")(bytes);
    });
    expect(seen).toEqual(["one\n", "saved by another\n"]);
    expect(readFileSync(file, "utf8")).toBe("saved by another\nours\n");
    expect(changed).toEqual({ file, created: false, kept: `${file}.before-pip-cache` });
    expect(readFileSync(`${file}.before-pip-cache`, "utf8")).toBe("saved by another\n");
    expect(readdirSync(dirname(file)).sort()).toEqual(["pip.conf", "pip.conf.before-pip-cache"]);
  });

  it("saves something of the same length and time", () => {
    const file = fileWith("one\n");
    const { mtime } = statSync(file);
    let isFirst = true;
    changeFile(file, (bytes) => {
      if (isFirst) {
        writeFileSync(file, "two\n");
        utimesSync(file, mtime, mtime);
        isFirst = false;
      }
      return append("ours\n")(bytes);
    });
    expect(readFileSync(file, "utf8")).toBe("two\nours\n");
  });

  it("puts another file in its place, or makes it private", () => {
    for (const meddle of [
      (file: string) => {
        writeFileSync(`${file}.new`, "one\n", { mode: 0o600 });
        renameSync(`${file}.new`, file);
      },
      ...(onWindows ? [] : [(file: string) => chmodSync(file, 0o600)]),
    ]) {
      const file = fileWith("one\n");
      chmodSync(file, 0o644);
      let attempts = 0;
      changeFile(file, (bytes) => {
        if (attempts++ === 0) meddle(file);
        return append("ours\n")(bytes);
      });
      expect(attempts).toBe(2);
      if (!onWindows) expect(modeOf(file)).toBe("600");
    }
  });

  itUnless(noSuperuser, "gives it another owner, or group", () => {
    for (const owner of [
      { uid: NOBODY, gid: 0 },
      { uid: 0, gid: NOBODY },
    ]) {
      const file = fileWith("one\n");
      let attempts = 0;
      changeFile(file, (bytes) => {
        if (attempts++ === 0) chownSync(file, owner.uid, owner.gid);
        return append("ours\n")(bytes);
      });
      expect(attempts).toBe(2);
      expect(statSync(file)).toMatchObject(owner);
    }
  });

  it("makes the file, which was not there", () => {
    const file = fileWith(undefined);
    const changed = changeFile(file, (bytes) => {
      if (bytes === undefined) writeFileSync(file, "made by another\n");
      return append("ours\n")(bytes);
    });
    expect(changed).toMatchObject({ created: false });
    expect(readFileSync(file, "utf8")).toBe("made by another\nours\n");
  });

  it("removes the file", () => {
    const file = fileWith("one\n");
    const changed = changeFile(file, (bytes) => {
      if (bytes) rmSync(file);
      return append("ours\n")(bytes);
    });
    expect(changed).toEqual({ file, created: true });
    expect(readFileSync(file, "utf8")).toBe("ours\n");
  });

  it("writes and writes: it is left alone, with a word, after a few attempts", () => {
    const file = fileWith("0");
    let count = 0;
    const change = () =>
      changeFile(file, (bytes) => {
        writeFileSync(file, String(++count));
        return append("ours\n")(bytes);
      });
    expect(change).toThrow(new FileChangeError(file, "busy", "Another program keeps writing it. Nothing was changed."));
    expect(change).toThrow(expect.objectContaining({ code: "busy" }));
    // Five attempts each.
    expect(count).toBe(10);
    expect(readFileSync(file, "utf8")).toBe("10");
    expect(readdirSync(dirname(file))).toEqual(["pip.conf"]);
  });

  it("changes the file that we made, before it is removed", () => {
    const file = fileWith(made.toString());
    let isFirst = true;
    changeFile(
      file,
      (bytes) => {
        if (isFirst) writeFileSync(file, `${made}timeout = 60\n`);
        isFirst = false;
        return Buffer.from((bytes ?? "").toString().replace("no-cache-dir = true\n", ""));
      },
      { made },
    );
    expect(readFileSync(file, "utf8")).toBe("[global]\ntimeout = 60\n");
  });
});

describe("who may read what is written", () => {
  itUnless(onWindows, "nothing beside the file is ever more open than the file, its copy included", () => {
    const former = process.umask(0);
    try {
      for (const mode of [0o600, 0o640, 0o660]) {
        const file = fileWith("password\n");
        chmodSync(file, mode);
        changeFile(file, append("ours\n"));
        for (const name of readdirSync(dirname(file))) expect(modeOf(join(dirname(file), name))).toBe(mode.toString(8));
      }
    } finally {
      process.umask(former);
    }
  });

  itUnless(onWindows, "the temporary file is private from its first moment", () => {
    const file = fileWith("password\n");
    const former = process.umask(0);
    const seen: string[] = [];
    const { openSync } = fs;
    const opening = jest.spyOn(fs, "openSync").mockImplementation((path, ...how) => {
      const descriptor = openSync(path, ...how);
      if (how[0] === "wx") seen.push(modeOf(String(path)));
      return descriptor;
    });
    try {
      chmodSync(file, 0o640);
      changeFile(file, append("ours\n"));
    } finally {
      opening.mockRestore();
      process.umask(former);
    }
    // Of the file and of its copy. The group may read once it is the right one.
    expect(seen).toEqual(["600", "600"]);
  });

  itUnless(isRoot ? onWindows : "needs two users", "owner and group are those of the file, for its copy too", () => {
    const file = fileWith("password\n");
    chownSync(file, NOBODY, NOBODY);
    chmodSync(file, 0o640);
    changeFile(file, append("ours\n"));
    for (const name of readdirSync(dirname(file))) {
      const { uid, gid } = statSync(join(dirname(file), name));
      expect({ name, uid, gid }).toEqual({ name, uid: NOBODY, gid: NOBODY });
    }
  });

  itUnless(noSuperuser, "in a folder that gives its group to what is made in it, too", () => {
    const file = fileWith("password\n");
    chownSync(dirname(file), 0, NOBODY);
    chmodSync(dirname(file), 0o2755);
    changeFile(file, append("ours\n"));
    expect(statSync(file)).toMatchObject({ uid: 0, gid: 0 });
  });
});

describe("nothing is done", () => {
  it("where an edit changes nothing, or wants nothing", () => {
    const file = fileWith("one\n");
    expect(changeFile(file, () => Buffer.from("one\n"))).toBeUndefined();
    expect(changeFile(file, () => undefined)).toBeUndefined();
    expect(readdirSync(dirname(file))).toEqual(["pip.conf"]);
    const none = join(temporaryDirectory(), "pip", "pip.conf");
    expect(changeFile(none, () => undefined)).toBeUndefined();
    expect(readdirSync(dirname(dirname(none)))).toEqual([]);
  });
});

describe("a volume without links", () => {
  it("gets the file and its copy all the same, and neither over another", () => {
    const linking = jest.spyOn(fs, "linkSync").mockImplementation(() => {
      throw Object.assign(new Error("none here"), { code: "EPERM" });
    });
    try {
      const file = join(temporaryDirectory(), "a", "b", "pip.conf");
      expect(changeFile(file, append("one\n"))).toEqual({ file, created: true });
      changeFile(file, append("two\n"));
      changeFile(file, append("three\n"));
      expect(readFileSync(file, "utf8")).toBe("one\ntwo\nthree\n");
      expect(readFileSync(`${file}.before-pip-cache`, "utf8")).toBe("one\n");
      expect(readdirSync(dirname(file)).sort()).toEqual(["pip.conf", "pip.conf.before-pip-cache"]);
      const none = fileWith(undefined);
      changeFile(none, (bytes) => {
        if (bytes === undefined) writeFileSync(none, "another\n");
        return append("ours\n")(bytes);
      });
      expect(readFileSync(none, "utf8")).toBe("another\nours\n");
    } finally {
      linking.mockRestore();
    }
  });
});

describe("what is refused", () => {
  const refusal = (file: string, edit = append("ours\n")) => {
    try {
      return changeFile(file, edit, { made });
    } catch (error) {
      return error;
    }
  };

  it("a directory, a link to nothing or in a circle, and a path through a file", () => {
    const directory = temporaryDirectory();
    expect(refusal(directory)).toMatchObject({ path: directory, code: "directory", message: "It is a directory." });
    for (const target of ["/nowhere/pip.conf", "pip.conf"]) {
      const link = fileWith(undefined);
      symlinkSync(target, link);
      const message = "It is a link to a file that is not there.";
      expect(refusal(link)).toMatchObject({ path: link, code: "broken link", message });
    }
    const below = join(fileWith("x"), "pip", "pip.conf");
    const message = "One of the folders above it is a file.";
    expect(refusal(below)).toMatchObject({ path: below, code: "not writable", message });
  });

  itUnless(
    noMounts,
    "what there is no room for, with nothing left beside it, and what lies on a read-only volume",
    () => {
      const volume = mountVolume(128 * 1024);
      const file = join(volume, "pip.conf");
      writeFileSync(file, "#".repeat(80 * 1024));
      const message = "The disk is full. Nothing was changed.";
      expect(refusal(file)).toMatchObject({ path: file, code: "not writable", message });
      expect(readdirSync(volume)).toEqual(["pip.conf"]);
      expect(statSync(file).size).toBe(80 * 1024);
      execFileSync("mount", ["-o", "remount,ro", volume]);
      expect(refusal(file)).toMatchObject({ path: file, message: "It may not be written by you." });
      const other = join(volume, "other.conf");
      expect(refusal(other)).toMatchObject({ path: other, message: "The volume is read-only." });
    },
  );

  itUnless(onWindows, "a pipe, which would keep us waiting, and a device", () => {
    const pipe = fileWith(undefined);
    execFileSync("mkfifo", [pipe]);
    const link = fileWith(undefined);
    symlinkSync("/dev/null", link);
    const edit = jest.fn();
    for (const path of [pipe, link]) {
      const expected = new FileChangeError(path, "no file", "It is a pipe or a device, not a file.");
      expect(refusal(path, edit)).toEqual(expected);
      expect(refusal(path, edit)).toMatchObject({ path, code: "no file" });
      expect(readdirSync(dirname(path))).toEqual(["pip.conf"]);
    }
    expect(edit).not.toHaveBeenCalled();
  });

  it("a file above 1 MB, and none of 1 MB", () => {
    const edit = jest.fn();
    const large = fileWith("#".repeat(1_000_001));
    expect(refusal(large, edit)).toEqual(new FileChangeError(large, "too large", "It is larger than 1 MB."));
    expect(edit).not.toHaveBeenCalled();
    const small = fileWith("#".repeat(1_000_000));
    expect(refusal(small)).toMatchObject({ created: false });
  });

  // In a process of its own: access(2) asks for whoever started it, not for whom it acts.
  itUnless(
    noOrdinaryUser,
    "what its owner has made read-only, though it could be replaced, and what lies in a read-only folder",
    async () => {
      const script = await compile(`
        import { changeFile } from "./src/files/replace-file";
        const files: string[] = JSON.parse(process.argv[2]);
        console.log(JSON.stringify(files.map((file) => {
          let edits = 0;
          try {
            return changeFile(file, (bytes) => (edits++, Buffer.concat([bytes ?? Buffer.alloc(0), Buffer.from("ours")])));
          } catch (error) {
            const { path, code, message } = error as { path: string; code: string; message: string };
            return { path, code, message, edits };
          }
        })));
      `);
      /** Of the ordinary user, all of it, as in a home. */
      const fileOf = (modes: { file: number; folder: number }) => {
        const file = fileWith("one\n");
        if (isRoot) for (const path of [dirname(file), file]) chownSync(path, NOBODY, NOBODY);
        chmodSync(file, modes.file);
        chmodSync(dirname(file), modes.folder);
        return file;
      };
      const refused = [fileOf({ file: 0o444, folder: 0o755 }), fileOf({ file: 0o644, folder: 0o555 })];
      const fine = fileOf({ file: 0o644, folder: 0o755 });
      const unread = fileOf({ file: 0o200, folder: 0o755 });
      const hidden = fileOf({ file: 0o644, folder: 0o600 });
      const none = join(dirname(refused[1]), "none.conf");
      const message = "It may not be written by you.";
      const notRead = "It may not be read.";
      const paths = [unread, hidden, none, ...refused, fine];
      expect(await runScript(script, paths, { asOrdinaryUser: true })).toEqual([
        { path: unread, code: "not readable", message: notRead, edits: 0 },
        { path: hidden, code: "not readable", message: notRead, edits: 0 },
        { path: none, code: "not writable", message, edits: 1 },
        ...refused.map((path) => ({ path, code: "not writable", message, edits: 0 })),
        { file: fine, created: false, kept: `${fine}.before-pip-cache` },
      ]);
      chmodSync(dirname(hidden), 0o755);
      for (const file of refused) {
        expect(readFileSync(file, "utf8")).toBe("one\n");
        expect(readdirSync(dirname(file))).toEqual(["pip.conf"]);
        chmodSync(dirname(file), 0o755);
      }
    },
  );
});

it("keeps no version from before where none is wanted", () => {
  const file = fileWith("one");
  expect(changeFile(file, () => Buffer.from("two"), { keep: false })).toEqual({ file, created: false });
  expect(readFileSync(file, "utf8")).toBe("two");
  expect(readdirSync(dirname(file))).toEqual([basename(file)]);
});

describe("a file that we made", () => {
  const takeBack = (bytes: Buffer | undefined) =>
    bytes && Buffer.from(bytes.toString().replace("no-cache-dir = true\n", ""));

  it("is removed where it would say nothing, with the copy of it that an earlier change has left", () => {
    for (const copies of [[], [made]]) {
      const file = fileWith(undefined);
      changeFile(file, () => made, { made });
      for (const copy of copies) writeFileSync(`${file}.before-pip-cache`, copy);
      expect(changeFile(file, takeBack, { made })).toEqual({ file, created: false, removed: true });
      expect(readdirSync(dirname(file))).toEqual([]);
    }
  });

  it.each([
    ["was there before, empty", made.toString(), ""],
    ["was there before, with another content", made.toString(), "[global]\ntimeout = 60\n"],
    ["has got a comment", `# mine\n${made}`, undefined],
    ["has got another setting", `${made}timeout = 60\n`, undefined],
    ["pip has written itself", `${made}\n`, undefined],
  ])("is not one that %s: that stays", (_, content, copy) => {
    const file = fileWith(content);
    if (copy !== undefined) writeFileSync(`${file}.before-pip-cache`, copy);
    expect(changeFile(file, takeBack, { made })).toMatchObject({ kept: `${file}.before-pip-cache` });
    expect(readFileSync(file, "utf8")).toBe(content.replace("no-cache-dir = true\n", ""));
    expect(readFileSync(`${file}.before-pip-cache`, "utf8")).toBe(copy ?? content);
  });

  it("is not one that a link leads to", () => {
    const target = fileWith(made.toString());
    const file = fileWith(undefined);
    symlinkSync(target, file);
    changeFile(file, takeBack, { made });
    expect(readFileSync(target, "utf8")).toBe("[global]\n");
  });

  itUnless(onWindows, "is not one whose copy is no plain file", () => {
    const file = fileWith(made.toString());
    symlinkSync(file, `${file}.before-pip-cache`);
    mkdirSync(join(dirname(file), "elsewhere"));
    changeFile(file, takeBack, { made });
    expect(readFileSync(file, "utf8")).toBe("[global]\n");
  });
});

describe("what a change left that ended midway", () => {
  /** A process that has ended. */
  const ended = () => spawnSync(process.execPath, ["-e", ""]).pid;
  const left = (pid: number, at = Date.now(), of = "pip.conf") => `.${of}.${pid}-${at}-0.tmp`;

  it("goes with the next change where its process is gone or it is old, and nothing else does", () => {
    const file = fileWith("one\n");
    const pid = ended();
    const going = [left(pid), left(pid, 1, "pip.conf.before-pip-cache"), left(process.pid, Date.now() - 61_000)];
    const staying = [
      left(process.pid),
      left(pid, 1, "pip.ini"),
      left(pid, 1, "xpip.conf"),
      `${left(pid)}x`,
      `x${left(pid)}`,
      `.pip.conf.${pid}-1.tmp`,
      `.pip.conf.${pid}-1-.tmp`,
    ];
    for (const name of [...going, ...staying]) writeFileSync(join(dirname(file), name), "");
    mkdirSync(join(dirname(file), left(pid, 2)));
    changeFile(file, append("two\n"), { keep: false });
    expect(readdirSync(dirname(file)).sort()).toEqual(["pip.conf", left(pid, 2), ...staying].sort());
  });

  itUnless(
    onWindows,
    "goes at once where nobody else can be changing the file, and beside the file that a link leads to",
    () => {
      const file = fileWith("one\n");
      const link = join(temporaryDirectory(), "link.conf");
      writeFileSync(join(dirname(file), left(process.pid)), "");
      symlinkSync(file, link);
      removeLeftTemporaries(link, true);
      expect(readdirSync(dirname(file))).toEqual(["pip.conf"]);
    },
  );

  itUnless(isRoot ? undefined : "only root gives files away", "stays where it is somebody else's", () => {
    const file = fileWith("one\n");
    const name = join(dirname(file), left(ended()));
    writeFileSync(name, "");
    chownSync(name, NOBODY, NOBODY);
    changeFile(file, append("two\n"), { keep: false });
    expect(readdirSync(dirname(file)).sort()).toEqual([basename(name), "pip.conf"]);
  });
});
