/**
 * One requirement, as pip takes it on a line of its own: PEP 508, an address, a path. What is an address or a path has a name
 * only where that is written there, since nothing is fetched, and nothing built.
 */
import { parseDependency } from "../../packaging/dependency";
import { normalizeName } from "../../packaging/normalize";
import { parseVersion } from "../../packaging/version";
import type { Named } from "../source";
import type { FileReading } from "./reading";

/** What it names, or why that is not known, as a sentence. */
export type ReadLine = { named: Named } | NotNamed;

export interface NotNamed {
  why: string;
  /** The path of the folder that it is installed from, as it is written there. */
  folder?: string;
}

/** pip's, and those of version control that it knows. */
const address = /^(?:https?|file|ftp|(?:git|hg|svn|bzr)(?:\+[a-z]+)?|ssh):/i;
const archive = /\.(?:zip|whl|tar\.bz2|tbz|tar\.gz|tgz|tar|tar\.xz|txz|tlz|tar\.lz|tar\.lzma)$/i;
const named = /^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?\s*(?:\[[^\]]*\])?\s*@/;

/** @param text without a comment and without options */
export function readRequirement(text: string): ReadLine {
  const requirement = withSingleSpaces(text);
  if (named.test(requirement)) return readNamed(requirement);
  const [location = "", marker] = splitMarker(requirement, address.test(requirement) ? /;\s/ : /;/);
  if (address.test(location) || /[\\/]/.test(location) || location.startsWith(".") || archive.test(location)) {
    return readLocation(location, marker);
  }
  return readNamed(requirement);
}

/** Of long space the patterns would try each beginning. */
const withSingleSpaces = (text: string): string => text.trim().replace(/\s+/g, " ");

/** What is installed as it is edited: a folder or an address. */
export function readEditable(text: string): ReadLine {
  const requirement = withSingleSpaces(text);
  return named.test(requirement) ? readNamed(requirement) : readLocation(requirement);
}

/** Adds what a requirement names to it, or what of it was not read. */
export function addRequirement(
  to: Pick<FileReading, "named" | "unread" | "folders">,
  text: string,
  more?: Pick<Named, "isConstraint" | "line">,
): void {
  const requirement = readRequirement(text);
  if ("named" in requirement) to.named.push({ ...requirement.named, ...more });
  else addUnread(to, text, requirement);
}

/** Adds what was not read: a folder may yet turn out to be one of the project. */
export function addUnread(
  to: Pick<FileReading, "unread" | "folders">,
  written: string,
  { why, folder }: NotNamed,
): void {
  const text = written.trim().slice(0, 500);
  if (folder === undefined) to.unread.push({ text, why });
  else to.folders.push({ path: folder, text, why });
}

function splitMarker(text: string, separator: RegExp): [string, string | undefined] {
  const found = separator.exec(text);
  return found ? [text.slice(0, found.index).trim(), text.slice(found.index + 1).trim()] : [text, undefined];
}

function readNamed(written: string): ReadLine {
  // pip lets a condition be empty.
  const text = written.replace(/ ?;$/, "");
  const dependency = parseDependency(text);
  if (dependency === undefined) return { why: "It is no requirement that pip understands." };
  const { name, extras, address: location, specifierText } = dependency;
  const requirement: Named = { name };
  const specifiers = location === undefined ? specifierText : releaseIn(location, name)?.specifiers;
  if (specifiers) requirement.specifiers = specifiers;
  if (extras.length > 0) requirement.extras = extras;
  if (dependency.marker) requirement.marker = text.slice(markerAt(text, location)).trim();
  return { named: requirement };
}

/** Behind the semicolon, of which an address may have some itself. */
const markerAt = (text: string, location = ""): number =>
  text.indexOf(";", text.indexOf(location) + location.length) + 1;

/** An address or a path. */
function readLocation(location: string, marker?: string): ReadLine {
  const egg = /[#&]egg=([^&]+)/.exec(location)?.[1];
  const ofEgg = egg === undefined ? undefined : readNamed(decoded(egg));
  const release = releaseIn(location);
  const requirement = ofEgg && "named" in ofEgg ? { ...release, ...ofEgg.named } : release;
  if (requirement) return { named: marker ? { ...requirement, marker } : requirement };
  if (address.test(location) && !/^file:/i.test(location)) return { why: "It is an address that names no package." };
  const why = "What it is installed from would have to be built to tell what it needs.";
  return /^file:|\.[a-z]+$/i.test(location) ? { why } : { why, folder: location.replace(/\[[^\]]*\]$/, "") };
}

/**
 * What the last part of an address or a path says: the name of a wheel has project and version, that of a source archive has
 * both where the rest behind the name is a version.
 * @param project where it is known
 */
function releaseIn(location: string, project?: string): Named | undefined {
  const path = decoded(location.replace(/[?#].*/s, ""));
  const file = path.slice(Math.max(path.lastIndexOf("/"), path.lastIndexOf("\\")) + 1);
  const [, wheel, wheelVersion = ""] =
    /^([A-Za-z0-9._]+)-([^-]+)(?:-\d[^-]*)?-[^-]+-[^-]+-[^-]+\.whl$/.exec(file) ?? [];
  const [, source, sourceVersion = ""] =
    /^([A-Za-z0-9][A-Za-z0-9._-]*)-([^-]+)\.(?:zip|tar\.bz2|tar\.gz|tgz|tar\.xz)$/.exec(file) ?? [];
  const name = wheel ?? source;
  const version = wheel === undefined ? sourceVersion : wheelVersion.replaceAll("_", "-");
  if (name === undefined || !parseVersion(version)) return undefined;
  if (project !== undefined && normalizeName(project) !== normalizeName(name)) return undefined;
  return { name: normalizeName(name), specifiers: `==${version}` };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
