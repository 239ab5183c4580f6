/**
 * Environment markers, which say what a dependency is only for: `python_version < "3.9" and extra == "test"`. Read and
 * evaluated as the newest `packaging` does, but that of an environment not everything needs to be known.
 */
import { normalizeName } from "./normalize";
import { satisfiedThroughout } from "./admits-python";
import { Reader } from "./reader";
import { parseSpecifier, satisfies, type Specifier } from "./specifiers";

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
  /** Of a `MarkerEnvironment`, or `extra`; of two texts that are compared, the second. */
  variable: string;
  /** As in PEP 440, or `in`, or `not in`. */
  operator: string;
  /** What it is compared with. */
  text: string;
  /** Whether the text stands in front of the operator. */
  isTextFirst: boolean;
  /** What operator and text are together, where it is versions that are compared. */
  specifier?: Specifier;
}

/** Those of pip's library have no more. */
const mostNested = 200;

const space = /[ \t]+/y;
const operators = /===|==|~=|!=|<=|>=|<|>|\bin\b|\bnot[ \t]+in\b/y;
const variables =
  /\b(?:python_version|python_full_version|os[._]name|sys[._]platform|platform_(?:release|system)|platform[._](?:version|machine|python_implementation)|python_implementation|implementation_(?:name|version)|extras?|dependency_groups)\b/y;

const knowable = new Set<string>([
  "implementation_name",
  "implementation_version",
  "os_name",
  "platform_machine",
  "platform_python_implementation",
  "platform_release",
  "platform_system",
  "platform_version",
  "python_full_version",
  "python_version",
  "sys_platform",
  "extras",
  "dependency_groups",
] satisfies (keyof MarkerEnvironment)[]);

/** Those that are compared as versions where they can be. */
const versions = new Set(["implementation_version", "platform_release", "python_full_version", "python_version"]);

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
  const specifier = isTextFirst ? undefined : specifierOn(variable.text, operator + text);
  return { variable: variable.text, operator, text, isTextFirst, ...(specifier && { specifier }) };
}

const specifierOn = (variable: string, clause: string): Specifier | undefined =>
  versions.has(variable) ? parseSpecifier(clause) : undefined;

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

/**
 * Whether a marker holds; undefined where it cannot be told since something is not known, or pip would refuse to compare.
 * @param extras those that were asked for; undefined where that is not known. As pip does, each is tried by itself.
 */
export function isFor(
  marker: Marker | undefined,
  environment: Partial<MarkerEnvironment>,
  extras: readonly string[] | undefined,
): boolean | undefined {
  if (!marker) return true;
  const each = extras === undefined ? [undefined] : extras.length === 0 ? [""] : extras.map(normalizeName);
  return some(each, (extra) => holds(marker, environment, extra));
}

function holds(
  one: Condition,
  environment: Partial<MarkerEnvironment>,
  extra: string | undefined,
): boolean | undefined {
  if (!("anyOf" in one)) return isTrue(one, environment, extra);
  return some(one.anyOf, (all) => not(some(all, (condition) => not(holds(condition, environment, extra)))));
}

/** Whether any is, where of some it may not be known. */
function some<One>(of: readonly One[], ask: (one: One) => boolean | undefined): boolean | undefined {
  let answer: boolean | undefined = false;
  for (const one of of) {
    const own = ask(one);
    if (own) return true;
    answer = own === undefined ? undefined : answer;
  }
  return answer;
}

const not = (answer: boolean | undefined): boolean | undefined => (answer === undefined ? undefined : !answer);

function isTrue(
  { variable, operator, text, isTextFirst, specifier }: Comparison,
  environment: Partial<MarkerEnvironment>,
  extra: string | undefined,
): boolean | undefined {
  const own = variable === "extra" ? extra : isKnowable(variable) ? environment[variable] : undefined;
  if (own === undefined) {
    const { python_version: release } = environment;
    if (variable !== "python_full_version" || !specifier || release === undefined) return undefined;
    return satisfiedThroughout(release, specifier, `${release}.dev0`);
  }
  if (typeof own !== "string") {
    const isAmong = own.some((name) => normalizeName(name) === normalizeName(text));
    return isTextFirst ? compared(operator, false, isAmong) : undefined;
  }
  // What was built between two releases says so with a plus and no more.
  const value = variable === "python_full_version" && own.endsWith("+") ? `${own}local` : own;
  const [left, right] = isTextFirst ? [text, value] : [value, text];
  const clause = isTextFirst ? specifierOn(variable, operator + value) : specifier;
  return clause ? satisfies(left, clause) : compared(operator, left === right, right.includes(left));
}

/** A text that is compared may have taken the place of a variable. */
const isKnowable = (variable: string): variable is keyof MarkerEnvironment => knowable.has(variable);

/** What is no version has no order. */
function compared(operator: string, isEqual: boolean, isIn: boolean): boolean | undefined {
  switch (operator) {
    case "in":
      return isIn;
    case "not in":
      return !isIn;
    case "!=":
      return !isEqual;
    case "==":
    case "<=":
    case ">=":
      return isEqual;
    case "<":
    case ">":
      return false;
    default:
      return undefined;
  }
}

/** What is known of a machine and a Python on it. */
export interface PythonOnMachine {
  platform: NodeJS.Platform;
  /** As Node names it. */
  arch: string;
  /** `3.12.1`, or `3.12` where no more is known. */
  python?: string;
  /** As `sys.implementation.name` has it: `cpython`, `pypy`. */
  implementation?: string;
}

/** What `sys`, `os` and `platform` of a Python say on each. */
const platforms: Partial<Record<NodeJS.Platform, Partial<MarkerEnvironment>>> = {
  darwin: { os_name: "posix", sys_platform: "darwin", platform_system: "Darwin" },
  linux: { os_name: "posix", sys_platform: "linux", platform_system: "Linux" },
  win32: { os_name: "nt", sys_platform: "win32", platform_system: "Windows" },
};

/** `platform.machine()`, where it does not depend on more than the platform and what Node calls it. */
const machines = new Map([
  ["darwin arm64", "arm64"],
  ["darwin x64", "x86_64"],
  ["linux arm64", "aarch64"],
  ["linux x64", "x86_64"],
  ["win32 arm64", "ARM64"],
  ["win32 ia32", "x86"],
  ["win32 x64", "AMD64"],
]);

const implementations = new Map([
  ["cpython", "CPython"],
  ["pypy", "PyPy"],
]);

/** What of an environment follows from what is known; without what cannot be known, such as `platform_release`. */
export function markerEnvironmentOf(known: PythonOnMachine): Partial<MarkerEnvironment> {
  const { platform, arch, python = "", implementation } = known;
  const environment: Partial<MarkerEnvironment> = { ...platforms[platform] };
  const machine = machines.get(`${platform} ${arch}`);
  if (machine !== undefined) environment.platform_machine = machine;
  const [full, release] = /^(\d+\.\d+)(?:\.\d+\S*)?$/.exec(python) ?? [];
  if (release !== undefined) environment.python_version = release;
  if (full !== release) environment.python_full_version = full;
  // Python 2 has its number in there.
  if (platform === "linux" && python.startsWith("2")) environment.sys_platform = "linux2";
  if (implementation === undefined) return environment;
  environment.implementation_name = implementation;
  if (implementation === "cpython" && full !== release) environment.implementation_version = full;
  const name = implementations.get(implementation);
  if (name !== undefined) environment.platform_python_implementation = name;
  return environment;
}
