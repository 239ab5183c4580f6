/**
 * Index pages: which project one is for, from its first bytes, and all that it links to. JSON as of PEP 691, HTML as
 * of PEP 503, from any index.
 */

import type { Body } from "../formats/body";
import { byteAt } from "../formats/bytes";
import { readText, type Text } from "../formats/content";
import { canBeOf, fileNameOf, projectOf } from "./file-name";
import { eachTag, textAt } from "../formats/html";
import { JsonReader } from "../formats/json-reader";
import { normalizeName } from "../../../packaging/normalize";
import { isPlausibleVersion, isProjectName, type Release } from "./project";

/** What a page, or what looked like one, turned out to be. */
export type PageIdentity =
  /** `link` leads to one of its files; `sure`: see `Text`. */
  | { kind: "project"; name: string; link?: string; sure: boolean }
  /** A list of projects, or of files of several. */
  | { kind: "list" }
  /** What PyPI's JSON API says about a release; pip-audit keeps such answers in pip's cache. */
  | { kind: "release record"; release: Release; sure: boolean };

const head = { read: 1 << 10, decoded: 64 << 10 };
const more = { read: 16 << 10, decoded: 1 << 20 };
const all = { read: 16 << 20, decoded: 64 << 20 };
const whole = { ...all, wholeOnly: true } as const;

/**
 * Finds out which project a page is for: from its first KiB, from more of it only when those do not say.
 * @param part "all" looks at all of it at once, so that it can be sure
 * @returns undefined when it is no index page, or is damaged
 */
export function readPage(
  body: Body,
  contentEncoding?: string,
  part: "head" | "all" = "head",
): PageIdentity | undefined {
  for (const bounds of part === "all" ? [whole] : [head, more, all]) {
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
  while (at < bytes.length && byteAt(bytes, at) <= 0x20) at++;
  return at;
}

/** Of a page that is cut off anyway, so many names that agree are taken for all. */
const enoughNames = 2;
const maxNames = 50;

type Judgement = PageIdentity | undefined | "undecided";

function judgeJson({ bytes, whole, sure }: Text): Judgement {
  const reader = new JsonReader(bytes);
  const seen: JsonPage = { fileNames: [], isProject: false, isList: false, release: {} };
  let telling = 0;
  reader.object((key) => {
    if (key === "name") seen.name = reader.string();
    else if (key === "files") {
      seen.isProject = reader.array(() => {
        reader.object((field) => {
          if (field === "url") seen.link ??= reader.string();
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
      ? { kind: "release record", release: { name, version }, sure }
      : undefined;
  }
  if (!seen.isProject) return whole ? undefined : "undecided";
  return judge(seen, { whole, sure }, true);
}

/** What a page says of itself, and what it links to. */
interface SeenPage {
  name?: string;
  fileNames: string[];
  /** The first one. */
  link?: string;
}

interface JsonPage extends SeenPage {
  isProject: boolean;
  isList: boolean;
  release: Partial<Release>;
}

function judgeHtml({ bytes, whole, sure }: Text): Judgement {
  const seen: SeenPage = { fileNames: [] };
  let isHtml = false;
  eachTag(bytes, ["html", "head", "title", "h1", "a"], (tag) => {
    isHtml = true;
    if (tag.name === "a") {
      const href = tag.attribute("href") ?? "";
      const fileName = fileNameOf(href);
      if (fileName !== undefined) {
        seen.fileNames.push(fileName);
        seen.link ??= href;
      }
      return seen.fileNames.length < maxNames || seen.name === undefined;
    }
    if (tag.name === "title" || tag.name === "h1") {
      seen.name ??= /(?:^|[\s:>])links for (\S+)$/i.exec(textAt(bytes, tag.end) ?? "")?.[1];
    }
    return true;
  });
  if (!isHtml) return whole ? undefined : "undecided";
  if (seen.name === undefined && seen.fileNames.length === 0) return whole ? undefined : "undecided";
  return judge(seen, { whole, sure }, false);
}

/** Holds the name a page gives itself against the files it links to; without one, the files have to agree. */
function judge(
  { name, fileNames, link }: SeenPage,
  { whole, sure }: Pick<Text, "whole" | "sure">,
  isOneProject: boolean,
): Judgement {
  const page = (name: string): PageIdentity => ({ kind: "project", name, link, sure });
  if (name !== undefined) {
    if (!isProjectName(name)) return undefined;
    const project = normalizeName(name);
    if (fileNames.length === 0) return whole ? page(name) : "undecided";
    return fileNames.some((fileName) => canBeOf(fileName, project)) ? page(name) : undefined;
  }
  if (!whole && !isOneProject) return "undecided";
  const projects = new Set(fileNames.map(projectOf));
  projects.delete(undefined);
  const [project] = projects;
  if (projects.size === 1 && project !== undefined) return page(project);
  if (projects.size > 1) return isOneProject ? undefined : { kind: "list" };
  return whole ? undefined : "undecided";
}
