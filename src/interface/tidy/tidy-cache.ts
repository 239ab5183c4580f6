/** Tidying by a command without a view: nothing is on screen but question and toast. */
import { showToast, Toast } from "@raycast/api";
import { inSlices } from "../../files/tasks";
import { Rows } from "../../pip-cache/rows/rows";
import { readAllNeeds } from "../projects/known-needs";
import { needsNow } from "../projects/needs-now";
import { removeSelection } from "../removal/removal";
import { settleInterrupted, withInterrupted } from "../removal/interrupted";
import { readChanged } from "../shared/cache-rows";
import { allCaches, placesLookedAt } from "../shared/caches";
import { firstLines, formatPath, formatShare } from "../shared/format";
import { noMarks, readMarks, type Marks } from "../shared/marks";
import { openCommand } from "../shared/platform-calls";
import { startProgressToast } from "../shared/toasts";
import { withValues } from "../shared/values";
import { parseDays, parseSize } from "./amounts";
import { hasLimits, readPolicy, type Policy } from "./policy";
import { canSpareNeeded } from "./protection";
import { tidyingOf, tidyRequestOf, unmetText, whatItDoes, type TidyWish } from "./tidy-request";

export interface TidyArguments {
  budget?: string;
  days?: string;
}

const FAILURE = "Did Not Tidy pip cache";
const NOTHING = "Nothing to Tidy";

/** Asks, tidies and reports; where nobody has said how, opens the form. */
export async function tidyCache(given: TidyArguments): Promise<void> {
  const wanted = wishFor(given);
  if ("problem" in wanted) {
    await showToast({ style: Toast.Style.Failure, title: FAILURE, message: wanted.problem });
    return;
  }
  const { wish } = wanted;
  if (wish === undefined) {
    await openCommand("clean-up-pip-cache", { context: { opens: "tidying" } });
    return;
  }
  const { policy } = wish;
  if (policy.sparesNeeded && !canSpareNeeded()) {
    const message = "The list of project folders cannot be read, and so not what is in a project.";
    await showToast({ style: Toast.Style.Failure, title: FAILURE, message });
    return;
  }
  const interrupted = await settleInterrupted();
  const looking = await startProgressToast("Working Out the Size");
  try {
    const caches = await allCaches(looking.signal);
    const onPartial = (share: number) => looking.progress(formatShare(share, 1));
    const { complete: known, failures } = await readChanged(caches, looking.signal, onPartial);
    const [unread] = failures;
    const rows = Rows.together([...known.values()]);
    const needs = policy.sparesNeeded ? await readAllNeeds(caches, known, { signal: looking.signal }) : undefined;
    const tidying = await inSlices(tidyingOf(rows, policy, marksOrNone(), needs));
    if (tidying.items.length > 0) {
      await looking.dismiss();
      const request = tidyRequestOf(
        tidying,
        wish,
        rows,
        caches.map(({ path }) => path),
      );
      let isFirst = true;
      // Right before the question it was read; after it, it is read anew.
      const readNow = async () => {
        const read = isFirst ? needs : await needsNow((signal) => readAllNeeds(caches, known, { signal }));
        isFirst = false;
        return read?.needs;
      };
      await removeSelection({ ...request, caches, known, inView: false, interrupted, readNow });
      return;
    }
    const { unmet } = tidying;
    const nothing = unread
      ? { title: NOTHING, style: Toast.Style.Failure, message: `${formatPath(unread.path)}: ${unread.reason}` }
      : unmet
        ? { title: "The Budget Cannot Be Met", style: Toast.Style.Failure, message: unmetText(unmet) }
        : {
            title: NOTHING,
            style: Toast.Style.Success,
            message:
              caches.length === 0
                ? `There is no pip cache at ${firstLines(placesLookedAt(), 3).join(", ")}`
                : whatItDoes(tidying),
          };
    const result = withInterrupted(nothing, interrupted);
    await looking.settle(withValues(result, { reclaimed: 0, entries: 0, files: 0 }));
  } catch (error) {
    await looking.fail(error, FAILURE);
  }
}

/** Where they cannot be read, nothing goes anyway: see `mayRemoveInBulk`. */
function marksOrNone(): Marks {
  const stored = readMarks();
  return "value" in stored ? stored.value : noMarks;
}

/** What was given this once, else what a person has said for always; a sentence where one of these cannot be read. */
function wishFor({ budget = "", days = "" }: TidyArguments): { wish?: TidyWish } | { problem: string } {
  const stored = readPolicy();
  const asked = [
    budget.trim() === "" ? undefined : parseSize(budget),
    days.trim() === "" ? undefined : parseDays(days),
  ];
  for (const amount of asked) if (amount && "problem" in amount) return amount;
  if ("unreadable" in stored) {
    const { name, path, reason } = stored.unreadable;
    return { problem: `${name} cannot be read: ${formatPath(path)}. ${reason}` };
  }
  const [size, age] = asked;
  const once: Policy = {
    ...(size && "value" in size && { budgetBytes: size.value }),
    ...(age && "value" in age && { days: age.value }),
    ...(stored.value.sparesNeeded && { sparesNeeded: true }),
  };
  const hasPolicy = hasLimits(stored.value);
  if (hasLimits(once)) return { wish: { policy: once, once: hasPolicy ? "instead" : "alone" } };
  return hasPolicy ? { wish: { policy: stored.value } } : {};
}
