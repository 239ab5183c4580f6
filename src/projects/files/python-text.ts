/** Text as Python reads it: what it takes for the encoding of a file, for the end of a line and for words of a command. */

/** As in PEP 263. */
const declared = /^#.*?coding[:=]\s*([-\w.]+)/;

/** Names that Python has for encodings and the platform has not. */
const aliases = new Map([
  ["utf8", "utf-8"],
  ["utf-8-sig", "utf-8"],
  ["latin-1", "latin1"],
  ["iso-8859-15", "iso-8859-15"],
  ["cp1252", "windows-1252"],
  ["cp1251", "windows-1251"],
  ["cp1250", "windows-1250"],
]);

/**
 * The text of a requirements file, decoded as pip does: by its byte order mark, by a `coding:` in its first two lines, else as
 * UTF-8. What is not that is read byte by byte, as names of packages are ASCII in every encoding.
 */
export function decodeText(bytes: Buffer): string {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return decode(bytes.subarray(3), "utf-8");
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return decode(bytes.subarray(2), "utf-16le");
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return decode(bytes.subarray(2), "utf-16be");
  const [encoding] = firstLines(bytes).flatMap((line) => declared.exec(line)?.[1]?.toLowerCase() ?? []);
  return decode(bytes, encoding === undefined ? "utf-8" : (aliases.get(encoding.replaceAll("_", "-")) ?? encoding));
}

/** A declaration stands in front. */
const firstLines = (bytes: Buffer): string[] => bytes.subarray(0, 500).toString("latin1").split("\n", 2);

function decode(bytes: Buffer, encoding: string): string {
  try {
    return new TextDecoder(encoding, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytes.toString("latin1");
  }
}

const lineEnd = new RegExp(`\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]`);

/** `str.splitlines()`. */
export function splitLines(text: string): string[] {
  const lines = text.split(lineEnd);
  if (lines.at(-1) === "") lines.pop();
  return lines;
}

/** `shlex.split()`; undefined where a quotation has no end. */
export function splitWords(text: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const character = text.charAt(at);
    if (/[ \t\r\n]/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (character === "\\") {
      if (++at >= text.length) return undefined;
      word = (word ?? "") + text.charAt(at);
    } else if (character === "'" || character === '"') {
      const quoted = quotation(text, at);
      if (quoted === undefined) return undefined;
      word = (word ?? "") + quoted.value;
      at = quoted.end;
    } else word = (word ?? "") + character;
  }
  return word === undefined ? words : [...words, word];
}

/** What stands between quotes, and where the closing one is. Between double ones a backslash escapes those and itself. */
function quotation(text: string, from: number): { value: string; end: number } | undefined {
  const quote = text.charAt(from);
  let value = "";
  for (let at = from + 1; at < text.length; at++) {
    const character = text.charAt(at);
    if (character === quote) return { value, end: at };
    if (character === "\\" && quote === '"' && /["\\]/.test(text.charAt(at + 1))) value += text.charAt(++at);
    else value += character;
  }
  return undefined;
}
