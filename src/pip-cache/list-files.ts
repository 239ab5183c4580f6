/** The files of one package, each with all that can be known of it. */
import { appearanceOf, type Appearance } from "./appearance";
import { rowKey, specialRows, type Identity } from "./entry";
import { hostOf, keyOf, type PublishedFiles } from "./hash-links";
import type { CacheDirectory } from "./locate";
import { openEntry } from "./open-entry";
import { readOrigin, type Origin } from "./origin";
import { pagesFor, publishedFiles, type PublishedOptions } from "./published";
import { absoluteUrl, cacheKey } from "./readers/keys";
import { parseWheelFileName, pythonOf } from "./readers/wheel";
import { listEntries, type LocatedEntry } from "./list";
import type { ScanOptions } from "./scan";
import { withOwnTags } from "./title";

export interface CachedFile extends LocatedEntry {
  /** The host it was downloaded from. */
  host?: string;
  /** What the index published for it. */
  sha256?: string;
  /** Of a built wheel. */
  origin?: Origin;
  /** Of what has no name. */
  appearance?: Appearance;
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
  if (key === specialRows.foreign) return listEntries(caches, { foreign: true }, options);
  // What has no name may be linked to from any page.
  const rows = key === specialRows.other ? undefined : [key];
  const listed = await listEntries(caches, { any: [{ rows: [key] }, pagesFor({ rows })] }, options);
  const entries = listed.filter((entry) => rowKey(entry) === key);
  const published = await publishedFiles(listed, new Set(entries.map(keyOf)), { caches, ...options });
  for (const entry of entries) followRedirect(entry, published);
  return entries.map((entry) => {
    const file = published.get(keyOf(entry));
    const origin = entry.files.find(({ path }) => path.endsWith("/origin.json"));
    return {
      ...entry,
      identity: file ? withFileName(entry.identity, file.fileName) : withTagsOf(entry),
      host: file && hostOf(file.url),
      sha256: file?.sha256,
      origin: origin && readOrigin(entry.root, origin.path),
      appearance: entry.identity.kind === "other" ? appearanceOf(entry) : undefined,
    };
  });
}

/** What the index says of a file it says of that which a permanent redirect leads to, too. */
function followRedirect(entry: LocatedEntry, published: PublishedFiles): void {
  const file = entry.identity.kind === "other" ? published.get(keyOf(entry)) : undefined;
  if (file === undefined) return;
  const opened = openEntry(entry);
  if (!opened.ok) return;
  const { status, headers } = opened.stored;
  opened.close();
  const location = status >= 300 ? headers.get("location") : undefined;
  const url = location === undefined ? undefined : absoluteUrl(location, file.url);
  const key = url && cacheKey(url);
  if (key && !published.has(key)) published.set(key, { ...file, url });
}

function withFileName(identity: Identity, fileName: string): Identity {
  const named = parseWheelFileName(fileName);
  if (named === undefined) return { ...identity, fileName };
  const { name, version, tags } = named;
  return { name, version, ...identity, fileName, tags, python: pythonOf(tags) };
}

/** What else the file says of itself, where no page links to it, as after a redirect. */
function withTagsOf(entry: LocatedEntry): Identity {
  const opened = openEntry(entry);
  if (!opened.ok) return entry.identity;
  const identity = withOwnTags(entry.identity, opened.body);
  opened.close();
  return identity;
}
