/** The files of one package, each with all that can be known of it. */
import { specialRows } from "./entry";
import { keyOf } from "./hash-links";
import type { CacheDirectory } from "./locate";
import { openEntry } from "./open-entry";
import { readOrigin, type Origin } from "./origin";
import { pagesFor, publishedFiles, type PublishedOptions } from "./published";
import { identifyBody } from "./readers/identify";
import { normalizeName } from "./readers/normalize";
import { parseWheelFileName, pythonOf } from "./readers/wheel";
import { listEntries, type LocatedEntry, type ScanOptions } from "./scan";

export interface CachedFile extends LocatedEntry {
  /** The host it was downloaded from. */
  host?: string;
  /** What the index published for it. */
  sha256?: string;
  /** Of a built wheel. */
  origin?: Origin;
}

/**
 * Lists what is kept of a package, or in a special row.
 * @param key see `rowKey`
 * @throws the signal's reason when aborted
 */
export async function listFiles(
  caches: CacheDirectory[],
  key: string,
  options: ScanOptions & PublishedOptions = {},
): Promise<CachedFile[]> {
  // What has no name may be linked to from any page.
  const rows = key === specialRows.other ? undefined : [key];
  const pages = await listEntries(caches, pagesFor({ rows }), options);
  const entries = await listEntries(caches, { rows: [key] }, options);
  const published = await publishedFiles(pages, new Set(entries.map(keyOf)), options);
  return entries.map((entry) => {
    const origin = entry.files.find(({ path }) => path.endsWith("/origin.json"));
    if (origin) return { ...entry, origin: readOrigin(entry.root, origin.path) };
    const file = published.get(keyOf(entry));
    if (file === undefined) return withOwnName(entry);
    const { fileName, sha256, host } = file;
    const named = parseWheelFileName(fileName);
    const tags = named && { tags: named.tags, python: pythonOf(named.tags) };
    return { ...entry, identity: { ...entry.identity, fileName, ...tags }, sha256, host };
  });
}

/** Where no page links to it, as after a redirect: what the file itself says, beyond what its headers did. */
function withOwnName(entry: LocatedEntry): LocatedEntry {
  const { identity } = entry;
  if (identity.fileName !== undefined || (identity.kind !== "wheel" && identity.kind !== "sdist")) return entry;
  const opened = openEntry(entry);
  if (!opened.ok) return entry;
  const { kind, name, version, fileName, tags } = identifyBody(opened.body, noHeaders);
  opened.close();
  const agrees = kind === identity.kind && version === identity.version && fileName !== undefined;
  if (!agrees || normalizeName(name ?? "") !== normalizeName(identity.name ?? "")) return entry;
  return { ...entry, identity: { ...identity, fileName, tags } };
}

const noHeaders = new Map<string, string>();
