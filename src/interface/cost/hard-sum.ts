/** What of a selection is hard to get back, for questions: as far as that is remembered, and never in the way of removing. */
import { hardAmong } from "../../pip-cache/cost/hard";
import type { CacheDirectory } from "../../pip-cache/locate";
import type { Selection } from "../../pip-cache/selection";
import { recallRows, type RowsByCache } from "../shared/memory";
import { recallHardFiles } from "./hard-files";
import { hardSumOf, type HardSum } from "./hard-text";

export interface HardSumOptions {
  /** What was read of the caches. Default: what is remembered. */
  known?: RowsByCache;
  /** The parts of the caches that are meant. Default: all of them. */
  among?: CacheDirectory[];
}

/** Undefined where nothing is, or nothing is known. */
export async function recallHardSum(
  caches: CacheDirectory[],
  selection: Selection,
  { known, among = caches }: HardSumOptions = {},
): Promise<HardSum | undefined> {
  const hard = await recallHardFiles(caches, known ?? (await recallRows()), selection.rows).catch(() => []);
  return hardSumOf(hardAmong(hard, among, selection));
}
