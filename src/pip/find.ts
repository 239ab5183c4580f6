/**
 * Finds the Pythons of a machine, each once, without starting any: by the table of candidates, what Windows and conda
 * list, the environments that pip itself has noted in its cache, and what the person names.
 */
import { statSync } from "node:fs";
import { delimiter, isAbsolute, join, normalize } from "node:path";
import { setImmediate } from "node:timers/promises";
import { condaLists, places, type PythonOrigin } from "./candidates";
import { interpretersIn, isOfNetwork, isStub, inspectPython, type PythonCandidate } from "./interpreters";
import { variable, type Machine } from "../files/machine";
import { existing } from "../files/patterns";
import { readSmallText } from "../files/small-file";
import { inSlices } from "../files/tasks";
import { windowsPythons } from "./windows";

export interface FindOptions extends Machine {
  /** Interpreters or folders of the person's preferences. */
  extraPaths?: string[];
  /**
   * What the cache's `selfcheck` files name: each the `sys.prefix` of a Python that used it. Those that nothing else names
   * are `byCacheOnly`; what is not on a local drive is not even looked at.
   */
  selfcheckPrefixes?: string[];
  /** Leaves out what Windows' registry and launcher know, which only programs tell. */
  startsNothing?: boolean;
  /** Whether to look into a folder, by its path alone. Default: into any. */
  mayLook?: (path: string) => boolean;
  signal?: AbortSignal;
}

type Lookout = Machine & Pick<FindOptions, "mayLook">;

/** Something that may hold Pythons. */
interface Source {
  origin: PythonOrigin;
  kind: "prefix" | "folder" | "interpreter";
  path: string;
  /** Somebody says that it is there: when it is not, that is worth a row. */
  named?: boolean;
  /** Only a cache says so. */
  byCache?: boolean;
}

/**
 * All Pythons, those that cannot run any more included.
 * @throws the reason of the signal when it is aborted
 */
export async function findInstallations(options: FindOptions): Promise<PythonCandidate[]> {
  const found = new Map<string, PythonCandidate>();
  const sources = await sourcesOf(options);
  options.signal?.throwIfAborted();
  for (const source of sources) {
    for (const { identity, candidate } of candidatesIn(options, source)) {
      if (found.has(identity)) continue;
      found.set(
        identity,
        source.byCache && candidate.dead === undefined ? { ...candidate, byCacheOnly: true } : candidate,
      );
    }
    await setImmediate();
    options.signal?.throwIfAborted();
  }
  return [...found.values()];
}

/** From the best known to the least: the first one names the origin. */
async function sourcesOf(options: FindOptions): Promise<Source[]> {
  const { platform, extraPaths = [], selfcheckPrefixes = [], startsNothing, signal } = options;
  const table = await inSlices(tableOf(options));
  const conda = expanded(options, condaLists).flatMap(linesOf);
  const known = platform === "win32" && !startsNothing ? await windowsPythons(options, signal) : [];
  const path = (variable(options, "PATH") ?? "").split(delimiter).filter((folder) => isAbsolute(folder));
  return [
    ...table,
    ...conda.map((path): Source => ({ origin: "conda", kind: "prefix", path, named: true })),
    ...known.map((path): Source => ({ origin: "Other", kind: "interpreter", path })),
    ...extraPaths.filter((path) => options.mayLook?.(path) !== false).flatMap((path) => preferred(path)),
    ...path.map((path): Source => ({ origin: "PATH", kind: "folder", path })),
    // Last: what anybody else names, too, is not of the cache alone.
    ...selfcheckPrefixes
      .filter((path) => isAbsolute(path) && !isOfNetwork(path))
      .map((path): Source => ({ origin: "Other", kind: "prefix", path, named: true, byCache: true })),
  ];
}

/** What the table of candidates names. Pauses after each pattern, each of which looks into folders. */
function* tableOf(machine: Lookout): Generator<undefined, Source[]> {
  const sources: Source[] = [];
  for (const { origin, prefixes = [], folders = [] } of places[machine.platform]) {
    for (const [kind, patterns] of [
      ["prefix", prefixes],
      ["folder", folders],
    ] as const) {
      for (const pattern of patterns) {
        sources.push(...expanded(machine, [pattern]).map((path): Source => ({ origin, kind, path })));
        yield undefined;
      }
    }
  }
  return sources;
}

/** A person may name an interpreter, an environment or a folder of interpreters. */
function preferred(path: string): Source[] {
  const origin = "Preferences";
  if (kindOf(path) !== "folder") return [{ origin, kind: "interpreter", path, named: true }];
  return [
    { origin, kind: "prefix", path },
    { origin, kind: "folder", path },
  ];
}

function candidatesIn(machine: Lookout, source: Source): { identity: string; candidate: PythonCandidate }[] {
  const { origin, kind, path, named = false } = source;
  const { mayLook } = machine;
  if (mayLook?.(path) === false) return [];
  if (kind === "interpreter") return inspectPython(machine, path, { origin, certain: named, mayLook });
  // A Mac without developer tools opens an install dialog when this one is started.
  if (isStub(machine, kind === "prefix" ? join(path, "bin") : path)) return [];
  if (kind === "folder") return interpretersIn(machine, path, { origin, specificFirst: true, mayLook });
  const folders = machine.platform === "win32" ? [path, join(path, "Scripts")] : [join(path, "bin")];
  const inside = folders.flatMap((folder) => interpretersIn(machine, folder, { origin, prefix: path, mayLook }));
  if (inside.length > 0 || !named) return inside;
  const dead = kindOf(path) === "nothing" ? "The folder is gone." : "There is no Python in it any more.";
  return [{ identity: path, candidate: { python: path, origin, environment: path, dead } }];
}

function kindOf(path: string): "folder" | "file" | "nothing" {
  try {
    return statSync(path).isDirectory() ? "folder" : "file";
  } catch {
    return "nothing";
  }
}

function expanded(machine: Lookout, patterns: string[]): string[] {
  return patterns.flatMap((pattern) => existing(pattern, machine, machine.mayLook)).map(normalize);
}

function linesOf(file: string): string[] {
  try {
    const lines = readSmallText(file).split(/\r?\n/);
    return lines.map((line) => line.trim()).filter((line) => isAbsolute(line));
  } catch {
    return [];
  }
}
