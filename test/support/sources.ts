/** Environments, projects and what is cached, as data: what tests of needs are made of. */
import type { CachedPackages } from "../../src/projects/cached";
import type { Needs } from "../../src/projects/needs";
import { needsOf } from "../../src/projects/needs-of";
import type { Environment, Named, Project, ProjectFile, Source } from "../../src/projects/source";
import { runToEnd } from "../../src/files/tasks";
import { packageKey, type RowKey } from "../../src/packaging/row-key";

export const keyOf = (name: string): RowKey => packageKey("pip", name);

/** @param installed `name==version`, and what it requires */
export function environmentOf(
  path: string,
  installed: Record<string, string[]>,
  own: Partial<Environment> = {},
): Environment {
  const all = Object.entries(installed).map(([text, requires]) => {
    const [name = "", version = ""] = text.split("==");
    return { name, version, path: `${path}/${name}-${version}.dist-info`, requires };
  });
  return {
    kind: "environment",
    path,
    name: path,
    tool: "venv",
    python: "3.12.1",
    installed: all,
    failures: [],
    ...own,
  };
}

/** @param named as in `Named`, or `name==version` of a lock, or a name alone */
export function fileOf(path: string, named: (Named | string)[], own: Partial<ProjectFile> = {}): ProjectFile {
  const all = named.map((one): Named => {
    if (typeof one !== "string") return one;
    const [name = "", version] = one.split("==");
    return { name, version };
  });
  return { path, format: "requirements", isLock: false, named: all, unread: [], ...own };
}

export function projectOf(path: string, files: ProjectFile[], own: Partial<Project> = {}): Project {
  return { kind: "project", path, name: path, files, environments: [], failures: [], ...own };
}

/** Of a cached version. */
export interface CachedVersion {
  /** Absent where no metadata can be read. */
  requires?: string[];
  requiresPython?: string;
  /** Of its wheels; `any` where absent. */
  pythons?: string[];
}

/** What is cached, by `name==version`, or by a name where there is only a page. */
export function cachedOf(all: Record<string, CachedVersion>): CachedPackages {
  const packages = new Map<RowKey, Map<string, CachedVersion>>();
  for (const [text, cached] of Object.entries(all)) {
    const [name = "", version] = text.split("==");
    const own = packages.get(keyOf(name)) ?? new Map<string, CachedVersion>();
    packages.set(keyOf(name), own);
    if (version !== undefined) own.set(version, cached);
  }
  return {
    versionsOf: (key) => {
      const own = packages.get(key);
      return own && [...own.keys()];
    },
    pythonsOf: (key, version) => packages.get(key)?.get(version)?.pythons ?? ["any"],
    metadataOf: (key, version) => {
      const { requires, requiresPython } = packages.get(key)?.get(version) ?? {};
      return requires && { requires, requiresPython };
    },
  };
}

export const needsFor = (sources: Source[], cached: CachedPackages, pythons = ["3.12.1"]): Needs =>
  runToEnd(needsOf(sources, cached, { platform: "linux", pythons: pythons.map((version) => ({ version })) }));

/** What is needed, each `name==version how`, sorted. */
export function neededIn({ packages }: Needs): string[] {
  return [...packages]
    .flatMap(([key, { versions }]) =>
      [...versions].map(([version, by]) => {
        const hows = new Set(by.map(({ how }) => how));
        return `${key.slice("pip/".length)}==${version} ${[...hows].join("+")}`;
      }),
    )
    .sort();
}
