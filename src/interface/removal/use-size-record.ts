/** Tells the history how large pip's cache is, whenever all of it has been read. */
import { useEffect } from "react";
import { Rows } from "../../pip-cache/rows/rows";
import type { Packages } from "../shared/use-packages";
import { isDryRun } from "./act";
import { recordSize } from "./history";

/** @param packages of which also what has been removed since is known */
export function useSizeRecord({ known, read, allCaches, failures, isLoading }: Packages): void {
  useEffect(() => {
    if (isLoading || failures.length > 0 || isDryRun()) return;
    const complete = known();
    if (complete.size === 0 || complete.size < allCaches.length) return;
    void recordSize(Rows.together([...complete.values()]).sums().bytes);
  }, [known, read, allCaches, failures, isLoading]);
}
