/** The files of one package, each with all that can be known of it. */
import { appearanceOf, type Appearance } from "./appearance";
import { rowKey, specialRows, type Identity } from "../entry";
import { hostOf, urlHashOf, type PublishedFiles } from "../index/hash-links";
import type { CacheDirectory } from "../locate";
import type { RowKey } from "../../packaging/row-key";
import { openEntry } from "../entries/open-entry";
import { readOrigin, type Origin } from "../notes/origin";
import { indexPages, pagesFor, publishedFiles, type PublishedOptions } from "../index/published";
import { absoluteUrl, cacheKey } from "../readers/address/keys";
import { parseWheelFileName, pythonOf } from "../readers/identify/wheel";
import { allRows, listEntries, type ListOptions, type LocatedEntry } from "../scan/list";
import { rankOf } from "../rows/row-columns";
import { Rows } from "../rows/rows";
import type { ScanOptions } from "../scan/scan";
import { withOwnTags } from "./title";

export interface CachedFile extends LocatedEntry {
  /** `st_size`, bytes; of a file with several names where it counts among all rows of all caches. */
  bytes: number;
  /** Of these, what has names outside the caches. */
  shared: number;
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
  key: RowKey,
  { known, ...options }: ScanOptions & PublishedOptions & Pick<ListOptions, "known"> = {},
): Promise<CachedFile[]> {
  if (key === specialRows.foreign) {
    const foreign = await listEntries(caches, { foreign: true }, options);
    const sizeOf = await sizerOf(caches, key, foreign, { known, ...options });
    return foreign.map((entry) => ({ ...entry, ...sizeOf(entry) }));
  }
  // What has no name may be linked to from any page.
  const rows = key === specialRows.other ? undefined : [key];
  const listed = await listEntries(caches, { any: [{ rows: [key] }, pagesFor({ rows })] }, options);
  const entries = listed.filter((entry) => rowKey(entry) === key);
  const published = await publishedFiles(indexPages(listed), new Set(entries.map(urlHashOf)), { caches, ...options });
  for (const entry of entries) followRedirect(entry, published);
  const sizeOf = await sizerOf(caches, key, entries, { known, ...options });
  return entries.map((entry) => {
    const file = published.get(urlHashOf(entry));
    const origin = entry.files.find(({ path }) => path.endsWith("/origin.json"));
    return {
      ...entry,
      ...sizeOf(entry),
      identity: file ? withFileName(entry.identity, file.fileName) : withTagsOf(entry),
      host: file && hostOf(file.url),
      sha256: file?.sha256,
      origin: origin && readOrigin(entry.root, origin.path),
      appearance: entry.identity.kind === "other" ? appearanceOf(entry) : undefined,
    };
  });
}

/** Tells the sizes of the entries of a row, which add up to that of the row in a list of all. */
async function sizerOf(
  caches: CacheDirectory[],
  key: RowKey,
  entries: LocatedEntry[],
  { known, ...options }: ScanOptions & Pick<ListOptions, "known">,
): Promise<(entry: LocatedEntry) => Pick<CachedFile, "bytes" | "shared">> {
  const linked = entries.flatMap(({ files }) => files.filter(({ links }) => links > 1));
  const among = async (rows: typeof known) => Rows.together(await allRows(caches, rows, options)).linked;
  let all = linked.length > 0 ? await among(known) : undefined;
  if (known && linked.some((file) => all?.find(file) === undefined)) all = await among(undefined);
  return ({ root, files }) => {
    const sum = { bytes: 0, shared: 0 };
    for (const file of files) {
      const counting = file.links > 1 ? all?.find(file) : undefined;
      if (counting && (counting.key !== key || counting.rank !== rankOf(root, file.path))) continue;
      sum.bytes += file.size;
      if (counting?.isShared) sum.shared += file.size;
    }
    return sum;
  };
}

/** What the index says of a file it says of that which a permanent redirect leads to, too. */
function followRedirect(entry: LocatedEntry, published: PublishedFiles): void {
  const file = entry.identity.kind === "other" ? published.get(urlHashOf(entry)) : undefined;
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
