/** The cache directory a subject is about, found as the extension finds it. */
import { thisMachine } from "../../src/files/machine";
import { locate, type CacheDirectory } from "../../src/pip-cache/locate";

/** Where the trees' index pages are from, as `index-url` has it. */
export const indexUrl = "https://index.example.org/simple";

/** @throws when there is none, or it cannot be read */
export function cacheAt(path: string): CacheDirectory {
  const [cache] = locate([{ path, source: "bench" }], { ...thisMachine(), home: "/nonexistent", env: {} });
  if (cache === undefined || cache.problem) throw new Error(`${path} is no cache directory.`);
  return cache;
}
