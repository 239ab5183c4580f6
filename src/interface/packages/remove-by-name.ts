/**
 * Removing what was named in the root search, without a list: nothing is on screen but question and result. What is not
 * cached, or not understood, is shown by the list, which has the nearest names and says why.
 */
import { getPreferenceValues, showToast, Toast } from "@raycast/api";
import { inSlices } from "../../files/tasks";
import { parseRequirements, type Requirements } from "../../packaging/requirements";
import { packageKey, type RowKey } from "../../packaging/row-key";
import { PIP } from "../../pip-cache/entry";
import type { CacheDirectory } from "../../pip-cache/locate";
import { ask } from "../../pip-cache/remove/question";
import type { PlanRemoval } from "../../pip-cache/remove/remove";
import { Rows } from "../../pip-cache/rows/rows";
import { settleInterrupted, withInterrupted } from "../removal/interrupted";
import { withoutKept } from "../removal/kept";
import { whyNoCache } from "../removal/no-cache";
import { removeSelection, type RemovalRequest } from "../removal/removal";
import { readChanged, type CachesRead } from "../shared/cache-rows";
import { allCaches, knownCaches } from "../shared/caches";
import { formatShare } from "../shared/format";
import { readMarks } from "../shared/marks";
import { recallRows } from "../shared/memory";
import { rememberedPips } from "../shared/pips";
import { openCommand } from "../shared/platform-calls";
import { startProgressToast, type ProgressToast } from "../shared/toasts";
import { findElsewhere } from "./elsewhere";
import { ownerOf, ownerOfAll } from "./owner";
import { searchRequirements } from "./search";
import { showRows } from "./shown";
import { encodeView } from "./views";

/** What was meant, of what is known. */
interface Found {
  request: Pick<RemovalRequest, "selection" | "what" | "because" | "inBulk">;
  /** Whether it is one package, by nothing but its name. */
  isNamed: boolean;
  /** Whether there is something of all that was typed, and all of it was understood. */
  isWhole: boolean;
}

/** What a person wants who asks for all packages at once. */
export const WOULD_BE_ALL = "That is every package: use Clear pip Cache to remove everything.";

/** Whether it has nothing of a name in it, so that it means any package: `*`. */
export const meansEverything = (name: string): boolean => name.includes("*") && !/[^*._-]/.test(name);

/**
 * Asks, removes and reports. Where not all that was typed is cached, Search opens with it, and nothing is removed: with the list of
 * the tool that has it, where pip has nothing of it.
 */
export async function removeByName(text: string): Promise<void> {
  if (text === "") return void (await openCommand("search-pip-cache"));
  const typed = parseRequirements(text);
  if (typed.wanted.some(({ name }) => meansEverything(name))) return sayNothingWent(WOULD_BE_ALL);
  if (typed.wanted.length === 0) return showInSearch(text, "It is no name of a package, nor one with versions.");
  if (typed.unread.length > 0) return showInSearch(text, "Not all of it was understood.");
  const interrupted = await settleInterrupted();
  let caches = rememberedPips() ? knownCaches() : [];
  let reading = await remembered(caches);
  let found = reading && (await find(reading, text, typed));
  if (!found?.isWhole) {
    // pip may have stored it since.
    const looking = await startProgressToast("Looking for It");
    try {
      caches = await allCaches(looking.signal);
      const none = whyNoCache(caches, "Nothing to Remove");
      if (none === undefined) {
        reading = await readNow(caches, looking);
        found = await find(reading, text, typed);
      }
      const elsewhere = found === undefined ? await findElsewhere(typed, looking.signal) : undefined;
      if (none && elsewhere === undefined) return await looking.settle(withInterrupted(none, interrupted));
      await looking.dismiss();
      if (elsewhere) {
        const message = `pip has nothing of ${shortened(text)}. ${elsewhere.says} of it.`;
        return await showInSearch(text, message, { view: encodeView(elsewhere.view) });
      }
    } catch (error) {
      return looking.fail(error, "Could Not Read the pip Cache");
    }
  }
  if (!found?.isWhole) {
    return showInSearch(text, found ? "Not all of it is cached." : `Nothing is cached of ${shortened(text)}.`);
  }
  const { askBeforeRemoving } = getPreferenceValues<Preferences>();
  const isAsked = askBeforeRemoving || !found.isNamed;
  const removal = await removeFound(found, caches, { known: reading?.complete, interrupted, ask: isAsked });
  if (isDone(removal)) await removeRest(caches, text, typed);
}

const sayNothingWent = async (message: string): Promise<void> =>
  void (await showToast({ style: Toast.Style.Failure, title: "Nothing Was Removed", message }));

/** Says that nothing went, and why, before Search shows what may have been meant. */
async function showInSearch(text: string, message: string, context?: { view: string }): Promise<void> {
  await sayNothingWent(message);
  await openCommand("search-pip-cache", { arguments: { package: text }, ...(context && { context }) });
}

/** A sentence has room for so much of what was typed. */
const MAX_SAID = 60;

const shortened = (text: string): string => (text.length > MAX_SAID ? `${text.slice(0, MAX_SAID)}…` : text);

const removeFound = (
  { request }: Found,
  caches: CacheDirectory[],
  options: Pick<RemovalRequest, "known" | "interrupted" | "ask">,
): Promise<PlanRemoval | undefined> =>
  removeSelection({ ...request, ...options, caches, verb: "Remove", inView: false });

/** Whether all that was agreed to is gone. */
const isDone = (removal: PlanRemoval | undefined): boolean =>
  removal?.failures.length === 0 && !removal.stopped && !removal.kept;

/**
 * Remembers what is there now. What pip has stored since the reading before was in no question: where there is some of it,
 * another one asks.
 */
async function removeRest(caches: CacheDirectory[], text: string, typed: Requirements): Promise<void> {
  const { all, complete: known } = await readNow(caches);
  const rest = await find({ all }, text, typed);
  const asked = rest && (await ask(caches, withoutKept(rest.request), { known }));
  if (rest === undefined || !asked?.question.files) return;
  const because = ["pip has stored it since the cache was read last.", rest.request.because].filter(Boolean).join(" ");
  const removal = await removeFound({ ...rest, request: { ...rest.request, because } }, caches, { known, ask: true });
  if (isDone(removal)) await removeRest(caches, text, typed);
}

type Reading = Pick<CachesRead, "all" | "complete">;

/** Undefined where not all of the caches are remembered. */
async function remembered(caches: CacheDirectory[]): Promise<Reading | undefined> {
  if (caches.length === 0) return undefined;
  const rows = await recallRows();
  const all = new Map<string, Rows>();
  for (const { path } of caches) {
    const own = rows.get(path);
    if (own === undefined) return undefined;
    all.set(path, own);
  }
  return { all, complete: all };
}

/** @throws the signal's reason when it is cancelled */
async function readNow(caches: CacheDirectory[], looking?: ProgressToast): Promise<Reading> {
  const signal = looking?.signal ?? new AbortController().signal;
  const read = await readChanged(caches, signal, (share) => looking?.progress(formatShare(share, 1)));
  await read.remembered;
  return read;
}

/** Undefined where there is nothing of it. */
async function find({ all }: Pick<Reading, "all">, text: string, typed: Requirements): Promise<Found | undefined> {
  const rows = Rows.together([...all.values()]);
  const { shown, chosen, notes } = await inSlices(searchIn(rows, typed));
  const keys = shown.numbers.map((number) => rows.keyAt(number));
  const [first, ...others] = keys;
  const [number] = shown.numbers;
  if (first === undefined || number === undefined) return undefined;
  const isPattern = typed.wanted.some(({ name }) => name.includes("*"));
  const isOne = others.length === 0;
  const owner = isOne ? ownerOf(first, rows.nameAt(number), chosen?.get(first)) : ownerOfAll(keys, chosen);
  const because = [owner.because, ...notes.map(({ says }) => says.replace(/^Found\. /, ""))].filter(Boolean).join(" ");
  return {
    request: {
      selection: owner.selection,
      what: isOne ? owner.what : ownerOfAll(goingOf(keys), chosen).what,
      ...(because && { because }),
      inBulk: isPattern,
    },
    isNamed: isOne && typed.wanted.length === 1 && first === packageKey(PIP, text),
    isWhole: notes.every(({ isFound }) => isFound),
  };
}

/** Those that are named in a question: what is kept stays. */
function goingOf(keys: RowKey[]): RowKey[] {
  const stored = readMarks();
  const kept = new Set("value" in stored ? stored.value.packages : []);
  const going = keys.filter((key) => !kept.has(key));
  return going.length > 0 ? going : keys;
}

function* searchIn(rows: Rows, typed: Requirements) {
  return yield* searchRequirements(yield* showRows(rows, "name", undefined, rowsNamed(rows, typed)), typed, "name");
}

/** Numbers of the only rows that can be meant; undefined where a pattern may mean any. */
function rowsNamed(rows: Rows, { wanted }: Requirements): number[] | undefined {
  if (wanted.some(({ name }) => name.includes("*"))) return undefined;
  return [...new Set(wanted.flatMap(({ name }) => rows.numberOf(packageKey(PIP, name)) ?? []))];
}
