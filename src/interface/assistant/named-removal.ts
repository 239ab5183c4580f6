/**
 * Removing what the AI asks for: a confirmation names it to the person, and just that goes, or nothing. It goes the way that
 * whatever is removed goes; what is kept, what the policy spares and what pip did not write stays.
 */
import { Action, type Tool } from "@raycast/api";
import { specialRows } from "../../pip-cache/entry";
import { hardAmong } from "../../pip-cache/cost/hard";
import { hardSumOf } from "../cost/hard-text";
import type { PipActivity } from "../../pip-cache/builds";
import { leftUnread } from "../../pip-cache/remove/plan";
import type { Amount, Question } from "../../pip-cache/remove/question";
import { neededSelection } from "../../projects/needed";
import { readAllNeeds } from "../projects/known-needs";
import { isDryRun } from "../removal/act";
import { sparedMessage } from "../removal/kept";
import { carryOutUnseen, planUnseen, withoutStaying, type RemovalRequest, type Unseen } from "../removal/removal";
import { amountRemoved, keptMessage, leftAloneMessages, removalAlert, sharedOf } from "../removal/removal-messages";
import { firstLines, formatBytes, formatCount, formatPath } from "../shared/format";
import { unreadableGuards } from "../shared/personal-data";
import { pipActivity } from "../shared/pips";
import { readPolicy } from "../tidy/policy";
import { canSpareNeeded } from "../tidy/protection";
import { callOf, digestOf, forgetConsent, giveConsent, takeConsent, type Consent } from "./consent";
import { answering, InputError, told } from "./given-input";
import { hardInTime, readCached, readingSignal, type ReadCached } from "./read-cached";

/** What a tool wants to remove. */
export interface Wanted {
  request: Pick<RemovalRequest, "selection" | "what" | "because" | "only">;
  /** Sentences beside it: what of the input is not cached. */
  notes?: string[];
}

export interface WantedBy {
  /** The tool's name in the manifest. */
  tool: string;
  /** What of the input says what goes, as texts. */
  names: readonly string[];
  /** Finds out what it means now. Undefined where that is nothing. @throws InputError */
  find: (cached: ReadCached, signal: AbortSignal) => Promise<Wanted | undefined>;
}

/** What a tool that removes hands to the AI. Sizes are bytes. */
export interface RemovedByTool {
  removed: boolean;
  reclaimedBytes?: number;
  entries?: number;
  /** Of what was removed, what has other names, so that nothing of it came back. */
  sharedBytes?: number;
  path?: string;
  /** Why nothing went, or what stays: sentences. */
  notes?: string[];
  /** What to do for it to go. */
  askAgain?: string;
}

/** Of what is not cached so much is told, one line each. */
const MAX_NOTES = 10;

/** What a confirmation says; undefined where there is nothing to ask. */
export type AskedOfPerson = Awaited<ReturnType<Tool.Confirmation<never>>>;

/** The confirmation of a tool: nothing is asked where the input names nothing, and then nothing is removed. */
export async function confirmOrLeave(wantedOf: () => WantedBy | undefined): Promise<AskedOfPerson> {
  try {
    const wanted = wantedOf();
    return wanted && (await confirmNamed(wanted));
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** The tool itself. @param otherwise what it does where the input names nothing */
export function removeOrSayWhy<Other = never>(
  wantedOf: () => WantedBy | undefined,
  otherwise?: () => Promise<Other>,
): Promise<RemovedByTool | Other | { error: string }> {
  return answering<RemovedByTool | Other>(async () => {
    const wanted = wantedOf();
    if (wanted) return removeNamed(wanted);
    return otherwise ? otherwise() : { removed: false };
  });
}

/** Names to the person what would go, and remembers that. Undefined where there is nothing to ask: the tool then says why. */
async function confirmNamed(wanted: WantedBy): Promise<AskedOfPerson> {
  const call = callOf(wanted.tool, wanted.names);
  forgetConsent(call);
  const signal = readingSignal();
  const startedAt = Date.now();
  const cached = await readCached(signal);
  const found = await planWanted(wanted, cached, signal);
  if (found === undefined || found.unseen.planned.files === 0) return undefined;
  const { unseen, notes } = found;
  const { planned, request } = unseen;
  const paths = cached.caches.map(({ path }) => path);
  const activity = await activityFor(planned);
  const going = amountRemoved(planned, activity);
  if (going.files === 0) return undefined;
  giveConsent(call, {
    digest: digestOf(request.selection),
    readAt: paths.map((path) => [path, startedAt]),
    activity,
    ...consentedOf(planned),
  });
  const among = hardAmong(await hardInTime(request.caches, cached.known, signal), request.caches, request.selection);
  const hard = hardSumOf(among);
  const { title, message } = removalAlert({ ...request, hard }, planned, activity);
  // Of one package the items are its entries.
  const names = new Set(planned.items.map(({ name }) => told(name)));
  return {
    style: Action.Style.Destructive,
    message: [title, message, notes.join("\n")].filter(Boolean).join("\n\n"),
    info: [
      { name: names.size > 1 ? "Packages" : "Package", value: firstLines([...names], 10).join(", ") },
      { name: "Size", value: `${formatBytes(going.bytes)} in ${formatCount(going.entries, "entry", "entries")}` },
      {
        name: "Path",
        value: firstLines(
          planned.caches.map(({ path }) => formatPath(path)),
          3,
        ).join(", "),
      },
      { name: "Stays", value: planned.spared && sparedMessage(planned.spared) },
    ],
  };
}

/** Removes what the last confirmation of the same call has named, if that is all there is of it now; else says what to do. */
async function removeNamed(wanted: WantedBy): Promise<RemovedByTool> {
  const askAgain = `Call ${wanted.tool} again with the same input: the person is asked then what it would remove now.`;
  const consent = takeConsent(callOf(wanted.tool, wanted.names));
  const signal = readingSignal();
  const cached = await readCached(signal);
  const named = consent && { ...cached, caches: cached.caches.filter(({ path }) => isNamed(consent, path)) };
  const found = await planWanted(wanted, named ?? cached, signal, consent);
  if (found === undefined) return { removed: false, notes: [await whyNothing()] };
  const { unseen, notes } = found;
  const { planned, request } = unseen;
  const late = planned.late.entries;
  if (planned.files === 0 && late === 0) {
    const says = [...notes, ...leftAloneMessages(planned).map(told)];
    return { removed: false, notes: says.length > 0 ? says : [told(`Nothing is cached of ${request.what}.`)] };
  }
  if (consent === undefined) {
    const { files } = amountRemoved(planned, await activityFor(planned));
    if (files === 0) return { removed: false, notes: [...notes, "Built wheels stay while pip is running."] };
    const why = "Nobody has confirmed this in the last ten minutes, so nothing was removed.";
    return { removed: false, notes: [...notes, why], askAgain };
  }
  if (consent.digest !== digestOf(request.selection) || late > 0 || isMore(planned, consent)) {
    const now = `${formatCount(planned.entries + late, "entry", "entries")} with ${planned.bytes + planned.late.bytes} bytes`;
    const then = `${formatCount(consent.entries, "entry", "entries")} with ${consent.bytes} bytes`;
    const why = `What is there now (${now}) is not what was confirmed (${then}), so nothing was removed.`;
    return { removed: false, notes: [...notes, why], askAgain };
  }
  if (isDryRun()) return { removed: false, notes: [`Dry run: ${planned.bytes} bytes would go. Nothing was changed.`] };
  const removal = await carryOutUnseen(unseen, "Asked for by the AI", {
    // What was to be kept by the question stays, also where pip has ended since.
    ...(consent.activity !== "idle" && { activity: consent.activity }),
  });
  if (removal === undefined) {
    return {
      removed: false,
      notes: ["Another removal is at work in this cache. Try again when it has ended."],
      askAgain,
    };
  }
  const failures = [...leftUnread(planned), ...removal.failures];
  const says = [
    ...notes,
    keptMessage(removal),
    ...leftAloneMessages(planned),
    ...firstLines(
      failures.map(({ path, reason }) => `${formatPath(path)}: ${reason}`),
      3,
    ),
  ].filter((note) => note !== undefined && note !== "");
  const shared = sharedOf(planned, removal);
  return {
    removed: removal.entries > 0,
    reclaimedBytes: removal.bytes,
    entries: removal.entries,
    ...(shared > 0 && { sharedBytes: shared }),
    path: firstLines(
      planned.caches.map(({ path }) => formatPath(path)),
      3,
    ).join(", "),
    ...(says.length > 0 && { notes: says.map((note) => told(String(note))) }),
  };
}

/** Only what lies with built wheels is in danger from being removed under a running pip. */
const activityFor = async ({ waiting, caches }: Question): Promise<PipActivity> =>
  waiting.files > 0 ? pipActivity(caches.map(({ path }) => path)) : "idle";

const isNamed = ({ readAt }: Consent, path: string): boolean => readAt.some(([named]) => named === path);

const isMore = (planned: Amount, named: Pick<Consent, "entries" | "files" | "bytes">): boolean =>
  planned.entries > named.entries || planned.files > named.files || planned.bytes > named.bytes;

const consentedOf = ({ entries, files, bytes }: Amount) => ({ entries, files, bytes });

/** What it means now, without what stays. Undefined where that is nothing, or it cannot be said what has to stay. */
async function planWanted(
  { find }: WantedBy,
  cached: ReadCached,
  signal: AbortSignal,
  consent?: Consent,
): Promise<{ unseen: Unseen; notes: string[] } | undefined> {
  const stays = await staysByPolicy(cached, signal);
  if (stays === "unknown") return undefined;
  const wanted = await find(cached, signal);
  if (wanted === undefined) return undefined;
  const { caches, known } = cached;
  const { selection, ...request } = wanted.request;
  const own = { ...selection, caches: caches.map(({ path }) => path) };
  const unseen = await planUnseen(
    {
      ...request,
      verb: "Remove",
      caches,
      known,
      readNow: async () => (canSpareNeeded() ? (await readAllNeeds(caches, known, { signal })).needs : undefined),
      selection: stays ? withoutStaying(own, stays) : own,
      // Whatever the AI has named, the person has not.
      inBulk: true,
    },
    { signal, until: consent && new Map(consent.readAt) },
  );
  return unseen && { unseen, notes: firstLines(wanted.notes ?? [], MAX_NOTES) };
}

/** What the policy spares, where it spares what is needed; of what has no name nobody can tell whether it is. */
async function staysByPolicy({ caches, known }: ReadCached, signal: AbortSignal) {
  const policy = readPolicy();
  if ("unreadable" in policy) return "unknown";
  if (!policy.value.sparesNeeded) return undefined;
  if (!canSpareNeeded()) return "unknown";
  const { needs } = await readAllNeeds(caches, known, { signal });
  return { any: [neededSelection(needs), { rows: [specialRows.other, specialRows.legacy] }] };
}

async function whyNothing(): Promise<string> {
  const policy = readPolicy();
  const [guard] = "unreadable" in policy ? [policy.unreadable] : unreadableGuards();
  if (guard) return told(`${guard.name} cannot be read: ${formatPath(guard.path)}. ${guard.reason}`);
  if (!canSpareNeeded()) return "The list of project folders cannot be read, and so not what is in a project.";
  return "There is nothing of it.";
}
