/** What parsed TOML, YAML and JSON have, taken so that a file may have anything in the place of anything. */
import { own } from "../../files/lookup";

export type Table = Record<string, unknown>;

export const isTable = (value: unknown): value is Table =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Date);

/** What it has under keys, one in another; undefined where it has nothing there. */
export function valueAt(value: unknown, ...keys: string[]): unknown {
  return keys.reduce<unknown>((inner, key) => (isTable(inner) ? own(inner, key) : undefined), value);
}

/** Empty where there is none. */
export function tableAt(value: unknown, ...keys: string[]): Table {
  const found = valueAt(value, ...keys);
  return isTable(found) ? found : {};
}

/** Empty where there is none. */
export function listAt(value: unknown, ...keys: string[]): unknown[] {
  const found = valueAt(value, ...keys);
  return Array.isArray(found) ? found : [];
}

/** Undefined where there is none. */
export function stringAt(value: unknown, ...keys: string[]): string | undefined {
  const found = valueAt(value, ...keys);
  return typeof found === "string" ? found : undefined;
}

/** Those of its items that are texts. */
export const stringsAt = (value: unknown, ...keys: string[]): string[] =>
  listAt(value, ...keys).filter((item) => typeof item === "string");

/** Those of its items that are tables. */
export const tablesAt = (value: unknown, ...keys: string[]): Table[] => listAt(value, ...keys).filter(isTable);

/** A value as it may have been written, no deeper than its own keys: it can be nested as often as its file is long. */
export function shown(value: unknown): string {
  if (!isTable(value)) return plain(value);
  const entries = Object.entries(value).slice(0, 20);
  return `{ ${entries.map(([key, inner]) => `${key} = ${plain(inner)}`).join(", ")} }`.slice(0, 500);
}

const plain = (value: unknown): string => (typeof value === "object" ? "…" : JSON.stringify(value)).slice(0, 500);
