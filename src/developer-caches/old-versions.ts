/**
 * Of a target whose folders are named after versions: which of them are old and used by nobody, so that they can go alone,
 * also while the newest is in use.
 */
import { isAbsolute, join, sep } from "node:path";
import { codeOf } from "../files/failure";
import { isInside } from "../files/guard";
import { realPath } from "../files/presence";
import { entriesIn } from "../files/walk";
import type { RunningProcess } from "../files/processes";
import { readSmallText } from "../files/small-file";
import { findUsage, namesWithin, type Usage } from "./in-use";
import type { ResolvedTarget } from "./resolve";

/** A folder directly below a target. */
interface VersionFolder {
  name: string;
  series: string;
  /** Numbers, the most significant first. */
  version: number[];
}

/** What is not the newest of its series, by names alone. */
export function oldVersions({ root, target }: Pick<ResolvedTarget, "root" | "target">): string[] {
  const folders = versionFolders(root, target.versions?.names);
  const newest = new Map<string, number[]>();
  for (const { series, version } of folders) {
    const known = newest.get(series);
    if (!known || compareNumbers(version, known) > 0) newest.set(series, version);
  }
  return folders
    .filter(({ series, version }) => compareNumbers(version, newest.get(series) ?? version) < 0)
    .map(({ name }) => name);
}

export interface UnusedVersions {
  /** Names of folders below the target. */
  unused: string[];
  /** Old ones that stay since something uses them, or may. */
  used: string[];
  /** Why nothing may go at all: what runs, of which no version can be told, or that nothing can be told. */
  usage: Usage;
}

/**
 * Which old versions nobody uses, as far as command lines and the tool's own notes tell.
 * @param running undefined where it could not be told what runs
 */
export function unusedVersions(resolved: ResolvedTarget, running: RunningProcess[] | undefined): UnusedVersions {
  const old = oldVersions(resolved);
  if (running === undefined) return { unused: [], used: old, usage: { state: "unknown" } };
  const using = new Set(linkedBeside(resolved.root));
  for (const one of running) {
    const usage = findUsage([one], resolved.tool.processes, [resolved.root, resolved.path]);
    if (usage.state === "idle") continue;
    const names = namesUsedBy(one.command, resolved);
    if (names === undefined) return { unused: [], used: old, usage };
    for (const name of names) using.add(name);
  }
  const noted = resolved.target.versions?.noted === "links of Playwright" ? notedByPlaywright(resolved.root) : [];
  if (noted === undefined) return { unused: [], used: old, usage: { state: "unknown" } };
  for (const name of noted) using.add(name);
  return {
    unused: old.filter((name) => !using.has(name)),
    used: old.filter((name) => using.has(name)),
    usage: { state: "idle" },
  };
}

function versionFolders(root: string, names: RegExp | undefined): VersionFolder[] {
  if (names === undefined) return [];
  return entriesIn(root).flatMap(({ name, type }) => {
    const { version, series = "" } = (type === "directory" && names.exec(name)?.groups) || {};
    return version === undefined ? [] : [{ name, series, version: numbersOf(version) }];
  });
}

/** Folders that a link beside them leads to, or into: whoever made it means just these. @param root a real path */
function linkedBeside(root: string): string[] {
  return entriesIn(root).flatMap(({ name, type }) => {
    const goal = type === "link" ? realPath(join(root, name)) : undefined;
    return goal !== undefined && isInside(goal, root, sep) ? (goal.slice(root.length + 1).split(sep)[0] ?? []) : [];
  });
}

const numbersOf = (version: string): number[] => version.split(".").map(Number);

/** As versions of numbers compare: what is missing is zero. */
function compareNumbers(one: number[], other: number[]): number {
  for (let index = 0; index < Math.max(one.length, other.length); index++) {
    const difference = (one[index] ?? 0) - (other[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Folders that a command line names, or of the version that it does; undefined where it names none. */
function namesUsedBy(command: string, { root, path, target }: ResolvedTarget): string[] | undefined {
  const { names, runs = [] } = target.versions ?? {};
  const folders = versionFolders(root, names);
  const told = runs.flatMap((pattern) => [...command.matchAll(pattern)].flatMap(({ groups }) => groups?.version ?? []));
  const isNamed = ({ name }: VersionFolder) => [root, path].some((folder) => namesWithin(command, `${folder}/${name}`));
  const isTold = ({ version }: VersionFolder) => told.some((one) => compareNumbers(numbersOf(one), version) === 0);
  const used = folders.filter((folder) => isNamed(folder) || isTold(folder)).map(({ name }) => name);
  return used.length > 0 || told.length > 0 ? used : undefined;
}

/**
 * Playwright notes in `.links` where each of its installations lies, and clears by them itself when one is installed
 * (`_validateInstallationCache` of packages/playwright-core/src/server/registry): what their `browsers.json` names is in use.
 * @returns folders; undefined where that cannot be told
 */
function notedByPlaywright(root: string): string[] | undefined {
  const links = entriesIn(join(root, ".links"));
  if (links.length === 0) return undefined;
  const used: string[] = [];
  for (const { name } of links) {
    const browsers = browsersOf(join(root, ".links", name));
    if (browsers === undefined) return undefined;
    used.push(...browsers);
  }
  return used;
}

/** None where the installation is gone; undefined where it cannot be read. */
function browsersOf(link: string): string[] | undefined {
  try {
    const installation = readSmallText(link).trim();
    // Whoever notes one was interrupted, or it is not Playwright's.
    if (!isAbsolute(installation)) return undefined;
    const content: unknown = JSON.parse(readSmallText(join(installation, "browsers.json")));
    const { browsers } = content as { browsers: { name: string; revision: string; revisionOverrides?: object }[] };
    return browsers.flatMap(({ name, revision, revisionOverrides = {} }) =>
      [revision, ...Object.values(revisionOverrides)].map((one) => `${name.replaceAll("-", "_")}-${String(one)}`),
    );
  } catch (error) {
    return codeOf(error) === "ENOENT" || codeOf(error) === "ENOTDIR" ? [] : undefined;
  }
}
