/** Where people have told tools to keep environments, by the tools' own configuration files: a table of data, and its reader. */
import type { Machine, Platform } from "../../files/machine";
import { escapePattern, existing } from "../../files/patterns";
import { readSmallFile } from "../../files/small-file";
import type { EnvironmentTool } from "../source";
import { parseYaml } from "../files/conda-environment";
import { decodeUtf8, parseToml } from "../files/toml";
import { stringAt, stringsAt } from "../files/file-values";
import type { EnvironmentPlace } from "./environment-places";

interface EnvironmentSetting {
  tool: EnvironmentTool;
  parse: (text: string) => unknown;
  files: Record<Platform, string[]>;
  /** Where it says a folder, or a list of them, and where below that environments are. */
  keys: { key: string[]; below: string[] }[];
}

const condaFolder = (folder: string): string[] =>
  [".condarc", "condarc", "condarc.d/*.yml", "condarc.d/*.yaml"].map((name) => `${folder}/${name}`);

/** Also below the installations that `candidates.ts` knows: there it is the whole machine's. */
const condaFiles = [
  ...["${CONDARC}", "~/.condarc"],
  ...["${CONDA_ROOT}", "${CONDA_PREFIX}", "${XDG_CONFIG_HOME}/conda", "~/.config/conda", "~/.conda"].flatMap(
    condaFolder,
  ),
  ...["anaconda3", "miniconda3", "miniforge3", "mambaforge"].flatMap((name) => condaFolder(`~/${name}`)),
];

const settings: EnvironmentSetting[] = [
  {
    tool: "Poetry",
    parse: parseToml,
    files: {
      darwin: ["${POETRY_CONFIG_DIR}/config.toml", "~/Library/Application Support/pypoetry/config.toml"],
      linux: ["${POETRY_CONFIG_DIR}/config.toml", "${XDG_CONFIG_HOME:-~/.config}/pypoetry/config.toml"],
      win32: ["%POETRY_CONFIG_DIR%/config.toml", "%APPDATA%/pypoetry/config.toml"],
    },
    keys: [
      { key: ["virtualenvs", "path"], below: ["*"] },
      { key: ["cache-dir"], below: ["virtualenvs/*"] },
    ],
  },
  {
    tool: "PDM",
    parse: parseToml,
    files: {
      darwin: ["${PDM_CONFIG_FILE}", "~/Library/Application Support/pdm/config.toml"],
      linux: ["${PDM_CONFIG_FILE}", "${XDG_CONFIG_HOME:-~/.config}/pdm/config.toml"],
      win32: ["%PDM_CONFIG_FILE%", "%LOCALAPPDATA%/pdm/pdm/config.toml"],
    },
    keys: [{ key: ["venv", "location"], below: ["*"] }],
  },
  {
    tool: "Hatch",
    parse: parseToml,
    files: {
      darwin: ["${HATCH_CONFIG}", "~/Library/Application Support/hatch/config.toml"],
      linux: ["${HATCH_CONFIG}", "${XDG_CONFIG_HOME:-~/.config}/hatch/config.toml"],
      win32: ["%HATCH_CONFIG%", "%LOCALAPPDATA%/hatch/config.toml"],
    },
    keys: [
      { key: ["dirs", "data"], below: ["env/virtual/*/*/*"] },
      { key: ["dirs", "env", "virtual"], below: ["*", "*/*/*"] },
    ],
  },
  {
    // Of all of these, not of the first: conda puts their lists together. See "Searching for .condarc" of its documentation.
    tool: "conda",
    parse: parseYaml,
    files: {
      darwin: [...condaFiles, ...condaFolder("/etc/conda"), ...condaFolder("/var/lib/conda")],
      linux: [...condaFiles, ...condaFolder("/etc/conda"), ...condaFolder("/var/lib/conda")],
      win32: [...condaFiles, ...condaFolder("%ProgramData%/conda")],
    },
    keys: [
      { key: ["envs_dirs"], below: ["*"] },
      { key: ["envs_path"], below: ["*"] },
    ],
  },
];

/**
 * The places that configuration files name. What cannot be read says nothing; relative paths are a project's own.
 * @param mayLook whether to look at a file, by its path alone
 */
export function* configuredPlaces(
  machine: Machine,
  mayLook: (path: string) => boolean,
): Generator<undefined, EnvironmentPlace[]> {
  const places: EnvironmentPlace[] = [];
  for (const { tool, files, keys, parse } of settings) {
    for (const file of files[machine.platform].flatMap((pattern) => existing(pattern, machine, mayLook))) {
      const prefixes = prefixesIn(file, keys, parse);
      if (prefixes.length > 0) places.push({ tool, prefixes });
      yield undefined;
    }
  }
  return places;
}

function prefixesIn(file: string, keys: EnvironmentSetting["keys"], parse: EnvironmentSetting["parse"]): string[] {
  try {
    const table = parse(decodeUtf8(readSmallFile(file).bytes));
    return keys.flatMap(({ key, below }) => {
      const one = stringAt(table, ...key);
      const folders = one === undefined ? stringsAt(table, ...key) : [one];
      return folders.flatMap((folder) => {
        const pattern = patternOf(folder);
        return pattern === undefined ? [] : below.map((rest) => `${pattern}/${rest}`);
      });
    });
  } catch {
    return [];
  }
}

/** With the variables that conda replaces. Undefined of what has braces besides: Poetry's default is `{cache-dir}/virtualenvs`. */
function patternOf(folder: string): string | undefined {
  const parts = folder.split(/\$\{(\w+)\}|\$(\w+)|%(\w+)%/);
  const pattern = parts.map((part = "", at) => (at % 4 === 0 ? escapePattern(part) : part && `\${${part}}`));
  return parts.some((part = "", at) => at % 4 === 0 && /[{}$%]/.test(part)) ? undefined : pattern.join("");
}
