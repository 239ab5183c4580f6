/**
 * Observes a piece of work from inside the process it runs in: how long it takes, how long it keeps the event loop from
 * turning, and what it needs of processor and memory.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { Sample } from "../measure";

type Numbers = Record<string, number>;

/** What the process was told to do. */
export function readTask<Task>(): Task {
  return JSON.parse(process.argv[2] ?? "") as Task;
}

/**
 * Runs the work and prints what was seen as one line of JSON, together with the numbers that the work itself returns, or
 * a function that works them out afterwards.
 * `stallMs` is the longest time between two turns of a timer of 1 ms, less that millisecond.
 */
export async function observe(work: () => Promise<Numbers | (() => Numbers)>): Promise<void> {
  const stall = watchLoop();
  await sleep(20);
  stall.reset();
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const seen = await work();
  const ms = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpuBefore);
  await sleep(2);
  const sample: Sample = {
    ms,
    cpuMs: (user + system) / 1000,
    stallMs: stall.end(),
    residentBytes: process.resourceUsage().maxRSS * 1024,
    ...(typeof seen === "function" ? seen() : seen),
  };
  await new Promise((resolve) => process.stdout.write(`${JSON.stringify(sample)}\n`, resolve));
  process.exit();
}

function watchLoop(): { reset: () => void; end: () => number } {
  let longest = 0;
  let last = performance.now();
  const turn = () => {
    const now = performance.now();
    longest = Math.max(longest, now - last - 1);
    last = now;
  };
  const timer = setInterval(turn, 1);
  return {
    reset: () => {
      last = performance.now();
      longest = 0;
    },
    end: () => {
      clearInterval(timer);
      return longest;
    },
  };
}
