/**
 * What indexes say about cached files. A cached index page links to files by URL, and an entry is named by the hash of
 * its URL: so a link tells exactly which entry it is of, how that file is called, and what its contents hash to.
 */
import { inSlices } from "../files/tasks";
import { openEntry } from "./open-entry";
import { absoluteUrl, cacheKey } from "./readers/keys";
import { readLinks, type Link } from "./readers/links";
import { normalizeName } from "./readers/normalize";
import type { LocatedEntry } from "./scan";

export interface PublishedFile {
  fileName: string;
  /** 64 hexadecimal digits; absent where the index publishes none, and for metadata. */
  sha256?: string;
  /** The host the file came from. */
  host: string;
}

/** The name of an entry's file: the hash of its URL. */
export function keyOfEntry({ files }: Pick<LocatedEntry, "files">): string {
  const { path } = files[0];
  return path.slice(path.lastIndexOf("/") + 1).slice(0, 56);
}

export interface PublishedOptions {
  signal?: AbortSignal;
  /** Addresses of indexes, as `index-url` has them: what pages with relative links may have come from. */
  indexUrls?: string[];
}

/**
 * The files that cached index pages link to, by their entries' keys. In slices: popular projects have thousands.
 * @param pages entries of kind `index page`; others are passed over
 * @throws the signal's reason when aborted
 */
export async function publishedFiles(
  pages: LocatedEntry[],
  { signal, indexUrls = [] }: PublishedOptions = {},
): Promise<Map<string, PublishedFile>> {
  const published = new Map<string, PublishedFile>();
  for (const page of pages) {
    if (page.identity.kind !== "index page") continue;
    signal?.throwIfAborted();
    await inSlices(hashLinks(page, indexUrls, published));
  }
  return published;
}

function* hashLinks(
  entry: LocatedEntry,
  indexUrls: string[],
  published: Map<string, PublishedFile>,
): Generator<undefined, void> {
  const opened = openEntry(entry);
  if (opened === undefined) return;
  const links: Link[] = [];
  let base: string | undefined;
  try {
    const page = readLinks(opened.body, opened.headers.get("content-encoding"));
    page?.eachLink((link) => links.push(link));
    base = page?.base;
  } finally {
    opened.close();
  }
  const address = addressOf(entry, indexUrls);
  const from = base === undefined ? address : address === undefined ? base : absoluteUrl(base, address);
  for (const { href, fileName, sha256, hasMetadata } of links) {
    yield undefined;
    const url = /^[a-z]+:\/\//i.test(href) ? href : from && absoluteUrl(href, from);
    const key = url && cacheKey(url);
    if (!key) continue;
    const host = hostOf(url);
    published.set(key, { fileName, sha256, host });
    if (!hasMetadata) continue;
    const metadataKey = cacheKey(`${url.replace(/#.*/s, "")}.metadata`);
    if (metadataKey) published.set(metadataKey, { fileName: `${fileName}.metadata`, host });
  }
}

/** The page's own address: of all that it could be, the one whose hash names the entry. */
function addressOf(page: LocatedEntry, indexUrls: string[]): string | undefined {
  const name = normalizeName(page.identity.name ?? "");
  const key = keyOfEntry(page);
  return indexUrls.map((url) => `${url.replace(/\/*$/, "")}/${name}/`).find((url) => cacheKey(url) === key);
}

/** Never with credentials. */
function hostOf(url: string): string {
  return /^[a-z]+:\/\/(?:[^/@]*@)?([^/?#]*)/i.exec(url)?.[1].toLowerCase() ?? "";
}
