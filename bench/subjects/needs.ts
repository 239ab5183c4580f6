/**
 * Reads what environments and projects need of a cache that was read before. Before, with `make`: makes them, in the
 * proportions of real ones, of the packages that the cache has.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { thisMachine } from "../../src/files/machine";
import { packageIn } from "../../src/packaging/row-key";
import { packRows, unpackRows } from "../../src/pip-cache/rows/kept-rows";
import { scan } from "../../src/pip-cache/scan/scan";
import { readNeeds } from "../../src/projects/read-needs";
import { cacheAt, indexUrl } from "./cache";
import { watchHeap } from "./heap";
import { observe, readTask } from "./observe";

interface Task {
  /** The cache. */
  path: string;
  /** Where what was read of it is kept. */
  file: string;
  /** The home that they lie in. */
  home: string;
  make?: { environments: number; installed: number; projects: number };
  heap?: boolean;
}

const { path, file, home, make, heap } = readTask<Task>();
const watch = heap ? watchHeap() : undefined;

void observe(async (): Promise<Record<string, number>> => {
  const cache = cacheAt(path);
  if (make) {
    const { rows } = await scan(cache, { indexUrls: [indexUrl] });
    writeFileSync(file, await packRows(new Map([[cache.path, rows]]), 1));
    const releases = [...rows].flatMap(({ key, groups }) => {
      const version = groups.find((group) => group.version !== undefined)?.version;
      const name = packageIn(key);
      return name !== undefined && version !== undefined ? [{ name, version }] : [];
    });
    makeAll(releases, make);
    return { releases: releases.length };
  }
  const rows = (await unpackRows(readFileSync(file))).get(cache.path);
  if (rows === undefined) throw new Error("Nothing is known of it.");
  const startedAt = performance.now();
  const { needs } = await readNeeds({
    machine: { ...thisMachine(), home, env: {}, root: join(home, "root") },
    mounts: [],
    folders: [join(home, "code")],
    pythons: [],
    caches: [{ cache, rows: rows.toPart() }],
    at: Date.now(),
  });
  const readMs = performance.now() - startedAt;
  const heapBytes = watch?.peak() ?? 0;
  let reasons = 0;
  for (const { versions } of needs.packages.values()) for (const by of versions.values()) reasons += by.length;
  return { readMs, heapBytes, sources: needs.sources.length, reasons };
});

interface Release {
  name: string;
  version: string;
}

/** What is needed of one is needed of most others, too: the first ones more often. */
function makeAll(releases: Release[], { environments, installed, projects }: Required<Task>["make"]): void {
  const write = (place: string, text: string) => {
    mkdirSync(join(home, place, ".."), { recursive: true });
    writeFileSync(join(home, place), text);
  };
  const some = (count: number, seed: number): Release[] => {
    const taken = new Map<string, Release>();
    for (let at = 0; taken.size < Math.min(count, releases.length) && at < count * 4; at++) {
      const release = releases[(at * (1 + (seed % 7)) + seed * 3) % releases.length];
      if (release) taken.set(release.name, release);
    }
    return [...taken.values()];
  };
  const description = "What it is for, and how to use it, is said here at some length.\n".repeat(100);
  for (let at = 0; at < environments; at++) {
    const prefix = `code/project-${at}/.venv`;
    write(`${prefix}/pyvenv.cfg`, "home = /usr/bin\nversion = 3.12.1\n");
    const packages = some(installed, at);
    for (const [number, { name, version }] of packages.entries()) {
      const site = `${prefix}/lib/python3.12/site-packages`;
      const requires = Array.from({ length: 8 }, (_, one) => {
        const other = packages[(number + one * 7 + 1) % packages.length]?.name ?? name;
        return `Requires-Dist: ${other}>=0.${one}${one > 3 ? ` ; extra == 'test${one}'` : ' ; python_version >= "3.8"'}\n`;
      }).join("");
      const head = `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\nRequires-Python: >=3.8\n`;
      write(`${site}/${name}-${version}.dist-info/METADATA`, `${head}${requires}\n${description}`);
      write(`${site}/${name}-${version}.dist-info/INSTALLER`, "pip\n");
      write(`${site}/${name}-${version}.dist-info/RECORD`, `${name}/__init__.py,,\n`);
      for (const module of ["__init__", "core", "util", "errors"]) write(`${site}/${name}/${module}.py`, "x = 1\n");
    }
  }
  for (let at = 0; at < projects; at++) {
    const folder = `code/project-${at}`;
    const own = some(100, at + 1);
    const named = own.slice(0, 10).map(({ name }) => `"${name}>=0.1"`);
    write(`${folder}/pyproject.toml`, `[project]\nname = "project-${at}"\ndependencies = [${named.join(", ")}]\n`);
    for (let one = 0; one < 50; one++) write(`${folder}/src/part-${one % 5}/module-${one}.py`, "x = 1\n");
    if (at % 4 === 0) {
      const lock = own.map(
        ({ name, version }) =>
          `[[package]]\nname = "${name}"\nversion = "${version}"\nsource = { registry = "https://index.example.org/simple" }\n`,
      );
      write(`${folder}/uv.lock`, `version = 1\n\n${lock.join("\n")}`);
    } else if (at % 4 === 1) {
      write(`${folder}/requirements.txt`, own.map(({ name, version }) => `${name}==${version}\n`).join(""));
    }
  }
}
