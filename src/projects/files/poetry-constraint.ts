/** Poetry's own words for versions (`^1.2`, `~1.2`, `1.*`, `1.2 || 2.0`) in those of PEP 440, as poetry-core reads them. */
import { operators, parseSpecifiers } from "../../packaging/specifiers";
import { parseVersion, type Version } from "../../packaging/version";

/**
 * What a constraint admits: specifiers of PEP 440 for each of the alternatives, "" of any version. Undefined where Poetry would
 * refuse it.
 */
export function poetrySpecifiers(constraint: string): string[] | undefined {
  // Of long space a pattern would try each beginning.
  const text = constraint.trim().replace(/\s+/g, " ");
  if (text === "*") return [""];
  const alternatives = text.split(/ ?\|\|? ?/);
  const specifiers = alternatives.map(everyClause);
  return specifiers.some((one) => one === undefined) ? undefined : (specifiers as string[]);
}

/** The clauses of one alternative have commas or spaces between them. */
function everyClause(alternative: string): string | undefined {
  const clauses = clausesOf(alternative).map(clauseOf);
  if (clauses.some((clause) => clause === undefined)) return undefined;
  return clauses.filter((clause) => clause !== "").join(",");
}

/** A space behind an operator, or around the dash in a version, is none between clauses. */
function clausesOf(text: string): string[] {
  const clauses: string[] = [];
  const parts = text.split(/[ ,]+/);
  if (parts.length > 1 && parts.at(-1) === "") parts.pop();
  for (const part of parts) {
    const last = clauses.at(-1);
    if (last !== undefined && (last === "-" || "^~=<>!".includes(last.charAt(last.length - 1))))
      clauses[clauses.length - 1] = last + part;
    else clauses.push(part);
  }
  return clauses;
}

function clauseOf(clause: string): string | undefined {
  if (/^v?[x*](?:\.[x*])*$/i.test(clause)) return "";
  const [, operator = "", written = ""] = /^(\^|~=?|<>|!=|>=?|<=?|==?)?(.*)$/s.exec(clause) ?? [];
  let end = written.length;
  while (written.endsWith(".*", end)) end -= 2;
  const [text, stars] = [written.slice(0, end), written.slice(end)];
  const version = parseVersion(text === "dev" ? "0.dev0" : text);
  if (version === undefined) return undefined;
  // More stars than one say the same, of three numbers at most.
  if (stars.length > 2 && !(/^(?:[!=]=)?$/.test(operator) && /^v?\d+(?:\.\d+){0,2}$/.test(text))) return undefined;
  switch (operator) {
    case "^":
      return stars === "" ? between(text, version, nextBreaking(version)) : undefined;
    case "~":
      return stars === "" ? between(text, version, nextMinor(version)) : undefined;
    case "~=":
      return stars === "" ? compatible(text, version) : undefined;
    case "":
    case "=":
    case "<>": // That too: poetry-core knows it, and does nothing with it.
    case "==":
      return valid(stars === "" ? `==${text}` : `==${text}.*`);
    case "!=":
      return valid(stars === "" ? `!=${text}` : `!=${text}.*`);
    default:
      return stars === "" || stars === ".*" ? valid(operator + text) : undefined;
  }
}

const valid = (clause: string): string | undefined =>
  operators.some((operator) => clause.startsWith(operator)) && parseSpecifiers(clause) ? clause : undefined;

/** From a version on and in front of a release. */
const between = (text: string, version: Version, release: bigint[]): string =>
  `>=${text},<${version.epoch === "0" ? "" : `${version.epoch}!`}${release.join(".")}`;

const numbersOf = ({ release }: Version): bigint[] => release.map(BigInt);

/** The first of its numbers that is not 0, or the last of three that it has, grows. */
function nextBreaking(version: Version): bigint[] {
  const [major = 0n, minor, patch] = numbersOf(version);
  if (major > 0n || minor === undefined) return grown(version, 1);
  return grown(version, minor > 0n || patch === undefined ? 2 : 3);
}

const nextMinor = (version: Version): bigint[] => grown(version, version.release.length === 1 ? 1 : 2);

/** The release with so many numbers and the last of them one higher. */
function grown(version: Version, count: number): bigint[] {
  const numbers = numbersOf(version).slice(0, count);
  return numbers.map((number, index) => (index === numbers.length - 1 ? number + 1n : number));
}

/** `~=1.4.5`; of one number alone, which PEP 440 does not allow, like `^`. */
function compatible(text: string, version: Version): string | undefined {
  return version.release.length < 2 ? between(text, version, grown(version, 1)) : valid(`~=${text}`);
}
