/** Walks a folder that a tool caches in, and says of each file what it belongs to. */
import { isNotFound } from "../files/failure";
import { pathMatcher } from "../files/patterns";
import { walk, type FoundFile, type WalkOptions } from "../files/walk";
import { FileBody } from "../pip-cache/entries/file-body";
import { withEffort } from "../pip-cache/readers/formats/effort";
import { describerOf } from "./describers";
import type { Described } from "./part";

/** A folder that a tool caches in. */
export interface CacheRoot {
  /** The real path, links resolved. */
  root: string;
  /** The id of the target, and the name of the folder as the tool knows it: see `describerOf`. */
  target: string;
  folder: string;
  /** Patterns of what lies in it and is no part of it. */
  kept: string[];
}

export interface DescribedFile {
  file: FoundFile;
  described: Described;
}

/** Work that finding one name may take, see `effort.ts`. */
const EFFORT = 32 << 20;

/**
 * Every file and link below the root but what is kept; nothing (`undefined`) after each folder, so that callers can pause. Opened
 * are files alone: opening a pipe is seen at its other end, and opening a device may do anything.
 */
export function* describedFiles(
  { root, target, folder, kept }: CacheRoot,
  onUnreadable?: WalkOptions["onUnreadable"],
): Generator<DescribedFile | undefined> {
  const describe = describerOf(target, folder);
  const stays = kept.map(pathMatcher);
  const exclude = stays.length > 0 ? (path: string) => stays.some((matches) => matches(path)) : undefined;
  const opened = new FileBody();
  let path = "";
  let isFile = false;
  const body = () => {
    if (!isFile) return undefined;
    try {
      opened.open(`${root}/${path}`);
      return opened;
    } catch (error) {
      if (!isNotFound(error)) onUnreadable?.(path, error as NodeJS.ErrnoException);
      return undefined;
    }
  };
  const describeIt = () => describe?.(path, body);
  let last: { folder: string; described: Described } | undefined;
  try {
    for (const file of walk(root, { exclude, onUnreadable })) {
      if (file === undefined) {
        yield undefined;
        continue;
      }
      [path, isFile] = [file.path, file.type === "file"];
      if (last?.folder !== file.folder || !last.described.ofFolder) {
        const described = withEffort(EFFORT, describeIt)?.value ?? { kind: "other", part: "" };
        last = { folder: file.folder, described };
      }
      yield { file, described: last.described };
    }
  } finally {
    opened.close();
  }
}
