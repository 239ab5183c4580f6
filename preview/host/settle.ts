/** Waiting until a command has come to rest. */
import { setTimeout as sleep } from "node:timers/promises";

export interface Activity {
  /** Promises of the command that are not settled yet. */
  pending: number;
  /** How often something has changed. */
  changes: number;
}

interface SettleOptions {
  activity: Activity;
  /** What is still going on, in words; undefined for nothing. */
  busy: () => string | undefined;
  /** Gives the command's own loop so long to do what is due, in ms. */
  rest: (ms: number) => Promise<void>;
  /** How long nothing must have changed, in ms. */
  quietMs: number;
  timeoutMs: number;
}

const lookEveryMs = 10;

/** Resolves once nothing is busy and nothing changed for a while; rejects after the time limit. */
export async function settle({ activity, busy, rest, quietMs, timeoutMs }: SettleOptions): Promise<void> {
  const end = Date.now() + timeoutMs;
  const late = Number.isFinite(timeoutMs) ? sleep(timeoutMs, undefined, { ref: false }) : undefined;
  for (;;) {
    const { changes } = activity;
    const reason = busy();
    if (reason) await sleep(lookEveryMs);
    else await Promise.race([rest(quietMs), ...(late ? [late] : [])]);
    if (Date.now() > end) {
      throw new Error(`Not settled after ${timeoutMs / 1000} s: ${busy() ?? "it keeps changing"}.`);
    }
    if (!reason && !busy() && changes === activity.changes) return;
  }
}
