/**
 * Finds every environment of a machine, each once, and reads what is installed in it: by the tables of places, by the Pythons
 * that were found, and by what was found below project folders. Nothing is started.
 */
import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { failureOf, isNotFound, type Failure } from "../../files/failure";
import { expand, existing, literalPart } from "../../files/patterns";
import { platformPath } from "../../files/names";
import { exists } from "../../files/presence";
import type { Task } from "../../files/tasks";
import { findInstallations, type FindOptions } from "../../pip/find";
import type { PythonCandidate } from "../../pip/interpreters";
import type { Environment, EnvironmentTool, UnreadReference } from "../source";
import { allToRead } from "./distributions";
import { environmentAt, isPipenvs, packagesAt } from "./environment-at";
import { configuredPlaces } from "./environment-settings";
import { usualPlaces, type UsualPlaces } from "./environment-places";
import { lookedAt, whyNotLookedAt, type LookOut } from "./look-out";

/** What to read: it can be cloned. */
export interface EnvironmentsMessage extends LookOut {
  /** `usualPlaces` where it is left out. */
  usual?: UsualPlaces;
  /** See `knownPythons`. */
  pythons: PythonCandidate[];
  /** Further environments, as were found below project folders. */
  paths: string[];
}

export interface ReadEnvironments {
  environments: Environment[];
  /** What would have been looked at, and was not: its path, and why. */
  leftOut: UnreadReference[];
  failures: Failure[];
}

/**
 * The Pythons of the machine, none of them started, and what only programs know left out.
 * @throws the reason of the signal when it is aborted
 */
export function knownPythons(
  { machine, ...lookOut }: LookOut,
  options: Pick<FindOptions, "extraPaths" | "selfcheckPrefixes" | "signal">,
): Promise<PythonCandidate[]> {
  const mayLook = (path: string) => whyNotLookedAt(path, { machine, ...lookOut }) === undefined;
  const selfcheckPrefixes = options.selfcheckPrefixes?.filter(mayLook);
  return findInstallations({ ...machine, ...options, selfcheckPrefixes, mayLook, startsNothing: true });
}

/** Hands over each environment as it is read. */
export const readEnvironments: Task<EnvironmentsMessage, ReadEnvironments> = function* (message, { stopped }) {
  const reader = new Reader(message);
  // What has a `sys.prefix` first: a folder of packages alone is an environment only where nothing else has it.
  const passes = [reader.ofTools(), reader.at(message.paths), reader.ofPythons(message.pythons), reader.ofSystem()];
  for (const steps of passes) {
    for (const environment of steps) {
      if (environment) yield { environments: [environment], leftOut: [], failures: [] };
      else yield undefined;
      if (stopped()) return reader.rest;
    }
  }
  return reader.rest;
};

class Reader {
  readonly rest: ReadEnvironments = { environments: [], leftOut: [], failures: [] };
  readonly #seen = new Set<string>();
  readonly #done = new Set<string>();
  readonly #left = allToRead();

  readonly #usual: UsualPlaces;

  constructor(private readonly message: EnvironmentsMessage) {
    this.#usual = message.usual ?? usualPlaces(message.machine.platform);
  }

  /** What the tables name but for the folders of Pythons themselves. */
  *ofTools(): Generator<Environment | undefined, void> {
    const { machine } = this.message;
    const mayLook = (path: string) => whyNotLookedAt(path, this.message) === undefined;
    const configured = yield* configuredPlaces(machine, mayLook);
    for (const { tool, prefixes = [], packages = [] } of [...this.#usual.environments, ...configured]) {
      for (const pattern of prefixes) yield* this.#matching(pattern, (path) => this.#prefix(path, tool));
      for (const pattern of tool === "user" ? packages : []) {
        yield* this.#matching(pattern, (path) => this.#packages(path, tool));
      }
    }
    for (const { tool, prefixes = [] } of this.#usual.pythons) {
      if (tool === undefined) continue;
      for (const pattern of prefixes) {
        yield* this.#matching(pattern, (path) => this.#prefix(path, isPipenvs(path) ? "pipenv" : tool));
      }
    }
  }

  /** Folders of packages that several Pythons of a system share, or of which none was found. */
  *ofSystem(): Generator<Environment | undefined, void> {
    for (const { tool, packages = [] } of this.#usual.environments) {
      for (const pattern of tool === "Python" ? packages : []) {
        yield* this.#matching(pattern, (path) => this.#packages(path, tool));
      }
    }
  }

  *at(paths: string[]): Generator<Environment | undefined, void> {
    for (const path of paths) yield* this.#prefix(path);
  }

  *ofPythons(pythons: PythonCandidate[]): Generator<Environment | undefined, void> {
    for (const python of pythons) {
      const prefix = this.#prefixOf(python);
      if (prefix !== undefined) yield* this.#prefix(prefix, python.origin === "pipx" ? "pipx" : undefined);
      yield undefined;
    }
  }

  *#matching(
    pattern: string,
    read: (path: string) => Generator<Environment | undefined, void>,
  ): Generator<Environment | undefined, void> {
    const { machine } = this.message;
    for (const path of expand(pattern, machine).map(literalPart)) {
      const why = whyNotLookedAt(path, this.message);
      if (why !== undefined) this.#leaveOut(path, why);
      else this.#assertListable(platformPath(path));
    }
    for (const path of existing(pattern, machine, (path) => whyNotLookedAt(path, this.message) === undefined)) {
      yield* read(platformPath(path));
    }
    yield undefined;
  }

  *#prefix(path: string, tool?: EnvironmentTool): Generator<Environment | undefined, void> {
    const real = this.#lookAt(path);
    if (real !== undefined && (tool === undefined || tool === "Python" || isEnvironment(real))) {
      yield yield* environmentAt(real, { ...this.message, tool, seen: this.#seen, left: this.#left });
    }
  }

  *#packages(path: string, tool: EnvironmentTool): Generator<Environment | undefined, void> {
    const real = this.#lookAt(path);
    if (real !== undefined)
      yield yield* packagesAt(real, { ...this.message, tool, seen: this.#seen, left: this.#left });
  }

  /** Undefined where it is not, or was done. */
  #lookAt(path: string): string | undefined {
    const { real, why } = lookedAt(path, this.message);
    if (why !== undefined) this.#leaveOut(path, why);
    if (real === undefined || this.#done.has(real)) return undefined;
    this.#done.add(real);
    return real;
  }

  /** Patterns pass over what cannot be listed. */
  #assertListable(path: string): void {
    try {
      readdirSync(path);
    } catch (error) {
      const isKnown = isNotFound(error) || this.rest.failures.some((failure) => failure.path === path);
      if (!isKnown) this.rest.failures.push(failureOf(path, error));
    }
  }

  #leaveOut(text: string, why: string): void {
    if (!this.rest.leftOut.some((other) => other.text === text)) this.rest.leftOut.push({ text, why });
  }

  /** What a Python calls its prefix, by where it lies; of a path that leads elsewhere by links, by where those end. */
  #prefixOf({ python, environment }: PythonCandidate): string | undefined {
    if (environment !== undefined) return environment;
    const { real } = lookedAt(python, this.message);
    if (real === undefined) return undefined;
    const folder = dirname(real);
    return /^(bin|scripts)$/i.test(basename(folder)) ? dirname(folder) : folder;
  }
}

/** Whether a folder is what tools make: their patterns match what lies between, and in, environments, too. */
function isEnvironment(prefix: string): boolean {
  return ["pyvenv.cfg", "conda-meta"].some((name) => exists(join(prefix, name)));
}
