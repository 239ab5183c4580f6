/**
 * Rows as a file keeps them from one command to the next: everything that a later reading can build on, packed off the
 * command's own thread.
 */
import { promisify } from "node:util";
import { DefaultDeserializer, DefaultSerializer } from "node:v8";
import { crc32, gunzip, gzip } from "node:zlib";
import { inSlices } from "../../files/tasks";
import { inOrder } from "./places";
import { codeLists, Rows, type Reading, type RowsPart, type SeenFiles } from "./rows";

/** Of what is kept: its form, and the codes in it. Without spaces. */
export const ROWS_VERSION = `11.${crc32(JSON.stringify(codeLists))}`;

/** What was read of a cache directory, by its real path. */
interface KeptCache {
  path: string;
  part: RowsPart;
  reading: (Omit<Reading, "wheels"> & { wheels: [part: number, seen: SeenFiles][] }) | undefined;
}

/** Of a long list, what is written at once. */
const FEW = 2000;

/**
 * @param caches rows by the real path of their cache directory
 * @param at when they began to be found out, ms since 1970
 */
export async function packRows(caches: ReadonlyMap<string, Rows>, at: number): Promise<Buffer> {
  const packed = await promisify(gzip)(await inSlices(serialized(caches)), { level: 1 });
  return Buffer.concat([Buffer.from(`${ROWS_VERSION} ${at}\n`), packed]);
}

function* serialized(caches: ReadonlyMap<string, Rows>): Generator<undefined, Buffer> {
  const file = new DefaultSerializer();
  file.writeHeader();
  file.writeValue(caches.size);
  for (const [path, rows] of caches) {
    const part = rows.toPart();
    yield;
    const folders = yield* inOrder(part.folders);
    const wheels = [...(rows.reading?.wheels ?? [])];
    const reading = rows.reading && { ...rows.reading, wheels };
    yield* write(file, { path, part: { ...part, folders }, reading } satisfies KeptCache);
  }
  return file.releaseBuffer();
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
  const file = new DefaultDeserializer(bytes);
  file.readHeader();
  const caches = new Map<string, Rows>();
  for (let count = file.readValue() as number; count > 0; count--) {
    const { path, part, reading } = (yield* read(file)) as KeptCache;
    const rows = Rows.from(part);
    rows.reading = reading && { ...reading, wheels: new Map(reading.wheels) };
    caches.set(path, rows);
    yield;
  }
  return caches;
}

/** What stands in front of a value: the length of a long list, the keys of an object, or that it comes whole. */
type Form = number | string[] | undefined;

/** Writes a value in pieces of which none takes long. Pauses after each. */
function* write(file: DefaultSerializer, value: unknown): Generator<undefined, void> {
  if (Array.isArray(value) && value.length > FEW) {
    file.writeValue(value.length satisfies Form);
    for (let at = 0; at < value.length; at += FEW) {
      file.writeValue(value.slice(at, at + FEW));
      yield;
    }
  } else if (value instanceof Object && Object.getPrototypeOf(value) === Object.prototype) {
    file.writeValue(Object.keys(value) satisfies Form);
    for (const part of Object.values(value)) yield* write(file, part);
  } else {
    file.writeValue(undefined satisfies Form);
    file.writeValue(value);
    yield;
  }
}

/** Reads what `write` has written. Pauses after each piece. */
function* read(file: DefaultDeserializer): Generator<undefined, unknown> {
  const form = file.readValue() as Form;
  if (form === undefined) {
    yield;
    return file.readValue();
  }
  if (typeof form === "number") {
    const list: unknown[] = [];
    while (list.length < form) {
      for (const one of file.readValue() as unknown[]) list.push(one);
      yield;
    }
    return list;
  }
  const parts: [string, unknown][] = [];
  for (const key of form) parts.push([key, yield* read(file)]);
  return Object.fromEntries(parts);
}
