/** How much is cached because of each environment and project, and how much of that it alone needs. */
import type { RowKey } from "../../packaging/row-key";
import type { Group } from "../../pip-cache/rows/groups";
import type { Rows } from "../../pip-cache/rows/rows";
import type { Needs, NeedSource } from "../../projects/needs";

/** A project with its own environments, or an environment that belongs to none: what a person is finished with. */
export interface NeedUnit {
  source: NeedSource;
  /** Its own path, and those of its environments. */
  paths: string[];
  /** Of what is cached because of it, bytes. */
  bytes: number;
  /** Of these, what nobody else needs who was looked at, and what is not kept. */
  aloneBytes: number;
}

/** Largest gain first. Pauses after each group. @param isKept whether a group of a row is */
export function* unitsOf(
  rows: Rows,
  needs: Needs,
  isKept: (key: RowKey, group: Group) => boolean,
): Generator<undefined, NeedUnit[]> {
  const units: NeedUnit[] = [];
  const unitOf = unitsBySource(needs, units);
  for (const [key, { sources, versions }] of needs.packages) {
    const row = rows.numberOf(key);
    if (row === undefined) continue;
    for (const group of rows.groupsAt(row)) {
      yield undefined;
      const { version, bytes } = group;
      const by = version === undefined ? sources : (versions.get(version)?.map(({ source }) => source) ?? []);
      const of = new Set(by.map(unitOf));
      for (const unit of of) {
        if (unit === undefined) continue;
        unit.bytes += bytes;
        if (of.size === 1 && !isKept(key, group)) unit.aloneBytes += bytes;
      }
    }
  }
  return units.sort(
    (a, b) => b.aloneBytes - a.aloneBytes || b.bytes - a.bytes || (a.source.name < b.source.name ? -1 : 1),
  );
}

/** Makes the units, and tells by the index of a source which one it belongs to. */
function unitsBySource({ sources }: Needs, units: NeedUnit[]): (source: number) => NeedUnit | undefined {
  const byPath = new Map<string, NeedUnit>();
  const make = (source: NeedSource) => {
    const unit: NeedUnit = { source, paths: [source.path], bytes: 0, aloneBytes: 0 };
    units.push(unit);
    byPath.set(source.path, unit);
  };
  // What lies deeper has its environments to itself.
  const projects = sources.filter(({ kind }) => kind === "project").sort((a, b) => b.path.length - a.path.length);
  for (const project of projects) {
    make(project);
    const unit = byPath.get(project.path);
    for (const path of project.environments ?? []) {
      if (unit === undefined || byPath.has(path) || !isOwn(path, project.path)) continue;
      unit.paths.push(path);
      byPath.set(path, unit);
    }
  }
  for (const source of sources) if (!byPath.has(source.path)) make(source);
  return (index) => byPath.get(sources[index]?.path ?? "");
}

/** Levels below a project in which its own environments lie: `.venv`, `.tox/py312`. */
const DEEPEST = 2;

/** An environment that lies far below a folder with a stray file is somebody else's; what a tool keeps elsewhere is the project's. */
function isOwn(path: string, project: string): boolean {
  if (!path.startsWith(project) || !/[\\/]/.test(path[project.length] ?? "")) return true;
  return path.slice(project.length + 1).split(/[\\/]/).length <= DEEPEST;
}
