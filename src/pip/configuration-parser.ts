/**
 * Reads the text of a pip configuration file exactly as Python's RawConfigParser does for pip, and keeps for every
 * setting the lines it stands on. Verified against the parsers of Python 2.7 and 3.6 to 3.13.
 */
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
const trailing = new RegExp(`[${space}]+$`);
const leading = new RegExp(`^[${space}]+`);
const strip = (text: string) => text.replace(trailing, "").replace(leading, "");

/** The lines of a file with their ends, undecoded: what an editor of the file works on. */
export function linesOf(bytes: Buffer): string[] {
  return bytes.toString("latin1").match(/[^\r\n]*(\r\n|\n|\r)|[^\r\n]+$/g) ?? [];
}

/**
 * @throws ConfigurationFaultError where pip would refuse the file
 */
export function parseConfiguration(bytes: Buffer, options: ParseOptions = {}): ParsedConfiguration {
  const { python, encoding = "utf-8" } = options;
  if (!isAtLeast(python, [3])) return parse(bytes.toString("latin1").match(/[^\n]*\n|[^\n]+$/g) ?? [], options);
  if (bytes.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]))) {
    throw new ConfigurationFaultError("byte order mark", 1, "It begins with a byte order mark. Save it without one.");
  }
  return parse(
    linesOf(bytes).map((line, index) => decode(line, encoding, index + 1)),
    options,
  );
}

function decode(line: string, encoding: string, number: number): string {
  if (encoding !== "utf-8") return line;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.from(line, "latin1"));
  } catch {
    throw new ConfigurationFaultError("encoding", number, `Line ${number} is not UTF-8.`);
  }
}

function parse(lines: string[], { python, pip }: ParseOptions): ParsedConfiguration {
  const modern = isAtLeast(python, [3]);
  const normalize = isAtLeast(pip, pipRelease.oneSpelling) ? normalizeKey : (name: string) => name.toLowerCase();
  const header = isAtLeast(python, [3, 10]) ? /^\[(.+)\]/s : /^\[([^\]]+)\]/;
  const sections: ParsedConfiguration["sections"] = [];
  const settings = new Map<string, Setting & { parts: string[] }>();
  let section: string | undefined;
  let setting: (Setting & { parts: string[] }) | undefined;
  let indent = 0;
  let notASetting: ConfigurationFaultError | undefined;

  for (const [index, line] of lines.entries()) {
    const number = index + 1;
    const text = strip(line);
    if (modern ? /^[#;]/.test(text) : /^[#;]/.test(line) || /^rem(\s|$)/i.test(line)) continue;
    if (text === "") {
      if (modern) setting?.parts.push("");
      continue;
    }
    const depth = line.length - line.replace(leading, "").length;
    if (setting !== undefined && (modern ? depth > indent : depth > 0)) {
      setting.parts.push(text);
      setting.lines.push(number);
      continue;
    }
    indent = depth;
    const title = header.exec(modern ? text : line)?.[1];
    if (title !== undefined) {
      if (modern && sections.some(({ name }) => name === title)) {
        throw new ConfigurationFaultError("duplicate section", number, `Line ${number} opens [${title}] again.`);
      }
      if (title !== defaults && !sections.some(({ name }) => name === title))
        sections.push({ name: title, line: number });
      section = title;
      setting = undefined;
      continue;
    }
    if (section === undefined) {
      throw new ConfigurationFaultError("text before a section", number, `Line ${number} stands before any [section].`);
    }
    const found = modern ? /^(.*?)[=:](.*)$/s.exec(text) : /^([^:=\s][^:=]*)[:=](.*)$/s.exec(line);
    const [, before = "", after = ""] = found ?? [];
    if (strip(before) === "") {
      notASetting ??= new ConfigurationFaultError("not a setting", number, `Line ${number} is not “key = value”.`);
      continue;
    }
    const name = normalize(strip(before));
    const id = `${section}]${name}`;
    if (modern && settings.has(id)) {
      throw new ConfigurationFaultError("duplicate key", number, `Line ${number} sets “${name}” a second time.`);
    }
    const value = modern ? strip(after) : oldValue(after);
    const known = settings.get(id);
    setting = { section, key: normalizeKey(name), name, value, parts: [value], line: number, lines: [number] };
    if (known) Object.assign(known, setting);
    else settings.set(id, setting);
    setting = settings.get(id);
  }
  if (notASetting) throw notASetting;
  const whole = [...settings.values()].map(({ parts, ...rest }) => ({ ...rest, value: valueOf(parts, modern) }));
  return { sections, settings: whole };
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
  return modern ? value.replace(trailing, "") : Buffer.from(value, "latin1").toString("utf8");
}

/** Python 2 cuts a comment that begins with ` ;` and reads `""` as nothing. */
function oldValue(text: string): string {
  const end = text.indexOf(";");
  const value = strip(end > 0 && strip(text.charAt(end - 1)) === "" ? text.slice(0, end) : text);
  return value === '""' ? "" : value;
}
