/** The order of feature releases, such as 23.3: what of pip and Python depends on their version depends on these. */

/** Releases from one to another, such as `23.3`; both belong to it, with all of their patch releases. */
export interface ReleaseRange {
  from: string;
  /** Absent where it is the newest. */
  until?: string;
}

/** Whether a version (`23.3`, `20.3b1`, `2.7.18`) is that release or a later one. An unknown version counts as the newest. */
export function isAtLeast(version: string | undefined, release: readonly number[]): boolean {
  if (version === undefined) return true;
  const numbers = numbersOf(version);
  for (const [index, wanted] of release.entries()) {
    const number = numbers[index] ?? 0;
    if (number !== wanted) return number > wanted;
  }
  return true;
}

/** Whether a version is of a release in a range. An unknown one counts as the newest. */
export function isWithin(version: string | undefined, { from, until }: ReleaseRange): boolean {
  return isAtLeast(version, numbersOf(from)) && (until === undefined || !isAfter(version, until));
}

/** Whether a version is of a later release than that: 23.2.1 is not after 23.2. */
function isAfter(version: string | undefined, release: string): boolean {
  const numbers = numbersOf(release);
  const next = numbers.map((number, index) => (index === numbers.length - 1 ? number + 1 : number));
  return isAtLeast(version, next);
}

const numbersOf = (version: string): number[] => version.split(".").map((part) => Number.parseInt(part, 10) || 0);
