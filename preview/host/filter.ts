/**
 * The built-in filtering of a list, no kinder than Raycast's. Its documentation: items are shown "if the user's input can be
 * (fuzzy) matched to the item's title or keywords" (api-reference/user-interface/list); its changelog: keywords match from
 * their beginning (1.25.7), several words may match several keywords (1.43.0). Its users: several words are not found in a
 * title that has more than a space between them (raycast/extensions#6907, #10200).
 */

/**
 * How well a title answers what was typed: 0 for not at all, higher is better.
 * A fuzzy match starts at the beginning of a word, as people type initials and not endings.
 */
function scoreOfTitle(title: string, query: string): number {
  if (title === query) return 5;
  if (title.startsWith(query)) return 4;
  const at = title.indexOf(query);
  if (at > 0 && isWordStart(title, at)) return 3;
  const isSeveral = query.includes(" ");
  if (at > 0) return isSeveral ? 0 : 2;
  if (isSeveral) return 0;
  for (let start = 0; start < title.length; start++) {
    if (title[start] === query[0] && isWordStart(title, start) && isSubsequence(query, title, start)) return 1;
  }
  return 0;
}

/** The same of keywords: one of them begins with all of it, or with each word another. */
function scoreOfKeywords(keywords: string[], query: string): number {
  if (keywords.includes(query)) return 5;
  const isBeginning = (text: string) => keywords.some((keyword) => keyword.startsWith(text));
  return isBeginning(query) || query.split(" ").every(isBeginning) ? 4 : 0;
}

export interface Filterable {
  title: string;
  keywords: readonly string[];
}

/** The best score of title and keywords; the title counts a little more than an equal keyword. */
function rank({ title, keywords }: Filterable, query: string): number {
  const ofTitle = scoreOfTitle(fold(title), query);
  return Math.max(ofTitle > 0 ? ofTitle + 0.5 : 0, scoreOfKeywords(keywords.map(fold), query));
}

/** Items that match, best first inside each section; sections by their best item unless `keepSectionOrder`. */
export function filterSections<Item extends Filterable, Section extends { items: Item[] }>(
  sections: Section[],
  typed: string,
  { keepSectionOrder = false } = {},
): Section[] {
  const query = fold(typed.trim()).replace(/\s+/g, " ");
  if (query === "") return sections;
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
