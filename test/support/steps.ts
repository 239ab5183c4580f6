/** Generators that work in steps, run by hand, and never for ever: what does not end fails. */

const MAX_STEPS = 100_000;

/** Runs steps to their end, or until something holds that is asked for after each. Returns the last step. */
export function runSteps<Part, Result>(
  steps: Generator<Part, Result>,
  until: (step: IteratorResult<Part, Result>) => boolean = () => false,
): IteratorResult<Part, Result> {
  for (let count = 0; count < MAX_STEPS; count++) {
    const step = steps.next();
    if (step.done || until(step)) return step;
  }
  throw new Error(`Not at its end after ${MAX_STEPS} steps.`);
}
