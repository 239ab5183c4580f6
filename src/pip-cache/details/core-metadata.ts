/**
 * Reads what cached releases say of themselves, whole: the files that an index offers beside wheels (PEP 658), and METADATA
 * in wheels. Only the folders are read where the last scan found such a file; one that came since, or moved, is not found.
 */
import { FileBody } from "../entries/file-body";
import { rowKey, type Entry, type Kind } from "../entry";
import type { CacheDirectory } from "../locate";
import { layouts } from "../layouts";
import { readAll, type Body } from "../readers/formats/body";
import { withEffort } from "../readers/formats/effort";
import { readWheelMetadata } from "../readers/identify/wheel";
import { readMetadata } from "../readers/identify/metadata";
import { PageAddresses } from "../readers/address/page-address";
import { isOfLayout, partAt } from "../rows/bucket";
import type { Rows } from "../rows/rows";
import { EntryReader } from "../scan/read-entries";
import { packageIn, type RowKey } from "../../packaging/row-key";
import { normalizeName } from "../../packaging/normalize";
import { isSameVersion } from "../../packaging/version";

/** A cache, and what was read of it. */
export interface ReadCache {
  cache: CacheDirectory;
  rows: Rows;
}

/** Of one release: wheels for different machines may differ, and there may be hundreds. */
const MOST_FILES = 8;
/** Of a metadata file; those of real projects have some tens of kB, a few half a MB. Bytes */
const MOST_BYTES = 2 << 20;
/** See `spend`: of one folder, whatever lies in it. */
const EFFORT = 8 << 20;

const kinds: readonly Kind[] = ["metadata", "wheel", "built wheel"];

/**
 * The metadata files of one cached release, each distinct one once. Empty where there is none that can be read whole, or it
 * is of another release. Synchronous: a few opened files.
 * @param version as it is cached
 */
export function readCoreMetadata(caches: readonly ReadCache[], key: RowKey, version: string): Buffer[] {
  const found = new Map<string, Buffer>();
  let files = 0;
  const addresses = new PageAddresses([]);
  for (const { cache, rows } of caches) {
    const row = rows.numberOf(key);
    if (row === undefined) continue;
    const parts = rows.partsOf(row, (group) => group.version === version && kinds.includes(group.kind));
    for (const part of parts) {
      const folder = cache.folders.find(({ layout, stays }) => stays === undefined && isOfLayout(part, layout));
      if (folder === undefined) continue;
      const onEntry = (entry: Entry, body: Body | undefined) => {
        if (files >= MOST_FILES || rowKey(entry) !== key || entry.identity.version !== version || entry.damage) return;
        files++;
        const bytes = readOf(entry, folder.root, body);
        if (bytes && isOf(bytes, key, version)) found.set(bytes.toString("latin1"), bytes);
      };
      const source = { ...folder, directory: partAt(part) };
      const reader = new EntryReader(source, { onUnreadable: () => {}, onEntry }, addresses, { since: 0 });
      withEffort(EFFORT, () => {
        while (files < MOST_FILES && reader.next());
      });
      reader.close();
    }
  }
  return [...found.values()];
}

function readOf({ identity, files, layout }: Entry, root: string, body: Body | undefined): Buffer | undefined {
  switch (identity.kind) {
    case "metadata":
      return body && body.size <= MOST_BYTES ? readAll(body) : undefined;
    case "wheel":
      return body && readWheelMetadata(body, MOST_BYTES);
    case "built wheel":
      return layouts[layout].entry.is === "built wheel" ? readBuilt(`${root}/${files[0].path}`) : undefined;
    default:
      return undefined;
  }
}

function readBuilt(path: string): Buffer | undefined {
  const body = new FileBody();
  try {
    body.open(path);
    return readWheelMetadata(body, MOST_BYTES);
  } catch {
    return undefined;
  } finally {
    body.close();
  }
}

/** Whether it says itself that it is of that release. */
function isOf(bytes: Buffer, key: RowKey, version: string): boolean {
  const own = readMetadata(bytes);
  if (own === undefined || normalizeName(own.name) !== packageIn(key)) return false;
  return own.version === version || isSameVersion(own.version, version);
}
