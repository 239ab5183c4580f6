/** Copies cached wheels and sdists into a folder, given as the files a scan has listed: whole, verified, under their own names. */
import { createHash } from "node:crypto";
import { lstatSync } from "node:fs";
import { join } from "node:path";
import type { Columns } from "../../files/file-list";
import { failureOf, type Failure } from "../../files/failure";
import { baseName, platformPath } from "../../files/names";
import { NewFile } from "../../files/new-file";
import type { TaskContext } from "../../files/tasks";
import { isBuild } from "../builds";
import { entriesOf } from "../check/verify-files";
import { entryTitle, withOwnTags } from "../details/title";
import { damages, type AtLeastOne, type Identity } from "../entry";
import { FileBody } from "../entries/file-body";
import { openEntry } from "../entries/open-entry";
import { urlHashOf, type PublishedFile } from "../index/hash-links";
import { headerPathOf, layouts, type Layout } from "../layouts";
import type { Body } from "../readers/formats/body";
import { PageAddresses } from "../readers/address/page-address";
import { identifyResponse } from "../readers/identify/identify";
import { parseWheelFileName } from "../readers/identify/wheel";
import { hashBody, verifyBody } from "../readers/verify/verify";
import { sizeDamage } from "../scan/damage";
import { isUnchanged, statEntry, type SeenFile } from "../stat-entry";
import { isSafeName, nameByContents } from "./distribution-name";

export interface CopyMessage {
  layout: Layout;
  root: string;
  files: Columns;
  /** What the indexes call these files, and which hashes they published: by the keys of the entries. */
  published: Map<string, Pick<PublishedFile, "fileName" | "sha256">>;
  /** Real path of the folder that they go into. */
  folder: string;
  /** See `ScanOptions`. */
  indexUrls?: string[];
}

export interface CopiedFile {
  fileName: string;
  /** Of the project, as the file spells it, and its version. */
  name: string;
  version: string;
  /** 64 hexadecimal digits, of the copy. */
  sha256: string;
  /** `st_size` of the copy, bytes. */
  bytes: number;
  /** Whether it was there already, the same to the last byte. */
  wasThere: boolean;
  /** Whether no index and no pip says how it is called, so that its contents do. */
  isNamedByContents: boolean;
  /** What it was held against: the hash of its index, its own checksums, or nothing, where it has none. */
  heldAgainst: "index" | "itself" | "nothing";
}

/** What was not copied. */
export interface LeftFile {
  /** What it would be called, or else a description of it. */
  title: string;
  /** In the cache; where something is in its way, that. */
  path: string;
  why: "damaged" | "no name" | "taken" | "changing" | "unreadable";
  /** In a few words, where something is wrong with it. */
  reason?: string;
}

export interface Copied {
  /** Bytes read, as far as the files have them. */
  bytes: number;
  files: CopiedFile[];
  left: LeftFile[];
  /** Nothing more can be written there. */
  ended?: Failure;
}

export const nothingCopied = (): Copied => ({ bytes: 0, files: [], left: [] });

/** Bytes between two pauses. */
const SLICE = 256 << 10;
/** Progress that is reported more often than this cannot be read. ms */
const PART_MS = 100;
const MAX_ATTEMPTS = 3;

/** Copies one by one; hands over what it has ten times a second. Pauses after about a megabyte of work. */
export function* copyFiles(message: CopyMessage, context: TaskContext): Generator<Copied | undefined, Copied> {
  const copier = new Copier(message);
  let copied = nothingCopied();
  let partEnd = performance.now() + PART_MS;
  for (const files of entriesOf(message)) {
    const steps = copier.copy(files);
    try {
      for (let step = steps.next(); ; step = steps.next()) {
        if (step.done) {
          const { value } = step;
          if (value === undefined) break;
          if ("why" in value) copied.left.push(value);
          else if ("sha256" in value) copied.files.push(value);
          else return { ...copied, ended: value };
          break;
        }
        if (context.stopped()) return copied;
        copied.bytes += step.value;
        const isPart = performance.now() >= partEnd;
        yield isPart ? copied : undefined;
        if (!isPart) continue;
        copied = nothingCopied();
        partEnd = performance.now() + PART_MS;
      }
    } finally {
      // Closes what is open of a file that is not copied to its end, and removes what was written of it.
      steps.return(undefined);
    }
  }
  return copied;
}

type Outcome = CopiedFile | LeftFile | Failure | undefined;

/** A body, and all that is known of it. */
interface Source {
  body: Body;
  identity: Identity & { name: string; version: string };
  fileName: string;
  isNamedByContents: boolean;
  /** As its index published it. */
  sha256?: string;
  /** Absolute, in the cache. */
  path: string;
}

class Copier {
  readonly #message: CopyMessage;
  readonly #addresses: PageAddresses;

  constructor(message: CopyMessage) {
    this.#message = message;
    this.#addresses = new PageAddresses(message.indexUrls);
  }

  /** Undefined for what is neither wheel nor sdist, and for what is gone. */
  *copy(listed: AtLeastOne<SeenFile>): Generator<number, Outcome> {
    const { layout, root } = this.#message;
    let files = listed;
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const isSame = () => isUnchanged(files, statEntry(layout, root, files[0].path) ?? []);
      const outcome = yield* this.#copyAsListed(files, isSame);
      if (outcome !== "changing") return outcome;
      const now = statEntry(layout, root, files[0].path);
      if (now === undefined) return undefined;
      files = now;
    }
    const path = platformPath(`${root}/${listed[0].path}`);
    return { title: baseName(path), path, why: "changing" };
  }

  *#copyAsListed(files: AtLeastOne<SeenFile>, isSame: () => boolean): Generator<number, Outcome | "changing"> {
    switch (layouts[this.#message.layout].entry.is) {
      case "response":
        return yield* this.#copyResponse(files, isSame);
      case "built wheel":
        return yield* this.#copyBuilt(files[0].path, isSame);
      case "note":
        return undefined;
    }
  }

  *#copyBuilt(path: string, isSame: () => boolean): Generator<number, Outcome | "changing"> {
    const fileName = baseName(path);
    if (!fileName.endsWith(".whl") || path.split("/").some(isBuild)) return undefined;
    const place = platformPath(`${this.#message.root}/${path}`);
    const named = parseWheelFileName(fileName);
    if (named === undefined || !isSafeName(fileName)) return { title: fileName, path: place, why: "no name" };
    const body = new FileBody();
    try {
      body.open(place);
      const identity = { ...named, kind: "built wheel" } as const;
      return yield* this.#copySource({ body, identity, fileName, isNamedByContents: false, path: place }, isSame);
    } catch (error) {
      return { title: fileName, path: place, why: "unreadable", reason: failureOf(place, error).reason };
    } finally {
      body.close();
    }
  }

  *#copyResponse(files: AtLeastOne<SeenFile>, isSame: () => boolean): Generator<number, Outcome | "changing"> {
    const { layout, root, published } = this.#message;
    const key = baseName(files[0].path);
    const path = platformPath(`${root}/${(files.at(-1) ?? files[0]).path}`);
    if (headerPathOf(layout, key) !== undefined) return { title: key, path, why: "damaged", reason: damages.noHeader };
    const opened = openEntry({ layout, root, files }, "all");
    if (!opened.ok) return isSame() ? { title: key, path, why: "damaged", reason: damages.header } : "changing";
    try {
      const { stored, body } = opened;
      const identity = identifyResponse(stored, body, (...page) => this.#addresses.isPageOf(key, ...page));
      if (identity.kind !== "wheel" && identity.kind !== "sdist") return undefined;
      const { fileName: linked, sha256 } = published.get(urlHashOf({ files })) ?? {};
      const isLinked = linked !== undefined && isSafeName(linked);
      const title = (isLinked ? linked : entryTitle(withOwnTags(identity, body))) ?? key;
      const damage = sizeDamage(stored, body.size);
      if (damage !== undefined) return { title, path, why: "damaged", reason: damages[damage] };
      const fileName = isLinked ? linked : nameByContents(body, identity);
      const { name, version } = identity;
      if (fileName === undefined || name === undefined || version === undefined) return { title, path, why: "no name" };
      const source: Source = {
        body,
        identity: { ...identity, name, version },
        fileName,
        isNamedByContents: !isLinked,
        sha256: sha256?.toLowerCase(),
        path,
      };
      return yield* this.#copySource(source, isSame);
    } finally {
      opened.close();
    }
  }

  *#copySource(source: Source, isSame: () => boolean): Generator<number, Outcome | "changing"> {
    const { body, fileName, path, sha256 } = source;
    const left = (why: LeftFile["why"], reason?: string): LeftFile | "changing" =>
      isSame() ? { title: fileName, path, why, reason } : "changing";
    // What no index says anything about is read twice: by its own checksums, and to copy it.
    const share = sha256 === undefined ? 0.5 : 1;
    const own = sha256 === undefined ? yield* shared(verifyBody(body), share) : undefined;
    if (own?.verdict === "damaged") return left("damaged", own.reason);
    const isThere = lstatSync(join(this.#message.folder, fileName), { throwIfNoEntry: false }) !== undefined;
    const file = isThere ? undefined : this.#newFile();
    if (file && "code" in file) return file;
    try {
      const hash = createHash("sha256");
      for (let position = 0; position < body.size;) {
        const bytes = body.read(position, SLICE);
        if (bytes.length === 0) return left("unreadable", "it could not be read to its end");
        hash.update(bytes);
        const failure = file && failureToWrite(file, bytes);
        if (failure) return failure;
        position += bytes.length;
        yield bytes.length * share;
      }
      const digest = hash.digest("hex");
      if (sha256 !== undefined && digest !== sha256) return left("damaged", "its hash is not the published one");
      if (!isSame()) return "changing";
      const isPlaced = file !== undefined && placed(file, fileName);
      if (typeof isPlaced !== "boolean") return isPlaced;
      if (!isPlaced && (yield* this.#hashThere(fileName, body.size)) !== digest) {
        return { title: fileName, path: join(this.#message.folder, fileName), why: "taken" };
      }
      return {
        fileName,
        name: source.identity.name,
        version: source.identity.version,
        sha256: digest,
        bytes: body.size,
        wasThere: !isPlaced,
        isNamedByContents: source.isNamedByContents,
        heldAgainst: sha256 !== undefined ? "index" : own?.verdict === "intact" ? "itself" : "nothing",
      };
    } finally {
      file?.discard();
    }
  }

  #newFile(): NewFile | Failure {
    const { folder } = this.#message;
    try {
      return new NewFile(folder);
    } catch (error) {
      return failureOf(folder, error);
    }
  }

  /** The hash of the file that has a name already; undefined for what is another one for sure. */
  *#hashThere(fileName: string, size: number): Generator<number, string | undefined> {
    const body = new FileBody();
    try {
      body.open(join(this.#message.folder, fileName));
      return body.size === size ? yield* shared(hashBody(body, "sha256"), 0) : undefined;
    } catch {
      return undefined;
    } finally {
      body.close();
    }
  }
}

/** Yields a part of what is done, where it is not all that is to be done with it. */
function* shared<Result>(steps: Generator<number, Result>, share: number): Generator<number, Result> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    yield step.value * share;
  }
}

function failureToWrite(file: NewFile, bytes: Uint8Array): Failure | undefined {
  try {
    file.write(bytes);
    return undefined;
  } catch (error) {
    return failureOf(file.folder, error);
  }
}

/** Whether a file has got its name. */
function placed(file: NewFile, name: string): boolean | Failure {
  try {
    return file.place(name);
  } catch (error) {
    return failureOf(file.folder, error);
  }
}
