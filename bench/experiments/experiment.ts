/**
 * An experiment runs us and our rivals in turn on the same trees, and makes figures of what was seen. A run of ours is
 * timed inside its fresh process, which is what a person with an open command feels; a rival's is the wall time of its
 * process.
 */
import { spawnSync } from "node:child_process";
import { numberIn, sampleOf, type Contestant, type Round } from "../measure";

export interface Experiment {
  name: string;
  rounds: number;
  warmUp?: boolean;
  contestants: Contestant[];
  figures: Figure[];
  /** Why it cannot be run on this machine, if so. */
  obstacle?: string;
}

/** What is shown of an experiment. A bar is the most that a value may be. */
export interface Figure {
  name: string;
  /** Of the tree, or of the larger one where two are compared. */
  entries: number;
  title: string;
  unit: string;
  bar?: number;
  /** Names of those it takes: of a ratio, ours and then the rival. */
  contestants: string[];
  /** Why just this one cannot be given on this machine, if so. */
  obstacle?: string;
  /** The value of one round. */
  value: (round: Round) => number;
}

/** Entries of the trees: the smallest caches, the largest common ones, and what a build server keeps. */
export interface Sizes {
  small: number;
  medium: number;
  large: number;
}

export const megabyte = 1_000_000;

/** The time of ours in those of a rival. */
export const ratio = (ours: string, rival: string): Pick<Figure, "unit" | "contestants" | "value"> => ({
  unit: "x",
  contestants: [ours, rival],
  value: (round) => sampleOf(round, ours).ms / sampleOf(round, rival).ms,
});

/** What one contestant's run showed: made of the numbers that it told. */
export const seen = (
  contestant: string,
  value: (number: (what: string) => number) => number,
): Pick<Figure, "contestants" | "value"> => ({
  contestants: [contestant],
  value: (round) => value((what) => numberIn(sampleOf(round, contestant), what)),
});

/** Why what needs a program of the machine cannot be run, if it has none. */
export function missing(program: string): string | undefined {
  const { error } = spawnSync(program, ["--version"], { stdio: "ignore" });
  return error ? `there is no ${program} here` : undefined;
}
