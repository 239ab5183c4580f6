/** `pyproject.toml`: what its standard tables name, and those of Poetry, PDM, Hatch, uv and setuptools; and `uv.toml`. */
import { normalizeName } from "../../packaging/normalize";
import { addPoetry } from "./poetry";
import { addIndexes, emptyReading, type FileReader, type FileReading } from "./reading";
import { addRequirement, addUnread, readEditable } from "./requirement";
import { decodeUtf8, parseToml } from "./toml";
import { isTable, listAt, shown, stringAt, stringsAt, tableAt, tablesAt, valueAt, type Table } from "./file-values";

export const readPyproject: FileReader = function* (bytes) {
  const reading = emptyReading();
  const pyproject = parseToml(decodeUtf8(bytes));
  yield undefined;
  addProject(reading, tableAt(pyproject, "project"));
  yield undefined;
  addGroups(reading, tableAt(pyproject, "dependency-groups"));
  yield undefined;
  addAll(reading, listAt(pyproject, "build-system", "requires"));
  addPoetry(reading, pyproject);
  yield undefined;
  addPdm(reading, tableAt(pyproject, "tool", "pdm"));
  addHatch(reading, tableAt(pyproject, "tool", "hatch"));
  addUv(reading, tableAt(pyproject, "tool", "uv"));
  addDynamic(reading, pyproject);
  yield undefined;
  leaveOutItself(reading);
  return reading;
};

/** uv's settings by themselves: what it takes out of them is what it takes out of `tool.uv`. */
export const readUvToml: FileReader = function* (bytes) {
  const reading = emptyReading();
  const uv = parseToml(decodeUtf8(bytes));
  yield undefined;
  addUv(reading, uv);
  return reading.indexes.size + reading.named.length + reading.unread.length > 0 ? reading : undefined;
};

function addAll(reading: FileReading, requirements: unknown[], isConstraint?: true): void {
  for (const requirement of requirements) {
    if (typeof requirement === "string") addRequirement(reading, requirement, isConstraint && { isConstraint });
    else reading.unread.push({ text: shown(requirement), why: "It is no text." });
  }
}

function addProject(reading: FileReading, project: Table): void {
  reading.projectName = stringAt(project, "name");
  reading.requiresPython = stringAt(project, "requires-python");
  addAll(reading, listAt(project, "dependencies"));
  const optional = tableAt(project, "optional-dependencies");
  for (const extra of Object.keys(optional)) addAll(reading, listAt(optional, extra));
}

/** All groups count, so that one which is included in another is there already: PEP 735. */
function addGroups(reading: FileReading, groups: Table): void {
  const names = new Set(Object.keys(groups).map(normalizeName));
  for (const group of Object.keys(groups)) {
    for (const item of listAt(groups, group)) {
      if (typeof item === "string") addRequirement(reading, item);
      else if (!names.has(normalizeName(stringAt(item, "include-group") ?? ""))) {
        reading.unread.push({ text: shown(item), why: "There is no such group." });
      }
    }
  }
}

function addPdm(reading: FileReading, pdm: Table): void {
  addIndexes(reading, ...tablesAt(pdm, "source").map(({ url }) => url));
  const groups = tableAt(pdm, "dev-dependencies");
  for (const group of Object.keys(groups)) {
    for (const item of stringsAt(groups, group)) {
      const [, editable] = /^\s*(?:-e|--editable)[\s=]+(.*)$/s.exec(item) ?? [];
      if (editable === undefined) addRequirement(reading, item);
      else {
        const requirement = readEditable(editable);
        if ("named" in requirement) reading.named.push(requirement.named);
        else addUnread(reading, item, requirement);
      }
    }
  }
  // A version, or a table with one or with an address.
  const overrides = tableAt(pdm, "resolution", "overrides");
  for (const name of Object.keys(overrides)) {
    const version = stringAt(overrides, name) ?? "";
    addRequirement(reading, name + (/^\d/.test(version) ? `==${version}` : version), { isConstraint: true });
  }
}

/** Of environments, and of what is built with. */
function addHatch(reading: FileReading, hatch: Table): void {
  const environments = tableAt(hatch, "envs");
  for (const name of Object.keys(environments)) {
    addAll(reading, listAt(environments, name, "dependencies"));
    addAll(reading, listAt(environments, name, "extra-dependencies"));
  }
  const build = tableAt(hatch, "build");
  const targets = tableAt(build, "targets");
  const built = [build, ...Object.keys(targets).map((target) => tableAt(targets, target))];
  for (const one of built) {
    addAll(reading, listAt(one, "dependencies"));
    const hooks = tableAt(one, "hooks");
    for (const hook of Object.keys(hooks)) addAll(reading, listAt(hooks, hook, "dependencies"));
  }
}

function addUv(reading: FileReading, uv: Table): void {
  addIndexes(reading, ...tablesAt(uv, "index").map(({ url }) => url));
  for (const one of [uv, tableAt(uv, "pip")]) {
    addIndexes(reading, stringAt(one, "index-url"), ...listAt(one, "extra-index-url"), ...listAt(one, "find-links"));
  }
  addAll(reading, listAt(uv, "dev-dependencies"));
  for (const key of ["constraint-dependencies", "override-dependencies", "build-constraint-dependencies"]) {
    addAll(reading, listAt(uv, key), true);
  }
  const forBuilding = tableAt(uv, "extra-build-dependencies");
  for (const name of Object.keys(forBuilding)) {
    for (const item of listAt(forBuilding, name)) {
      const requirement = typeof item === "string" ? item : stringAt(item, "requirement");
      if (requirement !== undefined) addRequirement(reading, requirement);
    }
  }
}

/** What setuptools takes from files; of what is left, only the project's own code knows. */
function addDynamic(reading: FileReading, pyproject: Table): void {
  const setuptools = tableAt(pyproject, "tool", "setuptools", "dynamic");
  const fromFiles = (...keys: string[]) => {
    const value = valueAt(setuptools, ...keys, "file");
    const files = typeof value === "string" ? value.split(",").map((file) => file.trim()) : stringsAt(value);
    for (const path of files) reading.includes.push({ path, text: `file = ${path}`, as: "requirements" });
    return value !== undefined;
  };
  for (const extra of Object.keys(tableAt(setuptools, "optional-dependencies")))
    fromFiles("optional-dependencies", extra);
  const isFromFiles = fromFiles("dependencies");
  const isOfPoetry = isTable(valueAt(pyproject, "tool", "poetry", "dependencies"));
  if (isFromFiles || isOfPoetry || !stringsAt(pyproject, "project", "dynamic").includes("dependencies")) return;
  reading.unread.push({
    text: 'dynamic = ["dependencies"]',
    why: "Only building the project would tell what it needs.",
  });
}

/** A project that names extras of its own has them in the same file. */
function leaveOutItself(reading: FileReading): void {
  const { projectName } = reading;
  if (projectName === undefined) return;
  const own = normalizeName(projectName);
  reading.named = reading.named.filter(({ name }) => name !== own);
}
