/** Which Pythons a clause or a `requires-python` admits. Of many Pythons no more is known than their release, such as 3.12. */
import { parseSpecifiers, satisfies, type Specifier } from "./specifiers";

/**
 * Whether a Python is admitted by a `requires-python`, as pip asks: a pre-release like the release that it comes before,
 * and what is no specifier admits all. Undefined where that depends on more than is known of it.
 * @param python `3.12.1`, `3.12.0rc1`, or `3.12` where no more is known
 */
export function admitsPython(requiresPython: string, python: string): boolean | undefined {
  const specifiers = parseSpecifiers(requiresPython);
  if (!specifiers || specifiers.length === 0) return true;
  const [version, release, patch] = /^(\d+\.\d+)(\.\d+)?/.exec(python) ?? [];
  if (version === undefined || release === undefined) return undefined;
  const answers = specifiers.map((specifier) =>
    patch === undefined ? satisfiedThroughout(release, specifier, `${release}.0`) : satisfies(version, specifier),
  );
  return answers.includes(false) ? false : answers.includes(undefined) ? undefined : true;
}

/**
 * Whether all Pythons of a release satisfy a clause, or none does; undefined where some may and others not.
 * @param lowest of all that there may be of the release
 */
export function satisfiedThroughout(release: string, specifier: Specifier, lowest: string): boolean | undefined {
  const { operator, version, isPrefix } = specifier;
  const first = satisfies(lowest, specifier);
  // Higher than any Python has come.
  const last = satisfies(`${release}.999999`, specifier);
  if (first !== last || version === undefined) return undefined;
  const [major, minor = "0"] = version.release;
  const isElsewhere = version.epoch !== "0" || `${major}.${minor}` !== release;
  // What the first and the last satisfy, those between them do as well, unless single ones are named.
  const isRange =
    operator === "!=" ? !first && isPrefix : operator === "==" ? first && isPrefix : operator !== "~=" || first;
  return isElsewhere || (isRange && operator !== "===") ? first : undefined;
}
