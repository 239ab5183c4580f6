/**
 * What stays in a cache and can only be told by looking into its files. Maven's local repository is a cache of servers
 * and, in the same folders, the only copy of what “mvn install” built here.
 */
import { readFile } from "node:fs/promises";
import { inSlices } from "../files/tasks";
import { walk } from "../files/walk";
import { escapePattern } from "../files/patterns";
import type { ResolvedTarget } from "./resolve";

/**
 * Patterns of what a target's rule keeps.
 * @throws the signal's reason when aborted
 */
export async function keptByRule({ target, root }: ResolvedTarget, signal?: AbortSignal): Promise<string[]> {
  return target.keepRule === "locally installed artifacts" ? locallyInstalled(root, signal) : [];
}

/**
 * Directories of a Maven repository whose artifacts no server is known for. Maven notes for each file the repository it
 * came from in `_remote.repositories`, and none for what was installed; who installs without Maven leaves no such note,
 * so artifacts without one stay too.
 */
async function locallyInstalled(root: string, signal?: AbortSignal): Promise<string[]> {
  const artifacts = new Set<string>();
  const notes = new Map<string, string>();
  const local: string[] = [];
  await inSlices(
    (function* () {
      for (const file of walk(root)) {
        signal?.throwIfAborted();
        if (file) {
          const end = file.path.lastIndexOf("/");
          const directory = file.path.slice(0, Math.max(0, end));
          const name = file.path.slice(end + 1);
          if (name === "_remote.repositories" || name === "_maven.repositories") notes.set(directory, file.path);
          else if (name === "maven-metadata-local.xml") local.push(file.path);
          else if (/\.(pom|jar|war|ear|aar|klib|module|zip|tar\.gz)$/.test(name)) artifacts.add(directory);
        }
        yield undefined;
      }
    })(),
  );
  const kept = [...artifacts].filter((directory) => directory !== "" && !notes.has(directory));
  for (const [directory, note] of notes) {
    signal?.throwIfAborted();
    if (directory !== "" && (await isInstalledHere(`${root}/${note}`))) kept.push(directory);
  }
  return [...kept, ...local].map(escapePattern);
}

/** Whether a note names a file without the repository it came from; one that cannot be read may. */
async function isInstalledHere(note: string): Promise<boolean> {
  try {
    return /^[^#].*>=\s*$/m.test(await readFile(note, "utf8"));
  } catch {
    return true;
  }
}
