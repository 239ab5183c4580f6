/** What `pip cache info` and `list` say. That takes two processes, so it is asked only of the pip that is looked at. */
import { useEffect, useRef, useState } from "react";
import { failureOf } from "../../files/failure";
import type { Installation } from "../../pip/installation";
import { pipCacheInfo, type PipCacheInfo } from "../../pip/info";

export type PipWords = PipCacheInfo | { unknown: string };

/** Who only passes by on the way to another row is not asked. ms */
const REST_MS = 250;

/**
 * The words by the path of the Python; those of the selected one arrive later.
 * @param round what was said in another one is forgotten
 */
export function usePipWords(selected: Installation | undefined, round: number): ReadonlyMap<string, PipWords> {
  const [words, setWords] = useState<ReadonlyMap<string, PipWords>>(new Map());
  const known = useRef({ round, pythons: new Set<string>() });
  const python = selected && hasCacheCommand(selected) ? selected.python : undefined;
  const anyway = selected?.anyway;

  useEffect(() => {
    if (known.current.round !== round) {
      known.current = { round, pythons: new Set() };
      setWords(new Map());
    }
    const { pythons } = known.current;
    if (python === undefined || pythons.has(python)) return;
    const controller = new AbortController();
    const { signal } = controller;
    const ask = async () => {
      const said = await pipCacheInfo({ python, anyway }, { signal });
      pythons.add(python);
      setWords((before) => new Map(before).set(python, said));
    };
    const timer = setTimeout(() => {
      ask().catch((error: unknown) => {
        if (signal.aborted) return;
        pythons.add(python);
        setWords((before) => new Map(before).set(python, { unknown: failureOf(python, error).reason }));
      });
    }, REST_MS);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [python, anyway, round]);

  return words;
}

/** Whether `pip cache` works: it ends with an error while caching is off, unless that is said to `pip install` alone. */
export function hasCacheCommand({ abilities, caching }: Installation): boolean {
  const isOn = caching.state === "on" || (caching.state === "off" && caching.because?.section === "install");
  return isOn && "value" in abilities && abilities.value.cacheCommand;
}
