/** What is done where removing is not allowed: what is read-only and ours is opened, and of the rest it is said whose it is. */

import { chmodSync, chownSync, existsSync, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { failureBelow, ownerFailure, Permissions } from "../../src/files/permissions";
import { afterwards, temporaryDirectory } from "../support/temporary";
import { describeUnless, NOBODY, noSuperuser } from "../support/unless";

const onWindows = process.platform === "win32" ? "Windows has other permissions" : undefined;
const modeOf = (path: string): number => statSync(path).mode & 0o7777;

/** A folder with a file in it. */
function laidOut(): { folder: string; file: string } {
  const folder = join(temporaryDirectory(), "folder");
  const file = join(folder, "file");
  mkdirSync(folder);
  writeFileSync(file, "said");
  return { folder, file };
}

describeUnless(onWindows, "what is read-only and ours", () => {
  it.each(["file", "directory"] as const)("is the folder that a %s lies in, for as long as it takes", (type) => {
    const { folder, file } = laidOut();
    chmodSync(file, 0o400);
    chmodSync(folder, 0o1540);
    const permissions = new Permissions();
    expect(permissions.liftFor(file, type)).toBe(true);
    expect([modeOf(folder), modeOf(file)]).toEqual([0o1740, 0o400]);
    // Whoever is refused now is refused for something else.
    expect(permissions.liftFor(file, type)).toBe(false);
    permissions.restore();
    expect(modeOf(folder)).toBe(0o1540);
  });

  it("is a folder that can be changed, and not entered", () => {
    const { folder, file } = laidOut();
    chmodSync(folder, 0o600);
    expect(new Permissions().liftFor(file, "file")).toBe(true);
    expect(modeOf(folder)).toBe(0o700);
  });

  it("needs not be there any more, before or after", () => {
    const { folder, file } = laidOut();
    chmodSync(folder, 0o500);
    const permissions = new Permissions();
    expect(permissions.liftFor(file, "file")).toBe(true);
    rmSync(folder, { recursive: true });
    permissions.restore();
    expect(existsSync(folder)).toBe(false);
    expect(permissions.liftFor(file, "file")).toBe(false);
  });

  it("is not what somebody else's is", () => {
    const { folder, file } = laidOut();
    chmodSync(folder, 0o500);
    actAs(NOBODY + 1, folder);
    expect(new Permissions().liftFor(file, "file")).toBe(false);
    expect(modeOf(folder)).toBe(0o500);
  });

  it("is a file itself on Windows, and no folder", () => {
    const { folder, file } = laidOut();
    chmodSync(file, 0o440);
    chmodSync(folder, 0o500);
    const before = Object.getOwnPropertyDescriptor(process, "platform")!;
    Object.defineProperty(process, "platform", { ...before, value: "win32" });
    afterwards(() => void Object.defineProperty(process, "platform", before));
    const permissions = new Permissions();
    expect(permissions.liftFor(folder, "directory")).toBe(false);
    expect(permissions.liftFor(file, "file")).toBe(true);
    expect([modeOf(folder), modeOf(file)]).toEqual([0o500, 0o640]);
    permissions.restore();
    expect(modeOf(file)).toBe(0o440);
  });
});

/** Makes us somebody else than the owner of a folder; as whoever we are where that is not the superuser. */
function actAs(owner: number, folder: string): void {
  if (process.geteuid?.() === 0) return chownSync(folder, owner, owner);
  const own = jest.spyOn(process, "geteuid" as never).mockReturnValue(owner as never);
  afterwards(() => own.mockRestore());
}

describeUnless(noSuperuser, "whose it is", () => {
  const me = NOBODY;
  const denied = Object.assign(new Error("not permitted"), { code: "EPERM" });

  /** `root/above/folder/file`, of which all but those named are ours; asked for by us. */
  function ask(
    owners: Partial<Record<"base" | "root" | "above" | "folder" | "file", number>>,
    error: unknown = denied,
  ) {
    const base = temporaryDirectory();
    chmodSync(base, 0o755);
    const root = join(base, "root");
    const file = join(root, "above/folder/file");
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, "said");
    const paths = { base, root, above: join(root, "above"), folder: dirname(file), file };
    for (const [name, path] of Object.entries(paths)) {
      const owner = owners[name as keyof typeof paths] ?? me;
      chownSync(path, owner, owner);
    }
    return {
      ...paths,
      asked: (path = file) => asMe(() => ownerFailure(root, path, error)),
      below: (path = file) => asMe(() => failureBelow(root, path, error)),
    };
  }

  function asMe<Value>(act: () => Value): Value {
    process.seteuid?.(me);
    try {
      return act();
    } finally {
      process.seteuid?.(0);
    }
  }

  it.each([
    [{ file: 0 }, "It belongs to root.", 0],
    [{ file: 7, folder: 0 }, "It belongs to user 7.", 7],
    [{ folder: 7 }, "Its folder belongs to user 7.", 7],
    [{ above: 7, root: 0 }, "A folder above it belongs to user 7.", 7],
    [{ root: 0, base: 7 }, "A folder above it belongs to root.", 0],
  ])("is said of the first on the way up: %j", (owners, reason, owner) => {
    const { asked, below, file } = ask(owners);
    expect(asked()).toEqual({ path: file, code: "EPERM", reason, owner });
    expect(below()).toEqual(asked());
  });

  it("is not said where all is ours from the root down, nor to the superuser", () => {
    const { asked, below, file } = ask({ base: 7 });
    expect(asked()).toBeUndefined();
    expect(below()).toEqual({ path: file, code: "EPERM", reason: "The system does not allow it." });
    const theirs = ask({ file: 7 });
    expect(ownerFailure(theirs.root, theirs.file, denied)).toBeUndefined();
  });

  it("is said of what is left of the way where the file is gone", () => {
    const { asked, folder } = ask({ folder: 7 });
    expect(asked(join(folder, "none"))).toMatchObject({ reason: "Its folder belongs to user 7.", owner: 7 });
    const ours = ask({});
    expect(ours.asked(join(ours.folder, "none"))).toBeUndefined();
    expect(ours.asked(join(ours.folder, "none/below"))).toBeUndefined();
  });

  it("is said where nothing tells why, and not where something else is in the way", () => {
    expect(ask({ file: 7 }, new Error("odd")).asked()).toMatchObject({ code: "EACCES", owner: 7 });
    const busy = Object.assign(new Error("busy"), { code: "EBUSY" });
    const reason = "It is in use. Close what uses it and try again.";
    expect(ask({ file: 7 }, busy).below()).toMatchObject({ code: "EBUSY", reason });
  });

  it.each([
    [
      { folder: 8, file: 7 },
      "It belongs to user 7, and in a shared folder (sticky bit) only its owner may remove it: ask that person.",
    ],
    [{ folder: me, file: 7 }, "It belongs to user 7."],
    [{ folder: 8, file: me }, "Its folder belongs to user 8."],
  ])("is said otherwise in a folder that many share: %j", (owners, reason) => {
    const { asked, folder } = ask(owners);
    chmodSync(folder, 0o1777);
    expect(asked()?.reason).toBe(reason);
    expect(asked()?.owner === undefined).toBe(reason.includes("sticky"));
  });
});
