/**
 * The built-in filtering of a list. Raycast's documentation: items are shown "if the user's input can be (fuzzy)
 * matched to the item's title or keywords", and sections may change places by rank unless their order is kept.
 */

/**
 * How well a text answers what was typed: 0 for not at all, higher is better.
 * A fuzzy match starts at the beginning of a word, as people type initials and not endings.
 */
function score(text: string, query: string): number {
  const haystack = fold(text);
  const needle = fold(query.trim());
  if (needle === "") return 1;
  if (haystack === needle) return 5;
  if (haystack.startsWith(needle)) return 4;
  const at = haystack.indexOf(needle);
  if (at > 0 && isWordStart(haystack, at)) return 3;
  if (at > 0) return 2;
  for (let start = 0; start < haystack.length; start++) {
    if (haystack[start] === needle[0] && isWordStart(haystack, start) && isSubsequence(needle, haystack, start)) {
      return 1;
    }
  }
  return 0;
}

export interface Filterable {
  title: string;
  keywords: readonly string[];
}

/** The best score of title and keywords; the title counts a little more than an equal keyword. */
function rank({ title, keywords }: Filterable, query: string): number {
  const ofTitle = score(title, query);
  const ofKeywords = Math.max(0, ...keywords.map((keyword) => score(keyword, query)));
  return Math.max(ofTitle > 0 ? ofTitle + 0.5 : 0, ofKeywords);
}

/** Items that match, best first inside each section; sections by their best item unless `keepSectionOrder`. */
export function filterSections<Item extends Filterable, Section extends { items: Item[] }>(
  sections: Section[],
  query: string,
  { keepSectionOrder = false } = {},
): Section[] {
  if (query.trim() === "") return sections;
  const ranked = sections.map((section) => {
    const items = section.items.map((item) => ({ item, rank: rank(item, query) })).filter((each) => each.rank > 0);
    items.sort((a, b) => b.rank - a.rank);
    return { section: { ...section, items: items.map(({ item }) => item) }, best: items[0]?.rank ?? 0 };
  });
  const matching = ranked.filter(({ best }) => best > 0);
  if (!keepSectionOrder) matching.sort((a, b) => b.best - a.best);
  return matching.map(({ section }) => section);
}

function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

function isWordStart(text: string, at: number): boolean {
  return at === 0 || /[^\p{L}\p{N}]/u.test(text.charAt(at - 1));
}

function isSubsequence(needle: string, haystack: string, from: number): boolean {
  let at = from;
  for (const character of needle) {
    const found = haystack.indexOf(character, at);
    if (found < 0) return false;
    at = found + 1;
  }
  return true;
}
