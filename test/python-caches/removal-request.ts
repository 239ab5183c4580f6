/** What is asked of a tool that is to remove packages, as it is found and read on a machine. */
import { basename } from "node:path";
import { resolveTarget } from "../../src/developer-caches/resolve";
import type { Machine } from "../../src/files/machine";
import { readPackages } from "../../src/python-caches/read-packages";
import type { PackagesRequest } from "../../src/python-caches/remove-with-tool";
import { targetOf, toolOf } from "../developer-caches/lay-out";

/** What a tool keeps, and those packages of it. Absent: none, so that it prunes. */
export async function requestOf(machine: Machine, targets: string[], names?: string[]): Promise<PackagesRequest> {
  const resolved = targets.flatMap((id) => resolveTarget(toolOf(id), targetOf(id), machine));
  const roots = resolved.map(({ root, target, path, kept }) => ({
    root,
    target: target.id,
    folder: basename(path),
    kept,
  }));
  const message = { tool: resolved[0]?.tool.id as PackagesRequest["message"]["tool"], roots };
  const { packages } = await readPackages(message, { threads: 0 });
  const named = names && packages.filter(({ name }) => name !== undefined && names.includes(name));
  if (named) expect(named.map(({ name }) => name).sort()).toEqual(names.sort());
  return { message, targets: resolved, packages: named };
}
