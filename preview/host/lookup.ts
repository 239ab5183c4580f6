/** Lookups by what comes from outside: a plain object answers `constructor` with what every object has. */

/** What a table itself has under a key; undefined where only every object has it. */
export function own<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** The option with a value or else a title. Throws with the titles that there are. */
export function findOption<Option extends { title: string; value: string }>(
  options: Option[],
  given: string,
  place: string,
): Option {
  const found = options.find(({ value }) => value === given) ?? options.find(({ title }) => title === given);
  if (found) return found;
  const titles = options.map(({ title }) => `"${title}"`).join(", ");
  throw new Error(`No choice "${given}" in ${place}. There is: ${titles || "no choice"}.`);
}

/** A title without the figures in parentheses at its end, which change: `Remove` of `Remove (1.2 GB)`. */
export const withoutFigures = (title: string): string => title.replace(/ \([^()]*\)$/, "");
