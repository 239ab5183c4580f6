/** Which cached versions are needed, and by whom: what environments and projects say, followed through what packages require. */
import type { RowKey } from "../packaging/row-key";
import type { Source, UnreadReference } from "./source";

/** One reason why a cached version is needed. */
export interface NeededBy {
  /** Index among `Needs.sources`. */
  source: number;
  /**
   * `installed` there; `locked` by a file; `named` by a file, which admits it; `required` by something that is needed;
   * `reachable`, where it could not be said what is required, so that everything that may be is needed.
   */
  how: "installed" | "locked" | "named" | "required" | "reachable";
  /** Of the file that says so: index among `NeedSource.files`. */
  file?: number;
  /** Names of packages, from what the source names to what requires this one. */
  via?: string[];
  /** The source, or the file, cannot be read now: when it was read last, ms since 1970. */
  unreadableSince?: number;
}

/** Of all that is cached. Versions are as the cache has them. */
export interface Needs {
  /** Sources that were looked at. */
  sources: NeedSource[];
  /** Of each needed package, by whom each needed version; what is not here is found nowhere that was looked at. */
  packages: Map<RowKey, NeededPackage>;
}

export interface NeedSource {
  path: string;
  name: string;
  kind: Source["kind"];
  /** Of a project: the paths of its own environments, among the sources. */
  environments?: string[];
  /** Of an environment: it is a project's own. */
  isOfProject?: true;
  /** Files of it that reasons name, absolute. */
  files: string[];
  /**
   * Names of packages that it needs and of which nothing tells what they require: not installed there, and none of their
   * metadata is cached. What only these require is not known. At most a hundred.
   */
  notFollowed: string[];
  /** Parts of it that could not be read: a path, or a reference as it is written, and why. The first thirty. */
  unread: UnreadReference[];
  /** Of all of these. */
  unreadCount: number;
  /** See `NeededBy.unreadableSince`. */
  unreadableSince?: number;
}

export interface NeededPackage {
  /** Indexes of the sources that need it, be it in a version that is not cached. Not empty. */
  sources: number[];
  /** By the version as it is cached, one reason of each source at most; a version that is not here is needed by none. */
  versions: Map<string, NeededBy[]>;
}
