/**
 * What a project's name and version can look like. Readers hold everything they found against this, so that damaged
 * bytes do not become a package.
 */

import { normalizeName } from "../../../packaging/normalize";

/** A project and one of its versions, as a file spells them. */
export interface Release {
  name: string;
  version: string;
}

const maxLength = 128;

/** Whether PEP 508 allows it as a project name. */
export function isProjectName(text: string): boolean {
  return text.length > 0 && text.length <= maxLength && /^[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?$/i.test(text);
}

/** Whether it can be a version: PEP 440's, or one of the freer ones from before it, such as `2004d`. */
export function isPlausibleVersion(text: string): boolean {
  return text.length > 0 && text.length <= maxLength && /^v?[0-9](?:[a-z0-9.!+_-]*[a-z0-9])?$/i.test(text);
}

const pep440 =
  /^v?(?:\d+!)?\d+(?:\.\d+)*(?:[-_.]?(?:alpha|a|beta|b|preview|pre|c|rc)[-_.]?\d*)?(?:-\d+|[-_.]?(?:post|rev|r)[-_.]?\d*)?(?:[-_.]?dev[-_.]?\d*)?(?:\+[a-z0-9]+(?:[-_.][a-z0-9]+)*)?$/i;

/** Whether PEP 440 allows it as a version, in any of its spellings. */
export function isVersion(text: string): boolean {
  return text.length <= maxLength && pep440.test(text);
}

/**
 * Whether two spellings mean the same release: names by PEP 503, versions but for their separators, since file names
 * escape those.
 */
export function isSameRelease(one: Release, other: Release): boolean {
  return normalizeName(one.name) === normalizeName(other.name) && bare(one.version) === bare(other.version);
}

function bare(version: string): string {
  return version.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/**
 * Splits `name-version` where it says `release`; undefined where it does not. Names may contain `-` and digits, so a
 * split alone would be a guess.
 */
export function splitAs(text: string, release: Release): Release | undefined {
  for (let dash = text.indexOf("-"); dash > 0; dash = text.indexOf("-", dash + 1)) {
    const split = { name: text.slice(0, dash), version: text.slice(dash + 1) };
    if (isSameRelease(split, release)) return split;
  }
  return undefined;
}
