/**
 * Removing, as a person goes through it: see what would go, say yes, watch, be told what came back. The same for one
 * file and for everything.
 */
import { Alert, confirmAlert, Icon, Toast, type Image } from "@raycast/api";
import { failureOf } from "../files/failure";
import { emptyRemoval } from "../files/remove";
import type { CacheDirectory } from "../pip-cache/locate";
import {
  leftUnread,
  plan,
  remove,
  type PipActivity,
  type Plan,
  type PlanOptions,
  type PlanRemoval,
} from "../pip-cache/remove";
import { selectsAll, type Selection } from "../pip-cache/selection";
import { firstLines, formatBytes, formatCount, formatNumber, formatPath, formatShare } from "./format";
import { recordRemoval } from "./history";
import { recallRows, type RowsByCache } from "./memory";
import { indexUrls, pipActivity } from "./pips";
import { copyAction, startWorking } from "./toasts";
import { unreadWords } from "./unread-folders";

export interface RemovalRequest {
  caches: CacheDirectory[];
  selection: Selection;
  /** What was read last of the caches; where everything is removed, by default what is remembered. */
  known?: RowsByCache;
  /** Rows that are no longer so are left out: pip may have used one since the list was read. */
  only?: PlanOptions["only"];
  /** What is removed, as it stands in a sentence: "requests", "3 packages", "pip cache". */
  what: string;
  /** The verb of question and button. */
  verb: "Remove" | "Clear";
  /** Whether to ask first. */
  ask: boolean;
  /** What the question says of why just these: a sentence. */
  because?: string;
  icon?: Image.ImageLike;
  /** Whether the toast's actions will still be there when the person gets to them: not in a command without a view. */
  inView: boolean;
  /** There is nothing of it, whatever was shown. */
  onNothing?: () => void;
  /** The removal has begun. */
  onStart?: (plan: Plan) => void;
  /** It has ended, in whatever way. */
  onEnd?: (plan: Plan, removal: PlanRemoval) => void;
}

/** Asks, removes and reports. Resolves when all is said; declining says nothing. */
export async function removeSelection(request: RemovalRequest): Promise<PlanRemoval | undefined> {
  const { caches, selection, only, what, verb, ask } = request;
  const known = request.known ?? (selectsAll(selection) ? recallRows() : undefined);
  const counting = await startWorking("Working Out the Size");
  let planned: Plan;
  let activity: PipActivity;
  try {
    planned = await plan(caches, selection, {
      indexUrls: indexUrls(),
      only,
      known,
      signal: counting.signal,
      onProgress: ({ done, total }) => counting.progress(formatShare(done, total)),
    });
    // Only built wheels are in danger from being removed under a running pip.
    activity = planned.builtWheels > 0 ? await activityFor(planned) : "idle";
  } catch (error) {
    if (counting.signal.aborted) await counting.dismiss();
    else await counting.fail(error, `Could Not ${verb} ${what}`);
    return undefined;
  }
  if (planned.files === 0) {
    await counting.settle(await nothingToRemove(request, planned));
    request.onNothing?.();
    return undefined;
  }
  await counting.dismiss();
  // Where everything has to be kept, there is nothing to say yes to.
  const isAsked = ask && goingNow(planned, activity).files > 0;
  if (isAsked && !(await confirmAlert(question(request, planned, activity)))) return undefined;
  return carryOut(request, planned, false);
}

/** Says why nothing is removed. Empty folders hold nothing that a person could be asked about, and go. */
async function nothingToRemove({ what, verb }: RemovalRequest, planned: Plan): Promise<Toast.Options> {
  const [unread] = planned.failures;
  if (unread) {
    return { style: Toast.Style.Failure, title: "Nothing to Remove", message: `${unread.path}: ${unread.reason}` };
  }
  const folders = planned.sweep ? (await remove(planned, { activity: () => activityFor(planned) })).directories : 0;
  const removed = folders > 0 ? `, removed ${formatCount(folders, "empty folder")}` : "";
  const message = verb === "Clear" ? `The ${what} is empty${removed}` : `Nothing is cached of ${what}`;
  return { style: Toast.Style.Success, title: "Nothing to Remove", message };
}

function question({ what, verb, icon, because }: RemovalRequest, planned: Plan, activity: PipActivity): Alert.Options {
  const going = goingNow(planned, activity);
  const size = formatBytes(going.bytes);
  const lines = [`${formatCount(going.files, "file")}, ${size}.`];
  if (planned.caches.length > 1) {
    lines.push(...planned.caches.map(({ path, bytes }) => `${formatPath(path)}: ${formatBytes(bytes)}`));
  }
  if (planned.items.length > 1) {
    lines.push(
      "",
      ...firstLines(
        planned.items.map(({ name, bytes }) => `${name}: ${formatBytes(bytes)}`),
        10,
      ),
    );
  }
  if (planned.failures.length > 0) lines.push("", `${unreadWords(planned.failures)}.`);
  if (because) lines.push("", because);
  if (going.files < planned.files) {
    const wheels = formatCount(planned.builtWheels, "built wheel");
    lines.push("", `${wheels} will be kept: pip ${activity === "busy" ? "is" : "may be"} running.`);
  }
  return {
    title: `${verb} ${what} (${size})?`,
    message: lines.join("\n"),
    icon: icon ?? Icon.Trash,
    primaryAction: { title: `${verb} ${size}`, style: Alert.ActionStyle.Destructive },
  };
}

/** What of a plan goes while pip is running, or may be: all but what lies with the built wheels. */
function goingNow({ files, bytes, folders }: Plan, activity: PipActivity): Pick<Plan, "files" | "bytes"> {
  const kept = activity === "idle" ? [] : folders.filter(({ layout }) => layout === "wheels");
  return kept.reduce((sum, { files: own }) => ({ files: sum.files - own.length, bytes: sum.bytes - own.bytes }), {
    files,
    bytes,
  });
}

function activityFor({ folders }: Plan): Promise<PipActivity> {
  return pipActivity([...new Set(folders.map(({ cache }) => cache))]);
}

async function carryOut(request: RemovalRequest, planned: Plan, anyway: boolean): Promise<PlanRemoval> {
  const { what, verb, onStart, onEnd } = request;
  onStart?.(planned);
  const working = await startWorking(`${verb === "Clear" ? "Clearing" : "Removing"} ${what}`);
  const removal = await remove(planned, {
    signal: working.signal,
    activity: () => activityFor(planned),
    anyway,
    onProgress: ({ files, totalFiles, bytes }) => {
      working.progress(`${formatNumber(files)} of ${formatCount(totalFiles, "file")}, ${formatBytes(bytes)}`);
    },
  }).catch((error: unknown) => refused(planned, error));
  onEnd?.(planned, removal);
  await recordRemoval({
    at: Date.now(),
    what,
    files: removal.files,
    bytes: removal.bytes,
    failures: removal.failures,
    note: [removal.stopped ? "Stopped" : "", keptNote(removal) ?? ""].filter(Boolean).join(" · ") || undefined,
  });
  await working.settle(result(request, planned, removal));
  return removal;
}

/** What was refused as a whole removes nothing, and says why. */
function refused({ caches }: Plan, error: unknown): PlanRemoval {
  return { ...emptyRemoval(), failures: [failureOf(caches[0].path, error)] };
}

/** The words for what happened. */
function result(request: RemovalRequest, planned: Plan, removal: PlanRemoval): Toast.Options {
  const { what, verb, inView } = request;
  const reclaimed = `Reclaimed ${formatBytes(removal.bytes)}`;
  if (removal.stopped) {
    return {
      style: Toast.Style.Failure,
      title: "Stopped",
      message: `${reclaimed}, ${formatBytes(Math.max(0, planned.bytes - removal.bytes))} left`,
    };
  }
  const kept = keptNote(removal);
  // The same plan: what pip has stored since was in no question, nor what could not be read.
  const again = (anyway: boolean) => void carryOut(request, planned, anyway);
  const retry = () => (planned.failures.length > 0 ? void removeSelection(request) : again(false));
  const unread = leftUnread(planned);
  if (removal.failures.length > 0 || unread.length > 0) {
    const failures = [...unread, ...removal.failures];
    const [first] = failures;
    const left = removal.failures.length > 0 ? ` of ${formatNumber(planned.files - removal.missing)}` : "";
    const troubles = [
      unread.length > 0 ? unreadWords(unread) : "",
      removal.failures.length > 0 ? troublesOf(removal.failures) : "",
      // No action leads to the path in a command without a view.
      inView ? "" : `${formatPath(first.path)}: ${first.reason}`,
    ];
    return {
      style: Toast.Style.Failure,
      title: `Removed ${formatNumber(removal.files)}${left} ${planned.files === 1 ? "File" : "Files"}`,
      message: [reclaimed, ...troubles, kept].filter(Boolean).join(" · "),
      ...(inView && {
        primaryAction: copyAction(
          "Copy Details",
          failures.map(({ path, code, reason }) => `${path}: ${reason} (${code})`).join("\n"),
        ),
        secondaryAction: { title: "Retry", onAction: retry },
      }),
    };
  }
  const changed = removal.changed > 0 ? `${formatCount(removal.changed, "file")} changed meanwhile and stayed` : "";
  const allStayed = removal.files === 0 && (kept !== undefined || removal.changed > 0);
  const title = verb === "Clear" ? `Cleared ${what}` : `Removed ${what}`;
  const from = `${reclaimed} from ${formatCount(removal.files, "file")}`;
  return {
    style: allStayed ? Toast.Style.Failure : Toast.Style.Success,
    title: allStayed ? "Nothing Removed" : title,
    message: [allStayed ? "" : from, kept, changed].filter(Boolean).join(" · "),
    ...(inView && removal.kept && { primaryAction: { title: "Remove Anyway", onAction: () => again(true) } }),
  };
}

function keptNote({ kept }: PlanRemoval): string | undefined {
  if (kept === undefined) return undefined;
  const { wheels, files, why } = kept;
  return `${wheels > 0 ? formatCount(wheels, "built wheel") : formatCount(files, "file")} kept: ${why}`;
}

function troublesOf(failures: { code: string }[]): string {
  const inUse = failures.filter(({ code }) => code === "EBUSY").length;
  const denied = failures.filter(({ code }) => code === "EACCES" || code === "EPERM").length;
  const parts = [
    inUse > 0 ? `${formatNumber(inUse)} in use` : "",
    denied > 0 ? `${formatNumber(denied)} without permission` : "",
  ].filter(Boolean);
  const rest = failures.length - inUse - denied;
  if (rest > 0) parts.push(`${formatNumber(rest)} failed`);
  return parts.join(", ");
}
