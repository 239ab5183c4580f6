/** The order of versions, by PEP 440; what is no version of that kind comes last. */
import { compare, explain, valid } from "@renovatebot/pep440";

/** Sorts versions, newest first. */
export function newestFirst(versions: Iterable<string>): string[] {
  const known: string[] = [];
  const others: string[] = [];
  for (const version of versions) (valid(version) === null ? others : known).push(version);
  if (known.length > 1) known.sort((a, b) => compare(b, a) || (a < b ? -1 : 1));
  return [...known, ...others.sort().reverse()];
}

/**
 * The newest of versions, newest first. Pauses after each: comparing two takes microseconds, and a package may have tens of
 * thousands.
 * @param most at most so many
 */
export function* newestOf(versions: Iterable<string>, most: number): Generator<undefined, string[]> {
  const newest: string[] = [];
  for (const version of versions) {
    yield undefined;
    const last = newest[most - 1];
    if (last !== undefined && !isNewer(version, last)) continue;
    let [from, to] = [0, newest.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (isNewer(version, newest[middle] ?? "")) to = middle;
      else from = middle + 1;
    }
    newest.splice(from, 0, version);
    if (newest.length > most) newest.pop();
  }
  return newest;
}

/**
 * All of them but the newest, the newest that is no pre-release, which pip takes unless it is asked for one, and what is of
 * the same release as these (another spelling, another local version). What is no version by PEP 440 has no place in the
 * order, so that it is never among them. Pauses after each.
 */
export function* allButNewest(versions: Iterable<string>): Generator<undefined, Set<string>> {
  const known: string[] = [];
  let [newest, newestFinal]: (string | undefined)[] = [];
  for (const version of versions) {
    yield undefined;
    if (valid(version) === null) continue;
    known.push(version);
    const own = release(version);
    if (newest === undefined || compare(own, newest) > 0) newest = own;
    const { is_prerelease: isPre, is_devrelease: isDev } = explain(own) ?? {};
    if (isPre || isDev) continue;
    if (newestFinal === undefined || compare(own, newestFinal) > 0) newestFinal = own;
  }
  const older = new Set<string>();
  for (const version of known) {
    yield undefined;
    const stays = [newest, newestFinal].some((one) => one !== undefined && compare(release(version), one) === 0);
    if (!stays) older.add(version);
  }
  return older;
}

/** Without its local part, `+cu121`. */
const release = (version: string): string => version.replace(/\+.*/, "");

/** Whether one comes before another in the order of `newestFirst`. */
function isNewer(one: string, other: string): boolean {
  const [isKnown, isOtherKnown] = [valid(one) !== null, valid(other) !== null];
  if (!isKnown || !isOtherKnown) return isKnown !== isOtherKnown ? isKnown : one > other;
  const order = compare(one, other);
  return order === 0 ? one < other : order > 0;
}
