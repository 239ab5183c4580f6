/**
 * Asks a Python that was found what its pip is, where it caches and why. Each process has a time limit, and a pip that
 * answers strangely, or not at all, still makes an installation: with what is known, and why the rest is not.
 */
import { isAbsolute, join } from "node:path";
import { cachingOf, notWritable, storeDirectory } from "./caching";
import { parseDebug } from "./config-debug";
import { readingConfiguration, resolve, type PipCommand, type Configuration } from "./configuration";
import { configurationFiles, type ConfigurationReader } from "./configuration-files";
import { capabilitiesOf, knownFacts, unknownInstallation, type Installation } from "./installation";
import type { PythonCandidate } from "./interpreters";
import { thisMachine, type Machine } from "../files/machine";
import { describePython, type PythonFacts } from "./python-facts";
import { whyUntrusted } from "../files/trust";
import { refusalOf } from "../files/programs";
import { inSlices } from "../files/tasks";
import { stateSince } from "./installation-state";
import { readEnvironment } from "./read-environment";
import { errorMessageOf, runPython, type PythonRun } from "./run-python";
import { isAtLeast } from "../packaging/releases";
import { pipRelease } from "./pip-releases";

export interface AskOptions {
  machine?: Machine;
  signal?: AbortSignal;
  /** ms for each process, of which there are up to three. Default: 10 s. */
  timeoutMs?: number;
}

const configDebug = ["config", "debug"];
const cacheDir = ["cache", "dir"];

/**
 * Asks one Python: by one process, and what that did not answer by one of its own each.
 * @throws the reason of the signal when it is aborted; never otherwise
 */
export async function askInstallation(candidate: PythonCandidate, options: AskOptions = {}): Promise<Installation> {
  const { machine = thisMachine(), signal, timeoutMs = 10_000 } = options;
  if (candidate.dead !== undefined) return { ...unknownInstallation(candidate, candidate.dead), dead: candidate.dead };
  const notAsked = whyNotAsked(candidate);
  if (notAsked !== undefined) return unasked(candidate, notAsked);
  const { anyway } = candidate;
  const ask = (...args: string[]) => runPython(machine, candidate.python, args, { signal, timeoutMs, anyway });

  const began = Date.now();
  const { facts, ofPip } = await describePython(ask, [configDebug, cacheDir]);
  const [debug, directory] = ofPip;
  if (typeof facts === "string") return { ...unknownInstallation(candidate, facts), problem: facts };
  const { pip } = facts;
  if ("unknown" in pip) return withoutPip(candidate, facts, pip.unknown);

  const capabilities = capabilitiesOf(pip.value);
  const reader: ConfigurationReader = {
    prefix: facts.prefix,
    basePrefix: facts.basePrefix,
    pip: pip.value,
    python: facts.version,
    virtualEnvironment: facts.prefix !== facts.basePrefix,
  };
  const askAlone = (question: string[]) => ask("-m", "pip", ...question);
  const configuration = await readWith(machine, reader, async () => debug ?? (await askAlone(configDebug)));
  const run = capabilities.cacheCommand ? (directory ?? (await askAlone(cacheDir))) : undefined;
  const cache = cacheOf(machine, configuration, reader, run, facts);
  return {
    ...unknownInstallation(candidate, ""),
    ...knownFacts(facts),
    pipVersion: pip,
    capabilities: { value: capabilities },
    ...cache,
    ...stateWith(candidate, facts, configuration, began),
    settings: {
      "cache-dir": resolve(configuration, "cache-dir", "install"),
      "no-cache-dir": resolve(configuration, "no-cache-dir", "install"),
    },
    files: configuration.files
      .filter(({ state }) => state !== "missing")
      .map(({ path, level, reason }) => ({ path, level, ...(reason ? { reason } : {}) })),
  };
}

/** Nothing where it cannot be said what the answers depend on: then it is asked each time. */
function stateWith(
  { python }: PythonCandidate,
  { prefix, pipFolder }: PythonFacts,
  { files }: Configuration,
  beganMs: number,
): Pick<Installation, "state"> {
  if (pipFolder === undefined) return {};
  const paths = [python, join(prefix, "pyvenv.cfg"), pipFolder, ...files.map(({ path }) => path)];
  const state = stateSince(paths.filter(isAbsolute), beganMs);
  return state === undefined ? {} : { state };
}

/** Said of a Python that nothing but a file in a cache names. */
const NAMED_BY_CACHE = "Named by the cache, not asked.";

function whyNotAsked({ python, byCacheOnly, onRequest, anyway }: PythonCandidate): string | undefined {
  if (byCacheOnly && !onRequest) return NAMED_BY_CACHE;
  if (anyway) return undefined;
  const why = whyUntrusted(python);
  return why && refusalOf(why);
}

/** Of a Python that is not started: what its environment's files say. */
function unasked(candidate: PythonCandidate, notAsked: string): Installation {
  const read = candidate.environment === undefined ? {} : readEnvironment(candidate.environment);
  return { ...unknownInstallation(candidate, notAsked), ...read, notAsked };
}

/** Newer pips say themselves which files they read, which is right also where a distributor has changed it. */
async function readWith(
  machine: Machine,
  reader: ConfigurationReader,
  askDebug: () => Promise<PythonRun>,
): Promise<Configuration> {
  const own = configurationFiles(machine, reader);
  if (own.length === 0 || !isAtLeast(reader.pip, pipRelease.cacheCommand)) {
    return inSlices(readingConfiguration(machine, reader));
  }
  const run = await askDebug();
  const files = run.code === 0 ? parseDebug(machine, run.stdout) : [];
  return inSlices(readingConfiguration(machine, { ...reader, files: files.length > 0 ? files : undefined }));
}

type Cache = Pick<Installation, "cacheDirectory" | "otherDirectories" | "caching" | "problem">;

/** Puts together what pip says and what its configuration says; where both speak, pip is right. */
function cacheOf(
  machine: Machine,
  configuration: Configuration,
  reader: ConfigurationReader,
  run: PythonRun | undefined,
  facts: PythonFacts,
): Cache {
  const read = (command: PipCommand) => cachingOf(machine, configuration, command, reader);
  const real = (directory: string) => storeDirectory(machine, facts.basePrefix, directory);
  const ours = read("cache");
  const said = run && directoryIn(run);
  const isOff = run?.code === 1 && /cache is disabled/.test(run.stdout + run.stderr);
  const directory = said ?? ours.directory;
  const others = (["install", "download", "wheel"] as const).flatMap((command) => {
    const other = read(command).directory;
    return other === undefined || other === ours.directory ? [] : [{ command, directory: real(other) }];
  });

  const { state, reason, because, isNotWritable } = read("install");
  const install = {
    state,
    ...(reason ? { reason } : {}),
    ...(because ? { because } : {}),
    ...(isNotWritable ? { isNotWritable } : {}),
  };
  const caching: Cache["caching"] =
    isOff && install.state !== "off"
      ? {
          state: "off",
          ...(saysNotWritable(run) ? refusedByOwner : { reason: "pip says that its cache is disabled." }),
        }
      : said !== undefined && install.state === "failing"
        ? { state: "on" }
        : install;
  const failed = run !== undefined && said === undefined && !isOff;
  const complaint = failed ? (ours.state === "failing" && ours.reason) || errorMessageOf(run) : undefined;
  return {
    cacheDirectory:
      directory === undefined ? { unknown: ours.reason ?? "pip does not say." } : { value: real(directory) },
    otherDirectories: others,
    caching,
    ...(complaint === undefined ? {} : { problem: complaint }),
  };
}

/** Whatever a start-up file printed before it, the last absolute path is the answer. */
function directoryIn({ code, stdout }: PythonRun): string | undefined {
  if (code !== 0) return undefined;
  const lines = stdout.split(/\r?\n/).map((line) => line.trim());
  return lines.findLast((line) => isAbsolute(line));
}

const refusedByOwner = { reason: notWritable, isNotWritable: true } as const;

function saysNotWritable({ stderr }: PythonRun): boolean {
  return /The directory .* is not owned or is not writable by the current user/.test(stderr);
}

function withoutPip(candidate: PythonCandidate, facts: PythonFacts, reason: string): Installation {
  return { ...unknownInstallation(candidate, reason), ...knownFacts(facts), problem: reason };
}
