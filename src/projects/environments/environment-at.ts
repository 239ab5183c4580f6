/** Reads one environment: which Python it is for, who made it, and what is installed in it. Nothing of it is started. */
import { readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { codeOf, failureOf, isNotFound } from "../../files/failure";
import { exists, namesIn } from "../../files/presence";
import { environmentSettings, packageFolders, type PackageFolder } from "../../pip/read-environment";
import { normalizeName } from "../../packaging/normalize";
import type { Environment, EnvironmentTool } from "../source";
import { readDistributions, type LeftToRead } from "./distributions";
import { lookedAt, type LookOut } from "./look-out";

export interface AtOptions extends LookOut {
  /** What is known of who made it. */
  tool?: EnvironmentTool;
  /** Real paths of folders of packages that were read already, to which those of this one are added: no folder counts twice. */
  seen?: Set<string>;
  /** Of all environments together. */
  left?: LeftToRead;
}

/**
 * The environment whose `sys.prefix` is a folder. Pauses after each distribution.
 * @param prefix real and absolute; looked at already, see `lookedAt`
 * @returns undefined where nothing says that it is one, or all of it is another's
 */
export function* environmentAt(prefix: string, options: AtOptions): Generator<undefined, Environment | undefined> {
  const { seen = new Set(), tool: known } = options;
  const isVirtual = exists(join(prefix, "pyvenv.cfg"));
  const isConda = exists(join(prefix, "conda-meta"));
  // PEP 582, of PDM: there the folder itself has `lib`.
  const isPackages = basename(dirname(prefix)) === "__pypackages__";
  const environment: Environment = {
    kind: "environment",
    path: prefix,
    name: "",
    tool: "venv",
    installed: [],
    failures: [],
  };
  let candidates = packageFolders(prefix);
  if (isPackages) candidates.push({ folder: join(prefix, "lib") });
  try {
    readdirSync(prefix);
  } catch (error) {
    if (isNotFound(error)) return undefined;
    environment.failures.push(failureOf(prefix, error));
    candidates = [];
  }
  yield undefined;
  const folders: (PackageFolder & { real: string })[] = [];
  for (const candidate of candidates) {
    if (!exists(candidate.folder)) continue;
    const { real, why } = lookedAt(candidate.folder, options);
    if (why !== undefined) environment.failures.push(failureOf(candidate.folder, new Error(why)));
    if (real === undefined || seen.has(real) || !isFolder(real)) continue;
    seen.add(real);
    folders.push({ ...candidate, real });
  }
  if (folders.length === 0 && environment.failures.length === 0 && !isVirtual && !isConda) return undefined;

  const settings = isVirtual ? environmentSettings(prefix) : {};
  environment.tool = known ?? toolAt(prefix, { isVirtual, isConda, isPackages, madeBy: settings.madeBy });
  const python = settings.version ?? pythonAt(prefix, folders, isConda);
  const implementation = settings.implementation ?? oneOf(folders.map((folder) => folder.implementation));
  if (python !== undefined) environment.python = python;
  if (implementation !== undefined) environment.implementation = implementation;
  environment.name = environmentName(environment);
  for (const { real } of folders) yield* readDistributions(real, environment, options, options.left);
  if (isConda) tellConda(prefix, environment);
  return environment;
}

/**
 * The environment that a folder of packages is by itself, as that of a user is: named by its path.
 * @param folder real and absolute; looked at already, see `lookedAt`
 */
export function* packagesAt(
  folder: string,
  { tool = "user", seen, left, ...lookOut }: AtOptions,
): Generator<undefined, Environment | undefined> {
  if (seen?.has(folder) || !isFolder(folder)) return undefined;
  seen?.add(folder);
  const environment: Environment = { kind: "environment", path: folder, name: "", tool, installed: [], failures: [] };
  const [, language = "", python] = /[\\/](python|pypy)(\d\.\d+)t?[\\/]site-packages$/.exec(folder) ?? [];
  const [, major, minor] = /[\\/](?:Python(\d)(\d+)(?:-\w+)?)[\\/]site-packages$/i.exec(folder) ?? [];
  const [, framework] = /[\\/]Python[\\/](\d\.\d+)[\\/]/.exec(folder) ?? [];
  const version = python ?? (major && minor ? `${major}.${minor}` : framework);
  if (version !== undefined) environment.python = version;
  if (language !== "") environment.implementation = language === "pypy" ? "pypy" : "cpython";
  environment.name = environmentName(environment);
  yield* readDistributions(folder, environment, lookOut, left);
  return environment;
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    // What may not be looked at is reported by whoever lists it.
    return codeOf(error) === "EACCES";
  }
}

/** The value that all have that have one; undefined where they have several. */
function oneOf<Value>(values: (Value | undefined)[]): Value | undefined {
  const distinct = new Set(values.filter((value) => value !== undefined));
  return distinct.size === 1 ? [...distinct][0] : undefined;
}

/** Of a Python without a `pyvenv.cfg`: `3.12.1` where some name has it, else `3.12`. */
function pythonAt(prefix: string, folders: PackageFolder[], isConda: boolean): string | undefined {
  if (isConda) {
    const records = namesIn(join(prefix, "conda-meta"));
    const version = oneOf(records.map((name) => /^(?:python|pypy3\.\d+)-(\d+\.\d+\.\d+)-[^-]+\.json$/.exec(name)?.[1]));
    if (version !== undefined) return version;
  }
  const libraries = namesIn(join(prefix, "lib")).map((name) => /^(?:python|pypy)(\d\.\d+)t?$/.exec(name)?.[1]);
  const dlls = namesIn(prefix).map((name) => /^python(\d)(\d+)\.dll$/i.exec(name)?.slice(1).join("."));
  const folder = basename(dirname(prefix)) === "__pypackages__" ? /^\d\.\d+$/.exec(basename(prefix))?.[0] : undefined;
  const feature = oneOf(folders.map(({ python }) => python)) ?? oneOf(libraries) ?? oneOf(dlls) ?? folder;
  if (feature === undefined) return undefined;
  // Version managers name folders so: `3.12.1`, `cpython-3.12.8-linux-x86_64-gnu`, `cpython@3.12.3`.
  const named = new RegExp(`(?:^|[-@/\\\\])(${feature.replace(".", "\\.")}\\.\\d+)(?=$|[-_+/\\\\])`).exec(prefix)?.[1];
  return named ?? feature;
}

interface Marks {
  isVirtual: boolean;
  isConda: boolean;
  isPackages: boolean;
  madeBy?: "virtualenv" | "uv";
}

function toolAt(prefix: string, { isVirtual, isConda, isPackages, madeBy }: Marks): EnvironmentTool {
  if (isPackages) return "PDM";
  if (isConda) return "conda";
  if (!isVirtual) return "Python";
  switch (basename(dirname(prefix))) {
    case ".tox":
      return "tox";
    case ".nox":
      return "nox";
    case ".hatch":
      return "Hatch";
    default:
      return madeBy ?? "venv";
  }
}

/**
 * Of those that lie where pipenv and virtualenvwrapper both keep theirs: pipenv's have the hash of their project's folder in
 * their name, and a file that names it.
 */
export function isPipenvs(prefix: string): boolean {
  return /-[A-Za-z0-9_-]{8}(-|$)/.test(basename(prefix)) && exists(join(prefix, ".project"));
}

/** As many are called. */
const common = /^(\..*|(?:virtual|v)?env[\w.-]{0,3}|ENV)$/;

function environmentName({ path, tool, python }: Environment): string {
  const name = basename(path);
  const above = basename(dirname(path));
  const project = basename(dirname(dirname(path)));
  if (tool === "Python") return python === undefined ? path : `Python ${python}`;
  if (tool === "user") return python === undefined ? "User Packages" : `User Packages of Python ${python}`;
  // Below its own folder of data: project, hash of its folder, name.
  if (tool === "Hatch" && above !== ".hatch")
    return project === name || project === "virtual" ? name : `${project}/${name}`;
  if ([".tox", ".nox", ".hatch", "__pypackages__"].includes(above)) return `${project}/${above}/${name}`;
  return common.test(name) && above !== "" ? `${above}/${name}` : name;
}

/**
 * Says of what conda installed that it did: it comes from conda's own packages, not from what pip caches. Newer packages say
 * so in INSTALLER, of older ones its records tell.
 */
function tellConda(prefix: string, { installed }: Environment): void {
  const records = new Set<string>();
  for (const record of namesIn(join(prefix, "conda-meta"))) {
    const [, name, version] = /^(.+)-([^-]+)-[^-]+\.json$/.exec(record) ?? [];
    if (name !== undefined && version !== undefined) records.add(`${normalizeName(name)} ${version}`);
  }
  for (const one of installed) {
    if (one.installer === undefined && records.has(`${one.name} ${one.version}`)) one.installer = "conda";
  }
}
