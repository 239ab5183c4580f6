/** What each format names, in the words of PEP 508 and 440. */
import { fileOf, layOutFiles, namedIn, projectAt } from "../../support/projects";
import { poetrySpecifiers } from "../../../src/projects/files/poetry-constraint";

const read = (name: string, text: string) => {
  const project = projectAt(layOutFiles({ [name]: text }));
  return { ...fileOf(project, name), named: namedIn(project, name) };
};

it("pyproject.toml: standard tables", () => {
  const { named, requiresPython, unread, isLock } = read(
    "pyproject.toml",
    `[build-system]
requires = ["hatchling>=1.20", "setuptools-scm[toml]"]
[project]
name = "Shop_Front"
requires-python = ">=3.9"
dependencies = ["a>=1,<2; python_version < '3.12'", "B.b[x]", "c @ https://example.org/c-1.0.tar.gz", "shop-front[dev]"]
[project.optional-dependencies]
dev = ["d==1.0"]
all = ["shop-front[dev]"]
[dependency-groups]
test = ["e~=1.4", {include-group = "Lint"}]
lint = ["f"]
odd = [{include-group = "gone"}, "g >="]
`,
  );
  expect(named).toEqual([
    "a>=1,<2; python_version < '3.12'",
    "b-b[x]",
    "c==1.0",
    "d==1.0",
    "e~=1.4",
    "f",
    "hatchling>=1.20",
    "setuptools-scm[toml]",
  ]);
  expect({ requiresPython, isLock }).toEqual({ requiresPython: ">=3.9", isLock: false });
  expect(unread).toEqual([
    { text: '{ include-group = "gone" }', why: "There is no such group." },
    { text: "g >=", why: "It is no requirement that pip understands." },
  ]);
});

it("pyproject.toml: Poetry", () => {
  const { named, requiresPython, unread } = read(
    "pyproject.toml",
    `[tool.poetry]
name = "till"
[tool.poetry.dependencies]
python = "^3.9"
a = "^1.2"
B_b = {version = "~2.0", extras = ["X"], optional = true}
c = {version = "*", markers = "os_name == 'nt'", python = ">=3.10", platform = "win32 || linux"}
d = [{version = "<2", python = "<3.10"}, {version = ">=2", python = "^3.10"}]
e = {git = "https://example.org/e.git", tag = "v1"}
f = {url = "https://example.org/f-1.5-py3-none-any.whl"}
g = "1.0 || 2.*"
h = {path = "../h", develop = true}
i = {path = "wheels/i-3.0-py3-none-any.whl"}
j = "1.2.3"
k = "nonsense"
[tool.poetry.dev-dependencies]
l = "*"
[tool.poetry.group.docs.dependencies]
m = ">=1 <2"
`,
  );
  expect(named).toEqual([
    "a>=1.2,<2",
    "b-b[x]>=2.0,<2.1",
    `c; (os_name == 'nt') and (python_version >= "3.10") and ((sys_platform == "win32") or (sys_platform == "linux"))`,
    'd<2; python_version < "3.10"',
    'd>=2; python_version >= "3.10" and python_version < "4"',
    "e",
    "f==1.5",
    "g==1.0",
    "g==2.*",
    "i==3.0",
    "j==1.2.3",
    "l",
    "m>=1,<2",
  ]);
  expect(requiresPython).toBe(">=3.9,<4");
  expect(unread).toEqual([
    { text: 'k = "nonsense"', why: "Poetry would not understand it." },
    {
      text: 'h = { path = "../h", develop = true }',
      why: "What it is installed from would have to be built to tell what it needs.",
    },
  ]);
});

it("pyproject.toml: PDM, Hatch and uv", () => {
  const { named } = read(
    "pyproject.toml",
    `[tool.pdm.dev-dependencies]
test = ["a>=1", "-e git+https://example.org/b.git#egg=b"]
[tool.pdm.resolution.overrides]
c = "1.0"
d = ">=2"
[tool.hatch.envs.default]
dependencies = ["e"]
[tool.hatch.envs.test]
extra-dependencies = ["f<2"]
[tool.hatch.build.targets.wheel]
dependencies = ["g"]
[tool.hatch.build.targets.wheel.hooks.mypyc]
dependencies = ["h"]
[tool.uv]
dev-dependencies = ["i"]
constraint-dependencies = ["j<3"]
override-dependencies = ["k==1"]
[tool.uv.extra-build-dependencies]
l = ["m", {requirement = "n", match-runtime = true}]
`,
  );
  expect(named).toEqual(
    ["a>=1", "b", "-c c==1.0", "-c d>=2", "e", "f<2", "g", "h", "i", "-c j<3", "-c k==1", "m", "n"].sort(),
  );
});

it("pyproject.toml: what setuptools takes from files, and what only building tells", () => {
  const dynamic = '[project]\nname = "x"\ndynamic = ["version", "dependencies", "optional-dependencies"]\n';
  const project = projectAt(
    layOutFiles({
      "pyproject.toml": `${dynamic}[tool.setuptools.dynamic]\ndependencies = {file = ["deps/run.txt"]}
optional-dependencies.dev = {file = "deps/dev.txt"}`,
      "deps/run.txt": "a\n",
      "deps/dev.txt": "b\n",
    }),
  );
  expect(project.files.map(({ format, named }) => [format, named.map(({ name }) => name)])).toEqual([
    ["pyproject", []],
    ["requirements", ["b"]],
    ["requirements", ["a"]],
  ]);
  expect(fileOf(project, "pyproject.toml").unread).toEqual([]);
  expect(read("pyproject.toml", dynamic).unread).toEqual([
    { text: 'dynamic = ["dependencies"]', why: "Only building the project would tell what it needs." },
  ]);
});

it("setup.cfg", () => {
  const { named, requiresPython, unread } = read(
    "setup.cfg",
    `[metadata]
name = x
[options]
python_requires = >=3.8, <4
install_requires =
    a >= 1
    # not this
    b[x]; python_version < "3.9"
setup_requires = c; d
[options.extras_require]
all = e
Docs =
    f
[tool:pytest]
install_requires = g
`,
  );
  expect(named).toEqual(["a>= 1", 'b[x]; python_version < "3.9"', "c", "d", "e", "f"]);
  expect(requiresPython).toBe(">=3.8, <4");
  expect(unread).toEqual([]);
});

it.each([
  ["python=3.11", "==3.11.*"],
  ["python 3.11", "==3.11.*"],
  ["python=3.11.4=h1234_0_cpython", "==3.11.4.*"],
  ["python=3.11.*", "==3.11.*"],
  ["python==3.11.4", "==3.11.4"],
  ["conda-forge::python>=3.9,<3.12", ">=3.9,<3.12"],
  ["python >=3.9", ">=3.9"],
  ["python", undefined],
  ["python=3.9|3.10", undefined],
  ["python-dateutil=2.8", undefined],
])("environment.yml: %s is of Python %s; of all else, pip's part is read", (python, requiresPython) => {
  const text = `name: x
channels: [conda-forge]
dependencies:
  - ${python}
  - numpy=1.26
  - pip
  - pip:
      - a==1.0
      - -r more.txt
      - b[x]>=2 ; os_name == "nt"
`;
  const project = projectAt(layOutFiles({ "environment.yml": text, "more.txt": "c" }));
  expect(namedIn(project, "environment.yml")).toEqual(["a==1.0", 'b[x]>=2; os_name == "nt"']);
  expect(namedIn(project, "more.txt")).toEqual(["c"]);
  expect(fileOf(project, "environment.yml").requiresPython).toBe(requiresPython);
});

it("Pipfile", () => {
  const { named, requiresPython, unread } = read(
    "Pipfile",
    `[[source]]
url = "https://index.example.org/simple"
[packages]
a = "*"
b = "==1.0"
c = "1.2"
d = {version = "~=1.4", extras = ["x"], markers = "python_version < '3.9'", sys_platform = "== 'win32'"}
e = {git = "https://example.org/e.git", ref = "v1"}
f = {path = ".", editable = true}
g = {file = "https://example.org/g-1.0-py3-none-any.whl"}
h = "nonsense"
[dev-packages]
i = ">=1,<2"
[docs]
j = "*"
[requires]
python_version = "3.11"
[scripts]
k = "python"
[pipenv]
allow_prereleases = true
`,
  );
  expect(named).toEqual([
    "a",
    "b==1.0",
    "c==1.2",
    "d[x]~=1.4; (python_version < '3.9') and (sys_platform == 'win32')",
    "e",
    "g==1.0",
    "i>=1,<2",
    "j",
  ]);
  expect(requiresPython).toBe("==3.11.*");
  expect(unread.map(({ text }) => text)).toEqual(['h = "nonsense"', 'f = { path = ".", editable = true }']);
});

it.each<[string, string, string[]]>([
  [
    "uv.lock",
    `version = 1
requires-python = ">=3.9"
[[package]]
name = "shop"
source = { editable = "." }
[[package]]
name = "part"
version = "1.0"
source = { virtual = "part" }
[[package]]
name = "A_a"
version = "1.0"
source = { registry = "https://index.example.org/simple" }
resolution-markers = ["python_full_version < '3.10'", "os_name == 'nt'"]
[[package]]
name = "a-a"
version = "2.0"
source = { registry = "https://index.example.org/simple" }
resolution-markers = ["python_full_version >= '3.10' and extra == 'extra-4-shop-fast'"]
[[package]]
name = "b"
version = "0.1"
source = { git = "https://example.org/b.git#00" }
`,
    ["a-a==1.0; (python_full_version < '3.10') or (os_name == 'nt')", "a-a==2.0", "b==0.1"],
  ],
  [
    "poetry.lock",
    `[[package]]
name = "a"
version = "1.0"
groups = ["main", "dev"]
markers = {main = "os_name == 'nt'", dev = "os_name == 'posix'"}
[[package]]
name = "b"
version = "1.0"
groups = ["main", "dev"]
markers = {main = "os_name == 'nt'"}
[[package]]
name = "c"
version = "1.0"
groups = ["main"]
markers = "extra == 'fast'"
[[package]]
name = "d"
version = "1.0"
[package.source]
type = "directory"
url = "../d"
[metadata]
python-versions = "^3.9"
`,
    ["a==1.0; (os_name == 'nt') or (os_name == 'posix')", "b==1.0", "c==1.0"],
  ],
  [
    "pdm.lock",
    `[metadata]
lock_version = "4.5.0"
[[metadata.targets]]
requires_python = ">=3.9"
[[package]]
name = "a"
version = "1.0"
marker = "os_name == 'nt'"
[[package]]
name = "a"
version = "1.0"
extras = ["x"]
marker = "os_name == 'nt'"
[[package]]
name = "b"
version = "1.0"
path = "./b"
editable = true
[[package]]
name = "c"
version = "1.0"
path = "./c-1.0-py3-none-any.whl"
`,
    ["a==1.0; os_name == 'nt'", "c==1.0"],
  ],
  [
    "pylock.toml",
    `lock-version = "1.0"
requires-python = ">=3.9"
[[packages]]
name = "a"
version = "1.0"
marker = "os_name == 'nt'"
[[packages]]
name = "b"
[[packages.wheels]]
name = "b-2.0-py3-none-any.whl"
[[packages]]
name = "c"
marker = "'dev' in dependency_groups"
archive = {url = "https://example.org/c-3.0.tar.gz"}
[[packages]]
name = "d"
directory = {path = "d"}
[[packages]]
name = "e"
vcs = {type = "git", url = "https://example.org/e.git"}
`,
    ["a==1.0; os_name == 'nt'", "b==2.0", "c==3.0", "e"],
  ],
  [
    "Pipfile.lock",
    `{"_meta": {"requires": {"python_version": "3.9"}},
"default": {"a": {"version": "==1.0", "markers": "os_name == 'nt'"}, "b": {"git": "https://example.org/b.git", "ref": "00"}},
"develop": {"c": {"version": "==2.0", "extras": ["x"]}, "d": {"path": "d", "editable": true}}}`,
    ["a==1.0; os_name == 'nt'", "b", "c[x]==2.0"],
  ],
])("%s, each package in each version, without the project's own", (name, text, expected) => {
  const { named, isLock, requiresPython } = read(name, text.replaceAll("\n", name === "pdm.lock" ? "\r\n" : "\n"));
  expect(named).toEqual(expected);
  expect(isLock).toBe(true);
  if (name !== "Pipfile.lock") expect(requiresPython).toMatch(/^>=3\.9(,<4)?$/);
});

/** From Poetry's documentation of dependencies, and beyond; its own code says the same: `poetry-constraint.tools.ts`. */
it.each<[string, string[] | undefined]>([
  ["^1.2.3", [">=1.2.3,<2"]],
  ["^1.2", [">=1.2,<2"]],
  ["^1", [">=1,<2"]],
  ["^0.2.3", [">=0.2.3,<0.3"]],
  ["^0.0.3", [">=0.0.3,<0.0.4"]],
  ["^0.0", [">=0.0,<0.1"]],
  ["^0", [">=0,<1"]],
  ["^1.2.3b1", [">=1.2.3b1,<2"]],
  ["^1!1.2", [">=1!1.2,<1!2"]],
  ["~1.2.3", [">=1.2.3,<1.3"]],
  ["~1.2", [">=1.2,<1.3"]],
  ["~1", [">=1,<2"]],
  ["*", [""]],
  ["1.*", ["==1.*"]],
  ["1.2.*", ["==1.2.*"]],
  [">= 1.2.0", [">=1.2.0"]],
  [">=1.2 <2, !=1.5", [">=1.2,<2,!=1.5"]],
  ["1.2.3", ["==1.2.3"]],
  ["~=1.4.2", ["~=1.4.2"]],
  ["^1.0 || ^3", [">=1.0,<2", ">=3,<4"]],
  ["latest", undefined],
  ["===1.0", undefined],
])("Poetry's %s is %j", (constraint, specifiers) => expect(poetrySpecifiers(constraint)).toEqual(specifiers));

it("takes a time that grows with the length of a constraint", () => {
  for (const part of [" ", "|", ",", "^", "1.", "*", ".*", "-", "1 ", "~ "])
    poetrySpecifiers(`1${part.repeat(100_000)}!`);
});

it.each([
  ["environment.yml", "apiVersion: v1\nkind: Environment\n---\na: !custom b\n"],
  ["environment.yaml", "dependencies: {web: 1}"],
  ["setup.cfg", "[flake8]\nmax-line-length = 100\n"],
])("%s of another program is none", (name, text) => {
  expect(projectAt(layOutFiles({ [name]: text }))).toMatchObject({ files: [], failures: [] });
});

/** Where it comes from is configuration, too, without what nobody else should know. */
it.each<[name: string, text: string, indexes: string[] | undefined]>([
  [
    "requirements.txt",
    "-i https://me:secret@one.example.org/simple --extra-index-url=https://two.example.org/a/\na\n--find-links https://three.example.org/wheels?token=1\n-f ./wheels\n--index https://four.example.org/simple",
    [
      "https://one.example.org/simple",
      "https://two.example.org/a/",
      "https://three.example.org/wheels",
      // The beginning of its name is enough.
      "https://four.example.org/simple",
    ],
  ],
  ["requirements.txt", "-i https://${USER_NAME}:${TOKEN}@one.example.org/simple\n", ["https://one.example.org/simple"]],
  ["requirements.txt", "a\n", undefined],
  [
    "environment.yml",
    "dependencies:\n  - pip:\n      - -i https://one.example.org/simple\n      - a\n",
    ["https://one.example.org/simple"],
  ],
  [
    "pyproject.toml",
    `[tool.uv]
index-url = "https://one.example.org/simple"
extra-index-url = ["https://two.example.org/simple", 1]
[[tool.uv.index]]
name = "own"
url = "https://three.example.org/simple"
[[tool.uv.index]]
url = "../folder"
[tool.uv.pip]
extra-index-url = ["https://four.example.org/simple"]
[[tool.poetry.source]]
name = "own"
url = "https://five.example.org/simple"
[[tool.pdm.source]]
url = "https://user:\${TOKEN}@six.example.org/simple"
`,
    ["five", "six", "three", "one", "two", "four"].map((name) => `https://${name}.example.org/simple`),
  ],
  [
    "uv.toml",
    `[[index]]\nurl = "https://one.example.org/simple"\n[pip]\nindex-url = "https://two.example.org/simple"\n`,
    ["https://one.example.org/simple", "https://two.example.org/simple"],
  ],
  [
    "Pipfile",
    `[[source]]\nurl = "https://one.example.org/simple"\nverify_ssl = true\n[packages]\na = "*"\n`,
    ["https://one.example.org/simple"],
  ],
  [
    "Pipfile.lock",
    '{"_meta": {"sources": [{"url": "https://one.example.org/simple"}, 1]}, "default": {"a": {"version": "==1"}}}',
    ["https://one.example.org/simple"],
  ],
])("%s names indexes (%#)", (name, text, indexes) => expect(read(name, text).indexes).toEqual(indexes));

it("of a file only so many indexes are taken, and none that is longer than any", () => {
  const lines = Array.from({ length: 100 }, (_, at) => `-i https://index.example.org/${at}/`);
  const { indexes } = read(
    "requirements.txt",
    [`-i https://index.example.org/${"x".repeat(600)}`, ...lines].join("\n"),
  );
  expect(indexes).toEqual(Array.from({ length: 20 }, (_, at) => `https://index.example.org/${at}/`));
});

it("uv.toml names constraints, and is none of a project where it has neither these nor an index", () => {
  expect(read("uv.toml", "constraint-dependencies = ['a<2']\n").named).toEqual(["-c a<2"]);
  expect(projectAt(layOutFiles({ "uv.toml": "offline = true\n" }))).toMatchObject({ files: [], failures: [] });
});
