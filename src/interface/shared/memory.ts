/** The rows of all caches as they were seen last: what a list shows right after its first rows, until they are read anew. */
import { Cache } from "@raycast/api";
import { promisify } from "node:util";
import { crc32, gunzipSync, gzip } from "node:zlib";
import { codeLists, Rows, type RowsPart } from "../../pip-cache/rows/rows";
import { Recollection } from "./recollection";

/** Of what is kept of rows: its form, and the codes in it. */
export const ROWS_VERSION = `8.${crc32(JSON.stringify(codeLists))}`;
const recollection = new Recollection<string>(new Cache({ namespace: "rows" }), "all", ROWS_VERSION);

/** Rows by the real path of their cache directory. */
export type RowsByCache = ReadonlyMap<string, Rows>;

type Column = Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer>;
type KeptPart = Omit<RowsPart, "buckets">;
type Stored<Part> = { [Name in keyof Part]: Part[Name] extends Column ? string : Part[Name] };
type StoredPart = Omit<Stored<KeptPart>, "linked"> & { linked: Stored<KeptPart["linked"]> };

/** The rows per cache directory as they were last seen; empty when nothing is remembered. */
export function recallRows(): RowsByCache {
  const packed = recollection.recall();
  if (packed === undefined) return new Map();
  const caches = JSON.parse(gunzipSync(Buffer.from(packed.value, "base64")).toString()) as [string, StoredPart][];
  return new Map(caches.map(([path, part]) => [path, Rows.from(unstored(part))]));
}

let storing = Promise.resolve();

/**
 * Resolves when they are stored, or cannot be. What is to be remembered last is stored last.
 * @param at see `Recollection.remember`
 */
export function rememberRows(caches: RowsByCache, at = Date.now()): Promise<void> {
  return (storing = storing.then(async () => {
    const parts = Array.from(caches, ([path, rows]) => [path, stored(rows.toPart())]);
    try {
      const packed = await promisify(gzip)(JSON.stringify(parts), { level: 1 });
      recollection.remember(packed.toString("base64"), at);
    } catch {
      // They will be read again.
    }
  }));
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
