/** pip's places among the developer caches: measured and cleared as everywhere else in this extension. */
import { join } from "node:path";
import { doneIn, type Cleared } from "../../developer-caches/clear";
import { findLeavings, removeLeavings } from "../../developer-caches/pip-leavings";
import type { ResolvedTarget } from "../../developer-caches/resolve";
import { logAfter, type RemovalLog } from "../../files/attempts";
import { failureOf, type Failure } from "../../files/failure";
import { layouts } from "../../pip-cache/layouts";
import { locate, type CacheDirectory } from "../../pip-cache/locate";
import { leftUnread, plan } from "../../pip-cache/remove/plan";
import type { Amount } from "../../pip-cache/remove/question";
import { remove } from "../../pip-cache/remove/remove";
import { recallHardSum } from "../cost/hard-sum";
import type { HardSum } from "../cost/hard-text";
import { temporaryActivity, pipActivity } from "../shared/pips";
import { measuredOf, withoutKept } from "../removal/kept";
import { keptMessage, leftAloneMessages } from "../removal/removal-messages";

export const isOfPip = ({ tool }: ResolvedTarget): boolean => tool.id === "pip";

/** Whether it is of pip's cache, and not what pips left elsewhere. */
export const isOfPipCache = (target: ResolvedTarget): boolean => isOfPip(target) && !target.target.isCommon;

/** What a place of pip holds that is pip's. */
export interface PipSize {
  bytes: number;
  shared: number;
  upTo: boolean;
  /** ms since 1970; absent when there is nothing. */
  newestMs?: number;
  unreadable: Failure[];
  /** What is not counted because it is not pip's, a sentence each. */
  kept: string[];
}

/** @throws the signal's reason when aborted */
export async function measurePip(target: ResolvedTarget, signal?: AbortSignal, until?: number): Promise<PipSize> {
  if (target.target.isCommon) {
    const { stays, ...found } = await findLeavings(target.root, { signal, at: until });
    return { ...found, upTo: false, kept: stays };
  }
  const planned = await plan(partOf(target), measuredOf({ until }), { signal });
  const { failures, rows } = planned;
  const { bytes, shared } = planned.shared > 0 ? await amongAll(target, signal) : planned;
  const newestMs = Math.max(0, ...[...rows.values()].map((own) => own.sums().newestMs));
  const size = { bytes, shared, upTo: false, unreadable: failures, kept: leftAloneMessages(planned) };
  return newestMs > 0 ? { ...size, newestMs } : size;
}

/** What is hard to get back of pip's places among these. @param until see `Selection` */
export async function hardOfPip(targets: readonly ResolvedTarget[], until?: number): Promise<HardSum | undefined> {
  const own = targets.filter(isOfPipCache);
  if (own.length === 0) return undefined;
  const caches = locate(own.map(({ place, origin }) => ({ path: place, source: origin })));
  const parts = own.flatMap(partOf);
  const among = caches.map((cache) => ({
    ...cache,
    folders: parts.flatMap(({ path, folders }) => (path === cache.path ? folders : [])),
  }));
  return recallHardSum(caches, withoutKept({ selection: { until } }), { among });
}

/** Header before body, no wheel under a running pip, and nothing that pip did not write. */
export async function clearPip(
  targets: ResolvedTarget[],
  signal: AbortSignal,
  log: RemovalLog,
  until?: number,
): Promise<Cleared[]> {
  const cleared: Cleared[] = [];
  for (const target of targets) {
    const none = { target, reclaimed: 0, reclaimedAllocated: 0, shared: 0, runs: [], failures: [], stopped: false };
    try {
      if (target.target.isCommon) {
        const { refused, ...removal } = await removeLeavings(target.root, {
          signal,
          at: until,
          activity: temporaryActivity,
          log: logAfter(log, doneIn(cleared)),
        });
        const { bytes, allocated, linked, stopped, failures } = removal;
        const sums = { reclaimed: bytes, reclaimedAllocated: allocated, shared: linked.shared };
        cleared.push({ ...none, ...sums, removal, failures, stopped, refused });
        continue;
      }
      const own = partOf(target);
      const planned = await plan(own, withoutKept({ selection: { until } }), { signal });
      const activity = () => pipActivity(own.map(({ path }) => path));
      const removal = await remove(planned, { signal, activity, log: logAfter(log, doneIn(cleared)) });
      const { bytes, allocated, stopped } = removal;
      const failures = [...leftUnread(planned), ...removal.failures];
      const [refused, kept] = [keptMessage(removal), leftAloneMessages(planned)];
      cleared.push({
        ...none,
        reclaimed: bytes,
        reclaimedAllocated: allocated,
        shared: Math.min(removal.linked.shared, planned.shared),
        removal,
        failures,
        stopped,
        refused,
        kept,
      });
    } catch (error) {
      if (!signal.aborted) cleared.push({ ...none, failures: [failureOf(target.root, error)] });
    }
  }
  return cleared;
}

/** Files that have names in several parts of a cache count in one of them. */
function amongAll(target: ResolvedTarget, signal?: AbortSignal): Promise<Amount> {
  const parts = partOf(target);
  const whole = locate([{ path: target.place, source: target.origin }]).filter(({ path }) =>
    parts.some((part) => part.path === path),
  );
  return plan(whole, measuredOf({ layouts: parts.flatMap(({ folders }) => folders.map(({ layout }) => layout)) }), {
    signal,
  });
}

/** The cache that a target is part of, with nothing but that part. */
function partOf(target: ResolvedTarget): CacheDirectory[] {
  const caches = locate([{ path: target.place, source: target.origin }]);
  return caches.flatMap((one) => {
    const folders = one.folders.filter(({ layout, root }) =>
      layouts[layout].placement === "file" ? join(root, layout) === target.root : root === target.root,
    );
    return folders.length > 0 ? [{ ...one, folders }] : [];
  });
}
