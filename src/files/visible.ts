/**
 * Names and words of others, fit to be shown: what a terminal obeys, what hides, and what turns the order of letters round
 * becomes something to see. File names may hold all of it, and so may headers, configuration files and what programs say.
 */
import { stripVTControlCharacters } from "node:util";

const unseen = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

/** A name: `a␛[31m.whl`, `a␊b`; what has no symbol of its own is written as `\u202e`. */
export const visible = (text: string): string => text.replace(unseen, symbolOf);

/** Lines that a program printed: its colors are left out, and only line breaks and tabs are what they are. */
export function visibleLines(text: string): string {
  const lines = stripVTControlCharacters(text).replaceAll("\r\n", "\n");
  return lines.replace(unseen, (character) => (/[\n\t]/.test(character) ? character : symbolOf(character)));
}

function symbolOf(character: string): string {
  const code = character.codePointAt(0)!;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? "\u2421" : `\\u${code.toString(16).padStart(4, "0")}`;
}
