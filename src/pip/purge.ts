/**
 * Lets a pip purge its cache itself. What that really freed is for the caller to measure: old pips leave what newer ones
 * have downloaded, all leave their version checks, and none says truly how much went.
 */
import type { PythonCandidate } from "./interpreters";
import { thisMachine, type Machine } from "../files/machine";
import { runPython } from "./run-python";

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
  options: { machine?: Machine; signal?: AbortSignal; onStart?: (pid: number) => void } = {},
): Promise<Purge> {
  const { machine = thisMachine(), signal, onStart } = options;
  const running = { signal, anyway, onStart, outlives: true };
  const { code, stdout, stderr, failure } = await runPython(machine, python, purgeArguments, running);
  const output = [stdout, stderr]
    .map((text) => text.trim())
    .filter(Boolean)
    .join("\n");
  return { ...(code === undefined ? {} : { code }), output, ...(failure === undefined ? {} : { failure }) };
}

/** What follows the path of the Python, also in a command to copy. */
export const purgeArguments = ["-m", "pip", "cache", "purge"];
