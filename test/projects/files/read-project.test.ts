/** Which files of a project are read, and what becomes of those that are not. */
import { execFileSync } from "node:child_process";
import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { serialize } from "node:v8";
import { fileOf, found, layOutFiles, machineAt, namedIn, projectAt, written } from "../../support/projects";
import { runToEnd } from "../../../src/files/tasks";
import { readProject } from "../../../src/projects/files/read-project";
import { itUnless } from "../../support/unless";

const noPipes = process.platform === "win32" ? "there are no pipes and no links on Windows" : undefined;

it("is called what it calls itself, else as its folder", () => {
  expect(projectAt(layOutFiles({ "pyproject.toml": '[project]\nname = "Shop\\u202e"\n' })).name).toBe("Shop\\u202e");
  expect(projectAt(layOutFiles({ "pyproject.toml": '[tool.poetry]\nname = "till"\n' })).name).toBe("till");
  const folder = join(layOutFiles({ "api/requirements.txt": "" }), "api");
  expect(projectAt(folder).name).toBe("api");
});

it("files that others refer to are read once, whatever leads there, and nothing else is", () => {
  const folder = layOutFiles({
    "requirements.txt": "-r deps/base.in\n-c deps/limits\n-r requirements.txt\na\n",
    "deps/base.in": "-r ../requirements.txt\n-r more\nb\n",
    "deps/more": "-c limits\n-r base.in\nc\n",
    "deps/limits": "c<2\n",
    "deps/other": "d\n",
    "constraints.txt": "e<1\n",
  });
  const project = projectAt(folder);
  expect(
    project.files.map(({ path, format, named }) => [path.slice(folder.length + 1), format, named.map(written)]),
  ).toEqual([
    ["constraints.txt", "constraints", ["-c e<1"]],
    ["requirements.txt", "requirements", ["a"]],
    [join("deps", "base.in"), "requirements", ["b"]],
    [join("deps", "limits"), "constraints", ["-c c<2"]],
    [join("deps", "more"), "requirements", ["c"]],
  ]);
  expect(project.files.flatMap(({ unread }) => unread)).toEqual([]);
});

it("constraints that are required somewhere are requirements", () => {
  const project = projectAt(
    layOutFiles({ "requirements.txt": "-r constraints.txt\n-c constraints.txt", "constraints.txt": "a" }),
  );
  expect(fileOf(project, "constraints.txt").format).toBe("requirements");
  // Named as requirements, and only limits to another.
  const other = projectAt(layOutFiles({ "requirements.txt": "-c requirements-all.txt", "requirements-all.txt": "a" }));
  expect(fileOf(other, "requirements-all.txt").format).toBe("requirements");
});

it.each([
  ["-r https://example.org/x.txt", "It is an address, and nothing is fetched."],
  ["-r file:///etc/passwd", "It is an address, and nothing is fetched."],
  ["-r /etc/passwd", "It lies outside of the project."],
  ["-r ../../x.txt", "It lies outside of the project."],
  ["-c ../x.txt", "It lies outside of the project."],
  ["-r //host/share/x.txt", "It is on another machine."],
  ["-r '\\\\host\\share\\x.txt'", "It is on another machine."],
  ["-r gone.txt", "There is no such file."],
  ["-r requirements.txt/x", "There is no such file."],
  ["-r a\0b", "There is no such file."],
  ["-r large.txt", "It is larger than 1 MB."],
  ["-e ../other", "What it is installed from would have to be built to tell what it needs."],
  ["./only-code", "What it is installed from would have to be built to tell what it needs."],
  ["git+https://example.org/x.git", "It is an address that names no package."],
])("%j is listed: %s", (line, why) => {
  const folder = layOutFiles({
    "project/requirements.txt": `a\n${line}\nb\n`,
    "project/large.txt": "x\n".repeat(500_001),
    "project/only-code/setup.py": "",
    "x.txt": "secret",
    "other/pyproject.toml": "",
  });
  const project = projectAt(join(folder, "project"));
  expect(project.files.map(({ unread }) => unread.map((one) => one.why))).toEqual([[why]]);
  expect(namedIn(project, "requirements.txt")).toEqual(["a", "b"]);
  expect(project.failures).toEqual([]);
});

it("what is installed from the project's own folders is read there", () => {
  const folder = layOutFiles({
    "requirements.txt": "-e .[dev]\n./lib\n",
    "pyproject.toml": "",
    "lib/setup.cfg": "",
  });
  expect(projectAt(folder).files.flatMap(({ unread }) => unread)).toEqual([]);
});

itUnless(noPipes, "pipes, links that lead out and loops are neither opened nor followed", () => {
  const folder = layOutFiles({
    "secret.txt": "secret",
    "project/requirements.txt": "-r pipe\n-r out\n-r loop\n-r in\n-r sub/base.txt\n-r far/x\n",
    "project/real.txt": "a",
    "project/sub/": "",
    "outside/base.txt": "secret",
  });
  const project = join(folder, "project");
  execFileSync("mkfifo", [join(project, "pipe"), join(project, "uv.lock")]);
  symlinkSync("../secret.txt", join(project, "out"));
  symlinkSync("../secret.txt", join(project, "setup.cfg"));
  symlinkSync("loop", join(project, "loop"));
  symlinkSync("real.txt", join(project, "in"));
  symlinkSync("../../outside/base.txt", join(project, "sub", "base.txt"));
  symlinkSync("//host/share", join(project, "far"));
  const read = projectAt(project);
  expect(fileOf(read, "requirements.txt").unread).toEqual([
    { text: "-r pipe", why: "It is a pipe or a device, not a file." },
    { text: "-r out", why: "It lies outside of the project." },
    { text: "-r loop", why: "It is a link that leads nowhere." },
    { text: "-r sub/base.txt", why: "It lies outside of the project." },
    { text: "-r far/x", why: "It lies outside of the project." },
  ]);
  expect(namedIn(read, "real.txt")).toEqual(["a"]);
  expect(read.failures.map(({ path, reason }) => [path, reason])).toEqual([
    [join(project, "setup.cfg"), "It lies outside of the project."],
    [join(project, "uv.lock"), "It is a pipe or a device, not a file."],
  ]);
});

it("what lies on a network volume is not looked at", () => {
  const folder = layOutFiles({ "requirements.txt": "-r net/x.txt", "net/x.txt": "a" });
  const [project] = found(folder).projects;
  if (project === undefined) throw new Error("not found");
  const mounts = [{ path: join(folder, "net"), type: "nfs4" }];
  const { files } = runToEnd(readProject(project, { machine: machineAt("/home/of/nobody"), mounts }));
  expect(files.map(({ unread }) => unread)).toEqual([[{ text: "-r net/x.txt", why: "It is on a network volume." }]]);
});

it("a hundred files are read because others refer to them, and no more", () => {
  const files = Object.fromEntries(
    Array.from({ length: 150 }, (_, index) => [`deps/${index}`, `p${index}\n-r ${index + 1}\n`]),
  );
  const project = projectAt(layOutFiles({ "requirements.txt": "-r deps/0", ...files }));
  expect(project.files).toHaveLength(101);
  expect(project.files.flatMap(({ unread }) => unread)).toEqual([
    { text: "-r 100", why: "More than 100 files are referred to." },
  ]);
});

it("what is not read is listed up to a number", () => {
  const project = projectAt(layOutFiles({ "requirements.txt": "-r x\n".repeat(20_000) }));
  const { unread } = fileOf(project, "requirements.txt");
  expect(unread).toHaveLength(501);
  expect(unread.at(-1)).toEqual({ text: "…", why: "19500 more were not read." });
});

/** Files of each format that are none, and what hostile people put there. */
const bombs = "abcdefghij".split("").map(
  (name, at, names) =>
    `${name}: &${name} [${Array(9)
      .fill(at ? `*${names[at - 1]}` : "x")
      .join(",")}]`,
);
const broken: Record<string, (string | Buffer)[]> = {
  "pyproject.toml": [
    ...["[", "[".repeat(900_000), `a = ${"[".repeat(900_000)}`, `a = ${"{a=".repeat(200_000)}`, "a = 1\na = 2", "\0"],
    ...[Buffer.from([0xff, 0xfe, 0x41])],
  ],
  "uv.lock": ["[[package]]\nname = ", "x", `[[package]]\na = ${"[".repeat(900_000)}`],
  "poetry.lock": ["[[package]]\nname = 'a'\n[[package]]\nname ="],
  "pdm.lock": ["\0"],
  "pylock.toml": ["[["],
  "uv.toml": ["[[index]", "index-url = "],
  Pipfile: ["[packages"],
  "Pipfile.lock": ["", "{", "[]", "[".repeat(1_000_000), '{"default": '.repeat(100_000), "null"],
  "environment.yml": [
    ...["[".repeat(900_000), "- ".repeat(400_000), "a: b: c", "? ".repeat(400_000), "a: *b", "--- \n--- "].map(
      (text) => `dependencies: []\n${text}`,
    ),
  ],
  "setup.cfg": ["[options", "x", "[a]\nb\n", "[a]\n[a]\n", Buffer.from("[a]\nb = \xff", "latin1")],
};

it.each(
  Object.entries(broken).flatMap(([name, contents]) =>
    contents.map((content, at): [string, number, string | Buffer] => [name, at, content]),
  ),
)("%s that is broken (%#, %d) is a failure by its path, and stops nothing", (name, _, content) => {
  const folder = layOutFiles({ [name]: content, "requirements.txt": "a" });
  const project = projectAt(folder);
  expect(project.failures.map(({ path }) => path)).toEqual([join(folder, name)]);
  expect(project.failures[0]?.reason).toMatch(/^[A-Z].{10,250}\.$/s);
  expect(namedIn(project, "requirements.txt")).toEqual(["a"]);
});

/** Whatever stands in the place of whatever. */
const odd: Record<string, string[]> = {
  "pyproject.toml": [
    "project = 1\ntool = []\ndependency-groups = 'x'\nbuild-system = 2020-01-01",
    "[project]\nname = 1\ndependencies = 'a'\noptional-dependencies = ['a']\nrequires-python = {}\ndynamic = 'dependencies'",
    "[project]\ndependencies = [1, [], {}, 2020-01-01T00:00:00Z]\n[dependency-groups]\n'' = [1, {include-group = 1}]",
    "__proto__.dependencies = ['a']\n[project.__proto__]\ndependencies = ['b']\n[tool.poetry.dependencies]\n__proto__ = '1'\nconstructor = '2'",
    `[tool.poetry.dependencies]\nx.${"a.".repeat(400_000)}a = 1`,
    "[tool.poetry.dependencies]\na = [1, {version = 1}, {}]\nb = 1\npython = []\n[tool.poetry.group]\na = 1",
    "[tool.pdm]\ndev-dependencies = {a = 'b', c = ['-e', '-e x', 1]}\n[tool.hatch]\nenvs = [1]\n[tool.uv]\ndev-dependencies = 1",
  ],
  "uv.lock": [
    "package = 1",
    "[[package]]\nname = 1\nversion = []\n[[package]]\nname = 'a'\nversion = 1\nsource = 'x'\nresolution-markers = 1",
  ],
  "poetry.lock": ["[[package]]\nname = '__proto__'\nmarkers = 1\ngroups = {}\n[metadata]\npython-versions = 3"],
  "pylock.toml": ["[[packages]]\nname = 'a'\nwheels = 'x'\nsdist = 1\n[[packages]]\narchive = 1"],
  "uv.toml": [
    "index = 1\nindex-url = 2\nextra-index-url = 'x'\npip = []\nconstraint-dependencies = ['a', 1]\n__proto__.url = 'b'",
  ],
  Pipfile: [
    "packages = 1\nsource = 'x'\n[requires]\npython_version = 3\n[dev-packages]\na = 1\nb = {version = 2}\n__proto__ = '*'",
  ],
  "Pipfile.lock": [
    '{"_meta": 1, "default": {"a": 1, "b": {"version": 2}, "__proto__": {"version": "==1"}}, "x": null}',
  ],
  "environment.yml": [
    "a",
    "dependencies: {pip: [a]}",
    "dependencies: [{pip: x}, {pip: [[a], {b: c}]}, [x], ~]",
    bombs.join("\n"),
  ],
  "setup.cfg": ["[options]\ninstall_requires =\n[options.extras_require]\n__proto__ = a\n"],
};

it.each(
  Object.entries(odd).flatMap(([name, contents]) =>
    contents.map((content, at): [string, number, string] => [name, at, content]),
  ),
)("%s with anything in the place of anything (%#, %d) is read", (name, _, content) => {
  const project = projectAt(layOutFiles({ [name]: content }));
  expect(project.failures).toEqual([]);
  // Given from thread to thread.
  expect(() => serialize(project)).not.toThrow();
  expect(({} as { dependencies?: unknown }).dependencies).toBeUndefined();
});
