/** What the tool itself can take of a package that it keeps. */
import { addSums, noSums, type Sums } from "../../pip-cache/rows/groups";
import type { CachedPackage } from "../../python-caches/collect-packages";
import type { PackageCacheTool } from "../../python-caches/part";
import { removerOf } from "../../python-caches/removers";

/** Its files are its entries. Links elsewhere are counted as shared. */
export function takenOf(tool: PackageCacheTool, { versions, ...whole }: CachedPackage): Sums {
  const { takes } = removerOf(tool);
  const sums = noSums();
  for (const part of takes === undefined ? [whole] : versions.filter(({ kind }) => kind === takes)) {
    addSums(sums, { ...part, entries: part.files });
  }
  return sums;
}
