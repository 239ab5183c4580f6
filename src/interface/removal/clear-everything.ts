/** Clearing everything, from a command without a view: nothing is on screen but question and toast. */
import { Toast } from "@raycast/api";
import { PIP } from "../../pip-cache/entry";
import { allCaches, knownCaches, placesLookedAt } from "../shared/caches";
import { firstLines, formatPath } from "../shared/format";
import { settleInterrupted, withInterrupted } from "./interrupted";
import { removeSelection } from "./removal";
import { startProgressToast } from "../shared/toasts";

const ASKING_MS = 5_000;

/** Asks, clears every cache directory there is, and reports. */
export async function clearEverything(): Promise<void> {
  const interrupted = await settleInterrupted();
  const looking = await startProgressToast("Working Out the Size");
  // Asking pips must not keep anybody from clearing what is known.
  const caches = await allCaches(AbortSignal.any([looking.signal, AbortSignal.timeout(ASKING_MS)])).catch(knownCaches);
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
  await removeSelection({
    caches,
    selection: { tools: [PIP] },
    what: "pip cache",
    verb: "Clear",
    ask: true,
    inView: false,
    interrupted,
  });
}
