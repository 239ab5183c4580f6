/**
 * What indexes say about cached files. A cached index page links to files by URL, and an entry is named by the hash of
 * its URL: so a link tells exactly which entry it is of, how that file is called, and what its contents hash to.
 */
import { baseName } from "../../files/names";
import type { TaskContext } from "../../files/tasks";
import { KeyTable } from "./key-table";
import { openEntry, type EntryLocation } from "../entries/open-entry";
import type { AtLeastOne } from "../entry";
import { HASH_DIGITS } from "../written";
import { fileNameOf, projectOf } from "../readers/identify/file-name";
import { absoluteUrl, cacheKey } from "../readers/address/keys";
import { readLinks, type Link } from "../readers/identify/links";
import { normalizeName } from "../../packaging/normalize";
import { indexesBeside } from "../readers/address/page-address";

export interface PublishedFile {
  fileName: string;
  /** 64 hexadecimal digits; absent where the index publishes none. */
  sha256?: string;
  /** Where it was linked to: may have credentials in it. */
  url: string;
}

export interface IndexPage extends EntryLocation {
  /** The project it is for; empty where that is not certain, or there are several. */
  name: string;
}

export interface HashLinksMessage {
  pages: IndexPage[];
  /** Of a table with the keys of the entries that are asked about; it gets the hashes that are published for them. */
  wanted: SharedArrayBuffer;
  /** Whether to hand over what the pages say besides, which a check of everything has no memory for. */
  names: boolean;
  /** Addresses of indexes, as `index-url` has them: what pages with relative links may have come from. */
  indexUrls: string[];
}

/** By their entries' keys. */
export type PublishedFiles = Map<string, PublishedFile>;

export interface HashedLinks {
  published: PublishedFiles;
  /** Of pages with relative links of which nothing proves where they came from. */
  unresolved: IndexPage[];
}

/** Adds what a page said; a page that is proven to be of the file's index has the last word. */
export function addPublished(published: PublishedFiles, part: Iterable<[string, PublishedFile]>): void {
  for (const [key, file] of part) if (file.sha256 !== undefined || !published.has(key)) published.set(key, file);
}

/** Addresses that each relative link of a page is tried on: a popular project has thousands of links. */
const MAX_GUESSES = 60;

/** Hashes the links of pages; pauses after each link, since popular projects have thousands. */
export function* hashLinks(message: HashLinksMessage, context: TaskContext): Generator<undefined, HashedLinks> {
  const { pages, indexUrls, names } = message;
  const wanted = new KeyTable(message.wanted);
  const hashed: HashedLinks = { published: new Map(), unresolved: [] };
  const found = (url: string, file: Omit<PublishedFile, "url">): boolean => {
    const key = cacheKey(url);
    if (key === undefined || !wanted.has(key)) return false;
    if (file.sha256 !== undefined) wanted.publish(key, file.sha256);
    if (names) addPublished(hashed.published, [[key, { ...file, url }]]);
    return true;
  };
  for (const taken of pages) {
    const { links, base } = readLinksOf(taken);
    const page = { ...taken, name: taken.name || (projectOf(links[0]?.fileName ?? "") ?? "") };
    const from = links.some(({ href }) => !isAbsoluteUrl(href))
      ? linkBase(addressOf(page, links, indexUrls), base)
      : "";
    let guesses: string[] = [];
    if (from === undefined) {
      hashed.unresolved.push(page);
      guesses = indexUrls.flatMap((url) => addressesOn(url, page.name)).slice(0, MAX_GUESSES);
    }
    for (const { href, fileName, sha256, hasMetadata, metadataSha256 } of links) {
      if (context.stopped()) return hashed;
      yield undefined;
      if (from === undefined && !isAbsoluteUrl(href)) {
        // The entry proves the address, but not that the page means the same index: its hash is no proof of damage.
        for (const url of resolved(href, guesses, base)) {
          const name = fileNameOf(url);
          if (name === undefined) continue;
          const isFile = found(url, { fileName: name });
          if (hasMetadata && found(metadataOf(url), { fileName: `${name}.metadata` })) break;
          if (isFile) break;
        }
        continue;
      }
      const url = isAbsoluteUrl(href) ? href : from && absoluteUrl(href, from);
      if (!url) continue;
      found(url, { fileName, sha256 });
      if (hasMetadata) found(metadataOf(url), { fileName: `${fileName}.metadata`, sha256: metadataSha256 });
    }
  }
  return hashed;
}

const metadataOf = (url: string): string => `${url.replace(/#.*/s, "")}.metadata`;

/**
 * The links of a page, what it says that relative ones are relative to, and whether these are all.
 * @param options.most links that are handed over
 * @param options.hashes see `Page.eachLink`; of a page in HTML they are there in any case
 */
export function readLinksOf(
  page: EntryLocation,
  { most = Infinity, hashes = true }: { most?: number; hashes?: boolean } = {},
): { links: Link[]; base?: string; isWhole: boolean } {
  const links: Link[] = [];
  const opened = openEntry(page);
  if (!opened.ok) return { links, isWhole: false };
  const read = readLinks(opened.body, opened.stored.headers.get("content-encoding"));
  let count = 0;
  const isRead = read?.eachLink((link) => {
    if (count++ < most) links.push(link);
  }, hashes);
  opened.close();
  return { links, base: read?.base, isWhole: isRead === true && count <= most };
}

/** What the relative links of a page are relative to, where that is certain. @param address the page's own */
export function linkBase(address: string | undefined, base: string | undefined): string | undefined {
  if (base !== undefined && isAbsoluteUrl(base)) return base;
  return base === undefined || address === undefined ? address : absoluteUrl(base, address);
}

/** The page's own address: of all that it could be, the one whose hash names the entry. */
export function addressOf(page: IndexPage, links: Link[], indexUrls: string[]): string | undefined {
  const key = urlHashOf(page);
  const absolute = links.find(({ href }) => isAbsoluteUrl(href));
  const indexes = absolute ? [...indexUrls, ...indexesBeside(absolute.href)] : indexUrls;
  for (const index of indexes) {
    const address = addressesOn(index, page.name).find((url) => cacheKey(url) === key);
    if (address !== undefined) return address;
  }
  return undefined;
}

/** Where an index has the page of a project; or what lists files of several, as `find-links` has it. */
function addressesOn(index: string, name: string): string[] {
  const bare = index.replace(/\/*$/, "");
  const own = name === "" ? [] : [`${bare}/${normalizeName(name)}/`];
  return [...own, `${bare}/`, bare];
}

/** What a relative link can lead to. */
function resolved(href: string, addresses: string[], base: string | undefined): Set<string> {
  const urls = new Set<string>();
  for (const address of addresses) {
    const from = base === undefined ? address : absoluteUrl(base, address);
    const url = from === undefined ? undefined : absoluteUrl(href, from);
    if (url !== undefined) urls.add(url);
  }
  return urls;
}

/** The name of an entry's file: the hash of its URL. */
export function urlHashOf({ files }: { files: Readonly<AtLeastOne<{ path: string }>> }): string {
  const { path } = files[0];
  return baseName(path).slice(0, HASH_DIGITS);
}

export const isAbsoluteUrl = (href: string): boolean => /^[a-z]+:\/\//i.test(href);

/** The host of an address; never with credentials. */
export function hostOf(url: string): string {
  return /^[a-z]+:\/\/(?:[^/@]*@)?([^/?#]*)/i.exec(url)?.[1]?.toLowerCase() ?? "";
}
