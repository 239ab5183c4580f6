/** What the list knows of the caches: what was removed while one was read must not be shown again. */

import { appendFileSync, linkSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { CacheRows } from "../../src/interface/shared/cache-rows";
import { recallRows, type RowsByCache } from "../../src/interface/shared/memory";
import { inSlices } from "../../src/files/tasks";
import { packageIn } from "../../src/packaging/row-key";
import { cachesAt } from "../support/caches";
import { isolate, open } from "../commands/open";
import { extractRealCache } from "../support/real-caches";
import { rowOf } from "../support/rows";
import { temporaryDirectory } from "../support/temporary";
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

/** Two commands that know of each other by nothing but what is remembered. */
describe("two commands at once", () => {
  async function inCommand(act: (base: string) => Promise<void>): Promise<void> {
    isolate();
    const base = await extractRealCache("http-v2-pip24.3.1");
    let failure: unknown;
    const command = () => act(base).catch((error: unknown) => void (failure = error));
    const session = await open(command as never, { mode: "no-view", dataFolder: temporaryDirectory() });
    await session.settled();
    if (failure) throw failure as Error;
  }

  const remembered = async (base: string) => (await recallRows()).get(base)?.keys() ?? [];

  /** Of a reading, the rows of a package by themselves. */
  async function partOf(rows: CacheRows, base: string, name: string): Promise<RowsByCache> {
    const own = rows.complete().get(base);
    if (own === undefined) throw new Error("Not read");
    const part = await inSlices(own.selected((key) => key === rowOf(name), [rowOf(name)]));
    return new Map(part && [[base, part]]);
  }

  async function reading(base: string): Promise<CacheRows> {
    const rows = new CacheRows(() => {});
    await rows.recall();
    await rows.read(cachesAt(base), quietly);
    return rows;
  }

  it("leave what one has removed removed, whatever the other removes of what it had read before", async () => {
    await inCommand(async (base) => {
      const first = await reading(base);
      expect(await first.remember()).toBe(true);
      await tick();
      const second = await reading(base);
      const [alpha, beta] = (await remembered(base)).map((key) => packageIn(key)).filter((name) => name !== undefined);
      second.subtract(await partOf(second, base, alpha), [rowOf(alpha)]);
      expect(await second.remember()).toBe(true);
      await tick();
      first.subtract(await partOf(first, base, beta), [rowOf(beta)]);
      expect(await first.remember()).toBe(false);
      expect(await remembered(base)).not.toContain(rowOf(alpha));
      // What it is told by that is to read again: its own then is newer.
      await first.read(cachesAt(base), quietly);
      expect(await first.remember()).toBe(true);
    });
  });

  it("leave what one has removed removed where the other had begun to read before", async () => {
    await inCommand(async (base) => {
      const first = await reading(base);
      await first.remember();
      const [alpha, beta] = (await remembered(base)).map((key) => packageIn(key)).filter((name) => name !== undefined);
      const second = await reading(base);
      await tick();
      first.subtract(await partOf(first, base, alpha), [rowOf(alpha)]);
      expect(await first.remember()).toBe(true);
      expect(await second.remember()).toBe(false);
      expect(await remembered(base)).not.toContain(rowOf(alpha));
      // One after the other of its own builds on the one before.
      await tick();
      first.subtract(await partOf(first, base, beta), [rowOf(beta)]);
      expect(await first.remember()).toBe(true);
      expect(await remembered(base)).not.toContain(rowOf(beta));
    });
  });
});

/** Until a later time is another one. */
async function tick(): Promise<void> {
  for (const began = Date.now(); Date.now() <= began;) await new Promise((resolve) => setImmediate(resolve));
}

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
