/**
 * Finds what several tools keep of the same, and what would come back if one of them kept it. The same is: archives whose bytes hash
 * to the same, and wheels, packed or not, whose `RECORD` is the same and tells the truth about names and sizes. Other builds of a release
 * have another `RECORD`. What has changed in place without changing its size only a check sees.
 */
import { createHash } from "node:crypto";
import { lstatSync, type Stats } from "node:fs";
import { FileBody } from "../../pip-cache/entries/file-body";
import { withEffort } from "../../pip-cache/readers/formats/effort";
import { readWheelRecord } from "../../pip-cache/readers/identify/wheel";
import { readAll, type Body } from "../../pip-cache/readers/formats/body";
import { hashBody } from "../../pip-cache/readers/verify/verify";
import { nativePath, platformPath } from "../../files/names";
import type { TaskContext } from "../../files/tasks";
import {
  findCopies,
  openArchive,
  type ArchiveCopy,
  type CopiesMessage,
  type CopyTool,
  type UnpackedCopy,
} from "./find-copies";
import { LinkedSums } from "./linked-sums";
import { archiveHas, folderHas, recordedSizes, type RecordedSizes } from "./record-files";

/** What one tool keeps of it. */
export interface CopyHolding {
  tool: CopyTool;
  /** With the separators of the platform. */
  copies: { path: string; isUnpacked: boolean }[];
  /** `st_size`, each file once. */
  bytes: number;
  /** Of these, what comes back when the tool keeps it no more: nothing of what is linked elsewhere. */
  comesBack: number;
}

export interface Duplicate {
  /** The package, as a tool spells it. */
  name: string;
  version?: string;
  /** At least two. */
  holdings: CopyHolding[];
  /** What comes back where only the tool keeps it that would free least, bytes; never 0. */
  saves: number;
  /** Of the archives, 64 hexadecimal digits, where several were compared. */
  sha256?: string;
  /** Of the wheel's `RECORD`, 64 hexadecimal digits. */
  recordSha256?: string;
}

export interface DuplicatesPart {
  duplicates: Duplicate[];
}

/** Duplicates of one part of the result. */
const PART = 500;
/** Bytes of a RECORD of some forty thousand files; what is larger is not read. */
const MOST_RECORD = 4 << 20;
/** Work that reading one may take, see `effort.ts`. */
const EFFORT = 16 << 20;

interface Archive extends ArchiveCopy {
  /** Of the body. */
  size: number;
}

/** What may be the same. */
interface Candidates {
  archives: Archive[];
  unpacked: UnpackedCopy[];
}

/** Hands over what it has found now and then; pauses after each file, and after each piece of it that it hashes. */
export function* findDuplicates(
  message: CopiesMessage,
  { stopped }: TaskContext,
): Generator<DuplicatesPart | undefined, DuplicatesPart> {
  const byKey = new Map<string, Candidates>();
  const candidates = (key: string): Candidates => {
    const known = byKey.get(key) ?? { archives: [], unpacked: [] };
    byKey.set(key, known);
    return known;
  };
  for (const copy of findCopies(message)) {
    if (stopped()) return { duplicates: [] };
    if (copy && "record" in copy) {
      const record = readUnpackedRecord(copy);
      if (record) candidates(digestOf(record)).unpacked.push(copy);
    } else if (copy) {
      const opened = openArchive(copy);
      if (opened) {
        const { size } = opened.body;
        const record = readArchiveRecord(opened.body);
        opened.close();
        candidates(record ? digestOf(record) : `size ${size}`).archives.push({ ...copy, size });
      }
    }
    yield undefined;
  }
  let duplicates: Duplicate[] = [];
  for (const [key, found] of byKey) {
    byKey.delete(key);
    const steps = sameIn(found);
    for (let step = steps.next(); !step.done; step = steps.next()) {
      if (stopped()) return { duplicates: [] };
      if (step.value) duplicates.push(step.value);
      const isPart = duplicates.length >= PART;
      yield isPart ? { duplicates } : undefined;
      if (isPart) duplicates = [];
    }
  }
  return { duplicates };
}

function readArchiveRecord(body: Body): Buffer | undefined {
  return withEffort(EFFORT, () => readWheelRecord(body, MOST_RECORD))?.value;
}

function readUnpackedRecord({ root, path, record }: UnpackedCopy): Buffer | undefined {
  const file = `${root}/${path}/${record}`;
  const body = new FileBody();
  try {
    // Opening a pipe is seen at its other end.
    if (!lstatSync(nativePath(file)).isFile()) return undefined;
    body.open(file);
    const bytes = body.size > 0 && body.size <= MOST_RECORD ? readAll(body) : undefined;
    return bytes?.length === body.size ? bytes : undefined;
  } catch {
    return undefined;
  } finally {
    body.close();
  }
}

const digestOf = (record: Buffer): string => createHash("sha256").update(record).digest("hex");

/** An archive and its files as they are now. */
interface SeenArchive {
  copy: Archive;
  stats: Stats[];
}

interface SeenFolder {
  copy: UnpackedCopy;
  sums: LinkedSums;
}

/** Of what may be the same, what is. Pauses often. */
function* sameIn({ archives, unpacked }: Candidates): Generator<Duplicate | undefined> {
  const record = areOfSeveral([...archives, ...unpacked]) ? recordOf(unpacked[0], archives[0]) : undefined;
  const sizes = record && (yield* recordedSizes(record));
  const folders: SeenFolder[] = [];
  for (const copy of sizes ? unpacked : []) {
    const sums = new LinkedSums();
    if (sizes && (yield* folderHas(`${copy.root}/${copy.path}`, sizes, sums))) folders.push({ copy, sums });
  }
  const packed: SeenArchive[] = [];
  for (const copy of archives) {
    yield undefined;
    const stats = statsOf(copy);
    if (stats && (sizes === undefined || (yield* listsJust(copy, sizes)))) packed.push({ copy, stats });
  }
  if (duplicateOf(folders, packed) === undefined) return;
  const kept: SeenArchive[] = [];
  const hashes = new Set<string>();
  for (const same of grouped(packed, ({ copy }) => copy.size).values()) {
    // What nothing else is as long as is not hashed.
    if (!areOfSeveral(same.map(({ copy }) => copy))) {
      if (sizes) kept.push(...same);
      continue;
    }
    for (const [sha256, equal] of yield* bySha256(same)) {
      // Where two of one RECORD and one size differ, one of them is not what it says, and nobody knows which.
      if (!areOfSeveral(equal.map(({ copy }) => copy))) continue;
      hashes.add(sha256);
      if (sizes) kept.push(...equal);
      else yield duplicateOf([], equal, { sha256 });
    }
  }
  if (record === undefined || sizes === undefined) return;
  const [sha256] = hashes.size === 1 ? hashes : [];
  yield duplicateOf(folders, kept, { sha256, recordSha256: digestOf(record) });
}

const areOfSeveral = (copies: { tool: CopyTool }[]): boolean => copies.some(({ tool }) => tool !== copies[0]?.tool);

function recordOf(unpacked: UnpackedCopy | undefined, archive: ArchiveCopy | undefined): Buffer | undefined {
  if (unpacked) return readUnpackedRecord(unpacked);
  const opened = archive && openArchive(archive);
  const record = opened && readArchiveRecord(opened.body);
  opened?.close();
  return record;
}

/** Undefined where one of its files is gone. */
function statsOf({ root, files }: Archive): Stats[] | undefined {
  try {
    return files.map((path) => lstatSync(nativePath(`${root}/${path}`)));
  } catch {
    return undefined;
  }
}

function* listsJust(archive: Archive, sizes: RecordedSizes): Generator<undefined, boolean> {
  const opened = openArchive(archive);
  try {
    return opened !== undefined && (yield* archiveHas(opened.body, sizes));
  } finally {
    opened?.close();
  }
}

/** By the hash of the archive itself; what cannot be read to its end is left out. Pauses after each piece. */
function* bySha256(archives: SeenArchive[]): Generator<undefined, Map<string, SeenArchive[]>> {
  const hashes = new Map<SeenArchive, string>();
  const byFile = new Map<string, string>();
  for (const archive of archives) {
    const file = fileOf(archive.stats.at(-1));
    const opened = byFile.has(file) ? undefined : openArchive(archive.copy);
    try {
      const steps = opened && hashBody(opened.body, "sha256");
      let step = steps?.next();
      for (; step && !step.done; step = steps?.next()) yield undefined;
      const sha256 = step?.done ? step.value : byFile.get(file);
      if (sha256 === undefined) continue;
      byFile.set(file, sha256);
      hashes.set(archive, sha256);
    } finally {
      opened?.close();
    }
  }
  return grouped([...hashes.keys()], (archive) => hashes.get(archive) ?? "");
}

/** The same of two names of one file. */
const fileOf = (stats: Stats | undefined): string => `${stats?.dev} ${stats?.ino} ${stats?.size}`;

function grouped<Value, Key>(values: Value[], keyOf: (value: Value) => Key): Map<Key, Value[]> {
  const groups = new Map<Key, Value[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups;
}

/** Undefined where one tool keeping it would bring nothing back. */
function duplicateOf(
  folders: SeenFolder[],
  archives: SeenArchive[],
  hashes: Pick<Duplicate, "sha256" | "recordSha256"> = {},
): Duplicate | undefined {
  const byTool = new Map<CopyTool, CopyHolding & { packed: LinkedSums }>();
  const holdingOf = (tool: CopyTool) => {
    const known = byTool.get(tool) ?? { tool, copies: [], bytes: 0, comesBack: 0, packed: new LinkedSums() };
    byTool.set(tool, known);
    return known;
  };
  for (const { copy, stats } of archives) {
    const { copies, packed } = holdingOf(copy.tool);
    copies.push({ path: platformPath(`${copy.root}/${copy.files.at(-1)}`), isUnpacked: false });
    for (const { dev, ino, size, nlink } of stats) packed.add({ device: dev, inode: ino, size, links: nlink });
  }
  for (const { copy, sums } of folders) {
    const holding = holdingOf(copy.tool);
    holding.copies.push({ path: platformPath(`${copy.root}/${copy.path}`), isUnpacked: true });
    holding.bytes += sums.bytes;
    if (!copy.isLinkedTo) holding.comesBack += sums.comesBack;
  }
  const holdings = [...byTool.values()].map(({ packed, ...holding }) => ({
    ...holding,
    bytes: holding.bytes + packed.bytes,
    comesBack: holding.comesBack + packed.comesBack,
  }));
  const back = holdings.map(({ comesBack }) => comesBack);
  const saves = back.reduce((sum, bytes) => sum + bytes, 0) - Math.min(...back);
  const contents = new Set(archives.map(({ stats }) => fileOf(stats.at(-1))));
  const named = [...folders, ...archives].find(({ copy }) => copy.name !== undefined)?.copy;
  if (holdings.length < 2 || contents.size + folders.length < 2 || saves === 0 || named?.name === undefined)
    return undefined;
  const { name, version } = named;
  return { name, ...(version !== undefined && { version }), holdings, saves, ...hashes };
}
