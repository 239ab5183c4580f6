/** What becomes a thousand times larger when it is unpacked: read by threads, never where a window waits for it. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { specialRows } from "../../src/pip-cache/entry";
import { collect, type Collected, type CollectMessage } from "../../src/pip-cache/scan/collect";
import { scan } from "../../src/pip-cache/scan/scan";
import { sourcesOf } from "../../src/pip-cache/scan/sources";
import { Rows } from "../../src/pip-cache/rows/rows";
import { summarize } from "../../src/pip-cache/rows/summary";
import { spend, TooMuchEffort, withEffort } from "../../src/pip-cache/readers/formats/effort";
import { pageHeaders, type Headers } from "../support/answers";
import { entryPath, httpV2Entry } from "../support/cache-writer";
import { cachesAt } from "../support/caches";
import { buildWheel } from "../support/distributions";
import { cacheFile, cacheMetadata } from "../support/package-entries";
import { buildTar } from "../support/tar";
import { temporaryDirectory } from "../support/temporary";

/** The folder is not what PKG-INFO says, so that only all of it could tell whether that is damage. */
const sdist = buildTar([
  { name: "folder-1/PKG-INFO", data: Buffer.from("Metadata-Version: 2.1\nName: other\nVersion: 2\n\n") },
  { name: "folder-1/zeros", data: Buffer.alloc(30 << 20) },
]);
const page = Buffer.concat([Buffer.from('{"name": "bomb", "meta": "'), Buffer.alloc(30 << 20, 0x20)]);
const bombs: Record<string, { body: Buffer; headers: Headers }> = {
  sdist: { body: gzipSync(sdist), headers: [] },
  page: ((body) => ({ body, headers: pageHeaders(body, { format: "json", encoding: "gzip" }) }))(gzipSync(page)),
  brotli: ((body) => ({ body, headers: pageHeaders(body, { format: "json", encoding: "br" }) }))(
    brotliCompressSync(page),
  ),
};

const urlOf = (name: string) => `https://files.example.org/${name}`;

function cacheOfBombs() {
  const directory = temporaryDirectory();
  const cache = { directory, layout: "http-v2" } as const;
  for (const [name, { body, headers }] of Object.entries(bombs)) {
    httpV2Entry(directory, { url: urlOf(name), headers, body });
  }
  for (let number = 0; number < 20; number++) {
    const wheel = buildWheel({ name: `pkg-${number}`, version: "1.0" });
    cacheFile(cache, wheel);
    cacheMetadata(cache, wheel);
  }
  return cachesAt(directory)[0];
}

const summaries = (rows: Rows) => Array.from(rows, summarize).sort((a, b) => (a.key < b.key ? -1 : 1));

describe("bombs in a cache", () => {
  it("are left to threads together with what lies in the same folder, and nothing is read twice", () => {
    const cache = cacheOfBombs();
    const sources = cache.folders.flatMap(sourcesOf);
    const left: CollectMessage[] = [];
    const rows = new Rows();
    const add = (part: Collected | undefined) => void (part && rows.addPart(part.sums));
    const run = (message: CollectMessage, leave?: (one: unknown) => void) => {
      const steps = collect(message, { stopped: () => false, relieved: () => false, leave });
      for (let step = steps.next(); ; step = steps.next()) {
        add(step.value);
        if (step.done) break;
      }
    };
    const message = { sources, next: new Int32Array(new SharedArrayBuffer(4)), since: Date.now() };
    run(message, (one) => left.push(one as CollectMessage));
    const folders = Object.keys(bombs).map((name) => entryPath("http-v2", urlOf(name)).split("/")[1]);
    const leftFolders = left.map(({ sources: own }) => own.map(({ directory }) => directory)).flat();
    expect(leftFolders.sort()).toEqual([...new Set(folders)].sort());
    for (const one of left) run(one);
    const whole = new Rows();
    whole.addPart(rows.toPart());
    expect(whole.sums()).toMatchObject({ entries: 40 + Object.keys(bombs).length });
  });

  it("are as little for a window as a folder of a thousand files", () => {
    const directory = temporaryDirectory();
    for (const [folder, count] of [
      ["few", 100],
      ["many", 1000],
    ] as const) {
      mkdirSync(join(directory, "http-v2", folder), { recursive: true });
      for (let at = 0; at < count; at++) writeFileSync(join(directory, "http-v2", folder, `file-${at}`), "x");
    }
    const sources = cachesAt(directory)[0].folders.flatMap(sourcesOf);
    const message = { sources, next: new Int32Array(new SharedArrayBuffer(4)), since: Date.now() };
    const left: CollectMessage[] = [];
    const leave = (one: unknown) => left.push(one as CollectMessage);
    const rows = new Rows();
    const steps = collect(message, { stopped: () => false, relieved: () => false, leave });
    for (let step = steps.next(); ; step = steps.next()) {
      if (step.value) rows.addPart(step.value.sums);
      if (step.done) break;
    }
    expect(left.flatMap((one) => one.sources.map((source) => source.directory))).toEqual(["many"]);
    expect(rows.sums(rows.numberOf(specialRows.foreign))).toMatchObject({ files: 100 });
  });

  it.each([{ threads: 2, headStartMs: 60_000 }, { threads: 2 }, { threads: 2, headStartMs: 0 }])(
    "are the same in the list, whoever reads them: %p",
    async (options) => {
      const cache = cacheOfBombs();
      const here = await scan(cache, { threads: 0 });
      const there = await scan(cache, options);
      expect(summaries(there.rows)).toEqual(summaries(here.rows));
      expect(there.failures).toEqual([]);
    },
  );
});

describe("work that may not take long", () => {
  it("is ended when it is more than was allowed, whatever it makes of that", () => {
    const careless = () => {
      try {
        spend(200);
        return "intact";
      } catch {
        return "damaged";
      }
    };
    expect(withEffort(100, careless)).toBeUndefined();
    expect(withEffort(300, careless)).toEqual({ value: "intact" });
    expect(withEffort(100, () => spend(101))).toBeUndefined();
    expect(() => withEffort(100, () => withEffort(1000, () => spend(500)) && spend(101))).not.toThrow(TooMuchEffort);
    expect(() => spend(1e12)).not.toThrow();
  });

  it("still says what else went wrong", () => {
    expect(() =>
      withEffort(100, () => {
        throw new RangeError("another");
      }),
    ).toThrow("another");
  });
});
