/** Verifies the contents of entries, given as the files a scan has listed. */
import { lstatSync } from "node:fs";
import { FileList, type Columns } from "../files/file-list";
import { nativePath } from "../files/names";
import type { TaskContext } from "../files/tasks";
import { damages, type EntryFile, type Layout } from "./entry";
import { FileBody } from "./file-body";
import { keyOf, type PublishedFiles } from "./hash-links";
import { openEntry } from "./open-entry";
import { identifyBody } from "./readers/identify";
import { verifyBody, type Verification } from "./readers/verify";

export interface VerifyMessage {
  layout: Layout;
  root: string;
  files: Columns;
  published: PublishedFiles;
}

export interface DamagedFile {
  layout: Layout;
  root: string;
  /** Of the entry's first file, below `root`. */
  path: string;
  /** As the index, or the file itself, calls it. */
  title: string;
  reason: string;
  /** `st_size` of its files, bytes. */
  bytes: number;
}

export interface Verified {
  /** Entries whose contents were verified. */
  checked: number;
  /** Of those, the ones held against a hash that their index published. */
  byHash: number;
  /** Entries for which nothing says what their bytes should be. */
  unverifiable: number;
  /** Bytes read. */
  bytes: number;
  damaged: DamagedFile[];
}

/** Progress that is reported more often than this cannot be read. ms */
const PART_MS = 100;

/** Verifies entries one by one; hands over what it has ten times a second. Pauses after about a megabyte of work. */
export function* verifyFiles(message: VerifyMessage, context: TaskContext): Generator<Verified | undefined, Verified> {
  let verified = nothingVerified();
  let partEnd = performance.now() + PART_MS;
  for (const files of entriesOf(message)) {
    // A file that pip writes to meanwhile is looked at once more.
    for (let attempt = 0; attempt < 2; attempt++) {
      const steps = verifyEntry(message, files);
      let step = steps.next();
      for (; !step.done; step = steps.next()) {
        if (context.stopped()) return verified;
        verified.bytes += step.value;
        if (performance.now() >= partEnd) {
          yield verified;
          verified = nothingVerified();
          partEnd = performance.now() + PART_MS;
        } else yield undefined;
      }
      if (step.value === undefined) break;
      const same = files.every((file) => isSame(message.root, file));
      if (!same && attempt === 0) continue;
      if (same) count(verified, step.value, message, files);
      break;
    }
  }
  return verified;
}

export function nothingVerified(): Verified {
  return { checked: 0, byHash: 0, unverifiable: 0, bytes: 0, damaged: [] };
}

type Outcome = Verification & { title: string };

/** Files that belong together, header before body, put together again. */
function* entriesOf({ layout, files }: VerifyMessage): Generator<EntryFile[]> {
  let entry: EntryFile[] = [];
  for (const listed of FileList.from(files)) {
    const file = { ...listed, links: 1 };
    const [first] = entry;
    if (first && layout === "http-v2" && file.path === `${first.path}.body`) {
      entry.push(file);
      continue;
    }
    if (first) yield entry;
    entry = [file];
  }
  if (entry.length > 0) yield entry;
}

/** Undefined for what has no contents to verify, such as pip's notes. */
function* verifyEntry(
  { layout, root, published }: VerifyMessage,
  files: EntryFile[],
): Generator<number, Outcome | undefined> {
  const [{ path }] = files;
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (layout === "wheels") {
    if (!name.endsWith(".whl")) return undefined;
    const body = new FileBody();
    try {
      body.open(`${root}/${path}`);
      return { ...(yield* verifyBody(body)), title: name };
    } catch {
      return undefined;
    } finally {
      body.close();
    }
  }
  if (!/^[0-9a-f]{56}(\.body)?$/.test(name)) return undefined;
  if (name.endsWith(".body")) return { verdict: "damaged", how: "nothing", reason: damages.noHeader, title: name };
  const file = published.get(keyOf({ files }));
  if (layout === "http-v2" && files.length === 1) {
    return { verdict: "damaged", how: "nothing", reason: damages.noBody, title: file?.fileName ?? name };
  }
  const opened = openEntry({ layout, root, files });
  if (opened === undefined) return { verdict: "unverifiable", how: "nothing", title: name };
  try {
    const { headers, body } = opened;
    const identity = identifyBody(body, headers);
    const title =
      file?.fileName ?? identity.fileName ?? ([identity.name, identity.version].filter(Boolean).join(" ") || name);
    const announced = headers.get("content-length");
    if (announced !== undefined && Number(announced) !== body.size) {
      return {
        verdict: "damaged",
        how: "nothing",
        reason: body.size < Number(announced) ? damages.short : damages.long,
        title,
      };
    }
    const verification = yield* verifyBody(body, {
      sha256: file?.sha256,
      contentEncoding: headers.get("content-encoding"),
      etag: headers.get("etag"),
      isPage: identity.kind === "index page",
    });
    return { ...verification, title };
  } finally {
    opened.close();
  }
}

function count(verified: Verified, outcome: Outcome, { layout, root }: VerifyMessage, files: EntryFile[]): void {
  if (outcome.verdict === "unverifiable") {
    verified.unverifiable++;
    return;
  }
  verified.checked++;
  if (outcome.how === "published hash") verified.byHash++;
  if (outcome.verdict === "intact") return;
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  const { title, reason = "it is damaged" } = outcome;
  verified.damaged.push({ layout, root, path: files[0].path, title, reason, bytes });
}

function isSame(root: string, { path, size, mtimeMs, inode }: EntryFile): boolean {
  const stats = lstatSync(nativePath(`${root}/${path}`), { throwIfNoEntry: false });
  return stats?.size === size && stats.mtimeMs === mtimeMs && stats.ino === inode;
}
