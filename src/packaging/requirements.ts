/**
 * What a person types or pastes to say which packages they mean: names with specifiers (`torch==2.4.0`, `nvidia-*`), lines of
 * requirements files (PEP 508, and pip's options), what stands behind `pip install`. Line breaks may have become spaces.
 */
import { normalizeName } from "./normalize";
import { Reader } from "./reader";
import { operators, parseSpecifiers, type Specifier } from "./specifiers";

/** One package that is meant, or, where the name has a `*`, several. */
export interface Requirement {
  /** As it was written, without what is not compared. */
  text: string;
  /** Normalised; may have `*`. */
  name: string;
  /** Absent where all of it is meant. */
  specifiers?: Specifier[];
  /** What it has that says nothing of what is cached. */
  notCompared: NotCompared[];
}

export type NotCompared = "extras" | "marker" | "hashes" | "address";

/** What names no package. */
export interface Unread {
  text: string;
  /** Why: see `Why`. */
  why: Why;
}

/**
 * A specifier that PEP 440 does not allow, or that lacks its version; one without a name; an address or path that has no name
 * in it; a file that would have to be opened; what is installed from a folder; another option of pip; a comment; anything else.
 */
export type Why = "specifier" | "nameless" | "address" | "file" | "editable" | "option" | "comment" | "unknown";

export interface Requirements {
  wanted: Requirement[];
  unread: Unread[];
}

/** What comes in front of packages on a command line. */
const command =
  /^\s*(?:[$>%]\s+)?(?:sudo\s+)?(?:\S*python[\d.]*(?:\.exe)?\s+-m\s+|py\s+-m\s+|uv\s+)?pip[\d.]*\s+(?:install|download|wheel)\s+/i;
/** Options that a value follows. */
const takesValue =
  /^(?:-[rceif]|--(?:requirement|constraint|editable|index-url|extra-index-url|find-links|no-binary|only-binary|trusted-host|use-feature|hash|config-settings?|global-option|target|prefix|root|platform|python-version|implementation|abi|upgrade-strategy|progress-bar))$/i;
const option = /(?:--[a-z][a-z-]*|-[a-z])/iy;
const operator = `(?:${operators.join("|")}|=|~|!)`;

/** Whether it is to be read as requirements rather than as words to find. */
export const isRequirements = (text: string): boolean =>
  command.test(text) ||
  /[<>=~*,;[\]@#"'\n\r]|!=|!\s*$|:\/\/|\.whl\b/i.test(text) ||
  /(?:^|\s)(?:--[a-z]|-[rec](?:\s|$)|\.{1,2}\/)/i.test(text);

/** Whether a name is meant by one, which may have `*`. Both are normalised. */
export function isNamed(name: string, wanted: string): boolean {
  const [first = "", ...others] = wanted.split("*");
  const last = others.pop();
  if (last === undefined) return name === wanted;
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false;
  let at = first.length;
  for (const part of others) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= name.length - last.length;
}

export function parseRequirements(text: string): Requirements {
  const read: Requirements = { wanted: [], unread: [] };
  const lines = text
    .replace(command, "")
    .replace(/\\\r?\n/g, " ")
    .split(/[\r\n]+/);
  for (const line of lines) new Line(line, read, lines.length === 1).readAll();
  return read;
}

class Line extends Reader {
  readonly #read: Requirements;
  readonly #isOnly: boolean;

  constructor(line: string, read: Requirements, isOnly: boolean) {
    super(line);
    this.#read = read;
    this.#isOnly = isOnly;
  }

  readAll(): void {
    for (;;) {
      this.take(/[\s,;"'()\\]*/y);
      if (this.isAtEnd) return;
      const comment = this.take(/#.*/y);
      if (comment !== undefined) this.#passComment(comment);
      else if (!this.#readOption() && !this.#readFile() && !this.#readRequirement()) this.#readRest();
    }
  }

  #readOption(): boolean {
    const from = this.at;
    const name = this.take(option);
    if (name === undefined) return false;
    if (takesValue.test(name)) this.take(/\s*=?\s*(?:"[^"]*"|'[^']*'|\S+)/y);
    else this.take(/=\S*/y);
    const written = this.text.slice(from, this.at);
    if (/^--hash$/i.test(name)) this.#read.wanted.at(-1)?.notCompared.push("hashes");
    else if (/^(-[rc]|--(requirement|constraint))$/i.test(name)) this.#pass(written, "file");
    else if (/^(-e|--editable)$/i.test(name)) this.#pass(written, "editable");
    else this.#pass(written, "option");
    return true;
  }

  /** An address, a path, or the name of a wheel. */
  #readFile(): boolean {
    const written = this.take(/(?:[a-z][a-z0-9+.-]*:\/\/|\.{0,2}\/|[a-z]:[\\/])[^\s"']*|[^\s"'/;,]+\.whl\b[^\s"']*/iy);
    if (written === undefined) return false;
    const release = releaseIn(written);
    if (release) this.#want({ ...release, text: written });
    else this.#pass(written, "address");
    return true;
  }

  #readRequirement(): boolean {
    const from = this.at;
    const name = this.take(/[a-z0-9*][a-z0-9*._-]*/iy);
    if (name === undefined) return false;
    const notCompared: NotCompared[] = [];
    if (this.take(/\s*\[[^\]]*\]/y) !== undefined) notCompared.push("extras");
    const address = this.take(/\s*@\s*[^\s"']*/y);
    if (address !== undefined) {
      const written = this.text.slice(from, this.at);
      const release = releaseIn(address);
      if (!/[:/\\]/.test(address)) this.#pass(written, "specifier");
      else if (release?.name === normalizeName(name)) this.#want({ ...release, text: written, notCompared });
      else this.#want({ text: written, name, notCompared: [...notCompared, "address"] });
      return true;
    }
    const clauses = this.#readClauses();
    const text = this.text.slice(from, this.at).trim();
    const specifiers = clauses && parseSpecifiers(clauses.join(","));
    if (this.take(marker) !== undefined) notCompared.push("marker");
    if (clauses && !specifiers) this.#pass(text, "specifier");
    else this.#want({ text, name, specifiers, notCompared });
    return true;
  }

  /** Undefined where there are none; what is no clause is one of them, too. */
  #readClauses(): string[] | undefined {
    const clauses: string[] = [];
    this.take(/\s*\((?=\s*[<>=~!])/y);
    for (;;) {
      const clause = this.take(nextClause);
      if (clause === undefined) break;
      clauses.push(clause.replace(/^[\s,]+/, ""));
    }
    this.take(/\s*\)/y);
    return clauses.length > 0 ? clauses : undefined;
  }

  #readRest(): void {
    const nameless = this.#readClauses();
    if (nameless) this.#pass(nameless.join(","), "nameless");
    else this.#pass(this.take(/\S+/y) ?? "", "unknown");
  }

  #want({ name, notCompared = [], ...requirement }: Omit<Requirement, "notCompared"> & Partial<Requirement>): void {
    this.#read.wanted.push({ ...requirement, name: normalizeName(name), notCompared });
  }

  /** Of lines that have become one, what stands behind it may have been the next. */
  #passComment(comment: string): void {
    if (this.#isOnly && /\w/.test(comment)) this.#pass(comment, "comment");
  }

  #pass(text: string, why: Why): void {
    this.#read.unread.push({ text: text.trim(), why });
  }
}

const nextClause = new RegExp(String.raw`\s*,?\s*${operator}\s*[^\s,;)"'\\#]*`, "y");

const operand = String.raw`(?:"[^"]*"|'[^']*'|[a-z_]*(?:python|platform|implementation|os_name|extra|dependency_group)[a-z_.]*)`;
const comparison = String.raw`[\s(]*${operand}\s*(?:[<>=!~]=?=?|not\s+in\b|in\b)\s*${operand}[\s)]*`;
/** What a requirement is only for. */
const marker = new RegExp(String.raw`\s*;${comparison}(?:(?:and|or)\b${comparison})*`, "iy");

/** What an address or a path says in its last part: the name of a wheel has project and version, `#egg=` the project. */
function releaseIn(address: string): Pick<Requirement, "name" | "specifiers" | "notCompared"> | undefined {
  const file =
    address
      .replace(/[?#].*/, "")
      .split(/[\\/]/)
      .at(-1) ?? "";
  const [, wheel, version = ""] = /^([a-z0-9._]+)-([^-]+)-(?:\d[^-]*-)?[^-]+-[^-]+-[^-]+\.whl$/i.exec(file) ?? [];
  // What is escaped there is the plus of a local version.
  const specifiers = parseSpecifiers(`==${version.replace(/%2b/i, "+").replaceAll("_", "-")}`);
  if (wheel && specifiers) return { name: normalizeName(wheel), specifiers, notCompared: [] };
  const [, egg] = /[#&]egg=([a-z0-9][a-z0-9._-]*)/i.exec(address) ?? [];
  return egg === undefined ? undefined : { name: normalizeName(egg), notCompared: ["address"] };
}
