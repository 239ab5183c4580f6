/** Reads one file, or one folder's files, that a person has chosen, wherever it lies: in a thread, since a lock can be large. */
import { basename, dirname } from "node:path";
import { statSync } from "node:fs";
import { runTask, type Task, type ThreadedTask } from "../../files/tasks";
import type { Project } from "../source";
import source from "../worker.generated.txt";
import { findProjects, type FindProjectsOptions, type ProjectFolder } from "./find-projects";
import { formatOf } from "./formats";
import { readProject } from "./read-project";

export interface ChosenMessage extends Pick<FindProjectsOptions, "machine" | "mounts"> {
  /** Absolute. */
  path: string;
}

/** Undefined where there is nothing in it that names packages. */
export const readChosenFiles: Task<ChosenMessage, Project | undefined> = function* ({ path, ...options }) {
  const folder = yield* folderOf(path, options);
  return folder && (yield* readProject(folder, options));
};

function* folderOf(
  path: string,
  options: Pick<FindProjectsOptions, "machine" | "mounts">,
): Generator<undefined, ProjectFolder | undefined> {
  if (isFolder(path)) {
    const { projects } = yield* findProjects(path, { ...options, maxDepth: 1 });
    return projects.find((project) => project.path === path) ?? projects[0];
  }
  const [folder, name] = [dirname(path), basename(path)];
  const of = (above: string, file: string) => ({ path: above, files: [file], environments: [], failures: [] });
  // What has no name that is known is taken as one of a folder `requirements` is.
  return formatOf(name) ? of(folder, name) : of(dirname(folder), `${basename(folder)}/${name}`);
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

const reading: ThreadedTask<ChosenMessage, Project | undefined> = {
  task: readChosenFiles,
  name: "readChosenFiles",
  source,
};

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
