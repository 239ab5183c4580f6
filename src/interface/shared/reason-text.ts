/** What is said of an entry that has no name, or none that is certain: sentences are made of codes here, and decide nothing. */
import type { Identity, Reason } from "../../pip-cache/entry";
import { visible } from "../../files/visible";

const texts: Record<Reason, string> = {
  "not readable": "not readable",
  empty: "empty",
  truncated: "truncated",
  "unreadable header": "unreadable header",
  "too large to look into": "too large to look into",
  foreign: "not in the form of pip's responses",
  legacy: "written by pip 6.0",
  "unknown format": "of an unknown format",
  "content type": "of the type",
  "package type": "a file",
  zip: "a zip archive that is neither wheel nor sdist, or damaged",
  bzip2: "a bzip2 file that is no sdist",
  xz: "an xz file that is no sdist",
  tar: "a tar archive that is no sdist",
  "nameless metadata": "metadata without a name",
  "nameless page": "an index page that names no project, or is damaged",
  "nameless text": "text that names no project",
  "unconfirmed page": "a page of an unknown index that nothing confirms",
  "list of projects": "a list of several projects",
  "release record": "what the index says about a release, kept by pip-audit",
  "damaged release record": "what the index says about a release, but damaged",
  redirect: "a redirect",
  "redirect to file": "a redirect to the file itself",
  "redirect to metadata": "a redirect to its metadata",
  "not named like a wheel": "not named like a wheel",
  "origin alone": "origin without a wheel of its own",
  "version check": "pip's version check",
  link: "a link",
  "not written by pip": "not written by pip",
};

/**
 * Why an entry has no name: `a list of several projects`, `of the type image/png`, `a bdist_egg of spam`.
 * @param name of the package that it belongs to, where it does
 */
export function reasonText({ reason, type }: Pick<Identity, "reason" | "type">, name?: string): string | undefined {
  if (reason === undefined) return undefined;
  if (reason === "content type") return [texts[reason], visible(type ?? "")].join(" ");
  if (reason !== "package type") return texts[reason];
  return [type === undefined ? texts[reason] : `a ${visible(type)}`, ...(name ? [`of ${name}`] : [])].join(" ");
}
