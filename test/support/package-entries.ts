/**
 * A package as it lies in a cache: its index page, its files and their metadata, and the wheels pip built of it, each
 * under the URL that an index like the public one gives it.
 */

import {
  type AnswerOptions,
  encodeBody,
  type Encoding,
  fileHeaders,
  filePath,
  type Headers,
  type PageFormat,
  pageHeaders,
} from "./answers";
import { archiveOrigin, builtWheel, wheelKey } from "./built-wheels";
import { type Answer, httpEntry, httpV2Entry, type HttpWriter, type Written } from "./cache-writer";
import { type Content, lengthOf, type WriteOptions } from "./content";
import { buildWheel, type Distribution, normalizeName } from "./distributions";
import { type Link, pageText } from "./pages";

/** A cache directory, and how the pip that writes it keeps what it downloads. */
export interface Cache {
  directory: string;
  layout: "http" | "http-v2";
  /** Of `http`. Default: `python3`. */
  writer?: HttpWriter;
  /** Where pages come from. Default: `https://index.example.org`. */
  index?: string;
  /** Where files come from. Default: `https://files.example.org`. */
  files?: string;
}

export interface EntryOptions extends AnswerOptions, WriteOptions {
  /** Changes the headers before they are kept. */
  headers?: (headers: Headers) => Headers;
  /** Appended to the URL: `token=1`. */
  query?: string;
}

/** URL of a file. */
export function fileUrl(cache: Cache, file: { sha256: string; fileName: string }): string {
  return (cache.files ?? "https://files.example.org") + filePath(file);
}

/** URL of a project's index page. */
export function pageUrl(cache: Cache, name: string): string {
  return `${cache.index ?? "https://index.example.org"}/simple/${normalizeName(name)}/`;
}

/** A downloaded wheel or sdist. */
export function cacheFile(cache: Cache, file: Distribution<Content>, options: EntryOptions = {}): Written {
  return keep(cache, fileUrl(cache, file), fileHeaders(file, lengthOf(file.content), options), file.content, options);
}

/** The metadata file of a wheel (PEP 658), which carries the same type headers as the wheel. */
export function cacheMetadata(cache: Cache, file: Distribution<Content>, options: EntryOptions = {}): Written {
  const url = `${fileUrl(cache, file)}.metadata`;
  return keep(cache, url, fileHeaders(file, file.metadata.length, options), file.metadata, options);
}

export interface PageOptions extends EntryOptions {
  /** Default: `json`. */
  format?: PageFormat;
  /** Default: `gzip`. */
  encoding?: Encoding;
  chunked?: boolean;
  /** When the page last changed; its header is written again at each use. Default: `mtime`. */
  bodyMtime?: Date;
}

/** The index page of a project. */
export function cachePage(cache: Cache, name: string, links: Link[], options: PageOptions = {}): Written {
  const { format = "json", encoding = "gzip" } = options;
  const body = encodeBody(pageText(name, links, format), encoding);
  return keep(cache, pageUrl(cache, name), pageHeaders(body, { ...options, format, encoding }), body, options);
}

/** The wheel that pip built of an sdist of an index, for a Python such as `3.12`. */
export function cacheBuiltWheel(cache: Cache, sdist: Distribution<Content>, options: BuiltOptions = {}): Written {
  const { python = "3.12", mtime, size, tag = {} } = options;
  const { name, version, sha256 } = sdist;
  const wheel = buildWheel({ name, version, size, ...tag });
  const url = fileUrl(cache, sdist);
  const interpreter = { name: "cp", version: python.replace(".", "") };
  return builtWheel(cache.directory, {
    fileName: wheel.fileName,
    content: wheel.content,
    origin: archiveOrigin(url, sha256),
    key: wheelKey({ url, sha256, interpreter }),
    mtime,
  });
}

export interface BuiltOptions {
  /** The Python that built it. */
  python?: string;
  /** Of the wheel. Default: `py3-none-any`. */
  tag?: { python: string; abi: string; platform: string };
  size?: number;
  mtime?: Date;
}

function keep(cache: Cache, url: string, headers: Headers, body: Content, options: PageOptions): Written {
  const { query, headers: change = (same) => same } = options;
  const answer: Answer = { url: query ? `${url}?${query}` : url, headers: change(headers), body };
  if (cache.layout === "http-v2") return httpV2Entry(cache.directory, answer, options);
  return httpEntry(cache.directory, answer, { writer: cache.writer, ...options });
}
