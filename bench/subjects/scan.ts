/** Reads a cache directory with nothing remembered, as opening the list does. */
import { scan } from "../../src/pip-cache/scan";
import { sumGroups } from "../../src/pip-cache/rows";
import { cacheAt } from "./cache";
import { watchHeap } from "./heap";
import { observe, readTask } from "./observe";

const { path, heap } = readTask<{ path: string; heap?: boolean }>();
const watch = heap ? watchHeap() : undefined;

void observe(async () => {
  const { rows, failures } = await scan(cacheAt(path));
  if (failures.length > 0) throw new Error(failures[0].reason);
  const { entries, files, bytes } = sumGroups(rows.flatMap(({ groups }) => groups));
  return { entries, files, bytes, rows: rows.length, heapBytes: watch?.peak() ?? 0, looks: watch?.looks() ?? 0 };
});
