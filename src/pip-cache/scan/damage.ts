/** What is wrong with a stored response as far as its header tells, without a look at its contents. */
import type { Damage } from "../entry";
import type { ResponseForm } from "../layouts";
import type { StoredResponse, UnreadableResponse } from "../readers/response/stored-response";

/**
 * Of one that can be read: the body's length against what the server announced; both count bytes as they were sent.
 * @param size bytes of the body
 */
export function sizeDamage(stored: StoredResponse, size: number): Damage | undefined {
  if (stored.damage !== undefined) return "header";
  const announced = stored.headers.get("content-length") ?? "";
  const expected = /^\d+$/.test(announced) ? Number(announced) : undefined;
  // Redirects have no body.
  if (size === expected || (size === 0 && stored.status >= 300)) return undefined;
  if (stored.status !== 200 || expected === undefined) return size === 0 ? "empty" : undefined;
  if (size === 0) return "empty";
  return size < expected ? "short" : "long";
}

/** Of one that cannot: undefined where nothing says that it is damaged. */
export function unreadableDamage(
  reason: UnreadableResponse["reason"],
  { serializations, cutOff }: ResponseForm,
): Damage | undefined {
  switch (reason) {
    case "empty":
      return "empty";
    case "truncated":
      return cutOff;
    case "unreadable header":
    case "foreign":
      return "header";
    case "legacy":
      return serializations.includes("pickle") ? undefined : "header";
    case "too large to look into":
      return undefined;
  }
}
