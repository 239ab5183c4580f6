/**
 * Damages real cache entries in every way that disks and bugs do, and holds the readers to their promises: never to
 * throw, never to read or work without bound, never to say a wrong name. `FUZZ_RUNS` says how often, per promise.
 */

import { createHash } from "node:crypto";
import {
  brotliCompressSync,
  constants,
  crc32,
  deflateRawSync,
  deflateSync,
  gzipSync,
  inflateRawSync,
  type Inflate,
} from "node:zlib";
import fc from "fast-check";
import { readStoredResponse } from "../../../src/pip-cache/readers/response/header";
import {
  identifyBody,
  identifyResponse,
  readDisplayName,
  type PageProof,
} from "../../../src/pip-cache/readers/identify/identify";
import { absoluteUrl, cacheKey } from "../../../src/pip-cache/readers/address/keys";
import { readLinks } from "../../../src/pip-cache/readers/identify/links";
import { normalizeName } from "../../../src/packaging/normalize";
import { PageAddresses } from "../../../src/pip-cache/readers/address/page-address";
import { checkDeflated } from "../../../src/pip-cache/readers/verify/verify-deflate";
import { verifyBody } from "../../../src/pip-cache/readers/verify/verify";
import { readWheel } from "../../../src/pip-cache/readers/identify/wheel";
import { linkTo, pageText } from "../../support/pages";
import { runSteps } from "../../support/steps";
import { buildSdist, buildWheel, withPacked } from "../../support/distributions";
import { httpEntry } from "../../support/cache-writer";
import { extractRealCache, realCacheNames } from "../../support/real-caches";
import { temporaryDirectory } from "../../support/temporary";
import { filesBelow } from "../../support/tree";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { processorTime, responsesIn, ReusingBody } from "./helpers";

const numRuns = Number(process.env.FUZZ_RUNS ?? 2000);
jest.setTimeout(300_000 + numRuns * 20);

/** A body and what it is. */
interface Sample {
  body: Buffer;
  headers: Map<string, string>;
  name: string;
  version?: string;
  /** The file with its headers, where that has nothing else in it. */
  header?: Buffer;
  /** What the name of its entry proves. */
  isPageOf: PageProof;
}

const nothing: PageProof = () => false;
const proofOf =
  (key: string): PageProof =>
  (name, link) =>
    new PageAddresses(["https://public.example.org/simple"]).isPageOf(key, name, link);

/** One way to damage bytes; positions are fractions of the length. */
type Damage = { how: string; at: number; to: number; value: number };

const damage: fc.Arbitrary<Damage> = fc.record({
  how: fc.constantFrom(
    "flip",
    "flip",
    "flip",
    "set",
    "zero",
    "cut",
    "remove",
    "insert",
    "repeat",
    "swap",
    "large",
    "random",
  ),
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  to: fc.double({ min: 0, max: 1, noNaN: true }),
  value: fc.nat(255),
});

function damaged(bytes: Buffer, damages: Damage[]): Buffer {
  let result = Buffer.from(bytes);
  for (const { how, at, to, value } of damages) {
    const position = Math.min(result.length - 1, Math.floor(at * result.length));
    if (position < 0) return result;
    const length = 1 + Math.floor(to * to * to * (result.length - position - 1));
    const from = result.subarray(0, position);
    const piece = result.subarray(position, position + length);
    const rest = result.subarray(position + length);
    if (how === "flip") result[position] ^= 1 << (value & 7);
    else if (how === "set") result[position] = value;
    else if (how === "zero") piece.fill(0);
    else if (how === "random") for (let i = 0; i < piece.length; i++) piece[i] = (value * (i + 1) * 2654435761) >>> 24;
    else if (how === "large") piece.subarray(0, 8).fill(0xff);
    else if (how === "cut") result = Buffer.from(from);
    else if (how === "remove") result = Buffer.concat([from, rest]);
    else if (how === "insert") result = Buffer.concat([from, Buffer.alloc(1 + (value & 15), value), piece, rest]);
    else if (how === "repeat") result = Buffer.concat([from, piece, piece, rest]);
    else result = Buffer.concat([rest, piece, from]);
  }
  return result;
}

/** What zlib itself says of a raw stream. */
function inflatedByZlib(bytes: Buffer) {
  try {
    const result: unknown = inflateRawSync(bytes, { info: true });
    const { buffer, engine } = result as { buffer: Buffer; engine: Inflate };
    return { consumed: engine.bytesWritten, size: buffer.length, crc: crc32(buffer) };
  } catch {
    return undefined;
  }
}

const damages = fc.array(damage, { minLength: 1, maxLength: 4 });

let samples: Sample[];
let files: Buffer[];

beforeAll(async () => {
  samples = [];
  files = [];
  for (const name of realCacheNames) {
    const cache = await extractRealCache(name);
    for (const path of filesBelow(cache))
      if (/^http.*[0-9a-f]{56}$/.test(path)) files.push(readFileSync(join(cache, path)));
    if (name === "legacy-pip6.0") continue;
    for (const { path, headers, body, file } of responsesIn(cache)) {
      const { name, version } = identifyBody(new ReusingBody(body), headers);
      if (body.length > 100_000) continue;
      const isPageOf = proofOf(path.slice(-56));
      samples.push({
        body,
        headers: new Map(headers),
        name: name!,
        version,
        header: path.startsWith("http-v2/") ? file : undefined,
        isPageOf,
      });
    }
  }
  const add = (body: Buffer, name: string, version?: string) =>
    samples.push({ body, headers: new Map(), name, version, isPageOf: nothing });
  const description = Array.from({ length: 3000 }, (_, i) => `word${Math.imul(i, 2654435761) >>> 8}`).join(" ");
  for (const zip64 of [false, true]) {
    for (const text of ["", description]) {
      const wheel = buildWheel({ name: "Zope.Spam", version: "1.2.post3", description: text, zip64 });
      add(wheel.content, wheel.name, wheel.version);
    }
  }
  const platform = buildWheel({ name: "spam", version: "1", python: "cp312", abi: "cp312", platform: "win_amd64" });
  add(platform.content, "spam", "1");
  for (const method of withPacked(() => ["bzip2", "lzma"] as const)) {
    const wheel = buildWheel({ name: "Zope.Spam", version: "1.2.post3", description, method });
    add(wheel.content, wheel.name, wheel.version);
  }
  for (const format of [
    "tar.gz" as const,
    ...withPacked(() => ["tar.bz2", "tar.xz"] as const),
    "tar" as const,
    "zip" as const,
  ]) {
    const sdist = buildSdist({ name: "zope-spam", version: "1.2", format, files: { "a.py": "x = 1\n".repeat(500) } });
    add(sdist.content, "zope-spam", "1.2");
  }
  const wheels = Array.from({ length: 40 }, (_, i) => buildWheel({ name: "zope-spam", version: `1.${i}` }));
  const links = wheels.map((wheel) => linkTo(wheel, `https://files.example.org/${wheel.sha256}/${wheel.fileName}`));
  for (const format of ["json", "html"] as const) {
    for (const count of [3, 40]) {
      const text = pageText("zope-spam", links.slice(0, count), format);
      for (const [encoding, body] of [
        ["identity", Buffer.from(text)],
        ["gzip", gzipSync(text)],
        ["br", brotliCompressSync(text)],
        ["deflate", deflateSync(text)],
        ["deflate", deflateRawSync(text)],
      ] as const) {
        for (const isPageOf of [nothing, proofOf(cacheKey("https://public.example.org/simple/zope-spam/")!)]) {
          add(body, "zope-spam");
          samples.at(-1)!.headers.set("content-encoding", encoding);
          samples.at(-1)!.isPageOf = isPageOf;
        }
      }
    }
  }
  const record = { info: { description: "spam ".repeat(50), name: "zope-spam", version: "1.2" }, urls: links };
  add(gzipSync(JSON.stringify(record)), "zope-spam", "1.2");
  const directory = temporaryDirectory();
  for (const writer of ["cc1", "cc2", "python2", "python3"] as const) {
    const headers: [string, string][] = [
      ["Content-Type", "application/octet-stream"],
      ["X-PyPI-File-Project", "spam"],
    ];
    const answer = { url: `https://files.example.org/${writer}`, headers, body: Buffer.alloc(6000, "spam") };
    files.push(readFileSync(join(directory, httpEntry(directory, answer, { writer }).files[0])));
  }
});

const sampleOf = fc.nat(1000).map((i) => () => samples[i % samples.length]);

describe("damaged bytes", () => {
  it("never make the header reader throw, or read more than 70 kB", () => {
    fc.assert(
      fc.property(fc.nat(1000), damages, (i, damages) => {
        const file = new ReusingBody(damaged(files[i % files.length], damages));
        const response = readStoredResponse(file);
        if (!response.ok || file.bytes[3] !== 0x32) expect(file.bytesRead).toBeLessThan(70_000);
        if (response.ok) response.body.read(0, 100);
        else expect(response.reason).toMatch(/^(empty|legacy|truncated|unreadable header|too large|foreign)/);
      }),
      { numRuns },
    );
  });

  it("never have a wrong name, version, or file name", () => {
    fc.assert(
      fc.property(sampleOf, damages, (sample, damages) => {
        const { body, headers, name, version, isPageOf } = sample();
        // Plain metadata says everything once: nothing could tell.
        if (body.toString("latin1", 0, 9) === "Metadata-") return;
        const kept = new Map([...headers].filter(([key]) => !key.startsWith("x-pypi")));
        const file = new ReusingBody(damaged(body, damages));
        const identity = identifyBody(file, kept, isPageOf);
        if (identity.name !== undefined) expect(normalizeName(identity.name)).toBe(normalizeName(name));
        if (identity.version !== undefined) expect(identity.version).toBe(version);
        expect(identity.fileName).toBeUndefined();
        if (identity.kind === "other" && identity.name === undefined) expect(identity.reason).toBeTruthy();
      }),
      { numRuns },
    );
  });

  it("keep the name that the headers gave them", () => {
    fc.assert(
      fc.property(sampleOf, damages, (sample, damages) => {
        const { body, headers, name, version } = sample();
        if (!headers.has("x-pypi-file-project")) return;
        expect(identifyBody(new ReusingBody(damaged(body, damages)), headers)).toMatchObject({ name, version });
      }),
      { numRuns: Math.ceil(numRuns / 2) },
    );
  });

  it("of a header never give an intact file a wrong name or version", () => {
    const pairs = samples.flatMap(({ header, headers, ...sample }) => {
      // Metadata, and redirects, say everything once, as their headers do: nothing could tell which of them is damaged.
      const isTold = !["Metadata-", "BZh"].some((start) => sample.body.toString("latin1", 0, 9).startsWith(start));
      return header && isTold && sample.body.length > 0 && headers.has("x-pypi-file-project")
        ? [{ header, ...sample }]
        : [];
    });
    expect(pairs.length).toBeGreaterThan(5);
    fc.assert(
      fc.property(fc.constantFrom(...pairs), damages, ({ header, body, name, version }, damages) => {
        const stored = readStoredResponse(new ReusingBody(damaged(header, damages)));
        const identity = stored.ok
          ? identifyResponse(stored, new ReusingBody(body))
          : identifyBody(new ReusingBody(body), new Map());
        if (identity.name !== undefined) expect(normalizeName(identity.name)).toBe(normalizeName(name));
        if (identity.version !== undefined) expect(identity.version).toBe(version);
      }),
      { numRuns },
    );
  });

  it("never make any reader throw", () => {
    fc.assert(
      fc.property(
        sampleOf,
        damages,
        fc.constantFrom(undefined, "gzip", "br", "zstd", "deflate"),
        (sample, damages, encoding) => {
          const file = new ReusingBody(damaged(sample().body, damages));
          readDisplayName(file);
          readWheel(file);
          readLinks(file, encoding)?.eachLink(({ href }) =>
            cacheKey(absoluteUrl(href, "https://index.example.org/") ?? ""),
          );
          const steps = verifyBody(file, { contentEncoding: encoding });
          runSteps(steps);
        },
      ),
      { numRuns },
    );
  });

  it("of a deflated stream are damaged where they are to zlib, and end where it says", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom("spam", "eggs and spam, ", "\0".repeat(300), "é"), { maxLength: 300 }),
        fc.nat(9),
        fc.constantFrom(constants.Z_DEFAULT_STRATEGY, constants.Z_FIXED, constants.Z_HUFFMAN_ONLY, constants.Z_RLE),
        fc.array(damage, { maxLength: 3 }),
        fc.constantFrom(1, 7, 1000),
        (words, level, strategy, damages, readSize) => {
          const stream = deflateRawSync(Buffer.from(words.join("")), { level, strategy });
          const bytes = damaged(Buffer.concat([stream, Buffer.from("what follows")]), damages);
          const body = new ReusingBody(bytes);
          let position = 0;
          const read = (length: number) => {
            const piece = body.read(position, Math.min(length, readSize));
            position += piece.length;
            return piece;
          };
          expect(runSteps(checkDeflated(bytes.length, read)).value).toEqual(inflatedByZlib(bytes));
        },
      ),
      { numRuns },
    );
  });

  it("that are no more what they were are never called intact by their published hash", () => {
    fc.assert(
      fc.property(sampleOf, damages, (sample, damages) => {
        const { body } = sample();
        const bytes = damaged(body, damages);
        const sha256 = createHash("sha256").update(body).digest("hex");
        const steps = verifyBody(new ReusingBody(bytes), { sha256 });
        const step = runSteps(steps);
        expect(step.value).toMatchObject({ verdict: bytes.equals(body) ? "intact" : "damaged" });
      }),
      { numRuns: Math.ceil(numRuns / 2) },
    );
  });

  it("take at most a second of the processor, each", () => {
    let slowest = 0;
    fc.assert(
      fc.property(sampleOf, damages, (sample, damages) => {
        const { body } = sample();
        const bytes = damaged(body, damages);
        slowest = Math.max(
          slowest,
          processorTime(() => identifyBody(new ReusingBody(bytes), new Map())),
        );
      }),
      { numRuns: Math.ceil(numRuns / 2) },
    );
    expect(slowest).toBeLessThan(1000);
  });

  it("that are bombs take at most two seconds of the processor, each, and leave no memory taken", () => {
    const zeros = Buffer.alloc(100 << 20);
    const page = pageText(
      "spam",
      [linkTo(buildWheel({ name: "spam", version: "1" }), "https://e.org/spam-1.whl")],
      "json",
    );
    const pageBomb = Buffer.concat([Buffer.from(page.slice(0, -1)), Buffer.from(',"padding":"'), zeros]);
    const wheel = buildWheel({ name: "spam", version: "1", description: "spam ".repeat(10 << 20) });
    const bombs = [
      gzipSync(pageBomb),
      brotliCompressSync(pageBomb, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
      deflateSync(pageBomb),
      gzipSync(zeros),
      wheel.content,
    ];
    const before = process.memoryUsage().arrayBuffers;
    let slowest = 0;
    fc.assert(
      fc.property(
        fc.constantFrom(...bombs),
        fc.constantFrom("gzip", "br", "deflate", "identity"),
        fc.array(damage, { maxLength: 2 }),
        (bomb, encoding, damages) => {
          const body = new ReusingBody(damaged(bomb, damages));
          slowest = Math.max(
            slowest,
            processorTime(() => {
              const { name = "spam" } = identifyBody(body, new Map([["content-encoding", encoding]]));
              expect(name).toBe("spam");
            }),
          );
        },
      ),
      { numRuns: Math.min(1000, Math.ceil(numRuns / 40)) },
    );
    expect(slowest).toBeLessThan(2000);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(400 << 20);
  });
});
