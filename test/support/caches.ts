import { TIME_SLACK_MS } from "../../src/pip-cache/scan/read-entries";
import { locate, type CacheDirectory } from "../../src/pip-cache/locate";
import type { Rows } from "../../src/pip-cache/rows/rows";

/** Cache directories at these paths, as they are found on a machine that has nothing else. */
export function cachesAt(...paths: string[]): CacheDirectory[] {
  return locate(
    paths.map((path) => ({ path, source: "test" })),
    { platform: "linux", home: "/nonexistent", env: {} },
  );
}

/** Lets everything that was written until now pass for older than a reading: directories tell when they were changed. */
export function quieten(rows: Rows): void {
  if (rows.reading) rows.reading.since = Date.now() + TIME_SLACK_MS + 10;
}
