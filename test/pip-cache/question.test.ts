/** What a question says of what was read before: the same as a look at the disk would, and nothing that has come since. */

import { linkSync, lstatSync, mkdirSync, renameSync, unlinkSync, utimesSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { normalizeName } from "../../src/packaging/normalize";
import { damages, kinds } from "../../src/pip-cache/entry";
import { layoutNames } from "../../src/pip-cache/layouts";
import { inSlices } from "../../src/files/tasks";
import { withNewFolders, type CacheDirectory } from "../../src/pip-cache/locate";
import { plan } from "../../src/pip-cache/remove/plan";
import { ask, leftOutOf, sparing, type Question } from "../../src/pip-cache/remove/question";
import { remove } from "../../src/pip-cache/remove/remove";
import type { Rows } from "../../src/pip-cache/rows/rows";
import { scan } from "../../src/pip-cache/scan/scan";
import type { Selection } from "../../src/pip-cache/selection";
import { cachesAt } from "../support/caches";
import { buildWheel } from "../support/distributions";
import { cacheFile } from "../support/package-entries";
import { extractRealCache, realCacheNames } from "../support/real-caches";
import { rowOf } from "../support/rows";
import { temporaryDirectory } from "../support/temporary";
import { filesBelow } from "../support/tree";

/** In caches this small threads take longer than what they do. */
const quick = { threads: 0 };

interface Read {
  caches: CacheDirectory[];
  known: Map<string, Rows>;
}

/** Reads caches, and waits until what comes from then on has another time. */
async function read(...bases: string[]): Promise<Read> {
  // Whatever was written last is older than the reading, also where the clock of the file system is a tick behind.
  await delay(30);
  const caches = cachesAt(...bases);
  const known = new Map<string, Rows>();
  for (const cache of caches) known.set(cache.path, (await scan(cache, quick)).rows);
  const since = Math.max(...[...known.values()].map(({ reading }) => reading?.since ?? 0));
  while (Date.now() < since + 30) await delay(5);
  return { caches: withNewFolders(caches), known };
}

/** A display name may be known of entries that are not selected. */
const named = ({ items, foreign, ...question }: Question) => ({
  ...pick(question),
  items: items.map((item) => ({ ...item, name: normalizeName(item.name) })),
  foreign: foreign.files,
});

const pick = ({
  entries,
  files,
  bytes,
  shared,
  caches,
  builtWheels,
  waiting,
  staying,
}: Omit<Question, "items" | "foreign">) => ({
  ...{ entries, files, bytes, shared, caches, builtWheels, waiting, staying },
});

describe.each(realCacheNames)("of %s", (name) => {
  it("every part is named as the disk has it", async () => {
    const base = await extractRealCache(name);
    const { caches, known } = await read(base);
    const rows = known.get(caches[0].path)!;
    const versions = [...new Set([...rows].flatMap(({ groups }) => groups.flatMap(({ version }) => version ?? [])))];
    const pythons = [...new Set([...rows].flatMap(({ groups }) => groups.flatMap(({ python }) => python ?? [])))];
    const selections: Selection[] = [
      {},
      { leftovers: true },
      { damaged: true },
      { damages: Object.keys(damages) as (keyof typeof damages)[] },
      { rows: rows.keys() },
      { versionsOf: rows.keys().map((key) => [key, versions.slice(0, 2)]) },
      { any: [{ kinds: ["wheel"] }, { leftovers: true }, { rows: [rowOf("alpha")], versions: versions.slice(0, 1) }] },
      { not: { rows: rows.keys().slice(0, 1) } },
      { not: { any: [{ rows: rows.keys().slice(0, 2) }, { releasesOf: [[rowOf("alpha"), versions.slice(0, 1)]] }] } },
      { rows: rows.keys(), not: { rows: [rowOf("alpha")] } },
      { kinds: ["wheel", "sdist"], not: { not: { rows: [rowOf("alpha")] } } },
      ...rows.keys().map((key) => ({ rows: [key] })),
      ...kinds.map((kind) => ({ kinds: [kind] })),
      ...layoutNames.map((layout) => ({ layouts: [layout] })),
      ...pythons.map((python) => ({ pythons: [python] })),
    ];
    for (const selection of selections) {
      const asked = await ask(caches, selection, { known });
      const planned = await plan(caches, selection, { ...quick, ...(selection.not && { known }) });
      expect(asked && { selection, ...named(asked.question) }).toEqual({ selection, ...named(planned) });
    }
  });
});

it("of files with several names the same is shared as on the disk, in one cache and in two", async () => {
  const [one, other] = [await extractRealCache("http-v2-pip24.3.1"), temporaryDirectory()];
  cacheFile({ directory: other, layout: "http-v2" }, buildWheel({ name: "other", version: "1.0" }));
  const [first, second] = filesBelow(join(one, "http-v2")).filter((path) => path.endsWith(".body"));
  linkSync(join(one, "http-v2", first), join(one, "http-v2", `${first}.backup`));
  const [header] = filesBelow(join(other, "http-v2"));
  linkSync(join(one, "http-v2", second), join(other, "http-v2", `${header}0`));
  const { caches, known } = await read(one, other);
  for (const selection of [
    {},
    { caches: [caches[0].path] },
    { kinds: ["wheel" as const] },
    { rows: [rowOf("alpha")] },
  ]) {
    const asked = await ask(caches, selection, { known });
    expect(named(asked!.question)).toEqual(named(await plan(caches, selection, quick)));
  }
});

it("a file with names in two rows or caches counts once, and frees nothing while a name stays", async () => {
  const [first, second] = [temporaryDirectory(), temporaryDirectory()];
  const bodyOf = (directory: string, name: string) => {
    const written = cacheFile({ directory, layout: "http-v2" }, buildWheel({ name, version: "1.0" }));
    return join(
      directory,
      written.files.find((path) => path.endsWith(".body"))!,
    );
  };
  const [alpha, gamma] = ["alpha", "gamma"].map((name) => bodyOf(first, name));
  const built = join(first, "wheels/ab/cd/ef", "1".repeat(50), "beta-1.0-py3-none-any.whl");
  mkdirSync(dirname(built), { recursive: true });
  linkSync(alpha, built);
  const inSecond = bodyOf(second, "gamma");
  unlinkSync(inSecond);
  linkSync(gamma, inSecond);
  bodyOf(second, "delta");
  const { caches, known } = await read(first, second);
  const other = rowOf("beta");
  const questionFor = async (selection: Selection) => (await ask(caches, selection, { known }))!.question;
  const selections: Selection[] = [
    {},
    ...caches.map(({ path }) => ({ caches: [path] })),
    ...[rowOf("alpha"), other, rowOf("gamma"), rowOf("delta")].map((key) => ({ rows: [key] })),
    { rows: [rowOf("alpha"), other] },
    { not: { rows: [rowOf("alpha")] } },
    { caches: [caches[0].path], not: { rows: [other] } },
    { kinds: ["wheel"], not: { rows: [rowOf("gamma")] } },
  ];
  for (const selection of selections) {
    const planned = await plan(caches, selection, { ...quick, ...(selection.not && { known }) });
    expect({ selection, ...named(await questionFor(selection)) }).toEqual({ selection, ...named(planned) });
  }
  const parts = [[rowOf("alpha")], [other], [rowOf("alpha"), other]];
  const [one, rest, both] = await Promise.all(parts.map((rows) => questionFor({ rows })));
  expect(one.bytes + rest.bytes).toBe(both.bytes);
  expect([one.shared + rest.shared, both.shared]).toEqual([lstatSync(alpha).size, 0]);
  // Which row or cache it counts in, only all of them tell.
  const only = new Map([...known].slice(0, 1));
  const ofFirst = { caches: [caches[0].path] };
  expect(await ask(caches, { ...ofFirst, rows: [rowOf("gamma")] }, { known: only })).toBeUndefined();
  expect(await ask(caches, { ...ofFirst, rows: [rowOf("alpha"), other] }, { known: only })).toBeDefined();
});

describe("a folder that stays", () => {
  const why = "It is on another volume.";
  /** Caches with alpha in `http-v2`, which stays, and beta in `http`. */
  async function withStaying(...bases: string[]) {
    const old = cachesAt(...bases);
    const caches = old.map((cache) => ({
      ...cache,
      folders: cache.folders.map((folder) => (folder.layout === "http-v2" ? { ...folder, stays: why } : folder)),
    }));
    await delay(30);
    const known = new Map<string, Rows>();
    for (const cache of caches) known.set(cache.path, (await scan(cache, quick)).rows);
    return { caches, known };
  }
  const filled = () => {
    const directory = temporaryDirectory();
    cacheFile({ directory, layout: "http-v2" }, buildWheel({ name: "alpha", version: "1.0" }));
    const goes = cacheFile({ directory, layout: "http" }, buildWheel({ name: "beta", version: "1.0" }));
    return { directory, goes };
  };

  it("is no part of the question, and is named where everything was meant", async () => {
    const [first, second] = [filled(), filled()];
    const { caches, known } = await withStaying(first.directory, second.directory);
    const questionFor = async (selection: Selection) => (await ask(caches, selection, { known }))!.question;
    const paths = caches.map(({ path }) => ({ path: join(path, "http-v2"), why }));
    const sizes = [first, second].map(({ directory, goes }) =>
      goes.files.reduce((sum, path) => sum + lstatSync(join(directory, path)).size, 0),
    );
    const all = await questionFor({});
    expect(all).toMatchObject({ entries: 2, bytes: sizes[0] + sizes[1], staying: paths });
    expect(all.items.map(({ version }) => version)).toEqual(["1.0"]);
    const one = await questionFor({ caches: [caches[1].path] });
    expect(one).toMatchObject({ entries: 1, bytes: sizes[1], staying: paths.slice(1) });
    expect(await questionFor({ not: { rows: [rowOf("beta")] } })).toMatchObject({ entries: 0, staying: paths });
    // What names packages says nothing of folders.
    expect(await questionFor({ rows: [rowOf("alpha"), rowOf("beta")] })).toMatchObject({ entries: 2, staying: [] });
    expect(await questionFor({ rows: [rowOf("alpha")] })).toMatchObject({ entries: 0, bytes: 0, staying: [] });
  });

  it("is not named where nothing is in it, and is where that cannot be seen", async () => {
    const { directory } = filled();
    const { caches, known } = await withStaying(directory);
    const folder = join(caches[0].path, "http-v2");
    renameSync(folder, `${folder}-elsewhere`);
    expect((await ask(caches, {}, { known }))?.question.staying).toEqual([{ path: folder, why }]);
    mkdirSync(folder);
    expect((await ask(caches, {}, { known }))?.question.staying).toEqual([]);
  });
});

it("asked for what passes a test, it is of these packages alone", async () => {
  const cache = { directory: temporaryDirectory(), layout: "http-v2" as const };
  const sizes = new Map<string, number>();
  for (const [name, count] of [
    ["alpha", 3],
    ["beta", 2],
    ["gamma", 1],
  ] as const) {
    for (let version = 1; version <= count; version++) {
      const { files } = cacheFile(cache, buildWheel({ name, version: `${version}.0` }));
      const bytes = files.reduce((sum, path) => sum + lstatSync(join(cache.directory, path)).size, 0);
      sizes.set(name, (sizes.get(name) ?? 0) + bytes);
    }
  }
  const { caches, known } = await read(cache.directory);
  const isLarge = ({ bytes }: { bytes: number }) => bytes > sizes.get("gamma")!;
  const asked = await ask(caches, {}, { known, only: isLarge });
  expect(asked?.selection).toEqual({ rows: [rowOf("alpha"), rowOf("beta")] });
  expect(asked?.question).toMatchObject({ entries: 5, bytes: sizes.get("alpha")! + sizes.get("beta")! });
  expect(asked?.question.items.map(({ name }) => name)).toEqual(["alpha", "beta"]);
  const whole = await ask(caches, { kinds: ["wheel"] }, { known, only: () => true });
  expect([whole?.selection, whole?.question.entries]).toEqual([{ kinds: ["wheel"] }, 6]);
  const none = await ask(caches, {}, { known, only: () => false });
  expect(none?.question).toMatchObject({ entries: 0, files: 0, bytes: 0, caches: [], items: [] });
});

describe("what a selection leaves out", () => {
  /** Entries of alpha: three versions, of beta and gamma two, of delta one; and their bytes. */
  async function filled() {
    const cache = { directory: temporaryDirectory(), layout: "http-v2" as const };
    const bytes: Record<string, number> = {};
    for (const [name, count] of Object.entries({ alpha: 3, beta: 2, gamma: 2, delta: 1 })) {
      for (let version = 1; version <= count; version++) {
        const { files } = cacheFile(cache, buildWheel({ name, version: `${version}.0` }));
        const sizes = files.map((path) => lstatSync(join(cache.directory, path)).size);
        bytes[`${name} ${version}`] = sizes.reduce((sum, size) => sum + size, 0);
      }
    }
    return { ...(await read(cache.directory)), bytes };
  }
  const [alpha, beta, gamma] = ["alpha", "beta", "gamma"].map(rowOf);

  it.each<[string, Selection, string[], number, number]>([
    ["whole packages", { not: { rows: [alpha, beta] } }, ["alpha 1", "alpha 2", "alpha 3", "beta 1", "beta 2"], 2, 0],
    [
      "only what was meant otherwise",
      { rows: [beta, gamma], not: { rows: [alpha, beta] } },
      ["beta 1", "beta 2"],
      1,
      0,
    ],
    ["versions", { not: { versionsOf: [[alpha, ["1.0", "3.0"]]] } }, ["alpha 1", "alpha 3"], 0, 2],
    ["releases, however they are spelt", { not: { releasesOf: [[alpha, ["2"]]] } }, ["alpha 2"], 0, 1],
    [
      "packages and versions of others",
      { not: { any: [{ rows: [beta] }, { versionsOf: [[gamma, ["2.0"]]] }] } },
      ["beta 1", "beta 2", "gamma 2"],
      1,
      1,
    ],
    [
      "what names no package among what does",
      { not: { any: [{ rows: [beta] }, { versions: ["3.0"] }] } },
      ["alpha 3", "beta 1", "beta 2"],
      1,
      1,
    ],
    ["a part of some packages is no whole one", { not: { rows: [gamma], versions: ["1.0"] } }, ["gamma 1"], 0, 1],
    ["of one version", { versions: ["1.0"], not: { rows: [alpha] } }, ["alpha 1"], 1, 0],
  ])("is named by its sums: %s", async (_what, selection, names, packages, versions) => {
    const { caches, known, bytes } = await filled();
    const expected = {
      entries: names.length,
      bytes: names.reduce((sum, name) => sum + bytes[name], 0),
      packages,
      versions,
    };
    expect((await ask(caches, selection, { known }))?.question.spared).toEqual(expected);
    expect(await inSlices(sparing([...known.values()][0], selection))).toEqual(expected);
  });

  it("is not named where that is nothing", async () => {
    const { caches, known } = await filled();
    const [rows] = known.values();
    const nothing: Selection[] = [{}, { rows: [alpha] }, { not: { rows: [rowOf("other")] } }];
    for (const selection of [...nothing, { rows: [alpha], not: { rows: [beta] } }]) {
      const asked = await ask(caches, selection, { known });
      expect(asked?.question.entries).toBeGreaterThan(0);
      expect(asked?.question.spared).toBeUndefined();
      expect(await inSlices(sparing(rows, selection))).toBeUndefined();
    }
    expect(await inSlices(sparing(rows, { foreign: true, not: { rows: [alpha] } }))).toBeUndefined();
  });

  it("leaves the question to a look at the disk where sums do not tell of it", async () => {
    const { caches, known } = await filled();
    for (const not of [{ entries: ["/somewhere"] }, { until: 5 }]) {
      expect(await ask(caches, { not }, { known })).toBeUndefined();
      expect(await inSlices(sparing([...known.values()][0], { not }))).toBeUndefined();
    }
  });

  it("is told of all that came until then, whatever is removed of that", () => {
    expect(leftOutOf({ until: 5, not: { rows: [alpha] } })).toEqual({
      until: undefined,
      rows: [alpha],
      not: { not: { rows: [alpha] } },
    });
    expect(leftOutOf({ not: { any: [{ rows: [alpha] }, { kinds: ["wheel"] }] } })?.rows).toBeUndefined();
    expect(leftOutOf({ not: { any: [{ rows: [alpha] }, { versionsOf: [[beta, ["1"]]] }] } })?.rows).toEqual([
      alpha,
      beta,
    ]);
  });
});

it.each<[string, Selection]>([
  ["single entries", { entries: ["/somewhere"] }],
  ["what pip did not write, which is known by its files", { foreign: true }],
  ["what came until then", { until: 5 }],
  ["those in an alternative", { any: [{ kinds: ["wheel"] }, { until: 5 }] }],
])("of %s nothing is asked from sums", async (_what, selection) => {
  const { caches, known } = await read(await extractRealCache("http-v2-pip24.3.1"));
  expect(await ask(caches, selection, { known })).toBeUndefined();
});

it("of temporary files it is only said that they are leftovers where all are older than an hour", async () => {
  const base = await extractRealCache("http-v2-pip24.3.1");
  const [first, second] = filesBelow(join(base, "http-v2")).filter((path) => path.endsWith(".body"));
  const temporaries = [first, second].map((path, at) => {
    const temporary = join(base, "http-v2", path.split("/").slice(0, 5).join("/"), `tmp0abc_de${at}`);
    renameSync(join(base, "http-v2", path), temporary);
    return temporary;
  });
  const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);
  const selection = { leftovers: true, kinds: ["temporary" as const] };
  for (const path of temporaries) utimesSync(path, hoursAgo(2), hoursAgo(2));
  const old = await read(base);
  expect((await ask(old.caches, selection, old))?.question.entries).toBe(2);
  utimesSync(temporaries[0], hoursAgo(0), hoursAgo(0));
  const mixed = await read(base);
  expect(await ask(mixed.caches, selection, mixed)).toBeUndefined();
});

describe("where time tells nothing", () => {
  const everything = {};

  it("a file of the future leaves it to a look at the disk", async () => {
    const base = await extractRealCache("http-v2-pip24.3.1");
    const [file] = filesBelow(base);
    utimesSync(join(base, file), new Date(2050, 1, 1), new Date(2050, 1, 1));
    const { caches, known } = await read(base);
    expect(await ask(caches, everything, { known })).toBeUndefined();
  });

  it("so does one in another cache that is meant, and not in one that is not", async () => {
    const [base, other] = [await extractRealCache("http-v2-pip24.3.1"), temporaryDirectory()];
    cacheFile({ directory: other, layout: "http-v2" }, buildWheel({ name: "other", version: "1.0" }));
    const [file] = filesBelow(other);
    utimesSync(join(other, file), new Date(2050, 1, 1), new Date(2050, 1, 1));
    const { caches, known } = await read(base, other);
    expect(await ask(caches, everything, { known })).toBeUndefined();
    expect(await ask(caches, { caches: [caches[0].path] }, { known })).toBeDefined();
    expect(await ask(caches, { rows: [rowOf("alpha")] }, { known })).toBeDefined();
    expect(await ask(caches, { rows: [rowOf("other")] }, { known })).toBeUndefined();
  });

  it("so does a reading of the future, of long ago, or of another folder", async () => {
    const base = await extractRealCache("http-v2-pip24.3.1");
    const { caches, known } = await read(base);
    const day = 86_400_000;
    expect(await ask(caches, everything, { known })).toBeDefined();
    expect(await ask(caches, everything, { known, now: Date.now() - day })).toBeUndefined();
    expect(await ask(caches, everything, { known, now: Date.now() + 31 * day })).toBeUndefined();
    const moved = caches.map((cache) => ({
      ...cache,
      folders: cache.folders.map((folder) => ({ ...folder, root: `${folder.root}-moved` })),
    }));
    expect(await ask(moved, everything, { known })).toBeUndefined();
    expect(await ask(caches, everything, { known: new Map() })).toBeUndefined();
  });
});

describe("after yes", () => {
  const wheel = (version: string) => buildWheel({ name: "alpha", version });

  it.each<[string, Selection]>([
    ["a package", { rows: [rowOf("alpha")] }],
    ["everything", {}],
  ])(
    "of %s, what has come or was changed since stays and is counted, and what is gone is not",
    async (_what, selection) => {
      const cache = { directory: temporaryDirectory(), layout: "http-v2" as const };
      const [kept, changed, gone] = ["1.0", "2.0", "3.0"].map((version) => cacheFile(cache, wheel(version)).files);
      const { caches, known } = await read(cache.directory);
      const asked = await ask(caches, selection, { known });
      expect(asked?.question.entries).toBe(3);
      for (const path of gone) unlinkSync(join(cache.directory, path));
      const now = new Date();
      utimesSync(join(cache.directory, changed[0]), now, now);
      const come = cacheFile(cache, wheel("4.0")).files;
      const planned = await plan(caches, selection, { ...quick, known, until: asked!.readAt });
      expect(planned).toMatchObject({ entries: 1, files: kept.length, late: { entries: 2, files: 4 } });
      await remove(planned, { activity: "idle" });
      expect(filesBelow(cache.directory).sort()).toEqual([...changed, ...come].sort());
    },
  );

  it("a file that was moved there since stays, also with the time it had before", async () => {
    const cache = { directory: temporaryDirectory(), layout: "http-v2" as const };
    cacheFile(cache, wheel("1.0"));
    const { caches, known } = await read(cache.directory);
    const selection = { rows: [rowOf("alpha")] };
    const asked = await ask(caches, selection, { known });
    const old = { mtime: new Date(2020, 1, 1) };
    const come = cacheFile(cache, wheel("2.0"), old).files;
    expect(lstatSync(join(cache.directory, come[0])).mtime).toEqual(old.mtime);
    const planned = await plan(caches, selection, { ...quick, known, until: asked!.readAt });
    expect(planned).toMatchObject({ entries: 1, late: { entries: 1 } });
    await remove(planned, { activity: "idle" });
    expect(filesBelow(cache.directory).sort()).toEqual([...come].sort());
  });

  it("of two caches each has its own time", async () => {
    const [first, second] = [temporaryDirectory(), temporaryDirectory()];
    cacheFile({ directory: first, layout: "http-v2" }, wheel("1.0"));
    const early = await read(first);
    cacheFile({ directory: first, layout: "http-v2" }, wheel("2.0"));
    cacheFile({ directory: second, layout: "http-v2" }, wheel("2.0"));
    const late = await read(second);
    const caches = [...early.caches, ...late.caches];
    const known = new Map([...early.known, ...late.known]);
    const asked = await ask(caches, {}, { known });
    const planned = await plan(caches, {}, { ...quick, known, until: asked!.readAt });
    expect(planned).toMatchObject({ entries: 2, late: { entries: 1 } });
    expect(planned.caches.map(({ path }) => path)).toEqual(caches.map(({ path }) => path));
  });

  it("a package that passes no more stays whole, and is counted", async () => {
    const cache = { directory: temporaryDirectory(), layout: "http-v2" as const };
    const old = { mtime: new Date(2020, 1, 1) };
    const files = ["1.0", "2.0"].map((version) => cacheFile(cache, wheel(version), old).files);
    cacheFile(cache, buildWheel({ name: "beta", version: "1.0" }), old);
    cacheFile(cache, buildWheel({ name: "gamma", version: "1.0" }));
    const { caches, known } = await read(cache.directory);
    const only = ({ newestMs }: { newestMs: number }) => newestMs < Date.now() - 86_400_000;
    const asked = await ask(caches, {}, { known, only });
    expect(asked?.question.items.map(({ name }) => name).sort()).toEqual(["alpha", "beta"]);
    utimesSync(join(cache.directory, files[0][0]), new Date(), new Date());
    const planned = await plan(caches, asked!.selection, { ...quick, known, only, until: asked!.readAt });
    expect(planned.items.map(({ name }) => name)).toEqual(["beta"]);
    expect(planned.late).toMatchObject({ entries: 2, files: 4 });
    // Gamma does not pass either, and was not named by any question.
    const ofAll = await plan(caches, {}, { ...quick, known, only });
    expect(ofAll.items.map(({ name }) => name)).toEqual(["beta"]);
    expect(ofAll.late).toEqual({ entries: 0, files: 0, bytes: 0, shared: 0 });
    const come = cacheFile(cache, buildWheel({ name: "beta", version: "2.0" }), old);
    const later = await plan(caches, asked!.selection, { ...quick, known, only, until: asked!.readAt });
    expect(later).toMatchObject({ entries: 1, late: { entries: 3, files: 4 + come.files.length } });
  });
});
