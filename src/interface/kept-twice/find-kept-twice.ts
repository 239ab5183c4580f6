/** What pip and other tools of this machine keep of the same, for the view. */
import { sortSteps } from "../../files/sort-steps";
import { inSlices } from "../../files/tasks";
import { packageIn } from "../../packaging/row-key";
import { normalizeName } from "../../packaging/normalize";
import type { CacheDirectory } from "../../pip-cache/locate";
import type { Rows } from "../../pip-cache/rows/rows";
import type { PackagesMessage } from "../../python-caches/collect-packages";
import type { Duplicate } from "../../python-caches/duplicates/find-duplicates";
import { readDuplicates } from "../../python-caches/duplicates/read-duplicates";
import { readPackages, type ReadPackages } from "../../python-caches/read-packages";
import type { RowsByCache } from "../shared/memory";

/** A tool that may keep what another keeps, too. */
export interface KeepingTool {
  /** As a person calls it. */
  name: string;
  /** Clones share blocks unseen: what would come back is an upper bound. */
  upTo: boolean;
  message: PackagesMessage;
}

/** What was read of pip's caches. */
interface ReadPip {
  rows: Rows | undefined;
  caches: CacheDirectory[];
  known: RowsByCache;
}

/**
 * What several of these keep, what saves most first.
 * @throws the signal's reason when aborted
 */
export async function findKeptTwice(
  tools: readonly KeepingTool[],
  { rows, caches, known }: ReadPip,
  signal: AbortSignal,
): Promise<Duplicate[]> {
  const messages = tools.map(({ message }) => message);
  const read: ReadPackages[] = [];
  for (const message of messages) read.push(await readPackages(message, { signal }));
  const names = await inSlices(namesInSeveral(rows, read));
  signal.throwIfAborted();
  const found = await readDuplicates({ names, caches, tools: messages }, { signal, known });
  return inSlices(sortSteps(found, (one, other) => other.saves - one.saves));
}

/** Pauses after each row. */
function* namesInSeveral(pip: Rows | undefined, others: ReadPackages[]): Generator<undefined, string[]> {
  const seen = new Set<string>();
  const several = new Set<string>();
  for (let row = 0; row < (pip?.length ?? 0); row++) {
    yield undefined;
    const name = pip && packageIn(pip.keyAt(row));
    if (name !== undefined) seen.add(name);
  }
  for (const { packages } of others) {
    for (const { name } of packages) {
      yield undefined;
      if (name === undefined) continue;
      const key = normalizeName(name);
      if (seen.has(key)) several.add(key);
      seen.add(key);
    }
  }
  return [...several];
}
