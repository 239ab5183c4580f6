/** The locks that are TOML: `uv.lock`, `poetry.lock`, `pdm.lock` and `pylock.toml` (PEP 751), package by package. */
import { normalizeName } from "../../packaging/normalize";
import type { Named } from "../source";
import { poetryPython } from "./poetry";
import { emptyReading, type FileReader } from "./reading";
import { readRequirement } from "./requirement";
import { tomlParts } from "./toml";
import { stringAt, stringsAt, tableAt, tablesAt, valueAt, type Table } from "./file-values";

interface LockFormat {
  /** Of the array of tables: `package`. */
  packages: string;
  requiresPython: (head: Table, last: Table) => string | undefined;
  /** Undefined of what comes from a folder: that is a part of the project. */
  named: (entry: Table) => Pick<Named, "version" | "marker"> | undefined;
}

function lockReader({ packages, requiresPython, named }: LockFormat): FileReader {
  return function* (bytes, { assertFits }) {
    const reading = { ...emptyReading(), isLock: true };
    const seen = new Set<string>();
    const { head, parts } = yield* tomlParts(bytes, packages);
    let last = head;
    for (const part of parts) {
      yield undefined;
      last = part;
      const [entry = {}] = tablesAt(part, packages);
      const name = stringAt(entry, "name");
      const locked = named(entry);
      if (name === undefined || locked === undefined) continue;
      const one: Named = { name: normalizeName(name), ...locked };
      // One with and without extras, say.
      const key = JSON.stringify([one.name, one.version, one.marker]);
      if (!seen.has(key)) reading.named.push(one);
      seen.add(key);
      assertFits(reading);
    }
    reading.requiresPython = requiresPython(head, last);
    return reading;
  };
}

/** Which extras and groups of the project are meant is not known: what only some of them need is needed. */
const ofExtras = /\bextras?\b|\bdependency_groups\b/;

/** Without what is absent. */
const said = (version: string | undefined, marker: string | undefined): Pick<Named, "version" | "marker"> => ({
  ...(version ? { version } : {}),
  ...(marker && !ofExtras.test(marker) ? { marker } : {}),
});

const either = (markers: string[]): string =>
  markers.length > 1 ? markers.map((marker) => `(${marker})`).join(" or ") : (markers[0] ?? "");

export const readUvLock = lockReader({
  packages: "package",
  requiresPython: (head) => stringAt(head, "requires-python"),
  named: (entry) => {
    const source = tableAt(entry, "source");
    if (["virtual", "editable", "directory"].some((key) => valueAt(source, key) !== undefined)) return undefined;
    // Of a package that is there in several versions, for which it is each.
    return said(stringAt(entry, "version"), either(stringsAt(entry, "resolution-markers")));
  },
});

export const readPoetryLock = lockReader({
  packages: "package",
  requiresPython: (_, last) => poetryPython(valueAt(last, "metadata", "python-versions")),
  named: (entry) => {
    if (stringAt(entry, "source", "type") === "directory") return undefined;
    const version = stringAt(entry, "version");
    // Since 2.0; of each group where they differ, and a group that is not there needs it everywhere.
    const markers = valueAt(entry, "markers");
    if (typeof markers === "string") return said(version, markers);
    const ofGroups = stringsAt(entry, "groups").map((group) => stringAt(markers, group));
    if (ofGroups.some((marker) => marker === undefined)) return said(version, undefined);
    return said(version, either([...new Set(ofGroups as string[])]));
  },
});

export const readPdmLock = lockReader({
  packages: "package",
  // Since 4.5 of each machine that it is for.
  requiresPython: (head) => {
    const [target, ...others] = tablesAt(head, "metadata", "targets");
    const ofAll = others.length > 0 ? undefined : stringAt(target, "requires_python");
    return stringAt(head, "metadata", "requires_python") ?? ofAll;
  },
  named: (entry) => {
    const path = stringAt(entry, "path");
    if (path !== undefined && !/\.(?:whl|zip|tar\.gz)$/i.test(path)) return undefined;
    return said(stringAt(entry, "version"), stringAt(entry, "marker"));
  },
});

export const readPylock = lockReader({
  packages: "packages",
  requiresPython: (head) => stringAt(head, "requires-python"),
  named: (entry) => {
    if (valueAt(entry, "directory") !== undefined) return undefined;
    return said(stringAt(entry, "version") ?? versionOf(entry), stringAt(entry, "marker"));
  },
});

/** PEP 751 lets it be left out; names of files have it. */
function versionOf(entry: Table): string | undefined {
  const files = [...tablesAt(entry, "wheels"), tableAt(entry, "archive"), tableAt(entry, "sdist")];
  for (const file of files) {
    const location = stringAt(file, "name") ?? stringAt(file, "url") ?? stringAt(file, "path");
    const release = location === undefined ? undefined : readRequirement(location);
    if (release && "named" in release) return release.named.specifiers?.replace(/^==/, "");
  }
  return undefined;
}
