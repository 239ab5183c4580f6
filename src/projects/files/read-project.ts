/**
 * Reads the files of a project and those that they refer to. Another file is read only where it is a file of this project, and
 * once; what is broken or refused is said, and stops nothing.
 */
import { lstatSync, readlinkSync } from "node:fs";
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { codeOf, failureOf, isNotFound } from "../../files/failure";
import { variable, type Machine } from "../../files/machine";
import { exists } from "../../files/presence";
import { MAX_SMALL_FILE_BYTES, readSmallFile, UnusualFileError } from "../../files/small-file";
import { whyLeftOut, type Mount } from "../../files/volumes";
import { visible } from "../../files/visible";
import type { Named, Project, ProjectFile, UnreadReference } from "../source";
import type { ProjectFolder } from "./find-projects";
import { formatOf, requirementsFormat, type Format } from "./formats";
import { BrokenFileError, MOST_NAMED, sizeOf, type Include, type FileReading } from "./reading";

/** Files that others refer to, in one project. */
const MAX_INCLUDES = 100;
/** Beyond these nobody looks whether there is such a file. */
const MAX_REFERENCES = 1_000;
/** On the way to one file. */
const MAX_LINKS = 40;

export interface ReadProjectOptions {
  machine: Machine;
  /** See `readMounts`. */
  mounts: Mount[];
  /** What is still taken of all projects together: it goes down. */
  left?: { named: number };
}

/** Reads what was found in a folder. Pauses now and then. Throws nothing: what could not be read is in the result. */
export function* readProject(folder: ProjectFolder, options: ReadProjectOptions): Generator<undefined, Project> {
  return yield* new ProjectReader(folder, options).read();
}

interface ReadFile {
  path: string;
  format: Format;
  reading: FileReading;
  /** References to other files that were not read. */
  unread: UnreadReference[];
  /** Folders that it is installed from, and which are no part of the project. */
  folders: UnreadReference[];
}

class ProjectReader {
  readonly #folder: ProjectFolder;
  readonly #options: ReadProjectOptions;
  /** By its real path; undefined of one that could not be read. */
  readonly #read = new Map<string, ReadFile | undefined>();
  /** Real paths of files that a `-r` leads to, and of those that a `-c` does. */
  readonly #included = { requirements: new Set<string>(), constraints: new Set<string>() };
  #left = MOST_NAMED;
  #includes = 0;
  #references = 0;

  constructor(folder: ProjectFolder, options: ReadProjectOptions) {
    this.#folder = folder;
    this.#options = options;
  }

  *read(): Generator<undefined, Project> {
    const { path, environments } = this.#folder;
    const project: Project = { kind: "project", path, name: basename(path), files: [], environments, failures: [] };
    project.failures.push(...this.#folder.failures);
    const own = new Set<string>();
    for (const name of this.#folder.files) {
      yield undefined;
      const file = join(path, name);
      const format = name.includes("/") ? requirementsFormat(basename(name)) : formatOf(name);
      if (format === undefined) continue;
      try {
        const real = this.#below(file);
        if (typeof real === "string") {
          own.add(real);
          yield* this.#readFile(real, format);
        } else if (real) project.failures.push({ path: file, ...real });
      } catch (error) {
        project.failures.push(failed(file, error));
      }
    }
    yield* this.#follow(project);
    for (const file of this.#read.values()) {
      if (file === undefined) continue;
      project.files.push(this.#fileOf(file, own));
      if (file.format.is === "pyproject" && file.reading.projectName)
        project.name = visible(file.reading.projectName.slice(0, 200));
    }
    return project;
  }

  /** All that the files refer to, and what that refers to. */
  *#follow(project: Project): Generator<undefined, void> {
    for (const file of this.#read.values()) {
      if (file === undefined) continue;
      for (const folder of file.reading.folders) {
        yield undefined;
        if (!this.#isOfProject(file, folder.path)) file.folders.push({ text: folder.text, why: folder.why });
      }
      for (const include of file.reading.includes) {
        yield undefined;
        try {
          const why = yield* this.#include(file, include);
          if (why !== undefined) file.unread.push({ text: visible(include.text).slice(0, 500), why });
        } catch (error) {
          file.unread.push({ text: visible(include.text).slice(0, 500), why: failed(include.path, error).reason });
          if (error instanceof BrokenFileError) project.failures.push(failed(this.#pathOf(file, include.path), error));
        }
      }
    }
  }

  /** Why it is not read. */
  *#include(file: ReadFile, { path, as }: Include): Generator<undefined, string | undefined> {
    if (/^[a-z][a-z0-9+.-]+:/i.test(path)) return "It is an address, and nothing is fetched.";
    if (/^[\\/]{2}/.test(path)) return "It is on another machine.";
    if (++this.#references > MAX_REFERENCES) return `More than ${MAX_REFERENCES} files are referred to.`;
    const real = this.#below(this.#pathOf(file, path));
    if (typeof real !== "string") return real?.reason ?? "There is no such file.";
    this.#included[as].add(real);
    if (this.#read.has(real)) return undefined;
    if (this.#includes >= MAX_INCLUDES) return `More than ${MAX_INCLUDES} files are referred to.`;
    this.#includes++;
    yield* this.#readFile(real, { ...requirementsFormat(basename(real)), maxBytes: MAX_SMALL_FILE_BYTES });
    return undefined;
  }

  /** Reads a file that was not read before. Throws what keeps it from being read. */
  *#readFile(path: string, format: Format): Generator<undefined, void> {
    if (this.#read.has(path)) return;
    this.#read.set(path, undefined);
    const { bytes } = readSmallFile(path, format.maxBytes);
    yield undefined;
    const reading = yield* format.read(bytes, {
      variable: (name) => variable(this.#options.machine, name),
      assertFits: this.#assertFits,
    });
    if (reading === undefined) return;
    this.#take(reading);
    yield undefined;
    // What V8 cuts out of a text keeps all of the text.
    reading.named = reading.named.map((one) => JSON.parse(JSON.stringify(one)) as Named);
    yield undefined;
    this.#read.set(path, { path, format, reading, unread: [], folders: [] });
  }

  /** Throws where that would be more than all of it may be. */
  #assertFits = (reading: FileReading): void => {
    const size = sizeOf(reading);
    const { left } = this.#options;
    if (size > MOST_NAMED) throw new BrokenFileError(`It names more than ${MOST_NAMED.toLocaleString("en")} packages.`);
    if (size > this.#left) throw new BrokenFileError("The files of this project name too many packages.");
    if (left && size > left.named) throw new BrokenFileError("All projects together name too many packages.");
  };

  #take(reading: FileReading): void {
    this.#assertFits(reading);
    const size = sizeOf(reading);
    this.#left -= size;
    if (this.#options.left) this.#options.left.named -= size;
  }

  #pathOf = (file: ReadFile, path: string): string => (isAbsolute(path) ? path : join(dirname(file.path), path));

  /** The project's folder or one below it, with files that are found by themselves. */
  #isOfProject(file: ReadFile, path: string): boolean {
    try {
      const place = resolve(this.#pathOf(file, path));
      const real = place === this.#folder.path ? place : this.#below(place);
      return typeof real === "string" && isRead(real);
    } catch {
      return false;
    }
  }

  /**
   * The real path of what is in the project; else why it is not, and undefined where it is gone. What a link leads to is not
   * looked at before it is known to be in the project: it may be on another machine.
   */
  #below(path: string): string | { code: "ELOOP"; reason: string } | undefined {
    if (path.includes("\0")) return undefined;
    const { machine, mounts } = this.#options;
    let place = resolve(path);
    for (let links = 0; links <= MAX_LINKS; links++) {
      if (!isBelow(place, this.#folder.path)) return { code: "ELOOP", reason: outside };
      const why = whyLeftOut(place, machine, mounts);
      if (why !== undefined) return { code: "ELOOP", reason: why };
      const next = firstLink(this.#folder.path, place);
      if (next === undefined) return undefined;
      if (next === "") return place;
      place = next;
    }
    return { code: "ELOOP", reason: "It is a link that leads nowhere." };
  }

  #fileOf({ path, format, reading, unread, folders }: ReadFile, own: Set<string>): ProjectFile {
    const { isLock, requiresPython, named } = reading;
    const ofFile = [...reading.unread, ...unread];
    const isRequirements = format.is === "requirements" || format.is === "constraints";
    const isConstraints = isRequirements && this.#isConstraints(path, format, own);
    const file: ProjectFile = {
      path,
      format: isRequirements ? (isConstraints ? "constraints" : "requirements") : format.is,
      isLock: isLock && !isConstraints && ofFile.length === 0,
      named: isConstraints ? named.map((one) => ({ ...one, isConstraint: true })) : named,
      unread: atMost([...ofFile, ...folders]),
    };
    if (requiresPython) file.requiresPython = requiresPython;
    if (reading.indexes.size > 0) file.indexes = [...reading.indexes];
    return file;
  }

  /** What is read as requirements anywhere is that; else what is named so, or only included so, is constraints. */
  #isConstraints(path: string, format: Format, own: Set<string>): boolean {
    if (this.#included.requirements.has(path)) return false;
    return format.is === "constraints" || (this.#included.constraints.has(path) && !own.has(path));
  }
}

const isRead = (folder: string): boolean => ["pyproject.toml", "setup.cfg"].some((name) => exists(join(folder, name)));

const outside = "It lies outside of the project.";

/** A file may refer to a hundred thousand. */
const MAX_UNREAD = 500;

function atMost(unread: UnreadReference[]): UnreadReference[] {
  if (unread.length <= MAX_UNREAD) return unread;
  return [...unread.slice(0, MAX_UNREAD), { text: "…", why: `${unread.length - MAX_UNREAD} more were not read.` }];
}

/** Where the first link on the way to a path leads, with the rest of the way; "" without one; undefined where it is gone. */
function firstLink(folder: string, path: string): string | undefined {
  const names = relative(folder, path).split(sep);
  let place = folder;
  for (const [index, name] of names.entries()) {
    place = join(place, name);
    const stats = lstatSync(place, { throwIfNoEntry: false });
    if (stats === undefined) return undefined;
    if (stats.isSymbolicLink()) return resolve(dirname(place), readlinkSync(place), ...names.slice(index + 1));
  }
  return "";
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== "" && way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

function failed(path: string, error: unknown) {
  if (error instanceof BrokenFileError || error instanceof UnusualFileError) {
    return { path, code: "UNKNOWN" as const, reason: error.message };
  }
  if (codeOf(error) === undefined) return { path, code: "UNKNOWN" as const, reason: "It could not be understood." };
  return isNotFound(error)
    ? { path, code: "ENOENT" as const, reason: "There is no such file." }
    : failureOf(path, error);
}
