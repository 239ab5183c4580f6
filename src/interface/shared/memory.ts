/**
 * What the list showed last, so that it can paint at once the next time: its first rows in a few kilobytes, whatever the
 * size of the cache, and all of them for right after. Never needed: whatever is damaged or of another version is
 * silently made anew, and a full disk stands in nobody's way.
 */
import { Cache } from "@raycast/api";
import { promisify } from "node:util";
import { crc32, gunzipSync, gzip } from "node:zlib";
import { codeLists, Rows, type RowsPart } from "../../pip-cache/rows/rows";

/** Of what is kept: its form, and the codes in it. */
const VERSION = `6.${crc32(JSON.stringify(codeLists))}`;
const cache = new Cache({ namespace: "rows" });

/** Rows by the real path of their cache directory. */
export type RowsByCache = ReadonlyMap<string, Rows>;

type Column = Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;
type KeptPart = Omit<RowsPart, "buckets">;
type Stored<Part> = { [Name in keyof Part]: Part[Name] extends Column ? string : Part[Name] };
type StoredPart = Omit<Stored<KeptPart>, "linked"> & { linked: Stored<KeptPart["linked"]> };

/** The rows per cache directory as they were last seen; empty when nothing is remembered. */
export function recallRows(): RowsByCache {
  const packed = recall("all");
  if (packed === undefined) return new Map();
  const caches = JSON.parse(gunzipSync(Buffer.from(packed, "base64")).toString()) as [string, StoredPart][];
  return new Map(caches.map(([path, part]) => [path, Rows.from(unstored(part))]));
}

let storing = Promise.resolve();

/** Resolves when they are stored, or cannot be. What is to be remembered last is stored last. */
export function rememberRows(caches: RowsByCache): Promise<void> {
  storing = storing.then(async () => {
    const parts = Array.from(caches, ([path, rows]) => [path, stored(rows.toPart())]);
    try {
      remember("all", (await promisify(gzip)(JSON.stringify(parts), { level: 1 })).toString("base64"));
    } catch {
      // Remembering is a convenience.
    }
  });
  return storing;
}

/** What is kept under a key: undefined where it is of another version, or not what was kept. */
export function recall(key: string): string | undefined {
  try {
    const [, version, sum, text = ""] = /^(\S+) (\d+) (.*)$/s.exec(cache.get(key) ?? "") ?? [];
    return version === VERSION && Number(sum) === crc32(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Keeps a text for the next time, if it can be kept. */
export function remember(key: string, text: string): void {
  try {
    cache.set(key, `${VERSION} ${crc32(text)} ${text}`);
  } catch {
    // Remembering is a convenience.
  }
}

/** Where entries lie is left out: it is as much as all the rest, and is known again when the cache has been read. */
function stored({ keys, names, strings, rows, shapes, sums, linked }: RowsPart): StoredPart {
  const columns = { rows: base64(rows), shapes: base64(shapes), sums: base64(sums) };
  return { keys, names, strings, ...columns, linked: { inodes: base64(linked.inodes), names: base64(linked.names) } };
}

function unstored({ rows, shapes, sums, linked, ...texts }: StoredPart): RowsPart {
  return {
    ...texts,
    rows: new Int32Array(bytesOf(rows)),
    shapes: new Int32Array(bytesOf(shapes)),
    sums: new Float64Array(bytesOf(sums)),
    linked: {
      inodes: new Float64Array(bytesOf(linked.inodes)),
      names: new Int32Array(bytesOf(linked.names)),
    },
  };
}

const base64 = ({ buffer, byteOffset, byteLength }: Column): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString("base64");

const bytesOf = (text: string): ArrayBuffer => new Uint8Array(Buffer.from(text, "base64")).buffer;
