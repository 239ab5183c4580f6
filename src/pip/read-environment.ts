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
  // venv writes `version`, virtualenv and uv `version_info`.
  const version = /^\s*version(?:_info)?\s*=\s*(\d+\.\d+(?:\.\d+)?)/m.exec(configurationOf(environment))?.[1];
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

function configurationOf(environment: string): string {
  try {
    return readSmallText(join(environment, "pyvenv.cfg"));
  } catch {
    return "";
  }
}

/**
 * Where distributions are installed below a prefix, and the Python that this tells of: `lib/python3.12/site-packages`, of
 * cp312. Debian's own are in `lib/python3/dist-packages`, of no one version.
 */
export function packageFolders(prefix: string): { folder: string; tag?: string }[] {
  const lib = join(prefix, "lib");
  const versions = namesIn(lib).flatMap((name) => {
    const [, python, major, minor] = /^(python|pypy)(\d)(?:\.(\d+))?$/.exec(name) ?? [];
    if (python === undefined) return [];
    const tag = minor && `${python === "pypy" ? "pp" : "cp"}${major}${minor}`;
    const folders = ["site-packages", "dist-packages"].map((folder) => join(lib, name, folder));
    return folders.map((folder) => (tag ? { folder, tag } : { folder }));
  });
  return [...versions, { folder: join(prefix, "Lib", "site-packages") }];
}
