/** What is read of one file of a project, before it is known which of the files that it refers to belong to the project. */
import type { Named, UnreadReference } from "../source";

export interface FileReading {
  isLock: boolean;
  requiresPython?: string;
  named: Named[];
  unread: UnreadReference[];
  includes: Include[];
  /** What is installed from folders: of no matter where those are of the project and have files that are read. */
  folders: FolderReference[];
  /** What the project is called, where the file says so. */
  projectName?: string;
  /** Indexes that it names, see `addIndexes`. */
  indexes: Set<string>;
}

/** Another requirements file that is part of it. */
export interface Include {
  /** As it is written there: relative to the folder of the file. */
  path: string;
  /** The whole of the option: `-r base.txt`. */
  text: string;
  as: "requirements" | "constraints";
}

export interface FolderReference extends UnreadReference {
  /** As it is written there: relative to the folder of the file. */
  path: string;
}

/**
 * Reads what is in a file; undefined where it is something else of that name. Pauses now and then. Throws `BrokenFileError`
 * where nothing of it can be read.
 */
export type FileReader = (bytes: Buffer, context: ReaderContext) => Generator<undefined, FileReading | undefined>;

export interface ReaderContext {
  /** What stands for `${NAME}`; undefined where it is not set. */
  variable: (name: string) => string | undefined;
  /**
   * To be asked after each item: all that is read has to fit into a thread, and what does not is read no further.
   * @throws BrokenFileError
   */
  assertFits: (reading: FileReading) => void;
}

/** The file is not of its format. The message is a sentence. */
export class BrokenFileError extends Error {
  override readonly name = "BrokenFileError";
}

/** Of one file, and of one project: a lock of a large repository has some thousand. */
export const MOST_NAMED = 50_000;

/** What is kept of a file: packages that it names, and references. */
export const sizeOf = ({ named, unread, includes, folders }: FileReading): number =>
  named.length + unread.length + includes.length + folders.length;

export const emptyReading = (): FileReading => ({
  ...{ isLock: false, named: [], unread: [], includes: [], folders: [] },
  indexes: new Set(),
});

/** Of one file; nobody has as many. */
const MAX_INDEXES = 20;
/** Characters. */
const MAX_ADDRESS = 500;

/** Takes the addresses among what a file names as indexes: without credentials, each once. */
export function addIndexes({ indexes }: FileReading, ...written: unknown[]): void {
  for (const text of written) {
    if (typeof text !== "string" || text.length > MAX_ADDRESS || indexes.size >= MAX_INDEXES) continue;
    const index = addressIn(text);
    if (index !== undefined) indexes.add(index);
  }
}

/** Variables in credentials may stand as they are. */
function addressIn(text: string): string | undefined {
  try {
    const url = new URL(text.trim());
    if (url.protocol !== "https:" && url.protocol !== "http:") return undefined;
    [url.username, url.password, url.search, url.hash] = ["", "", "", ""];
    return url.href;
  } catch {
    return undefined;
  }
}
