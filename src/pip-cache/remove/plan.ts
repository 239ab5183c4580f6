/** Finds the files that a selection means, before any of them goes. */
import type { Failure } from "../../files/failure";
import { largestBy } from "../../files/sort-steps";
import { isStillThere } from "../../files/attempts";
import { platformPath } from "../../files/names";
import { inSlices } from "../../files/tasks";
import type { CacheDirectory } from "../locate";
import { noSums, sumGroups } from "../rows/groups";
import type { Rows } from "../rows/rows";
import { list, type ListedFolder, type ListOptions } from "../scan/list";
import { selectsAllBut, type Selection } from "../selection";
import {
  amountOf,
  leftOutOf,
  passingRows,
  questionOf,
  sparedIn,
  tallyOf,
  type Amount,
  type PlannedItem,
  type Question,
  type RowTest,
  type Spared,
} from "./question";

export interface Plan extends Question {
  folders: ListedFolder[];
  /** The sums of what goes, by the real path of the cache directory. */
  rows: Map<string, Rows>;
  /** Whether empty directories go too: when everything was selected. */
  sweep: boolean;
  /**
   * What stays because it came or was changed after the reading that the question's numbers are from, or because it passed
   * `only` then and does not any more.
   */
  late: Amount;
}

export interface PlanOptions extends ListOptions {
  /** A test that the selected rows must still pass, for a list that was made earlier. */
  only?: RowTest;
  /** What is left out of it, where that is known; else it is looked for. */
  spared?: Spared;
}

/**
 * Finds the files that a selection means.
 * @throws the signal's reason when aborted
 */
export async function plan(caches: CacheDirectory[], selection: Selection, options: PlanOptions = {}): Promise<Plan> {
  const { only, until, spared = await sparedBy(caches, selection, options), ...listing } = options;
  // Whether pip has used a package since, all of its entries tell, also those that came since.
  const { rows, folders, foreign, late, failures } = await list(
    caches,
    selection,
    only ? { ...listing, anew: true } : { ...listing, until },
  );
  const tally = await inSlices(tallyOf(rows));
  const passing = only && passingRows(tally, only);
  if (passing && (until || passing.length < tally.packages.length)) {
    if (!until) return plan(caches, { ...selection, rows: passing }, { ...options, spared });
    const planned = await plan(caches, { ...selection, rows: passing }, { ...listing, until, spared });
    const passed = new Set(passing);
    const used = tally.packages.filter(({ key }) => !passed.has(key));
    return { ...planned, late: amountOf(sumGroups([planned.late, ...used].map((one) => ({ ...noSums(), ...one })))) };
  }
  const sweep = selectsAllBut(selection);
  return {
    ...questionOf(tally, caches, selection, [...rows.values()]),
    ...(selection.foreign && { items: filesIn(folders) }),
    foreign,
    failures,
    folders: folders.filter(({ files }) => sweep || files.length > 0),
    rows,
    sweep,
    late: amountOf(late),
    spared,
  };
}

async function sparedBy(
  caches: CacheDirectory[],
  selection: Selection,
  options: PlanOptions,
): Promise<Spared | undefined> {
  const left = leftOutOf(selection);
  if (left === undefined) return undefined;
  const { rows } = await list(caches, left, { ...options, until: undefined, onProgress: undefined });
  return inSlices(sparedIn(rows.values(), left));
}

/** What pip did not write belongs to nothing: a person knows it by its files. */
function filesIn(folders: ListedFolder[]): PlannedItem[] {
  const items = folders.flatMap(({ layout, files }) =>
    Array.from(files, ({ path, size }) => ({ name: platformPath(`${layout}/${path}`), files: 1, bytes: size })),
  );
  return items.sort(largestBy(({ name }) => name));
}

/** What a plan could not read and is there still: a file need not be readable to go. */
export function leftUnread({ failures }: Pick<Plan, "failures">): Failure[] {
  return failures.filter(({ path }) => isStillThere(path));
}
