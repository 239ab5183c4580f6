/**
 * Reads what `pip config debug` prints about the files that a pip looks for.
 */
import { fromHome, type FilePlace, type Level } from "./configuration-files";
import type { Machine } from "../files/machine";

/** pip's names of the levels, from the lowest to the highest; it prints them in the order of the alphabet. */
const levels: [name: string, level: Level][] = [
  ["global", "global"],
  ["user", "user"],
  ["site", "site"],
  ["env", "PIP_CONFIG_FILE"],
];

/** The files, existing or not, from the lowest to the highest. */
export function parseDebug(machine: Machine, output: string): FilePlace[] {
  const found = new Map<string, string[]>();
  let current: string[] = [];
  for (const line of output.split(/\r?\n/)) {
    const name = /^(\w+):$/.exec(line)?.[1];
    if (name !== undefined) {
      current = [];
      found.set(name, current);
    }
    const path = /^ {2}(\S.*), exists: (True|False)$/.exec(line)?.[1];
    if (path !== undefined) current.push(fromHome(machine, path));
  }
  return levels.flatMap(([name, level]) => (found.get(name) ?? []).map((path) => ({ path, level })));
}
