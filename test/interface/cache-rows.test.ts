/** What the list knows of the caches: what was removed while one was read must not be shown again. */

import { appendFileSync, linkSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { CacheRows } from "../../src/interface/shared/cache-rows";
import type { RowsByCache } from "../../src/interface/shared/memory";
import { cachesAt } from "../support/caches";
import { isolate } from "../commands/open";
import { extractRealCache } from "../support/real-caches";
import { rowOf } from "../support/rows";
import { filesBelow, sumOfSizes } from "../support/tree";

const signal = new AbortController().signal;
const quietly = { signal, onPartial: () => {}, onRead: () => {} };

/** A real cache, and how many rows were known of it each time that changed. */
async function realCache() {
  isolate();
  const caches = cachesAt(await extractRealCache("http-v2-pip24.3.1"));
  const counts: number[] = [];
  let known: RowsByCache = new Map();
  const cacheRows = new CacheRows((rows) => {
    known = rows;
    counts.push([...rows.values()].reduce((sum, { length }) => sum + length, 0));
  });
  const read = () => cacheRows.read(caches, quietly);
  return { cacheRows, counts, read, known: () => known };
}

it("knows all of a cache that was read, and nothing of it once all was removed", async () => {
  const { cacheRows, counts, read, known } = await realCache();
  expect(await read()).toEqual([]);
  expect(cacheRows.complete()).toEqual(known());
  expect(counts.at(-1)).toBeGreaterThan(10);
  const keys = [...known().values()].flatMap((rows) => rows.keys());
  expect(cacheRows.subtract(known(), keys)).toBe(true);
  expect(counts.at(-1)).toBe(0);
});

it("says that it must be read again where something is left of what should be gone", async () => {
  const { cacheRows, read, known } = await realCache();
  await read();
  const [[path, rows] = []] = known();
  const part = new Map(rows && path ? [[path, rows.only(({ kind }) => kind === "wheel")]] : []);
  expect(cacheRows.subtract(part, [rowOf("alpha")])).toBe(false);
  expect(cacheRows.subtract(part)).toBe(false);
});

it("takes up nothing that was read before it was removed", async () => {
  const { cacheRows, counts, read, known } = await realCache();
  await read();
  const removed = known();
  const keys = [...removed.values()].flatMap((rows) => rows.keys());
  const again = read();
  expect(cacheRows.subtract(removed, keys)).toBe(false);
  await again;
  expect(counts.at(-1)).toBe(0);
});

describe("what nobody has changed for hours", () => {
  beforeEach(() => {
    const now = Date.now.bind(Date);
    jest.spyOn(Date, "now").mockImplementation(() => now() + 7_200_000);
  });
  afterEach(() => jest.restoreAllMocks());

  it("is read again where a person asks for that, and else believed", async () => {
    isolate();
    const base = await extractRealCache("http-v2-pip24.3.1");
    let bytes = 0;
    const cacheRows = new CacheRows((rows) => (bytes = rows.get(base)?.listedBytes ?? 0));
    await cacheRows.read(cachesAt(base), quietly);
    const before = sumOfSizes(base);
    expect(bytes).toBe(before);
    const [body = ""] = filesBelow(base).filter((path) => path.endsWith(".body"));
    appendFileSync(join(base, body), "in place");
    await cacheRows.read(cachesAt(base), quietly);
    expect(bytes).toBe(before);
    await cacheRows.read(cachesAt(base), { ...quietly, anew: true });
    expect(bytes).toBe(sumOfSizes(base));
  });

  it("is read again where another cache got a name of a file", async () => {
    isolate();
    const [first, second] = [await extractRealCache("http-v2-pip24.3.1"), await extractRealCache("http-pip9.0.3")];
    let known: RowsByCache = new Map();
    const cacheRows = new CacheRows((rows) => (known = rows));
    const caches = cachesAt(first, second);
    await cacheRows.read(caches, quietly);
    expect(known.get(first)?.linked.length).toBe(0);
    const [body = ""] = filesBelow(first).filter((path) => path.endsWith(".body"));
    mkdirSync(join(second, "http", "f"), { recursive: true });
    linkSync(join(first, body), join(second, "http", "f", "name"));
    await cacheRows.read(caches, quietly);
    expect(known.get(first)?.linked.length).toBe(1);
  });
});
