/** Projects laid out in temporary folders, and what is read of them. */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { thisMachine, type Machine } from "../../src/files/machine";
import { runToEnd } from "../../src/files/tasks";
import { findProjects, type FindProjectsOptions, type FoundProjects } from "../../src/projects/files/find-projects";
import { readProject } from "../../src/projects/files/read-project";
import type { Named, Project, ProjectFile } from "../../src/projects/source";
import { temporaryDirectory } from "./temporary";

/** A new folder with these files, by their paths below it; a path that ends in `/` is an empty folder. */
export function layOutFiles(files: Record<string, string | Buffer>, folder = temporaryDirectory()): string {
  for (const [path, content] of Object.entries(files)) {
    const place = join(folder, path);
    mkdirSync(path.endsWith("/") ? place : dirname(place), { recursive: true });
    if (!path.endsWith("/")) writeFileSync(place, content);
  }
  return folder;
}

/** A machine whose home is a new folder. */
export const machineAt = (home: string, more: Partial<Machine> = {}): Machine => ({
  ...thisMachine(),
  home,
  env: {},
  ...more,
});

/** What is found below a folder that lies in no home. */
export const found = (folder: string, options: Partial<FindProjectsOptions> = {}): FoundProjects =>
  runToEnd(findProjects(folder, { machine: machineAt("/home/of/nobody"), mounts: [], ...options }));

/** The project of a folder itself, and what its files name. */
export function projectAt(folder: string, env: Machine["env"] = {}): Project {
  const [project] = found(folder).projects;
  if (project === undefined) throw new Error("There is no project");
  return runToEnd(readProject(project, { machine: machineAt("/home/of/nobody", { env }), mounts: [] }));
}

/** A file of a project by its name. */
export function fileOf(project: Project, name: string): ProjectFile {
  const file = project.files.find(({ path }) => path === join(project.path, name));
  if (file === undefined) throw new Error(`${name} was not read: ${JSON.stringify(project.failures)}`);
  return file;
}

/** As a requirement is written, a locked version behind `==`; constraints begin with `-c`. */
export const written = ({ name, version, specifiers, extras, marker, isConstraint }: Named): string =>
  [
    isConstraint ? "-c " : "",
    name,
    extras ? `[${extras.join(",")}]` : "",
    version === undefined ? (specifiers ?? "") : `==${version}`,
    marker === undefined ? "" : `; ${marker}`,
  ].join("");

/** All that a file names, sorted. */
export const namedIn = (project: Project, name: string): string[] => fileOf(project, name).named.map(written).sort();
