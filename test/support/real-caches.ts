/**
 * Caches that real pips wrote, kept as archives: what our code must read is what pip left, not what we think it leaves.
 */

import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { extractTar } from "./tar";
import { temporaryDirectory } from "./temporary";

const fixtures = join(__dirname, "../fixtures/pip-caches");

const archives = [
  "legacy-pip6.0",
  "http-pip9.0.3",
  "http-pip20.3.4-python2",
  "http-pip23.2.1",
  "http-v2-pip24.3.1",
] as const;
export type RealCacheName = (typeof archives)[number];

/** Names of the archives, after the layout and the pip that wrote them; under Wine, which is slow, the last of each layout. */
export const realCacheNames: readonly RealCacheName[] = process.env.TEST_UNDER_WINE ? archives.slice(3) : archives;

/** Unpacks a real cache, modification times kept, below a new temporary directory; returns the cache directory. */
export async function extractRealCache(name: RealCacheName): Promise<string> {
  const directory = temporaryDirectory();
  extractTar(unzipped(name), directory);
  const [top, ...others] = readdirSync(directory);
  if (!top || others.length > 0) throw new Error(`${name}: one cache directory was expected at the top`);
  return join(directory, top);
}

/** Most files of tests unpack the same one for each of their tests. */
const tars = new Map<RealCacheName, Buffer>();

function unzipped(name: RealCacheName): Buffer {
  const tar = tars.get(name) ?? gunzipSync(readFileSync(join(fixtures, `${name}.tar.gz`)));
  tars.set(name, tar);
  return tar;
}

/** A URL and the key under which real pip keeps its answer. */
export interface UrlKey {
  url: string;
  key: string;
}

/** 200 URLs, ordinary and odd, with the keys that real pips gave them. */
export function urlKeys(): UrlKey[] {
  return JSON.parse(readFileSync(join(fixtures, "url-keys.json"), "utf8")) as UrlKey[];
}
