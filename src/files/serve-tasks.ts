/** The other end of `runTask`: what a worker's bundle calls to offer its tasks. */
import { inspect } from "node:util";
import { parentPort, workerData } from "node:worker_threads";
import { own } from "./lookup";
import type { Order, Reply, Task } from "./tasks";

/**
 * Answers messages with the results of the task this worker was started for.
 * @param tasks by name
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any -- each task has its own message and result
export function serveTasks(tasks: Record<string, Task<any, any>>): void {
  if (parentPort === null) return;
  const port = parentPort;
  const { task } = workerData as { task: string };
  const run = own(tasks, task);
  if (run === undefined) throw new Error(`There is no task ${task}.`);
  const reply = (message: Reply) => port.postMessage(message);
  port.on("message", ({ message, stop }: Order) => {
    try {
      const steps = run(message, { stopped: () => Atomics.load(stop, 0) !== 0, relieved: () => false });
      let step = steps.next();
      for (; !step.done; step = steps.next()) if (step.value !== undefined) reply({ result: step.value, more: true });
      reply({ result: step.value });
    } catch (error) {
      reply({ error: inspect(error) });
    }
  });
  reply({});
}
