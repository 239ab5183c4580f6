/**
 * What indexes say about cached files. A cached index page links to files by URL, and an entry is named by the hash of
 * its URL: so a link tells exactly which entry it is of, how that file is called, and what its contents hash to.
 */
import { nameOf } from "../files/names";
import type { TaskContext } from "../files/tasks";
import { KeyTable } from "./key-table";
import { openEntry, type EntryLocation } from "./open-entry";
import { absoluteUrl, cacheKey } from "./readers/keys";
import { readLinks, type Link } from "./readers/links";
import { normalizeName } from "./readers/normalize";

export interface PublishedFile {
  fileName: string;
  /** 64 hexadecimal digits; absent where the index publishes none. */
  sha256?: string;
  /** Where it was linked to: may have credentials in it. */
  url: string;
}

export interface IndexPage extends EntryLocation {
  /** The project it is for. */
  name: string;
}

export interface HashLinksMessage {
  pages: IndexPage[];
  /** The index of the next page that nobody has taken, shared by all threads. */
  next: Int32Array<SharedArrayBuffer>;
  /** Of a table with the keys of the entries that are asked about; it gets the hashes that are published for them. */
  wanted: SharedArrayBuffer;
  /** Whether to hand over what the pages say besides, which a check of everything has no memory for. */
  names: boolean;
  /** Addresses of indexes, as `index-url` has them: what pages with relative links may have come from. */
  indexUrls: string[];
}

/** By their entries' keys. */
export type PublishedFiles = Map<string, PublishedFile>;

/** Hashes the links of pages until none is left; pauses after each link, since popular projects have thousands. */
export function* hashLinks(message: HashLinksMessage, context: TaskContext): Generator<undefined, PublishedFiles> {
  const { pages, next, indexUrls, names } = message;
  const wanted = new KeyTable(message.wanted);
  const published: PublishedFiles = new Map();
  const found = (url: string, file: Omit<PublishedFile, "url">) => {
    const key = cacheKey(url);
    if (key === undefined || !wanted.has(key)) return;
    if (file.sha256 !== undefined) wanted.publish(key, file.sha256);
    if (names) published.set(key, { ...file, url });
  };
  for (let index = Atomics.add(next, 0, 1); index < pages.length; index = Atomics.add(next, 0, 1)) {
    const { links, from } = readPage(pages[index], indexUrls);
    for (const { href, fileName, sha256, hasMetadata, metadataSha256 } of links) {
      if (context.stopped()) return published;
      yield undefined;
      const url = isAbsolute(href) ? href : from && absoluteUrl(href, from);
      if (!url) continue;
      found(url, { fileName, sha256 });
      if (!hasMetadata) continue;
      found(`${url.replace(/#.*/s, "")}.metadata`, { fileName: `${fileName}.metadata`, sha256: metadataSha256 });
    }
    if (context.relieved()) break;
  }
  return published;
}

/** The links of a page, and what relative ones are relative to, where that can be told. */
function readPage(page: IndexPage, indexUrls: string[]): { links: Link[]; from?: string } {
  const links: Link[] = [];
  const opened = openEntry(page);
  if (!opened.ok) return { links };
  const read = readLinks(opened.body, opened.stored.headers.get("content-encoding"));
  read?.eachLink((link) => links.push(link));
  opened.close();
  const address = addressOf(page, indexUrls);
  if (read?.base === undefined) return { links, from: address };
  return { links, from: address === undefined ? read.base : absoluteUrl(read.base, address) };
}

/** The page's own address: of all that it could be, the one whose hash names the entry. */
function addressOf(page: IndexPage, indexUrls: string[]): string | undefined {
  const key = keyOf(page);
  const name = normalizeName(page.name);
  return indexUrls.map((url) => `${url.replace(/\/*$/, "")}/${name}/`).find((url) => cacheKey(url) === key);
}

/** The name of an entry's file: the hash of its URL. */
export function keyOf({ files }: { files: readonly { path: string }[] }): string {
  const { path } = files[0];
  return nameOf(path).slice(0, 56);
}

const isAbsolute = (href: string): boolean => /^[a-z]+:\/\//i.test(href);

/** The host of an address; never with credentials. */
export function hostOf(url: string): string {
  return /^[a-z]+:\/\/(?:[^/@]*@)?([^/?#]*)/i.exec(url)?.[1].toLowerCase() ?? "";
}
