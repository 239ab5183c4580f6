/**
 * What may need packages of a cache, as it was read: environments, in which they are installed, and projects, whose files
 * name them. Nothing of them is ever started. All of it can be cloned: it is read in a thread.
 */
import type { Failure } from "../files/failure";

/** Who made an environment, as a person calls it. */
export type EnvironmentTool =
  | "venv"
  | "virtualenv"
  | "conda"
  | "pipx"
  | "Poetry"
  | "pipenv"
  | "virtualenvwrapper"
  | "Hatch"
  | "PDM"
  | "uv"
  | "tox"
  | "nox"
  /** Of a Python itself: its site-packages, or Debian's dist-packages. */
  | "Python"
  /** Of all Pythons of one user. */
  | "user";

/** One or more folders of installed packages that one Python uses. */
export interface Environment {
  kind: "environment";
  /** Its `sys.prefix`; of a user's packages their folder. Real and absolute: names it among all sources. */
  path: string;
  /** What a person knows it by: `api/.venv`, `poetry`. */
  name: string;
  tool: EnvironmentTool;
  /** `3.12.1`, `3.12` where no more is known; absent where nothing is. */
  python?: string;
  /** What it says of itself, for markers: `cpython`, `pypy`. */
  implementation?: string;
  installed: Installed[];
  /** Of its folders and packages, what could not be read. */
  failures: Failure[];
  /** It, or a part of it, cannot be read now: when that was read last, ms since 1970. See `remembered`. */
  unreadableSince?: number;
}

/** A package that is installed, by its `.dist-info` or `.egg-info`. */
export interface Installed {
  /** Normalised. */
  name: string;
  version: string;
  /** Of the folder or file that says so, absolute. */
  path: string;
  /** As INSTALLER says, in lower case: `pip`, `uv`, `conda`. */
  installer?: string;
  /** Its Requires-Dist, each as it stands there. */
  requires: string[];
  /** See `Environment.unreadableSince`. */
  unreadableSince?: number;
}

/** What files of a project are, each by the tool whose format it is. */
export type ProjectFormat =
  | "requirements"
  | "constraints"
  | "pyproject"
  | "pylock"
  | "uv.toml"
  | "uv.lock"
  | "poetry.lock"
  | "pdm.lock"
  | "Pipfile"
  | "Pipfile.lock"
  | "conda environment"
  | "setup.cfg";

/** A folder with files that name packages. */
export interface Project {
  kind: "project";
  /** Real and absolute: names it among all sources. */
  path: string;
  /** What a person knows it by: the name in its `pyproject.toml`, else that of its folder. */
  name: string;
  files: ProjectFile[];
  /** Real paths of its own environments: below it, or a tool's that belongs to it. */
  environments: string[];
  failures: Failure[];
  /** See `Environment.unreadableSince`. */
  unreadableSince?: number;
}

export interface ProjectFile {
  /** Absolute. */
  path: string;
  format: ProjectFormat;
  /** Whether it names everything that is needed, each in its version, so that no chain has to be followed. */
  isLock: boolean;
  /** As `requires-python` has it: `>=3.9`. */
  requiresPython?: string;
  /** Addresses of indexes that it names, without credentials; absent where it names none. */
  indexes?: string[];
  named: Named[];
  /** What it refers to that was not read: an address, a pipe, what lies outside the project. */
  unread: UnreadReference[];
  /** See `Environment.unreadableSince`. */
  unreadableSince?: number;
}

/** A package that a file names. */
export interface Named {
  /** Normalised. */
  name: string;
  /** The version that a lock has of it. */
  version?: string;
  /** As in PEP 440: `>=1.0,<2`. Absent of any version. */
  specifiers?: string;
  /** Normalised. */
  extras?: string[];
  /** As in PEP 508: `python_version < "3.9"`. */
  marker?: string;
  /** It says which version is taken if something else needs it, and needs nothing itself. */
  isConstraint?: true;
  /** Where it says so, from 1; of locks, which are machine-made, absent. */
  line?: number;
}

export interface UnreadReference {
  /** As it is written there. */
  text: string;
  /** A sentence. */
  why: string;
}

export type Source = Environment | Project;
