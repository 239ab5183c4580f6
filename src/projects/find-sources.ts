/** Finds and reads all that may need something: the environments of the machine, and the projects below a person's folders. */
import { readEnvironments, type EnvironmentsMessage } from "./environments/read-environments";
import type { LookOut } from "./environments/look-out";
import { findProjects, type ProjectFolder } from "./files/find-projects";
import { readProject } from "./files/read-project";
import type { Environment, Project, Source, UnreadReference } from "./source";
import { environmentsByProject } from "./tool-environments";
import type { Failure } from "../files/failure";
import { realPath } from "../files/presence";
import type { TaskContext } from "../files/tasks";
import type { PythonCandidate } from "../pip/interpreters";

export interface SourcesMessage extends LookOut, Pick<EnvironmentsMessage, "usual"> {
  /** In which a person keeps projects, absolute. */
  folders: string[];
  /** Of the machine, see `knownPythons`. */
  pythons: PythonCandidate[];
  /** Packages that files of all projects together may name; what is beyond is not read. */
  mostNamed?: number;
}

export interface FoundSources {
  sources: Source[];
  /** Of the folders those that are there, real. */
  folders: string[];
  /** What would have been looked at and was not: a path or a name, and why. */
  leftOut: UnreadReference[];
  /** What could not be read; of a source's own see there. */
  failures: Failure[];
}

/** In all projects together: with what was kept of the last reading, and rows, it has to fit into a thread. */
const MOST_NAMED_OF_ALL = 100_000;

/** Pauses now and then; ends early where it is stopped. */
export function* findSources(message: SourcesMessage, context: TaskContext): Generator<undefined, FoundSources> {
  const found: FoundSources = { sources: [], folders: [], leftOut: [], failures: [] };
  const folders = new Map<string, ProjectFolder>();
  const paths = new Set<string>();
  for (const folder of message.folders) {
    if (context.stopped()) return found;
    found.folders.push(realPath(folder) ?? folder);
    const { projects, environments, leftOut, failures } = yield* findProjects(folder, message);
    for (const project of projects) if (!folders.has(project.path)) folders.set(project.path, project);
    for (const path of [...environments, ...projects.flatMap((project) => project.environments)]) paths.add(path);
    found.leftOut.push(...leftOut);
    found.failures.push(...failures);
  }
  const projects: Project[] = [];
  const left = { named: message.mostNamed ?? MOST_NAMED_OF_ALL };
  for (const folder of folders.values()) {
    if (context.stopped()) return found;
    projects.push(yield* readProject(folder, { ...message, left }));
  }
  const environments: Environment[] = [];
  const steps = readEnvironments({ ...message, paths: [...paths] }, context);
  let step = steps.next();
  for (; !step.done; step = steps.next()) {
    environments.push(...(step.value?.environments ?? []));
    yield;
  }
  found.leftOut.push(...step.value.leftOut);
  found.failures.push(...step.value.failures);
  const own = yield* environmentsByProject(
    projects.map(({ path }) => path),
    environments,
  );
  for (const [at, project] of projects.entries()) {
    project.environments = [...new Set([...project.environments, ...(own[at] ?? [])])];
  }
  found.sources.push(...environments, ...projects);
  return found;
}
