/** `Pipfile` and `Pipfile.lock`. */
import { normalizeName } from "../../packaging/normalize";
import { parseSpecifiers } from "../../packaging/specifiers";
import type { Named } from "../source";
import { addIndexes, BrokenFileError, emptyReading, type FileReader, type FileReading } from "./reading";
import { addUnread, readEditable } from "./requirement";
import { decodeUtf8, parseToml } from "./toml";
import { isTable, shown, stringAt, stringsAt, tableAt, tablesAt, valueAt, type Table } from "./file-values";

/** Tables of a `Pipfile` that are no categories of packages. */
const settings = new Set(["requires", "pipenv", "scripts", "source"]);
/** What a table of a package may have besides `markers`, each a condition such as `== 'win32'`. */
const markerNames = [
  ...["os_name", "sys_platform", "platform_machine", "platform_python_implementation", "platform_release"],
  ...["platform_system", "platform_version", "python_version", "python_full_version", "implementation_name"],
  "implementation_version",
];

export const readPipfile: FileReader = function* (bytes, { assertFits }) {
  const pipfile = parseToml(decodeUtf8(bytes));
  const reading = emptyReading();
  const full = stringAt(pipfile, "requires", "python_full_version");
  const short = stringAt(pipfile, "requires", "python_version");
  reading.requiresPython = full === undefined ? short && `==${short}.*` : `==${full}`;
  addIndexes(reading, ...tablesAt(pipfile, "source").map(({ url }) => url));
  for (const category of Object.keys(pipfile)) {
    if (settings.has(category)) continue;
    const packages = tableAt(pipfile, category);
    for (const name of Object.keys(packages)) {
      yield undefined;
      assertFits(reading);
      addPackage(reading, name, valueAt(packages, name));
    }
  }
  return reading;
};

export const readPipfileLock: FileReader = function* (bytes, { assertFits }) {
  const lock = parseJson(decodeUtf8(bytes));
  yield undefined;
  const reading = { ...emptyReading(), isLock: true };
  addIndexes(reading, ...tablesAt(lock, "_meta", "sources").map(({ url }) => url));
  for (const category of Object.keys(lock)) {
    if (category === "_meta") continue;
    const packages = tableAt(lock, category);
    for (const name of Object.keys(packages)) {
      yield undefined;
      assertFits(reading);
      addPackage(reading, name, valueAt(packages, name));
    }
  }
  reading.named = reading.named.map((named) => ({
    ...named,
    version: /^===?(.*)$/s.exec(named.specifiers ?? "")?.[1],
  }));
  return reading;
};

function parseJson(text: string): Table {
  try {
    const value: unknown = JSON.parse(text);
    if (isTable(value)) return value;
  } catch {
    // Said below.
  }
  throw new BrokenFileError("It is no JSON, or no object.");
}

function addPackage(reading: FileReading, name: string, value: unknown): void {
  const written = `${name} = ${shown(value)}`;
  const location = ["path", "file"].map((key) => stringAt(value, key)).find((one) => one !== undefined);
  const named: Named = { name: normalizeName(name) };
  const extras = stringsAt(value, "extras").map(normalizeName);
  if (extras.length > 0) named.extras = extras;
  const marker = markerOf(value);
  if (marker !== "") named.marker = marker;
  if (location !== undefined) {
    const requirement = readEditable(location);
    if ("named" in requirement) reading.named.push({ ...requirement.named, ...named });
    else if (requirement.folder !== undefined) addUnread(reading, written, requirement);
    else reading.named.push(named);
    return;
  }
  const version = (typeof value === "string" ? value : (stringAt(value, "version") ?? "*")).trim();
  const specifiers = /^\d/.test(version) ? `==${version}` : version;
  if (specifiers !== "*" && specifiers !== "") {
    if (!parseSpecifiers(specifiers)) {
      reading.unread.push({ text: written.slice(0, 500), why: "It asks for a version that there cannot be." });
      return;
    }
    named.specifiers = specifiers;
  }
  reading.named.push(named);
}

function markerOf(value: unknown): string {
  const conditions = markerNames.flatMap((name) => {
    const condition = stringAt(value, name);
    return condition === undefined ? [] : `${name} ${condition}`;
  });
  const parts = [stringAt(value, "markers") ?? "", ...conditions].filter((part) => part !== "");
  return parts.length > 1 ? parts.map((part) => `(${part})`).join(" and ") : (parts[0] ?? "");
}
