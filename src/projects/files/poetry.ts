/** Poetry's tables in a `pyproject.toml`: dependencies, dev-dependencies and groups, each with its own words for versions. */
import { normalizeName } from "../../packaging/normalize";
import type { Named } from "../source";
import { poetrySpecifiers } from "./poetry-constraint";
import { addIndexes, type FileReading } from "./reading";
import { addUnread, readEditable } from "./requirement";
import { isTable, shown, stringAt, stringsAt, tableAt, tablesAt, valueAt, type Table } from "./file-values";

/** Adds what Poetry's tables name. */
export function addPoetry(reading: FileReading, pyproject: Table): void {
  const poetry = tableAt(pyproject, "tool", "poetry");
  const groups = Object.keys(tableAt(poetry, "group")).map((group) => tableAt(poetry, "group", group, "dependencies"));
  const tables = [tableAt(poetry, "dependencies"), tableAt(poetry, "dev-dependencies"), ...groups];
  for (const table of tables) {
    for (const name of Object.keys(table)) {
      const constraint = valueAt(table, name);
      if (name.toLowerCase() === "python") reading.requiresPython ??= poetryPython(constraint);
      else for (const one of Array.isArray(constraint) ? constraint : [constraint]) addDependency(reading, name, one);
    }
  }
  reading.projectName ??= stringAt(poetry, "name");
  addIndexes(reading, ...tablesAt(poetry, "source").map(({ url }) => url));
}

/** Of alternatives, which PEP 440 has no words for, nothing is known. */
export function poetryPython(constraint: unknown): string | undefined {
  const text = typeof constraint === "string" ? constraint : stringAt(constraint, "version");
  const [only, ...others] = (text === undefined ? undefined : poetrySpecifiers(text)) ?? [];
  return others.length > 0 ? undefined : only || undefined;
}

function addDependency(reading: FileReading, name: string, constraint: unknown): void {
  const written = `${name} = ${shown(constraint)}`;
  const folder = stringAt(constraint, "path") ?? stringAt(constraint, "file");
  if (folder !== undefined) {
    const local = readEditable(folder);
    if ("why" in local) addUnread(reading, written, local);
    else reading.named.push({ ...local.named, name: normalizeName(name) });
    return;
  }
  const version = typeof constraint === "string" ? constraint : (stringAt(constraint, "version") ?? "*");
  const alternatives = poetrySpecifiers(version);
  const marker = markerOf(constraint);
  if (alternatives === undefined || marker === undefined) {
    reading.unread.push({ text: written.slice(0, 500), why: "Poetry would not understand it." });
    return;
  }
  const extras = stringsAt(constraint, "extras").map(normalizeName);
  const address = stringAt(constraint, "url");
  const ofAddress = address === undefined ? undefined : readEditable(address);
  const named: Named = { name: normalizeName(name) };
  if (extras.length > 0) named.extras = extras;
  if (marker !== "") named.marker = marker;
  for (const alternative of alternatives) {
    const specifiers = ofAddress && "named" in ofAddress ? ofAddress.named.specifiers : alternative;
    reading.named.push(specifiers ? { ...named, specifiers } : named);
  }
}

/** What `markers`, `python` and `platform` say together; "" where they say nothing. */
function markerOf(constraint: unknown): string | undefined {
  if (!isTable(constraint)) return "";
  const python = stringAt(constraint, "python");
  const platform = stringAt(constraint, "platform");
  const ofPython = python === undefined ? "" : pythonMarker(python);
  if (ofPython === undefined) return undefined;
  const parts = [
    stringAt(constraint, "markers") ?? "",
    ofPython,
    platform === undefined ? "" : platformMarker(platform),
  ];
  const said = parts.filter((part) => part !== "");
  return said.length > 1 ? said.map((part) => `(${part})`).join(" and ") : (said[0] ?? "");
}

function pythonMarker(constraint: string): string | undefined {
  const alternatives = poetrySpecifiers(constraint)?.map((specifiers) =>
    specifiers
      .split(",")
      .filter((clause) => clause !== "")
      .map((clause) => {
        const [, operator = "", version = ""] = /^([<>=!~]+)(.*)$/.exec(clause) ?? [];
        const variable = version.replace(/\.\*$/, "").split(".").length > 2 ? "python_full_version" : "python_version";
        return `${variable} ${operator} "${version}"`;
      })
      .join(" and "),
  );
  return alternatives?.includes("")
    ? ""
    : alternatives?.map((one) => (alternatives.length > 1 ? `(${one})` : one)).join(" or ");
}

/** `win32`, `!=win32`, `linux || darwin`. */
function platformMarker(platform: string): string {
  const alternatives = platform
    .replace(/\s+/g, " ")
    .split(/ ?\|\|? ?/)
    .map((alternative) =>
      alternative
        .split(/ ?, ?/)
        .map((clause) => {
          const [, operator, name = ""] = /^(==|!=|=)?\s*(.*)$/s.exec(clause) ?? [];
          return `sys_platform ${operator === "!=" ? "!=" : "=="} "${name.replaceAll('"', "")}"`;
        })
        .join(" and "),
    );
  return alternatives.map((one) => (alternatives.length > 1 ? `(${one})` : one)).join(" or ");
}
