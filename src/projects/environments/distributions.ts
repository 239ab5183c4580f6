/**
 * What is installed in a folder of packages, by what installers leave beside the packages: `.dist-info` folders, `.egg-info`
 * folders and files, `.egg`s, and links to what is being developed. Only these are looked at, whatever else lies there.
 */
import { join } from "node:path";
import { failureOf, type Failure } from "../../files/failure";
import { readSmallFile, readSmallText } from "../../files/small-file";
import { sortSteps } from "../../files/sort-steps";
import { readDirectory, type DirectoryEntry } from "../../files/walk";
import { normalizeName } from "../../packaging/normalize";
import { readRequired, type Required } from "../../packaging/required";
import { isPlausibleVersion, isProjectName } from "../../pip-cache/readers/identify/project";
import type { Installed } from "../source";
import { readEggRequires } from "./egg-requires";
import { lookedAt, type LookOut } from "./look-out";

export interface FoundDistributions {
  installed: Installed[];
  failures: Failure[];
}

/** Of one environment: a folder that is broken as a whole is not reported a thousand times. */
const MAX_FAILURES = 100;
/** In one folder. All of PyPI's ten thousand most used packages would not be installed together. */
const MOST_INSTALLED = 20_000;
/** What packages of all environments together may require: it is followed, and has to fit into a thread. */
const MOST_REQUIRED_OF_ALL = 1_000_000;

/** What is left to be read, of all environments together. */
export interface LeftToRead {
  required: number;
}

export const allToRead = (): LeftToRead => ({ required: MOST_REQUIRED_OF_ALL });
/** By what the name of something that says what is installed ends. */
const telling = /\.(dist-info|egg-info|egg-link|egg)$/i;

/**
 * Adds what is installed in a folder, and what of it could not be read. Pauses after each distribution.
 * @param folder real
 */
export function* readDistributions(
  folder: string,
  found: FoundDistributions,
  lookOut: LookOut,
  left = allToRead(),
): Generator<undefined, void> {
  let entries: DirectoryEntry[];
  try {
    entries = readDirectory(folder).filter(({ name }) => telling.test(name));
  } catch (error) {
    fail(found, failureOf(folder, error));
    return;
  }
  yield undefined;
  // By name: two readings of the same are the same.
  const sorted = yield* sortSteps(entries, (one, other) => (one.name < other.name ? -1 : 1));
  for (const entry of sorted.slice(0, MOST_INSTALLED)) {
    // pip renames what it removes, and leaves that where it is ended meanwhile.
    if (!entry.name.startsWith("~")) yield* new Distribution(folder, entry, found, lookOut, left).read();
    yield undefined;
    if (left.required <= 0) return leaveRest(found, folder, "Packages of all environments require more than is read.");
  }
  if (sorted.length > MOST_INSTALLED) {
    leaveRest(
      found,
      folder,
      `It holds more than ${MOST_INSTALLED.toLocaleString("en-US")} packages: the others are not read.`,
    );
  }
}

function fail(found: FoundDistributions, failure: Failure): void {
  if (found.failures.length < MAX_FAILURES) found.failures.push(failure);
}

/** However much else could not be read, that much is missing is always said. */
function leaveRest(found: FoundDistributions, folder: string, reason: string): void {
  found.failures.unshift(failureOf(folder, new Error(reason)));
}

class Distribution {
  readonly #path: string;

  constructor(
    folder: string,
    private readonly entry: DirectoryEntry,
    private readonly found: FoundDistributions,
    private readonly lookOut: LookOut,
    private readonly left: LeftToRead,
  ) {
    this.#path = join(folder, entry.name);
  }

  *read(): Generator<undefined, void> {
    const { name, type } = this.entry;
    const kind = telling.exec(name)?.[1]?.toLowerCase();
    if (type === "other") return this.#cannot(this.#path, "It is a pipe or a device, not a file.");
    if (type === "link") {
      this.#cannot(this.#path, "It is a link, which is not followed: only its name tells what is installed.");
      return this.#add({ requires: [] });
    }
    if (kind === "dist-info") return type === "directory" ? this.#readFolder(this.#path, "METADATA") : undefined;
    if (kind === "egg-link") return type === "file" ? yield* this.#readLink() : undefined;
    if (kind === "egg") {
      // What a zipped one requires would take unpacking it: those are of another decade.
      return type === "directory" ? this.#readFolder(join(this.#path, "EGG-INFO"), "PKG-INFO") : this.#add(noHeaders);
    }
    return type === "directory" ? this.#readFolder(this.#path, "PKG-INFO") : this.#add(this.#headers(this.#path));
  }

  /** Of metadata and what lies beside it. */
  #readFolder(folder: string, file: "METADATA" | "PKG-INFO"): void {
    let names: Map<string, DirectoryEntry["type"]>;
    try {
      names = new Map(readDirectory(folder).map(({ name, type }) => [name, type]));
    } catch (error) {
      fail(this.found, failureOf(folder, error));
      return this.#add(noHeaders);
    }
    const has = (name: string) => names.has(name) && this.#mayRead(join(folder, name), names.get(name));
    const headers = has(file) ? this.#headers(join(folder, file)) : noHeaders;
    if (file === "PKG-INFO" && headers.requires.length === 0 && has("requires.txt")) {
      const text = this.#text(join(folder, "requires.txt"));
      return this.#add({ ...headers, requires: text === undefined ? [] : readEggRequires(text) });
    }
    this.#add(headers, has("INSTALLER") ? this.#text(join(folder, "INSTALLER")) : undefined);
  }

  /** What setuptools' `develop` leaves: a file that names the folder in which the package, and its `.egg-info`, are. */
  *#readLink(): Generator<undefined, void> {
    const target = this.#text(this.#path)
      ?.split(/[\r\n]/)[0]
      ?.trim();
    if (!target) return;
    const { real, why } = lookedAt(target, this.lookOut);
    if (why !== undefined) return this.#cannot(target, why);
    if (real === undefined) return;
    const stem = normalizeName(this.entry.name.replace(telling, ""));
    let entries: DirectoryEntry[];
    try {
      entries = readDirectory(real);
    } catch (error) {
      return fail(this.found, failureOf(real, error));
    }
    for (const entry of entries) {
      if (entry.type !== "directory" || !/\.egg-info$/i.test(entry.name)) continue;
      const [name = ""] = entry.name.replace(telling, "").split("-");
      if (normalizeName(name) === stem)
        yield* new Distribution(real, entry, this.found, this.lookOut, this.left).read();
    }
  }

  /** uv can be told to install by links to its cache. */
  #mayRead(path: string, type: DirectoryEntry["type"] | undefined): boolean {
    if (type !== "link") return true;
    const { why } = lookedAt(path, this.lookOut);
    if (why !== undefined) this.#cannot(path, why);
    return why === undefined;
  }

  #headers(path: string): Headers {
    try {
      return readRequired(readSmallFile(path).bytes);
    } catch (error) {
      fail(this.found, failureOf(path, error));
      return noHeaders;
    }
  }

  #text(path: string): string | undefined {
    try {
      return readSmallText(path);
    } catch (error) {
      fail(this.found, failureOf(path, error));
      return undefined;
    }
  }

  #cannot(path: string, reason: string): void {
    fail(this.found, failureOf(path, new Error(reason)));
  }

  /** What the metadata does not say, the name of the folder or file does: `name-version`, of eggs with `-py3.11` behind. */
  #add({ name: said, version: saidVersion, requires }: Headers, installer?: string): void {
    const [stemName = "", stemVersion = ""] = this.entry.name.replace(telling, "").split("-");
    const name = said !== undefined && isProjectName(said) ? said : stemName;
    const version = saidVersion !== undefined && isPlausibleVersion(saidVersion) ? saidVersion : stemVersion;
    if (!isProjectName(name) || !isPlausibleVersion(version)) {
      return this.#cannot(this.#path, "It does not say which package it is. Install that again, or remove it.");
    }
    const by = installer?.trim().toLowerCase();
    const one: Installed = { name: normalizeName(name), version, path: this.#path, requires };
    if (by !== undefined && /^[a-z0-9][\w.+-]{0,40}$/.test(by)) one.installer = by;
    this.left.required -= requires.length;
    this.found.installed.push(one);
  }
}

type Headers = Pick<Required, "name" | "version" | "requires">;

const noHeaders: Headers = { requires: [] };
