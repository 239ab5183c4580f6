/**
 * Contestants in turn: each round runs every one of them once, in random order, so that whatever else the machine does
 * meets all alike. What counts is a value per round, its median and its spread.
 */

/** What one run showed: `ms` always, and whatever else its kind of run can tell. */
export interface Sample {
  ms: number;
  [what: string]: number;
}

export interface Contestant {
  name: string;
  /** Not timed: a fresh tree, dropped caches. */
  prepare?: () => Promise<void>;
  run: () => Promise<Sample>;
}

/** By the contestants' names. */
export type Round = Readonly<Record<string, Sample>>;

/** @throws RangeError where it did not run */
export function sampleOf(round: Round, contestant: string): Sample {
  const sample = round[contestant];
  if (sample === undefined) throw new RangeError(`${contestant} did not run.`);
  return sample;
}

/** @throws RangeError where its kind of run cannot tell that */
export function numberIn(sample: Sample, what: string): number {
  const number = sample[what];
  if (number === undefined) throw new RangeError(`A run did not tell ${what}.`);
  return number;
}

export interface Rounds {
  count: number;
  /** Whether to run everybody once before it counts. */
  warmUp?: boolean;
  onRun?: (round: number, contestant: string) => void;
}

export async function runRounds(contestants: Contestant[], { count, warmUp, onRun }: Rounds): Promise<Round[]> {
  const rounds: Round[] = [];
  for (let number = warmUp ? 0 : 1; number <= count; number++) {
    const round: Record<string, Sample> = {};
    for (const { name, prepare, run } of shuffled(contestants)) {
      onRun?.(number, name);
      await prepare?.();
      round[name] = await run();
    }
    if (number > 0) rounds.push(round);
  }
  return rounds;
}

export interface Spread {
  median: number;
  low: number;
  high: number;
}

/** @throws RangeError for no values */
export function spreadOf(values: number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const [low] = sorted;
  const high = sorted.at(-1);
  if (low === undefined || high === undefined) throw new RangeError("There is nothing to take the median of.");
  // Of an odd number twice the same.
  const middle = [sorted[(sorted.length - 1) >> 1] ?? low, sorted[sorted.length >> 1] ?? high] as const;
  return { median: (middle[0] + middle[1]) / 2, low, high };
}

function shuffled<Value>(values: Value[]): Value[] {
  return values
    .map((value) => ({ value, order: Math.random() }))
    .sort((a, b) => a.order - b.order)
    .map(({ value }) => value);
}
