import { locate, type CacheDirectory } from "../../src/pip-cache/locate";
import { HOUR_MS } from "../../src/pip-cache/selection";

/** Cache directories at these paths, as they are found on a machine that has nothing else. */
export function cachesAt(...paths: string[]): CacheDirectory[] {
  return locate(
    paths.map((path) => ({ path, source: "test" })),
    { platform: "linux", home: "/nonexistent", env: {} },
  );
}

/** When what was just written is old, so that its folders tell whether something has changed since. ms since 1970 */
export const afterAWhile = (): number => Date.now() + 2 * HOUR_MS;
