/**
 * Where tools keep the environments that they make, and where Pythons keep what is installed for a user or a system, per
 * platform: a table of data. What `candidates.ts` has, since pips lie there too, is not here again.
 */
import type { Platform } from "../../files/machine";
import { places, type PythonPlace } from "../../pip/candidates";
import type { EnvironmentTool } from "../source";

export interface EnvironmentPlace {
  tool: EnvironmentTool;
  /** Folders laid out as a `sys.prefix`. */
  prefixes?: string[];
  /** Folders in which distributions are installed: each of them is an environment. */
  packages?: string[];
}

const inEach = (folders: string[], path: string): string[] => folders.map((folder) => `${folder}/${path}`);

/** platformdirs' `user_data_dir`, by which pipx, Hatch and PDM find theirs: on a Mac it heeds the variable only since 4.5. */
const dataFolders: Record<Platform, string[]> = {
  darwin: ["${XDG_DATA_HOME}", "~/Library/Application Support"],
  linux: ["${XDG_DATA_HOME:-~/.local/share}"],
  win32: ["%LOCALAPPDATA%"],
};

/** With the project, its folder's hash and the name of the environment; without the former where storage is flat. */
const ofHatch = (folders: string[]): EnvironmentPlace => ({
  tool: "Hatch",
  prefixes: folders.flatMap((folder) => [`${folder}/env/virtual/*/*/*`, `${folder}/env/virtual/*/*`]),
});

const onEveryUnix: EnvironmentPlace[] = [
  {
    tool: "pipx",
    prefixes: inEach(
      ["${PIPX_HOME}", "~/.local/pipx", "~/.local/share/pipx", "${PIPX_GLOBAL_HOME}", "/opt/pipx"],
      "venvs/*",
    ),
  },
  { tool: "uv", prefixes: ["${UV_TOOL_DIR}/*", "${XDG_DATA_HOME:-~/.local/share}/uv/tools/*"] },
  ofHatch(["${HATCH_DATA_DIR}"]),
  { tool: "conda", prefixes: ["${CONDA_ENVS_DIRS...}/*", "${CONDA_ENVS_PATH...}/*"] },
];

const userPackages = (base: string): string[] => [
  `${base}/lib/python*/site-packages`,
  `${base}/lib64/python*/site-packages`,
  `${base}/lib/pypy*/site-packages`,
];

export const environmentPlaces: Record<Platform, EnvironmentPlace[]> = {
  darwin: [
    ...onEveryUnix,
    { tool: "pipx", prefixes: inEach(dataFolders.darwin, "pipx/venvs/*") },
    // Where uv's first versions kept them, newer ones still do.
    { tool: "uv", prefixes: ["~/Library/Application Support/uv/tools/*"] },
    ofHatch(inEach(dataFolders.darwin, "hatch")),
    { tool: "PDM", prefixes: inEach(dataFolders.darwin, "pdm/venvs/*") },
    {
      tool: "user",
      packages: [
        // Pythons that are frameworks, as python.org's, Homebrew's and Apple's are, keep a folder for each version.
        ...userPackages("~/Library/Python/*"),
        ...["${PYTHONUSERBASE}", "~/.local"].flatMap(userPackages),
      ],
    },
    {
      tool: "Python",
      packages: [
        ...["/opt/homebrew", "/usr/local", "${HOMEBREW_PREFIX}"].map((prefix) => `${prefix}/lib/python*/site-packages`),
        "/Library/Python/*/site-packages",
      ],
    },
  ],
  linux: [
    ...onEveryUnix,
    { tool: "pipx", prefixes: inEach(dataFolders.linux, "pipx/venvs/*") },
    ofHatch(inEach(dataFolders.linux, "hatch")),
    { tool: "PDM", prefixes: inEach(dataFolders.linux, "pdm/venvs/*") },
    { tool: "user", packages: ["${PYTHONUSERBASE}", "~/.local"].flatMap(userPackages) },
    { tool: "Python", prefixes: ["/usr", "/usr/local"] },
    {
      tool: "Python",
      packages: ["/home/linuxbrew/.linuxbrew", "~/.linuxbrew", "${HOMEBREW_PREFIX}"].map(
        (prefix) => `${prefix}/lib/python*/site-packages`,
      ),
    },
  ],
  win32: [
    {
      tool: "pipx",
      prefixes: inEach(["%PIPX_HOME%", "~/pipx", "~/.local/pipx", "%LOCALAPPDATA%/pipx/pipx"], "venvs/*"),
    },
    { tool: "uv", prefixes: ["%UV_TOOL_DIR%/*", "%APPDATA%/uv/tools/*", "%APPDATA%/uv/data/tools/*"] },
    ofHatch(["%HATCH_DATA_DIR%", ...inEach(dataFolders.win32, "hatch")]),
    { tool: "PDM", prefixes: inEach(dataFolders.win32, "pdm/pdm/venvs/*") },
    {
      tool: "conda",
      prefixes: [
        ...["${CONDA_ENVS_DIRS...}/*", "${CONDA_ENVS_PATH...}/*", "~/.conda/envs/*"],
        "%LOCALAPPDATA%/conda/conda/envs/*",
      ],
    },
    {
      tool: "user",
      packages: [
        ...["%APPDATA%/Python", "%PYTHONUSERBASE%"].map((base) => `${base}/Python*/site-packages`),
        "%LOCALAPPDATA%/Packages/PythonSoftwareFoundation.Python.*/LocalCache/local-packages/Python*/site-packages",
      ],
    },
  ],
};

/** Where environments and Pythons lie on a platform. */
export interface UsualPlaces {
  environments: EnvironmentPlace[];
  pythons: PythonPlace[];
}

/** What the tables of this project say. */
export const usualPlaces = (platform: Platform): UsualPlaces => ({
  environments: environmentPlaces[platform],
  pythons: places[platform],
});
