/** Text for a terminal, which obeys control characters: each becomes something to see. */

const unseen = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu;

const escaped = (character: string): string => `\\u${character.codePointAt(0)!.toString(16).padStart(4, "0")}`;

function symbolOf(character: string): string {
  const code = character.codePointAt(0)!;
  if (code < 0x20) return String.fromCodePoint(0x2400 + code);
  return code === 0x7f ? "\u2421" : escaped(character);
}

/** What stands in one line. */
export const visible = (text: string): string => text.replace(unseen, symbolOf);

/** Text whose line breaks and tabs are what they are. */
export const visibleLines = (text: string): string =>
  text.replace(unseen, (character) => (/[\n\t]/.test(character) ? character : symbolOf(character)));

/** JSON that says the same in printable characters: those that it lets stand unescaped occur in its strings only. */
export const visibleJson = (value: unknown): string =>
  JSON.stringify(value, null, 2).replace(unseen, (character) => (character === "\n" ? character : escaped(character)));
