/**
 * Which environments that tools keep elsewhere belong to a project: Poetry, Hatch and PDM call them by a hash of its folder,
 * pipenv and virtualenvwrapper put a file into them that names it.
 */
import { createHash } from "node:crypto";
import { join } from "node:path";
import { readSmallText } from "../files/small-file";
import { realPath } from "../files/presence";
import type { Environment } from "./source";

/** By the real paths of projects, in that order, the paths of the environments that are theirs. Pauses after each. */
export function* environmentsByProject(
  projects: readonly string[],
  environments: readonly Environment[],
): Generator<undefined, string[][]> {
  const named: { path: string; names: string[]; project: string | undefined }[] = [];
  for (const { path, tool } of environments) {
    if (tool === "Python" || tool === "user" || tool === "conda") continue;
    // Hatch has the hash in a folder above.
    named.push({ path, names: path.split(/[\\/]/).slice(-3), project: projectIn(path) });
    yield;
  }
  const all: string[][] = [];
  for (const project of projects) {
    const hashes = hashesOf(project);
    const isOwn = (name: string) => hashes.some((hash) => name === hash || name.includes(`-${hash}`));
    all.push(named.flatMap((one) => (one.project === project || one.names.some(isOwn) ? [one.path] : [])));
    yield;
  }
  return all;
}

/** The first eight characters of the hashes of a path: of Poetry and Hatch, and of PDM. On Windows it is in lower case, or has `/`. */
function hashesOf(path: string): string[] {
  const spelt = [path, path.toLowerCase(), path.replaceAll("\\", "/")];
  return [...new Set(spelt)].flatMap((text) =>
    ["sha256", "md5"].map((algorithm) => createHash(algorithm).update(text).digest("base64url").slice(0, 8)),
  );
}

/** The project that an environment's `.project` names, real; undefined where there is none. */
function projectIn(environment: string): string | undefined {
  try {
    return realPath(readSmallText(join(environment, ".project")).trim());
  } catch {
    return undefined;
  }
}
