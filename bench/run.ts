/** Runs the experiments that the wanted figures need, and makes figures of what was seen. */
import { experiments, type Experiment, type Sizes } from "./experiments";
import { figures, type Figure } from "./figures";
import { runRounds, spreadOf, type Round } from "./measure";
import type { Workshop } from "./workshop";

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
}

/** @throws when a name in `only` is none of a figure, or a run fails */
export async function runBench(workshop: Workshop, { sizes, quick, only, onProgress }: RunOptions): Promise<Results> {
  const all = figures(sizes);
  const unknown = only.find((name) => !all.some((figure) => figure.name === name));
  if (unknown !== undefined) {
    throw new Error(`No figure "${unknown}". There is: ${[...new Set(all.map(({ name }) => name))].join(", ")}.`);
  }
  const results: Results = { figures: [], skipped: [] };
  const wanted = all.filter(({ name }) => only.length === 0 || only.includes(name));
  for (const experiment of experiments(workshop, sizes, quick)) {
    const own = wanted.filter(({ contestants }) => contestants.every((name) => has(experiment, name)));
    if (own.length === 0) continue;
    if (experiment.obstacle) {
      for (const { name } of own) results.skipped.push({ name, why: experiment.obstacle });
      continue;
    }
    const needed = new Set(own.flatMap(({ contestants }) => contestants));
    const rounds = await runRounds(
      experiment.contestants.filter(({ name }) => needed.has(name)),
      {
        count: experiment.rounds,
        warmUp: experiment.warmUp,
        onRun: (round, name) => onProgress(`${experiment.name}, round ${round} of ${experiment.rounds}: ${name}`),
      },
    );
    results.figures.push(...own.map((figure) => resultOf(figure, rounds)));
  }
  const given = new Set([...results.figures, ...results.skipped].map(({ name }) => name));
  for (const { name } of wanted) {
    if (!given.has(name)) results.skipped.push({ name, why: "its rival is not on this machine" });
  }
  return results;
}

function has({ contestants }: Experiment, wanted: string): boolean {
  return contestants.some(({ name }) => name === wanted);
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
    ms: contestants.map((one) => spreadOf(rounds.map((round) => round[one].ms)).median),
  };
}
