/** What pips leave in the folder for temporary files: what counts, what stays and why, and what really goes. */
import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import {
  chownSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  symlinkSync,
  watch,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { findLeavings, isNameOfLeaving, removeLeavings } from "../../src/developer-caches/pip-leavings";
import { atLeast, findPips, isolatedEnvironment, onePerVersion, type Pip } from "../support/pip";
import { afterwards, temporaryDirectory } from "../support/temporary";
import { hashTree } from "../support/tree";
import { mountVolumeOn, noMounts } from "../support/mounts";
import { describeUnless, itUnless, NOBODY, noPip, noSuperuser } from "../support/unless";

const DAY_MS = 86_400_000;
/** Nobody can make a file that has not changed for a day: instead it is asked what there will be then. */
const tomorrow = () => Date.now() + DAY_MS + 60_000;
const idle = async () => "idle" as const;
const name = "pip-unpack-ab12_x9z";

/** A folder for temporary files with one that pip left: 30 bytes in two files. */
function leave(folder = name): string {
  const temporary = temporaryDirectory();
  mkdirSync(join(temporary, folder, "deep", "er"), { recursive: true });
  writeFileSync(join(temporary, folder, "torch-2.0.whl"), "x".repeat(20));
  writeFileSync(join(temporary, folder, "deep", "er", "setup.py"), "x".repeat(10));
  writeFileSync(join(temporary, "letter.txt"), "precious");
  return temporary;
}

/** What time the file system has, which it keeps in steps of its own. */
function clock(temporary: string): number {
  writeFileSync(join(temporary, "letter.txt"), "precious");
  return lstatSync(join(temporary, "letter.txt")).ctimeMs;
}

/** Until it has a later one. */
function untilLater(temporary: string, than: number): void {
  while (clock(temporary) <= than);
}

describe("names", () => {
  it.each([
    ...["build-env", "build-tracker", "download", "ephem-wheel-cache", "export", "install", "metadata"],
    ...["modern-metadata", "pip-egg-info", "record", "req-build", "req-tracker", "standalone-pip", "target", "unpack"],
    ...["unpacked-wheel", "wheel"],
  ])("pip-%s- and eight characters", (kind) => {
    expect(isNameOfLeaving(`pip-${kind}-a0_zk9xy`)).toBe(true);
    expect(isNameOfLeaving(`pip-${kind}-aB0_zk`)).toBe(true);
  });

  it.each(["pip-a0_zk9xy-unpack", "pip-a0_zk9xy-build", "pip-aB0_zk-record", "pip-a0_zk9xy-export"])(
    "%s, as pip until 9",
    (old) => expect(isNameOfLeaving(old)).toBe(true),
  );

  it.each(["pip-build-a0_zk9xy", "tmpa0_zk9xypip-wheel-"])("%s, as pip until 9", (old) =>
    expect(isNameOfLeaving(old)).toBe(true),
  );

  it.each([
    ...["pip-uninstall-a0_zk9xy", "pip-a0_zk9xy-uninstall", "pip-uninstall-aB0_zk", "pip-cache-a0_zk9xy"],
    ...["pip-unpack-", "pip-unpack-short", "pip-unpack-a0_zk9xyz", "pip-unpack-A0_ZK9XY", "pip-unpack-a0.zk9xy"],
    ...["xpip-unpack-a0_zk9xy", "pip-unpack-a0_zk9xy.bak", "pip-self-install-a0_zk9xy", "PIP-unpack-a0_zk9xy"],
    ...["pip", "pip_build_root", "tmpa0_zk9xy", "pip-unpack-a0_zk9xy\n", "pip-unpack-a0_zk9xy/x"],
  ])("%j is none", (other) => expect(isNameOfLeaving(other)).toBe(false));
});

it("finds and removes all of a folder that a pip left, and nothing beside it", async () => {
  const temporary = leave();
  mkdirSync(join(temporary, "pip-uninstall-ab12_x9z"));
  writeFileSync(join(temporary, "pip-uninstall-ab12_x9z", "only-copy"), "mine");
  const at = tomorrow();
  expect(await findLeavings(temporary, { at })).toMatchObject({ folders: [name], bytes: 30, files: 2, stays: [] });
  const begin = jest.fn();
  const done = jest.fn();
  const removed = await removeLeavings(temporary, { at, activity: idle, log: { begin, done } });
  expect(removed).toMatchObject({ bytes: 30, files: 2, failures: [], stopped: false });
  expect(removed.refused).toBeUndefined();
  expect(begin).toHaveBeenCalled();
  expect(done).toHaveBeenLastCalledWith(expect.objectContaining({ bytes: 30, files: 2 }));
  expect(readdirSync(temporary).sort()).toEqual(["letter.txt", "pip-uninstall-ab12_x9z"]);
  expect(readdirSync(join(temporary, "pip-uninstall-ab12_x9z"))).toEqual(["only-copy"]);
  expect(await findLeavings(temporary, { at })).toMatchObject({ folders: [], bytes: 0 });
});

it("removes what several pips left, read-only folders and links among it, and nothing that those lead to", async () => {
  const temporary = leave();
  const elsewhere = temporaryDirectory();
  writeFileSync(join(elsewhere, "letter.txt"), "precious");
  mkdirSync(join(temporary, "pip-install-00000000", "locked"), { recursive: true });
  writeFileSync(join(temporary, "pip-install-00000000", "locked", "a"), "12345");
  symlinkSync(elsewhere, join(temporary, "pip-install-00000000", "link"));
  linkSync(join(elsewhere, "letter.txt"), join(temporary, "pip-install-00000000", "same.txt"));
  const before = hashTree(elsewhere);
  const at = tomorrow();
  const found = await findLeavings(temporary, { at });
  expect(found.folders).toEqual(["pip-install-00000000", name]);
  expect(found.shared).toBe(8);
  const removed = await removeLeavings(temporary, { at, activity: idle });
  expect(removed.bytes + removed.linked.shared).toBe(found.bytes);
  expect(readdirSync(temporary)).toEqual(["letter.txt"]);
  expect(hashTree(elsewhere)).toEqual(before);
});

describe("stays", () => {
  /** What is found of it stays whole when the rest is removed. */
  async function stays(temporary: string, why: RegExp, folder = name): Promise<void> {
    const before = hashTree(temporary);
    const at = tomorrow();
    const found = await findLeavings(temporary, { at });
    expect(found).toMatchObject({ folders: [], bytes: 0, files: 0 });
    expect(found.stays).toEqual([expect.stringMatching(why)]);
    expect(found.stays[0]).toContain(folder);
    expect(await removeLeavings(temporary, { at, activity: idle })).toMatchObject({ files: 0, bytes: 0, failures: [] });
    expect(hashTree(temporary)).toEqual(before);
  }

  it.each<[what: string, change: (folder: string) => void]>([
    ["a file", (folder) => writeFileSync(join(folder, "deep", "er", "setup.py"), "y".repeat(10))],
    ["what is in a folder", (folder) => mkdirSync(join(folder, "deep", "new"))],
    ["the folder itself", (folder) => writeFileSync(join(folder, "new"), "")],
  ])("one in which %s changed in the last day", async (_what, change) => {
    const temporary = leave();
    const at = clock(temporary) + DAY_MS + 1;
    untilLater(temporary, at - DAY_MS);
    change(join(temporary, name));
    const found = await findLeavings(temporary, { at });
    expect(found).toMatchObject({ folders: [], stays: [expect.stringMatching(/changed in the last day$/)] });
    const removed = await removeLeavings(temporary, { at, activity: idle });
    expect(removed.files).toBe(0);
    expect(existsSync(join(temporary, name, "torch-2.0.whl"))).toBe(true);
  });

  it("one that was made now", async () => {
    const temporary = leave();
    expect(await findLeavings(temporary)).toMatchObject({ folders: [], stays: [expect.stringMatching(/last day$/)] });
    expect(await removeLeavings(temporary, { activity: idle })).toMatchObject({ files: 0 });
    expect(existsSync(join(temporary, name, "torch-2.0.whl"))).toBe(true);
  });

  it("a file that is called so", async () => {
    const temporary = temporaryDirectory();
    writeFileSync(join(temporary, name), "mine");
    await stays(temporary, /is no folder$/);
  });

  it("a link that is called so, with all that it leads to", async () => {
    const elsewhere = leave();
    const temporary = temporaryDirectory();
    symlinkSync(join(elsewhere, name), join(temporary, name));
    await stays(temporary, /is no folder$/);
    expect(existsSync(join(elsewhere, name, "torch-2.0.whl"))).toBe(true);
  });

  itUnless(noSuperuser, "one of somebody else", async () => {
    const temporary = leave();
    chownSync(join(temporary, name), NOBODY, NOBODY);
    await stays(temporary, /belongs to somebody else$/);
  });

  itUnless(noMounts, "one in which another volume is mounted", async () => {
    const temporary = leave();
    mountVolumeOn(join(temporary, name, "deep", "er"), 100_000);
    await stays(temporary, /another volume is mounted in it$/);
  });

  itUnless(noMounts, "one that is a volume of its own", async () => {
    const temporary = leave();
    mountVolumeOn(join(temporary, name), 100_000);
    await stays(temporary, /lies on another volume$/);
  });

  it.each([
    ["busy", /^pip is running/],
    ["unknown", /^It could not be told/],
  ] as const)("all while pips are %s, also where one began after the question", async (state, why) => {
    const temporary = leave();
    const at = tomorrow();
    expect((await findLeavings(temporary, { at })).folders).toEqual([name]);
    const before = hashTree(temporary);
    const removed = await removeLeavings(temporary, { at, activity: async () => state });
    expect(removed).toMatchObject({ files: 0, refused: expect.stringMatching(why) });
    expect(hashTree(temporary)).toEqual(before);
  });

  it("one that a pip took between the question and the removal", async () => {
    const temporary = leave();
    const at = clock(temporary) + DAY_MS + 1;
    untilLater(temporary, at - DAY_MS);
    expect((await findLeavings(temporary, { at })).folders).toEqual([name]);
    const activity = async () => {
      writeFileSync(join(temporary, name, "new.whl"), "y");
      return "idle" as const;
    };
    expect(await removeLeavings(temporary, { at, activity })).toMatchObject({ files: 0, failures: [] });
    expect(existsSync(join(temporary, name, "torch-2.0.whl"))).toBe(true);
  });
});

it("what is not there has none", async () => {
  const temporary = join(temporaryDirectory(), "none");
  expect(await findLeavings(temporary)).toMatchObject({ folders: [], bytes: 0, stays: [] });
  expect(await removeLeavings(temporary, { activity: idle })).toMatchObject({ files: 0, failures: [] });
});

it("stops when it is told to", async () => {
  const temporary = leave();
  const stopped = { at: tomorrow(), signal: AbortSignal.abort() };
  await expect(findLeavings(temporary, stopped)).rejects.toThrow();
  expect(await removeLeavings(temporary, { ...stopped, activity: idle })).toMatchObject({ files: 0, stopped: true });
  expect(existsSync(join(temporary, name, "torch-2.0.whl"))).toBe(true);
});

/** A backend that says that it was begun, and goes on until it is ended. */
const backend = `import os, time

def wait(*args, **kwargs):
    open(os.environ["BEGUN"], "w").close()
    time.sleep(600)

prepare_metadata_for_build_wheel = build_wheel = get_requires_for_build_wheel = wait
`;

async function endMidway({ python, version }: Pip, temporary: string): Promise<void> {
  const home = temporaryDirectory();
  const project = join(home, "project");
  mkdirSync(project);
  writeFileSync(join(project, "backend.py"), backend);
  const system = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n';
  // Older ones know no backend beside what it builds.
  if (atLeast(version, "20.0")) writeFileSync(join(project, "pyproject.toml"), system);
  else writeFileSync(join(project, "setup.py"), `${backend}\nwait()\n`);
  const markers = join(home, "markers");
  mkdirSync(markers);
  const begun = new Promise<void>((resolve) => {
    const watcher = watch(markers, () => (watcher.close(), resolve()));
  });
  // By its variable tests that run at the same time see that it is not their cache that it uses.
  const own = { PIP_CACHE_DIR: join(home, "cache"), TMPDIR: temporary, BEGUN: join(markers, "begun") };
  const env = { ...isolatedEnvironment(home), ...own };
  const pip = spawn(python, ["-m", "pip", "wheel", "--no-index", "--no-deps", "--wheel-dir", home, project], {
    cwd: home,
    env,
    detached: true,
    stdio: "ignore",
  });
  afterwards(() => endGroup(pip));
  const ended = new Promise((resolve) => pip.once("exit", resolve));
  await Promise.race([begun, ended]);
  endGroup(pip);
  await ended;
}

function endGroup({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}

const pips = onePerVersion(findPips()).filter(({ pythonVersion }) => pythonVersion !== "2.7");

describeUnless(pips.length > 0 ? undefined : noPip, "what a real pip leaves that is ended while it builds", () => {
  it.each(pips.map((pip) => [pip.version, pip] as const))("pip %s", async (_version, pip) => {
    const temporary = temporaryDirectory();
    await endMidway(pip, temporary);
    const left = readdirSync(temporary).filter((one) => one.startsWith("pip-"));
    expect(left.length).toBeGreaterThan(1);
    const at = tomorrow();
    const found = await findLeavings(temporary, { at });
    expect(found.folders).toEqual(left.sort());
    const files = execFileSync("find", [...left, "-type", "f"], { cwd: temporary, encoding: "utf8" });
    expect(found.files).toBe(files.split("\n").filter(Boolean).length);
    const removed = await removeLeavings(temporary, { at, activity: idle });
    expect(removed).toMatchObject({ failures: [], files: found.files, bytes: found.bytes });
    expect(readdirSync(temporary).filter((one) => one.startsWith("pip-"))).toEqual([]);
  });
});
