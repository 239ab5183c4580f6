/** Clearing everything, from a command without a view: nothing is on screen but question and toast. */
import { setTimeout as delay } from "node:timers/promises";
import { PIP } from "../../pip-cache/entry";
import { allCaches, knownCaches } from "../shared/caches";
import { formatPath } from "../shared/format";
import { settleInterrupted, withInterrupted } from "./interrupted";
import { whyNoCache } from "./no-cache";
import { removeSelection } from "./removal";
import { rememberedPips } from "../shared/pips";
import { startProgressToast } from "../shared/toasts";

/** So long whoever has nothing to clear yet waits for pips. */
const ASKING_MS = 5_000;
/** So long a result waits for them. */
const LEFT_MS = 500;

/** Asks, clears every cache directory there is, and reports. */
export async function clearEverything(): Promise<void> {
  const interrupted = await settleInterrupted();
  const looking = await startProgressToast("Working Out the Size");
  const known = rememberedPips() ? knownCaches() : [];
  // Once they have answered, pips are asked behind the question: that must not keep anybody from clearing what is known.
  const limits = known.length > 0 ? [] : [looking.signal, AbortSignal.timeout(ASKING_MS)];
  const asking = allCaches(AbortSignal.any(limits)).catch(() => knownCaches());
  const caches = known.length > 0 ? known : await asking;
  if (looking.signal.aborted) return looking.dismiss();
  const none = whyNoCache(caches, "Nothing to Clear");
  if (none) return looking.settle(withInterrupted(none, interrupted));
  await looking.dismiss();
  await removeSelection({
    caches,
    selection: { tools: [PIP] },
    what: "pip cache",
    verb: "Clear",
    ask: true,
    inView: false,
    interrupted,
    alsoSaid: async () => {
      const all = await Promise.race([asking, delay(LEFT_MS, [])]);
      const found = all.filter(({ path }) => !caches.some((cache) => cache.path === path));
      return found.map(({ path }) => `${formatPath(path)} was found meanwhile and is as it was`);
    },
  });
}
