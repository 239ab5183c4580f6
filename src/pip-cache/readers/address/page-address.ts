/**
 * Proves which project an index page is for. An entry is named by the hash of its address, and a page's address ends in
 * the project's name: so where the index is known, the entry itself says whether a name is right, for the price of a hash.
 */

import { cacheKey } from "./keys";
import { normalizeName } from "../../../packaging/normalize";

/** Where indexes that serve their own files keep their pages, below some folder that the files are in, too. */
const pageFolders = ["simple/", "+simple/", ""];
const maxFolders = 12;

/** The addresses of indexes: those that pips ask, and those that pages were found to be of. */
export class PageAddresses {
  readonly #indexes: string[];

  /** @param indexUrls as `index-url` has them */
  constructor(indexUrls: readonly string[] = []) {
    this.#indexes = indexUrls.map((url) => url.replace(/\/*$/, "/"));
  }

  /** As `index-url` has them, with one `/` at the end. */
  get indexes(): readonly string[] {
    return this.#indexes;
  }

  /**
   * Whether an entry is the page of a project.
   * @param key the entry's name, see `cacheKey`
   * @param link a file that the page links to, which may lie beside it
   */
  isPageOf(key: string, name: string, link?: string): boolean {
    const isOn = (index: string) => cacheKey(`${index}${normalizeName(name)}/`) === key;
    if (this.#indexes.some(isOn)) return true;
    const index = link === undefined ? undefined : indexesBeside(link).find(isOn);
    if (index === undefined) return false;
    this.#indexes.push(index);
    return true;
  }
}

/** What the address of an index with this file, or a page of it, can be: `https://host/a/simple/` of `https://host/a/b/file`. */
export function indexesBeside(link: string): string[] {
  const [, origin, path = ""] = /^(https?:\/\/[^/?#]+)(\/[^?#]*)/.exec(link) ?? [];
  if (origin === undefined) return [];
  const folders = path.split("/").slice(1, -1).slice(0, maxFolders);
  const above = folders.map((_, count) => [origin, ...folders.slice(0, count + 1)].join("/"));
  return [origin, ...above].flatMap((folder) => pageFolders.map((pages) => `${folder}/${pages}`));
}
