/**
 * Removing, as a person goes through it: see what would go, say yes, watch, be told what came back. The same for one
 * file and for everything.
 */
import { isDeepStrictEqual } from "node:util";
import type { PipActivity } from "../../pip-cache/builds";
import { confirmAlert, Toast, type Alert } from "@raycast/api";
import { failureOf } from "../../files/failure";
import { emptyRemoval } from "../../files/attempts";
import { withNewFolders, type CacheDirectory } from "../../pip-cache/locate";
import { leftUnread, plan, type Plan, type PlanOptions } from "../../pip-cache/remove/plan";
import { ask, type Question } from "../../pip-cache/remove/question";
import { remove, type PlanRemoval, type RemovePlanOptions } from "../../pip-cache/remove/remove";
import {
  selectsAllBut,
  selectsCache,
  selectsInBulk,
  type PartialSelection,
  type Selection,
} from "../../pip-cache/selection";
import { formatBytes, formatCount, formatNumber, formatPath, formatShare, titleCaseBeside } from "../shared/format";
import { askedOnce, isDryRun, mayBegin, withAct, type Act, type RunningAct } from "./act";
import { unreadableGuards } from "../shared/personal-data";
import { recallHardSum } from "../cost/hard-sum";
import { hardValues } from "../cost/hard-text";
import { mayRemoveInBulk } from "./bulk";
import { namesKept, takesKept, withoutKept } from "./kept";
import { recordRemoval } from "./history";
import { withInterrupted, type InterruptedAct } from "./interrupted";
import { neededSelection, type WhoseNeeds } from "../../projects/needed";
import type { Needs } from "../../projects/needs";
import { readChanged } from "../shared/cache-rows";
import { recallRows, type RowsByCache } from "../shared/memory";
import { indexUrlsToRead, pipActivity, withRunningPip } from "../shared/pips";
import {
  amountRemoved,
  keptMessage,
  lateMessage,
  leftAloneMessages,
  sharedMessage,
  sharedOf,
  unfreedMessage,
  removalAlert,
  removeAnywayAlert,
  removalToast,
  planUnit,
  verbs,
  type RemovalDescription,
} from "./removal-messages";
import { startProgressToast } from "../shared/toasts";
import { formatUnits } from "../shared/units";
import { withValues, type Values } from "../shared/values";

export interface RemovalRequest extends RemovalDescription {
  caches: CacheDirectory[];
  selection: Selection;
  /** What was read last of the caches; where everything is removed, by default what is remembered. */
  known?: RowsByCache;
  /** Rows that are no longer so are left out: pip may have used one since the list was read. */
  only?: PlanOptions["only"];
  /** Whether to ask first. */
  ask: boolean;
  /** Whether the disk is looked at before the question, whatever is known. */
  isListed?: boolean;
  /** Whether a person has said that what is kept goes, too. */
  takesKept?: boolean;
  /** What these need stays, by what `readNow` says right before the question and right after it. */
  nowhereIn?: WhoseNeeds;
  /** Reads what is needed; undefined where that cannot be, which was said. */
  readNow?: () => Promise<Needs | undefined>;
  /** Whether nobody has named what goes, also where that is a single row: what is kept stays then, too. */
  inBulk?: boolean;
  /** See `Act`. */
  continues?: string;
  /** What its result tells of, too: for a command without a view, which has no rows for it. */
  interrupted?: InterruptedAct[];
  /** What its result tells of, too, as sentences: what was found out behind the question. */
  alsoSaid?: () => Promise<string[]>;
  /** There is nothing of it, whatever was shown. */
  onNothing?: () => void;
  /** The removal has begun. */
  onStart?: (plan: Plan) => void;
  /** It has ended, in whatever way. */
  onEnd?: (plan: Plan, removal: PlanRemoval) => void;
}

/** What is asked for in a view, which knows the rest. */
export type RemoveRequest = Pick<
  RemovalRequest,
  "selection" | "only" | "what" | "verb" | "ask" | "because" | "takesKept" | "inBulk" | "nowhereIn"
>;

/** Asks, removes and reports. Resolves when all is said; declining says nothing. */
export async function removeSelection(given: RemovalRequest): Promise<PlanRemoval | undefined> {
  const request = await asOfNow(given);
  if (request === undefined) return undefined;
  const roots = rootsOf(request);
  const agreed = await askedOnce(JSON.stringify([roots, request.selection]), async () => {
    if (!(await mayBegin({ failure: failureOfRequest(request), roots }))) return undefined;
    if (!(await mayGoByMarks(request))) return undefined;
    const asked = request.ask && !request.isListed ? await askKnown(request) : "unknown";
    return asked === "unknown" ? planAndAsk(request) : asked;
  });
  return agreed && carryOut(request, agreed.planned, agreed.options);
}

/** A request of which what is kept, or needed, has been left out. */
interface CurrentRequest extends RemovalRequest {
  /** As it was asked for. */
  given: RemovalRequest;
}

/** What of a request may go as things are now; undefined where that cannot be read, which was said. */
async function asOfNow(given: RemovalRequest): Promise<CurrentRequest | undefined> {
  const { nowhereIn, readNow } = given;
  let asked = given;
  if (nowhereIn !== undefined) {
    if (readNow === undefined) throw new Error("Nobody reads what is needed.");
    const needs = await readNow();
    if (needs === undefined) return undefined;
    asked = { ...given, selection: withoutStaying(given.selection, neededSelection(needs, nowhereIn)) };
  }
  const isKept = namesKept(asked);
  return { ...asked, given, selection: withoutKept(asked), ask: asked.ask || isKept, isKept };
}

/** Where it cannot be read what is kept, nothing goes that nobody has named. */
const mayGoByMarks = async (request: RemovalRequest): Promise<boolean> =>
  !(request.inBulk || selectsInBulk(request.selection)) || (await mayRemoveInBulk(failureOfRequest(request)));

/** Without what stays in any case. Not as what is left out, of which it would be said that it is kept. */
export function withoutStaying(selection: Selection, stays: PartialSelection): Selection {
  return { ...selection, any: [{ ...(selection.any && { any: selection.any }), not: stays }] };
}

/** What a person has said yes to, or what was to be done without a question. */
interface Agreed {
  planned: DatedPlan;
  options: CarryOutOptions;
}

/** The dialog, with its numbers as values for whoever reads it as a program. */
async function questionOf(
  request: RemovalRequest,
  question: Question,
  activity: PipActivity | "unasked",
): Promise<Alert.Options> {
  const { bytes, shared, entries, files } = amountRemoved(question, activity);
  const { caches, selection, known } = request;
  const hard = await recallHardSum(caches, selection, { known });
  return withValues(removalAlert({ ...request, hard }, question, activity), {
    ...{ bytes, shared, entries, files },
    ...hardValues(hard),
    ...sparedValues(question),
  });
}

/** What stays because it is kept. */
const sparedValues = ({ spared }: Pick<Question, "spared">): Values =>
  spared ? { keptBytes: spared.bytes, keptPackages: spared.packages, keptVersions: spared.versions } : {};

/** Lists what would go, and asks. Undefined where nothing goes. */
async function planAndAsk(asked: CurrentRequest): Promise<Agreed | undefined> {
  const planned = await planFor(asked);
  if (planned === undefined) return undefined;
  const isKept = asked.isKept || (!asked.takesKept && takesKept(planned));
  const request = { ...asked, ask: asked.ask || isKept, isKept };
  if (!request.ask) return { planned, options: {} };
  // Only what lies with built wheels is in danger from being removed under a running pip.
  const activity = planned.waiting.files > 0 ? await activityFor(planned) : "idle";
  // What was to be kept by the question stays, also where pip has ended since.
  const options: CarryOutOptions = activity === "idle" ? {} : { activity };
  // Where everything has to be kept there is nothing to say yes to.
  const isNothing = amountRemoved(planned, activity).files === 0;
  if (!isNothing && !(await confirmAlert(await questionOf(request, planned, activity)))) return undefined;
  return { planned, options };
}

/**
 * Asks at once, by what was read before, and lists after that what of it is there: what has come since stays, and whether a
 * pip is running is asked right before built wheels go.
 * @returns "unknown" where what is known does not tell
 */
async function askKnown(request: RemovalRequest): Promise<Agreed | undefined | "unknown"> {
  const { selection, only } = request;
  const caches = withNewFolders(request.caches);
  const known = request.known ?? (selectsAllBut(selection) ? await rowsOfNow(request, caches) : undefined);
  if (known === "cancelled") return undefined;
  const asked = known && (await ask(caches, selection, { known, only }));
  if (asked === undefined || asked.question.files === 0) return "unknown";
  const question = await questionOf({ ...request, known, selection: asked.selection }, asked.question, "unasked");
  if (!(await confirmAlert(question))) return undefined;
  const planned = await planFor(
    { ...request, selection: asked.selection },
    { known, until: asked.readAt, spared: asked.question.spared },
  );
  return planned && { planned, options: {} };
}

/** So long what is remembered is asked about as it is: whoever clears everything means what is there now. ms */
const FRESH_MS = 60_000;

/** What is known of all that the caches hold, of which what has changed is read; undefined where not all can be read. */
async function rowsOfNow(
  { selection, what, verb }: RemovalRequest,
  caches: CacheDirectory[],
): Promise<RowsByCache | undefined | "cancelled"> {
  const selected = caches.filter((cache) => selectsCache(selection, cache));
  const remembered = await recallRows();
  const isFresh = ({ path }: CacheDirectory) => {
    const since = remembered.get(path)?.reading?.since ?? 0;
    return Math.abs(Date.now() - since) < FRESH_MS;
  };
  if (selected.every(isFresh)) return remembered;
  const counting = await startProgressToast("Working Out the Size");
  try {
    const onPartial = (share: number) => counting.progress(formatShare(share, 1));
    const { complete } = await readChanged(caches, counting.signal, onPartial);
    await counting.dismiss();
    return complete;
  } catch (error) {
    await counting.fail(error, `Could Not ${verb} ${what}`);
    return "cancelled";
  }
}

/** What would go; undefined where that cannot be said, or nothing would go. */
async function planFor(
  request: RemovalRequest,
  { known = request.known, until, spared }: Pick<PlanOptions, "known" | "until" | "spared"> = {},
): Promise<DatedPlan | undefined> {
  const { caches, selection, only, what, verb, inView, onNothing } = request;
  const title = until ? doingOf(request) : "Working Out the Size";
  const counting = await startProgressToast(title, { endsWithView: until !== undefined && inView });
  try {
    const readAt = until ? Math.min(...until.values()) : Date.now();
    const found = await plan(withNewFolders(caches), selection, {
      indexUrls: await indexUrlsToRead(counting.signal),
      only,
      known: known ?? (selectsAllBut(selection) ? await recallRows() : undefined),
      until,
      ...(spared && { spared }),
      signal: counting.signal,
      onProgress: ({ done, total }) => counting.progress(formatShare(done, total)),
    });
    const planned = { ...found, readAt };
    if (planned.files > 0) {
      await counting.dismiss();
      return planned;
    }
    const nothing = await withAlsoSaid(await nothingToRemove(request, planned), request);
    await counting.settle(withValues(nothing, { reclaimed: 0, entries: 0, files: 0, ...sparedValues(planned) }));
    onNothing?.();
  } catch (error) {
    // Whoever stops what was agreed to is told how far it came.
    const isStopped = until !== undefined && counting.signal.aborted;
    if (isStopped) await counting.settle({ style: Toast.Style.Failure, title: "Nothing Removed", message: "Stopped" });
    else await counting.fail(error, `Could Not ${verb} ${what}`);
  }
  return undefined;
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
  const { what, verb, because, only, continues, caches, takesKept, inBulk, nowhereIn } = request;
  // Whoever continues it knows of all caches.
  const selection = { ...request.selection, caches: request.selection.caches ?? caches.map(({ path }) => path) };
  return {
    doing: doingOf(request),
    failure: failureOfRequest(request),
    what,
    title: titleOf(request, planned),
    roots: rootsOf(request),
    unit: planUnit(planned),
    planned: { files: planned.files, bytes: planned.bytes },
    readAt: planned.readAt,
    again: {
      kind: "selection",
      selection,
      verb,
      because,
      ...(only && { unused: true }),
      ...(takesKept && { takesKept: true }),
      ...(inBulk && { inBulk: true }),
      nowhereIn,
    },
    continues,
  };
}

function titleOf({ verb, what }: RemovalRequest, { items }: Plan): string {
  const title = titleCaseBeside(new Set(items.map(({ name }) => name)), what);
  return verb === "Tidy" ? `${title}, Tidied` : title;
}

const doingOf = ({ verb, what }: RemovalRequest): string => `${verbs[verb].doing} ${what}`;

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
  const isEmpty = verb === "Remove" ? `Nothing is cached of ${what}` : `${nothing}${removed}`;
  const whole = verb === "Remove" ? what : `the ${what}`;
  const isSpared = planned.spared && `All of ${whole} is kept: stop keeping it, or remove it by its name`;
  const message = lateMessage(planned) || isSpared || isEmpty;
  return { style: Toast.Style.Success, title: "Nothing to Remove", message: [message, ...left].join(" · ") };
}

const activityFor = (planned: Plan): Promise<PipActivity> => pipActivity(cachesOfPlan(planned));

const cachesOfPlan = ({ folders }: Plan): string[] => [...new Set(folders.map(({ cache }) => cache))];

/**
 * What of a plan may go as things are now: somebody may have kept, or begun to need, some of it since.
 * @returns undefined where nothing may, which was said
 */
async function stillMeant(
  planned: DatedPlan,
  before: CurrentRequest,
  now: CurrentRequest,
): Promise<DatedPlan | undefined> {
  if (isDeepStrictEqual(now.selection, before.selection)) return planned;
  const until = new Map(now.caches.map(({ path }) => [path, planned.readAt]));
  return planFor(now, { until });
}

async function carryOut(
  before: CurrentRequest,
  agreed: DatedPlan,
  options: CarryOutOptions = {},
): Promise<PlanRemoval | undefined> {
  if (!(await mayGoByMarks(before))) return undefined;
  const request = await asOfNow(before.given);
  if (request === undefined) return undefined;
  // It was not said that it is kept.
  if (request.isKept && !before.isKept) return removeSelection(before.given);
  const planned = await stillMeant(agreed, before, request);
  if (planned === undefined) return undefined;
  const { anyway, activity = () => activityFor(planned) } = options;
  const { inView, onStart, onEnd } = request;
  const own = actOf(request, planned);
  return withAct(own, async (act) => {
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
    await record(own, act, planned, removal);
    act.end();
    const result = removalToast(request, planned, removal, {
      // The same plan: what pip has stored since was in no question, nor what could not be read.
      retry: () =>
        void (planned.failures.length > 0 ? removeSelection(request.given) : carryOut(request, planned, options)),
      removeAnyway: () => void removeAnyway(request, planned, removal),
      removeRest: () => void removeSelection({ ...request.given, ask: true, isListed: true }),
    });
    const values = {
      reclaimed: removal.bytes,
      shared: sharedOf(planned, removal),
      entries: removal.entries,
      files: removal.files,
      failures: leftUnread(planned).length + removal.failures.length,
      ...(planned.late.entries > 0 && { late: planned.late.entries }),
      ...sparedValues(planned),
    };
    await working.settle(withValues(await withAlsoSaid(result, request), values));
    return removal;
  });
}

/** Tells the history. */
function record(own: Act, { id }: RunningAct, planned: Plan, removal: PlanRemoval, how = ""): Promise<void> {
  const note = [
    how,
    removal.stopped ? "Stopped" : "",
    sharedMessage(planned, removal),
    unfreedMessage(removal) ?? "",
    keptMessage(removal) ?? "",
    lateMessage(planned),
    ...leftAloneMessages(planned),
  ];
  return recordRemoval({
    act: id,
    at: Date.now(),
    what: own.title ?? own.what,
    count: removal.entries,
    unit: planUnit(planned),
    bytes: removal.bytes,
    failures: [...leftUnread(planned), ...removal.failures],
    note: note.filter(Boolean).join(" · ") || undefined,
  });
}

/** What would go of a request that is carried out without our own question. */
export interface Unseen {
  request: RemovalRequest;
  planned: DatedPlan;
}

/**
 * Looks for what would go, and begins nothing. Undefined where it cannot be read what is kept or needed, or that was
 * changed meanwhile.
 * @param until what has come or changed later stays, and is told as `late`: by the real path of each cache, ms since 1970
 * @throws the signal's reason when aborted
 */
export async function planUnseen(
  asked: Omit<RemovalRequest, "ask" | "inView">,
  { signal, until }: Pick<PlanOptions, "signal" | "until"> = {},
): Promise<Unseen | undefined> {
  const request = await asOfNow({ ...asked, ask: false, inView: false });
  if (request === undefined || unreadableGuards().length > 0) return undefined;
  const { caches, selection, only, known } = request;
  const readAt = Date.now();
  const found = await plan(withNewFolders(caches), selection, { only, known, signal, until });
  // What was kept, or needed, meanwhile may be part of it: the next time it is not.
  const now = found.files > 0 ? await asOfNow(request.given) : request;
  const isCurrent = unreadableGuards().length === 0 && isDeepStrictEqual(now?.selection, selection);
  return isCurrent ? { request, planned: { ...found, readAt } } : undefined;
}

/**
 * Carries it out, and tells just the history. Undefined where nothing was begun: another act is at work, or it is a dry run.
 * @param how what the history says of it
 */
export async function carryOutUnseen(
  { request, planned }: Unseen,
  how: string,
  { signal, activity = () => activityFor(planned) }: CarryOutOptions & { signal?: AbortSignal } = {},
): Promise<PlanRemoval | undefined> {
  const own = actOf(request, planned);
  return withAct(own, async (act) => {
    const removal = await remove(planned, { signal, activity, log: act }).catch((error: unknown) =>
      refused(planned, error),
    );
    await record(own, act, planned, removal, how);
    act.end();
    return removal;
  });
}

/**
 * Removes without a question: for a person who has said yes once and for all. What has come or was used since its selection
 * was made stays. Undefined where nothing was begun.
 * @param signal stops it, at any file
 * @throws the signal's reason when nothing was begun until then
 */
export async function removeUnseen(
  asked: Omit<RemovalRequest, "ask" | "inView">,
  signal: AbortSignal,
): Promise<PlanRemoval | undefined> {
  const unseen = isDryRun() ? undefined : await planUnseen(asked, { signal });
  if (unseen === undefined || unseen.planned.files === 0) return undefined;
  return carryOutUnseen(unseen, "In the background", { signal });
}

/** A result, and what else a command without a view has to tell. */
async function withAlsoSaid(
  result: Toast.Options,
  { alsoSaid, interrupted }: Pick<RemovalRequest, "alsoSaid" | "interrupted">,
): Promise<Toast.Options> {
  const message = [result.message, ...((await alsoSaid?.()) ?? [])].filter(Boolean).join(" · ");
  return withInterrupted({ ...result, message }, interrupted);
}

async function removeAnyway(request: CurrentRequest, planned: DatedPlan, { kept }: PlanRemoval): Promise<void> {
  if (kept === undefined) return;
  const question = withValues(removeAnywayAlert(kept, planned), { bytes: kept.bytes, entries: kept.entries });
  if (await confirmAlert(question)) await carryOut(request, planned, { anyway: true });
}

/** What was refused as a whole removes nothing, and says why. */
function refused({ caches: [cache] }: Plan, error: unknown): PlanRemoval {
  return { ...emptyRemoval(), failures: [failureOf(cache?.path ?? "", error)] };
}
