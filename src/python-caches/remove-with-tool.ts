/**
 * Removes packages from what a tool keeps, through the tool. What came back is what is missing afterwards: it is read before and
 * after, package by package.
 */
import { missingProgram, whyInUse, whyNoLonger } from "../developer-caches/clear";
import { usageOf, type Usage } from "../developer-caches/in-use";
import type { ResolvedTarget } from "../developer-caches/resolve";
import { commandFailure, commandLine, isInstalled, run, type CommandRun } from "../developer-caches/run-command";
import type { ToolCommand } from "../developer-caches/tool";
import { logAfter, type ClearLog, type DoneSums, type Removal } from "../files/attempts";
import { failureOf, type Failure } from "../files/failure";
import type { Machine } from "../files/machine";
import type { FileList } from "../files/file-list";
import { removeFiles } from "../files/remove-files";
import { listProcesses } from "../files/processes";
import { parseVersion } from "../packaging/version";
import type { CachedPackage, PackagesMessage, PartSums } from "./collect-packages";
import type { CacheRoot } from "./described-files";
import { listPackageFiles, type PackageFiles } from "./list-package-files";
import { readPackages, type ReadPackages } from "./read-packages";
import type { PackageRemover } from "./remover";
import { removerOf } from "./removers";

/** What one tool keeps, and what of it is to go. */
export interface PackagesRequest {
  message: PackagesMessage;
  /** Of all roots of the message. */
  targets: readonly ResolvedTarget[];
  /** As they were read; absent where the tool is to remove all that nothing needs any more. */
  packages?: readonly CachedPackage[];
}

/** What would be done. */
export interface PackagesPlan {
  steps: { target: ResolvedTarget; command: ToolCommand }[];
  /** As a person could type them. */
  commands: string[];
  /** Of which folders files go by their paths, after the commands. */
  byPath: CacheRoot[];
  /** Bytes of what would go, links elsewhere counted; undefined where only the tool knows, afterwards. */
  bytes?: number;
  /** Why nothing would be done, in a sentence. */
  refused?: string;
}

/** What is still there of a package, in part or whole. */
export interface LeftPackage {
  name: string;
  bytes: number;
}

export interface PackagesRemoved {
  runs: CommandRun[];
  /** Bytes that came back; less than nothing where the tool wrote more than it removed. */
  reclaimed: number;
  /** Names of files that are gone. */
  files: number;
  /** Bytes of what went and has names elsewhere: they did not come back. */
  shared: number;
  left: LeftPackage[];
  /** `pruning`: this version leaves what is unpacked until it is pruned. */
  leftTo?: "pruning";
  /** The version of the tool, where it said one. */
  version?: string;
  failures: Failure[];
  /** Why nothing was done, in a sentence; `usage` says by whom it is in use. */
  refused?: string;
  usage?: Usage;
  stopped: boolean;
  /** What is there now, and when it began to be read, ms since 1970. */
  after?: { read: ReadPackages; at: number };
}

export interface RemovePackagesOptions {
  signal?: AbortSignal;
  log?: ClearLog;
  /** The tool waits for its other processes, of which one is this. */
  onWaiting?: (usage: Usage) => void;
}

/**
 * What would be done, without doing anything.
 * @throws where it cannot be told what may go; the signal's reason when aborted
 */
export async function planPackages(
  request: PackagesRequest,
  machine: Machine,
  signal?: AbortSignal,
): Promise<PackagesPlan> {
  const { message, targets, packages } = request;
  const remover = removerOf(message.tool);
  const isByPath = packages !== undefined && remover.byPath !== undefined;
  const wanted = targets.flatMap((target) => {
    const commands = packages === undefined ? remover.prune?.(target) : remover.remove?.(target, packages);
    return (commands ?? []).map((command) => ({ target, command }));
  });
  // What a tool that is not there would have removed goes by its path, too.
  const steps = isByPath ? wanted.filter(({ target, command }) => isInstalled(command, machine, target)) : wanted;
  const commands = [...new Set(steps.map(({ target, command }) => commandLine(command, target)))];
  const byPath = isByPath ? message.roots : [];
  const plan = { steps, commands, byPath };
  const refused = whyNot(plan, request, machine);
  if (refused !== undefined || packages === undefined) return { ...plan, refused };
  const bytes = isByPath ? await bytesByPath(request, machine, signal) : bytesTaken(packages, remover);
  return { ...plan, bytes, ...(bytes === 0 && { refused: nothingGoes(request) }) };
}

const nothingGoes = ({ message, targets }: PackagesRequest): string => {
  const { cannot, leaves } = removerOf(message.tool);
  return cannot ?? `Nothing of it can go${leaves === undefined ? "" : `: ${leaves}`}. (${nameOf(targets)})`;
};

const nameOf = ([first]: readonly ResolvedTarget[]): string => first?.tool.name ?? "The tool";

function bytesTaken(packages: readonly CachedPackage[], { takes }: PackageRemover): number {
  const versions = packages.flatMap((one) => one.versions);
  return versions.reduce((sum, { kind, bytes }) => (takes === undefined || takes === kind ? sum + bytes : sum), 0);
}

async function bytesByPath(request: PackagesRequest, machine: Machine, signal?: AbortSignal): Promise<number> {
  let bytes = 0;
  for (const { files } of await filesByPath(request, machine, signal))
    for (const { first, rest } of files) bytes += first.bytes + rest.bytes;
  return bytes;
}

/** Root by root. */
async function filesByPath(
  { message: { tool, roots }, targets, packages = [] }: PackagesRequest,
  machine: Machine,
  signal?: AbortSignal,
): Promise<{ target: ResolvedTarget; files: PackageFiles[] }[]> {
  const keys = new Set(packages.map(({ key }) => key));
  const found: { target: ResolvedTarget; files: PackageFiles[] }[] = [];
  for (const root of roots) {
    const target = targets.find((one) => one.root === root.root);
    const mayGo = target && removerOf(tool).byPath?.(target, machine);
    if (mayGo) found.push({ target, files: await listPackageFiles(tool, root, keys, mayGo, signal) });
  }
  return found;
}

/** Those in which something is done. */
const meantBy = (
  { steps, byPath }: Pick<PackagesPlan, "steps" | "byPath">,
  targets: readonly ResolvedTarget[],
): readonly ResolvedTarget[] => (byPath.length > 0 ? targets : steps.map(({ target }) => target));

function whyNot(
  { steps, byPath }: Pick<PackagesPlan, "steps" | "byPath">,
  { message, targets, packages }: PackagesRequest,
  machine: Machine,
): string | undefined {
  const name = nameOf(targets);
  if (steps.length === 0 && byPath.length === 0) {
    const { cannot } = removerOf(message.tool);
    return packages === undefined ? `${name} has nothing that it could prune.` : cannot;
  }
  const blocked = meantBy({ steps, byPath }, targets).find((target) => target.blocked !== undefined)?.blocked;
  if (blocked !== undefined) return blocked;
  const missing = steps.find(({ target, command }) => !isInstalled(command, machine, target));
  return missing && missingProgram(missing.target, machine, [missing.command]);
}

/**
 * Removes what was planned, after looking once more whether it still may. Never throws but for what the disk refuses to the
 * reading itself: what failed is in the result.
 */
export async function removePackages(
  request: PackagesRequest,
  machine: Machine,
  options: RemovePackagesOptions = {},
): Promise<PackagesRemoved> {
  const { message, targets } = request;
  const { signal } = options;
  const none: PackagesRemoved = {
    runs: [],
    reclaimed: 0,
    files: 0,
    shared: 0,
    left: [],
    failures: [],
    stopped: false,
  };
  try {
    const plan = await planPackages(request, machine, signal);
    const changed = meantBy(plan, targets)
      .map((target) => whyNoLonger(target, machine))
      .find((why) => why !== undefined);
    const refused = plan.refused ?? changed;
    if (refused !== undefined) return { ...none, refused };
    const remover = removerOf(message.tool);
    const version = remover.version && (await versionOf(remover.version, targets, machine, signal));
    const waits = remover.waitsSince !== undefined && isSince(version, remover.waitsSince);
    const usage = await usageOfAll(targets, signal);
    if (usage.state !== "idle") {
      if (!waits) return { ...none, version, usage, refused: whyInUse(usage) };
      // Some wait without a word.
      options.onWaiting?.(usage);
    }
    const before = await readPackages(message, { signal });
    const runs = await runAll(plan, before, machine, remover, options);
    const byPath = plan.byPath.length > 0 ? await removeByPath(request, machine, options) : undefined;
    const after = { at: Date.now(), read: await readPackages(message) };
    const result = { ...none, version, runs, after, ...differenceOf(request, before, after.read) };
    options.log?.done({ entries: 0, files: result.files, bytes: Math.max(0, result.reclaimed) });
    const failed = await failuresOf(runs, plan, remover, targets);
    const isCutShort = runs.length < plan.steps.length || runs.some(({ outcome }) => outcome === "stopped");
    return {
      ...result,
      // What a command left has gone by its path, or that has said why not.
      failures: byPath?.failures ?? failed,
      // What was done to its end before anybody could stop it was not stopped.
      stopped: isCutShort || byPath?.stopped === true,
      ...(isLeftToPruning(remover, version) && result.left.length > 0 && { leftTo: "pruning" }),
    };
  } catch (error) {
    if (signal?.aborted) return { ...none, left: namesIn(request.packages), stopped: true };
    return { ...none, failures: [failureOf(targets[0]?.root ?? "", error)] };
  }
}

/**
 * Package by package in two goes: where the first leaves something, what follows would make a whole part a broken one. What was
 * stopped or failed says so, and throws nothing: commands may have removed something before.
 */
async function removeByPath(
  request: PackagesRequest,
  machine: Machine,
  { signal, log }: RemovePackagesOptions,
): Promise<{ failures: Failure[]; stopped: boolean }> {
  const removals: Removal[] = [];
  const failures: Failure[] = [];
  const remove = async (target: ResolvedTarget, files: FileList) => {
    const isCache = () => whyNoLonger(target, machine) === undefined;
    const removal = await removeFiles(target.root, files, {
      signal,
      isCache,
      log: log && logAfter(log, sumRemovals(removals)),
    });
    removals.push(removal);
    failures.push(...removal.failures);
    return removal.failures.length === 0 && !removal.stopped;
  };
  try {
    for (const { target, files } of await filesByPath(request, machine, signal)) {
      for (const { first, rest } of files) {
        if (first.length === 0 && rest.length === 0) continue;
        signal?.throwIfAborted();
        if (first.length === 0 || (await remove(target, first))) await remove(target, rest);
      }
    }
  } catch (error) {
    if (signal?.aborted) return { failures, stopped: true };
    failures.push(failureOf(request.targets[0]?.root ?? "", error));
  }
  return { failures, stopped: removals.some(({ stopped }) => stopped) };
}

const sumRemovals = (removals: readonly Removal[]): DoneSums => ({
  entries: 0,
  files: removals.reduce((sum, { files }) => sum + files, 0),
  bytes: removals.reduce((sum, { bytes }) => sum + bytes, 0),
});

async function runAll(
  { steps }: PackagesPlan,
  before: ReadPackages,
  machine: Machine,
  remover: PackageRemover,
  { signal, log, onWaiting }: RemovePackagesOptions,
): Promise<CommandRun[]> {
  const runs: CommandRun[] = [];
  for (const { target, command } of steps) {
    if (signal?.aborted) break;
    const { root, place, tool } = target;
    let isWaiting = false;
    const onSaid = (all: string) => {
      if (isWaiting || !remover.waiting?.test(all)) return;
      isWaiting = true;
      void usageOfAll([target]).then((usage) => onWaiting?.(usage));
    };
    log?.starts({ name: tool.name, roots: steps.map((step) => step.target.root), bytes: before.total.bytes });
    runs.push(await run(command, machine, { root, place, signal, onStart: log?.started, onSaid, outlives: true }));
  }
  return runs;
}

/** Of the packages that were named, since others may write meanwhile; else of everything. */
function differenceOf({ packages }: PackagesRequest, before: ReadPackages, after: ReadPackages) {
  const named = packages && new Set(packages.map(({ key }) => key));
  const sumOf = ({ packages: all, total }: ReadPackages): PartSums =>
    named === undefined ? total : all.filter(({ key }) => named.has(key)).reduce(addSums, noSums());
  const [was, is] = [sumOf(before), sumOf(after)];
  return {
    reclaimed: was.bytes - was.shared - (is.bytes - is.shared),
    files: Math.max(0, was.files - is.files),
    shared: Math.max(0, was.shared - is.shared),
    left: namesIn(after.packages.filter(({ key }) => named?.has(key))),
  };
}

const namesIn = (packages: readonly CachedPackage[] = []): LeftPackage[] =>
  packages.flatMap(({ name, bytes }) => (name === undefined ? [] : { name, bytes }));

const noSums = (): PartSums => ({ files: 0, bytes: 0, shared: 0, newestMs: 0 });

const addSums = (sum: PartSums, { files, bytes, shared, newestMs }: PartSums): PartSums => ({
  files: sum.files + files,
  bytes: sum.bytes + bytes,
  shared: sum.shared + shared,
  newestMs: Math.max(sum.newestMs, newestMs),
});

async function failuresOf(
  runs: readonly CommandRun[],
  { steps }: PackagesPlan,
  remover: PackageRemover,
  targets: readonly ResolvedTarget[],
): Promise<Failure[]> {
  const failures: Failure[] = [];
  for (const [at, ran] of runs.entries()) {
    const path = steps[at]?.target.root ?? "";
    const failure = commandFailure(ran, path);
    if (failure === undefined) continue;
    const isOver = remover.waitsSince !== undefined && ran.outcome === "timed out";
    const hasWaited = isOver || remover.waiting?.test(ran.log) === true;
    failures.push(hasWaited ? { ...failure, code: "EBUSY", reason: await whyWaited(targets) } : failure);
  }
  return failures;
}

/** What it waited for has not ended in time. */
async function whyWaited(targets: readonly ResolvedTarget[]): Promise<string> {
  const name = targets[0]?.tool.name ?? "The tool";
  const usage = await usageOfAll(targets);
  const end = usage.state === "busy" ? ` It may be process ${usage.pid}.` : "";
  return `${name} waited for another ${name} that uses its cache.${end} Let that end and try again.`;
}

async function usageOfAll(targets: readonly ResolvedTarget[], signal?: AbortSignal): Promise<Usage> {
  const running = await listProcesses({ signal });
  for (const target of targets) {
    const usage = await usageOf(target, { running });
    if (usage.state !== "idle") return usage;
  }
  return { state: "idle" };
}

async function versionOf(
  command: ToolCommand,
  [target]: readonly ResolvedTarget[],
  machine: Machine,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const { output } = await run(command, machine, { root: target?.root, place: target?.place, signal });
  return /\d+(\.\d+)+/.exec(output)?.[0];
}

/** Of a version that is not known nothing is. */
function isSince(version: string | undefined, since: string): boolean {
  const [own, first] = [version, since].map((text) => (text === undefined ? undefined : parseVersion(text)?.key));
  return own !== undefined && first !== undefined && own >= first;
}

const isLeftToPruning = (remover: PackageRemover, version: string | undefined): boolean =>
  remover.leavesUnpackedUntil !== undefined && version !== undefined && !isSince(version, remover.leavesUnpackedUntil);
