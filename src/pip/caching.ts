/**
 * Whether a pip caches, and where: what follows from its configuration, the platform's default and who may write there.
 */
import { accessSync, constants, lstatSync, readlinkSync } from "node:fs";
import { dirname, join, parse, relative, resolve as resolvePath, sep } from "node:path";
import { appliedValues, resolve, type PipCommand, type Configuration, type Occurrence } from "./configuration";
import { fromHome, xdgFolder, type ConfigurationReader } from "./configuration-files";
import { expandHome, variable, type Machine } from "../files/machine";
import { realPath } from "../files/presence";
import { readSmallFile } from "../files/small-file";
import { isAtLeast } from "../packaging/releases";
import { pipRelease } from "./pip-releases";
import { isFalse, isTruthValue } from "./truth-value";

export interface Caching {
  /** "failing": with this configuration pip ends with an error, whatever it is asked to do. */
  state: "on" | "off" | "failing";
  /**
   * Absolute, its links resolved, as `pip cache dir` prints it; of a pip whose cache is off or that fails, where it would
   * be. Absent where a file that pip cannot read may name another.
   */
  directory?: string;
  /** Why it is off or failing: a sentence. */
  reason?: string;
  /** The setting that decides, where one does. */
  because?: Occurrence;
  /** It is off because pip may not write: no setting turns it on. */
  isNotWritable?: true;
}

/** Whether and where a command of a pip caches. */
export function cachingOf(
  machine: Machine,
  configuration: Configuration,
  command: PipCommand,
  reader: ConfigurationReader = {},
): Caching {
  const { winner } = resolve(configuration, "cache-dir", command);
  const directory = normalized(machine, winner?.value ?? defaultCacheDirectory(machine, reader));
  const broken = configuration.files.filter(({ state }) => state === "broken");
  const [first] = broken;
  if (first) {
    const reason = `${first.path}: ${first.reason}`;
    return { state: "failing", ...(broken.some(mayNameDirectory) ? {} : { directory }), reason };
  }
  const switches = appliedValues(configuration, "no-cache-dir", command);
  const garbage = switches.find(({ value }) => !isTruthValue(value));
  if (garbage) {
    const reason = `“${garbage.value.replaceAll("\n", "⏎")}” is no truth value: with this no-cache-dir pip ends with a usage error.`;
    return { state: "failing", directory, reason, because: garbage };
  }
  const off = switches.at(-1);
  if (off && !isFalse(off.value) && !isAtLeast(reader.pip, pipRelease.trueSwitch)) {
    const reason = `With no-cache-dir = ${off.value} a pip older than 19.0 ends with an error.`;
    return { state: "failing", directory, reason, because: off };
  }
  if (off) return { state: "off", directory, reason: offReason(off), because: off };
  if (mayWrite(machine, directory)) return { state: "on", directory, because: winner };
  return { state: "off", directory, reason: notWritable, because: winner, isNotWritable: true };
}

/** Why a pip that may not write does not cache. */
export const notWritable =
  "The directory, or the one above it, is not writable or belongs to somebody else: pip does not use it.";

/** Whether a file that cannot be parsed looks as if it said where to cache. */
function mayNameDirectory({ path }: { path: string }): boolean {
  try {
    return /(?<!no[-_])cache[-_]dir/i.test(readSmallFile(path).bytes.toString("latin1"));
  } catch {
    return true;
  }
}

/** `no-cache-dir = false` turns the cache off, too, which surprises everybody who writes it. */
function offReason({ value, variable: name }: Occurrence): string {
  const setting = name === undefined ? `no-cache-dir = ${value}` : `${name}=${value}`;
  return isFalse(value) ? `${setting} turns it off: every value does, ${value} included.` : `${setting} turns it off.`;
}

/** Where a pip caches when nothing is configured; not yet normalized. */
function defaultCacheDirectory(machine: Machine, { pip }: ConfigurationReader = {}): string {
  const { platform, home } = machine;
  switch (platform) {
    case "win32": {
      const local = localOverride(machine, pip) || variable(machine, "LOCALAPPDATA") || join(home, "AppData", "Local");
      return join(local, "pip", "Cache");
    }
    case "darwin": {
      const xdg = isAtLeast(pip, pipRelease.macXdg) ? xdgFolder(machine, "XDG_CACHE_HOME", pip) : undefined;
      return join(xdg ?? join(home, "Library", "Caches"), "pip");
    }
    default:
      return join(xdgFolder(machine, "XDG_CACHE_HOME", pip) ?? join(home, ".cache"), "pip");
  }
}

/** What the library that pip gets its folders from takes in place of the known folder of Windows. */
function localOverride(machine: Machine, pip: string | undefined): string | undefined {
  const folder = variable(machine, "WIN_PD_OVERRIDE_LOCAL_APPDATA")?.trim();
  if (!folder || !isAtLeast(pip, pipRelease.macXdg)) return undefined;
  const isAbsolute = /^([a-z]:[\\/]|[\\/]{2})/i.test(folder);
  return isAbsolute || !isAtLeast(pip, pipRelease.absoluteFolders) ? folder : undefined;
}

/**
 * Where the files of a Python from the Microsoft Store really lie: Windows shows it `%LOCALAPPDATA%` but gives it its
 * package's own copy (python/cpython#122057).
 * @param prefix `sys.base_prefix`
 */
export function storeDirectory(machine: Machine, prefix: string, directory: string): string {
  const name = /PythonSoftwareFoundation\.Python\.\d+\.\d+(?=_)/.exec(prefix)?.[0];
  const local = variable(machine, "LOCALAPPDATA");
  if (machine.platform !== "win32" || name === undefined || !local) return directory;
  const below = relative(local.toLowerCase(), directory.toLowerCase());
  if (below.startsWith("..") || below === resolvePath(below)) return directory;
  const rest = directory.slice(directory.length - below.length);
  return join(local, "Packages", `${name}_qbz5n2kfra8p0`, "LocalCache", "Local", rest);
}

function normalized(machine: Machine, path: string): string {
  const resolved = withoutLinks(fromHome(machine, expandHome(machine, path)));
  return machine.platform === "win32" ? resolved.toLowerCase() : resolved;
}

/** Resolves the links of a path of which the end need not exist, such as one on a volume that is not there now. */
function withoutLinks(path: string): string {
  const real = realPath(path);
  if (real !== undefined) return real;
  const { root } = parse(resolvePath(path));
  return follow(root, resolvePath(path).slice(root.length).split(sep), 40);
}

function follow(directory: string, names: string[], links: number): string {
  let current = directory;
  for (const [index, name] of names.entries()) {
    const next = join(current, name);
    const target = links > 0 ? linkTarget(next) : undefined;
    if (target !== undefined) {
      const rest = [resolvePath(current, target), ...names.slice(index + 1)].join(sep);
      const { root } = parse(rest);
      return follow(root, rest.slice(root.length).split(sep), links - 1);
    }
    current = next;
  }
  return current;
}

function linkTarget(path: string): string | undefined {
  try {
    return readlinkSync(path);
  } catch {
    return undefined;
  }
}

/** pip's own rule: root must own what exists of the path, anybody else must be able to write there. */
function mayWrite({ platform }: Machine, directory: string): boolean {
  const user = process.geteuid?.();
  if (platform === "win32" || user === undefined) return true;
  let path = directory;
  while (ownerOf(path) === undefined && path !== dirname(path)) path = dirname(path);
  if (user === 0) return ownerOf(path) === 0;
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** The user id that owns what lies at a path; undefined where nothing does that can be seen. */
function ownerOf(path: string): number | undefined {
  try {
    return lstatSync(path).uid;
  } catch {
    return undefined;
  }
}
