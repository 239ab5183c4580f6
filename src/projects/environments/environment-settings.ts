/** Where people have told tools to keep environments, by the tools' own configuration files: a table of data, and its reader. */
import type { Machine, Platform } from "../../files/machine";
import { escapePattern, existing } from "../../files/patterns";
import { readSmallFile } from "../../files/small-file";
import type { EnvironmentTool } from "../source";
import { decodeUtf8, parseToml } from "../files/toml";
import { stringAt } from "../files/file-values";
import type { EnvironmentPlace } from "./environment-places";

interface EnvironmentSetting {
  tool: EnvironmentTool;
  /** TOML. */
  files: Record<Platform, string[]>;
  /** Where it says a folder, and where below that environments are. */
  keys: { key: string[]; below: string[] }[];
}

const settings: EnvironmentSetting[] = [
  {
    tool: "Poetry",
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
    files: {
      darwin: ["${PDM_CONFIG_FILE}", "~/Library/Application Support/pdm/config.toml"],
      linux: ["${PDM_CONFIG_FILE}", "${XDG_CONFIG_HOME:-~/.config}/pdm/config.toml"],
      win32: ["%PDM_CONFIG_FILE%", "%LOCALAPPDATA%/pdm/pdm/config.toml"],
    },
    keys: [{ key: ["venv", "location"], below: ["*"] }],
  },
  {
    tool: "Hatch",
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
  for (const { tool, files, keys } of settings) {
    for (const file of files[machine.platform].flatMap((pattern) => existing(pattern, machine, mayLook))) {
      const prefixes = prefixesIn(file, keys);
      if (prefixes.length > 0) places.push({ tool, prefixes });
      yield undefined;
    }
  }
  return places;
}

function prefixesIn(file: string, keys: EnvironmentSetting["keys"]): string[] {
  try {
    const table = parseToml(decodeUtf8(readSmallFile(file).bytes));
    return keys.flatMap(({ key, below }) => {
      const folder = stringAt(table, ...key);
      // Poetry's own default names another setting: `{cache-dir}/virtualenvs`.
      return folder === undefined || /[{}$%]/.test(folder)
        ? []
        : below.map((rest) => `${escapePattern(folder)}/${rest}`);
    });
  } catch {
    return [];
  }
}
