/**
 * Numbers and dates beside the texts made from them, for scripts: the preview's terminal prints them with `--json`. Named by a
 * symbol, which the platform neither looks up nor sends along.
 */
const key = Symbol.for("raycast-preview.values");

/** Bytes, counts, and dates as ISO 8601. */
export type Values = Record<string, number | string>;

/** An accessory of a row, a toast or a question, with what its texts were made from. */
export function withValues<Shown extends object>(shown: Shown, values: Values): Shown {
  return { ...shown, [key]: values };
}

/** A date by its name, where there is one: `{ lastUsed: "2026-03-05T09:07:00.000Z" }`. @param ms since 1970 */
export function dated(name: string, ms: number): Values {
  const date = new Date(ms);
  return ms > 0 && !Number.isNaN(date.valueOf()) ? { [name]: date.toISOString() } : {};
}
