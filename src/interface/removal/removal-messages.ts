/** The dialogs and toasts of a removal: what it asks, and what it reports. */
import type { KeptWheels, PipActivity } from "../../pip-cache/builds";
import { Alert, Icon, Toast, type Image } from "@raycast/api";
import type { Failure } from "../../files/failure";
import type { ForeignFiles } from "../../pip-cache/foreign";
import { leftUnread, type Plan } from "../../pip-cache/remove/plan";
import type { Amount, PlannedItem, Question } from "../../pip-cache/remove/question";
import type { PlanRemoval } from "../../pip-cache/remove/remove";
import {
  firstLines,
  formatBelow,
  formatBytes,
  formatCount,
  formatNumber,
  formatPath,
  linkedMessage,
  linkedSentence,
  titleCase,
} from "../shared/format";
import { hardQuestion, type HardSum } from "../cost/hard-text";
import { sparedMessage } from "./kept";
import { commandAction, failureMessage } from "../shared/failure-messages";
import { reasonText } from "../shared/reason-text";
import { copyAction } from "../shared/toasts";
import { formatUnits, type Unit } from "../shared/units";
import { unreadMessage } from "../shared/unread-folders";
import { visible } from "../../files/visible";

/** What is done, while it is and when it was. */
export const verbs = {
  Remove: { doing: "Removing", done: "Removed" },
  Clear: { doing: "Clearing", done: "Cleared" },
  Tidy: { doing: "Tidying", done: "Tidied" },
} as const;
export type Verb = keyof typeof verbs;

/** How a removal is spoken of. */
export interface RemovalDescription {
  /** What is removed, as it stands in a sentence: "requests", "3 packages", "pip cache". */
  what: string;
  /** The verb of question and button. */
  verb: Verb;
  /** What goes, where more is known of it than a plan can tell: of damaged files, what they were. */
  items?: Omit<PlannedItem, "files">[];
  /** What the question says of why just these: a sentence. */
  because?: string;
  /** Of what goes, what is hard to get back. */
  hard?: HardSum;
  /** Whether it is kept, and goes because it was named. */
  isKept?: boolean;
  icon?: Image.ImageLike;
  /** Whether the toast's actions will still be there when the person gets to them: not in a command without a view. */
  inView: boolean;
}

/** What can be done after a removal that left something. */
export interface NextSteps {
  retry: () => void;
  removeAnyway: () => void;
  removeRest: () => void;
}

/** What is counted of a plan. */
export const planUnit = ({ isForeign }: Pick<Question, "isForeign">): Unit => (isForeign ? "file" : "entry");

/** Names what will go, what will not, and what that means for pip; each number once. */
export function removalAlert(
  description: RemovalDescription,
  planned: Question,
  activity: PipActivity | "unasked",
): Alert.Options {
  const { what, verb, icon, because, isKept, hard, items = planned.items } = description;
  const going = amountRemoved(planned, activity);
  const lines = [`${formatUnits(going.entries, planUnit(planned))}.`];
  if (going.shared > 0) lines.push(linkedSentence(going));
  const builds = going.entries < planned.entries ? 0 : planned.builtWheels;
  if (!planned.isForeign) lines.push(afterwards(builds === 0 ? "none" : builds < going.entries ? "some" : "all"));
  if (planned.caches.length > 1) {
    lines.push("", ...planned.caches.map(({ path, bytes }) => `${formatPath(path)}: ${formatBytes(bytes)}`));
  }
  const [first] = items;
  if (items.length > 1) lines.push("", ...firstLines(items, 10, itemLine));
  // All bytes are of it, and those stand in the title.
  else if (first && itemText(first) !== what) lines.push("", itemText(first));
  if (planned.failures.length > 0) lines.push("", `${unreadMessage(planned.failures)}.`);
  if (hard) lines.push("", ...hardQuestion(hard, going.entries));
  if (because) lines.push("", because);
  if (isKept) lines.push("", "It is kept: you marked it “Keep Always”. The mark stays.");
  const left = leftAloneMessages(planned);
  if (left.length > 0) lines.push("", ...left.map((one) => `${one}.`));
  if (going.entries < planned.entries) {
    const kept = keptText({ wheels: planned.builtWheels, entries: planned.waiting.entries });
    lines.push("", `${kept} will be kept: pip ${activity === "busy" ? "is" : "may be"} running.`);
  }
  if (activity === "unasked" && planned.waiting.entries > 0) {
    const what = planned.builtWheels > 0 ? "Built wheels stay" : "What lies beside built wheels stays";
    lines.push("", `${what} if pip is running then.`);
  }
  return {
    title: `${verb} ${what} (${formatBytes(going.bytes)})?`,
    message: lines.join("\n"),
    icon: icon ?? Icon.Trash,
    primaryAction: { title: verb, style: Alert.ActionStyle.Destructive },
  };
}

/**
 * What a removal means for who installs something later.
 * @param built how much of it was built on this machine
 */
export function afterwards(built: "none" | "some" | "all"): string {
  const again = { none: "downloaded", some: "downloaded or built", all: "built" }[built];
  return `What is installed stays; what is needed again is ${again} again.`;
}

const itemLine = (item: Omit<PlannedItem, "files">): string => `${itemText(item)}: ${formatBytes(item.bytes)}`;

/** `alpha`, `alpha 1.0 (wheel)`, `a list of several projects`. */
function itemText({ name, version, kind, ...why }: Omit<PlannedItem, "files" | "bytes">): string {
  return reasonText(why) ?? visible([name, version, kind && `(${kind})`].filter(Boolean).join(" "));
}

/** What of a plan goes while pip is running, or may be. */
export function amountRemoved({ waiting, ...all }: Question, activity: PipActivity | "unasked"): Amount {
  if (activity === "idle" || activity === "unasked") return all;
  return {
    entries: all.entries - waiting.entries,
    files: all.files - waiting.files,
    bytes: all.bytes - waiting.bytes,
    shared: all.shared - waiting.shared,
  };
}

/** Asks before something goes that had to stay, with what can come of it. */
export function removeAnywayAlert(kept: KeptWheels, { waiting }: Plan): Alert.Options {
  const shared = Math.min(kept.bytes, Math.max(0, waiting.shared));
  const bytes = Math.min(kept.bytes, waiting.bytes);
  const why = kept.why.replace(/^a /, "A ");
  return {
    title: `Remove ${keptText(kept)} (${formatBytes(bytes)})?`,
    message:
      `${why}: an install that uses ${kept.entries === 1 ? "it" : "them"} can fail.` +
      (shared > 0 ? `\n\n${linkedSentence({ bytes, shared })}` : ""),
    icon: Icon.Trash,
    primaryAction: { title: "Remove", style: Alert.ActionStyle.Destructive },
  };
}

/** Says what came back, and what did not go and why. */
export function removalToast(
  description: RemovalDescription,
  planned: Plan,
  removal: PlanRemoval,
  next: NextSteps,
): Toast.Options {
  const unread = leftUnread(planned);
  if (removal.stopped) return stopped(description, planned, removal);
  if (removal.failures.length > 0 || unread.length > 0) return inPart(description, planned, removal, unread, next);
  const isLate = planned.late.entries > 0;
  const isNothing = removal.files === 0 && (removal.kept !== undefined || removal.changed > 0 || isLate);
  const step = removal.kept
    ? { title: "Remove Anyway…", onAction: next.removeAnyway }
    : isLate && { title: "Remove the Rest…", onAction: next.removeRest };
  const primary = description.inView && step && { primaryAction: step };
  const stayed = [
    keptMessage(removal),
    changedMessage(planned, removal),
    lateMessage(planned),
    ...leftAloneMessages(planned),
  ];
  if (isNothing) return { ...failure("Nothing Removed", stayed), ...primary };
  const isWhole = !isLate && removal.changedEntries === 0;
  const whole = `${verbs[description.verb].done} ${description.what}`;
  return {
    style: Toast.Style.Success,
    title: `${isWhole ? whole : removedOf(planned, removal)} ${reclaimedText(removal.bytes)}`,
    message: joined([
      isWhole && formatUnits(removal.entries, planUnit(planned)),
      sharedMessage(planned, removal),
      unfreedMessage(removal),
      ...stayed,
    ]),
    ...primary,
  };
}

function stopped({ inView }: RemovalDescription, planned: Plan, removal: PlanRemoval): Toast.Options {
  const { failures } = removal;
  const left = formatBytes(
    Math.max(0, planned.bytes - removal.bytes - Math.min(removal.linked.shared, planned.shared)),
  );
  const parts = [
    `${left} left`,
    sharedMessage(planned, removal),
    unfreedMessage(removal),
    failureMessage(failures),
    keptMessage(removal),
    changedMessage(planned, removal),
    lateMessage(planned),
    ...leftAloneMessages(planned),
  ];
  return {
    ...failure(`Stopped ${reclaimedText(removal.bytes)}`, parts),
    ...(inView && failures.length > 0 && { primaryAction: commandAction(failures) ?? copyDetails(failures) }),
  };
}

function inPart(
  { inView, verb, what }: RemovalDescription,
  planned: Plan,
  removal: PlanRemoval,
  unread: Failure[],
  { retry }: NextSteps,
): Toast.Options {
  const failures = [...unread, ...removal.failures];
  const inPartTitle =
    removal.failures.length > 0
      ? removedOf(planned, removal)
      : `Removed ${titleCase(formatUnits(removal.entries, planUnit(planned)))}`;
  const isNothing = removal.files === 0 && removal.entries === 0;
  const title = isNothing ? `Did Not ${verb} ${what}` : `${inPartTitle} ${reclaimedText(removal.bytes)}`;
  const parts = [
    sharedMessage(planned, removal),
    unfreedMessage(removal),
    unread.length > 0 ? unreadMessage(unread) : "",
    failureMessage(failures),
    keptMessage(removal),
    changedMessage(planned, removal),
    lateMessage(planned),
    ...leftAloneMessages(planned),
  ];
  if (!inView) return failure(title, parts);
  return {
    ...failure(title, parts),
    primaryAction: commandAction(failures) ?? copyDetails(failures),
    secondaryAction: { title: "Retry", onAction: retry },
  };
}

const failure = (title: string, parts: (string | undefined)[]): Toast.Options => ({
  style: Toast.Style.Failure,
  title,
  message: joined(parts),
});

/** `Removed 2 of 3 Entries`, of what was there when it ended. */
function removedOf(planned: Plan, { entries, missingEntries }: PlanRemoval): string {
  const all = planned.entries + planned.late.entries - missingEntries;
  return `Removed ${formatNumber(entries)} of ${titleCase(formatUnits(all, planUnit(planned)))}`;
}

const joined = (parts: (string | false | undefined)[]): string => parts.filter(Boolean).join(" · ");

/** In the title of each result: with the window closed a person sees little more than that. @param bytes that came back */
export const reclaimedText = (bytes: number): string => `(${formatBytes(bytes)} Reclaimed)`;

const copyDetails = (failures: Failure[]) =>
  copyAction(
    "Copy Details",
    failures.map(({ path, code, reason }) => `${visible(path)}: ${reason} (${code})`).join("\n"),
  );

/** What is not free yet although it is gone, and when it will be. */
export function unfreedMessage({ unfreed }: PlanRemoval): string | undefined {
  if (unfreed === undefined) return undefined;
  const until =
    process.platform === "darwin"
      ? "macOS gives it back when its local snapshots go, within a day"
      : "it comes back when snapshots of the volume go, or what has it open ends";
  return `${formatBytes(unfreed)} of it not free yet: ${until}`;
}

/** What did not come back although it was removed: `1.4 MB linked elsewhere: removing freed nothing of that`. */
export const sharedMessage = (planned: Plan, removal: PlanRemoval): string => linkedMessage(sharedOf(planned, removal));

/** The bytes of that. What other rows have names of, too, may count there. */
export const sharedOf = (planned: Plan, { linked }: PlanRemoval): number => Math.min(linked.shared, planned.shared);

const changedMessage = (planned: Plan, { changedEntries }: PlanRemoval): string =>
  changedEntries > 0 ? `${formatUnits(changedEntries, planUnit(planned))} changed meanwhile and stayed` : "";

/** What has come or was changed after the reading that the question's numbers are from: `2 entries came or changed since and stayed`. */
export const lateMessage = (planned: Pick<Plan, "late" | "isForeign">): string =>
  planned.late.entries > 0
    ? `${formatUnits(planned.late.entries, planUnit(planned))} came or changed since and stayed`
    : "";

/** Why a person is asked before what pip did not write goes. */
export const foreignWarning = "pip did not write this, and nothing makes it again.";

/**
 * What a removal leaves alone because a person keeps it, or it is not pip's, a sentence each: `Kept: 6 files that pip did not write
 * (http/index.html, …)`.
 */
export function leftAloneMessages({
  foreign,
  staying,
  spared,
}: Pick<Question, "foreign" | "staying" | "spared">): string[] {
  return [
    ...(spared ? [sparedMessage(spared)] : []),
    ...(foreign.files > 0 ? [`Kept: ${foreignText(foreign)}`] : []),
    ...staying.map(({ path, why }) => `Kept: ${formatPath(path)}, which ${why}`),
  ];
}

/** `6 files that pip did not write (http/index.html, … and 5 more)` */
export function foreignText({ files, names }: ForeignFiles): string {
  const more = files > names.length ? ` and ${formatNumber(files - names.length)} more` : "";
  const list = names.length > 0 ? ` (${names.map(formatBelow).join(", ")}${more})` : "";
  return `${formatCount(files, "file")} that pip did not write${list}`;
}

/** What had to stay because of pip: `2 built wheels kept: pip is running`. */
export function keptMessage({ kept }: PlanRemoval): string | undefined {
  if (kept === undefined) return undefined;
  return `${keptText(kept)} kept: ${kept.why}`;
}

const keptText = ({ wheels, entries }: Pick<KeptWheels, "wheels" | "entries">): string =>
  wheels > 0 ? formatCount(wheels, "built wheel") : formatUnits(entries, "entry");
