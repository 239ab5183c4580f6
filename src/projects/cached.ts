/** What of the caches needs are found in: names and versions, and what the metadata of a version says. */
import type { RowKey } from "../packaging/row-key";

export interface CachedPackages {
  /** The versions of a package, as the cache has them; undefined where nothing of it is cached. */
  versionsOf(key: RowKey): readonly string[] | undefined;
  /** The Pythons that files of a version are for, see `Identity.python`: of sdists `any`; none where only metadata is cached. */
  pythonsOf(key: RowKey, version: string): Iterable<string>;
  /** Undefined where none is cached, or it cannot be read. */
  metadataOf(key: RowKey, version: string): RequiredMetadata | undefined;
}

/** What metadata says of what it takes to install it. */
export interface RequiredMetadata {
  /** Its Requires-Dist, each as it stands there. */
  requires: string[];
  /** As it stands there: `>=3.9`. */
  requiresPython?: string;
}
