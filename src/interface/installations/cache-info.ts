/** What `pip cache` says, for the view and for a tool. */
import { failureOf } from "../../files/failure";
import { pipCacheInfo, type PipCacheInfo } from "../../pip/info";
import type { Installation } from "../../pip/installation";

export type PipCacheAnswer = PipCacheInfo | { unknown: string };

/**
 * By up to two processes of the pip.
 * @throws the signal's reason when aborted
 */
export function askCacheInfo(
  { python, anyway }: Pick<Installation, "python" | "anyway">,
  signal: AbortSignal,
): Promise<PipCacheAnswer> {
  return pipCacheInfo({ python, anyway }, { signal }).catch((error: unknown) => {
    signal.throwIfAborted();
    return { unknown: failureOf(python, error).reason };
  });
}

/** Whether `pip cache` works: it ends with an error while caching is off, unless that is said to `pip install` alone. */
export function hasCacheCommand({ capabilities, caching }: Installation): boolean {
  const isOn = caching.state === "on" || (caching.state === "off" && caching.because?.section === "install");
  return isOn && "value" in capabilities && capabilities.value.cacheCommand;
}
