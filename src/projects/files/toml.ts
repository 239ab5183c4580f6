/**
 * TOML by the library. Locks are read package by package: all of one at once would take a third of a second without a pause.
 */
import { parse, TomlError } from "smol-toml";
import { visible } from "../../files/visible";
import { BrokenFileError } from "./reading";
import type { Table } from "./file-values";

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** A byte order mark is left out. @throws BrokenFileError */
export function decodeUtf8(bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw new BrokenFileError("It is not UTF-8.");
  }
}

/** @throws BrokenFileError */
export function parseToml(text: string): Table {
  try {
    return parse(text) as Table;
  } catch (error) {
    throw new BrokenFileError(sentenceOf(error));
  }
}

function sentenceOf(error: unknown): string {
  const [first = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  const what = visible(first.replace(/^Invalid TOML document: /, "")).slice(0, 200);
  return error instanceof TomlError ? `It is no TOML from line ${error.line} on: ${what}.` : `It is no TOML: ${what}.`;
}

/** A lock, taken apart. */
export interface LockParts {
  /** What stands in front of the packages. */
  head: Table;
  /** Each package by itself, as a table; the last has also what stands behind all of them. */
  parts: Generator<Table>;
}

/**
 * The packages of a lock in the order of the file. Pauses.
 * @param name of the array of tables: `package`
 * @throws BrokenFileError, also while it goes on
 */
export function* tomlParts(bytes: Buffer, name: string): Generator<undefined, LockParts> {
  const text = decodeUtf8(bytes);
  yield undefined;
  const heading = new RegExp(String.raw`^\[\[${name}\]\][ \t]*\r?$`, "gm");
  const nextStart = () => heading.exec(text)?.index ?? text.length;
  const first = nextStart();
  const parts = function* (): Generator<Table> {
    for (let start = first; start < text.length;) {
      const end = nextStart();
      yield parsePart(text, start, end);
      start = end;
    }
  };
  return { head: parsePart(text, 0, first), parts: parts() };
}

/** A package with a thousand files has a fifth; what is parsed of it takes many times as much. Characters */
const MOST_OF_PART = 2_000_000;

/** What is wrong with a part is said with the line of the file. */
function parsePart(text: string, start: number, end: number): Table {
  if (end - start > MOST_OF_PART) throw new BrokenFileError("One of its parts is larger than 2 MB.");
  try {
    return parse(text.slice(start, end)) as Table;
  } catch (error) {
    if (error instanceof TomlError) error.line += text.slice(0, start).split("\n").length - 1;
    throw new BrokenFileError(sentenceOf(error));
  }
}
