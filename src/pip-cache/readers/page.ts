/**
 * Index pages: which project one is for, from its first bytes, and all that it links to. JSON as of PEP 691, HTML as
 * of PEP 503, from any index.
 */

import type { Body } from "./body";
import { readText, type Text } from "./content";
import { canBeOf, fileNameOf, projectOf } from "./file-name";
import { eachTag, textAt } from "./html";
import { JsonReader } from "./json-reader";
import { normalizeName } from "./normalize";
import { isPlausibleVersion, isProjectName, type Release } from "./project";

/** What a page, or what looked like one, turned out to be. */
export type PageIdentity =
  | { kind: "project"; name: string }
  /** A list of projects, or of files of several. */
  | { kind: "list" }
  /** What PyPI's JSON API says about a release; pip-audit keeps such answers in pip's cache. */
  | { kind: "release record"; release: Release };

const head = { read: 1 << 10, decoded: 64 << 10 };
const more = { read: 16 << 10, decoded: 1 << 20 };
const all = { read: 16 << 20, decoded: 64 << 20 };

/**
 * Finds out which project a page is for: from its first KiB, from more of it only when those do not say.
 * @returns undefined when it is no index page, or is damaged
 */
export function readPage(body: Body, contentEncoding?: string): PageIdentity | undefined {
  for (const bounds of [head, more, all]) {
    const text = readText(body, contentEncoding, bounds);
    if (text === undefined) return undefined;
    const page = text.bytes[firstCharacter(text.bytes)] === 0x7b ? judgeJson(text) : judgeHtml(text);
    if (page !== "undecided") return page;
    if (text.whole) return undefined;
  }
  return undefined;
}

/** The project a page is for, as it spells it; undefined when it is for none, or is no index page. */
export function readPageProject(body: Body, contentEncoding?: string): string | undefined {
  const page = readPage(body, contentEncoding);
  return page?.kind === "project" ? page.name : undefined;
}

function firstCharacter(bytes: Buffer): number {
  let at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (at < bytes.length && bytes[at] <= 0x20) at++;
  return at;
}

/** Of a page that is cut off anyway, so many names that agree are taken for all. */
const enoughNames = 2;
const maxNames = 50;

function judgeJson({ bytes, whole }: Text): PageIdentity | undefined | "undecided" {
  const reader = new JsonReader(bytes);
  const seen: { name?: string; fileNames: string[]; isProject: boolean; isList: boolean; release: Partial<Release> } = {
    fileNames: [],
    isProject: false,
    isList: false,
    release: {},
  };
  let telling = 0;
  reader.object((key) => {
    if (key === "name") seen.name = reader.string();
    else if (key === "files") {
      seen.isProject = reader.array(() => {
        reader.object((field) => {
          if (field !== "filename" || seen.fileNames.length >= maxNames) return;
          const fileName = reader.string();
          if (fileName === undefined) return;
          seen.fileNames.push(fileName);
          if (!whole && projectOf(fileName) !== undefined && ++telling >= enoughNames) reader.stop();
        });
      });
    } else if (key === "projects") seen.isList = true;
    else if (key === "info") {
      reader.object((field) => {
        if (field === "name") seen.release.name = reader.string();
        else if (field === "version") seen.release.version = reader.string();
      });
    }
  });
  if (whole && reader.ended) return undefined;
  if (seen.isList) return { kind: "list" };
  const { name, version } = seen.release;
  if (name !== undefined && version !== undefined) {
    return isProjectName(name) && isPlausibleVersion(version)
      ? { kind: "release record", release: { name, version } }
      : undefined;
  }
  if (!seen.isProject) return whole ? undefined : "undecided";
  return judge(seen.name, seen.fileNames, whole, true);
}

function judgeHtml({ bytes, whole }: Text): PageIdentity | undefined | "undecided" {
  let title: string | undefined;
  let isHtml = false;
  const fileNames: string[] = [];
  eachTag(bytes, ["html", "head", "title", "h1", "a"], (tag) => {
    isHtml = true;
    if (tag.name === "a") {
      const fileName = fileNameOf(tag.attribute("href") ?? "");
      if (fileName !== undefined) fileNames.push(fileName);
      return fileNames.length < maxNames || title === undefined;
    }
    if (tag.name === "title" || tag.name === "h1") {
      title ??= /(?:^|[\s:>])links for (\S+)$/i.exec(textAt(bytes, tag.end) ?? "")?.[1];
    }
    return true;
  });
  if (!isHtml) return whole ? undefined : "undecided";
  if (title === undefined && fileNames.length === 0) return whole ? undefined : "undecided";
  return judge(title, fileNames, whole, false);
}

/** Holds the name a page gives itself against the files it links to; without one, the files have to agree. */
function judge(
  name: string | undefined,
  fileNames: string[],
  whole: boolean,
  isOneProject: boolean,
): PageIdentity | undefined | "undecided" {
  if (name !== undefined) {
    if (!isProjectName(name)) return undefined;
    const project = normalizeName(name);
    if (fileNames.length === 0) return whole ? { kind: "project", name } : "undecided";
    return fileNames.some((fileName) => canBeOf(fileName, project)) ? { kind: "project", name } : undefined;
  }
  if (!whole && !isOneProject) return "undecided";
  const projects = new Set(fileNames.map(projectOf));
  projects.delete(undefined);
  const [project] = projects;
  if (projects.size === 1 && project !== undefined) return { kind: "project", name: project };
  if (projects.size > 1) return isOneProject ? undefined : { kind: "list" };
  return whole ? undefined : "undecided";
}
