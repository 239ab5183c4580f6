/** Reads what uv's cache holds of packages, with nothing remembered. */
import { readPackages } from "../../src/python-caches/read-packages";
import { watchHeap } from "./heap";
import { observe, readTask } from "./observe";

const { path, heap } = readTask<{ path: string; heap?: boolean }>();
const watch = heap ? watchHeap() : undefined;

void observe(async () => {
  const roots = [{ root: path, target: "uv.cache", folder: "uv", kept: [] }];
  const { packages, total } = await readPackages({ tool: "uv", roots });
  const named = packages.filter(({ name }) => name !== undefined).length;
  return () => ({ files: total.files, bytes: total.bytes, packages: named, heapBytes: watch?.peak() ?? 0 });
});
