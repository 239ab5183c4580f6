/**
 * Lets a pip purge its cache itself. What that really freed is for the caller to measure: old pips leave `http-v2`, all
 * leave `selfcheck`, and none says truly how much went.
 */
import type { PythonCandidate } from "./interpreters";
import { thisMachine, type Machine } from "../files/machine";
import { runPython } from "./run-python";
import { isAtLeast, pipRelease } from "./pip-releases";

export interface Purge {
  /** Of pip; absent when it did not come to its own end. */
  code?: number;
  /** All that pip said. */
  output: string;
  /** Why it did not come to its own end: a sentence. */
  failure?: string;
}

/**
 * `python -m pip cache purge`. It has no time limit: a large cache takes its time, and half a purge helps nobody.
 * @throws the reason of the signal when it is aborted; pip is then ended
 */
export async function purgeWithPip(
  { python, anyway }: Pick<PythonCandidate, "python" | "anyway">,
  options: { machine?: Machine; signal?: AbortSignal } = {},
): Promise<Purge> {
  const { machine = thisMachine(), signal } = options;
  const { code, stdout, stderr, failure } = await runPython(machine, python, purgeArguments, { signal, anyway });
  const output = [stdout, stderr]
    .map((text) => text.trim())
    .filter(Boolean)
    .join("\n");
  return { ...(code === undefined ? {} : { code }), output, ...(failure === undefined ? {} : { failure }) };
}

/**
 * Which files that pip did not write its purge takes all the same: any in the folders of its downloads, whatever is called
 * like a wheel in `wheels`, and, of a new pip, what lies there with no wheel (`remove_cache_items` in
 * `pip/_internal/commands/cache.py` of 20.1 to 26.2).
 * @param files below the cache directory, with `/`
 */
export function purgedOf(files: string[], pipVersion: string | undefined): string[] {
  const isGoing = (release: readonly number[]) => isAtLeast(pipVersion, release);
  const inWheels = files.filter((path) => path.startsWith("wheels/"));
  const staying = inWheels.filter((path) => path.endsWith(".whl") && !isCalledWheel(path));
  return files.filter((path) => {
    if (path.startsWith("http/")) return isGoing(pipRelease.purgesHttp);
    if (path.startsWith("http-v2/")) return isGoing(pipRelease.httpV2);
    if (!path.startsWith("wheels/")) return false;
    const directory = path.slice(0, path.lastIndexOf("/") + 1);
    const isLeft = staying.some((wheel) => wheel.startsWith(directory));
    return isCalledWheel(path) || (!isLeft && isGoing(pipRelease.purgesWheelFolders));
  });
}

const isCalledWheel = (path: string): boolean => /-[^/]*\.whl$/.test(path);

/** What follows the path of the Python, also in a command to copy. */
export const purgeArguments = ["-m", "pip", "cache", "purge"];
