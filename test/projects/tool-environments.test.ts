import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runToEnd } from "../../src/files/tasks";
import type { EnvironmentTool } from "../../src/projects/source";
import { environmentsByProject } from "../../src/projects/tool-environments";
import { environmentOf } from "../support/sources";
import { temporaryDirectory } from "../support/temporary";

const hash = (algorithm: string, text: string) =>
  createHash(algorithm).update(text).digest("base64").replaceAll("+", "-").replaceAll("/", "_").slice(0, 8);

const project = temporaryDirectory();
const other = temporaryDirectory();
const named = join(temporaryDirectory(), "work");
mkdirSync(named);
writeFileSync(join(named, ".project"), `${project}\n`);

// As Poetry's generate_env_name, Hatch's storage_path and PDM's get_venv_prefix have it.
it.each<[EnvironmentTool, string]>([
  ["Poetry", `/data/pypoetry/virtualenvs/some-name-${hash("sha256", project)}-py3.12`],
  ["Hatch", `/data/hatch/env/virtual/some-name/${hash("sha256", project)}/test`],
  ["PDM", `/data/pdm/venvs/folder-${hash("md5", project)}-3.12`],
  ["pipenv", named],
  ["virtualenvwrapper", named],
])("an environment of %s belongs to its project, and to no other", (tool, path) => {
  const environments = [environmentOf(path, {}, { tool }), environmentOf("/elsewhere/venv", {})];
  expect(runToEnd(environmentsByProject([other, project], environments))).toEqual([[], [path]]);
});
