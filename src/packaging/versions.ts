/** The order of versions, by PEP 440; what is no version of that kind comes last. */
import { parseVersion, type Version } from "./version";

/** Sorts versions, newest first. */
export function newestFirst(versions: Iterable<string>): string[] {
  return Array.from(versions, placed)
    .sort(compare)
    .map(({ text }) => text);
}

/**
 * The newest of versions, newest first. Pauses after each: a package may have tens of thousands.
 * @param most at most so many
 */
export function* newestOf(versions: Iterable<string>, most: number): Generator<undefined, string[]> {
  const newest: Placed[] = [];
  for (const text of versions) {
    yield undefined;
    const version = placed(text);
    const last = newest[most - 1];
    if (last !== undefined && compare(version, last) > 0) continue;
    let [from, to] = [0, newest.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      const other = newest[middle];
      if (other === undefined || compare(version, other) < 0) to = middle;
      else from = middle + 1;
    }
    newest.splice(from, 0, version);
    if (newest.length > most) newest.pop();
  }
  return newest.map(({ text }) => text);
}

/**
 * All of them but the newest, the newest that is no pre-release, which pip takes unless it is asked for one, and what is of
 * the same release as these (another spelling, another local version). What is no version by PEP 440 has no place in the
 * order, so that it is never among them. Pauses after each.
 */
export function* allButNewest(versions: Iterable<string>): Generator<undefined, Set<string>> {
  const known: [text: string, Version][] = [];
  let [newest, newestFinal] = ["", ""];
  for (const text of versions) {
    yield undefined;
    const version = parseVersion(text);
    if (version === undefined) continue;
    known.push([text, version]);
    const { publicKey, isPrerelease } = version;
    if (publicKey > newest) newest = publicKey;
    if (!isPrerelease && publicKey > newestFinal) newestFinal = publicKey;
  }
  const older = new Set<string>();
  for (const [text, { publicKey }] of known) {
    yield undefined;
    if (publicKey !== newest && publicKey !== newestFinal) older.add(text);
  }
  return older;
}

interface Placed {
  text: string;
  key: string | undefined;
}

const placed = (text: string): Placed => ({ text, key: parseVersion(text)?.key });

/** Less than 0 where one comes before the other in the order of `newestFirst`. */
function compare(one: Placed, other: Placed): number {
  if (one.key === undefined || other.key === undefined) {
    if (one.key !== other.key) return one.key === undefined ? 1 : -1;
    return one.text > other.text ? -1 : 1;
  }
  if (one.key !== other.key) return one.key > other.key ? -1 : 1;
  return one.text < other.text ? -1 : 1;
}
