/** Files with several names: every size is each inode once, and what is said to be shared is what does not come back. */

import { linkSync, lstatSync, mkdirSync, unlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import * as fc from "fast-check";
import { specialRows } from "../../src/pip-cache/entry";
import { check, type CheckProgress } from "../../src/pip-cache/check/check";
import { listFiles } from "../../src/pip-cache/details/list-files";
import { plan } from "../../src/pip-cache/remove/plan";
import { remove } from "../../src/pip-cache/remove/remove";
import { Rows } from "../../src/pip-cache/rows/rows";
import { scan } from "../../src/pip-cache/scan/scan";
import { summarize } from "../../src/pip-cache/rows/summary";
import { afterAWhile, cachesAt } from "../support/caches";
import { buildWheel } from "../support/distributions";
import { cacheFile } from "../support/package-entries";
import { temporaryDirectory } from "../support/temporary";
import { sumOfSizes } from "../support/tree";
import { fewerUnderWine } from "../support/unless";
import { isPackage, type RowKey } from "../../src/packaging/row-key";
import { rowOf } from "../support/rows";

const wheel = (name: string, digit: string) => {
  const folder = `wheels/${digit.repeat(2)}/${digit.repeat(2)}/${digit.repeat(2)}/${digit.repeat(50)}`;
  return { key: rowOf(name), path: `${folder}/${name}-1.0-py3-none-any.whl` };
};
/** Places in a cache, and the rows that they are in by their names alone. */
const places = [
  wheel("alpha", "a"),
  wheel("alpha", "b"),
  wheel("beta", "a"),
  wheel("beta", "c"),
  wheel("gamma", "b"),
  { key: specialRows.temporary, path: "http/a/a/a/a/a/tmp01234567" },
  { key: specialRows.temporary, path: "http-v2/b/b/b/b/b/tmp76543210" },
  { key: specialRows.selfcheck, path: `selfcheck/${"a".repeat(56)}` },
  { key: specialRows.foreign, path: "http/thesis.txt" },
];
const keys = [...new Set(places.map(({ key }) => key))].filter((key) => key !== specialRows.foreign);

interface Name {
  /** Of what is outside, none. */
  key?: RowKey;
  /** Index of its cache; none outside. */
  cache?: number;
  path: string;
  /** What file it is a name of. */
  file: number;
}

const slots = [0, 1].flatMap((cache) => places.map((place) => ({ ...place, cache })));
/** For each place the number of the file that lies there, and how many names that file has outside. */
const tree = fc.record({
  files: fc.array(fc.option(fc.nat(5), { nil: undefined, freq: 4 }), {
    minLength: slots.length,
    maxLength: slots.length,
  }),
  outside: fc.array(fc.boolean(), { minLength: 6, maxLength: 6 }),
});
const sizeOf = (file: number) => 10 ** file;

function layOut({ files, outside }: { files: (number | undefined)[]; outside: boolean[] }) {
  const base = temporaryDirectory();
  const directories = [0, 1].map((cache) => join(base, `cache${cache}`));
  const names: Name[] = slots.flatMap(({ key, path, cache }, index) => {
    const file = files[index];
    return file === undefined ? [] : [{ key, cache, path: join(directories[cache], path), file }];
  });
  outside.forEach((isOutside, file) => {
    if (isOutside) names.push({ path: join(base, "outside", `${file}`), file });
  });
  const firsts = new Map<number, string>();
  for (const directory of directories) mkdirSync(join(directory, "http"), { recursive: true });
  for (const { path, file } of names) {
    mkdirSync(dirname(path), { recursive: true });
    const first = firsts.get(file);
    if (first === undefined) writeFileSync(path, Buffer.alloc(sizeOf(file), "x"));
    else linkSync(first, path);
    firsts.set(file, first ?? path);
  }
  return { base, directories, names };
}

/**
 * The size of what is selected, reckoned from the names alone: a file counts for the first row that has a name of it,
 * packages before special rows and foreign files last, and is shared where it has a name that stays.
 */
function sizes(names: Name[], isSelected: (name: Name) => boolean, stays = (name: Name) => !isSelected(name)) {
  const sum = { bytes: 0, shared: 0 };
  for (const file of new Set(names.map((name) => name.file))) {
    const all = names.filter((name) => name.file === file);
    const order = ({ key }: Name) =>
      key === undefined || key === specialRows.foreign ? "2" : `${isPackage(key) ? 0 : 1}${key}`;
    const [first] = all.filter(({ cache }) => cache !== undefined).sort((a, b) => (order(a) < order(b) ? -1 : 1));
    if (first === undefined || !isSelected(first)) continue;
    sum.bytes += sizeOf(file);
    if (all.some(stays)) sum.shared += sizeOf(file);
  }
  return sum;
}

/** In a list only names outside the caches stay, and for pip's rows those of foreign files. */
const listed = (names: Name[], isSelected: (name: Name) => boolean, isForeign = false) =>
  sizes(names, isSelected, ({ cache, key }) => cache === undefined || (!isForeign && key === specialRows.foreign));
const isOfPip = ({ key }: Name) => key !== specialRows.foreign;

const byKey = (rows: Rows) =>
  Array.from(rows, summarize)
    .map(({ key, entries, files, bytes, shared }) => ({ key, entries, files, bytes, shared }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));

const isThere = (path: string) => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

it.each([
  { threads: 0, numRuns: 25 },
  { threads: 2, numRuns: 5 },
])(
  "count once in lists, questions and files, and come back as said ($threads threads)",
  async ({ threads, numRuns }) => {
    const now = afterAWhile();
    const options = { threads, headStartMs: 0, now };
    // One row's files are read in an instant: starting threads for each would take longer than all else here.
    const listing = threads === 0 ? options : { now };
    const property = fc.asyncProperty(tree, fc.subarray(keys, { minLength: 1 }), async (laidOut, rows) => {
      const { base, directories, names } = layOut(laidOut);
      const caches = cachesAt(...directories);
      const scans = await Promise.all(caches.map(async (cache) => (await scan(cache, options)).rows));
      const known = new Map(scans.map((own, index) => [caches[index].path, own]));
      const all = Rows.together(scans);

      // The list: rows add up to what is there, whoever read what first.
      const total = all.sums();
      expect(total).toMatchObject(listed(names, isOfPip));
      for (const row of all) {
        const summary = summarize(row);
        const own = listed(names, ({ key }) => key === row.key, row.key === specialRows.foreign);
        expect(summary).toMatchObject(own);
        for (const more of [{ known }, {}]) {
          const files = await listFiles(caches, row.key, { ...listing, ...more });
          expect(files.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(own.bytes);
          expect(files.reduce((sum, { shared }) => sum + shared, 0)).toBe(own.shared);
        }
      }

      // The question, with what is known and without.
      const isSelected = ({ key, cache }: Name) => cache !== undefined && key !== undefined && rows.includes(key);
      const question = sizes(names, isSelected);
      for (const more of [{ known }, { known, only: () => true }, {}]) {
        expect(await plan(caches, { rows }, { ...options, ...more })).toMatchObject(question);
      }
      expect(all.sums()).toEqual(total);
      const everything = await plan(caches, {}, { ...options, known });
      expect(everything).toMatchObject(listed(names, isOfPip));
      expect(await plan(caches, {}, options)).toMatchObject(listed(names, isOfPip));

      const planned = await plan(caches, { rows }, { ...options, known });
      const { bytes, shared, waiting } = planned;
      expect({ bytes: bytes - waiting.bytes, shared: shared - waiting.shared }).toEqual(
        sizes(names, (name) => isSelected(name) && !name.path.includes(join("/wheels/"))),
      );
      const parts = caches.map(({ path }) => plan(caches, { rows, caches: [path] }, { ...options, known }));
      expect((await Promise.all(parts)).reduce((sum, part) => sum + part.bytes, 0)).toBe(bytes);

      // The removal, and what the list says then.
      const before = sumOfSizes(base);
      const removal = await remove(planned, { ...options, activity: "idle", anyway: true });
      expect(removal.failures).toEqual([]);
      expect(removal).toMatchObject({
        bytes: planned.bytes - planned.shared,
        files: planned.files,
        entries: planned.entries,
      });
      expect(sumOfSizes(base)).toBe(before - removal.bytes);
      const left = names.filter(({ path }) => isThere(path));
      const cut = new Set(names.filter((name) => !left.includes(name)).map(({ file }) => file));
      const notFreed = [...cut].filter((file) => left.some((name) => name.file === file));
      expect(removal.linked.shared).toBe(notFreed.reduce((sum, file) => sum + sizeOf(file), 0));
      const rest = [...known].map(([path, own]) => {
        const removed = planned.rows.get(path);
        const others = [...planned.rows.values()].filter((other) => other !== removed);
        return own.without(removed ?? new Rows(), others);
      });
      const after = Rows.together(rest);
      expect(after.sums()).toMatchObject(listed(left, isOfPip));
      const again = await Promise.all(caches.map(async (cache) => (await scan(cache, options)).rows));
      expect(byKey(after)).toEqual(byKey(Rows.together(again)));
    });
    await fc.assert(property, { numRuns: fewerUnderWine(numRuns, 1) });
  },
);

it("are checked by each name, and the progress is of the size that a list says", async () => {
  const directory = temporaryDirectory();
  const wheel = buildWheel({ name: "alpha", version: "1.0", size: 50_000 });
  // More than are checked at a time.
  const bodies = Array.from({ length: 40 }, (_, index) => {
    const { files } = cacheFile({ directory, layout: "http-v2" }, wheel, { query: `a=${index}` });
    return join(directory, files[1]);
  });
  for (const body of bodies.slice(1)) {
    unlinkSync(body);
    linkSync(bodies[0], body);
  }
  const size = sumOfSizes(directory);
  const seen: CheckProgress[] = [];
  const checked = await check(cachesAt(directory), {}, { threads: 0, onProgress: (now) => seen.push(now) });
  expect(checked).toMatchObject({ checked: 40, damaged: [] });
  expect(seen.map(({ totalBytes }) => totalBytes)).toEqual(seen.map(() => size));
  expect(seen[0].bytes).toBeLessThan(size * 0.9);
});
