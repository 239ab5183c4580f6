/** Waiting until a command has come to rest. */

export interface Activity {
  /** Promises of the command that are not settled yet. */
  pending: number;
  /** When something changed last, in ms. */
  changedAt: number;
}

interface SettleOptions {
  activity: Activity;
  /** What is still going on, in words; undefined for nothing. */
  busy: () => string | undefined;
  /** How long nothing must have changed, in ms. */
  quietMs: number;
  timeoutMs: number;
}

const lookEveryMs = 10;

/** Resolves once nothing is busy and nothing changed for a while; rejects after the time limit. */
export async function settle({ activity, busy, quietMs, timeoutMs }: SettleOptions): Promise<void> {
  const start = Date.now();
  let quietSince = start;
  for (;;) {
    await new Promise((resolve) => setTimeout(resolve, lookEveryMs));
    const now = Date.now();
    const reason = busy();
    if (reason) quietSince = now;
    else if (now - Math.max(quietSince, activity.changedAt) >= quietMs) return;
    if (now - start > timeoutMs)
      throw new Error(`Not settled after ${timeoutMs / 1000} s: ${reason ?? "it keeps changing"}.`);
  }
}
