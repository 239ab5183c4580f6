/** How much is cached because of each environment and project, and how much of that it alone needs. */
import type { Rows } from "../../pip-cache/rows/rows";
import type { Needs, NeedSource } from "../../projects/needs";

/** A project with its own environments, or an environment that belongs to none: what a person is finished with. */
export interface NeedUnit {
  source: NeedSource;
  /** Its own path, and those of its environments. */
  paths: string[];
  /** Of what is cached because of it, bytes. */
  bytes: number;
  /** Of these, what nobody else needs who was looked at. */
  aloneBytes: number;
}

/** Largest gain first. Pauses after each group. */
export function* unitsOf(rows: Rows, needs: Needs): Generator<undefined, NeedUnit[]> {
  const units: NeedUnit[] = [];
  const unitAt: number[] = [];
  const projects = needs.sources.filter(({ kind }) => kind === "project");
  for (const source of needs.sources) {
    if (source.kind === "project")
      unitAt.push(units.push({ source, paths: [source.path], bytes: 0, aloneBytes: 0 }) - 1);
    else unitAt.push(-1);
  }
  for (const [index, source] of needs.sources.entries()) {
    if (source.kind === "project") continue;
    const own = projects.filter(({ path }) => isBelow(source.path, path)).at(-1);
    const unit = own && units.findIndex((one) => one.source === own);
    if (unit === undefined) unitAt[index] = units.push({ source, paths: [source.path], bytes: 0, aloneBytes: 0 }) - 1;
    else {
      unitAt[index] = unit;
      units[unit]?.paths.push(source.path);
    }
  }
  for (const [key, { sources, versions }] of needs.packages) {
    const row = rows.numberOf(key);
    if (row === undefined) continue;
    for (const { version, bytes } of rows.groupsAt(row)) {
      yield undefined;
      const by = version === undefined ? sources : (versions.get(version)?.map(({ source }) => source) ?? []);
      const of = new Set(by.map((source) => unitAt[source] ?? -1));
      for (const at of of) {
        const unit = units[at];
        if (unit === undefined) continue;
        unit.bytes += bytes;
        if (of.size === 1) unit.aloneBytes += bytes;
      }
    }
  }
  return units.sort(
    (a, b) => b.aloneBytes - a.aloneBytes || b.bytes - a.bytes || (a.source.name < b.source.name ? -1 : 1),
  );
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder) && /[\\/]/.test(path[folder.length] ?? "");
}
