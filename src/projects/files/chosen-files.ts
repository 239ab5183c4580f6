/** What one file, or one folder's files, that a person has chosen name, wherever it lies. */
import { basename, dirname } from "node:path";
import { statSync } from "node:fs";
import type { Task } from "../../files/tasks";
import type { Project } from "../source";
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
