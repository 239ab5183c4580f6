/** What the developer tools of this machine keep that they can make again: found, measured a few at a time, remembered. */
import { askWhere } from "../../developer-caches/ask-tool";
import { catalogue } from "../../developer-caches/catalogue/catalogue";
import { planClear, type ClearPlan } from "../../developer-caches/clear";
import { measureTargets, type Size } from "../../developer-caches/measure-tool";
import { isOwnFolder, planOwnFolders } from "../../developer-caches/own-folder";
import { resolveTools, type ResolveOptions, type ResolvedTarget } from "../../developer-caches/resolve";
import type { ReportedPaths } from "../../developer-caches/tool-places";
import type { Failure } from "../../files/failure";
import { own } from "../../files/lookup";
import { thisMachine } from "../../files/machine";
import { readMounts, type Mount } from "../../files/volumes";
import { formatCount, formatPath } from "../shared/format";
import { pathsReported, sizesSeen, type TargetSizes } from "../shared/tool-sizes";
import { addedFolders } from "./map-list";
import type { FoundCaches } from "./measured-tools";
import { neighborsAmong } from "./own-folders";
import { isOfPip, measurePip, type PipSize } from "./pip-targets";
import { listUsages } from "./target-usages";

const DAY_MS = 86_400_000;
/** A list that changes more often than this cannot be read. ms */
const PARTIAL_MS = 200;

/** What is known before anything is measured: where tools keep caches by what is remembered, with the sizes that are. */
export const recallCaches = (): FoundCaches => ({
  plans: plansOf(resolve({ reported: pathsReported.recall()?.value }), []),
  sizes: sizesSeen.recall()?.value ?? {},
  usages: new Map(),
});

export class CacheReader {
  #found: FoundCaches;

  /** @param onFound is handed what is known by then, not more often than can be looked at */
  constructor(
    found: FoundCaches,
    private readonly onFound: (found: FoundCaches) => void = () => {},
  ) {
    this.#found = found;
  }

  get found(): FoundCaches {
    return this.#found;
  }

  /**
   * Finds and measures all, and looks what is in use.
   * @throws the signal's reason when aborted; what was found out until then stands
   */
  async read(signal: AbortSignal): Promise<void> {
    const mounts = await readMounts(thisMachine());
    const plans = plansOf(resolve({ mounts, reported: pathsReported.recall()?.value }), mounts);
    const first = targetsOf(plans);
    this.#know({ plans });
    const using = listUsages(first, signal).then((usages) => this.#know({ usages }));
    const [reported] = await Promise.all([askAllWhere(signal), this.measure(first, signal), using]);
    const all = plansOf(resolve({ mounts, reported }), mounts);
    this.#know({ plans: all });
    const known = new Set(first.map(extent));
    await this.measure(
      targetsOf(all).filter((one) => !known.has(extent(one))),
      signal,
    );
  }

  /** Shows the folders that are on the person's list now, and measures those that never were. */
  async readFolders(): Promise<void> {
    const mounts = await readMounts(thisMachine());
    const others = this.#found.plans.filter(({ target }) => !isOwnFolder(target));
    const folders = planOwn(targetsOf(others), mounts);
    this.#know({ plans: [...others, ...folders] });
    await this.measure(targetsOf(folders).filter((one) => own(this.#found.sizes, one.root) === undefined));
  }

  /**
   * Measures some targets, first what was never measured, or longest ago, so that whoever is stopped gets on the next time.
   * @throws the signal's reason when aborted; what was measured until then stands, and is remembered
   */
  async measure(some: ResolvedTarget[], signal?: AbortSignal): Promise<void> {
    let shownAt = performance.now();
    const { sizes } = this.#found;
    const onMeasured = ({ root }: ResolvedTarget, size: Size | PipSize) => {
      const { bytes, shared, upTo, newestMs, unreadable: failures } = size;
      const unreadable = describeUnreadable(failures);
      const kept = "kept" in size ? size.kept : undefined;
      const measured = { bytes, shared, upTo, newestMs, unreadable, kept, at: Date.now() };
      const isShown = performance.now() - shownAt >= PARTIAL_MS;
      if (isShown) shownAt = performance.now();
      this.#know({ sizes: { ...this.#found.sizes, [root]: measured } }, isShown);
    };
    const measuredAt = ({ root }: ResolvedTarget) => own(sizes, root)?.at ?? 0;
    const waiting = some.toSorted((one, other) => measuredAt(one) - measuredAt(other));
    const ofPip = waiting.filter((target) => isOfPip(target) && target.leftOut === undefined);
    const others = waiting.filter((target) => !isOfPip(target));
    const measureOfPip = async () => {
      for (const target of ofPip) onMeasured(target, await measurePip(target, signal));
    };
    try {
      await Promise.all([measureOfPip(), measureTargets(others, thisMachine(), { signal, onMeasured })]);
    } finally {
      this.#know({});
      rememberSizes(this.#found.sizes);
    }
  }

  #know(more: Partial<FoundCaches>, isShown = true): void {
    this.#found = { ...this.#found, ...more };
    if (isShown) this.onFound(this.#found);
  }
}

const resolve = (options: ResolveOptions): ResolvedTarget[] => resolveTools(catalogue, thisMachine(), options);

const plansOf = (targets: ResolvedTarget[], mounts: Mount[]): ClearPlan[] => [
  ...planClear(targets, thisMachine()),
  ...planOwn(targets, mounts),
];

function planOwn(targets: ResolvedTarget[], mounts: Mount[]): ClearPlan[] {
  const folders = addedFolders();
  return folders.length > 0 ? planOwnFolders(folders, thisMachine(), neighborsAmong(targets, mounts)) : [];
}

const targetsOf = (plans: ClearPlan[]): ResolvedTarget[] => plans.map(({ target }) => target);

/** What a size is of: a directory without what is kept out of it, because that is cleared or counted elsewhere. */
const extent = ({ root, kept }: ResolvedTarget): string => [root, ...kept.toSorted()].join("\0");

/** Where the tools say their places are. Each answer takes a process, so they are asked once a day. */
async function askAllWhere(signal: AbortSignal): Promise<ReportedPaths> {
  const remembered = pathsReported.recall();
  if (remembered && Date.now() - remembered.at < DAY_MS) return remembered.value;
  const began = Date.now();
  const answers = new Map<string, ReportedPaths[string]>();
  for (const tool of catalogue) {
    answers.set(tool.id, await askWhere(tool, thisMachine(), signal));
    // What was stopped has said less than it would have.
    signal.throwIfAborted();
  }
  const reported: ReportedPaths = Object.fromEntries(answers);
  pathsReported.remember(reported, began);
  return reported;
}

function describeUnreadable([first, ...others]: Failure[]): string | undefined {
  if (!first) return undefined;
  const more = others.length > 0 ? `, and ${formatCount(others.length, "other")}` : "";
  return `${formatPath(first.path)}: ${first.reason}${more}`;
}

/** Beside the sizes that were measured elsewhere meanwhile. */
function rememberSizes(measured: TargetSizes): void {
  const both = [...Object.entries(sizesSeen.recall()?.value ?? {}), ...Object.entries(measured)];
  // Of two sizes of a target the last one stays.
  sizesSeen.remember(Object.fromEntries(both.sort(([, one], [, other]) => one.at - other.at)));
}
