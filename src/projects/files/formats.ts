/** Which files name packages, by their names, and what reads them. */
import type { ProjectFormat } from "../source";
import { readCondaEnvironment } from "./conda-environment";
import { readPdmLock, readPoetryLock, readPylock, readUvLock } from "./locks";
import { readPipfile, readPipfileLock } from "./pipfile";
import { readPyproject, readUvToml } from "./pyproject";
import type { FileReader } from "./reading";
import { readRequirementsFile } from "./requirements-file";
import { readSetupCfg } from "./setup-cfg";

export interface Format {
  is: ProjectFormat;
  /** Whole names. */
  names: RegExp;
  maxBytes: number;
  read: FileReader;
}

/** Of what people write; also of each file that another refers to. */
const MAX_BYTES = 1_000_000;
/** Of what tools write: that of a repository with a thousand packages has five. */
const MAX_LOCK_BYTES = 16_000_000;

const requirements: Format = {
  is: "requirements",
  names: /^(?:.*[-_.])?requirements?(?:[-_.].*|[a-z0-9]*)?\.(?:txt|in|lock)$/i,
  maxBytes: MAX_BYTES,
  read: readRequirementsFile,
};
const constraints: Format = {
  is: "constraints",
  names: /^(?:.*[-_.])?constraints?(?:[-_.].*|[a-z0-9]*)?\.(?:txt|in)$/i,
  maxBytes: MAX_BYTES,
  read: readRequirementsFile,
};

/** The first that fits is it. */
export const formats: Format[] = [
  { is: "pyproject", names: /^pyproject\.toml$/, maxBytes: MAX_BYTES, read: readPyproject },
  { is: "uv.toml", names: /^uv\.toml$/, maxBytes: MAX_BYTES, read: readUvToml },
  { is: "uv.lock", names: /^uv\.lock$/, maxBytes: MAX_LOCK_BYTES, read: readUvLock },
  { is: "poetry.lock", names: /^poetry\.lock$/, maxBytes: MAX_LOCK_BYTES, read: readPoetryLock },
  { is: "pdm.lock", names: /^pdm(?:\..+)?\.lock$/, maxBytes: MAX_LOCK_BYTES, read: readPdmLock },
  { is: "pylock", names: /^pylock(?:\.[^.]+)?\.toml$/, maxBytes: MAX_LOCK_BYTES, read: readPylock },
  { is: "Pipfile.lock", names: /^Pipfile\.lock$/, maxBytes: MAX_LOCK_BYTES, read: readPipfileLock },
  { is: "Pipfile", names: /^Pipfile$/, maxBytes: MAX_BYTES, read: readPipfile },
  {
    is: "conda environment",
    names: /^(?:.*[-_.])?environment(?:[-_.].*)?\.ya?ml$/i,
    maxBytes: MAX_BYTES,
    read: readCondaEnvironment,
  },
  { is: "setup.cfg", names: /^setup\.cfg$/, maxBytes: MAX_BYTES, read: readSetupCfg },
  constraints,
  requirements,
];

/** What a file of a project folder is by its name. */
export const formatOf = (name: string): Format | undefined => formats.find(({ names }) => names.test(name));

/** What a file in a folder called `requirements`, or one that another refers to, is. */
export const requirementsFormat = (name: string): Format => (constraints.names.test(name) ? constraints : requirements);

/** Names in a folder called `requirements`. */
export const isRequirementsName = (name: string): boolean => /\.(?:txt|in)$/i.test(name);
