/**
 * Tidying while nobody looks, where a person has turned that on: one step of limited time, which leaves a valid cache
 * whenever it is ended. What is left over goes the next time.
 */
import { join } from "node:path";
import type { Failure } from "../../files/failure";
import { thisMachine } from "../../files/machine";
import { inSlices } from "../../files/tasks";
import { readMounts, whyLeftOut } from "../../files/volumes";
import { Rows } from "../../pip-cache/rows/rows";
import type { CacheDirectory } from "../../pip-cache/locate";
import { TooMuchToReadError } from "../../projects/read-needs";
import { isDryRun } from "../removal/act";
import { readAllNeeds } from "../projects/known-needs";
import { unreadOf } from "../projects/unread-needs";
import { readHistory, recordRemoval } from "../removal/history";
import { removeUnseen } from "../removal/removal";
import { readChanged } from "../shared/cache-rows";
import { knownCaches } from "../shared/caches";
import { groupFailures } from "../shared/failure-messages";
import { formatBytes, formatCount, formatDay, formatPath } from "../shared/format";
import { readMarks } from "../shared/marks";
import { setSubtitle } from "../shared/platform-calls";
import { pipActivity } from "../shared/pips";
import { sizeText } from "./amounts";
import { hasLimits, isTidiedInBackground, readPolicy } from "./policy";
import { canSpareNeeded } from "./protection";
import { tidyingOf, tidyRequestOf } from "./tidy-request";

/** The platform ends what takes too long in the background, and says not how long that is. ms */
const STEP_MS = 20_000;

/** Shows nothing but a subtitle: no toast, no question. */
export async function tidyInBackground(): Promise<void> {
  if (!isTidiedInBackground() || isDryRun()) return;
  const policy = readPolicy();
  const marks = readMarks();
  if ("unreadable" in policy) return setSubtitle("The policy cannot be read");
  if ("unreadable" in marks) return setSubtitle("What is kept cannot be read");
  if (!hasLimits(policy.value)) return setSubtitle("There is no policy");
  if (policy.value.sparesNeeded && !canSpareNeeded()) return setSubtitle("The list of project folders cannot be read");
  const signal = AbortSignal.timeout(STEP_MS);
  try {
    const caches = await nearCaches();
    const paths = caches.map(({ path }) => path);
    if (caches.length === 0 || (await pipActivity(paths)) !== "idle") return;
    const { complete: known, failures, remembered } = await readChanged(caches, signal);
    await remembered;
    // What cannot be read may be what was used last.
    if (failures.length > 0) return await sayUnread(failures);
    const rows = Rows.together([...known.values()]);
    const read = () => readAllNeeds(caches, known, { signal, isInBackground: true });
    const needs = policy.value.sparesNeeded ? await read() : undefined;
    const unread = needs ? unreadOf(needs) : [];
    if (unread.length > 0) return await sayUnread(unread);
    const tidying = await inSlices(tidyingOf(rows, policy.value, marks.value, needs));
    if (tidying.items.length === 0) {
      const budget = tidying.unmet && sizeText(tidying.unmet.budgetBytes);
      return budget === undefined ? undefined : await setSubtitle(`At most ${budget} cannot be met`);
    }
    const request = tidyRequestOf(tidying, { policy: policy.value }, rows, paths);
    let isFirst = true;
    // Right before it is listed it was read; after that, right before anything goes, it is read anew.
    const readNow = async () => {
      const now = isFirst ? needs : await read();
      isFirst = false;
      if (now === undefined || !canSpareNeeded()) return undefined;
      const unreadNow = unreadOf(now);
      if (unreadNow.length > 0) return void (await sayUnread(unreadNow));
      return now.needs;
    };
    const removal = await removeUnseen({ ...request, caches, known, readNow }, signal);
    if (removal) await setSubtitle(`Tidied ${formatBytes(removal.bytes)} on ${formatDay(Date.now())}`);
  } catch (error) {
    if (error instanceof TooMuchToReadError) await setSubtitle("Not all that is needed can be read");
    else if (!signal.aborted) throw error;
  }
}

const NOT_TIDIED = "pip Cache, Not Tidied";

/** Why nothing was done: below the title the first of it, in the history all, once for as long as it is the same. */
async function sayUnread(failures: Failure[]): Promise<void> {
  const [first, ...others] = failures;
  if (first === undefined) return;
  const more = others.length > 0 ? ` and ${formatCount(others.length, "other")}` : "";
  await setSubtitle(`Cannot read ${formatPath(first.path)}${more}`);
  const [last] = (await readHistory()).entries;
  if (last?.what === NOT_TIDIED && JSON.stringify(last.reasons) === JSON.stringify(groupFailures(failures))) return;
  await recordRemoval({
    at: Date.now(),
    what: NOT_TIDIED,
    count: 0,
    unit: "entry",
    bytes: 0,
    failures,
    note: "In the background: not all could be read that says what may go",
  });
}

/** Those that may be looked at unasked: in no folder of a person's documents, no cloud, on no network. */
async function nearCaches(): Promise<CacheDirectory[]> {
  const machine = thisMachine();
  const mounts = await readMounts(machine);
  const documents = ["Desktop", "Documents", "Downloads"].map((name) => join(machine.home, name));
  const isNear = (path: string) =>
    whyLeftOut(path, machine, mounts) === undefined &&
    !documents.some((folder) => path === folder || path.startsWith(join(folder, "/")));
  return knownCaches(isNear).filter(({ path, folders }) => [path, ...folders.map(({ root }) => root)].every(isNear));
}
