/**
 * Says what a cached response is: from its headers where they tell, from its first or last bytes where they do not.
 * Nothing is guessed: what cannot be read for certain stays "other", with the reason.
 */

import type { Identity, Reason } from "../../entry";
import { asBuffer, type Body } from "../formats/body";
import { readMetadata } from "./metadata";
import { normalizeName } from "../../../packaging/normalize";
import { isSameVersion } from "../../../packaging/version";
import { readPage, type PageIdentity } from "./page";
import { isPlausibleVersion, isProjectName, isSameRelease, splitAs, type Release } from "./project";
import { identifyRedirect } from "./redirect";
import { readPlainTar, readTarBz2, readTarGz, readTarXz, readZipSdist } from "./sdist";
import { isTar } from "../formats/tar";
import { pythonOf, readWheel, readWheelDirectory } from "./wheel";
import { isLzmaHead, xzMagic } from "../formats/xz";

/** Response headers by lower-case name. */
export interface HeaderLookup {
  get(name: string): string | undefined;
}

export type BodyFormat = "empty" | "zip" | "gzip" | "bzip2" | "xz" | "tar" | "text" | "metadata" | "binary";

/** Read of a metadata file, and more where those do not say what it is of. */
const metadataBytes = [16 << 10, 512 << 10];

/** Whether the entry is known to be a project's index page, which may link to `link`; see `PageAddresses`. */
export type PageProof = (name: string, link: string | undefined) => boolean;

/** Identifies a stored response; see `identifyBody`. */
export function identifyResponse(
  { status, headers }: { status: number; headers: HeaderLookup },
  body: Body,
  isPageOf?: PageProof,
): Identity {
  return status >= 300 && status < 400
    ? identifyRedirect(headers.get("location"))
    : identifyBody(body, headers, isPageOf);
}

/**
 * Identifies a response by its headers and its body; of a body that is missing or damaged, by what is left.
 * @param isPageOf spares reading a compressed page to its checksum before its name is believed
 */
export function identifyBody(body: Body, headers: HeaderLookup, isPageOf?: PageProof): Identity {
  const format = bodyFormatOf(body);
  const release = releaseIn(headers);
  if (release) return identifyNamed(body, format, release, headers);
  const encoding = headers.get("content-encoding");
  if (format === "zip") return identifyZip(body);
  const archive = archives[format];
  if (archive) return identitySdist(readSdist(body, format), archive);
  if (format === "metadata") return identifyMetadata(body);
  if (format === "gzip" && !isPageType(headers.get("content-type")) && encoding === undefined) {
    const sdist = readSdist(body, format);
    if (sdist) return { kind: "sdist", ...sdist };
  }
  return format === "empty" ? other("empty") : identifyPage(body, format, headers, isPageOf);
}

/** Of a body that lies there without a header that can be read. */
export const noHeaders: HeaderLookup = new Map<string, string>();

/** What is known of a response whose body cannot be read: whose it is, but not what. */
export function identifyUnread(headers: HeaderLookup): Identity {
  return { kind: "other", ...releaseIn(headers), reason: "not readable" };
}

/** What the index said in its headers of the file that a response is or describes. */
function releaseIn(headers: HeaderLookup): Release | undefined {
  const name = headers.get("x-pypi-file-project");
  const version = headers.get("x-pypi-file-version");
  if (name === undefined || version === undefined) return undefined;
  return isProjectName(name) && isPlausibleVersion(version) ? { name, version } : undefined;
}

/** The project's display name, as the file itself has it: headers may have it normalised. */
export function readDisplayName(body: Body): string | undefined {
  const format = bodyFormatOf(body);
  switch (format) {
    case "zip":
      return (readWheel(body) ?? readZipSdist(body))?.name;
    case "gzip":
      return readTarGz(body, true)?.name;
    case "bzip2":
    case "xz":
    case "tar":
      return readSdist(body, format)?.name;
    case "metadata":
      return readMetadataFile(body)?.name;
    default:
      return undefined;
  }
}

/**
 * What the index said in its headers, unless the body proves that they are damaged. It says the same of a wheel and of
 * the metadata it offers beside it.
 */
function identifyNamed(body: Body, format: BodyFormat, { name, version }: Release, headers: HeaderLookup): Identity {
  if (format === "metadata") return { kind: "metadata", name, version };
  const type = headers.get("x-pypi-file-package-type");
  if (type === "sdist") {
    // Decoding a block of bzip2 takes longer than all else together.
    const own = format === "bzip2" ? undefined : readSdist(body, format);
    return own && contradicts(own, { name, version }) ? { kind: "sdist", ...own } : { kind: "sdist", name, version };
  }
  if (type !== "bdist_wheel")
    return { kind: "other", name, version, reason: "package type", ...(type !== undefined && { type }) };
  const directory = format === "zip" ? readWheelDirectory(body) : undefined;
  if (directory && splitAs(directory.folder, { name, version }) === undefined) {
    const own = identifyZip(body);
    if (own.kind === "wheel" && contradicts(own, { name, version })) return own;
  }
  const python = headers.get("x-pypi-file-python-version") ?? "";
  if (!/^[a-z]+\d[a-z0-9_.]*$/i.test(python)) return { kind: "wheel", name, version };
  const said = pythonOf(python.split(".").map((interpreter) => `${interpreter}-none-any`));
  // A wheel for cp39 may be for all that come after it: only the stable ABI in its tags tells.
  const tags = said === "any" ? undefined : directory?.readTags();
  return tags
    ? { kind: "wheel", name, version, tags, python: pythonOf(tags) }
    : { kind: "wheel", name, version, python: said };
}

/** Whether a file says that it is another release than its headers do. Versions are equal in any spelling. */
function contradicts({ name = "", version = "" }: Partial<Release>, said: Release): boolean {
  if (isSameRelease({ name, version }, said)) return false;
  return normalizeName(name) !== normalizeName(said.name) || !isSameVersion(version, said.version);
}

function identifyZip(body: Body): Identity {
  const wheel = readWheel(body);
  if (wheel === undefined) return identitySdist(readZipSdist(body), "zip");
  const python = pythonOf(wheel.tags);
  const identity: Identity = { kind: "wheel", ...wheel };
  if (python === undefined) delete identity.tags;
  else identity.python = python;
  return identity;
}

/** What is an archive of one of these kinds and nothing else. */
const archives: Partial<Record<BodyFormat, Reason>> = { bzip2: "bzip2", xz: "xz", tar: "tar" };

function readSdist(body: Body, format: BodyFormat): Release | undefined {
  switch (format) {
    case "zip":
      return readZipSdist(body);
    case "gzip":
      return readTarGz(body);
    case "bzip2":
      return readTarBz2(body);
    case "xz":
      return readTarXz(body);
    case "tar":
      return readPlainTar(body);
    default:
      return undefined;
  }
}

function identitySdist(sdist: ReturnType<typeof readTarGz>, reason: Reason): Identity {
  return sdist ? { kind: "sdist", ...sdist } : other(reason);
}

function identifyMetadata(body: Body): Identity {
  const release = readMetadataFile(body);
  return release ? { kind: "metadata", ...release } : other("nameless metadata");
}

function readMetadataFile(body: Body): Release | undefined {
  for (const length of metadataBytes) {
    const release = readMetadata(body.read(0, length));
    if (release || body.size <= length) return release;
  }
  return undefined;
}

function identifyPage(body: Body, format: BodyFormat, headers: HeaderLookup, isPageOf?: PageProof): Identity {
  const type = headers.get("content-type");
  const encoding = headers.get("content-encoding");
  if (format === "binary" && !isPageType(type) && encoding === undefined) {
    if (type === undefined) return other("unknown format");
    return { kind: "other", reason: "content type", type: type.replace(/;.*$/s, "") };
  }
  const page = readSurely(body, encoding, isPageOf);
  switch (page?.kind) {
    case "project":
      if (!page.sure) return { kind: "index page", reason: "unconfirmed page" };
      return { kind: "index page", name: page.name };
    case "list":
      return { kind: "index page", reason: "list of projects" };
    case "release record":
      if (!page.sure) return other("damaged release record");
      return { kind: "other", ...page.release, reason: "release record" };
    case undefined:
      return other(isPageType(type) ? "nameless page" : "nameless text");
  }
}

/** From the start of a page where that can be believed, else from all of it. */
function readSurely(
  body: Body,
  encoding: string | undefined,
  isPageOf: PageProof = () => false,
): PageIdentity | undefined {
  const page = readPage(body, encoding);
  if (page === undefined || page.kind === "list" || page.sure) return page;
  if (page.kind === "project" && isPageOf(page.name, page.link)) return { ...page, sure: true };
  return readPage(body, encoding, "all");
}

function other(reason: Reason): Identity {
  return { kind: "other", reason };
}

/** Whether a response of this type should be an index page, or what an index says in JSON. */
export function isPageType(type: string | undefined): boolean {
  return type !== undefined && /^(application\/vnd\.pypi\.simple\.|text\/html\b|application\/json\b)/i.test(type);
}

/** By the first bytes. */
export function bodyFormatOf(body: Body): BodyFormat {
  const bytes = asBuffer(body.read(0, 20));
  if (bytes.length === 0) return "empty";
  switch (bytes[0]) {
    case 0x50:
      if (bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5)) return "zip";
      break;
    case 0x1f:
      if (bytes[1] === 0x8b) return "gzip";
      break;
    case 0x42:
      if (bytes[1] === 0x5a && bytes[2] === 0x68) return "bzip2";
      break;
    case 0xfd:
      if (bytes.indexOf(xzMagic) === 0) return "xz";
      break;
    case 0x5d:
      if (isLzmaHead(bytes)) return "xz";
      break;
    case 0x4d:
    case 0x6d:
      if (/^metadata-version:/i.test(bytes.toString("latin1"))) return "metadata";
      break;
    case 0x7b:
    case 0x3c:
      return "text";
  }
  if (isTar(asBuffer(body.read(0, 512)))) return "tar";
  return bytes.some((byte) => byte < 9) ? "binary" : "text";
}
