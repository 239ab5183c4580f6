/** What `CacheReader` finds, in a view: what is remembered at once, then what is measured. Leaving the view stops it. */
import { useCallback, useMemo, useState } from "react";
import type { ResolvedTarget } from "../../developer-caches/resolve";
import type { NothingListedProps } from "../shared/still-reading";
import { useLoading } from "../shared/use-loading";
import { CacheReader, recallCaches } from "./cache-reader";
import { byTool, type MeasuredTool } from "./measured-tools";

export interface DeveloperCaches {
  tools: MeasuredTool[];
  isLoading: boolean;
  loading: NothingListedProps["loading"];
  refresh: () => void;
  /** Measures some targets again. */
  remeasure: (targets: ResolvedTarget[]) => Promise<void>;
  /** The list of added folders is another one. */
  readFolders: () => void;
}

export function useDeveloperCaches(): DeveloperCaches {
  const [found, setFound] = useState(recallCaches);
  const [reader] = useState(() => new CacheReader(found, setFound));
  /** How many measurings were asked for besides. */
  const [remeasuring, setRemeasuring] = useState(0);

  const busyWith = useCallback((work: Promise<void>) => {
    setRemeasuring((number) => number + 1);
    return work.finally(() => setRemeasuring((number) => number - 1));
  }, []);
  const remeasure = useCallback((some: ResolvedTarget[]) => busyWith(reader.measure(some)), [reader, busyWith]);
  const readFolders = useCallback(() => void busyWith(reader.readFolders()), [reader, busyWith]);

  const loading = useLoading((signal) => reader.read(signal), [], "Could Not Measure the Caches");
  const isLoading = loading.isLoading || remeasuring > 0;
  return {
    tools: useMemo(() => byTool(found), [found]),
    isLoading,
    loading: { ...loading, isLoading },
    refresh: loading.reload,
    remeasure,
    readFolders,
  };
}
