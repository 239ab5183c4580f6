/**
 * Reads a cache directory with nothing remembered of it, as opening the list does. The pips have said which index they
 * ask; where the list is opened for the first time they have not yet, and it is read from their code.
 */
import { thisMachine } from "../../src/files/machine";
import { defaultIndexes } from "../../src/pip/default-index";
import { scan } from "../../src/pip-cache/scan/scan";
import { cacheAt, indexUrl } from "./cache";
import { watchHeap } from "./heap";
import { observe, readTask } from "./observe";

interface Task {
  path: string;
  heap?: boolean;
  /** Nothing tells which index it is: the pip that asks it is not on this machine. */
  isStranger?: boolean;
  /** A home with a pip that was never asked. */
  home?: string;
}

const { path, heap, isStranger, home } = readTask<Task>();
const watch = heap ? watchHeap() : undefined;

void observe(async () => {
  const { rows, failures } = await scan(cacheAt(path), { indexUrls: await indexes() });
  const [failure] = failures;
  if (failure) throw new Error(failure.reason);
  const [heapBytes, looks] = [watch?.peak() ?? 0, watch?.looks() ?? 0];
  return () => {
    const { entries, files, bytes } = rows.sums();
    return { entries, files, bytes, rows: rows.length, heapBytes, looks };
  };
});

async function indexes(): Promise<string[]> {
  if (isStranger) return [];
  if (home === undefined) return [indexUrl];
  const found = await defaultIndexes({ ...thisMachine(), home });
  if (!found.includes(indexUrl)) throw new Error("The pip in the home was not found.");
  return found;
}
