import { locate, type CacheDirectory } from "../../src/pip-cache/locate";

/** Cache directories at these paths, as they are found on a machine that has nothing else. */
export function cachesAt(...paths: string[]): CacheDirectory[] {
  return locate(
    paths.map((path) => ({ path, source: "test" })),
    { platform: "linux", home: "/nonexistent", env: {} },
  );
}
