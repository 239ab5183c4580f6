/** The folders that a person keeps projects in: nothing is walked that is not on this list. */
import { statSync } from "node:fs";
import { join } from "node:path";
import { realPath } from "../../files/presence";
import { thisMachine } from "../../files/machine";
import { platformPath } from "../../files/names";
import { PersonalData, type StoredData } from "../shared/personal-data";

interface ProjectFolders {
  /** Absolute, as the platform writes them. */
  folders: string[];
}

const stored = new PersonalData<ProjectFolders>({
  name: "The list of project folders",
  file: "project-folders",
  version: 1,
  empty: { folders: [] },
  parse: ({ folders }) =>
    Array.isArray(folders) && folders.every((one) => typeof one === "string") ? { folders } : undefined,
});

export const readProjectFolders = (): StoredData<ProjectFolders> => stored.read();

/** Gives what cannot be read another name, so that a new list can be begun. */
export const setProjectFoldersAside = (): void => stored.setAside();

/** @returns the folder as it stands on the list. @throws see `PersonalData.change` */
export function addProjectFolder(path: string): string {
  const folder = platformPath(realPath(path) ?? path);
  stored.change(({ folders }) => ({ folders: folders.includes(folder) ? folders : [...folders, folder] }));
  return folder;
}

/** Takes it off the list, and nothing else. @throws see `PersonalData.change` */
export function removeProjectFolder(path: string): void {
  stored.change(({ folders }) => ({ folders: folders.filter((one) => one !== path) }));
}

const usualNames = ["Developer", "Projects", "projects", "code", "Code", "src", "dev", "repos", "git", "workspace"];

/** Where people keep projects, as far as that is there and not on the list. */
export function usualProjectFolders(): string[] {
  const { home } = thisMachine();
  const read = stored.read();
  const known = new Set("value" in read ? read.value.folders : []);
  const found = new Set<string>();
  for (const name of usualNames) {
    const real = realPath(join(home, name));
    if (real !== undefined && isFolder(real)) found.add(platformPath(real));
  }
  return [...found].filter((path) => !known.has(path));
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
