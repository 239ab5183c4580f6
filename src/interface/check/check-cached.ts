/** Verifies what is cached, for the view and for a tool. */
import type { RowKey } from "../../packaging/row-key";
import { check, type CheckedCache, type CheckOptions } from "../../pip-cache/check/check";
import type { CacheDirectory } from "../../pip-cache/locate";
import { indexUrlsToRead } from "../shared/pips";

/**
 * @param row the package to check; everything when absent
 * @throws the signal's reason when aborted
 */
export async function checkCached(
  caches: CacheDirectory[],
  row: RowKey | undefined,
  { signal, onProgress }: Pick<CheckOptions, "signal" | "onProgress">,
): Promise<CheckedCache> {
  const selection = row === undefined ? {} : { rows: [row] };
  return check(caches, selection, { signal, indexUrls: await indexUrlsToRead(signal), onProgress });
}
