/**
 * An installation: one pip that was found, its Python, its cache and its configuration, as plain data that can be
 * remembered.
 */
import type { Caching } from "./caching";
import type { PythonOrigin } from "./candidates";
import type { PipCommand, Resolution } from "./configuration";
import type { FilePlace } from "./configuration-files";
import type { PythonCandidate } from "./interpreters";
import type { PythonFacts } from "./python-facts";
import type { InstallationState } from "./installation-state";
import { isAtLeast } from "../packaging/releases";
import { pipRelease } from "./pip-releases";

/** A fact, or why it is not known: a sentence. */
export type Known<T> = { value: T } | { unknown: string };

/** What a pip can do with a cache, by its version. */
export interface Capabilities {
  /** Has `pip cache` (20.1). */
  cacheCommand: boolean;
}

export interface Installation {
  /** The path to start its Python by. */
  python: string;
  origin: PythonOrigin;
  /** The folder of a virtual environment. */
  environment?: string;
  /** Why it cannot run any more; then nothing else is known. */
  dead?: string;
  /** Why it was not asked, although it may run: a sentence. What is known then was read from files. */
  notAsked?: string;
  /** See `Candidate`. */
  byCacheOnly?: boolean;
  onRequest?: boolean;
  anyway?: boolean;
  /** `sys.prefix`. */
  prefix: Known<string>;
  /** `3.12.1`. */
  pythonVersion: Known<string>;
  /** `CPython`, `PyPy`, … */
  implementation: Known<string>;
  /** As wheels are tagged: `cp312`. */
  pythonTag: Known<string>;
  pipVersion: Known<string>;
  capabilities: Known<Capabilities>;
  /** Where it looks for packages when nothing is configured, as `index-url` has it; of pip 20 and newer. */
  defaultIndex?: string;
  /** Where `pip cache` looks; of a Python from the Store, where that really lies. */
  cacheDirectory: Known<string>;
  /** Where other commands of this pip cache, if elsewhere: `[install] cache-dir`, … */
  otherDirectories: { command: PipCommand; directory: string }[];
  /** Of `pip install`. */
  caching: Omit<Caching, "state" | "directory"> & { state: Caching["state"] | "unknown" };
  /** Who says what about the two keys, for `pip install`. */
  settings: { "cache-dir": Resolution; "no-cache-dir": Resolution };
  /** The configuration files it reads, those that do not exist aside, from the lowest to the highest. */
  files: (FilePlace & { reason?: string })[];
  /** What the answers depend on; absent where that cannot be said, so that it has to be asked each time. */
  state?: InstallationState;
  /** What is wrong with it: a sentence. */
  problem?: string;
}

/** What a pip of a version can. */
export function capabilitiesOf(pipVersion: string): Capabilities {
  return { cacheCommand: isAtLeast(pipVersion, pipRelease.cacheCommand) };
}

/** What Python says about itself, in place of what is unknown. */
export function knownFacts({ prefix, version, implementation, tag, defaultIndex }: PythonFacts) {
  return {
    ...(defaultIndex === undefined ? {} : { defaultIndex }),
    prefix: { value: prefix },
    pythonVersion: { value: version },
    implementation: { value: implementation },
    pythonTag: { value: tag },
  };
}

/** An installation of which nothing is known yet but where its Python lies. */
export function unknownInstallation(candidate: PythonCandidate, unknown: string): Installation {
  const { python, origin, environment, byCacheOnly, onRequest, anyway } = candidate;
  return {
    python,
    origin,
    ...(environment === undefined ? {} : { environment }),
    ...(byCacheOnly ? { byCacheOnly } : {}),
    ...(onRequest ? { onRequest } : {}),
    ...(anyway ? { anyway } : {}),
    prefix: { unknown },
    pythonVersion: { unknown },
    implementation: { unknown },
    pythonTag: { unknown },
    pipVersion: { unknown },
    capabilities: { unknown },
    cacheDirectory: { unknown },
    otherDirectories: [],
    caching: { state: "unknown", reason: unknown },
    settings: { "cache-dir": { overridden: [] }, "no-cache-dir": { overridden: [] } },
    files: [],
  };
}
