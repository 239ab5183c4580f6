/** Waits that end: one for what never happens says what that is, where the test would only hang. */

import { setTimeout as delay } from "node:timers/promises";

/** Long enough for any machine, and shorter than what ends a test that hangs. ms */
const PATIENCE_MS = Number(process.env.TEST_PATIENCE_MS ?? 60_000);

/** Waits until something is so. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; !(await holds()); await delay(10)) {
    if (Date.now() > end) throw new Error(`It is still not so: ${String(holds)}`);
  }
}

/** The same promise, unless it takes too long. */
export async function inTime<Value>(promise: Promise<Value>): Promise<Value> {
  const over = new AbortController();
  const late = delay(PATIENCE_MS, undefined, { signal: over.signal }).then(() => {
    throw new Error("It is still not over.");
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    late.catch(() => {});
    over.abort();
  }
}

/**
 * What a program did that has a limit, and had begun when that came: on a busy machine it may not have, and is given longer.
 * @param run with a limit, ms
 * @returns how it went in the end, also where it had never begun
 */
export async function atLimit<Ended>(
  run: (limitMs: number) => Promise<Ended>,
  hasBegun: (ended: Ended) => boolean,
): Promise<Ended> {
  for (let limitMs = 1_000; ; limitMs *= 2) {
    const ended = await run(limitMs);
    if (hasBegun(ended) || limitMs > PATIENCE_MS / 4) return ended;
  }
}
