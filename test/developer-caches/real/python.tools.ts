import { existsSync } from "node:fs";
import { join } from "node:path";
import { pipInstall, scenario } from "./scenario";

const project = '[project]\nname = "app"\nversion = "1.0"\nrequires-python = ">=3.9"\ndependencies = ["six==1.16.0"]\n';

// Whether pip keeps what it downloads depends on what the index lets it; its reminder to upgrade it always keeps.
scenario("pip", {
  install: (workshop) => pipInstall(workshop),
  fill: ({ run }) => {
    run("app", "python", "-m", "pip", "install", "-q", "--ignore-installed", "--target", "lib", "six==1.16.0");
    run("app", "rm", "-r", "lib");
  },
  targets: { "pip.selfcheck": "empty" },
});

scenario("uv", {
  install: (workshop) => pipInstall(workshop, "uv"),
  fill: ({ run }) => run("app", "uv", "pip", "install", "--target", "lib", "--reinstall", "six==1.16.0"),
  targets: { "uv.cache": "smaller" },
  commands: ["uv cache clean"],
  check: ({ home }) => expect(existsSync(join(home, "app/lib/six.py"))).toBe(true),
});

scenario("Poetry", {
  install: (workshop) => pipInstall(workshop, "poetry"),
  fill: ({ run, write }) => {
    const index = run(
      "app",
      "python",
      "-c",
      "from pip._internal.models.index import PyPI; print(PyPI.simple_url)",
    ).trim();
    const source = `[[tool.poetry.source]]\nname = "index"\nurl = "${index}/"\npriority = "primary"\n`;
    write("app/pyproject.toml", `${project}[tool.poetry]\npackage-mode = false\n${source}`);
    run("app", "poetry", "env", "use", "python3");
    run("app", "poetry", "lock", "-n");
    run("app", "poetry", "install", "-n", "--no-root");
    run("app", "poetry", "run", "python", "-c", "import six");
  },
  targets: { "poetry.cache": "empty", "poetry.artifacts": "smaller" },
  commands: ["poetry cache clear"],
  check: ({ home, run }) => {
    expect(existsSync(join(home, ".cache/pypoetry/virtualenvs"))).toBe(true);
    run("app", "poetry", "run", "python", "-c", "import six");
  },
});

scenario("PDM", {
  // The newest cannot lock with the newest of what it depends on.
  install: (workshop) => pipInstall(workshop, "pdm<2.26", "hishel<1", "unearth<0.18"),
  fill: ({ run, write }) => {
    write("app/pyproject.toml", project);
    run("app", "rm", "-f", "pdm.lock");
    run("app", "pdm", "lock");
  },
  targets: { "pdm.cache": "smaller" },
  commands: ["pdm cache clear http"],
  restless: /pdm\.lock$|\.local|\.config/,
});

scenario("pre-commit", {
  install: (workshop) => pipInstall(workshop, "pre-commit"),
  fill: ({ run, write, home }) => {
    const git = (directory: string, ...args: string[]) =>
      run(directory, "git", "-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...args);
    if (!existsSync(join(home, "hooks/.git"))) {
      write("hooks/.pre-commit-hooks.yaml", "- id: ok\n  name: ok\n  entry: 'true'\n  language: system\n");
      git("hooks", "init", "-q");
      git("hooks", "add", ".");
      git("hooks", "commit", "-q", "-m", "Add a hook");
      git("hooks", "tag", "v1");
      git("app", "init", "-q");
    }
    write("app/.pre-commit-config.yaml", `repos:\n- repo: ${home}/hooks\n  rev: v1\n  hooks:\n  - id: ok\n`);
    run("app", "pre-commit", "install-hooks");
    write("app/.pre-commit-config.yaml", "repos: []\n");
    write(".cache/pre-commit/patch1700000000-7", "my unstaged work");
  },
  targets: { "pre-commit.repositories": "smaller" },
  commands: ["pre-commit gc"],
  check: ({ home }) => expect(existsSync(join(home, ".cache/pre-commit/patch1700000000-7"))).toBe(true),
});

/** Two revisions that share a file, and one of their own each, as the hub's cache has them: `hf` removes by their hashes. */
const repository = (folder: string) => `
import hashlib, os
old, new = (hashlib.sha1(b"${folder}" + number).hexdigest() for number in (b"1", b"2"))
root = os.path.expanduser("~/.cache/huggingface/hub/${folder}")
os.makedirs(root + "/blobs", exist_ok=True)
os.makedirs(root + "/refs", exist_ok=True)
for name, size in (("a" * 64, 200000), ("b" * 40, 30), ("c" * 40, 40)):
    open(root + "/blobs/" + name, "w").write("x" * size)
for revision, own in ((old, "b" * 40), (new, "c" * 40)):
    os.makedirs(root + "/snapshots/" + revision, exist_ok=True)
    for file, blob in (("model.safetensors", "a" * 64), ("config.json", own)):
        if not os.path.lexists(root + "/snapshots/" + revision + "/" + file):
            os.symlink("../../blobs/" + blob, root + "/snapshots/" + revision + "/" + file)
open(root + "/refs/main", "w").write(new)
`;

scenario("Hugging Face's hub", {
  install: (workshop) => pipInstall(workshop, "huggingface_hub"),
  fill: ({ run, write }) => {
    for (const folder of ["models--org--name", "models--gpt2", "datasets--org--rows"]) {
      run("app", "python", "-c", repository(folder));
    }
    write(".cache/huggingface/token", "hf_secret");
  },
  targets: { "huggingface.hub-models": "empty", "huggingface.hub-datasets": "empty" },
  commands: ["hf cache rm model/org/name --yes", "hf cache rm model/gpt2 --yes", "hf cache rm dataset/org/rows --yes"],
});

scenario("Pex", {
  install: (workshop) => pipInstall(workshop, "pex"),
  fill: ({ run }) => {
    run("app", "pex", "-q", "six==1.16.0", "-o", "app.pex");
    run("app", "python", "app.pex", "-c", "import six");
  },
  targets: { "pex.cache": "empty" },
  check: ({ run }) => run("app", "python", "app.pex", "-c", "import six"),
});

scenario("pipx", {
  install: (workshop) => pipInstall(workshop, "pipx"),
  fill: ({ run }) => run("app", "pipx", "run", "--spec", "pyjokes==0.8.3", "pyjoke", "--version"),
  targets: { "pipx.run": "empty" },
  restless: /\.local|\.cache\/(pip|uv)\/|\.config/,
});

scenario("virtualenv", {
  install: (workshop) => pipInstall(workshop, "virtualenv"),
  fill: ({ run }) => run("app", "virtualenv", "-q", "--clear", "venv"),
  targets: { "virtualenv.data": "empty" },
  check: ({ run }) => run("app", "venv/bin/python", "-m", "pip", "--version"),
});

scenario("Jupyter", {
  install: (workshop) => pipInstall(workshop, "jupyter_core"),
  fill: ({ write }) => {
    write(".local/share/jupyter/runtime/kernel-0f.json", "{}");
    write(".local/share/jupyter/runtime/jupyter_cookie_secret", "secret");
  },
  targets: { "jupyter.runtime": "empty" },
  check: ({ home, run }) => {
    expect(run("app", "jupyter", "--runtime-dir").trim()).toBe(join(home, ".local/share/jupyter/runtime"));
    expect(existsSync(join(home, ".local/share/jupyter/runtime/jupyter_cookie_secret"))).toBe(true);
  },
});
