/**
 * Environments that real tools make, where they make them in a new home: each is found, as the tool's own, with what its Python
 * says that is installed in it.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import type { Machine } from "../../../src/files/machine";
import type { EnvironmentTool } from "../../../src/projects/source";
import { temporaryDirectory } from "../../support/temporary";
import { readAll } from "./read-all";

interface Making {
  /** What pip installs the tool from. */
  packages: string[];
  /** Lines of shell, run in the folder of a project. */
  make: string;
  tool: EnvironmentTool;
  /** What is to be installed in it. */
  has: string;
  /** Below the project's folder, where it is not the tool's own. */
  path?: string;
  name: RegExp;
}

const pyproject = `[project]
name = "shop"
version = "1.0"
requires-python = ">=3.9"
dependencies = ["six==1.16.0"]
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[tool.hatch.build.targets.wheel]
bypass-selection = true
[tool.hatch.envs.default]
skip-install = true
dependencies = ["six==1.16.0"]
[tool.poetry]
package-mode = false
[tool.pdm]
distribution = false
`;

const makings: Record<string, Making> = {
  "uv tool": { packages: ["uv"], make: "uv tool install -q pycowsay", tool: "uv", has: "pycowsay", name: /^pycowsay$/ },
  uv: {
    packages: ["uv"],
    make: "uv venv -q && uv pip install -q six==1.16.0",
    tool: "uv",
    has: "six",
    path: ".venv",
    name: /^shop\/\.venv$/,
  },
  pipx: { packages: ["pipx"], make: "pipx install -q pycowsay", tool: "pipx", has: "pycowsay", name: /^pycowsay$/ },
  Poetry: {
    packages: ["poetry"],
    // Of the index that pip knows it asks by its simple pages, as every other.
    make: `printf '[[tool.poetry.source]]\\nname = "index"\\nurl = "%s/"\\n' "$(python -c 'from pip._internal.models.index import PyPI; print(PyPI.simple_url)')" >> pyproject.toml
      poetry env use -q python3; poetry lock -n -q; poetry install -n -q --no-root`,
    tool: "Poetry",
    has: "six",
    name: /^shop-.{8}-py3\.\d+$/,
  },
  PDM: {
    // The newest cannot lock with the newest of what it depends on.
    packages: ["pdm<2.26", "hishel<1", "unearth<0.18"],
    make: "pdm config venv.in_project false; pdm venv create -q --with-pip; pdm install -q --no-self",
    tool: "PDM",
    has: "six",
    name: /^shop-.{8}-/,
  },
  Hatch: { packages: ["hatch"], make: "hatch env create", tool: "Hatch", has: "six", name: /^shop$/ },
  virtualenv: {
    packages: ["virtualenv"],
    make: "virtualenv -q env && env/bin/python -m pip install -q six==1.16.0",
    tool: "virtualenv",
    has: "six",
    path: "env",
    name: /^shop\/env$/,
  },
  virtualenvwrapper: {
    packages: ["virtualenv", "virtualenvwrapper"],
    make: "export VIRTUALENVWRAPPER_PYTHON=$(command -v python); bash -c 'source virtualenvwrapper.sh; mkvirtualenv -i six==1.16.0 web'",
    tool: "virtualenvwrapper",
    has: "six",
    name: /^web$/,
  },
  pipenv: {
    packages: ["pipenv"],
    make: "rm pyproject.toml; pipenv --quiet install six==1.16.0",
    tool: "pipenv",
    has: "six",
    name: /^shop-.{8}$/,
  },
  nox: {
    packages: ["nox"],
    make: "printf 'import nox\\n@nox.session\\ndef tests(session):\\n    session.install(\"six==1.16.0\")\\n' > noxfile.py; nox",
    tool: "nox",
    has: "six",
    path: ".nox/tests",
    name: /^shop\/\.nox\/tests$/,
  },
  tox: {
    packages: ["tox"],
    make: "printf '[tox]\\nno_package = true\\nenv_list = check\\n[testenv]\\ndeps = six==1.16.0\\ncommands = python -c \"\"\\n' > tox.ini; tox -q",
    tool: "tox",
    has: "six",
    path: ".tox/check",
    name: /^shop\/\.tox\/check$/,
  },
};

/** What tells programs where the network is, and whom to trust there. */
const host = Object.entries(process.env).filter(([name]) =>
  /proxy$|^(SSL_CERT_FILE|PIP_CERT|REQUESTS_CA_BUNDLE|PIP_INDEX_URL|UV_.*INDEX.*)$/i.test(name),
);

it.each(Object.entries(makings))("%s makes what is found, and read as its Python reads it", async (_, making) => {
  const { packages, make, tool, has, path, name } = making;
  const [tools, home] = [temporaryDirectory(), temporaryDirectory()];
  const env: NodeJS.ProcessEnv = { ...Object.fromEntries(host), HOME: home, LANG: "C.UTF-8", PATH: process.env.PATH };
  const run = (program: string, args: string[], cwd: string) =>
    execFileSync(program, args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"], timeout: 500_000 });
  run("python3", ["-m", "venv", join(tools, "venv")], tools);
  env.PATH = [join(tools, "venv", "bin"), process.env.PATH].join(delimiter);
  run("python", ["-m", "pip", "install", "-q", "--no-cache-dir", ...packages], tools);
  const project = join(home, "code", "shop");
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, "pyproject.toml"), pyproject);
  run("sh", ["-ec", make], project);

  const machine: Machine = { platform: "linux", home, env: {} };
  const { environments } = await readAll({ machine, mounts: [] }, path === undefined ? [] : [join(project, path)]);
  const own = environments.filter((one) => one.path.startsWith(home) && one.installed.some((two) => two.name === has));
  expect(own.map((one) => [one.tool, name.exec(one.name)?.[0], one.failures])).toEqual([
    [tool, expect.any(String) as string, []],
  ]);
  const [{ path: prefix, installed, python } = { path: "", installed: [], python: undefined }] = own;
  const ask =
    "import importlib.metadata as m, json, sys; print(json.dumps([sys.version.split()[0], sorted([d.metadata['Name'].lower().replace('_', '-').replace('.', '-'), d.version, d.requires or []] for d in m.distributions(path=[p for p in sys.path if p.startswith(sys.prefix)]))]))";
  const said = JSON.parse(run(join(prefix, "bin", "python"), ["-c", ask], home)) as unknown;
  const ours = installed.map((one): [string, string, string[]] => [one.name, one.version, one.requires]);
  expect([python, ours.sort((one, other) => (one[0] < other[0] ? -1 : 1))]).toEqual(said);
});
