/** What a question says of what was read before: the same as a look at the disk would, and nothing that has come since. */

import { linkSync, lstatSync, renameSync, unlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { normalizeName } from "../../src/packaging/normalize";
import { damages, kinds } from "../../src/pip-cache/entry";
import { layoutNames } from "../../src/pip-cache/layouts";
import { withNewFolders, type CacheDirectory } from "../../src/pip-cache/locate";
import { plan } from "../../src/pip-cache/remove/plan";
import { ask, type Question } from "../../src/pip-cache/remove/question";
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
  });
});
