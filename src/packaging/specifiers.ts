/** Which versions satisfy what a requirement says of them, by PEP 440 as the newest pips read it. */
import { parseVersion, type Version } from "./version";

/** One clause: `>=1.0`, `==2.*`, `===2004d`. */
export interface Specifier {
  operator: string;
  /** As it was written, without the `.*`. */
  text: string;
  /** Undefined only where the operator is `===`, which compares texts. */
  version?: Version;
  /** Whether it ends in `.*`. */
  isPrefix: boolean;
  /** Of `<`: the key that versions have to be in front of. */
  bound?: string;
}

/** Longest first: `===` begins like `==`. */
export const operators = ["===", "~=", "==", "!=", "<=", ">=", "<", ">"] as const;

/** One clause of which the parts are known; undefined where PEP 440 does not allow it. */
export function specifierOf(operator: string, text: string): Specifier | undefined {
  if (operator === "===") {
    return /^[^\s;)]+$/.test(text) ? { operator, text, version: parseVersion(text), isPrefix: false } : undefined;
  }
  const isPrefix = text.endsWith(".*");
  const written = isPrefix ? text.slice(0, -2) : text;
  const version = parseVersion(written);
  if (version === undefined || !operators.some((known) => known === operator)) return undefined;
  const isEquality = operator === "==" || operator === "!=";
  if (!isEquality && (isPrefix || version.hasLocal)) return undefined;
  if (isPrefix && !/^v?(?:\d+!)?\d+(?:\.\d+)*$/i.test(written)) return undefined;
  if (operator === "~=" && version.release.length < 2) return undefined;
  if (operator !== "<") return { operator, text: written, version, isPrefix };
  // In front of 1.0 is nothing that is about to be 1.0, unless the clause names a pre-release itself.
  const bound = version.isPrerelease ? version : parseVersion(`${written}.dev0`);
  return { operator, text: written, version, isPrefix, bound: bound?.key };
}

/** One clause as it is written; undefined where PEP 440 does not allow it. */
export function parseSpecifier(clause: string): Specifier | undefined {
  const operator = operators.find((one) => clause.startsWith(one));
  return operator && specifierOf(operator, clause.slice(operator.length).trim());
}

/** Clauses with commas between them, as a requirement has them; undefined where one of them is none. */
export function parseSpecifiers(text: string): Specifier[] | undefined {
  const specifiers: Specifier[] = [];
  for (const clause of text.split(",").map((one) => one.trim())) {
    if (clause === "") continue;
    const specifier = parseSpecifier(clause);
    if (!specifier) return undefined;
    specifiers.push(specifier);
  }
  return specifiers;
}

/**
 * Those of the versions of a package that satisfy all clauses, in their order. A pre-release does so only where a clause
 * names one, or where nothing else does. Pauses after each.
 */
export function* satisfying(
  versions: Iterable<string>,
  specifiers: readonly Specifier[],
): Generator<undefined, string[]> {
  const all: string[] = [];
  const finals: string[] = [];
  for (const text of versions) {
    yield undefined;
    const version = parseVersion(text);
    if (!specifiers.every((specifier) => isSatisfied(specifier, text, version))) continue;
    all.push(text);
    if (!version?.isPrerelease) finals.push(text);
  }
  return finals.length === 0 || specifiers.some(namesPrerelease) ? all : finals;
}

/** Whether a version, as it is written, satisfies one clause, a pre-release like any other. */
export const satisfies = (version: string, specifier: Specifier): boolean =>
  isSatisfied(specifier, version, parseVersion(version.trim()));

/** Whether a version satisfies one clause, a pre-release like any other. */
function isSatisfied(specifier: Specifier, own: string, version: Version | undefined): boolean {
  const { operator, text, version: wanted, isPrefix, bound = "" } = specifier;
  if (operator === "===") return own.toLowerCase() === text.toLowerCase();
  if (version === undefined || wanted === undefined) return false;
  switch (operator) {
    case "==":
      return isPrefix ? beginsAlike(version, wanted, wanted.release.length) : isEqual(version, wanted);
    case "!=":
      return isPrefix ? !beginsAlike(version, wanted, wanted.release.length) : !isEqual(version, wanted);
    case "~=":
      return version.key >= wanted.key && beginsAlike(version, wanted, wanted.release.length - 1);
    case ">=":
      return version.key >= wanted.key;
    case "<=":
      return version.publicKey <= wanted.publicKey;
    case "<":
      return version.key < bound;
    default:
      return version.publicKey > wanted.publicKey && !isAfterwards(version, wanted);
  }
}

/** Of what the clause names no local part, that is not compared. */
const isEqual = (version: Version, wanted: Version): boolean =>
  wanted.hasLocal ? version.key === wanted.key : version.publicKey === wanted.publicKey;

const beginsAlike = (version: Version, wanted: Version, count: number): boolean =>
  version.epoch === wanted.epoch &&
  wanted.release.slice(0, count).every((number, at) => number === (version.release[at] ?? "0"));

/** Whether it is a post-release of that version, which the clause would name if it were meant. */
const isAfterwards = (version: Version, wanted: Version): boolean =>
  version.releaseKey === wanted.releaseKey && version.pre === wanted.pre && !wanted.isPost && !wanted.isDev;

const namesPrerelease = ({ operator, isPrefix, version }: Specifier): boolean =>
  operator !== "!=" && !isPrefix && version?.isPrerelease === true;
