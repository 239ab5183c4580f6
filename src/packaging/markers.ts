/**
 * Environment markers, which say what a dependency is only for: `python_version < "3.9" and extra == "test"`. Read and
 * evaluated as the newest `packaging` does, but that of an environment not everything needs to be known.
 */
import { normalizeName } from "./normalize";
import { Reader } from "./reader";

/** What a Python says of itself and of its machine, by PEP 508; the last two are what a lock file is asked for. */
export interface MarkerEnvironment {
  implementation_name: string;
  implementation_version: string;
  os_name: string;
  platform_machine: string;
  platform_python_implementation: string;
  platform_release: string;
  platform_system: string;
  platform_version: string;
  python_full_version: string;
  python_version: string;
  sys_platform: string;
  extras: readonly string[];
  dependency_groups: readonly string[];
}

/** Holds where all conditions of one of its alternatives do. */
export interface Marker {
  anyOf: Condition[][];
}

export type Condition = Comparison | Marker;

export interface Comparison {
  variable: string;
  /** As in PEP 440, or `in`, or `not in`. */
  operator: string;
  /** What it is compared with. */
  text: string;
  /** Whether the text stands in front of the operator. */
  isTextFirst: boolean;
}

/** Those of pip's library have no more. */
const mostNested = 200;

const space = /[ \t]+/y;
const operators = /===|==|~=|!=|<=|>=|<|>|\bin\b|\bnot[ \t]+in\b/y;
const variables =
  /\b(?:python_version|python_full_version|os[._]name|sys[._]platform|platform_(?:release|system)|platform[._](?:version|machine|python_implementation)|python_implementation|implementation_(?:name|version)|extras?|dependency_groups)\b/y;

/** Undefined of what PEP 508 does not allow. */
export function parseMarker(text: string): Marker | undefined {
  const reader = new Reader(text);
  const marker = readMarker(reader);
  return reader.isAtEnd ? marker : undefined;
}

/** The marker that stands next, until what belongs to none; undefined where there is none. */
export function readMarker(reader: Reader, depth = 0): Marker | undefined {
  let all: Condition[] = [];
  const anyOf = [all];
  for (;;) {
    const condition = readCondition(reader, depth);
    if (!condition) return undefined;
    all.push(condition);
    const word = reader.take(/\b(?:and|or)\b/y);
    if (word === undefined) return { anyOf };
    if (word === "or") anyOf.push((all = []));
  }
}

function readCondition(reader: Reader, depth: number): Condition | undefined {
  reader.take(space);
  let condition: Condition | undefined;
  if (reader.passes(/\(/y)) {
    condition = depth < mostNested ? readMarker(reader, depth + 1) : undefined;
    if (!reader.passes(/\)/y)) return undefined;
  } else condition = readComparison(reader);
  reader.take(space);
  return condition;
}

function readComparison(reader: Reader): Comparison | undefined {
  const left = readOperand(reader);
  reader.take(space);
  const operator = reader.take(operators)?.replace(/[ \t]+/, " ");
  reader.take(space);
  const right = readOperand(reader);
  if (!left || !right || operator === undefined) return undefined;
  // Of two variables, or two texts, one is taken for the other: so does pip's library.
  const isTextFirst = !left.isVariable;
  const [variable, compared] = isTextFirst ? [right, left] : [left, right];
  const isName = variable.isVariable && variable.text === "extra" && !compared.isVariable;
  const text = isName ? normalizeName(compared.text) : compared.text;
  return { variable: variable.text, operator, text, isTextFirst };
}

interface Operand {
  text: string;
  isVariable: boolean;
}

function readOperand(reader: Reader): Operand | undefined {
  const variable = reader.take(variables)?.replace(".", "_");
  if (variable === "python_implementation") return { text: "platform_python_implementation", isVariable: true };
  if (variable !== undefined) return { text: variable, isVariable: true };
  const text = unquoted(reader.take(/'[^']*'|"[^"]*"/y));
  return text === undefined ? undefined : { text, isVariable: false };
}

const escapes =
  /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|(\r\n?|\n)|([abfnrtv\\'"])|[xuUN]|$)|[\r\n]/g;
const letters = new Map([..."abfnrtv"].map((letter, at) => [letter, "\x07\b\f\n\r\t\v".charAt(at)]));

/**
 * What a text of Python stands for; undefined where it is none. Characters called by their names (`\N{…}`) are not known.
 * Before any other character, a backslash stands for itself.
 */
function unquoted(quoted: string | undefined): string | undefined {
  const inner = quoted?.slice(1, -1);
  if (inner?.includes("\0")) return undefined;
  if (inner === undefined || !/[\\\r\n]/.test(inner)) return inner;
  let isOne = true;
  const text = inner.replace(
    escapes,
    (_found, x?: string, u?: string, long?: string, octal?: string, newline?: string, letter?: string) => {
      const hexadecimal = x ?? u ?? long;
      const code = Number.parseInt(hexadecimal ?? octal ?? "", hexadecimal === undefined ? 8 : 16);
      if (code <= 0x10_ff_ff) return String.fromCodePoint(code);
      if (newline !== undefined) return "";
      if (letter === undefined) isOne = false;
      return letters.get(letter ?? "") ?? letter ?? "";
    },
  );
  return isOne ? text : undefined;
}
