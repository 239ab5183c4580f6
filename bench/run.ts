/** Runs the experiments that the wanted figures need, and makes figures of what was seen. */
import type { Experiment, Figure, Sizes } from "./experiments/experiment";
import { hashLinks } from "./experiments/links";
import { firstPaint, memory, questions } from "./experiments/list";
import { needs } from "./experiments/needs";
import { reopening } from "./experiments/reopen";
import { removal } from "./experiments/removal";
import { coldScan, warmScan } from "./experiments/scan";
import { stalls } from "./experiments/stalls";
import { otherTools } from "./experiments/tools";
import { runRounds, sampleOf, spreadOf, type Round } from "./measure";
import { installNewestPip } from "./newest-pip";
import type { Workshop } from "./workshop";
import type { Pip } from "../test/support/pip";

export interface Result {
  name: string;
  entries: number;
  title: string;
  /** The median over the rounds. */
  value: number;
  unit: string;
  /** The most that the value may be; null where there is no bar. */
  bar: number | null;
  /** Whether it is within the bar; null where there is none. */
  met: boolean | null;
  /** Of the rounds' values. */
  low: number;
  high: number;
  rounds: number;
  /** Median times of those that were run, ms: of a ratio, ours and then the rival's. */
  ms: number[];
}

export interface Results {
  figures: Result[];
  /** Figures that this machine could not give, and why. */
  skipped: { name: string; why: string }[];
}

export interface RunOptions {
  sizes: Sizes;
  /** Two rounds of everything. */
  quick: boolean;
  /** Names of figures; all when empty. */
  only: string[];
  onProgress: (line: string) => void;
  /** Called with the figures of an experiment as soon as it is over: the next may be interrupted. */
  onFigures: (figures: Result[]) => void;
}

/** @throws when a name in `only` is none of a figure, or a run fails */
export async function runBench(workshop: Workshop, options: RunOptions): Promise<Results> {
  const { sizes, quick, only, onProgress, onFigures } = options;
  const isWanted = (name: string) => only.length === 0 || only.includes(name);
  const newest = isWanted("clear-pip-newest") ? await installNewestPip(workshop) : undefined;
  const experiments = allExperiments(workshop, sizes, quick, newest);
  const names = new Set(experiments.flatMap(({ figures }) => figures.map(({ name }) => name)));
  const unknown = only.find((name) => !names.has(name));
  if (unknown !== undefined) throw new Error(`No figure "${unknown}". There is: ${[...names].join(", ")}.`);
  const results: Results = { figures: [], skipped: [] };
  for (const { name, figures, contestants, rounds: count, warmUp, obstacle } of experiments) {
    const wanted = figures.filter((figure) => isWanted(figure.name));
    const whyNot = (figure: Figure) =>
      obstacle ??
      figure.obstacle ??
      (figure.contestants.every((one) => contestants.some((other) => other.name === one))
        ? undefined
        : "its rival is not on this machine");
    const possible = wanted.filter((figure) => whyNot(figure) === undefined);
    for (const figure of wanted) {
      const why = whyNot(figure);
      if (why !== undefined) results.skipped.push({ name: figure.name, why });
    }
    if (possible.length === 0) continue;
    const needed = new Set(possible.flatMap((figure) => figure.contestants));
    const rounds = await runRounds(
      contestants.filter((one) => needed.has(one.name)),
      {
        count,
        warmUp,
        onRun: (round, contestant) => onProgress(`${name}, round ${round} of ${count}: ${contestant}`),
      },
    );
    const found = possible.map((figure) => resultOf(figure, rounds));
    onFigures(found);
    results.figures.push(...found);
  }
  return results;
}

function allExperiments(workshop: Workshop, sizes: Sizes, isQuick: boolean, newest?: Pip | string): Experiment[] {
  const rounds = (count: number) => (isQuick ? 2 : count);
  return [
    warmScan(workshop, sizes, rounds(9)),
    coldScan(workshop, sizes, rounds(3)),
    reopening(workshop, sizes, rounds(5)),
    firstPaint(workshop, sizes, rounds(9)),
    questions(workshop, sizes, rounds(5)),
    memory(workshop, sizes, rounds(3)),
    hashLinks(workshop, sizes, rounds(5)),
    removal(workshop, sizes, rounds(4), newest),
    needs(workshop, sizes, rounds(5)),
    otherTools(workshop, sizes, rounds(9)),
    stalls(workshop, sizes, rounds(2)),
  ];
}

function resultOf({ name, entries, title, unit, bar, contestants, value }: Figure, rounds: Round[]): Result {
  const { median, low, high } = spreadOf(rounds.map(value));
  return {
    name,
    entries,
    title,
    value: median,
    unit,
    bar: bar ?? null,
    met: bar === undefined ? null : median <= bar,
    low,
    high,
    rounds: rounds.length,
    ms: contestants.map((one) => spreadOf(rounds.map((round) => sampleOf(round, one).ms)).median),
  };
}
