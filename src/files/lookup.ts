/**
 * Lookups by keys that come from outside, and lists by key. A plain object answers `constructor` with what every object has: a package may
 * be called that, so a key that is not ours is looked up here or in a Map. A lint rule holds that.
 */

/** What a table itself has under a key; undefined where only every object has it. */
export function own<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** What parsed JSON has at a path of keys such as `a.b`; undefined where it has nothing there. */
export function memberAt(json: unknown, path: string): unknown {
  const step = (value: unknown, key: string) =>
    typeof value === "object" && value !== null ? own(value as Record<string, unknown>, key) : undefined;
  return path.split(".").reduce(step, json);
}

/** Adds a value to the list of a key, which is made where there is none. */
export function appendTo<Key, Value>(lists: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
