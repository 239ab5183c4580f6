/** What uv, Poetry, PDM and conda keep because of a project or an environment: whole packages, as they are removed. */
import { appendTo } from "../../files/lookup";
import { normalizeName } from "../../packaging/normalize";
import { packageKey } from "../../packaging/row-key";
import { PIP } from "../../pip-cache/entry";
import type { CachedPackage } from "../../python-caches/collect-packages";
import type { Needs } from "../../projects/needs";
import type { PythonTool } from "../python-tools/python-tools";
import type { ReadTool } from "../python-tools/read-tools";
import { takenOf } from "../python-tools/taken";
import { keptAmong } from "../removal/remove-tool-packages";
import type { Marks } from "../shared/marks";
import type { NeedUnit } from "./source-sums";

/** Of one tool. */
export interface UnitTool {
  tool: PythonTool;
  /** What nobody else needs, and what is not kept. */
  alone: CachedPackage[];
  /** What stays, and who needs it, too. */
  others: { cached: CachedPackage; names: string[] }[];
  /** Of all of it; of what goes. */
  bytes: number;
  aloneBytes: number;
}

/** By the path of the unit. Pauses after each package. */
export function* toolsOfUnits(
  units: readonly NeedUnit[],
  needs: Needs,
  read: readonly ReadTool[],
  marks: Marks,
): Generator<undefined, ReadonlyMap<string, UnitTool[]>> {
  const unitOf = new Map(units.flatMap((unit) => unit.paths.map((path) => [path, unit] as const)));
  const found = new Map<string, UnitTool[]>();
  for (const { tool, read: all } of read) {
    const kept = new Set(keptAmong(all.packages, { value: marks }));
    const ofTool = new Map<NeedUnit, UnitTool>();
    for (const cached of all.packages) {
      yield undefined;
      const { name } = cached;
      const own = name === undefined ? undefined : needs.packages.get(packageKey(PIP, normalizeName(name)));
      const { bytes } = takenOf(tool.id, cached);
      if (own === undefined || bytes === 0) continue;
      const sources = own.sources.flatMap((source) => needs.sources[source] ?? []);
      const needing = new Set(sources.flatMap(({ path }) => unitOf.get(path) ?? []));
      // What a source needs that is of no unit here stays.
      const isAlone = needing.size === 1 && sources.every(({ path }) => unitOf.has(path)) && !kept.has(cached);
      for (const unit of needing) {
        const of = ofTool.get(unit) ?? { tool, alone: [], others: [], bytes: 0, aloneBytes: 0 };
        ofTool.set(unit, of);
        of.bytes += bytes;
        if (isAlone) {
          of.alone.push(cached);
          of.aloneBytes += bytes;
          continue;
        }
        const names = sources.flatMap(({ path, name: source }) => (unit.paths.includes(path) ? [] : [source]));
        of.others.push({ cached, names: [...(kept.has(cached) ? ["Kept"] : []), ...new Set(names)] });
      }
    }
    for (const [{ source }, of] of ofTool) appendTo(found, source.path, of);
  }
  return found;
}

export const sumsOfUnitTools = (tools: readonly UnitTool[]) => ({
  bytes: tools.reduce((sum, one) => sum + one.bytes, 0),
  aloneBytes: tools.reduce((sum, one) => sum + one.aloneBytes, 0),
});
