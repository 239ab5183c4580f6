/** What the files of a virtual environment say of it, where its Python is not to be started. */
import { join } from "node:path";
import { readSmallText } from "../files/small-file";
import { namesIn } from "../files/presence";
import { capabilitiesOf, type Installation } from "./installation";

type Facts = Partial<
  Pick<Installation, "prefix" | "pythonVersion" | "implementation" | "pythonTag" | "pipVersion" | "capabilities">
>;

/**
 * Versions of its Python and of its own pip, by `pyvenv.cfg` and the `.dist-info` of pip; what they do not say is absent.
 * @param environment its folder
 */
export function readEnvironment(environment: string): Facts {
  const facts: Facts = { prefix: { value: environment } };
  const { version } = environmentSettings(environment);
  if (version !== undefined) facts.pythonVersion = { value: version };
  for (const { folder, tag } of packageFolders(environment)) {
    const pip = namesIn(folder).flatMap((name) => /^pip-([\w.!+]+)\.dist-info$/.exec(name)?.[1] ?? [])[0];
    if (pip === undefined) continue;
    facts.pipVersion = { value: pip };
    facts.capabilities = { value: capabilitiesOf(pip) };
    const python = tag ?? (version && `cp${version.split(".").slice(0, 2).join("")}`);
    if (python) facts.pythonTag = { value: python };
  }
  return facts;
}

/** What `pyvenv.cfg` says; nothing where it cannot be read. */
export interface EnvironmentSettings {
  /** Of its Python: `3.12.1`. */
  version?: string;
  /** As markers have it: `cpython`. */
  implementation?: string;
  /** What made it; venv, which is part of Python, does not say so. */
  madeBy?: "virtualenv" | "uv";
}

/** @param environment its folder */
export function environmentSettings(environment: string): EnvironmentSettings {
  const text = configurationOf(environment);
  const valueOf = (key: string) => new RegExp(`^\\s*${key}\\s*=\\s*(\\S.*?)\\s*$`, "m").exec(text)?.[1];
  const settings: EnvironmentSettings = {};
  // venv writes `version`, virtualenv and uv `version_info`.
  const version = /^\d+\.\d+(?:\.\d+)?/.exec(valueOf("version(?:_info)?") ?? "")?.[0];
  if (version !== undefined) settings.version = version;
  const implementation = /^[A-Za-z]{1,20}$/.exec(valueOf("implementation") ?? "")?.[0];
  if (implementation !== undefined) settings.implementation = implementation.toLowerCase();
  const madeBy = (["uv", "virtualenv"] as const).find((tool) => valueOf(tool) !== undefined);
  if (madeBy !== undefined) settings.madeBy = madeBy;
  return settings;
}

function configurationOf(environment: string): string {
  try {
    return readSmallText(join(environment, "pyvenv.cfg"));
  } catch {
    return "";
  }
}

/** A folder below a prefix in which distributions may be installed. */
export interface PackageFolder {
  folder: string;
  /** The Python that this tells of, as wheels are tagged: `cp312`. */
  tag?: string;
  /** Its version, `3.12`, and implementation, `cpython`. */
  python?: string;
  implementation?: "cpython" | "pypy";
}

/**
 * Where distributions are installed below a prefix: `lib/python3.12/site-packages`, on some systems also below `lib64`, and
 * Debian's own in `lib/python3/dist-packages`, of no one version. They need not be there.
 */
export function packageFolders(prefix: string): PackageFolder[] {
  // Debian's `posix_local` scheme has `local` in between, also in environments that virtualenv makes there; what else lies
  // in `/usr/local` is of another Python.
  const libraries = ["lib", "lib64", "local/lib"];
  const versions = libraries.flatMap((library) =>
    namesIn(join(prefix, library)).flatMap((name): PackageFolder[] => {
      const [, language, major, minor, free = ""] = /^(python|pypy)(\d)(?:\.(\d+)(t?))?$/.exec(name) ?? [];
      if (language === undefined) return [];
      const kinds = library === "local/lib" ? ["dist-packages"] : ["site-packages", "dist-packages"];
      const folders = kinds.map((folder) => join(prefix, library, name, folder));
      if (minor === undefined) return folders.map((folder) => ({ folder }));
      const implementation = language === "pypy" ? "pypy" : "cpython";
      const tag = `${language === "pypy" ? "pp" : "cp"}${major}${minor}${free}`;
      return folders.map((folder) => ({ folder, tag, python: `${major}.${minor}`, implementation }));
    }),
  );
  // The last is that of older PyPys.
  return [...versions, { folder: join(prefix, "Lib", "site-packages") }, { folder: join(prefix, "site-packages") }];
}
