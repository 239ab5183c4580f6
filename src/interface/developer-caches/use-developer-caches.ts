/**
 * What the developer tools of this machine keep that they can make again: found, measured a few at a time, remembered.
 * Leaving the view stops it.
 */
import { Cache } from "@raycast/api";
import { useCallback, useMemo, useState } from "react";
import { askWhere } from "../../developer-caches/ask-tool";
import { catalogue } from "../../developer-caches/catalogue/catalogue";
import { planClear } from "../../developer-caches/clear";
import type { Usage } from "../../developer-caches/in-use";
import { resolveTools, type ResolvedTarget } from "../../developer-caches/resolve";
import type { ReportedPaths } from "../../developer-caches/tool-places";
import { readMounts } from "../../files/volumes";
import { thisMachine } from "../../files/machine";
import { Recollection } from "../shared/recollection";
import type { NothingListedProps } from "../shared/still-reading";
import { useLoading } from "../shared/use-loading";
import { byTool, type MeasuredTool } from "./measured-tools";
import { listUsages } from "./target-usages";
import { useTargetSizes } from "./use-target-sizes";

export interface DeveloperCaches {
  tools: MeasuredTool[];
  isLoading: boolean;
  loading: NothingListedProps["loading"];
  refresh: () => void;
  /** Measures some targets again. */
  remeasure: (targets: ResolvedTarget[]) => Promise<void>;
}

const DAY_MS = 86_400_000;
const cache = new Cache({ namespace: "developer-caches" });
const pathsReported = new Recollection<ReportedPaths>(cache, "reported", 4);

export function useDeveloperCaches(): DeveloperCaches {
  const [targets, setTargets] = useState<ResolvedTarget[]>(() =>
    resolveTools(catalogue, thisMachine(), { reported: pathsReported.recall()?.value }),
  );
  const { sizes, measure } = useTargetSizes();
  const [usages, setUsages] = useState<ReadonlyMap<string, Usage>>(new Map());
  /** How many measurings were asked for besides. */
  const [remeasuring, setRemeasuring] = useState(0);

  const remeasure = useCallback(
    (some: ResolvedTarget[]) => {
      setRemeasuring((number) => number + 1);
      return measure(some).finally(() => setRemeasuring((number) => number - 1));
    },
    [measure],
  );

  const loading = useLoading(
    async (signal) => {
      const machine = thisMachine();
      const mounts = await readMounts(machine);
      const first = resolveTools(catalogue, machine, { mounts, reported: pathsReported.recall()?.value });
      setTargets(first);
      const using = listUsages(first, signal).then(setUsages);
      const [reported] = await Promise.all([askAllWhere(signal), measure(first, signal), using]);
      const all = resolveTools(catalogue, machine, { mounts, reported });
      setTargets(all);
      const known = new Set(first.map(extent));
      await measure(
        all.filter((one) => !known.has(extent(one))),
        signal,
      );
    },
    [],
    "Could Not Measure the Caches",
  );

  const { isLoading, reload } = loading;
  const plans = useMemo(() => planClear(targets, thisMachine()), [targets]);
  return {
    tools: useMemo(() => byTool(plans, sizes, usages), [plans, sizes, usages]),
    isLoading: isLoading || remeasuring > 0,
    loading: { ...loading, isLoading: isLoading || remeasuring > 0 },
    refresh: reload,
    remeasure,
  };
}

/** What a size is of: a directory without what is kept out of it, because that is cleared or counted elsewhere. */
const extent = ({ root, kept }: ResolvedTarget): string => [root, ...kept.toSorted()].join("\0");

/** Where the tools say their places are. Each answer takes a process, so they are asked once a day. */
async function askAllWhere(signal: AbortSignal): Promise<ReportedPaths> {
  const remembered = pathsReported.recall();
  if (remembered && Date.now() - remembered.at < DAY_MS) return remembered.value;
  const began = Date.now();
  const answers = new Map<string, ReportedPaths[string]>();
  for (const tool of catalogue) {
    answers.set(tool.id, await askWhere(tool, thisMachine(), signal));
    // What was stopped has said less than it would have.
    signal.throwIfAborted();
  }
  const reported: ReportedPaths = Object.fromEntries(answers);
  pathsReported.remember(reported, began);
  return reported;
}
