/** What a wheel's `RECORD` says is in it: each file with its hash and its size (PEP 376, PEP 427). Two that are equal are of equal files. */
import type { Body } from "../../pip-cache/readers/formats/body";
import { findDirectory, listMembers } from "../../pip-cache/readers/formats/zip-directory";
import { walk } from "../../files/walk";
import type { LinkedSums } from "./linked-sums";

/** Sizes by path, in bytes; undefined where it says none. */
export type RecordedSizes = ReadonlyMap<string, number | undefined>;

/** Lines that are read at a time. */
const SLICE = 1_000;
/** `RECORD` and its signatures have no hash. */
const OWN = /^[^/]+\.dist-info\/RECORD(\.jws|\.p7s)?$/;
const HASH = /^sha(256|384|512)=[\w-]{43,}$/;

/** Undefined where it does not tell of each file what it hashes to, and so proves nothing. Pauses now and then. */
export function* recordedSizes(record: Buffer): Generator<undefined, RecordedSizes | undefined> {
  const sizes = new Map<string, number | undefined>();
  let count = 0;
  for (let start = 0; start < record.length;) {
    if (count++ % SLICE === 0) yield undefined;
    const found = record.indexOf(0x0a, start);
    const end = found === -1 ? record.length : found;
    const line = record.toString("utf8", start, end).replace(/\r$/, "");
    start = end + 1;
    if (line === "") continue;
    const sizeAt = line.lastIndexOf(",");
    const hashAt = line.lastIndexOf(",", sizeAt - 1);
    if (hashAt <= 0) return undefined;
    const path = unquoted(line.slice(0, hashAt));
    if (OWN.test(path)) continue;
    const size = line.slice(sizeAt + 1);
    if (!HASH.test(line.slice(hashAt + 1, sizeAt)) || !/^\d{0,15}$/.test(size) || sizes.has(path)) return undefined;
    sizes.set(path, size === "" ? undefined : Number(size));
  }
  return sizes.size > 0 ? sizes : undefined;
}

/** As `csv` writes it. */
const unquoted = (text: string): string =>
  text.startsWith('"') && text.endsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;

/** Whether an archive lists just these files, each of its size. Pauses now and then. */
export function* archiveHas(body: Body, sizes: RecordedSizes): Generator<undefined, boolean> {
  const directory = findDirectory(body);
  if (directory === undefined) return false;
  const left = new Set(sizes.keys());
  for (const listed of listMembers(body, directory)) {
    if (listed === undefined) return false;
    for (const { name, size } of listed.members) {
      if (name.endsWith("/") || OWN.test(name)) continue;
      if (!left.delete(name) || (sizes.get(name) ?? size) !== size) return false;
    }
    yield undefined;
  }
  return left.size === 0;
}

/**
 * Whether all of these lie in a folder, each of its size. What lies there besides is the tool's own. Pauses now and then.
 * @param sums gets all that lies there
 */
export function* folderHas(folder: string, sizes: RecordedSizes, sums: LinkedSums): Generator<undefined, boolean> {
  let found = 0;
  for (const file of walk(folder)) {
    yield undefined;
    if (file === undefined) continue;
    sums.add(file);
    if (!sizes.has(file.path)) continue;
    if (file.type !== "file" || (sizes.get(file.path) ?? file.size) !== file.size) return false;
    found++;
  }
  return found === sizes.size;
}
