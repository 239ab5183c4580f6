/** What the files of a virtual environment say of it, where its Python is not to be started. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { listing } from "./glob";
import { abilitiesOf, type Installation } from "./installation";

type Facts = Partial<
  Pick<Installation, "prefix" | "pythonVersion" | "implementation" | "pythonTag" | "pipVersion" | "abilities">
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
  const pip = folders(environment)
    .flatMap(listing)
    .flatMap((name) => /^pip-([\w.!+]+)\.dist-info$/.exec(name)?.[1] ?? [])
    .at(0);
  if (pip !== undefined) {
    facts.pipVersion = { value: pip };
    facts.abilities = { value: abilitiesOf(pip) };
  }
  return facts;
}

function configurationOf(environment: string): string {
  try {
    return readFileSync(join(environment, "pyvenv.cfg"), "utf8");
  } catch {
    return "";
  }
}

/** Where distributions are installed, per platform. */
function folders(environment: string): string[] {
  const lib = join(environment, "lib");
  const versions = listing(lib).filter((name) => /^(python|pypy)\d/.test(name));
  return [...versions.map((name) => join(lib, name, "site-packages")), join(environment, "Lib", "site-packages")];
}
