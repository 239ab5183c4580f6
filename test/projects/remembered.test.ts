import { randomBytes } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  isGone,
  packRemembered,
  remember,
  REMEMBERED_MS,
  thisFileSystem,
  unpackRemembered,
  unreadableSince,
  type Looks,
  type Remembered,
} from "../../src/projects/remembered";
import type { Source } from "../../src/projects/source";
import { runToEnd } from "../../src/files/tasks";
import { cachedOf, environmentOf, fileOf, keyOf, needsFor, projectOf } from "../support/sources";
import { temporaryDirectory } from "../support/temporary";

const there: Looks = { volumeOf: () => 1, isGone: () => false };
const gone: Looks = { volumeOf: () => 1, isGone: () => true };
const failed = (path: string) => ({ path, code: "EACCES" as const, reason: "No permission." });
const HOUR = 3_600_000;

/** What counts after several readings, one an hour, of folders `/p`. */
function readings(looks: Looks, ...all: Source[][]): Remembered {
  let last: Remembered | undefined;
  for (const [at, sources] of all.entries()) last = remember({ folders: ["/p"], sources, at: at * HOUR }, last, looks);
  if (last === undefined) throw new Error("no reading");
  return last;
}

const sourcesOf = ({ sources }: Remembered) => sources.map(({ source }) => source);

const environment = environmentOf("/p/a/.venv", { "numpy==1.0": [], "six==1.0": [] });
const lock = fileOf("/p/a/uv.lock", ["numpy==1.0"], { isLock: true });
const named = fileOf("/p/a/r.txt", ["six"]);
const project = projectOf("/p/a", [lock, named]);

describe("what cannot be read now", () => {
  it("counts as it was read last, marked with when that was", () => {
    const all = sourcesOf(readings(there, [environment, project], []));
    expect(all).toEqual([
      { ...environment, unreadableSince: 0 },
      { ...project, unreadableSince: 0 },
    ]);
    const needs = needsFor(all, cachedOf({ "numpy==1.0": {} }));
    expect(needs.sources.map((source) => source.unreadableSince)).toEqual([0, 0]);
    expect(
      needs.packages
        .get(keyOf("numpy"))
        ?.versions.get("1.0")
        ?.map((by) => by.unreadableSince),
    ).toEqual([0, 0]);
  });

  it("counts no more after 30 days, however often it could not be read meanwhile", () => {
    const first = readings(there, [project]);
    const half = remember({ folders: ["/p"], sources: [], at: REMEMBERED_MS / 2 }, first, there);
    const last = remember({ folders: ["/p"], sources: [], at: REMEMBERED_MS }, half, there);
    expect(sourcesOf(last)).toEqual([{ ...project, unreadableSince: 0 }]);
    expect(sourcesOf(remember({ folders: ["/p"], sources: [], at: REMEMBERED_MS + 1 }, last, there))).toEqual([]);
  });

  it("counts as it is as soon as it can be read", () => {
    expect(sourcesOf(readings(there, [environment, project], [], [environment, project]))).toEqual([
      environment,
      project,
    ]);
  });

  it("is forgotten at once where its folder is seen to be gone, or is not looked into any more", () => {
    expect(sourcesOf(readings(gone, [environment, project], []))).toEqual([]);
    const before = readings(there, [environment, environmentOf("/home/x", {}), project]);
    expect(sourcesOf(remember({ folders: ["/q"], sources: [], at: 1 }, before, there)).map(({ path }) => path)).toEqual(
      ["/home/x"],
    );
  });

  it("may be a lock that was deleted, but no other file that was", () => {
    const all = sourcesOf(readings(there, [project], [{ ...project, files: [] }]));
    expect(all).toEqual([{ ...project, files: [{ ...lock, unreadableSince: 0 }] }]);
    expect(all.map(unreadableSince)).toEqual([0]);
  });

  it("may be a lock that names nothing any more, but no other file that does", () => {
    const emptied = [fileOf("/p/a/uv.lock", [], { isLock: true }), fileOf("/p/a/r.txt", [])];
    const [kept] = sourcesOf(readings(there, [project], [projectOf("/p/a", emptied)], [projectOf("/p/a", emptied)]));
    expect(kept).toMatchObject({ files: [fileOf("/p/a/r.txt", []), { ...lock, unreadableSince: 0 }] });
  });

  it("may be a file of a project, or one that is broken now", () => {
    const failures = [failed("/p/a/r.txt"), failed("/p/a/uv.lock")];
    const broken = { ...project, files: [{ ...lock, named: [] }], failures };
    expect(sourcesOf(readings(there, [project], [broken]))).toEqual([
      { ...project, failures, files: [lock, named].map((file) => ({ ...file, unreadableSince: 0 })) },
    ]);
  });

  it("may be packages of an environment; what is uninstalled is not", () => {
    const [numpy, six] = environment.installed;
    const now = { ...environment, installed: [], failures: [failed(numpy?.path ?? "")] };
    const all = sourcesOf(readings(there, [environment], [now], [now]));
    expect(all).toEqual([{ ...now, installed: [{ ...numpy, unreadableSince: 0 }] }]);
    expect(six).toBeDefined();
    expect(
      needsFor(all, cachedOf({ "numpy==1.0": {} }))
        .packages.get(keyOf("numpy"))
        ?.versions.get("1.0"),
    ).toEqual([{ source: 0, how: "installed", file: 0, unreadableSince: 0 }]);
  });
});

describe("what was read in part", () => {
  const [numpy, six] = environment.installed;

  it("is whole again with what is read of it, and lasts 30 days for the rest", () => {
    const now = { ...environment, installed: six ? [six] : [], failures: [failed(environment.path)] };
    const first = readings(there, [], [environment]);
    const part = (at: number, before = first) => remember({ folders: ["/p"], sources: [now], at }, before, there);
    const expected = { ...now, installed: [six, { ...numpy, unreadableSince: HOUR }] };
    expect(sourcesOf(part(REMEMBERED_MS + HOUR))).toEqual([expected]);
    expect(sourcesOf(part(REMEMBERED_MS + HOUR + 1))).toEqual([now]);
    // From when it was read last, not from the last reading of the rest.
    expect(sourcesOf(part(REMEMBERED_MS + HOUR, part(2 * HOUR)))).toEqual([expected]);
    expect(sourcesOf(part(REMEMBERED_MS + HOUR + 1, part(2 * HOUR)))).toEqual([now]);
    const files = { ...project, files: [], failures: [failed("/p/a")] };
    const later = (at: number) =>
      remember({ folders: ["/p"], sources: [files], at }, readings(there, [], [project]), there);
    const [since, last] = [{ unreadableSince: HOUR }, REMEMBERED_MS + HOUR];
    expect(sourcesOf(later(last))).toMatchObject([{ files: [lock, named].map((one) => ({ ...one, ...since })) }]);
    expect(sourcesOf(later(last + 1))).toEqual([files]);
    const some = { ...files, files: [named], failures: [failed(lock.path)] };
    expect(sourcesOf(readings(there, [project], [some]))).toMatchObject([
      { files: [named, { ...lock, unreadableSince: 0 }] },
    ]);
  });

  it("is what was read where nothing of it failed, or what failed is something else", () => {
    const less = { ...environment, installed: [] };
    const elsewhere = { ...less, failures: [failed("/p/a/.venv/numpy")] };
    for (const now of [less, elsewhere]) expect(sourcesOf(readings(there, [environment], [now]))).toEqual([now]);
    const changed = [fileOf("/p/a/uv.lock", ["numpy==2.0"], { isLock: true }), fileOf("/p/a/r.txt", ["seven"])];
    const now = { ...projectOf("/p/a", changed), failures: [failed("/p/a")] };
    expect(sourcesOf(readings(there, [project], [now]))).toEqual([now]);
    const empty = projectOf("/p/a", [fileOf("/p/a/uv.lock", [], { isLock: true })]);
    expect(sourcesOf(readings(there, [empty], [empty]))).toEqual([empty]);
  });

  it("is nothing where it has become something else", () => {
    const place = "/p/a";
    const [project, other] = [projectOf(place, [lock]), { ...environmentOf(place, {}), failures: [failed(place)] }];
    expect(sourcesOf(readings(there, [project], [other]))).toEqual([other]);
    const lost = { ...projectOf(place, []), failures: [failed(place)] };
    expect(sourcesOf(readings(there, [environmentOf(place, { "six==1.0": [] })], [lost]))).toEqual([lost]);
  });

  it("is marked with the oldest of what counts of it", () => {
    const at = (...times: (number | undefined)[]) => ({
      ...environment,
      installed: times.map((unreadableSince) => ({
        name: "x",
        version: "1",
        path: "/x",
        requires: [],
        unreadableSince,
      })),
    });
    expect([at(), at(undefined), at(3, 2, undefined, 4)].map(unreadableSince)).toEqual([undefined, undefined, 2]);
    expect(unreadableSince({ ...at(3), unreadableSince: 1 })).toBe(1);
    expect(unreadableSince({ ...at(3), unreadableSince: 5 })).toBe(3);
  });
});

describe("a folder that is looked into", () => {
  it.each([
    ["/p", "/p/a", "/pq/a"],
    ["/p/", "/p/a", "/pq/a"],
    ["C:\\p", "C:\\p\\a", "C:\\pq\\a"],
    ["C:\\p\\", "C:/p/a", "C:/pq/a"],
  ])("%s holds %s, and not %s", (folder, inside, outside) => {
    const sources = [inside, outside].map((path) => environmentOf(path, {}));
    const before = remember({ folders: [folder], sources, at: 0 }, undefined, there);
    const later = remember({ folders: ["/other"], sources: [], at: 1 }, before, there);
    expect(sourcesOf(later).map(({ path }) => path)).toEqual([outside]);
    const same = remember({ folders: [folder], sources: [], at: 1 }, before, there);
    expect(sourcesOf(same).map(({ path }) => path)).toEqual([inside, outside]);
  });

  it("is the only place of projects", () => {
    const all = [projectOf("/elsewhere/a", []), environmentOf("/elsewhere/b", {})];
    expect(sourcesOf(readings(there, all, [])).map(({ path }) => path)).toEqual(["/elsewhere/b"]);
  });
});

describe("a folder is gone", () => {
  it("not where its name cannot be looked up, or it lay in what is no folder any more", () => {
    const parent = join(temporaryDirectory(), "parent");
    mkdirSync(parent);
    const volume = thisFileSystem.volumeOf(parent);
    if (process.platform !== "win32") expect(isGone(join(parent, "x".repeat(300)), volume)).toBe(false);
    rmSync(parent, { recursive: true });
    writeFileSync(parent, "");
    expect(isGone(join(parent, "a"), volume)).toBe(false);
    expect(thisFileSystem.volumeOf(join(parent, "a"))).toBeUndefined();
  });

  it("where the one that it lay in can be read, on the same volume", () => {
    const parent = mkdtempSync(join(temporaryDirectory(), "p-"));
    const path = join(parent, "a");
    mkdirSync(path);
    const volume = thisFileSystem.volumeOf(path);
    expect(isGone(path, volume)).toBe(false);
    rmSync(path, { recursive: true });
    expect(isGone(path, volume)).toBe(true);
    expect(isGone(path, (volume ?? 0) + 1)).toBe(false);
    expect(isGone(path, undefined)).toBe(false);
    rmSync(parent, { recursive: true });
    expect(isGone(path, volume)).toBe(false);
  });
});

describe("what is kept", () => {
  const remembered = readings(there, [environment, project], [environment, projectOf("/p/b", [])]);
  const packed = runToEnd(packRemembered(remembered)) ?? Buffer.alloc(0);

  it("is what was remembered", () => {
    expect(runToEnd(unpackRemembered(packed))).toEqual(remembered);
  });

  it("is packed and unpacked in as many steps as there are sources, and one for the folders", () => {
    const stepsOf = (steps: Iterator<undefined>) => {
      for (let count = 0; ; count++) if (steps.next().done) return count;
    };
    expect([stepsOf(packRemembered(remembered)), stepsOf(unpackRemembered(packed))]).toEqual([4, 4]);
  });

  it("is nothing where it is too large, packed or unpacked", () => {
    const random = randomBytes(20 << 20).toString("base64");
    expect(runToEnd(packRemembered({ folders: [], sources: [{ source: environmentOf(random, {}), readAt: 0 }] }))).toBe(
      undefined,
    );
    const long = { folders: ["x".repeat(33 << 20)], sources: [] };
    const small = runToEnd(packRemembered(long)) ?? Buffer.alloc(0);
    expect(small.length).toBeGreaterThan(1000);
    expect(runToEnd(unpackRemembered(small))).toBeUndefined();
  });

  it("is nothing where it is damaged or of another version", () => {
    for (let at = 0; at < packed.length; at++) {
      const damaged = Buffer.from(packed);
      damaged[at] = (damaged[at] ?? 0) ^ 0xff;
      expect(runToEnd(unpackRemembered(damaged))).toBeUndefined();
      expect(runToEnd(unpackRemembered(packed.subarray(0, at)))).toBeUndefined();
    }
    expect(runToEnd(unpackRemembered(Buffer.from("something else")))).toBeUndefined();
    expect(runToEnd(unpackRemembered(packed.subarray(0, -1)))).toBeUndefined();
  });
});
