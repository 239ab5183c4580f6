/**
 * Removing, as a person goes through it: see what would go, say yes, watch, be told what came back. The same for one
 * file and for everything.
 */
import type { PipActivity } from "../../pip-cache/builds";
import { confirmAlert, Toast } from "@raycast/api";
import { failureOf } from "../../files/failure";
import { emptyRemoval } from "../../files/attempts";
import { withNewFolders, type CacheDirectory } from "../../pip-cache/locate";
import { leftUnread, plan, type Plan, type PlanOptions } from "../../pip-cache/remove/plan";
import { remove, type PlanRemoval, type RemovePlanOptions } from "../../pip-cache/remove/remove";
import { selectsAll, selectsCache, selectsInBulk, type Selection } from "../../pip-cache/selection";
import { formatBytes, formatCount, formatNumber, formatPath, formatShare } from "../shared/format";
import { mayBegin, withAct, type Act } from "./act";
import { mayRemoveInBulk } from "./bulk";
import { recordRemoval } from "./history";
import { withInterrupted, type InterruptedAct } from "./interrupted";
import { recallRows, type RowsByCache } from "../shared/memory";
import { indexUrlsToRead, pipActivity, withRunningPip } from "../shared/pips";
import {
  amountRemoved,
  keptMessage,
  leftAloneMessages,
  sharedMessage,
  sharedOf,
  unfreedMessage,
  removalAlert,
  removeAnywayAlert,
  removalToast,
  planUnit,
  type RemovalDescription,
} from "./removal-messages";
import { startProgressToast } from "../shared/toasts";
import { formatUnits } from "../shared/units";
import { withValues } from "../shared/values";

export interface RemovalRequest extends RemovalDescription {
  caches: CacheDirectory[];
  selection: Selection;
  /** What was read last of the caches; where everything is removed, by default what is remembered. */
  known?: RowsByCache;
  /** Rows that are no longer so are left out: pip may have used one since the list was read. */
  only?: PlanOptions["only"];
  /** Whether to ask first. */
  ask: boolean;
  /** See `Act`. */
  continues?: string;
  /** What its result tells of, too: for a command without a view, which has no rows for it. */
  interrupted?: InterruptedAct[];
  /** There is nothing of it, whatever was shown. */
  onNothing?: () => void;
  /** The removal has begun. */
  onStart?: (plan: Plan) => void;
  /** It has ended, in whatever way. */
  onEnd?: (plan: Plan, removal: PlanRemoval) => void;
}

/** What is asked for in a view, which knows the rest. */
export type RemoveRequest = Pick<RemovalRequest, "selection" | "only" | "what" | "verb" | "ask" | "because">;

/** Asks, removes and reports. Resolves when all is said; declining says nothing. */
export async function removeSelection(request: RemovalRequest): Promise<PlanRemoval | undefined> {
  if (!(await mayBegin({ failure: failureOfRequest(request), roots: rootsOf(request) }))) return undefined;
  const found = await planFor(request);
  if (found === undefined) return undefined;
  const { planned, activity } = found;
  if (!request.ask) return carryOut(request, planned);
  // What was to be kept by the question stays, also where pip has ended since.
  const options: CarryOutOptions = activity === "idle" ? {} : { activity };
  // Where everything has to be kept there is nothing to say yes to.
  const isNothing = amountRemoved(planned, activity).files === 0;
  const { bytes, shared, entries, files } = amountRemoved(planned, activity);
  const question = withValues(removalAlert(request, planned, activity), { bytes, shared, entries, files });
  if (!isNothing && !(await confirmAlert(question))) return undefined;
  return carryOut(request, planned, options);
}

/** What would go, and whether a pip is in the way; undefined where that cannot be said, or nothing would go. */
async function planFor(request: RemovalRequest): Promise<{ planned: DatedPlan; activity: PipActivity } | undefined> {
  const { caches, selection, only, what, verb, onNothing } = request;
  if (selectsInBulk(selection) && !(await mayRemoveInBulk(failureOfRequest(request)))) return undefined;
  const known = request.known ?? (selectsAll(selection) ? await recallRows() : undefined);
  const counting = await startProgressToast("Working Out the Size");
  try {
    const readAt = Date.now();
    const found = await plan(withNewFolders(caches), selection, {
      indexUrls: await indexUrlsToRead(counting.signal),
      only,
      known,
      signal: counting.signal,
      onProgress: ({ done, total }) => counting.progress(formatShare(done, total)),
    });
    const planned = { ...found, readAt };
    if (planned.files === 0) {
      const result = withValues(await nothingToRemove(request, planned), { reclaimed: 0, entries: 0, files: 0 });
      await counting.settle(withInterrupted(result, request.interrupted));
      onNothing?.();
      return undefined;
    }
    // Only what lies with built wheels is in danger from being removed under a running pip.
    const activity = planned.waiting.files > 0 ? await activityFor(planned) : "idle";
    await counting.dismiss();
    return { planned, activity };
  } catch (error) {
    await counting.fail(error, `Could Not ${verb} ${what}`);
    return undefined;
  }
}

/** A plan, and when the reading began that its numbers come from. ms since 1970 */
interface DatedPlan extends Plan {
  readAt: number;
}

const failureOfRequest = ({ verb, what }: RemovalRequest): string => `Did Not ${verb} ${what}`;

/** What is worked on: all folders of the caches, since of two acts on one neither could say what it did. */
function rootsOf({ caches, selection }: RemovalRequest): string[] {
  const selected = withNewFolders(caches).filter((cache) => selectsCache(selection, cache));
  return selected.flatMap(({ folders }) => folders.map(({ root }) => root));
}

function actOf(request: RemovalRequest, planned: DatedPlan): Act {
  const { what, verb, because, only, continues, caches } = request;
  // Whoever continues it knows of all caches.
  const selection = { ...request.selection, caches: request.selection.caches ?? caches.map(({ path }) => path) };
  return {
    doing: doingOf(request),
    failure: failureOfRequest(request),
    what,
    roots: rootsOf(request),
    unit: planUnit(planned),
    planned: { files: planned.files, bytes: planned.bytes },
    readAt: planned.readAt,
    again: { kind: "selection", selection, verb, because, ...(only && { unused: true }) },
    continues,
  };
}

const doingOf = ({ verb, what }: RemovalRequest): string => `${verb === "Clear" ? "Clearing" : "Removing"} ${what}`;

type CarryOutOptions = Partial<Pick<RemovePlanOptions, "anyway" | "activity">>;

/** Says why nothing is removed. Empty folders hold nothing that a person could be asked about, and go. */
async function nothingToRemove(request: RemovalRequest, planned: DatedPlan): Promise<Toast.Options> {
  const { what, verb } = request;
  const [unread] = planned.failures;
  if (unread) {
    return {
      style: Toast.Style.Failure,
      title: "Nothing to Remove",
      message: `${formatPath(unread.path)}: ${unread.reason}`,
    };
  }
  const swept = planned.sweep
    ? await withAct(actOf(request, planned), (log) => remove(planned, { log, activity: () => activityFor(planned) }))
    : undefined;
  const folders = swept?.directories ?? 0;
  const removed = folders > 0 ? `, removed ${formatCount(folders, "empty folder")}` : "";
  const left = leftAloneMessages(planned);
  const nothing = left.length > 0 ? `Nothing in the ${what} is pip's` : `The ${what} is empty`;
  const message = verb === "Clear" ? `${nothing}${removed}` : `Nothing is cached of ${what}`;
  return { style: Toast.Style.Success, title: "Nothing to Remove", message: [message, ...left].join(" · ") };
}

const activityFor = (planned: Plan): Promise<PipActivity> => pipActivity(cachesOfPlan(planned));

const cachesOfPlan = ({ folders }: Plan): string[] => [...new Set(folders.map(({ cache }) => cache))];

async function carryOut(
  request: RemovalRequest,
  planned: DatedPlan,
  options: CarryOutOptions = {},
): Promise<PlanRemoval | undefined> {
  const { anyway, activity = () => activityFor(planned) } = options;
  const { what, inView, onStart, onEnd } = request;
  return withAct(actOf(request, planned), async (act) => {
    onStart?.(planned);
    const working = await startProgressToast(doingOf(request), { endsWithView: inView });
    const removal = await remove(planned, {
      signal: working.signal,
      activity,
      anyway,
      log: act,
      onProgress: ({ entries, totalEntries, bytes }) => {
        working.progress(
          `${formatNumber(entries)} of ${formatUnits(totalEntries, planUnit(planned))}, ${formatBytes(bytes)}`,
        );
      },
    }).catch((error: unknown) => refused(planned, error));
    removal.failures = await withRunningPip(removal.failures, cachesOfPlan(planned));
    onEnd?.(planned, removal);
    await recordRemoval({
      act: act.id,
      at: Date.now(),
      what,
      count: removal.entries,
      unit: planUnit(planned),
      bytes: removal.bytes,
      failures: [...leftUnread(planned), ...removal.failures],
      note:
        [
          removal.stopped ? "Stopped" : "",
          sharedMessage(planned, removal),
          unfreedMessage(removal) ?? "",
          keptMessage(removal) ?? "",
          ...leftAloneMessages(planned),
        ]
          .filter(Boolean)
          .join(" · ") || undefined,
    });
    act.end();
    const result = removalToast(request, planned, removal, {
      // The same plan: what pip has stored since was in no question, nor what could not be read.
      retry: () => void (planned.failures.length > 0 ? removeSelection(request) : carryOut(request, planned, options)),
      removeAnyway: () => void removeAnyway(request, planned, removal),
    });
    const values = {
      reclaimed: removal.bytes,
      shared: sharedOf(planned, removal),
      entries: removal.entries,
      files: removal.files,
      failures: leftUnread(planned).length + removal.failures.length,
    };
    await working.settle(withInterrupted(withValues(result, values), request.interrupted));
    return removal;
  });
}

async function removeAnyway(request: RemovalRequest, planned: DatedPlan, { kept }: PlanRemoval): Promise<void> {
  if (kept === undefined) return;
  const question = withValues(removeAnywayAlert(kept, planned), { bytes: kept.bytes, entries: kept.entries });
  if (await confirmAlert(question)) await carryOut(request, planned, { anyway: true });
}

/** What was refused as a whole removes nothing, and says why. */
function refused({ caches: [cache] }: Plan, error: unknown): PlanRemoval {
  return { ...emptyRemoval(), failures: [failureOf(cache?.path ?? "", error)] };
}
