/**
 * Locks that real tools have just made, held against what these say of them. `UPDATE_FIXTURES=1` keeps them for the tests that
 * have no network, without the name of any index.
 */
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileOf, layOutFiles, projectAt } from "../../support/projects";
import { temporaryDirectory } from "../../support/temporary";
import { releaseOf, releasesIn } from "./exported";

const fixtures = join(__dirname, "..", "..", "fixtures", "projects");

const dependencies = `"httpx[socks]>=0.27", "importlib-metadata; python_version < '3.10'", "colorama; sys_platform == 'win32'"`;
/** Where nothing is published for the oldest Python, tools lock several versions of one package. */
const pyproject = (oldest: string) => `[project]
name = "shop"
version = "1.0"
requires-python = ">=${oldest},<4"
dependencies = [${dependencies}, "iniconfig"]
[project.optional-dependencies]
fast = ["six"]
[dependency-groups]
dev = ["pluggy", {include-group = "lint"}]
lint = ["toml"]
`;
const requirements =
  'httpx[socks]>=0.27\nimportlib-metadata; python_version < "3.10"\ncolorama; sys_platform == "win32"\n';
const pipfile = `[packages]
httpx = {extras = ["socks"], version = ">=0.27"}
importlib-metadata = {version = "*", markers = "python_version < '3.10'"}
colorama = {version = "*", sys_platform = "== 'win32'"}
[dev-packages]
pluggy = "*"
[docs]
toml = "~=0.10"
`;

interface Tool {
  packages: string[];
  files: Record<string, string>;
  /** Lines of shell, run in the folder of the project. */
  lock: string;
  /** The same: what is printed are the requirements that it locks. */
  export: string;
  /** What it writes. */
  name: string;
}

const index = "$(python -c 'from pip._internal.models.index import PyPI; print(PyPI.simple_url)')";
const report =
  '| python -c \'import json, sys; [print(i["metadata"]["name"] + "==" + i["metadata"]["version"]) for i in json.load(sys.stdin)["install"]]\'';

const tools: Record<string, Tool> = {
  uv: {
    packages: ["uv"],
    files: { "pyproject.toml": pyproject("3.8") },
    lock: "uv lock -q",
    export: "uv export -q --no-hashes --all-groups --all-extras --no-emit-project",
    name: "uv.lock",
  },
  "pylock of uv": {
    packages: ["uv"],
    files: { "pyproject.toml": pyproject("3.8") },
    lock: "uv export -q --format pylock.toml --all-groups --all-extras --no-emit-project -o pylock.toml; rm uv.lock",
    export: "uv export -q --no-hashes --all-groups --all-extras --no-emit-project; rm uv.lock",
    name: "pylock.toml",
  },
  "requirements of uv": {
    packages: ["uv"],
    files: { "requirements.in": requirements },
    lock: "uv pip compile -q --universal requirements.in -o requirements.txt",
    export: "cat requirements.txt",
    name: "requirements.txt",
  },
  Poetry: {
    packages: ["poetry", "poetry-plugin-export"],
    files: { "pyproject.toml": pyproject("3.8") },
    lock: `printf '[tool.poetry]\\npackage-mode = false\\n[[tool.poetry.source]]\\nname = "index"\\nurl = "%s/"\\npriority = "primary"\\n' ${index} >> pyproject.toml; poetry lock -q -n`,
    export: "poetry export -q --without-hashes --all-groups --all-extras -o out.txt; grep -v '^-' out.txt; rm out.txt",
    name: "poetry.lock",
  },
  PDM: {
    // The newest cannot lock with the newest of what it depends on.
    packages: ["pdm<2.26", "hishel<1", "unearth<0.18"],
    files: { "pyproject.toml": pyproject("3.9") },
    lock: "pdm lock -q -G :all; rm -rf .venv .pdm-python",
    export: "pdm export -f requirements --without-hashes -G :all; rm -rf .venv .pdm-python",
    name: "pdm.lock",
  },
  Pipenv: {
    packages: ["pipenv"],
    files: { Pipfile: pipfile },
    lock: "pipenv lock -q",
    export: "pipenv requirements --dev --categories 'packages dev-packages docs'",
    name: "Pipfile.lock",
  },
  "pip-tools": {
    packages: ["pip-tools"],
    files: { "requirements.in": requirements },
    lock: "pip-compile -q --no-strip-extras requirements.in",
    export: `python -m pip install -q --dry-run --ignore-installed --report - -r requirements.txt ${report}`,
    name: "requirements.txt",
  },
  "pip-tools with hashes": {
    packages: ["pip-tools"],
    files: { "requirements.in": requirements },
    lock: "pip-compile -q --generate-hashes --strip-extras requirements.in",
    export: `python -m pip install -q --dry-run --ignore-installed --report - -r requirements.txt ${report}`,
    name: "requirements.txt",
  },
  "pip's own lock": {
    packages: ["pip>=25.1"],
    files: { "requirements.in": requirements },
    lock: "python -m pip lock -q -r requirements.in",
    export: `python -m pip install -q --dry-run --ignore-installed --report - -r requirements.in ${report}`,
    name: "pylock.toml",
  },
};

const environments = new Map<string, string>();

/** The programs of an environment that has these packages. */
function programsOf(packages: string[]): string {
  const key = packages.join(" ");
  let folder = environments.get(key);
  if (folder === undefined) {
    folder = temporaryDirectory();
    execFileSync("python3", ["-m", "venv", folder]);
    execFileSync(join(folder, "bin", "python"), ["-m", "pip", "install", "-q", ...packages], { stdio: "ignore" });
    environments.set(key, folder);
  }
  return join(folder, "bin");
}

beforeAll(() => {
  // Outside of a test, so that those that share one keep it.
  for (const { packages } of Object.values(tools)) programsOf(packages);
});

it.each(Object.entries(tools))("the lock of %s is read as the tool reads it", (title, tool) => {
  const folder = layOutFiles(tool.files);
  const home = temporaryDirectory();
  const run = (command: string) =>
    execFileSync("sh", ["-c", command], {
      cwd: folder,
      env: { ...process.env, HOME: home, PATH: `${programsOf(tool.packages)}:${process.env.PATH}`, LANG: "C.UTF-8" },
      stdio: ["ignore", "pipe", "pipe"],
      maxBuffer: 1e8,
    }).toString();
  run(tool.lock);
  const exported = run(tool.export);
  // An export may lock by itself.
  const { isLock, named, unread } = fileOf(projectAt(folder), tool.name);
  expect(isLock).toBe(true);
  expect(unread).toEqual([]);
  expect([...new Set(named.map(({ name, version }) => releaseOf(name, version)))].sort()).toEqual(releasesIn(exported));
  if (process.env.UPDATE_FIXTURES) keep(folder, title, exported);
});

function keep(folder: string, title: string, exported: string): void {
  const kept = join(fixtures, title.replace(/\W+/g, "-").toLowerCase());
  mkdirSync(kept, { recursive: true });
  for (const name of readdirSync(folder).filter((one) => /\.(?:lock|toml|txt|in)$|^Pipfile$/.test(one))) {
    cpSync(join(folder, name), join(kept, name));
    writeFileSync(join(kept, name), withoutHosts(readFileSync(join(kept, name), "utf8")));
  }
  writeFileSync(join(kept, "exported"), `${releasesIn(exported).join("\n")}\n`);
}

const withoutHosts = (text: string): string =>
  text
    .replace(/https?:\/\/[^/\s"']+/g, "https://index.example.org")
    .replace(/^--find-links.*\n/gm, "")
    .replace(/"name": "pypi"/g, '"name": "index"')
    .replace(/"index": "pypi"/g, '"index": "index"');
