/** The order of versions, by PEP 440; what is no version of that kind comes last. */
import { parseVersion, type Version } from "./version";

/** Sorts versions, newest first. */
export function newestFirst(versions: Iterable<string>): string[] {
  return Array.from(versions, placed)
    .sort(comparePlaced)
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
    if (last !== undefined && comparePlaced(version, last) > 0) continue;
    let [from, to] = [0, newest.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      const other = newest[middle];
      if (other === undefined || comparePlaced(version, other) < 0) to = middle;
      else from = middle + 1;
    }
    newest.splice(from, 0, version);
    if (newest.length > most) newest.pop();
  }
  return newest.map(({ text }) => text);
}

/**
 * All of them but the newest, the newest that are no pre-releases, which pip takes unless it is asked for one, and what is of
 * the same release as these (another spelling, another local version). What is no version by PEP 440 has no place in the
 * order, so that it is never among them. Pauses after each.
 * @param most so many newest of either
 */
export function* allButNewest(versions: Iterable<string>, most = 1): Generator<undefined, Set<string>> {
  const known: [text: string, Version][] = [];
  const [newest, newestFinal]: [string[], string[]] = [[], []];
  for (const text of versions) {
    yield undefined;
    const version = parseVersion(text);
    if (version === undefined) continue;
    known.push([text, version]);
    const { publicKey, isPrerelease } = version;
    keepHighest(newest, publicKey, most);
    if (!isPrerelease) keepHighest(newestFinal, publicKey, most);
  }
  const staying = new Set([...newest, ...newestFinal]);
  const older = new Set<string>();
  for (const [text, { publicKey }] of known) {
    yield undefined;
    if (!staying.has(publicKey)) older.add(text);
  }
  return older;
}

/** Puts a text into its place among the highest, each once, highest first. */
function keepHighest(highest: string[], text: string, most: number): void {
  const last = highest[most - 1];
  if (last !== undefined && text <= last) return;
  let [from, to] = [0, highest.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if ((highest[middle] ?? "") > text) from = middle + 1;
    else to = middle;
  }
  if (highest[from] === text) return;
  highest.splice(from, 0, text);
  if (highest.length > most) highest.pop();
}

/** A version with what it is compared by. */
export interface Placed {
  text: string;
  key: string | undefined;
}

export const placed = (text: string): Placed => ({ text, key: parseVersion(text)?.key });

/** Less than 0 where one comes before the other in the order of `newestFirst`. */
export function comparePlaced(one: Placed, other: Placed): number {
  if (one.key === undefined || other.key === undefined) {
    if (one.key !== other.key) return one.key === undefined ? 1 : -1;
    return one.text > other.text ? -1 : 1;
  }
  if (one.key !== other.key) return one.key > other.key ? -1 : 1;
  return one.text < other.text ? -1 : 1;
}
