/** Removing packages that several tools keep, pip among them: asked once, with the share of each, and told once what came of it. */
import { Alert, confirmAlert, Icon, Toast } from "@raycast/api";
import type { Failure } from "../../files/failure";
import { thisMachine } from "../../files/machine";
import { visible, visibleLines } from "../../files/visible";
import { normalizeName } from "../../packaging/normalize";
import type { PlanRemoval } from "../../pip-cache/remove/remove";
import type { CachedPackage } from "../../python-caches/collect-packages";
import { planPackages, type PackagesPlan, type PackagesRemoved } from "../../python-caches/remove-with-tool";
import { recallHardSum } from "../cost/hard-sum";
import { hardQuestion, hardValues, type HardSum } from "../cost/hard-text";
import { commandAction, failureMessage } from "../shared/failure-messages";
import { firstLines, formatBytes, formatCount, linkedMessage } from "../shared/format";
import { copyAction, startProgressToast, type ProgressToast } from "../shared/toasts";
import { withValues } from "../shared/values";
import { askedOnce, mayBegin } from "./act";
import { mayRemoveInBulk } from "./bulk";
import { sparedMessage } from "./kept";
import { carryOutUnseen, planUnseen, type RemovalRequest, type Unseen } from "./removal";
import { keptMessage, lateMessage, reclaimedText, sharedOf } from "./removal-messages";
import {
  afterwardsText,
  byPathText,
  clonesText,
  keptAmong,
  namedKeptText,
  removeWithToolUnseen,
  shortCommand,
  stoppedText,
  toolActOf,
  toolLeftText,
  toolLogOf,
  neededText,
  toolSumsOf,
  withoutKeptAmong,
  withoutNeededAmong,
  type ToolPackagesRequest,
} from "./remove-tool-packages";

/** Of one tool, what goes of it. */
interface ToolShareRequest extends ToolPackagesRequest {
  packages: readonly CachedPackage[];
}

export interface TogetherRequest {
  tools: readonly ToolShareRequest[];
  pip?: Pick<RemovalRequest, "caches" | "known" | "selection" | "onEnd">;
  /** As it stands in a sentence: `3 packages`, `six`. */
  what: string;
  /** Whether it is one package, which was named: then it goes also where it is kept. */
  isNamed: boolean;
  /** What the question adds: a sentence. */
  because?: string;
  /** See `ToolPackagesRequest`. */
  nowhereIn?: ToolPackagesRequest["nowhereIn"];
  readNow?: ToolPackagesRequest["readNow"];
  onStart?: () => void;
  onEnd?: () => void;
}

/** What would be done with one tool. */
interface ToolPart {
  request: ToolShareRequest;
  plan: PackagesPlan;
  kept: readonly CachedPackage[];
}

interface Parts {
  tools: readonly ToolPart[];
  /** How many packages of tools stay since something needs them by now. */
  needed: number;
  pip?: Unseen;
}

/** Asks, removes and reports. Declining says nothing. */
export async function removeTogether(request: TogetherRequest): Promise<void> {
  const { what, isNamed, tools } = request;
  const failure = `Did Not Remove ${what}`;
  if (!isNamed && !(await mayRemoveInBulk(failure))) return;
  const question = JSON.stringify([
    what,
    tools.map(({ message, packages }) => [message, packages.map(({ key }) => key)]),
  ]);
  const agreed = await askedOnce(question, async () => {
    const parts = await partsOf(request, failure);
    if (parts === undefined) return undefined;
    for (const { request: own } of parts.tools) {
      if (!(await mayBegin({ ...toolActOf(own), failure }))) return undefined;
    }
    const own = parts.pip?.request;
    const hard = own && (await recallHardSum(own.caches, own.selection, { known: own.known }));
    const values = { ...sumsOfParts(parts), ...hardValues(hard) };
    return (await confirmAlert(withValues(alertOf(request, parts, hard), values))) ? parts : undefined;
  });
  if (agreed) await carryOutParts(request, agreed);
}

/** What would go of each; undefined where nothing would, or that cannot be said, which was said. */
async function partsOf(request: TogetherRequest, failure: string): Promise<Parts | undefined> {
  const { what, isNamed } = request;
  const looking = await startProgressToast("Working Out the Size");
  try {
    const tools: ToolPart[] = [];
    let needed = 0;
    for (const asked of request.tools) {
      const packages = await withoutNeededAmong(asked);
      if (packages === undefined) return await looking.dismiss().then(() => undefined);
      needed += asked.packages.length - packages.length;
      if (packages.length === 0) continue;
      const own = { ...asked, packages };
      const kept = keptAmong(own.packages);
      const going = isNamed ? own : { ...own, inBulk: true, packages: withoutKeptAmong(own.packages) };
      const plan = await planPackages(going, thisMachine(), looking.signal);
      tools.push({ request: going, plan, kept });
    }
    const pip = await pipPartOf(request, { signal: looking.signal });
    const parts = { tools, needed, pip };
    if (goingTools(parts).length > 0 || (pip?.planned.files ?? 0) > 0) {
      await looking.dismiss();
      return parts;
    }
    const whys = [...tools.map((part) => whyStays(part) ?? ""), needed > 0 ? neededText(needed) : ""].filter(Boolean);
    await looking.settle({
      style: Toast.Style.Failure,
      title: failure,
      message: whys.join(" · ") || "Nothing is there.",
    });
  } catch (error) {
    await looking.fail(error, `Could Not Remove ${what}`);
  }
  return undefined;
}

/** Of pip's part what may go as things are now. */
const pipPartOf = async (
  { pip, what, isNamed, nowhereIn, readNow }: TogetherRequest,
  options: Parameters<typeof planUnseen>[1],
): Promise<Unseen | undefined> =>
  pip &&
  planUnseen(
    { ...pip, what, verb: "Remove", nowhereIn, readNow, ...(isNamed ? { takesKept: true } : { inBulk: true }) },
    options,
  );

const nameOfTool = ({ request }: ToolPart): string => request.targets[0]?.tool.name ?? request.message.tool;

const goingTools = ({ tools }: Parts): ToolPart[] =>
  tools.filter(({ plan, request }) => plan.refused === undefined && request.packages.length > 0);

/** Bytes that come back, and those that do not since something else has links to them. */
function bytesOf({ request, plan }: ToolPart): { bytes: number; shared: number } {
  const all = toolSumsOf(request);
  const going = plan.bytes ?? all.bytes;
  // By their paths only what nothing has links to goes.
  const shared = going < all.bytes ? 0 : all.shared;
  return { bytes: going - shared, shared };
}

function sumsOfParts(parts: Parts) {
  const going = goingTools(parts).map(bytesOf);
  const { bytes = 0, shared = 0 } = parts.pip?.planned ?? {};
  const all = [...going, { bytes: bytes - shared, shared }];
  return {
    bytes: all.reduce((sum, one) => sum + one.bytes, 0),
    shared: all.reduce((sum, one) => sum + one.shared, 0),
  };
}

/** `conda: environments have that package.`; undefined where it goes. */
function whyStays(part: ToolPart): string | undefined {
  const { request, plan, kept } = part;
  const tool = nameOfTool(part);
  if (request.packages.length === 0) return kept.length > 0 ? `${tool}: ${keptOfTool(kept)}.` : undefined;
  return plan.refused === undefined ? undefined : `${tool}: ${visible(plan.refused)}`;
}

const keptOfTool = (kept: readonly CachedPackage[]): string =>
  sparedMessage({
    entries: 0,
    packages: kept.length,
    versions: 0,
    bytes: kept.reduce((sum, { bytes }) => sum + bytes, 0),
  });

/** `uv: 2 packages, 31.5 kB, and 30.0 kB linked elsewhere; 1 kept package (20.0 kB) stays` */
function lineOf(
  tool: string,
  packages: number,
  sums: { bytes: number; shared: number },
  says: (string | false)[],
): string {
  const linked = sums.shared > 0 ? `, and ${formatBytes(sums.shared)} linked elsewhere` : "";
  const share = `${tool}: ${formatCount(packages, "package")}, ${formatBytes(sums.bytes)}${linked}`;
  return [share, ...says.filter(Boolean)].join("; ");
}

function alertOf(request: TogetherRequest, parts: Parts, hard: HardSum | undefined): Alert.Options {
  const { what, isNamed, because } = request;
  const going = goingTools(parts);
  const { bytes, shared } = sumsOfParts(parts);
  const upTo = going.some((part) => part.request.upTo);
  const lines = parts.tools.map(
    (part) =>
      whyStays(part) ??
      lineOf(nameOfTool(part), part.request.packages.length, bytesOf(part), [
        !isNamed && part.kept.length > 0 && keptOfTool(part.kept),
      ]),
  );
  const pip = parts.pip?.planned;
  if (pip !== undefined) {
    const sums = { bytes: pip.bytes - pip.shared, shared: pip.shared };
    lines.push(lineOf("pip", pip.items.length, sums, [pip.spared !== undefined && sparedMessage(pip.spared)]));
  }
  const isKept = isNamed && parts.tools.some(({ kept }) => kept.length > 0);
  const commands = going.flatMap(({ plan }) => plan.commands);
  const byPath = going.filter(({ plan }) => plan.byPath.length > 0).map(nameOfTool);
  return {
    title: `Remove ${what} (${upTo ? "up to " : ""}${formatBytes(bytes)})?`,
    message: [
      ...lines,
      ...(shared > 0 ? ["Removing frees nothing of what is linked elsewhere."] : []),
      ...(upTo ? [clonesText] : []),
      ...(isKept ? [namedKeptText] : []),
      ...(parts.needed > 0 ? [neededText(parts.needed)] : []),
      ...(because === undefined ? [] : [because]),
      ...(isNamed ? [] : ["", ...firstLines(namesOf(parts), 8)]),
      ...(hard ? ["", ...hardQuestion(hard, undefined)] : []),
      "",
      ...firstLines(commands, 4, shortCommand),
      ...byPath.map(byPathText),
      afterwardsText,
    ].join("\n"),
    icon: Icon.Trash,
    primaryAction: { title: "Remove", style: Alert.ActionStyle.Destructive },
  };
}

/** Of all tools together, largest first. */
function namesOf(parts: Parts): string[] {
  const sizes = new Map<string, { name: string; bytes: number }>();
  const add = (name: string | undefined, bytes: number) => {
    if (name === undefined) return;
    const key = normalizeName(name);
    const known = sizes.get(key);
    if (known) known.bytes += bytes;
    else sizes.set(key, { name, bytes });
  };
  for (const { request } of goingTools(parts)) for (const { name, bytes } of request.packages) add(name, bytes);
  for (const { name, bytes } of parts.pip?.planned.items ?? []) add(name, bytes);
  const sorted = [...sizes.values()].sort((one, other) => other.bytes - one.bytes);
  return sorted.map(({ name, bytes }) => `${visible(name)} (${formatBytes(bytes)})`);
}

/** What came of it, tool by tool. */
interface Done {
  tools: { part: ToolPart; removed: PackagesRemoved }[];
  /** Tools of which nothing was begun, since it was stopped before. */
  notBegun: string[];
  pip?: { unseen: Unseen; removal: PlanRemoval };
  /** Why something stayed that was to go: sentences. */
  stays: string[];
  stopped: boolean;
}

async function carryOutParts(request: TogetherRequest, agreed: Parts): Promise<void> {
  const { what, isNamed, onStart, onEnd } = request;
  // What was marked while the question stood stays.
  if (!isNamed && !(await mayRemoveInBulk(`Did Not Remove ${what}`))) return;
  onStart?.();
  const working = await startProgressToast(`Removing ${what}`, { endsWithView: true });
  try {
    const done = await removeParts(request, agreed, working);
    const isBegun = done.tools.length > 0 || done.pip !== undefined || done.stopped;
    if (isBegun) {
      const failures = failuresOfAll(done);
      const values = { reclaimed: reclaimedOf(done), files: filesOf(done), failures: failures.length };
      await working.settle(withValues(resultOf(request, done, failures), values));
    } else await working.dismiss();
  } catch (error) {
    await working.fail(error, `Could Not Remove ${what}`);
  }
  onEnd?.();
}

async function removeParts(request: TogetherRequest, agreed: Parts, working: ProgressToast): Promise<Done> {
  const { isNamed } = request;
  const { signal } = working;
  const done: Done = { tools: [], stays: [], notBegun: [], stopped: false };
  for (const part of agreed.tools) {
    const why = whyStays(part);
    if (why !== undefined) done.stays.push(why);
  }
  for (const part of goingTools(agreed)) {
    if (signal.aborted) {
      done.notBegun.push(nameOfTool(part));
      continue;
    }
    // Nor what something has begun to need.
    const unneeded = (await withoutNeededAmong(part.request)) ?? [];
    const packages = isNamed ? unneeded : withoutKeptAmong(unneeded);
    if (packages.length === 0) continue;
    const tool = nameOfTool(part);
    working.progress(`${tool}: ${formatCount(packages.length, "package")}`);
    const progress = (text: string) => working.progress(text);
    const going = { ...part.request, packages };
    const removed = await removeWithToolUnseen(going, { signal, progress });
    if (removed) done.tools.push({ part, removed });
    const stoppedAt = removed && stoppedText(going, removed);
    if (stoppedAt) done.stays.push(`${tool}: ${stoppedAt}`);
    if (removed?.refused !== undefined) done.stays.push(`${tool}: ${visible(removed.refused)}`);
  }
  const { pip } = agreed;
  if (pip !== undefined && pip.planned.files > 0 && signal.aborted) done.notBegun.push("pip");
  else if (pip !== undefined && pip.planned.files > 0) {
    working.progress("pip");
    const until = new Map(pip.request.caches.map(({ path }) => [path, pip.planned.readAt]));
    const unseen = await pipPartOf(request, { until });
    const removal = unseen && unseen.planned.files > 0 ? await carryOutUnseen(unseen, "", { signal }) : undefined;
    if (unseen && removal) {
      request.pip?.onEnd?.(unseen.planned, removal);
      done.pip = { unseen, removal };
    }
  }
  // What was done to its end before anybody could stop it was not stopped.
  const isCutShort = done.notBegun.length > 0 || done.tools.some(({ removed }) => removed.stopped);
  return { ...done, stopped: isCutShort || done.pip?.removal.stopped === true };
}

const reclaimedOf = ({ tools, pip }: Done): number =>
  Math.max(
    0,
    tools.reduce((sum, { removed }) => sum + removed.reclaimed, pip?.removal.bytes ?? 0),
  );

const filesOf = ({ tools, pip }: Done): number =>
  tools.reduce((sum, { removed }) => sum + removed.files, pip?.removal.files ?? 0);

const failuresOfAll = ({ tools, pip }: Done): Failure[] => [
  ...tools.flatMap(({ removed }) => removed.failures),
  ...(pip?.removal.failures ?? []),
];

function resultOf(request: TogetherRequest, done: Done, failures: readonly Failure[]): Toast.Options {
  const { what } = request;
  const { tools, pip, stays, notBegun, stopped } = done;
  const reclaimed = reclaimedText(reclaimedOf(done));
  const shared = tools.reduce(
    (sum, { removed }) => sum + removed.shared,
    pip ? sharedOf(pip.unseen.planned, pip.removal) : 0,
  );
  const left = tools.flatMap(({ part, removed }) => toolLeftText(part.request, removed));
  const upTo = tools.some(({ part, removed }) => part.request.upTo && removed.reclaimed > 0);
  const stayed = pip ? [keptMessage(pip.removal) ?? "", lateMessage(pip.unseen.planned)] : [];
  const message = [
    ...stays,
    notBegun.length > 0 ? `Not begun: ${notBegun.join(", ")}` : "",
    failureMessage(failures),
    ...left,
    ...stayed,
    linkedMessage(shared),
    upTo ? "at most so much came back: environments may share its blocks" : "",
  ]
    .filter(Boolean)
    .join(" · ");
  const isPart = stays.length > 0 || failures.length > 0 || left.length > 0;
  const log = copyAction("Copy Log", logOfAll(done));
  if (!stopped && !isPart) {
    return { style: Toast.Style.Success, title: `Removed ${what} ${reclaimed}`, message, primaryAction: log };
  }
  const title = stopped
    ? `Stopped ${reclaimed}`
    : filesOf(done) > 0
      ? `Removed ${what} in Part ${reclaimed}`
      : `Did Not Remove ${what}`;
  return {
    style: Toast.Style.Failure,
    title,
    message,
    primaryAction: commandAction(failures) ?? log,
    secondaryAction: { title: "Retry", onAction: () => void removeTogether(request) },
  };
}

/** Each failure by its path, with what each tool said. */
function logOfAll({ tools, pip, stays }: Done): string {
  const ofPip = pip ? [`pip: ${formatBytes(pip.removal.bytes)} came back`] : [];
  const logs = tools.map(({ part, removed }) => toolLogOf(part.request, removed));
  const failed = (pip?.removal.failures ?? []).map(({ path, reason }) => `${visible(path)}: ${reason}`);
  return visibleLines([...logs, ...ofPip, ...stays, ...failed].join("\n"));
}
