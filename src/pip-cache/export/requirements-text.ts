/** A requirements file for what was exported: `pip install --require-hashes` takes these files and no others. */
import { NewFile } from "../../files/new-file";
import { failureOf, type Failure } from "../../files/failure";
import { normalizeName } from "../../packaging/normalize";
import { newestFirst } from "../../packaging/versions";
import { readSmallFile } from "../../files/small-file";
import { join } from "node:path";
import type { CopiedFile } from "./copy-files";

export const requirementsName = "requirements.txt";

/** One version of each package, since pip installs no two: the newest. Each with the hashes of all its files. */
export function requirementsText(files: readonly CopiedFile[]): string {
  const packages = new Map<string, Map<string, string[]>>();
  for (const { name, version, sha256 } of files) {
    const versions = getOrAdd(packages, normalizeName(name), () => new Map<string, string[]>());
    getOrAdd(versions, version, () => []).push(sha256);
  }
  const lines = [...packages]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, versions]) => {
      const [newest = ""] = newestFirst(versions.keys());
      const hashes = [...new Set(versions.get(newest))].sort().map((hash) => `    --hash=sha256:${hash}`);
      return [`${name}==${newest}`, ...hashes].join(" \\\n");
    });
  return lines.map((line) => `${line}\n`).join("");
}

function getOrAdd<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

/**
 * Writes it beside what was exported, unless something else is called so.
 * @returns whether it is there; or why it could not be written
 */
export function writeRequirements(folder: string, files: readonly CopiedFile[]): boolean | Failure {
  const content = Buffer.from(requirementsText(files));
  const path = join(folder, requirementsName);
  try {
    const file = new NewFile(folder);
    try {
      file.write(content);
      return file.place(requirementsName) || readSmallFile(path).bytes.equals(content);
    } finally {
      file.discard();
    }
  } catch (error) {
    return failureOf(path, error);
  }
}
