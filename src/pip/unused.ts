/**
 * What of a cache none of the pips that were found would read any more. It is a finding about those pips, so it comes
 * with their list; where one could not be asked, nothing is claimed about it.
 */
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { expandPattern } from "./glob";
import type { Installation } from "./installation";
import type { Machine } from "../files/machine";
import { noPip } from "./python-facts";
import { isAtLeast, pipRelease } from "./pip-releases";

export interface UnusedFinding {
  /** Every pip found is 23.3 or newer and nothing else found writes there: the old layout is read by none. */
  httpUnused: boolean;
  /** Every pip found is older than 23.3. */
  httpV2Unused: boolean;
  /** Tags of the Pythons that were found, such as `cp312`, sorted; absent where one of them did not say. */
  pythons?: string[];
  /** The pips the finding is about. */
  pips: { python: string; version: string }[];
  /** Why less is claimed than could be: sentences. */
  reservations: string[];
}

/**
 * @param others programs other than pip that use the old layout, see `oldLayoutUsers`
 */
export function findUnused(installations: Installation[], others: string[] = []): UnusedFinding {
  const living = installations.filter(({ dead }) => dead === undefined);
  const pips = living.flatMap(({ python, pipVersion }) =>
    "value" in pipVersion ? [{ python, version: pipVersion.value }] : [],
  );
  const silent = living.filter(
    ({ pythonVersion, pipVersion }) =>
      "unknown" in pythonVersion || ("unknown" in pipVersion && pipVersion.unknown !== noPip),
  );
  const new_ = pips.filter(({ version }) => isAtLeast(version, pipRelease.httpV2)).length;
  const certain = silent.length === 0 && pips.length > 0;
  const tags = living.flatMap(({ pythonTag }) => ("value" in pythonTag ? [pythonTag.value] : []));
  return {
    httpUnused: certain && new_ === pips.length && others.length === 0,
    httpV2Unused: certain && new_ === 0,
    ...(certain ? { pythons: [...new Set(tags)].sort() } : {}),
    pips,
    reservations: [
      ...silent.map(({ python }) => `${python} could not be asked.`),
      ...others.map((path) => `${path} writes into the old layout, too.`),
    ],
  };
}

/**
 * Whether an entry is one that the finding is about.
 * @param python as an entry's identity has it: `cp312`, several of them, or `any`
 */
export function isUnused(finding: UnusedFinding, entry: { layout: string; python?: string }): boolean {
  if (entry.layout === "http" && finding.httpUnused) return true;
  if (entry.layout === "http-v2" && finding.httpV2Unused) return true;
  const tags = entry.python?.split(/[\s.,]+/).filter(Boolean) ?? [];
  const { pythons } = finding;
  return tags.length > 0 && pythons !== undefined && tags.every((tag) => isGone(tag, pythons));
}

/** `isUnused` for many entries: there are far fewer Pythons than entries. */
export function unusedTest(finding: UnusedFinding): (entry: { layout: string; python?: string }) => boolean {
  const known = new Map<string, boolean>();
  return (entry) => {
    const key = `${entry.layout}\n${entry.python ?? ""}`;
    let isOne = known.get(key);
    if (isOne === undefined) known.set(key, (isOne = isUnused(finding, entry)));
    return isOne;
  };
}

/** `py3` or `any` belong to no Python in particular. */
function isGone(tag: string, pythons: string[]): boolean {
  return /^(cp|pp)\d+$/.test(tag) && !pythons.includes(tag);
}

/** pip-audit keeps what it asks for in pip's cache, in the old layout, whatever pip itself does. */
export function oldLayoutUsers(machine: Machine, installations: Installation[]): string[] {
  const name = machine.platform === "win32" ? "pip-audit.exe" : "pip-audit";
  const patterns = [
    ...["~/.local/bin", "/opt/homebrew/bin", "/usr/local/bin", "/usr/bin"].map((folder) => `${folder}/${name}`),
    ...["~/.local/share/pipx/venvs/pip-audit", "~/.local/pipx/venvs/pip-audit", "~/pipx/venvs/pip-audit"],
    "~/.local/share/uv/tools/pip-audit",
  ];
  const besidePythons = installations.flatMap(({ python }) => [dirname(python), join(dirname(python), "Scripts")]);
  const paths = [
    ...patterns.flatMap((pattern) => expandPattern(machine, pattern)),
    ...besidePythons.map((folder) => join(folder, name)),
  ];
  return [...new Set(paths)].filter((path) => existsSync(path));
}
