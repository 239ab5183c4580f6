/**
 * From the catalogue to directories of this machine: where each tool's cache really lies, all places of it that exist,
 * each once, with what lies inside it and must stay, and with the reason when it may not be touched.
 */
import { statSync } from "node:fs";
import { normalize, parse, sep } from "node:path";
import { RefusedError } from "../files/failure";
import { assertRemovableRoot, comparablePath } from "../files/guard";
import { ownershipCommand } from "../files/ownership";
import type { Blocker, Target, Tier, Tool } from "./tool";
import { accountHome, thisMachine, variable, type Machine } from "../files/machine";
import { escapePattern, glob, hasMatch, nameMatcher, pathMatcher } from "../files/patterns";
import { exists, realPath } from "../files/presence";
import { placesOf, settingValues, type PathOrigin, type ReportedPaths } from "./tool-places";
import { whyLeftOut, type Mount } from "../files/volumes";

export interface ResolvedTarget {
  tool: Tool;
  target: Target;
  tier: Tier;
  /** The real path, links resolved. */
  root: string;
  /** The path as the tool knows it. */
  path: string;
  /** The path of the tool's place it lies in, as the tool knows it. */
  place: string;
  origin: PathOrigin;
  isFile: boolean;
  /** Patterns below the root of what stays there and is not counted. */
  kept: string[];
  /** Names directly below the root: only these are meant, which are old versions. */
  only?: string[];
  /** Why it is named but not measured, in a sentence. */
  leftOut?: string;
  /** Why it shows its size but cannot be cleared, in a sentence. */
  blocked?: string;
}

export interface ResolveOptions {
  mounts?: Mount[];
  reported?: ReportedPaths;
}

/** Everything of these tools that exists on the machine; no directory twice, none counted inside another. */
export function resolveTools(tools: Tool[], machine: Machine, options: ResolveOptions = {}): ResolvedTarget[] {
  const found = tools.flatMap((tool) =>
    tool.targets.flatMap((target) => resolveTarget(tool, target, machine, options)),
  );
  return withoutOverlap(found);
}

/** Where one target lies on the machine: every place that exists. */
export function resolveTarget(
  tool: Tool,
  target: Target,
  machine: Machine,
  options: ResolveOptions = {},
): ResolvedTarget[] {
  const found = new Map<string, ResolvedTarget>();
  for (const { path: place, origin } of placesOf(tool, target.place, machine, options.reported)) {
    for (const below of target.paths) {
      for (const path of glob(below === "" ? place : `${place}/${below}`, machine)) {
        const root = realPath(path);
        if (root === undefined || (target.isCommon && !isProved(target, root))) continue;
        if (target.asked !== undefined && isOfOthers(path, machine)) continue;
        const known = found.get(root);
        if (known && (known.origin === "default" || origin !== "default")) continue;
        const unescapedPlace = below === "" ? path : path.split("/").slice(0, -below.split("/").length).join("/");
        found.set(root, {
          tool,
          target,
          tier: target.tier,
          root,
          path: normalize(path),
          place: normalize(unescapedPlace),
          origin,
          isFile: !statSync(root).isDirectory(),
          kept: [...(target.keep?.paths ?? []), ...neverBelow(tool, target, below)],
        });
      }
    }
  }
  return [...found.values()].map((resolved) => withVerdict(resolved, machine, options));
}

/** A service outside of the home is the account's: where variables moved the home, as for the sample, it is not of that. */
function isOfOthers(path: string, { home, root }: Machine): boolean {
  if (root !== undefined || isBelow(normalize(path), normalize(home))) return false;
  return realPath(home) !== realPath(accountHome() ?? home);
}

/** What must never go and lies below this target, by the catalogue: also what comes into being after the scan. */
function neverBelow(tool: Tool, target: Target, below: string): string[] {
  return tool.targets
    .filter(({ tier, place }) => tier === "never" && place === target.place)
    .flatMap(({ paths: never }) => never)
    .flatMap((never) => {
      if (below === "") return never === "" ? [] : [never];
      return never.startsWith(`${below}/`) ? [never.slice(below.length + 1)] : [];
    });
}

function withVerdict(resolved: ResolvedTarget, machine: Machine, { mounts = [] }: ResolveOptions): ResolvedTarget {
  const { target, root } = resolved;
  if (target.asked !== undefined) return resolved;
  const out = whyLeftOut(root, machine, mounts) ?? refusal(target, root, machine);
  if (out !== undefined) return { ...resolved, leftOut: out, blocked: out };
  const blocked = whyBlocked(resolved, machine);
  return blocked === undefined ? resolved : { ...resolved, blocked };
}

function refusal(target: Target, root: string, machine: Machine): string | undefined {
  const { home } = machine;
  if (target.isCommon) return undefined;
  if (target.tier === "never") return isOrHolds(root, home) ? "It holds the home directory." : undefined;
  if (!target.removable && isProved(target, root) && !isOrHolds(root, home)) return undefined;
  try {
    assertRemovableRoot(root, { ...machine, platform: thisMachine().platform });
    return undefined;
  } catch (error) {
    if (error instanceof RefusedError) return `It may be more than a cache: ${error.message}`;
    throw error;
  }
}

function isProved({ proof }: Target, root: string): boolean {
  return proof?.some((pattern) => hasMatch(`${escapePattern(root)}/${pattern}`)) ?? false;
}

function whyBlocked(resolved: ResolvedTarget, machine: Machine): string | undefined {
  const { target, root, isFile } = resolved;
  if (target.tier === "never") return "It is not a cache, and is never removed.";
  if (target.showOnly !== undefined) return target.showOnly;
  if (isFile && target.isFile) return undefined;
  if (isFile) return "It is a file where a directory was expected.";
  if (target.isFile) return "It is a directory where a file was expected.";
  if (exists(`${root}/.git`)) return "It is under version control.";
  for (const blocker of target.blockers ?? []) {
    if (holds(blocker, machine)) return blocker.why;
  }
  if (isMoved(resolved, machine) && !isProved(target, root)) {
    return `It was moved to ${root}, and nothing there shows that all of it is cache.`;
  }
  return undefined;
}

/**
 * Whether a variable, a setting or a link, the last or any above it, leads to a target. A target that nothing can prove
 * is where it belongs also when only the home's own folder for caches is linked, as by people who keep it on another disk.
 */
function isMoved({ target, root, path, origin }: ResolvedTarget, machine: Machine): boolean {
  if (origin !== "default") return true;
  const { home, platform } = machine;
  /** Whether no link lies between a folder and the target. */
  const isCanonicalFrom = (folder: string) => {
    const start = normalize(folder);
    const canonical = (realPath(start) ?? start) + path.slice(start.length);
    return isBelow(path, start) && comparablePath(root, platform) === comparablePath(canonical, platform);
  };
  if (target.proof === undefined && cacheFolders.some((name) => isCanonicalFrom(`${home}/${name}`))) return false;
  return !isCanonicalFrom(isBelow(path, normalize(home)) ? home : topOf(path, machine));
}

/** The folders for caches of a home directory, on whichever platform. */
const cacheFolders = [".cache", "Library/Caches", "AppData/Local"];

/** The folder of a volume that a path lies in: systems link some of theirs, such as `/tmp`. */
function topOf(path: string, machine: Machine): string {
  const volume = machine.root === undefined ? parse(path).root : `${normalize(machine.root)}${sep}`;
  return path.slice(0, path.indexOf(sep, volume.length));
}

function holds({ variable: name, setting, equals }: Blocker, machine: Machine): boolean {
  if (name !== undefined && variable(machine, name) === equals) return true;
  return setting !== undefined && settingValues(setting, machine).includes(equals);
}

/**
 * Drops what is the same directory, lies in data that must stay or is counted in another place of the same target, and
 * keeps each target out of those around it. A tool's command keeps nothing out: it is not run around another tool's.
 */
function withoutOverlap(found: ResolvedTarget[]): ResolvedTarget[] {
  const byRoot = new Map<string, ResolvedTarget>();
  for (const one of found) {
    const other = byRoot.get(one.root);
    if (!other || care(one) > care(other)) byRoot.set(one.root, one);
  }
  const unique = found.filter((one) => byRoot.get(one.root) === one);
  const swallows = (outer: ResolvedTarget, one: ResolvedTarget) =>
    outer.leftOut === undefined && isBelow(one.root, outer.root) && (outer.tier === "never" || isAgain(one, outer));
  const apart = unique.filter((one) => one.tier === "never" || !unique.some((outer) => swallows(outer, one)));
  return apart.map((one) => {
    if (one.target.isCommon) return one;
    const inside = apart.filter((other) => isBelow(other.root, one.root));
    const kept = inside.map(({ root }) => escapePattern(root.slice(one.root.length + 1).replaceAll(sep, "/")));
    const stranger = one.target.commands && inside.find(({ tool }) => tool !== one.tool);
    const blocked = one.blocked ?? (stranger && `${stranger.tool.name} keeps “${stranger.path}” inside it.`);
    return { ...one, kept: [...new Set([...one.kept, ...kept])], ...(blocked && { blocked }) };
  });
}

/** Of two that are the same directory, the more careful one counts. */
function care({ tier, blocked }: ResolvedTarget): number {
  return tier === "never" ? 2 : blocked === undefined ? 0 : 1;
}

/** Whether a target is only part of another place of the same target, as a store that its tool names with its format. */
function isAgain(one: ResolvedTarget, outer: ResolvedTarget): boolean {
  return one.target === outer.target && one.blocked === undefined && outer.blocked === undefined;
}

function isOrHolds(folder: string, path: string): boolean {
  return path === folder || isBelow(path, folder);
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder + sep);
}

/**
 * What of a target is neither measured nor removed, as `src/files` asks for it.
 * @param more further patterns, as `keep-rules.ts` finds them
 */
export function exclusion({ target, kept, only }: ResolvedTarget, more: string[] = []): (path: string) => boolean {
  const known = target.holds?.map(nameMatcher);
  const stays = [...kept, ...more].map(pathMatcher);
  return (path) => {
    if (known || only) {
      const end = path.indexOf("/");
      const first = end === -1 ? path : path.slice(0, end);
      if (known && !known.some((matches) => matches(first))) return true;
      if (only && !only.includes(first)) return true;
    }
    return stays.some((matches) => matches(path));
  };
}

/** What to run to own a target that is somebody else's; undefined also where not all of it is cache. */
export function targetOwnershipCommand({ target, kept, root }: ResolvedTarget): string | undefined {
  const isAllCache = target.holds === undefined && target.keepRule === undefined && kept.length === 0;
  return isAllCache ? ownershipCommand(root) : undefined;
}
