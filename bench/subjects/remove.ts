/** Removes a package, or everything: finding out what that is, then doing it, as a person waits for both. */
import { plan, remove } from "../../src/pip-cache/remove";
import { cacheAt, indexUrl } from "./cache";
import { observe, readTask } from "./observe";

const { path, row } = readTask<{ path: string; row?: string }>();

void observe(async () => {
  const startedAt = performance.now();
  const planned = await plan([cacheAt(path)], row === undefined ? {} : { rows: [row] }, { indexUrls: [indexUrl] });
  const planMs = performance.now() - startedAt;
  const { files, bytes, failures } = await remove(planned, { activity: "idle" });
  if (failures.length > 0) throw new Error(failures[0].reason);
  if (files !== planned.files || bytes !== planned.bytes) throw new Error("Not all that was planned is gone.");
  return { planMs, files, bytes };
});
