/**
 * Cache directories that nobody has by accident, but anybody may have: one package of very many versions, archives that
 * become a thousand times larger, very many entries, files and settings. Small files, so that making them takes seconds.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { fileHeaders, filePath, pageHeaders, type Encoding, type Headers } from "../test/support/answers";
import { httpV2Entry } from "../test/support/cache-writer";
import { buildTar } from "../test/support/tar";
import { randomOf } from "./random";

/** What is made, by what it has too much of; see `makers`. */
export type Hostile = "versions" | "bombs" | "configuration" | "entries" | "foreign";

const index = "https://index.example.org/simple";
const random = randomOf(3);
const used = new Date(Date.UTC(2026, 0, 1));

/** Fills an empty cache directory, or, of `configuration`, the home beside it. */
export function makeHostile(kind: Hostile, cache: string, home: string, scale = 1): void {
  mkdirSync(cache, { recursive: true });
  makers[kind](cache, home, (count) => Math.max(1, Math.round(count * scale)));
}

type Maker = (cache: string, home: string, scaled: (count: number) => number) => void;

const makers: Record<Hostile, Maker> = {
  versions: (cache, _home, scaled) => {
    const count = scaled(50_000);
    for (let at = 0; at < count; at++) metadata(cache, "versioned", `${at % 7}.${at}.0`);
  },
  entries: (cache, _home, scaled) => {
    const count = scaled(200_000);
    for (let at = 0; at < count; at++) metadata(cache, `project-${Math.floor(at / 5)}`, `1.${at % 5}`);
  },
  foreign: (cache, _home, scaled) => {
    const count = scaled(100_000);
    for (let at = 0; at < count; at++) {
      const folder = join(cache, "http-v2", "checkout", `folder-${at % 100}`);
      if (at < 100) mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `file-${at}`), "x");
    }
    metadata(cache, "pip", "1.0");
  },
  bombs: (cache) => {
    for (const [at, body] of bombs().entries()) {
      httpV2Entry(cache, { url: `https://files.example.org/bomb-${at}`, headers: body.headers, body: body.bytes });
    }
  },
  configuration: (cache, home) => {
    metadata(cache, "pip", "1.0");
    const lines = Array.from({ length: 12_000 }, (_, at) => `[section-${at}]\nkey-${at} = ${"value ".repeat(8)}`);
    const text = `[global]\nindex-url = ${index}\n${lines.join("\n")}\n`.slice(0, 999_000);
    const folder = join(home, ".config", "pip");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "pip.conf"), text.slice(0, text.lastIndexOf("\n") + 1));
  },
};

function metadata(cache: string, name: string, version: string): void {
  const body = Buffer.from(`Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n\n`);
  const sha256 = random.hex(64);
  const fileName = `${name}-${version}-py3-none-any.whl`;
  const file = {
    kind: "wheel" as const,
    name,
    version,
    fileName,
    pythonVersion: "py3",
    metadata: body,
    content: body,
    sha256,
  };
  const url = `https://files.example.org${filePath({ sha256, fileName })}.metadata`;
  httpV2Entry(cache, { url, headers: fileHeaders(file, body.length), body }, { mtime: used });
}

/** Each as long as is looked into, of zeros and spaces, in each of the ways in which it may be packed. */
function bombs(): { bytes: Buffer; headers: Headers }[] {
  const none: Headers = [];
  const megabytes = (count: number, byte = 0) => Buffer.alloc(count << 20, byte);
  const packed = (program: string, bytes: Buffer) =>
    execFileSync(program, ["-c"], { input: bytes, maxBuffer: 1 << 30 }) as Buffer;
  // The folder is not what PKG-INFO says: only all of it can tell whether that is damage.
  const sdist = (size: number) =>
    buildTar([
      { name: "folder-1/PKG-INFO", data: Buffer.from("Metadata-Version: 2.1\nName: other\nVersion: 2\n\n") },
      { name: "folder-1/zeros", data: megabytes(size) },
    ]);
  const page = (size: number) => Buffer.concat([Buffer.from('{"name": "bomb", "meta": "'), megabytes(size, 0x20)]);
  const ofPage = (encoding: Encoding, body: Buffer) => pageHeaders(body, { format: "json", encoding });
  const zip = (method: string) =>
    execFileSync(
      "python3",
      [
        "-c",
        `import io,sys,zipfile
b = io.BytesIO()
z = zipfile.ZipFile(b, "w", zipfile.${method})
z.writestr("a-1.dist-info/METADATA", "x" * (4 << 20))
z.writestr("a-1.dist-info/WHEEL", "x" * (1 << 20))
z.close()
sys.stdout.buffer.write(b.getvalue())`,
      ],
      { maxBuffer: 1 << 30 },
    ) as Buffer;
  const gzipped = [gzipSync(sdist(60)), gzipSync(sdist(63)), gzipSync(megabytes(2000))];
  const pages = [gzipSync(page(60)), gzipSync(page(63)), gzipSync(page(30)), gzipSync(page(100))];
  return [
    ...gzipped.map((bytes) => ({ bytes, headers: none })),
    ...pages.map((bytes) => ({ bytes, headers: ofPage("gzip", bytes) })),
    ...[brotliCompressSync(page(60))].map((bytes) => ({ bytes, headers: ofPage("br", bytes) })),
    ...["ZIP_BZIP2", "ZIP_LZMA", "ZIP_DEFLATED"].map((method) => ({ bytes: zip(method), headers: none })),
    { bytes: packed("bzip2", sdist(20)), headers: none },
    { bytes: packed("bzip2", Buffer.from(random.hex(4 << 20), "hex")), headers: none },
    { bytes: packed("xz", sdist(7)), headers: none },
    { bytes: packed("xz", sdist(60)), headers: none },
  ];
}
