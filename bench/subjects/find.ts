/** Finds everything that would go, or all but one package that is kept: in a cache that was read before, as what follows a yes. */
import { packageKey } from "../../src/packaging/row-key";
import { plan } from "../../src/pip-cache/remove/plan";
import { scan } from "../../src/pip-cache/scan/scan";
import { cacheAt, indexUrl } from "./cache";
import { observe, readTask } from "./observe";

const { path, kept } = readTask<{ path: string; kept?: string }>();

const cache = cacheAt(path);
const options = { indexUrls: [indexUrl] };

void scan(cache, options).then(({ rows }) => {
  const known = new Map([[cache.path, rows]]);
  const not = kept === undefined ? undefined : { rows: [packageKey("pip", kept)] };
  return observe(async () => {
    const { files, bytes } = await plan([cache], { not }, { ...options, known });
    return { files, bytes };
  });
});
