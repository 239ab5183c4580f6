/** Clearing other tools' caches, as a person goes through it. */
import { Alert, confirmAlert, Icon, Toast } from "@raycast/api";
import { clearTargets, doneIn, planClear, type Cleared, type ClearResult } from "../../developer-caches/clear";
import { logAfter } from "../../files/attempts";
import { thisMachine } from "../../files/machine";
import { measureTarget } from "../../developer-caches/measure-tool";
import type { ResolvedTarget } from "../../developer-caches/resolve";
import { hardQuestion, hardValues, type HardSum } from "../cost/hard-text";
import { commandAction, failureMessage } from "../shared/failure-messages";
import { firstLines, formatBytes, formatPath, linkedMessage, linkedSentence } from "../shared/format";
import { mayBegin, withAct, type Act, type RunningAct } from "../removal/act";
import type { InterruptedAct } from "../removal/interrupted";
import { mayRemoveInBulk } from "../removal/bulk";
import { recordRemoval } from "../removal/history";
import { reclaimedText } from "../removal/removal-messages";
import { tiers } from "../shared/icons";
import { clearPip, hardOfPip, isOfPip, isOfPipCache, measurePip } from "./pip-targets";
import { copyAction, startProgressToast, type ProgressToast } from "../shared/toasts";
import { withValues } from "../shared/values";
import { placeName, sumsOf, type MeasuredTarget } from "./measured-tools";
import { visible, visibleLines } from "../../files/visible";

export interface ClearRequest {
  targets: MeasuredTarget[];
  /** What is cleared, as it stands in a title: "npm", "Safe Caches". */
  what: string;
  /** What a person may think goes too, and does not: the other places of a tool. */
  others?: MeasuredTarget[];
  /** Of what is continued: the id of the act, and when the numbers of its question were read. */
  continues?: { id: string; until: number };
  /** A sentence on what goes too though it came after what is continued. */
  later?: string;
  onCleared: (targets: ResolvedTarget[]) => Promise<void>;
  /** There was nothing to be cleared any more. */
  onNothing?: () => void;
}

/** Asks, clears and reports. Declining says nothing. */
export async function clearDeveloperCaches(request: ClearRequest): Promise<void> {
  const { targets, what } = request;
  const tools = new Set(targets.map(({ resolved }) => resolved.tool));
  const isInBulk = tools.size > 1 || targets.some(({ resolved }) => isOfPip(resolved));
  if (isInBulk && !(await mayRemoveInBulk(`Did Not Clear ${what}`))) return;
  const machine = thisMachine();
  const plans = planClear(
    targets.map(({ resolved }) => resolved),
    machine,
  );
  const refused = plans.filter((plan) => plan.refused !== undefined);
  const going = targets.filter(({ resolved }) => !refused.some((plan) => plan.target === resolved));
  if (going.length === 0) {
    const working = await startProgressToast(`Clearing ${what}`);
    if (targets.length === 0) request.onNothing?.();
    const message = visible(refused[0]?.refused ?? "") || "There is nothing in it.";
    return working.settle({ style: Toast.Style.Failure, title: `Cannot Clear ${what}`, message });
  }
  if (!(await mayBegin(actOf(request, going)))) return;
  const places = going.map(({ resolved }) => resolved);
  const hard = await hardOfPip(places, request.continues?.until);
  const values = { ...sumsOf(going), places: going.length, ...hardValues(hard) };
  if (!(await confirmAlert(withValues(question(request, going, hard), values)))) return;
  await carryOut(request, going);
}

/**
 * Asks once more for what was interrupted, with what is there of it now. What came later is left out, but not where the
 * tool itself clears: only it knows what that is.
 */
export async function continueClearing(
  { id, what, readAt }: InterruptedAct,
  targets: MeasuredTarget[],
  then: Pick<ClearRequest, "onCleared" | "onNothing">,
): Promise<void> {
  const machine = thisMachine();
  const measured: MeasuredTarget[] = [];
  const whole = new Set<string>();
  for (const target of targets) {
    const { resolved } = target;
    const clearsItself = planClear([resolved], machine).some(({ commands }) => commands.length > 0);
    const until = clearsItself ? undefined : readAt;
    if (clearsItself) whole.add(resolved.tool.name);
    const { bytes, shared, upTo } = isOfPip(resolved)
      ? await measurePip(resolved, undefined, until)
      : await measureTarget(resolved, machine, { until });
    if (bytes > 0) measured.push({ ...target, size: { ...target.size, bytes, shared, upTo, at: Date.now() } });
  }
  await clearDeveloperCaches({
    targets: measured,
    what,
    continues: { id, until: readAt },
    later: whole.size > 0 ? `What ${[...whole].join(", ")} stored since then goes too.` : undefined,
    ...then,
  });
}

function actOf({ what, continues }: ClearRequest, targets: MeasuredTarget[]): Act {
  const roots = targets.map(({ resolved }) => resolved.root);
  return {
    doing: `Clearing ${what}`,
    failure: `Did Not Clear ${what}`,
    what,
    roots,
    unit: "file",
    planned: { bytes: sumsOf(targets).bytes },
    readAt: Math.min(Date.now(), ...targets.flatMap(({ size }) => size?.at ?? [])),
    again: { kind: "tools", roots, ...(targets.some(({ resolved }) => resolved.only) && { isOfVersions: true }) },
    continues: continues?.id,
  };
}

function question(
  { what, others = [], later }: ClearRequest,
  targets: MeasuredTarget[],
  hard: HardSum | undefined,
): Alert.Options {
  const { bytes, shared } = sumsOf(targets);
  const size = `${targets.some((target) => target.size?.upTo) ? "up to " : ""}${formatBytes(bytes)}`;
  const largest = [...targets].sort((a, b) => (b.size?.bytes ?? 0) - (a.size?.bytes ?? 0));
  const lines = largest.map((target) => {
    const { tool, only } = target.resolved;
    const versions = only ? ` ${only.map(visible).join(", ")}` : "";
    const name = `${tool.name}: ${placeName(target, targets)}${versions}`;
    // All bytes are of a single one, and those stand in the title.
    return targets.length > 1 ? `${name} (${formatBytes(target.size?.bytes ?? 0)})` : name;
  });
  const costly = largest.filter(({ resolved }) => resolved.tier !== "safe" || targets.length === 1);
  const costs = new Set(costly.map(({ resolved }) => resolved.target.cost));
  const unread = largest.flatMap(({ size: own }) => (own?.unreadable ? [`Cannot be read: ${own.unreadable}`] : []));
  const stays = new Set(
    costly.flatMap(({ resolved: { target } }) => (target.keep ? [`Stays: ${target.keep.why}`] : [])),
  );
  const kept = largest.flatMap(({ size: own }) => (own?.kept ?? []).map((one) => `${one}.`));
  const left = others.flatMap((other) => {
    const { size: own, resolved } = other;
    if (!own?.bytes) return [];
    return [
      `Not cleared with it: ${placeName(other, others)} (${formatBytes(own.bytes)}, ${tiers[resolved.tier].title})`,
    ];
  });
  return {
    title: `Clear ${what} (${size})?`,
    message: [
      ...firstLines(lines, 10),
      ...(shared > 0 ? [linkedSentence({ bytes, shared })] : []),
      "",
      ...firstLines(unread, 3),
      ...(costly.length === 0 ? ["The tools make these again by themselves."] : []),
      ...costs,
      ...(later === undefined ? [] : [later]),
      ...stays,
      ...kept,
      ...firstLines(left, 5),
      ...(hard ? ["", ...hardQuestion(hard, undefined)] : []),
    ]
      .join("\n")
      .trim(),
    icon: Icon.Trash,
    primaryAction: { title: "Clear", style: Alert.ActionStyle.Destructive },
  };
}

async function carryOut(request: ClearRequest, targets: MeasuredTarget[]): Promise<void> {
  const { what, continues, onCleared } = request;
  const resolved = targets.map((target) => target.resolved);
  await withAct(actOf(request, targets), async (act) => {
    const working = await startProgressToast(`Clearing ${what}`, { endsWithView: true });
    try {
      const cleared = await clear(resolved, working, act, continues?.until);
      await recordRemoval({
        act: act.id,
        at: Date.now(),
        what,
        count: removedFiles(cleared),
        unit: "file",
        bytes: cleared.reclaimed,
        fromPip: cleared.cleared.reduce((sum, one) => sum + (isOfPipCache(one.target) ? one.reclaimed : 0), 0),
        failures: cleared.cleared.flatMap((one) => one.failures),
        note: [...refusals(cleared), ...keptOf(cleared)].join(" · ") || undefined,
      });
      act.end();
      const values = {
        reclaimed: cleared.reclaimed,
        files: removedFiles(cleared),
        failures: cleared.cleared.reduce((sum, { failures }) => sum + failures.length, 0),
      };
      await working.settle(withValues(result(request, targets, cleared, working.signal.aborted), values));
    } catch (error) {
      await working.fail(error, `Could Not Clear ${what}`);
    }
    await onCleared(resolved);
  });
}

async function clear(
  targets: ResolvedTarget[],
  { signal, progress }: ProgressToast,
  log: RunningAct,
  until: number | undefined,
): Promise<ClearResult> {
  let reclaimed = 0;
  const cleared = await clearTargets(
    targets.filter((target) => !isOfPip(target)),
    thisMachine(),
    {
      signal,
      log,
      until,
      onProgress: ({ tool }, { bytes }) => progress(`${tool.name}: ${formatBytes(reclaimed + bytes)}`),
      onCleared: (one) => (reclaimed += one.reclaimed),
    },
  );
  const pip = await clearPip(targets.filter(isOfPip), signal, logAfter(log, doneIn(cleared.cleared)), until);
  const ofPip = pip.reduce((sum, one) => sum + one.reclaimed, 0);
  return { ...cleared, cleared: [...cleared.cleared, ...pip], reclaimed: cleared.reclaimed + ofPip };
}

function result(
  request: ClearRequest,
  targets: MeasuredTarget[],
  cleared: ClearResult,
  isStopped: boolean,
): Toast.Options {
  const { what } = request;
  const reclaimed = reclaimedText(Math.max(0, cleared.reclaimed));
  const refused = refusals(cleared);
  const failures = cleared.cleared.flatMap((one) => one.failures);
  const { freeSpaceDifference: difference } = cleared;
  const space = difference && `free space of the volume ${change(difference.freed)}`;
  const linked = linkedMessage(cleared.cleared.reduce((sum, { shared }) => sum + shared, 0));
  const log = copyAction("Copy Log", logOf(cleared));
  const message = (...parts: (string | undefined)[]) => parts.filter(Boolean).join(" · ");
  if (isStopped) {
    return {
      style: Toast.Style.Failure,
      title: `Stopped ${reclaimed}`,
      message: message(linked, failureMessage(failures)),
      primaryAction: log,
    };
  }
  if (refused.length > 0 || failures.length > 0) {
    const isNothing = cleared.reclaimed <= 0 && cleared.cleared.every(({ removal }) => !removal?.files);
    return {
      style: Toast.Style.Failure,
      title: isNothing ? `Did Not Clear ${what}` : `Cleared ${what} in Part ${reclaimed}`,
      message: message(linked, ...refused.slice(0, 2), failureMessage(failures), ...keptOf(cleared), space),
      primaryAction: commandAction(failures) ?? log,
      secondaryAction: { title: "Retry", onAction: () => void carryOut(request, targets) },
    };
  }
  return {
    style: Toast.Style.Success,
    title: `Cleared ${what} ${reclaimed}`,
    message: message(linked, ...keptOf(cleared), space),
    primaryAction: log,
  };
}

const change = (bytes: number): string => `${bytes < 0 ? "shrank" : "grew"} by ${formatBytes(Math.abs(bytes))}`;

/** Why something was left alone, each tool once. */
function refusals({ cleared }: ClearResult): string[] {
  const whys = cleared.flatMap(({ target, refused }) => (refused ? [`${target.tool.name}: ${visible(refused)}`] : []));
  return [...new Set(whys)];
}

const removedFiles = ({ cleared }: ClearResult): number =>
  cleared.reduce((sum, { removal }) => sum + (removal?.files ?? 0), 0);

const keptOf = ({ cleared }: ClearResult): string[] => cleared.flatMap(({ kept = [] }) => kept);

function logOf({ cleared }: ClearResult): string {
  return cleared.map(logOfTarget).join("\n\n");
}

function logOfTarget({ target, reclaimed, runs, refused, kept = [], failures }: Cleared): string {
  const lines = [
    `${target.tool.name}, ${target.target.label}: ${formatBytes(reclaimed)} from ${formatPath(target.root)}`,
    ...(refused ? [refused] : []),
    ...kept,
    ...runs.flatMap(({ command, log, reason = "" }) => [`$ ${command}`, log.trim(), reason]),
    ...failures.map(({ path, reason }) => `${visible(path)}: ${reason}`),
  ];
  return visibleLines(lines.filter(Boolean).join("\n"));
}
