/** What needs ask of the caches, from what was read of them. */
import type { CachedPackages, RequiredMetadata } from "./cached";
import { readRequired } from "../packaging/required";
import { readCoreMetadata, type ReadCache } from "../pip-cache/details/core-metadata";
import { packageKey, type RowKey } from "../packaging/row-key";

/** What tools other than pip keep: of a package, by its name, these versions. */
export type VersionsElsewhere = readonly (readonly [name: string, versions: readonly string[]])[];

export class CachedRows implements CachedPackages {
  readonly #elsewhere = new Map<RowKey, Set<string>>();

  /**
   * @param caches what lies where it lay when they were read is found, and nothing else
   * @param elsewhere versions that are cached, too, and of which nothing more is known
   */
  constructor(
    private readonly caches: readonly ReadCache[],
    elsewhere: VersionsElsewhere = [],
  ) {
    for (const [name, versions] of elsewhere) {
      const key = packageKey("pip", name);
      const known = this.#elsewhere.get(key) ?? new Set();
      for (const version of versions) known.add(version);
      this.#elsewhere.set(key, known);
    }
  }

  versionsOf(key: RowKey): string[] | undefined {
    const elsewhere = this.#elsewhere.get(key);
    const versions = new Set<string>(elsewhere);
    let isThere = elsewhere !== undefined;
    for (const { rows } of this.caches) {
      const row = rows.numberOf(key);
      if (row === undefined) continue;
      isThere = true;
      for (const { version } of rows.groupsAt(row, true)) if (version !== undefined) versions.add(version);
    }
    return isThere ? [...versions] : undefined;
  }

  pythonsOf(key: RowKey, wanted: string): Set<string> {
    const pythons = new Set<string>();
    for (const { rows } of this.caches) {
      const row = rows.numberOf(key);
      if (row === undefined) continue;
      for (const { version, kind, python } of rows.groupsAt(row, true)) {
        if (version !== wanted) continue;
        if (kind === "sdist") pythons.add("any");
        else if (python !== undefined) pythons.add(python);
      }
    }
    return pythons;
  }

  /** Of several files all that any of them requires. */
  metadataOf(key: RowKey, version: string): RequiredMetadata | undefined {
    const [first, ...others] = readCoreMetadata(this.caches, key, version).map(readRequired);
    if (first === undefined || others.length === 0) return first;
    return { ...first, requires: [...new Set([first, ...others].flatMap(({ requires }) => requires))] };
  }
}
