/** Verifies the contents of entries, given as the files a scan has listed. */
import { FileList, type Columns } from "../../files/file-list";
import { baseName } from "../../files/names";
import type { TaskContext } from "../../files/tasks";
import { isBuild } from "../builds";
import { sizeDamage, unreadableDamage } from "../scan/damage";
import { damages, type AtLeastOne, type Damage } from "../entry";
import { bodyPathOf, headerPathOf, layouts, responseForm, type Layout } from "../layouts";
import { FileBody } from "../entries/file-body";
import { urlHashOf } from "../index/hash-links";
import { KeyTable } from "../index/key-table";
import { isUnchanged, statEntry, type SeenFile } from "../stat-entry";
import { openEntry, type ClosedEntry } from "../entries/open-entry";
import { identifyBody, identifyResponse, isPageType, noHeaders } from "../readers/identify/identify";
import { PageAddresses } from "../readers/address/page-address";
import { findRefusal, refusalText, type Refusal } from "../readers/response/refusal";
import { isHash } from "../written";
import { verifyBody, type Verification } from "../readers/verify/verify";
import { entryTitle, withOwnTags } from "../details/title";

export interface VerifyMessage {
  layout: Layout;
  root: string;
  files: Columns;
  /** Of a table with what indexes published. */
  hashes: SharedArrayBuffer;
  /** See `ScanOptions`. */
  indexUrls?: string[];
}

export interface DamagedFile {
  layout: Layout;
  root: string;
  /** Of the entry, header before body; paths are below `root`. */
  files: AtLeastOne<SeenFile>;
  /** See `titleOf`; as its files are called where nothing else is known. */
  title: string;
  reason: string;
  /** Whether that is because the index published another hash. */
  byHash: boolean;
  /** `st_size` of its files, bytes. */
  bytes: number;
}

export interface Verified {
  /** Entries whose contents were verified. */
  checked: number;
  /** Of those, the ones held against a hash that their index published. */
  byHash: number;
  /** Entries for which nothing says what their bytes should be, or that cannot be read. */
  unverifiable: number;
  /** Bytes read. */
  bytes: number;
  damaged: DamagedFile[];
}

export const verifiedCounts = ["checked", "byHash", "unverifiable", "bytes"] as const;

export function nothingVerified(): Verified {
  return { checked: 0, byHash: 0, unverifiable: 0, bytes: 0, damaged: [] };
}

/** Progress that is reported more often than this cannot be read. ms */
const PART_MS = 100;
/** A file that never stays the same for as long as it is read says nothing. */
const MAX_ATTEMPTS = 3;

/** Verifies entries one by one; hands over what it has ten times a second. Pauses after about a megabyte of work. */
export function* verifyFiles(message: VerifyMessage, context: TaskContext): Generator<Verified | undefined, Verified> {
  const verifier = new Verifier(message);
  let verified = nothingVerified();
  let partEnd = performance.now() + PART_MS;
  for (const listed of entriesOf(message)) {
    let files: AtLeastOne<SeenFile> | undefined = listed;
    for (let attempt = 0; files !== undefined && attempt < MAX_ATTEMPTS; attempt++) {
      const steps = verifier.verify(files);
      let outcome: Outcome | undefined;
      try {
        for (let step = steps.next(); ; step = steps.next()) {
          if (step.done) {
            outcome = step.value;
            break;
          }
          if (context.stopped()) return verified;
          verified.bytes += step.value;
          const isPart = performance.now() >= partEnd;
          yield isPart ? verified : undefined;
          if (!isPart) continue;
          verified = nothingVerified();
          partEnd = performance.now() + PART_MS;
        }
      } finally {
        // Closes what is still open of an entry that is not read to its end.
        steps.return(undefined);
      }
      const now = statEntry(message.layout, message.root, files[0].path);
      if (now === undefined || !isUnchanged(files, now)) {
        files = now;
        continue;
      }
      if (outcome !== undefined) verifier.count(verified, outcome, files);
      break;
    }
  }
  return verified;
}

/** What became of an entry; without a title where nothing is wrong with it. */
type Outcome = Verification & { title?: string };

const unverifiable: Outcome = { verdict: "unverifiable", how: "nothing" };

class Verifier {
  readonly #layout: Layout;
  readonly #root: string;
  readonly #hashes: KeyTable;
  readonly #addresses: PageAddresses;

  constructor({ layout, root, hashes, indexUrls }: VerifyMessage) {
    this.#layout = layout;
    this.#root = root;
    this.#hashes = new KeyTable(hashes);
    this.#addresses = new PageAddresses(indexUrls);
  }

  /** Undefined for what has no contents to verify, such as pip's notes, and what is still being built. */
  verify(files: AtLeastOne<SeenFile>): Generator<number, Outcome | undefined> {
    switch (layouts[this.#layout].entry.is) {
      case "response":
        return this.#verifyResponse(files);
      case "built wheel":
        return this.#verifyBuilt(files[0].path);
      case "note":
        return nothingToVerify();
    }
  }

  count(
    verified: Verified,
    { verdict, how, reason = "it is damaged", title = "" }: Outcome,
    files: AtLeastOne<SeenFile>,
  ): void {
    if (verdict === "unverifiable") {
      verified.unverifiable++;
      return;
    }
    verified.checked++;
    const byHash = how === "published hash";
    if (byHash) verified.byHash++;
    if (verdict === "intact") return;
    const bytes = files.reduce((sum, { size }) => sum + size, 0);
    verified.damaged.push({ layout: this.#layout, root: this.#root, files, title, reason, byHash, bytes });
  }

  *#verifyBuilt(path: string): Generator<number, Outcome | undefined> {
    const parts = path.split("/");
    const title = baseName(path);
    if (!title.endsWith(".whl") || parts.some(isBuild)) return undefined;
    const body = new FileBody();
    try {
      body.open(`${this.#root}/${path}`);
      return { ...(yield* verifyBody(body)), title };
    } catch {
      return unverifiable;
    } finally {
      body.close();
    }
  }

  *#verifyResponse(files: AtLeastOne<SeenFile>): Generator<number, Outcome | undefined> {
    const name = baseName(files[0].path);
    const headerName = headerPathOf(this.#layout, name);
    if (!isHash(headerName ?? name)) return undefined;
    if (headerName !== undefined) return { ...damaged("noHeader"), title: this.#titleByBody(files) };
    const opened = openEntry({ layout: this.#layout, root: this.#root, files }, "all");
    if (!opened.ok) {
      const outcome = this.#outcomeOf(opened.reason, files);
      return outcome ? { ...outcome, title: this.#titleByBody(files) } : unverifiable;
    }
    try {
      const { stored, body } = opened;
      const { headers } = stored;
      const identity = identifyResponse(stored, body, (...page) => this.#addresses.isPageOf(name, ...page));
      const isPage = identity.kind === "index page" || isPageType(headers.get("content-type"));
      const title = () => entryTitle(withOwnTags(identity, body)) ?? (isPage ? "Index page" : name);
      const refusal = this.#refusal(files, isPage);
      const damage = sizeDamage(stored, body.size);
      if (refusal !== undefined && (refusal.pips === undefined || damage === undefined)) {
        return { ...refused(refusal), title: title() };
      }
      if (damage !== undefined) return { ...damaged(damage), title: title() };
      if (body.size === 0) return undefined;
      const verification = yield* verifyBody(body, {
        sha256: this.#hashes.published(urlHashOf({ files })),
        contentEncoding: headers.get("content-encoding"),
        etag: headers.get("etag"),
        isPage,
      });
      return verification.verdict === "damaged" ? { ...verification, title: title() } : verification;
    } finally {
      opened.close();
    }
  }

  /** Of an entry whose header says nothing; as its files are called where there is no body that tells. */
  #titleByBody(files: AtLeastOne<SeenFile>): string {
    const { path } = files.at(-1) ?? files[0];
    const name = baseName(path);
    const key = headerPathOf(this.#layout, name);
    if (key === undefined) return name;
    const body = new FileBody();
    try {
      body.open(`${this.#root}/${path}`);
      const identity = identifyBody(body, noHeaders, (...page) => this.#addresses.isPageOf(key, ...page));
      return entryTitle(identity) ?? (identity.kind === "index page" ? "Index page" : name);
    } catch {
      return name;
    } finally {
      body.close();
    }
  }

  /** Of an entry that says nothing to us; undefined where that need not be its fault. */
  #outcomeOf(reason: ClosedEntry["reason"], files: AtLeastOne<SeenFile>): Outcome | undefined {
    switch (reason) {
      case "no stored response":
      case "gone, or not readable":
        return undefined;
      case "no body":
        return damaged("noBody");
      default: {
        const form = responseForm(this.#layout);
        const damage = form && unreadableDamage(reason, form);
        if (damage !== undefined && damage !== "header") return damaged(files.length > 1 ? "header" : damage);
        const refusal = this.#refusal(files, false);
        return refusal && refused(refusal);
      }
    }
  }

  /** Whether pip can use what is in the header, which a scan does not ask. */
  #refusal(files: AtLeastOne<SeenFile>, isPage: boolean): Refusal | undefined {
    const header = new FileBody();
    try {
      header.open(`${this.#root}/${files[0].path}`);
      return findRefusal(header, { layout: this.#layout, bodySize: files[1]?.size, isPage });
    } catch {
      return undefined;
    } finally {
      header.close();
    }
  }
}

// eslint-disable-next-line require-yield
function* nothingToVerify(): Generator<number, undefined> {
  return undefined;
}

function refused(refusal: Refusal): Outcome {
  return { verdict: "damaged", how: "nothing", reason: refusalText(refusal) };
}

function damaged(damage: Damage): Outcome {
  return { verdict: "damaged", how: "nothing", reason: damages[damage] };
}

/** Files that belong together, header before body, put together again. */
export function* entriesOf({
  layout,
  files,
}: Pick<VerifyMessage, "layout" | "files">): Generator<AtLeastOne<SeenFile>> {
  let entry: AtLeastOne<SeenFile> | undefined;
  for (const file of FileList.from(files)) {
    if (entry && file.path === bodyPathOf(layout, entry[0].path)) {
      entry.push(file);
      continue;
    }
    if (entry) yield entry;
    entry = [file];
  }
  if (entry) yield entry;
}
