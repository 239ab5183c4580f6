/** Clearing everything, from a command without a view: nothing is on screen but question and toast. */
import { Toast } from "@raycast/api";
import { setTimeout as delay } from "node:timers/promises";
import { PIP } from "../../pip-cache/entry";
import { allCaches, knownCaches, placesLookedAt } from "../shared/caches";
import { firstLines, formatPath } from "../shared/format";
import { settleInterrupted, withInterrupted } from "./interrupted";
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
  const problem = caches.find((cache) => cache.problem)?.problem;
  if (caches.length === 0) {
    await looking.settle(
      withInterrupted(
        {
          style: Toast.Style.Success,
          title: "Nothing to Clear",
          message: `There is no pip cache at ${firstLines(placesLookedAt(), 3).join(", ")}`,
        },
        interrupted,
      ),
    );
    return;
  }
  if (problem && caches.every((cache) => cache.problem)) {
    await looking.settle(
      withInterrupted(
        {
          style: Toast.Style.Failure,
          title: "Cannot Read the pip Cache",
          message: `${formatPath(problem.path)}: ${problem.reason}`,
        },
        interrupted,
      ),
    );
    return;
  }
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
