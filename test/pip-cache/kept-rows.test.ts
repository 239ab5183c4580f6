/** What is kept of a reading is that reading, or nothing. */
import { keptAt, packRows, unpackRows } from "../../src/pip-cache/rows/kept-rows";
import { inSlices } from "../../src/files/tasks";
import { inOrder } from "../../src/pip-cache/rows/places";
import { scan } from "../../src/pip-cache/scan/scan";
import { cachesAt } from "../support/caches";
import { extractRealCache, realCacheNames } from "../support/real-caches";

it.each(realCacheNames)("is all of %s", async (name) => {
  const [cache] = cachesAt(await extractRealCache(name));
  const { rows } = await scan(cache);
  const kept = (await unpackRows(await packRows(new Map([[cache.path, rows]]), 5))).get(cache.path)!;
  expect([...kept]).toEqual([...rows]);
  expect(kept.reading).toEqual(rows.reading);
  const part = rows.toPart();
  expect(kept.toPart()).toEqual({ ...part, folders: await inSlices(inOrder(part.folders)) });
});

it.each<[how: string, damage: (bytes: Buffer) => Buffer]>([
  ["it is cut short", (bytes) => bytes.subarray(0, -9)],
  ["it is empty", () => Buffer.alloc(0)],
  [
    "a byte is another",
    (bytes) => (bytes.writeUInt8(bytes.readUInt8(bytes.length - 20) ^ 1, bytes.length - 20), bytes),
  ],
  ["it is of another version", (bytes) => Buffer.concat([Buffer.from("8"), bytes])],
])("is nothing where %s", async (_, damage) => {
  const [cache] = cachesAt(await extractRealCache("http-v2-pip24.3.1"));
  const { rows } = await scan(cache);
  const bytes = await packRows(new Map([[cache.path, rows]]), 5);
  expect(keptAt(bytes)).toBe(5);
  await expect(unpackRows(damage(bytes))).rejects.toThrow();
});

it("is nothing where it comes from the future", async () => {
  const bytes = await packRows(new Map(), Date.now() + 3_600_000);
  expect(keptAt(bytes)).toBeUndefined();
  await expect(unpackRows(bytes)).rejects.toThrow();
});
