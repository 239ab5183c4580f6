/**
 * What the list showed last, so that it can paint at once the next time: its first rows in a few kilobytes, whatever the
 * size of the cache, and all of them for right after. Never needed: whatever is damaged or of another version is
 * silently made anew, and a full disk stands in nobody's way.
 */
import { Cache } from "@raycast/api";
import { promisify } from "node:util";
import { gunzipSync, gzip } from "node:zlib";
import { Rows, type RowsPart } from "../pip-cache/rows";
import type { Row } from "../pip-cache/groups";
import type { Figures } from "./figures";
import type { Totals } from "./shown";

const VERSION = 2;
const cache = new Cache({ namespace: "rows" });

/** Rows by the real path of their cache directory. */
export type RowsByCache = ReadonlyMap<string, Rows>;

/** The first rows of the list as it was last seen, and what it says of all of them. */
export interface FirstRows {
  /** See `encodeView`. */
  view: string;
  /** Real paths of the cache directories. */
  caches: string[];
  /** Each whole, and, where the view shows only a part of it, that. */
  rows: { whole: Row; part?: Row }[];
  /** Of how many rows these are the first. */
  count: number;
  totals: Totals;
  figures: Figures;
}

/** Undefined when nothing is remembered. */
export function recallFirstRows(): FirstRows | undefined {
  return recall<FirstRows>("first");
}

export function rememberFirstRows(first: FirstRows): void {
  remember("first", first);
}

type Column = Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;
type StoredPart = { [Name in keyof RowsPart]: RowsPart[Name] extends Column ? string : RowsPart[Name] };

/** The rows per cache directory as they were last seen; empty when nothing is remembered. */
export function recallRows(): RowsByCache {
  try {
    const packed = recall<string>("all");
    if (packed === undefined) return new Map();
    // Its checksum tells what is damaged.
    const caches = JSON.parse(gunzipSync(Buffer.from(packed, "base64")).toString()) as [string, StoredPart][];
    return new Map(caches.map(([path, part]) => [path, Rows.from(unstored(part))]));
  } catch {
    return new Map();
  }
}

/** Resolves when they are stored, or cannot be. */
export async function rememberRows(caches: RowsByCache): Promise<void> {
  const parts = Array.from(caches, ([path, rows]) => [path, stored(rows.toPart())]);
  try {
    const packed = await promisify(gzip)(JSON.stringify(parts), { level: 1 });
    remember("all", packed.toString("base64"));
  } catch {
    // Remembering is a convenience.
  }
}

function recall<Value>(key: string): Value | undefined {
  try {
    const { version, value } = JSON.parse(cache.get(key) ?? "{}") as { version?: number; value?: Value };
    return version === VERSION ? value : undefined;
  } catch {
    return undefined;
  }
}

function remember(key: string, value: unknown): void {
  try {
    cache.set(key, JSON.stringify({ version: VERSION, value }));
  } catch {
    // Remembering is a convenience.
  }
}

function stored({ rows, shapes, sums, linked, ...texts }: RowsPart): StoredPart {
  return { ...texts, rows: base64(rows), shapes: base64(shapes), sums: base64(sums), linked: base64(linked) };
}

function unstored({ rows, shapes, sums, linked, ...texts }: StoredPart): RowsPart {
  return {
    ...texts,
    rows: new Int32Array(bytesOf(rows)),
    shapes: new Int32Array(bytesOf(shapes)),
    sums: new Float64Array(bytesOf(sums)),
    linked: new Float64Array(bytesOf(linked)),
  };
}

const base64 = ({ buffer, byteOffset, byteLength }: Column): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString("base64");

const bytesOf = (text: string): ArrayBuffer => new Uint8Array(Buffer.from(text, "base64")).buffer;
