/**
 * Reads a cache directory with nothing remembered of it, as opening the list does. The pips have said which index they
 * ask; to a stranger, who opens the list for the first time, they have not yet.
 */
import { scan } from "../../src/pip-cache/scan/scan";
import { cacheAt, indexUrl } from "./cache";
import { watchHeap } from "./heap";
import { observe, readTask } from "./observe";

const { path, heap, isStranger } = readTask<{ path: string; heap?: boolean; isStranger?: boolean }>();
const watch = heap ? watchHeap() : undefined;

void observe(async () => {
  const { rows, failures } = await scan(cacheAt(path), isStranger ? {} : { indexUrls: [indexUrl] });
  const [failure] = failures;
  if (failure) throw new Error(failure.reason);
  const [heapBytes, looks] = [watch?.peak() ?? 0, watch?.looks() ?? 0];
  return () => {
    const { entries, files, bytes } = rows.sums();
    return { entries, files, bytes, rows: rows.length, heapBytes, looks };
  };
});
