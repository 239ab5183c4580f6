import { listFiles, type CachedFile } from "../../src/pip-cache/details/list-files";
import type { CacheDirectory } from "../../src/pip-cache/locate";
import type { Rows } from "../../src/pip-cache/rows/rows";
import { packageKey, type RowKey } from "../../src/packaging/row-key";

/** The key of a package's row in pip's cache. */
export const rowOf = (name: string): RowKey => packageKey("pip", name);

/** The files of all rows. One row after the other: many at a time would start threads for each. */
export async function listEach(caches: CacheDirectory[], rows: Rows): Promise<CachedFile[]> {
  const files: CachedFile[] = [];
  for (const { key } of rows) files.push(...(await listFiles(caches, key)));
  return files;
}
