/** Checks a zip archive, member by member, in slices. */

import { crc32, inflateRawSync } from "node:zlib";
import { asBuffer, type Body } from "../formats/body";
import { isKnownMethod, isUnsupported, decompressPieces } from "../formats/decompress";
import { checkDeflated } from "./verify-deflate";
import { findDirectory, listMembers, type Member } from "../formats/zip-directory";

const sliceSize = 256 << 10;
/** Of what takes longer to unpack. */
const smallSlice = 32 << 10;
/** Members up to this size are inflated at once, by the faster way. */
const small = 1 << 20;
const localHead = 30;

/**
 * Checks every member against its CRC-32. Yields bytes of the body looked at since the last yield.
 * @returns what is wrong, in a few words; `unknown` when nothing is, but not all can be checked; undefined when nothing is
 */
export function* findZipDamage(body: Body): Generator<number, string | undefined> {
  const directory = findDirectory(body);
  if (directory === undefined) return "its directory is missing";
  let covered = directory.end - directory.start;
  let isUnknown = false;
  for (const listed of listMembers(body, directory)) {
    if (listed === undefined) return "its directory is damaged";
    yield listed.bytes;
    for (const member of listed.members) {
      // Members that share bytes are how small archives become endless.
      covered += localHead + member.compressedSize;
      if (covered > body.size) return "its members overlap";
      const damage = yield* findMemberDamage(body, member);
      if (damage === "unknown") isUnknown = true;
      else if (damage !== undefined) return `${member.name}: ${damage}`;
    }
  }
  return isUnknown ? "unknown" : undefined;
}

function* findMemberDamage(body: Body, member: Member): Generator<number, string | undefined> {
  if (member.encrypted || !isKnownMethod(member.method)) return "unknown";
  if (member.position + member.compressedSize > body.size) return "it lies outside";
  const head = asBuffer(body.read(member.position, localHead + Buffer.byteLength(member.name)));
  if (head.length < localHead || head.readUInt32LE(0) !== 0x04034b50) return "its header is damaged";
  if (head.toString("utf8", localHead, localHead + head.readUInt16LE(26)) !== member.name)
    return "its header is damaged";
  let position = member.position + localHead + head.readUInt16LE(26) + head.readUInt16LE(28);
  const read = (length: number) => {
    const bytes = body.read(position, length);
    position += bytes.length;
    return bytes;
  };
  if (member.method === 0) return yield* findStoredDamage(member, read);
  if (member.method !== 8) return yield* findPackedDamage(member, read);
  if (member.size <= small && member.compressedSize <= small) {
    const bytes = read(member.compressedSize);
    yield bytes.length;
    return isIntact(bytes, member) ? undefined : "its checksum is wrong";
  }
  const result = yield* checkDeflated(member.compressedSize, read, member.size);
  return result?.size === member.size && result.crc === member.crc ? undefined : "its checksum is wrong";
}

function* findStoredDamage(
  member: Member,
  read: (length: number) => Uint8Array,
): Generator<number, string | undefined> {
  if (member.size !== member.compressedSize) return "its sizes differ";
  let crc = 0;
  for (let left = member.size; left > 0;) {
    const bytes = read(Math.min(sliceSize, left));
    if (bytes.length === 0) return "it is cut short";
    crc = crc32(bytes, crc);
    left -= bytes.length;
    yield bytes.length;
  }
  return crc === member.crc ? undefined : "its checksum is wrong";
}

/** Of a member that is packed by a method which Node cannot unpack bit by bit. */
function* findPackedDamage(
  member: Member,
  read: (length: number) => Uint8Array,
): Generator<number, string | undefined> {
  let left = member.compressedSize;
  let reported = left;
  let crc = 0;
  let size = 0;
  let done = 0;
  const next = () => {
    const bytes = read(Math.min(smallSlice, left));
    left -= bytes.length;
    return bytes.length > 0 ? bytes : undefined;
  };
  try {
    for (const piece of decompressPieces(member.method, next, member.size)) {
      crc = crc32(piece, crc);
      size += piece.length;
      done += piece.length;
      if (size > member.size) break;
      if (done < sliceSize) continue;
      yield reported - left;
      reported = left;
      done = 0;
    }
  } catch (error) {
    return isUnsupported(error) ? "unknown" : "it is damaged";
  }
  yield reported - left;
  return size === member.size && crc === member.crc ? undefined : "its checksum is wrong";
}

function isIntact(bytes: Uint8Array, member: Member): boolean {
  try {
    const content = inflateRawSync(bytes, { maxOutputLength: member.size + 1 });
    return content.length === member.size && crc32(content) === member.crc;
  } catch {
    return false;
  }
}
