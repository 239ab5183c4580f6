/** Where each tool's documentation says that its Pythons lie, against the table of candidates: every place by itself. */
import { join } from "node:path";
import type { PythonOrigin } from "../../src/pip/candidates";
import { findInstallations } from "../../src/pip/find";
import type { Platform } from "../../src/files/machine";
import { expand } from "../../src/files/patterns";
import { layOut } from "./layout";

/** A Python and, where the tool leaves one, the file that marks its environment. Variables hold folders. */
type Place = [origin: PythonOrigin, python: string, more?: { env?: Record<string, string>; mark?: string }];

const conda = { mark: "../conda-meta/history" };
const environment = { mark: "../pyvenv.cfg" };

const onEveryUnix: Place[] = [
  ["pyenv", "~/.pyenv/versions/3.12.1/bin/python3.12"],
  ["pyenv", "/srv/pyenv/versions/3.11.7/bin/python", { env: { PYENV_ROOT: "/srv/pyenv" } }],
  ["virtual environment", "~/.pyenv/versions/3.12.1/envs/web/bin/python", environment],
  [
    "virtual environment",
    "/srv/py/versions/3.9.1/envs/web/bin/python",
    { ...environment, env: { PYENV_ROOT: "/srv/py" } },
  ],
  ["conda", "~/.pyenv/versions/miniforge3-latest/bin/python", conda],
  ["asdf", "~/.asdf/installs/python/3.11.4/bin/python3.11"],
  ["asdf", "/srv/asdf/installs/python/3.11.4/bin/python3", { env: { ASDF_DATA_DIR: "/srv/asdf" } }],
  ["mise", "~/.local/share/mise/installs/python/3.13.0/bin/python3"],
  ["mise", "/srv/mise/installs/python/3.13.0/bin/python3", { env: { MISE_DATA_DIR: "/srv/mise" } }],
  ["Rye", "~/.rye/py/cpython@3.12.3/bin/python3"],
  ["Rye", "~/.rye/py/cpython@3.11.1/install/bin/python3"],
  ["Rye", "/srv/rye/py/cpython@3.12.3/bin/python3", { env: { RYE_HOME: "/srv/rye" } }],
  ["uv", "~/.local/share/uv/python/cpython-3.12.8-linux-x86_64-gnu/bin/python3.12"],
  ["uv", "~/.local/share/uv/python/pypy-3.10.16-linux-x86_64-gnu/bin/pypy3.10"],
  ["uv", "/srv/uv/cpython-3.13.1/bin/python3.13", { env: { UV_PYTHON_INSTALL_DIR: "/srv/uv" } }],
  ["conda", "~/anaconda3/bin/python3.12", conda],
  ["conda", "~/miniconda3/envs/lab/bin/python3.12", conda],
  ["conda", "~/opt/anaconda3/bin/python", conda],
  ["conda", "~/miniforge3/bin/python", conda],
  ["conda", "~/mambaforge/envs/lab/bin/python", conda],
  ["conda", "~/micromamba/envs/lab/bin/python", conda],
  ["conda", "~/.local/share/mamba/envs/lab/bin/python", conda],
  ["conda", "/srv/mamba/envs/lab/bin/python", { ...conda, env: { MAMBA_ROOT_PREFIX: "/srv/mamba" } }],
  ["conda", "/srv/active/bin/python", { ...conda, env: { CONDA_PREFIX: "/srv/active" } }],
  ["conda", "~/.conda/envs/lab/bin/python", conda],
  ["conda", "/opt/miniconda3/bin/python", conda],
  ["pipx", "~/.local/share/pipx/shared/bin/python", environment],
  ["pipx", "~/.local/pipx/shared/bin/python", environment],
  ["pipx", "/srv/pipx/shared/bin/python", { ...environment, env: { PIPX_HOME: "/srv/pipx" } }],
  ["virtual environment", "/srv/app/.venv/bin/python", { ...environment, env: { VIRTUAL_ENV: "/srv/app/.venv" } }],
  ["virtual environment", "~/.virtualenvs/web/bin/python", environment],
  ["virtual environment", "/srv/all/web/bin/python", { ...environment, env: { WORKON_HOME: "/srv/all" } }],
  ["virtual environment", "~/.local/share/virtualenvs/web-x1/bin/python", environment],
  [
    "virtual environment",
    "/srv/data/virtualenvs/web-x1/bin/python",
    { ...environment, env: { XDG_DATA_HOME: "/srv/data" } },
  ],
  [
    "virtual environment",
    "/srv/envs/web-py3.12/bin/python",
    { ...environment, env: { POETRY_VIRTUALENVS_PATH: "/srv/envs" } },
  ],
  [
    "virtual environment",
    "/srv/poetry/virtualenvs/web-py3.12/bin/python",
    { ...environment, env: { POETRY_CACHE_DIR: "/srv/poetry" } },
  ],
  ["Other", "~/.local/bin/python3.12"],
  ["Other", "/usr/local/bin/python3.10"],
  ["PATH", "/srv/tools/bin/python3.8", { env: { PATH: "/srv/tools/bin" } }],
];

const places: Record<Platform, Place[]> = {
  darwin: [
    ...onEveryUnix,
    ["Homebrew", "/opt/homebrew/opt/python@3.12/bin/python3.12"],
    ["Homebrew", "/usr/local/opt/python@3.9/bin/python3.9"],
    ["Homebrew", "/opt/homebrew/opt/python-freethreading/bin/python3.13t"],
    ["Homebrew", "/opt/homebrew/opt/pypy3.10/bin/pypy3.10"],
    ["Homebrew", "/opt/homebrew/bin/python3.11"],
    ["Homebrew", "/srv/brew/opt/python@3.13/bin/python3.13", { env: { HOMEBREW_PREFIX: "/srv/brew" } }],
    ["python.org", "/Library/Frameworks/Python.framework/Versions/3.12/bin/python3.12"],
    ["python.org", "/Library/Frameworks/PythonT.framework/Versions/3.13/bin/python3.13t"],
    ["Command Line Tools", "/Library/Developer/CommandLineTools/usr/bin/python3"],
    ["Xcode", "/Applications/Xcode.app/Contents/Developer/usr/bin/python3"],
    ["Xcode", "/Applications/Xcode-16.2.app/Contents/Developer/usr/bin/python3"],
    ["Xcode", "/var/db/xcode_select_link/usr/bin/python3"],
    ["pyenv", "/opt/homebrew/var/pyenv/versions/3.11.7/bin/python"],
    ["conda", "/opt/homebrew/Caskroom/miniforge/base/bin/python", conda],
    ["conda", "/opt/homebrew/Caskroom/miniconda/base/envs/lab/bin/python", conda],
    ["conda", "/usr/local/anaconda3/bin/python", conda],
    ["pipx", "~/Library/Application Support/pipx/shared/bin/python", environment],
    ["virtual environment", "~/Library/Caches/pypoetry/virtualenvs/web-py3.12/bin/python", environment],
    ["MacPorts", "/opt/local/bin/python3.12"],
    ["MacPorts", "/opt/local/Library/Frameworks/Python.framework/Versions/3.12/bin/python3.12"],
    ["System", "/System/Library/Frameworks/Python.framework/Versions/2.7/bin/python2.7"],
  ],
  linux: [
    ...onEveryUnix,
    ["System", "/usr/bin/python3.11"],
    ["Homebrew", "/home/linuxbrew/.linuxbrew/opt/python@3.12/bin/python3.12"],
    ["Other", "/snap/bin/python3"],
    ["Other", "/opt/python/3.12.1/bin/python3.12"],
    ["Other", "/opt/python/cp312-cp312/bin/python3.12"],
    ["Other", "/opt/pypy3.10/bin/pypy3.10"],
    ["virtual environment", "~/.cache/pypoetry/virtualenvs/web-py3.12/bin/python", environment],
  ],
  win32: [
    ["python.org", "~/AppData/Local/Programs/Python/Python312/python.exe"],
    ["python.org", "~/AppData/Local/Programs/Python/Python311-32/python.exe"],
    ["python.org", "~/AppData/Local/Python/pythoncore-3.14-64/python.exe"],
    ["python.org", "/Program Files/Python313/python.exe"],
    ["python.org", "/Program Files (x86)/Python38-32/python.exe"],
    ["python.org", "/Python27/python.exe"],
    ["python.org", "/python36/python.exe"],
    [
      "Microsoft Store",
      "~/AppData/Local/Microsoft/WindowsApps/PythonSoftwareFoundation.Python.3.12_qbz5n2kfra8p0/python3.12.exe",
    ],
    ["pyenv", "~/.pyenv/pyenv-win/versions/3.10.5/python.exe"],
    ["pyenv", "/srv/pyenv-win/versions/3.10.5/python.exe", { env: { PYENV: "/srv/pyenv-win" } }],
    ["uv", "~/AppData/Roaming/uv/python/cpython-3.12.8-windows-x86_64-none/python.exe"],
    ["Rye", "~/.rye/py/cpython@3.12.3/python.exe"],
    ["mise", "~/AppData/Local/mise/installs/python/3.13.0/python.exe"],
    ["conda", "~/anaconda3/python.exe", { mark: "conda-meta/history" }],
    ["conda", "/ProgramData/miniconda3/python.exe", { mark: "conda-meta/history" }],
    ["conda", "~/miniforge3/envs/lab/python.exe", { mark: "conda-meta/history" }],
    ["conda", "~/AppData/Local/miniconda3/envs/lab/python.exe", { mark: "conda-meta/history" }],
    ["conda", "~/AppData/Roaming/mamba/envs/lab/python.exe", { mark: "conda-meta/history" }],
    ["Scoop", "~/scoop/apps/python/current/python.exe"],
    ["Scoop", "~/scoop/apps/python311/current/python.exe"],
    ["Scoop", "/srv/scoop/apps/python/current/python.exe", { env: { SCOOP: "/srv/scoop" } }],
    ["Chocolatey", "/tools/python38/python.exe"],
    ["pipx", "~/pipx/shared/Scripts/python.exe", environment],
    ["pipx", "~/AppData/Local/pipx/pipx/shared/Scripts/python.exe", environment],
    [
      "virtual environment",
      "/srv/app/.venv/Scripts/python.exe",
      { ...environment, env: { VIRTUAL_ENV: "/srv/app/.venv" } },
    ],
    ["virtual environment", "~/Envs/web/Scripts/python.exe", environment],
    ["virtual environment", "~/AppData/Local/pypoetry/Cache/virtualenvs/web/Scripts/python.exe", environment],
  ],
};

describe.each(["darwin", "linux", "win32"] as const)("on %s", (platform) => {
  it.each(places[platform])("%s lies in %s", async (origin, python, { env = {}, mark } = {}) => {
    const machine = layOut(platform);
    const path = machine.python(python);
    if (mark) machine.file(join(python, "..", mark));
    const folders = platform === "win32" ? windowsFolders(machine.root, machine.home) : {};
    const below = Object.entries(env).map(([name, value]) => [name, join(machine.root, value)]);
    machine.env = { ...folders, ...Object.fromEntries(below) };
    expect(await findInstallations(machine)).toMatchObject([{ origin, python: path }]);
  });
});

const windowsFolders = (root: string, home: string) => ({
  LOCALAPPDATA: join(home, "AppData", "Local"),
  APPDATA: join(home, "AppData", "Roaming"),
  ProgramFiles: join(root, "Program Files"),
  "ProgramFiles(x86)": join(root, "Program Files (x86)"),
  ProgramData: join(root, "ProgramData"),
  SystemDrive: root,
});

it("takes a drive for its top folder, not for the working directory on it", () => {
  const machine = { platform: "win32", home: "C:\\Users\\ada", env: { SystemDrive: "C:" } } as const;
  expect(expand("%SystemDrive%/tools", machine)).toEqual(["C:/tools"]);
});

it("never looks for a variable that is not there, or names no absolute path", () => {
  const machine = { platform: "linux", home: "/home/ada", env: { PYENV_ROOT: "relative", RYE_HOME: "" } } as const;
  for (const name of ["PYENV_ROOT", "RYE_HOME", "UNSET"]) expect(expand(`\${${name}}/x`, machine)).toEqual([]);
});
