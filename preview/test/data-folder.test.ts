import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Cache, environment, LocalStorage } from "@raycast/api";
import { openCommand } from "..";
import { DataFolder } from "../host/data-folder";
import { isRoot } from "../../test/support/child";
import { temporaryDirectory } from "../../test/support/temporary";
import { describeUnless, itUnless, NOBODY } from "../../test/support/unless";

const onWindows = process.platform === "win32" ? "Windows has other permissions" : undefined;
const modeOf = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe("the secret of the page", () => {
  it("is the same when the server is started again, and another in another folder", () => {
    const folder = temporaryDirectory();
    const secret = new DataFolder(folder).secret();
    expect(secret).toMatch(/^[0-9a-f]{64}$/);
    expect(new DataFolder(folder).secret()).toBe(secret);
    expect(new DataFolder(temporaryDirectory()).secret()).not.toBe(secret);
  });

  it.each(["", "short\n", "0".repeat(63)])("is made anew where what is kept is none: %j", (damaged) => {
    const folder = temporaryDirectory();
    writeFileSync(join(folder, "secret"), damaged, { mode: 0o600 });
    expect(new DataFolder(folder).secret()).toMatch(/^[0-9a-f]{64}$/);
  });

  itUnless(onWindows, "is made anew where others could have read it, or have put it there", () => {
    const folder = temporaryDirectory();
    const first = new DataFolder(folder).secret();
    chmodSync(join(folder, "secret"), 0o644);
    const second = new DataFolder(folder).secret();
    expect(second).not.toBe(first);
    expect(modeOf(join(folder, "secret"))).toBe("600");
    const elsewhere = join(temporaryDirectory(), "secret");
    writeFileSync(elsewhere, first, { mode: 0o600 });
    const linked = temporaryDirectory();
    symlinkSync(elsewhere, join(linked, "secret"));
    expect(new DataFolder(linked).secret()).not.toBe(first);
    expect(readFileSync(elsewhere, "utf8")).toBe(first);
  });
});

describeUnless(onWindows, "the data folder", () => {
  it("is made for its owner only, and so is all that commands keep in it", async () => {
    const former = process.umask(0o022);
    try {
      const folder = join(temporaryDirectory(), "new", "data");
      new DataFolder(folder).claim();
      new DataFolder(folder).secret();
      const keep = async () => {
        new Cache({ namespace: "rows" }).set("key", "value");
        await LocalStorage.setItem("key", "value");
        expect(modeOf(environment.supportPath)).toBe("700");
      };
      const session = await openCommand(keep, { mode: "no-view", dataFolder: folder });
      session.dispose();
      expect(session.errors).toEqual([]);
      const all = readdirSync(folder, { recursive: true, withFileTypes: true });
      expect(all.filter((each) => each.isFile())).toHaveLength(3);
      for (const each of all) {
        expect(modeOf(join(each.parentPath, each.name))).toBe(each.isDirectory() ? "700" : "600");
      }
      expect(modeOf(folder)).toBe("700");
    } finally {
      process.umask(former);
    }
  });

  it("is made private where it was not, by an older preview or when it is empty", () => {
    for (const names of [[], ["local-storage.json", "com.raycast.api.cache"]]) {
      const folder = temporaryDirectory();
      for (const name of names) mkdirSync(join(folder, name));
      chmodSync(folder, 0o755);
      new DataFolder(folder).claim();
      expect(modeOf(folder)).toBe("700");
    }
  });

  it("is not taken from others who keep other things in it", () => {
    const folder = temporaryDirectory();
    mkdirSync(join(folder, "thesis"));
    chmodSync(folder, 0o755);
    expect(() => new DataFolder(folder).claim()).toThrow(`Others can open ${folder}. Choose a folder of your own`);
    expect(modeOf(folder)).toBe("755");
    chmodSync(folder, 0o700);
    expect(() => new DataFolder(folder).claim()).not.toThrow();
  });

  itUnless(isRoot ? undefined : "needs two users", "is refused where it belongs to somebody else", () => {
    const folder = temporaryDirectory();
    execFileSync("chown", [String(NOBODY), folder]);
    expect(() => new DataFolder(folder).claim()).toThrow(`Others can open ${folder}.`);
  });
});

it("two previews on one folder do not write into each other's unfinished files", () => {
  const folder = temporaryDirectory();
  // What one that was killed has left, or another one is just writing.
  mkdirSync(join(folder, "preferences.json.new"));
  new DataFolder(folder).writeJson("preferences.json", { a: 1 });
  expect(new DataFolder(folder).readJson("preferences.json")).toEqual({ a: 1 });
  expect(readdirSync(folder).sort()).toEqual(["preferences.json", "preferences.json.new"]);
});
