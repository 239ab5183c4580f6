/**
 * What the developer tools of this machine keep that they can make again: found, measured a few at a time, remembered.
 * Leaving the view stops it.
 */
import { realpathSync } from "node:fs";
import { Cache } from "@raycast/api";
import { useCallback, useMemo, useRef, useState } from "react";
import { listProcesses, type RunningProcess } from "../../files/processes";
import { askWhere } from "../../developer-caches/ask-tool";
import { catalogue } from "../../developer-caches/catalogue/catalogue";
import type { Tool } from "../../developer-caches/tool";
import { planClear, type ClearPlan } from "../../developer-caches/clear";
import { usageOf, type Usage } from "../../developer-caches/in-use";
import { thisMachine } from "../../files/machine";
import { measureTargets, type Size } from "../../developer-caches/measure-tool";
import type { ReportedPaths } from "../../developer-caches/tool-places";
import { resolveTools, type ResolvedTarget } from "../../developer-caches/resolve";
import type { Failure } from "../../files/failure";
import { formatCount, formatPath } from "../shared/format";
import { Recollection } from "../shared/recollection";
import { useLoading } from "../shared/use-loading";
import { isOfPip, measurePip, type PipSize } from "./pip-targets";
import { runningPip } from "../../pip/running";
import { readMounts } from "../../developer-caches/volumes";
import { own } from "../../files/lookup";

/** A size as it is remembered between runs. */
interface TargetSize {
  /** Bytes of what lies in it. */
  bytes: number;
  /** Of these, what has names elsewhere: removing frees nothing of that. */
  shared: number;
  /** Clones share blocks unseen: the numbers are upper bounds. */
  upTo: boolean;
  /** ms since 1970; absent when it is empty. */
  newestMs?: number;
  /** What of it could not be read, with the reason; it counts nothing. */
  unreadable?: string;
  /** What lies in it and is no part of it, a sentence each. */
  kept?: string[];
  /** When it was measured, ms since 1970. */
  at: number;
}

export interface MeasuredTarget {
  resolved: ResolvedTarget;
  /** Why it cannot be cleared, in a sentence; absent when it can. */
  refused?: string;
  size?: TargetSize;
  use?: Usage;
}

export interface MeasuredTool {
  tool: Tool;
  targets: MeasuredTarget[];
  /** Bytes of what is cache, as far as it has been measured. */
  bytes: number;
  /** Of these, what has names elsewhere. */
  shared: number;
  /** Bytes of data that only lies beside it and never goes. */
  dataBytes: number;
  upTo: boolean;
  newestMs: number;
  /** When the oldest of the sizes was measured, ms since 1970. */
  measuredAt: number;
  /** What uses one of the targets right now, for a person: "npm (process 42)"; "not known" where it cannot be told. */
  usedBy?: string;
}

export interface DeveloperCaches {
  tools: MeasuredTool[];
  isLoading: boolean;
  refresh: () => void;
  /** Measures some targets again. */
  remeasure: (targets: ResolvedTarget[]) => Promise<void>;
}

const DAY_MS = 86_400_000;
/** Data below this is no reason to show a tool that keeps nothing else. Bytes. */
const NOTABLE_BYTES = 1_000_000;
/** A list that changes more often than this cannot be read. ms */
const PARTIAL_MS = 200;

type Sizes = Record<string, TargetSize>;

const cache = new Cache({ namespace: "developer-caches" });
const sizesSeen = new Recollection<Sizes>(cache, "sizes", 4);
const pathsReported = new Recollection<ReportedPaths>(cache, "reported", 4);

export function useDeveloperCaches(): DeveloperCaches {
  const [targets, setTargets] = useState<ResolvedTarget[]>(() =>
    resolveTools(catalogue, thisMachine(), { reported: pathsReported.recall()?.value }),
  );
  const [sizes, setSizes] = useState<Sizes>(() => sizesSeen.recall()?.value ?? {});
  const [uses, setUses] = useState<ReadonlyMap<string, Usage>>(new Map());
  /** How many measurings were asked for besides. */
  const [remeasuring, setRemeasuring] = useState(0);
  const latest = useRef(sizes);

  const measureAll = useCallback(async (some: ResolvedTarget[], signal?: AbortSignal) => {
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

  const remeasure = useCallback(
    (some: ResolvedTarget[]) => {
      setRemeasuring((number) => number + 1);
      return measureAll(some).finally(() => setRemeasuring((number) => number - 1));
    },
    [measureAll],
  );

  const { isLoading, reload } = useLoading(
    async (signal) => {
      const machine = thisMachine();
      const mounts = await readMounts(machine);
      const first = resolveTools(catalogue, machine, { mounts, reported: pathsReported.recall()?.value });
      setTargets(first);
      const using = listUses(first, signal).then(setUses);
      const [reported] = await Promise.all([askAllWhere(signal), measureAll(first, signal), using]);
      const all = resolveTools(catalogue, machine, { mounts, reported });
      setTargets(all);
      const known = new Set(first.map(extent));
      await measureAll(
        all.filter((one) => !known.has(extent(one))),
        signal,
      );
    },
    [],
    "Could Not Measure the Caches",
  );

  const plans = useMemo(() => planClear(targets, thisMachine()), [targets]);
  return {
    tools: useMemo(() => byTool(plans, sizes, uses), [plans, sizes, uses]),
    isLoading: isLoading || remeasuring > 0,
    refresh: reload,
    remeasure,
  };
}

function describeUnreadable([first, ...others]: Failure[]): string | undefined {
  if (!first) return undefined;
  const more = others.length > 0 ? `, and ${formatCount(others.length, "other")}` : "";
  return `${formatPath(first.path)}: ${first.reason}${more}`;
}

async function listUses(targets: ResolvedTarget[], signal: AbortSignal): Promise<ReadonlyMap<string, Usage>> {
  const running = await listProcesses({ signal });
  const use = async (target: ResolvedTarget): Promise<[string, Usage]> => {
    if (running === undefined) return [target.root, { state: "unknown" }];
    return [target.root, await (target.tool.id === "pip" ? useOfPip : usageOf)(target, { running }).catch(unknown)];
  };
  return new Map(await Promise.all(targets.map(use)));
}

const unknown = (): Usage => ({ state: "unknown" });

/** As wherever a pip may be in the way: not one that only looks, nor one that caches elsewhere. */
async function useOfPip({ place }: ResolvedTarget, options: { running: RunningProcess[] }): Promise<Usage> {
  const pip = await runningPip({ caches: [realpathSync.native(place)], ...options });
  return pip.state === "busy" ? { state: "busy", program: "pip", ...pip.process } : { state: pip.state };
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

function byTool(plans: ClearPlan[], sizes: Sizes, uses: ReadonlyMap<string, Usage>): MeasuredTool[] {
  const tools = new Map<Tool, MeasuredTarget[]>();
  for (const { target: resolved, refused } of plans) {
    const measured = { resolved, refused, size: own(sizes, resolved.root), use: uses.get(resolved.root) };
    tools.set(resolved.tool, [...(tools.get(resolved.tool) ?? []), measured]);
  }
  const measured = Array.from(tools, ([tool, own]) => summarizeTool(tool, own));
  return measured.filter(
    ({ bytes, dataBytes, targets: own }) =>
      bytes > 0 || dataBytes > NOTABLE_BYTES || own.some(({ size }) => size === undefined || size.unreadable),
  );
}

/** What some targets of a tool come to. Data that never goes is no cache: it counts apart. */
export function summarizeTool(tool: Tool, targets: MeasuredTarget[]): MeasuredTool {
  const sizes = (some: MeasuredTarget[]) => some.flatMap(({ size }) => (size ? [size] : []));
  const total = (some: TargetSize[]) => some.reduce((sum, { bytes }) => sum + bytes, 0);
  const isData = ({ resolved }: MeasuredTarget) => resolved.tier === "never";
  const caches = sizes(targets.filter((target) => !isData(target)));
  return {
    tool,
    targets,
    bytes: total(caches),
    shared: caches.reduce((sum, { shared }) => sum + shared, 0),
    dataBytes: total(sizes(targets.filter(isData))),
    upTo: caches.some(({ upTo }) => upTo),
    newestMs: Math.max(0, ...caches.map(({ newestMs = 0 }) => newestMs)),
    measuredAt: Math.min(Date.now(), ...sizes(targets).map(({ at }) => at)),
    usedBy: userOf(targets),
  };
}

/** What a place of a tool is called: with its path where another of them is called the same. */
export function placeName({ resolved }: MeasuredTarget, among: readonly MeasuredTarget[]): string {
  const { label } = resolved.target;
  const same = among.filter((other) => other.resolved.tool === resolved.tool && other.resolved.target.label === label);
  return same.length > 1 ? `${label} in ${formatPath(resolved.root)}` : label;
}

function userOf(targets: MeasuredTarget[]): string | undefined {
  const uses = targets.map(({ use }) => use);
  for (const use of uses) if (use?.state === "busy") return `${use.program} (process ${use.pid})`;
  return uses.some((use) => use?.state === "unknown") ? "not known" : undefined;
}

/** Beside the sizes that were measured elsewhere meanwhile. */
function rememberSizes(measured: Sizes): void {
  const both = [...Object.entries(sizesSeen.recall()?.value ?? {}), ...Object.entries(measured)];
  // Of two sizes of a target the last one stays.
  sizesSeen.remember(Object.fromEntries(both.sort(([, one], [, other]) => one.at - other.at)));
}
