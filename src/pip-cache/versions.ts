/** The order of versions, by PEP 440; what is no version of that kind comes last. */
import { compare, valid } from "@renovatebot/pep440";

/** Sorts versions, newest first. */
export function newestFirst(versions: Iterable<string>): string[] {
  const list = [...versions];
  if (list.length < 2) return list;
  return list.sort((a, b) => {
    const [validA, validB] = [valid(a) !== null, valid(b) !== null];
    if (validA && validB) return compare(b, a) || (a < b ? -1 : 1);
    if (validA !== validB) return validA ? -1 : 1;
    return a < b ? 1 : -1;
  });
}
