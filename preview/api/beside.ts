/**
 * Numbers and dates that the extension hands over beside a text that it made from them: as a property named by a symbol, which
 * Raycast neither looks up nor sends along.
 */
import type { Values } from "../host/view";

const key = Symbol.for("raycast-preview.values");

/** The same with its values by an ordinary name. */
export function withPlainValues<Given>(given: Given): Given {
  const values = (given as { [key]?: Values } | null | undefined)?.[key];
  return values === undefined ? given : { ...given, values };
}
