/**
 * Rows as a file keeps them from one command to the next: everything that a later reading can build on, packed off the
 * command's own thread.
 */
import { promisify } from "node:util";
import { deserialize, serialize } from "node:v8";
import { crc32, gunzip, gzip } from "node:zlib";
import { inSlices } from "../../files/tasks";
import { inOrder } from "./places";
import { codeLists, Rows, type Reading, type RowsPart } from "./rows";

/** Of what is kept: its form, and the codes in it. Without spaces. */
export const ROWS_VERSION = `9.${crc32(JSON.stringify(codeLists))}`;

/** A cache directory's real path, and what was read of it. */
type KeptCache = [path: string, part: RowsPart, reading: Reading | undefined];

/**
 * @param caches rows by the real path of their cache directory
 * @param at when they began to be found out, ms since 1970
 */
export async function packRows(caches: ReadonlyMap<string, Rows>, at: number): Promise<Buffer> {
  const packed = await promisify(gzip)(await inSlices(serialized(caches)), { level: 1 });
  return Buffer.concat([Buffer.from(`${ROWS_VERSION} ${at}\n`), packed]);
}

function* serialized(caches: ReadonlyMap<string, Rows>): Generator<undefined, Buffer> {
  const kept: KeptCache[] = [];
  for (const [path, rows] of caches) {
    const part = rows.toPart();
    yield;
    kept.push([path, { ...part, folders: yield* inOrder(part.folders) }, rows.reading]);
    yield;
  }
  return serialize(kept);
}

/** When what is kept began to be found out, ms since 1970; undefined of another version, or from the future. */
export function keptAt(bytes: Buffer): number | undefined {
  const [version, time] = bytes.subarray(0, 64).toString("latin1").split(/[ \n]/);
  const at = Number(time);
  // What comes from the future would never be replaced.
  return version === ROWS_VERSION && at <= Date.now() ? at : undefined;
}

/** @throws where they are damaged, or of another version */
export async function unpackRows(bytes: Buffer): Promise<Map<string, Rows>> {
  if (keptAt(bytes) === undefined) throw new Error("They are of another version.");
  const packed = await promisify(gunzip)(bytes.subarray(bytes.indexOf("\n") + 1));
  return inSlices(deserialized(packed));
}

function* deserialized(bytes: Buffer): Generator<undefined, Map<string, Rows>> {
  const caches = new Map<string, Rows>();
  for (const [path, part, reading] of deserialize(bytes) as KeptCache[]) {
    yield;
    const rows = Rows.from(part);
    rows.reading = reading;
    caches.set(path, rows);
  }
  return caches;
}
