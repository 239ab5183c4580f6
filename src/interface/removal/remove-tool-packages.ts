/** Removing packages from what uv and others keep, through the tool, as a person goes through it. */
import { Alert, confirmAlert, Icon, showToast, Toast } from "@raycast/api";
import { thisMachine } from "../../files/machine";
import { visible, visibleLines } from "../../files/visible";
import { normalizeName } from "../../packaging/normalize";
import { packageIn, packageKey } from "../../packaging/row-key";
import { PIP } from "../../pip-cache/entry";
import { isNeededPackage, type WhoseNeeds } from "../../projects/needed";
import type { Needs } from "../../projects/needs";
import type { CachedPackage } from "../../python-caches/collect-packages";
import {
  planPackages,
  removePackages,
  type PackagesPlan,
  type PackagesRemoved,
  type PackagesRequest,
} from "../../python-caches/remove-with-tool";
import { removerOf } from "../../python-caches/removers";
import { commandAction, failureMessage } from "../shared/failure-messages";
import {
  firstLines,
  formatBytes,
  formatCount,
  formatNumber,
  formatPath,
  linkedMessage,
  linkedSentence,
} from "../shared/format";
import { readMarks } from "../shared/marks";
import { copyAction, startProgressToast, type ProgressToast } from "../shared/toasts";
import { withValues } from "../shared/values";
import { mayBegin, withAct, type Act, type RunningAct } from "./act";
import { mayRemoveInBulk } from "./bulk";
import { recordRemoval } from "./history";
import { reclaimedText } from "./removal-messages";

/** How often it is said that the tool waits. ms */
const WAITING_MS = 500;

export interface ToolPackagesRequest extends PackagesRequest {
  /** Clones share blocks unseen: sizes are upper bounds. */
  upTo: boolean;
  /** What the question adds: a sentence. */
  because?: string;
  /** Whether it is part of more, so that what is kept stays also where it is a single package. */
  inBulk?: boolean;
  /** Packages that these need stay, by what `readNow` says right before the question and right after it. */
  nowhereIn?: WhoseNeeds;
  /** Undefined where that cannot be, which was said. */
  readNow?: () => Promise<Needs | undefined>;
  /** What the history says of how it came to that. */
  how?: string;
  /** Of what is continued: the id of the act. */
  continues?: string;
  /** Something may have gone. @param after what is there now, where that was read */
  onEnd: (after?: PackagesRemoved["after"]) => void;
}

const isBulk = ({ packages, inBulk = false }: ToolPackagesRequest): boolean =>
  packages !== undefined && (inBulk || packages.length > 1);

/** Asks, removes and reports. Declining says nothing. Without packages the tool is asked to prune. */
export async function removeToolPackages(asked: ToolPackagesRequest): Promise<void> {
  const { packages = [] } = asked;
  const isInBulk = isBulk(asked);
  const words = wordsOf(asked);
  if (isInBulk && !(await mayRemoveInBulk(words.failure))) return;
  const unneeded = await withoutNeededAmong(asked);
  if (unneeded === undefined) return;
  const kept = keptAmong(unneeded);
  const going = asked.packages && { packages: isInBulk ? withoutKeptAmong(unneeded) : unneeded };
  const request = { ...asked, ...going, ...(isInBulk && { inBulk: true }) };
  const needed = packages.length - unneeded.length;
  const plan = await planned(request, words, needed);
  if (plan === undefined) return;
  if (!(await mayBegin(toolActOf(request)))) return;
  const values = { packages: packages.length, ...toolSumsOf(request) };
  if (!(await confirmAlert(withValues(alertWithTool(request, plan, { kept, needed }), values)))) return;
  // What was marked, or is needed, since the question came up stays.
  const left = await withoutNeededAmong(request);
  const now = left && isInBulk ? withoutKeptAmong(left) : left;
  if (left === undefined) return;
  if (request.packages !== undefined && !now?.length) {
    const message = staysText(request.packages.length > left.length);
    return void (await showToast({ style: Toast.Style.Failure, title: words.failure, message }));
  }
  await carryOut({ ...request, ...(request.packages && { packages: now }) }, plan);
}

/** Undefined where nothing is to be done, which was said. */
async function planned(
  request: ToolPackagesRequest,
  { doing, failure }: ReturnType<typeof wordsOf>,
  needed: number,
): Promise<PackagesPlan | undefined> {
  const begin = () => startProgressToast(doing);
  // Looking which files that are takes long enough for a word.
  const looking = removerOf(request.message.tool).byPath && (await begin());
  try {
    const plan = await planPackages(request, thisMachine(), looking?.signal);
    const nothing = request.packages?.length === 0 ? staysText(needed > 0) : plan.refused;
    if (nothing === undefined) {
      await looking?.dismiss();
      return plan;
    }
    const result = { style: Toast.Style.Failure, title: failure, message: visible(nothing) };
    await (looking ?? (await begin())).settle(result);
  } catch (error) {
    await (looking ?? (await begin())).fail(error, failure);
  }
  return undefined;
}

/** Why nothing is left to be removed. */
const staysText = (isNeeded: boolean): string =>
  isNeeded ? "Something needs all that is not kept by now." : "All of them are marked “Keep Always”.";

/** What is removed, in the words of titles. */
function wordsOf({ packages, targets }: PackagesRequest) {
  const tool = targets[0]?.tool.name ?? "";
  if (packages === undefined) {
    return { tool, what: tool, title: `Pruning ${tool}`, doing: `Pruning ${tool}`, failure: `Did Not Prune ${tool}` };
  }
  const [first, ...others] = packages;
  const what = others.length > 0 ? formatCount(packages.length, "package") : visible(first?.name ?? "");
  const from = `${what} from ${tool}`;
  return { tool, what, title: from, doing: `Removing ${from}`, failure: `Did Not Remove ${from}` };
}

export function toolActOf(request: ToolPackagesRequest): Act {
  const { message, packages, continues, nowhereIn } = request;
  const { doing, failure, title } = wordsOf(request);
  const roots = message.roots.map(({ root }) => root);
  return {
    doing,
    failure,
    what: title,
    roots,
    unit: "file",
    planned: packages === undefined ? {} : { bytes: toolSumsOf(request).bytes },
    readAt: Date.now(),
    again: {
      kind: "packages",
      tool: message.tool,
      names: packages?.flatMap(({ name }) => name ?? []),
      ...(isBulk(request) && { inBulk: true }),
      ...(packages && nowhereIn && { nowhereIn }),
    },
    continues,
  };
}

export const toolSumsOf = ({ packages = [] }: PackagesRequest) => ({
  bytes: packages.reduce((sum, { bytes }) => sum + bytes, 0),
  shared: packages.reduce((sum, { shared }) => sum + shared, 0),
  files: packages.reduce((sum, { files }) => sum + files, 0),
});

/** Those that a person has marked, or a version of them: no tool here removes single versions. */
export function keptAmong(packages: readonly CachedPackage[], stored = readMarks()): CachedPackage[] {
  if ("unreadable" in stored) return [];
  const { packages: whole, versions } = stored.value;
  const marked = new Set([...whole, ...versions.map(([key]) => key)].map(packageIn));
  return packages.filter(({ name }) => name !== undefined && marked.has(normalizeName(name)));
}

/** What goes of several together. */
export function withoutKeptAmong(packages: readonly CachedPackage[], stored = readMarks()): CachedPackage[] {
  const kept = new Set(keptAmong(packages, stored));
  return packages.filter((one) => !kept.has(one));
}

/** What of a request nothing needs now that counts; undefined where that cannot be read, which was said. */
export async function withoutNeededAmong({
  packages = [],
  nowhereIn,
  readNow,
}: Pick<ToolPackagesRequest, "packages" | "nowhereIn" | "readNow">): Promise<readonly CachedPackage[] | undefined> {
  if (nowhereIn === undefined || packages.length === 0) return packages;
  const needs = await readNow?.();
  return needs && packages.filter(({ name }) => name !== undefined && !isNeededByName(needs, name, nowhereIn));
}

/** In whichever version. */
export const isNeededByName = (needs: Needs, name: string | undefined, whose?: WhoseNeeds): boolean =>
  name !== undefined && isNeededPackage(needs, packageKey(PIP, name), whose);

export const neededText = (count: number): string =>
  `${formatCount(count, "package")} that something needs by now ${count === 1 ? "stays" : "stay"}.`;

interface Staying {
  kept: readonly CachedPackage[];
  /** How many are needed by now. */
  needed: number;
}

/** What a person is asked. */
export function alertWithTool(
  request: ToolPackagesRequest,
  plan: PackagesPlan,
  { kept, needed }: Staying,
): Alert.Options {
  const { packages, upTo, because } = request;
  const { tool, what } = wordsOf(request);
  const { prunes, leaves } = removerOf(request.message.tool);
  const commands = [
    ...(plan.commands.length > 0 ? [`${tool} does it by itself:`, ...firstLines(plan.commands, 4, shortCommand)] : []),
    ...(plan.byPath.length > 0 ? [byPathText(tool)] : []),
  ];
  if (packages === undefined) {
    return {
      title: `Prune ${tool}?`,
      message: [`${prunes ?? ""} How much that is ${tool} only tells afterwards.`.trim(), "", ...commands].join("\n"),
      icon: Icon.Trash,
      primaryAction: { title: "Prune", style: Alert.ActionStyle.Destructive },
    };
  }
  const all = toolSumsOf(request);
  const { shared, files } = all;
  const bytes = plan.bytes ?? all.bytes;
  const size = (one: number) => `${upTo ? "up to " : ""}${formatBytes(one)}`;
  const [only, ...others] = packages;
  const lines =
    others.length > 0 || only === undefined
      ? [...packages].sort((a, b) => b.bytes - a.bytes).map((one) => `${visible(one.name ?? "")} (${size(one.bytes)})`)
      : only.versions.map((one) => `${visible(one.version ?? "")} ${one.kind} (${size(one.bytes)})`.trim());
  return {
    title: `Remove ${what} from ${tool} (${size(bytes)})?`,
    message: [
      ...firstLines(lines, 10),
      formatCount(files, "file"),
      ...(shared > 0 && bytes === all.bytes ? [linkedSentence({ bytes, shared })] : []),
      ...(bytes < all.bytes ? [`${formatBytes(all.bytes - bytes)} stay: ${leaves ?? "not known why"}.`] : []),
      ...(upTo ? [clonesText] : []),
      ...(kept.length > 0 ? [keptText(!isBulk(request), kept)] : []),
      ...(needed > 0 ? [neededText(needed)] : []),
      ...(because === undefined ? [] : [because]),
      "",
      ...commands,
      afterwardsText,
    ].join("\n"),
    icon: Icon.Trash,
    primaryAction: { title: "Remove", style: Alert.ActionStyle.Destructive },
  };
}

export const namedKeptText = "It is marked “Keep Always”, and goes all the same, since you named it.";
export const clonesText = "Environments may share blocks unseen: at most so much comes back.";
export const afterwardsText = "Environments keep what they have. It is downloaded again when it is next installed.";
export const byPathText = (tool: string): string =>
  `${tool} has no command for files of one package: they are removed by their paths.`;

const keptText = (isNamed: boolean, kept: readonly CachedPackage[]): string =>
  isNamed
    ? namedKeptText
    : `${formatCount(kept.length, "package")} marked “Keep Always” (${formatBytes(kept.reduce((sum, { bytes }) => sum + bytes, 0))}) ${kept.length === 1 ? "stays" : "stay"}.`;

/** With many names a command is longer than a dialog. */
export const shortCommand = (command: string): string => (command.length > 160 ? `${command.slice(0, 159)}…` : command);

async function carryOut(request: ToolPackagesRequest, plan: PackagesPlan): Promise<void> {
  const { what, doing, failure } = wordsOf(request);
  await withAct(toolActOf(request), async (act) => {
    const working = await startProgressToast(doing, { endsWithView: true });
    let after: PackagesRemoved["after"];
    try {
      const removed = await removeAndRecord(request, act, working);
      after = removed.after;
      const { reclaimed, files, failures } = removed;
      const values = { reclaimed, files, failures: failures.length };
      await working.settle(withValues(result(request, plan, removed), values));
    } catch (error) {
      await working.fail(error, request.packages === undefined ? failure : `Could Not Remove ${what}`);
    }
    request.onEnd(after);
  });
}

/** Removes, and tells just the history. Undefined where nothing was begun, which was said. */
export const removeWithToolUnseen = (
  request: ToolPackagesRequest,
  working: Pick<ProgressToast, "signal" | "progress">,
): Promise<PackagesRemoved | undefined> =>
  withAct(toolActOf(request), async (act) => {
    const removed = await removeAndRecord(request, act, working);
    request.onEnd(removed.after);
    return removed;
  });

async function removeAndRecord(
  request: ToolPackagesRequest,
  act: RunningAct,
  { signal, progress }: Pick<ProgressToast, "signal" | "progress">,
): Promise<PackagesRemoved> {
  const { tool, title } = wordsOf(request);
  let waiting: NodeJS.Timeout | undefined;
  try {
    const removed = await removePackages(request, thisMachine(), {
      signal,
      log: act,
      onWaiting: (usage) => {
        const process = usage.state === "busy" ? ` (process ${usage.pid})` : "";
        const say = () => progress(`${tool} waits until another one has ended${process}`);
        say();
        // What is said too early is dropped, and how it can be left is said later.
        clearInterval(waiting);
        waiting = setInterval(say, WAITING_MS);
      },
    });
    const { reclaimed, files, failures, refused } = removed;
    if (refused === undefined) {
      await recordRemoval({
        act: act.id,
        at: Date.now(),
        what: request.packages === undefined ? `What ${tool} pruned` : title,
        count: files,
        unit: "file",
        bytes: Math.max(0, reclaimed),
        fromPip: 0,
        failures,
        note: historyNote(request, removed),
      });
    }
    act.end();
    return removed;
  } finally {
    clearInterval(waiting);
  }
}

const historyNote = (request: ToolPackagesRequest, removed: PackagesRemoved): string | undefined =>
  [request.how, ...toolLeftText(request, removed), removed.stopped && "Stopped"].filter(Boolean).join(" · ") ||
  undefined;

function result(request: ToolPackagesRequest, plan: PackagesPlan, removed: PackagesRemoved): Toast.Options {
  const { packages } = request;
  const { failures, refused, stopped, files, leftTo, runs } = removed;
  const { tool, title, failure } = wordsOf(request);
  const reclaimed = reclaimedText(Math.max(0, removed.reclaimed));
  const upTo =
    request.upTo && removed.reclaimed > 0 ? "at most so much came back: environments may share its blocks" : "";
  const linked = [linkedMessage(removed.shared), upTo].filter(Boolean).join(" · ");
  const left = toolLeftText(request, removed);
  const log = runs.length > 0 ? copyAction("Copy Log", toolLogOf(request, removed)) : undefined;
  const message = (...parts: string[]) => parts.filter(Boolean).join(" · ");
  const retry = { title: "Retry", onAction: () => void carryOut(request, plan) };
  if (stopped) {
    return {
      style: Toast.Style.Failure,
      title: `Stopped ${reclaimed}`,
      message: message(stoppedText(request, removed), linked, failureMessage(failures)),
      primaryAction: log,
    };
  }
  if (refused !== undefined || failures.length > 0) {
    return {
      style: Toast.Style.Failure,
      title: files > 0 ? `Removed ${title} in Part ${reclaimed}` : failure,
      message: message(refused === undefined ? "" : visible(refused), linked, failureMessage(failures)),
      primaryAction: commandAction(failures) ?? log,
      secondaryAction: retry,
    };
  }
  const leftBytes = removed.left.reduce((sum, { bytes }) => sum + bytes, 0);
  const isAsSaid = files > 0 && leftBytes <= toolSumsOf(request).bytes - (plan.bytes ?? Infinity);
  if (left.length > 0 && !isAsSaid) {
    return {
      style: Toast.Style.Failure,
      title: files > 0 ? `Removed ${title} in Part ${reclaimed}` : failure,
      message: message(...left, linked),
      primaryAction: log,
      secondaryAction:
        leftTo === "pruning"
          ? { title: `Prune ${tool}`, onAction: () => void removeToolPackages({ ...request, packages: undefined }) }
          : undefined,
    };
  }
  const isNothing = files === 0;
  const nothing = packages === undefined ? `Nothing to Prune in ${tool}` : `Nothing Left of ${title}`;
  const done = packages === undefined ? `Pruned ${tool}` : `Removed ${title}`;
  return {
    style: Toast.Style.Success,
    title: isNothing ? nothing : `${done} ${reclaimed}`,
    message: message(linked, ...left),
    primaryAction: log,
  };
}

/** `41.0 kB of attrs stay: uv 0.4.1 leaves what is unpacked until it is pruned` */
export function toolLeftText(
  request: ToolPackagesRequest,
  { left, leftTo, version, failures, stopped }: PackagesRemoved,
): string[] {
  if (left.length === 0 || stopped || failures.length > 0) return [];
  const { tool } = wordsOf(request);
  const bytes = formatBytes(left.reduce((sum, one) => sum + one.bytes, 0));
  const [first, ...others] = left;
  const of = others.length > 0 ? formatCount(left.length, "package") : visible(first?.name ?? "");
  const who = version === undefined ? tool : `${tool} ${version}`;
  const unpacked = `${who} leaves what is unpacked until it is pruned`;
  const why = leftTo === "pruning" ? unpacked : (removerOf(request.message.tool).leaves ?? `${who} left it`);
  return [`${bytes} of ${of} stay: ${why}`];
}

/** `1 of 3 packages removed`, where it was stopped. */
export const stoppedText = ({ packages = [] }: PackagesRequest, { left, stopped }: PackagesRemoved): string =>
  stopped && packages.length > 1
    ? `${formatNumber(packages.length - left.length)} of ${formatCount(packages.length, "package")} removed`
    : "";

export function toolLogOf(request: ToolPackagesRequest, removed: PackagesRemoved): string {
  const { title } = wordsOf(request);
  const { runs, failures, reclaimed, refused } = removed;
  const roots = request.message.roots.map(({ root }) => formatPath(root)).join(", ");
  const lines = [
    `${title}: ${formatBytes(reclaimed)} came back from ${roots}`,
    ...(refused === undefined ? [] : [refused]),
    ...runs.flatMap(({ command, log, reason = "" }) => [`$ ${command}`, log.trim(), reason]),
    ...toolLeftText(request, removed),
    ...failures.map(({ path, reason }) => `${visible(path)}: ${reason}`),
  ];
  return visibleLines(lines.filter(Boolean).join("\n"));
}
