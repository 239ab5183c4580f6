import { createHash } from "node:crypto";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { verifyBody, type Verification, type VerifyOptions } from "../../../src/pip-cache/readers/verify/verify";
import { identifyBody } from "../../../src/pip-cache/readers/identify/identify";
import { bytesOf } from "../../support/content";
import { runSteps } from "../../support/steps";
import { buildSdist, buildWheel } from "../../support/distributions";
import { extractRealCache } from "../../support/real-caches";
import { buildZip } from "../../support/zip";
import { fileOfPython, itWithPython, responsesIn, ReusingBody } from "./helpers";

interface Verified extends Verification {
  bytes: number;
  steps: number;
}

function verify(bytes: Uint8Array, options?: VerifyOptions): Verified {
  const steps = verifyBody(new ReusingBody(bytes), options);
  for (let done = 0, count = 0; ; count++) {
    const step = steps.next();
    if (step.done) return { ...step.value, bytes: done, steps: count };
    done += step.value;
  }
}

function flipped(bytes: Buffer, position: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[position] ^= 0x10;
  return copy;
}

/** Bytes that do not compress, the same each time. */
function noise(size: number): Buffer {
  const bytes = Buffer.alloc(size);
  for (let i = 0, state = 1; i < size; i++) bytes[i] = (state = (Math.imul(state, 1103515245) + 12345) >>> 0) >>> 16;
  return bytes;
}

const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

describe("everything that a real pip has cached", () => {
  it.each(["http-pip20.3.4-python2", "http-pip23.2.1", "http-v2-pip24.3.1"] as const)("is intact: %s", async (name) => {
    for (const { headers, body } of responsesIn(await extractRealCache(name))) {
      const isPage = identifyBody(new ReusingBody(body), headers).kind === "index page";
      const etag = headers.get("etag");
      const verified = verify(body, { contentEncoding: headers.get("content-encoding"), etag, isPage });
      expect(verified.verdict).toBe(body.toString("latin1", 0, 8) === "Metadata" ? "unverifiable" : "intact");
      expect(verify(body, { sha256: sha256(body) })).toMatchObject({ verdict: "intact", how: "published hash" });
    }
  });
});

describe("a body with a published hash", () => {
  const { content } = buildWheel({ name: "spam", version: "1", size: 700_000 });

  it("is damaged by any change", () => {
    const options = { sha256: sha256(content) };
    expect(verify(content, options)).toMatchObject({ verdict: "intact", how: "published hash", bytes: content.length });
    for (const damaged of [
      flipped(content, 350_000),
      content.subarray(0, -1),
      Buffer.concat([content, Buffer.alloc(1)]),
    ]) {
      expect(verify(damaged, options)).toMatchObject({ verdict: "damaged", how: "published hash" });
    }
    expect(verify(Buffer.alloc(0), options)).toMatchObject({ verdict: "damaged", reason: "it is empty" });
  });

  it("that cannot be read to its end is not called damaged", () => {
    const failing = { size: content.length, read: () => new Uint8Array(0) };
    const steps = verifyBody(failing, { sha256: sha256(content) });
    expect(steps.next()).toMatchObject({ done: true, value: { verdict: "unverifiable" } });
  });
});

describe("a wheel without a published hash", () => {
  const members = [
    { name: "spam/__init__.py", data: Buffer.from("x = 1\n".repeat(1000)) },
    { name: "spam/stored.bin", data: noise(600_000), store: true },
    { name: "spam/large.bin", data: Buffer.concat([noise(1_500_000), Buffer.alloc(2_000_000)]) },
    { name: "spam-1.dist-info/METADATA", data: Buffer.from("Metadata-Version: 2.1\nName: spam\nVersion: 1\n") },
  ];
  const wheel = bytesOf(buildZip(members));

  it("is checked member by member, in slices", () => {
    const verified = verify(wheel);
    expect(verified).toMatchObject({ verdict: "intact", how: "zip" });
    expect(verified.steps).toBeGreaterThan(20);
    expect(verified.bytes).toBeLessThanOrEqual(wheel.length);
    expect(verified.bytes).toBeGreaterThan(wheel.length * 0.99);
  });

  it("is damaged by a change in any member, which is named", () => {
    for (const { name } of members) {
      const verified = verify(flipped(wheel, wheel.indexOf(name) + name.length + 12));
      expect(verified).toMatchObject({ verdict: "damaged", how: "zip" });
      expect(verified.reason).toContain(name);
    }
  });

  it("is damaged when its end is missing", () => {
    for (const length of [wheel.length - 1, wheel.length >> 1, 100]) {
      expect(verify(wheel.subarray(0, length))).toMatchObject({ verdict: "damaged", how: "zip" });
    }
  });

  it("whose members share bytes, as bombs do, is refused", () => {
    const bomb = Buffer.from(wheel);
    const entry = (name: string) => bomb.lastIndexOf(name) - 46;
    // Each claims the largest one's data.
    for (const { name } of members) {
      bomb.writeUInt32LE(bomb.readUInt32LE(entry("spam/large.bin") + 20), entry(name) + 20);
      bomb.writeUInt32LE(bomb.readUInt32LE(entry("spam/large.bin") + 42), entry(name) + 42);
    }
    expect(verify(bomb)).toMatchObject({ verdict: "damaged" });
  });

  it("with a stored block that zlib refuses is damaged, though its content would be right", () => {
    // Behind name and head of the first block: the length of the block, and its complement.
    const complement = wheel.indexOf("spam/large.bin") + "spam/large.bin".length + 3;
    expect(wheel.readUInt16LE(complement - 2)).toBe(wheel.readUInt16LE(complement) ^ 0xffff);
    expect(verify(flipped(wheel, complement))).toMatchObject({ verdict: "damaged" });
  });

  it("of hundreds of megabytes of nothing is checked in little memory", () => {
    const bomb = bytesOf(buildZip([{ name: "a", data: Buffer.alloc(300 << 20) }]));
    const steps = verifyBody(new ReusingBody(bomb));
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    runSteps(steps, () => {
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      return false;
    });
    expect(most).toBeLessThan(16 << 20);
  });
});

describe("an sdist without a published hash", () => {
  const files = { "spam/data.py": noise(400_000), "spam/zeros": Buffer.alloc(3_000_000) };
  const { content } = buildSdist({ name: "spam", version: "1", files });

  it("in tar.gz is checked against the checksum at its end", () => {
    expect(verify(content)).toMatchObject({ verdict: "intact", how: "gzip" });
    expect(verify(gzipSync("x"))).toMatchObject({ verdict: "intact", how: "gzip" });
    expect(verify(Buffer.concat([gzipSync("a"), gzipSync("b")]))).toMatchObject({ verdict: "intact", how: "gzip" });
    for (const position of [content.length >> 1, content.length - 8, content.length - 1, 2]) {
      expect(verify(flipped(content, position))).toMatchObject({ verdict: "damaged", how: "gzip" });
    }
    for (const length of [content.length - 1, content.length >> 1, 12, 3]) {
      expect(verify(content.subarray(0, length))).toMatchObject({ verdict: "damaged", how: "gzip" });
    }
    const padding = Buffer.alloc(600_000);
    expect(verify(Buffer.concat([content, padding]))).toMatchObject({ verdict: "intact", how: "gzip" });
    padding[padding.length - 1] = 1;
    expect(verify(Buffer.concat([content, padding]))).toMatchObject({ verdict: "damaged", how: "gzip" });
    expect(verify(Buffer.concat([content, Buffer.from("more")]))).toMatchObject({ verdict: "damaged", how: "gzip" });
  });

  itWithPython("in tar.bz2 is checked against the checksums of its blocks", () => {
    const bz2 = fileOfPython("import bz2\nopen('out', 'wb').write(bz2.compress(bytes(range(256)) * 8000, 1))");
    expect(verify(bz2)).toMatchObject({ verdict: "intact", how: "bzip2", bytes: expect.any(Number) });
    for (const position of [5, bz2.length >> 1, bz2.length - 3]) {
      expect(verify(flipped(bz2, position))).toMatchObject({ verdict: "damaged", how: "bzip2" });
    }
    expect(verify(bz2.subarray(0, -1))).toMatchObject({ verdict: "damaged", how: "bzip2" });
  });
});

describe("an archive that is packed in an unusual way", () => {
  itWithPython("is checked as others are: tar.xz", () => {
    const script = "import lzma\nopen('out', 'wb').write(lzma.compress(bytes(range(256)) * 8000))";
    const xz = fileOfPython(script);
    expect(verify(xz)).toMatchObject({ verdict: "intact", how: "xz", bytes: xz.length });
    for (const position of [9, 40, xz.length >> 1, xz.length - 3]) {
      expect(verify(flipped(xz, position))).toMatchObject({ verdict: "damaged", how: "xz" });
    }
    expect(verify(xz.subarray(0, -1))).toMatchObject({ verdict: "damaged", how: "xz" });
  });

  itWithPython("is not called intact where it cannot be checked: tar.xz with other filters", () => {
    const filters = "[{'id': lzma.FILTER_X86}, {'id': lzma.FILTER_LZMA2}]";
    const script = `import lzma\nopen('out', 'wb').write(lzma.compress(b'spam', filters=${filters}))`;
    expect(verify(fileOfPython(script))).toMatchObject({ verdict: "unverifiable", how: "nothing" });
  });

  itWithPython.each(["BZIP2", "LZMA"])("is checked as others are: zip by %s", (method) => {
    const script = `
import zipfile
with zipfile.ZipFile("out", "w", zipfile.ZIP_${method}) as z:
    z.writestr("spam/zeros", bytes(3000000))
    z.writestr("spam/data.py", bytes(range(256)) * 100)
`;
    const wheel = fileOfPython(script);
    expect(verify(wheel)).toMatchObject({ verdict: "intact", how: "zip" });
    for (const name of ["spam/zeros", "spam/data.py"]) {
      const verified = verify(flipped(wheel, wheel.indexOf(name) + name.length + 25));
      expect(verified).toMatchObject({ verdict: "damaged", how: "zip", reason: expect.stringContaining(name) });
    }
  });

  it("is checked as others are: zip in Zstandard", () => {
    const data = noise(90_000);
    const wheel = bytesOf(buildZip([{ name: "spam", data, method: 93 }]));
    expect(verify(wheel)).toMatchObject({ verdict: "intact", how: "zip" });
    expect(verify(flipped(wheel, 5000))).toMatchObject({ verdict: "damaged", how: "zip" });
  });

  it("is not called intact where it cannot be checked: zip with an encrypted member", () => {
    const wheel = bytesOf(buildZip([{ name: "spam", data: Buffer.from("x = 1\n") }]));
    wheel[6] |= 1;
    wheel[wheel.lastIndexOf("spam") - 46 + 8] |= 1;
    expect(verify(wheel)).toMatchObject({ verdict: "unverifiable", how: "nothing" });
  });
});

describe("an index page", () => {
  const json = Buffer.from(JSON.stringify({ meta: {}, name: "spam", files: [] }));
  const html = Buffer.from("<html><title>Links for spam</title><body><a href='x'>x</a></body></html>");

  it("is intact when it inflates and is whole", () => {
    for (const page of [json, html]) {
      expect(verify(page, { isPage: true })).toMatchObject({ verdict: "intact", how: "page" });
      expect(verify(gzipSync(page), { contentEncoding: "gzip" })).toMatchObject({ verdict: "intact", how: "page" });
      expect(verify(gzipSync(page), { isPage: true })).toMatchObject({ verdict: "intact", how: "page" });
    }
  });

  it("is damaged when it does not, or is not", () => {
    expect(verify(json.subarray(0, -3), { isPage: true })).toMatchObject({ verdict: "damaged", how: "page" });
    expect(verify(Buffer.alloc(50), { isPage: true })).toMatchObject({ verdict: "damaged", how: "page" });
    for (const page of [json, html]) {
      const zipped = gzipSync(page);
      expect(verify(zipped.subarray(0, -1), { contentEncoding: "gzip" })).toMatchObject({ verdict: "damaged" });
      expect(verify(flipped(zipped, zipped.length - 6), { contentEncoding: "gzip" })).toMatchObject({
        verdict: "damaged",
      });
      const brotli = brotliCompressSync(page);
      expect(verify(brotli, { contentEncoding: "br" })).toMatchObject({ verdict: "intact", how: "page" });
      expect(verify(brotli.subarray(0, -2), { contentEncoding: "br" })).toMatchObject({ verdict: "damaged" });
    }
  });
});

describe("a metadata file", () => {
  const { metadata } = buildWheel({ name: "spam", version: "1" });

  it("can be confirmed by the index's tag, and not be refuted by anything", () => {
    const etag = `"${createHash("md5").update(metadata).digest("hex")}"`;
    expect(verify(metadata, { etag })).toMatchObject({ verdict: "intact", how: "published hash" });
    expect(verify(metadata)).toMatchObject({ verdict: "unverifiable", how: "nothing" });
    expect(verify(metadata, { etag: `"${"0".repeat(32)}"` })).toMatchObject({ verdict: "unverifiable" });
  });
});
