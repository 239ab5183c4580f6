/** The other end of `runTask`: what a worker's bundle calls to offer its tasks. */
import { inspect } from "node:util";
import { parentPort, workerData } from "node:worker_threads";
import { own } from "./lookup";
import type { Order, Reply, Task } from "./tasks";

/** Parts that may wait for the command's own thread: all that wait are taken in in one turn of its event loop. */
const AHEAD = 1;
/** Whether to stop is looked at so often. ms */
const LOOK_MS = 50;

function waitUntilTaken(taken: Int32Array, parts: number, stopped: () => boolean): void {
  for (let now = Atomics.load(taken, 0); now < parts && !stopped(); now = Atomics.load(taken, 0)) {
    Atomics.wait(taken, 0, now, LOOK_MS);
  }
}

/**
 * Answers messages with the results of the task this worker was started for.
 * @param tasks by name
 * @returns the tasks, for whoever runs the worker's text without a thread
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each task has its own message and result
export function serveTasks<Tasks extends Record<string, Task<any, any>>>(tasks: Tasks): Tasks {
  if (parentPort === null) return tasks;
  const port = parentPort;
  const { task } = workerData as { task: string };
  const run = own(tasks, task);
  if (run === undefined) throw new Error(`There is no task ${task}.`);
  const reply = (message: Reply) => port.postMessage(message);
  port.on("message", ({ message, stop, taken }: Order) => {
    try {
      const stopped = () => Atomics.load(stop, 0) !== 0;
      const steps = run(message, { stopped, relieved: () => false });
      let step = steps.next();
      for (let parts = 0; !step.done; step = steps.next()) {
        if (step.value === undefined) continue;
        reply({ result: step.value, more: true });
        waitUntilTaken(taken, ++parts - AHEAD, stopped);
      }
      reply({ result: step.value });
    } catch (error) {
      reply({ error: inspect(error) });
    }
  });
  reply({});
  return tasks;
}
