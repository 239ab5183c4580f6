/**
 * Where Pythons lie, per platform: a table of data. Raycast starts an extension with hardly any PATH and none of the
 * variables of the person's shell, so every place is named by an absolute path.
 */
import type { Platform } from "../files/machine";

/** Who put a Python there, as a person calls it. */
export type PythonOrigin =
  | "Homebrew"
  | "python.org"
  | "Xcode"
  | "Command Line Tools"
  | "MacPorts"
  | "System"
  | "pyenv"
  | "asdf"
  | "mise"
  | "Rye"
  | "uv"
  | "conda"
  | "pipx"
  | "Microsoft Store"
  | "Scoop"
  | "Chocolatey"
  | "virtual environment"
  | "Preferences"
  | "PATH"
  | "Other";

export interface PythonPlace {
  origin: PythonOrigin;
  /** The tool that keeps its environments there. */
  tool?: "Poetry" | "pipenv" | "virtualenvwrapper";
  /** Folders laid out as a `sys.prefix`: the Python lies in `bin` below, on Windows directly or in `Scripts` below. */
  prefixes?: string[];
  /** Folders in which Pythons lie directly. */
  folders?: string[];
}

/** As the installers of conda and of what was made like it name their folders. */
const condaFolders = ["anaconda", "anaconda3", "miniconda", "miniconda3", "miniforge", "miniforge3", "mambaforge"];

const condaIn = (folders: string[], names = condaFolders): string[] =>
  folders.flatMap((folder) => names.flatMap((name) => [`${folder}/${name}`, `${folder}/${name}/envs/*`]));

/** Version managers and others that keep the same layout on macOS and Linux. */
const onEveryUnix: PythonPlace[] = [
  {
    origin: "pyenv",
    prefixes: ["${PYENV_ROOT}", "~/.pyenv"].flatMap((root) => [`${root}/versions/*`, `${root}/versions/*/envs/*`]),
  },
  { origin: "asdf", prefixes: ["${ASDF_DATA_DIR}/installs/python/*", "~/.asdf/installs/python/*"] },
  {
    origin: "mise",
    prefixes: [
      "${MISE_DATA_DIR}/installs/python/*",
      "~/.local/share/mise/installs/python/*",
      "~/.local/share/rtx/installs/python/*",
    ],
  },
  { origin: "Rye", prefixes: ["${RYE_HOME}/py/*", "${RYE_HOME}/py/*/install", "~/.rye/py/*", "~/.rye/py/*/install"] },
  { origin: "uv", prefixes: ["${UV_PYTHON_INSTALL_DIR}/*", "${XDG_DATA_HOME:-~/.local/share}/uv/python/*"] },
  {
    origin: "conda",
    prefixes: [
      ...["${CONDA_PREFIX}", "${MAMBA_ROOT_PREFIX}", "${MAMBA_ROOT_PREFIX}/envs/*", "~/.conda/envs/*"],
      ...condaIn(["~", "~/opt", "/opt"]),
      ...condaIn(["~"], ["micromamba", ".local/share/mamba"]),
      ...condaIn(["/opt"], ["conda"]),
    ],
  },
  {
    origin: "pipx",
    prefixes: ["${PIPX_HOME}/shared", "~/.local/share/pipx/shared", "~/.local/pipx/shared"],
  },
  { origin: "virtual environment", prefixes: ["${VIRTUAL_ENV}", "~/.venvs/*", "~/.venv", "~/venv"] },
  {
    origin: "virtual environment",
    tool: "virtualenvwrapper",
    prefixes: ["${WORKON_HOME}/*", "~/.virtualenvs/*"],
  },
  {
    origin: "virtual environment",
    tool: "pipenv",
    prefixes: ["${XDG_DATA_HOME}/virtualenvs/*", "~/.local/share/virtualenvs/*"],
  },
  {
    origin: "virtual environment",
    tool: "Poetry",
    prefixes: [
      ...["${POETRY_VIRTUALENVS_PATH}/*", "${POETRY_CACHE_DIR}/virtualenvs/*"],
      "${XDG_CACHE_HOME}/pypoetry/virtualenvs/*",
    ],
  },
];

export const places: Record<Platform, PythonPlace[]> = {
  darwin: [
    {
      origin: "Homebrew",
      prefixes: [
        ...["/opt/homebrew/opt/python@*", "/opt/homebrew/opt/python-freethreading", "/opt/homebrew/opt/pypy*"],
        ...["/usr/local/opt/python@*", "/usr/local/opt/python-freethreading", "/usr/local/opt/pypy*"],
        ...["${HOMEBREW_PREFIX}/opt/python@*"],
      ],
    },
    { origin: "python.org", prefixes: ["/Library/Frameworks/Python.framework/Versions/*"] },
    { origin: "python.org", prefixes: ["/Library/Frameworks/PythonT.framework/Versions/*"] },
    { origin: "Command Line Tools", folders: ["/Library/Developer/CommandLineTools/usr/bin"] },
    {
      origin: "Xcode",
      // The link is what `xcode-select -p` prints. `/usr/bin/python3` only leads here, or to an installer's dialog.
      folders: ["/Applications/Xcode*.app/Contents/Developer/usr/bin", "/var/db/xcode_select_link/usr/bin"],
    },
    ...onEveryUnix,
    {
      origin: "conda",
      prefixes: [
        ...condaIn(["/opt/homebrew", "/usr/local"]),
        ...condaIn(["/opt/homebrew/Caskroom/*", "/usr/local/Caskroom/*"], ["base"]),
      ],
    },
    // Where Homebrew's advice once was to keep it.
    { origin: "pyenv", prefixes: ["/opt/homebrew/var/pyenv/versions/*", "/usr/local/var/pyenv/versions/*"] },
    { origin: "pipx", prefixes: ["~/Library/Application Support/pipx/shared"] },
    // Where uv's first versions kept them, newer ones still do.
    { origin: "uv", prefixes: ["~/Library/Application Support/uv/python/*"] },
    { origin: "virtual environment", tool: "Poetry", prefixes: ["~/Library/Caches/pypoetry/virtualenvs/*"] },
    { origin: "MacPorts", prefixes: ["/opt/local"] },
    { origin: "MacPorts", prefixes: ["/opt/local/Library/Frameworks/Python.framework/Versions/*"] },
    { origin: "System", prefixes: ["/System/Library/Frameworks/Python.framework/Versions/*"] },
    { origin: "Homebrew", folders: ["/opt/homebrew/bin"] },
    { origin: "Other", folders: ["/usr/local/bin", "~/.local/bin", "~/bin"] },
  ],
  linux: [
    ...onEveryUnix,
    { origin: "virtual environment", tool: "Poetry", prefixes: ["~/.cache/pypoetry/virtualenvs/*"] },
    {
      origin: "Homebrew",
      prefixes: [
        "/home/linuxbrew/.linuxbrew/opt/python@*",
        "~/.linuxbrew/opt/python@*",
        "${HOMEBREW_PREFIX}/opt/python@*",
      ],
    },
    { origin: "System", folders: ["/usr/bin"] },
    { origin: "Other", folders: ["/usr/local/bin", "~/.local/bin", "~/bin", "/snap/bin"] },
    { origin: "Other", prefixes: ["/opt/python*", "/opt/python/*", "/usr/local/python*", "/opt/pypy*"] },
  ],
  win32: [
    {
      origin: "python.org",
      prefixes: [
        ...["%LOCALAPPDATA%/Programs/Python/Python*", "%LOCALAPPDATA%/Python/pythoncore-*", "%ProgramFiles%/Python*"],
        ...["%ProgramFiles(x86)%/Python*", "%SystemDrive%/Python*"],
      ],
    },
    {
      origin: "Microsoft Store",
      folders: ["%LOCALAPPDATA%/Microsoft/WindowsApps/PythonSoftwareFoundation.Python.*"],
    },
    { origin: "pyenv", prefixes: ["%PYENV%/versions/*", "%PYENV_ROOT%/versions/*", "~/.pyenv/pyenv-win/versions/*"] },
    { origin: "uv", prefixes: ["%UV_PYTHON_INSTALL_DIR%/*", "%APPDATA%/uv/python/*", "%APPDATA%/uv/data/python/*"] },
    { origin: "Rye", prefixes: ["%RYE_HOME%/py/*", "~/.rye/py/*"] },
    { origin: "mise", prefixes: ["%MISE_DATA_DIR%/installs/python/*", "%LOCALAPPDATA%/mise/installs/python/*"] },
    {
      origin: "conda",
      prefixes: [
        "%CONDA_PREFIX%",
        ...["%MAMBA_ROOT_PREFIX%", "%MAMBA_ROOT_PREFIX%/envs/*"],
        ...condaIn(["~", "%LOCALAPPDATA%", "%ProgramData%", "%SystemDrive%"]),
        ...condaIn(["~", "%APPDATA%"], ["micromamba", "mamba"]),
      ],
    },
    {
      origin: "Scoop",
      prefixes: [
        ...["%SCOOP%", "%SCOOP_GLOBAL%", "~/scoop", "%ProgramData%/scoop"].map(
          (root) => `${root}/apps/python*/current`,
        ),
      ],
    },
    { origin: "Chocolatey", prefixes: ["%ChocolateyToolsLocation%/Python*", "%SystemDrive%/tools/python*"] },
    {
      origin: "pipx",
      prefixes: ["%PIPX_HOME%/shared", "~/pipx/shared", "~/.local/pipx/shared", "%LOCALAPPDATA%/pipx/pipx/shared"],
    },
    { origin: "virtual environment", prefixes: ["%VIRTUAL_ENV%", "~/.venv", "~/venv"] },
    // pipenv keeps its own in the second one.
    {
      origin: "virtual environment",
      tool: "virtualenvwrapper",
      prefixes: ["%WORKON_HOME%/*", "~/.virtualenvs/*", "~/Envs/*"],
    },
    {
      origin: "virtual environment",
      tool: "Poetry",
      prefixes: [
        ...["%POETRY_VIRTUALENVS_PATH%/*", "%POETRY_CACHE_DIR%/virtualenvs/*"],
        "%LOCALAPPDATA%/pypoetry/Cache/virtualenvs/*",
      ],
    },
  ],
};

/** Text files that name conda environments, a prefix in each line. */
export const condaLists = ["~/.conda/environments.txt"];
