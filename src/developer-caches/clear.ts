/**
 * Clears what was chosen: the tool's own way first, then our guarded removal where all of a target is cache. What came
 * back is measured, by walking before and after a command and by adding up what we unlinked, never estimated.
 */
import { failureOf, RefusedError, type Failure } from "../files/failure";
import { logAfter, type ClearLog, type DoneSums, type Removal } from "../files/attempts";
import { clearDirectory } from "../files/remove-files";
import { measure, nothingMeasured } from "../files/measure";
import { listProcesses } from "../files/processes";
import type { ToolCommand } from "./tool";
import { freedSince, freeSpaces } from "../files/free-space";
import { usageOf, type Usage } from "./in-use";
import { keptByRule } from "./keep-rules";
import type { Machine } from "../files/machine";
import { namesIn } from "../files/presence";
import { visible } from "../files/visible";
import { measureTarget, type Size } from "./measure-tool";
import { withCommands } from "../files/ownership";
import { oldVersions, unusedVersions } from "./old-versions";
import { orphanedFolders } from "./orphaned";
import { exclusion, targetOwnershipCommand, resolveTarget, type ResolveOptions, type ResolvedTarget } from "./resolve";
import { commandFailure, isInstalled, run, whyRefused, type CommandRun } from "./run-command";

/** How a target would be cleared. */
export interface ClearPlan {
  target: ResolvedTarget;
  /** Those of the tool's commands whose program is on this machine. */
  commands: ToolCommand[];
  /** Whether our own removal follows. */
  removes: boolean;
  /** Why nothing would be done, in a sentence. */
  refused?: string;
  /** Folders that may go to the Trash instead, because the tool is gone. */
  orphaned: string[];
  /** Names of folders of versions that are not the newest; some may be in use. */
  old: string[];
}

export interface Cleared {
  target: ResolvedTarget;
  /** Bytes that are gone; less than nothing when the tool wrote more than it removed. */
  reclaimed: number;
  /** The same in blocks of the volume, bytes. */
  reclaimedAllocated: number;
  /** Bytes of what went and has names elsewhere: they did not come back. */
  shared: number;
  /** What the tool's commands said. */
  runs: CommandRun[];
  /** What our removal did. */
  removal?: Removal;
  failures: Failure[];
  /** What was left alone because it is no cache, and what cannot be told, a sentence each. */
  kept?: string[];
  /** Why nothing was done, in a sentence; `usage` says by whom when it is in use. */
  refused?: string;
  usage?: Usage;
  /** Whether the signal ended it early. */
  stopped: boolean;
}

export interface ClearResult {
  cleared: Cleared[];
  reclaimed: number;
  reclaimedAllocated: number;
  /** Set when the volume's free space grew by another number than what was reclaimed, by more than a tenth of it. */
  freeSpaceDifference?: { reclaimed: number; freed: number };
}

export interface ClearOptions extends ResolveOptions {
  signal?: AbortSignal;
  /** Clear also what is in use, or may be. */
  evenIfInUse?: boolean;
  onProgress?: (target: ResolvedTarget, soFar: { bytes: number; totalBytes: number }) => void;
  onCleared?: (cleared: Cleared) => void;
  log?: ClearLog;
  /** What came later stays, where no tool clears it by itself. ms since 1970 */
  until?: number;
}

/** Below this a difference of free space says nothing: other programs write too. Bytes. */
const NOTABLE_BYTES = 1_000_000;

/** What clearing these targets would do. */
export function planClear(targets: ResolvedTarget[], machine: Machine): ClearPlan[] {
  return targets.map((resolved) => {
    const { target, blocked, root, place, only } = resolved;
    // No command of a tool clears some of its versions.
    const commands = (only ? [] : (target.commands ?? [])).filter((command) =>
      isInstalled(command, machine, { root, place }),
    );
    const isCleared = commands.length > 0 || target.removable || target.isCommon;
    const missing = blocked ?? (isCleared ? undefined : missingProgram(resolved, machine));
    const orphaned = missing === undefined ? [] : orphanedFolders(resolved, machine);
    const refused = missing ?? whyAmbiguous(resolved);
    const old = refused === undefined && target.removable ? oldVersions(resolved) : [];
    return { target: resolved, commands, removes: target.removable, refused, orphaned, old };
  });
}

/** Why none of these commands can be run, which are all that may remove something there: a sentence. */
export function missingProgram(
  { target, tool, root, place }: ResolvedTarget,
  machine: Machine,
  commands: readonly ToolCommand[] = target.commands ?? [],
): string {
  const program = commands[0]?.program ?? tool.name;
  const refused = commands.flatMap((command) => whyRefused(command, machine, { root, place }) ?? []);
  const why = refused.length > 0 ? `“${program}” may not be used. ${refused[0]}` : `“${program}” was not found.`;
  return `Only ${tool.name} itself can clear it, and ${why}`;
}

/**
 * Clears targets one after the other. One that fails does not stop the rest. Those with a command come last: some tools
 * remove more than they are asked to, as pnpm its answers of indexes with its store, and it would count nowhere.
 */
export async function clearTargets(
  targets: ResolvedTarget[],
  machine: Machine,
  options: ClearOptions = {},
): Promise<ClearResult> {
  const isOnDisk = ({ target }: ResolvedTarget) => target.asked === undefined;
  const volumes = await freeSpaces(targets.filter(isOnDisk).map(({ root }) => root));
  const cleared: Cleared[] = [];
  const plans = planClear(targets, machine).sort((one, other) => one.commands.length - other.commands.length);
  for (const plan of plans) {
    if (options.signal?.aborted) break;
    const log = options.log && clearLogAfter(options.log, doneIn(cleared));
    const one = await clearTarget(plan, machine, { ...options, log });
    cleared.push(one);
    options.onCleared?.(one);
  }
  const sum = (number: (one: Cleared) => number) => cleared.reduce((total, one) => total + number(one), 0);
  const result: ClearResult = {
    cleared,
    reclaimed: sum((one) => one.reclaimed),
    reclaimedAllocated: sum((one) => one.reclaimedAllocated),
  };
  const done = cleared.filter(({ refused }) => refused === undefined);
  // Where nothing was done to it, what becomes of free space is others' doing, and a service gives back when it likes.
  if (done.length === 0 || !done.every(({ target }) => isOnDisk(target))) return result;
  const freed = await freedSince(volumes);
  const difference = Math.abs(freed - result.reclaimedAllocated);
  if (difference > NOTABLE_BYTES && difference > Math.abs(result.reclaimedAllocated) / 10) {
    result.freeSpaceDifference = { reclaimed: result.reclaimedAllocated, freed };
  }
  return result;
}

/** What was done so far; a tool that wrote more than it removed has done nothing. */
export function doneIn(cleared: Cleared[]): DoneSums {
  const sum = (of: (one: Cleared) => number) => cleared.reduce((total, one) => total + of(one), 0);
  return {
    entries: sum(({ removal }) => removal?.entries ?? 0),
    files: sum(({ removal }) => removal?.files ?? 0),
    bytes: sum(({ reclaimed }) => Math.max(0, reclaimed)),
  };
}

const clearLogAfter = (log: ClearLog, before: DoneSums): ClearLog => ({
  ...logAfter(log, before),
  starts: log.starts,
  started: log.started,
});

/** Clears one target as planned, after looking once more whether it still may be. */
async function clearTarget(plan: ClearPlan, machine: Machine, options: ClearOptions = {}): Promise<Cleared> {
  let { target } = plan;
  const result: Cleared = {
    target,
    reclaimed: 0,
    reclaimedAllocated: 0,
    shared: 0,
    runs: [],
    failures: [],
    stopped: false,
  };
  try {
    const refused = plan.refused ?? whyCommon(target) ?? whyNoLonger(target, machine, options);
    if (refused !== undefined) return { ...result, refused };
    const running = await listProcesses({ signal: options.signal });
    let usage: Usage;
    if (target.only) {
      const now = unusedVersions(target, running);
      const going = target.only.filter((name) => now.unused.includes(name));
      const stays = target.only.filter((name) => now.used.includes(name));
      if (stays.length > 0) result.kept = [`Kept: ${stays.map(visible).join(", ")}, in use by now`];
      usage = now.usage;
      target = { ...target, only: going };
    } else {
      usage = await usageOf(target, { running });
    }
    if (usage.state !== "idle" && !options.evenIfInUse) return { ...result, usage, refused: whyInUse(usage) };
    if (plan.commands.length > 0) await runCommands(plan, machine, options, result);
    if (plan.removes && !options.signal?.aborted) await removeRest(target, options, result);
    result.stopped = options.signal?.aborted ?? false;
    const hasRest = result.failures.length > 0 || result.stopped;
    const rest = plan.removes && !hasRest ? "What it left was removed without it." : "";
    for (const ran of result.runs) {
      const failure = commandFailure(ran, target.root, rest);
      if (failure) result.failures.push(failure);
    }
    return result;
  } catch (error) {
    if (options.signal?.aborted) return { ...result, stopped: true };
    if (error instanceof RefusedError) return { ...result, refused: error.message };
    return { ...result, failures: [failureOf(target.root, error)] };
  }
}

/** Why a command would not know which of two is meant. */
function whyAmbiguous({ target, root, place, tool }: ResolvedTarget): string | undefined {
  if (!target.isFoundByRevision) return undefined;
  const revisionsIn = (folder: string) => namesIn(`${folder}/snapshots`).filter((name) => /^[0-9a-f]{40}$/.test(name));
  const revisions = new Set(revisionsIn(root));
  const others = namesIn(place).filter((name) => `${place}/${name}` !== root);
  const twin = others.find((name) => revisionsIn(`${place}/${name}`).some((revision) => revisions.has(revision)));
  return twin && `${visible(twin)} has a revision of the same hash, and ${tool.name} might remove that instead.`;
}

const whyCommon = ({ target, tool }: ResolvedTarget): string | undefined =>
  target.isCommon && `Only what ${tool.name} left in it may go.`;

/** What was a cache when it was listed may have been replaced since: then why it is not cleared. What only the tool knew is not asked for again. */
export function whyNoLonger(
  resolved: ResolvedTarget,
  machine: Machine,
  options: ResolveOptions = {},
): string | undefined {
  const { tool, target, root, place, origin } = resolved;
  const reported = origin === "tool" ? { [tool.id]: { [target.place]: [place] } } : options.reported;
  const now = resolveTarget(tool, target, machine, { ...options, reported }).find((one) => one.root === root);
  return now === undefined ? "It is no longer there." : now.blocked;
}

/** Why what is in use, or may be, is not cleared: what to do about it, in a sentence. */
export function whyInUse(usage: Exclude<Usage, { state: "idle" }>): string {
  if (usage.state === "busy") {
    return `${usage.program.replace(/^(?=(a|the) )./, (letter) => letter.toUpperCase())} is running (process ${usage.pid}). Quit it and try again.`;
  }
  return "It could not be told whether it is in use.";
}

async function runCommands(plan: ClearPlan, machine: Machine, options: ClearOptions, result: Cleared): Promise<void> {
  const { target } = plan;
  const { log, signal } = options;
  const before = await measureTarget(target, machine, { signal });
  // All of it, also what stays: whoever finds it interrupted does not know what that is, nor asks a service.
  const isAsked = target.target.asked !== undefined;
  const { bytes } = isAsked ? nothingMeasured() : log ? await measure(target.root, { signal }) : before;
  for (const command of plan.commands) {
    if (signal?.aborted) break;
    const { root, place, tool } = target;
    log?.starts({ name: tool.name, roots: [root], bytes });
    result.runs.push(await run(command, machine, { root, place, signal, onStart: log?.started, outlives: true }));
  }
  const after = await measureTarget(target, machine);
  const own = ({ bytes, shared }: Size) => bytes - shared;
  const ownAllocated = ({ allocated, sharedAllocated }: Size) => allocated - sharedAllocated;
  const untold = whatIsUntold(before, after, isAsked);
  if (untold !== undefined) {
    const why = untold.reason.replace(/\.$/, "");
    result.kept = [...(result.kept ?? []), `How much came back could not be told: ${why}`];
  } else {
    result.reclaimed += own(before) - own(after);
    result.reclaimedAllocated += ownAllocated(before) - ownAllocated(after);
    result.shared += Math.max(0, before.shared - after.shared);
  }
  log?.done(doneIn([result]));
  options.onProgress?.(target, { bytes: result.reclaimed, totalBytes: own(before) });
}

/** What is in one of two sizes and not in the other since it could not be looked at: their difference says nothing. */
function whatIsUntold(before: Size, after: Size, isAsked: boolean): Failure | undefined {
  if (isAsked) return before.unreadable[0] ?? after.unreadable[0];
  const known = new Set(before.unreadable.map(({ path }) => path));
  return after.unreadable.find(({ path }) => !known.has(path));
}

async function removeRest(target: ResolvedTarget, options: ClearOptions, result: Cleared): Promise<void> {
  const { signal, onProgress, log, until } = options;
  const exclude = exclusion(target, await keptByRule(target, signal));
  const before = result.reclaimed;
  const removal = await clearDirectory(target.root, {
    exclude,
    signal,
    until,
    log: log && logAfter(log, doneIn([result])),
    onProgress: ({ bytes, totalBytes }) =>
      onProgress?.(target, { bytes: before + bytes, totalBytes: before + totalBytes }),
  });
  result.removal = removal;
  result.reclaimed += removal.bytes;
  result.reclaimedAllocated += removal.allocated;
  result.shared += removal.linked.shared;
  for (const failure of withCommands(removal.failures, targetOwnershipCommand(target))) result.failures.push(failure);
}
