/**
 * The package indexes that pips are configured to use: what a cached index page can be recognised by, since an entry does
 * not keep its URL.
 */
import { readingConfiguration } from "./configuration";
import { configurationFiles, type ConfigurationReader } from "./configuration-files";
import { normalizeKey } from "./configuration-parser";
import type { Machine } from "../files/machine";
import { inSlices } from "../files/tasks";

/** What `find-links` names is one page, of files. */
const keys = ["index-url", "extra-index-url", "find-links"];

/**
 * Their URLs, each once, without credentials (pip takes those off before it makes a key of a URL) and with one `/` at the
 * end. The public index is not among them unless somebody names it.
 */
export async function configuredIndexes(machine: Machine, readers: ConfigurationReader[] = [{}]): Promise<string[]> {
  // A person's own file is read by all of their pips.
  const places = new Map(
    readers.flatMap((reader) => configurationFiles(machine, reader).map((place) => [place.path, place])),
  );
  const { files } = await inSlices(readingConfiguration(machine, { files: [...places.values()] }));
  const inFiles = files.flatMap(({ settings }) =>
    settings.filter(({ key }) => keys.includes(key)).map(({ value }) => value),
  );
  const inVariables = Object.entries(machine.env).flatMap(([name, value]) =>
    value && /^PIP_/i.test(name) && keys.includes(normalizeKey(name.slice("PIP_".length))) ? [value] : [],
  );
  const urls = [...inFiles, ...inVariables]
    .flatMap((value) => value.split(/\s+/))
    .filter((url) => /^https?:/i.test(url));
  return [...new Set(urls.map(plainUrl))];
}

function plainUrl(url: string): string {
  return url.replace(/^(https?:\/\/)[^/@]*@/i, "$1").replace(/\/*$/, "/");
}
