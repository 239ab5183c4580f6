/** The Pythons that files are for, as people say and order them. */
import { visible } from "../../files/visible";

/** The order of `cp312`, `cp39`, `py2`, the newest first, and what several can use, `any`, before all of them. */
export function byPython(a: string, b: string): number {
  return numberOf(b) - numberOf(a) || (a < b ? -1 : 1);
}

function numberOf(tag: string): number {
  if (tag === "any") return Infinity;
  const [, major = 0, minor = 0] = /^[a-z]+(\d)(\d*)$/.exec(tag) ?? [];
  return Number(major) * 1000 + Number(minor);
}

/** `cp39` as people say it: Python 3.9. */
export function pythonName(tag: string): string {
  const match = /^(cp|py|pp)(\d)(\d*)$/.exec(tag);
  if (!match) return visible(tag);
  const version = match[3] ? `${match[2]}.${match[3]}` : match[2];
  return `${match[1] === "pp" ? "PyPy" : "Python"} ${version}`;
}
