/** The order of versions, by PEP 440; what is no version of that kind comes last. */
import { compare, valid } from "@renovatebot/pep440";

/** Sorts versions, newest first. */
export function newestFirst(versions: Iterable<string>): string[] {
  const known: string[] = [];
  const others: string[] = [];
  for (const version of versions) (valid(version) === null ? others : known).push(version);
  if (known.length > 1) known.sort((a, b) => compare(b, a) || (a < b ? -1 : 1));
  return [...known, ...others.sort().reverse()];
}
