/**
 * Expands the patterns of the candidate table: absolute paths with `~`, `$NAME` and `*` within one name. Nothing is run
 * and no shell is asked; what cannot be listed is not there.
 */
import { readdirSync } from "node:fs";
import { isAbsolute, join, sep } from "node:path";
import { systemPath, variable, type Machine } from "../files/machine";

/**
 * Folders that a pattern may mean, in the order of their names; without a `*` the one path, whether it exists or not.
 * Empty where a variable it begins with is not set or no absolute path.
 */
export function expandPattern(machine: Machine, pattern: string): string[] {
  const [first = "", ...names] = pattern.split("/");
  const start = startOf(machine, first);
  if (start === undefined) return [];
  return names.reduce((folders, name) => folders.flatMap((folder) => matches(machine, folder, name)), [start]);
}

function startOf(machine: Machine, first: string): string | undefined {
  if (first === "") return systemPath(machine, sep);
  if (first === "~") return machine.home;
  const value = variable(machine, first.replace(/^\$/, "")) ?? "";
  // `C:` alone is the working directory of that drive.
  if (/^[a-z]:$/i.test(value)) return `${value}\\`;
  return isAbsolute(value) ? value : undefined;
}

function matches({ platform }: Machine, folder: string, name: string): string[] {
  if (!name.includes("*")) return [join(folder, name)];
  const parts = name.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  const pattern = new RegExp(`^${parts.join(".*")}$`, platform === "win32" ? "i" : "");
  return listing(folder)
    .filter((other) => pattern.test(other))
    .map((other) => join(folder, other));
}

/** The names in a folder, sorted; none where it cannot be listed. */
export function listing(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}
