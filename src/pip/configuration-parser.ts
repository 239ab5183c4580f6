/**
 * Reads the text of a pip configuration file exactly as Python's RawConfigParser does for pip, and keeps for every
 * setting the lines it stands on. Verified against the parsers of Python 2.7 and 3.6 to 3.13.
 */
import { runToEnd } from "../files/tasks";
import { isAtLeast } from "../packaging/releases";
import { pipRelease } from "./pip-releases";

/** One `key = value`, over one line or several. */
export interface Setting {
  section: string;
  /** As pip compares keys: lower case, `-` for `_`, without a leading `--`. */
  key: string;
  /** As the parser tells settings of a section apart: in lower case; for pip 26.3 and newer the same as `key`. */
  name: string;
  /** Literally, as pip gets it: with its quotes and what looks like a comment. */
  value: string;
  /** Counted from 1. */
  line: number;
  /** That line and those on which the value goes on, indented; comments between them are not part of it. */
  lines: number[];
}

export interface ParsedConfiguration {
  /** `[DEFAULT]` aside, in the order of the file. */
  sections: { name: string; line: number }[];
  /** In the order of the file. */
  settings: Setting[];
}

export type ConfigurationFault =
  "byte order mark" | "text before a section" | "duplicate section" | "duplicate key" | "not a setting" | "encoding";

/** A file that makes pip stop with "Configuration file could not be loaded." */
export class ConfigurationFaultError extends Error {
  override readonly name = "ConfigurationFaultError";
  constructor(
    readonly fault: ConfigurationFault,
    /** Counted from 1. */
    readonly line: number | undefined,
    message: string,
  ) {
    super(message);
  }
}

export interface ParseOptions {
  /** Of the Python that reads; the newest where unknown. */
  python?: string;
  /** Whose parser it is; the newest where unknown. */
  pip?: string;
  /** What the Python decodes text files with: UTF-8 unless the locale says otherwise; a code page on Windows. */
  encoding?: "utf-8" | "single byte";
}

/** Python's `str.isspace()`, which is not JavaScript's `\s`. */
const space = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const isSpace = new RegExp(`[${space}]`);
const leading = new RegExp(`^[${space}]+`);
const strip = (text: string) => withoutEnd(text).replace(leading, "");

/** Without the space at its end. No pattern that ends with `$`: of long space within a line that tries each beginning. */
function withoutEnd(text: string): string {
  let end = text.length;
  while (end > 0 && isSpace.test(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}

/** The lines of a file with their ends, undecoded: what an editor of the file works on. */
export function linesOf(bytes: Buffer): string[] {
  return split(bytes.toString("latin1"));
}

const split = (text: string): string[] => text.match(/[^\r\n]*(\r\n|\n|\r)|[^\r\n]+$/g) ?? [];

/**
 * @throws ConfigurationFaultError where pip would refuse the file
 */
export const parseConfiguration = (bytes: Buffer, options: ParseOptions = {}): ParsedConfiguration =>
  runToEnd(parsing(bytes, options));

/**
 * The same in steps. Pauses after each line.
 * @throws ConfigurationFaultError where pip would refuse the file
 */
export function* parsing(bytes: Buffer, options: ParseOptions = {}): Generator<undefined, ParsedConfiguration> {
  const { python, encoding = "utf-8" } = options;
  if (!isAtLeast(python, [3])) {
    return yield* parse(bytes.toString("latin1").match(/[^\n]*\n|[^\n]+$/g) ?? [], options);
  }
  if (bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]))) {
    throw new ConfigurationFaultError("byte order mark", 1, "It begins with a byte order mark. Save it without one.");
  }
  return yield* parse(encoding === "utf-8" ? decodedLines(bytes) : linesOf(bytes), options);
}

/** The lines of a file in UTF-8; where it is not, the first that is not is told. */
function decodedLines(bytes: Buffer): string[] {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const decode = (line: string, number: number) => {
    try {
      return decoder.decode(Buffer.from(line, "latin1"));
    } catch {
      throw new ConfigurationFaultError("encoding", number, `Line ${number} is not UTF-8.`);
    }
  };
  try {
    return split(decoder.decode(bytes));
  } catch {
    return linesOf(bytes).map((line, index) => decode(line, index + 1));
  }
}

function* parse(lines: string[], options: ParseOptions): Generator<undefined, ParsedConfiguration> {
  const parser = new Parser(options);
  for (const [index, line] of lines.entries()) {
    parser.read(line, index + 1);
    yield undefined;
  }
  return parser.result();
}

type OpenSetting = Setting & { parts: string[] };

/** Goes through the lines of a file as Python's RawConfigParser does. */
class Parser {
  readonly #isModern: boolean;
  readonly #header: RegExp;
  readonly #normalize: (name: string) => string;
  /** By their names. */
  readonly #sections = new Map<string, ParsedConfiguration["sections"][number]>();
  readonly #settings = new Map<string, OpenSetting>();
  #section: string | undefined;
  /** The setting that goes on in lines that are indented more. */
  #setting: OpenSetting | undefined;
  #indent = 0;
  /** Python says what is wrong with single lines last. */
  #notASetting: ConfigurationFaultError | undefined;

  constructor({ python, pip }: ParseOptions) {
    this.#isModern = isAtLeast(python, [3]);
    this.#header = isAtLeast(python, [3, 10]) ? /^\[(.+)\]/s : /^\[([^\]]+)\]/;
    this.#normalize = isAtLeast(pip, pipRelease.oneSpelling) ? normalizeKey : (name) => name.toLowerCase();
  }

  /** @throws ConfigurationFaultError where pip would refuse the file at this line */
  read(line: string, number: number): void {
    const text = strip(line);
    if (this.#isModern ? /^[#;]/.test(text) : /^[#;]/.test(line) || /^rem(\s|$)/i.test(line)) return;
    if (text === "") {
      if (this.#isModern) this.#setting?.parts.push("");
      return;
    }
    const indent = line.length - line.replace(leading, "").length;
    if (this.#setting !== undefined && indent > (this.#isModern ? this.#indent : 0)) {
      this.#setting.parts.push(text);
      this.#setting.lines.push(number);
      return;
    }
    this.#indent = indent;
    const title = this.#header.exec(this.#isModern ? text : line)?.[1];
    if (title !== undefined) this.#openSection(title, number);
    else this.#openSetting(line, text, number);
  }

  /** @throws ConfigurationFaultError where pip would refuse the file as a whole */
  result(): ParsedConfiguration {
    if (this.#notASetting) throw this.#notASetting;
    const settings = [...this.#settings.values()].map(({ parts, ...setting }) => ({
      ...setting,
      value: valueOf(parts, this.#isModern),
    }));
    return { sections: [...this.#sections.values()], settings };
  }

  #openSection(name: string, line: number): void {
    const isKnown = this.#sections.has(name);
    if (this.#isModern && isKnown) {
      throw new ConfigurationFaultError("duplicate section", line, `Line ${line} opens [${name}] again.`);
    }
    if (name !== defaults && !isKnown) this.#sections.set(name, { name, line });
    this.#section = name;
    this.#setting = undefined;
  }

  #openSetting(whole: string, text: string, line: number): void {
    const section = this.#section;
    if (section === undefined) {
      throw new ConfigurationFaultError("text before a section", line, `Line ${line} stands before any [section].`);
    }
    const found = this.#isModern ? /^(.*?)[=:](.*)$/s.exec(text) : /^([^:=\s][^:=]*)[:=](.*)$/s.exec(whole);
    const [, before = "", after = ""] = found ?? [];
    if (strip(before) === "") {
      this.#notASetting ??= new ConfigurationFaultError("not a setting", line, `Line ${line} is not “key = value”.`);
      return;
    }
    const name = this.#normalize(strip(before));
    const id = `${section}]${name}`;
    const known = this.#settings.get(id);
    if (this.#isModern && known) {
      throw new ConfigurationFaultError("duplicate key", line, `Line ${line} sets “${name}” a second time.`);
    }
    const value = this.#isModern ? strip(after) : oldValue(after);
    const setting = { section, key: normalizeKey(name), name, value, parts: [value], line, lines: [line] };
    // What is set again stays where it was first.
    this.#setting = known ? Object.assign(known, setting) : setting;
    this.#settings.set(id, this.#setting);
  }
}

/** The section whose settings stand in every other one of the file. */
export const defaults = "DEFAULT";

/** A key as pip compares it. */
export function normalizeKey(name: string): string {
  return name.toLowerCase().replaceAll("_", "-").replace(/^--/, "");
}

/** Python 2 hands on bytes, which name a file in UTF-8 like everywhere else. */
function valueOf(parts: string[], modern: boolean): string {
  const value = parts.join("\n");
  return modern ? withoutEnd(value) : Buffer.from(value, "latin1").toString("utf8");
}

/** Python 2 cuts a comment that begins with ` ;` and reads `""` as nothing. */
function oldValue(text: string): string {
  const end = text.indexOf(";");
  const value = strip(end > 0 && strip(text.charAt(end - 1)) === "" ? text.slice(0, end) : text);
  return value === '""' ? "" : value;
}
