/** Machines of each platform with the environments of each tool where its documentation, or its source, says that they are. */
import { join } from "node:path";
import type { Machine, Platform } from "../../../src/files/machine";
import type { Environment, EnvironmentTool } from "../../../src/projects/source";
import { layOut, type LaidOut } from "../../pip/layout";
import { readAll } from "./read-all";

/** Where a distribution is installed, below the home or from the root; which tool's it is, by what name, for which Python. */
interface Place {
  packages: string;
  tool: EnvironmentTool;
  name: string;
  python?: string;
  env?: Record<string, string>;
  /** Its `sys.prefix`. Default: of what is not of a user, what is above the folder's `lib`. */
  prefix?: string;
  /** Further files. Default: a `pyvenv.cfg` in the prefix. */
  marks?: string[];
}

const lib = "lib/python3.12/site-packages";

const onEveryUnix: Place[] = [
  { packages: `~/.local/share/pipx/venvs/black/${lib}`, tool: "pipx", name: "black" },
  { packages: `~/.local/pipx/venvs/black/${lib}`, tool: "pipx", name: "black" },
  { packages: `/srv/pipx/venvs/black/${lib}`, tool: "pipx", name: "black", env: { PIPX_HOME: "/srv/pipx" } },
  { packages: `/opt/pipx/venvs/black/${lib}`, tool: "pipx", name: "black" },
  { packages: `/srv/all/venvs/black/${lib}`, tool: "pipx", name: "black", env: { PIPX_GLOBAL_HOME: "/srv/all" } },
  { packages: `~/.local/share/pipx/shared/${lib}`, tool: "pipx", name: "shared", marks: ["bin/python", "pyvenv.cfg"] },
  { packages: `~/.local/share/uv/tools/ruff/${lib}`, tool: "uv", name: "ruff" },
  { packages: `/srv/tools/ruff/${lib}`, tool: "uv", name: "ruff", env: { UV_TOOL_DIR: "/srv/tools" } },
  { packages: `/srv/data/uv/tools/ruff/${lib}`, tool: "uv", name: "ruff", env: { XDG_DATA_HOME: "/srv/data" } },
  {
    packages: `/srv/hatch/env/virtual/app/Ab1-_x9Z/docs/${lib}`,
    tool: "Hatch",
    name: "app/docs",
    env: { HATCH_DATA_DIR: "/srv/hatch" },
  },
  { packages: `~/.virtualenvs/web/${lib}`, tool: "virtualenvwrapper", name: "web" },
  { packages: `/srv/all/web/${lib}`, tool: "virtualenvwrapper", name: "web", env: { WORKON_HOME: "/srv/all" } },
  { packages: `~/.local/share/virtualenvs/web-Ab1-_x9Z/${lib}`, tool: "pipenv", name: "web-Ab1-_x9Z" },
  {
    packages: `/srv/all/web-Ab1-_x9Z/${lib}`,
    tool: "pipenv",
    name: "web-Ab1-_x9Z",
    env: { WORKON_HOME: "/srv/all" },
    marks: ["pyvenv.cfg", ".project"],
  },
  {
    packages: `/srv/envs/web-Ab1_-x9Z-py3.12/${lib}`,
    tool: "Poetry",
    name: "web-Ab1_-x9Z-py3.12",
    env: { POETRY_VIRTUALENVS_PATH: "/srv/envs" },
  },
  {
    packages: `/srv/poetry/virtualenvs/web-Ab1_-x9Z-py3.12/${lib}`,
    tool: "Poetry",
    name: "web-Ab1_-x9Z-py3.12",
    env: { POETRY_CACHE_DIR: "/srv/poetry" },
  },
  { packages: `~/miniconda3/${lib}`, tool: "conda", name: "miniconda3", marks: ["bin/python", "conda-meta/history"] },
  {
    packages: `~/miniconda3/envs/lab/${lib}`,
    tool: "conda",
    name: "lab",
    python: "3.12.4",
    marks: ["bin/python", "conda-meta/history", "conda-meta/python-3.12.4-h5148396_1.json"],
  },
  {
    packages: `/srv/conda/lab/${lib}`,
    tool: "conda",
    name: "lab",
    env: { CONDA_ENVS_DIRS: "/srv/none:/srv/conda" },
    marks: ["conda-meta/history"],
  },
  {
    packages: `~/.pyenv/versions/3.12.1/${lib}`,
    tool: "Python",
    name: "Python 3.12.1",
    python: "3.12.1",
    marks: ["bin/python3.12"],
  },
  {
    packages: `~/.pyenv/versions/3.12.1/envs/web/${lib}`,
    tool: "venv",
    name: "web",
    marks: ["bin/python", "pyvenv.cfg"],
  },
  {
    packages: `~/.local/share/uv/python/cpython-3.12.8-linux-x86_64-gnu/${lib}`,
    tool: "Python",
    name: "Python 3.12.8",
    python: "3.12.8",
    marks: ["bin/python3.12"],
  },
  {
    packages: `/srv/data/uv/python/cpython-3.12.8-linux-x86_64-gnu/${lib}`,
    tool: "Python",
    name: "Python 3.12.8",
    python: "3.12.8",
    env: { XDG_DATA_HOME: "/srv/data" },
    marks: ["bin/python3.12"],
  },
  {
    packages: "~/.local/share/uv/python/cpython-3.13.1+freethreaded-x/lib/python3.13t/site-packages",
    tool: "Python",
    name: "Python 3.13.1",
    python: "3.13.1",
    marks: ["bin/python3.13t"],
  },
  {
    packages: "~/.local/lib/python3.11/site-packages",
    prefix: "~/.local/lib/python3.11/site-packages",
    tool: "user",
    name: "User Packages of Python 3.11",
    python: "3.11",
  },
  {
    packages: "/srv/base/lib/python3.11/site-packages",
    prefix: "/srv/base/lib/python3.11/site-packages",
    tool: "user",
    name: "User Packages of Python 3.11",
    python: "3.11",
    env: { PYTHONUSERBASE: "/srv/base" },
  },
];

/** Where variables say. */
const onWindowsElsewhere: Place[] = [
  { packages: "/moved/venvs/black/Lib/site-packages", tool: "pipx", name: "black", env: { PIPX_HOME: "/moved" } },
  { packages: "/moved/ruff/Lib/site-packages", tool: "uv", name: "ruff", env: { UV_TOOL_DIR: "/moved" } },
  {
    packages: "/moved/env/virtual/app/Ab1-_x9Z/docs/Lib/site-packages",
    tool: "Hatch",
    name: "app/docs",
    env: { HATCH_DATA_DIR: "/moved" },
  },
  {
    packages: "/moved/web-py3.12/Lib/site-packages",
    tool: "Poetry",
    name: "web-py3.12",
    env: { POETRY_VIRTUALENVS_PATH: "/moved" },
  },
  {
    packages: "/moved/virtualenvs/web-py3.12/Lib/site-packages",
    tool: "Poetry",
    name: "web-py3.12",
    env: { POETRY_CACHE_DIR: "/moved" },
  },
  { packages: "/moved/web/Lib/site-packages", tool: "virtualenvwrapper", name: "web", env: { WORKON_HOME: "/moved" } },
  {
    packages: "/moved/Python312/site-packages",
    prefix: "/moved/Python312/site-packages",
    tool: "user",
    name: "User Packages of Python 3.12",
    python: "3.12",
    env: { PYTHONUSERBASE: "/moved" },
  },
  {
    packages: "/moved/lab/Lib/site-packages",
    tool: "conda",
    name: "lab",
    env: { CONDA_ENVS_DIRS: "/moved" },
    marks: ["conda-meta/history"],
  },
  { packages: "~/.conda/envs/lab/Lib/site-packages", tool: "conda", name: "lab", marks: ["conda-meta/history"] },
  {
    packages: "~/AppData/Local/conda/conda/envs/lab/Lib/site-packages",
    tool: "conda",
    name: "lab",
    marks: ["conda-meta/history"],
  },
];

const places: Record<Platform, Place[]> = {
  darwin: [
    ...onEveryUnix,
    { packages: `~/Library/Application Support/pipx/venvs/black/${lib}`, tool: "pipx", name: "black" },
    { packages: `~/Library/Application Support/uv/tools/ruff/${lib}`, tool: "uv", name: "ruff" },
    {
      packages: `~/Library/Application Support/uv/python/cpython-3.12.8-macos-aarch64-none/${lib}`,
      tool: "Python",
      name: "Python 3.12.8",
      python: "3.12.8",
      marks: ["bin/python3.12"],
    },
    {
      packages: "/usr/local/lib/python3.12/site-packages",
      prefix: "/usr/local/lib/python3.12/site-packages",
      tool: "Python",
      name: "Python 3.12",
      python: "3.12",
    },
    {
      packages: `/opt/homebrew/Caskroom/miniconda/base/envs/lab/${lib}`,
      tool: "conda",
      name: "lab",
      marks: ["bin/python", "conda-meta/history"],
    },
    { packages: `~/Library/Application Support/hatch/env/virtual/app/Ab1-_x9Z/app/${lib}`, tool: "Hatch", name: "app" },
    {
      packages: `~/Library/Application Support/pdm/venvs/app-Ab1-_x9Z-3.12/${lib}`,
      tool: "PDM",
      name: "app-Ab1-_x9Z-3.12",
    },
    { packages: `~/Library/Caches/pypoetry/virtualenvs/web-py3.12/${lib}`, tool: "Poetry", name: "web-py3.12" },
    {
      packages: "~/Library/Python/3.9/lib/python/site-packages",
      prefix: "~/Library/Python/3.9/lib/python/site-packages",
      tool: "user",
      name: "User Packages of Python 3.9",
      python: "3.9",
    },
    {
      packages: "/Library/Python/3.9/site-packages",
      prefix: "/Library/Python/3.9/site-packages",
      tool: "Python",
      name: "Python 3.9",
      python: "3.9",
    },
    {
      packages: "/opt/homebrew/lib/python3.12/site-packages",
      prefix: "/opt/homebrew/lib/python3.12/site-packages",
      tool: "Python",
      name: "Python 3.12",
      python: "3.12",
    },
    {
      packages: `/Library/Frameworks/Python.framework/Versions/3.12/${lib}`,
      tool: "Python",
      name: "Python 3.12",
      python: "3.12",
      marks: ["bin/python3.12"],
    },
  ],
  linux: [
    ...onEveryUnix,
    { packages: `~/.local/share/hatch/env/virtual/app/Ab1-_x9Z/app/${lib}`, tool: "Hatch", name: "app" },
    { packages: `~/.local/share/pdm/venvs/app-Ab1-_x9Z-3.12/${lib}`, tool: "PDM", name: "app-Ab1-_x9Z-3.12" },
    { packages: `~/.cache/pypoetry/virtualenvs/web-py3.12/${lib}`, tool: "Poetry", name: "web-py3.12" },
    {
      packages: `/srv/cache/pypoetry/virtualenvs/web-py3.12/${lib}`,
      tool: "Poetry",
      name: "web-py3.12",
      env: { XDG_CACHE_HOME: "/srv/cache" },
    },
    {
      packages: "/usr/lib/python3/dist-packages",
      prefix: "/usr",
      tool: "Python",
      name: "Python 3.11",
      python: "3.11",
      marks: ["bin/python3.11", "lib/python3.11/os.py"],
    },
    {
      packages: "/usr/local/lib/python3.11/dist-packages",
      prefix: "/usr",
      tool: "Python",
      name: "Python 3.11",
      python: "3.11",
      marks: ["bin/python3.11", "lib/python3.11/os.py"],
    },
    {
      packages: `/usr/local/${lib}`,
      prefix: "/usr/local",
      tool: "Python",
      name: "Python 3.12",
      python: "3.12",
      marks: ["bin/python3.12"],
    },
    {
      packages: "/usr/lib64/python3.12/site-packages",
      prefix: "/usr",
      tool: "Python",
      name: "Python 3.12",
      python: "3.12",
      marks: ["bin/python3.12"],
    },
    {
      packages: "/opt/pypy3.10/lib/pypy3.10/site-packages",
      tool: "Python",
      name: "Python 3.10",
      python: "3.10",
      marks: ["bin/pypy3.10"],
    },
  ],
  win32: [
    { packages: "~/pipx/venvs/black/Lib/site-packages", tool: "pipx", name: "black", python: "3.12.7" },
    { packages: "~/.local/pipx/venvs/black/Lib/site-packages", tool: "pipx", name: "black" },
    ...onWindowsElsewhere,
    {
      packages: "~/AppData/Local/pipx/pipx/venvs/black/Lib/site-packages",
      tool: "pipx",
      name: "black",
      python: "3.12.7",
    },
    { packages: "~/AppData/Roaming/uv/tools/ruff/Lib/site-packages", tool: "uv", name: "ruff", python: "3.12.7" },
    { packages: "~/AppData/Roaming/uv/data/tools/ruff/Lib/site-packages", tool: "uv", name: "ruff", python: "3.12.7" },
    {
      packages: "~/AppData/Local/hatch/env/virtual/app/Ab1-_x9Z/docs/Lib/site-packages",
      tool: "Hatch",
      name: "app/docs",
      python: "3.12.7",
    },
    {
      packages: "~/AppData/Local/pdm/pdm/venvs/app-Ab1-_x9Z-3.12/Lib/site-packages",
      tool: "PDM",
      name: "app-Ab1-_x9Z-3.12",
      python: "3.12.7",
    },
    {
      packages: "~/AppData/Local/pypoetry/Cache/virtualenvs/web-py3.12/Lib/site-packages",
      tool: "Poetry",
      name: "web-py3.12",
      python: "3.12.7",
    },
    { packages: "~/Envs/web/Lib/site-packages", tool: "virtualenvwrapper", name: "web", python: "3.12.7" },
    {
      packages: "~/.virtualenvs/web-Ab1-_x9Z/Lib/site-packages",
      tool: "pipenv",
      name: "web-Ab1-_x9Z",
      python: "3.12.7",
      marks: ["pyvenv.cfg", ".project"],
    },
    {
      packages: "~/miniconda3/envs/lab/Lib/site-packages",
      tool: "conda",
      name: "lab",
      python: "3.12.4",
      marks: ["python.exe", "conda-meta/python-3.12.4-h5148396_1.json"],
    },
    {
      packages: "~/AppData/Local/Programs/Python/Python312/Lib/site-packages",
      tool: "Python",
      name: "Python 3.12",
      python: "3.12",
      marks: ["python.exe", "python3.dll", "python312.dll"],
    },
    {
      packages: "~/AppData/Roaming/Python/Python312/site-packages",
      prefix: "~/AppData/Roaming/Python/Python312/site-packages",
      tool: "user",
      name: "User Packages of Python 3.12",
      python: "3.12",
    },
    {
      packages:
        "~/AppData/Local/Packages/PythonSoftwareFoundation.Python.3.11_qbz5n2kfra8p0/LocalCache/local-packages/Python311/site-packages",
      prefix:
        "~/AppData/Local/Packages/PythonSoftwareFoundation.Python.3.11_qbz5n2kfra8p0/LocalCache/local-packages/Python311/site-packages",
      tool: "user",
      name: "User Packages of Python 3.11",
      python: "3.11",
    },
  ],
};

const metadata = "Metadata-Version: 2.1\nName: Demo_App\nVersion: 1.0\nRequires-Dist: six\n";

/** The path as the tables have it, in that machine. */
const within = (machine: LaidOut, path: string) =>
  path.startsWith("~") ? join(machine.home, path.slice(1)) : join(machine.root, path);

function prefixOf({ packages, prefix }: Place): string {
  return prefix ?? packages.replace(/\/(lib|Lib)\/((python|pypy)[\d.t]+\/)?site-packages$/, "");
}

function environmentsOf(machine: LaidOut, env: Record<string, string>): Machine["env"] {
  const windows = {
    LOCALAPPDATA: join(machine.home, "AppData", "Local"),
    APPDATA: join(machine.home, "AppData", "Roaming"),
  };
  const below = Object.entries(env).map(([name, value]) => [name, value.replace(/(^|:)\//g, `$1${machine.root}/`)]);
  return { ...(machine.platform === "win32" ? windows : {}), ...(Object.fromEntries(below) as Record<string, string>) };
}

describe.each(["darwin", "linux", "win32"] as const)("on %s", (platform) => {
  it.each(places[platform])("$tool keeps $packages", async (place) => {
    const machine = layOut(platform);
    const { packages, tool, name, python = "3.12.7", env = {}, marks } = place;
    const prefix = prefixOf(place);
    machine.file(`${packages}/demo_app-1.0.dist-info/METADATA`, metadata);
    machine.file(`${packages}/demo_app-1.0.dist-info/INSTALLER`, "pip\n");
    machine.file(`${packages}/demo_app/__init__.py`);
    const isOfUser = packages === prefix;
    for (const mark of marks ?? (isOfUser ? [] : ["pyvenv.cfg"])) {
      const path = `${prefix}/${mark}`;
      if (/python[\d.t]*(\.exe)?$|pypy[\d.]+$/.test(mark)) machine.python(path);
      else machine.file(path, mark === "pyvenv.cfg" ? "home = /usr/bin\nversion = 3.12.7\n" : "{}");
    }
    machine.env = environmentsOf(machine, env);

    const { environments, leftOut } = await readAll({ machine, mounts: [] });
    const found = environments.filter(({ installed }) => installed.length > 0);
    const path = within(machine, packages);
    const expected: Partial<Environment> = {
      tool,
      name,
      path: within(machine, prefix),
      failures: [],
      installed: [
        {
          name: "demo-app",
          version: "1.0",
          path: join(path, "demo_app-1.0.dist-info"),
          installer: "pip",
          requires: ["six"],
        },
      ],
    };
    expect(found).toEqual([expect.objectContaining(expected)]);
    if (marks === undefined || place.python !== undefined) expect(found[0]?.python).toBe(python);
    expect(leftOut).toEqual([]);
  });
});

it("what tools are told in their configuration is heeded", async () => {
  const machine = layOut("linux");
  machine.file("~/.config/pypoetry/config.toml", `cache-dir = "/srv/cache"\n[virtualenvs]\npath = "/srv/[poetry]"\n`);
  machine.file("~/.config/pdm/config.toml", `[venv]\nlocation = "/srv/pdm"\n`);
  machine.file("~/.config/hatch/config.toml", `[dirs.env]\nvirtual = "~/.hatches"\n`);
  const made = ["/srv/[poetry]/a-py3.12", "/srv/cache/virtualenvs/b-py3.12", "/srv/pdm/c-3.12", "~/.hatches/d"];
  for (const path of made) {
    machine.file(`${path}/pyvenv.cfg`, "version = 3.12.7\n");
    machine.file(`${path}/${lib}/six-1.16.0.dist-info/METADATA`, "Name: six\nVersion: 1.16.0\n");
  }
  const { environments } = await readAll({ machine, mounts: [] });
  expect(environments.map(({ tool, path }) => [tool, path])).toEqual([
    ["Poetry", within(machine, "/srv/[poetry]/a-py3.12")],
    ["Poetry", within(machine, "/srv/cache/virtualenvs/b-py3.12")],
    ["PDM", within(machine, "/srv/pdm/c-3.12")],
    ["Hatch", within(machine, "~/.hatches/d")],
  ]);
  machine.file("~/.config/pdm/config.toml", "[venv\nlocation");
  machine.file("~/.config/pypoetry/config.toml", '[virtualenvs]\npath = "{cache-dir}/virtualenvs"\n');
  const again = await readAll({ machine, mounts: [] });
  expect(again.environments.map(({ tool }) => tool)).toEqual(["Hatch"]);
});

it("conda's are where any of its configuration files says, and where its list has them", async () => {
  const machine = layOut("linux");
  machine.env = environmentsOf(machine, { CONDA_ROOT: "/srv/conda", LABS: "/srv/labs" });
  machine.file("~/.condarc", "channels:\n  - one\nenvs_dirs:\n  - ~/lab envs # ours\n  - $LABS/envs\n  - here\n");
  machine.file("~/.conda/condarc.d/more.yml", 'envs_dirs: ["/srv/[more]"]\n');
  machine.file("/srv/conda/.condarc", "envs_path: /srv/older\n");
  machine.file("~/.config/conda/condarc", "envs_dirs: [\n");
  const far = within(machine, "/srv/far/away/own");
  machine.file("~/.conda/environments.txt", `${far}\n`);
  machine.python("/srv/far/away/own/bin/python");
  const named = ["~/lab envs/a", "/srv/labs/envs/b", "/srv/[more]/c", "/srv/older/d", "/srv/far/away/own"];
  for (const prefix of [...named, "/srv/none/e"]) {
    machine.file(`${prefix}/conda-meta/history`, "");
    machine.file(`${prefix}/${lib}/six-1.16.0.dist-info/METADATA`, "Name: six\nVersion: 1.16.0\n");
  }
  const { environments } = await readAll({ machine, mounts: [] });
  expect(environments.map(({ path, tool }) => `${tool} ${path}`).sort()).toEqual(
    named.map((prefix) => `conda ${within(machine, prefix)}`).sort(),
  );
});

it("what conda installed is told apart, by INSTALLER and by its records", async () => {
  const machine = layOut("linux");
  const packages = `~/miniconda3/envs/lab/${lib}`;
  const installed: [string, string | undefined][] = [
    ["numpy-1.26.4", "conda\n"],
    ["old_style-2.0", undefined],
    ["requests-2.32.0", "pip\n"],
    ["unknown-1.0", undefined],
  ];
  for (const [stem, installer] of installed) {
    const [name, version] = stem.split("-");
    machine.file(`${packages}/${stem}.dist-info/METADATA`, `Name: ${name}\nVersion: ${version}\n`);
    if (installer) machine.file(`${packages}/${stem}.dist-info/INSTALLER`, installer);
  }
  for (const record of ["numpy-1.26.4-py312hc5e2394_0", "old-style-2.0-py312_0", "requests-2.31.0-py312_0"]) {
    machine.file(`~/miniconda3/envs/lab/conda-meta/${record}.json`, "{}");
  }
  machine.python("~/miniconda3/envs/lab/bin/python");
  const { environments } = await readAll({ machine, mounts: [] });
  const [{ installed: found } = { installed: [] }] = environments.filter(({ tool }) => tool === "conda");
  expect(Object.fromEntries(found.map(({ name, installer }) => [name, installer]))).toEqual({
    numpy: "conda",
    "old-style": "conda",
    requests: "pip",
    unknown: undefined,
  });
});

it("below project folders they are what their folders and pyvenv.cfg say", async () => {
  const machine = layOut("linux");
  const made = (path: string, cfg = "home = /usr/bin\nversion = 3.11.2\n") => {
    machine.file(`${path}/pyvenv.cfg`, cfg);
    machine.file(`${path}/lib/python3.11/site-packages/six-1.16.0.dist-info/METADATA`, "Name: six\nVersion: 1.16.0\n");
    return within(machine, path);
  };
  const paths = [
    made("~/code/api/.venv"),
    made("~/code/api/.tox/py311"),
    made("~/code/api/.nox/tests"),
    made("~/code/api/.hatch/docs"),
    made("~/code/web/venv", "home = /usr/bin\nimplementation = CPython\nuv = 0.5.1\nversion_info = 3.11.2\n"),
    made(
      "~/code/web/mine",
      "home = /usr\nimplementation = PyPy\nversion_info = 3.10.14.final.0\nvirtualenv = 20.26.1\n",
    ),
  ];
  machine.file("~/code/old/__pypackages__/3.9/lib/six-1.16.0.dist-info/METADATA", "Name: six\nVersion: 1.16.0\n");
  paths.push(within(machine, "~/code/old/__pypackages__/3.9"), within(machine, "~/code/old"));
  const { environments } = await readAll({ machine, mounts: [] }, paths);
  expect(
    environments.map(({ tool, name, python, implementation, installed }) => [
      ...[tool, name, python, implementation, installed.length],
    ]),
  ).toEqual([
    ["venv", "api/.venv", "3.11.2", "cpython", 1],
    ["tox", "api/.tox/py311", "3.11.2", "cpython", 1],
    ["nox", "api/.nox/tests", "3.11.2", "cpython", 1],
    ["Hatch", "api/.hatch/docs", "3.11.2", "cpython", 1],
    ["uv", "web/venv", "3.11.2", "cpython", 1],
    ["virtualenv", "mine", "3.10.14", "pypy", 1],
    ["PDM", "old/__pypackages__/3.9", "3.9", undefined, 1],
  ]);
});
