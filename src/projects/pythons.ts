/** The Pythons that something may be installed with: where several come into question, what holds of each of them holds. */
import { runToEnd } from "../files/tasks";
import { parseSpecifiers, satisfying } from "../packaging/specifiers";

/** Versions, `3.12.1`, of which one is meant and nothing tells which. Not empty. */
export type Pythons = readonly string[];

/** Newer than any of which the metadata of today's packages knows. */
const NEWEST_MINOR = 30;
/** No release of Python has as many patch releases. */
const NEWEST_PATCH = 99;

/** The first and the last of a feature release stand for all of it. */
const ofFeature = (feature: string): string[] => [`${feature}.0`, `${feature}.${NEWEST_PATCH}`];

const all: Pythons = [
  ...ofFeature("2.7"),
  ...Array.from({ length: NEWEST_MINOR + 1 }, (_, minor) => ofFeature(`3.${minor}`)).flat(),
];

/** @param python `3.12.1`, or `3.12`, which may be any of that feature release */
export const pythonsOf = (python: string): Pythons => (/^\d+\.\d+$/.test(python) ? ofFeature(python) : [python]);

/**
 * The Pythons of a project.
 * @param own of its environments
 * @param requires what its files say of it, each as `requires-python` has it
 * @param known of the machine: pip keeps nothing for others
 */
export function pythonsOfProject(
  own: readonly string[],
  requires: readonly string[],
  known: readonly string[],
): Pythons {
  if (own.length > 0) return [...new Set(own.flatMap(pythonsOf))];
  for (const universe of [known.flatMap(pythonsOf), all]) {
    const admitted = universe.filter((python) => requires.every((range) => isAdmitted(range, python) !== false));
    if (admitted.length > 0) return [...new Set(admitted)];
  }
  return all;
}

/** Whether a range (`>=3.9`) admits them: undefined where it admits some of them, or cannot be read. */
export function admitsPythons(range: string | undefined, pythons: Pythons): boolean | undefined {
  return range === undefined ? true : together(pythons, (python) => isAdmitted(range, python));
}

/** What holds of all of them, or of none; else undefined. */
export function together(pythons: Pythons, holds: (python: string) => boolean | undefined): boolean | undefined {
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
  return pythons.every((python) => `${python}.`.startsWith(feature));
}

/** Pre-releases of Python are admitted like any other version. */
function isAdmitted(range: string, python: string): boolean | undefined {
  const specifiers = parseSpecifiers(range);
  return specifiers && runToEnd(satisfying([python], specifiers)).length > 0;
}
