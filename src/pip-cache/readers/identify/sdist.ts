/**
 * Source distributions: `name-version.tar.gz`, `.zip` or another kind of archive that pip unpacks, with a `PKG-INFO` in their one top folder.
 */

import { asBuffer, readAll, type Body } from "../formats/body";
import { firstBlock } from "../formats/bzip2";
import { inflateStart, inflateWhole } from "../formats/inflate";
import { readMetadata } from "./metadata";
import { isProjectName, isVersion, splitAs, type Release } from "./project";
import { tarMembers } from "../formats/tar";
import { readRelease } from "./wheel";
import { LzmaError } from "../formats/lzma";
import { decodeXz, startOfXz } from "../formats/xz";
import { findMembers } from "../formats/zip";

const short = { compressed: 4 << 10, inflated: 256 << 10 };
const long = { compressed: 64 << 10, inflated: 2 << 20 };
/** Compressed bytes of an archive that is inflated whole, to check it, when it contradicts itself. */
const maxChecked = 4 << 20;
const maxCheckedInflated = 64 << 20;
/** Decoding takes ten times as long as inflating. */
const maxCheckedXz = 8 << 20;
const pieceSize = 32 << 10;
/** A bzip2 block is never larger compressed; decoded it can be, of long runs. */
const maxBlock = 1 << 20;
const maxDecoded = 1 << 20;
/** A few hundredths of a second of decoding. */
const longXz = { compressed: 64 << 10, inflated: 512 << 10 };
const longTar = 64 << 10;

/**
 * Reads what a tar.gz says it is; undefined for what is no sdist, and for one whose name cannot be trusted. A folder
 * named by a builder of sdists is enough; `displayName` makes it look further, for the project's display name in PKG-INFO.
 */
export function readTarGz(body: Body, displayName = false): Release | undefined {
  let sdist: Release | undefined;
  for (const { compressed, inflated } of [short, long]) {
    const start = inflateStart(body.read(0, compressed), "gzip", inflated);
    if (start === undefined) return undefined;
    const seen = readTar(start);
    sdist = nameOf(seen, () => isIntact(body));
    if ((sdist && (seen.pkgInfo || !displayName)) || body.size <= compressed) return sdist;
  }
  return sdist;
}

/** As `readTarGz`, from the first block of a tar.bz2, whose checksum is always checked. */
export function readTarBz2(body: Body): Release | undefined {
  const next = piecesOf(body, maxBlock);
  const block = firstBlock(next, maxDecoded);
  return block && nameOf(readTar(asBuffer(block)), () => true);
}

/** As `readTarGz`, from the start of a tar.xz, or of a tar.lzma. */
export function readTarXz(body: Body): Release | undefined {
  for (const { compressed, inflated } of [short, longXz]) {
    const start = startOfXz(piecesOf(body, compressed), inflated);
    if (start === undefined) return undefined;
    const sdist = nameOf(readTar(start), () => isIntactXz(body));
    if (sdist || body.size <= compressed) return sdist;
  }
  return undefined;
}

/** As `readTarGz`, from a tar that is not compressed. */
export function readPlainTar(body: Body): Release | undefined {
  // Nothing but the sums in its headers tells that it is intact.
  return nameOf(readTar(asBuffer(body.read(0, longTar))), () => false);
}

/** As `readTarGz`, from a zip. */
export function readZipSdist(body: Body): Release | undefined {
  const member = findMembers(body, ["/PKG-INFO"])?.[0];
  if (member === undefined) return undefined;
  const folder = member.name.slice(0, member.name.indexOf("/"));
  // An egg is no sdist, though it has one folder with a PKG-INFO.
  return folder === "EGG-INFO" ? undefined : readRelease(body, member, folder);
}

/** What the first members of an archive tell. */
interface Seen {
  /** The one folder that all members lie in. */
  folder?: string;
  /** Made by `git archive`, as code hosts do: named after a repository, which need not be the project. */
  isGitArchive: boolean;
  pkgInfo?: Release;
}

function readTar(bytes: Buffer): Seen {
  const seen: Seen = { isGitArchive: bytes.toString("latin1", 0, 17) === "pax_global_header" };
  for (const { path, isFile, start, end } of tarMembers(bytes)) {
    const parts = path.split("/").filter((part) => part !== "" && part !== ".");
    if (parts.length === 0) continue;
    seen.folder ??= parts[0];
    if (parts[0] !== seen.folder) return { isGitArchive: seen.isGitArchive };
    if (isFile && parts.length === 2 && parts[1] === "PKG-INFO") {
      seen.pkgInfo = readMetadata(bytes.subarray(start, Math.min(end, bytes.length)));
      return seen;
    }
  }
  return seen;
}

/**
 * PKG-INFO's word counts when the folder says the same, or else when the archive proves intact; the folder's alone
 * only where a builder of sdists must have written it.
 */
function nameOf(seen: Seen, isIntact: () => boolean): Release | undefined {
  const { folder, pkgInfo } = seen;
  if (folder === undefined) return undefined;
  const dash = folder.lastIndexOf("-");
  const named = { name: folder.slice(0, dash), version: folder.slice(dash + 1) };
  if (pkgInfo) return splitAs(folder, pkgInfo) || isIntact() ? pkgInfo : undefined;
  return dash > 0 && !seen.isGitArchive && isProjectName(named.name) && isVersion(named.version) ? named : undefined;
}

/** Inflates a small gzip file whole, so that zlib checks its CRC-32. */
function isIntact(body: Body): boolean {
  if (body.size > maxChecked) return false;
  return inflateWhole(readAll(body), "gzip", maxCheckedInflated) !== undefined;
}

/** Decodes a small xz file whole, its checksums included. */
function isIntactXz(body: Body): boolean {
  if (body.size > maxChecked) return false;
  let size = 0;
  try {
    for (const piece of decodeXz(piecesOf(body, maxChecked))) if ((size += piece.length) > maxCheckedXz) return false;
  } catch (error) {
    if (!(error instanceof LzmaError)) throw error;
    return false;
  }
  return true;
}

/** The body in pieces, at most its first `length` bytes. */
function piecesOf(body: Body, length: number): () => Uint8Array | undefined {
  let position = 0;
  return () => {
    const bytes = position < length ? body.read(position, Math.min(pieceSize, length - position)) : undefined;
    position += bytes?.length ?? 0;
    return bytes && bytes.length > 0 ? bytes : undefined;
  };
}
