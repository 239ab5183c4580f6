/** Lookups by what comes from outside: a plain object answers `constructor` with what every object has. */

/** What a table itself has under a key; undefined where only every object has it. */
export function own<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

export interface Named {
  title: string;
  /** What does not change with what is shown. */
  id?: string;
}

/** What stands in brackets at the end of a title and has a number in it. */
const figures = / \([^()]*\d[^()]*\)$/;
/** The same that is nothing but numbers with their units: ` (12 Packages, 1.2 GB)`. */
const sums = /\s*\((?:\p{L}+ )*\d[\d.,]* \p{L}+(?: \p{L}+)*(?:, (?:\p{L}+ )*\d[\d.,]* \p{L}+(?: \p{L}+)*)*\)$/u;
/** A number that is a word before another one: `3 ` of `Remove 3 Packages`. */
const counts = /(?<!\S)\d[\d,]* (?=\p{L})/gu;

/**
 * The one that is called so: by its title or its id, else by its title without the figures in it, which change.
 * Throws with what there is where none is called so, and with those that are where several are.
 * @param kind what is looked for, such as `action`
 * @param place where, such as ` in the dropdown`
 */
export function findNamed<Found extends Named>(all: readonly Found[], given: string, kind: string, place = ""): Found {
  const withoutSums = given.replace(sums, "");
  const ways: ((one: Found) => boolean)[] = [
    ({ title, id }) => title === given || id === given,
    ({ title }) => title.replace(figures, "") === given || title.replace(sums, "") === withoutSums,
    ({ title }) => title.replace(figures, "").replace(counts, "") === withoutSums,
  ];
  for (const isCalledSo of ways) {
    const found = all.filter(isCalledSo);
    const [first] = found;
    if (first && found.length === 1) return first;
    if (first) throw new Error(`"${given}" is more than one ${kind}${place}: ${listed(found)}.`);
  }
  throw new Error(`No ${kind} "${given}"${place}. There is: ${listed(all) || `no ${kind}`}.`);
}

/** The option of that name; its id is its value. */
export function findOption<Option extends { title: string; value: string }>(
  options: Option[],
  given: string,
  place: string,
): Option {
  const named = options.map((option) => ({ title: option.title, id: option.value, option }));
  return findNamed(named, given, "choice", ` in ${place}`).option;
}

const MAX_LISTED = 20;

/** Titles, with the ids where titles are the same. */
function listed(all: readonly Named[]): string {
  const titles = all.map(({ title }) => title);
  const shown = all.slice(0, MAX_LISTED).map(({ title, id }) => {
    const isAlone = titles.indexOf(title) === titles.lastIndexOf(title);
    return isAlone || id === undefined ? `"${title}"` : `"${title}" (${id})`;
  });
  return [...shown, ...(all.length > MAX_LISTED ? [`and ${all.length - MAX_LISTED} more`] : [])].join(", ");
}
