/** The other end of `runTask`: what a worker's bundle calls to offer its tasks. */
import { parentPort, workerData } from "node:worker_threads";
import { taskNamed, type Reply, type TaskContext, type TaskKit } from "./tasks";

/** Answers messages with the results of the task this worker was started for. */
export function serveTasks(tasks: TaskKit["tasks"]): void {
  if (parentPort === null) return;
  const port = parentPort;
  const { task, stop } = workerData as { task: string; stop: Int32Array };
  const context: TaskContext = { stopped: () => Atomics.load(stop, 0) !== 0, relieved: () => false };
  const reply = (message: Reply) => port.postMessage(message);
  port.on("message", (message: unknown) => {
    try {
      const steps = taskNamed(tasks, task)(message, context);
      let step = steps.next();
      for (; !step.done; step = steps.next()) if (step.value !== undefined) reply({ result: step.value, more: true });
      reply({ result: step.value });
    } catch (error) {
      reply({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
  });
  reply({});
}
