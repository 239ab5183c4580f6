/** The Huffman codes of deflate, as tables to decode with. RFC 1951, 3.2. */

/** Thrown for damaged data; what it says is for a person. */
export class InflateError extends Error {}

export const maxCodeLength = 15;

/** A Huffman code as a table: the next bits give the symbol, times 16, plus the length of its code; 0 is no code. */
export interface Table {
  entries: Uint16Array;
  mask: number;
}

/**
 * The table of a canonical code. Too many codes are refused, and too few, but for what zlib lets pass: a code of one
 * symbol (`one`), which needs no more, or of none.
 */
export function makeTable(lengths: Uint8Array, allowed: "whole" | "one"): Table {
  const counts = new Uint16Array(maxCodeLength + 1);
  for (const length of lengths) counts[length]++;
  counts[0] = 0;
  let longest = maxCodeLength;
  while (longest > 1 && counts[longest] === 0) longest--;
  const nextCode = new Uint16Array(maxCodeLength + 2);
  let left = 1;
  for (let length = 1; length <= maxCodeLength; length++) {
    left = left * 2 - counts[length];
    if (left < 0) throw new InflateError("a code has too many symbols");
    nextCode[length + 1] = (nextCode[length] + counts[length]) << 1;
  }
  const isShort = longest === 1 && counts[1] <= 1;
  if (left > 0 && !(allowed === "one" && isShort)) throw new InflateError("a code has too few symbols");
  const size = 1 << longest;
  const entries = new Uint16Array(size);
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    const length = lengths[symbol];
    if (length === 0) continue;
    let reversed = 0;
    for (let i = 0, code = nextCode[length]++; i < length; i++, code >>= 1) reversed = (reversed << 1) | (code & 1);
    for (let at = reversed; at < size; at += 1 << length) entries[at] = (symbol << 4) | length;
  }
  return { entries, mask: size - 1 };
}

export const fixedSymbols = makeTable(
  Uint8Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8)),
  "whole",
);
export const fixedDistances = makeTable(new Uint8Array(32).fill(5), "whole");
