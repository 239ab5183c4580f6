/**
 * Removes a package, or everything, as a person waits for it: finding out what that is, then doing it. The cache has been
 * read before, by the list that they choose from, or, for everything, some time before.
 */
import { packageKey } from "../../src/packaging/row-key";
import { plan } from "../../src/pip-cache/remove/plan";
import { remove } from "../../src/pip-cache/remove/remove";
import type { ListOptions } from "../../src/pip-cache/scan/list";
import { scan } from "../../src/pip-cache/scan/scan";
import { cacheAt, indexUrl } from "./cache";
import { observe, readTask } from "./observe";

const { path, row } = readTask<{ path: string; row?: string }>();

const cache = cacheAt(path);
const options = { indexUrls: [indexUrl] };

void scan(cache, options).then(({ rows }) => {
  const known = new Map([[cache.path, rows]]);
  return observe(() => findAndRemove(known));
});

async function findAndRemove(known: ListOptions["known"]): Promise<Record<string, number>> {
  const startedAt = performance.now();
  const planned = await plan([cache], row === undefined ? {} : { rows: [packageKey("pip", row)] }, {
    ...options,
    known,
  });
  const planMs = performance.now() - startedAt;
  const { files, bytes, failures } = await remove(planned, { activity: "idle" });
  const [failure] = failures;
  if (failure) throw new Error(failure.reason);
  if (files !== planned.files || bytes !== planned.bytes) throw new Error("Not all that was planned is gone.");
  return { planMs, files, bytes };
}
