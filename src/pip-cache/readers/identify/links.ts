/**
 * All that an index page links to. Hashed to keys, the links tell exactly which file an entry is; with the hash that
 * the index publishes, whether it is intact.
 */

import type { Body } from "../formats/body";
import { readText } from "../formats/content";
import { fileNameOf } from "./file-name";
import { eachTag, type Tag } from "../formats/html";
import { JsonReader } from "../formats/json-reader";

export interface Link {
  /** As it stands on the page, which may be relative to the page, or to its base. */
  href: string;
  fileName: string;
  /** As the index publishes it: 64 hexadecimal digits, lower case. */
  sha256?: string;
  /** Whether the index offers the file's metadata beside it (PEP 658), at the same address and `.metadata`. */
  hasMetadata: boolean;
  /** What the index publishes for that; as `sha256`. */
  metadataSha256?: string;
  /** Why it is yanked (PEP 592), "" where the index says no reason; absent where it is not. Anybody's words. */
  yanked?: string;
  /** `requires-python`, as it stands there. */
  requiresPython?: string;
}

export interface Page {
  /** What relative links are relative to, where the page itself says so. */
  base?: string;
  /**
   * Calls `onLink` for each file that the page links to, in order, in one pass.
   * @param hashes whether hashes are wanted, which of a page in JSON takes a quarter of the time; by default they are
   * @returns whether it came to the end: else there may be others
   */
  eachLink(onLink: (link: Link) => void, hashes?: boolean): boolean;
}

/** Of what an index says about a file so much is kept, characters. */
const MOST_WORDS = 200;

const bounds = { read: 32 << 20, decoded: 64 << 20, wholeOnly: true } as const;

/** Reads a whole page, JSON or HTML; undefined when it is damaged, or longer than 64 MiB. */
export function readLinks(body: Body, contentEncoding?: string): Page | undefined {
  const text = readText(body, contentEncoding, bounds);
  if (!text?.whole) return undefined;
  const { bytes } = text;
  const first = bytes.subarray(0, 100).toString("latin1").trimStart()[0];
  // Encoded in UTF-8, a byte order mark comes before it.
  if (first === "{" || bytes.subarray(0, 4).toString("utf8") === "\ufeff{")
    return { eachLink: eachJsonLink.bind(undefined, bytes) };
  return { base: readBase(bytes), eachLink: eachHtmlLink.bind(undefined, bytes) };
}

/** The links of a page as PEP 691 has it. */
function eachJsonLink(bytes: Buffer, onLink: (link: Link) => void, hashes = true): boolean {
  const reader = new JsonReader(bytes);
  reader.object((key) => {
    if (key !== "files") return;
    reader.array(() => {
      const link: Partial<Link> = {};
      const offers: { [name in "core-metadata" | "dist-info-metadata"]?: Offer } = {};
      reader.object((field) => {
        if (field === "filename") link.fileName = reader.string();
        else if (field === "url") link.href = reader.string();
        else if (field === "hashes" && hashes) link.sha256 = readSha256(reader);
        else if (field === "requires-python") link.requiresPython = reader.string();
        else if (field === "yanked") link.yanked = readYanked(reader);
        // The second is the name that the field had before PEP 714.
        else if (field === "core-metadata" || field === "dist-info-metadata") offers[field] = readOffer(reader, hashes);
      });
      const { href, fileName, sha256 } = link;
      if (href === undefined || fileName === undefined) return;
      onLink({
        ...linkOf(href, fileName, sha256, offers["core-metadata"] ?? offers["dist-info-metadata"] ?? false),
        ...wordsOf(link),
      });
    });
  });
  return !reader.ended;
}

/** A reason that is not empty, or `true`: pip takes nothing else for yanked. */
function readYanked(reader: JsonReader): string | undefined {
  if (reader.peek() === 0x22) return reader.string() || undefined;
  return reader.literal() === "true" ? "" : undefined;
}

/** What of it there is. */
function wordsOf({ yanked, requiresPython }: Partial<Link>): Pick<Link, "yanked" | "requiresPython"> {
  return {
    ...(yanked !== undefined && { yanked: yanked.slice(0, MOST_WORDS) }),
    // Cut off it would mean something else.
    ...(requiresPython && requiresPython.length <= MOST_WORDS && { requiresPython }),
  };
}

/** Of a file's metadata: its hash, or only whether there is any. */
type Offer = boolean | { sha256?: string };

function linkOf(href: string, fileName: string, sha256: string | undefined, offer: Offer): Link {
  const link: Link = { href, fileName, hasMetadata: offer !== false };
  if (sha256 !== undefined) link.sha256 = sha256;
  if (typeof offer === "object" && offer.sha256 !== undefined) link.metadataSha256 = offer.sha256;
  return link;
}

function readSha256(reader: JsonReader): string | undefined {
  let sha256: string | undefined;
  reader.object((algorithm) => {
    if (algorithm === "sha256") sha256 = asSha256(reader.string());
  });
  return sha256;
}

/** `true`, or the hashes of the metadata. */
function readOffer(reader: JsonReader, hashes: boolean): Offer {
  if (reader.peek() !== 0x7b) return reader.literal() === "true";
  if (hashes) return { sha256: readSha256(reader) };
  reader.skip();
  return true;
}

/** The links of a page as PEP 503 has it. */
function eachHtmlLink(bytes: Buffer, onLink: (link: Link) => void): boolean {
  let isAny = false;
  const isWhole = eachTag(bytes, ["a"], (tag) => {
    const href = tag.attribute("href");
    const fileName = href === undefined ? undefined : fileNameOf(href);
    if (href === undefined || fileName === undefined) return;
    const sha256 = asSha256(/#(?:.*&)?sha256=([^&]*)/.exec(href)?.[1]);
    const words = { yanked: tag.attribute("data-yanked"), requiresPython: tag.attribute("data-requires-python") };
    isAny = true;
    onLink({ ...linkOf(href, fileName, sha256, metadataOffer(tag)), ...wordsOf(words) });
  });
  // What lists nothing may be anything.
  return isWhole && isAny;
}

/** `true`, or the hash of the metadata. */
function metadataOffer(tag: Tag): Offer {
  const offer = tag.attribute("data-core-metadata") ?? tag.attribute("data-dist-info-metadata");
  if (offer?.includes("=")) return { sha256: asSha256(/^sha256=(.*)$/.exec(offer)?.[1]) };
  return offer === "true";
}

function readBase(bytes: Buffer): string | undefined {
  let base: string | undefined;
  eachTag(bytes, ["base", "body", "a"], (tag) => {
    if (tag.name !== "base") return false;
    base = tag.attribute("href");
    return base === undefined;
  });
  return base;
}

function asSha256(text: string | undefined): string | undefined {
  return text !== undefined && /^[0-9a-f]{64}$/i.test(text) ? text.toLowerCase() : undefined;
}
