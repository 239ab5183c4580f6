/** What is found below a folder of projects, and where nobody looks. */
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { basename, join, relative as way, sep } from "node:path";
import { found, layOutFiles, machineAt } from "../../support/projects";
import { temporaryDirectory } from "../../support/temporary";
import { fewerUnderWine, itUnless, noSuperuser, NOBODY } from "../../support/unless";

const noLinks = process.platform === "win32" ? "links need a privilege on Windows" : undefined;

const relative = (folder: string, path: string): string => way(folder, path).split(sep).join("/");

/** Paths of projects below a folder, with what belongs to them. */
const projectsIn = (folder: string, options?: Parameters<typeof found>[1]) =>
  Object.fromEntries(
    found(folder, options).projects.map(({ path, files, environments }) => [
      relative(folder, path),
      // The system lists folders in its own order.
      [...files, ...environments.map((one) => `(${relative(folder, one).replaceAll("\\", "/")})`).sort()],
    ]),
  );

it("a project is a folder with a file that names packages", () => {
  const folder = layOutFiles({
    "api/pyproject.toml": "",
    "api/uv.lock": "",
    "api/src/main.py": "",
    "site/requirements.txt": "",
    "site/dev-requirements.in": "",
    "site/requirements/prod.txt": "",
    "site/requirements/base.in": "",
    "site/requirements/readme.md": "",
    "deep/er/Pipfile": "",
    "deep/er/Pipfile.lock": "",
    "data/environment.yml": "",
    "data/pylock.dev.toml": "",
    "old/setup.cfg": "",
    "old/constraints-3.9.txt": "",
    "none/README.md": "",
    "none/my-environment.md": "",
    "none/requirements.txt/": "",
    "mono/poetry.lock": "",
    "mono/packages/a/pdm.lock": "",
  });
  expect(projectsIn(folder)).toEqual({
    api: ["pyproject.toml", "uv.lock"],
    data: ["environment.yml", "pylock.dev.toml"],
    mono: ["poetry.lock"],
    "mono/packages/a": ["pdm.lock"],
    old: ["constraints-3.9.txt", "setup.cfg"],
    site: ["dev-requirements.in", "requirements.txt", "requirements/base.in", "requirements/prod.txt"],
    "deep/er": ["Pipfile", "Pipfile.lock"],
  });
});

it("environments belong to the project that they lie in, and nobody looks into them", () => {
  const environment = (path: string) => ({ [`${path}/pyvenv.cfg`]: "", [`${path}/lib/x/requirements.txt`]: "" });
  const folder = layOutFiles({
    "a/pyproject.toml": "",
    ...environment("a/.venv"),
    ...environment("a/sub/venv"),
    ...environment("a/.tox/py312"),
    ...environment("a/.nox/tests-3-12"),
    "a/.tox/log/x.txt": "",
    "a/old/bin/activate_this.py": "",
    "a/old/lib/python2.7/site-packages/requirements.txt": "",
    "a/__pypackages__/3.12/lib/six.py": "",
    "a/__pypackages__/3.12/lib/requirements.txt": "",
    "a/conda/conda-meta/history": "",
    "a/b/requirements.txt": "",
    ...environment("a/b/env"),
    ...environment("loose"),
    // Made in the project's own folder.
    "itself/pyvenv.cfg": "",
    "itself/requirements.txt": "",
  });
  expect(projectsIn(folder)).toEqual({
    a: [
      "pyproject.toml",
      ...["a/.venv", "a/conda", "a/old", "a/.nox/tests-3-12", "a/.tox/py312", "a/__pypackages__/3.12", "a/sub/venv"]
        .map((one) => `(${one})`)
        .sort(),
    ],
    "a/b": ["requirements.txt", "(a/b/env)"],
    itself: ["requirements.txt", "(itself)"],
  });
  expect(found(folder).environments).toEqual([join(folder, "loose")]);
});

it("nobody looks into folders of tools, caches and bundles", () => {
  const skipped = [
    ...["node_modules/x", ".git", "a/site-packages/y", ".cache/z", "__pycache__", "b/.mypy_cache", "Some.app/Contents"],
    ...["target", ".Trash"],
  ];
  const folder = layOutFiles({
    ...Object.fromEntries(skipped.map((path) => [`${path}/requirements.txt`, ""])),
    "target/CACHEDIR.TAG": "",
    ".github/requirements.txt": "",
  });
  expect(projectsIn(folder)).toEqual({ ".github": ["requirements.txt"] });
});

it("of a home, what tools and the system keep is left out", () => {
  const home = layOutFiles({
    ".pyenv/versions/requirements.txt": "",
    "Library/x/requirements.txt": "",
    "AppData/Local/x/requirements.txt": "",
    "code/.hidden/requirements.txt": "",
    "Dropbox/x/requirements.txt": "",
  });
  const { projects, leftOut } = found(home, { machine: machineAt(home) });
  expect(projects.map(({ path }) => relative(home, path))).toEqual(["code/.hidden"]);
  expect(leftOut).toEqual([{ text: join(home, "Dropbox"), why: "It is in a cloud folder." }]);
  // Asked for by name.
  expect(found(join(home, "Library"), { machine: machineAt(home) }).projects).toHaveLength(1);
});

it("in the background nobody looks where macOS asks a person, be it the folder itself", () => {
  const home = layOutFiles({
    "Desktop/x/requirements.txt": "",
    "Documents/x/requirements.txt": "",
    "code/Documents/requirements.txt": "",
  });
  const options = { machine: machineAt(home), isInBackground: true };
  const { projects, leftOut } = found(home, options);
  expect(projects.map(({ path }) => relative(home, path))).toEqual(["code/Documents"]);
  expect(leftOut.map(({ text }) => basename(text))).toEqual(["Desktop", "Documents"]);
  expect(found(join(home, "Documents", "x"), options)).toMatchObject({
    projects: [],
    leftOut: [{ text: join(home, "Documents", "x"), why: "It is not looked into in the background." }],
    folders: 0,
  });
  expect(found(home, { machine: machineAt(home) }).projects).toHaveLength(3);
});

it("nobody looks onto network volumes and into iCloud", () => {
  const home = layOutFiles({
    "code/far/requirements.txt": "",
    "code/near/requirements.txt": "",
    "Library/Mobile Documents/x/requirements.txt": "",
    "code/cloud/.requirements.txt.icloud": "",
  });
  const mounts = [
    { path: "/", type: "ext4" },
    { path: join(home, "code", "far"), type: "nfs4" },
    { path: join(home, "code", "near"), type: "ext4" },
  ];
  const machine = machineAt(home, { platform: "darwin" });
  const { projects, leftOut } = found(home, { machine, mounts });
  expect(projects.map(({ path, failures }) => [relative(home, path), failures.map(({ reason }) => reason)])).toEqual([
    ["code/cloud", ["It is in iCloud, and not on this Mac."]],
    ["code/near", []],
  ]);
  expect(leftOut).toEqual([{ text: join(home, "code", "far"), why: "It is on a network volume." }]);
  for (const folder of ["code/far", "Library/Mobile Documents/x"]) {
    expect(found(join(home, folder), { machine, mounts })).toMatchObject({ folders: 0, leftOut: [{}] });
  }
});

describe("a limit that is hit is said", () => {
  const folder = () =>
    layOutFiles({ "a/b/c/requirements.txt": "", "d/requirements.txt": "", "e/requirements.txt": "" });

  it.each<[string, Parameters<typeof found>[1], string, string]>([
    ["depth", { maxDepth: 2 }, "a/b/c", "What lies deeper than 2 folders was not looked at."],
    ["count", { maxFolders: 3 }, "e", "Only 3 folders were looked into."],
    ["time", { maxTimeMs: 2_000, now: ticking() }, "d", "Looking took longer than 2 seconds."],
  ])("%s", (_, options, path, why) => {
    const root = folder();
    expect(found(root, options).leftOut).toEqual([{ text: join(root, path), why }]);
  });

  it("but not one that is just reached", () => {
    expect(found(folder(), { maxDepth: 3, maxFolders: 6 }).leftOut).toEqual([]);
  });
});

/** A second passes at each look. */
function ticking(): () => number {
  let ms = 0;
  return () => (ms += 1_000) - 1_000;
}

itUnless(noLinks, "links are not followed, but for the folder itself", () => {
  const folder = layOutFiles({ "real/requirements.txt": "", "elsewhere/": "" });
  symlinkSync(join(folder, "real"), join(folder, "elsewhere", "link"));
  symlinkSync("..", join(folder, "real", "loop"));
  symlinkSync(folder, join(folder, "elsewhere", "all"));
  expect(projectsIn(folder)).toEqual({ real: ["requirements.txt"] });
  expect(found(join(folder, "elsewhere", "link")).projects.map(({ path }) => path)).toEqual([join(folder, "real")]);
});

it("a folder that is gone is a failure", () => {
  const folder = join(temporaryDirectory(), "gone");
  expect(found(folder)).toMatchObject({ projects: [], failures: [{ path: folder, code: "ENOENT" }] });
});

it("so is what is no folder", () => {
  const file = join(temporaryDirectory(), "note.txt");
  writeFileSync(file, "");
  expect(found(file)).toMatchObject({ projects: [], failures: [{ path: file, code: "ENOTDIR" }] });
});

itUnless(
  process.platform === "win32" ? "not on Windows" : undefined,
  "one that cannot be followed is not said to be gone",
  () => {
    const link = join(temporaryDirectory(), "link");
    symlinkSync(link, link);
    expect(found(link).failures).toMatchObject([{ path: link, code: "ELOOP" }]);
  },
);

itUnless(noSuperuser, "what may not be listed is a failure of its project", () => {
  const folder = layOutFiles({ "a/requirements.txt": "", "a/secret/requirements.txt": "", "b/requirements.txt": "" });
  chmodSync(folder, 0o755);
  chmodSync(join(folder, "a", "secret"), 0o700);
  process.seteuid?.(NOBODY);
  try {
    const { projects } = found(folder);
    expect(projects.map(({ failures }) => failures.map(({ path, code }) => [path, code]))).toEqual([
      [[join(folder, "a", "secret"), "EACCES"]],
      [],
    ]);
  } finally {
    process.seteuid?.(0);
  }
});

it("very many folders, and files, are looked at one by one", () => {
  const folder = temporaryDirectory();
  const count = fewerUnderWine(20_000, 500);
  for (let index = 0; index < count; index++) mkdirSync(join(folder, `d${index}`));
  mkdirSync(join(folder, "many"));
  for (let index = 0; index < 300; index++) writeFileSync(join(folder, "many", `requirements-${index}.txt`), "");
  const { projects, folders } = found(folder);
  expect(folders).toBe(count + 2);
  expect(projects.map(({ files }) => files.length)).toEqual([200]);
  expect(projects[0]?.failures[0]?.reason).toBe("Of its 300 files that name packages, only 200 are read.");
});

it("folders in folders have an end", () => {
  const folder = temporaryDirectory();
  let deep = folder;
  for (let index = 0; index < 50; index++) mkdirSync((deep = join(deep, "d")));
  expect(found(folder).folders).toBe(13);
});
