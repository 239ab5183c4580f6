/**
 * Bodies of 2 GB, exported in threads: streamed, so that the memory does not grow with them. In the cache they are holes, in the
 * folder 2 GB on the disk each, which is why this is no part of `npm test`.
 */
import { createHash } from "node:crypto";
import { createReadStream, readdirSync, statfsSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { exportFiles } from "../../src/pip-cache/export/export";
import { cachesAt } from "../support/caches";
import { writeContent } from "../support/content";
import { buildSparseWheel } from "../support/distributions";
import { cacheFile, cachePage, fileUrl, type Cache } from "../support/package-entries";
import { linkTo } from "../support/pages";
import { temporaryDirectory } from "../support/temporary";
import { filesBelow } from "../support/tree";
import { itOrSkip } from "../support/unless";

/** No 32 bits with a sign hold it. */
const BYTES = 2 ** 31 + 12_345;
const wheel = buildSparseWheel({ name: "large", version: "1.0", size: BYTES });
/** Of the threads' heaps and buffers, and of what the process is busy with besides. */
const MOST_BYTES = 400 << 20;

const { bavail, bsize } = statfsSync(tmpdir());
const noRoom = bavail * bsize < 2 * BYTES ? "there is no room for 2 GB in the temporary directory" : undefined;

let sha256: string;
beforeAll(async () => {
  if (noRoom) return;
  const path = join(temporaryDirectory(), "wheel");
  writeContent(path, wheel.content);
  sha256 = await hashOf(path);
}, 600_000);

async function hashOf(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path, { highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}

/** Bytes: the most that the process ever had, its threads included. */
const mostSoFar = () => process.resourceUsage().maxRSS * 1024;

itOrSkip(noRoom).each([
  // The body inside of the header's file is verified by its own checksums, the other one by the hash of its index.
  { layout: "http", heldAgainst: "itself" },
  { layout: "http-v2", heldAgainst: "index" },
] as const)(
  "one from $layout comes out whole, in little memory",
  async ({ layout, heldAgainst }) => {
    const cache: Cache = { directory: temporaryDirectory(), layout };
    const { files } = cacheFile(cache, wheel);
    const known = { ...wheel, sha256 };
    if (heldAgainst === "index") cachePage(cache, "large", [linkTo(known, fileUrl(cache, wheel))]);
    const folder = temporaryDirectory();
    const before = { rss: mostSoFar(), heap: process.memoryUsage().heapUsed };
    let [heap, reported] = [0, 0];
    const exported = await exportFiles(cachesAt(cache.directory), {}, folder, {
      indexUrls: ["https://index.example.org/simple/"],
      onProgress: ({ bytes }) => {
        expect(bytes).toBeGreaterThanOrEqual(reported);
        reported = bytes;
        heap = Math.max(heap, process.memoryUsage().heapUsed);
      },
    });
    const grown = { rss: mostSoFar() - before.rss, heap: heap - before.heap };
    expect(exported).toMatchObject({ left: [], failures: [] });
    expect(exported.files).toMatchObject([{ fileName: wheel.fileName, bytes: BYTES, sha256, heldAgainst }]);
    expect(grown.rss).toBeLessThan(MOST_BYTES);
    expect(grown.heap).toBeLessThan(MOST_BYTES / 4);
    // What is read to find out what it is counts as nothing.
    expect(reported).toBeGreaterThan(BYTES - 10_000);
    expect(readdirSync(folder)).toEqual([wheel.fileName]);
    expect(await hashOf(join(folder, wheel.fileName))).toBe(sha256);
    expect(filesBelow(cache.directory)).toEqual(expect.arrayContaining(files));
    unlinkSync(join(folder, wheel.fileName));
  },
  600_000,
);
