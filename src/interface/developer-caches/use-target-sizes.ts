/** The sizes of the tools' places: those that are remembered, until they are measured anew. */
import { Cache } from "@raycast/api";
import { useCallback, useRef, useState } from "react";
import { measureTargets, type Size } from "../../developer-caches/measure-tool";
import type { ResolvedTarget } from "../../developer-caches/resolve";
import type { Failure } from "../../files/failure";
import { thisMachine } from "../../files/machine";
import { formatCount, formatPath } from "../shared/format";
import { Recollection } from "../shared/recollection";
import type { TargetSizes } from "./measured-tools";
import { isOfPip, measurePip, type PipSize } from "./pip-targets";

/** A list that changes more often than this cannot be read. ms */
const PARTIAL_MS = 200;

const sizesSeen = new Recollection<TargetSizes>(new Cache({ namespace: "developer-caches" }), "sizes", 4);

export interface MeasuredSizes {
  sizes: TargetSizes;
  /** @throws the signal's reason when aborted; what was measured until then stands */
  measure: (targets: ResolvedTarget[], signal?: AbortSignal) => Promise<void>;
}

export function useTargetSizes(): MeasuredSizes {
  const [sizes, setSizes] = useState<TargetSizes>(() => sizesSeen.recall()?.value ?? {});
  const latest = useRef(sizes);
  const measure = useCallback(async (some: ResolvedTarget[], signal?: AbortSignal) => {
    let shownAt = performance.now();
    const onMeasured = ({ root }: ResolvedTarget, size: Size | PipSize) => {
      const { bytes, shared, upTo, newestMs, unreadable: failures } = size;
      const unreadable = describeUnreadable(failures);
      const kept = "kept" in size ? size.kept : undefined;
      const measured = { bytes, shared, upTo, newestMs, unreadable, kept, at: Date.now() };
      latest.current = { ...latest.current, [root]: measured };
      if (performance.now() - shownAt < PARTIAL_MS) return;
      shownAt = performance.now();
      setSizes(latest.current);
    };
    const isMeasured = (target: ResolvedTarget) => isOfPip(target) && target.leftOut === undefined;
    for (const target of some.filter(isMeasured)) onMeasured(target, await measurePip(target, signal));
    await measureTargets(
      some.filter((target) => !isOfPip(target)),
      thisMachine(),
      { signal, onMeasured },
    );
    setSizes(latest.current);
    rememberSizes(latest.current);
  }, []);
  return { sizes, measure };
}

function describeUnreadable([first, ...others]: Failure[]): string | undefined {
  if (!first) return undefined;
  const more = others.length > 0 ? `, and ${formatCount(others.length, "other")}` : "";
  return `${formatPath(first.path)}: ${first.reason}${more}`;
}

/** Beside the sizes that were measured elsewhere meanwhile. */
function rememberSizes(measured: TargetSizes): void {
  const both = [...Object.entries(sizesSeen.recall()?.value ?? {}), ...Object.entries(measured)];
  // Of two sizes of a target the last one stays.
  sizesSeen.remember(Object.fromEntries(both.sort(([, one], [, other]) => one.at - other.at)));
}
