/**
 * Finds the projects and the environments below a folder that a person keeps projects in. It goes through no link, into no
 * folder of a tool, and into none that is not really on this machine; where it stops early, it says so.
 */
import { statSync } from "node:fs";
import { sep } from "node:path";
import { failureOf, isNotFound, type Failure } from "../../files/failure";
import type { Machine } from "../../files/machine";
import { exists, realPath } from "../../files/presence";
import { systemFolders } from "../../files/protected-folders";
import { whyLeftOut, whyNotInBackground, type Mount } from "../../files/volumes";
import { readDirectory, type DirectoryEntry } from "../../files/walk";
import type { UnreadReference } from "../source";
import { formatOf, isRequirementsName } from "./formats";

export interface FindProjectsOptions {
  machine: Machine;
  /** See `readMounts`. */
  mounts: Mount[];
  /** Nobody looks at it: folders for which macOS asks a person are left out. */
  isInBackground?: boolean;
  /** Folders below folders. */
  maxDepth?: number;
  /** Folders that are looked into. */
  maxFolders?: number;
  /** ms */
  maxTimeMs?: number;
  /** ms, of any beginning. */
  now?: () => number;
}

const MAX_DEPTH = 12;
const MAX_FOLDERS = 200_000;
const MAX_TIME_MS = 30_000;
/** Of one folder; a folder of data may have a million of one name. */
const MAX_FILES = 200;
/** Of what could not be listed, in one project. */
const MAX_FAILURES = 100;
const timeNow = () => performance.now();

/** A folder with files that name packages. */
export interface ProjectFolder {
  /** Real and absolute. */
  path: string;
  /** Paths below it, with `/`. */
  files: string[];
  /** Real paths of the environments that belong to no project further down. */
  environments: string[];
  failures: Failure[];
}

export interface FoundProjects {
  /** Those above come first. */
  projects: ProjectFolder[];
  /** Real paths of environments that lie in no project. */
  environments: string[];
  /** What was to be looked at and was not, each by its path. */
  leftOut: UnreadReference[];
  failures: Failure[];
  /** Folders that were looked into. */
  folders: number;
}

/** Of other tools, and what can be made again. What has a `CACHEDIR.TAG` or is an environment is no less known. */
const skipped = new Set([
  ...["node_modules", "bower_components", "jspm_packages", "site-packages", "dist-packages", "vendor", "Pods"],
  ...[".git", ".hg", ".svn", ".bzr", ".jj", "__pycache__", ".eggs", ".ipynb_checkpoints"],
  ...[
    ".cache",
    ".mypy_cache",
    ".pytest_cache",
    ".ruff_cache",
    ".hypothesis",
    ".gradle",
    ".terraform",
    ".next",
    ".nuxt",
  ],
  ...[".Trash", ".Trashes", "$RECYCLE.BIN", "System Volume Information", ".Spotlight-V100", ".fseventsd"],
]);
/** What looks like a file to a person; in some of them are photos, which macOS asks for. */
const bundle = /\.(?:app|framework|bundle|photoslibrary|musiclibrary|tvlibrary|xcodeproj|xcworkspace|imovielibrary)$/i;

/** A folder that is still to be looked into. */
interface Pending {
  path: string;
  /** The project that it lies in. */
  project: ProjectFolder | undefined;
  /** `environment`: of a Python's version in `__pypackages__`, where PEP 582 had no file that tells. */
  is: "folder" | "environment";
}

/** Pauses after each folder. */
export function* findProjects(folder: string, options: FindProjectsOptions): Generator<undefined, FoundProjects> {
  return yield* new Finder(options).find(folder);
}

class Finder {
  readonly #found: FoundProjects = { projects: [], environments: [], leftOut: [], failures: [], folders: 0 };
  readonly #options: FindProjectsOptions;
  readonly #mountPoints: Set<string>;
  readonly #system: Set<string>;

  constructor(options: FindProjectsOptions) {
    this.#options = options;
    this.#mountPoints = new Set(options.mounts.map(({ path }) => path));
    this.#system = new Set(systemFolders(options.machine));
  }

  /** Level by level, so that a limit leaves out what lies deepest. */
  *find(folder: string): Generator<undefined, FoundProjects> {
    const { maxDepth = MAX_DEPTH, maxFolders = MAX_FOLDERS, maxTimeMs = MAX_TIME_MS, now = timeNow } = this.#options;
    const end = now() + maxTimeMs;
    const root = this.#rootOf(folder);
    let level: Pending[] = root === undefined ? [] : [{ path: root, project: undefined, is: "folder" }];
    for (let depth = 0; level.length > 0; depth++) {
      const next: Pending[] = [];
      for (const pending of level) {
        if (depth > maxDepth)
          return this.#stopAt(pending, `What lies deeper than ${maxDepth} folders was not looked at.`);
        if (this.#found.folders >= maxFolders)
          return this.#stopAt(pending, `Only ${maxFolders} folders were looked into.`);
        if (now() > end) return this.#stopAt(pending, `Looking took longer than ${maxTimeMs / 1_000} seconds.`);
        this.#lookInto(pending, depth === 0, next);
        yield undefined;
      }
      level = next;
    }
    return this.#found;
  }

  /** Where it really is; undefined where it is left out, gone, or may not be looked at. */
  #rootOf(folder: string): string | undefined {
    if (this.#isLeftOut(folder, true)) return undefined;
    const real = realPath(folder);
    if (real !== undefined && this.#isLeftOut(real, true)) return undefined;
    const failure = whyNoFolder(folder);
    if (failure === undefined) return real;
    this.#found.failures.push(failure);
    return undefined;
  }

  #stopAt({ path }: Pending, why: string): FoundProjects {
    this.#found.leftOut.push({ text: path, why });
    return this.#found;
  }

  #lookInto({ path, project, is }: Pending, isRoot: boolean, next: Pending[]): void {
    const found = this.#found;
    found.folders++;
    const entries = this.#list(path, (project ?? found).failures);
    if (entries === undefined) return;
    if (
      !isRoot &&
      entries.some(({ name, type }) => name === "CACHEDIR.TAG" && type === "file") &&
      !isEnvironment(path, entries)
    ) {
      return;
    }
    const own = this.#projectIn(path, entries) ?? project;
    if (is === "environment" || isEnvironment(path, entries)) {
      (own ?? found).environments.push(path);
      return;
    }
    const isPackages = path.endsWith(`${sep}__pypackages__`);
    for (const { name, type } of entries) {
      const child = below(path, name);
      if (type !== "directory" || this.#isSkipped(path, name) || this.#isLeftOut(child, false)) continue;
      // A folder of requirements is part of the project that it lies in.
      if (own?.path === path && own.files.some((file) => file.startsWith(`${name}/`))) continue;
      next.push({ path: child, project: own, is: isPackages ? "environment" : "folder" });
    }
  }

  #list(path: string, failures: Failure[]): DirectoryEntry[] | undefined {
    try {
      return readDirectory(path);
    } catch (error) {
      if (!isNotFound(error) && failures.length < MAX_FAILURES) failures.push(failureOf(path, error));
      return undefined;
    }
  }

  /** The project of the folder itself. */
  #projectIn(path: string, entries: DirectoryEntry[]): ProjectFolder | undefined {
    const project: ProjectFolder = { path, files: [], environments: [], failures: [] };
    for (const { name, type } of entries) {
      const [, ofCloud] = /^\.(.+)\.icloud$/.exec(name) ?? [];
      if (type === "directory") {
        if (/^requirements?$/i.test(name)) project.files.push(...this.#requirementsIn(path, name, project.failures));
      } else if (formatOf(name)) project.files.push(name);
      else if (ofCloud !== undefined && formatOf(ofCloud)) {
        project.failures.push({
          path: below(path, name),
          code: "UNKNOWN",
          reason: "It is in iCloud, and not on this Mac.",
        });
      }
    }
    const { files, failures } = project;
    if (files.length === 0 && failures.length === 0) return undefined;
    if (files.length > MAX_FILES) {
      const reason = `Of its ${files.length} files that name packages, only ${MAX_FILES} are read.`;
      failures.push({ path, code: "UNKNOWN", reason });
    }
    this.#found.projects.push({ ...project, files: files.sort().slice(0, MAX_FILES) });
    return this.#found.projects.at(-1);
  }

  /** None of a folder that is a project of its own. */
  #requirementsIn(path: string, folder: string, failures: Failure[]): string[] {
    const files = (this.#list(below(path, folder), failures) ?? []).filter(({ type }) => type !== "directory");
    if (files.some(({ name }) => name === "pyproject.toml" || name === "setup.py")) return [];
    return files.filter(({ name }) => isRequirementsName(name)).map(({ name }) => `${folder}/${name}`);
  }

  #isSkipped(path: string, name: string): boolean {
    const { home } = this.#options.machine;
    if (skipped.has(name) || bundle.test(name) || this.#system.has(below(path, name))) return true;
    // What tools and the system keep for a person.
    return path === home && (name.startsWith(".") || name === "Library" || name === "AppData");
  }

  /** Not asked of each folder, but where a volume, or a folder of a cloud, may begin. */
  #isLeftOut(path: string, isRoot: boolean): boolean {
    const { machine, mounts, isInBackground } = this.#options;
    const parent = path.slice(0, path.lastIndexOf(sep));
    if (!isRoot && parent !== machine.home && !this.#mountPoints.has(path)) return false;
    const why = whyLeftOut(path, machine, mounts) ?? (isInBackground ? whyNotInBackground(path, machine) : undefined);
    if (why !== undefined) this.#found.leftOut.push({ text: path, why });
    return why !== undefined;
  }
}

/** Why nothing can be looked for at a path; undefined where a folder is there. */
export function whyNoFolder(path: string): Failure | undefined {
  try {
    return statSync(path).isDirectory() ? undefined : { path, code: "ENOTDIR", reason: "It is no folder." };
  } catch (error) {
    return isNotFound(error) ? { path, code: "ENOENT", reason: "There is no such folder." } : failureOf(path, error);
  }
}

/** By what venv, virtualenv and uv write, and conda; before its version 20, virtualenv wrote no such file. */
function isEnvironment(path: string, entries: DirectoryEntry[]): boolean {
  const has = (wanted: string, is: DirectoryEntry["type"]) =>
    entries.some(({ name, type }) => name === wanted && type === is);
  if (has("pyvenv.cfg", "file") || has("conda-meta", "directory")) return true;
  const programs = ["bin", "Scripts"].find((name) => has(name, "directory"));
  if (programs === undefined || !(has("lib", "directory") || has("Lib", "directory"))) return false;
  return exists(below(below(path, programs), "activate_this.py"));
}

const below = (folder: string, name: string): string => (folder.endsWith(sep) ? folder : folder + sep) + name;
