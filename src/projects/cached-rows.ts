/** What needs ask of the caches, from what was read of them. */
import type { CachedPackages, RequiredMetadata } from "./cached";
import { readRequired } from "../packaging/required";
import { readCoreMetadata, type ReadCache } from "../pip-cache/details/core-metadata";
import type { RowKey } from "../packaging/row-key";

export class CachedRows implements CachedPackages {
  /** @param caches what lies where it lay when they were read is found, and nothing else */
  constructor(private readonly caches: readonly ReadCache[]) {}

  versionsOf(key: RowKey): string[] | undefined {
    const versions = new Set<string>();
    let isThere = false;
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
