/**
 * Asks many Pythons, a few at a time: each question starts a process, and the machine has other things to do.
 */
import { askInstallation, type AskOptions } from "./ask";
import type { Installation } from "./installation";
import type { PythonCandidate } from "./interpreters";

export interface AskAllOptions extends AskOptions {
  /** How many are asked at once. Default: 4. */
  concurrency?: number;
  /** An answer that still holds, so that nothing is started for it. */
  answerOf?: (candidate: PythonCandidate) => Installation | undefined;
  /** Told each installation as soon as it is known, in no particular order. */
  onInstallation?: (installation: Installation) => void;
}

/**
 * The installations in the order of the candidates, each once: two paths can lead to one Python in ways that only
 * asking shows (a wrapper, a second mount).
 * @throws the reason of the signal when it is aborted
 */
export async function askAll(candidates: PythonCandidate[], options: AskAllOptions = {}): Promise<Installation[]> {
  const { concurrency = 4, answerOf, onInstallation } = options;
  const answers = new Map<PythonCandidate, Installation>();
  const seen = new Set<string>();
  const waiting = [...candidates];
  const work = async () => {
    for (let candidate = waiting.shift(); candidate !== undefined; candidate = waiting.shift()) {
      const installation = answerOf?.(candidate) ?? (await askInstallation(candidate, options));
      const identity = identityOf(installation);
      if (seen.has(identity)) continue;
      seen.add(identity);
      answers.set(candidate, installation);
      onInstallation?.(installation);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return candidates.flatMap((candidate) => answers.get(candidate) ?? []);
}

function identityOf({ python, prefix, pythonVersion, implementation }: Installation): string {
  const known = [prefix, implementation, pythonVersion].map((fact) => ("value" in fact ? fact.value : undefined));
  return known.includes(undefined) ? python : known.join("\n");
}
