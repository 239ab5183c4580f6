/**
 * Changes one key in the bytes of a configuration file and nothing else: comments, order, line ends and encoding stay as
 * they are. Each result is read again, and given back only when pip would see the one difference that was meant.
 */
import { defaults, linesOf, parseConfiguration } from "./configuration-parser";
import type { ParsedConfiguration, ParseOptions, Setting } from "./configuration-parser";
import { isTruthValue } from "./truth-value";

const key = "no-cache-dir";

/** The file can be read, but not changed without changing more than the key. */
export class UnsafeEditError extends Error {
  override readonly name = "UnsafeEditError";
}

/**
 * The file with `no-cache-dir = true` in `[global]`; the same bytes where a value that turns caching off is there.
 * @param lineEnd for a file that has none yet
 * @throws ConfigurationFaultError, UnsafeEditError
 */
export function withCachingOff(bytes: Buffer, options: ParseOptions, lineEnd = "\n"): Buffer {
  const before = parseConfiguration(bytes, options);
  const present = before.settings.findLast((setting) => setting.section === "global" && setting.key === key);
  if (present && isTruthValue(present.value)) return bytes;
  const lines = linesOf(bytes);
  const candidates = present ? [inPlace(lines, present)] : added(lines, before, lineEnd);
  const wanted = [...shapeOf(before, present), `global]${key}=true`];
  const result = candidates.map(toBytes).find((candidate) => reads(candidate, options, wanted));
  if (result === undefined || (!present && wouldSpread(before))) throw new UnsafeEditError(unsafe);
  return result;
}

/**
 * The file without any line that sets `no-cache-dir`, in whichever section and spelling.
 * @throws ConfigurationFaultError, UnsafeEditError
 */
export function withoutCachingSwitch(bytes: Buffer, options: ParseOptions): Buffer {
  const before = parseConfiguration(bytes, options);
  const gone = before.settings.filter((setting) => setting.key === key);
  const numbers = new Set(gone.flatMap(({ lines }) => lines));
  const lines = linesOf(bytes);
  const kept = lines.filter((_, index) => !numbers.has(index + 1)).join("");
  // A file without an end of its last line stays one.
  const isOpen = numbers.has(lines.length) && !hasEnd(lines.at(-1));
  const result = toBytes([isOpen ? kept.replace(/(\r\n|\n|\r)$/, "") : kept]);
  if (!reads(result, options, shapeOf(before, ...gone))) throw new UnsafeEditError(unsafe);
  return result;
}

const unsafe = "Changing this key would change what else the file says. Edit it by hand.";

const hasEnd = (line = "") => /[\r\n]/.test(line);

const toBytes = (lines: string[]) => Buffer.from(lines.join(""), "latin1");

/** The lines with another value for a setting, which then takes one line. */
function inPlace(lines: string[], { line, lines: numbers }: Setting): string[] {
  const changed = (text: string) =>
    text.replace(/([=:])([ \t]*)[^\r\n]*/, (_, sign: string, gap: string) => `${sign}${gap || " "}true`);
  const gone = new Set(numbers);
  return lines.flatMap((text, index) => {
    if (index + 1 === line) return [changed(text)];
    return gone.has(index + 1) ? [] : [text];
  });
}

/** Ways to add the setting, the plainest first: what stands around it decides which of them pip understands. */
function added(lines: string[], { sections, settings }: ParsedConfiguration, lineEnd: string): string[][] {
  const end = /\r\n|\n|\r/.exec(lines.join(""))?.[0] ?? lineEnd;
  const section = sections.find(({ name }) => name === "global");
  if (section === undefined) {
    const gap = lines.length === 0 ? [] : hasEnd(lines.at(-1)) ? [end] : [end, end];
    return [[...lines, ...gap, `[global]${end}`, `${key} = true${end}`]];
  }
  const own = settings.filter((setting) => setting.section === "global").flatMap((setting) => setting.lines);
  const at = own.reduce((last, line) => Math.max(last, line), section.line);
  const around = [at, section.line, at + 1].flatMap((line) => lines.slice(line - 1, line));
  return [...new Set(["", ...around.map(indentOf)])].map((indent) => {
    const text = `${indent}${key} = true`;
    return [...lines.slice(0, at), hasEnd(lines[at - 1]) ? text + end : end + text, ...lines.slice(at)];
  });
}

const indentOf = (line: string) => line.replace(/[^ \t].*/s, "");

/** `[DEFAULT]` counts in every section there is: one more section may be one more place where it counts. */
function wouldSpread({ sections, settings }: ParsedConfiguration): boolean {
  return settings.some(({ section }) => section === defaults) && !sections.some(({ name }) => name === "global");
}

/** What the file says, less some settings. */
function shapeOf({ settings }: ParsedConfiguration, ...without: (Setting | undefined)[]): string[] {
  return settings.filter((setting) => !without.includes(setting)).map(describe);
}

const describe = ({ section, key: name, value }: Setting) => `${section}]${name}=${value}`;

function reads(bytes: Buffer, options: ParseOptions, wanted: string[]): boolean {
  try {
    const said = parseConfiguration(bytes, options).settings.map(describe);
    return JSON.stringify([...said].sort()) === JSON.stringify([...wanted].sort());
  } catch {
    return false;
  }
}
