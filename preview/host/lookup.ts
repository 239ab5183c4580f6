/** Lookups by keys that come from outside: a plain object answers `constructor` with what every object has. */

/** What a table itself has under a key; undefined where only every object has it. */
export function own<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
