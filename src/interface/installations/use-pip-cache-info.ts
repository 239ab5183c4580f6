/** What `pip cache info` and `list` say. Asking takes two processes, so only the selected pip is asked. */
import { useState } from "react";
import { setTimeout as delay } from "node:timers/promises";
import type { Installation } from "../../pip/installation";
import { useLoading } from "../shared/use-loading";
import { askCacheInfo, hasCacheCommand, type PipCacheAnswer } from "./cache-info";

/** Who only passes by on the way to another row is not asked. ms */
const REST_MS = 250;

type Answers = ReadonlyMap<string, PipCacheAnswer>;

/**
 * What each pip says, by the path of the Python; those of the selected one arrive later.
 * @param round what was said in another one is forgotten
 */
export function usePipCacheInfo(selected: Installation | undefined, round: number): Answers {
  const [last, setLast] = useState<{ round: number; answers: Answers }>({ round, answers: new Map() });
  const answers = last.round === round ? last.answers : none;
  const asked = selected && hasCacheCommand(selected) ? selected.python : undefined;
  useLoading(
    async (signal, ofRound, python, anyway) => {
      if (python === undefined || answers.has(python)) return;
      await delay(REST_MS, undefined, { signal });
      const said = await askCacheInfo({ python, anyway }, signal);
      setLast((before) => {
        const others = before.round === ofRound ? before.answers : none;
        return { round: ofRound, answers: new Map(others).set(python, said) };
      });
    },
    [round, asked, selected?.anyway],
    "Could Not Ask pip",
  );
  return answers;
}

const none: Answers = new Map();
