/**
 * What a row is found by where the platform filters: it compares the beginning of each keyword with each word typed, so that
 * whatever stands behind a slash, a dot or a line would not be found.
 */

const MAX_KEYWORDS = 40;

/**
 * The words of texts and paths, and what of each word begins behind punctuation: of `~/.npm/_cacache` that is `_cacache`,
 * `cacache`, `.npm`, `npm` and the whole, of `files.example.org` also `example.org` and `org`. Each once, at most 40: of every
 * text the last words before the others, since folders end with what they are called.
 */
export function keywordsOf(texts: readonly (string | undefined)[]): string[] {
  const parts = texts.map((text) => partsOf(text ?? ""));
  const keywords = new Set<string>();
  for (let at = 0; parts.some(({ length }) => at < length); at++) {
    for (const part of parts) {
      const keyword = part[at];
      if (keyword !== undefined && keywords.size < MAX_KEYWORDS) keywords.add(keyword);
    }
  }
  return [...keywords];
}

function partsOf(text: string): string[] {
  const words = text.split(/[\s/\\]+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
  const isPath = words.length > 1 && /[/\\]/.test(text);
  return [...words.toReversed().flatMap(endings), ...(isPath ? [text.trim()] : [])];
}

/** A word, and what of it begins behind punctuation. */
function endings(word: string): string[] {
  const starts = Array.from(word.matchAll(/(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu), ({ index }) => index);
  return [...new Set([0, ...starts])]
    .map((start) => word.slice(start))
    .map((part) => part.replace(/[\p{P}\p{S}]+$/u, ""));
}

/** Whether a row is found as the platform finds it: each word that is typed is the beginning of a keyword. */
export function isFound(text: string, keywords: string[]): boolean {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const starts = keywords.map((keyword) => keyword.toLowerCase());
  return words.every((word) => starts.some((keyword) => keyword.startsWith(word)));
}
