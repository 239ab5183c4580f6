/** What `pip cache info` and `list` say. Asking takes two processes, so only the selected pip is asked. */
import { useEffect, useRef, useState } from "react";
import { failureOf } from "../../files/failure";
import type { Installation } from "../../pip/installation";
import { pipCacheInfo, type PipCacheInfo } from "../../pip/info";

export type PipCacheAnswer = PipCacheInfo | { unknown: string };

/** Who only passes by on the way to another row is not asked. ms */
const REST_MS = 250;

/**
 * What each pip says, by the path of the Python; those of the selected one arrive later.
 * @param round what was said in another one is forgotten
 */
export function usePipCacheInfo(
  selected: Installation | undefined,
  round: number,
): ReadonlyMap<string, PipCacheAnswer> {
  const [answers, setAnswers] = useState<ReadonlyMap<string, PipCacheAnswer>>(new Map());
  const known = useRef({ round, pythons: new Set<string>() });
  const python = selected && hasCacheCommand(selected) ? selected.python : undefined;
  const anyway = selected?.anyway;

  useEffect(() => {
    if (known.current.round !== round) {
      known.current = { round, pythons: new Set() };
      setAnswers(new Map());
    }
    const { pythons } = known.current;
    if (python === undefined || pythons.has(python)) return;
    const controller = new AbortController();
    const { signal } = controller;
    const ask = async () => {
      const said = await pipCacheInfo({ python, anyway }, { signal });
      pythons.add(python);
      setAnswers((before) => new Map(before).set(python, said));
    };
    const timer = setTimeout(() => {
      ask().catch((error: unknown) => {
        if (signal.aborted) return;
        pythons.add(python);
        setAnswers((before) => new Map(before).set(python, { unknown: failureOf(python, error).reason }));
      });
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [python, anyway, round]);

  return answers;
}

/** Whether `pip cache` works: it ends with an error while caching is off, unless that is said to `pip install` alone. */
export function hasCacheCommand({ capabilities, caching }: Installation): boolean {
  const isOn = caching.state === "on" || (caching.state === "off" && caching.because?.section === "install");
  return isOn && "value" in capabilities && capabilities.value.cacheCommand;
}
