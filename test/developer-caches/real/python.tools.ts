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
