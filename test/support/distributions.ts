/**
 * Wheels and sdists that pip installs: small ones for the index of the tests, and huge ones that are mostly hole for
 * caches that must look big.
 */

import { execFileSync, spawnSync } from "node:child_process";
import { createCipheriv, createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { backendSource } from "./build-backend";
import { type Content, bytesOf, lengthOf } from "./content";
import { pythonOfPath } from "./python";
import { buildTar } from "./tar";
import { buildZip, type ZipMember } from "./zip";

/** A file as an index offers it. */
export interface Distribution<C extends Content = Buffer> {
  kind: "wheel" | "sdist";
  /** The project's name as its metadata spells it. */
  name: string;
  version: string;
  fileName: string;
  /** What an index says the file is for: `py3`, `cp312`, `source`. */
  pythonVersion: string;
  /** `METADATA` of a wheel, `PKG-INFO` of an sdist. */
  metadata: Buffer;
  content: C;
  /** Hex; of a wheel with a hole it is of its name instead, since its content is never read whole. */
  sha256: string;
}

export interface WheelOptions {
  name: string;
  version: string;
  /** PEP 425 tags, several joined by dots. Defaults: `py3`, `none`, `any`. */
  python?: string;
  abi?: string;
  platform?: string;
  /** Requirements of other projects, such as `alpha>=1`. */
  requires?: string[];
  /** Further members, by path. */
  files?: Record<string, string | Buffer>;
  /** Text after the fields of the metadata. */
  description?: string;
  /** The exact size of the wheel in bytes, reached by random data; at least some 2 kB. */
  size?: number;
  /** Number of build tag in the file name. */
  build?: string;
  zip64?: boolean;
  /** How its members are packed. Default: deflated. */
  method?: "bzip2" | "lzma";
}

/** A wheel that pip accepts. */
export function buildWheel(options: WheelOptions): Distribution {
  const deflated = bytesOf(wheelContent(options, options.size));
  const content = options.method ? packAgain(deflated, options.method) : deflated;
  return { ...describeWheel(options), content, sha256: createHash("sha256").update(content).digest("hex") };
}

/** A wheel of `size` bytes of which all but head, dist-info and directory is a hole. It can be named, not installed. */
export function buildSparseWheel(options: WheelOptions & { size: number }): Distribution<Content> {
  const described = describeWheel(options);
  const withHole = (hole: number) => wheelContent(options, undefined, { name: "data.bin", data: { hole } });
  let hole = options.size - lengthOf(withHole(0));
  if (hole < 0) throw new RangeError(`${options.name}: a wheel of ${options.size} bytes is too small`);
  // RECORD says the length of the hole: the longer that number, the shorter the hole.
  hole -= String(hole).length - 1;
  let content = withHole(hole);
  const excess = lengthOf(content) - options.size;
  if (excess !== 0) content = withHole(hole - excess);
  return { ...described, content, sha256: createHash("sha256").update(described.fileName).digest("hex") };
}

/** Why nothing can be packed by bzip2, or in LZMA; undefined where it can. Node has neither. */
export const noPackers = process.platform === "win32" ? "Windows has neither bzip2 nor xz" : undefined;

/** What needs bzip2 or xz to be packed; nothing where there are none. */
export const withPacked = <Thing>(pack: () => readonly Thing[]): readonly Thing[] =>
  noPackers === undefined ? pack() : [];

export type SdistFormat = "tar.gz" | "tar.bz2" | "tar.xz" | "tar" | "zip";

export interface SdistOptions {
  name: string;
  version: string;
  format?: SdistFormat;
  requires?: string[];
  files?: Record<string, string | Buffer>;
  /** Seconds that building a wheel of it takes. */
  buildSeconds?: number;
}

/** An sdist that any pip from 20.0 on builds into a `py3-none-any` wheel without network or setuptools. */
export function buildSdist(options: SdistOptions): Distribution {
  const { name, version, format = "tar.gz", files = {}, buildSeconds = 0 } = options;
  const top = `${escapeName(name)}-${version}`;
  const metadata = metadataText(options);
  const sources: Record<string, string | Buffer> = {
    "PKG-INFO": metadata,
    "pyproject.toml": '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n',
    "backend.py": backendSource({
      stem: top,
      module: `${moduleName(name)}.py`,
      metadata,
      wheel: wheelText({ name, version }),
      seconds: buildSeconds,
    }),
    [`${moduleName(name)}.py`]: `__version__ = "${version}"\n`,
    ...files,
  };
  const members = Object.entries(sources).map(([path, data]) => ({ name: `${top}/${path}`, data: Buffer.from(data) }));
  const content = archive([{ name: `${top}/`, data: Buffer.alloc(0) }, ...members], format);
  const sha256 = createHash("sha256").update(content).digest("hex");
  return {
    kind: "sdist",
    name,
    version,
    fileName: `${top}.${format}`,
    pythonVersion: "source",
    metadata,
    content,
    sha256,
  };
}

/** The name as PEP 503 normalises it. */
export function normalizeName(name: string): string {
  return name.replace(/[-_.]+/g, "-").toLowerCase();
}

/** The name as it stands in file names. */
export function escapeName(name: string): string {
  return name.replace(/[-_.]+/g, "_");
}

function describeWheel(options: WheelOptions): Omit<Distribution, "content" | "sha256"> {
  const { name, version, python = "py3", abi = "none", platform = "any", build } = options;
  const fileName = [escapeName(name), version, ...(build ? [build] : []), python, abi, platform].join("-") + ".whl";
  return { kind: "wheel", name, version, fileName, pythonVersion: python, metadata: metadataText(options) };
}

function wheelContent(options: WheelOptions, size?: number, hole?: ZipMember): Content {
  const { name, version, files = {}, zip64 = false } = options;
  const info = `${escapeName(name)}-${version}.dist-info`;
  const members: ZipMember[] = [
    { name: `${moduleName(name)}.py`, data: Buffer.from(`__version__ = "${version}"\n`) },
    ...Object.entries(files).map(([path, data]) => ({ name: path, data: Buffer.from(data) })),
    ...(hole ? [hole] : []),
  ];
  const distInfo = [
    { name: `${info}/METADATA`, data: metadataText(options) },
    { name: `${info}/WHEEL`, data: wheelText(options) },
  ];
  const build = (padding?: ZipMember) => {
    const all = [...members, ...(padding ? [padding] : []), ...distInfo];
    // Stored, so that its length does not depend on digests: that is how an exact size can be reached.
    const record = { name: `${info}/RECORD`, data: recordText(all, `${info}/RECORD`), store: true };
    return buildZip([...all, record], { zip64 });
  };
  if (size === undefined) return build();
  const padded = (length: number) => build({ name: `${moduleName(name)}_data.bin`, data: noise(length), store: true });
  const first = size - lengthOf(padded(0));
  if (first < 0) throw new RangeError(`${name}: a wheel of ${size} bytes is too small`);
  return padded(first - (lengthOf(padded(first)) - size));
}

function metadataText(options: Pick<WheelOptions, "name" | "version" | "requires" | "description">): Buffer {
  const { name, version, requires = [], description = "" } = options;
  const lines = ["Metadata-Version: 2.1", `Name: ${name}`, `Version: ${version}`, `Summary: ${name} of the tests`];
  const requirements = requires.map((requirement) => `Requires-Dist: ${requirement}`);
  return Buffer.from([...lines, ...requirements, "", description].join("\n"));
}

function wheelText({ python = "py3", abi = "none", platform = "any", build }: WheelOptions): Buffer {
  const tags = python
    .split(".")
    .flatMap((p) => abi.split(".").flatMap((a) => platform.split(".").map((f) => [p, a, f])));
  const pure = abi === "none" && platform === "any";
  const lines = ["Wheel-Version: 1.0", "Generator: tests", `Root-Is-Purelib: ${pure}`];
  if (build !== undefined) lines.push(`Build: ${build}`);
  return Buffer.from([...lines, ...tags.map((tag) => `Tag: ${tag.join("-")}`), ""].join("\n"));
}

function recordText(members: ZipMember[], record: string): Buffer {
  const lines = members.map(({ name, data }) => {
    if (!Buffer.isBuffer(data)) return `${name},,${data.hole}`;
    return `${name},sha256=${createHash("sha256").update(data).digest("base64url")},${data.length}`;
  });
  return Buffer.from([...lines, `${record},,`, ""].join("\n"));
}

/** Bytes that do not compress, always the same. */
function noise(length: number): Buffer {
  const cipher = createCipheriv("aes-128-ctr", Buffer.alloc(16), Buffer.alloc(16));
  return cipher.update(Buffer.alloc(Math.max(length, 0)));
}

function archive(members: Array<{ name: string; data: Buffer }>, format: SdistFormat): Buffer {
  if (format === "zip") return bytesOf(buildZip(members.filter(({ name }) => !name.endsWith("/"))));
  const tar = buildTar(members);
  if (format === "tar.gz") return gzipSync(tar);
  if (format === "tar") return tar;
  const [program, library] = format === "tar.xz" ? ["xz", "lzma"] : ["bzip2", "bz2"];
  const compress = `import ${library}, sys; sys.stdout.buffer.write(${library}.compress(sys.stdin.buffer.read()))`;
  // One of these is on nearly every machine.
  const { status, stdout } = spawnSync(program, { input: tar });
  return status === 0 ? stdout : execFileSync(pythonOfPath() ?? "python3", ["-c", compress], { input: tar });
}

/** The same zip with its members packed by another method, which Node does not have. */
function packAgain(content: Buffer, method: "bzip2" | "lzma"): Buffer {
  const script = `
import io, sys, zipfile
out = io.BytesIO()
with zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_${method.toUpperCase()}) as new:
    for info in old.infolist():
        copy = zipfile.ZipInfo(info.filename, info.date_time)
        copy.compress_type = zipfile.ZIP_${method.toUpperCase()}
        new.writestr(copy, old.read(info))
sys.stdout.buffer.write(out.getvalue())
`;
  return execFileSync(pythonOfPath() ?? "python3", ["-c", script], { input: content, maxBuffer: 1 << 28 });
}

function moduleName(name: string): string {
  return escapeName(name).toLowerCase();
}
