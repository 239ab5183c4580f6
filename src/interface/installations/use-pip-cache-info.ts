/** What `pip cache info` and `list` say. Asking takes two processes, so only the selected pip is asked. */
import { useState } from "react";
import { setTimeout as delay } from "node:timers/promises";
import { failureOf } from "../../files/failure";
import type { Installation } from "../../pip/installation";
import { pipCacheInfo, type PipCacheInfo } from "../../pip/info";
import { useLoading } from "../shared/use-loading";

export type PipCacheAnswer = PipCacheInfo | { unknown: string };

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
      const said = await pipCacheInfo({ python, anyway }, { signal }).catch((error: unknown) => {
        signal.throwIfAborted();
        return { unknown: failureOf(python, error).reason };
      });
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

/** Whether `pip cache` works: it ends with an error while caching is off, unless that is said to `pip install` alone. */
export function hasCacheCommand({ capabilities, caching }: Installation): boolean {
  const isOn = caching.state === "on" || (caching.state === "off" && caching.because?.section === "install");
  return isOn && "value" in capabilities && capabilities.value.cacheCommand;
}
