import { answering } from "../interface/assistant/given-input";
import { explainPipCache } from "../interface/assistant/explain-cache";

type Input = {
  /**
   * Which pips: beginnings of words in what is known of them, such as "3.12", "pyenv", "homebrew", "pip 24" or "off". Leave it
   * out for all of them.
   */
  query?: string;
  /** How many pips are explained at most: 5 where it is left out, 15 at most. */
  limit?: number;
};

/**
 * Explains pip's caches: where each is, how many bytes and entries lie there in which form, which pips share it, and of each pip
 * whether it caches, why not (no-cache-dir, a folder that is not writable, a configuration that fails) and which setting
 * decides. Compares what `pip cache info` and `pip cache list` say with what really lies there: answers why `pip cache` says
 * 0 or so little. Says how much could be hard to get back once it is removed, and why. Changes nothing. For packages use list-cached-packages.
 */
export default function tool(input: Input) {
  return answering(() => explainPipCache(input));
}
