/** What of a list is hard to get back: worked out once the list is there, and anew when it changes. */
import { useMemo, useRef } from "react";
import { hardByRow, type NamedHardFile } from "../../pip-cache/cost/hard";
import type { RowKey } from "../../packaging/row-key";
import { useLoading } from "../shared/use-loading";
import type { Packages } from "../shared/use-packages";
import { readHardFiles } from "./hard-files";

export interface HardOfList {
  /** Absent until it was found out. */
  files?: NamedHardFile[];
  byRow: ReadonlyMap<RowKey, NamedHardFile[]>;
  isLoading: boolean;
}

export function useHardFiles({ caches, known, read, isReading, isRead }: Packages): HardOfList {
  const isReady = isRead && !isReading;
  const change = useRef({ read, count: 1 });
  if (change.current.read !== read) change.current = { read, count: change.current.count + 1 };
  const last = useRef<NamedHardFile[]>(undefined);
  const { data, isLoading } = useLoading(
    async (signal, change: number) => {
      if (change === 0) return last.current;
      try {
        return (last.current = await readHardFiles(caches, known(), signal));
      } catch {
        // Then nothing is claimed of what is not known.
        signal.throwIfAborted();
        return (last.current = undefined);
      }
    },
    [isReady ? change.current.count : 0],
    "Could Not Find Out What Is Hard to Get Back",
  );
  const shown = useMemo(() => new Set(caches.map(({ path }) => path)), [caches]);
  const files = useMemo(() => data?.filter(({ cache }) => shown.has(cache)), [data, shown]);
  const byRow = useMemo(() => hardByRow(files ?? []), [files]);
  return { files, byRow, isLoading: isReady && isLoading };
}
