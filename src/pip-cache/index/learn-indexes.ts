/**
 * Finds indexes that no pip of this machine is configured to use, from what other entries of the cache know of addresses:
 * the pages, the redirects and the built wheels.
 */
import { urlHashOf } from "./hash-links";
import { layouts } from "../layouts";
import type { LocatedEntry } from "../scan/list";
import { openEntry } from "../entries/open-entry";
import { readOrigin } from "../notes/origin";
import { readPage } from "../readers/identify/page";
import { indexesBeside, PageAddresses } from "../readers/address/page-address";

/** Past so many, trying all of them on each page would take longer than people wait. */
const MAX_INDEXES = 300;

/** Whether an entry may know an address. */
export const mayKnowIndex = ({ identity, layout }: LocatedEntry): boolean =>
  layouts[layout].entry.is === "built wheel" || identity.kind === "index page" || isRedirect(identity);

const isRedirect = ({ reason }: LocatedEntry["identity"]): boolean =>
  reason === "redirect" || reason === "redirect to file" || reason === "redirect to metadata";

/** Addresses that may be an index's, those that are proven first. Pauses after each entry. */
export function* learnIndexes(entries: LocatedEntry[]): Generator<undefined, string[]> {
  const addresses = new PageAddresses();
  const others = new Set<string>();
  for (const entry of entries) {
    yield undefined;
    if (others.size >= MAX_INDEXES) break;
    if (entry.identity.kind === "index page") {
      const link = linkOf(entry);
      const [origin] = /^https?:\/\/[^/?#]+/i.exec(link ?? "") ?? [];
      if (origin === undefined) continue;
      others.add(`${origin}/`);
      if (entry.identity.name !== undefined) addresses.isPageOf(urlHashOf(entry), entry.identity.name, link);
    } else {
      for (const index of indexesBeside(addressIn(entry) ?? "")) others.add(index);
    }
  }
  return [...new Set([...addresses.indexes, ...others])].slice(0, MAX_INDEXES);
}

/** The first file that a page links to. */
function linkOf(entry: LocatedEntry): string | undefined {
  const opened = openEntry(entry);
  if (!opened.ok) return undefined;
  const page = readPage(opened.body, opened.stored.headers.get("content-encoding"));
  opened.close();
  return page?.kind === "project" ? page.link : undefined;
}

/** Where a redirect leads to, or what a wheel was built from. */
function addressIn(entry: LocatedEntry): string | undefined {
  if (layouts[entry.layout].entry.is === "built wheel") {
    const origin = entry.files.find(({ path }) => path.endsWith("/origin.json"));
    return origin && readOrigin(entry.root, origin.path)?.url;
  }
  const opened = openEntry(entry);
  if (!opened.ok) return undefined;
  opened.close();
  return opened.stored.headers.get("location");
}
