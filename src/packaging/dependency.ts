/**
 * What a package or a project says that it depends on, by PEP 508 and as strictly as pip reads it in metadata and in lock
 * files. What a person types is read by `requirements.ts`.
 */
import { readMarker, type Marker } from "./markers";
import { normalizeName } from "./normalize";
import { Reader } from "./reader";
import { parseSpecifier, type Specifier } from "./specifiers";

export interface Dependency {
  /** Normalised. */
  name: string;
  /** Normalised, each once. */
  extras: string[];
  /** All of them have to be satisfied; any version is right where there are none. */
  specifiers: Specifier[];
  /** The specifiers as they are written, without parentheses; empty where there are none. */
  specifierText: string;
  /** Where it is to be had, as it is written behind the `@`; then there are no specifiers. */
  address?: string;
  /** What it is only for. */
  marker?: Marker;
}

const space = /[ \t]+/y;
const identifier = /[a-z0-9](?:[a-z0-9._-]*\w)?/iy;

/** Undefined of what PEP 508 does not allow: comments, options and line breaks among it. */
export function parseDependency(text: string): Dependency | undefined {
  const reader = new Reader(text);
  reader.take(space);
  const name = reader.take(identifier);
  reader.take(space);
  const extras = readExtras(reader);
  reader.take(space);
  if (name === undefined || !extras) return undefined;
  const dependency: Dependency = { name: normalizeName(name), extras, specifiers: [], specifierText: "" };
  if (reader.passes(/@/y)) {
    reader.take(space);
    dependency.address = reader.take(/\S+/y);
    if (dependency.address === undefined || (!reader.passes(space) && !reader.isAtEnd)) return undefined;
  } else if (!readSpecifiers(reader, dependency)) return undefined;
  if (reader.passes(/;/y)) {
    dependency.marker = readMarker(reader);
    if (!dependency.marker) return undefined;
  }
  return reader.isAtEnd ? dependency : undefined;
}

/** Undefined where what begins with a bracket is not a list of names. */
function readExtras(reader: Reader): string[] | undefined {
  const extras = new Set<string>();
  if (!reader.passes(/\[[ \t]*/y)) return [];
  if (reader.passes(/\]/y)) return [];
  do {
    const extra = reader.take(identifier);
    if (extra === undefined) return undefined;
    extras.add(normalizeName(extra));
  } while (reader.passes(/[ \t]*,[ \t]*/y));
  return reader.passes(/[ \t]*\]/y) ? [...extras] : undefined;
}

/** Into the dependency; false where they are none. */
function readSpecifiers(reader: Reader, dependency: Dependency): boolean {
  const isInParentheses = reader.passes(/\(/y);
  reader.take(space);
  const from = reader.at;
  let to = from;
  // A comma may stand behind the last.
  do {
    reader.take(space);
    const clause = reader.take(/[^,;)]*[^,;) \t]/y);
    if (clause === undefined) break;
    to = reader.at;
    const specifier = clause === clause.trim() ? parseSpecifier(clause) : undefined;
    if (!specifier) return false;
    dependency.specifiers.push(specifier);
    reader.take(space);
  } while (reader.passes(/,/y));
  dependency.specifierText = reader.text.slice(from, to);
  return !isInParentheses || reader.passes(/\)[ \t]*/y);
}
