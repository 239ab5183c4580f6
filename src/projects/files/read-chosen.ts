/** Reads one file, or one folder's files, that a person has chosen: in a thread, since a lock can be large. */
import { runTask } from "../../files/tasks";
import { taskOf } from "../../files/worker-text";
import type { Project } from "../source";
import source from "../worker.generated.txt";
import type { ChosenMessage, readChosenFiles } from "./chosen-files";

const reading = taskOf<typeof readChosenFiles>("readChosenFiles", source);

/**
 * Undefined where nothing in it names packages.
 * @throws the signal's reason when aborted
 */
export async function readChosen(message: ChosenMessage, signal?: AbortSignal): Promise<Project | undefined> {
  let found: Project | undefined;
  // What can be cloned, which the variables of a process are not.
  const machine = { ...message.machine, env: { ...message.machine.env } };
  await runTask(reading, [{ ...message, machine }], {
    signal,
    threads: 1,
    headStartMs: 0,
    onResult: (project) => (found = project),
  });
  signal?.throwIfAborted();
  return found;
}
