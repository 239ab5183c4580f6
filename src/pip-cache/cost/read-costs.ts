/**
 * What it would take to get cached files back, as far as the cache itself proves it: what the cached index pages say of a
 * file now, and what pip noted of where a built wheel came from. Nothing is asked of a network, and nothing is claimed that
 * follows from no page: an entry does not keep its URL, so that only a page that links to just that entry tells of it.
 */
import { appendTo } from "../../files/lookup";
import { parentOf } from "../../files/names";
import type { TaskContext } from "../../files/tasks";
import { normalizeName } from "../../packaging/normalize";
import type { RowKey } from "../../packaging/row-key";
import { parseVersion } from "../../packaging/version";
import { withOwnTags } from "../details/title";
import { openEntry } from "../entries/open-entry";
import { entryNewest, entrySize, type Damage, type Kind } from "../entry";
import { addressOf, isAbsoluteUrl, linkBase, readLinksOf, urlHashOf } from "../index/hash-links";
import type { Layout } from "../layouts";
import { readOrigin, type Origin } from "../notes/origin";
import { absoluteUrl, cacheKey, entryPath } from "../readers/address/keys";
import { isVersion } from "../readers/identify/project";
import { joinTags, parseWheelFileName } from "../readers/identify/wheel";
import type { Link } from "../readers/identify/links";
import type { RootedEntry } from "../scan/collect";
import { parseEntries, type EntriesOfRow } from "./entry-lines";

/** A package's files and the index pages of it: see `EntriesOfRow`. */
export type CostRow = Pick<EntriesOfRow, "key" | "lines">;

export interface CostMessage {
  rows: CostRow[];
  /** Addresses of indexes, as `index-url` has them: what a page is proven to be of. */
  indexUrls: string[];
  /** Of these, the ones whose files say so themselves (`x-pypi-file-project`): where pips look by default. */
  publicIndexes: string[];
}

/** What is known of getting a file back; what nothing proves is absent. */
export interface FileCost {
  layout: Layout;
  /** Of its first file, below the layout's folder. */
  path: string;
  kind: Kind;
  version?: string;
  python?: string;
  damage?: Damage;
  /** `st_size` of all its files, bytes. */
  bytes: number;
  files: number;
  /** ms since 1970. */
  newestMs: number;
  /** The indexes whose cached pages link to it (of a built wheel, to what it was built from); each is proven. */
  indexes?: string[];
  /** `requires-python`, where all of these pages say the same. */
  requiresPython?: string;
  /** Why it is yanked on all of these pages, "" without a reason. Anybody's words. */
  yanked?: string;
  /** When the page of its index that does not list it any more was confirmed last: ms since 1970. */
  unlistedMs?: number;
  /** Of a built wheel. */
  built?: BuiltFrom;
}

export interface BuiltFrom {
  /** Without credentials, query and fragment; absent where pip noted nothing. */
  url?: string;
  commit?: string;
  /** Whether what it was built from is cached, too, as a file of its package. */
  isSourceCached?: true;
  /** Else where that lies if it is cached: below the folder of a layout of downloads. */
  source?: string;
  /** Whether it is of an address that no index page listed: version control, a file, or a URL by itself. */
  isDirect: boolean;
}

/** Of a row, by its key. */
export type RowCosts = [key: RowKey, files: FileCost[]];

/** Reads what the pages say of the files of rows. Pauses after each entry and each page. */
export function* readCosts(message: CostMessage, context: TaskContext): Generator<undefined, RowCosts[]> {
  const costs: RowCosts[] = [];
  for (const { key, lines } of message.rows) {
    const files = yield* costsOf([...parseEntries(lines)], message, context);
    if (context.stopped()) return costs;
    costs.push([key, files]);
  }
  return costs;
}

/** A cached page, as far as it tells. */
interface ReadPage {
  index?: string;
  /** When the index last said that it is so: pip writes the header again each time. ms since 1970 */
  confirmedMs: number;
  /** All links of it are known. */
  isWhole: boolean;
  /** Folders of its links, of which an index has few where it serves files itself. */
  folders: Set<string>;
  fileNames: Set<string>;
}

interface WantedFile {
  entry: RootedEntry;
  origin?: Origin;
  listings: { page: ReadPage; link: Link }[];
}

const MAX_FOLDERS = 20;
/** Of a page; the largest of real indexes have some 20,000. */
const MAX_LINKS = 30_000;

function* costsOf(
  entries: RootedEntry[],
  message: CostMessage,
  context: TaskContext,
): Generator<undefined, FileCost[]> {
  const wanted: WantedFile[] = [];
  const byKey = new Map<string, WantedFile[]>();
  for (const entry of entries) {
    const { kind } = entry.identity;
    if (kind !== "wheel" && kind !== "sdist" && kind !== "built wheel") continue;
    yield undefined;
    const note = entry.files.find(({ path }) => path.endsWith("/origin.json"));
    const origin = note && readOrigin(entry.root, note.path);
    const file: WantedFile = { entry, origin, listings: [] };
    wanted.push(file);
    const key = kind === "built wheel" ? origin && cacheKey(origin.url) : urlHashOf(entry);
    if (key !== undefined) appendTo(byKey, key, file);
  }
  if (wanted.length === 0) return [];
  const pages: ReadPage[] = [];
  for (const entry of newestPages(entries)) {
    if (context.stopped()) return [];
    pages.push(yield* readPageOf(entry, byKey, message, context));
  }
  // Whichever was read first.
  wanted.sort((a, b) => (pathOfEntry(a) < pathOfEntry(b) ? -1 : 1));
  pages.sort((a, b) => b.confirmedMs - a.confirmedMs || ((a.index ?? "") < (b.index ?? "") ? -1 : 1));
  const sdists = new Set(wanted.flatMap(({ entry }) => (entry.identity.kind === "sdist" ? urlHashOf(entry) : [])));
  return wanted.map((file) => costOf(file, pages, sdists, message));
}

const pathOfEntry = ({ entry }: WantedFile): string => `${entry.layout}/${entry.files[0].path}`;

/** Of each address the page that was confirmed last: several layouts may have one. */
function newestPages(entries: RootedEntry[]): RootedEntry[] {
  const newest = new Map<string, RootedEntry>();
  for (const entry of entries) {
    if (entry.identity.kind !== "index page" || entry.identity.name === undefined || entry.damage) continue;
    const key = urlHashOf(entry);
    const other = newest.get(key);
    if (other === undefined || entryNewest(other) < entryNewest(entry)) newest.set(key, entry);
  }
  return [...newest.values()];
}

function* readPageOf(
  entry: RootedEntry,
  byKey: ReadonlyMap<string, WantedFile[]>,
  { indexUrls }: CostMessage,
  context: TaskContext,
): Generator<undefined, ReadPage> {
  const { links, base, isWhole } = readLinksOf(entry, { most: MAX_LINKS, hashes: false });
  const name = entry.identity.name ?? "";
  const address = addressOf({ ...entry, name }, links, indexUrls);
  const from = linkBase(address, base);
  const page: ReadPage = {
    index: address && indexIn(address, name),
    confirmedMs: entryNewest(entry),
    isWhole,
    folders: new Set(),
    fileNames: new Set(),
  };
  for (const link of links) {
    if (context.stopped()) return page;
    yield undefined;
    page.fileNames.add(link.fileName);
    const url = isAbsoluteUrl(link.href) ? link.href : from && absoluteUrl(link.href, from);
    if (!url) {
      page.isWhole = false;
      continue;
    }
    if (page.folders.size < MAX_FOLDERS) page.folders.add(parentOf(url.replace(/[?#].*/s, "")));
    for (const file of byKey.get(cacheKey(url) ?? "") ?? []) file.listings.push({ page, link });
  }
  return page;
}

/** Of the address of a project's page, without credentials. */
function indexIn(address: string, name: string): string {
  const page = `/${normalizeName(name)}/`;
  const index = address.endsWith(page) ? address.slice(0, 1 - page.length) : address;
  return plainIndex(index);
}

/** An index as it is compared: without credentials, with one `/` at the end. */
export const plainIndex = (url: string): string => url.replace(/^([a-z]+:\/\/)[^/@]*@/i, "$1").replace(/\/*$/, "/");

/** @param sdists the keys of the package's cached sdists */
function costOf(file: WantedFile, pages: ReadPage[], sdists: ReadonlySet<string>, message: CostMessage): FileCost {
  const { entry, listings } = file;
  const { identity, layout, files, damage } = entry;
  const { kind, version, python } = identity;
  return {
    layout,
    path: files[0].path,
    kind,
    ...(version !== undefined && { version }),
    ...(python !== undefined && { python }),
    ...(damage && { damage }),
    bytes: entrySize(entry),
    files: files.length,
    newestMs: entryNewest(entry),
    ...(listings.length > 0 ? listedAs(listings) : kind !== "built wheel" && unlistedAs(file, pages, message)),
    ...(kind === "built wheel" && { built: builtFrom(file, sdists) }),
  };
}

function listedAs(listings: WantedFile["listings"]): Partial<FileCost> {
  const indexes = new Set(listings.map(({ page }) => page.index));
  const [requiresPython, ...others] = new Set(listings.map(({ link }) => link.requiresPython));
  const [newest] = [...listings].sort((a, b) => b.page.confirmedMs - a.page.confirmedMs);
  const isYanked = listings.every(({ link }) => link.yanked !== undefined);
  return {
    ...(!indexes.has(undefined) && { indexes: [...indexes].flatMap((index) => index ?? []).sort() }),
    ...(requiresPython !== undefined && others.length === 0 && { requiresPython }),
    ...(isYanked && { yanked: newest?.link.yanked }),
  };
}

/**
 * Where a page of just the index that a file is from was confirmed after it was downloaded, and has neither the file nor its
 * name. Which index that is, is proven by the address that the file would have beside the others of the page, whose hash
 * names the entry; of the indexes that pips ask by default by the file's own headers, and then its version has to be gone.
 */
function unlistedAs(file: WantedFile, pages: ReadPage[], { publicIndexes }: CostMessage): Partial<FileCost> {
  const { entry } = file;
  const newer = pages.filter(
    ({ isWhole, index, confirmedMs }) => isWhole && index !== undefined && confirmedMs > entryNewest(entry),
  );
  if (newer.length === 0) return {};
  const key = urlHashOf(entry);
  const names = namesOf(entry);
  const areOf = publicIndexes.map(plainIndex);
  for (const { index, confirmedMs, folders, fileNames } of newer) {
    const own = names.find((name) => [...folders].some((folder) => isAt(folder, name, key)));
    const isOfIt = own !== undefined && !fileNames.has(own);
    const isPublic = index !== undefined && areOf.includes(index) && saysPublic(entry);
    if (isOfIt || (own === undefined && isPublic && isVersionGone(entry, fileNames))) {
      return { unlistedMs: confirmedMs, ...(index !== undefined && { indexes: [index] }) };
    }
  }
  return {};
}

const isAt = (folder: string, name: string, key: string): boolean =>
  [name, encodeURIComponent(name)].some((own) => cacheKey(`${folder}/${own}`) === key);

/** What the file may be called on its index. */
function namesOf(entry: RootedEntry): string[] {
  const { name = "", version = "", kind } = entry.identity;
  const spelt = new Set([
    name,
    normalizeName(name),
    name.replace(/[-.]+/g, "_"),
    normalizeName(name).replaceAll("-", "_"),
  ]);
  const ends = kind === "sdist" ? [".tar.gz", ".zip", ".tar.bz2", ".tgz"] : [`-${tagsOf(entry)}.whl`];
  return [...spelt].flatMap((own) => ends.map((end) => `${own}-${version}${end}`));
}

/** `py2.py3-none-any`: the tags of a wheel as its name has them. */
function tagsOf(entry: RootedEntry): string {
  const opened = openEntry(entry);
  if (!opened.ok) return "";
  const { tags = [] } = withOwnTags(entry.identity, opened.body);
  opened.close();
  return joinTags(tags);
}

/** Whether the file came with the headers of the public index. */
function saysPublic(entry: RootedEntry): boolean {
  const opened = openEntry(entry);
  if (!opened.ok) return false;
  opened.close();
  return opened.stored.headers.get("x-pypi-file-project") !== undefined;
}

/** Whether no file of a page is of its version, however that is spelt. */
function isVersionGone({ identity }: RootedEntry, fileNames: ReadonlySet<string>): boolean {
  const key = keyOfVersion(identity.version);
  return key !== undefined && ![...fileNames].some((name) => mayBeOf(name, key));
}

const keyOfVersion = (version: string | undefined): string | undefined =>
  version === undefined ? undefined : parseVersion(version)?.key;

/** Whether a file's name may be of a version; where nothing tells, it may. */
function mayBeOf(fileName: string, key: string): boolean {
  const wheel = parseWheelFileName(fileName);
  if (wheel) return (keyOfVersion(wheel.version.replaceAll("_", "-")) ?? key) === key;
  const stem = fileName.replace(/\.(tar\.\w+|[a-z]+)$/i, "");
  const ends = [...stem.matchAll(/-/g)].map(({ index }) => stem.slice(index + 1)).filter(isVersion);
  return ends.length === 0 || ends.some((version) => keyOfVersion(version) === key);
}

function builtFrom({ origin, listings }: WantedFile, sdists: ReadonlySet<string>): BuiltFrom {
  if (origin === undefined) return { isDirect: false };
  const { url, commit, isUnhashed } = origin;
  const key = cacheKey(url);
  const isElsewhere = commit !== undefined || /^file:/i.test(url);
  return {
    url,
    ...(commit !== undefined && { commit }),
    ...(key !== undefined && (sdists.has(key) ? { isSourceCached: true } : { source: entryPath(key) })),
    isDirect: isElsewhere || (isUnhashed === true && listings.length === 0),
  };
}
