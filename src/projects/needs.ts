/** Which cached versions are needed, and by whom: what environments and projects say, followed through what packages require. */
import type { RowKey } from "../packaging/row-key";

/** One reason why a cached version is needed. */
export interface NeededBy {
  /** See `Environment.path`, `Project.path`. */
  source: string;
  /**
   * `installed` there; `locked` by a file; `named` by a file, which admits it; `required` by something that is needed;
   * `reachable`, where it could not be said what is required, so that everything that may be is needed.
   */
  how: "installed" | "locked" | "named" | "required" | "reachable";
  /** Of the file that says so, absolute. */
  file?: string;
  /** Names of packages, from what the source names to what requires this one. */
  via?: string[];
  /** The source cannot be read now: when it was read last, ms since 1970. */
  unreadableSince?: number;
}

/** Of all that is cached. Versions are as the cache has them. */
export interface Needs {
  /** Sources that were looked at, in the order of `NeededBy`'s. */
  sources: NeedSource[];
  /** Of each needed package, by whom each needed version; what is not here is found nowhere that was looked at. */
  packages: Map<RowKey, NeededPackage>;
}

export interface NeedSource {
  path: string;
  name: string;
  kind: "environment" | "project";
  /** See `NeededBy.unreadableSince`. */
  unreadableSince?: number;
}

export interface NeededPackage {
  /** Indexes of the sources that need any version of it. */
  sources: number[];
  /** By the version as it is cached. */
  versions: Map<string, NeededBy[]>;
}
