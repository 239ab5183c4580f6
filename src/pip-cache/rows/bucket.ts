/**
 * Where pip puts what it downloads: five folders deep, by the first digits of the entry's name. As a number such a folder
 * takes no more memory than a digit does, so that it can be kept of every entry.
 */
import { layoutNames, layouts, type Layout } from "../layouts";

export const FOLDERS = 5;
/** Bits of a digit, of all of them, and of how many there are; above them is the number of the layout. */
const DIGIT = 4;
const DIGITS = FOLDERS * DIGIT;
const LEVEL = 3;
/** The level of a part that holds built wheels. */
const WHEELS = FOLDERS + 1;

/** No folder has a number as high. */
export const endOfNumbers = layoutNames.length << (DIGITS + LEVEL);

/** Whether the entries of a layout lie in buckets. */
export const isBucketed = (layout: Layout): boolean => layouts[layout].placement === "buckets";

/** A directory that is a bucket, or a folder above buckets, as a number; undefined for all others. */
export function folderNumber(layout: Layout, directory: string): number | undefined {
  const { length } = directory;
  if (length % 2 === 0 || length >= FOLDERS * 2 || !isBucketed(layout)) return undefined;
  let digits = 0;
  for (let at = 0; at < length; at += 2) {
    const digit = digitOf(directory.charCodeAt(at));
    if (digit === undefined || (at > 0 && directory[at - 1] !== "/")) return undefined;
    digits = (digits << DIGIT) | digit;
  }
  return numbered(layout, (length + 1) / 2, digits);
}

function digitOf(code: number): number | undefined {
  if (code >= 48 && code <= 57) return code - 48;
  return code >= 97 && code <= 102 ? code - 87 : undefined;
}

/** The part of a cache that a directory lies in: itself if it has a number, of built wheels the folder right below the layout's. */
export function partNumber(layout: Layout, directory: string): number | undefined {
  if (layouts[layout].placement !== "wheel folders") return folderNumber(layout, directory);
  const [first, second] = [digitOf(directory.charCodeAt(0)), digitOf(directory.charCodeAt(1))];
  const isTop = directory.length === 2 || directory[2] === "/";
  if (first === undefined || second === undefined || !isTop) return undefined;
  return numbered(layout, WHEELS, (first << DIGIT) | second);
}

export const layoutOf = (number: number): number => number >> (DIGITS + LEVEL);
/** How many folders deep it lies. */
export const levelOf = (number: number): number => (number >> DIGITS) & ((1 << LEVEL) - 1);
export const digitsOf = (number: number): number => number & ((1 << DIGITS) - 1);

/** The directory that a number stands for, below its layout's folder. */
export function folderAt(number: number): string {
  const level = levelOf(number);
  const digits = digitsOf(number).toString(16).padStart(level, "0");
  return [...digits.slice(0, level)].join("/");
}

/** The directory of a part, see `partNumber`. */
export const partAt = (number: number): string =>
  levelOf(number) === WHEELS ? digitsOf(number).toString(16).padStart(2, "0") : folderAt(number);

/** Whether a number stands for a directory of that layout. */
export const isOfLayout = (number: number, layout: Layout): boolean => layoutOf(number) === layoutNames.indexOf(layout);

function numbered(layout: Layout, level: number, digits: number): number {
  return (((layoutNames.indexOf(layout) << LEVEL) | level) << DIGITS) | digits;
}

/** The folder that a folder lies in; undefined for those right below the layout's own. */
export function above(number: number): number | undefined {
  const [level, digits] = [levelOf(number), digitsOf(number)];
  return level > 1 && level <= FOLDERS ? number - (1 << DIGITS) - digits + (digits >> DIGIT) : undefined;
}
