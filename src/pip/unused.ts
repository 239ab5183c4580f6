/**
 * What of a cache none of the pips that were found would read any more. It is a finding about those pips, so it comes
 * with their list; where one could not be asked, nothing is claimed about it.
 */
import { existsSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { existing } from "../files/patterns";
import type { Installation } from "./installation";
import type { Machine } from "../files/machine";
import { noPip } from "./python-facts";
import { isWithin, type ReleaseRange } from "../packaging/releases";

/** Who reads a part of a cache. */
export interface Readership {
  pips: ReleaseRange;
  /** Paths of programs that do, whatever pips there are. */
  others: string[];
}

export interface UnusedFinding<Layout extends string = string> {
  /** Parts of a cache that none of the pips found reads, nor anything else. */
  layouts: Layout[];
  /** Tags of the Pythons that were found, such as `cp312`, sorted; absent where one of them did not say. */
  pythons?: string[];
  /** The pips the finding is about. */
  pips: { python: string; version: string }[];
  /** Why less is claimed than could be: sentences. */
  reservations: string[];
}

/** @param readerships of the parts that something is to be said of, by the name of each */
export function findUnused<Layout extends string>(
  installations: Installation[],
  readerships: ReadonlyMap<Layout, Readership>,
): UnusedFinding<Layout> {
  const living = installations.filter(({ dead }) => dead === undefined);
  const pips = living.flatMap(({ python, pipVersion }) =>
    "value" in pipVersion ? [{ python, version: pipVersion.value }] : [],
  );
  const silent = living.filter(
    ({ pythonVersion, pipVersion }) =>
      "unknown" in pythonVersion || ("unknown" in pipVersion && pipVersion.unknown !== noPip),
  );
  const certain = silent.length === 0 && pips.length > 0;
  const tags = living.flatMap(({ pythonTag }) => ("value" in pythonTag ? [pythonTag.value] : []));
  const unread = [...readerships].filter(
    ([, readers]) => readers.others.length === 0 && !pips.some(({ version }) => isWithin(version, readers.pips)),
  );
  return {
    layouts: certain ? unread.map(([layout]) => layout) : [],
    ...(certain ? { pythons: [...new Set(tags)].sort() } : {}),
    pips,
    reservations: [
      ...silent.map(({ python }) => `${python} could not be asked.`),
      ...[...readerships].flatMap(([layout, { others }]) =>
        others.map((path) => `${path} writes into ${layout}, too.`),
      ),
    ],
  };
}

/**
 * Whether an entry is one that the finding is about.
 * @param python as an entry's identity has it: `cp312`, several of them, or `any`
 */
export function isUnused(finding: UnusedFinding, entry: { layout: string; python?: string }): boolean {
  if (finding.layouts.includes(entry.layout)) return true;
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

/** Where pip-audit is: it keeps what it asks for in pip's cache, whatever pip itself does. */
export function pipAudits(machine: Machine, installations: Installation[]): string[] {
  const name = machine.platform === "win32" ? "pip-audit.exe" : "pip-audit";
  const patterns = [
    ...["~/.local/bin", "/opt/homebrew/bin", "/usr/local/bin", "/usr/bin"].map((folder) => `${folder}/${name}`),
    ...["~/.local/share/pipx/venvs/pip-audit", "~/.local/pipx/venvs/pip-audit", "~/pipx/venvs/pip-audit"],
    "~/.local/share/uv/tools/pip-audit",
  ];
  const besidePythons = installations.flatMap(({ python }) => [dirname(python), join(dirname(python), "Scripts")]);
  const paths = [
    ...patterns.flatMap((pattern) => existing(pattern, machine)).map(normalize),
    ...besidePythons.map((folder) => join(folder, name)),
  ];
  return [...new Set(paths)].filter((path) => existsSync(path));
}
