/** The Pythons that something may be installed with: where several come into question, what holds of each of them holds. */
import { admitsPython } from "../packaging/admits-python";

export interface Python {
  /** `3.12.1`, or `3.12`, which may be any of that feature release. */
  version: string;
  /** See `Environment.implementation`. */
  implementation?: string;
}

/** Of which one is meant, and nothing tells which. Not empty. */
export type Pythons = readonly Python[];

/** Newer than any of which the metadata of today's packages knows. */
const NEWEST_MINOR = 30;

const all: Pythons = [
  { version: "2.7" },
  ...Array.from({ length: NEWEST_MINOR + 1 }, (_, minor) => ({ version: `3.${minor}` })),
];

/**
 * The Pythons of a project.
 * @param own of its environments
 * @param requires what its files say of it, each as `requires-python` has it
 * @param known of the machine: pip keeps nothing for others
 */
export function pythonsOfProject(own: Pythons, requires: readonly string[], known: Pythons): Pythons {
  if (own.length > 0) return distinct(own);
  for (const pythons of [known, all]) {
    const admitted = pythons.filter(({ version }) => requires.every((range) => admitsPython(range, version) !== false));
    if (admitted.length > 0) return distinct(admitted);
  }
  return all;
}

const distinct = (pythons: Pythons): Pythons => [
  ...new Map(pythons.map((python) => [textOf([python]), python])).values(),
];

/** Alike for those that are alike. */
export const textOf = (pythons: Pythons): string =>
  pythons.map(({ version, implementation }) => `${version} ${implementation}`).join();

/** Whether a range (`>=3.9`) admits them: undefined where it admits some of them, or nothing tells. */
export const admitsPythons = (range: string | undefined, pythons: Pythons): boolean | undefined =>
  range === undefined ? true : together(pythons, ({ version }) => admitsPython(range, version));

/** What holds of all of them, or of none; else undefined. */
export function together(pythons: Pythons, holds: (python: Python) => boolean | undefined): boolean | undefined {
  let answer: boolean | undefined;
  for (const [at, python] of pythons.entries()) {
    const one = holds(python);
    if (one === undefined || (at > 0 && one !== answer)) return undefined;
    answer = one;
  }
  return answer;
}

/**
 * Whether a wheel for that Python (see `Identity.python`) can be used by all of them: what is for another one is not
 * ruled out, since nothing but pip itself decides that.
 */
export function mayUse(wheel: string, pythons: Pythons): boolean {
  if (wheel === "any") return true;
  const [, major, minor = ""] = /^[a-z]+(\d)(\d*)$/.exec(wheel) ?? [];
  if (major === undefined) return false;
  const feature = minor === "" ? `${major}.` : `${major}.${minor}.`;
  return pythons.every(({ version }) => `${version}.`.startsWith(feature));
}
