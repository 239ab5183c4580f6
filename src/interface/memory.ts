/**
 * What the list showed last, so that it can paint at once the next time. Never needed: whatever is damaged or of
 * another version is silently made anew, and a full disk stands in nobody's way.
 */
import { Cache } from "@raycast/api";
import { damages, kinds, layouts } from "../pip-cache/entry";
import type { Group, Row } from "../pip-cache/rows";

const VERSION = 1;
const KEY = "rows";
const cache = new Cache({ namespace: "rows" });

/** A group as an array, since a large cache has tens of thousands: kind and layout by number. */
type Packed = [
  kind: number,
  layout: number,
  version: string | null,
  python: string | null,
  damage: string | null,
  reason: string | null,
  entries: number,
  files: number,
  bytes: number,
  newestMs: number,
];

interface Remembered {
  version: number;
  caches: { path: string; rows: [key: string, name: string, groups: Packed[]][] }[];
}

/** The rows per cache directory as they were last seen; empty when nothing is remembered. */
export function recallRows(): Map<string, Row[]> {
  try {
    const remembered = JSON.parse(cache.get(KEY) ?? "null") as Remembered | null;
    if (remembered?.version !== VERSION) return new Map();
    return new Map(
      remembered.caches.map(({ path, rows }) => [
        path,
        rows.map(([key, name, groups]) => ({ key, name, groups: groups.map(unpack) })),
      ]),
    );
  } catch {
    return new Map();
  }
}

export function rememberRows(caches: ReadonlyMap<string, Row[]>): void {
  try {
    const remembered: Remembered = {
      version: VERSION,
      caches: Array.from(caches, ([path, rows]) => ({
        path,
        rows: rows.map(({ key, name, groups }) => [key, name, groups.map(pack)]),
      })),
    };
    cache.set(KEY, JSON.stringify(remembered));
  } catch {
    // Remembering is a convenience.
  }
}

function pack(group: Group): Packed {
  const { kind, layout, version, python, damage, reason, entries, files, bytes, newestMs } = group;
  return [
    kinds.indexOf(kind),
    layouts.indexOf(layout),
    version ?? null,
    python ?? null,
    damage ?? null,
    reason ?? null,
    entries,
    files,
    bytes,
    newestMs,
  ];
}

function unpack([kind, layout, version, python, damage, reason, entries, files, bytes, newestMs]: Packed): Group {
  if (!(kind in kinds) || !(layout in layouts) || typeof bytes !== "number" || typeof newestMs !== "number") {
    throw new Error("not what was remembered");
  }
  const group: Group = { kind: kinds[kind], layout: layouts[layout], entries, files, bytes, newestMs };
  if (version !== null) group.version = version;
  if (python !== null) group.python = python;
  if (damage !== null && damage in damages) group.damage = damage as Group["damage"];
  if (reason !== null) group.reason = reason;
  return group;
}
