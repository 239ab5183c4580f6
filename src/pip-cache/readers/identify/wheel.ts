/**
 * Wheels: what their own metadata says they are, and what their file names say. PEP 427 and PEP 425.
 */

import { asBuffer, type Body } from "../formats/body";
import { readMetadata } from "./metadata";
import { splitAs, type Release } from "./project";
import { findMembers, readMember, type MemberBytes } from "../formats/zip";
import type { Member } from "../formats/zip-directory";

export interface Wheel extends Release {
  /** PEP 425 tags, expanded, in the order of the file; empty when it has no readable `WHEEL`. */
  tags: string[];
}

const metadataSuffix = ".dist-info/METADATA";
const wheelSuffix = ".dist-info/WHEEL";
const recordSuffix = ".dist-info/RECORD";
/** Name and version stand first, and most of the rest is a description. */
const startOfMetadata = { packed: 2 << 10, unpacked: 32 << 10 };
const maxMetadata = { packed: 2 << 20, unpacked: 4 << 20 };
const maxWheel = { packed: 64 << 10, unpacked: 1 << 20 };
const maxTags = 1000;

/** Reads a wheel's metadata; undefined for what is no wheel, and for one whose name cannot be trusted. */
export function readWheel(body: Body): Wheel | undefined {
  const [metadata, wheel] = findMembers(body, [metadataSuffix, wheelSuffix]) ?? [];
  if (metadata === undefined) return undefined;
  const folder = metadata.name.slice(0, -metadataSuffix.length);
  const release = readRelease(body, metadata, folder);
  if (release === undefined) return undefined;
  const isOneFolder = wheel?.name === folder + wheelSuffix;
  return { ...release, tags: isOneFolder && wheel ? readTags(readMember(body, wheel, maxWheel)) : [] };
}

/**
 * All of a wheel's `METADATA`, intact; undefined for what is no wheel, or where it is damaged or larger.
 * @param most of its bytes
 */
export const readWheelMetadata = (body: Body, most: number): Buffer | undefined =>
  readWhole(body, metadataSuffix, most);

/** The same of its `RECORD`. */
export const readWheelRecord = (body: Body, most: number): Buffer | undefined => readWhole(body, recordSuffix, most);

function readWhole(body: Body, suffix: string, most: number): Buffer | undefined {
  const [member] = findMembers(body, [suffix]) ?? [];
  const content = member && readMember(body, member, { packed: most, unpacked: most });
  return content?.whole ? Buffer.from(content.bytes) : undefined;
}

/**
 * Name and version from the metadata in a zip: from their start when the name of the archive's folder, `name-version`, says
 * the same, else only if they are intact.
 */
export function readRelease(body: Body, metadata: Member, folder: string): Release | undefined {
  for (const most of [startOfMetadata, maxMetadata]) {
    const content = readMember(body, metadata, most);
    const release = content && readMetadata(content.bytes);
    if (release && (content.whole || splitAs(folder, release))) return release;
    if (content === undefined || content.whole) return undefined;
  }
  return undefined;
}

/** What a wheel's directory says, for less than its metadata costs. */
export interface WheelDirectory {
  /** `name-version`, as its folder of metadata is called. */
  folder: string;
  /** Its tags, expanded; undefined when they cannot be read. */
  readTags(): string[] | undefined;
  /** What a file of its folder, build number and tags is called (PEP 427); undefined where that cannot be told. */
  readFileName(): string | undefined;
}

/** Undefined for what is no wheel, or is damaged. */
export function readWheelDirectory(body: Body): WheelDirectory | undefined {
  const [metadata, wheel] = findMembers(body, [metadataSuffix, wheelSuffix]) ?? [];
  if (metadata === undefined) return undefined;
  const folder = metadata.name.slice(0, -metadataSuffix.length);
  const content = () => wheel && readMember(body, wheel, maxWheel);
  return {
    folder,
    readTags: () => {
      const tags = readTags(content());
      return tags.length > 0 ? tags : undefined;
    },
    readFileName: () => {
      const own = content();
      return own && fileNameFor(folder, valuesIn(own, "build")[0], readTags(own));
    },
  };
}

/** `py2.py3-none-any`: tags as a file name has them, in the order of each part's first. */
export const joinTags = (tags: readonly string[]): string =>
  [0, 1, 2].map((part) => [...new Set(tags.map((tag) => tag.split("-")[part] ?? ""))].join(".")).join("-");

function fileNameFor(folder: string, build: string | undefined, tags: string[]): string | undefined {
  const name = `${[folder, ...(build ? [build] : []), joinTags(tags)].join("-")}.whl`;
  const said = parseWheelFileName(name)?.tags;
  const own = new Set(tags);
  // Not all lists of tags can be written as one.
  return said?.length === own.size && said.every((tag) => own.has(tag)) ? name : undefined;
}

/** The lines of `WHEEL` such as `Tag: cp312-cp312-macosx_14_0_arm64`, expanded. */
function readTags(content: MemberBytes | undefined): string[] {
  const tags: string[] = [];
  for (const value of content ? valuesIn(content, "tag") : []) {
    const expanded = expandTag(value);
    if (expanded === undefined || tags.length + expanded.length > maxTags) return [];
    tags.push(...expanded);
  }
  return tags;
}

/** What the lines of a key say; nothing where the text is not whole. @param key in lower case */
function valuesIn({ bytes, whole }: MemberBytes, key: string): string[] {
  if (!whole) return [];
  return asBuffer(bytes)
    .toString("latin1")
    .split("\n")
    .flatMap((line) => {
      const colon = line.indexOf(":");
      return line.slice(0, colon).toLowerCase() === key ? [line.slice(colon + 1).trim()] : [];
    });
}

/** `py2.py3-none-any` to its single tags; undefined for what is no tag. */
function expandTag(tag: string): string[] | undefined {
  if (tag.length > 1000 || !/^[a-z0-9_]+(\.[a-z0-9_]+)*(-[a-z0-9_]+(\.[a-z0-9_]+)*){2}$/i.test(tag)) return undefined;
  const [pythons = [], abis = [], platforms = []] = tag.split("-").map((part) => part.split("."));
  if (pythons.length * abis.length * platforms.length > maxTags) return undefined;
  return pythons.flatMap((python) =>
    abis.flatMap((abi) => platforms.map((platform) => `${python}-${abi}-${platform}`)),
  );
}

/**
 * Which Pythons these tags are for: `cp312`; or `any` where several can use the file: pure Python, the stable ABI
 * (abi3), more than one interpreter.
 */
export function pythonOf(tags: readonly string[]): string | undefined {
  let only: string | undefined;
  for (const tag of tags) {
    const [python = "", abi] = tag.split("-");
    if (abi === "abi3" || (python.startsWith("py") && python !== "py2")) return "any";
    if (only !== undefined && only !== python) return "any";
    only = python;
  }
  return only;
}

/** What a wheel's file name says (PEP 427): name and version as escaped there, tags expanded. */
export function parseWheelFileName(fileName: string): (Release & { tags: string[] }) | undefined {
  if (!fileName.endsWith(".whl")) return undefined;
  const parts = fileName.slice(0, -4).split("-");
  if (parts.length !== 5 && parts.length !== 6) return undefined;
  if (parts.length === 6 && !/^\d/.test(parts[2] ?? "")) return undefined;
  const tags = expandTag(parts.slice(-3).join("-"));
  const [name, version] = parts;
  return tags && name && version ? { name, version, tags } : undefined;
}
