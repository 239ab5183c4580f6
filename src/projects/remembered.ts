/**
 * What environments and projects said when they could be read last: a disk that is not plugged in, a privacy setting or a lock
 * that is being made anew is no reason to lose what they need.
 *
 * What counts for 30 days as it was read last, marked so: a source that cannot be looked at, or whose volume is gone; one that
 * is there and was not come to, or has nothing in it that names packages any more; files and packages in one that cannot be
 * read; a lock that was deleted, or names nothing any more. What is forgotten at once: an environment or a project whose folder is seen to be gone from
 * a folder that can be read, on the volume it was on, since nothing is left that could need anything, and since tox and its
 * like make environments anew all the time; what lies in no folder any more that is looked at; a file other than a lock that
 * was deleted from a project.
 */
import { lstatSync, statSync, type Stats } from "node:fs";
import { dirname } from "node:path";
import { crc32, deflateRawSync, inflateRawSync } from "node:zlib";
import type { Environment, Installed, Project, ProjectFile, Source } from "./source";
import { isNotFound, type Failure } from "../files/failure";

/** ms */
export const REMEMBERED_MS = 30 * 86_400_000;

export interface Remembered {
  /** Folders that projects were looked for in, real paths. */
  folders: string[];
  sources: RememberedSource[];
}

export interface RememberedSource {
  source: Source;
  /** When it was read last, ms since 1970; of what in it could not be read then see `unreadableSince` there. */
  readAt: number;
  /** `st_dev` of its folder then; absent where it could not be told. */
  volume?: number;
}

/** What was read just now. */
export interface ReadSources {
  folders: string[];
  sources: readonly Source[];
  /** ms since 1970 */
  at: number;
}

/** What of the file system is asked. */
export interface Looks {
  /** `st_dev` of a folder; undefined where it cannot be told. */
  volumeOf(path: string): number | undefined;
  /** See `isGone`. */
  isGone(path: string, volume: number | undefined): boolean;
}

/** What counts: what was read now, and of what was read last, marked, what could not be read now. */
export function remember(now: ReadSources, before: Remembered | undefined, looks: Looks): Remembered {
  const { folders, at } = now;
  const old = new Map(before?.sources.map((one) => [one.source.path, one]));
  const sources = now.sources.map((source): RememberedSource => {
    const last = old.get(source.path);
    old.delete(source.path);
    return { source: last ? together(source, last, at) : source, readAt: at, volume: looks.volumeOf(source.path) };
  });
  for (const last of old.values()) {
    const { source, readAt, volume } = last;
    if (at - readAt > REMEMBERED_MS || looks.isGone(source.path, volume)) continue;
    if (isBelow(source.path, before?.folders ?? []) && !isBelow(source.path, folders)) continue;
    if (source.kind === "project" && !isBelow(source.path, folders)) continue;
    sources.push({ ...last, source: { ...source, unreadableSince: readAt } });
  }
  return { folders, sources };
}

/** What was read now, and what of it was read last and cannot be now. */
function together(source: Source, { source: last, readAt }: RememberedSource, at: number): Source {
  if (source.kind === "environment" && last.kind === "environment") return environment(source, last, readAt, at);
  return source.kind === "project" && last.kind === "project" ? project(source, last, readAt, at) : source;
}

function environment(source: Environment, last: Environment, readAt: number, at: number): Environment {
  if (source.failures.length === 0) return source;
  const read = new Set(source.installed.map(({ path }) => path));
  const kept = last.installed.flatMap((one): Installed[] => {
    if (read.has(one.path) || !hasFailed(one.path, source.failures)) return [];
    const unreadableSince = one.unreadableSince ?? readAt;
    return at - unreadableSince > REMEMBERED_MS ? [] : [{ ...one, unreadableSince }];
  });
  return { ...source, installed: [...source.installed, ...kept] };
}

function project(source: Project, last: Project, readAt: number, at: number): Project {
  const read = new Set(source.files.map(({ path }) => path));
  const kept = last.files.flatMap((file): ProjectFile[] => {
    const hasNamed = source.files.some(({ path, named }) => path === file.path && named.length > 0);
    if (hasNamed) return [];
    const failed = hasFailed(file.path, source.failures);
    const isEmptied = read.has(file.path) && file.named.length > 0;
    if (!failed && !(file.isLock && (isEmptied || !read.has(file.path)))) return [];
    const unreadableSince = file.unreadableSince ?? readAt;
    return at - unreadableSince > REMEMBERED_MS ? [] : [{ ...file, unreadableSince }];
  });
  const paths = new Set(kept.map(({ path }) => path));
  return { ...source, files: [...source.files.filter(({ path }) => !paths.has(path)), ...kept] };
}

/** Whether it, or a folder that it lies in, could not be read. */
const hasFailed = (path: string, failures: readonly Failure[]): boolean =>
  isBelow(
    path,
    failures.map((failure) => failure.path),
  );

function isBelow(path: string, folders: readonly string[]): boolean {
  const own = withSlash(path);
  return folders.some((folder) => own.startsWith(withSlash(folder)));
}

const withSlash = (path: string): string => `${path.replaceAll("\\", "/").replace(/\/$/, "")}/`;

/** Since when not all of a source could be read: the time of the oldest of what still counts. ms since 1970 */
export function unreadableSince(source: Source): number | undefined {
  const parts = source.kind === "environment" ? source.installed : source.files;
  let oldest = source.unreadableSince;
  for (const part of parts) {
    if (part.unreadableSince !== undefined) oldest = Math.min(oldest ?? Infinity, part.unreadableSince);
  }
  return oldest;
}

/**
 * Whether a folder is seen to be gone: the one that it lay in can be looked at, and is on the volume on which it was.
 * Volumes may be numbered otherwise after a start; then nothing is taken for gone.
 * @param volume see `RememberedSource`
 */
export function isGone(path: string, volume: number | undefined): boolean {
  try {
    lstatSync(path);
    return false;
  } catch (error) {
    if (!isNotFound(error)) return false;
  }
  const parent = statOf(dirname(path));
  return volume !== undefined && parent !== undefined && parent.isDirectory() && parent.dev === volume;
}

export const thisFileSystem: Looks = { isGone, volumeOf: (path) => statOf(path)?.dev };

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** Of how they are kept. */
const VERSION = "pip Cache sources 1\n";
/** Bytes behind it: the CRC-32 of the rest. */
const CHECK = 4;
/** What is larger is not kept, or read: some 200 projects and 50 environments take a tenth. Bytes, as they are kept */
const MOST_BYTES = 16 << 20;
/** Of one source, unpacked. */
const MOST_UNPACKED = 32 << 20;

/** For a file: undefined where that would be too large. Pauses after each source. */
export function* packRemembered({ folders, sources }: Remembered): Generator<undefined, Buffer | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  let sum = 0;
  for (const one of [folders, ...sources]) {
    const packed = deflateRawSync(JSON.stringify(one), { level: 1 });
    const length = Buffer.alloc(4);
    length.writeUInt32LE(packed.length);
    parts.push(length, packed);
    sum = crc32(packed, sum);
    bytes += packed.length + 4;
    if (bytes > MOST_BYTES) return undefined;
    yield;
  }
  const check = Buffer.alloc(CHECK);
  check.writeUInt32LE(sum);
  return Buffer.concat([Buffer.from(VERSION), check, ...parts]);
}

/** Undefined of what is damaged, of another version, or too large. Pauses after each source. */
export function* unpackRemembered(bytes: Buffer): Generator<undefined, Remembered | undefined> {
  if (bytes.length > MOST_BYTES + VERSION.length || bytes.toString("latin1", 0, VERSION.length) !== VERSION) return;
  const parts: unknown[] = [];
  let sum = 0;
  try {
    for (let at = VERSION.length + CHECK; at < bytes.length;) {
      const end = at + 4 + bytes.readUInt32LE(at);
      if (end > bytes.length) return undefined;
      const packed = bytes.subarray(at + 4, end);
      sum = crc32(packed, sum);
      parts.push(JSON.parse(inflateRawSync(packed, { maxOutputLength: MOST_UNPACKED }).toString()));
      at = end;
      yield;
    }
    if (sum !== bytes.readUInt32LE(VERSION.length)) return undefined;
  } catch {
    return undefined;
  }
  const [folders, ...sources] = parts as [string[]?, ...RememberedSource[]];
  return folders && { folders, sources };
}
